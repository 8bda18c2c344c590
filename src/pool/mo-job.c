/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoJob: queued once, taken once, settled once. */

#include "pool/mo-job-private.h"

#include <gio/gio.h>
#include <matrixone-glib/mo-error.h>

#include "pool/mo-fence-private.h"
#include "pool/mo-job-queue-private.h"

MoJob *
mo_job_alloc (const MoJobClass *klass)
{
  MoJob *self = (MoJob *) mo_future_alloc (&klass->parent);

  atomic_init (&self->state, MO_JOB_QUEUED);
  self->priority = MO_JOB_NORMAL;
  return self;
}

void
mo_job_finalize (MoFuture *future)
{
  MoJob *self = (MoJob *) future;

  if (MO_JOB_CLASS (self)->clear != NULL)
    MO_JOB_CLASS (self)->clear (self);
  g_clear_pointer (&self->fence, mo_fence_unref);
  g_clear_pointer (&self->queue, mo_job_queue_unref);
}

static gboolean
move_on (MoJob *self, MoJobState state)
{
  guint queued = MO_JOB_QUEUED;

  /* Acquire and release: whoever takes the job sees it as its submitter left it, and whoever comes
   * second sees that it is gone, and what the first had written: its fence. */
  return atomic_compare_exchange_strong_explicit (&self->state, &queued, state,
                                                  memory_order_acq_rel, memory_order_acquire);
}

gboolean
mo_job_take (MoJob *self)
{
  return move_on (self, MO_JOB_TAKEN);
}

void
mo_job_set_fence (MoJob *self, MoFence *fence)
{
  if (self->fence == NULL && fence != NULL)
    self->fence = mo_fence_ref (fence);
}

gboolean
mo_job_take_on (MoJob *self, MoFence *fence)
{
  mo_job_set_fence (self, fence);
  return mo_job_take (self);
}

/* With the right to. Consumes @error. */
static void
settle_abandoned (MoJob *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (MO_JOB_CLASS (self)->abandon != NULL)
    MO_JOB_CLASS (self)->abandon (self, owned);
  else
    mo_future_reject (&self->parent, g_steal_pointer (&owned));
}

void
mo_job_abandon (MoJob *self, const GError *error)
{
  if (mo_job_take (self))
    settle_abandoned (self, g_error_copy (error));
}

gboolean
mo_job_claim_cancel (MoJob *self)
{
  return move_on (self, MO_JOB_CANCELLED);
}

void
mo_job_forget (MoJob *self)
{
  if (self->queue != NULL)
    mo_job_queue_forget (self->queue, self);
}

void
mo_job_stop (MoJob *self)
{
  /* Acquire: pairs with the release of the worker that took it, behind its writing of the fence. */
  if (atomic_load_explicit (&self->state, memory_order_acquire) == MO_JOB_TAKEN
      && self->fence != NULL)
    mo_fence_stop (self->fence, self);
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

  if (mo_job_claim_cancel (self))
    {
      mo_job_forget (self);
      settle_abandoned (self, mo_job_new_cancelled_error ());
    }
  else
    mo_job_stop (self);
}

void
mo_job_ignore_cancel (MoFuture *self, GPtrArray *more)
{
  (void) self;
  (void) more;
}

/* --- times --- */

static MoJob *
peek_root (MoJob *self)
{
  return self->root != NULL ? self->root : self;
}

MoJobTimes
mo_job_begin_statement (MoJob *self)
{
  MoJobTimes times = peek_root (self)->times;
  gint64 now = g_get_monotonic_time ();

  if (times.sent_usec != 0)
    times = (MoJobTimes){ .submitted_usec = now, .taken_usec = now, .connected_usec = now };
  times.sent_usec = now;
  return times;
}

void
mo_job_note_statement (MoJob *self, const MoJobTimes *times)
{
  MoJob *root = peek_root (self);

  if (self->times.sent_usec == 0)
    self->times = *times;
  if (root->times.sent_usec == 0)
    root->times.sent_usec = self->times.sent_usec;
}

void
mo_job_note_sent (MoJob *self)
{
  MoJobTimes times;

  if (self->times.sent_usec != 0)
    return;
  times = mo_job_begin_statement (self);
  mo_job_note_statement (self, &times);
}

GError *
mo_job_new_stopped_error (MoJob *self)
{
  if (peek_root (self)->times.sent_usec == 0)
    return mo_job_new_cancelled_error ();
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                              "stopped between two of its statements: this one was not sent");
}

static void
times_end (MoJobTimes *self, gint64 answered_usec, gint64 done_usec)
{
  self->done_usec = done_usec;
  self->answered_usec = MIN (MAX (answered_usec, self->sent_usec), done_usec);
}

void
mo_job_times_end (MoJobTimes *self, gint64 answered_usec)
{
  times_end (self, answered_usec, g_get_monotonic_time ());
}

void
mo_job_note_answer (MoJob *self, gint64 answered_usec)
{
  mo_job_times_end (&self->times, answered_usec);
  if (self->root != NULL)
    times_end (&self->root->times, answered_usec, self->times.done_usec);
}

void
mo_job_end_statement (MoJob *self, MoJobTimes *times, gint64 answered_usec)
{
  mo_job_note_answer (self, answered_usec);
  times_end (times, answered_usec, self->times.done_usec);
}

/* Before it is settled: who sees it settled reads its times. */
static void
note_settled (MoJob *self)
{
  if (self->times.done_usec != 0)
    self->times.settled_usec = g_get_monotonic_time ();
  if (!self->frees_worker || self->has_freed_worker)
    return;
  self->has_freed_worker = TRUE;
  mo_job_queue_add_finishing (self->queue, 1);
}

void
mo_job_resolve (MoJob *self, GType type, gpointer boxed)
{
  note_settled (self);
  mo_future_resolve_boxed (&self->parent, type, boxed);
}

void
mo_job_resolve_value (MoJob *self, const GValue *value)
{
  MoSettler settler = MO_SETTLER_INIT;

  note_settled (self);
  mo_future_settle_value (&self->parent, value, &settler);
  mo_settler_run (&settler);
}

void
mo_job_resolve_true (MoJob *self)
{
  note_settled (self);
  mo_future_resolve_true (&self->parent);
}

void
mo_job_reject (MoJob *self, GError *error)
{
  note_settled (self);
  mo_future_reject (&self->parent, error);
}

gboolean
mo_job_is_unwanted (MoJob *self)
{
  return self->fence != NULL && mo_fence_is_unwanted (self->fence, self);
}

/* Whether what was rejected with @error had been stopped. */
static gboolean
was_stopped (MoJob *self, const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || (g_error_matches (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN)
             && mo_job_is_unwanted (self));
}

void
mo_job_count_outcome (MoJob *self, MoCounters *counters)
{
  MoFuture *source = mo_future_peek_source (&self->parent);

  /* Relaxed: no other thread has it once it is taken. */
  if (MO_JOB_CLASS (self)->is_no_work
      || atomic_load_explicit (&self->state, memory_order_relaxed) != MO_JOB_TAKEN)
    return;
  switch (mo_future_peek_status (&self->parent))
    {
    case MO_FUTURE_RESOLVED:
      mo_counters_add (counters, MO_COUNT_DONE, 1);
      break;
    case MO_FUTURE_REJECTED:
      mo_counters_add (counters,
                       was_stopped (self, source->outcome.error) ? MO_COUNT_CANCELLED
                                                                 : MO_COUNT_FAILED,
                       1);
      break;
    case MO_FUTURE_PENDING:
    default:
      break;
    }
  if (self->times.done_usec != 0)
    mo_histogram_add (&counters->executions, self->times.done_usec - self->times.sent_usec);
}

const MoJobTimes *
mo_job_peek_times (MoFuture *future)
{
  return future->klass->finalize == mo_job_finalize ? &((MoJob *) future)->times : NULL;
}
