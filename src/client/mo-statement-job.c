/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A statement, or a command, by itself on whichever connection is free. */

#include "client/mo-statement-job-private.h"

#include "client/mo-run-private.h"

typedef struct
{
  MoJob parent;
  MoStatement *statement; /* NULL: a command */
  MoCommand *command;
  const MoLogOptions *log;
} MoStatementJob;

static void
run (MoStatementJob *self, MoConnection *connection, MoStatement *statement)
{
  const MoRun run = { connection, &self->parent, self->log, TRUE };
  g_autoptr (GError) error = NULL;
  MoResult *result = NULL;
  gboolean stopped;
  gboolean is_forgiven;

  if (mo_run_await_source (&run, statement, &stopped, &error))
    result = mo_run_statement (&run, statement, &stopped, &error);
  if (result != NULL)
    {
      mo_job_resolve (&self->parent, MO_TYPE_RESULT, result);
      return;
    }
  is_forgiven = self->command != NULL && mo_command_forgives (self->command, error);
  mo_run_judge_alone (&run, statement, stopped, &error);
  if (is_forgiven)
    mo_job_resolve_true (&self->parent);
  else
    mo_job_reject (&self->parent, g_steal_pointer (&error));
}

static void
statement_job_run (MoJob *job, MoConnection *connection)
{
  MoStatementJob *self = (MoStatementJob *) job;
  g_autoptr (GError) error = NULL;

  if (self->command == NULL)
    run (self, connection, self->statement);
  else if (mo_run_check_command (connection, self->command, &error))
    run (self, connection, self->command->statement);
  else
    mo_job_reject (job, g_steal_pointer (&error));
}

static void
statement_job_wake (MoJob *job)
{
  MoStatement *statement = ((MoStatementJob *) job)->statement;

  if (statement != NULL && mo_statement_get_source (statement) != NULL)
    mo_load_source_stop (mo_statement_get_source (statement));
}

static void
statement_job_clear (MoJob *job)
{
  MoStatementJob *self = (MoStatementJob *) job;

  g_clear_pointer (&self->statement, mo_statement_unref);
  g_clear_pointer (&self->command, mo_command_free);
}

static const MoJobClass statement_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoStatementJob, mo_job_cancel),
  .run = statement_job_run,
  .wake = statement_job_wake,
  .clear = statement_job_clear,
};

MoJob *
mo_statement_job_new (MoStatement *statement, const MoLogOptions *log)
{
  MoStatementJob *self = (MoStatementJob *) mo_job_alloc (&statement_job_class);

  self->statement = statement;
  self->log = log;
  return &self->parent;
}

MoJob *
mo_command_job_new (MoCommand *command, const MoLogOptions *log)
{
  MoStatementJob *self = (MoStatementJob *) mo_job_alloc (&statement_job_class);

  self->command = command;
  self->log = log;
  return &self->parent;
}

static void
connect_job_run (MoJob *job, MoConnection *connection)
{
  mo_job_resolve_true (job);
}

static const MoJobClass connect_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_cancel),
  .run = connect_job_run,
  .is_no_work = TRUE,
};

MoJob *
mo_connect_job_new (void)
{
  MoJob *self = mo_job_alloc (&connect_job_class);

  self->fails_fast = TRUE;
  self->priority = MO_JOB_URGENT;
  return self;
}
