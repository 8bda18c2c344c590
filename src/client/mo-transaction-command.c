/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command of MatrixOne as a job of a transaction: checked in its turn, run there or behind
 * COMMIT. */

#include <matrixone-glib/mo-error.h>

#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"

typedef struct
{
  MoTransactionJob parent;
  MoCommand *command;
} MoTransactionCommand;

/* Inside a transaction the server may answer OK to a clone onto what exists, and do nothing. */
static gboolean
target_is_free (MoTransactionCore *self, MoJob *job, const MoCommand *command, GError **error)
{
  const MoRun run = { self->connection, job, self->log, FALSE };
  g_autoptr (MoResult) found = NULL;
  g_autoptr (GError) local = NULL;
  gboolean stopped;

  if (command->probe == NULL || !mo_transaction_core_ensure_begun (self, job))
    return TRUE;
  found = mo_run_statement (&run, command->probe, &stopped, &local);
  if (g_error_matches (local, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT))
    return TRUE;
  if (found != NULL)
    g_set_error (error, MO_ERROR, MO_ERROR_ALREADY_EXISTS, "%s: the target exists",
                 command->what);
  else
    {
      mo_transaction_core_note_error (self, job, local, FALSE);
      if (stopped)
        mo_run_tell_stopped (self->connection, command->probe, TRUE, &local);
      g_propagate_error (error, g_steal_pointer (&local));
    }
  return FALSE;
}

static gboolean
check_place (const MoCommand *command, GError **error)
{
  if (command->place != MO_COMMAND_REFUSED)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "%s: MatrixOne refuses it in a transaction, and nothing was sent: run it on the "
               "client",
               command->what);
  return FALSE;
}

static void
command_fail (MoTransactionCore *core, MoTransactionCommand *self, GError *error)
{
  MoJob *job = &self->parent.parent;

  if (!mo_command_forgives (self->command, error))
    {
      mo_transaction_core_fail_job (core, job, error);
      return;
    }
  g_error_free (error);
  mo_job_resolve_true (job);
}

static void
command_run (MoJob *job, MoConnection *connection)
{
  MoTransactionCommand *self = (MoTransactionCommand *) job;
  MoTransactionCore *core = self->parent.core;
  MoCommandPlace place = self->command->place;
  GError *error = mo_transaction_core_refuse (core);

  if (error != NULL || !mo_run_check_command (connection, self->command, &error)
      || !check_place (self->command, &error)
      || (place == MO_COMMAND_RUNS && !target_is_free (core, job, self->command, &error)))
    {
      command_fail (core, self, error);
      return;
    }
  if (place == MO_COMMAND_RUNS)
    {
      mo_transaction_send_alone (core, job, self->command->statement);
      return;
    }
  g_ptr_array_add (core->commands, g_steal_pointer (&self->command));
  mo_job_resolve_true (job);
}

static void
command_clear (MoJob *job)
{
  g_clear_pointer (&((MoTransactionCommand *) job)->command, mo_command_free);
}

static const MoJobClass command_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionCommand, mo_job_cancel),
  .run = command_run,
  .clear = command_clear,
};

MoFuture *
mo_transaction_core_command (MoTransactionCore *self, MoCommand *command)
{
  MoTransactionCommand *job = (MoTransactionCommand *) mo_job_alloc (&command_class);

  job->parent.core = self;
  job->command = command;
  return mo_transaction_core_submit (self, &job->parent.parent);
}
