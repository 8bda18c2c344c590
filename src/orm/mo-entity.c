/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance of a model: its block of memory, its references, where it is in its life. */

#include "orm/mo-entity-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-field-private.h"

#define MAGIC G_GUINT64_CONSTANT (0x4d6f456e74697479) /* "MoEntity" */
#define POISON G_GUINT64_CONSTANT (0x6465616445774f4d)

/* The struct begins where any type may. */
#define ALIGNMENT 16
#define HEADER_BYTES ((sizeof (MoEntityHeader) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)
/* Behind the struct is room for what committed is, so that it takes no block of its own. */

G_STATIC_ASSERT (ALIGNMENT % G_ALIGNOF (MoEntityHeader) == 0);

static gsize
round_up (gsize size)
{
  return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

gpointer
mo_entity_get_room (gconstpointer entity)
{
  return (char *) entity + round_up (mo_entity_get_header (entity)->model->instance_size);
}

MoEntityHeader *
mo_entity_get_header (gconstpointer entity)
{
  return (MoEntityHeader *) ((const char *) entity - HEADER_BYTES);
}

/* What is not aligned as ours is cannot be read as ours. */
static inline gboolean
is_entity (gconstpointer entity)
{
  return entity != NULL && (gsize) entity % G_ALIGNOF (MoEntityHeader) == 0
         && mo_entity_get_header (entity)->magic == MAGIC;
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

gboolean
mo_entity_has_field (const MoModel *model, guint column)
{
  const MoColumn *self = &model->columns[column];
  gsize size = mo_field_get_size (self);

  return size <= model->instance_size && self->offset <= model->instance_size - size;
}

/* --- making --- */

gpointer
mo_entity_alloc (const MoModel *model)
{
  MoEntityHeader *header = g_malloc0 (HEADER_BYTES + round_up (model->instance_size)
                                      + model->instance_size + model->n_columns);

  header->magic = MAGIC;
  header->model = model;
  header->link.data = (char *) header + HEADER_BYTES;
  atomic_init (&header->ref_count, 1);
  return (char *) header + HEADER_BYTES;
}

/**
 * mo_entity_new:
 * @model: a model
 * @values: (nullable): a struct to copy; %NULL: all zeros
 *
 * What mo_new() calls. Text is copied, GBytes and GDateTime are referred to; a field that is no
 * column is copied as it is, and what it points to is never freed. An instance can be made of a
 * model that [method@Mo.Model.check] refuses; the calls that use it say what is wrong.
 *
 * The instance must not be freed, but released: `prefix_unref()` or [func@Mo.entity_unref].
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
  memcpy (entity, values, model->instance_size);
  for (guint i = 0; i < model->n_columns; i++)
    if (mo_entity_has_field (model, i))
      mo_field_dup (&model->columns[i], entity);
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
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&mo_entity_get_header (entity)->ref_count, 1, memory_order_relaxed);
  return entity;
}

static gboolean
drop_reference (gpointer entity)
{
  /* Acquire and release: what others did with the block comes before its end. */
  return atomic_fetch_sub_explicit (&mo_entity_get_header (entity)->ref_count, 1,
                                    memory_order_acq_rel)
         == 1;
}

/* Parents that nobody else refers to are put on the list. */
static void
release_parents (MoEntityHeader *header, GSList **dead)
{
  g_autoptr (GArray) links = g_steal_pointer (&header->links);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      gpointer parent = g_array_index (links, MoEntityLink, i).parent;

      if (drop_reference (parent))
        *dead = g_slist_prepend (*dead, parent);
    }
}

static void
clear_fields (const MoModel *model, gpointer entity)
{
  for (guint i = 0; i < model->n_columns; i++)
    if (mo_field_is_owner (&model->columns[i])
        && (model->fault == NULL || mo_entity_has_field (model, i)))
      mo_field_clear (&model->columns[i], entity);
}

static void
finalize (gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  mo_entity_forget_fields (entity);
  clear_fields (header->model, entity);
  g_clear_pointer (&header->key_cell, mo_key_cell_unref);
  g_clear_pointer (&header->faults, g_array_unref);
  g_clear_pointer (&header->in_flight, g_free);
  header->magic = POISON;
  g_free (header);
}

/**
 * mo_entity_unref:
 * @entity: (transfer full): an instance
 *
 * Gives a reference back, as `prefix_unref()` does; the last one frees the instance, with what its
 * columns own, and releases the parents that it was linked to. What is no instance is reported with
 * g_critical().
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_entity_unref (gpointer entity)
{
  GSList *dead = NULL;

  if (!mo_entity_expect (entity, "mo_entity_unref()") || !drop_reference (entity))
    return;
  /* A loop, since a chain of parents may be longer than the stack is deep. */
  while (entity != NULL)
    {
      release_parents (mo_entity_get_header (entity), &dead);
      finalize (entity);
      entity = dead != NULL ? dead->data : NULL;
      if (dead != NULL)
        dead = g_slist_delete_link (dead, dead);
    }
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

static void
fault_clear (gpointer data)
{
  g_error_free (((MoEntityFault *) data)->error);
}

gboolean
mo_entity_set_fault (gpointer entity, gsize offset, GError *error)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  MoEntityFault fault = { offset, error };

  mo_entity_mend_fault (entity, offset);
  if (header->faults == NULL)
    {
      header->faults = g_array_new (FALSE, FALSE, sizeof (MoEntityFault));
      g_array_set_clear_func (header->faults, fault_clear);
    }
  g_array_append_val (header->faults, fault);
  return FALSE;
}

gboolean
mo_entity_mend_fault (gpointer entity, gsize offset)
{
  GArray *faults = mo_entity_get_header (entity)->faults;

  for (guint i = 0; faults != NULL && i < faults->len; i++)
    if (g_array_index (faults, MoEntityFault, i).offset == offset)
      {
        g_array_remove_index (faults, i);
        break;
      }
  return TRUE;
}

const GError *
mo_entity_get_fault (gconstpointer entity)
{
  const GArray *faults = mo_entity_get_header (entity)->faults;

  return faults != NULL && faults->len > 0 ? g_array_index (faults, MoEntityFault, 0).error : NULL;
}
