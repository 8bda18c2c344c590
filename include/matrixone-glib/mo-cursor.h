/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of one statement, a piece at a time, in bounded memory. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

#define MO_TYPE_CURSOR (mo_cursor_get_type ())
#define MO_CURSOR(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_CURSOR, MoCursor))
#define MO_IS_CURSOR(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_CURSOR))

MO_AVAILABLE_IN_ALL
GType       mo_cursor_get_type          (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoFuture   *mo_open_cursor_values       (MoExecutor     *executor,
                                         const char     *sql,
                                         const MoValue  *values,
                                         gsize           n_values,
                                         MoExecuteFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture   *mo_open_cursor_params       (MoExecutor     *executor,
                                         const char     *sql,
                                         const MoParam  *params,
                                         gsize           n_params,
                                         MoExecuteFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture   *mo_cursor_fetch             (MoCursor       *self,
                                         guint           n_rows) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture   *mo_cursor_close             (MoCursor       *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
guint       mo_cursor_get_n_columns     (MoCursor       *self);
MO_AVAILABLE_IN_ALL
const char *mo_cursor_get_column_name   (MoCursor       *self,
                                         guint           column);
MO_AVAILABLE_IN_ALL
MoValueType mo_cursor_get_column_type   (MoCursor       *self,
                                         guint           column);
MO_AVAILABLE_IN_ALL
gint        mo_cursor_find_column       (MoCursor       *self,
                                         const char     *name);
MO_AVAILABLE_IN_ALL
guint64     mo_cursor_get_connection_id (MoCursor       *self);

#ifndef __cplusplus

/**
 * mo_open_cursor:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * Runs one statement whose rows are then fetched; see [func@Mo.open_cursor_values].
 * `mo_open_cursor (client, "SELECT * FROM t WHERE id > %s", 5)`
 *
 * Returns: (transfer full): a future of a [class@Mo.Cursor]
 */
#define mo_open_cursor(executor, ...)                                                              \
  mo_open_cursor_with (executor, MO_EXECUTE_DEFAULT, __VA_ARGS__)

/**
 * mo_open_cursor_with:
 * @executor: a client, a transaction or a session
 * @flags: [flags@Mo.ExecuteFlags]
 * @sql: one statement; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * mo_open_cursor() as the flags say.
 *
 * Returns: (transfer full): a future of a [class@Mo.Cursor]
 */
#define mo_open_cursor_with(executor, flags, ...)                                                  \
  MO_WITH_VALUES_ (mo_open_cursor_values, executor, flags, __VA_ARGS__)

/**
 * mo_open_cursor_named:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `:name`
 * @...: a MO_PARAM() for each name
 *
 * mo_open_cursor() with named parameters; see [func@Mo.open_cursor_params].
 *
 * Returns: (transfer full): a future of a [class@Mo.Cursor]
 */
#define mo_open_cursor_named(executor, sql, ...)                                                   \
  MO_WITH_PARAMS_ (mo_open_cursor_params, executor, sql, __VA_ARGS__)

#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCursor, g_object_unref)

G_END_DECLS
