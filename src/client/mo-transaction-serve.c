/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a transaction's worker finds in its queue: statements that share a packet, one that goes
 * alone, and whatever else is a job. */

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"

/* Of a routine, or a text that is not seen, which was stopped or lost, and the transaction with it:
 * there may have been a COMMIT in it. */
static gboolean
may_have_committed (MoTransactionCore *self, MoStatement *statement, gboolean stopped)
{
  return self->phase != MO_TRANSACTION_OPEN && mo_statement_changes_database (statement)
         && mo_connection_was_request_sent (self->connection)
         && (stopped || mo_connection_is_lost (self->connection));
}

static void
tell_unknown (GError **error)
{
  g_autoptr (GError) cause = *error;

  *error = mo_error_rewrap (cause, MO_ERROR_OUTCOME_UNKNOWN,
                            "%s; it may have committed before, as a routine can", cause->message);
}

void
mo_transaction_judge (MoTransactionCore *self,
                      MoJob *job,
                      MoStatement *statement,
                      gboolean stopped,
                      GError **error)
{
  if ((*error)->domain == MO_ERROR || mo_connection_is_lost (self->connection))
    mo_transaction_core_note_error (self, job, *error, mo_statement_changes_database (statement));
  if (self->is_unknown)
    mo_error_forbid_retry (*error);
  if (may_have_committed (self, statement, stopped))
    tell_unknown (error);
  else if (stopped)
    mo_run_tell_stopped (self->connection, statement, TRUE, error);
}

void
mo_transaction_send_alone (MoTransactionCore *self, MoJob *job, MoStatement *statement)
{
  const MoRun run = { self->connection, job, self->log, FALSE };
  GError *error = NULL;
  MoResult *result;
  gboolean stopped;

  if (!mo_run_await_source (&run, statement, &stopped, &error))
    {
      if (mo_connection_is_lost (self->connection))
        mo_transaction_core_note_error (self, job, error, FALSE);
      mo_transaction_core_fail_job (self, job, error);
      return;
    }
  mo_job_note_sent (job); /* BEGIN is a part of it, as it is in a packet */
  if (!mo_transaction_core_ensure_begun (self, job))
    {
      mo_transaction_core_fail_job (self, job, mo_transaction_core_refuse (self));
      return;
    }
  result = mo_run_statement (&run, statement, &stopped, &error);
  if (result == NULL)
    {
      mo_transaction_judge (self, job, statement, stopped, &error);
      mo_transaction_core_fail_job (self, job, error);
      return;
    }
  mo_transaction_core_note_answer (self);
  mo_job_resolve (job, MO_TYPE_RESULT, result);
}

/* --- what the worker finds in the queue --- */

/* TRUE: taken, and it may be sent. Otherwise it has been told why not. */
static gboolean
admit (MoTransactionCore *self, MoJob *job)
{
  MoTransactionStatement *statement = (MoTransactionStatement *) job;
  GError *error;

  if (!mo_job_take (job))
    return FALSE;
  error = mo_transaction_core_refuse (self);
  if (error == NULL
      && mo_transaction_core_check_statement (self, statement->statement, &error)
      && mo_run_check_statement (self->connection, job, statement->statement, &error))
    return TRUE;
  mo_transaction_core_fail_job (self, job, error);
  return FALSE;
}

static gboolean
may_share (MoJob *job)
{
  return MO_JOB_CLASS (job) == &mo_transaction_statement_class
         && mo_statement_may_share_packet (((MoTransactionStatement *) job)->statement);
}

/* The statements from @start on that go together; returns the index behind them. */
static guint
serve_shared (MoTransactionCore *self, GPtrArray *jobs, guint start)
{
  g_autoptr (GPtrArray) admitted = g_ptr_array_new ();
  guint i;

  for (i = start; i < jobs->len && may_share (g_ptr_array_index (jobs, i)); i++)
    if (admit (self, g_ptr_array_index (jobs, i)))
      g_ptr_array_add (admitted, g_ptr_array_index (jobs, i));
  mo_transaction_send_statements (self, admitted);
  return i;
}

void
mo_transaction_serve (gpointer core, MoConnection *connection, GPtrArray *jobs)
{
  MoTransactionCore *self = core;
  guint i = 0;

  while (i < jobs->len)
    {
      MoJob *job = g_ptr_array_index (jobs, i);

      if (may_share (job))
        {
          i = serve_shared (self, jobs, i);
          continue;
        }
      if (MO_JOB_CLASS (job) != &mo_transaction_statement_class)
        {
          if (mo_job_take (job))
            MO_JOB_CLASS (job)->run (job, connection);
        }
      else if (admit (self, job))
        mo_transaction_send_alone (self, job, ((MoTransactionStatement *) job)->statement);
      i++;
    }
}
