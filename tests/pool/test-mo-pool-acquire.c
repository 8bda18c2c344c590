/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who waits for a connection: in which order, how many, for how long, and what is said to those who
 * wait in vain. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>
#include <string.h>

#include "lease-owner.h"
#include "pool/mo-job-queue-private.h"

#define SECOND G_USEC_PER_SEC
#define MSEC (SECOND / 1000)

static void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, text);
}

/* --- for how long --- */

/* The clock is the pool's, so the time-out is exact; the rest is the machine's. */
static void
test_timeout_names_the_longest_holder (void)
{
  MoPoolOptions options = pool_test_options (2);
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (MoFuture) another = NULL;
  g_autoptr (GError) error = NULL;
  LeaseOwner first, second;
  gint64 start;
  PoolTest test;

  options.acquire_timeout_usec = 100 * MSEC;
  pool_test_open (&test, &options);
  lease_owner_begin (&first, &test, MO_LEASE_DEFAULT, "report of the month");
  pool_test_advance (&test, 3 * SECOND);
  lease_owner_begin (&second, &test, MO_LEASE_DEFAULT, "a short look");
  pool_test_advance (&test, SECOND);
  waiting = pool_test_submit (&test, "SELECT 1");
  another = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, (100 * MSEC) - 1);
  g_usleep (2000);
  g_assert_cmpint (mo_future_get_status (waiting), ==, MO_FUTURE_PENDING);
  start = g_get_monotonic_time ();
  pool_test_advance (&test, 1);
  g_assert_false (mo_future_wait (waiting, MO_WAIT_FOREVER, &error));
  g_print ("# 100 ms by the pool's clock; by the wall's %.1f ms more\n",
           (double) (g_get_monotonic_time () - start) / 1000);
  g_print ("# %s\n", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * SECOND);
  assert_contains (error->message, "within 0.1 s");
  assert_contains (error->message, "2 of 2 are in use, 0 idle, 2 callers wait");
  assert_contains (error->message, "for 4.1 s, by report of the month");
  g_assert_null (strstr (error->message, "a short look"));
  lease_owner_end (&first);
  lease_owner_end (&second);
  pool_test_close (&test);
}

/* The same by the wall's clock, where nobody moves it and nobody wakes the supervisor. */
static gint64
read_wall (gpointer data)
{
  return g_get_monotonic_time ();
}

static void
test_timeout_on_the_wall (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  MoClock clock = { read_wall, NULL };
  gint64 best = G_MAXINT64;
  PoolTest test;

  options.acquire_timeout_usec = 100 * MSEC;
  fake_mysql_reset ();
  test.pool = mo_pool_new (&fake_mysql_api, &endpoint, &options, &clock);
  mo_future_unref (pool_test_submit (&test, "WAIT"));
  pool_test_wait_for_gate (1);
  for (guint i = 0; i < 5; i++)
    {
      gint64 start = g_get_monotonic_time ();

      pool_test_assert_code (pool_test_submit (&test, "SELECT 1"), MO_ERROR,
                             MO_ERROR_POOL_EXHAUSTED);
      best = MIN (best, g_get_monotonic_time () - start);
      g_assert_cmpint (g_get_monotonic_time () - start, >=, 100 * MSEC);
    }
  g_print ("# 100 ms by the wall's clock: told after %.1f ms, the best of 5\n",
           (double) best / 1000);
  g_assert_cmpint (best, <, 150 * MSEC);
  pool_test_close (&test);
}

/* --- how many --- */

static void
test_cap (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoFuture *waiting[3];
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) refused = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;
  PoolTest test;

  options.max_waiting = 3;
  pool_test_open (&test, &options);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  for (guint i = 0; i < 3; i++)
    waiting[i] = pool_test_submit (&test, "SELECT 1");
  start = g_get_monotonic_time ();
  refused = pool_test_submit (&test, "DELETE");
  g_assert_cmpint (mo_future_get_status (refused), ==, MO_FUTURE_REJECTED);
  g_print ("# the fourth was refused after %.3f ms\n",
           (double) (g_get_monotonic_time () - start) / 1000);
  g_assert_false (mo_future_wait (refused, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_print ("# %s\n", error->message);
  assert_contains (error->message, "no more may wait");
  assert_contains (error->message, "3 callers wait");
  /* Who goes makes room. */
  mo_future_cancel (waiting[1]);
  g_clear_pointer (&waiting[1], mo_future_unref);
  waiting[1] = pool_test_submit (&test, "SELECT 1");
  fake_mysql_open_gate ();
  for (guint i = 0; i < 3; i++)
    g_assert_true (mo_await (waiting[i], NULL));
  g_assert_cmpuint (fake_mysql_count ("DELETE"), ==, 0);
  pool_test_close (&test);
}

static void
test_nobody_waits (void)
{
  MoPoolOptions options = pool_test_options (2);
  MoFuture *running[2];
  g_autoptr (MoFuture) refused = NULL;
  PoolTest test;

  options.max_waiting = 0;
  pool_test_open (&test, &options);
  for (guint i = 0; i < 2; i++)
    running[i] = pool_test_submit (&test, "WAIT");
  refused = pool_test_submit (&test, "DELETE");
  g_assert_cmpint (mo_future_get_status (refused), ==, MO_FUTURE_REJECTED);
  pool_test_wait_for_gate (2);
  fake_mysql_open_gate ();
  for (guint i = 0; i < 2; i++)
    g_assert_true (mo_await (running[i], NULL));
  pool_test_settle (&test);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), >, 0);
  pool_test_close (&test);
}

/* A job for which a worker is on its way is not one that waits. */
static void
test_cap_counts_no_job_that_is_served (void)
{
  for (guint i = 0; i < 300; i++)
    {
      MoPoolOptions options = pool_test_options (1);
      g_autoptr (MoFuture) first = NULL;
      g_autoptr (MoFuture) second = NULL;
      PoolTest test;

      options.max_waiting = 1;
      pool_test_open (&test, &options);
      first = pool_test_submit (&test, "WAIT");
      for (guint j = 0; j < i % 50; j++)
        g_thread_yield ();
      second = pool_test_submit (&test, "SELECT 1");
      g_assert_cmpint (mo_future_get_status (second), ==, MO_FUTURE_PENDING);
      pool_test_close (&test);
    }
}

/* --- in which order --- */

#define N_WAITERS 200

/* Both workers start one, and only then go on: so each two that start are next to each other. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_barrier_t both;
  guint n_started;
  guint started[N_WAITERS];
} Starts;

typedef struct
{
  MoJob parent;
  Starts *starts;
  guint number;
} StartJob;

static void
start_job_run (MoJob *job, MoConnection *connection)
{
  StartJob *self = (StartJob *) job;

  pthread_mutex_lock (&self->starts->lock);
  self->starts->started[self->starts->n_started++] = self->number;
  pthread_mutex_unlock (&self->starts->lock);
  pthread_barrier_wait (&self->starts->both);
  mo_future_resolve_true (&job->parent);
}

static const MoJobClass start_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (StartJob, mo_job_cancel),
  .run = start_job_run,
};

static void
test_first_come_first_served (void)
{
  Starts starts = { .lock = PTHREAD_MUTEX_INITIALIZER };
  MoFuture *futures[N_WAITERS];
  MoFuture *running[2];
  PoolTest test;

  pthread_barrier_init (&starts.both, NULL, 2);
  pool_test_open (&test, NULL);
  for (guint i = 0; i < 2; i++)
    running[i] = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (2);
  for (guint i = 0; i < N_WAITERS; i++)
    {
      StartJob *job = (StartJob *) mo_job_alloc (&start_job_class);

      job->starts = &starts;
      job->number = i;
      futures[i] = mo_pool_submit (test.pool, &job->parent);
    }
  fake_mysql_open_gate ();
  for (guint i = 0; i < 2; i++)
    g_assert_true (mo_await (running[i], NULL));
  for (guint i = 0; i < N_WAITERS; i++)
    g_assert_true (mo_await (futures[i], NULL));
  for (guint i = 0; i < N_WAITERS; i++)
    g_assert_cmpuint (starts.started[i] / 2, ==, i / 2);
  g_print ("# %u waiters on 2 connections: each pair that started was the next two in line\n",
           N_WAITERS);
  pool_test_close (&test);
  pthread_barrier_destroy (&starts.both);
}

/* However many wait: the next connection that is free is for the one that is urgent. */
static void
test_urgent_is_next (void)
{
  MoPoolOptions options = pool_test_options (1);
  g_autofree MoFuture **batch = g_new (MoFuture *, 10000);
  MoJob *urgent = pool_test_job_new ("SELECT 'window'");
  MoJob *background = pool_test_job_new ("SELECT 'nobody'");
  g_auto (GStrv) queries = NULL;
  MoFuture *futures[3];
  guint place = 0, last = 0;
  PoolTest test;

  pool_test_open (&test, &options);
  futures[0] = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  background->priority = MO_JOB_BACKGROUND;
  futures[1] = mo_pool_submit (test.pool, background);
  for (guint i = 0; i < 10000; i++)
    batch[i] = pool_test_submit (&test, "SELECT 'batch'");
  urgent->priority = MO_JOB_URGENT;
  futures[2] = mo_pool_submit (test.pool, urgent);
  atomic_fetch_add (&test.now_usec, MO_JOB_BACKGROUND_AGE_USEC);
  fake_mysql_open_gate ();
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    g_assert_true (mo_await (futures[i], NULL));
  for (guint i = 0; i < 10000; i++)
    g_assert_true (mo_await (batch[i], NULL));
  queries = fake_mysql_dup_queries ();
  while (!g_str_equal (queries[place], "WAIT"))
    place++;
  for (guint i = place; queries[i] != NULL; i++)
    if (g_str_equal (queries[i], "SELECT 'nobody'"))
      last = i - place;
  g_print ("# of 10,002 that waited, the urgent one was taken as number 1, the old one of the "
           "background as number %u\n",
           last);
  g_assert_cmpstr (queries[place + 1], ==, "SELECT 'window'");
  g_assert_cmpuint (last, >, 0);
  g_assert_cmpuint (last, <=, MO_JOB_QUEUE_SHARE);
  pool_test_close (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/acquire/timeout-names-the-longest-holder",
                   test_timeout_names_the_longest_holder);
  g_test_add_func ("/pool/acquire/timeout-on-the-wall", test_timeout_on_the_wall);
  g_test_add_func ("/pool/acquire/cap", test_cap);
  g_test_add_func ("/pool/acquire/nobody-waits", test_nobody_waits);
  g_test_add_func ("/pool/acquire/cap-counts-no-job-that-is-served",
                   test_cap_counts_no_job_that_is_served);
  g_test_add_func ("/pool/acquire/first-come-first-served", test_first_come_first_served);
  g_test_add_func ("/pool/acquire/urgent-is-next", test_urgent_is_next);
  return g_test_run ();
}
