/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction with a body on the caller's thread: begin, run it, commit or roll back, and all of
 * that again where it was asked for and may help. */

#include <matrixone-glib/mo-await.h>

#include "base/mo-error-private.h"
#include "client/mo-attempts-private.h"
#include "client/mo-client-private.h"
#include "client/mo-transaction-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

typedef struct
{
  MoTransactionFunc func;
  gpointer user_data;
} MoBody;

/* What the body said, as one thing: NULL is success. */
static GError *
run_body (const MoTransactionRequest *request, MoTransaction **tx_place, const MoBody *body)
{
  MoTransaction *tx = g_steal_pointer (tx_place); /* the thread's, for now */
  MoThreadState *thread = mo_thread_state_get ();
  gpointer outer_pool = thread->body_pool;
  const char *outer_label = thread->body_label;
  GError *failure = NULL;
  GError *error = NULL;
  gboolean ok;

  mo_transaction_begin_body (tx);
  thread->body_pool = request->pool;
  thread->body_label = request->label;
  mo_thread_call_enter (mo_transaction_abandon, tx);
  ok = body->func (tx, body->user_data, &failure);
  *tx_place = mo_thread_call_leave ();
  thread->body_pool = outer_pool;
  thread->body_label = outer_label;
  mo_error_take_outcome (ok, failure, "the transaction's body", &error);
  return error;
}

/* TRUE: it is committed all the same. @is_undone: nothing of it stands. @error: what it failed with
 * before, which the end may have something to add to. */
static gboolean
end_badly (MoTransaction *tx, gboolean *is_undone, GError **error)
{
  g_autoptr (GError) failed = NULL;
  MoFuture *end;
  MoTransactionEnd ending = mo_transaction_get_ending (tx, &end);
  gboolean ended;

  if (ending == MO_TRANSACTION_NOT_ENDING)
    end = mo_transaction_rollback (tx);
  ended = mo_await (end, &failed);
  *error = mo_body_add_end (*error, failed);
  *is_undone = ended && ending != MO_TRANSACTION_COMMITTING;
  return ended && ending == MO_TRANSACTION_COMMITTING;
}

/* A participant may have refused the commit. */
static gboolean
commit (MoTransaction *tx, GError **error)
{
  GError *failed = NULL;
  gboolean is_undone;

  if (mo_await (mo_transaction_commit (tx), &failed))
    return TRUE;
  end_badly (tx, &is_undone, &failed);
  g_propagate_error (error, failed);
  return FALSE;
}

/* After a body that is content: the end that it chose itself, or a commit. */
static gboolean
end_well (MoTransaction *tx, GError **error)
{
  MoFuture *end;

  switch (mo_transaction_get_ending (tx, &end))
    {
    case MO_TRANSACTION_ROLLING_BACK:
      if (mo_await (end, error))
        g_propagate_error (error, mo_body_new_rolled_back_error ());
      return FALSE;
    case MO_TRANSACTION_COMMITTING:
      return mo_await (end, error);
    case MO_TRANSACTION_NOT_ENDING:
    default:
      return commit (tx, error);
    }
}

/* FALSE: the client was disconnected, and nobody waits for another run. */
static gboolean
pause_before_run (const MoTransactionRequest *request, gint64 wait_usec)
{
  g_autoptr (MoFuture) no_more = mo_pool_dup_no_more (request->pool);

  return !mo_future_wait (no_more, wait_usec, NULL);
}

/* One attempt. FALSE: @error says why, and @is_undone whether nothing of it stands, as far as the
 * error itself does not tell; @cause is what the server had ended it with, or NULL. */
static gboolean
run_once (const MoTransactionRequest *request,
          const MoBody *body,
          gboolean *is_undone,
          GError **cause,
          GError **error)
{
  MoTransactionCore *core = mo_transaction_core_new (request);
  g_autoptr (MoTransaction) tx = NULL;
  GError *body_error;

  *is_undone = TRUE;
  tx = mo_await_transaction (mo_transaction_core_request (core, mo_transaction_new (core)), error);
  if (tx == NULL)
    return FALSE;
  body_error = run_body (request, &tx, body);
  if (body_error == NULL)
    return end_well (tx, error);
  if (end_badly (tx, is_undone, &body_error))
    {
      g_propagate_error (error, mo_body_new_behind_commit_error (body_error));
      g_error_free (body_error);
      return FALSE;
    }
  *cause = mo_transaction_dup_cause (tx);
  g_propagate_error (error, body_error);
  return FALSE;
}

/**
 * mo_client_run_transaction_full:
 * @self: a client
 * @options: (nullable): how it is to run; copied
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 * @body: (scope call): called on this thread with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * Runs @body in a transaction. %TRUE commits; %FALSE rolls back and hands that very error on.
 * Either way the worker is free again when this returns. A body that returns %TRUE with an error
 * set is rolled back too. A body may commit or roll back by itself; then nothing more is sent, and
 * what it did decides: one that fails behind its own commit is told
 * %MO_ERROR_COMMITTED_COMMAND_FAILED. Where something else has ended the transaction, as a routine
 * with a COMMIT does, an error of the body's own is told as %MO_ERROR_TRANSACTION_ENDED, since it
 * may be committed. A body that ends its thread, as g_thread_exit() does, is rolled back when the
 * thread is gone.
 *
 * The body is run once, or more often where [method@Mo.TransactionOptions.set_max_attempts] says
 * so: each time in a transaction and a session of its own, with instances as they were before the
 * attempt that failed. The error is that of the last attempt. Where the client is disconnected
 * between two, there is no other, nobody waits for it, and the error is still that of the last.
 *
 * Thread: any that may block. Errors: the body's; those of [method@Mo.Client.begin_full] and
 * [method@Mo.Transaction.commit]; %MO_ERROR_WOULD_DEADLOCK on a worker or in a callback of a main
 * loop.
 *
 * Returns: %TRUE if it was committed
 * Since: 0.1
 */
gboolean
mo_client_run_transaction_full (MoClient *self,
                                const MoTransactionOptions *options,
                                const char *label,
                                MoTransactionFunc body,
                                gpointer user_data,
                                GError **error)
{
  const MoBody called = { body, user_data };
  MoTransactionRequest request;
  MoAttempts attempts;
  g_autoptr (GError) last = NULL; /* of the run before */

  if (!mo_client_make_request (self, options, label, MO_LEASE_BODY, &request, error)
      || !mo_body_check (body != NULL, error) || !mo_wait_is_allowed (error))
    return FALSE;
  mo_attempts_init (&attempts, &request.options, request.deadline_usec);
  for (;;)
    {
      g_autoptr (GError) cause = NULL;
      g_autoptr (GError) local = NULL;
      gboolean is_undone;
      gint64 wait_usec;

      if (run_once (&request, &called, &is_undone, &cause, &local))
        return TRUE;
      if (last != NULL && g_error_matches (local, MO_ERROR, MO_ERROR_POOL_CLOSED))
        {
          g_propagate_error (error, mo_attempts_new_closed_error (last));
          return FALSE;
        }
      if (!mo_attempts_go_on (&attempts, is_undone, cause, local, &wait_usec))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_error (&last);
      last = g_steal_pointer (&local);
      if (!pause_before_run (&request, wait_usec))
        {
          g_propagate_error (error, mo_attempts_new_closed_error (last));
          return FALSE;
        }
      request.attempt = attempts.n;
    }
}

/**
 * mo_client_run_transaction:
 * @self: a client
 * @body: (scope call): called once, on this thread, with the open transaction; it may block
 * @user_data: for @body
 * @error: return location
 *
 * [method@Mo.Client.run_transaction_full] without options, labelled with the place of the call
 * where it is compiled as C.
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
  return mo_client_run_transaction_full (self, NULL, "mo_client_run_transaction", body, user_data,
                                         error);
}
