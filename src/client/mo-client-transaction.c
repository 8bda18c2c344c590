/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions with a body: begin, run it, commit or roll back, on the caller's thread or on the
 * transaction's worker. */

#include <matrixone-glib/mo-await.h>

#include "base/mo-error-private.h"
#include "client/mo-client-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

/* --- the blocking form --- */

/* What the body said, as one thing: NULL is success. */
static GError *
run_body (MoClient *self, MoTransaction *tx, MoTransactionFunc body, gpointer user_data)
{
  MoThreadState *thread = mo_thread_state_get ();
  gpointer outer_pool = thread->body_pool;
  GError *error = NULL;
  gboolean ok;

  thread->body_pool = mo_client_get_pool (self);
  thread->body_depth++;
  ok = body (tx, user_data, &error);
  thread->body_depth--;
  thread->body_pool = outer_pool;
  if (!ok && error == NULL)
    error = g_error_new_literal (MO_ERROR, MO_ERROR_FAILED,
                                 "the transaction's body returned FALSE without setting an error");
  return error;
}

/**
 * mo_client_run_transaction:
 * @self: a client
 * @body: (scope call): called once, on this thread, with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * Runs @body in a transaction. %TRUE commits; %FALSE rolls back and hands that very error on.
 * Either way the worker is free again when this returns. A body that returns %TRUE with an error set is
 * rolled back too. A body may commit or roll back by itself; then nothing more is done.
 *
 * Thread: any that may block. Errors: the body's; those of [method@Mo.Client.begin] and
 * [method@Mo.Transaction.commit]; %MO_ERROR_WOULD_DEADLOCK on a worker or in a callback of a main
 * loop.
 *
 * Returns: %TRUE if it was committed
 * Since: 0.1
 */
gboolean
mo_client_run_transaction (MoClient *self,
                           MoTransactionFunc body,
                           gpointer user_data,
                           GError **error)
{
  MoTransactionCore *core = mo_transaction_core_new (mo_client_get_pool (self), MO_LEASE_BODY,
                                                     "mo_client_run_transaction");
  MoFuture *granted = mo_transaction_core_request (core, mo_transaction_new (core));
  g_autoptr (MoTransaction) tx = mo_await_transaction (granted, error);
  GError *body_error;

  if (tx == NULL)
    return FALSE;
  body_error = run_body (self, tx, body, user_data);
  if (body_error == NULL)
    return mo_transaction_core_is_finishing (core)
           || mo_await (mo_transaction_commit (tx), error);
  if (!mo_transaction_core_is_finishing (core))
    mo_await (mo_transaction_rollback (tx), NULL);
  g_propagate_error (error, body_error);
  return FALSE;
}

/* --- the asynchronous form --- */

/* The future that the caller gets. It waits for the body's future, then for the end that follows
 * from it, and takes over the body's outcome. No callback of the user's is involved, so it needs no
 * scheduler. */
typedef struct
{
  MoFuture parent;
  MoWaiter waiter;
  MoTransaction *tx;   /* until the end was submitted */
  MoFuture *outcome;   /* the body's, once it is settled */
  /* Guarded by the future's lock bit. */
  MoFuture *upstream;  /* what it waits for, to pass a cancel on */
  gboolean cancelled;
} MoScope;

static void
scope_wait_for (MoScope *self, MoFuture *next, MoSettler *settler)
{
  g_autoptr (MoFuture) old = NULL;
  gboolean cancelled;

  mo_future_lock (&self->parent);
  old = self->upstream;
  self->upstream = mo_future_ref (next);
  cancelled = self->cancelled;
  mo_future_unlock (&self->parent);
  if (cancelled)
    mo_future_cancel (next);
  mo_future_ref (&self->parent); /* the waiter's */
  mo_future_await_with (next, &self->waiter, settler);
  mo_future_unref (next);
}

static void
scope_end (MoScope *self, MoFuture *body, MoSettler *settler)
{
  g_autoptr (MoTransaction) tx = g_steal_pointer (&self->tx);
  gboolean resolved = mo_future_peek_status (body) == MO_FUTURE_RESOLVED;

  self->outcome = mo_future_ref (body);
  if (!resolved)
    mo_future_mark_taken (body); /* the error is the scope's from here on */
  if (mo_transaction_core_is_finishing (mo_transaction_peek_core (tx)))
    scope_wait_for (self, mo_future_new_true (), settler);
  else
    scope_wait_for (self, resolved ? mo_transaction_commit (tx) : mo_transaction_rollback (tx),
                    settler);
}

static void
scope_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoScope *self = (MoScope *) ((char *) waiter - G_STRUCT_OFFSET (MoScope, waiter));

  if (self->tx != NULL)
    scope_end (self, settled, settler);
  else if (mo_future_peek_status (self->outcome) == MO_FUTURE_RESOLVED)
    mo_future_settle_as (&self->parent,
                         mo_future_peek_status (settled) == MO_FUTURE_RESOLVED ? self->outcome
                                                                               : settled,
                         settler);
  else
    mo_future_settle_as (&self->parent, self->outcome, settler); /* the first error stays */
  mo_future_unref (&self->parent);                               /* the waiter's */
}

static void
scope_cancel (MoFuture *future, GPtrArray *more)
{
  MoScope *self = (MoScope *) future;

  mo_future_lock (future);
  self->cancelled = TRUE;
  if (self->upstream != NULL)
    g_ptr_array_add (more, mo_future_ref (self->upstream));
  mo_future_unlock (future);
}

static void
scope_finalize (MoFuture *future)
{
  MoScope *self = (MoScope *) future;

  g_clear_object (&self->tx);
  g_clear_pointer (&self->outcome, mo_future_unref);
  g_clear_pointer (&self->upstream, mo_future_unref);
}

static const MoFutureClass scope_class = { sizeof (MoScope), scope_finalize, scope_cancel };

/* The body as the first job of its lease. */
typedef struct
{
  MoJob parent;
  MoTransactionFutureFunc body;
  gpointer user_data;
  GDestroyNotify destroy;
  MoScope *scope; /* owned until the body has run */
} MoBodyJob;

static void
body_job_release (MoBodyJob *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->destroy = NULL;
  mo_future_unref (&self->scope->parent);
  mo_future_resolve_true (&self->parent.parent);
}

static void
body_job_run (MoJob *job, MoConnection *connection)
{
  MoBodyJob *self = (MoBodyJob *) job;
  MoSettler settler = MO_SETTLER_INIT;
  MoFuture *body = self->body (self->scope->tx, self->user_data);

  scope_wait_for (self->scope, body != NULL ? body : mo_future_new_true (), &settler);
  mo_settler_run (&settler);
  body_job_release (self);
}

static void
body_job_abandon (MoJob *job, const GError *error)
{
  MoBodyJob *self = (MoBodyJob *) job;
  MoScope *scope = self->scope;

  g_clear_object (&scope->tx);
  mo_future_reject (&scope->parent, g_error_copy (error));
  body_job_release (self);
}

static const MoJobClass body_job_class = {
  .parent = { sizeof (MoBodyJob), NULL, NULL },
  .run = body_job_run,
  .abandon = body_job_abandon,
};

static void
scope_set_upstream (MoScope *self, MoFuture *upstream)
{
  mo_future_lock (&self->parent);
  if (self->upstream == NULL)
    self->upstream = g_steal_pointer (&upstream);
  mo_future_unlock (&self->parent);
  g_clear_pointer (&upstream, mo_future_unref); /* the body came first */
}

/**
 * mo_client_transaction:
 * @self: a client
 * @body: (scope notified) (closure user_data) (destroy destroy): called once, on the transaction's
 *   worker
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data, on the worker once @body has returned, or where it turns
 *   out that it will never be called
 *
 * Runs @body in a transaction without blocking anybody. The body submits work and returns a future:
 * its value commits, its error rolls back. Body, and continuations attached in it or in one of
 * them, run on the transaction's worker between its statements; they must not block. The reference
 * on the transaction that a continuation needs is its own to take.
 *
 * Thread: any; never blocks. Errors: the body's; those of [method@Mo.Client.begin] and
 * [method@Mo.Transaction.commit].
 *
 * Returns: (transfer full): a future of what the body's future resolved with, once committed
 * Since: 0.1
 */
MoFuture *
mo_client_transaction (MoClient *self,
                       MoTransactionFutureFunc body,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  MoTransactionCore *core = mo_transaction_core_new (mo_client_get_pool (self), MO_LEASE_CONTINUES,
                                                     "mo_client_transaction");
  MoScope *scope = (MoScope *) mo_future_alloc (&scope_class);
  MoBodyJob *job = (MoBodyJob *) mo_job_alloc (&body_job_class);

  scope->waiter.notify = scope_notify;
  scope->tx = mo_transaction_new (core);
  job->body = body;
  job->user_data = user_data;
  job->destroy = destroy;
  job->scope = (MoScope *) mo_future_ref (&scope->parent);
  mo_future_unref (mo_transaction_core_submit (core, &job->parent));
  scope_set_upstream (scope, mo_transaction_core_request (core, NULL));
  return &scope->parent;
}
