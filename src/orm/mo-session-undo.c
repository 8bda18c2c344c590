/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a session lets go of its instances, and what a rollback makes of those that were written. */

#include "orm/mo-field-private.h"
#include "orm/mo-flush-entry-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

/* The row of a deleted one is not there, unless the transaction is rolled back, which undoes it. */
static void
release (MoSession *self, gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  mo_identity_map_remove (self->map, entity);
  if (self->between != NULL)
    mo_between_forget (self->between, entity);
  g_queue_unlink (&self->entities, &header->link);
  if (header->state == MO_ENTITY_DELETED)
    mo_entity_forget_fields (entity);
  header->session = NULL;
  header->state = header->state == MO_ENTITY_PERSISTENT ? MO_ENTITY_DETACHED : MO_ENTITY_TRANSIENT;
  header->deleting = FALSE;
  mo_entity_unref (entity);
}

/* What it is related to, or that is related to it, is the session's. */
void
mo_session_let_go (MoSession *self, gpointer entity)
{
  mo_related_clear (entity);
  release (self, entity);
}

void
mo_session_detach (MoSession *self)
{
  if (self->has_relations)
    mo_related_open_circles (self->entities.head);
  self->has_relations = FALSE;
  mo_identity_map_clear (self->map);
  while (!g_queue_is_empty (&self->entities))
    release (self, g_queue_peek_head (&self->entities));
}

/* Whether the field still has what the link gave it, and nothing newer. */
static gboolean
still_follows (gpointer entity, const MoEntityLink *link)
{
  return mo_entity_find_link (entity, link->column) == NULL
         && mo_entity_has_key_of (entity, link->column, link->parent);
}

/* Leaves those links that are to be made again. Asked while all keys are still in their fields. */
static void
forget_links (MoWritten *written)
{
  for (guint i = written->links != NULL ? written->links->len : 0; i-- > 0;)
    if (!still_follows (written->entity, &g_array_index (written->links, MoEntityLink, i)))
      g_array_remove_index (written->links, i);
}

/* It was counted when the flush was called. */
static void
undo_version (const MoWritten *written)
{
  const MoModel *model = mo_entity_get_model (written->entity);
  MoValue version;

  if (model->version < 0)
    return;
  if (written->is_inserted)
    {
      version = mo_flush_make_key_type (&model->columns[model->version]);
      version.as.uint64 = written->version;
    }
  else if (!mo_entity_get_committed (written->entity, (guint) model->version, &version))
    return;
  mo_entity_load (written->entity, (guint) model->version, &version, NULL);
}

/* The row is not there, or not as it was written. */
static void
undo (MoWritten *written)
{
  MoEntityHeader *header = mo_entity_get_header (written->entity);
  const MoModel *model = header->model;

  mo_entity_restore_committed (written->entity, g_steal_pointer (&written->image));
  mo_entity_forget_flights (written->entity);
  if (written->is_deleted)
    header->state = MO_ENTITY_DETACHED;
  else
    undo_version (written);
  if (!written->is_inserted)
    return;
  g_clear_pointer (&header->key_cell, mo_key_cell_unref);
  if (written->is_generated)
    mo_entity_clear_field (written->entity, (guint) model->auto_increment);
  header->state = MO_ENTITY_TRANSIENT;
}

/* The keys that its fields were given are void: they follow the instances again. Where that would
 * lead in a circle, which the session had closed in two steps, they refer to nothing. */
static void
undo_links (MoWritten *written)
{
  const MoModel *model = mo_entity_get_model (written->entity);

  for (guint i = 0; written->links != NULL && i < written->links->len; i++)
    {
      MoEntityLink *link = &g_array_index (written->links, MoEntityLink, i);
      gsize offset = model->columns[link->column].offset;

      if (mo_entity_get_state (link->parent) != MO_ENTITY_TRANSIENT
          || mo_entity_set_reference (written->entity, offset, link->parent))
        continue;
      mo_entity_mend_fault (written->entity, offset);
      mo_entity_set_reference (written->entity, offset, NULL);
    }
  /* Those that it has had all along, whose flush failed, too. */
  mo_entity_follow_links (written->entity);
}

/* What was linked again may be related to whom it is linked to, and nobody looks after them. */
static void
open_circles (MoSession *self, guint first, gboolean all)
{
  const MoWritten *written = (const MoWritten *) (gconstpointer) self->written->data;
  GList *outside = NULL;

  for (guint i = self->written->len; i-- > first;)
    if ((all || written[i].is_void)
        && mo_entity_get_header (written[i].entity)->session == NULL)
      outside = g_list_prepend (outside, written[i].entity);
  mo_related_open_circles (outside);
  g_list_free (outside);
}

static void
undo_written (MoSession *self, guint first, gboolean all)
{
  MoWritten *written = (MoWritten *) (gpointer) self->written->data;

  for (guint i = self->written->len; i-- > first;)
    if (all || written[i].is_void)
      forget_links (&written[i]);
  for (guint i = self->written->len; i-- > first;)
    if (all || written[i].is_void)
      undo (&written[i]);
  for (guint i = self->written->len; i-- > first;)
    if (all || written[i].is_void)
      undo_links (&written[i]);
  open_circles (self, first, all);
}

/* --- what nobody sees --- */

/* Each frees the parents of what the one before it has found. */
#define MOST_LOOKS 8

static guint
count_references (gconstpointer entity)
{
  /* Acquire: pairs with the release of whoever gave the others back. */
  return mo_entity_is_object (entity)
             ? (guint) g_atomic_int_get (&((const GObject *) entity)->ref_count)
             : atomic_load_explicit (&mo_entity_get_header (entity)->ref_count,
                                     memory_order_acquire);
}

/* What nobody else sees, nor a flush has written, need not be kept. */
static void
drop_unseen_left (MoSession *self)
{
  for (guint i = self->left != NULL ? self->left->len : 0; i-- > 0;)
    if (count_references (g_ptr_array_index (self->left, i)) == 1)
      g_ptr_array_remove_index_fast (self->left, i);
}

/* (transfer full): how often each is in there, from @first on. */
static GHashTable *
count_written (const GArray *written, guint first)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);

  for (guint i = first; i < written->len; i++)
    {
      gpointer entity = g_array_index (written, MoWritten, i).entity;
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, entity));

      g_hash_table_insert (counts, entity, GUINT_TO_POINTER (n + 1));
    }
  return counts;
}

static gboolean
is_seen (const MoWritten *written, GHashTable *counts)
{
  return count_references (written->entity)
         > GPOINTER_TO_UINT (g_hash_table_lookup (counts, written->entity));
}

/* From the end on, where the children of those before them are, mostly; at once, so that these are
 * looked at without them. */
static void
empty_unseen (MoSession *self)
{
  g_autoptr (GHashTable) counts = count_written (self->written, self->n_marked);

  for (guint i = self->written->len; i-- > self->n_marked;)
    {
      MoWritten *written = &g_array_index (self->written, MoWritten, i);
      guint n;

      if (is_seen (written, counts))
        continue;
      n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, written->entity)) - 1;
      g_hash_table_insert (counts, written->entity, GUINT_TO_POINTER (n));
      mo_written_clear (written);
    }
}

static void
close_gaps (MoSession *self)
{
  guint n = 0;

  for (guint i = 0; i < self->written->len; i++)
    {
      MoWritten *written = &g_array_index (self->written, MoWritten, i);

      if (written->entity == NULL)
        continue;
      if (n < i)
        {
          g_array_index (self->written, MoWritten, n) = *written;
          *written = (MoWritten){ 0 };
        }
      n++;
    }
  g_array_set_size (self->written, n);
}

/* Scopes and flushes on their way know those before them, and their own, by their places. What is
 * left for another time is not many. */
void
mo_session_drop_unseen (MoSession *self)
{
  if (!g_queue_is_empty (&self->operations))
    return;
  drop_unseen_left (self);
  for (guint i = 0; i < MOST_LOOKS; i++)
    {
      guint before = self->written->len;

      empty_unseen (self);
      close_gaps (self);
      if (self->written->len == before)
        return;
    }
}

static gboolean
has_changed (gconstpointer entity)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  return extra != NULL && extra->changed != 0;
}

static GPtrArray *
take_changed (MoSession *self)
{
  GPtrArray *changed = self->has_changed ? g_ptr_array_new_with_free_func (mo_entity_unref) : NULL;

  for (GList *l = self->entities.head; changed != NULL && l != NULL; l = l->next)
    if (has_changed (l->data))
      g_ptr_array_add (changed, mo_entity_ref (l->data));
  self->has_changed = FALSE;
  return changed;
}

void
mo_session_keep_changed (MoSession *self)
{
  g_autoptr (GPtrArray) changed = take_changed (self);

  if (changed == NULL)
    return;
  if (self->left == NULL)
    self->left = g_ptr_array_new_with_free_func (mo_entity_unref);
  for (guint i = 0; i < changed->len; i++)
    g_ptr_array_add (self->left, mo_entity_ref (g_ptr_array_index (changed, i)));
}

/* What their fields say came to nothing; those of what has no row are what is to be. */
static void
forget_changed (GPtrArray *changed)
{
  for (guint i = 0; changed != NULL && i < changed->len; i++)
    {
      gpointer entity = g_ptr_array_index (changed, i);
      const MoEntityHeader *header = mo_entity_get_header (entity);

      for (guint j = 0; header->state == MO_ENTITY_DETACHED && j < header->model->n_relations; j++)
        if (header->extra->changed & 1u << j)
          mo_related_forget (entity, j);
      header->extra->changed = 0;
    }
}

void
mo_session_note_committed (MoSession *self)
{
  g_autoptr (GPtrArray) changed = take_changed (self);

  g_clear_pointer (&self->left, g_ptr_array_unref);
  for (guint i = 0; changed != NULL && i < changed->len; i++)
    mo_entity_get_extra (g_ptr_array_index (changed, i))->changed = 0;
}

void
mo_session_undo_from (MoSession *self, guint first)
{
  g_autoptr (GPtrArray) changed = take_changed (self);

  mo_session_detach (self);
  undo_written (self, first, TRUE);
  forget_changed (changed);
  forget_changed (self->left);
  if (first == 0)
    g_clear_pointer (&self->left, g_ptr_array_unref);
  g_array_set_size (self->written, first);
  self->n_marked = MIN (self->n_marked, first);
  /* Which forgot who had written them before. */
  for (guint i = 0; i < first; i++)
    mo_entity_get_header (g_array_index (self->written, MoWritten, i).entity)->writer = self;
}

void
mo_session_undo_void (MoSession *self)
{
  undo_written (self, 0, FALSE);
  g_array_set_size (self->written, 0);
  self->n_marked = 0;
}

void
mo_session_end (MoSession *self, MoOutcome outcome)
{
  if (outcome == MO_OUTCOME_ROLLED_BACK)
    {
      mo_session_undo_from (self, 0);
      return;
    }
  mo_session_note_committed (self);
  mo_session_detach (self);
  mo_session_undo_void (self);
}

void
mo_session_mend (MoSession *self)
{
  g_clear_error (&self->broken);
  g_clear_pointer (&self->last_flush, mo_future_unref);
  mo_mutex_lock (&self->lock);
  g_clear_error (&self->refused);
  mo_mutex_unlock (&self->lock);
}

/* The latest first, so that each ends as it was when it was first added. */
void
mo_session_put_back (MoSession *self)
{
  MoEntityMemento *mementos = (MoEntityMemento *) (gpointer) self->mementos->data;

  for (guint i = self->mementos->len; i-- > 0;)
    if (mo_entity_get_header (mementos[i].entity)->session == NULL)
      mo_entity_memento_restore (&mementos[i]);
  for (guint i = self->mementos->len; i-- > 0;)
    if (mo_entity_get_header (mementos[i].entity)->session == NULL)
      mo_entity_memento_relink (&mementos[i]);
}
