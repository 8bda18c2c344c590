/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running a program on one connection, outside of a transaction: each of its statements commits by
 * itself. */

#include "client/mo-program-job-private.h"

#include <gio/gio.h>
#include <matrixone-glib/mo-error.h>

#include "client/mo-run-private.h"

typedef struct
{
  MoJob parent;
  MoProgram *program;
  const MoLogOptions *log;
} MoProgramJob;

gboolean
mo_program_run (MoProgram *self,
                const MoProgramSite *site,
                gboolean (*run) (gpointer data, GPtrArray *statements, GPtrArray *answers,
                                 GError **error),
                gpointer data,
                GError **error)
{
  g_autoptr (GPtrArray) answers
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);

  for (;;)
    {
      g_autoptr (GPtrArray) statements
          = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);

      if (!self->klass->next (self, site, answers, statements, error))
        return FALSE;
      if (statements->len == 0)
        return TRUE;
      g_ptr_array_set_size (answers, 0);
      if (!run (data, statements, answers, error))
        return FALSE;
    }
}

typedef struct
{
  MoRun run;
  guint n_written; /* statements that are done, and did more than read */
} MoAlone;

/* Each of those before it has taken effect. */
static void
tell_stopped (MoAlone *self, MoStatement *statement, GError **error)
{
  g_autoptr (GError) cause = NULL;

  mo_run_tell_stopped (self->run.connection, statement, FALSE, error);
  if (self->n_written == 0 || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cause = *error;
  *error = g_error_new (MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN,
                        "stopped half way, when %u statements had taken effect: %s",
                        self->n_written, cause->message);
}

static gboolean
run_alone (gpointer data, GPtrArray *statements, GPtrArray *answers, GError **error)
{
  MoAlone *self = data;

  for (guint i = 0; i < statements->len; i++)
    {
      MoStatement *statement = g_ptr_array_index (statements, i);
      g_autoptr (GError) local = NULL;
      gboolean stopped;
      MoResult *result = mo_run_statement (&self->run, statement, &stopped, &local);

      if (result == NULL)
        {
          if (stopped)
            tell_stopped (self, statement, &local);
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      self->n_written += !mo_statement_is_read_only (statement);
      g_ptr_array_add (answers, result);
    }
  return TRUE;
}

static void
program_job_run (MoJob *job, MoConnection *connection)
{
  MoProgramJob *self = (MoProgramJob *) job;
  MoProgramSite site = { mo_connection_get_server_kind (connection),
                         mo_connection_get_server_name (connection),
                         mo_run_packet_bytes (connection, job, self->program->bytes) };
  MoAlone alone = { .run = { connection, job, self->log, TRUE } };
  GError *error = NULL;

  if (mo_program_run (self->program, &site, run_alone, &alone, &error))
    mo_job_resolve_true (job);
  else
    mo_job_reject (job, error);
}

static void
program_job_clear (MoJob *job)
{
  mo_program_unref (((MoProgramJob *) job)->program);
}

static const MoJobClass program_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoProgramJob, mo_job_cancel),
  .run = program_job_run,
  .clear = program_job_clear,
};

MoJob *
mo_program_job_new (MoProgram *program, const MoLogOptions *log)
{
  MoProgramJob *self = (MoProgramJob *) mo_job_alloc (&program_job_class);

  self->program = program;
  self->log = log;
  return &self->parent;
}
