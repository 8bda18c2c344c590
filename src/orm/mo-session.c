/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoSession: whose it is, whether it may be called, and its part in the end of a transaction. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-transaction.h>

#include "base/mo-error-private.h"
#include "client/mo-participant-private.h"
#include "orm/mo-changes-private.h"
#include "orm/mo-session-nested-private.h"

/**
 * MoSession:
 *
 * The unit of work of one transaction: it knows instances by their keys, notices what changes in
 * them, and writes that with as few statements as it takes. Got by
 * [method@Mo.Transaction.get_session].
 *
 * A session and its instances belong to one thread: the thread of the body in
 * [method@Mo.Client.run_transaction], the worker in [method@Mo.Client.transaction], else the one
 * that asked for it first, which is reached by its main context if it is in a callback of a main
 * loop or has a thread-default context. Outcomes are applied there, in the order of the calls. A
 * call from another thread is refused with %MO_ERROR_WRONG_THREAD.
 *
 * A row is one instance within a session, however often it is read; reading it again does not
 * overwrite it. Once a flush has failed only [method@Mo.Session.rollback] and
 * [method@Mo.Session.close] are left, and the transaction cannot be committed.
 *
 * A session of its own, on a client, is made by [ctor@Mo.Session.new]: it begins a transaction when
 * it first sends something, and the next one after each commit or rollback.
 *
 * A session is an executor, too: [func@Mo.execute_values] and MatrixOne's commands on it run in its
 * transaction, as calls of the session's owner.
 *
 * Since: 0.1
 */
typedef struct
{
  GObjectClass parent_class;
} MoSessionClass;

static void mo_session_participant_init (MoParticipantInterface *iface);
static void mo_session_executor_init (MoExecutorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MoSession, mo_session, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MO_TYPE_PARTICIPANT,
                                                      mo_session_participant_init)
                               G_IMPLEMENT_INTERFACE (MO_TYPE_EXECUTOR, mo_session_executor_init))

void
mo_written_clear (MoWritten *self)
{
  MoWritten old = *self;
  const MoModel *model;

  if (old.entity == NULL)
    return;
  *self = (MoWritten){ 0 };
  model = mo_entity_get_model (old.entity);
  mo_entity_get_header (old.entity)->writer = NULL;
  mo_entity_get_header (old.entity)->written = 0;
  g_clear_pointer (&old.links, g_array_unref);
  mo_entity_free_committed (model, old.image);
  mo_entity_unref (old.entity);
}

static void
written_clear (gpointer data)
{
  mo_written_clear (data);
}

GArray *
mo_written_array_new (void)
{
  GArray *self = g_array_new (FALSE, FALSE, sizeof (MoWritten));

  g_array_set_clear_func (self, written_clear);
  return self;
}

static void
memento_clear (gpointer memento)
{
  mo_entity_memento_clear (memento);
}

static void
mo_session_init (MoSession *self)
{
  g_weak_ref_init (&self->tx, NULL);
  g_queue_init (&self->entities);
  self->map = mo_identity_map_new ();
  self->written = mo_written_array_new ();
  g_queue_init (&self->operations);
  mo_mutex_init (&self->lock);
}

static void
mo_session_finalize (GObject *object)
{
  MoSession *self = MO_SESSION (object);
  MoChanges changes;

  mo_changes_begin (&changes);
  if (self->alone != NULL) /* what it had not committed is rolled back */
    mo_session_end (self, MO_OUTCOME_ROLLED_BACK);
  mo_session_detach (self);
  g_clear_pointer (&self->alone, mo_session_client_free);
  g_weak_ref_clear (&self->tx);
  mo_identity_map_free (self->map);
  g_clear_pointer (&self->between, mo_between_free);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_array_unref (self->written);
  g_clear_pointer (&self->mementos, g_array_unref);
  g_clear_pointer (&self->last_flush, mo_future_unref);
  g_clear_pointer (&self->rollback, mo_future_unref);
  g_clear_error (&self->broken);
  g_clear_error (&self->refused);
  mo_mutex_clear (&self->lock);
  g_clear_pointer (&self->owner, mo_owner_unref);
  mo_changes_end (&changes);
  G_OBJECT_CLASS (mo_session_parent_class)->finalize (object);
}

static void
mo_session_class_init (MoSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mo_session_finalize;
}

/**
 * mo_transaction_get_session:
 * @tx: a transaction
 *
 * The transaction's session, made by the first call. In the body of a transaction it is that of the
 * body's thread, whoever calls; else the first caller's.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer none): the session, alive as long as @tx
 * Since: 0.1
 */
MoSession *
mo_transaction_get_session (MoTransaction *tx)
{
  MoParticipant *found;
  g_autoptr (MoSession) self = NULL;

  g_return_val_if_fail (MO_IS_TRANSACTION (tx), NULL);
  found = mo_transaction_find_participant (tx, MO_TYPE_SESSION);
  if (found != NULL)
    return MO_SESSION (found);
  self = g_object_new (MO_TYPE_SESSION, NULL);
  if (mo_transaction_may_run_again (tx))
    {
      self->mementos = g_array_new (FALSE, FALSE, sizeof (MoEntityMemento));
      g_array_set_clear_func (self->mementos, memento_clear);
    }
  self->owner = mo_transaction_dup_owner (tx);
  if (self->owner == NULL)
    self->owner = mo_owner_new ();
  g_weak_ref_set (&self->tx, tx);
  return MO_SESSION (mo_transaction_add_participant (tx, MO_PARTICIPANT (self)));
}

/* --- what every call asks first --- */

gboolean
mo_session_check_owner (MoSession *self, GError **error)
{
  if (!MO_IS_SESSION (self))
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "the session is no MoSession");
      return FALSE;
    }
  if (mo_owner_is_current (self->owner))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_WRONG_THREAD,
                       "a session is called by the thread that owns it: the one of the "
                       "transaction's body, or that first asked for it; statements of "
                       "mo_execute() may come from any");
  return FALSE;
}

gboolean
mo_session_check_over (MoSession *self, GError **error)
{
  if (!self->over)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                       "the session's transaction was committed or rolled back before: begin "
                       "another");
  return FALSE;
}

static gboolean
check_broken (MoSession *self, GError **error)
{
  if (self->broken == NULL)
    return TRUE;
  g_propagate_error (error,
                     mo_error_rewrap (self->broken, MO_ERROR_TRANSACTION_ABORTED,
                                      "a flush of this session failed, so nothing but a rollback "
                                      "is left (it failed with: %s)",
                                      self->broken->message));
  return FALSE;
}

/* From here on the session is as the calls before have left it. */
gboolean
mo_session_enter (MoSession *self, GError **error)
{
  if (!mo_session_check_owner (self, error))
    return FALSE;
  mo_session_apply (self);
  return mo_session_check_over (self, error) && check_broken (self, error);
}

/* (transfer full): NULL and an error once the transaction is gone. */
MoExecutor *
mo_session_dup_executor (MoSession *self, GError **error)
{
  MoExecutor *executor;

  if (self->alone != NULL)
    return mo_session_client_dup_executor (self, error);
  executor = g_weak_ref_get (&self->tx);
  if (executor == NULL)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                         "the session's transaction is gone, and was rolled back");
  return executor;
}

/* --- as a participant --- */

gboolean
mo_session_prepare (MoSession *self, GError **error)
{
  g_autoptr (MoFuture) flushed = NULL;

  if (!mo_session_check_owner (self, error))
    return FALSE;
  mo_session_apply (self);
  if (self->over)
    return TRUE;
  if (self->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (self->broken));
      g_prefix_error (error, "not committed, since a flush of the session failed: ");
      return FALSE;
    }
  flushed = mo_session_submit_flush (self, error);
  return flushed != NULL;
}

static gboolean
session_prepare (MoParticipant *participant, GError **error)
{
  return mo_session_prepare (MO_SESSION (participant), error);
}

static MoScheduler *
session_get_scheduler (MoParticipant *participant)
{
  return mo_owner_get_scheduler (MO_SESSION (participant)->owner);
}

static void
end (MoSession *self, MoOutcome outcome)
{
  self->over = TRUE;
  mo_session_end (self, outcome);
  if (self->mementos != NULL && outcome == MO_OUTCOME_ROLLED_BACK)
    mo_session_put_back (self);
  g_clear_pointer (&self->mementos, g_array_unref);
  g_clear_pointer (&self->last_flush, mo_future_unref);
}

void
mo_session_ended (MoSession *self, MoOutcome outcome)
{
  MoChanges changes;

  mo_session_apply (self); /* all of it has settled before the end did */
  mo_changes_begin (&changes);
  if (self->alone != NULL)
    mo_session_client_ended (self, outcome);
  else
    end (self, outcome);
  mo_changes_end (&changes);
}

static void
session_ended (MoParticipant *participant, MoOutcome outcome)
{
  mo_session_ended (MO_SESSION (participant), outcome);
}

/* One that another thread has just made is that thread's alone. */
static gpointer
session_mark (MoParticipant *participant)
{
  MoSession *self = MO_SESSION (participant);

  return mo_owner_is_current (self->owner) ? mo_session_mark (self) : NULL;
}

/* What it holds is not touched from here, and not committed. */
static void
session_rewind (MoParticipant *participant, gpointer mark)
{
  MoSession *self = MO_SESSION (participant);
  g_autoptr (GError) error = NULL;

  if (mo_owner_is_current (self->owner))
    {
      mo_session_rewind (self, mark);
      return;
    }
  error = g_error_new_literal (MO_ERROR, MO_ERROR_WRONG_THREAD,
                               "a nested scope of the transaction was rolled back by another "
                               "thread than the session's, which was made in it: what the session "
                               "had written may be undone");
  mo_session_refuse (self, error);
}

static void
mo_session_participant_init (MoParticipantInterface *iface)
{
  iface->mark = session_mark;
  iface->rewind = session_rewind;
  iface->free_mark = mo_session_mark_free;
  iface->prepare = session_prepare;
  iface->get_scheduler = session_get_scheduler;
  iface->ended = session_ended;
}

/* --- as an executor: of its transaction --- */

static MoExecutor *
enter_executor (MoExecutor *executor, GError **error)
{
  MoSession *self = MO_SESSION (executor);

  if (!mo_session_check_owner (self, error) || !mo_session_check_over (self, error))
    return NULL;
  mo_session_apply (self);
  return mo_session_dup_executor (self, error);
}

#define DEFINE_CALL(call, Argument, forward, drop)                                                 \
  static MoFuture *call (MoExecutor *executor, Argument *argument)                                 \
  {                                                                                                \
    GError *error = NULL;                                                                          \
    g_autoptr (MoExecutor) own = enter_executor (executor, &error);                                \
                                                                                                   \
    if (own != NULL)                                                                               \
      return forward (own, argument);                                                              \
    drop (argument);                                                                               \
    return mo_future_new_for_error (error);                                                        \
  }

DEFINE_CALL (session_execute, MoStatement, mo_executor_execute, mo_statement_unref)
DEFINE_CALL (session_command, MoCommand, mo_executor_command, mo_command_free)
DEFINE_CALL (session_run, MoProgram, mo_executor_run, mo_program_unref)
DEFINE_CALL (session_open, MoStatement, mo_executor_open, mo_statement_unref)

#undef DEFINE_CALL

/* What could not be made is no reason to begin a transaction. */
static MoFuture *
session_refuse (MoExecutor *executor, GError *error)
{
  MoSession *self = MO_SESSION (executor);
  g_autoptr (MoExecutor) tx = self->alone == NULL && mo_session_check_owner (self, NULL)
                                  ? g_weak_ref_get (&self->tx)
                                  : NULL;

  return tx != NULL ? mo_executor_refuse (tx, error) : mo_future_new_for_error (error);
}

static void
mo_session_executor_init (MoExecutorInterface *iface)
{
  iface->execute = session_execute;
  iface->command = session_command;
  iface->run = session_run;
  iface->open = session_open;
  iface->refuse = session_refuse;
}

/* --- options --- */

/**
 * mo_session_set_autoflush:
 * @self: a session
 * @autoflush: whether every query flushes first
 *
 * Off unless set.
 *
 * Thread: the owner's.
 *
 * Since: 0.1
 */
void
mo_session_set_autoflush (MoSession *self, gboolean autoflush)
{
  g_return_if_fail (MO_IS_SESSION (self));

  self->autoflush = autoflush;
}

/**
 * mo_session_get_autoflush:
 * @self: a session
 *
 * Thread: the owner's.
 *
 * Returns: whether every query flushes first
 * Since: 0.1
 */
gboolean
mo_session_get_autoflush (MoSession *self)
{
  g_return_val_if_fail (MO_IS_SESSION (self), FALSE);

  return self->autoflush;
}

/**
 * mo_session_set_expire_on_commit:
 * @self: a session
 * @expire_on_commit: whether [method@Mo.Session.commit] expires the instances: the next row that is
 *   read overwrites what was not changed since
 *
 * Off unless set.
 *
 * Thread: the owner's.
 *
 * Since: 0.1
 */
void
mo_session_set_expire_on_commit (MoSession *self, gboolean expire_on_commit)
{
  g_return_if_fail (MO_IS_SESSION (self));

  self->expire_on_commit = expire_on_commit;
}

/**
 * mo_session_get_expire_on_commit:
 * @self: a session
 *
 * Thread: the owner's.
 *
 * Returns: whether [method@Mo.Session.commit] expires the instances
 * Since: 0.1
 */
gboolean
mo_session_get_expire_on_commit (MoSession *self)
{
  g_return_val_if_fail (MO_IS_SESSION (self), FALSE);

  return self->expire_on_commit;
}
