/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that is gone for a while: who tries, how often, who waits, who is told at once. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <stdio.h>
#include <string.h>

#include "client/mo-statement-job-private.h"
#include "pool-test.h"
#include "pool/mo-worker-private.h"

#define SECOND G_USEC_PER_SEC
#define MSEC (SECOND / 1000)

static MoPoolOptions
patient_options (guint n)
{
  MoPoolOptions options = pool_test_options (n);

  options.connect_retry_usec = -1;
  return options;
}

typedef struct
{
  PoolTest *test;
  guint64 n;
} Expected;

static gboolean
has_failed (gpointer data)
{
  Expected *self = data;

  return pool_test_stats (self->test).n_failures >= self->n;
}

static void
wait_for_failures (PoolTest *test, guint64 n)
{
  Expected expected = { test, n };

  pool_test_wait_until (has_failed, &expected);
  pool_test_settle (test);
}

static gint64
next_attempt (PoolTest *test)
{
  gint64 next;

  mo_job_queue_lock (test->pool->queue);
  next = test->pool->outage.next_usec;
  mo_job_queue_unlock (test->pool->queue);
  return next;
}

/* A try that is under way may still fail, and the pause behind it count from a step of the clock
 * that was meant to end it: so it goes on until somebody has come through. */
static void
bring_server_back (PoolTest *test)
{
  guint n_opened = fake_mysql_get_n_opened ();

  fake_mysql_set_refuse (FALSE);
  while (fake_mysql_get_n_opened () == n_opened)
    {
      pool_test_advance (test, 10 * SECOND);
      g_usleep (1000);
    }
}

/* One connection, which then is lost. */
static void
open_and_lose (PoolTest *test, const MoPoolOptions *options)
{
  pool_test_open (test, options);
  pool_test_run (test, "SELECT 1");
  fake_mysql_set_refuse (TRUE);
  fake_mysql_kill_all ();
  pool_test_assert_code (pool_test_submit (test, "SELECT 1"), MO_ERROR, MO_ERROR_CONNECTION_LOST);
  pool_test_settle (test);
}

/* --- the schedule --- */

/* Down for 5 s, with 50 jobs waiting. */
static void
test_schedule (void)
{
  MoPoolOptions options = patient_options (8);
  MoFuture *futures[50];
  gint64 start, previous;
  guint n = 0;
  PoolTest test;

  open_and_lose (&test, &options);
  start = previous = atomic_load (&test.now_usec);
  /* One finds out; before that, each would try for itself. */
  futures[0] = pool_test_submit (&test, "INSERT");
  wait_for_failures (&test, 1);
  for (guint i = 1; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit (&test, "INSERT");
  while (next_attempt (&test) - start < 5 * SECOND)
    {
      gint64 next = next_attempt (&test);
      gint64 pause = MIN ((100 * MSEC) << n, 10 * SECOND);
      guint n_before = fake_mysql_get_n_attempts ();

      g_print ("# attempt %u at %.3f s: the next one %.3f s later, of %.1f s\n", n + 1,
               (double) (previous - start) / SECOND, (double) (next - previous) / SECOND,
               (double) pause / SECOND);
      g_assert_cmpint (next - previous, <=, pause);
      g_assert_cmpint (next - previous, >=, pause - (pause / 5));
      pool_test_advance (&test, next - 1 - atomic_load (&test.now_usec));
      g_usleep (2000); /* nobody is to come: there is nothing to wait for */
      g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, n_before);
      pool_test_advance (&test, 1);
      wait_for_failures (&test, ++n + 1);
      g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, n_before + 1);
      previous = next;
    }
  g_print ("# down for 5 s: %u attempts for 50 jobs\n", n + 1);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_cmpint (mo_future_get_status (futures[i]), ==, MO_FUTURE_PENDING);
  bring_server_back (&test);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 50);
  pool_test_close (&test);
}

/* Doubled up to 10 s, and not beyond; less by some, so that clients do not come all at once. */
static void
test_longest_pause (void)
{
  MoPoolOptions options = patient_options (2);
  g_autoptr (MoFuture) waiting = NULL;
  gint64 longest = 0, shortest = G_MAXINT64;
  PoolTest test;

  open_and_lose (&test, &options);
  waiting = pool_test_submit (&test, "SELECT 1");
  for (guint i = 1; i < 40; i++)
    {
      gint64 pause;

      wait_for_failures (&test, i);
      pause = next_attempt (&test) - atomic_load (&test.now_usec);
      longest = MAX (longest, pause);
      if (i > 10) /* 100 ms, doubled seven times, is more than 10 s */
        shortest = MIN (shortest, pause);
      pool_test_advance (&test, pause);
    }
  g_print ("# 39 pauses: those at the limit were between %.2f s and %.2f s\n",
           (double) shortest / SECOND, (double) longest / SECOND);
  g_assert_cmpint (shortest, <, longest);
  g_assert_cmpint (longest, <=, 10 * SECOND);
  g_assert_cmpint (longest, >=, 8 * SECOND);
  bring_server_back (&test);
  g_assert_true (mo_future_wait (waiting, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

static gboolean
is_held (gpointer data)
{
  return fake_mysql_get_n_held () == GPOINTER_TO_UINT (data);
}

static gboolean
all_have_pinged (gpointer data)
{
  return fake_mysql_get_n_pings () == GPOINTER_TO_UINT (data);
}

/* While one tries, nobody else does, however long it takes. */
static void
test_one_prober (void)
{
  MoPoolOptions options = patient_options (8);
  MoFuture *futures[20];
  guint n_before;
  PoolTest test;

  open_and_lose (&test, &options);
  futures[0] = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  fake_mysql_set_hold (TRUE);
  n_before = fake_mysql_get_n_attempts ();
  for (guint i = 1; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit (&test, "SELECT 1");
  for (guint i = 0; i < 20; i++)
    {
      pool_test_advance (&test, SECOND);
      mo_future_unref (pool_test_submit (&test, "SELECT 1"));
    }
  pool_test_wait_until (is_held, GUINT_TO_POINTER (1));
  g_usleep (5000);
  g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, n_before + 1);
  fake_mysql_set_refuse (FALSE);
  fake_mysql_set_hold (FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  pool_test_close (&test);
}

/* Where several have a connection each, which turns out to be lost. */
static void
test_one_prober_of_those_who_lost (void)
{
  MoPoolOptions options = patient_options (6);
  MoFuture *futures[20];
  PoolTest test;

  options.pre_ping = TRUE;
  pool_test_open (&test, &options);
  for (guint i = 0; i < 6; i++)
    futures[i] = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (6);
  fake_mysql_open_gate ();
  for (guint i = 0; i < 6; i++)
    g_assert_true (mo_await (futures[i], NULL));
  pool_test_settle (&test);
  pool_test_advance (&test, SECOND);
  fake_mysql_set_refuse (TRUE);
  fake_mysql_kill_all ();
  futures[0] = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  fake_mysql_set_hold (TRUE);
  pool_test_advance (&test, SECOND);
  pool_test_wait_until (is_held, GUINT_TO_POINTER (1));
  for (guint i = 1; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit (&test, "SELECT 1");
  pool_test_wait_until (all_have_pinged, GUINT_TO_POINTER (6));
  g_usleep (5000);
  g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, 6 + 2);
  fake_mysql_set_refuse (FALSE);
  fake_mysql_set_hold (FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  pool_test_close (&test);
}

/* What is put back keeps its place. */
static void
test_order_is_kept (void)
{
  MoPoolOptions options = patient_options (4);
  MoFuture *futures[30];
  MoFuture *lost[4];
  g_auto (GStrv) queries = NULL;
  guint n = 0, highest = 0;
  PoolTest test;

  options.max_workers = 1; /* one sends: the order of taking is that of sending */
  pool_test_open (&test, &options);
  lost[0] = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autofree char *text = g_strdup_printf ("SELECT %u", i);

      futures[i] = pool_test_submit (&test, text);
    }
  fake_mysql_set_refuse (TRUE);
  fake_mysql_kill_all ();
  fake_mysql_open_gate ();
  g_assert_false (mo_await (lost[0], NULL));
  for (guint i = 1; i < 5; i++)
    {
      wait_for_failures (&test, i);
      pool_test_advance (&test, 2 * SECOND);
    }
  bring_server_back (&test);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  queries = fake_mysql_dup_queries ();
  for (guint i = 0; queries[i] != NULL; i++)
    {
      guint number;

      if (sscanf (queries[i], "SELECT %u", &number) != 1)
        continue;
      g_assert_cmpuint (number, ==, n++);
      highest = number;
    }
  g_assert_cmpuint (highest, ==, G_N_ELEMENTS (futures) - 1);
  pool_test_close (&test);
}

/* --- those who do not wait --- */

/* Without a retry, and where there was never a connection. */
static void
test_not_patient (void)
{
  for (guint was_there = 0; was_there < 2; was_there++)
    {
      MoPoolOptions options = patient_options (2);
      PoolTest test;

      if (was_there)
        {
          options.connect_retry_usec = 0;
          open_and_lose (&test, &options);
        }
      else
        pool_test_open (&test, &options);
      fake_mysql_set_refuse (TRUE);
      for (guint i = 0; i < 5; i++)
        pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR,
                               MO_ERROR_CONNECT_FAILED);
      fake_mysql_set_refuse (FALSE);
      pool_test_run (&test, "SELECT 1");
      pool_test_close (&test);
    }
}

static void
test_never_there_but_patient (void)
{
  MoPoolOptions options = patient_options (2);
  g_autoptr (MoFuture) waiting = NULL;
  PoolTest test;

  options.connect_retry_usec = -1;
  options.connect_retry_at_start = TRUE;
  pool_test_open (&test, &options);
  fake_mysql_set_refuse (TRUE);
  waiting = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  pool_test_advance (&test, SECOND);
  wait_for_failures (&test, 2);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  bring_server_back (&test);
  g_assert_true (mo_future_wait (waiting, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

/* A server that is there and says no is not one that is gone. */
static void
test_refused_is_told_at_once (void)
{
  MoPoolOptions options = patient_options (2);
  g_autoptr (MoFuture) waiting = NULL;
  PoolTest test;

  open_and_lose (&test, &options);
  waiting = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  fake_mysql_set_connect_error (1045);
  pool_test_advance (&test, SECOND);
  pool_test_assert_code (mo_future_ref (waiting), MO_ERROR, MO_ERROR_ACCESS_DENIED);
  pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR, MO_ERROR_ACCESS_DENIED);
  fake_mysql_set_connect_error (0);
  pool_test_run (&test, "SELECT 1");
  pool_test_close (&test);
}

static MoFuture *
submit_connect (PoolTest *test)
{
  return mo_pool_submit (test->pool, mo_connect_job_new ());
}

/* By the clock that stands: not after the next pause. */
static void
test_connect_fails_fast (void)
{
  MoPoolOptions options = patient_options (4);
  g_autoptr (MoFuture) waiting = NULL;
  PoolTest test;

  open_and_lose (&test, &options);
  waiting = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  for (guint i = 0; i < 3; i++)
    pool_test_assert_code (submit_connect (&test), MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  fake_mysql_set_refuse (FALSE);
  g_assert_true (mo_await (submit_connect (&test), NULL));
  g_assert_true (mo_future_wait (waiting, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

/* Asked while another's probe is on its way, and behind others who are urgent. */
static void
test_connect_fails_fast_behind_others (void)
{
  MoPoolOptions options = patient_options (4);
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (MoFuture) urgent = NULL;
  MoFuture *asked[2];
  MoJob *job = pool_test_job_new ("SELECT 1");
  PoolTest test;

  open_and_lose (&test, &options);
  waiting = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  job->priority = MO_JOB_URGENT;
  urgent = mo_pool_submit (test.pool, job);
  fake_mysql_set_hold (TRUE);
  pool_test_advance (&test, SECOND);
  pool_test_wait_until (is_held, GUINT_TO_POINTER (1));
  for (guint i = 0; i < 2; i++)
    asked[i] = submit_connect (&test);
  fake_mysql_set_hold (FALSE);
  for (guint i = 0; i < 2; i++)
    pool_test_assert_code (asked[i], MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (urgent), ==, MO_FUTURE_PENDING);
  bring_server_back (&test);
  g_assert_true (mo_future_wait (waiting, MO_WAIT_FOREVER, NULL));
  g_assert_true (mo_future_wait (urgent, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

/* --- limits --- */

static void
test_retry_limit (void)
{
  MoPoolOptions options = patient_options (2);
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (GError) error = NULL;
  PoolTest test;

  options.connect_retry_usec = 3 * SECOND;
  options.acquire_timeout_usec = 30 * SECOND;
  open_and_lose (&test, &options);
  waiting = pool_test_submit (&test, "SELECT 1");
  wait_for_failures (&test, 1);
  pool_test_advance (&test, (3 * SECOND) - 1);
  wait_for_failures (&test, 2);
  g_usleep (2000);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  pool_test_advance (&test, 1);
  g_assert_false (mo_future_wait (waiting, MO_WAIT_FOREVER, &error));
  g_print ("# %s\n", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  pool_test_close (&test);
}

/* Workers that were idle for long end, and jobs that wait for the server outlive them: the close
 * waits for the jobs, too. */
static void
test_close_in_an_outage (void)
{
  for (guint limited = 0; limited < 2; limited++)
    {
      MoPoolOptions options = patient_options (2);
      MoFuture *futures[10];
      g_autoptr (MoFuture) closed = NULL;
      PoolTest test;

      options.idle_timeout_usec = SECOND / 100;
      open_and_lose (&test, &options);
      for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
        futures[i] = pool_test_submit (&test, "INSERT");
      wait_for_failures (&test, 1);
      closed = mo_pool_close (test.pool, limited ? 20 * SECOND : -1);
      for (guint i = 0; i < 12; i++)
        {
          pool_test_advance (&test, SECOND);
          g_usleep (500);
        }
      g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
      limited ? pool_test_advance (&test, 20 * SECOND) : bring_server_back (&test);
      for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
        if (limited)
          pool_test_assert_code (futures[i], MO_ERROR, MO_ERROR_POOL_CLOSED);
        else
          g_assert_true (mo_await (futures[i], NULL));
      g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
      g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, limited ? 0 : 10);
      pool_test_end (&test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/outage/schedule", test_schedule);
  g_test_add_func ("/pool/outage/longest-pause", test_longest_pause);
  g_test_add_func ("/pool/outage/one-prober", test_one_prober);
  g_test_add_func ("/pool/outage/one-prober-of-those-who-lost", test_one_prober_of_those_who_lost);
  g_test_add_func ("/pool/outage/order-is-kept", test_order_is_kept);
  g_test_add_func ("/pool/outage/not-patient", test_not_patient);
  g_test_add_func ("/pool/outage/never-there-but-patient", test_never_there_but_patient);
  g_test_add_func ("/pool/outage/refused-is-told-at-once", test_refused_is_told_at_once);
  g_test_add_func ("/pool/outage/connect-fails-fast", test_connect_fails_fast);
  g_test_add_func ("/pool/outage/connect-fails-fast-behind-others",
                   test_connect_fails_fast_behind_others);
  g_test_add_func ("/pool/outage/retry-limit", test_retry_limit);
  g_test_add_func ("/pool/outage/close-in-an-outage", test_close_in_an_outage);
  return g_test_run ();
}
