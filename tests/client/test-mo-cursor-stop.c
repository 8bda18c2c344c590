/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors that are stopped in each of their steps: by their owner, by somebody else, by the server,
 * by the end of the client. */

#include <string.h>

#include "mo-test-cursor.h"

#define SLEEP "SELECT SLEEP(1000), 'cursor-stop'"
/* Of these rows MariaDB sends so many, and then none for a long time. */
#define SLOW                                                                                       \
  "SELECT seq, IF(seq = 50000, SLEEP(1000), 0), 'a cursor that stops' FROM seq_1_to_100000"
#define SLOW_PART "a cursor that stops"

/* (transfer full): that of the first fetch which fails. */
static GError *
fetch_until_error (MoCursor *cursor)
{
  for (;;)
    {
      GError *error = NULL;
      g_autoptr (MoResult) rows = mo_await_result (mo_cursor_fetch (cursor, 0), &error);

      if (rows == NULL)
        return error;
      g_assert_cmpuint (mo_result_get_n_rows (rows), >, 0);
    }
}

static guint64
get_count (MoClient *client, MoStat stat)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, stat);
}

/* --- opening, cancelled --- */

static void
test_cancel_open_waiting (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoFuture *future = mo_open_cursor (client, mo_test_endless_sql (test));

  mo_future_cancel (future);
  mo_test_cancelled (future);
  g_assert_cmpuint (get_count (client, MO_STAT_WAITING), ==, 0);
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

static MoFuture *
keep (MoFuture **kept, MoFuture *future)
{
  *kept = mo_future_ref (future);
  return future;
}

static gboolean
is_leased (gpointer client)
{
  return get_count (client, MO_STAT_TRANSACTIONS) == 1;
}

static MoFuture *
cancel_when_leased (MoFuture **kept, MoClient *client)
{
  g_assert_true (mo_test_wait_until (is_leased, client));
  mo_future_cancel (*kept);
  return mo_future_new_true ();
}

/* It has its connection, but is held back until the gather is written down: the connection comes
 * back although nothing ever ran on it. */
static void
test_cancel_open_held_back (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoFuture) kept = NULL;

  mo_test_cancelled (mo_gather (keep (&kept, mo_open_cursor (client, mo_test_endless_sql (test))),
                                cancel_when_leased (&kept, client)));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* At any moment: whatever came of it, the connection comes back. */
static void
test_cancel_open_racing (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  const char *sql = mo_test_endless_sql (test);

  for (guint i = 0; i < 50; i++)
    {
      MoFuture *future = mo_open_cursor (client, sql);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoCursor) cursor = NULL;

      mo_future_wait (future, i * 40, NULL);
      mo_future_cancel (future);
      cursor = mo_await_cursor (future, &error);
      if (cursor == NULL)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_cancel_open_queued (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  MoFuture *first = mo_execute (tx, SLEEP);
  MoFuture *second = mo_open_cursor (tx, mo_test_endless_sql (test));

  mo_test_wait_for_statement (test, SLEEP);
  mo_future_cancel (second);
  mo_test_cancelled (second);
  mo_future_cancel (first);
  mo_await (first, NULL);
  mo_test_assert_goes_on (test, tx);
}

/* A SLEEP() that is killed may be answered. */
static void
cancel_running (MoTest *test, MoExecutor *executor)
{
  MoFuture *future = mo_open_cursor (executor, SLEEP);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) cursor = NULL;

  mo_test_wait_for_statement (test, SLEEP);
  mo_future_cancel (future);
  cursor = mo_await_cursor (future, &error);
  if (cursor == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_test_wait_for_no_statement (test, SLEEP);
}

static void
test_cancel_open_running (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoTransaction) tx = NULL;

  cancel_running (test, MO_EXECUTOR (client));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  tx = mo_test_begin_written (test, client);
  cancel_running (test, MO_EXECUTOR (tx));
  mo_test_assert_goes_on (test, tx);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- fetching, cancelled --- */

/* Three fetches, of which the first runs when the statement has fallen asleep. */
typedef struct
{
  MoCursor *cursor;
  MoFuture *fetches[3];
} Slow;

/* The server may be asleep already, with rows on the way, when the worker comes to it. */
static gboolean
is_fetching (gpointer client)
{
  g_autofree char *dump = mo_client_dump (client);

  return strstr (dump, ", which runs, ") != NULL;
}

/* @executor: @client, or a transaction of it. */
static void
slow_open (Slow *self, MoTest *test, MoClient *client, MoExecutor *executor)
{
  self->cursor = mo_test_open (executor, SLOW, 0);
  /* All but the last thousand before the sleep, of which some are in a buffer of the server's. */
  for (gint64 first = 1; first <= 48001; first += 1000)
    mo_test_fetch_rows (self->cursor, 1000, first);
  for (guint i = 0; i < G_N_ELEMENTS (self->fetches); i++)
    self->fetches[i] = mo_cursor_fetch (self->cursor, 1000);
  mo_test_wait_for_statement (test, "SLEEP(");
  g_assert_true (mo_test_wait_until (is_fetching, client));
}

static void
slow_close (Slow *self, MoTest *test)
{
  g_object_unref (self->cursor);
  mo_test_wait_for_no_statement (test, SLOW_PART);
}

/* One that waits is withdrawn, and no more; one that runs is stopped, and with it all behind it. */
static void
cancel_fetches (MoTest *test, MoClient *client, MoExecutor *executor)
{
  Slow slow;

  slow_open (&slow, test, client, executor);
  mo_future_cancel (slow.fetches[1]);
  mo_test_cancelled (slow.fetches[1]);
  g_assert_cmpint (mo_future_get_status (slow.fetches[0]), ==, MO_FUTURE_PENDING);
  mo_future_cancel (slow.fetches[0]);
  mo_test_cancelled (slow.fetches[0]);
  mo_test_cancelled (slow.fetches[2]);
  mo_test_cancelled (mo_cursor_fetch (slow.cursor, 1));
  mo_test_ok (mo_cursor_close (slow.cursor));
  slow_close (&slow, test);
}

static void
test_cancel_fetches (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoTransaction) tx = NULL;

  cancel_fetches (test, client, MO_EXECUTOR (client));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  tx = mo_test_begin_written (test, client);
  cancel_fetches (test, client, MO_EXECUTOR (tx));
  mo_test_assert_goes_on (test, tx);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_timeout (MoTest *test)
{
  Slow slow;

  slow_open (&slow, test, test->client, MO_EXECUTOR (test->client));
  mo_test_fails (mo_timeout (slow.fetches[0], 1000), MO_ERROR_TIMED_OUT);
  mo_test_cancelled (slow.fetches[1]);
  mo_test_cancelled (slow.fetches[2]);
  slow_close (&slow, test);
}

/* A close behind a fetch that runs waits for its turn: it is the fetch that can be cancelled. */
static void
test_close_behind_running (MoTest *test)
{
  Slow slow;
  MoFuture *close;

  slow_open (&slow, test, test->client, MO_EXECUTOR (test->client));
  close = mo_cursor_close (slow.cursor);
  mo_future_cancel (close);
  g_assert_cmpint (mo_future_get_status (close), ==, MO_FUTURE_PENDING);
  mo_future_cancel (slow.fetches[0]);
  mo_test_ok (close);
  for (guint i = 0; i < G_N_ELEMENTS (slow.fetches); i++)
    mo_test_cancelled (slow.fetches[i]);
  slow_close (&slow, test);
}

/* --- by somebody else --- */

/* In front of the error come the rows that were on their way, and those that were fetched stay. */
static void
kill_by_another (MoTest *test, MoExecutor *executor, const char *kill, MoError code)
{
  g_autoptr (MoCursor) cursor = mo_test_open (executor, mo_test_endless_sql (test), 0);
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 10);
  g_autofree char *text
      = g_strdup_printf ("%s %" G_GUINT64_FORMAT, kill, mo_cursor_get_connection_id (cursor));
  g_autofree char *first = g_strdup (mo_result_get_text (rows, 9, 1));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  mo_test_ok (mo_execute (test->other, text));
  error = fetch_until_error (cursor);
  g_assert_error (error, MO_ERROR, (gint) code);
  mo_test_assert_contains (error->message, "WITH d AS");
  mo_test_assert_contains (mo_error_get_sql (error), "WITH d AS");
  again = mo_test_take_error (mo_cursor_fetch (cursor, 1));
  g_assert_error (again, MO_ERROR, (gint) code);
  mo_test_assert_contains (again->message, "the cursor is over");
  g_assert_cmpstr (mo_result_get_text (rows, 9, 1), ==, first);
  mo_test_ok (mo_cursor_close (cursor));
}

static void
test_kill_query (MoTest *test)
{
  /* MatrixOne has one number for this and much else. */
  MoError code = test->is_matrixone ? MO_ERROR_SERVER : MO_ERROR_INTERRUPTED;
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoTransaction) tx = NULL;

  kill_by_another (test, MO_EXECUTOR (client), "KILL QUERY", code);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  tx = mo_test_begin_written (test, client);
  kill_by_another (test, MO_EXECUTOR (tx), "KILL QUERY", code);
  mo_test_assert_goes_on (test, tx);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_kill_connection (MoTest *test)
{
  /* MatrixOne stops what runs on it first, and hangs up then. */
  MoError code = test->is_matrixone ? MO_ERROR_SERVER : MO_ERROR_CONNECTION_LOST;
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, client);

  kill_by_another (test, MO_EXECUTOR (tx), "KILL CONNECTION", code);
  mo_test_kill (test, mo_transaction_get_connection_id (tx));
  g_assert_false (mo_await (mo_execute (tx, "SELECT 1"), NULL));
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_kill_connection_alone (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  kill_by_another (test, MO_EXECUTOR (client), "KILL CONNECTION", MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* MatrixOne keeps a connection that was killed in the middle of an answer until somebody reads. */

/* A commit that finds the connection dead under the open cursor does not pretend. */
static void
test_commit_on_dead_connection (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (tx), mo_test_endless_sql (test), 0);

  mo_test_kill (test, mo_cursor_get_connection_id (cursor));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* The same of a close: the cursor is closed, but what it was in is gone. */
static void
test_close_on_dead_connection (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, test->client);
  g_autoptr (MoCursor) inside = mo_test_open (MO_EXECUTOR (tx), mo_test_endless_sql (test), 0);
  g_autoptr (MoCursor) alone
      = mo_test_open (MO_EXECUTOR (test->client), mo_test_endless_sql (test), 0);

  mo_test_kill (test, mo_cursor_get_connection_id (inside));
  mo_test_kill (test, mo_cursor_get_connection_id (alone));
  mo_test_fails (mo_cursor_close (inside), MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_cursor_close (alone));
  mo_test_ok (mo_cursor_close (inside));
  mo_test_ok (mo_transaction_rollback (tx));
}

/* The server does not wait for ever for somebody to read. */
static void
test_net_write_timeout (MoTest *test)
{
  g_autoptr (MoClient) client
      = mo_test_client_new ("pool_size=1&init_sql=SET%20net_write_timeout%20%3D%201");
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (client), mo_test_endless_sql (test), 0);
  g_autoptr (GError) error = NULL;

  mo_test_wait_for_no_statement (test, "AS numbers");
  error = fetch_until_error (cursor);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* --- the end of the client --- */

static void
test_disconnect_waits (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (client), mo_test_rows_sql (test, 4), 0);
  MoFuture *end = mo_client_disconnect (client);

  mo_test_fails (mo_open_cursor (client, "SELECT 1"), MO_ERROR_POOL_CLOSED);
  mo_test_fetch_rows (cursor, 1000, 0);
  g_assert_cmpint (mo_future_get_status (end), ==, MO_FUTURE_PENDING);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_ok (end);
}

/* Between two fetches, where nothing runs; on a client and in a transaction. */
static void
test_disconnect_within (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) tx = mo_test_begin_written (test, client);
  g_autoptr (MoCursor) inside = mo_test_open (MO_EXECUTOR (tx), mo_test_endless_sql (test), 0);
  g_autoptr (MoCursor) alone = mo_test_open (MO_EXECUTOR (client), mo_test_endless_sql (test), 0);
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_client_disconnect_within (client, 0));
  error = mo_test_take_error (mo_cursor_fetch (alone, 1));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
  mo_test_assert_contains (error->message, "cursor");
  mo_test_fails (mo_cursor_fetch (inside, 1), MO_ERROR_POOL_CLOSED);
  mo_test_ok (mo_cursor_close (alone));
  mo_test_ok (mo_cursor_close (inside));
  mo_test_wait_for_no_statement (test, "AS numbers");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_disconnect_within_fetching (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  Slow slow;

  slow_open (&slow, test, client, MO_EXECUTOR (client));
  mo_test_ok (mo_client_disconnect_within (client, 0));
  mo_test_cancelled (slow.fetches[0]);
  for (guint i = 1; i < G_N_ELEMENTS (slow.fetches); i++)
    {
      g_autoptr (GError) error = mo_test_take_error (slow.fetches[i]);

      g_assert_true (g_error_matches (error, MO_ERROR, MO_ERROR_POOL_CLOSED)
                     || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
    }
  slow_close (&slow, test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-stop/cancel-open-waiting", test_cancel_open_waiting);
  mo_test_add ("/client/cursor-stop/cancel-open-held-back", test_cancel_open_held_back);
  mo_test_add ("/client/cursor-stop/cancel-open-racing", test_cancel_open_racing);
  mo_test_add ("/client/cursor-stop/cancel-open-queued", test_cancel_open_queued);
  mo_test_add ("/client/cursor-stop/cancel-open-running", test_cancel_open_running);
  mo_test_add_mariadb ("/client/cursor-stop/cancel-fetches", test_cancel_fetches);
  mo_test_add_mariadb ("/client/cursor-stop/timeout", test_timeout);
  mo_test_add_mariadb ("/client/cursor-stop/close-behind-running", test_close_behind_running);
  mo_test_add ("/client/cursor-stop/kill-query", test_kill_query);
  mo_test_add ("/client/cursor-stop/kill-connection", test_kill_connection);
  mo_test_add_mariadb ("/client/cursor-stop/kill-connection-alone", test_kill_connection_alone);
  mo_test_add_mariadb ("/client/cursor-stop/commit-on-dead-connection",
                       test_commit_on_dead_connection);
  mo_test_add_mariadb ("/client/cursor-stop/close-on-dead-connection",
                       test_close_on_dead_connection);
  mo_test_add_mariadb ("/client/cursor-stop/net-write-timeout", test_net_write_timeout);
  mo_test_add ("/client/cursor-stop/disconnect-waits", test_disconnect_waits);
  mo_test_add ("/client/cursor-stop/disconnect-within", test_disconnect_within);
  mo_test_add_mariadb ("/client/cursor-stop/disconnect-within-fetching",
                       test_disconnect_within_fetching);
  return g_test_run ();
}
