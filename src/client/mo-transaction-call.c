/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A function of the user's as a job of a transaction. */

#include <gio/gio.h>

#include <matrixone-glib/mo-future.h>

#include "base/mo-error-private.h"
#include "client/mo-call-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-private.h"

typedef struct
{
  MoTransactionJob parent;
  MoCall call;
} MoTransactionCall;

/* It was to be stopped, of which its error is only a sign. What it had written before, the
 * transaction still holds: who does not look at this cannot mean to commit. Consumes @error. */
static GError *
tell_stopped (MoTransactionCore *core, MoJob *job, GError *error)
{
  g_autoptr (GError) cause = error;

  if (!mo_run_was_interrupted (cause))
    return g_steal_pointer (&cause);
  if (core->is_unknown)
    return mo_error_rewrap (cause, MO_ERROR_OUTCOME_UNKNOWN,
                            "cancelled while the function ran: the transaction may be committed "
                            "(%s)",
                            cause->message);
  g_ptr_array_add (core->failed, mo_job_dup_future (job));
  return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                      "cancelled while the function ran, and stopped on the server (%s)",
                      cause->message);
}

static void
transaction_call_run (MoJob *job, MoConnection *connection)
{
  MoTransactionCall *self = (MoTransactionCall *) job;
  MoTransactionCore *core = self->parent.core;
  g_auto (GValue) result = G_VALUE_INIT;
  GError *error = mo_transaction_core_refuse (core);

  if (error == NULL && !mo_transaction_core_ensure_begun (core, job))
    error = mo_transaction_core_refuse (core);
  if (error == NULL)
    {
      gboolean ok;

      mo_transaction_core_lend (core);
      ok = mo_call_run (&self->call, connection, job, &result, &error);
      mo_transaction_core_take_back (core, job, TRUE);
      if (ok)
        error = mo_transaction_core_refuse (core);
      else if (mo_job_is_unwanted (job))
        error = tell_stopped (core, job, error);
    }
  mo_call_release (&self->call);
  if (error == NULL)
    mo_call_resolve (job, &result);
  else
    mo_transaction_core_fail_job (core, job, error);
}

static void
transaction_call_abandon (MoJob *job, const GError *error)
{
  mo_call_release (&((MoTransactionCall *) job)->call);
  mo_future_reject (&job->parent, g_error_copy (error));
}

static const MoJobClass transaction_call_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionCall, mo_job_cancel),
  .run = transaction_call_run,
  .abandon = transaction_call_abandon,
};

/**
 * mo_transaction_call:
 * @self: a transaction
 * @func: (scope notified) (closure user_data) (destroy destroy): called once, on the transaction's
 *   worker
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data once @func has returned, or will never be called
 *
 * [method@Mo.Client.call] inside a transaction, in its turn among the statements: what @func runs
 * on the connection is a part of the transaction. What it runs by
 * [method@Mo.Connection.run_values] is refused where a statement of the transaction would be. It
 * must not end it by other means: where it has, all that follows is refused with
 * %MO_ERROR_TRANSACTION_ENDED, if it is seen at all; [method@Mo.Connection.get_native] says when.
 *
 * Thread: any; never blocks. Errors: the function's; those of a statement of a transaction, of one
 * that was cancelled or out of time, too, where the function fails since its statement was stopped.
 *
 * Returns: (transfer full): a future of what @func puts into its result, or of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_transaction_call (MoTransaction *self,
                     MoCallFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  MoTransactionCall *job;
  MoTransactionCore *core;

  if (!MO_IS_TRANSACTION (self) || func == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "a call cannot be made: "
                                     "%s", func == NULL ? "its function is NULL"
                                                        : "the transaction is no MoTransaction");
    }
  core = mo_transaction_get_core (self);
  job = (MoTransactionCall *) mo_job_alloc (&transaction_call_class);
  job->parent.core = core;
  job->call = (MoCall){ func, user_data, destroy };
  return mo_transaction_core_submit (core, &job->parent.parent);
}
