/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the rows of related instances to the fields of those that they are related to. */

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-eager-alike-private.h"
#include "orm/mo-eager-fields-private.h"
#include "orm/mo-key-index-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-select-parts-private.h"
#include "orm/mo-session-private.h"

static void
index_rows (MoKeyIndex *self,
            const MoEagerLoaded *loaded,
            const MoEagerStep *step,
            MoResult *result)
{
  guint place = mo_eager_step_get_place (step);
  guint n_entities;

  mo_select_get_entities (step->select, &n_entities);
  for (guint row = 0; row < mo_result_get_n_rows (result); row++)
    {
      MoValue value = mo_result_get_value (result, row, place);
      gpointer link = step->relation.link != NULL ? mo_hydrated_get_at (result, row, 0) : NULL;
      gpointer related = mo_hydrated_get_at (result, row, n_entities - 1);
      g_autofree char *key = NULL;

      if (related == NULL || !mo_eager_counts (loaded, related, link, &value))
        continue;
      key = mo_eager_alike_dup (step, &value);
      mo_key_index_add (self, key, related);
    }
}

static void
relate (const MoEagerLoaded *self, const MoEagerStep *step, gpointer entity, MoKeyIndex *index)
{
  MoValue value = mo_field_get (&self->relation->owner->columns[self->relation->own], entity);
  g_autofree char *key = mo_value_is_null (&value) ? NULL : mo_eager_alike_dup (step, &value);

  mo_eager_put (self, entity, key != NULL ? mo_key_index_list (index, key) : NULL);
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
find_entities (const MoEagerStep *step, GPtrArray *steps, MoResult *result, gpointer session)
{
  GHashTable *found = g_hash_table_new (NULL, NULL);

  for (guint i = 0; step->seeds != NULL && i < step->seeds->len; i++)
    {
      gpointer entity = g_array_index (step->seeds, MoEagerSeed, i).entity;

      /* What has left it meanwhile would hold others, with nobody to let go of them. */
      if (mo_entity_get_header (entity)->session == session)
        g_hash_table_add (found, entity);
    }
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

/* (transfer full): NULL: a row could not be read. Text that is equal to the server may be in two
 * statements, and their rows come twice. */
static MoKeyIndex *
make_index (MoEagerStep *self,
            const MoEagerLoaded *loaded,
            const MoEagerTarget *target,
            GError **error)
{
  gboolean is_text = self->keys != NULL && self->keys->has_text;
  g_autoptr (MoKeyIndex) index = mo_key_index_new (self->relation.link != NULL || is_text);

  for (guint i = 0; i < self->results->len; i++)
    {
      MoResult *rows = g_ptr_array_index (self->results, i);

      if (!mo_hydrate (rows, self->select, target->number, target->map, target->keep, target->data,
                       error))
        return NULL;
      index_rows (index, loaded, self, rows);
    }
  return g_steal_pointer (&index);
}

static gboolean
apply_step (MoEagerStep *self,
            GPtrArray *steps,
            MoResult *result,
            const MoEagerTarget *target,
            GError **error)
{
  g_autoptr (GHashTable) entities = find_entities (self, steps, result, target->session);
  MoEagerLoaded loaded = { &self->relation, target->number, NULL };
  g_autoptr (MoKeyIndex) index = make_index (self, &loaded, target, error);
  g_autoptr (MoEagerComing) coming = NULL;
  GHashTableIter iter;
  gpointer entity;

  if (index == NULL)
    return FALSE;
  loaded.coming = coming = mo_eager_coming_new (&self->relation, entities, target->number);
  g_hash_table_iter_init (&iter, entities);
  while (g_hash_table_iter_next (&iter, &entity, NULL))
    relate (&loaded, self, entity, index);
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
