/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool's workers: how many, whose connections, what a job finds and leaves, and the end. */

#include <gio/gio.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>

#include "pool-test.h"

/* --- workers --- */

typedef struct
{
  PoolTest *test;
  guint n_jobs;
} Producer;

static void *
produce (void *data)
{
  Producer *self = data;
  g_autoptr (GPtrArray) futures
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);

  for (guint i = 0; i < self->n_jobs; i++)
    g_ptr_array_add (futures, pool_test_submit (self->test, "SELECT 1"));
  for (guint i = 0; i < self->n_jobs; i++)
    g_assert_true (mo_future_wait (g_ptr_array_index (futures, i), MO_WAIT_FOREVER, NULL));
  return NULL;
}

static void
produce_on (PoolTest *test, guint n_threads, guint n_jobs)
{
  Producer producer = { test, n_jobs };
  g_autofree pthread_t *threads = g_new (pthread_t, n_threads);

  for (guint i = 0; i < n_threads; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, produce, &producer), ==, 0);
  for (guint i = 0; i < n_threads; i++)
    pthread_join (threads[i], NULL);
}

/* pool_test_close() looks at whose thread used each handle. */
static void
run_many_producers (gint64 spin_usec)
{
  gboolean full = g_getenv ("MO_TEST_FULL") != NULL;
  MoPoolOptions options = pool_test_options (4);
  guint n_jobs = full ? 10000 : 200;
  PoolTest test;

  options.spin_usec = spin_usec;
  pool_test_open (&test, &options);
  produce_on (&test, 32, n_jobs);
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 32 * n_jobs);
  g_print ("# 32 producers, %u jobs each: %u sent on %u connections, %u calls by another thread\n",
           n_jobs, fake_mysql_count ("SELECT 1"), fake_mysql_get_n_opened (),
           fake_mysql_get_n_foreign ());
  g_assert_cmpuint (fake_mysql_get_n_opened (), <=, 4);
  g_assert_cmpint (fake_mysql_get_n_threads (), <=, 4);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 0);
  pool_test_close (&test);
}

static void
test_many_producers (void)
{
  run_many_producers (0);
}

/* Threads that look before they sleep, for usual times and long ones. */
static void
test_many_producers_look (void)
{
  run_many_producers (100);
  run_many_producers (10000);
}

/* One after the other: what is waited for is always near. */
static void
test_lone_jobs (void)
{
  MoPoolOptions options = pool_test_options (1);
  PoolTest test;

  options.spin_usec = 10000;
  pool_test_open (&test, &options);
  for (guint i = 0; i < 2000; i++)
    g_assert_true (mo_await (pool_test_submit (&test, "SELECT 1"), NULL));
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 2000);
  pool_test_close (&test);
}

static gboolean
is_open (gpointer data)
{
  return fake_mysql_get_n_open () == GPOINTER_TO_UINT (data);
}

/* The killer's connection, too, is one thread's, which opens it, uses it and closes it. */
static void
test_killer_is_a_thread_of_its_own (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  PoolTest test;

  options.reserve_kill = TRUE;
  pool_test_open (&test, &options);
  fake_mysql_set_nodes ((const char *[]){ "one", NULL });
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  pool_test_wait_until (is_open, GUINT_TO_POINTER (2));
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 2);
  mo_future_cancel (running);
  pool_test_assert_code (mo_future_ref (running), MO_ERROR, MO_ERROR_INTERRUPTED);
  pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 2);
  pool_test_close (&test);
}

static void
test_size (void)
{
  MoPoolOptions options = pool_test_options (3);
  MoFuture *futures[20];
  MoPoolStats stats;
  PoolTest test;

  pool_test_open (&test, &options);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (3);
  mo_pool_get_stats (test.pool, &stats);
  g_assert_cmpuint (stats.n_workers, ==, 3);
  g_assert_cmpuint (stats.n_busy, ==, 3);
  g_assert_cmpuint (stats.n_leased, ==, 0);
  g_assert_cmpuint (stats.n_waiting, ==, 17);
  g_assert_cmpint (fake_mysql_get_n_threads (), ==, 3);
  fake_mysql_open_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  mo_pool_get_stats (test.pool, &stats);
  g_assert_cmpuint (stats.n_connections, ==, 3);
  g_assert_cmpuint (stats.n_waiting, ==, 0);
  pool_test_close (&test);
}

/* One that waits for the answer each time needs no second connection, but for a worker that is
 * still on its way back. */
static void
test_connection_is_kept (void)
{
  MoPoolOptions one = pool_test_options (1);
  PoolTest test;

  pool_test_open (&test, &one);
  for (int i = 0; i < 100; i++)
    g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 1);
  pool_test_close (&test);
}

/* --- what a job finds, and what it leaves --- */

static void
test_dirty_connection_is_made_as_new (void)
{
  static const char *const dirt[] = { "BEGIN", "SET autocommit = 0" };
  MoPoolOptions one = pool_test_options (1);
  PoolTest test;

  pool_test_open (&test, &one);
  for (guint i = 0; i < G_N_ELEMENTS (dirt); i++)
    {
      MoPoolStats stats;

      g_assert_cmpint (pool_test_run (&test, dirt[i]), ==, 1);
      mo_pool_get_stats (test.pool, &stats);
      g_assert_cmpuint (stats.n_resets, ==, i + 1);
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
    }
  pool_test_close (&test);
}

static void
test_lost_connection_is_replaced (void)
{
  MoPoolOptions one = pool_test_options (1);
  PoolTest test;

  pool_test_open (&test, &one);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  fake_mysql_kill_all ();
  pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  pool_test_close (&test);
}

static void
test_connect_fails (void)
{
  PoolTest test;

  pool_test_open (&test, NULL);
  fake_mysql_set_refuse (TRUE);
  for (int i = 0; i < 10; i++)
    pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 0);
  fake_mysql_set_refuse (FALSE);
  pool_test_run (&test, "SELECT 1");
  pool_test_close (&test);
}

/* --- cancelling --- */

static void
test_cancel_queued (void)
{
  MoPoolOptions one = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) queued = NULL;
  PoolTest test;

  pool_test_open (&test, &one);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  queued = pool_test_submit (&test, "DELETE");
  mo_future_cancel (queued);
  pool_test_assert_code (mo_future_ref (queued), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_future_cancel (running); /* too late: it goes on */
  g_assert_cmpint (mo_future_get_status (running), ==, MO_FUTURE_PENDING);
  fake_mysql_open_gate ();
  g_assert_true (mo_future_wait (running, MO_WAIT_FOREVER, NULL));
  pool_test_run (&test, "SELECT 1");
  g_assert_cmpuint (fake_mysql_count ("DELETE"), ==, 0);
  pool_test_close (&test);
}

/* --- closing --- */

static void
test_close_unused (void)
{
  PoolTest test;

  pool_test_open (&test, NULL);
  g_assert_true (mo_await (mo_pool_close (test.pool, -1), NULL));
  pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR, MO_ERROR_POOL_CLOSED);
  pool_test_close (&test);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 0);
}

static void
test_close_with_queued_jobs (void)
{
  g_autoptr (MoFuture) closed = NULL;
  MoFuture *futures[50];
  PoolTest test;

  pool_test_open (&test, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit (&test, i < 2 ? "WAIT" : "SELECT 1");
  pool_test_wait_for_gate (2);
  closed = mo_pool_close (test.pool, -1);
  pool_test_assert_code (pool_test_submit (&test, "SELECT 2"), MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
  fake_mysql_open_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 48);
  g_assert_cmpuint (fake_mysql_count ("SELECT 2"), ==, 0);
  pool_test_close (&test);
}

static void *
close_it (void *data)
{
  g_assert_true (mo_await (mo_pool_close (data, -1), NULL));
  return NULL;
}

static void
test_close_from_two_threads (void)
{
  for (int i = 0; i < 50; i++)
    {
      pthread_t threads[2];
      PoolTest test;

      pool_test_open (&test, NULL);
      if (i % 2 == 0)
        mo_future_unref (pool_test_submit (&test, "SELECT 1"));
      for (guint j = 0; j < 2; j++)
        g_assert_cmpint (pthread_create (&threads[j], NULL, close_it, test.pool), ==, 0);
      for (guint j = 0; j < 2; j++)
        pthread_join (threads[j], NULL);
      pool_test_close (&test);
    }
}

/* Whatever is submitted while another thread closes either runs or is refused. */
static void
test_close_while_submitting (void)
{
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (GPtrArray) futures
          = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
      pthread_t thread;
      PoolTest test;

      pool_test_open (&test, NULL);
      g_assert_cmpint (pthread_create (&thread, NULL, close_it, test.pool), ==, 0);
      for (int j = 0; j < 20; j++)
        g_ptr_array_add (futures, pool_test_submit (&test, "SELECT 1"));
      pthread_join (thread, NULL);
      for (guint j = 0; j < futures->len; j++)
        {
          g_autoptr (GError) error = NULL;

          if (!mo_future_wait (g_ptr_array_index (futures, j), MO_WAIT_FOREVER, &error))
            g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
        }
      pool_test_close (&test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/worker/many-producers", test_many_producers);
  g_test_add_func ("/pool/worker/many-producers-look", test_many_producers_look);
  g_test_add_func ("/pool/lone-jobs", test_lone_jobs);
  g_test_add_func ("/pool/worker/killer-is-a-thread-of-its-own",
                   test_killer_is_a_thread_of_its_own);
  g_test_add_func ("/pool/worker/size", test_size);
  g_test_add_func ("/pool/worker/connection-is-kept", test_connection_is_kept);
  g_test_add_func ("/pool/connection/dirty-is-made-as-new", test_dirty_connection_is_made_as_new);
  g_test_add_func ("/pool/connection/lost-is-replaced", test_lost_connection_is_replaced);
  g_test_add_func ("/pool/connection/cannot-be-opened", test_connect_fails);
  g_test_add_func ("/pool/cancel/queued", test_cancel_queued);
  g_test_add_func ("/pool/close/unused", test_close_unused);
  g_test_add_func ("/pool/close/queued-jobs-run", test_close_with_queued_jobs);
  g_test_add_func ("/pool/close/from-two-threads", test_close_from_two_threads);
  g_test_add_func ("/pool/close/while-submitting", test_close_while_submitting);
  return g_test_run ();
}
