/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction whose body is asynchronous: on its worker, and once more where it was asked for and
 * may help. */

#include "base/mo-error-private.h"
#include "client/mo-attempts-private.h"
#include "client/mo-client-private.h"
#include "client/mo-transaction-scope-private.h"
#include "future/mo-future-private.h"
#include "future/mo-timer-private.h"

#include <gio/gio.h>

/* One run after the other, as one future. Between two of them it waits for its timer. */
typedef struct
{
  MoFuture parent;
  MoWaiter waiter; /* on the run */
  MoWaiter closing_waiter; /* on no_more, while it pauses: has a reference on the future then */
  MoFuture *no_more; /* owned: the client takes no more work */
  GError *last;      /* what the last run failed with */
  MoTimer timer;   /* has a reference on the future while it is started */
  MoTransactionRequest request;
  MoPool *pool; /* owned: the request's */
  char *label;  /* owned: the request's */
  MoAttempts attempts;
  MoTransactionFutureFunc body;
  gpointer user_data;
  GDestroyNotify destroy;
  /* Guarded by the future's lock bit. */
  MoFuture *run;     /* that it waits for, to pass a cancel on; NULL: the timer */
  GError *pause;     /* while it waits for the timer: what the last run failed with */
  gboolean is_due;   /* the timer came before the pause */
  gboolean is_closed; /* so did the end of the client */
  gboolean cancelled;
} MoRuns;

/* No run will follow. */
static void
runs_release_body (MoRuns *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->destroy = NULL;
}

/* Consumes @error. */
static void
runs_fail (MoRuns *self, GError *error, MoSettler *settler)
{
  runs_release_body (self);
  mo_future_settle_error (&self->parent, error, settler);
}

static void
runs_begin (MoRuns *self, MoSettler *settler)
{
  MoFuture *run
      = mo_transaction_scope_new (&self->request, self->body, self->user_data, NULL);
  gboolean cancelled;

  mo_future_lock (&self->parent);
  self->run = mo_future_ref (run);
  cancelled = self->cancelled;
  mo_future_unlock (&self->parent);
  if (cancelled)
    mo_future_cancel (run);
  mo_future_ref (&self->parent); /* the waiter's */
  mo_future_await_with (run, &self->waiter, settler);
  mo_future_unref (run);
}

/* The end of the client is not waited for any more. Not by who was told of it. */
static void
runs_leave_closing (MoRuns *self)
{
  if (mo_future_leave (self->no_more, &self->closing_waiter))
    mo_future_unref (&self->parent); /* the waiter's */
}

static void
runs_stop_timer (MoRuns *self)
{
  if (mo_timer_stop (&self->timer))
    mo_future_unref (&self->parent); /* the timer's */
}

/* The client takes no more work, so there will be no other pause. Consumes the waiter's
 * reference. */
static void
runs_notify_closing (MoWaiter *waiter, MoFuture *no_more, MoSettler *settler)
{
  MoRuns *self = (MoRuns *) ((char *) waiter - G_STRUCT_OFFSET (MoRuns, closing_waiter));
  g_autoptr (GError) last = NULL;

  mo_future_lock (&self->parent);
  last = g_steal_pointer (&self->pause);
  self->is_closed = TRUE;
  mo_future_unlock (&self->parent);
  if (last != NULL)
    {
      runs_stop_timer (self);
      runs_fail (self, mo_attempts_new_closed_error (last), settler);
    }
  mo_future_unref (&self->parent);
}

/* Who takes the error ends the pause: the timer, a cancel, or the end of the client. Consumes the
 * timer's reference. */
static void
runs_expire (MoTimer *timer)
{
  MoRuns *self = (MoRuns *) ((char *) timer - G_STRUCT_OFFSET (MoRuns, timer));
  MoSettler settler = MO_SETTLER_INIT;
  g_autoptr (GError) error = NULL;

  mo_future_lock (&self->parent);
  error = g_steal_pointer (&self->pause);
  self->is_due = error == NULL;
  mo_future_unlock (&self->parent);
  if (error != NULL)
    {
      runs_leave_closing (self);
      runs_begin (self, &settler);
      mo_settler_run (&settler);
    }
  mo_future_unref (&self->parent);
}

static GError *
runs_new_cancelled_error (const GError *last)
{
  return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                      "cancelled before the transaction's body was run once more, without effect "
                      "(the last run failed with: %s)",
                      last->message);
}

/* The timer is started before anybody can stop it, so it may expire before there is a pause; and so
 * may the client end. */
static void
runs_pause (MoRuns *self, const GError *error, gint64 wait_usec, MoSettler *settler)
{
  gboolean cancelled;
  gboolean is_due;
  gboolean is_closed;

  self->request.attempt = self->attempts.n;
  mo_future_ref (&self->parent); /* the timer's */
  mo_timer_start (&self->timer, g_get_monotonic_time () + wait_usec);
  mo_future_ref (&self->parent); /* the closing waiter's */
  mo_future_await_with (self->no_more, &self->closing_waiter, settler);
  mo_future_lock (&self->parent);
  cancelled = self->cancelled;
  is_due = self->is_due;
  is_closed = self->is_closed;
  self->is_due = FALSE;
  if (!cancelled && !is_due && !is_closed)
    self->pause = g_error_copy (error);
  mo_future_unlock (&self->parent);
  if (!cancelled && !is_due && !is_closed)
    return;
  runs_stop_timer (self);
  runs_leave_closing (self);
  if (cancelled)
    runs_fail (self, runs_new_cancelled_error (error), settler);
  else if (is_closed)
    runs_fail (self, mo_attempts_new_closed_error (error), settler);
  else
    runs_begin (self, settler);
}

static gboolean
runs_go_on (MoRuns *self, MoFuture *run, GError *error, gint64 *wait_usec)
{
  g_autoptr (GError) cause = NULL;
  gboolean is_undone = mo_transaction_scope_is_undone (run, &cause);

  return mo_attempts_go_on (&self->attempts, is_undone, cause, error, wait_usec);
}

static void
runs_take_failure (MoRuns *self, MoFuture *run, MoSettler *settler)
{
  GError *error = g_error_copy (mo_future_get_error (run));
  gint64 wait_usec;

  if (self->last != NULL && g_error_matches (error, MO_ERROR, MO_ERROR_POOL_CLOSED))
    {
      runs_fail (self, mo_attempts_new_closed_error (self->last), settler);
      g_error_free (error);
      return;
    }
  if (!runs_go_on (self, run, error, &wait_usec))
    {
      runs_fail (self, error, settler);
      return;
    }
  g_clear_error (&self->last);
  self->last = g_error_copy (error);
  runs_pause (self, error, wait_usec, settler);
  g_error_free (error);
}

static void
runs_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoRuns *self = (MoRuns *) ((char *) waiter - G_STRUCT_OFFSET (MoRuns, waiter));
  g_autoptr (MoFuture) run = NULL;

  mo_future_lock (&self->parent);
  run = g_steal_pointer (&self->run);
  mo_future_unlock (&self->parent);
  if (mo_future_peek_status (settled) == MO_FUTURE_REJECTED)
    runs_take_failure (self, run, settler);
  else
    {
      runs_release_body (self);
      mo_future_settle_as (&self->parent, settled, settler);
    }
  mo_future_unref (&self->parent); /* the waiter's */
}

static void
runs_cancel (MoFuture *future, GPtrArray *more)
{
  MoRuns *self = (MoRuns *) future;
  MoSettler settler = MO_SETTLER_INIT;
  g_autoptr (GError) last = NULL;

  mo_future_lock (future);
  self->cancelled = TRUE;
  last = g_steal_pointer (&self->pause);
  if (self->run != NULL)
    g_ptr_array_add (more, mo_future_ref (self->run));
  mo_future_unlock (future);
  if (last == NULL)
    return;
  runs_stop_timer (self);
  runs_leave_closing (self);
  runs_fail (self, runs_new_cancelled_error (last), &settler);
  mo_settler_run (&settler);
}

static void
runs_finalize (MoFuture *future)
{
  MoRuns *self = (MoRuns *) future;

  mo_timer_stop (&self->timer);
  g_clear_pointer (&self->run, mo_future_unref);
  g_clear_error (&self->pause);
  g_clear_error (&self->last);
  g_clear_pointer (&self->no_more, mo_future_unref);
  mo_pool_unref (self->pool);
  g_free (self->label);
}

static const MoFutureClass runs_class = { sizeof (MoRuns), runs_finalize, runs_cancel };

static MoFuture *
runs_new (const MoTransactionRequest *request,
          MoTransactionFutureFunc body,
          gpointer user_data,
          GDestroyNotify destroy)
{
  MoRuns *self = (MoRuns *) mo_future_alloc (&runs_class);
  MoSettler settler = MO_SETTLER_INIT;

  self->waiter.notify = runs_notify;
  self->timer.expire = runs_expire;
  self->closing_waiter.notify = runs_notify_closing;
  self->no_more = mo_pool_dup_no_more (request->pool);
  self->request = *request;
  self->pool = mo_pool_ref (request->pool);
  self->label = g_strdup (request->label);
  self->request.label = self->label;
  mo_attempts_init (&self->attempts, &request->options, request->deadline_usec);
  self->body = body;
  self->user_data = user_data;
  self->destroy = destroy;
  /* On the dispatcher nobody may wait for what the dispatcher is to begin. */
  mo_future_mark_needs_dispatcher (&self->parent);
  runs_begin (self, &settler);
  mo_settler_run (&settler);
  return &self->parent;
}

/**
 * mo_client_transaction_full:
 * @self: a client
 * @options: (nullable): how it is to run; copied
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 * @body: (scope notified) (closure user_data) (destroy destroy): called on the transaction's worker
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data, when @body has returned for the last time, or where it
 *   turns out that it will never be called
 *
 * Runs @body in a transaction without blocking anybody. The body submits work and returns a future:
 * its value commits, its error rolls back. Body, and continuations attached in it or in one of
 * them, run on the transaction's worker between its statements; they must not block. The reference
 * on the transaction that a continuation needs is its own to take.
 *
 * The body is run once, or more often where [method@Mo.TransactionOptions.set_max_attempts] says
 * so: each time in a transaction and a session of its own, with instances as they were before the
 * attempt that failed. The error is that of the last attempt. Where it may run more than once,
 * @destroy is called on whichever thread ends the last attempt. Where something else than the body
 * has ended the transaction, as a routine with a COMMIT does, an error of the body's own is told as
 * %MO_ERROR_TRANSACTION_ENDED, since it may be committed.
 *
 * Thread: any; never blocks. Errors: the body's; those of [method@Mo.Client.begin_full] and
 * [method@Mo.Transaction.commit].
 *
 * Returns: (transfer full): a future of what the body's future resolved with, once committed
 * Since: 0.1
 */
MoFuture *
mo_client_transaction_full (MoClient *self,
                            const MoTransactionOptions *options,
                            const char *label,
                            MoTransactionFutureFunc body,
                            gpointer user_data,
                            GDestroyNotify destroy)
{
  MoTransactionRequest request;
  GError *error = NULL;
  MoFuture *future;

  if (!mo_client_make_request (self, options, label, MO_LEASE_CONTINUES, &request, &error)
      || !mo_body_check (body != NULL, &error))
    {
      if (destroy != NULL)
        destroy (user_data);
      return mo_future_new_for_error (error);
    }
  future = request.options.max_attempts > 1
               ? runs_new (&request, body, user_data, destroy)
               : mo_transaction_scope_new (&request, body, user_data, destroy);
  return mo_deadline (future, request.deadline_usec);
}

/**
 * mo_client_transaction:
 * @self: a client
 * @body: (scope notified) (closure user_data) (destroy destroy): called once, on the transaction's
 *   worker
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data
 *
 * [method@Mo.Client.transaction_full] without options, labelled with the place of the call where it
 * is compiled as C.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of what the body's future resolved with, once committed
 * Since: 0.1
 */
MoFuture *
(mo_client_transaction) (MoClient *self,
                         MoTransactionFutureFunc body,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  return mo_client_transaction_full (self, NULL, "mo_client_transaction", body, user_data, destroy);
}
