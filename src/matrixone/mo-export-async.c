/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exports in the style of GIO. */

#include <matrixone-glib/mo-export-async.h>
#include <matrixone-glib/mo-future.h>

#include "client/mo-async-private.h"

/**
 * mo_export_select_async:
 * @executor: a client, a transaction or a session
 * @query: (transfer full): what to write, without [func@Mo.for_update], which the server has
 *   behind the file
 * @path: a file of the server's host, from the root on, which is not there yet. `%d`, or `%5d` and
 *   the like, is the number of each file where they are several, and 0 where not; without it the
 *   second one ends with `.1`
 * @options: (nullable): how to write it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.export_select] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_export_select_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.export_select].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_export_select,
                 (MoExecutor *executor, MoSelect *query, const char *path,
                  const MoExportOptions *options),
                 (executor, query, path, options),
                 gboolean, mo_await)

/**
 * mo_export_select_stage_async:
 * @executor: a client, a transaction or a session
 * @query: (transfer full): what to write
 * @stage: a stage, whose name is of letters, digits, and `-_.~$`
 * @file: a file in it, which is not there yet; there is no `?` and no `#` in its name
 * @options: (nullable): how to write it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.export_select_stage] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_export_select_stage_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.export_select_stage].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_export_select_stage,
                 (MoExecutor *executor, MoSelect *query, const char *stage, const char *file,
                  const MoExportOptions *options),
                 (executor, query, stage, file, options),
                 gboolean, mo_await)

/**
 * mo_export_sql_async:
 * @executor: a client, a transaction or a session
 * @sql: what to write: one SELECT, with `?` for each value
 * @values: (array length=n_values) (nullable): those
 * @n_values: how many those are
 * @path: a file of the server's host, from the root on, which is not there yet
 * @options: (nullable): how to write it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.export_sql] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_export_sql_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.export_sql].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_export_sql,
                 (MoExecutor *executor, const char *sql, const MoValue *values, gsize n_values,
                  const char *path, const MoExportOptions *options),
                 (executor, sql, values, n_values, path, options),
                 gboolean, mo_await)

/**
 * mo_export_sql_stage_async:
 * @executor: a client, a transaction or a session
 * @sql: what to write: one SELECT, with `?` for each value
 * @values: (array length=n_values) (nullable): those
 * @n_values: how many those are
 * @stage: a stage
 * @file: a file in it, which is not there yet
 * @options: (nullable): how to write it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.export_sql_stage] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_export_sql_stage_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.export_sql_stage].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_export_sql_stage,
                 (MoExecutor *executor, const char *sql, const MoValue *values, gsize n_values,
                  const char *stage, const char *file, const MoExportOptions *options),
                 (executor, sql, values, n_values, stage, file, options),
                 gboolean, mo_await)
