/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTransaction: the handle of an open transaction. Dropping it unfinished rolls back. */

#include "client/mo-transaction-private.h"

#include "client/mo-executor-private.h"

/**
 * MoTransaction:
 *
 * An open transaction, made by [method@Mo.Client.begin] and its siblings. It holds one worker of
 * the client's pool until it is committed or rolled back. Calls may come from any thread, also at
 * once: they run in the order in which they were submitted. It implements [iface@Mo.Executor].
 *
 * Dropping the last reference without an end rolls back.
 *
 * Since: 0.1
 */
struct _MoTransaction
{
  GObject parent_instance;
  MoTransactionCore *core;
};

typedef struct
{
  GObjectClass parent_class;
} MoTransactionClass;

static MoFuture *
transaction_execute (MoExecutor *executor, MoStatement *statement)
{
  return mo_transaction_core_execute (MO_TRANSACTION (executor)->core, statement);
}

static MoFuture *
transaction_command (MoExecutor *executor, MoCommand *command)
{
  return mo_transaction_core_command (MO_TRANSACTION (executor)->core, command);
}

static MoFuture *
transaction_refuse (MoExecutor *executor, GError *error)
{
  return mo_transaction_core_refused (MO_TRANSACTION (executor)->core, error);
}

static void
mo_transaction_executor_init (MoExecutorInterface *iface)
{
  iface->execute = transaction_execute;
  iface->command = transaction_command;
  iface->refuse = transaction_refuse;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MoTransaction, mo_transaction, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR,
                                                      mo_transaction_executor_init))

static void
mo_transaction_dispose (GObject *object)
{
  MoTransaction *self = MO_TRANSACTION (object);

  if (mo_transaction_core_get_ending (self->core, NULL) == MO_TRANSACTION_NOT_ENDING)
    mo_future_unref (mo_transaction_core_rollback (self->core));
  G_OBJECT_CLASS (mo_transaction_parent_class)->dispose (object);
}

static void
mo_transaction_finalize (GObject *object)
{
  mo_transaction_core_unref (MO_TRANSACTION (object)->core);
  G_OBJECT_CLASS (mo_transaction_parent_class)->finalize (object);
}

static void
mo_transaction_class_init (MoTransactionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mo_transaction_dispose;
  G_OBJECT_CLASS (klass)->finalize = mo_transaction_finalize;
}

static void
mo_transaction_init (MoTransaction *self)
{
  (void) self;
}

MoTransaction *
mo_transaction_new (MoTransactionCore *core)
{
  MoTransaction *self = g_object_new (MO_TYPE_TRANSACTION, NULL);

  self->core = core;
  return self;
}

MoTransactionCore *
mo_transaction_peek_core (MoTransaction *self)
{
  return self->core;
}

/**
 * mo_transaction_commit:
 * @self: a transaction
 *
 * Commits after everything that was submitted before, and runs the commands that wait for the
 * commit behind COMMIT in the same packet. It rolls back instead, and is rejected with that error,
 * if a statement failed and nobody looked at its error. Nothing may follow.
 *
 * Thread: any; never blocks. Errors: the server's; %MO_ERROR_TRANSACTION_ABORTED,
 * %MO_ERROR_TRANSACTION_ENDED, %MO_ERROR_TRANSACTION_FINISHED; %MO_ERROR_COMMIT_UNKNOWN where the
 * answer is lost; %MO_ERROR_COMMITTED_COMMAND_FAILED where the data is committed and a command
 * failed.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_transaction_commit (MoTransaction *self)
{
  return mo_transaction_core_commit (self->core);
}

/**
 * mo_transaction_rollback:
 * @self: a transaction
 *
 * Undoes everything, after what was submitted before, and drops the commands that waited for the
 * commit. Nothing may follow.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_TRANSACTION_FINISHED; %MO_ERROR_TRANSACTION_ENDED
 * where something had ended the transaction before, so that it may be committed.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_transaction_rollback (MoTransaction *self)
{
  return mo_transaction_core_rollback (self->core);
}

/**
 * mo_transaction_get_connection_id:
 * @self: a transaction
 *
 * Thread: any; never blocks.
 *
 * Returns: the id of its connection, as CONNECTION_ID() and the server's log have it
 * Since: 0.1
 */
guint64
mo_transaction_get_connection_id (MoTransaction *self)
{
  /* Relaxed: a number for messages, written before the transaction was handed out. */
  return atomic_load_explicit (&self->core->connection_id, memory_order_relaxed);
}
