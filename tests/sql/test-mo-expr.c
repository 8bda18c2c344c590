/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Expressions: their text and values, whom their memory belongs to, and what is wrong with them. */

#include <math.h>

#include "expr-test.h"

static void
test_leaves (void)
{
  expr_test_sql (a (), "`t`.`a`", "");
  expr_test_sql (mo_expr_column ("a`b", "c d"), "`a``b`.`c d`", "");
  expr_test_sql (mo_column_of ("x", "y"), "`x`.`y`", "");
  expr_test_sql (mo_expr_value (mo_value_int64 (-7)), "?", "I:-7");
  expr_test_sql (mo_expr_value (mo_value_null ()), "?", "N:NULL");
  expr_test_sql (mo_expr_operand (a (), mo_value_int64 (7)), "`t`.`a`", "");
  expr_test_sql (mo_expr_operand (NULL, mo_value_int64 (7)), "?", "I:7");
}

static void
test_compare (void)
{
  const char *none = NULL;

  expr_test_sql (mo_eq (a (), 1), "`t`.`a` = ?", "I:1");
  expr_test_sql (mo_ne (a (), "x"), "`t`.`a` <> ?", "T:x");
  expr_test_sql (mo_lt (a (), 1.5), "`t`.`a` < ?", "D:1.5");
  expr_test_sql (mo_le (a (), 2u), "`t`.`a` <= ?", "U:2");
  expr_test_sql (mo_gt (1, a ()), "? > `t`.`a`", "I:1");
  expr_test_sql (mo_ge (a (), b ()), "`t`.`a` >= `t`.`b`", "");
  expr_test_sql (mo_like (a (), "%@x"), "`t`.`a` LIKE ?", "T:%@x");
  expr_test_sql (mo_not_like (a (), "_"), "`t`.`a` NOT LIKE ?", "T:_");
  expr_test_sql (mo_eq (a (), MO_NULL), "`t`.`a` IS NULL", "");
  expr_test_sql (mo_ne (a (), none), "`t`.`a` IS NOT NULL", "");
  expr_test_sql (mo_lt (a (), MO_NULL), "`t`.`a` < ?", "N:NULL");
  expr_test_sql (mo_eq (MO_NULL, a ()), "? = `t`.`a`", "N:NULL");
  expr_test_sql (mo_is_null (a ()), "`t`.`a` IS NULL", "");
  expr_test_sql (mo_is_not_null (a ()), "`t`.`a` IS NOT NULL", "");
  expr_test_sql (mo_between (a (), 1, b ()), "`t`.`a` BETWEEN ? AND `t`.`b`", "I:1");
}

/* Each composite operand is in parentheses, so precedence never matters. */
static void
test_nested (void)
{
  expr_test_sql (mo_and (mo_eq (a (), 1), mo_or (mo_eq (b (), 2), mo_not (mo_eq (b (), 3)))),
              "(`t`.`a` = ?) AND ((`t`.`b` = ?) OR (NOT (`t`.`b` = ?)))", "I:1|I:2|I:3");
  expr_test_sql (mo_not (a ()), "NOT `t`.`a`", "");
  expr_test_sql (mo_eq (mo_eq (a (), 1), mo_is_null (b ())), "(`t`.`a` = ?) = (`t`.`b` IS NULL)",
              "I:1");
  expr_test_sql (mo_is_null (mo_or (a (), b ())), "(`t`.`a` OR `t`.`b`) IS NULL", "");
  expr_test_sql (mo_between (mo_not (a ()), mo_and (a (), b ()), mo_in (b (), 1)),
              "(NOT `t`.`a`) BETWEEN (`t`.`a` AND `t`.`b`) AND (`t`.`b` IN ?)", "L:(1)");
  expr_test_sql (mo_and (a (), b (), a ()), "`t`.`a` AND `t`.`b` AND `t`.`a`", "");
  expr_test_sql (mo_not (mo_contains (a (), "x")), "NOT (`t`.`a` LIKE ? ESCAPE x'5C')", "T:%x%");
}

static void
test_none (void)
{
  expr_test_sql (mo_expr_all_of (NULL, 0), "TRUE", "");
  expr_test_sql (mo_expr_any_of (NULL, 0), "FALSE", "");
  expr_test_sql (mo_and (mo_eq (a (), 1)), "`t`.`a` = ?", "I:1");
  expr_test_sql (mo_not (mo_expr_any_of (NULL, 0)), "NOT FALSE", "");
  expr_test_sql (mo_expr_in (a (), NULL, 0), "FALSE", "");
  expr_test_sql (mo_not (mo_expr_in (a (), NULL, 0)), "NOT FALSE", "");
  expr_test_sql (mo_and (mo_eq (a (), 1), mo_expr_in (mo_eq (b (), 2), NULL, 0), mo_eq (b (), 3)),
              "(`t`.`a` = ?) AND FALSE AND (`t`.`b` = ?)", "I:1|I:3");
}

static void
test_in (void)
{
  const gint64 numbers[] = { 3, 4 };

  expr_test_sql (mo_in (a (), 1), "`t`.`a` IN ?", "L:(1)");
  expr_test_sql (mo_in (a (), 1, "x", 2.5), "`t`.`a` IN ?", "L:(1, x, 2.5)");
  expr_test_sql (mo_in (mo_eq (a (), 9), 1), "(`t`.`a` = ?) IN ?", "I:9|L:(1)");
  expr_test_sql (mo_not (mo_in (a (), 1, MO_NULL)), "NOT (`t`.`a` IN ?)", "L:(1, NULL)");
  expr_test_sql (mo_in (a (), MO_LIST (1, 2)), "`t`.`a` IN ?", "L:(1, 2)");
  expr_test_sql (mo_in (a (), mo_value_int64s (numbers, 2)), "`t`.`a` IN ?", "L:(3, 4)");
  expr_test_sql (mo_in (a (), mo_value_list (NULL, 0)), "FALSE", "");
}

static void
test_match (void)
{
  expr_test_sql (mo_starts_with (a (), "x"), "`t`.`a` LIKE ? ESCAPE x'5C'", "T:x%");
  expr_test_sql (mo_ends_with (a (), "x"), "`t`.`a` LIKE ? ESCAPE x'5C'", "T:%x");
  expr_test_sql (mo_contains (a (), "x"), "`t`.`a` LIKE ? ESCAPE x'5C'", "T:%x%");
  expr_test_sql (mo_contains (a (), ""), "`t`.`a` LIKE ? ESCAPE x'5C'", "T:%%");
  expr_test_sql (mo_starts_with (a (), "100%_'"), "`t`.`a` LIKE ? ESCAPE x'5C'", "T:100\\%\\_'%");
  expr_test_sql (mo_ends_with (mo_eq (a (), b ()), "中"),
              "(`t`.`a` = `t`.`b`) LIKE ? ESCAPE x'5C'", "T:%中");
}

static void
test_match_backslash (void)
{
  const char *sql = "CONCAT('x', `t`.`a`) LIKE ? ESCAPE x'5C'";

  expr_test_sql (mo_starts_with (a (), "c\\d"), sql, "T:_c\\\\d%%");
  expr_test_sql (mo_ends_with (a (), "\\%"), sql, "T:_%\\\\\\%");
  expr_test_sql (mo_contains (a (), "\\"), sql, "T:_%\\\\%%");
}

static void
test_aggregates (void)
{
  expr_test_sql (mo_count (a ()), "COUNT(`t`.`a`)", "");
  expr_test_sql (mo_count_all (), "COUNT(*)", "");
  expr_test_sql (mo_count_distinct (a ()), "COUNT(DISTINCT `t`.`a`)", "");
  expr_test_sql (mo_sum (mo_eq (a (), 1)), "SUM(`t`.`a` = ?)", "I:1");
  expr_test_sql (mo_min (a ()), "MIN(`t`.`a`)", "");
  expr_test_sql (mo_max (a ()), "MAX(`t`.`a`)", "");
  expr_test_sql (mo_avg (a ()), "AVG(`t`.`a`)", "");
  expr_test_sql (mo_gt (mo_count_all (), 1), "COUNT(*) > ?", "I:1");
  expr_test_sql (mo_gt (mo_count (a ()), 1), "COUNT(`t`.`a`) > ?", "I:1");
}

/* Text is copied: the caller's is gone, or another, by the time it is rendered. */
static void
test_ownership (void)
{
  char text[] = "alice";
  char bytes[] = { 'a', '\0', 'b' };
  char *heap = g_strdup ("100%");
  MoExpr *shared = mo_eq (a (), text);
  MoExpr *list = mo_in (a (), text, MO_BYTES (bytes, 3), MO_BYTES (NULL, 0), 5, text);
  MoExpr *match = mo_contains (a (), heap);

  memset (text, 'x', 5);
  memset (bytes, 'y', 3);
  g_free (heap);
  expr_test_sql (mo_expr_ref (shared), "`t`.`a` = ?", "T:alice");
  expr_test_sql (mo_or (mo_expr_ref (shared), mo_not (shared)),
              "(`t`.`a` = ?) OR (NOT (`t`.`a` = ?))", "T:alice|T:alice");
  expr_test_sql (list, "`t`.`a` IN ?", "L:(alice, x'610062', x'', 5, alice)");
  expr_test_sql (match, "`t`.`a` LIKE ? ESCAPE x'5C'", "T:%100\\%%");
}

static void
test_null_arguments (void)
{
  MoError invalid = MO_ERROR_INVALID_ARGUMENT;

  expr_test_error (mo_expr_column (NULL, "a"), invalid, "column a: *table is NULL");
  expr_test_error (mo_expr_column ("t", NULL), invalid, "a column of t: its name is NULL");
  expr_test_error (mo_column_of (NULL, NULL), invalid, "column NULL: *");
  expr_test_error (mo_expr_column ("", "a"), invalid, "*table is empty");
  expr_test_error (mo_expr_column ("t", "a\377"), invalid, "a column's name is not UTF-8");
  expr_test_error (mo_expr_error (NULL), invalid, "mo_expr_error()*");
  expr_test_error (mo_expr_compare (MO_COMPARE_LT, NULL, a ()), invalid, "*NULL*operand 1");
  expr_test_error (mo_expr_compare (MO_COMPARE_LT, a (), NULL), invalid, "*NULL*operand 2");
  expr_test_error (mo_expr_compare (MO_COMPARE_EQ, NULL, mo_expr_value (MO_NULL)), invalid,
                "mo_is_null()*NULL*");
  expr_test_error (mo_expr_compare ((MoComparison) 99, a (), b ()), invalid, "99 *MoComparison");
  expr_test_error (mo_expr_aggregate ((MoAggregate) 99, a ()), invalid, "99 *MoAggregate");
  expr_test_error (mo_expr_in (NULL, NULL, 0), invalid, "mo_in()*NULL*");
  expr_test_error (mo_expr_in (a (), NULL, 2), invalid, "mo_expr_in()*2 values*");
  expr_test_error (mo_expr_between (a (), b (), NULL), invalid, "mo_between()*operand 3");
  expr_test_error (mo_expr_all_of (NULL, 2), invalid, "mo_and()*2 conditions*");
  expr_test_error (mo_expr_any_of ((MoExpr *[]){ NULL }, 1), invalid, "mo_or()*operand 1");
  expr_test_error (mo_not (NULL), invalid, "mo_not()*");
  expr_test_error (mo_sum (NULL), invalid, "an aggregate*");
  expr_test_error (mo_starts_with (NULL, "x"), invalid, "mo_starts_with()*operand 1");
  expr_test_error (mo_contains (a (), NULL), invalid, "mo_contains()*NULL*text*");
}

static void
test_first_error (void)
{
  GError *first = g_error_new_literal (MO_ERROR, MO_ERROR_NOT_SUPPORTED, "first");
  GError *second = g_error_new_literal (MO_ERROR, MO_ERROR_SYNTAX, "second");
  MoExpr *both = mo_and (mo_eq (a (), 1), mo_not (mo_eq (a (), mo_expr_error (first))),
                         mo_expr_error (second));

  expr_test_error (both, MO_ERROR_NOT_SUPPORTED, "first");
  expr_test_error (mo_expr_in (mo_count (NULL), NULL, 0), MO_ERROR_INVALID_ARGUMENT, "*aggregate*");
}

static void
test_values_that_cannot_be_sent (void)
{
  int something = 0;
  MoValue values[] = { mo_value_int64 (1), { .type = MO_VALUE_INVALID } };

  expr_test_error (mo_and (mo_eq (a (), 1), mo_eq (b (), &something)), MO_ERROR_TYPE_MISMATCH,
                "value 2 of the query, behind t.b, is an untyped pointer*");
  expr_test_error (mo_eq (&something, a ()), MO_ERROR_TYPE_MISMATCH,
                "value 1 of the query is an untyped pointer*");
  expr_test_error (mo_expr_in (a (), values, 2), MO_ERROR_TYPE_MISMATCH,
                "element 2 of value 1 of the query, behind t.a, is not a value*");
  expr_test_error (mo_eq (a (), MO_LIST (1)), MO_ERROR_TYPE_MISMATCH, "a value of *is a list*");
  expr_test_error (mo_in (a (), 1, MO_LIST (1)), MO_ERROR_TYPE_MISMATCH, "*mo_in() is a list*");
  expr_test_error (mo_in (a (), MO_LIST (MO_LIST (1, 2))), MO_ERROR_TYPE_MISMATCH,
                "*mo_in() is a list*");
  expr_test_error (mo_eq (a (), "\377"), MO_ERROR_TYPE_MISMATCH, "value 1 *not UTF-8*");
  expr_test_error (mo_contains (a (), "\377"), MO_ERROR_TYPE_MISMATCH, "value 1 *not UTF-8*");
  expr_test_error (mo_eq (a (), (double) NAN), MO_ERROR_OUT_OF_RANGE, "value 1 *finite*");
}

static MoExpr *
nest (guint depth)
{
  MoExpr *expr = a ();

  for (guint i = 1; i < depth; i++)
    expr = mo_not (expr);
  return expr;
}

static void
test_depth (void)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  g_autoptr (MoExpr) deep = nest (1000);

  g_assert_true (mo_expr_render (deep, sql, values, NULL));
  expr_test_error (nest (1001), MO_ERROR_INVALID_ARGUMENT, "*1000 deep*");
  expr_test_error (nest (1000000), MO_ERROR_INVALID_ARGUMENT, "*1000 deep*");
}

static gboolean
note_column (const MoExprColumn *column, gpointer user_data, GError **error)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "%s%s.%s ", column->is_alias ? "as " : "", column->table,
                          column->name);
  if (g_strcmp0 (column->name, "stop") != 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_SYNTAX, "stopped");
  return FALSE;
}

static void
test_columns (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (MoExpr) expr
      = mo_and (mo_eq (1, mo_max (mo_column_of ("x", "c"))), mo_expr_in (a (), NULL, 0),
                mo_is_null (mo_expr_column ("u", "stop")), b ());
  g_autoptr (MoExpr) none = mo_eq (mo_count_all (), 1);

  g_assert_false (mo_expr_visit_columns (expr, note_column, seen, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpstr (seen->str, ==, "as x.c t.a u.stop ");
  g_assert_cmpstr (mo_expr_get_table (expr), ==, "x");
  g_assert_null (mo_expr_get_table (none));
  g_assert_true (mo_expr_visit_columns (none, note_column, seen, NULL));
}

static void
test_boxed (void)
{
  g_autoptr (MoExpr) expr = a ();
  MoExpr *other = g_boxed_copy (MO_TYPE_EXPR, expr);

  g_assert_true (other == expr);
  g_boxed_free (MO_TYPE_EXPR, other);
  g_assert_cmpstr (mo_expr_get_table (expr), ==, "t");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/leaves", test_leaves);
  g_test_add_func ("/expr/compare", test_compare);
  g_test_add_func ("/expr/nested", test_nested);
  g_test_add_func ("/expr/none", test_none);
  g_test_add_func ("/expr/in", test_in);
  g_test_add_func ("/expr/match", test_match);
  g_test_add_func ("/expr/match-backslash", test_match_backslash);
  g_test_add_func ("/expr/aggregates", test_aggregates);
  g_test_add_func ("/expr/ownership", test_ownership);
  g_test_add_func ("/expr/null-arguments", test_null_arguments);
  g_test_add_func ("/expr/first-error", test_first_error);
  g_test_add_func ("/expr/values-that-cannot-be-sent", test_values_that_cannot_be_sent);
  g_test_add_func ("/expr/depth", test_depth);
  g_test_add_func ("/expr/columns", test_columns);
  g_test_add_func ("/expr/boxed", test_boxed);
  return g_test_run ();
}
