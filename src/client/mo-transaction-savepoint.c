/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Savepoints as jobs of a transaction: one a nested scope, and the inner one ends first. */

#include "client/mo-transaction-core-private.h"

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"

/* What there was of it when the savepoint was set. */
typedef struct
{
  guint number;
  guint n_failed;
  guint n_commands;
  gboolean was_vital;
} Savepoint;

typedef struct
{
  MoTransactionJob parent;
  MoSavepointStep step;
  guint number;
} MoSavepointJob;

static gboolean
get_vital (MoTransactionCore *self)
{
  gboolean is_vital;

  mo_mutex_lock (&self->lock);
  is_vital = self->vital != NULL;
  mo_mutex_unlock (&self->lock);
  return is_vital;
}

static void
forget_vital (MoTransactionCore *self)
{
  g_autoptr (GError) vital = NULL;

  mo_mutex_lock (&self->lock);
  vital = g_steal_pointer (&self->vital);
  mo_mutex_unlock (&self->lock);
}

/* Named by its depth: one that was rolled back to is replaced by the next. */
static gboolean
send (MoTransactionCore *self, MoJob *job, const char *verb, guint depth, GError **error)
{
  const MoRun run = { self->connection, job, self->log, FALSE };
  g_autofree char *sql = g_strdup_printf ("%s mo_savepoint_%u", verb, depth);

  if (mo_run_text (&run, sql, error))
    return TRUE;
  mo_transaction_core_note_error (self, job, *error, FALSE);
  return FALSE;
}

/* Half of what was to be done is worth nothing: the scope is to be rolled back. */
static gboolean
check_vital (MoTransactionCore *self, const Savepoint *savepoint, GError **error)
{
  gboolean is_vital;

  mo_mutex_lock (&self->lock);
  is_vital = self->vital != NULL && !savepoint->was_vital;
  if (is_vital)
    g_propagate_error (error, g_error_copy (self->vital));
  mo_mutex_unlock (&self->lock);
  return !is_vital;
}

/* What is begun now would be lost. */
static gboolean
check_stuck (MoTransactionCore *self, GError **error)
{
  if (self->stuck != NULL)
    g_propagate_error (error, g_error_copy (self->stuck));
  return self->stuck == NULL;
}

/* What its scope did stands, though its caller is told that it failed. */
static void
note_stuck (MoTransactionCore *self, const GError *error)
{
  if (self->stuck == NULL)
    self->stuck = g_error_new (MO_ERROR, error->domain == MO_ERROR ? error->code : MO_ERROR_FAILED,
                               "a nested scope could not be rolled back by itself, and so the "
                               "transaction can only be rolled back: %s", error->message);
}

GError *
mo_transaction_core_check_scopes (MoTransactionCore *self)
{
  if (self->stuck != NULL)
    return g_error_copy (self->stuck);
  if (self->savepoints->len == 0)
    return NULL;
  return g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                      "rolled back instead of committed: the commit was submitted when %u nested "
                      "scope%s of the transaction had not ended", self->savepoints->len,
                      self->savepoints->len == 1 ? "" : "s");
}

gboolean
mo_transaction_core_check_statement (MoTransactionCore *self,
                                     MoStatement *statement,
                                     GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!mo_statement_check_in_transaction (
          statement, mo_connection_get_server_kind (self->connection), error))
    return FALSE;
  if (self->savepoints->len == 0 || !mo_statement_ends_savepoint (statement))
    return TRUE;
  g_set_error (&local, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "ROLLBACK TO and RELEASE SAVEPOINT may undo or end a nested scope that has not "
               "ended, and are not sent in one: end the scope instead, or use another one: %s",
               mo_statement_get_shown_sql (statement));
  mo_run_set_sql (local, statement);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- the three steps --- */

static gboolean
set (MoTransactionCore *self, MoSavepointJob *job, GError **error)
{
  Savepoint savepoint = { job->number, self->failed->len, self->commands->len, get_vital (self) };
  MoConnection *connection = self->connection;

  if (!mo_features_check (self->features, mo_connection_get_server_kind (connection),
                          MO_FEATURE_SAVEPOINTS,
                          "a nested scope, which needs a savepoint and not only the word for it,",
                          mo_connection_get_server_name (connection), error)
      || !check_stuck (self, error))
    return FALSE;
  if (!mo_transaction_core_ensure_begun (self, &job->parent.parent))
    {
      g_propagate_error (error, mo_transaction_core_refuse (self));
      return FALSE;
    }
  if (!send (self, &job->parent.parent, "SAVEPOINT", self->savepoints->len, error))
    return FALSE;
  g_array_append_val (self->savepoints, savepoint);
  return TRUE;
}

/* (transfer none): the savepoint that is to end; NULL: another scope was to end before. */
static const Savepoint *
find_last (MoTransactionCore *self, MoSavepointJob *job, GError **error)
{
  guint n = self->savepoints->len;

  if (n > 0 && g_array_index (self->savepoints, Savepoint, n - 1).number == job->number)
    return &g_array_index (self->savepoints, Savepoint, n - 1);
  if (!check_stuck (self, error))
    return NULL;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "nested scopes of one transaction end in the reverse order, and another one "
                       "began in this one that has not ended: the transaction is to be rolled "
                       "back");
  return NULL;
}

/* What failed inside is undone, and so is what was to run behind COMMIT. */
static gboolean
roll_back_to (MoTransactionCore *self, MoSavepointJob *job, GError **error)
{
  const Savepoint *savepoint = find_last (self, job, error);
  guint depth = self->savepoints->len - 1;

  if (savepoint == NULL
      || !send (self, &job->parent.parent, "ROLLBACK TO SAVEPOINT", depth, error))
    return FALSE;
  g_ptr_array_set_size (self->failed, (gint) savepoint->n_failed);
  g_ptr_array_set_size (self->commands, (gint) savepoint->n_commands);
  if (!savepoint->was_vital)
    forget_vital (self);
  g_array_set_size (self->savepoints, depth);
  return TRUE;
}

static gboolean
release (MoTransactionCore *self, MoSavepointJob *job, GError **error)
{
  const Savepoint *savepoint = find_last (self, job, error);
  guint depth = self->savepoints->len - 1;

  if (savepoint == NULL || !check_vital (self, savepoint, error)
      || !send (self, &job->parent.parent, "RELEASE SAVEPOINT", depth, error))
    return FALSE;
  g_array_set_size (self->savepoints, depth);
  return TRUE;
}

static gboolean
take_step (MoTransactionCore *self, MoSavepointJob *job, GError **error)
{
  switch (job->step)
    {
    case MO_SAVEPOINT_SET:
      return set (self, job, error);
    case MO_SAVEPOINT_ROLL_BACK:
      return roll_back_to (self, job, error);
    case MO_SAVEPOINT_RELEASE:
    default:
      return release (self, job, error);
    }
}

static void
savepoint_run (MoJob *job, MoConnection *connection)
{
  MoSavepointJob *self = (MoSavepointJob *) job;
  MoTransactionCore *core = self->parent.core;
  GError *error;

  if (self->step != MO_SAVEPOINT_SET) /* it was opened in the scope, which ends */
    mo_transaction_core_end_cursor (core, job, self->step == MO_SAVEPOINT_ROLL_BACK,
                                    mo_transaction_new_scope_over_error ());
  error = mo_transaction_core_refuse (core);
  if (error == NULL && take_step (core, self, &error))
    {
      mo_job_resolve_true (job);
      return;
    }
  if (self->step == MO_SAVEPOINT_ROLL_BACK)
    note_stuck (core, error);
  mo_transaction_core_fail_job (core, job, error);
}

/* Only setting one can be called off: a scope that has begun ends. */
static void
savepoint_cancel (MoFuture *future, GPtrArray *more)
{
  if (((MoSavepointJob *) future)->step == MO_SAVEPOINT_SET)
    mo_job_cancel (future, more);
}

static const MoJobClass savepoint_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoSavepointJob, savepoint_cancel),
  .run = savepoint_run,
};

GArray *
mo_transaction_savepoints_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (Savepoint));
}

MoFuture *
mo_transaction_core_savepoint (MoTransactionCore *self, MoSavepointStep step, guint number)
{
  MoSavepointJob *job = (MoSavepointJob *) mo_job_alloc (&savepoint_class);

  job->parent.core = self;
  job->step = step;
  job->number = number;
  return mo_transaction_core_submit (self, &job->parent.parent);
}
