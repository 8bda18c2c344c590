/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many connections a pool has as time passes: those that are spare go, those that are old are
 * replaced, not all at once, and as many as were asked for stay. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <stdlib.h>

#include "pool-test.h"
#include "pool/mo-worker-private.h"

#define SECOND G_USEC_PER_SEC
#define MOST 20

/* @n connections at once, all idle afterwards. */
static void
open_at_once (PoolTest *test, guint n)
{
  MoFuture *futures[MOST];

  for (guint i = 0; i < n; i++)
    futures[i] = pool_test_submit (test, "WAIT");
  pool_test_wait_for_gate (n);
  fake_mysql_open_gate ();
  for (guint i = 0; i < n; i++)
    g_assert_true (mo_await (futures[i], NULL));
  pool_test_settle (test);
}

typedef struct
{
  PoolTest *test;
  guint n;
} Expected;

static gboolean
has_workers (gpointer data)
{
  Expected *self = data;

  return pool_test_stats (self->test).n_workers == self->n && fake_mysql_get_n_open () == self->n;
}

static void
wait_for_workers (PoolTest *test, guint n)
{
  Expected expected = { test, n };

  pool_test_wait_until (has_workers, &expected);
}

static gboolean
has_opened (gpointer data)
{
  Expected *self = data;

  return pool_test_stats (self->test).n_connections == self->n
         && fake_mysql_get_n_open () == pool_test_stats (self->test).n_workers;
}

static void
wait_for_connections (PoolTest *test, guint n)
{
  Expected expected = { test, n };

  pool_test_wait_until (has_opened, &expected);
  pool_test_settle (test);
}

/* --- idle --- */

static void
test_idle (void)
{
  MoPoolOptions options = pool_test_options (8);
  PoolTest test;

  options.min_workers = 2;
  options.idle_timeout_usec = 600 * SECOND;
  pool_test_open (&test, &options);
  g_assert_cmpuint (fake_mysql_get_n_attempts (), ==, 0); /* nothing before there is use for it */
  open_at_once (&test, 8);
  g_print ("# t = 0 s: %u workers\n", pool_test_stats (&test).n_workers);
  pool_test_advance (&test, 599 * SECOND);
  pool_test_run (&test, "SELECT 1");
  wait_for_workers (&test, 8);
  g_print ("# t = 599 s: %u workers, one of which was used\n", pool_test_stats (&test).n_workers);
  pool_test_advance (&test, SECOND);
  wait_for_workers (&test, 2);
  g_print ("# t = 600 s: %u workers\n", pool_test_stats (&test).n_workers);
  for (guint i = 0; i < 20; i++)
    pool_test_advance (&test, 600 * SECOND);
  pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (pool_test_stats (&test).n_workers, ==, 2);
  g_assert_cmpuint (pool_test_stats (&test).n_connections, ==, 8);
  pool_test_close (&test);
}

/* Looked at again and again while those that were told to go are still on their way: no more go
 * than are spare. */
static void
test_idle_to_minimum_without_a_detour (void)
{
  for (guint i = 0; i < 200; i++)
    {
      MoPoolOptions options = pool_test_options (8);
      PoolTest test;

      options.min_workers = 4;
      options.idle_timeout_usec = 600 * SECOND;
      pool_test_open (&test, &options);
      open_at_once (&test, 8);
      pool_test_advance (&test, 600 * SECOND);
      for (guint j = 0; j < 20; j++)
        {
          mo_pool_wake_supervisor (test.pool);
          g_thread_yield ();
        }
      wait_for_workers (&test, 4);
      g_assert_cmpuint (pool_test_stats (&test).n_connections, ==, 8);
      pool_test_close (&test);
    }
}

static void
test_all_go (void)
{
  MoPoolOptions options = pool_test_options (8);
  PoolTest test;

  options.idle_timeout_usec = 10 * SECOND;
  pool_test_open (&test, &options);
  open_at_once (&test, 8);
  pool_test_advance (&test, 10 * SECOND);
  wait_for_workers (&test, 0);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 0);
  pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (pool_test_stats (&test).n_workers, ==, 1);
  g_assert_cmpuint (pool_test_stats (&test).n_connections, ==, 9);
  pool_test_close (&test);
}

/* Of those that are spare, the ones that were used last stay. */
static void
test_most_recent_is_used (void)
{
  MoPoolOptions options = pool_test_options (8);
  gint64 id;
  PoolTest test;

  options.idle_timeout_usec = 10 * SECOND;
  pool_test_open (&test, &options);
  open_at_once (&test, 8);
  id = pool_test_run (&test, "SELECT 1");
  for (guint i = 0; i < 9; i++)
    {
      pool_test_advance (&test, SECOND);
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, id);
    }
  pool_test_advance (&test, SECOND);
  wait_for_workers (&test, 1);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, id);
  pool_test_close (&test);
}

/* --- the minimum --- */

static void
test_minimum_is_filled (void)
{
  MoPoolOptions options = pool_test_options (8);
  PoolTest test;

  options.min_workers = 5;
  pool_test_open (&test, &options);
  pool_test_run (&test, "SELECT 1");
  mo_pool_wake_supervisor (test.pool);
  wait_for_workers (&test, 5);
  g_print ("# after one query: %u workers, %u connections\n", pool_test_stats (&test).n_workers,
           fake_mysql_get_n_open ());
  pool_test_close (&test);
}

/* More than may be would be the wish of somebody who has not looked. */
static void
test_minimum_above_maximum (void)
{
  MoPoolOptions options = pool_test_options (2);
  PoolTest test;

  options.min_workers = 5;
  pool_test_open (&test, &options);
  pool_test_run (&test, "SELECT 1");
  mo_pool_wake_supervisor (test.pool);
  wait_for_workers (&test, 2);
  pool_test_advance (&test, SECOND);
  pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 2);
  pool_test_close (&test);
}

static void
test_minimum_is_kept_through_age (void)
{
  MoPoolOptions options = pool_test_options (4);
  PoolTest test;

  options.min_workers = 4;
  options.idle_timeout_usec = 10 * SECOND;
  options.recycle_usec = 300 * SECOND;
  pool_test_open (&test, &options);
  open_at_once (&test, 4);
  for (guint i = 1; i <= 3; i++)
    {
      pool_test_advance (&test, 300 * SECOND);
      wait_for_connections (&test, 4 * (i + 1));
      g_assert_cmpuint (fake_mysql_get_n_open (), ==, 4);
      g_print ("# t = %u s: %u workers, %u opened so far\n", 300 * i,
               pool_test_stats (&test).n_workers, fake_mysql_get_n_opened ());
    }
  pool_test_close (&test);
}

/* A server that was never there, and settings by which nobody waits for it: the minimum must not
 * make the pool ask for it without a pause. */
static void
test_minimum_does_not_hammer (void)
{
  static const guint numbers[] = { 2003, 1045 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      MoPoolOptions options = pool_test_options (4);
      gint64 end = g_get_monotonic_time () + (SECOND / 10);
      PoolTest test;

      options.min_workers = 2;
      pool_test_open (&test, &options);
      fake_mysql_set_connect_error (numbers[i]);
      g_assert_false (mo_await (pool_test_submit (&test, "SELECT 1"), NULL));
      while (g_get_monotonic_time () < end)
        mo_pool_wake_supervisor (test.pool);
      g_print ("# error %u: %u attempts while the clock stood\n", numbers[i],
               fake_mysql_get_n_attempts ());
      g_assert_cmpuint (fake_mysql_get_n_attempts (), <=, 4);
      fake_mysql_set_connect_error (0);
      for (guint j = 0; j < 20; j++)
        pool_test_advance (&test, SECOND);
      wait_for_workers (&test, 2);
      pool_test_close (&test);
    }
}

/* --- age --- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
read_ends (MoPool *pool, gint64 *ends)
{
  mo_job_queue_lock (pool->queue);
  g_assert_cmpuint (pool->workers->len, ==, MOST);
  for (guint i = 0; i < MOST; i++)
    ends[i] = ((MoWorker *) g_ptr_array_index (pool->workers, i))->expires_usec;
  mo_job_queue_unlock (pool->queue);
  qsort (ends, MOST, sizeof *ends, compare_times);
}

/* 20 connections that were opened at once. */
static void
test_jitter (void)
{
  MoPoolOptions options = pool_test_options (MOST);
  gint64 ends[MOST];
  gint64 least = G_MAXINT64;
  gint64 start;
  PoolTest test;

  options.recycle_usec = 300 * SECOND;
  pool_test_open (&test, &options);
  start = atomic_load (&test.now_usec);
  open_at_once (&test, MOST);
  read_ends (test.pool, ends);
  for (guint i = 0; i < MOST; i++)
    {
      if (i > 0)
        least = MIN (least, ends[i] - ends[i - 1]);
      g_assert_cmpint (ends[i] - start, >, 270 * SECOND);
      g_assert_cmpint (ends[i] - start, <=, 300 * SECOND);
      pool_test_advance (&test, ends[i] - 1 - atomic_load (&test.now_usec));
      g_thread_yield ();
      g_assert_cmpuint (pool_test_stats (&test).n_workers, ==, MOST - i);
      pool_test_advance (&test, 1);
      wait_for_workers (&test, MOST - i - 1);
    }
  g_print ("# 20 connections of 300 s retired between %.2f s and %.2f s, at least %.2f s apart\n",
           (double) (ends[0] - start) / SECOND, (double) (ends[MOST - 1] - start) / SECOND,
           (double) least / SECOND);
  g_assert_cmpint (least, >=, SECOND);
  pool_test_close (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/life/idle", test_idle);
  g_test_add_func ("/pool/life/idle-to-minimum-without-a-detour",
                   test_idle_to_minimum_without_a_detour);
  g_test_add_func ("/pool/life/idle-all-go", test_all_go);
  g_test_add_func ("/pool/life/most-recent-is-used", test_most_recent_is_used);
  g_test_add_func ("/pool/life/minimum-is-filled", test_minimum_is_filled);
  g_test_add_func ("/pool/life/minimum-above-maximum", test_minimum_above_maximum);
  g_test_add_func ("/pool/life/minimum-through-age", test_minimum_is_kept_through_age);
  g_test_add_func ("/pool/life/minimum-does-not-hammer", test_minimum_does_not_hammer);
  g_test_add_func ("/pool/life/jitter", test_jitter);
  return g_test_run ();
}
