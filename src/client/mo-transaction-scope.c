/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One run of an asynchronous body: begun on its worker, and committed or rolled back as the body's
 * future says. */

#include "client/mo-transaction-scope-private.h"

#include "base/mo-error-private.h"
#include "client/mo-attempts-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

/* The future that the caller gets. It waits for the body's future, then for the end that follows
 * from it, and takes over the body's outcome. No callback of the user's is involved, so it needs no
 * scheduler. */
typedef struct
{
  MoFuture parent;
  MoWaiter waiter;
  MoTask task;            /* to end the transaction on its worker */
  MoScheduler *scheduler; /* the worker's continuations */
  MoTransactionCore *core; /* owned, until it has ended */
  MoTransaction *tx;       /* until the end was submitted */
  MoFuture *outcome;       /* the body's, once it is settled */
  gboolean commits_itself; /* the body has asked for COMMIT */
  /* Once it is rejected. */
  gboolean is_undone; /* nothing of it stands, as far as the error does not tell */
  GError *cause;      /* what the server had ended it with; NULL: nothing */
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
        replace_outcome (self, mo_body_new_rolled_back_error ());
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

/* The transaction may be committed, which the body's error does not tell. */
static void
scope_add_end (MoScope *self, MoFuture *end)
{
  const GError *own = mo_future_get_error (self->outcome);
  GError *error
      = mo_body_add_end (g_error_copy (own), mo_future_peek_source (end)->outcome.error);

  if (error->domain == own->domain && error->code == own->code)
    g_error_free (error);
  else
    replace_outcome (self, error);
}

/* Of a body that failed: its transaction has ended, as @end says. */
static void
scope_fail (MoScope *self, MoFuture *end, MoSettler *settler)
{
  gboolean ended = mo_future_peek_status (end) == MO_FUTURE_RESOLVED;

  if (self->commits_itself && ended)
    {
      GError *error = mo_body_new_behind_commit_error (mo_future_get_error (self->outcome));

      mo_future_settle_error (&self->parent, error, settler);
      return;
    }
  self->is_undone = ended && !self->commits_itself;
  self->cause = mo_transaction_core_dup_cause (self->core);
  if (!ended)
    scope_add_end (self, end);
  mo_future_settle_as (&self->parent, self->outcome, settler); /* or the first error stays */
}

/* The body is content, and its transaction has ended, as @end says. */
static void
scope_succeed (MoScope *self, MoFuture *end, MoSettler *settler)
{
  gboolean ended = mo_future_peek_status (end) == MO_FUTURE_RESOLVED;

  self->is_undone = !ended; /* as far as the error does not tell */
  mo_future_settle_as (&self->parent, ended ? self->outcome : end, settler);
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
    scope_succeed (self, settled, settler);
  else
    scope_fail (self, settled, settler);
  mo_future_unref (&self->parent); /* the waiter's */
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
  g_clear_pointer (&self->core, mo_transaction_core_unref);
  g_clear_error (&self->cause);
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
  scope->is_undone = TRUE;
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

MoFuture *
mo_transaction_scope_new (const MoTransactionRequest *request,
                          MoTransactionFutureFunc body,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  MoTransactionCore *core = mo_transaction_core_new (request);
  MoScope *scope = (MoScope *) mo_future_alloc (&scope_class);
  MoBodyJob *job = (MoBodyJob *) mo_job_alloc (&body_job_class);

  scope->waiter.notify = scope_notify;
  scope->core = mo_transaction_core_ref (core);
  scope->tx = mo_transaction_new (core);
  job->body = body;
  job->user_data = user_data;
  job->destroy = destroy;
  job->scope = (MoScope *) mo_future_ref (&scope->parent);
  mo_future_unref (mo_transaction_core_submit (core, &job->parent));
  scope_set_upstream (scope, mo_transaction_core_request (core, NULL));
  return &scope->parent;
}

gboolean
mo_transaction_scope_is_undone (MoFuture *future, GError **cause)
{
  MoScope *self = (MoScope *) future;

  g_assert (future->klass == &scope_class);
  if (self->cause != NULL)
    *cause = g_error_copy (self->cause);
  return self->is_undone;
}
