/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTransactionOptions: what a transaction is asked to be, and the words for it. */

#include "client/mo-transaction-options-private.h"

#include <matrixone-glib/mo-error.h>

/**
 * MoTransactionOptions:
 *
 * How a transaction is to run, for [method@Mo.Client.begin_full] and its siblings, which copy it.
 *
 * ```c
 * g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
 *
 * mo_transaction_options_set_isolation (options, MO_ISOLATION_SERIALIZABLE);
 * mo_transaction_options_set_max_attempts (options, 5);
 * ok = mo_client_run_transaction_with (client, options, transfer, &order, &error);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_BOXED_TYPE (MoTransactionOptions, mo_transaction_options, mo_transaction_options_copy,
                     mo_transaction_options_free)

G_DEFINE_ENUM_TYPE (MoIsolation, mo_isolation,
                    G_DEFINE_ENUM_VALUE (MO_ISOLATION_DEFAULT, "default"),
                    G_DEFINE_ENUM_VALUE (MO_ISOLATION_READ_UNCOMMITTED, "read-uncommitted"),
                    G_DEFINE_ENUM_VALUE (MO_ISOLATION_READ_COMMITTED, "read-committed"),
                    G_DEFINE_ENUM_VALUE (MO_ISOLATION_REPEATABLE_READ, "repeatable-read"),
                    G_DEFINE_ENUM_VALUE (MO_ISOLATION_SERIALIZABLE, "serializable"))

static const char *const level_names[] = {
  [MO_ISOLATION_READ_UNCOMMITTED] = "READ UNCOMMITTED",
  [MO_ISOLATION_READ_COMMITTED] = "READ COMMITTED",
  [MO_ISOLATION_REPEATABLE_READ] = "REPEATABLE READ",
  [MO_ISOLATION_SERIALIZABLE] = "SERIALIZABLE",
};

/**
 * mo_transaction_options_new:
 *
 * What a transaction is unless it is asked for something else: the isolation of the session,
 * reading and writing, without a time limit, and run once.
 *
 * Thread: any.
 *
 * Returns: (transfer full): options
 * Since: 0.1
 */
MoTransactionOptions *
mo_transaction_options_new (void)
{
  static const MoTransactionOptions initial = MO_TRANSACTION_OPTIONS_INIT;

  return mo_transaction_options_copy (&initial);
}

/**
 * mo_transaction_options_copy:
 * @self: options
 *
 * Thread: that which has @self.
 *
 * Returns: (transfer full): options of their own, as @self is now
 * Since: 0.1
 */
MoTransactionOptions *
mo_transaction_options_copy (const MoTransactionOptions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * mo_transaction_options_free:
 * @self: (transfer full): options
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_free (MoTransactionOptions *self)
{
  g_free (self);
}

/**
 * mo_transaction_options_set_isolation:
 * @self: options
 * @isolation: the level
 *
 * For this transaction alone: the connection goes back with the level that it had.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_isolation (MoTransactionOptions *self, MoIsolation isolation)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) isolation < G_N_ELEMENTS (level_names));

  self->isolation = isolation;
}

/**
 * mo_transaction_options_set_read_only:
 * @self: options
 * @read_only: whether the server is to refuse every write
 *
 * Off unless set.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_read_only (MoTransactionOptions *self, gboolean read_only)
{
  g_return_if_fail (self != NULL);

  self->read_only = read_only != FALSE;
}

/**
 * mo_transaction_options_set_consistent_snapshot:
 * @self: options
 * @consistent_snapshot: whether what the transaction sees is fixed when it begins, and not with its
 *   first read
 *
 * Off unless set. It is of %MO_ISOLATION_REPEATABLE_READ, which it brings with it where no level is
 * set; with any other it is refused. A transaction begins with its first statement, which may well
 * be `SELECT 1`.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_consistent_snapshot (MoTransactionOptions *self,
                                                gboolean consistent_snapshot)
{
  g_return_if_fail (self != NULL);

  self->consistent_snapshot = consistent_snapshot != FALSE;
}

/**
 * mo_transaction_options_set_timeout:
 * @self: options
 * @timeout_usec: how long it may take in all, in microseconds; negative: as long as it takes
 *
 * One limit for everything, counted from the call that begins it: waiting for a connection, every
 * statement, the time between them, each further attempt, and COMMIT. When it is over, the
 * statement that runs is stopped on the server, the transaction is rolled back, and its connection
 * is free, whatever its owner does; what is called then is refused with %MO_ERROR_TIMED_OUT, or
 * with %MO_ERROR_TRANSACTION_ENDED where a routine may have committed it before. A COMMIT that was
 * sent is waited for, though not without end.
 *
 * A body that is at work on something else is not interrupted: it learns of it with its next call.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_timeout (MoTransactionOptions *self, gint64 timeout_usec)
{
  g_return_if_fail (self != NULL);

  self->timeout_usec = MAX (timeout_usec, -1);
}

/**
 * mo_transaction_options_set_max_attempts:
 * @self: options
 * @max_attempts: how often the body is run at the most; 1 unless set
 *
 * Runs the body again, in a new transaction, where the first one was undone for a reason that may
 * be gone by then: a deadlock, a lock that was not granted in time, a conflict, a connection that
 * was lost before COMMIT was sent; see [func@Mo.error_is_retryable]. Never behind
 * %MO_ERROR_COMMIT_UNKNOWN, or anything else that may be committed. The body must not mind: what it
 * does outside of the transaction is done again. Where the client is disconnected between two runs,
 * there is no other, nobody waits for it, and the error is that of the last.
 *
 * Only a transaction with a body can be run again: [method@Mo.Client.begin_full] takes no notice.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_max_attempts (MoTransactionOptions *self, guint max_attempts)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (max_attempts > 0);

  self->max_attempts = max_attempts;
}

/**
 * mo_transaction_options_set_backoff:
 * @self: options
 * @first_usec: how long to wait before the second attempt, in microseconds; 5,000 unless set
 * @most_usec: how long to wait at the most; a second unless set
 *
 * The wait doubles from attempt to attempt, up to @most_usec; each is a random time between half of
 * that and all of it, so that those who met do not meet again.
 *
 * Thread: that which has @self.
 *
 * Since: 0.1
 */
void
mo_transaction_options_set_backoff (MoTransactionOptions *self,
                                    gint64 first_usec,
                                    gint64 most_usec)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (first_usec >= 0 && most_usec >= first_usec);

  self->first_backoff_usec = first_usec;
  self->most_backoff_usec = most_usec;
}

/* --- for the transaction --- */

static MoIsolation
find_level (const MoTransactionOptions *self)
{
  return self->consistent_snapshot ? MO_ISOLATION_REPEATABLE_READ : self->isolation;
}

gboolean
mo_transaction_options_validate (const MoTransactionOptions *self, GError **error)
{
  if (!self->consistent_snapshot || self->isolation == MO_ISOLATION_DEFAULT
      || self->isolation == MO_ISOLATION_REPEATABLE_READ)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "a consistent snapshot is of the isolation REPEATABLE READ, and %s was asked for",
               level_names[self->isolation]);
  return FALSE;
}

/* MatrixOne has one level, whatever it is told: READ COMMITTED, or, where it is set up so, a
 * stronger one that nobody can ask for. */
static gboolean
is_given_anyway (const MoTransactionOptions *self, MoServerKind kind)
{
  MoIsolation level = find_level (self);

  return level == MO_ISOLATION_DEFAULT
         || (level == MO_ISOLATION_READ_COMMITTED && kind == MO_SERVER_KIND_MATRIXONE);
}

gboolean
mo_transaction_options_check (const MoTransactionOptions *self,
                              const MoFeatures *features,
                              MoServerKind kind,
                              const char *server_name,
                              GError **error)
{
  if (self->consistent_snapshot
      && !mo_features_check (features, kind, MO_FEATURE_CONSISTENT_SNAPSHOT,
                             "a transaction with a consistent snapshot", server_name, error))
    return FALSE;
  if (!is_given_anyway (self, kind)
      && !mo_features_check (features, kind, MO_FEATURE_ISOLATION, level_names[find_level (self)],
                             server_name, error))
    return FALSE;
  return !self->read_only
         || mo_features_check (features, kind, MO_FEATURE_READ_ONLY,
                               "a transaction that only reads", server_name, error);
}

const char *
mo_transaction_options_get_set_sql (const MoTransactionOptions *self,
                                    const MoFeatures *features,
                                    MoServerKind kind)
{
  static const char *const sql[] = {
    [MO_ISOLATION_DEFAULT] = NULL,
    [MO_ISOLATION_READ_UNCOMMITTED] = "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
    [MO_ISOLATION_READ_COMMITTED] = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    [MO_ISOLATION_REPEATABLE_READ] = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    [MO_ISOLATION_SERIALIZABLE] = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
  };

  return mo_features_have (features, kind, MO_FEATURE_ISOLATION) ? sql[find_level (self)] : NULL;
}

const char *
mo_transaction_options_get_begin_sql (const MoTransactionOptions *self)
{
  if (self->consistent_snapshot)
    return self->read_only ? MO_BEGIN " WITH CONSISTENT SNAPSHOT, READ ONLY"
                           : MO_BEGIN " WITH CONSISTENT SNAPSHOT";
  return self->read_only ? MO_BEGIN " READ ONLY" : MO_BEGIN;
}
