/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Closing a pool that has work: what runs, what waits, what is held, with a limit and without. */

#include <gio/gio.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/mo-statement-job-private.h"
#include "lease-owner.h"
#include "pool/mo-worker-private.h"
#include "wire/mo-mysql-api-private.h"

#define SECOND G_USEC_PER_SEC
#define FULL_JOBS 10000

/* So that a KILL of the fake client library reaches its connections. */
static void
open_with_node (PoolTest *test, const MoPoolOptions *options)
{
  pool_test_open (test, options);
  fake_mysql_set_nodes ((const char *[]){ "one", NULL });
}

/* --- with a limit --- */

static void
test_running_is_stopped (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) queued = NULL;
  g_autoptr (MoFuture) closed = NULL;
  gint64 start;
  PoolTest test;

  open_with_node (&test, &options);
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  queued = pool_test_submit_fenced (&test, "INSERT");
  closed = mo_pool_close (test.pool, SECOND);
  pool_test_advance (&test, SECOND - 1);
  g_usleep (2000);
  g_assert_cmpint (mo_future_get_status (running), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (queued), ==, MO_FUTURE_PENDING);
  start = g_get_monotonic_time ();
  pool_test_advance (&test, 1);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  g_print ("# closed %.1f ms after its limit\n", (double) (g_get_monotonic_time () - start) / 1000);
  pool_test_assert_code (mo_future_ref (running), MO_ERROR, MO_ERROR_INTERRUPTED);
  pool_test_assert_code (mo_future_ref (queued), MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_cmpuint (fake_mysql_count ("KILL QUERY 1"), ==, 1);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  pool_test_end (&test);
}

static void
test_shortest_limit_counts (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  MoFuture *closed[4];
  PoolTest test;

  open_with_node (&test, &options);
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  closed[0] = mo_pool_close (test.pool, -1);
  closed[1] = mo_pool_close (test.pool, 10 * SECOND);
  closed[2] = mo_pool_close (test.pool, SECOND);
  closed[3] = mo_pool_close (test.pool, 5 * SECOND);
  g_assert_cmpint (mo_future_get_status (closed[2]), ==, MO_FUTURE_PENDING);
  pool_test_advance (&test, SECOND);
  for (guint i = 0; i < 4; i++)
    g_assert_true (mo_await (closed[i], NULL));
  pool_test_assert_code (mo_future_ref (running), MO_ERROR, MO_ERROR_INTERRUPTED);
  pool_test_end (&test);
}

/* So long that it is no limit. */
static void
test_endless_limit (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) closed = NULL;
  MoFuture *running, *queued;
  PoolTest test;

  open_with_node (&test, &options);
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  queued = pool_test_submit_fenced (&test, "INSERT");
  closed = mo_pool_close (test.pool, G_MAXINT64);
  pool_test_advance (&test, 1000 * SECOND);
  g_usleep (2000);
  g_assert_cmpint (mo_future_get_status (queued), ==, MO_FUTURE_PENDING);
  fake_mysql_open_gate ();
  pool_test_await_id (running);
  pool_test_await_id (queued);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  pool_test_end (&test);
}

static gboolean
is_evicted (gpointer data)
{
  LeaseOwner *owner = data;

  return atomic_load (&owner->n_evicted) == 1;
}

/* Leases end though their owners do not; what waits in one is told so behind what runs. They are
 * told in the order of their workers, so that the last one knows of both. */
static void
test_forgotten_leases (void)
{
  MoPoolOptions options = pool_test_options (2);
  LeaseOwner owners[2];
  g_autoptr (MoFuture) closed = NULL;
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) behind = NULL;
  PoolTest test;

  open_with_node (&test, &options);
  lease_owner_begin (&owners[0], &test, MO_LEASE_DEFAULT, "one that works");
  lease_owner_begin (&owners[1], &test, MO_LEASE_BODY, "one that is forgotten");
  running = lease_owner_submit (&owners[0], pool_test_job_new ("WAIT"));
  pool_test_wait_for_gate (1);
  behind = lease_owner_submit (&owners[0], pool_test_job_new ("INSERT"));
  closed = mo_pool_close (test.pool, SECOND);
  pool_test_advance (&test, SECOND);
  pool_test_wait_until (is_evicted, &owners[1]);
  g_assert_cmpint (mo_future_get_status (behind), ==, MO_FUTURE_PENDING);
  fake_mysql_open_gate ();
  pool_test_assert_code (mo_future_ref (behind), MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  g_assert_true (mo_future_wait (running, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (atomic_load (&owners[i].n_evicted), ==, 1);
      g_assert_cmpuint (atomic_load (&owners[i].n_freed), ==, 1);
      pool_test_assert_code (lease_owner_submit (&owners[i], pool_test_job_new ("INSERT")),
                             MO_ERROR, MO_ERROR_POOL_CLOSED);
      mo_lease_unref (owners[i].lease);
    }
  pool_test_end (&test);
}

static gboolean
is_held (gpointer data)
{
  return fake_mysql_get_n_held () == GPOINTER_TO_UINT (data);
}

/* One that is being opened cannot be stopped: the close waits for it, and no longer. Its job is not
 * sent any more. */
static void
test_while_connecting (void)
{
  MoPoolOptions options = pool_test_options (4);
  MoFuture *futures[20];
  g_autoptr (MoFuture) closed = NULL;
  PoolTest test;

  pool_test_open (&test, &options);
  fake_mysql_set_hold (TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = pool_test_submit_fenced (&test, "INSERT");
  pool_test_wait_until (is_held, GUINT_TO_POINTER (4));
  closed = mo_pool_close (test.pool, 0);
  for (guint i = 4; i < G_N_ELEMENTS (futures); i++)
    pool_test_assert_code (futures[i], MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
  fake_mysql_set_hold (FALSE);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (mo_future_get_status (futures[i]), !=, MO_FUTURE_PENDING);
      pool_test_assert_code (futures[i], MO_ERROR, MO_ERROR_POOL_CLOSED);
    }
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  pool_test_end (&test);
}

static _Atomic gboolean ping_is_held, ping_may_end;

static int
ping_held (MYSQL *mysql)
{
  atomic_store (&ping_is_held, TRUE);
  while (!atomic_load (&ping_may_end))
    g_usleep (100);
  return fake_mysql_api.ping (mysql);
}

static gboolean
ping_stands (gpointer data)
{
  return atomic_load (&ping_is_held);
}

/* Its connection turns out to be gone behind the limit: there is nobody to open another one for. */
static void
test_nothing_opened_behind_the_limit (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoMysqlApi api = fake_mysql_api;
  g_autoptr (MoFuture) closed = NULL;
  MoFuture *pinging, *queued;
  MoPoolStats stats;
  PoolTest test;

  api.ping = ping_held;
  atomic_store (&ping_is_held, FALSE);
  atomic_store (&ping_may_end, FALSE);
  options.pre_ping = TRUE;
  pool_test_open_on (&test, &api, &options);
  pool_test_run (&test, "SELECT 1");
  pool_test_advance (&test, SECOND);
  fake_mysql_kill_all ();
  pinging = pool_test_submit (&test, "INSERT");
  pool_test_wait_until (ping_stands, NULL);
  queued = pool_test_submit (&test, "INSERT");
  closed = mo_pool_close (test.pool, 0);
  pool_test_assert_code (queued, MO_ERROR, MO_ERROR_POOL_CLOSED); /* the limit has been seen */
  atomic_store (&ping_may_end, TRUE);
  pool_test_assert_code (pinging, MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  stats = pool_test_stats (&test); /* the killer may have opened one, too, which is not in there */
  g_assert_cmpuint (stats.n_connections, ==, 1);
  g_assert_cmpuint (stats.n_failures, ==, 0);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  pool_test_end (&test);
}

/* --- in the middle of many --- */

typedef struct
{
  MoFuture **futures;
  guint n;
} Canceller;

static void *
cancel_some (void *data)
{
  Canceller *self = data;

  for (guint i = 0; i < self->n; i += 7)
    mo_future_cancel (self->futures[i]);
  return NULL;
}

/* @drain_usec < 0: they all run, but for those that are cancelled. */
static void
close_in_the_middle (guint n, gint64 drain_usec, gboolean cancels)
{
  MoPoolOptions options = pool_test_options (8);
  g_autofree MoFuture **futures = g_new (MoFuture *, n);
  Canceller canceller = { futures, n };
  guint n_run = 0, n_closed = 0, n_cancelled = 0;
  g_autoptr (MoFuture) closed = NULL;
  pthread_t thread;
  PoolTest test;

  open_with_node (&test, &options);
  for (guint i = 0; i < n; i++)
    futures[i] = pool_test_submit_fenced (&test, i < 8 ? "WAIT" : "INSERT");
  pool_test_wait_for_gate (8);
  fake_mysql_open_gate ();
  if (cancels)
    g_assert_cmpint (pthread_create (&thread, NULL, cancel_some, &canceller), ==, 0);
  closed = mo_pool_close (test.pool, drain_usec);
  pool_test_assert_code (pool_test_submit (&test, "INSERT"), MO_ERROR, MO_ERROR_POOL_CLOSED);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  if (cancels)
    pthread_join (thread, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mo_future_get_status (futures[i]), !=, MO_FUTURE_PENDING);
      if (mo_await (futures[i], &error))
        n_run++;
      else if (g_error_matches (error, MO_ERROR, MO_ERROR_POOL_CLOSED))
        n_closed++;
      else
        n_cancelled++;
    }
  g_print ("# %u queued, closed: %u ran, %u were rejected, %u were cancelled\n", n, n_run, n_closed,
           n_cancelled);
  if (drain_usec < 0)
    g_assert_cmpuint (n_closed, ==, 0);
  if (!cancels)
    g_assert_cmpuint (n_cancelled, <=, drain_usec < 0 ? 0 : 8);
  g_assert_cmpuint (fake_mysql_count ("INSERT") + 8, >=, n_run);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), <=, n_run + n_cancelled);
  pool_test_end (&test);
}

static void
test_in_the_middle (void)
{
  close_in_the_middle (FULL_JOBS, -1, FALSE);
  close_in_the_middle (FULL_JOBS, 0, FALSE);
  close_in_the_middle (FULL_JOBS, -1, TRUE);
  close_in_the_middle (FULL_JOBS, 0, TRUE);
}

/* --- another process --- */

static void
assert_foreign (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_REJECTED);
  mo_await (future, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
}

/* Everything that the parent holds, used and dropped; nothing may wait. */
static void
be_child (PoolTest *test, MoLease *lease)
{
  g_autofree char *text = NULL;

  alarm (20);
  assert_foreign (pool_test_submit (test, "INSERT"));
  assert_foreign (mo_pool_submit (test->pool, mo_connect_job_new ()));
  assert_foreign (mo_lease_submit (lease, pool_test_job_new ("INSERT")));
  mo_lease_interrupt (lease);
  g_assert_true (mo_await (mo_pool_close (test->pool, -1), NULL));
  mo_pool_join (test->pool);
  text = mo_pool_dump (test->pool);
  g_assert_nonnull (text);
  mo_lease_unref (lease);
  mo_pool_unref (test->pool);
  _exit (0);
}

static void
test_fork (void)
{
  MoPoolOptions options = pool_test_options (2);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) closed = NULL;
  LeaseOwner owner;
  gint64 id;
  PoolTest test;

  pool_test_open (&test, &options);
  lease_owner_begin (&owner, &test, MO_LEASE_DEFAULT, "the parent's");
  id = pool_test_run (&test, "SELECT 1");
  for (guint i = 0; i < 20; i++)
    {
      int status = -1;
      pid_t child = fork ();

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        be_child (&test, owner.lease);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
      g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, id);
    }
  g_print ("# 20 children: the parent has its %u connections\n", fake_mysql_get_n_open ());
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 2);
  g_assert_cmpuint (fake_mysql_count ("INSERT"), ==, 0);
  closed = mo_pool_close (test.pool, 0);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  mo_lease_unref (owner.lease);
  pool_test_end (&test);
}

/* A job that waits and one that runs, whose locks nobody in the child will ever give up. */
static void
cancel_as_child (MoFuture *running, MoFuture *queued)
{
  alarm (20);
  mo_future_cancel (running);
  mo_future_cancel (queued);
  _exit (0);
}

static void
test_cancel_in_child (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoFuture *running, *queued;
  int status = -1;
  pid_t child;
  PoolTest test;

  open_with_node (&test, &options);
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  queued = pool_test_submit (&test, "INSERT");
  mo_job_queue_lock (test.pool->queue);
  child = fork ();
  if (child == 0)
    cancel_as_child (running, queued);
  mo_job_queue_unlock (test.pool->queue);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  fake_mysql_open_gate ();
  pool_test_await_id (running);
  pool_test_await_id (queued);
  pool_test_close (&test);
}

/* --- without a limit --- */

static void
note_message (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  (void) domain;
  (void) level;
  if (strstr (text, "mo_client_disconnect_within()") != NULL && strstr (text, "1 of 1") != NULL)
    g_atomic_int_inc ((int *) data);
}

/* What waits for something that may never end says so, once. */
static void
test_complains (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) closed = NULL;
  int n_messages = 0;
  PoolTest test;
  guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, note_message, &n_messages);

  open_with_node (&test, &options);
  running = pool_test_submit_fenced (&test, "WAIT");
  pool_test_wait_for_gate (1);
  closed = mo_pool_close (test.pool, -1);
  pool_test_advance (&test, 10 * SECOND - 1);
  g_usleep (2000);
  g_assert_cmpint (g_atomic_int_get (&n_messages), ==, 0);
  pool_test_advance (&test, 1);
  while (g_atomic_int_get (&n_messages) == 0)
    g_usleep (1000);
  pool_test_advance (&test, 100 * SECOND);
  fake_mysql_open_gate ();
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (g_atomic_int_get (&n_messages), ==, 1);
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  pool_test_end (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/end/running-is-stopped", test_running_is_stopped);
  g_test_add_func ("/pool/end/shortest-limit-counts", test_shortest_limit_counts);
  g_test_add_func ("/pool/end/endless-limit", test_endless_limit);
  g_test_add_func ("/pool/end/forgotten-leases", test_forgotten_leases);
  g_test_add_func ("/pool/end/while-connecting", test_while_connecting);
  g_test_add_func ("/pool/end/nothing-opened-behind-the-limit",
                   test_nothing_opened_behind_the_limit);
  g_test_add_func ("/pool/end/in-the-middle", test_in_the_middle);
  g_test_add_func ("/pool/end/complains", test_complains);
  g_test_add_func ("/pool/end/fork", test_fork);
  g_test_add_func ("/pool/end/cancel-in-child", test_cancel_in_child);
  return g_test_run ();
}
