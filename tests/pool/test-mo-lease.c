/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Leases: one connection, in order, to the end, and what becomes of jobs when there is none. */

#include <gio/gio.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <pthread.h>
#include <string.h>

#include "lease-owner.h"

static void
test_one_connection (void)
{
  PoolTest test;
  LeaseOwner owner;
  gint64 id;

  pool_test_open (&test, NULL);
  lease_owner_begin (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  g_assert_cmpuint (atomic_load (&owner.n_granted), ==, 1);
  id = lease_owner_run (&owner, "SELECT 1");
  for (int i = 0; i < 50; i++)
    {
      g_assert_cmpint (lease_owner_run (&owner, "SELECT 1"), ==, id);
      g_assert_cmpint (pool_test_run (&test, "SELECT 2"), !=, id);
    }
  lease_owner_end (&owner);
  pool_test_close (&test);
}

/* What waits in the lease before it is granted runs in order once it is. */
static void
test_submitted_before_grant (void)
{
  g_autoptr (MoFuture) last = NULL;
  PoolTest test;
  LeaseOwner owner;

  pool_test_open (&test, NULL);
  lease_owner_init (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  for (int i = 0; i < 100; i++)
    {
      g_clear_pointer (&last, mo_future_unref);
      last = lease_owner_submit (&owner, pool_test_job_new ("SELECT 1"));
    }
  g_assert_cmpint (mo_future_get_status (last), ==, MO_FUTURE_PENDING);
  mo_future_unref (mo_lease_request (owner.lease, NULL));
  g_assert_true (mo_future_wait (last, MO_WAIT_FOREVER, NULL));
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 100);
  lease_owner_end (&owner);
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
  LeaseOwner owner;

  pool_test_open (&test, &options);
  lease_owner_begin (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  waiting = pool_test_submit (&test, "SELECT 1");
  pool_test_advance (&test, 1000);
  g_assert_false (mo_future_wait (waiting, MO_WAIT_FOREVER, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_nonnull (strstr (error->message, "by a lease of the test"));
  lease_owner_end (&owner);
  pool_test_close (&test);
}

static gboolean
is_freed (gpointer owner)
{
  return atomic_load (&((LeaseOwner *) owner)->n_freed) == 1;
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
      LeaseOwner owner;

      fake_mysql_set_refuse (TRUE);
      if (i == 1)
        mo_future_unref (mo_pool_close (test.pool, -1));
      lease_owner_init (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
      job = lease_owner_submit (&owner, pool_test_job_new ("SELECT 1"));
      pool_test_assert_code (mo_lease_request (owner.lease, NULL), MO_ERROR, (gint) expected);
      pool_test_assert_code (job, MO_ERROR, (gint) expected);
      pool_test_wait_until (is_freed, &owner);
      pool_test_assert_code (lease_owner_submit (&owner, pool_test_job_new ("SELECT 1")), MO_ERROR,
                             (gint) expected);
      mo_lease_unref (owner.lease);
    }
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 0);
  pool_test_close (&test);
}

/* What its owner refuses costs nothing: the connection serves others, and so at once. */
static void
test_refused (void)
{
  MoPoolOptions options = pool_test_options (1);
  MoFuture *job;
  PoolTest test;
  LeaseOwner owner;

  options.max_waiting = 0;
  pool_test_open (&test, &options);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  lease_owner_init (&owner, &test, MO_LEASE_BODY, "a lease of the test");
  owner.refuses = TRUE;
  job = lease_owner_submit (&owner, pool_test_job_new ("DELETE"));
  pool_test_assert_code (mo_lease_request (owner.lease, NULL), MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 1);
  pool_test_assert_code (job, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  pool_test_assert_code (lease_owner_submit (&owner, pool_test_job_new ("DELETE")), MO_ERROR,
                         MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (atomic_load (&owner.n_freed), ==, 1);
  g_assert_cmpuint (fake_mysql_count ("DELETE"), ==, 0);
  g_assert_cmpuint (fake_mysql_count ("SELECT 1"), ==, 2);
  mo_lease_unref (owner.lease);
  pool_test_close (&test);
}

static void
test_request_cancelled (void)
{
  MoPoolOptions one = pool_test_options (1);
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) request = NULL;
  MoFuture *job;
  PoolTest test;
  LeaseOwner owner;

  pool_test_open (&test, &one);
  running = pool_test_submit (&test, "WAIT");
  pool_test_wait_for_gate (1);
  lease_owner_init (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  job = lease_owner_submit (&owner, pool_test_job_new ("DELETE"));
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
  MoPoolOptions one = pool_test_options (1);
  PoolTest test;
  LeaseOwner owner;

  pool_test_open (&test, &one);
  lease_owner_init (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  owner.reusable = FALSE;
  mo_future_unref (mo_lease_request (owner.lease, NULL));
  g_assert_cmpint (lease_owner_run (&owner, "SELECT 1"), ==, 1);
  lease_owner_end (&owner);
  g_assert_cmpint (pool_test_run (&test, "SELECT 1"), ==, 2);
  pool_test_close (&test);
}

/* The pool waits for the lease: a close in the middle lets it come to its own end. */
static void
test_close_waits (void)
{
  g_autoptr (MoFuture) closed = NULL;
  PoolTest test;
  LeaseOwner owner;

  pool_test_open (&test, NULL);
  lease_owner_begin (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
  closed = mo_pool_close (test.pool, -1);
  for (int i = 0; i < 20; i++)
    lease_owner_run (&owner, "SELECT 1");
  g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
  lease_owner_end (&owner);
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

      if (!mo_await (lease_owner_submit (data, pool_test_job_new ("SELECT 1")), &error))
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
      LeaseOwner owner;

      lease_owner_init (&owner, &test, MO_LEASE_DEFAULT, "a lease of the test");
      mo_future_unref (mo_lease_request (owner.lease, NULL));
      for (guint j = 0; j < 2; j++)
        g_assert_cmpint (pthread_create (&threads[j], NULL, submit_many, &owner), ==, 0);
      lease_owner_run (&owner, "SELECT 1");
      lease_owner_stop (&owner);
      for (guint j = 0; j < 2; j++)
        pthread_join (threads[j], NULL);
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
  g_test_add_func ("/lease/refused", test_refused);
  g_test_add_func ("/lease/request-cancelled", test_request_cancelled);
  g_test_add_func ("/lease/not-reusable", test_not_reusable);
  g_test_add_func ("/lease/close-waits", test_close_waits);
  g_test_add_func ("/lease/submit-while-it-ends", test_submit_while_it_ends);
  return g_test_run ();
}
