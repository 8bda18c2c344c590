/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance of a model: its block of memory, its references, where it is in its life. */

#include "orm/mo-entity-private.h"

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-record.h>
#include <string.h>

#include "base/mo-sanitizer-private.h"
#include "future/mo-thread-state-private.h"
#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"

G_STATIC_ASSERT (MO_ENTITY_ALIGNMENT % G_ALIGNOF (MoEntityHeader) == 0);

static gsize
round_up (gsize size)
{
  return (size + MO_ENTITY_ALIGNMENT - 1) / MO_ENTITY_ALIGNMENT * MO_ENTITY_ALIGNMENT;
}

gpointer
mo_entity_get_room (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return mo_entity_is_object (entity)
             ? NULL
             : (char *) entity + round_up (header->model->instance_size);
}

/* What is not aligned as ours is cannot be read as ours. */
static inline gboolean
has_magic (gconstpointer entity, guint32 magic)
{
  return (gsize) entity % G_ALIGNOF (MoEntityHeader) == 0
         && mo_entity_get_header (entity)->magic == magic;
}

static inline gboolean
is_entity (gconstpointer entity)
{
  return entity != NULL
         && (has_magic (entity, MO_ENTITY_MAGIC) || has_magic (entity, MO_ENTITY_MAGIC_RECORD));
}

gboolean
mo_entity_is_to_stay (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return !header->deleting && header->state != MO_ENTITY_DELETED;
}

gboolean
mo_entity_check (gconstpointer entity, GError **error)
{
  if (is_entity (entity))
    return TRUE;
  if (entity == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "the instance is NULL: make one with mo_new()");
      return FALSE;
    }
  if (has_magic (entity, MO_ENTITY_MAGIC_NO_MODEL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the class %s has no model: call mo_record_class_set_columns() in its "
                   "class_init",
                   G_OBJECT_TYPE_NAME (entity));
      return FALSE;
    }
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "%p is no instance, or one that is freed: make instances with mo_new(), not on the "
               "stack or with g_new()",
               entity);
  return FALSE;
}

static gboolean
complain (gconstpointer entity, const char *call)
{
  g_autoptr (GError) error = NULL;

  mo_entity_check (entity, &error);
  g_critical ("%s: %s", call, error->message);
  return FALSE;
}

gboolean
mo_entity_expect (gconstpointer entity, const char *call)
{
  return is_entity (entity) || complain (entity, call);
}

/* --- making --- */

gpointer
mo_entity_alloc (const MoModel *model)
{
  MoEntityHeader *header;

  if (model->is_record)
    return g_object_new ((GType) model->item_type, NULL);
  /* Behind the struct is room for what committed is, so that it takes no block of its own. */
  header = g_malloc0 (MO_ENTITY_HEADER_BYTES + round_up (model->instance_size)
                      + model->instance_size + model->n_columns);
  header->magic = MO_ENTITY_MAGIC;
  header->model = model;
  atomic_init (&header->ref_count, 1);
  return (char *) header + MO_ENTITY_HEADER_BYTES;
}

void
mo_entity_begin_object (gpointer record, const MoModel *model)
{
  MoEntityHeader *header = mo_entity_get_header (record);

  header->magic = model != NULL ? MO_ENTITY_MAGIC_RECORD : MO_ENTITY_MAGIC_NO_MODEL;
  header->model = model;
}

static gboolean
is_zero (const MoColumn *column, gconstpointer instance)
{
  const guint64 zero[2] = { 0, 0 };

  return memcmp ((const char *) instance + column->offset, zero, mo_field_get_size (column)) == 0;
}

/* The rest of an object is its class's; only what is set in @values takes the place of that. */
static void
copy_columns (gpointer record, gconstpointer values)
{
  const MoModel *model = mo_entity_get_model (record);
  MoChanges changes;

  mo_changes_begin (&changes);
  for (guint i = 0; i < model->n_columns; i++)
    {
      const MoColumn *column = &model->columns[i];

      if (!mo_model_has_field (model, i) || is_zero (column, values))
        continue;
      mo_entity_clear_field (record, i);
      memcpy ((char *) record + column->offset, (const char *) values + column->offset,
              mo_field_get_size (column));
      mo_field_dup (column, record);
    }
  mo_changes_end (&changes);
}

/**
 * mo_entity_new:
 * @model: a model
 * @values: (nullable): a struct to copy; %NULL: all zeros
 *
 * What mo_new() calls. Text is copied, GBytes and GDateTime are referred to; a relation to one that
 * its foreign key leads to is set as by mo_set_related(), other relations are not; a field that is
 * nothing of this is copied as it is, and what it points to is never freed. Of a [class@Mo.Record],
 * columns alone are copied, those that are not zero: the rest is as the class makes it. An instance
 * can be made of a model that [method@Mo.Model.check] refuses; the calls that use it say what is
 * wrong.
 *
 * The instance must not be freed, but released: `prefix_unref()` or [func@Mo.entity_unref]; a
 * record by g_object_unref() as well.
 *
 * Thread: any.
 *
 * Returns: (transfer full): an instance, transient
 * Since: 0.1
 */
gpointer
mo_entity_new (const MoModel *model, gconstpointer values)
{
  gpointer entity;

  g_return_val_if_fail (model != NULL, NULL);

  entity = mo_entity_alloc (model);
  if (values == NULL)
    return entity;
  if (model->is_record)
    {
      if (MO_RECORD_GET_CLASS (entity)->has_header)
        {
          copy_columns (entity, values);
          mo_related_adopt (entity, values);
        }
      return entity;
    }
  memcpy (entity, values, model->instance_size);
  for (guint i = 0; i < model->n_owners; i++)
    mo_field_dup (&model->columns[model->owners[i]], entity);
  mo_related_adopt (entity, values);
  return entity;
}

/* --- references --- */

/**
 * mo_entity_ref:
 * @entity: an instance
 *
 * Refers to an instance once more, as `prefix_ref()` does. What is no instance is reported with
 * g_critical() and gives %NULL.
 *
 * Thread: any.
 *
 * Returns: (transfer full): @entity
 * Since: 0.1
 */
gpointer
mo_entity_ref (gpointer entity)
{
  if (!mo_entity_expect (entity, "mo_entity_ref()"))
    return NULL;
  if (mo_entity_is_object (entity))
    return g_object_ref (entity);
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&mo_entity_get_header (entity)->ref_count, 1, memory_order_relaxed);
  return entity;
}

/* Whether it was the last, and the block is to be freed; a record frees itself. */
static gboolean
drop_reference (gpointer entity)
{
  if (mo_entity_is_object (entity))
    {
      /* As GObject's count does; the other side is mo_entity_end_object(). */
      MO_TSAN (__tsan_release (entity));
      mo_changes_release (entity);
      return FALSE;
    }
  /* Acquire and release: what others did with the block comes before its end. */
  return atomic_fetch_sub_explicit (&mo_entity_get_header (entity)->ref_count, 1,
                                    memory_order_acq_rel)
         == 1;
}

static void
clear_fields (const MoModel *model, gpointer entity)
{
  for (guint i = 0; i < model->n_owners; i++)
    mo_field_clear (&model->columns[model->owners[i]], entity);
}

/* Whether others may go with it. */
static gboolean
may_lead_to_others (const MoEntityHeader *header)
{
  return header->extra != NULL || header->loaded != 0;
}

/* What the columns own, and the header's parts. */
static void
clear (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  if (may_lead_to_others (header))
    {
      mo_related_clear (entity);
      mo_entity_clear_extra (entity);
    }
  mo_entity_forget_fields (entity);
  clear_fields (header->model, entity);
  g_clear_pointer (&header->identity.bytes, g_bytes_unref);
  g_clear_pointer (&header->key_cell, mo_key_cell_unref);
  header->magic = MO_ENTITY_MAGIC_DEAD;
}

static void
free_block (gpointer entity)
{
  clear (entity);
  g_free (mo_entity_get_header (entity));
}

static void
free_dead (GSList **dead)
{
  while (*dead != NULL)
    {
      gpointer entity = (*dead)->data;

      *dead = g_slist_delete_link (*dead, *dead);
      free_block (entity);
    }
}

/* What goes with it comes on the same list: a chain of instances may be longer than the stack is
 * deep. */
static void
free_entity (gpointer entity)
{
  MoThreadState *thread;
  GSList *dead = NULL;

  if (!may_lead_to_others (mo_entity_get_header (entity)))
    {
      free_block (entity);
      return;
    }
  thread = mo_thread_state_get ();
  if (thread->dead != NULL)
    {
      *thread->dead = g_slist_prepend (*thread->dead, entity);
      return;
    }
  thread->dead = &dead;
  free_block (entity);
  free_dead (&dead);
  thread->dead = NULL;
}

/**
 * mo_entity_unref:
 * @entity: (transfer full): an instance
 *
 * Gives a reference back, as `prefix_unref()` does, and g_object_unref() for a record; the last one
 * frees the instance, with what its columns own, and releases the parents that it was linked to.
 * What is no instance is reported with g_critical().
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_entity_unref (gpointer entity)
{
  if (mo_entity_expect (entity, "mo_entity_unref()") && drop_reference (entity))
    free_entity (entity);
}

void
mo_entity_end_object (gpointer record)
{
  MoThreadState *thread = mo_thread_state_get ();
  GSList *dead = NULL;
  MoChanges changes;
  gboolean is_first = thread->dead == NULL;

  MO_TSAN (__tsan_acquire (record));
  if (!mo_entity_check (record, NULL))
    return;
  mo_changes_begin (&changes); /* at whose end parents that are records go, one by one */
  if (is_first)
    thread->dead = &dead;
  clear (record);
  if (is_first)
    {
      free_dead (&dead);
      thread->dead = NULL;
    }
  mo_changes_end (&changes);
}

/* --- asking --- */

/**
 * mo_entity_get_model:
 * @entity: an instance
 *
 * What is no instance is reported with g_critical() and gives %NULL.
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): its model
 * Since: 0.1
 */
const MoModel *
mo_entity_get_model (gconstpointer entity)
{
  if (!mo_entity_expect (entity, "mo_entity_get_model()"))
    return NULL;
  return mo_entity_get_header (entity)->model;
}

/**
 * mo_entity_get_state:
 * @entity: an instance
 *
 * What is no instance is reported with g_critical() and is %MO_ENTITY_TRANSIENT.
 *
 * Thread: the instance's owner's.
 *
 * Returns: where it is in its life
 * Since: 0.1
 */
MoEntityState
mo_entity_get_state (gconstpointer entity)
{
  if (!mo_entity_expect (entity, "mo_entity_get_state()"))
    return MO_ENTITY_TRANSIENT;
  return mo_entity_get_header (entity)->state;
}

/**
 * mo_entity_is_modified:
 * @entity: an instance
 *
 * Whether its next flush would write something. A value that is set and set back is no change. An
 * instance without a row, transient or pending, is modified. What is no instance is reported with
 * g_critical() and is not.
 *
 * Thread: the instance's owner's.
 *
 * Returns: %TRUE if a column differs from the row
 * Since: 0.1
 */
gboolean
mo_entity_is_modified (gconstpointer entity)
{
  const MoEntityHeader *header;

  if (!mo_entity_expect (entity, "mo_entity_is_modified()"))
    return FALSE;
  header = mo_entity_get_header (entity);
  if (header->state == MO_ENTITY_TRANSIENT || header->state == MO_ENTITY_PENDING)
    return TRUE;
  for (guint i = 0; i < header->model->n_columns; i++)
    if (mo_entity_is_changed (entity, i))
      return TRUE;
  return FALSE;
}
