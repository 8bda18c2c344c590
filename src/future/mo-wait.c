/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting on a future with a blocked thread, and refusing to where the wait could never end. */

#include "base/mo-error-private.h"
#include "future/mo-future-private.h"
#include "future/mo-inbox-private.h"
#include "future/mo-thread-state-private.h"

/* Shared by the waiting thread and, while it is linked, by the future. */
typedef struct
{
  MoWaiter waiter;
  _Atomic guint ref_count;
  MoInbox *inbox; /* owned: who settles may still be busy with it when its thread is gone */
  gboolean done;  /* guarded by the inbox's lock */
} MoBlocker;

static void
blocker_unref (MoBlocker *self)
{
  /* Acquire and release: what the other one did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  mo_scheduler_unref (&self->inbox->parent);
  g_free (self);
}

static void
blocker_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoBlocker *self = (MoBlocker *) waiter;

  mo_mutex_lock (&self->inbox->lock);
  self->done = TRUE;
  mo_parker_wake (&self->inbox->parker);
  mo_mutex_unlock (&self->inbox->lock);
  blocker_unref (self);
}

static MoBlocker *
blocker_new (MoInbox *inbox)
{
  MoBlocker *self = g_new0 (MoBlocker, 1);

  self->waiter.notify = blocker_notify;
  atomic_init (&self->ref_count, 2);
  self->inbox = inbox;
  mo_scheduler_ref (&inbox->parent);
  return self;
}

/* FALSE if the time ended first. The waiter leaves, so a future that is waited for a million times
 * in vain holds nothing of it. */
static gboolean
block_until_settled (MoFuture *self, MoInbox *inbox, gint64 end_time)
{
  MoBlocker *blocker = blocker_new (inbox);
  gboolean settled = TRUE;

  if (!mo_future_attach (self, &blocker->waiter))
    {
      mo_inbox_run (inbox); /* what was posted before it settled */
      blocker_unref (blocker);
    }
  else if (!mo_inbox_wait (inbox, &blocker->done, end_time, mo_future_get_spin (self)))
    {
      settled = mo_future_peek_status (self) != MO_FUTURE_PENDING;
      if (mo_future_leave (self, &blocker->waiter))
        blocker_unref (blocker);
    }
  blocker_unref (blocker);
  return settled;
}

static gboolean
may_wait (MoFuture *self, MoThreadState *thread, MoWaitFlags flags, GError **error)
{
  const char *what = NULL;
  gboolean insists = flags & MO_WAIT_IN_CALLBACK;

  if (thread->no_waiting != NULL && !(insists && thread->may_insist))
    what = thread->no_waiting;
  else if (g_main_depth () > 0 && !insists)
    what = "in a callback of a main loop, which would stand still (mo_future_wait_full() with "
           "MO_WAIT_IN_CALLBACK insists)";
  else if (self != NULL
           && (mo_bindings_has_own (self->bindings)
           || (thread->is_dispatcher && mo_future_needs_dispatcher (self))))
    what = "on the thread that would have to run one of its continuations";
  if (what == NULL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK,
               "a future cannot be waited for %s: continue with mo_then() or "
               "mo_then_in_context() instead",
               what);
  return FALSE;
}

gboolean
mo_wait_is_allowed (GError **error)
{
  return may_wait (NULL, mo_thread_state_get (), MO_WAIT_DEFAULT, error);
}

/**
 * mo_future_wait_full:
 * @self: a future
 * @timeout_usec: how long at the most, in microseconds; 0 only looks; %MO_WAIT_FOREVER
 * @flags: how
 * @error: return location
 *
 * Blocks the calling thread until @self is settled. @self is only borrowed, and giving up leaves
 * the work behind it alone.
 *
 * Thread: any that may block. Errors: the future's own; %MO_ERROR_TIMED_OUT;
 * %MO_ERROR_WOULD_DEADLOCK, before anything is waited for, on a pool's worker, in a callback of a
 * main loop or of the dispatcher thread, and where this thread itself would have to run a
 * continuation that @self depends on.
 *
 * Returns: %TRUE if it was resolved
 * Since: 0.1
 */
gboolean
mo_future_wait_full (MoFuture *self, gint64 timeout_usec, MoWaitFlags flags, GError **error)
{
  MoThreadState *thread;
  gint64 now;

  if (self == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "NULL was to be waited for instead of a future");
      return FALSE;
    }
  thread = mo_thread_state_get ();
  mo_thread_state_release_corks (thread);
  if (mo_future_peek_status (self) == MO_FUTURE_PENDING && timeout_usec != 0)
    {
      if (!may_wait (self, thread, flags, error))
        return FALSE;
      now = g_get_monotonic_time ();
      block_until_settled (self, mo_inbox_get (thread),
                           timeout_usec < 0 || timeout_usec > G_MAXINT64 - now
                               ? -1
                               : now + timeout_usec);
    }
  else if (thread->inbox != NULL)
    mo_inbox_run (thread->inbox);
  if (mo_future_peek_status (self) == MO_FUTURE_PENDING)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_TIMED_OUT,
                   "the future was not settled within %" G_GINT64_FORMAT " ms; its work goes on",
                   timeout_usec / 1000);
      return FALSE;
    }
  return mo_future_get_value (self, error) != NULL;
}

/**
 * mo_future_wait:
 * @self: a future
 * @timeout_usec: how long at the most, in microseconds; 0 only looks; %MO_WAIT_FOREVER
 * @error: return location
 *
 * [method@Mo.Future.wait_full] without flags.
 *
 * Thread: any that may block. Errors: as there.
 *
 * Returns: %TRUE if it was resolved
 * Since: 0.1
 */
gboolean
mo_future_wait (MoFuture *self, gint64 timeout_usec, GError **error)
{
  return mo_future_wait_full (self, timeout_usec, MO_WAIT_DEFAULT, error);
}

/**
 * mo_await:
 * @future: (transfer full): a future; consumed in any case
 * @error: return location
 *
 * Waits without a limit and drops the value.
 *
 * Thread: any that may block. Errors: as [method@Mo.Future.wait_full].
 *
 * Returns: %TRUE if it was resolved
 * Since: 0.1
 */
gboolean
mo_await (MoFuture *future, GError **error)
{
  g_autoptr (MoFuture) owned = future;

  return mo_future_wait (owned, MO_WAIT_FOREVER, error);
}
