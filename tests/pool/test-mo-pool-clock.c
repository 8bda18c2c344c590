/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool does as time passes: waits that end, pings, connections that grow old. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "pool-test.h"

#define SECOND G_USEC_PER_SEC

/* --- waits that last too long --- */

static void
test_exhausted (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) first = NULL;
  g_autoptr (MoFuture) second = NULL;
  g_autoptr (GError) error = NULL;
  PoolTest test;

  options.acquire_timeout_usec = 10 * SECOND;
  pool_test_open (&test, &options);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  first = pool_test_submit (&test, "DELETE");
  pool_test_advance (&test, 6 * SECOND);
  second = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, 4 * SECOND);
  g_assert_false (mo_future_wait (first, MO_WAIT_FOREVER, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_cmpstr (error->message, ==,
                   "no connection became free within 10.0 s: 1 of 1 are in use, 0 idle, 2 callers "
                   "wait; longest in use: connection 1, for 10.0 s, by a statement");
  g_assert_cmpint (mo_future_get_status (second), ==, MO_FUTURE_PENDING);
  fake_mysql_open_gate ();
  g_assert_true (mo_future_wait (second, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (fake_mysql_count ("DELETE"), ==, 0);
  pool_test_close (&test);
}

static void
test_wait_without_limit (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) waiting = NULL;
  PoolTest test;

  pool_test_open (&test, &options);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  waiting = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, G_MAXINT64 / 4);
  fake_mysql_open_gate ();
  g_assert_true (mo_future_wait (waiting, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

/* Without patience: what can be served at once is served, what cannot is told at once. */
static void
test_no_patience (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  PoolTest test;

  options.acquire_timeout_usec = 0;
  pool_test_open (&test, &options);
  for (int i = 0; i < 200; i++)
    pool_test_run (&test, "SELECT 1");
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  pool_test_close (&test);
}

/* A clock that jumps back must not end a wait, nor break the next one. */
static void
test_clock_jumps_back (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) waiting = NULL;
  PoolTest test;

  options.acquire_timeout_usec = 10 * SECOND;
  pool_test_open (&test, &options);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  waiting = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, -500 * SECOND);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  pool_test_advance (&test, 509 * SECOND);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  pool_test_advance (&test, SECOND);
  pool_test_assert_code (mo_future_ref (waiting), MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  pool_test_close (&test);
}

/* Who was cancelled waits no more, and is not counted. */
static void
test_cancelled_are_not_counted (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (GError) error = NULL;
  PoolTest test;

  options.acquire_timeout_usec = 10 * SECOND;
  pool_test_open (&test, &options);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (MoFuture) cancelled = pool_test_submit (&test, "DELETE");

      mo_future_cancel (cancelled);
    }
  waiting = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, 10 * SECOND);
  g_assert_false (mo_future_wait (waiting, MO_WAIT_FOREVER, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_nonnull (strstr (error->message, " 1 callers wait"));
  pool_test_close (&test);
}

/* --- pings --- */

static void
test_pre_ping (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  options.pre_ping = TRUE;
  pool_test_open (&test, &options);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  pool_test_advance (&test, (G_USEC_PER_SEC / 2) - 1);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 0);
  pool_test_advance (&test, (G_USEC_PER_SEC / 2));
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 1);
  fake_mysql_kill_all ();
  pool_test_advance (&test, SECOND);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 2);
  pool_test_close (&test);
}

static void
test_busy_pool_sends_no_pings (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoPoolStats stats;
  PoolTest test;

  options.pre_ping = TRUE;
  pool_test_open (&test, &options);
  for (int i = 0; i < 1000; i++)
    {
      pool_test_run (&test, "SELECT 1");
      pool_test_advance (&test, 1000);
    }
  mo_pool_get_stats (test.pool, &stats);
  g_print ("# 1,000 queries, 1 ms apart: %u pings\n", fake_mysql_get_n_pings ());
  g_assert_cmpuint (stats.n_pings, ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 0);
  pool_test_close (&test);
}

/* --- age --- */

static void
test_recycle (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  options.recycle_usec = 300 * SECOND;
  pool_test_open (&test, &options);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  pool_test_advance (&test, 269 * SECOND);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  pool_test_advance (&test, 31 * SECOND);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  pool_test_advance (&test, 269 * SECOND);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 1);
  pool_test_close (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/acquire/exhausted", test_exhausted);
  g_test_add_func ("/pool/acquire/without-limit", test_wait_without_limit);
  g_test_add_func ("/pool/acquire/no-patience", test_no_patience);
  g_test_add_func ("/pool/acquire/clock-jumps-back", test_clock_jumps_back);
  g_test_add_func ("/pool/acquire/cancelled-are-not-counted", test_cancelled_are_not_counted);
  g_test_add_func ("/pool/ping/when-idle", test_pre_ping);
  g_test_add_func ("/pool/ping/never-when-busy", test_busy_pool_sends_no_pings);
  g_test_add_func ("/pool/recycle", test_recycle);
  return g_test_run ();
}
