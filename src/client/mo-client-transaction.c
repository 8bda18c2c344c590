/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions with a body: begin, run it, commit or roll back, on the caller's thread or on the
 * transaction's worker. */

#include <matrixone-glib/mo-await.h>

#include "base/mo-error-private.h"
#include "client/mo-client-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

static gboolean
check_arguments (MoClient *client, gboolean has_body, GError **error)
{
  if (MO_IS_CLIENT (client) && has_body)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the transaction's %s",
               has_body ? "client is no MoClient" : "body is NULL");
  return FALSE;
}

/* --- the blocking form --- */

/* What the body said, as one thing: NULL is success. */
static GError *
run_body (MoClient *self,
          MoTransaction *tx,
          const char *label,
          MoTransactionFunc body,
          gpointer user_data)
{
  MoThreadState *thread = mo_thread_state_get ();
  gpointer outer_pool = thread->body_pool;
  const char *outer_label = thread->body_label;
  GError *error = NULL;
  gboolean ok;

  mo_transaction_begin_body (tx);
  thread->body_pool = mo_client_get_pool (self);
  thread->body_label = label;
  ok = body (tx, user_data, &error);
  thread->body_pool = outer_pool;
  thread->body_label = outer_label;
  if (!ok && error == NULL)
    error = g_error_new_literal (MO_ERROR, MO_ERROR_FAILED,
                                 "the transaction's body returned FALSE without setting an error, "
                                 "and was rolled back");
  return error;
}

static GError *
rolled_back_by_body (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                              "the transaction's body rolled the transaction back itself");
}

/* What a body failed with that had committed by itself: run once more, it would write again. */
static GError *
failed_behind_commit (const GError *cause)
{
  return mo_error_rewrap (cause, MO_ERROR_COMMITTED_COMMAND_FAILED,
                          "the transaction is committed, as its body did by itself, but the body "
                          "failed behind that: %s",
                          cause->message);
}

/* TRUE: it is committed all the same. */
static gboolean
end_badly (MoTransaction *tx)
{
  MoFuture *end;
  MoTransactionEnd ending = mo_transaction_get_ending (tx, &end);

  if (ending == MO_TRANSACTION_NOT_ENDING)
    end = mo_transaction_rollback (tx);
  return mo_await (end, NULL) && ending == MO_TRANSACTION_COMMITTING;
}

/* After a body that is content: the end that it chose itself, or a commit. */
static gboolean
end_well (MoTransaction *tx, GError **error)
{
  MoFuture *end;
  gboolean committed;

  switch (mo_transaction_get_ending (tx, &end))
    {
    case MO_TRANSACTION_ROLLING_BACK:
      if (mo_await (end, error))
        g_propagate_error (error, rolled_back_by_body ());
      return FALSE;
    case MO_TRANSACTION_COMMITTING:
      return mo_await (end, error);
    case MO_TRANSACTION_NOT_ENDING:
    default:
      committed = mo_await (mo_transaction_commit (tx), error);
      end_badly (tx); /* a participant may have refused */
      return committed;
    }
}

/**
 * mo_client_run_transaction_labelled:
 * @self: a client
 * @label: where, or for what: as [method@Mo.Client.dump] and errors have it
 * @body: (scope call): called once, on this thread, with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * Runs @body in a transaction. %TRUE commits; %FALSE rolls back and hands that very error on.
 * Either way the worker is free again when this returns. A body that returns %TRUE with an error
 * set is rolled back too. A body may commit or roll back by itself; then nothing more is sent, and
 * what it did decides: one that fails behind its own commit is told
 * %MO_ERROR_COMMITTED_COMMAND_FAILED.
 *
 * Thread: any that may block. Errors: the body's; those of [method@Mo.Client.begin] and
 * [method@Mo.Transaction.commit]; %MO_ERROR_WOULD_DEADLOCK on a worker or in a callback of a main
 * loop.
 *
 * Returns: %TRUE if it was committed
 * Since: 0.1
 */
gboolean
mo_client_run_transaction_labelled (MoClient *self,
                                    const char *label,
                                    MoTransactionFunc body,
                                    gpointer user_data,
                                    GError **error)
{
  g_autoptr (MoTransaction) tx = NULL;
  MoTransactionCore *core;
  GError *body_error;

  if (!check_arguments (self, body != NULL, error) || !mo_wait_is_allowed (error))
    return FALSE;
  core = mo_transaction_core_new (mo_client_get_pool (self), MO_LEASE_BODY,
                                  mo_client_get_priority (self), label);
  tx = mo_await_transaction (mo_transaction_core_request (core, mo_transaction_new (core)), error);
  if (tx == NULL)
    return FALSE;
  body_error = run_body (self, tx, label, body, user_data);
  if (body_error == NULL)
    return end_well (tx, error);
  if (end_badly (tx))
    {
      GError *behind = failed_behind_commit (body_error);

      g_error_free (body_error);
      body_error = behind;
    }
  g_propagate_error (error, body_error);
  return FALSE;
}

/**
 * mo_client_run_transaction:
 * @self: a client
 * @body: (scope call): called once, on this thread, with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * [method@Mo.Client.run_transaction_labelled], labelled with the place of the call where it is
 * compiled as C.
 *
 * Thread: any that may block. Errors: as there.
 *
 * Returns: %TRUE if it was committed
 * Since: 0.1
 */
gboolean
(mo_client_run_transaction) (MoClient *self,
                             MoTransactionFunc body,
                             gpointer user_data,
                             GError **error)
{
  return mo_client_run_transaction_labelled (self, "mo_client_run_transaction", body, user_data,
                                             error);
}

/* --- the asynchronous form --- */

/* The future that the caller gets. It waits for the body's future, then for the end that follows
 * from it, and takes over the body's outcome. No callback of the user's is involved, so it needs no
 * scheduler. */
typedef struct
{
  MoFuture parent;
  MoWaiter waiter;
  MoTask task;            /* to end the transaction on its worker */
  MoScheduler *scheduler; /* the worker's continuations */
  MoTransaction *tx;   /* until the end was submitted */
  MoFuture *outcome;   /* the body's, once it is settled */
  gboolean commits_itself; /* the body has asked for COMMIT */
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
replace_outcome (MoScope *self, GError *error)
{
  mo_future_unref (self->outcome);
  self->outcome = mo_future_new_for_error (error);
}

/* (transfer full): the end's future. A participant may refuse a commit: then it is rolled back, and
 * that is the outcome. */
static MoFuture *
scope_submit_end (MoScope *self, MoTransaction *tx, gboolean resolved)
{
  MoFuture *end = resolved ? mo_transaction_commit (tx) : mo_transaction_rollback (tx);
  g_autoptr (MoFuture) refused = NULL;

  if (mo_transaction_get_ending (tx, NULL) != MO_TRANSACTION_NOT_ENDING)
    return end;
  refused = end;
  replace_outcome (self, g_error_copy (mo_future_get_error (refused)));
  return mo_transaction_rollback (tx);
}

static void
scope_end (MoScope *self, MoSettler *settler)
{
  g_autoptr (MoTransaction) tx = g_steal_pointer (&self->tx);
  gboolean resolved = mo_future_peek_status (self->outcome) == MO_FUTURE_RESOLVED;
  MoFuture *end;

  if (!resolved)
    mo_future_mark_taken (self->outcome); /* the error is the scope's from here on */
  switch (mo_transaction_get_ending (tx, &end))
    {
    case MO_TRANSACTION_ROLLING_BACK:
      if (resolved)
        replace_outcome (self, rolled_back_by_body ());
      break;
    case MO_TRANSACTION_COMMITTING:
      self->commits_itself = TRUE;
      break;
    case MO_TRANSACTION_NOT_ENDING:
    default:
      end = scope_submit_end (self, tx, resolved);
      break;
    }
  scope_wait_for (self, end, settler);
}

static void
scope_run_end (MoTask *task)
{
  MoScope *self = (MoScope *) ((char *) task - G_STRUCT_OFFSET (MoScope, task));
  MoSettler settler = MO_SETTLER_INIT;

  scope_end (self, &settler);
  mo_settler_run (&settler);
  mo_future_unref (&self->parent); /* the waiter's */
}

/* The body's future is settled. Participants belong to the worker, and are asked there. */
static void
scope_take_outcome (MoScope *self, MoFuture *body, MoSettler *settler)
{
  self->outcome = mo_future_ref (body);
  if (mo_thread_state_get ()->scheduler == self->scheduler)
    {
      scope_end (self, settler);
      mo_future_unref (&self->parent); /* the waiter's */
      return;
    }
  self->task.run = scope_run_end;
  mo_scheduler_post (self->scheduler, &self->task);
}

static void
scope_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoScope *self = (MoScope *) ((char *) waiter - G_STRUCT_OFFSET (MoScope, waiter));

  if (self->tx != NULL)
    {
      scope_take_outcome (self, settled, settler);
      return;
    }
  if (mo_future_peek_status (self->outcome) == MO_FUTURE_RESOLVED)
    mo_future_settle_as (&self->parent,
                         mo_future_peek_status (settled) == MO_FUTURE_RESOLVED ? self->outcome
                                                                               : settled,
                         settler);
  else if (self->commits_itself && mo_future_peek_status (settled) == MO_FUTURE_RESOLVED)
    mo_future_settle_error (&self->parent,
                            failed_behind_commit (mo_future_get_error (self->outcome)), settler);
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
  g_clear_pointer (&self->scheduler, mo_scheduler_unref);
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
body_job_destroy_data (MoBodyJob *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->destroy = NULL;
}

static void
body_job_release (MoBodyJob *self)
{
  body_job_destroy_data (self);
  mo_future_unref (&self->scope->parent);
  mo_future_resolve_true (&self->parent.parent);
}

static void
body_job_run (MoJob *job, MoConnection *connection)
{
  MoBodyJob *self = (MoBodyJob *) job;
  MoSettler settler = MO_SETTLER_INIT;
  MoFuture *body;

  mo_transaction_begin_body (self->scope->tx);
  self->scope->scheduler = mo_scheduler_ref (mo_thread_state_get ()->scheduler);
  body = self->body (self->scope->tx, self->user_data);

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
  body_job_destroy_data (self); /* before anyone can know of the outcome */
  mo_future_reject (&scope->parent, g_error_copy (error));
  body_job_release (self);
}

static const MoJobClass body_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoBodyJob, mo_job_ignore_cancel),
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
 * mo_client_transaction_labelled:
 * @self: a client
 * @label: where, or for what: as [method@Mo.Client.dump] and errors have it
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
mo_client_transaction_labelled (MoClient *self,
                                const char *label,
                                MoTransactionFutureFunc body,
                                gpointer user_data,
                                GDestroyNotify destroy)
{
  GError *error = NULL;
  MoTransactionCore *core;
  MoScope *scope;
  MoBodyJob *job;

  if (!check_arguments (self, body != NULL, &error))
    {
      if (destroy != NULL)
        destroy (user_data);
      return mo_future_new_for_error (error);
    }
  core = mo_transaction_core_new (mo_client_get_pool (self), MO_LEASE_CONTINUES,
                                  mo_client_get_priority (self), label);
  scope = (MoScope *) mo_future_alloc (&scope_class);
  job = (MoBodyJob *) mo_job_alloc (&body_job_class);
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

/**
 * mo_client_transaction:
 * @self: a client
 * @body: (scope notified) (closure user_data) (destroy destroy): called once, on the transaction's
 *   worker
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data
 *
 * [method@Mo.Client.transaction_labelled], labelled with the place of the call where it is compiled
 * as C.
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
  return mo_client_transaction_labelled (self, "mo_client_transaction", body, user_data, destroy);
}
