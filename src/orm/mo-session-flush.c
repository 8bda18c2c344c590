/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a session writes, and how it ends. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-transaction.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-session-private.h"

/* Most are as they were, and their bytes say so. */
static gboolean
looks_changed (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const guint8 *kept = mo_entity_get_kept (entity);

  if (!mo_entity_is_same (header->model, entity, header->committed))
    return TRUE;
  for (guint i = 0; i < header->model->n_columns; i++)
    if (kept[i] != MO_KEPT_NOTHING)
      return TRUE;
  return FALSE;
}

static gboolean
needs_flush (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  if (header->state == MO_ENTITY_DELETED)
    return FALSE;
  if (header->state == MO_ENTITY_PENDING || header->deleting || header->committed == NULL
      || mo_entity_get_fault (entity) != NULL)
    return TRUE;
  return looks_changed (entity) && mo_entity_is_modified (entity);
}

/* Whom @entity refers to comes with it. The queue may grow while it is gone through. */
static gboolean
add_parents (MoSession *self, gpointer entity, GError **error)
{
  GArray *links = mo_entity_get_links (entity);

  if (mo_entity_get_header (entity)->deleting)
    return TRUE;
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      gpointer parent = g_array_index (links, MoEntityLink, i).parent;

      if (!mo_session_check_stranger (self, parent, error)
          || (mo_entity_get_state (parent) == MO_ENTITY_TRANSIENT
              && !mo_session_attach (self, parent, error)))
        return FALSE;
    }
  return TRUE;
}

/* A row in between that nobody but the session has made, and one of whose ends is to be deleted, or
 * was let go of before it was written. */
static gboolean
is_void (MoSession *self, gpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const GArray *links = mo_entity_get_links (entity);

  if (!header->is_between || header->state != MO_ENTITY_PENDING)
    return FALSE;
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      gconstpointer parent = g_array_index (links, MoEntityLink, i).parent;
      const MoEntityHeader *end = mo_entity_get_header (parent);

      if (!mo_entity_is_to_stay (parent)
          || (end->session != self && end->state == MO_ENTITY_TRANSIENT))
        return TRUE;
    }
  return FALSE;
}

/* FALSE: one was refused. The queue may grow while it is gone through. */
static gboolean
look_through (MoSession *self, GPtrArray *changed, GError **error)
{
  for (GList *l = self->entities.head, *next; l != NULL; l = next)
    {
      next = l->next;
      if (!needs_flush (l->data))
        continue;
      if (is_void (self, l->data))
        {
          mo_session_let_go (self, l->data);
          continue;
        }
      if (!add_parents (self, l->data, error))
        return FALSE;
      g_ptr_array_add (changed, l->data);
      next = l->next; /* what came with it is there */
    }
  return TRUE;
}

/* (transfer container): instances that the flush has to look at; NULL: one was refused. What came
 * with parents may have changed those that were looked at before. */
static GPtrArray *
collect (MoSession *self, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();

  do
    {
      self->has_resolved = FALSE;
      g_ptr_array_set_size (changed, 0);
      if (!look_through (self, changed, error))
        return NULL;
    }
  while (self->has_resolved);
  return g_steal_pointer (&changed);
}

/* For a rollback. */
static void
note_written (MoSession *self, GPtrArray *entities, guint64 number)
{
  for (guint i = 0; i < entities->len; i++)
    {
      gpointer entity = g_ptr_array_index (entities, i);
      const MoModel *model = mo_entity_get_model (entity);
      MoWritten written = { .entity = mo_entity_ref (entity),
                            .links = mo_entity_dup_links (entity),
                            .image = mo_entity_dup_committed (entity) };

      written.is_inserted = mo_entity_get_state (entity) == MO_ENTITY_PENDING;
      written.is_deleted = mo_entity_get_header (entity)->deleting;
      written.is_generated
          = written.is_inserted && model->auto_increment >= 0
            && mo_field_is_unset (&model->columns[model->auto_increment], entity);
      if (model->version >= 0)
        written.version = mo_field_get (&model->columns[model->version], entity).as.uint64;
      mo_entity_get_header (entity)->writer = self;
      mo_entity_get_header (entity)->written = number;
      g_array_append_val (self->written, written);
    }
}

/* Consumes @flush. */
static MoFuture *
submit_flush (MoSession *self, MoExecutor *executor, MoFlush *flush, GPtrArray *changed)
{
  MoOperation *operation = mo_operation_new (self);
  MoProgram *program = mo_flush_get_program (flush);

  program->is_vital = TRUE;
  operation->flush = flush;
  operation->first_written = self->written->len;
  operation->n_written = changed->len;
  note_written (self, changed, operation->number);
  mo_flush_mark_written (flush);
  g_clear_pointer (&self->last_flush, mo_future_unref);
  self->last_flush
      = mo_operation_submit (operation, mo_executor_run (executor, mo_program_ref (program)));
  return mo_future_ref (self->last_flush);
}

static gboolean
take_refusal (MoSession *self, GError **error)
{
  mo_mutex_lock (&self->lock);
  if (self->refused != NULL)
    self->broken = g_steal_pointer (&self->refused);
  mo_mutex_unlock (&self->lock);
  if (self->broken == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->broken));
  return FALSE;
}

static MoFuture *
flush (MoSession *self, GError **error)
{
  g_autoptr (MoExecutor) executor = NULL;
  g_autoptr (GPtrArray) changed = NULL;
  MoFlush *plan = NULL;

  if (!take_refusal (self, error)
      || (executor = mo_session_dup_executor (self, error)) == NULL
      || (changed = collect (self, error)) == NULL || !mo_flush_new (changed, &plan, error))
    return NULL;
  if (plan != NULL)
    return submit_flush (self, executor, plan, changed);
  /* What was flushed before may still be on its way. */
  return self->last_flush != NULL ? mo_future_ref (self->last_flush) : mo_future_new_true ();
}

/* A moment that the flush fills in is told when it is on its way. */
MoFuture *
mo_session_submit_flush (MoSession *self, GError **error)
{
  MoFuture *flushed;
  MoChanges changes;

  if (!mo_session_enter (self, error))
    return NULL;
  mo_changes_begin (&changes);
  flushed = flush (self, error);
  mo_changes_end (&changes);
  return flushed;
}

/**
 * mo_session_flush:
 * @self: a session
 *
 * Writes what was added and what has changed, as it is now: instances may change again while it is
 * on its way. New instances of a model are one INSERT, equal changes one UPDATE, those to be
 * deleted one DELETE, and only columns that differ are named. Rows are inserted, and deleted, in
 * the order of their foreign keys; a new instance with the key of a deleted one has its row, by an
 * UPDATE. With nothing to write nothing is sent. Keys that the server gives out are in their
 * instances once the future has settled, or at the next call of the session after the answer came,
 * also where nobody kept the future.
 *
 * Thread: the owner's; never blocks. Errors: the server's; %MO_ERROR_INVALID_ARGUMENT and
 * %MO_ERROR_CONSTRAINT for what cannot be written, %MO_ERROR_TYPE_MISMATCH of a failed mo_set():
 * nothing was sent then, and the session can still be used; %MO_ERROR_STALE_OBJECT where a row is
 * not there any more, or has another version than was read; %MO_ERROR_WRONG_THREAD,
 * %MO_ERROR_TRANSACTION_ABORTED, %MO_ERROR_TRANSACTION_FINISHED.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_session_flush (MoSession *self)
{
  GError *error = NULL;
  MoFuture *flushed = mo_session_submit_flush (self, &error);

  return flushed != NULL ? flushed : mo_future_new_for_error (error);
}

/* A program without a statement: its turn comes when what was submitted before is done. */
static gboolean
marker_next (MoProgram *self,
             const MoProgramSite *site,
             GPtrArray *answers,
             GPtrArray *statements,
             GError **error)
{
  return TRUE;
}

static void
marker_finalize (MoProgram *self)
{
  g_free (self);
}

static MoFuture *
submit_marker (MoSession *self, gboolean expires)
{
  static const MoProgramClass marker_class = { marker_next, marker_finalize };
  GError *error = NULL;
  g_autoptr (MoExecutor) executor = mo_session_dup_executor (self, &error);
  MoOperation *operation;
  MoProgram *marker;

  if (executor == NULL)
    return mo_future_new_for_error (error);
  operation = mo_operation_new (self);
  operation->expires = expires;
  marker = g_new0 (MoProgram, 1);
  mo_program_init (marker, &marker_class);
  return mo_operation_submit (operation, mo_executor_run (executor, marker));
}

/**
 * mo_session_commit:
 * @self: a session
 *
 * Ends the session's part of the transaction: flushes, and with
 * [method@Mo.Session.set_expire_on_commit] lets every instance be read anew. The transaction itself
 * is committed by its body, or by [method@Mo.Transaction.commit]. The session can be used on.
 *
 * A session on a client commits its transaction; once that future has settled, the session can be
 * used on, with its instances. Where it fails all is rolled back, and the instances are let go of,
 * unless it was the flush that could not be sent.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.flush]; of a session on a
 * client, those of [method@Mo.Transaction.commit].
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_session_commit (MoSession *self)
{
  GError *error = NULL;
  MoFuture *flushed;

  if (mo_session_is_alone (self))
    return mo_session_check_owner (self, &error) ? mo_session_client_commit (self)
                                                 : mo_future_new_for_error (error);
  flushed = mo_session_submit_flush (self, &error);
  if (flushed == NULL)
    return mo_future_new_for_error (error);
  if (!self->expire_on_commit)
    return flushed;
  mo_future_unref (flushed);
  return submit_marker (self, TRUE);
}

/**
 * mo_session_rollback:
 * @self: a session
 *
 * Rolls the transaction back, and the session with it: instances that it inserted have no row and,
 * where the server gave it, no key again; their other fields stay as they are. Calling it again
 * gives the same future. A session on a client lets go of all its instances, and can be used on.
 *
 * Thread: the owner's; never blocks. Errors: %MO_ERROR_WRONG_THREAD; those of
 * [method@Mo.Transaction.rollback].
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_session_rollback (MoSession *self)
{
  GError *error = NULL;
  g_autoptr (MoExecutor) tx = NULL;

  if (!mo_session_check_owner (self, &error))
    return mo_future_new_for_error (error);
  if (mo_session_is_alone (self))
    return mo_session_client_rollback (self);
  if (self->rollback != NULL)
    return mo_future_ref (self->rollback);
  if (!mo_session_check_over (self, &error)
      || (tx = mo_session_dup_executor (self, &error)) == NULL)
    return mo_future_new_for_error (error);
  self->rollback = mo_transaction_rollback (MO_TRANSACTION (tx));
  return mo_future_ref (self->rollback);
}

/**
 * mo_session_close:
 * @self: a session
 *
 * Lets go of every instance: those with a row are detached, what was never flushed is forgotten.
 * The transaction goes on, and so may the session, empty; an instance that it has written can be
 * added to another session once the transaction has ended. The future settles when what was
 * submitted before is done. A session on a client rolls its transaction back, too, and gives its
 * connection back.
 *
 * Thread: the owner's; never blocks. Errors: %MO_ERROR_WRONG_THREAD.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_session_close (MoSession *self)
{
  GError *error = NULL;
  MoChanges changes;

  if (!mo_session_check_owner (self, &error))
    return mo_future_new_for_error (error);
  mo_session_apply (self);
  if (mo_session_is_alone (self))
    return mo_session_client_rollback (self);
  mo_changes_begin (&changes); /* what a record does in its last moment comes after all this */
  mo_session_keep_changed (self);
  mo_session_detach (self);
  mo_session_drop_unseen (self);
  self->n_closed = self->n_operations;
  mo_changes_end (&changes);
  return g_queue_is_empty (&self->operations) ? mo_future_new_true ()
                                              : submit_marker (self, FALSE);
}
