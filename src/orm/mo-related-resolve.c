/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an instance was related to before its session knew it. */

#include "orm/mo-related-change-private.h"
#include "orm/mo-session-private.h"

static void
resolve_postponed (MoSession *session, gpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  g_autoptr (GArray) postponed
      = header->extra != NULL ? g_steal_pointer (&header->extra->postponed) : NULL;

  for (guint i = 0; postponed != NULL && i < postponed->len; i++)
    {
      const MoPostponed *change = &g_array_index (postponed, MoPostponed, i);
      MoRelationInfo relation;

      if (mo_model_get_relation (header->model, change->relation, &relation, NULL))
        {
          if (change->is_removed)
            mo_related_end (session, entity, &relation, change->related);
          else
            mo_related_begin (session, entity, &relation, change->related);
        }
      mo_entity_unref (change->related);
    }
}

static void
resolve_many (MoSession *session, gpointer entity, const MoRelationInfo *relation)
{
  const GPtrArray *many = mo_related_get (entity, relation->index);

  for (guint i = 0; many != NULL && i < many->len; i++)
    mo_related_begin (session, entity, relation, g_ptr_array_index (many, i));
}

/* What has no row is related to what its fields say. */
static void
resolve_fields (MoSession *session, gpointer entity)
{
  const MoModel *model = mo_entity_get_header (entity)->model;

  for (guint i = 0; i < model->n_relations; i++)
    {
      MoRelationInfo relation;

      if (!mo_related_is_loaded (entity, i) || mo_related_get (entity, i) == NULL
          || !mo_model_get_relation (model, i, &relation, NULL))
        continue;
      if (mo_relation_is_to_many (relation.kind))
        resolve_many (session, entity, &relation);
      else if (relation.kind == MO_RELATION_HAS_ONE)
        mo_related_begin (session, entity, &relation, mo_related_get (entity, i));
    }
}

gboolean
mo_related_is_to_resolve (gconstpointer entity)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return mo_entity_get_postponed (entity) != NULL
         || (header->state == MO_ENTITY_PENDING && header->loaded != 0);
}

void
mo_related_resolve (MoSession *session, gpointer entity)
{
  resolve_postponed (session, entity);
  if (mo_entity_get_header (entity)->state == MO_ENTITY_PENDING)
    resolve_fields (session, entity);
}
