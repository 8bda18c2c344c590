/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changing and deleting rows by condition, without reading them. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-select.h"

G_BEGIN_DECLS

#define MO_TYPE_UPDATE (mo_update_get_type ())
#define MO_TYPE_DELETE (mo_delete_get_type ())

/* Each function below that takes one consumes it, with the expressions given, and returns it
 * changed; never NULL. What is wrong shows when it runs: its future is rejected. */

MO_AVAILABLE_IN_ALL
GType     mo_update_get_type        (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoUpdate *mo_update_new             (const MoModel *model) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoUpdate *mo_update_ref             (MoUpdate      *self);
MO_AVAILABLE_IN_ALL
void      mo_update_unref           (MoUpdate      *self);
MO_AVAILABLE_IN_ALL
MoUpdate *mo_update_assign          (MoUpdate      *self,
                                     MoExpr        *column,
                                     MoExpr        *value) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoUpdate *mo_update_where           (MoUpdate      *self,
                                     MoExpr        *condition) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoUpdate *mo_update_all_rows        (MoUpdate      *self) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
GType     mo_delete_get_type        (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoDelete *mo_delete_new             (const MoModel *model) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoDelete *mo_delete_ref             (MoDelete      *self);
MO_AVAILABLE_IN_ALL
void      mo_delete_unref           (MoDelete      *self);
MO_AVAILABLE_IN_ALL
MoDelete *mo_delete_where           (MoDelete      *self,
                                     MoExpr        *condition) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoDelete *mo_delete_all_rows        (MoDelete      *self) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_update         (MoExecutor    *executor,
                                     MoUpdate      *update) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_execute_delete         (MoExecutor    *executor,
                                     MoDelete      *deletion) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_session_execute_update (MoSession     *self,
                                     MoUpdate      *update) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_session_execute_delete (MoSession     *self,
                                     MoDelete      *deletion) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_update:
 * @Type: a struct with a model
 *
 * An UPDATE of its table, which is to be given mo_assign() and mo_where().
 *
 * Returns: (transfer full): an update
 */
#define mo_update(Type) (mo_update_new (mo_model_of_##Type ()))

/**
 * mo_assign:
 * @update: (transfer full): an update
 * @column: (transfer full): a column of its table: MO_C()
 * @x: an expression, consumed, or a value
 *
 * `mo_assign (update, MO_C (User, points), mo_plus (MO_C (User, points), 1))`
 *
 * Returns: (transfer full): the update, which sets the column, too
 */
#define mo_assign(update, column, x) (mo_update_assign ((update), (column), MO_EXPR (x)))

/**
 * mo_delete_from:
 * @Type: a struct with a model
 *
 * A DELETE from its table, which is to be given mo_where().
 *
 * Returns: (transfer full): a deletion
 */
#define mo_delete_from(Type) (mo_delete_new (mo_model_of_##Type ()))

/**
 * mo_where:
 * @query: (transfer full): a query, an update or a deletion
 * @condition: (transfer full): a condition
 *
 * [func@Mo.where] on a query, and its like on the others.
 *
 * Returns: (transfer full): the same, of rows that fulfil the condition
 */
#define mo_where(query, condition)                                                                 \
  (_Generic ((query),                                                                              \
     MoUpdate *: mo_update_where,                                                                  \
     MoDelete *: mo_delete_where,                                                                  \
     default: mo_where) ((query), (condition)))

/**
 * mo_all_rows:
 * @writing: (transfer full): an update or a deletion
 *
 * Says that every row is meant, where there is no condition.
 *
 * Returns: (transfer full): the same
 */
#define mo_all_rows(writing)                                                                       \
  (_Generic ((writing),                                                                            \
     MoUpdate *: mo_update_all_rows,                                                               \
     MoDelete *: mo_delete_all_rows) (writing))

#define mo_execute_update(executor, update)                                                        \
  (mo_execute_update) (MO_AS_EXECUTOR_ (executor), (update))
#define mo_execute_delete(executor, deletion)                                                      \
  (mo_execute_delete) (MO_AS_EXECUTOR_ (executor), (deletion))

#endif /* __cplusplus */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoUpdate, mo_update_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoDelete, mo_delete_unref)

G_END_DECLS
