/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists: what makes one, what is in it, and how it is shown. */

#include <matrixone-glib.h>

#include "value/mo-value-private.h"

static void
assert_list (MoValue list, gsize length, const char *expected)
{
  g_autofree char *text = mo_value_to_string (&list);

  g_assert_cmpint (mo_value_get_value_type (&list), ==, MO_VALUE_LIST);
  g_assert_cmpuint (list.length, ==, length);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_makers (void)
{
  const gint64 numbers[] = { G_MININT64, 7 };
  const char *const texts[] = { "a", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\001", 1);

  assert_list (MO_LIST (1), 1, "(1)");
  assert_list (MO_LIST (1, "x", 2.5, MO_NULL, bytes), 5, "(1, x, 2.5, NULL, x'01')");
  assert_list (MO_LIST (MO_LIST (1, 2), MO_LIST (3, 4)), 2, "((1, 2), (3, 4))");
  assert_list (mo_value_int64s (numbers, 2), 2, "(-9223372036854775808, 7)");
  assert_list (mo_value_texts (texts, 2), 2, "(a, NULL)");
  assert_list (mo_value_list (NULL, 0), 0, "()");
  assert_list (mo_value_int64s (NULL, 0), 0, "()");
  assert_list (mo_value_texts (NULL, 0), 0, "()");
  assert_list (MO_VALUE (MO_LIST (1)), 1, "(1)");
  assert_list (MO_PARAM ("name", MO_LIST (1)).value, 1, "(1)");
}

static void
test_thirty_two (void)
{
  assert_list (MO_LIST (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32),
               32,
               "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, "
               "23, 24, 25, 26, 27, 28, 29, 30, 31, 32)");
}

/* Each is evaluated once. */
static void
test_evaluated_once (void)
{
  int n = 0;
  MoValue list = MO_LIST (++n, MO_LIST (++n));
  MoValue first = mo_value_list_get (&list, 0);

  g_assert_cmpint (n, ==, 2);
  g_assert_cmpint (first.as.int64, ==, 1);
}

static void
test_invalid (void)
{
  const MoValue cases[] = {
    mo_value_list (NULL, 1),
    mo_value_int64s (NULL, 1),
    mo_value_texts (NULL, 1),
    mo_value_int64s ((const gint64 *) cases, (gsize) G_MAXUINT32 + 1),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (mo_value_get_value_type (&cases[i]), ==, MO_VALUE_INVALID);
}

/* Nothing reads one as anything else. */
static void
test_getters (void)
{
  MoValue list = MO_LIST (1);
  g_autoptr (GError) error = NULL;
  gsize n = 7;

  g_assert_false (mo_value_is_null (&list));
  g_assert_null (mo_value_get_text (&list, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_false (mo_value_get_int64 (&list, NULL, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_cmpstr (error->message, ==, "cannot read LIST as an integer");
  g_assert_false (mo_value_get_double (&list, NULL, NULL));
  g_assert_false (mo_value_get_date_time (&list, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/list/makers", test_makers);
  g_test_add_func ("/value/list/thirty-two", test_thirty_two);
  g_test_add_func ("/value/list/evaluated-once", test_evaluated_once);
  g_test_add_func ("/value/list/invalid", test_invalid);
  g_test_add_func ("/value/list/getters", test_getters);
  return g_test_run ();
}
