/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an instance was related to before its session knew it. */

#include "orm/mo-related-change-private.h"
#include "orm/mo-session-private.h"

/* What was said of it since says otherwise. */
static gboolean
is_taken (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  return relation->kind != MO_RELATION_MANY_TO_MANY
         && mo_entity_is_claimed_by_another (related, relation->other, entity);
}

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
          else if (!is_taken (entity, &relation, change->related))
            mo_related_begin (session, entity, &relation, change->related);
        }
      mo_entity_unref (change->related);
    }
}

/* Those that are another's go. */
static void
resolve_many (MoSession *session, gpointer entity, const MoRelationInfo *relation)
{
  GPtrArray *many = mo_related_get (entity, relation->index);
  g_autoptr (GPtrArray) all = mo_related_dup_array (many);

  for (guint i = 0; i < all->len; i++)
    if (is_taken (entity, relation, g_ptr_array_index (all, i)))
      g_ptr_array_remove (many, g_ptr_array_index (all, i));
    else
      mo_related_begin (session, entity, relation, g_ptr_array_index (all, i));
}

static void
resolve_one (MoSession *session, gpointer entity, const MoRelationInfo *relation)
{
  gpointer related = mo_related_get (entity, relation->index);

  if (is_taken (entity, relation, related))
    mo_related_put_one (entity, relation->index, NULL);
  else
    mo_related_begin (session, entity, relation, related);
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
        resolve_one (session, entity, &relation);
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
