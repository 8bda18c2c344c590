/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEntityMemento: a copy of an instance's columns and of what is known of its row. */

#include "orm/mo-entity-memento-private.h"

#include <string.h>

#include "orm/mo-field-private.h"

/* The columns of @instance that own something get something of their own. */
static void
dup_fields (const MoModel *model, gpointer instance)
{
  for (guint i = 0; i < model->n_columns; i++)
    if (mo_model_has_field (model, i) && mo_field_is_owner (&model->columns[i]))
      mo_field_dup (&model->columns[i], instance);
}

void
mo_entity_memento_init (MoEntityMemento *self, gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  self->entity = mo_entity_ref (entity);
  self->fields = g_malloc0 (header->model->instance_size);
  mo_entity_copy (header->model, self->fields, entity);
  dup_fields (header->model, self->fields);
  self->committed = mo_entity_dup_committed (entity);
  self->links = mo_entity_dup_links (entity);
  self->related = mo_related_image_new (entity);
  self->state = header->state;
  self->expired = header->expired;
  self->deleting = header->deleting;
}

static void
restore_fields (MoEntityMemento *self)
{
  const MoModel *model = mo_entity_get_model (self->entity);

  for (guint i = 0; i < model->n_columns; i++)
    {
      const MoColumn *column = &model->columns[i];

      if (!mo_model_has_field (model, i))
        continue;
      mo_entity_clear_field (self->entity, i);
      memcpy ((char *) self->entity + column->offset, (char *) self->fields + column->offset,
              mo_field_get_size (column));
    }
  g_clear_pointer (&self->fields, g_free); /* what it pointed to is the instance's again */
}

void
mo_entity_memento_restore (MoEntityMemento *self)
{
  MoEntityHeader *header = mo_entity_get_header (self->entity);

  restore_fields (self);
  mo_entity_restore_committed (self->entity, g_steal_pointer (&self->committed));
  g_clear_pointer (&header->key_cell, mo_key_cell_unref);
  mo_entity_forget_flights (self->entity);
  header->state = self->state;
  header->expired = self->expired;
  header->deleting = self->deleting;
}

void
mo_entity_memento_relink (MoEntityMemento *self)
{
  mo_entity_put_links_back (self->entity, self->links);
  mo_related_image_restore (self->related, self->entity);
}

void
mo_entity_memento_clear (MoEntityMemento *self)
{
  const MoModel *model = mo_entity_get_model (self->entity);

  for (guint i = 0; self->fields != NULL && i < model->n_columns; i++)
    if (mo_model_has_field (model, i))
      mo_field_clear (&model->columns[i], self->fields);
  g_free (self->fields);
  mo_entity_free_committed (model, self->committed);
  g_clear_pointer (&self->links, g_array_unref);
  mo_related_image_free (self->related, model);
  mo_entity_unref (self->entity);
}
