/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A query over models: what to read, from where, under which conditions. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-expr.h"
#include "mo-model.h"

G_BEGIN_DECLS

#define MO_TYPE_SELECT (mo_select_get_type ())

/**
 * MoJoinType:
 * @MO_JOIN_INNER: only rows that have a partner
 * @MO_JOIN_LEFT: rows without a partner too; their joined instance is %NULL
 * @MO_JOIN_RIGHT: rows of what is joined that have no partner, too; the instances before are %NULL
 * @MO_JOIN_FULL: rows without a partner of both; %MO_ERROR_NOT_SUPPORTED on MariaDB and MySQL
 * @MO_JOIN_CROSS: each row with each, without a condition
 *
 * How [func@Mo.Select.join] joins.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_JOIN_INNER,
  MO_JOIN_LEFT,
  MO_JOIN_RIGHT,
  MO_JOIN_FULL,
  MO_JOIN_CROSS,
} MoJoinType;

/**
 * MoLockWait:
 * @MO_LOCK_WAIT: wait for it, as long as the server does
 * @MO_LOCK_NOWAIT: fail at once, with %MO_ERROR_LOCK_TIMEOUT
 * @MO_LOCK_SKIP_LOCKED: leave it out, as if it were not there
 *
 * What [func@Mo.for_update] does about a row that somebody else has locked.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_LOCK_WAIT,
  MO_LOCK_NOWAIT,
  MO_LOCK_SKIP_LOCKED,
} MoLockWait;

/* Each function below that takes a query consumes it, with the expressions given, and returns it
 * changed; never NULL. What is wrong shows when the query runs: its future is rejected. */

MO_AVAILABLE_IN_ALL
GType     mo_select_get_type     (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_new          (const MoModel *const *models,
                                  gsize                 n_models) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_new_as       (const MoModel        *model,
                                  const char           *alias) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_new_exprs    (MoExpr              **exprs,
                                  gsize                 n_exprs) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_ref          (MoSelect             *self);
MO_AVAILABLE_IN_ALL
void      mo_select_unref        (MoSelect             *self);
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_from         (MoSelect             *self,
                                  const MoModel        *model,
                                  const char           *alias) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_join         (MoSelect             *self,
                                  MoJoinType            type,
                                  const MoModel        *model,
                                  const char           *alias,
                                  MoExpr               *on) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_add          (MoSelect             *self,
                                  const MoModel        *model,
                                  const char           *alias) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_where               (MoSelect             *self,
                                  MoExpr               *condition) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_order_by            (MoSelect             *self,
                                  MoExpr               *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_order_by_desc       (MoSelect             *self,
                                  MoExpr               *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_group_by            (MoSelect             *self,
                                  MoExpr               *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_having              (MoSelect             *self,
                                  MoExpr               *condition) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_distinct            (MoSelect             *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_for_update          (MoSelect             *self,
                                  MoLockWait            wait) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_for_share           (MoSelect             *self,
                                  MoLockWait            wait) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_at_snapshot         (MoSelect             *self,
                                  const char           *snapshot) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_at_timestamp        (MoSelect             *self,
                                  GDateTime            *time) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_limit               (MoSelect             *self,
                                  guint64               n_rows) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_offset              (MoSelect             *self,
                                  guint64               n_rows) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr   *mo_model_column        (const MoModel        *model,
                                  const char           *alias,
                                  gsize                 offset) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_select:
 * @...: 1 to 32 structs with models
 *
 * A query of instances. Of several models, each row has one instance of each: the first is what the
 * query is from, and the others are to be joined, with mo_join(); one that is not is combined with
 * every row.
 *
 * Returns: (transfer full): a query
 */
#define mo_select(...) (mo_select_new (MO_MODELS (__VA_ARGS__)))

/**
 * mo_select_as:
 * @Type: a struct with a model
 * @alias: the name that the query calls the table by, for MO_C_AS()
 *
 * A query of instances of a table under another name, to join a table with itself.
 *
 * Returns: (transfer full): a query
 */
#define mo_select_as(Type, alias) (mo_select_new_as (mo_model_of_##Type (), (alias)))

/**
 * mo_select_expr:
 * @...: (transfer full): expressions: columns and aggregates
 *
 * A query of plain values. It is from the tables of their columns that are not joined, unless
 * [method@Mo.Select.from] says otherwise.
 *
 * Returns: (transfer full): a query
 */
#define mo_select_expr(...)                                                                        \
  (mo_select_new_exprs ((MoExpr *[]){ __VA_ARGS__ },                                               \
                        sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *)))

/**
 * mo_join:
 * @select: (transfer full): a query
 * @Type: a struct with a model
 * @on: (transfer full): the condition that partners fulfil
 *
 * Returns: (transfer full): the query, with rows that have a partner
 */
#define mo_join(select, Type, on)                                                                  \
  (mo_select_join ((select), MO_JOIN_INNER, mo_model_of_##Type (), NULL, (on)))
#define mo_join_as(select, Type, alias, on)                                                        \
  (mo_select_join ((select), MO_JOIN_INNER, mo_model_of_##Type (), (alias), (on)))

/**
 * mo_left_join:
 * @select: (transfer full): a query
 * @Type: a struct with a model
 * @on: (transfer full): the condition that partners fulfil
 *
 * Returns: (transfer full): the query, with rows that have no partner too
 */
#define mo_left_join(select, Type, on)                                                             \
  (mo_select_join ((select), MO_JOIN_LEFT, mo_model_of_##Type (), NULL, (on)))
#define mo_left_join_as(select, Type, alias, on)                                                   \
  (mo_select_join ((select), MO_JOIN_LEFT, mo_model_of_##Type (), (alias), (on)))

/**
 * mo_right_join:
 * @select: (transfer full): a query
 * @Type: a struct with a model
 * @on: (transfer full): the condition that partners fulfil
 *
 * Its sibling mo_full_join() keeps rows without a partner of both sides.
 *
 * Returns: (transfer full): the query, with rows of @Type that have no partner too
 */
#define mo_right_join(select, Type, on)                                                            \
  (mo_select_join ((select), MO_JOIN_RIGHT, mo_model_of_##Type (), NULL, (on)))
#define mo_full_join(select, Type, on)                                                             \
  (mo_select_join ((select), MO_JOIN_FULL, mo_model_of_##Type (), NULL, (on)))

/**
 * mo_cross_join:
 * @select: (transfer full): a query
 * @Type: a struct with a model
 *
 * Returns: (transfer full): the query, with each row combined with each row of @Type
 */
#define mo_cross_join(select, Type)                                                                \
  (mo_select_join ((select), MO_JOIN_CROSS, mo_model_of_##Type (), NULL, NULL))

/**
 * MO_C:
 * @Type: a struct with a model
 * @field: its field
 *
 * A column in an expression.
 *
 * Returns: (transfer full): an expression
 */
#define MO_C(Type, field) (mo_model_column (mo_model_of_##Type (), NULL, offsetof (Type, field)))

/**
 * MO_C_AS:
 * @alias: the name of the table in the query
 * @Type: a struct with a model
 * @field: its field
 *
 * A column of a table under another name, from mo_select_as() or mo_join_as().
 *
 * Returns: (transfer full): an expression
 */
#define MO_C_AS(alias, Type, field)                                                                \
  (mo_model_column (mo_model_of_##Type (), (alias), offsetof (Type, field)))

#endif /* __cplusplus */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoSelect, mo_select_unref)

G_END_DECLS
