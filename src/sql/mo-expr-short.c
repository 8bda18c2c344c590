/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The short forms of expressions: NULL or not, text as it is, aggregates. */

#include "sql/mo-expr-node-private.h"

/**
 * mo_is_null:
 * @expr: (transfer full): an expression
 *
 * Whether an expression is SQL NULL.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_is_null (MoExpr *expr)
{
  return mo_expr_new_node (MO_EXPR_KIND_IS_NULL, "mo_is_null()", &expr, 1);
}

/**
 * mo_is_not_null:
 * @expr: (transfer full): an expression
 *
 * Whether an expression is anything but SQL NULL.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_is_not_null (MoExpr *expr)
{
  return mo_expr_new_node (MO_EXPR_KIND_IS_NOT_NULL, "mo_is_not_null()", &expr, 1);
}

/**
 * mo_not:
 * @expr: (transfer full): a condition
 *
 * That a condition does not hold. Of one that is neither true nor false, because it compares with
 * SQL NULL, so is its negation.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_not (MoExpr *expr)
{
  return mo_expr_new_node (MO_EXPR_KIND_NOT, "mo_not()", &expr, 1);
}

/* --- text as it is --- */

typedef enum
{
  AT_START = 1 << 0,
  AT_END = 1 << 1,
} MatchAnchor;

/* A backslash is MatrixOne's escape character whatever ESCAPE says (1.3 reads ESCAPE and forgets
 * it). And it takes a backslash in a pattern as it is, the escaping one too, unless a wildcard is
 * inside the pattern: so where the text has one, the pattern gets a `_` in front, for a character
 * that is put before the text, and a `%` that is not at the end. */
static char *
make_pattern (const char *text, MatchAnchor anchor, gboolean *shifted)
{
  GString *pattern = g_string_new (NULL);

  *shifted = strchr (text, '\\') != NULL;
  if (*shifted)
    g_string_append_c (pattern, '_');
  if (!(anchor & AT_START))
    g_string_append_c (pattern, '%');
  for (; *text != '\0'; text++)
    {
      if (*text == '%' || *text == '_' || *text == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *text);
    }
  if (!(anchor & AT_END))
    g_string_append (pattern, *shifted ? "%%" : "%");
  return g_string_free (pattern, FALSE);
}

static MoExpr *
new_match (const char *what, MoExpr *expr, const char *text, MatchAnchor anchor)
{
  MoExpr *self = mo_expr_new_node (MO_EXPR_KIND_MATCH, what, &expr, 1);
  g_autofree char *pattern = NULL;
  MoValue value;
  gboolean shifted;

  if (text == NULL)
    {
      mo_expr_unref (self);
      return mo_expr_new_error ("%s was given NULL where text belongs", what);
    }
  if (self->kind != MO_EXPR_KIND_MATCH)
    return self;
  pattern = make_pattern (text, anchor, &shifted);
  value = mo_value_text (pattern);
  mo_expr_set_values (self, &value, 1);
  self->detail = shifted;
  return self;
}

/**
 * mo_starts_with:
 * @expr: (transfer full): an expression
 * @text: UTF-8; no character of it is special
 *
 * Whether text begins with another. Upper and lower case differ where the column's collation or the
 * server says so.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an argument is %NULL), %MO_ERROR_TYPE_MISMATCH
 * (@text is not UTF-8), when the query runs.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_starts_with (MoExpr *expr, const char *text)
{
  return new_match ("mo_starts_with()", expr, text, AT_START);
}

/**
 * mo_ends_with:
 * @expr: (transfer full): an expression
 * @text: UTF-8; no character of it is special
 *
 * Whether text ends with another. Upper and lower case differ where the column's collation or the
 * server says so.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an argument is %NULL), %MO_ERROR_TYPE_MISMATCH
 * (@text is not UTF-8), when the query runs.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_ends_with (MoExpr *expr, const char *text)
{
  return new_match ("mo_ends_with()", expr, text, AT_END);
}

/**
 * mo_contains:
 * @expr: (transfer full): an expression
 * @text: UTF-8; no character of it is special
 *
 * Whether text contains another. Upper and lower case differ where the column's collation or the
 * server says so. All that is not NULL contains the empty text.
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT (an argument is %NULL), %MO_ERROR_TYPE_MISMATCH
 * (@text is not UTF-8), when the query runs.
 *
 * Returns: (transfer full): a condition
 * Since: 0.1
 */
MoExpr *
mo_contains (MoExpr *expr, const char *text)
{
  return new_match ("mo_contains()", expr, text, 0);
}

/* --- aggregates --- */

/**
 * mo_count:
 * @expr: (transfer full): an expression of each row
 *
 * In how many rows an expression is not SQL NULL.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_count (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_COUNT, expr);
}

/**
 * mo_count_all:
 *
 * How many rows there are. It names no table: [method@Mo.Select.from] says which one, unless
 * something else that is selected does.
 *
 * Thread: any.
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_count_all (void)
{
  return mo_expr_new_node (MO_EXPR_KIND_COUNT_ALL, "mo_count_all()", NULL, 0);
}

/**
 * mo_count_distinct:
 * @expr: (transfer full): an expression of each row
 *
 * How many different values an expression has, SQL NULL aside.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_count_distinct (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_COUNT_DISTINCT, expr);
}

/**
 * mo_sum:
 * @expr: (transfer full): an expression of each row
 *
 * The sum of an expression; SQL NULL of no rows.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_sum (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_SUM, expr);
}

/**
 * mo_min:
 * @expr: (transfer full): an expression of each row
 *
 * The least value of an expression; SQL NULL of no rows.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_min (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_MIN, expr);
}

/**
 * mo_max:
 * @expr: (transfer full): an expression of each row
 *
 * The greatest value of an expression; SQL NULL of no rows.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_max (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_MAX, expr);
}

/**
 * mo_avg:
 * @expr: (transfer full): an expression of each row
 *
 * The mean of an expression; SQL NULL of no rows.
 *
 * Thread: any. Errors: as [func@Mo.Expr.compare].
 *
 * Returns: (transfer full): an expression
 * Since: 0.1
 */
MoExpr *
mo_avg (MoExpr *expr)
{
  return mo_expr_aggregate (MO_AGGREGATE_AVG, expr);
}
