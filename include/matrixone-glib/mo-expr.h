/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conditions and expressions of a query: columns, values, and what combines them. Immutable. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-value.h"

G_BEGIN_DECLS

#define MO_TYPE_EXPR (mo_expr_get_type ())

/**
 * MoComparison:
 * @MO_COMPARE_EQ: equal; with SQL NULL on the right it is IS NULL
 * @MO_COMPARE_NE: not equal; with SQL NULL on the right it is IS NOT NULL
 * @MO_COMPARE_LT: less than
 * @MO_COMPARE_LE: less than or equal
 * @MO_COMPARE_GT: greater than
 * @MO_COMPARE_GE: greater than or equal
 * @MO_COMPARE_LIKE: text that matches a pattern of `%` and `_`
 * @MO_COMPARE_NOT_LIKE: text that does not
 *
 * How [func@Mo.Expr.compare] compares.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_COMPARE_EQ,
  MO_COMPARE_NE,
  MO_COMPARE_LT,
  MO_COMPARE_LE,
  MO_COMPARE_GT,
  MO_COMPARE_GE,
  MO_COMPARE_LIKE,
  MO_COMPARE_NOT_LIKE,
} MoComparison;

/**
 * MoAggregate:
 * @MO_AGGREGATE_COUNT: how many that are not NULL
 * @MO_AGGREGATE_COUNT_DISTINCT: how many different ones that are not NULL
 * @MO_AGGREGATE_SUM: their sum
 * @MO_AGGREGATE_MIN: the least
 * @MO_AGGREGATE_MAX: the greatest
 * @MO_AGGREGATE_AVG: their mean
 *
 * What [func@Mo.Expr.aggregate] makes of many rows.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_AGGREGATE_COUNT,
  MO_AGGREGATE_COUNT_DISTINCT,
  MO_AGGREGATE_SUM,
  MO_AGGREGATE_MIN,
  MO_AGGREGATE_MAX,
  MO_AGGREGATE_AVG,
} MoAggregate;

/* Every function below consumes the expressions that it is given, and never returns NULL: an
 * expression that could not be made carries its error to the query that it ends up in. */

MO_AVAILABLE_IN_ALL
GType   mo_expr_get_type  (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_ref       (MoExpr        *self);
MO_AVAILABLE_IN_ALL
void    mo_expr_unref     (MoExpr        *self);
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_column    (const char    *table,
                           const char    *column) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_column_of      (const char    *alias,
                           const char    *column) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_value     (MoValue        value) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_error     (GError        *error) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_compare   (MoComparison   comparison,
                           MoExpr        *left,
                           MoExpr        *right) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_in        (MoExpr        *expr,
                           const MoValue *values,
                           gsize          n_values) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_between   (MoExpr        *expr,
                           MoExpr        *low,
                           MoExpr        *high) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_all_of    (MoExpr       **exprs,
                           gsize          n_exprs) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_any_of    (MoExpr       **exprs,
                           gsize          n_exprs) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_aggregate (MoAggregate    aggregate,
                           MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoExpr *mo_is_null        (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_is_not_null    (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_not            (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_starts_with    (MoExpr        *expr,
                           const char    *text) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_ends_with      (MoExpr        *expr,
                           const char    *text) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_contains       (MoExpr        *expr,
                           const char    *text) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_count          (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_count_all      (void) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_count_distinct (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_sum            (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_min            (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_max            (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_avg            (MoExpr        *expr) G_GNUC_WARN_UNUSED_RESULT;

/* What MO_EXPR() is made of: @expr if there is one, else @value. */
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_operand   (MoExpr        *expr,
                           MoValue        value) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * MO_EXPR:
 * @x: a [struct@Mo.Expr], which is consumed, or anything that MO_VALUE() takes
 *
 * An operand of a comparison.
 *
 * Returns: (transfer full): an expression
 */
#define MO_EXPR(x)                                                                                 \
  (mo_expr_operand (_Generic ((x), MoExpr *: (x), default: NULL),                                  \
                    _Generic ((x), MoExpr *: mo_value_null (), default: MO_VALUE (x))))

/**
 * mo_eq:
 * @left: an expression, consumed
 * @right: an expression, consumed, or a value; SQL NULL makes it IS NULL
 *
 * Its siblings are mo_ne(), mo_lt(), mo_le(), mo_gt(), mo_ge(), mo_like() and mo_not_like().
 *
 * Returns: (transfer full): a condition
 */
#define mo_eq(left, right) (mo_expr_compare (MO_COMPARE_EQ, MO_EXPR (left), MO_EXPR (right)))
#define mo_ne(left, right) (mo_expr_compare (MO_COMPARE_NE, MO_EXPR (left), MO_EXPR (right)))
#define mo_lt(left, right) (mo_expr_compare (MO_COMPARE_LT, MO_EXPR (left), MO_EXPR (right)))
#define mo_le(left, right) (mo_expr_compare (MO_COMPARE_LE, MO_EXPR (left), MO_EXPR (right)))
#define mo_gt(left, right) (mo_expr_compare (MO_COMPARE_GT, MO_EXPR (left), MO_EXPR (right)))
#define mo_ge(left, right) (mo_expr_compare (MO_COMPARE_GE, MO_EXPR (left), MO_EXPR (right)))
#define mo_like(left, right) (mo_expr_compare (MO_COMPARE_LIKE, MO_EXPR (left), MO_EXPR (right)))
#define mo_not_like(left, right)                                                                   \
  (mo_expr_compare (MO_COMPARE_NOT_LIKE, MO_EXPR (left), MO_EXPR (right)))

/**
 * mo_between:
 * @expr: an expression, consumed
 * @low: the least that matches
 * @high: the greatest that matches
 *
 * Returns: (transfer full): a condition
 */
#define mo_between(expr, low, high)                                                                \
  (mo_expr_between (MO_EXPR (expr), MO_EXPR (low), MO_EXPR (high)))

/**
 * mo_in:
 * @expr: (transfer full): an expression
 * @...: 1 to 32 values, or one list of any number: MO_LIST(), [func@Mo.value_int64s]
 *
 * Returns: (transfer full): a condition
 */
#define mo_in(expr, ...)                                                                           \
  (mo_expr_in ((expr), ((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) }) + 1,                     \
               sizeof ((const MoValue[]){ MO_VALUES_ (0, __VA_ARGS__) }) / sizeof (MoValue) - 1))

/**
 * mo_and:
 * @...: (transfer full): conditions that must all hold
 *
 * Returns: (transfer full): a condition
 */
#define mo_and(...)                                                                                \
  (mo_expr_all_of ((MoExpr *[]){ __VA_ARGS__ },                                                    \
                   sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *)))

/**
 * mo_or:
 * @...: (transfer full): conditions of which one must hold
 *
 * Returns: (transfer full): a condition
 */
#define mo_or(...)                                                                                 \
  (mo_expr_any_of ((MoExpr *[]){ __VA_ARGS__ },                                                    \
                   sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *)))

#endif /* __cplusplus */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoExpr, mo_expr_unref)

G_END_DECLS
