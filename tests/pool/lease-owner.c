/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An owner of a lease that runs jobs as they come, and ends with a job of its own. */

#include "lease-owner.h"

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "pool/mo-fence-private.h"

static gboolean
owner_granted (gpointer data, MoConnection *connection, const MoJobTimes *times, GError **error)
{
  LeaseOwner *self = data;

  if (!self->refuses)
    {
      atomic_fetch_add (&self->n_granted, 1);
      return TRUE;
    }
  g_set_error_literal (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED, "not on this connection");
  return FALSE;
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
  LeaseOwner *self = data;

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
  atomic_fetch_add (&((LeaseOwner *) data)->n_freed, 1);
}

static GError *
owner_over (gpointer owner)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED, "the lease is over");
}

static GError *
owner_gone (gpointer data)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED, "the lease is over with its pool");
}

/* There is a connection still, and nothing that was submitted. */
static void
owner_evicted (gpointer data, MoConnection *connection, MoJob *job)
{
  LeaseOwner *self = data;

  g_assert_nonnull (job->fence);
  g_assert_cmpuint (mo_fence_get_id (job->fence), ==, mo_connection_get_id (connection));
  g_assert_cmpuint (atomic_load (&self->n_freed), ==, 0);
  atomic_fetch_add (&self->n_evicted, 1);
}

static const MoLeaseClass owner_class
    = { owner_granted, owner_serve, owner_unref, owner_over, owner_gone, owner_evicted };

void
lease_owner_init (LeaseOwner *self, PoolTest *test, MoLeaseFlags flags, const char *label)
{
  memset (self, 0, sizeof *self);
  self->reusable = TRUE;
  self->lease = mo_lease_new (test->pool, &owner_class, self, flags, MO_JOB_NORMAL, label);
}

void
lease_owner_begin (LeaseOwner *self, PoolTest *test, MoLeaseFlags flags, const char *label)
{
  lease_owner_init (self, test, flags, label);
  g_assert_true (mo_await (mo_lease_request (self->lease, NULL), NULL));
}

MoFuture *
lease_owner_submit (LeaseOwner *self, MoJob *job)
{
  return mo_lease_submit (self->lease, job);
}

gint64
lease_owner_run (LeaseOwner *self, const char *text)
{
  return pool_test_await_id (lease_owner_submit (self, pool_test_job_new (text)));
}

static gboolean
is_freed (gpointer data)
{
  return atomic_load (&((LeaseOwner *) data)->n_freed) == 1;
}

void
lease_owner_stop (LeaseOwner *self)
{
  g_assert_true (mo_await (lease_owner_submit (self, mo_job_alloc (&end_job_class)), NULL));
  pool_test_wait_until (is_freed, self);
}

void
lease_owner_end (LeaseOwner *self)
{
  lease_owner_stop (self);
  g_clear_pointer (&self->lease, mo_lease_unref);
}
