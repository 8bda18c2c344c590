/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of expressions share. */

#include "expr-test.h"

void
expr_test_sql (MoExpr *expr, const char *expected, const char *expected_values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));

  g_assert_true (mo_expr_render (expr, sql, values, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < values->len; i++)
    {
      const MoValue *value = &g_array_index (values, MoValue, i);
      g_autofree char *one = mo_value_to_string (value);

      g_string_append_printf (text, "%s%c:%s", i > 0 ? "|" : "",
                              *mo_value_type_get_name (mo_value_get_value_type (value)), one);
    }
  g_assert_cmpstr (sql->str, ==, expected);
  g_assert_cmpstr (text->str, ==, expected_values);
  mo_expr_unref (expr);
}

void
expr_test_error (MoExpr *expr, MoError code, const char *pattern)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sql = g_string_new ("before");
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));

  g_assert_false (mo_expr_render (expr, sql, values, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
  g_assert_cmpstr (sql->str, ==, "before");
  g_assert_cmpuint (values->len, ==, 0);
  mo_expr_unref (expr);
}

MoExpr *
a (void)
{
  return mo_expr_column ("t", "a");
}

MoExpr *
b (void)
{
  return mo_expr_column ("t", "b");
}
