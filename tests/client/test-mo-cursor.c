/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows a piece at a time: the same as all at once, on a client and in a transaction, as text and
 * prepared. */

#include <string.h>

#include "mo-test-cursor.h"

#define N_DIGITS 5
#define N_ROWS 100000

/* --- the same rows --- */

static void
assert_same_cell (MoResult *one, guint row, MoResult *other, guint other_row, guint column)
{
  MoValue a = mo_result_get_value (one, row, column);
  MoValue b = mo_result_get_value (other, other_row, column);
  gsize a_length, b_length;
  const char *a_text = mo_value_get_text (&a, &a_length);
  const char *b_text = mo_value_get_text (&b, &b_length);

  g_assert_cmpint (mo_value_get_value_type (&a), ==, mo_value_get_value_type (&b));
  if (a_text != NULL)
    g_assert_cmpmem (a_text, a_length, b_text, b_length);
  else
    {
      g_autofree char *a_shown = mo_value_to_string (&a);
      g_autofree char *b_shown = mo_value_to_string (&b);

      g_assert_cmpstr (a_shown, ==, b_shown);
    }
}

/* Returns how many rows the cursor gave. */
static guint
assert_same (MoCursor *cursor, MoResult *all)
{
  static const guint sizes[] = { 1, 7, 0, 1000, 3, 4999, 100000 };
  guint n = 0;

  for (guint i = 0;; i++)
    {
      guint size = sizes[i % G_N_ELEMENTS (sizes)];
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, size);
      guint n_rows = mo_result_get_n_rows (rows);

      if (n_rows == 0)
        return n;
      g_assert_true (size == 0 || n_rows <= size);
      g_assert_cmpuint (n + n_rows, <=, mo_result_get_n_rows (all));
      for (guint row = 0; row < n_rows; row++, n++)
        for (guint column = 0; column < mo_result_get_n_columns (all); column++)
          assert_same_cell (rows, row, all, n, column);
    }
}

static void
assert_same_columns (MoCursor *cursor, MoResult *all)
{
  guint n = mo_result_get_n_columns (all);

  g_assert_cmpuint (mo_cursor_get_n_columns (cursor), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const char *name = mo_result_get_column_name (all, i);

      g_assert_cmpstr (mo_cursor_get_column_name (cursor, i), ==, name);
      g_assert_cmpint (mo_cursor_find_column (cursor, name), ==, mo_result_find_column (all, name));
      g_assert_cmpint (mo_cursor_get_column_type (cursor, i), ==,
                       mo_result_get_column_type (all, i));
    }
  g_assert_cmpint (mo_cursor_find_column (cursor, "no such column"), ==, -1);
}

static void
check_same (MoExecutor *executor, const char *sql, MoExecuteFlags flags, guint n_expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) all = mo_await_result (mo_execute_with (executor, flags, sql), &error);
  g_autoptr (MoCursor) cursor = NULL;

  g_assert_no_error (error);
  cursor = mo_test_open (executor, sql, flags);
  assert_same_columns (cursor, all);
  g_assert_cmpuint (assert_same (cursor, all), ==, n_expected);
  mo_test_fetch_end (cursor); /* and so on, for ever */
}

static void
test_same_rows (MoTest *test)
{
  const char *sql = mo_test_rows_sql (test, N_DIGITS);

  check_same (MO_EXECUTOR (test->client), sql, MO_EXECUTE_DEFAULT, N_ROWS);
  check_same (MO_EXECUTOR (test->client), sql, MO_EXECUTE_PREPARED, N_ROWS);
}

static void
test_same_rows_in_transaction (MoTest *test)
{
  const char *sql = mo_test_rows_sql (test, N_DIGITS);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  check_same (MO_EXECUTOR (tx), sql, MO_EXECUTE_DEFAULT, N_ROWS);
  check_same (MO_EXECUTOR (tx), sql, MO_EXECUTE_PREPARED, N_ROWS);
  mo_test_ok (mo_transaction_commit (tx));
}

/* What else a row can hold; tests/wire has every type. */
static void
test_types (MoTest *test)
{
  static const char sql[]
      = "SELECT 1 AS a, NULL AS b, CAST('-12.50' AS DECIMAL(10,2)) AS c, CAST(0.1 AS DOUBLE) AS d, "
        "CAST('2026-11-22' AS DATE) AS e, CAST('2026-11-22 10:11:12.5' AS DATETIME(6)) AS f, "
        "x'00ff' AS g, '' AS h, CAST('10:11:12' AS TIME) AS i UNION ALL SELECT 2, 'x', NULL, NULL, "
        "NULL, NULL, NULL, 'y', NULL ORDER BY a";
  MoExecutor *executor = MO_EXECUTOR (test->client);

  check_same (executor, sql, MO_EXECUTE_DEFAULT, 2);
  check_same (executor, sql, MO_EXECUTE_PREPARED, 2);
}

static void
test_no_rows (MoTest *test)
{
  const char *sql = mo_test_text (test, "SELECT id, name FROM $t");

  check_same (MO_EXECUTOR (test->client), sql, MO_EXECUTE_DEFAULT, 0);
  check_same (MO_EXECUTOR (test->client), sql, MO_EXECUTE_PREPARED, 0);
}

/* --- parameters and flags --- */

static void
test_parameters (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) named = NULL;
  g_autoptr (MoCursor) prepared = NULL;
  g_autoptr (MoResult) one = NULL;
  g_autoptr (MoResult) two = NULL;

  named = mo_await_cursor (mo_open_cursor_named (test->client, "SELECT :x, :y, :x",
                                                 MO_PARAM ("x", "it's"), MO_PARAM ("y", 5)),
                           &error);
  g_assert_no_error (error);
  one = mo_test_fetch (named, 2);
  g_assert_cmpstr (mo_result_get_text (one, 0, 2), ==, "it's");
  g_assert_cmpint (mo_result_get_int64 (one, 0, 1), ==, 5);
  prepared = mo_await_cursor (
      mo_open_cursor_with (test->client, MO_EXECUTE_PREPARED, "SELECT ?", "it's"), &error);
  g_assert_no_error (error);
  two = mo_test_fetch (prepared, 2);
  g_assert_cmpstr (mo_result_get_text (two, 0, 0), ==, "it's");
}

/* --- what has no rows --- */

static void
check_counts (MoTest *test, MoExecutor *executor, const char *sql)
{
  g_autoptr (MoCursor) cursor = mo_test_open (executor, mo_test_text (test, sql), 0);

  g_assert_cmpuint (mo_cursor_get_n_columns (cursor), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoResult) counts = mo_test_fetch (cursor, 10);

      g_assert_cmpuint (mo_result_get_n_columns (counts), ==, 0);
      g_assert_cmpuint (mo_result_get_n_rows (counts), ==, 0);
      g_assert_cmpuint (mo_result_get_affected_rows (counts), ==, 2);
    }
  mo_test_ok (mo_cursor_close (cursor));
}

/* It is run, and in nobody's way. */
static void
test_counts (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = NULL;

  check_counts (test, MO_EXECUTOR (client), "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 2)");
  g_assert_cmpint (mo_test_count (test), ==, 2);
  tx = mo_test_begin (client);
  check_counts (test, MO_EXECUTOR (tx), "DELETE FROM $t");
  g_assert_cmpint (mo_test_number (mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t"))),
                   ==, 0);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- how large a piece is --- */

#define LARGE_BYTES (100 * 1024)

/* Three of them pass what a piece may hold. */
static void
test_pieces_by_bytes (MoTest *test)
{
  static const guint sizes[] = { 3, 3, 3, 1, 0 };
  g_autofree char *large = g_strnfill (LARGE_BYTES, 'x');
  const char *sql = mo_test_rows_sql (test, 1);

  for (guint n_rows = 0; n_rows <= 100; n_rows += 100)
    {
      g_autofree char *wide = g_strdup_printf ("SELECT ?, i FROM (%s) AS s", sql);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoCursor) cursor
          = mo_await_cursor (mo_open_cursor (test->client, wide, large), &error);

      g_assert_no_error (error);

      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr (MoResult) rows = mo_test_fetch (cursor, n_rows);

          g_assert_cmpuint (mo_result_get_n_rows (rows), ==, sizes[i]);
        }
    }
}

/* --- several at once --- */

/* One behind the other, however they were submitted. */
static void
test_gathered_fetches (MoTest *test)
{
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (test->client), mo_test_rows_sql (test, 2), 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) pieces = NULL;
  static const guint sizes[] = { 10, 20, 30, 40, 0 };
  gint64 next = 0;

  pieces = mo_await_gathered (mo_gather (mo_cursor_fetch (cursor, 10), mo_cursor_fetch (cursor, 20),
                                         mo_cursor_fetch (cursor, 30), mo_cursor_fetch (cursor, 0),
                                         mo_cursor_fetch (cursor, 5), mo_cursor_close (cursor)),
                              &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      MoResult *rows = mo_gathered_get_result (pieces, i, NULL);

      g_assert_cmpuint (mo_result_get_n_rows (rows), ==, sizes[i]);
      for (guint row = 0; row < sizes[i]; row++)
        g_assert_cmpint (mo_result_get_int64 (rows, row, 0), ==, next++);
    }
}

static void
test_gathered_cursors (MoTest *test)
{
  const char *sql = mo_test_rows_sql (test, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) gathered
      = mo_await_gathered (mo_gather (mo_open_cursor (test->client, sql),
                                      mo_open_cursor (test->client, sql)),
                           &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      MoCursor *cursor = g_value_get_object (mo_gathered_get_value (gathered, i, NULL));

      mo_test_fetch_rows (cursor, 60, 0);
      mo_test_fetch_rows (cursor, 40, 60);
      mo_test_fetch_end (cursor);
    }
}

#define N_CURSORS 16

/* Twice as many as there are connections: each comes to its turn, when another has come to its
 * end. */
static void
test_sixteen (MoTest *test)
{
  const char *sql = mo_test_rows_sql (test, 4);
  MoFuture *futures[N_CURSORS];
  guint n_done = 0;

  for (guint i = 0; i < N_CURSORS; i++)
    futures[i] = mo_open_cursor (test->client, sql);
  for (guint i = 0; i < N_CURSORS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoCursor) cursor = mo_await_cursor (futures[i], &error);

      g_assert_no_error (error);
      for (gint64 first = 0; first < 10000; first += 1000)
        mo_test_fetch_rows (cursor, 1000, first);
      if (i % 2 == 0)
        mo_test_fetch_end (cursor);
      n_done++;
    }
  g_assert_cmpuint (n_done, ==, N_CURSORS);
}

/* --- the end --- */

/* The last row frees the connection. */
static void
test_end_frees (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (client), mo_test_rows_sql (test, 1), 0);

  mo_test_fetch_rows (cursor, 10, 0);
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_client_disconnect (client));
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_cursor_close (cursor));
}

static void
test_closed (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (client), mo_test_rows_sql (test, 1), 0);

  mo_test_fetch_rows (cursor, 3, 0);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* What was fetched outlives everything. */
static void
test_rows_stay (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  MoCursor *cursor = mo_test_open (MO_EXECUTOR (client), mo_test_rows_sql (test, 2), 0);
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 50);

  g_object_unref (cursor);
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpstr (mo_result_get_text (rows, 49, 1), ==, "row 49");
}

/* --- what is refused --- */

static void
test_refused (MoTest *test)
{
  MoCursor *nothing = NULL;
  MoValue value = mo_value_int64 (1);

  mo_test_fails (mo_open_cursor_values (NULL, "SELECT 1", NULL, 0, 0), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_open_cursor (test->client, "SELECT ?"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_open_cursor (test->client, "SELECT 1; SELECT 2"), MO_ERROR_SYNTAX);
  mo_test_fails (mo_open_cursor (test->client, "BEGIN"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_open_cursor (test->client, "SELECT FROM WHERE"), MO_ERROR_SYNTAX);
  mo_test_fails (mo_open_cursor (test->client, "SELECT * FROM no_such_table_at_all"),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_fails (mo_open_cursor_params (MO_EXECUTOR (test->client), "SELECT :x", NULL, 0, 0),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_open_cursor_values (MO_EXECUTOR (test->client), NULL, &value, 1, 0),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cursor_fetch (nothing, 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_cursor_close (nothing), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute (test->client, "SELECT FROM WHERE"), MO_ERROR_SYNTAX);
  mo_test_wait_for_idle (test->client);
}

static void
test_not_a_cursor (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_await_cursor (mo_execute (test->client, "SELECT 1"), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor/same-rows", test_same_rows);
  mo_test_add ("/client/cursor/same-rows-in-transaction", test_same_rows_in_transaction);
  mo_test_add ("/client/cursor/types", test_types);
  mo_test_add ("/client/cursor/no-rows", test_no_rows);
  mo_test_add ("/client/cursor/parameters", test_parameters);
  mo_test_add ("/client/cursor/counts", test_counts);
  mo_test_add ("/client/cursor/pieces-by-bytes", test_pieces_by_bytes);
  mo_test_add ("/client/cursor/gathered-fetches", test_gathered_fetches);
  mo_test_add ("/client/cursor/gathered-cursors", test_gathered_cursors);
  mo_test_add ("/client/cursor/sixteen", test_sixteen);
  mo_test_add ("/client/cursor/end-frees", test_end_frees);
  mo_test_add ("/client/cursor/closed", test_closed);
  mo_test_add ("/client/cursor/rows-stay", test_rows_stay);
  mo_test_add ("/client/cursor/refused", test_refused);
  mo_test_add ("/client/cursor/not-a-cursor", test_not_a_cursor);
  return g_test_run ();
}
