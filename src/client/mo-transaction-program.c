/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program as one job of a transaction. */

#include "client/mo-program-job-private.h"
#include "client/mo-transaction-core-private.h"

#include <matrixone-glib/mo-error.h>

#include "client/mo-run-private.h"
#include "future/mo-thread-state-private.h"

typedef struct
{
  MoTransactionJob parent;
  MoProgram *program;
  guint n_done; /* statements */
} MoTransactionProgram;

/* Its error is the program's from here on. */
static gboolean
take_outcome (MoFuture *future, GPtrArray *answers, GError **error)
{
  const GValue *value;

  if (mo_future_peek_status (future) == MO_FUTURE_REJECTED)
    {
      mo_future_mark_taken (future);
      if (error != NULL && *error == NULL)
        g_propagate_error (error, g_error_copy (mo_future_get_error (future)));
      return FALSE;
    }
  value = mo_future_get_value (future, NULL);
  g_ptr_array_add (answers, g_value_dup_boxed (value));
  return TRUE;
}

/* A statement of a turn is a job, too, that nobody else knows of: it is stopped with the whole. */
static MoJob *
part_new (MoTransactionProgram *self, MoStatement *statement)
{
  MoJob *whole = &self->parent.parent;
  MoJob *part = mo_transaction_statement_new (self->parent.core, mo_statement_ref (statement));

  part->root = whole;
  mo_job_set_fence (part, whole->fence);
  return part;
}

static gboolean
run_turn (gpointer data, GPtrArray *statements, GPtrArray *answers, GError **error)
{
  MoTransactionProgram *self = data;
  MoTransactionCore *core = self->parent.core;
  g_autoptr (GPtrArray) jobs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  gboolean ok = TRUE;

  for (guint i = 0; i < statements->len; i++)
    g_ptr_array_add (jobs, part_new (self, g_ptr_array_index (statements, i)));
  mo_transaction_serve (core, core->connection, jobs);
  for (guint i = 0; i < jobs->len; i++)
    ok = take_outcome (g_ptr_array_index (jobs, i), answers, error) && ok;
  self->n_done += answers->len;
  return ok;
}

static void
tell_place (MoTransactionProgram *self, GError **error)
{
  g_autofree char *before = NULL;

  if (self->n_done > 0)
    before = g_strdup_printf ("; statements done before it, in the transaction: %u", self->n_done);
  mo_program_tell_place (self->program, before != NULL ? before : "", error);
}

/* Under the core's lock. */
static void
note_vital (MoTransactionProgram *self, const GError *error)
{
  MoTransactionCore *core = self->parent.core;

  if (self->program->is_vital && core->vital == NULL)
    core->vital = g_error_copy (error);
}

/* One that was stopped while it ran may have done half of it, which nobody can have wanted. */
static void
note_half_done (MoTransactionProgram *self, const GError *error)
{
  MoTransactionCore *core = self->parent.core;

  mo_mutex_lock (&core->lock);
  if (error->domain != MO_ERROR && core->vital == NULL)
    core->vital = g_error_copy (error);
  note_vital (self, error);
  mo_mutex_unlock (&core->lock);
}

static gsize
get_packet_bytes (gpointer data, gsize wanted)
{
  MoTransactionProgram *self = data;

  return mo_transaction_packet_bytes (self->parent.core, &self->parent.parent, wanted);
}

static gboolean
is_stopped (gpointer data)
{
  return mo_job_is_unwanted (&((MoTransactionProgram *) data)->parent.parent);
}

static void
program_run (MoJob *job, MoConnection *connection)
{
  MoTransactionProgram *self = (MoTransactionProgram *) job;
  MoTransactionCore *core = self->parent.core;
  MoProgramSite site = { mo_connection_get_server_kind (connection),
                         mo_connection_get_server_name (connection),
                         *mo_connection_get_features (connection), MO_SMALL_PACKET_BYTES,
                         connection, TRUE, get_packet_bytes, is_stopped, self };
  GError *error = mo_transaction_core_refuse (core);

  if (error == NULL)
    site.packet_bytes = mo_transaction_packet_bytes (core, job, self->program->bytes);
  if (error == NULL && mo_program_run (self->program, &site, run_turn, self, &error))
    {
      mo_program_resolve (self->program, job);
      return;
    }
  tell_place (self, &error);
  note_half_done (self, error);
  mo_transaction_core_fail_job (core, job, error);
}

/* The commit behind it must know, and sees the job withdrawn only once it can see the error. */
static void
program_cancel (MoFuture *future, GPtrArray *more)
{
  MoTransactionProgram *self = (MoTransactionProgram *) future;
  MoTransactionCore *core = self->parent.core;
  GError *error = mo_job_new_cancelled_error ();
  gboolean withdrawn;

  mo_mutex_lock (&core->lock);
  withdrawn = mo_job_claim_cancel (&self->parent.parent);
  if (withdrawn)
    note_vital (self, error);
  mo_mutex_unlock (&core->lock);
  if (withdrawn)
    {
      mo_job_forget (&self->parent.parent);
      mo_future_reject (future, error);
      return;
    }
  g_error_free (error);
  mo_job_stop (&self->parent.parent);
}

static void
program_clear (MoJob *job)
{
  MoTransactionProgram *self = (MoTransactionProgram *) job;

  mo_program_unref (self->program);
  mo_transaction_core_unref (self->parent.core);
}

static const MoJobClass program_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionProgram, program_cancel),
  .run = program_run,
  .clear = program_clear,
};

MoFuture *
mo_transaction_core_run (MoTransactionCore *self, MoProgram *program)
{
  MoTransactionProgram *job = (MoTransactionProgram *) mo_job_alloc (&program_class);

  job->parent.core = mo_transaction_core_ref (self); /* who cancels may be the last to need it */
  job->program = program;
  if (!mo_thread_state_get ()->submits_cancelled)
    return mo_transaction_core_submit (self, &job->parent.parent);
  program_cancel (&job->parent.parent.parent, NULL);
  return &job->parent.parent.parent;
}
