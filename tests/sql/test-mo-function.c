/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Expressions that compute: their text and values, and what is wrong with them. */

#include "expr-test.h"

static void
test_arithmetic (void)
{
  expr_test_sql (mo_plus (a (), 1), "`t`.`a` + ?", "I:1");
  expr_test_sql (mo_minus (a (), b ()), "`t`.`a` - `t`.`b`", "");
  expr_test_sql (mo_times (2, a ()), "? * `t`.`a`", "I:2");
  expr_test_sql (mo_divided_by (a (), 2.5), "`t`.`a` / ?", "D:2.5");
  expr_test_sql (mo_modulo (a (), 3u), "`t`.`a` % ?", "U:3");
  /* Without parentheses it would be another number. */
  expr_test_sql (mo_times (mo_plus (a (), 1), mo_minus (b (), 2)),
                 "(`t`.`a` + ?) * (`t`.`b` - ?)", "I:1|I:2");
  expr_test_sql (mo_minus (a (), mo_minus (b (), 1)), "`t`.`a` - (`t`.`b` - ?)", "I:1");
  expr_test_sql (mo_gt (mo_plus (a (), b ()), 3), "(`t`.`a` + `t`.`b`) > ?", "I:3");
  expr_test_sql (mo_sum (mo_times (a (), b ())), "SUM(`t`.`a` * `t`.`b`)", "");
  expr_test_error (mo_expr_arithmetic ((MoArithmetic) 9, a (), b ()), MO_ERROR_INVALID_ARGUMENT,
                   "9 *MoArithmetic");
  expr_test_error (mo_expr_arithmetic (MO_ARITHMETIC_PLUS, NULL, b ()), MO_ERROR_INVALID_ARGUMENT,
                   "arithmetic *NULL*operand 1");
}

static void
test_functions (void)
{
  expr_test_sql (mo_function ("NOW"), "NOW()", "");
  expr_test_sql (mo_function ("my_f2", a (), 1, "x"), "my_f2(`t`.`a`, ?, ?)", "I:1|T:x");
  expr_test_sql (mo_lower (a ()), "LOWER(`t`.`a`)", "");
  expr_test_sql (mo_upper ("x"), "UPPER(?)", "T:x");
  expr_test_sql (mo_length (a ()), "CHAR_LENGTH(`t`.`a`)", "");
  expr_test_sql (mo_abs (mo_minus (a (), 1)), "ABS(`t`.`a` - ?)", "I:1");
  expr_test_sql (mo_round (a (), 2), "ROUND(`t`.`a`, ?)", "I:2");
  expr_test_sql (mo_coalesce (a (), b (), "none"), "COALESCE(`t`.`a`, `t`.`b`, ?)", "T:none");
  expr_test_sql (mo_concat (a (), "-", b ()), "CONCAT(`t`.`a`, ?, `t`.`b`)", "T:-");
  expr_test_sql (mo_eq (mo_lower (a ()), mo_lower ("X")), "LOWER(`t`.`a`) = LOWER(?)", "T:X");
  expr_test_sql (mo_function ("f", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
                 "f(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 "I:1|I:2|I:3|I:4|I:5|I:6|I:7|I:8|I:9|I:10|I:11|I:12|I:13|I:14|I:15|I:16");
}

/* It is the one name that goes into the text as it is. */
static void
test_function_names (void)
{
  const char *const names[] = { "",    "a b",   "f(",      "SLEEP(5)--", "f`",      "1f",  "f;",
                                "f--", "naïve", "f\n",     "db.f",       "SELECT 1", "/**/" };
  g_autofree char *longest = g_strnfill (64, 'f');
  g_autofree char *too_long = g_strnfill (65, 'f');
  g_autofree char *call = g_strconcat (longest, "()", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    expr_test_error (mo_function (names[i], a ()), MO_ERROR_INVALID_ARGUMENT,
                     "*no function's name*");
  expr_test_error (mo_function (NULL), MO_ERROR_INVALID_ARGUMENT, "\"NULL\" *");
  expr_test_error (mo_function (too_long), MO_ERROR_INVALID_ARGUMENT, "*no function's name*");
  expr_test_sql (mo_function (longest), call, "");
  expr_test_error (mo_expr_function ("f", NULL, 2), MO_ERROR_INVALID_ARGUMENT, "f(): NULL *2 *");
  expr_test_error (mo_expr_function ("f", (MoExpr *[]){ a (), NULL }, 2),
                   MO_ERROR_INVALID_ARGUMENT, "f was given NULL*operand 2");
}

static void
test_case (void)
{
  expr_test_sql (mo_case (mo_when (mo_lt (a (), 18), "child"), mo_else ("adult")),
                 "CASE WHEN (`t`.`a` < ?) THEN ? ELSE ? END", "I:18|T:child|T:adult");
  expr_test_sql (mo_case (mo_when (a (), b ()), mo_when (mo_eq (b (), 2), mo_plus (a (), 3))),
                 "CASE WHEN `t`.`a` THEN `t`.`b` WHEN (`t`.`b` = ?) THEN (`t`.`a` + ?) END",
                 "I:2|I:3");
  expr_test_sql (mo_sum (mo_case (mo_when (a (), 1), mo_else (0))),
                 "SUM(CASE WHEN `t`.`a` THEN ? ELSE ? END)", "I:1|I:0");
  expr_test_sql (mo_eq (mo_case (mo_when (a (), 1)), 1), "CASE WHEN `t`.`a` THEN ? END = ?",
                 "I:1|I:1");
}

static void
test_case_errors (void)
{
  const char *shape = "mo_case() takes one or more mo_when()*";

  expr_test_error (mo_case (mo_else (1)), MO_ERROR_INVALID_ARGUMENT, shape);
  expr_test_error (mo_case (a ()), MO_ERROR_INVALID_ARGUMENT, shape);
  expr_test_error (mo_case (mo_when (a (), 1), mo_else (2), mo_when (b (), 3)),
                   MO_ERROR_INVALID_ARGUMENT, shape);
  expr_test_error (mo_case (mo_when (a (), 1), mo_else (2), mo_else (3)),
                   MO_ERROR_INVALID_ARGUMENT, shape);
  expr_test_error (mo_expr_case (NULL, 1), MO_ERROR_INVALID_ARGUMENT, shape);
  expr_test_error (mo_expr_case (&(MoExpr *){ NULL }, 1), MO_ERROR_INVALID_ARGUMENT,
                   "mo_case() *NULL*");
  expr_test_error (mo_eq (mo_when (a (), 1), 1), MO_ERROR_INVALID_ARGUMENT,
                   "mo_when() belongs in mo_case()*");
  expr_test_error (mo_not (mo_else (1)), MO_ERROR_INVALID_ARGUMENT,
                   "mo_else() belongs in mo_case()*");
  expr_test_error (mo_case (mo_when (mo_expr_when (a (), b ()), 1)), MO_ERROR_INVALID_ARGUMENT,
                   "mo_when() belongs in mo_case()*");
  expr_test_error (mo_case (mo_when (NULL, 1)), MO_ERROR_INVALID_ARGUMENT, "mo_when() *operand 1");
  expr_test_error (mo_case (mo_when (a (), 1), mo_expr_when (mo_function (""), b ())),
                   MO_ERROR_INVALID_ARGUMENT, "*no function's name*");
}

static char *
render_selected (MoExpr *expr)
{
  const MoExprPlace place = { NULL, TRUE };
  GString *sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  g_autoptr (GError) error = NULL;

  if (!mo_expr_render_at (expr, &place, sql, values, &error))
    g_string_assign (sql, error->message);
  mo_expr_unref (expr);
  return g_string_free (sql, FALSE);
}

static void
test_names (void)
{
  g_autofree char *named = render_selected (mo_as (mo_plus (a (), 1), "a`b"));
  g_autofree char *inside = render_selected (mo_plus (mo_as (a (), "n"), 1));
  g_autofree char *none = render_selected (mo_as (a (), NULL));
  g_autofree char *nothing = render_selected (mo_as (NULL, "n"));
  g_autofree char *twice = render_selected (mo_as (mo_as (a (), "n"), "m"));
  g_autoptr (MoExpr) label = mo_label ("n");
  g_autoptr (MoExpr) as = mo_as (a (), "n");
  g_autoptr (MoExpr) column = a ();
  g_autoptr (MoExpr) sum = mo_plus (a (), 1);

  g_assert_cmpstr (named, ==, "(`t`.`a` + ?) AS `a``b`");
  g_assert_true (g_str_has_prefix (inside, "mo_as() names what is selected, and \"n\" "));
  g_assert_true (g_str_has_prefix (none, "what mo_as() calls an expression is "));
  g_assert_true (g_str_has_prefix (nothing, "mo_as() was given NULL where an expression "));
  g_assert_true (g_str_has_prefix (twice, "mo_as() names what is selected"));
  g_assert_cmpstr (mo_expr_get_label (as), ==, "n");
  g_assert_cmpstr (mo_expr_get_label (column), ==, "a");
  g_assert_null (mo_expr_get_label (sum));
  expr_test_sql (mo_gt (g_steal_pointer (&label), 3), "`n` > ?", "I:3");
  expr_test_error (mo_as (a (), "n"), MO_ERROR_INVALID_ARGUMENT, "mo_as() names what *");
  expr_test_error (mo_not (mo_as (NULL, "n")), MO_ERROR_INVALID_ARGUMENT, "mo_as() names what *");
  expr_test_error (mo_label (NULL), MO_ERROR_INVALID_ARGUMENT, "mo_label() *NULL*");
  expr_test_error (mo_label (""), MO_ERROR_INVALID_ARGUMENT, "a label is empty");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/function/arithmetic", test_arithmetic);
  g_test_add_func ("/function/functions", test_functions);
  g_test_add_func ("/function/names-of-functions", test_function_names);
  g_test_add_func ("/function/case", test_case);
  g_test_add_func ("/function/case-errors", test_case_errors);
  g_test_add_func ("/function/names", test_names);
  return g_test_run ();
}
