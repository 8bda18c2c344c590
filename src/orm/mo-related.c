/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of relations: what they own, and when that is let go of. */

#include "orm/mo-related-private.h"

#include <string.h>

#include "orm/mo-field-private.h"

static gpointer
read_pointer (const MoModel *model, gconstpointer fields, guint relation)
{
  gpointer value;

  memcpy (&value, (const char *) fields + model->relations[relation].offset, sizeof value);
  return value;
}

static gpointer
read_field (gconstpointer entity, guint relation)
{
  return read_pointer (mo_entity_get_header (entity)->model, entity, relation);
}

static void
write_field (gpointer entity, guint relation, gpointer value)
{
  const MoModel *model = mo_entity_get_header (entity)->model;

  memcpy ((char *) entity + model->relations[relation].offset, &value, sizeof value);
}

static gboolean
is_to_many (gconstpointer entity, guint relation)
{
  const MoModel *model = mo_entity_get_header (entity)->model;

  return mo_relation_is_to_many (model->relations[relation].relation.kind);
}

gpointer
mo_related_get (gconstpointer entity, guint relation)
{
  return mo_related_is_loaded (entity, relation) ? read_field (entity, relation) : NULL;
}

/* (transfer full): what the field owned. */
static gpointer
take (gpointer entity, guint relation)
{
  gpointer value = mo_related_get (entity, relation);

  mo_entity_get_header (entity)->loaded &= ~(1u << relation);
  write_field (entity, relation, NULL);
  return value;
}

static void
drop (gpointer value, gboolean to_many)
{
  if (value != NULL && to_many)
    g_ptr_array_unref (value);
  else if (value != NULL)
    mo_entity_unref (value);
}

void
mo_related_forget (gpointer entity, guint relation)
{
  drop (take (entity, relation), is_to_many (entity, relation));
}

static void
put (gpointer entity, guint relation, gpointer owned)
{
  gpointer old = take (entity, relation);

  write_field (entity, relation, owned);
  mo_entity_get_header (entity)->loaded |= 1u << relation;
  drop (old, is_to_many (entity, relation));
}

void
mo_related_put_one (gpointer entity, guint relation, gpointer related)
{
  put (entity, relation, related != NULL ? mo_entity_ref (related) : NULL);
}

void
mo_related_put_many (gpointer entity, guint relation, GPtrArray *related)
{
  put (entity, relation, related);
}

GPtrArray *
mo_related_new_array (void)
{
  return g_ptr_array_new_with_free_func (mo_entity_unref);
}

GPtrArray *
mo_related_dup_array (const GPtrArray *related)
{
  GPtrArray *copy = mo_related_new_array ();

  for (guint i = 0; i < related->len; i++)
    g_ptr_array_add (copy, mo_entity_ref (g_ptr_array_index (related, i)));
  return copy;
}

void
mo_related_add_once (gpointer entity, guint relation, gpointer related)
{
  GPtrArray *many = mo_related_get (entity, relation);

  if (!g_ptr_array_find (many, related, NULL))
    g_ptr_array_add (many, mo_entity_ref (related));
}

static void
clear_postponed (gpointer entity)
{
  MoEntityExtra *extra = mo_entity_get_header (entity)->extra;
  g_autoptr (GArray) postponed = extra != NULL ? g_steal_pointer (&extra->postponed) : NULL;

  for (guint i = 0; postponed != NULL && i < postponed->len; i++)
    mo_entity_unref (g_array_index (postponed, MoPostponed, i).related);
}

void
mo_related_forget_all (gpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  for (guint i = 0; header->loaded != 0 && i < header->model->n_relations; i++)
    mo_related_forget (entity, i);
}

void
mo_related_clear (gpointer entity)
{
  clear_postponed (entity);
  mo_related_forget_all (entity);
}

/* --- keys --- */

static gboolean
fits (gconstpointer entity, const MoRelationInfo *relation)
{
  gconstpointer related = mo_related_get (entity, relation->index);
  const MoColumn *own = &relation->owner->columns[relation->own];
  MoValue value = mo_field_get (own, entity);

  if (related == NULL)
    return mo_value_is_null (&value);
  return mo_entity_is_same_key (own, entity, &relation->model->columns[relation->other], related);
}

void
mo_related_note_key (gpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  for (guint i = 0; header->loaded != 0 && i < header->model->n_relations; i++)
    {
      MoRelationInfo relation;

      if (mo_related_is_loaded (entity, i)
          && header->model->relations[i].relation.kind == MO_RELATION_BELONGS_TO
          && mo_model_get_relation (header->model, i, &relation, NULL)
          && relation.own == column && mo_entity_find_link (entity, column) == NULL
          && !fits (entity, &relation))
        mo_related_forget (entity, i);
    }
}

void
mo_related_follow (gpointer entity, guint column, gpointer parent)
{
  const MoModel *model = mo_entity_get_header (entity)->model;

  for (guint i = 0; i < model->n_relations; i++)
    {
      MoRelationInfo relation;

      if (model->relations[i].relation.kind == MO_RELATION_BELONGS_TO
          && mo_model_get_relation (model, i, &relation, NULL) && relation.own == column)
        mo_related_put_one (entity, i, parent);
    }
}

/* A pointer that was copied is not owned. */
void
mo_related_adopt (gpointer entity, gconstpointer values)
{
  const MoModel *model = mo_entity_get_header (entity)->model;

  for (guint i = 0; i < model->n_relations; i++)
    {
      gpointer given = read_pointer (model, values, i);
      MoRelationInfo relation;

      write_field (entity, i, NULL);
      if (given == NULL || !mo_model_get_relation (model, i, &relation, NULL)
          || relation.kind != MO_RELATION_BELONGS_TO)
        continue;
      mo_entity_set_reference (entity, model->columns[relation.own].offset, given);
    }
}
