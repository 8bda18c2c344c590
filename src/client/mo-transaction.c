/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTransaction: the handle of an open transaction. Dropping it unfinished rolls back. */

#include "client/mo-transaction-private.h"

#include <matrixone-glib/mo-error.h>

#include "base/mo-mutex-private.h"
#include "client/mo-executor-private.h"
#include "client/mo-participant-private.h"

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
  MoMutex lock;            /* guards what follows */
  MoOwner *owner;          /* the thread of the body; NULL: there is none */
  GPtrArray *participants; /* MoParticipant, owned */
  guint n_scopes;          /* nested ones that were ever begun */
  MoFuture *end;           /* of a commit or rollback: settles when the participants were told */
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
transaction_run (MoExecutor *executor, MoProgram *program)
{
  return mo_transaction_core_run (MO_TRANSACTION (executor)->core, program);
}

static MoFuture *
transaction_open (MoExecutor *executor, MoStatement *statement)
{
  return mo_transaction_core_open (MO_TRANSACTION (executor)->core, statement);
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
  iface->run = transaction_run;
  iface->open = transaction_open;
  iface->refuse = transaction_refuse;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MoTransaction, mo_transaction, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR,
                                                      mo_transaction_executor_init))

/* (transfer full): no call of theirs is made under the lock. */
static GPtrArray *
dup_participants (MoTransaction *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  mo_mutex_lock (&self->lock);
  for (guint i = 0; i < self->participants->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (self->participants, i)));
  mo_mutex_unlock (&self->lock);
  return copy;
}

/* Consumes @end, which the core gave for a commit or rollback. */
static MoFuture *
follow_end (MoTransaction *self, GPtrArray *participants, MoFuture *end, gboolean is_commit)
{
  g_autoptr (MoFuture) accepted = NULL;
  g_autoptr (MoFuture) old = NULL;

  mo_transaction_core_get_ending (self->core, &accepted);
  if (accepted != end || participants->len == 0)
    return end; /* refused, since another call had ended it before; or there is nobody to tell */
  end = mo_participants_follow (participants, end, is_commit);
  mo_mutex_lock (&self->lock);
  old = g_steal_pointer (&self->end);
  self->end = mo_future_ref (end);
  mo_mutex_unlock (&self->lock);
  return end;
}

static void
mo_transaction_dispose (GObject *object)
{
  MoTransaction *self = MO_TRANSACTION (object);

  if (mo_transaction_core_get_ending (self->core, NULL) == MO_TRANSACTION_NOT_ENDING)
    mo_future_unref (mo_transaction_rollback (self));
  G_OBJECT_CLASS (mo_transaction_parent_class)->dispose (object);
}

static void
mo_transaction_finalize (GObject *object)
{
  MoTransaction *self = MO_TRANSACTION (object);

  mo_transaction_core_unref (self->core);
  g_ptr_array_unref (self->participants);
  g_clear_pointer (&self->end, mo_future_unref);
  g_clear_pointer (&self->owner, mo_owner_unref);
  mo_mutex_clear (&self->lock);
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
  mo_mutex_init (&self->lock);
  self->participants = g_ptr_array_new_with_free_func (g_object_unref);
}

MoTransaction *
mo_transaction_new (MoTransactionCore *core)
{
  MoTransaction *self = g_object_new (MO_TYPE_TRANSACTION, NULL);

  self->core = core;
  return self;
}

MoTransactionEnd
mo_transaction_get_ending (MoTransaction *self, MoFuture **end)
{
  MoTransactionEnd ending = mo_transaction_core_get_ending (self->core, end);

  mo_mutex_lock (&self->lock);
  if (end != NULL && self->end != NULL)
    {
      mo_future_unref (*end); /* not the last: the core has one */
      *end = mo_future_ref (self->end);
    }
  mo_mutex_unlock (&self->lock);
  return ending;
}

MoTransactionCore *
mo_transaction_get_core (MoTransaction *self)
{
  return self->core;
}

guint
mo_transaction_next_scope (MoTransaction *self)
{
  guint number;

  mo_mutex_lock (&self->lock);
  number = ++self->n_scopes;
  mo_mutex_unlock (&self->lock);
  return number;
}

MoFuture *
mo_transaction_savepoint (MoTransaction *self, MoSavepointStep step, guint number)
{
  return mo_transaction_core_savepoint (self->core, step, number);
}

/* What participants write would be refused while a cursor is open. */
static gboolean
prepare_for_end (MoTransaction *self, GPtrArray *participants, gboolean of_scope, GError **error)
{
  if (participants->len > 0)
    mo_transaction_core_close_cursor (self->core,
                                      of_scope ? mo_transaction_new_scope_over_error () : NULL);
  return mo_participants_prepare (participants, error);
}

gboolean
mo_transaction_prepare (MoTransaction *self, MoSavepointStep step, GError **error)
{
  g_autoptr (GPtrArray) participants = dup_participants (self);

  return step == MO_SAVEPOINT_SET ? mo_participants_prepare (participants, error)
                                  : prepare_for_end (self, participants, TRUE, error);
}

MoMarks *
mo_transaction_mark (MoTransaction *self)
{
  g_autoptr (GPtrArray) participants = dup_participants (self);

  return mo_participants_mark (participants);
}

void
mo_transaction_rewind (MoTransaction *self, MoMarks *marks)
{
  g_autoptr (GPtrArray) participants = dup_participants (self);

  mo_participants_rewind (participants, marks);
}

MoScheduler *
mo_transaction_dup_scheduler (MoTransaction *self)
{
  g_autoptr (GPtrArray) participants = dup_participants (self);
  g_autoptr (MoOwner) owner = mo_transaction_dup_owner (self);
  MoScheduler *scheduler = participants->len > 0 ? mo_participants_get_scheduler (participants)
                           : owner != NULL       ? mo_owner_get_scheduler (owner)
                                                 : NULL;

  return scheduler != NULL ? mo_scheduler_ref (scheduler) : NULL;
}

GError *
mo_transaction_dup_cause (MoTransaction *self)
{
  return mo_transaction_core_dup_cause (self->core);
}

void
mo_transaction_begin_body (MoTransaction *self)
{
  MoOwner *owner = mo_owner_new_for_body ();

  mo_mutex_lock (&self->lock);
  self->owner = owner;
  mo_mutex_unlock (&self->lock);
}

gboolean
mo_transaction_may_run_again (MoTransaction *self)
{
  return self->core->options.max_attempts > 1;
}

MoFuture *
mo_transaction_dup_end (MoTransaction *self)
{
  MoFuture *end = NULL;

  mo_transaction_get_ending (self, &end);
  return end;
}

MoOwner *
mo_transaction_dup_owner (MoTransaction *self)
{
  MoOwner *owner;

  mo_mutex_lock (&self->lock);
  owner = self->owner != NULL ? mo_owner_ref (self->owner) : NULL;
  mo_mutex_unlock (&self->lock);
  return owner;
}

static MoParticipant *
find_participant (MoTransaction *self, GType type)
{
  for (guint i = 0; i < self->participants->len; i++)
    if (G_TYPE_CHECK_INSTANCE_TYPE (g_ptr_array_index (self->participants, i), type))
      return g_ptr_array_index (self->participants, i);
  return NULL;
}

MoParticipant *
mo_transaction_add_participant (MoTransaction *self, MoParticipant *participant)
{
  MoParticipant *first;

  mo_mutex_lock (&self->lock);
  first = find_participant (self, G_OBJECT_TYPE (participant));
  if (first == NULL)
    g_ptr_array_add (self->participants, g_object_ref (participant));
  mo_mutex_unlock (&self->lock);
  return first != NULL ? first : participant;
}

MoParticipant *
mo_transaction_find_participant (MoTransaction *self, GType type)
{
  MoParticipant *found;

  mo_mutex_lock (&self->lock);
  found = find_participant (self, type);
  mo_mutex_unlock (&self->lock);
  return found;
}

static MoFuture *
reject_foreign (void)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "the transaction is no MoTransaction: did mo_client_begin() "
                                 "fail?");
}

/**
 * mo_transaction_commit:
 * @self: a transaction
 *
 * Commits after everything that was submitted before, and runs the commands that wait for the
 * commit behind COMMIT in the same packet. It rolls back instead, and is rejected with that error,
 * if a statement failed and nobody looked at its error; and so it does with
 * %MO_ERROR_INVALID_ARGUMENT where a nested scope has not ended. Nothing may follow.
 *
 * A cursor that is open is closed first, see [method@Mo.Cursor.close]; what its statement fails
 * with is an error that nobody looked at.
 *
 * Cancelling the future before COMMIT was sent rolls back instead; a COMMIT that was sent is not
 * stopped.
 *
 * A session of the transaction is flushed first; what cannot be flushed is the error, and the
 * transaction is still open then.
 *
 * Thread: any, but with a session its owner's; never blocks. Errors: the server's; those of
 * [method@Mo.Session.flush]; %MO_ERROR_WRONG_THREAD; %MO_ERROR_TRANSACTION_ABORTED,
 * %MO_ERROR_TRANSACTION_ENDED, %MO_ERROR_TRANSACTION_FINISHED; %MO_ERROR_COMMIT_UNKNOWN where the
 * answer is lost; %MO_ERROR_COMMITTED_COMMAND_FAILED where the data is committed and a command
 * failed; %MO_ERROR_TIMED_OUT where its time was over before COMMIT was sent.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_transaction_commit (MoTransaction *self)
{
  g_autoptr (GPtrArray) participants = NULL;
  GError *error = NULL;

  if (!MO_IS_TRANSACTION (self))
    return reject_foreign ();
  /* Nothing is to be flushed any more, and only its worker knows what has become of it. */
  if (mo_commit_gate_is_expired (self->core->gate))
    return mo_transaction_core_submit (self->core, mo_transaction_commit_job_new (self->core));
  participants = dup_participants (self);
  if (mo_transaction_core_get_ending (self->core, NULL) == MO_TRANSACTION_NOT_ENDING
      && !prepare_for_end (self, participants, FALSE, &error))
    return mo_future_new_for_error (error);
  return follow_end (self, participants, mo_transaction_core_commit (self->core), TRUE);
}

/**
 * mo_transaction_rollback:
 * @self: a transaction
 *
 * Undoes everything, after what was submitted before, and drops the commands that waited for the
 * commit. A cursor that is open is stopped. Nothing may follow.
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
  g_autoptr (GPtrArray) participants = NULL;

  if (!MO_IS_TRANSACTION (self))
    return reject_foreign ();
  participants = dup_participants (self);
  return follow_end (self, participants, mo_transaction_core_rollback (self->core), FALSE);
}

/**
 * mo_transaction_get_attempt:
 * @self: a transaction
 *
 * Thread: any; never blocks.
 *
 * Returns: which run of its body it belongs to, from 1 on; see
 *   [method@Mo.TransactionOptions.set_max_attempts]
 * Since: 0.1
 */
guint
mo_transaction_get_attempt (MoTransaction *self)
{
  g_return_val_if_fail (MO_IS_TRANSACTION (self), 0);

  return self->core->attempt;
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
  g_return_val_if_fail (MO_IS_TRANSACTION (self), 0);

  /* Relaxed: a number for messages, written before the transaction was handed out. */
  return atomic_load_explicit (&self->core->connection_id, memory_order_relaxed);
}

void
mo_transaction_abandon (gpointer self)
{
  mo_future_unref (mo_transaction_rollback (self));
  g_object_unref (self);
}
