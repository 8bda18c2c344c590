/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors in tests. */

#include "mo-test-cursor.h"

#define DIGITS                                                                                     \
  "WITH d AS (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL "   \
  "SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION "    \
  "ALL SELECT 9) "
#define ENDLESS_DIGITS 10

/* What every server has: a row for each way to put the digits together, of which the first one is
 * below @first. */
static char *
dup_numbers_sql (guint n_digits, guint first)
{
  GString *sql = g_string_new (DIGITS "SELECT i, CONCAT('row ', i) AS t FROM (SELECT 0");
  gint64 factor = 1;

  for (guint i = 0; i < n_digits; i++, factor *= 10)
    g_string_append_printf (sql, " + %" G_GINT64_FORMAT " * d%u.n", factor, i);
  g_string_append (sql, " AS i FROM ");
  for (guint i = 0; i < n_digits; i++)
    g_string_append_printf (sql, "%sd AS d%u", i > 0 ? ", " : "", i);
  g_string_append_printf (sql, " WHERE d%u.n < %u) AS numbers", n_digits - 1, first);
  return g_string_free (sql, FALSE);
}

const char *
mo_test_rows_sql (MoTest *test, guint n_digits)
{
  g_autofree char *numbers = dup_numbers_sql (n_digits, 10);
  g_autofree char *sql = g_strconcat (numbers, " ORDER BY i", NULL);

  return mo_test_text (test, sql);
}

const char *
mo_test_many_rows_sql (MoTest *test, guint n_digits, guint first)
{
  g_autofree char *sql = dup_numbers_sql (n_digits, first);

  return mo_test_text (test, sql);
}

const char *
mo_test_endless_sql (MoTest *test)
{
  return mo_test_many_rows_sql (test, ENDLESS_DIGITS, 10);
}

MoCursor *
mo_test_open (MoExecutor *executor, const char *sql, MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoCursor *cursor = mo_await_cursor (mo_open_cursor_with (executor, flags, sql), &error);

  g_assert_no_error (error);
  return cursor;
}

MoResult *
mo_test_fetch (MoCursor *cursor, guint n_rows)
{
  g_autoptr (GError) error = NULL;
  MoResult *rows = mo_await_result (mo_cursor_fetch (cursor, n_rows), &error);

  g_assert_no_error (error);
  return rows;
}

void
mo_test_fetch_rows (MoCursor *cursor, guint n_rows, gint64 first)
{
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, n_rows);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, n_rows);
  for (guint i = 0; i < n_rows; i++)
    g_assert_cmpint (mo_result_get_int64 (rows, i, 0), ==, first + i);
}

void
mo_test_fetch_end (MoCursor *cursor)
{
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 10);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 0);
}

static gboolean
is_idle (gpointer client)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, MO_STAT_BUSY) == 0;
}

void
mo_test_wait_for_idle (MoClient *client)
{
  g_assert_true (mo_test_wait_until (is_idle, client));
}

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"

MoTransaction *
mo_test_begin_written (MoTest *test, MoClient *client)
{
  MoTransaction *tx = mo_test_begin (client);

  mo_test_ok (mo_execute (tx, mo_test_text (test, INSERT), 1));
  return tx;
}

void
mo_test_assert_goes_on (MoTest *test, MoTransaction *tx)
{
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (tx)), ==,
                   mo_transaction_get_connection_id (tx));
  mo_test_ok (mo_execute (tx, mo_test_text (test, INSERT), 2));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  mo_test_sql (test, "DELETE FROM $t");
}
