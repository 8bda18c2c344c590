/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCall, and as a job of a client: on whichever connection is free. */

#include "client/mo-call-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-client-private.h"
#include "client/mo-run-private.h"
#include "pool/mo-fence-private.h"

gboolean
mo_call_run (MoCall *self, MoConnection *connection, MoJob *job, GValue *result, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!mo_fence_enter (job->fence, job, "a function of the program's", MO_FENCE_STATEMENT))
    {
      mo_call_release (self);
      g_propagate_error (error, mo_job_new_cancelled_error ());
      return FALSE;
    }
  mo_job_note_sent (job);
  ok = self->func (connection, result, self->user_data, &local);
  mo_job_note_answer (job, 0);
  mo_connection_take_status (connection);
  if (mo_fence_leave (job->fence))
    mo_run_ping (connection, job, NULL); /* whatever is left of a KILL hits this */
  mo_call_release (self);
  return mo_error_take_outcome (ok, g_steal_pointer (&local), "the function", error);
}

void
mo_call_release (MoCall *self)
{
  GDestroyNotify destroy = self->destroy;

  self->destroy = NULL;
  if (destroy != NULL)
    destroy (self->user_data);
}

void
mo_call_resolve (MoJob *job, const GValue *result)
{
  if (G_IS_VALUE (result))
    mo_job_resolve_value (job, result);
  else
    mo_job_resolve_true (job);
}

/* --- as a job --- */

typedef struct
{
  MoJob parent;
  MoCall call;
} MoCallJob;

/* What it had written when it was stopped, nobody knows. */
static GError *
tell_stopped (GError *error)
{
  g_autoptr (GError) cause = error;

  return mo_error_rewrap (cause, MO_ERROR_OUTCOME_UNKNOWN,
                          "cancelled while the function ran: what it had written by then may have "
                          "taken effect (%s)",
                          cause->message);
}

static GError *
left_open (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_FAILED,
                              "the function left a transaction open, which is rolled back");
}

static void
call_job_run (MoJob *job, MoConnection *connection)
{
  MoCallJob *self = (MoCallJob *) job;
  g_auto (GValue) result = G_VALUE_INIT;
  GError *error = NULL;
  gboolean ok;

  mo_connection_lend (connection, NULL);
  ok = mo_call_run (&self->call, connection, job, &result, &error);
  if (mo_connection_get_lending (connection)->n_kept > 0)
    mo_error_forbid_retry (error); /* the call as a whole is not to be made again */
  if (!ok && mo_job_is_unwanted (job)
      && mo_connection_get_lending (connection)->is_used)
    error = tell_stopped (error);
  else if (ok && !mo_connection_is_lost (connection)
           && mo_connection_is_in_transaction (connection))
    error = left_open ();
  if (error != NULL)
    mo_job_reject (job, error);
  else
    mo_call_resolve (job, &result);
}

static void
call_job_abandon (MoJob *job, const GError *error)
{
  mo_call_release (&((MoCallJob *) job)->call); /* before anyone can know of the outcome */
  mo_future_reject (&job->parent, g_error_copy (error));
}

static const MoJobClass call_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCallJob, mo_job_cancel),
  .run = call_job_run,
  .abandon = call_job_abandon,
};

/**
 * mo_client_call:
 * @self: a client
 * @func: (scope notified) (closure user_data) (destroy destroy): called once, on a worker
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data once @func has returned, or will never be called
 *
 * Runs a function that blocks, on whichever connection is free, and lets nobody wait for it who
 * does not want to. It has the connection to itself: it may run statements by
 * [method@Mo.Connection.run_values], transactions of its own included, or call the client library
 * with [method@Mo.Connection.get_native]. It ends its transactions itself: one that it leaves open
 * is rolled back, and its future rejected. What it leaves in the session is not there for the next
 * one.
 *
 * Cancelling the future stops the statement that runs on the connection, if one does; a function
 * that goes on for long has it cut off.
 *
 * Thread: any; never blocks. Errors: the function's, which are not retryable where it had written
 * before, or has used the client library; %MO_ERROR_OUTCOME_UNKNOWN where it had sent something,
 * and failed when it was to be stopped; those of the pool.
 *
 * Returns: (transfer full): a future of what @func puts into its result, or of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_call (MoClient *self, MoCallFunc func, gpointer user_data, GDestroyNotify destroy)
{
  MoCallJob *job;

  if (!MO_IS_CLIENT (self) || func == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "a call cannot be made: "
                                     "%s", func == NULL ? "its function is NULL"
                                                        : "the client is no MoClient");
    }
  job = (MoCallJob *) mo_job_alloc (&call_job_class);
  job->parent.priority = mo_client_get_priority (self);
  job->call = (MoCall){ func, user_data, destroy };
  return mo_pool_submit (mo_client_get_pool (self), &job->parent);
}
