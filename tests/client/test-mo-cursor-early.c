/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors that are not read to their end: closed, dropped, cancelled, or in the way of the end of a
 * transaction or a client. None of their statements ever ends by itself. */

#include <string.h>

#include "mo-test-cursor.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"
/* Far from what is measured, and from what reading on would take. */
#define SOON_USEC (20 * G_USEC_PER_SEC)

static MoCursor *
open_endless (MoTest *test, MoExecutor *executor, MoExecuteFlags flags)
{
  MoCursor *cursor = mo_test_open (executor, mo_test_endless_sql (test), flags);
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 10);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 10);
  return cursor;
}

/* Nothing of it goes on on the server. */
static void
assert_stopped (MoTest *test)
{
  mo_test_wait_for_no_statement (test, "AS numbers");
}

/* --- on a client --- */

static void
close_at_ten (MoTest *test, MoExecuteFlags flags)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (client), flags);
  gint64 began_usec = g_get_monotonic_time ();
  gint64 took_usec;

  mo_test_ok (mo_cursor_close (cursor));
  took_usec = g_get_monotonic_time () - began_usec;
  g_test_message ("closed within %.1f ms", (double) took_usec / 1000);
  g_assert_cmpint (took_usec, <, SOON_USEC);
  /* The same connection goes on. */
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==,
                   mo_cursor_get_connection_id (cursor));
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_cursor_close (cursor));
  assert_stopped (test);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_close (MoTest *test)
{
  close_at_ten (test, MO_EXECUTE_DEFAULT);
}

static void
test_close_prepared (MoTest *test)
{
  close_at_ten (test, MO_EXECUTE_PREPARED);
}

static void
test_drop (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  g_object_unref (open_endless (test, MO_EXECUTOR (client), 0));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  assert_stopped (test);
  mo_test_ok (mo_client_disconnect (client));
}

/* Nobody has even looked at it. */
static void
test_drop_future (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  mo_future_unref (mo_open_cursor (client, mo_test_endless_sql (test)));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  assert_stopped (test);
  mo_test_ok (mo_client_disconnect (client));
}

/* What is on its way comes still. */
static void
test_drop_behind_fetches (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  MoCursor *cursor = open_endless (test, MO_EXECUTOR (client), 0);
  MoFuture *fetches[20];

  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    fetches[i] = mo_cursor_fetch (cursor, 100);
  g_object_unref (cursor);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) rows = mo_await_result (fetches[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 100);
    }
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* It need not be opened first; where it cannot be had, the connection is cut. */
static void
test_without_kill_connection (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&kill_connection=false");
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (client), 0);

  mo_test_ok (mo_cursor_close (cursor));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  assert_stopped (test);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- in a transaction --- */

static void
test_transaction (MoTest *test)
{
  for (guint prepared = 0; prepared < 2; prepared++)
    {
      MoExecuteFlags flags = prepared ? MO_EXECUTE_PREPARED : MO_EXECUTE_DEFAULT;
      g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
      g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (tx), flags);

      mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_CURSOR_OPEN);
      mo_test_ok (mo_cursor_close (cursor));
      mo_test_assert_goes_on (test, tx);
      assert_stopped (test);
    }
}

static void
test_transaction_drop (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);

  g_object_unref (open_endless (test, MO_EXECUTOR (tx), 0));
  mo_test_assert_goes_on (test, tx);
}

/* Close, statement, cursor, close, statement: all of them submitted at once. */
static void
test_transaction_at_once (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (tx), 0);

  mo_test_ok (mo_gather (mo_cursor_close (cursor), mo_execute (tx, "SELECT 1"),
                         mo_cursor_close (cursor)));
  mo_test_assert_goes_on (test, tx);
}

static void
test_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (tx), 0);

  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_ok (mo_cursor_close (cursor));
  assert_stopped (test);
}

static void
test_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (tx), 0);

  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_ok (mo_cursor_close (cursor));
  assert_stopped (test);
}

/* The same by dropping both, in either order. */
static void
test_drop_both (MoTest *test)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
      MoTransaction *tx = mo_test_begin_written (test, client);
      MoCursor *cursor = open_endless (test, MO_EXECUTOR (tx), 0);

      g_object_unref (i == 0 ? (gpointer) tx : (gpointer) cursor);
      g_object_unref (i == 0 ? (gpointer) cursor : (gpointer) tx);
      mo_test_ok (mo_execute (client, "SELECT 1"));
      g_assert_cmpint (mo_test_count (test), ==, 0);
      assert_stopped (test);
      mo_test_ok (mo_client_disconnect (client));
    }
}

/* A commit that is not wanted any more, with the cursor open: all of it is rolled back. */
static void
test_commit_cancelled (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) cursor = open_endless (test, MO_EXECUTOR (tx), 0);
  MoFuture *fetches[20];
  MoFuture *commit;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    fetches[i] = mo_cursor_fetch (cursor, 1000);
  commit = mo_transaction_commit (tx);
  mo_future_cancel (commit);
  if (mo_await (commit, &error)) /* it was too late */
    g_assert_cmpint (mo_test_count (test), ==, 1);
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    mo_await (fetches[i], NULL);
  assert_stopped (test);
}

static MoFuture *
fetch_and_give_up (MoFuture *future, gpointer tx)
{
  MoCursor *cursor = g_value_get_object (mo_future_get_value (future, NULL));
  MoFuture *fetch = mo_cursor_fetch (cursor, 10);
  g_autoptr (MoFuture) commit = mo_transaction_commit (tx);

  mo_future_cancel (commit);
  return fetch;
}

static MoFuture *
open_in_body (MoTransaction *tx, gpointer data)
{
  MoTest *test = data;

  mo_future_unref (mo_execute (tx, mo_test_text (test, INSERT), 1));
  return mo_then (mo_open_cursor (tx, mo_test_endless_sql (test)), fetch_and_give_up,
                  g_object_ref (tx), g_object_unref);
}

/* Between two steps, with a fetch in front of the commit: that reads nothing any more, and the rest
 * of the answer is dropped before ROLLBACK. */
static void
test_commit_cancelled_between (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));

  mo_test_cancelled (mo_client_transaction (client, open_in_body, test, NULL));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  assert_stopped (test);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- what does more than read --- */

/* Its rows are read to their end, so that it is done when the close says so. */
static void
test_write_is_done (MoTest *test)
{
  const char *sql = mo_test_text (
      test, "INSERT INTO $t SELECT seq, 'x', 1 FROM seq_1_to_20000 RETURNING id, name");
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (test->client), sql, 0);
  g_autoptr (MoCursor) second = NULL;

  mo_test_fetch_rows (cursor, 10, 1);
  mo_test_ok (mo_cursor_close (cursor));
  g_assert_cmpint (mo_test_count (test), ==, 20000);
  mo_test_sql (test, "DELETE FROM $t");
  second = mo_test_open (MO_EXECUTOR (tx), sql, MO_EXECUTE_PREPARED);
  mo_test_fetch_rows (second, 10, 1);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 20000);
}

/* And what it fails with behind the rows that anybody has seen is not lost. */
static void
test_write_fails (MoTest *test)
{
  const char *sql = mo_test_text (
      test, "INSERT INTO $t SELECT seq, 'x', 1 FROM seq_1_to_20000 RETURNING id, name");
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor = NULL;
  g_autoptr (MoCursor) second = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_sql (test, "INSERT INTO $t VALUES (15000, 'there', 0)");
  cursor = mo_test_open (MO_EXECUTOR (test->client), sql, 0);
  mo_test_fetch_rows (cursor, 10, 1);
  mo_test_fails (mo_cursor_close (cursor), MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_execute (tx, mo_test_text (test, INSERT), 30000));
  second = mo_test_open (MO_EXECUTOR (tx), sql, 0);
  mo_test_fetch_rows (second, 10, 1);
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  mo_test_assert_contains (error->message, "rolled back instead of committed");
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-early/close", test_close);
  mo_test_add ("/client/cursor-early/close-prepared", test_close_prepared);
  mo_test_add ("/client/cursor-early/drop", test_drop);
  mo_test_add ("/client/cursor-early/drop-future", test_drop_future);
  mo_test_add ("/client/cursor-early/drop-behind-fetches", test_drop_behind_fetches);
  mo_test_add ("/client/cursor-early/without-kill-connection", test_without_kill_connection);
  mo_test_add ("/client/cursor-early/transaction", test_transaction);
  mo_test_add ("/client/cursor-early/transaction-drop", test_transaction_drop);
  mo_test_add ("/client/cursor-early/transaction-at-once", test_transaction_at_once);
  mo_test_add ("/client/cursor-early/commit", test_commit);
  mo_test_add ("/client/cursor-early/rollback", test_rollback);
  mo_test_add ("/client/cursor-early/drop-both", test_drop_both);
  mo_test_add ("/client/cursor-early/commit-cancelled", test_commit_cancelled);
  mo_test_add ("/client/cursor-early/commit-cancelled-between", test_commit_cancelled_between);
  mo_test_add_mariadb ("/client/cursor-early/write-is-done", test_write_is_done);
  mo_test_add_mariadb ("/client/cursor-early/write-fails", test_write_fails);
  return g_test_run ();
}
