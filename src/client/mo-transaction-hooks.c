/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTransactionHooks: who is told of the end of a transaction, and may object to its commit. */

#include "client/mo-transaction-hooks-private.h"

#include "base/mo-error-private.h"
#include "client/mo-transaction-core-private.h"
#include "client/mo-transaction-private.h"
#include "pool/mo-fence-private.h"

G_DEFINE_ENUM_TYPE (MoTransactionEvent, mo_transaction_event,
                    G_DEFINE_ENUM_VALUE (MO_TRANSACTION_BEFORE_COMMIT, "before-commit"),
                    G_DEFINE_ENUM_VALUE (MO_TRANSACTION_AFTER_COMMIT, "after-commit"),
                    G_DEFINE_ENUM_VALUE (MO_TRANSACTION_BEFORE_ROLLBACK, "before-rollback"),
                    G_DEFINE_ENUM_VALUE (MO_TRANSACTION_AFTER_ROLLBACK, "after-rollback"),
                    G_DEFINE_ENUM_VALUE (MO_TRANSACTION_AFTER_UNKNOWN, "after-unknown"))

typedef struct
{
  MoTransactionHook hook;
  gpointer data;
  GDestroyNotify destroy;
} Entry;

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  if (self->destroy != NULL)
    self->destroy (self->data);
}

void
mo_transaction_hooks_init (MoTransactionHooks *self)
{
  mo_mutex_init (&self->lock);
}

void
mo_transaction_hooks_clear (MoTransactionHooks *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  mo_mutex_clear (&self->lock);
}

gboolean
mo_transaction_hooks_add (MoTransactionHooks *self,
                          MoTransactionHook hook,
                          gpointer data,
                          GDestroyNotify destroy)
{
  Entry entry = { hook, data, destroy };
  gboolean is_over;

  mo_mutex_lock (&self->lock);
  is_over = self->is_over;
  if (!is_over && self->entries == NULL)
    {
      self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
      g_array_set_clear_func (self->entries, entry_clear);
    }
  if (!is_over)
    g_array_append_val (self->entries, entry);
  mo_mutex_unlock (&self->lock);
  if (is_over)
    entry_clear (&entry);
  return !is_over;
}

gboolean
mo_transaction_hooks_are_any (MoTransactionHooks *self)
{
  gboolean are_any;

  mo_mutex_lock (&self->lock);
  are_any = self->entries != NULL;
  mo_mutex_unlock (&self->lock);
  return are_any;
}

/* Entries are only added while there are events to come, so a copy can be called without the lock.
 * FALSE: there is no such entry. */
static gboolean
get_entry (MoTransactionHooks *self, guint index, Entry *out)
{
  gboolean found;

  mo_mutex_lock (&self->lock);
  found = self->entries != NULL && index < self->entries->len;
  if (found)
    *out = g_array_index (self->entries, Entry, index);
  mo_mutex_unlock (&self->lock);
  return found;
}

/* What it runs before COMMIT is stopped as a statement is; what it runs otherwise only where nobody
 * answers. */
static gboolean
enter (MoConnection *connection, MoJob *job, MoTransactionEvent event)
{
  static const char what[] = "a hook of the transaction";

  if (connection == NULL)
    return TRUE;
  if (event == MO_TRANSACTION_BEFORE_COMMIT)
    return mo_fence_enter (job->fence, job, what, MO_FENCE_STATEMENT);
  mo_fence_enter_aside (job->fence, job, what);
  return TRUE;
}

/* What it does to the transaction that it was lent is looked at. */
static void
leave (MoTransactionCore *core, MoJob *job, MoTransactionEvent event)
{
  gboolean was_killed = mo_fence_leave (job->fence);

  mo_transaction_core_take_back (core, job, was_killed || event == MO_TRANSACTION_BEFORE_COMMIT);
}

static gboolean
call (const Entry *entry,
      MoTransactionEvent event,
      MoTransactionCore *core,
      MoJob *job,
      GError **error)
{
  MoConnection *connection
      = core != NULL && !mo_connection_is_lost (core->connection) ? core->connection : NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!enter (connection, job, event))
    {
      g_propagate_error (error, mo_job_new_cancelled_error ());
      return FALSE;
    }
  if (connection != NULL
      && (event == MO_TRANSACTION_BEFORE_COMMIT || event == MO_TRANSACTION_BEFORE_ROLLBACK))
    mo_transaction_core_lend (core);
  ok = entry->hook (event, connection, entry->data, &local);
  if (connection != NULL)
    leave (core, job, event);
  return mo_error_take_outcome (ok, g_steal_pointer (&local), "a hook of the transaction", error);
}

gboolean
mo_transaction_hooks_call (MoTransactionHooks *self,
                           MoTransactionEvent event,
                           MoTransactionCore *core,
                           MoJob *job,
                           GError **error)
{
  Entry entry;

  for (guint i = 0; get_entry (self, i, &entry); i++)
    {
      if (!call (&entry, event, core, job, error))
        return FALSE;
      if (event == MO_TRANSACTION_BEFORE_COMMIT && core->phase != MO_TRANSACTION_OPEN)
        break;
    }
  return TRUE;
}

void
mo_transaction_hooks_end (MoTransactionHooks *self)
{
  g_autoptr (GArray) entries = NULL;

  mo_mutex_lock (&self->lock);
  self->is_over = TRUE;
  entries = g_steal_pointer (&self->entries);
  mo_mutex_unlock (&self->lock);
}

/**
 * mo_transaction_add_hook:
 * @self: a transaction
 * @hook: (scope notified) (closure user_data) (destroy destroy): called before and after its end
 * @user_data: for @hook
 * @destroy: (nullable): frees @user_data, on the worker once the transaction has ended
 *
 * Has @hook called at the end of the transaction, whoever ends it, and whatever for: on its worker,
 * where it may block, before the future of the commit or rollback settles. Hooks are called in the
 * order in which they were added; a session has been flushed by then.
 *
 * Before a commit each may write more by its connection, and object: then it is rolled back with
 * that error. What a hook fails with behind COMMIT is told as
 * %MO_ERROR_COMMITTED_COMMAND_FAILED; what one fails with around a rollback is logged as a warning.
 *
 * Before a commit or a rollback, what it runs by [method@Mo.Connection.run_values] is a statement
 * of the transaction, and refused where that would be: it cannot end it. Where the transaction has
 * ended all the same, as by a routine that hides a COMMIT, the caller is told
 * %MO_ERROR_TRANSACTION_ENDED, and hooks %MO_TRANSACTION_AFTER_UNKNOWN. Before a rollback there may
 * be no transaction open any more; then only what reads is run.
 *
 * Thread: any; never blocks.
 *
 * Returns: %TRUE if it was added; %FALSE once the transaction has ended: @user_data is freed then
 * Since: 0.1
 */
gboolean
mo_transaction_add_hook (MoTransaction *self,
                         MoTransactionHook hook,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  g_return_val_if_fail (MO_IS_TRANSACTION (self), FALSE);
  g_return_val_if_fail (hook != NULL, FALSE);

  return mo_transaction_hooks_add (&mo_transaction_get_core (self)->hooks, hook, user_data,
                                   destroy);
}
