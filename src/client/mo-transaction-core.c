/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTransactionCore: the order of a transaction's work, and whether it still lives. */

#include "client/mo-transaction-core-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "future/mo-thread-state-private.h"
#include "wire/mo-server-error-private.h"

GError *
mo_transaction_new_finished_error (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                              "the transaction was committed or rolled back before: begin another");
}

static GError *
core_evicted_error (gpointer data)
{
  MoTransactionCore *self = data;

  if (self->is_unknown)
    return mo_transaction_core_new_ended_error (self);
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                              "the client was disconnected while the transaction was open, which "
                              "was rolled back");
}

/* --- its time --- */

/* @why: what became of one statement, or NULL. */
static GError *
expired_error (MoTransactionCore *self, const GError *why)
{
  gint64 limit = self->options.timeout_usec;

  return g_error_new (MO_ERROR, MO_ERROR_TIMED_OUT,
                      "the transaction's limit of %" G_GINT64_FORMAT ".%03d ms was over, and it "
                      "was rolled back%s%s",
                      limit / 1000, (int) (limit % 1000), why != NULL ? ": " : "",
                      why != NULL ? why->message : "");
}

/* A COMMIT that was sent is not undone: what is left is not to wait for its answer without end.
 * Consumes the timer's reference. */
static void
core_expire (MoTimer *timer)
{
  g_autoptr (MoTransactionCore) self
      = (MoTransactionCore *) ((char *) timer - G_STRUCT_OFFSET (MoTransactionCore, timer));
  g_autoptr (MoFuture) end = NULL;

  if (mo_commit_gate_expire (self->gate))
    mo_future_unref (mo_lease_submit (self->lease, mo_transaction_expiry_job_new (self)));
  else if (mo_transaction_core_get_ending (self, &end) == MO_TRANSACTION_COMMITTING)
    mo_future_cancel (end);
}

static void
start_timer (MoTransactionCore *self)
{
  if (self->deadline_usec < 0)
    return;
  self->timer.expire = core_expire;
  mo_transaction_core_ref (self);
  mo_timer_start (&self->timer, self->deadline_usec);
}

/* --- as the owner of its lease --- */

static gboolean
core_granted (gpointer data, MoConnection *connection, const MoJobTimes *times, GError **error)
{
  MoTransactionCore *self = data;

  if (!mo_transaction_options_check (&self->options, self->features,
                                     mo_connection_get_server_kind (connection),
                                     mo_connection_get_server_name (connection), error))
    return FALSE;
  self->connection = connection;
  /* Relaxed: a number for messages. */
  atomic_store_explicit (&self->connection_id, mo_connection_get_id (connection),
                         memory_order_relaxed);
  mo_echo_grant (self->log, connection, "transaction, ", mo_lease_get_label (self->lease), times);
  start_timer (self);
  return TRUE;
}

GError *
mo_transaction_core_new_over_error (MoTransactionCore *self)
{
  GError *error = mo_transaction_core_check_time (self);

  return error != NULL ? error : mo_transaction_new_finished_error ();
}

static GError *
core_over_error (gpointer data)
{
  return mo_transaction_core_new_over_error (data);
}

/* Once, when nothing can come any more, nor runs. The end of the client may have come first. */
static void
core_lease_over (gpointer data)
{
  MoTransactionCore *self = data;

  if (self->phase != MO_TRANSACTION_FINISHED)
    mo_transaction_hooks_call (&self->hooks,
                               self->is_unknown ? MO_TRANSACTION_AFTER_UNKNOWN
                                                : MO_TRANSACTION_AFTER_ROLLBACK,
                               NULL, NULL, NULL);
  mo_transaction_hooks_end (&self->hooks);
  g_ptr_array_set_size (self->failed, 0); /* a program among them refers to this core */
  if (mo_timer_stop (&self->timer))
    mo_transaction_core_unref (self); /* the timer's */
  mo_transaction_core_unref (self);
}

/* The server may not notice for long that nobody reads what a cursor asked for. */
static void
core_evicted (gpointer data, MoConnection *connection, MoJob *job)
{
  mo_transaction_core_end_cursor (data, job, TRUE, core_evicted_error (data));
}

static const MoLeaseClass lease_class = {
  core_granted,
  mo_transaction_serve,
  core_lease_over,
  core_over_error,
  core_evicted_error,
  core_evicted,
};

/* --- life --- */

MoTransactionCore *
mo_transaction_core_new (const MoTransactionRequest *request)
{
  MoTransactionCore *self = g_new0 (MoTransactionCore, 1);

  atomic_init (&self->ref_count, 2); /* the caller's and the lease's */
  self->lease = mo_lease_new (request->pool, &lease_class, self, request->flags, request->priority,
                              request->label);
  self->gate = mo_commit_gate_new (self->lease);
  self->log = mo_pool_get_log_options (request->pool);
  self->features = mo_pool_get_features (request->pool);
  self->savepoints = mo_transaction_savepoints_new ();
  self->options = request->options;
  self->deadline_usec = request->deadline_usec;
  self->attempt = request->attempt;
  mo_transaction_hooks_init (&self->hooks);
  mo_mutex_init (&self->lock);
  self->failed = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  self->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_command_free);
  return self;
}

MoTransactionCore *
mo_transaction_core_ref (MoTransactionCore *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_transaction_core_unref (MoTransactionCore *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_ptr_array_unref (self->failed);
  g_ptr_array_unref (self->commands);
  g_array_unref (self->savepoints);
  g_clear_error (&self->cause);
  g_clear_error (&self->vital);
  g_clear_error (&self->stuck);
  g_clear_pointer (&self->end, mo_future_unref);
  mo_transaction_hooks_clear (&self->hooks);
  mo_mutex_clear (&self->lock);
  mo_commit_gate_unref (self->gate);
  mo_lease_unref (self->lease);
  g_free (self);
}

/* --- submitting --- */

MoFuture *
mo_transaction_core_request (MoTransactionCore *self, MoTransaction *handle)
{
  /* From the grant on the timer sees to it. */
  return mo_deadline (mo_lease_request (self->lease, (GObject *) handle), self->deadline_usec);
}

static gboolean
pass_gate (MoTransactionCore *self, MoJob *job, MoTransactionEnd ending)
{
  gboolean open;

  mo_mutex_lock (&self->lock);
  open = self->ending == MO_TRANSACTION_NOT_ENDING;
  if (open && ending != MO_TRANSACTION_NOT_ENDING)
    {
      self->ending = ending;
      self->end = mo_job_dup_future (job);
    }
  mo_mutex_unlock (&self->lock);
  return open;
}

static MoFuture *
submit (MoTransactionCore *self, MoJob *job, MoTransactionEnd ending)
{
  g_autoptr (GError) finished = NULL;
  MoFuture *future;

  if (pass_gate (self, job, ending))
    return mo_lease_submit (self->lease, job);
  finished = mo_transaction_new_finished_error ();
  future = mo_job_dup_future (job);
  mo_job_abandon (job, finished);
  mo_future_unref (&job->parent);
  return future;
}

MoTransactionEnd
mo_transaction_core_get_ending (MoTransactionCore *self, MoFuture **end)
{
  MoTransactionEnd ending;

  mo_mutex_lock (&self->lock);
  ending = self->ending;
  if (end != NULL)
    *end = self->end != NULL ? mo_future_ref (self->end) : NULL;
  mo_mutex_unlock (&self->lock);
  return ending;
}

GError *
mo_transaction_core_check_time (MoTransactionCore *self)
{
  if (!mo_commit_gate_is_expired (self->gate))
    return NULL;
  return self->is_unknown ? mo_transaction_core_new_ended_error (self)
                          : expired_error (self, NULL);
}

GError *
mo_transaction_core_dup_cause (MoTransactionCore *self)
{
  return self->cause != NULL ? g_error_copy (self->cause) : NULL;
}

MoFuture *
mo_transaction_core_submit (MoTransactionCore *self, MoJob *job)
{
  return submit (self, job, MO_TRANSACTION_NOT_ENDING);
}

MoFuture *
mo_transaction_core_commit (MoTransactionCore *self)
{
  return submit (self, mo_transaction_commit_job_new (self), MO_TRANSACTION_COMMITTING);
}

MoFuture *
mo_transaction_core_rollback (MoTransactionCore *self)
{
  return submit (self, mo_transaction_rollback_job_new (self), MO_TRANSACTION_ROLLING_BACK);
}

/* --- a statement --- */

static void
statement_wake (MoJob *job)
{
  MoLoadSource *source = mo_statement_get_source (((MoTransactionStatement *) job)->statement);

  if (source != NULL)
    mo_load_source_stop (source);
}

static void
statement_clear (MoJob *job)
{
  mo_statement_unref (((MoTransactionStatement *) job)->statement);
}

const MoJobClass mo_transaction_statement_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionStatement, mo_job_cancel),
  .wake = statement_wake,
  .clear = statement_clear,
};

MoJob *
mo_transaction_statement_new (MoTransactionCore *core, MoStatement *statement)
{
  MoTransactionStatement *self
      = (MoTransactionStatement *) mo_job_alloc (&mo_transaction_statement_class);

  self->parent.core = core;
  self->statement = statement;
  return &self->parent.parent;
}

MoFuture *
mo_transaction_core_execute (MoTransactionCore *self, MoStatement *statement)
{
  if (mo_thread_state_get ()->submits_cancelled)
    {
      mo_statement_unref (statement);
      return mo_future_new_for_error (mo_job_new_cancelled_error ());
    }
  return mo_transaction_core_submit (self, mo_transaction_statement_new (self, statement));
}

/* --- what was refused before it came here --- */

typedef struct
{
  MoTransactionJob parent;
  MoFuture *refused;
} MoTransactionRefusal;

static void
refusal_run (MoJob *job, MoConnection *connection)
{
  MoTransactionRefusal *self = (MoTransactionRefusal *) job;

  g_ptr_array_add (self->parent.core->failed, g_steal_pointer (&self->refused));
  mo_job_resolve_true (job);
}

static void
refusal_clear (MoJob *job)
{
  g_clear_pointer (&((MoTransactionRefusal *) job)->refused, mo_future_unref);
}

static const MoJobClass refusal_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTransactionRefusal, mo_job_ignore_cancel),
  .run = refusal_run,
  .clear = refusal_clear,
  .is_no_work = TRUE,
};

MoFuture *
mo_transaction_core_refused (MoTransactionCore *self, GError *error)
{
  MoTransactionRefusal *job = (MoTransactionRefusal *) mo_job_alloc (&refusal_class);
  MoFuture *refused = mo_future_new_for_error (error);

  job->parent.core = self;
  job->refused = mo_future_ref (refused);
  mo_future_unref (mo_transaction_core_submit (self, &job->parent.parent));
  return refused;
}

/* --- on the worker: what a job is told --- */

void
mo_transaction_core_tell_time (MoTransactionCore *self, GError **error)
{
  g_autoptr (GError) cancelled = NULL;

  if (self->is_unknown || !mo_commit_gate_is_expired (self->gate)
      || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cancelled = *error;
  *error = expired_error (self, cancelled);
}

void
mo_transaction_core_fail_job (MoTransactionCore *self, MoJob *job, GError *error)
{
  mo_transaction_core_tell_time (self, &error);
  /* Whoever cancelled it knows. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_ptr_array_add (self->failed, mo_job_dup_future (job));
  mo_job_reject (job, error);
}

guint
mo_transaction_core_get_opening (MoTransactionCore *self, const char *opening[2])
{
  MoServerKind kind = mo_connection_get_server_kind (self->connection);
  const char *set = mo_transaction_options_get_set_sql (&self->options, self->features, kind);
  guint n = 0;

  if (set != NULL)
    opening[n++] = set;
  opening[n++] = mo_transaction_options_get_begin_sql (&self->options);
  return n;
}

void
mo_transaction_core_leave_isolation (MoTransactionCore *self, guint n_opening)
{
  if (n_opening > 1)
    mo_connection_leave_state (self->connection, 0);
}

gboolean
mo_transaction_core_ensure_begun (MoTransactionCore *self, MoJob *job)
{
  const MoRun run = { self->connection, job, self->log, FALSE };
  g_autoptr (GError) error = NULL;
  const char *opening[2];
  guint n_opening;

  if (self->phase != MO_TRANSACTION_NOT_BEGUN)
    return self->phase == MO_TRANSACTION_OPEN;
  n_opening = mo_transaction_core_get_opening (self, opening);
  self->phase = MO_TRANSACTION_OPEN;
  for (guint i = 0; i < n_opening && self->phase == MO_TRANSACTION_OPEN; i++)
    if (!mo_run_text (&run, opening[i], &error))
      {
        mo_transaction_core_leave_isolation (self, n_opening);
        mo_transaction_core_abort (self, error);
      }
  return self->phase == MO_TRANSACTION_OPEN;
}
