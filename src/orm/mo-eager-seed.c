/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerSeed: the key of an instance, or the place where it will be. */

#include "orm/mo-eager-seed-private.h"

#include "orm/mo-field-private.h"
#include "value/mo-value-private.h"

static MoKeyCell *
get_cell (gconstpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return (gint) column == header->model->auto_increment ? header->key_cell : NULL;
}

/* What has a row has a key, and be it 0. */
gboolean
mo_eager_lacks_key (gconstpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  if (get_cell (entity, column) != NULL)
    return TRUE;
  return (header->state == MO_ENTITY_PENDING || header->state == MO_ENTITY_TRANSIENT)
         && mo_field_is_unset (&header->model->columns[column], entity);
}

/* A foreign key that follows another instance is that one's. */
void
mo_eager_seed_init (MoEagerSeed *self,
                    const MoRelationInfo *relation,
                    gpointer entity,
                    MoArena *arena)
{
  const MoEntityLink *link = relation->kind == MO_RELATION_BELONGS_TO
                                 ? mo_entity_find_link (entity, relation->own)
                                 : NULL;
  gpointer holder = link != NULL ? link->parent : entity;
  guint column = link != NULL ? relation->other : relation->own;
  MoKeyCell *cell = get_cell (holder, column);

  self->entity = mo_entity_ref (entity);
  self->cell = cell != NULL ? mo_key_cell_ref (cell) : NULL;
  self->key = mo_value_null ();
  if (!mo_eager_lacks_key (holder, column))
    {
      MoValue key = mo_field_get (&mo_entity_get_header (holder)->model->columns[column], holder);

      self->key = mo_value_copy (&key, arena); /* the instance is its owner's */
    }
}

void
mo_eager_seed_clear (gpointer seed)
{
  MoEagerSeed *self = seed;

  g_clear_pointer (&self->cell, mo_key_cell_unref);
  mo_entity_unref (self->entity);
}

MoValue
mo_eager_seed_get_key (const MoEagerSeed *self)
{
  return self->cell != NULL && self->cell->is_known ? mo_value_int64 (self->cell->key)
                                                    : self->key;
}
