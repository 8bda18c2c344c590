/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the rows of related instances to the fields of those that they are related to. */

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-eager-alike-private.h"
#include "orm/mo-key-index-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-select-parts-private.h"
#include "orm/mo-session-private.h"

/* --- which rows count --- */

/* One that is to be deleted, or whose key was changed, and not flushed, is not where its row is. */
static gboolean
is_there (const MoRelationInfo *relation, gpointer related)
{
  const MoEntityHeader *header = mo_entity_get_header (related);

  if (header->deleting || header->state == MO_ENTITY_DELETED)
    return FALSE;
  return (relation->kind != MO_RELATION_HAS_ONE && relation->kind != MO_RELATION_HAS_MANY)
         || !mo_entity_is_changed (related, relation->other);
}

static gboolean
is_link_there (gconstpointer link)
{
  const MoEntityHeader *header = mo_entity_get_header (link);

  return !header->deleting && header->state != MO_ENTITY_DELETED;
}

static void
index_rows (MoKeyIndex *self, const MoEagerStep *step, MoResult *result)
{
  const MoRelationInfo *relation = &step->relation;
  guint place = mo_eager_step_get_place (step);
  guint n_entities;

  mo_select_get_entities (step->select, &n_entities);
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      MoValue value = mo_result_get_value (result, row, place);
      gpointer link = relation->link != NULL ? mo_hydrated_get_at (result, row, 0) : NULL;
      gpointer related = mo_hydrated_get_at (result, row, n_entities - 1);
      g_autofree char *key = NULL;

      if (related == NULL || !is_there (relation, related)
          || (link != NULL && !is_link_there (link)))
        continue;
      key = mo_eager_alike_dup (step, &value);
      mo_key_index_add (self, key, related);
    }
}

/* --- into the fields --- */

/* It was added, and that is not written yet. */
static gboolean
is_to_come (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  MoSession *session = mo_entity_get_header (entity)->session;
  const MoEntityHeader *header = mo_entity_get_header (related);
  gpointer link;

  if (session == NULL || header->deleting)
    return FALSE;
  if (relation->kind != MO_RELATION_MANY_TO_MANY)
    return (header->state == MO_ENTITY_PENDING || mo_entity_is_changed (related, relation->other))
           && mo_entity_leads_to (related, relation->other, entity);
  link = mo_session_find_between (session, entity, relation, related);
  return link != NULL && mo_entity_get_header (link)->state == MO_ENTITY_PENDING;
}

static void
keep_to_come (gpointer entity, const MoRelationInfo *relation, GPtrArray *related)
{
  const GPtrArray *before = mo_related_get (entity, relation->index);

  for (guint i = 0; before != NULL && i < before->len; i++)
    if (is_to_come (entity, relation, g_ptr_array_index (before, i)))
      g_ptr_array_add (related, mo_entity_ref (g_ptr_array_index (before, i)));
}

/* @found: what the rows have. */
static void
put_many (gpointer entity, const MoRelationInfo *relation, const GPtrArray *found)
{
  GPtrArray *related = mo_related_new_array ();

  for (guint i = 0; found != NULL && i < found->len; i++)
    g_ptr_array_add (related, mo_entity_ref (g_ptr_array_index (found, i)));
  keep_to_come (entity, relation, related);
  mo_related_put_many (entity, relation->index, related);
}

/* A key that was changed, and not flushed, leads to an instance that was not asked for. */
static gboolean
is_key_changed (gconstpointer entity, const MoRelationInfo *relation)
{
  return relation->kind == MO_RELATION_BELONGS_TO
         && (mo_entity_is_changed (entity, relation->own)
             || mo_entity_find_link (entity, relation->own) != NULL);
}

static void
put_one (gpointer entity, const MoRelationInfo *relation, gpointer found)
{
  gpointer before = mo_related_get (entity, relation->index);

  if (found == NULL && is_key_changed (entity, relation))
    return;
  if (relation->kind == MO_RELATION_HAS_ONE && before != NULL
      && is_to_come (entity, relation, before))
    return;
  mo_related_put_one (entity, relation->index, found);
}

static void
relate (const MoEagerStep *step, gpointer entity, MoKeyIndex *index)
{
  const MoRelationInfo *relation = &step->relation;
  MoValue value = mo_field_get (&relation->owner->columns[relation->own], entity);
  g_autofree char *key = mo_value_is_null (&value) ? NULL : mo_eager_alike_dup (step, &value);

  if (mo_relation_is_to_many (relation->kind))
    put_many (entity, relation, key != NULL ? mo_key_index_list (index, key) : NULL);
  else
    put_one (entity, relation, key != NULL ? mo_key_index_find (index, key) : NULL);
}

/* --- a step --- */

static void
add_rows (GHashTable *self, MoResult *result, guint entity)
{
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      gpointer found = mo_hydrated_get_at (result, row, entity);

      if (found != NULL)
        g_hash_table_add (self, found);
    }
}

/* (transfer full): the instances whose relation the step has loaded, as a set. */
static GHashTable *
find_entities (const MoEagerStep *step, GPtrArray *steps, MoResult *result)
{
  GHashTable *found = g_hash_table_new (NULL, NULL);

  for (guint i = 0; step->seeds != NULL && i < step->seeds->len; i++)
    g_hash_table_add (found, g_ptr_array_index (step->seeds, i));
  for (guint i = 0; i < step->sources->len; i++)
    {
      const MoEagerSource *source = &g_array_index (step->sources, MoEagerSource, i);
      GPtrArray *results;

      if (source->step < 0)
        {
          add_rows (found, result, source->entity);
          continue;
        }
      results = ((MoEagerStep *) g_ptr_array_index (steps, source->step))->results;
      for (guint j = 0; j < results->len; j++)
        add_rows (found, g_ptr_array_index (results, j), source->entity);
    }
  return found;
}

static gboolean
apply_step (MoEagerStep *self,
            GPtrArray *steps,
            MoResult *result,
            const MoEagerTarget *target,
            GError **error)
{
  g_autoptr (GHashTable) entities = find_entities (self, steps, result);
  g_autoptr (MoKeyIndex) index = NULL;
  GHashTableIter iter;
  gpointer entity;

  /* Text that is equal to the server may be in two statements, and their rows come twice. */
  index = mo_key_index_new (self->relation.link != NULL
                            || (self->keys != NULL && self->keys->has_text));
  for (guint i = 0; i < self->results->len; i++)
    {
      MoResult *rows = g_ptr_array_index (self->results, i);

      if (!mo_hydrate (rows, self->select, target->number, target->map, target->keep, target->data,
                       error))
        return FALSE;
      index_rows (index, self, rows);
    }
  g_hash_table_iter_init (&iter, entities);
  while (g_hash_table_iter_next (&iter, &entity, NULL))
    relate (self, entity, index);
  return TRUE;
}

gboolean
mo_eager_apply (MoEager *self, MoResult *result, const MoEagerTarget *target, GError **error)
{
  GPtrArray *steps = mo_eager_get_steps (self);

  for (guint i = 0; i < steps->len; i++)
    if (!apply_step (g_ptr_array_index (steps, i), steps, result, target, error))
      return FALSE;
  return TRUE;
}

/* --- in the same rows --- */

/* An instance, and one that it is related to. */
typedef struct
{
  gpointer entity;
  gpointer related;
} MoPair;

static guint
pair_hash (gconstpointer data)
{
  const MoPair *self = data;

  return g_direct_hash (self->entity) * 31 + g_direct_hash (self->related);
}

static gboolean
pair_equal (gconstpointer a, gconstpointer b)
{
  const MoPair *left = a;
  const MoPair *right = b;

  return left->entity == right->entity && left->related == right->related;
}

/* Other relations to many make rows of the same two again. */
static void
add_pair (GHashTable *lists, GHashTable *pairs, gpointer entity, gpointer related)
{
  MoPair pair = { entity, related };
  GPtrArray *list = g_hash_table_lookup (lists, entity);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (lists, entity, list);
    }
  if (related == NULL || g_hash_table_contains (pairs, &pair))
    return;
  g_hash_table_add (pairs, g_memdup2 (&pair, sizeof pair));
  g_ptr_array_add (list, related);
}

static void
relate_many (MoResult *result, const MoSelectJoined *joined, const MoRelationInfo *relation)
{
  g_autoptr (GHashTable) lists
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) pairs = g_hash_table_new_full (pair_hash, pair_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer entity, list;

  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      gpointer related = mo_hydrated_get_at (result, row, joined->related);
      gpointer link = relation->link != NULL
                          ? mo_hydrated_get_at (result, row, joined->related + 1)
                          : NULL;

      entity = mo_hydrated_get_at (result, row, joined->entity);
      if (related != NULL
          && (!is_there (relation, related) || (link != NULL && !is_link_there (link))))
        related = NULL;
      if (entity != NULL)
        add_pair (lists, pairs, entity, related);
    }
  g_hash_table_iter_init (&iter, lists);
  while (g_hash_table_iter_next (&iter, &entity, &list))
    put_many (entity, relation, list);
}

static void
relate_one (MoResult *result, const MoSelectJoined *joined, const MoRelationInfo *relation)
{
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      gpointer entity = mo_hydrated_get_at (result, row, joined->entity);

      if (entity != NULL && !is_key_changed (entity, relation))
        put_one (entity, relation, mo_hydrated_get_at (result, row, joined->related));
    }
}

void
mo_eager_apply_joined (MoResult *result, MoSelect *select)
{
  for (guint i = 0; i < select->joined->len; i++)
    {
      const MoSelectJoined *joined = &g_array_index (select->joined, MoSelectJoined, i);
      const MoModel *model
          = g_array_index (select->entities, MoSelectEntity, joined->entity).model;
      MoRelationInfo relation;

      if (!mo_model_get_relation (model, joined->relation, &relation, NULL))
        continue;
      if (mo_relation_is_to_many (relation.kind))
        relate_many (result, joined, &relation);
      else
        relate_one (result, joined, &relation);
    }
}
