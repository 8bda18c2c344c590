/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries made of queries: in expressions and in FROM, named before, united; or of a text. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-select.h"

G_BEGIN_DECLS

/* As in mo-select.h, each consumes what it is given, and never returns NULL. */

MO_AVAILABLE_IN_ALL
MoExpr   *mo_scalar_select     (MoSelect      *query) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr   *mo_exists            (MoSelect      *query) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr   *mo_expr_in_select    (MoExpr        *expr,
                                MoSelect      *query) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoSelect *mo_select_from_query (MoSelect      *self,
                                MoSelect      *query,
                                const char    *alias) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_join_query (MoSelect      *self,
                                MoJoinType     type,
                                MoSelect      *query,
                                const char    *alias,
                                MoExpr        *on) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoSelect *mo_with              (MoSelect      *self,
                                const char    *name,
                                MoSelect      *query) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_with_recursive    (MoSelect      *self,
                                const char    *name,
                                MoSelect      *query) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_from_with  (MoSelect      *self,
                                const char    *name,
                                const char    *alias) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_select_join_with  (MoSelect      *self,
                                MoJoinType     type,
                                const char    *name,
                                const char    *alias,
                                MoExpr        *on) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoSelect *mo_union             (MoSelect      *first,
                                MoSelect      *second) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoSelect *mo_union_all         (MoSelect      *first,
                                MoSelect      *second) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoSelect *mo_select_new_sql    (const MoModel *model,
                                const char    *sql,
                                const MoValue *values,
                                gsize          n_values) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_in_select:
 * @x: an expression, consumed, or a value
 * @query: (transfer full): a query of one column
 *
 * Whether it is equal to a value of another query; see [func@Mo.Expr.in_select].
 *
 * Returns: (transfer full): a condition
 */
#define mo_in_select(x, query) (mo_expr_in_select (MO_EXPR (x), (query)))

/**
 * mo_join_query:
 * @select: (transfer full): a query
 * @query: (transfer full): another query
 * @alias: what it is called, for [func@Mo.column_of]
 * @on: (transfer full): the condition that partners fulfil
 *
 * Its sibling mo_left_join_query() keeps rows without a partner.
 *
 * Returns: (transfer full): the query, with rows that have a partner
 */
#define mo_join_query(select, query, alias, on)                                                    \
  (mo_select_join_query ((select), MO_JOIN_INNER, (query), (alias), (on)))
#define mo_left_join_query(select, query, alias, on)                                               \
  (mo_select_join_query ((select), MO_JOIN_LEFT, (query), (alias), (on)))

/**
 * mo_join_with:
 * @select: (transfer full): a query
 * @name: what [func@Mo.with] calls another one
 * @on: (transfer full): the condition that partners fulfil
 *
 * Its sibling mo_left_join_with() keeps rows without a partner.
 *
 * Returns: (transfer full): the query, with rows that have a partner
 */
#define mo_join_with(select, name, on)                                                             \
  (mo_select_join_with ((select), MO_JOIN_INNER, (name), NULL, (on)))
#define mo_left_join_with(select, name, on)                                                        \
  (mo_select_join_with ((select), MO_JOIN_LEFT, (name), NULL, (on)))

/**
 * mo_select_from_sql:
 * @model: a model: MO_MODEL()
 * @sql: one statement that returns rows; its parameters are written `?` or `%s`
 * @...: a value for each: whatever MO_VALUE() takes
 *
 * Instances out of a query that is written as text; see [func@Mo.Select.new_sql].
 * `mo_select_from_sql (MO_MODEL (User), "SELECT * FROM users WHERE id > %s", 5)`
 *
 * Returns: (transfer full): a query
 */
#define mo_select_from_sql(model, ...)                                                             \
  (mo_select_new_sql ((model), MO_FIRST_ (__VA_ARGS__, 0),                                         \
                      ((const MoValue[]){ MO_VALUES_ (__VA_ARGS__) }) + 1,                         \
                      sizeof ((const MoValue[]){ MO_VALUES_ (__VA_ARGS__) }) / sizeof (MoValue)    \
                          - 1))

#endif /* __cplusplus */

G_END_DECLS
