/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a query computes: arithmetic, functions, cases; and what it calls them. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-expr.h"

G_BEGIN_DECLS

/**
 * MoArithmetic:
 * @MO_ARITHMETIC_PLUS: the sum
 * @MO_ARITHMETIC_MINUS: the difference
 * @MO_ARITHMETIC_TIMES: the product
 * @MO_ARITHMETIC_DIVIDED_BY: the quotient
 * @MO_ARITHMETIC_MODULO: what a division by integers leaves; it has the sign of the left one
 *
 * What [func@Mo.Expr.arithmetic] computes.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_ARITHMETIC_PLUS,
  MO_ARITHMETIC_MINUS,
  MO_ARITHMETIC_TIMES,
  MO_ARITHMETIC_DIVIDED_BY,
  MO_ARITHMETIC_MODULO,
} MoArithmetic;

/* As in mo-expr.h, each consumes the expressions that it is given, and never returns NULL. */

MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_arithmetic (MoArithmetic operation,
                            MoExpr      *left,
                            MoExpr      *right) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_function   (const char  *name,
                            MoExpr     **arguments,
                            gsize        n_arguments) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_when       (MoExpr      *condition,
                            MoExpr      *result) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_else       (MoExpr      *result) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_expr_case       (MoExpr     **cases,
                            gsize        n_cases) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_as              (MoExpr      *expr,
                            const char  *label) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoExpr *mo_label           (const char  *name) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus

/**
 * mo_plus:
 * @left: an expression, consumed, or a value
 * @right: an expression, consumed, or a value
 *
 * Its siblings are mo_minus(), mo_times(), mo_divided_by() and mo_modulo().
 *
 * Returns: (transfer full): an expression
 */
#define mo_plus(left, right)                                                                       \
  (mo_expr_arithmetic (MO_ARITHMETIC_PLUS, MO_EXPR (left), MO_EXPR (right)))
#define mo_minus(left, right)                                                                      \
  (mo_expr_arithmetic (MO_ARITHMETIC_MINUS, MO_EXPR (left), MO_EXPR (right)))
#define mo_times(left, right)                                                                      \
  (mo_expr_arithmetic (MO_ARITHMETIC_TIMES, MO_EXPR (left), MO_EXPR (right)))
#define mo_divided_by(left, right)                                                                 \
  (mo_expr_arithmetic (MO_ARITHMETIC_DIVIDED_BY, MO_EXPR (left), MO_EXPR (right)))
#define mo_modulo(left, right)                                                                     \
  (mo_expr_arithmetic (MO_ARITHMETIC_MODULO, MO_EXPR (left), MO_EXPR (right)))

/**
 * mo_function:
 * @name: the name of a function of the server
 * @...: up to 16 arguments, each an expression, which is consumed, or a value
 *
 * Whatever function the server has. `mo_function ("NOW")`,
 * `mo_function ("LEFT", MO_C (User, name), 1)`
 *
 * Returns: (transfer full): an expression
 */
#define mo_function(...)                                                                           \
  (mo_expr_function (MO_FUNCTION_NAME_ (__VA_ARGS__, 0),                                           \
                     ((MoExpr *[]){ MO_EXPRS_ (__VA_ARGS__) }) + 1,                                \
                     MO_N_EXPRS_ (__VA_ARGS__) - 1))

/**
 * mo_lower:
 * @x: an expression, consumed, or a value
 *
 * Text in lower case. Its siblings are mo_upper(); mo_length(), in characters; and mo_abs().
 *
 * Returns: (transfer full): an expression
 */
#define mo_lower(x) (mo_expr_function ("LOWER", (MoExpr *[]){ MO_EXPR (x) }, 1))
#define mo_upper(x) (mo_expr_function ("UPPER", (MoExpr *[]){ MO_EXPR (x) }, 1))
#define mo_length(x) (mo_expr_function ("CHAR_LENGTH", (MoExpr *[]){ MO_EXPR (x) }, 1))
#define mo_abs(x) (mo_expr_function ("ABS", (MoExpr *[]){ MO_EXPR (x) }, 1))

/**
 * mo_round:
 * @x: an expression, consumed, or a value
 * @digits: how many digits to keep behind the point; negative: before it
 *
 * Returns: (transfer full): an expression
 */
#define mo_round(x, digits)                                                                        \
  (mo_expr_function ("ROUND", (MoExpr *[]){ MO_EXPR (x), MO_EXPR (digits) }, 2))

/**
 * mo_coalesce:
 * @...: up to 16 expressions, which are consumed, or values
 *
 * The first that is not SQL NULL. mo_concat(), of the same, is one text behind the other, and NULL
 * if one of them is.
 *
 * Returns: (transfer full): an expression
 */
#define mo_coalesce(...) mo_function ("COALESCE", __VA_ARGS__)
#define mo_concat(...) mo_function ("CONCAT", __VA_ARGS__)

/**
 * mo_case:
 * @...: (transfer full): mo_when(), once or more, and mo_else() behind them if any
 *
 * What the first case gives whose condition holds.
 * `mo_case (mo_when (mo_lt (MO_C (User, age), 18), "child"), mo_else ("adult"))`
 *
 * Returns: (transfer full): an expression
 */
#define mo_case(...)                                                                               \
  (mo_expr_case ((MoExpr *[]){ __VA_ARGS__ },                                                      \
                 sizeof ((MoExpr *[]){ __VA_ARGS__ }) / sizeof (MoExpr *)))
#define mo_when(condition, result) (mo_expr_when ((condition), MO_EXPR (result)))
#define mo_else(result) (mo_expr_else (MO_EXPR (result)))

#define MO_FUNCTION_NAME_(name, ...) (name)
#define MO_N_EXPRS_(...) (sizeof ((MoExpr *[]){ MO_EXPRS_ (__VA_ARGS__) }) / sizeof (MoExpr *))

/* MO_EXPR() of each; the first, 0, stands for nothing, so that there may be none. */
#define MO_EXPRS_(...) MO_EXPRS_PICK_ (__VA_ARGS__, \
  MO_EXPRS_17_, MO_EXPRS_16_, MO_EXPRS_15_, MO_EXPRS_14_, MO_EXPRS_13_, MO_EXPRS_12_, \
  MO_EXPRS_11_, MO_EXPRS_10_, MO_EXPRS_9_, MO_EXPRS_8_, MO_EXPRS_7_, MO_EXPRS_6_, MO_EXPRS_5_, \
  MO_EXPRS_4_, MO_EXPRS_3_, MO_EXPRS_2_, MO_EXPRS_1_, 0) (__VA_ARGS__)
#define MO_EXPRS_PICK_( \
  a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, \
  pick, ...) pick
#define MO_EXPRS_1_(none) NULL
#define MO_EXPRS_2_(none, x) NULL, MO_EXPR (x)
#define MO_EXPRS_3_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_1_ (__VA_ARGS__)
#define MO_EXPRS_4_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_2_ (__VA_ARGS__)
#define MO_EXPRS_5_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_3_ (__VA_ARGS__)
#define MO_EXPRS_6_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_4_ (__VA_ARGS__)
#define MO_EXPRS_7_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_5_ (__VA_ARGS__)
#define MO_EXPRS_8_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_6_ (__VA_ARGS__)
#define MO_EXPRS_9_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_7_ (__VA_ARGS__)
#define MO_EXPRS_10_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_8_ (__VA_ARGS__)
#define MO_EXPRS_11_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_9_ (__VA_ARGS__)
#define MO_EXPRS_12_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_10_ (__VA_ARGS__)
#define MO_EXPRS_13_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_11_ (__VA_ARGS__)
#define MO_EXPRS_14_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_12_ (__VA_ARGS__)
#define MO_EXPRS_15_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_13_ (__VA_ARGS__)
#define MO_EXPRS_16_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_14_ (__VA_ARGS__)
#define MO_EXPRS_17_(none, x, ...) NULL, MO_EXPR (x), MO_EXPRS_TAIL_15_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_1_(x) MO_EXPR (x)
#define MO_EXPRS_TAIL_2_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_1_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_3_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_2_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_4_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_3_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_5_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_4_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_6_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_5_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_7_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_6_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_8_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_7_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_9_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_8_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_10_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_9_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_11_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_10_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_12_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_11_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_13_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_12_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_14_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_13_ (__VA_ARGS__)
#define MO_EXPRS_TAIL_15_(x, ...) MO_EXPR (x), MO_EXPRS_TAIL_14_ (__VA_ARGS__)

#endif /* __cplusplus */

G_END_DECLS
