/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nested scopes: a part of a transaction that is rolled back by itself. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-future.h>

#include "base/mo-error-private.h"
#include "client/mo-attempts-private.h"
#include "client/mo-participant-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

typedef struct
{
  MoTransaction *tx; /* owned */
  guint number;
  MoMarks *marks; /* of the participants; NULL: not begun */
  /* Of the asynchronous form. */
  MoTransactionFutureFunc body;
  gpointer user_data;
  GDestroyNotify destroy;
  MoFuture *outcome; /* what it comes to; NULL: not known yet */
} MoNested;

static MoNested *
nested_new (MoTransaction *tx)
{
  MoNested *self = g_atomic_rc_box_new0 (MoNested);

  self->tx = g_object_ref (tx);
  self->number = mo_transaction_next_scope (tx);
  return self;
}

static void
nested_release_body (MoNested *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->destroy = NULL;
}

static void
nested_clear (gpointer data)
{
  MoNested *self = data;

  nested_release_body (self);
  g_clear_pointer (&self->marks, mo_marks_free);
  g_clear_pointer (&self->outcome, mo_future_unref);
  g_object_unref (self->tx);
}

static void
nested_unref (gpointer self)
{
  g_atomic_rc_box_release_full (self, nested_clear);
}

/* --- its steps --- */

static MoFuture *
submit (MoNested *self, MoSavepointStep step)
{
  GError *error = NULL;

  if (step == MO_SAVEPOINT_ROLL_BACK || mo_transaction_prepare (self->tx, step, &error))
    return mo_transaction_savepoint (self->tx, step, self->number);
  return mo_future_new_for_error (error);
}

/* The savepoint is set. */
static void
begun (MoNested *self)
{
  self->marks = mo_transaction_mark (self->tx);
}

static void
rolled_back (MoNested *self)
{
  mo_transaction_rewind (self->tx, self->marks);
}

/* The whole transaction is rolled back, or over. */
static gboolean
is_of_the_whole (const GError *error)
{
  static const MoError codes[]
      = { MO_ERROR_TRANSACTION_ABORTED, MO_ERROR_TRANSACTION_ENDED, MO_ERROR_TRANSACTION_FINISHED,
          MO_ERROR_CONNECTION_LOST, MO_ERROR_TIMED_OUT, MO_ERROR_POOL_CLOSED };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MO_ERROR, (gint) codes[i]))
      return TRUE;
  return error->domain != MO_ERROR;
}

/* The scope has failed with @error, and @stuck kept it from being undone. */
static void
tell_stuck (const GError *stuck, GError **error)
{
  if (!is_of_the_whole (stuck))
    g_prefix_error (error, "the scope could not be rolled back by itself (%s), and so the "
                           "transaction can only be rolled back; the scope had failed with: ",
                    stuck->message);
}

/* --- the blocking form --- */

static void
roll_back_and_wait (MoNested *self, GError **error)
{
  g_autoptr (GError) stuck = NULL;

  if (mo_await (submit (self, MO_SAVEPOINT_ROLL_BACK), &stuck))
    rolled_back (self);
  else
    tell_stuck (stuck, error);
}

static gboolean
check_call (MoTransaction *tx, gboolean has_body, GError **error)
{
  if (MO_IS_TRANSACTION (tx))
    return mo_body_check (has_body, error);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "the scope's transaction is no MoTransaction: did mo_client_begin() fail?");
  return FALSE;
}

/* Its thread has ended in the middle of the body: nobody is there who could say what is to stay. */
static void
nested_abandon (gpointer data)
{
  MoNested *self = data;

  mo_transaction_abandon (g_object_ref (self->tx));
  nested_unref (self);
}

static gboolean
run_body (MoNested *self, MoTransactionFunc body, gpointer user_data, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  mo_thread_call_enter (nested_abandon, self);
  ok = body (self->tx, user_data, &local);
  mo_thread_call_leave ();
  return mo_error_take_outcome (ok, g_steal_pointer (&local), "the scope's body", error);
}

/**
 * mo_transaction_run_nested:
 * @self: a transaction
 * @body: (scope call): called once, on this thread, with @self; it may block
 * @user_data: for @body
 * @error: return location
 *
 * Runs @body in a part of the transaction that can be undone without the rest: %TRUE keeps what it
 * did, %FALSE rolls back to where it began and hands that very error on, and the transaction goes
 * on. Scopes may be nested in each other. It is a savepoint on the server.
 *
 * Names that begin with `mo_savepoint_`, in any case, are those of scopes: statements of a
 * transaction that name one are refused. Until a scope has ended, so is each ROLLBACK TO and
 * RELEASE SAVEPOINT, with %MO_ERROR_INVALID_ARGUMENT, since it may undo or end the scope.
 *
 * A session of the transaction is flushed before and after. When the scope is rolled back, the
 * session's instances are as they were when it began, and those that came into the session in it
 * leave it. What other threads submit to the transaction meanwhile is in the scope, too, as are
 * commands of MatrixOne that wait for the commit. An error that nobody looked at and that was
 * undone with its scope does not keep the transaction from being committed.
 *
 * A @body that ends its thread rolls back the whole transaction.
 *
 * Where the server has undone the whole transaction, as for a deadlock, there is nothing to go back
 * to: what follows is refused with %MO_ERROR_TRANSACTION_ABORTED.
 *
 * Where a scope that failed cannot be rolled back by itself, the transaction cannot be committed
 * any more: the scope's error and that of the commit say why, and all of it is rolled back.
 *
 * A scope ends before its transaction does. Where the commit is submitted while it has not ended,
 * by @body or by another thread, it rolls back instead, with %MO_ERROR_INVALID_ARGUMENT; and a
 * @body may roll back the whole. Either way the transaction is over, and the scope returns %FALSE:
 * with @body's error or, if it has none, %MO_ERROR_TRANSACTION_FINISHED.
 *
 * A session that another thread makes while the scope runs keeps the scope from ending well; once
 * that is rolled back, the session can only be rolled back, too: its next flush is
 * %MO_ERROR_WRONG_THREAD.
 *
 * Thread: any that may block, but with a session its owner's. Errors: the body's;
 * %MO_ERROR_NOT_SUPPORTED where the server has no savepoints, as MatrixOne, before anything is
 * sent; those of [method@Mo.Session.flush] and of statements; %MO_ERROR_INVALID_ARGUMENT where
 * another scope began in this one and has not ended; %MO_ERROR_WOULD_DEADLOCK.
 *
 * Returns: %TRUE if what @body did stays
 * Since: 0.1
 */
gboolean
mo_transaction_run_nested (MoTransaction *self,
                           MoTransactionFunc body,
                           gpointer user_data,
                           GError **error)
{
  MoNested *nested;
  gboolean ok;

  if (!check_call (self, body != NULL, error) || !mo_wait_is_allowed (error))
    return FALSE;
  nested = nested_new (self);
  ok = mo_await (submit (nested, MO_SAVEPOINT_SET), error);
  if (ok)
    {
      begun (nested);
      ok = run_body (nested, body, user_data, error)
           && mo_await (submit (nested, MO_SAVEPOINT_RELEASE), error);
      if (!ok)
        roll_back_and_wait (nested, error);
    }
  nested_unref (nested);
  return ok;
}

/* --- the asynchronous form --- */

/* Consumes @future. Where the session is owned, if there is one. */
static MoFuture *
continue_with (MoNested *self, MoFuture *future, MoFutureFunc func)
{
  g_autoptr (MoScheduler) scheduler = mo_transaction_dup_scheduler (self->tx);

  g_atomic_rc_box_acquire (self);
  if (scheduler == NULL)
    return mo_finally (future, func, self, nested_unref);
  return mo_future_continue_on (future, scheduler, func, self, nested_unref);
}

static MoFuture *
after_rollback (MoFuture *rollback, gpointer data)
{
  MoNested *self = data;

  GError *error;

  if (mo_future_peek_status (rollback) == MO_FUTURE_RESOLVED)
    {
      rolled_back (self);
      return mo_future_ref (self->outcome);
    }
  mo_future_mark_taken (rollback); /* the first error stays */
  error = g_error_copy (mo_future_get_error (self->outcome));
  tell_stuck (mo_future_get_error (rollback), &error);
  return mo_future_new_for_error (error);
}

static MoFuture *
roll_back (MoNested *self)
{
  mo_future_mark_taken (self->outcome); /* it is what the scope comes to */
  return continue_with (self, submit (self, MO_SAVEPOINT_ROLL_BACK), after_rollback);
}

static MoFuture *
after_release (MoFuture *release, gpointer data)
{
  MoNested *self = data;

  if (mo_future_peek_status (release) == MO_FUTURE_RESOLVED)
    return mo_future_ref (self->outcome);
  mo_future_unref (self->outcome);
  self->outcome = mo_future_ref (release);
  return roll_back (self);
}

static MoFuture *
after_body (MoFuture *outcome, gpointer data)
{
  MoNested *self = data;

  self->outcome = mo_future_ref (outcome);
  if (mo_future_peek_status (outcome) == MO_FUTURE_REJECTED)
    return roll_back (self);
  return continue_with (self, submit (self, MO_SAVEPOINT_RELEASE), after_release);
}

static MoFuture *
after_begin (MoFuture *begin, gpointer data)
{
  MoNested *self = data;
  MoFuture *outcome;

  if (mo_future_peek_status (begin) == MO_FUTURE_REJECTED)
    return NULL; /* and so is the scope */
  begun (self);
  outcome = self->body (self->tx, self->user_data);
  nested_release_body (self);
  return continue_with (self, outcome != NULL ? outcome : mo_future_new_true (), after_body);
}

/**
 * mo_transaction_nested:
 * @self: a transaction
 * @body: (scope notified) (closure user_data) (destroy destroy): called once, with @self, where the
 *   transaction's session is owned: in the body of [method@Mo.Client.transaction] on its worker;
 *   where there is no session, on the library's dispatcher thread
 * @user_data: for @body
 * @destroy: (nullable): frees @user_data once @body has returned, or will never run
 *
 * [method@Mo.Transaction.run_nested] without blocking anybody: the value of the future that @body
 * returns keeps what the scope did, its error rolls the scope back. What is submitted to the
 * transaction before that future has settled is in the scope.
 *
 * Scopes of one transaction may be in each other, and must not overlap: one that is begun before
 * another one's future has settled is a part of that one, whoever begins it, and has to end before
 * it. So scopes go one after the other, by [func@Mo.then], and not side by side in a
 * mo_gather(). Where the outer one wants to end first, it fails, and what both did can only be
 * rolled back with the whole; where the inner one has ended before, it is undone with the outer one
 * although its future was resolved.
 *
 * Thread: any, but with a session its owner's; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of what the body's future resolved with
 * Since: 0.1
 */
MoFuture *
mo_transaction_nested (MoTransaction *self,
                       MoTransactionFutureFunc body,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  GError *error = NULL;
  MoNested *nested;
  MoFuture *scope;

  if (!check_call (self, body != NULL, &error))
    {
      if (destroy != NULL)
        destroy (user_data);
      return mo_future_new_for_error (error);
    }
  nested = nested_new (self);
  nested->body = body;
  nested->user_data = user_data;
  nested->destroy = destroy;
  scope = continue_with (nested, submit (nested, MO_SAVEPOINT_SET), after_begin);
  nested_unref (nested);
  return scope;
}
