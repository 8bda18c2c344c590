/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations that are in the rows of the query itself. */

#include "orm/mo-eager-fields-private.h"
#include "orm/mo-eager-private.h"
#include "orm/mo-pair-set-private.h"
#include "orm/mo-select-parts-private.h"

/* Other relations to many make rows of the same two again. */
static void
add_pair (GHashTable *lists, GHashTable *pairs, gpointer entity, gpointer related)
{
  GPtrArray *list = g_hash_table_lookup (lists, entity);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (lists, entity, list);
    }
  if (related != NULL && mo_pair_set_add (pairs, entity, related))
    g_ptr_array_add (list, related);
}

/* The one in between is behind the related one. */
static gboolean
counts (const MoEagerLoaded *self,
        MoResult *result,
        guint row,
        const MoSelectEntity *entities,
        guint place)
{
  const MoRelationInfo *relation = self->relation;
  gpointer related = mo_hydrated_get_at (result, row, place);
  gpointer link
      = relation->link != NULL ? mo_hydrated_get_at (result, row, place + 1) : NULL;
  MoValue key;

  if (related == NULL)
    return FALSE;
  key = mo_result_get_value (result, row,
                             relation->link != NULL
                                 ? entities[place + 1].first_column + relation->link_own
                                 : entities[place].first_column + relation->other);
  return mo_eager_counts (self, related, link, &key);
}

/* (transfer full): to lists of what they are related to. */
static GHashTable *
collect (const MoEagerLoaded *self,
         MoResult *result,
         MoSelect *select,
         const MoSelectJoined *joined)
{
  GHashTable *lists = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) pairs = mo_pair_set_new ();
  guint n_entities;
  const MoSelectEntity *entities = mo_select_get_entities (select, &n_entities);

  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      gpointer entity = mo_hydrated_get_at (result, row, joined->entity);

      if (entity != NULL && !mo_eager_has_other (self, entity))
        add_pair (lists, pairs, entity,
                  counts (self, result, row, entities, joined->related)
                      ? mo_hydrated_get_at (result, row, joined->related)
                      : NULL);
    }
  return lists;
}

static void
relate (MoResult *result,
        MoSelect *select,
        const MoSelectJoined *joined,
        const MoRelationInfo *relation,
        guint64 number)
{
  MoEagerLoaded loaded = { relation, number, NULL };
  g_autoptr (GHashTable) lists = collect (&loaded, result, select, joined);
  g_autoptr (MoEagerComing) coming = mo_eager_coming_new (relation, lists, number);
  GHashTableIter iter;
  gpointer entity, list;

  loaded.coming = coming;
  g_hash_table_iter_init (&iter, lists);
  while (g_hash_table_iter_next (&iter, &entity, &list))
    mo_eager_put (&loaded, entity, list);
}

void
mo_eager_apply_joined (MoResult *result, MoSelect *select, guint64 number)
{
  for (guint i = 0; i < select->joined->len; i++)
    {
      const MoSelectJoined *joined = &g_array_index (select->joined, MoSelectJoined, i);
      const MoModel *model
          = g_array_index (select->entities, MoSelectEntity, joined->entity).model;
      MoRelationInfo relation;

      if (mo_model_get_relation (model, joined->relation, &relation, NULL))
        relate (result, select, joined, &relation, number);
    }
}
