/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Eight inputs at which pasting values into a text goes wrong, one way or another. */

#include <string.h>

#include "mo-test-server.h"

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

/* The cells of the one row, joined by "|". */
static char *
select_with (MoTest *test, const char *sql, const MoValue *values, gsize n, MoExecuteFlags flags)
{
  g_autoptr (GString) row = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute_values (MO_EXECUTOR (test->client), sql, values, n, flags), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  for (guint i = 0; i < mo_result_get_n_columns (result); i++)
    {
      MoValue cell = mo_result_get_value (result, 0, i);
      g_autofree char *text = mo_value_to_string (&cell);

      g_string_append_printf (row, "%s%s", i > 0 ? "|" : "", text);
    }
  return g_string_free (g_steal_pointer (&row), FALSE);
}

static void
assert_selects (MoTest *test, const char *sql, const MoValue *values, gsize n, const char *expected)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *row = select_with (test, sql, values, n, protocols[i]);

      g_assert_cmpstr (row, ==, expected);
    }
}

static void
test_plain (MoTest *test)
{
  const MoValue values[] = { MO_VALUE ("Ann"), MO_VALUE (42) };

  assert_selects (test, "SELECT ?, ?", values, 2, "Ann|42");
}

static void
test_mark_in_value (MoTest *test)
{
  const MoValue values[] = { MO_VALUE ("who? ?"), MO_VALUE ("me") };

  assert_selects (test, "SELECT ?, ?", values, 2, "who? ?|me");
}

static void
test_mark_in_literal (MoTest *test)
{
  const MoValue values[] = { MO_VALUE ("me") };

  assert_selects (test, "SELECT 'who?', ? -- ?", values, 1, "who?|me");
}

static void
test_backslash (MoTest *test)
{
  const MoValue values[] = { MO_VALUE ("\\' OR 1=1 -- ") };

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'secret', 1)");
  assert_selects (test, mo_test_text (test, "SELECT COUNT(*) FROM $t WHERE name = ?"), values, 1,
                  "0");
  assert_selects (test, "SELECT ?", values, 1, "\\' OR 1=1 -- ");
}

/* Stores a value by each protocol, and reads it back. */
static void
assert_stores (MoTest *test, const char *column, MoValue value, const char *expected)
{
  g_autofree char *create = g_strdup_printf ("CREATE TABLE $t (c %s)", column);
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (?)");
  const char *select = mo_test_text (test, "SELECT c FROM $t");

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      mo_test_sql (test, "DROP TABLE $t");
      mo_test_sql (test, create);
      mo_test_ok (mo_execute_with (test->client, protocols[i], insert, value));
      assert_selects (test, select, NULL, 0, expected);
    }
}

static void
test_date_time (MoTest *test)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 60 * 60);
  g_autoptr (GDateTime) moment = g_date_time_new (zone, 2026, 11, 22, 12, 0, 0.5);

  assert_stores (test, "DATETIME(6)", MO_VALUE (moment), "2026-11-22 10:00:00.500000");
}

static void
test_bytes (MoTest *test)
{
  assert_stores (test, "VARBINARY(20)", MO_BYTES ("\0'\\\377", 4), "x'00275cff'");
}

static void
test_vector (MoTest *test)
{
  static const float vector[] = { 1, 2.5f, -3 };

  if (test->is_matrixone)
    assert_stores (test, "VECF32(3)", mo_value_vecf32 (vector, 3), "[1, 2.5, -3]");
  else
    assert_stores (test, "TEXT", mo_value_vecf32 (vector, 3), "[1,2.5,-3]");
}

static void
test_count (MoTest *test)
{
  const MoValue values[] = { MO_VALUE (1), MO_VALUE (2) };
  const char *sql = mo_test_text (test, "INSERT INTO $t (id) VALUES (?), (?)");
  const char *one = mo_test_text (test, "INSERT INTO $t (id) VALUES (?)");

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) too_few = mo_test_take_error (
          mo_execute_values (MO_EXECUTOR (test->client), sql, values, 1, protocols[i]));
      g_autoptr (GError) too_many = mo_test_take_error (
          mo_execute_values (MO_EXECUTOR (test->client), one, values, 2, protocols[i]));

      g_assert_error (too_few, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      mo_test_assert_contains (too_few->message, "has 2 parameters but 1 value was given");
      g_assert_error (too_many, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      mo_test_assert_contains (too_many->message, "has 1 parameter but 2 values were given");
    }
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* MatrixOne 1.3 takes "a for a name and b for another one, and then the value for code. */
static void
test_introducer (MoTest *test)
{
  const char *sql = "SELECT _utf8mb4 \"a b\", ?";
  const char *value = "\", 'injected' FROM (SELECT 1 AS ` b`) t # ";

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    mo_test_fails (mo_execute_with (test->client, protocols[i], sql, value), MO_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/parameters/plain", test_plain);
  mo_test_add ("/parameters/mark-in-value", test_mark_in_value);
  mo_test_add ("/parameters/mark-in-literal", test_mark_in_literal);
  mo_test_add ("/parameters/backslash", test_backslash);
  mo_test_add ("/parameters/date-time", test_date_time);
  mo_test_add ("/parameters/bytes", test_bytes);
  mo_test_add ("/parameters/vector", test_vector);
  mo_test_add ("/parameters/count", test_count);
  mo_test_add ("/parameters/introducer", test_introducer);
  return g_test_run ();
}
