/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Time limits: a future whose work is stopped when its time is over. */

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "future/mo-relay-private.h"
#include "future/mo-timer-private.h"

typedef enum
{
  MO_TIMEOUT_RUNS,
  MO_TIMEOUT_CANCELLED, /* somebody called it off before the time was over */
  MO_TIMEOUT_EXPIRED,
} MoTimeoutPhase;

typedef struct
{
  MoRelay relay;
  MoTimer timer; /* from its start to its stop it has a reference on the future */
  gint64 limit_usec;
  const char *limit_name; /* with what stands between it and the time */
  MoFuture *cause; /* the cancelled one that the error of this one stands for; before it settles */
  /* Guarded by the future's lock bit. */
  MoTimeoutPhase phase;
} MoTimeout;

static MoTimeout *
timeout_of_timer (MoTimer *timer)
{
  return (MoTimeout *) ((char *) timer - G_STRUCT_OFFSET (MoTimeout, timer));
}

/* Whoever ends it first says why. */
static MoTimeoutPhase
enter_phase (MoTimeout *self, MoTimeoutPhase phase)
{
  mo_future_lock (&self->relay.parent);
  if (self->phase == MO_TIMEOUT_RUNS)
    self->phase = phase;
  phase = self->phase;
  mo_future_unlock (&self->relay.parent);
  return phase;
}

static void
timeout_cancel (MoFuture *future, GPtrArray *more)
{
  enter_phase ((MoTimeout *) future, MO_TIMEOUT_CANCELLED);
  mo_relay_cancel (future, more);
}

/* (transfer full) (nullable) */
static MoFuture *
dup_upstream (MoTimeout *self)
{
  MoFuture *upstream;

  mo_future_lock (&self->relay.parent);
  upstream = self->relay.upstream != NULL ? mo_future_ref (self->relay.upstream) : NULL;
  mo_future_unlock (&self->relay.parent);
  return upstream;
}

/* Consumes the timer's reference. */
static void
timeout_expire (MoTimer *timer)
{
  MoTimeout *self = timeout_of_timer (timer);
  g_autoptr (MoFuture) upstream = dup_upstream (self);

  if (upstream != NULL && enter_phase (self, MO_TIMEOUT_EXPIRED) == MO_TIMEOUT_EXPIRED)
    mo_future_cancel (upstream);
  mo_future_unref (&self->relay.parent);
}

static gboolean
was_stopped (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
         || g_error_matches (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
}

/* What became of the work, @cause says; which may be of one piece of it only. */
static GError *
make_error (MoTimeout *self, const GError *cause)
{
  MoError code = cause->domain == MO_ERROR ? (MoError) cause->code : MO_ERROR_TIMED_OUT;

  return mo_error_rewrap (cause, code, "the %s%" G_GINT64_FORMAT ".%03d ms was over: %s",
                          self->limit_name, self->limit_usec / 1000,
                          (int) (self->limit_usec % 1000), cause->message);
}

static void
timeout_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoTimeout *self = (MoTimeout *) mo_relay_of_waiter (waiter);
  MoFuture *source = mo_future_peek_source (settled);

  if (mo_timer_stop (&self->timer))
    mo_future_unref (&self->relay.parent); /* the timer's */
  /* What did not stop in time tells the truth by itself. */
  if (enter_phase (self, MO_TIMEOUT_RUNS) == MO_TIMEOUT_EXPIRED
      && mo_future_peek_status (settled) == MO_FUTURE_REJECTED
      && was_stopped (source->outcome.error))
    {
      GError *error = make_error (self, source->outcome.error);

      self->cause = mo_future_ref (source);
      mo_future_settle_error (&self->relay.parent, error, settler);
    }
  else
    mo_future_settle_as (&self->relay.parent, settled, settler);
  mo_relay_is_told (&self->relay);
}

static MoFuture *
timeout_get_cause (MoFuture *future)
{
  return ((MoTimeout *) future)->cause;
}

static void
timeout_finalize (MoFuture *future)
{
  g_clear_pointer (&((MoTimeout *) future)->cause, mo_future_unref);
  mo_relay_finalize (future);
}

static const MoFutureClass timeout_class = {
  .size = sizeof (MoTimeout),
  .finalize = timeout_finalize,
  .cancel = timeout_cancel,
  .get_cause = timeout_get_cause,
};

/* Consumes @future, which is pending. */
static MoFuture *
timeout_new (MoFuture *future, gint64 now, gint64 due, const char *limit_name)
{
  MoTimeout *self = (MoTimeout *) mo_relay_new (&timeout_class, future);

  self->timer.expire = timeout_expire;
  self->limit_usec = MAX (due - now, 0);
  self->limit_name = limit_name;
  mo_future_ref (&self->relay.parent); /* the timer's */
  if (due > now)
    {
      /* On the dispatcher nobody may wait for what the dispatcher is to stop. */
      mo_future_mark_needs_dispatcher (&self->relay.parent);
      /* First, so that whoever is told of the outcome finds it started. */
      mo_timer_start (&self->timer, due);
      mo_relay_attach (&self->relay, timeout_notify);
    }
  else
    {
      mo_relay_attach (&self->relay, timeout_notify);
      timeout_expire (&self->timer);
    }
  return &self->relay.parent;
}

static gboolean
needs_no_limit (MoFuture *future)
{
  return mo_future_peek_status (future) != MO_FUTURE_PENDING;
}

static MoFuture *
reject_null (const char *name)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "%s() was given NULL instead of a future", name);
}

/**
 * mo_timeout:
 * @future: (transfer full): what is to be done in time
 * @timeout_usec: how long at the most from now, in microseconds; 0: not at all;
 *   %MO_WAIT_FOREVER, or any other negative time: without a limit
 *
 * A time limit for all the work behind @future: when it is over, the work is cancelled, as by
 * [method@Mo.Future.cancel]. The result settles when the work has really stopped, and then tells
 * the truth. A piece of work that was stopped before it took any effect is rejected with
 * %MO_ERROR_TIMED_OUT; any other outcome is passed on: a value that was there after all, or an
 * error that says that the outcome is unknown. Of several pieces behind @future, gathered or one
 * after the other, the error tells of one, and those that had resolved have taken effect.
 * [method@Mo.Future.wait] gives up without touching the work.
 *
 * `mo_await (mo_timeout (mo_execute (client, "DELETE FROM t"), 5 * G_USEC_PER_SEC), &error)`
 *
 * Cancelling the result cancels @future.
 *
 * Thread: any; never blocks. Errors: those of @future; %MO_ERROR_TIMED_OUT.
 *
 * Returns: (transfer full): a future with the outcome of @future
 * Since: 0.1
 */
MoFuture *
mo_timeout (MoFuture *future, gint64 timeout_usec)
{
  gint64 now = g_get_monotonic_time ();

  if (future == NULL)
    return reject_null ("mo_timeout");
  if (timeout_usec < 0 || timeout_usec > G_MAXINT64 - now || needs_no_limit (future))
    return future;
  return timeout_new (future, now, now + timeout_usec, "limit of ");
}

/**
 * mo_deadline:
 * @future: (transfer full): what is to be done in time
 * @monotonic_usec: until when, as g_get_monotonic_time() counts, in microseconds;
 *   %MO_WAIT_FOREVER, or any other negative time, and %G_MAXINT64: without a limit
 *
 * [func@Mo.timeout] until a moment, so that several steps can share one limit. A moment that is
 * over already cancels at once.
 *
 * Thread: any; never blocks. Errors: those of @future; %MO_ERROR_TIMED_OUT.
 *
 * Returns: (transfer full): a future with the outcome of @future
 * Since: 0.1
 */
MoFuture *
mo_deadline (MoFuture *future, gint64 monotonic_usec)
{
  if (future == NULL)
    return reject_null ("mo_deadline");
  if (monotonic_usec < 0 || monotonic_usec == G_MAXINT64 || needs_no_limit (future))
    return future;
  return timeout_new (future, g_get_monotonic_time (), monotonic_usec, "deadline after ");
}
