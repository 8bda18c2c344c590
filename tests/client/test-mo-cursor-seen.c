/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be seen of a cursor: in the log, in the dump, in the numbers, in the errors of those
 * who wait for its connection. */

#include <string.h>

#include "mo-test-cursor.h"
#include "mo-test-log.h"

#define AT "^connection [0-9]+: "
#define TIME " in [0-9]+\\.[0-9]{3} ms: "
#define SECRET "hunter2"

static void
disconnect (MoClient *client)
{
  mo_test_ok (mo_client_disconnect (client));
}

/* --- the log --- */

/* A line when it has ended, however that was. */
static void
test_summary (MoTest *test)
{
  static const char *const lines[] = {
    AT "10 rows" TIME "WITH d AS ",
    AT "3 rows, then closed" TIME "WITH d AS ",
    AT "0 rows" TIME "SELECT \\* FROM t_",
    AT "error [0-9]+" TIME "SELECT \\* FROM no_such_table$",
    AT "1 affected" TIME "INSERT INTO t_",
    AT "0 affected" TIME "START TRANSACTION$",
    AT "2 rows, then closed" TIME "WITH d AS ",
    AT "0 affected" TIME "COMMIT$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=summary&pool_size=1");
  MoExecutor *executor = MO_EXECUTOR (client);
  const char *ten = mo_test_rows_sql (test, 1);
  g_autoptr (MoCursor) whole = mo_test_open (executor, ten, 0);
  g_autoptr (MoCursor) early = NULL;
  g_autoptr (MoCursor) empty = NULL;
  g_autoptr (MoCursor) counts = NULL;
  g_autoptr (MoCursor) inside = NULL;
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_fetch_rows (whole, 4, 0);
  mo_test_fetch_rows (whole, 6, 4);
  mo_test_fetch_end (whole);
  early = mo_test_open (executor, ten, MO_EXECUTE_PREPARED);
  mo_test_fetch_rows (early, 3, 0);
  mo_test_ok (mo_cursor_close (early));
  empty = mo_test_open (executor, mo_test_text (test, "SELECT * FROM $t"), 0);
  mo_test_fetch_end (empty);
  mo_test_fails (mo_open_cursor (client, "SELECT * FROM no_such_table"), MO_ERROR_NO_SUCH_OBJECT);
  counts = mo_test_open (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)"), 0);
  tx = mo_test_begin (client);
  inside = mo_test_open (MO_EXECUTOR (tx), ten, 0);
  mo_test_fetch_rows (inside, 2, 0);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_full (MoTest *test)
{
  static const char *const lines[] = {
    AT "SELECT %s AS password$",
    AT "1 row" TIME "SELECT %s AS password$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=full&echo_values=true");
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) cursor
      = mo_await_cursor (mo_open_cursor (client, "SELECT %s AS password", SECRET), &error);
  g_autoptr (MoCursor) quiet = mo_test_open (MO_EXECUTOR (client), "SELECT 1", MO_EXECUTE_QUIET);
  g_autoptr (MoResult) rows = NULL;

  g_assert_no_error (error);
  rows = mo_test_fetch (cursor, 10);
  mo_test_ok (mo_cursor_close (quiet));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_error (MoTest *test)
{
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=summary");
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (client), mo_test_endless_sql (test), 0);
  g_autofree char *kill
      = g_strdup_printf ("KILL QUERY %" G_GUINT64_FORMAT, mo_cursor_get_connection_id (cursor));

  mo_test_ok (mo_execute (test->other, kill));
  while (mo_await (mo_cursor_fetch (cursor, 0), NULL))
    ;
  g_assert_cmpuint (mo_test_log_get_n (log), ==, 1);
  g_assert_cmpuint (mo_test_log_count (log, AT "[0-9]+ rows?, then error [0-9]+" TIME), ==, 1);
  disconnect (client);
}

/* What its program does between two fetches is none of the statement's time. */
static void
test_slow (MoTest *test)
{
  static const char *const lines[] = {
    AT "slow query: [0-9.]+ ms \\(queue [0-9.]+, connect [0-9.]+, execute [0-9.]+, "
       "fetch [0-9.]+\\), 1 row: SELECT SLEEP\\(1\\)$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("slow_query=0.5");
  g_autoptr (MoCursor) slow = NULL;
  g_autoptr (MoCursor) fast
      = mo_test_open (MO_EXECUTOR (client), mo_test_rows_sql (test, 1), 0);

  mo_test_fetch_rows (fast, 5, 0);
  slow = mo_test_open (MO_EXECUTOR (client), "SELECT SLEEP(1)", 0);
  mo_await (mo_cursor_fetch (slow, 10), NULL);
  mo_test_fetch_rows (fast, 5, 5);
  mo_test_fetch_end (fast);
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_slow_wait (MoTest *test)
{
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&slow_wait=0.5");
  MoFuture *first = mo_execute (client, "SELECT SLEEP(1)");
  g_autoptr (MoFuture) open = mo_open_cursor (client, "SELECT 1");
  g_autoptr (MoCursor) cursor = mo_await_cursor (mo_future_ref (open), NULL);

  g_assert_nonnull (cursor);
  mo_test_ok (first);
  g_assert_cmpint (mo_future_get_phase_usec (open, MO_PHASE_QUEUE), >, G_USEC_PER_SEC / 2);
  g_assert_cmpuint (mo_test_log_get_n (log), ==, 1);
  g_assert_cmpuint (mo_test_log_count (log, AT "slow wait: [0-9.]+ ms \\(queue [0-9.]+, connect "
                                               "[0-9.]+\\): a cursor over SELECT 1$"),
                    ==, 1);
  mo_test_ok (mo_cursor_close (cursor));
  disconnect (client);
}

/* --- who holds the connection --- */

static void
test_dump (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&pool_timeout=0.1");
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) cursor
      = mo_await_cursor (mo_open_cursor (client, "SELECT 'it' UNION ALL SELECT %s", SECRET),
                         &error);
  g_autofree char *dump = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) exhausted = NULL;

  g_assert_no_error (error);
  dump = mo_client_dump (client);
  mo_test_assert_contains (dump, "by a cursor over SELECT 'it' UNION ALL SELECT %s");
  g_assert_null (strstr (dump, SECRET));
  exhausted = mo_test_take_error (mo_execute (client, "SELECT 1"));
  g_assert_error (exhausted, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  mo_test_assert_contains (exhausted->message, "by a cursor over SELECT 'it'");
  mo_test_fails (mo_open_cursor (client, "SELECT 1"), MO_ERROR_POOL_EXHAUSTED);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_wait_for_idle (client);
  after = mo_client_dump (client);
  g_assert_null (strstr (after, "cursor"));
  disconnect (client);
}

static guint64
get_count (MoClient *client, MoStat stat)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, stat);
}

static void
test_numbers (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoFuture) open = mo_open_cursor (client, mo_test_endless_sql (test));
  g_autoptr (MoCursor) cursor = mo_await_cursor (mo_future_ref (open), NULL);
  MoFuture *fetch;
  gint64 sum = 0;

  g_assert_nonnull (cursor);
  g_assert_cmpint (mo_future_get_phase_usec (open, MO_PHASE_CONNECT), >, 0);
  g_assert_cmpint (mo_future_get_phase_usec (open, MO_PHASE_EXECUTE), >, 0);
  g_assert_cmpuint (get_count (client, MO_STAT_TRANSACTIONS), ==, 1);
  g_assert_cmpuint (get_count (client, MO_STAT_BUSY), ==, 1);
  fetch = mo_cursor_fetch (cursor, 10);
  mo_test_ok (mo_future_ref (fetch));
  for (MoPhase phase = MO_PHASE_QUEUE; phase <= MO_PHASE_FETCH; phase++)
    {
      gint64 usec = mo_future_get_phase_usec (fetch, phase);

      g_assert_cmpint (usec, >=, 0);
      sum += usec;
    }
  g_assert_cmpint (sum, <, 60 * G_USEC_PER_SEC);
  mo_future_unref (fetch);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_wait_for_idle (client);
  g_assert_cmpuint (get_count (client, MO_STAT_TRANSACTIONS), ==, 0);
  g_assert_cmpuint (get_count (client, MO_STAT_DONE), ==, 3); /* opened, fetched, closed */
  g_assert_cmpuint (get_count (client, MO_STAT_FAILED), ==, 0);
  g_assert_cmpuint (get_count (client, MO_STAT_KILLS), ==, 1);
  disconnect (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-seen/summary", test_summary);
  mo_test_add ("/client/cursor-seen/full", test_full);
  mo_test_add ("/client/cursor-seen/error", test_error);
  mo_test_add ("/client/cursor-seen/slow", test_slow);
  mo_test_add ("/client/cursor-seen/slow-wait", test_slow_wait);
  mo_test_add ("/client/cursor-seen/dump", test_dump);
  mo_test_add ("/client/cursor-seen/numbers", test_numbers);
  return g_test_run ();
}
