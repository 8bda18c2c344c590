/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Leases: one connection, in order, to the end, and what becomes of jobs when there is none. */

#include <gio/gio.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>
#include <string.h>

#include "pool-test.h"
#include "pool/mo-lease-private.h"

/* An owner that runs jobs as they come and ends with a job "END". */
typedef struct
{
  MoLease *lease;
  _Atomic guint n_freed;
  _Atomic guint n_granted;
  gboolean reusable;
} Owner;

static void
owner_granted (gpointer data, MoConnection *connection, const MoJobTimes *times)
{
  atomic_fetch_add (&((Owner *) data)->n_granted, 1);
}

static void
end_run (MoJob *job, MoConnection *connection)
{
  mo_future_resolve_true (&job->parent);
}

static const MoJobClass end_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_ignore_cancel),
  .run = end_run,
};

static void
owner_serve (gpointer data, MoConnection *connection, GPtrArray *jobs)
{
  Owner *self = data;

  for (guint i = 0; i < jobs->len; i++)
    {
      MoJob *job = g_ptr_array_index (jobs, i);

      if (!mo_job_take (job))
        continue;
      if (MO_JOB_CLASS (job) == &end_job_class)
        mo_lease_release (self->lease, self->reusable);
      MO_JOB_CLASS (job)->run (job, connection);
    }
}

static void
owner_unref (gpointer data)
{
  atomic_fetch_add (&((Owner *) data)->n_freed, 1);
}

static GError *
owner_over (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED, "the lease is over");
}

static const MoLeaseClass owner_class = { owner_granted, owner_serve, owner_unref, owner_over };

static void
owner_init (Owner *self, PoolTest *test, MoLeaseFlags flags)
{
  memset (self, 0, sizeof *self);
  self->reusable = TRUE;
  self->lease = mo_lease_new (test->pool, &owner_class, self, flags, MO_JOB_NORMAL,
                              "a lease of the test");
}

static MoFuture *
owner_submit (Owner *self, MoJob *job)
{
  return mo_lease_submit (self->lease, job);
}

static gint64
owner_run (Owner *self, const char *text)
{
  return pool_test_await_id (owner_submit (self, pool_test_job_new (text)));
}

static gboolean
is_freed (gpointer data)
{
  return atomic_load (&((Owner *) data)->n_freed) == 1;
}

static void
owner_end (Owner *self)
{
  g_assert_true (mo_await (owner_submit (self, mo_job_alloc (&end_job_class)), NULL));
  pool_test_wait_until (is_freed, self);
  g_clear_pointer (&self->lease, mo_lease_unref);
}

static void
test_one_connection (void)
{
  PoolTest test;
  Owner owner;
  gint64 id;

  pool_test_open (&test, NULL);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  g_assert_true (mo_await (mo_lease_request (owner.lease, NULL), NULL));
  g_assert_cmpuint (atomic_load (&owner.n_granted), ==, 1);
  id = owner_run (&owner, "SELECT 1");
  for (int i = 0; i < 50; i++)
    {
      g_assert_cmpint (owner_run (&owner, "SELECT 1"), ==, id);
      g_assert_cmpint (pool_test_run (&test, "SELECT 2"), !=, id);
    }
  owner_end (&owner);
  pool_test_close (&test);
}

/* What waits in the lease before it is granted runs in order once it is. */
static void
test_submitted_before_grant (void)
{
  g_autoptr (MoFuture) last = NULL;
  PoolTest test;
  Owner owner;

  pool_test_open (&test, NULL);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  for (int i = 0; i < 100; i++)
    {
      g_clear_pointer (&last, mo_future_unref);
      last = owner_submit (&owner, pool_test_job_new ("SELECT 1"));
    }
  g_assert_cmpint (mo_future_get_status (last), ==, MO_FUTURE_PENDING);
  mo_future_unref (mo_lease_request (owner.lease, NULL));
  g_assert_true (mo_future_wait (last, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 100);
  owner_end (&owner);
  pool_test_close (&test);
}

static void
test_label_in_error (void)
{
  MoPoolOptions options = {
    .max_workers = 1, .acquire_timeout_usec = 1000, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (GError) error = NULL;
  PoolTest test;
  Owner owner;

  pool_test_open (&test, &options);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  g_assert_true (mo_await (mo_lease_request (owner.lease, NULL), NULL));
  waiting = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, 1000);
  g_assert_false (mo_future_wait (waiting, MO_WAIT_FOREVER, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_nonnull (strstr (error->message, "by a lease of the test"));
  owner_end (&owner);
  pool_test_close (&test);
}

/* Jobs in a lease that is never granted fail with what the request failed with. */
static void
test_request_fails (void)
{
  PoolTest test;

  pool_test_open (&test, NULL);
  for (int i = 0; i < 2; i++)
    {
      MoError expected = i == 0 ? MO_ERROR_CONNECT_FAILED : MO_ERROR_POOL_CLOSED;
      MoFuture *job;
      Owner owner;

      fake_mysql_set_refuse (TRUE);
      if (i == 1)
        mo_future_unref (mo_pool_close (test.pool, -1));
      owner_init (&owner, &test, MO_LEASE_DEFAULT);
      job = owner_submit (&owner, pool_test_job_new ("SELECT 1"));
      pool_test_assert_code (mo_lease_request (owner.lease, NULL), MO_ERROR, (gint) expected);
      pool_test_assert_code (job, MO_ERROR, (gint) expected);
      g_assert_cmpuint (atomic_load (&owner.n_freed), ==, 1);
      pool_test_assert_code (owner_submit (&owner, pool_test_job_new ("SELECT 1")), MO_ERROR,
                             (gint) expected);
      mo_lease_unref (owner.lease);
    }
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 0);
  pool_test_close (&test);
}

static void
test_request_cancelled (void)
{
  MoPoolOptions one = {
    .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) request = NULL;
  MoFuture *job;
  PoolTest test;
  Owner owner;

  pool_test_open (&test, &one);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  job = owner_submit (&owner, pool_test_job_new ("DELETE"));
  request = mo_lease_request (owner.lease, NULL);
  mo_future_cancel (request);
  pool_test_assert_code (mo_future_ref (request), G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pool_test_assert_code (job, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fake_mysql_open_gate ();
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  g_assert_cmpuint (fake_mysql_count ("DELETE"), ==, 0);
  g_assert_cmpuint (atomic_load (&owner.n_granted), ==, 0);
  mo_lease_unref (owner.lease);
  pool_test_close (&test);
}

static void
test_not_reusable (void)
{
  MoPoolOptions one = {
    .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS
  };
  PoolTest test;
  Owner owner;

  pool_test_open (&test, &one);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  owner.reusable = FALSE;
  mo_future_unref (mo_lease_request (owner.lease, NULL));
  g_assert_cmpint (owner_run (&owner, "SELECT 1"), ==, 1);
  owner_end (&owner);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  pool_test_close (&test);
}

/* The pool waits for the lease: a close in the middle lets it come to its own end. */
static void
test_close_waits (void)
{
  g_autoptr (MoFuture) closed = NULL;
  PoolTest test;
  Owner owner;

  pool_test_open (&test, NULL);
  owner_init (&owner, &test, MO_LEASE_DEFAULT);
  g_assert_true (mo_await (mo_lease_request (owner.lease, NULL), NULL));
  closed = mo_pool_close (test.pool, -1);
  for (int i = 0; i < 20; i++)
    owner_run (&owner, "SELECT 1");
  g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
  owner_end (&owner);
  g_assert_true (mo_future_wait (closed, MO_WAIT_FOREVER, NULL));
  pool_test_close (&test);
}

/* --- submitting while it ends --- */

static void *
submit_many (void *data)
{
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!mo_await (owner_submit (data, pool_test_job_new ("SELECT 1")), &error))
        g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED);
    }
  return NULL;
}

static void
test_submit_while_it_ends (void)
{
  PoolTest test;

  pool_test_open (&test, NULL);
  for (int i = 0; i < 30; i++)
    {
      pthread_t threads[2];
      Owner owner;

      owner_init (&owner, &test, MO_LEASE_DEFAULT);
      mo_future_unref (mo_lease_request (owner.lease, NULL));
      for (guint j = 0; j < 2; j++)
        g_assert_cmpint (pthread_create (&threads[j], NULL, submit_many, &owner), ==, 0);
      owner_run (&owner, "SELECT 1");
      g_assert_true (mo_await (owner_submit (&owner, mo_job_alloc (&end_job_class)), NULL));
      for (guint j = 0; j < 2; j++)
        pthread_join (threads[j], NULL);
      pool_test_wait_until (is_freed, &owner);
      mo_lease_unref (owner.lease);
    }
  pool_test_close (&test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lease/one-connection", test_one_connection);
  g_test_add_func ("/lease/submitted-before-grant", test_submitted_before_grant);
  g_test_add_func ("/lease/label-in-error", test_label_in_error);
  g_test_add_func ("/lease/request-fails", test_request_fails);
  g_test_add_func ("/lease/request-cancelled", test_request_cancelled);
  g_test_add_func ("/lease/not-reusable", test_not_reusable);
  g_test_add_func ("/lease/close-waits", test_close_waits);
  g_test_add_func ("/lease/submit-while-it-ends", test_submit_while_it_ends);
  return g_test_run ();
}
