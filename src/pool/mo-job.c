/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoJob: queued once, taken once, settled once. */

#include "pool/mo-job-private.h"

#include <gio/gio.h>

MoJob *
mo_job_alloc (const MoJobClass *klass)
{
  MoJob *self = (MoJob *) mo_future_alloc (&klass->parent);

  atomic_init (&self->state, MO_JOB_QUEUED);
  return self;
}

static gboolean
move_on (MoJob *self, MoJobState state)
{
  guint queued = MO_JOB_QUEUED;

  /* Acquire and release: whoever takes the job sees it as its submitter left it, and whoever comes
   * second sees that it is gone. */
  return atomic_compare_exchange_strong_explicit (&self->state, &queued, state,
                                                  memory_order_acq_rel, memory_order_acquire);
}

gboolean
mo_job_is_queued (MoJob *self)
{
  /* Relaxed: for counts, which are old as soon as they are read. */
  return atomic_load_explicit (&self->state, memory_order_relaxed) == MO_JOB_QUEUED;
}

gboolean
mo_job_take (MoJob *self)
{
  return move_on (self, MO_JOB_TAKEN);
}

void
mo_job_abandon (MoJob *self, const GError *error)
{
  if (!mo_job_take (self))
    return;
  if (MO_JOB_CLASS (self)->abandon != NULL)
    MO_JOB_CLASS (self)->abandon (self, error);
  else
    mo_future_reject (&self->parent, g_error_copy (error));
}

gboolean
mo_job_withdraw (MoJob *self)
{
  return move_on (self, MO_JOB_CANCELLED);
}

GError *
mo_job_new_cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                              "cancelled while it was queued: nothing was sent to the server");
}

void
mo_job_cancel (MoFuture *future, GPtrArray *more)
{
  MoJob *self = (MoJob *) future;
  g_autoptr (GError) error = NULL;

  if (!mo_job_withdraw (self))
    return; /* it runs: its future tells what became of it */
  error = mo_job_new_cancelled_error ();
  if (MO_JOB_CLASS (self)->abandon != NULL)
    MO_JOB_CLASS (self)->abandon (self, error);
  else
    mo_future_reject (future, g_steal_pointer (&error));
}

void
mo_job_ignore_cancel (MoFuture *self, GPtrArray *more)
{
  (void) self;
  (void) more;
}
