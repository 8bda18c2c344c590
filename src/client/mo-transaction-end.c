/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a transaction on its worker: COMMIT with the commands behind it, or ROLLBACK. */

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"

/* The worker goes back; its connection too, unless the transaction may still hang on it. Then @job
 * is told, with @error (transfer full) (nullable). */
static void
finish (MoTransactionCore *self, MoJob *job, GError *error)
{
  MoConnection *connection = self->connection;

  self->phase = MO_TRANSACTION_FINISHED;
  mo_transaction_hooks_end (&self->hooks);
  g_ptr_array_set_size (self->failed, 0); /* a program among them refers to this core */
  mo_lease_release (self->lease, !mo_connection_is_lost (connection)
                                     && !mo_connection_is_in_transaction (connection));
  if (error != NULL)
    mo_job_reject (job, error);
  else
    mo_job_resolve_true (job);
}

/* --- hooks --- */

static gboolean
call_hooks (MoTransactionCore *self, MoJob *job, MoTransactionEvent event, GError **error)
{
  return mo_transaction_hooks_call (&self->hooks, event, self, job, error);
}

/* Around what nobody can object to. */
static void
tell_hooks (MoTransactionCore *self, MoJob *job, MoTransactionEvent event)
{
  g_autoptr (GError) error = NULL;

  if (!call_hooks (self, job, event, &error))
    g_warning ("a hook of the transaction %s failed: %s", mo_lease_get_label (self->lease),
               error->message);
}

/* Whether it failed since what it ran was stopped, or was not called any more. */
static gboolean
was_stopped (MoTransactionCore *self, const GError *error)
{
  return mo_commit_gate_is_closed (self->gate)
         && (mo_run_was_interrupted (error)
             || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
}

/* A hook failed with @error (transfer full): what is to be told. */
static GError *
judge_hook (MoTransactionCore *self, GError *error)
{
  g_autoptr (GError) failed = error;

  if (self->phase == MO_TRANSACTION_ENDED)
    return mo_transaction_core_behind_end (self, failed);
  return was_stopped (self, failed) ? mo_transaction_core_refuse (self)
                                    : g_steal_pointer (&failed);
}

/* They may write, so there has to be a transaction; and end it. */
static GError *
ask_hooks (MoTransactionCore *self, MoJob *job)
{
  GError *error = NULL;

  if (!mo_transaction_hooks_are_any (&self->hooks))
    return NULL;
  if (mo_transaction_core_ensure_begun (self, job)
      && !call_hooks (self, job, MO_TRANSACTION_BEFORE_COMMIT, &error))
    return judge_hook (self, error);
  return mo_transaction_core_refuse (self);
}

/* TRUE also if the connection breaks, or nobody answers for long: that rolls back, too. */
static gboolean
send_rollback (MoTransactionCore *self, MoJob *job, GError **error)
{
  MoConnection *connection = self->connection;
  const MoRun run = { connection, job, self->log, FALSE };
  g_autoptr (GError) local = NULL;

  if (self->phase == MO_TRANSACTION_NOT_BEGUN || mo_connection_is_lost (connection))
    return TRUE;
  if (mo_run_text (&run, "ROLLBACK", &local) || mo_connection_is_lost (connection))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- rollback --- */

/* With the hooks of it. */
static gboolean
roll_back (MoTransactionCore *self, MoJob *job, GError **error)
{
  tell_hooks (self, job, MO_TRANSACTION_BEFORE_ROLLBACK);
  return send_rollback (self, job, error);
}

/* What hooks are told, when nothing more can happen to it. */
static MoTransactionEvent
find_rolled_back (MoTransactionCore *self)
{
  return self->phase == MO_TRANSACTION_ENDED ? MO_TRANSACTION_AFTER_UNKNOWN
                                             : MO_TRANSACTION_AFTER_ROLLBACK;
}

/* Whoever ends it comes with what was submitted at the same time: then @job is told so, as it would
 * have been by the lease a moment later. */
static gboolean
is_over (MoTransactionCore *self, MoJob *job)
{
  g_autoptr (GError) error = NULL;

  if (self->phase != MO_TRANSACTION_FINISHED)
    return FALSE;
  error = mo_transaction_core_new_over_error (self);
  MO_JOB_CLASS (job)->abandon (job, error);
  return TRUE;
}

static void
rollback_run (MoJob *job, MoConnection *connection)
{
  MoTransactionCore *core = ((MoTransactionJob *) job)->core;
  GError *error = NULL;

  if (is_over (core, job))
    return;
  mo_transaction_core_end_cursor (core, job, TRUE, NULL);
  roll_back (core, job, &error);
  if (core->phase == MO_TRANSACTION_ENDED)
    {
      g_clear_error (&error);
      error = mo_transaction_core_refuse (core);
    }
  tell_hooks (core, job, find_rolled_back (core));
  finish (core, job, error);
}

/* Its time was over before: then it is rolled back already. */
static void
rollback_abandon (MoJob *job, const GError *error)
{
  if (g_error_matches (error, MO_ERROR, MO_ERROR_TIMED_OUT))
    mo_future_resolve_true (&job->parent);
  else
    mo_future_reject (&job->parent, g_error_copy (error));
}

/* Not cancelled: the worker would stay pinned. */
static const MoJobClass rollback_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionJob, mo_job_ignore_cancel),
  .run = rollback_run,
  .abandon = rollback_abandon,
};

static void
end_abandon (MoJob *job, const GError *error)
{
  mo_future_reject (&job->parent, g_error_copy (error));
}

/* --- the end of its time --- */

/* Behind a commit or a rollback that came first it is not reached. */
static void
expiry_run (MoJob *job, MoConnection *connection)
{
  MoTransactionCore *core = ((MoTransactionJob *) job)->core;

  if (is_over (core, job))
    return;
  mo_transaction_core_end_cursor (core, job, TRUE, NULL);
  roll_back (core, job, NULL);
  tell_hooks (core, job, find_rolled_back (core));
  finish (core, job, NULL);
}

static const MoJobClass expiry_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionJob, mo_job_ignore_cancel),
  .run = expiry_run,
  .abandon = end_abandon,
  .is_no_work = TRUE,
};

/* --- commit --- */

/* A statement that failed and whose error nobody took: the caller cannot mean to commit. */
static const GError *
find_untaken (MoTransactionCore *self)
{
  for (guint i = 0; i < self->failed->len; i++)
    {
      MoFuture *future = g_ptr_array_index (self->failed, i);

      if (!mo_future_is_taken (future))
        return mo_future_get_error (future);
    }
  return NULL;
}

/* (transfer full) (nullable) */
static GError *
dup_vital (MoTransactionCore *self)
{
  GError *vital;

  mo_mutex_lock (&self->lock);
  vital = self->vital != NULL ? g_error_copy (self->vital) : NULL;
  mo_mutex_unlock (&self->lock);
  return vital;
}

/* (transfer full): why it is not to be committed; NULL: COMMIT is to be sent. */
static GError *
find_objection (MoTransactionCore *core, MoJob *job)
{
  GError *error = mo_transaction_core_refuse (core);
  const GError *untaken = error == NULL ? find_untaken (core) : NULL;

  if (error == NULL && (error = dup_vital (core)) != NULL)
    g_prefix_error (&error, "rolled back instead of committed: ");
  else if (untaken != NULL)
    {
      error = g_error_copy (untaken);
      g_prefix_error (&error, "rolled back instead of committed, since the error of a statement "
                              "was never looked at: ");
    }
  if (error == NULL)
    error = mo_transaction_core_check_scopes (core);
  if (error == NULL)
    error = ask_hooks (core, job);
  if (error == NULL && !mo_commit_gate_pass (core->gate))
    error = mo_transaction_core_refuse (core);
  return error;
}

/* Of COMMIT, which was sent. */
static MoTransactionEvent
find_outcome (const GError *error)
{
  if (error == NULL || g_error_matches (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED))
    return MO_TRANSACTION_AFTER_COMMIT;
  if (g_error_matches (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN))
    return MO_TRANSACTION_AFTER_UNKNOWN;
  return MO_TRANSACTION_AFTER_ROLLBACK;
}

/* What they fail with behind COMMIT is told by its future, unless that has something to tell
 * already. Consumes @error, and returns what there is to be told. */
static GError *
tell_committed (MoTransactionCore *core, MoJob *job, GError *error)
{
  g_autoptr (GError) failed = NULL;

  if (error != NULL)
    tell_hooks (core, job, MO_TRANSACTION_AFTER_COMMIT);
  else if (!call_hooks (core, job, MO_TRANSACTION_AFTER_COMMIT, &failed))
    error = mo_error_rewrap (failed, MO_ERROR_COMMITTED_COMMAND_FAILED,
                             "the transaction is committed, but a hook failed behind that: %s",
                             failed->message);
  return error;
}

/* Instead of a commit that was objected to, or behind one that failed. What the hooks do before a
 * rollback may be worse than @error (transfer full): returns what is to be told. */
static GError *
undo (MoTransactionCore *core, MoJob *job, GError *error)
{
  g_autoptr (GError) failed = error;

  roll_back (core, job, NULL);
  if (core->phase != MO_TRANSACTION_ENDED)
    return g_steal_pointer (&failed);
  return mo_transaction_core_behind_end (core, failed);
}

static void
commit_run (MoJob *job, MoConnection *connection)
{
  MoTransactionCore *core = ((MoTransactionJob *) job)->core;
  MoTransactionEvent outcome;
  GError *error;

  if (is_over (core, job))
    return;
  mo_transaction_core_end_cursor (core, job, FALSE, NULL);
  error = find_objection (core, job);
  if (error != NULL)
    outcome = find_rolled_back (core);
  else
    {
      error = mo_transaction_send_commit (core, job);
      outcome = find_outcome (error);
    }
  if (outcome == MO_TRANSACTION_AFTER_ROLLBACK)
    {
      error = undo (core, job, error);
      outcome = find_rolled_back (core);
    }
  else if (error != NULL && mo_connection_is_in_transaction (connection))
    send_rollback (core, job, NULL); /* so that the connection can be used again */
  if (outcome == MO_TRANSACTION_AFTER_COMMIT)
    error = tell_committed (core, job, error);
  else
    tell_hooks (core, job, outcome);
  finish (core, job, error);
}

typedef struct
{
  MoTransactionJob parent;
  MoCommitGate *gate; /* owned: who cancels may be the last to know of the transaction */
} MoCommitJob;

/* Before COMMIT is sent, it is not sent, and what runs before it need not go on. Afterwards, its
 * answer is waited for, but not without end. */
static void
commit_cancel (MoFuture *future, GPtrArray *more)
{
  MoCommitJob *self = (MoCommitJob *) future;

  if (!mo_commit_gate_close (self->gate))
    mo_job_stop (&self->parent.parent);
}

static void
commit_clear (MoJob *job)
{
  mo_commit_gate_unref (((MoCommitJob *) job)->gate);
}

static const MoJobClass commit_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCommitJob, commit_cancel),
  .run = commit_run,
  .abandon = end_abandon,
  .clear = commit_clear,
};

MoJob *
mo_transaction_commit_job_new (MoTransactionCore *core)
{
  MoCommitJob *self = (MoCommitJob *) mo_job_alloc (&commit_class);

  self->parent.core = core;
  self->gate = mo_commit_gate_ref (core->gate);
  return &self->parent.parent;
}

static MoJob *
transaction_job_new (const MoJobClass *klass, MoTransactionCore *core)
{
  MoTransactionJob *self = (MoTransactionJob *) mo_job_alloc (klass);

  self->core = core;
  return &self->parent;
}

MoJob *
mo_transaction_rollback_job_new (MoTransactionCore *core)
{
  return transaction_job_new (&rollback_class, core);
}

MoJob *
mo_transaction_expiry_job_new (MoTransactionCore *core)
{
  return transaction_job_new (&expiry_class, core);
}
