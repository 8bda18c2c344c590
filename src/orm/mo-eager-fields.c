/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From rows to the fields that are relations: a load undoes no change. */

#include "orm/mo-eager-fields-private.h"

#include "orm/mo-eager-seed-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"

/* --- which rows count --- */

/* Whether the column may have another value than in the row that the query saw. */
static gboolean
is_changed (const MoEagerLoaded *self, gconstpointer entity, guint column)
{
  return mo_entity_find_link (entity, column) != NULL
         || mo_entity_get_header (entity)->written > self->number
         || mo_entity_is_changed (entity, column);
}

/* The server may write a value otherwise than the field does, so the field is to read it, too. */
static gboolean
is_value (gconstpointer entity, guint column, const MoValue *value)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  gpointer probe = mo_entity_alloc (model);
  gboolean is_same = mo_entity_load (probe, column, value, NULL)
                     && mo_field_equal (&model->columns[column], probe, entity);

  mo_entity_unref (probe);
  return is_same;
}

/* Whether the column leads to whom it did in the row. */
static gboolean
leads_there (const MoEagerLoaded *self, gconstpointer entity, guint column, const MoValue *key)
{
  const MoEntityLink *link = mo_entity_find_link (entity, column);

  if (!is_changed (self, entity, column))
    return TRUE;
  return (link == NULL || mo_entity_has_key_of (entity, column, link->parent))
         && is_value (entity, column, key);
}

gboolean
mo_eager_counts (const MoEagerLoaded *self,
                 gconstpointer related,
                 gconstpointer link,
                 const MoValue *key)
{
  const MoRelationInfo *relation = self->relation;

  if (!mo_entity_is_to_stay (related))
    return FALSE;
  if (link != NULL)
    return mo_entity_is_to_stay (link) && leads_there (self, link, relation->link_own, key);
  return relation->kind == MO_RELATION_BELONGS_TO
         || leads_there (self, related, relation->other, key);
}

gboolean
mo_eager_has_other (const MoEagerLoaded *self, gconstpointer entity)
{
  return self->relation->kind == MO_RELATION_BELONGS_TO
         && is_changed (self, entity, self->relation->own);
}

/* --- into the fields --- */

static void
add_coming (GPtrArray *related, const GPtrArray *coming)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < related->len; i++)
    g_hash_table_add (seen, g_ptr_array_index (related, i));
  for (guint i = 0; i < coming->len; i++)
    if (g_hash_table_add (seen, g_ptr_array_index (coming, i)))
      g_ptr_array_add (related, mo_entity_ref (g_ptr_array_index (coming, i)));
}

static void
put_many (const MoEagerLoaded *self, gpointer entity, const GPtrArray *found)
{
  GPtrArray *related = found != NULL ? mo_related_dup_array (found) : mo_related_new_array ();
  const GPtrArray *coming = mo_eager_coming_get (self->coming, entity);

  if (coming != NULL)
    add_coming (related, coming);
  mo_related_put_many (entity, self->relation->index, related);
}

/* What was set takes the place of what is there. */
static void
put_child (const MoEagerLoaded *self, gpointer entity, gpointer found)
{
  const GPtrArray *coming = mo_eager_coming_get (self->coming, entity);
  gpointer child = coming != NULL ? g_ptr_array_index (coming, coming->len - 1) : found;

  mo_related_put_one (entity, self->relation->index, child);
}

/* Whom it follows is known without a row. Where the key is another by now, nobody has looked for
 * its row, unless the key was changed before. */
static void
put_parent (const MoEagerLoaded *self, gpointer entity, gpointer found)
{
  const MoRelationInfo *relation = self->relation;
  const MoEntityLink *link = mo_entity_find_link (entity, relation->own);

  if (link == NULL && (found != NULL || !mo_eager_has_other (self, entity)))
    mo_related_put_one (entity, relation->index, found);
  else if (link != NULL && !mo_related_is_loaded (entity, relation->index)
           && mo_entity_is_to_stay (link->parent))
    mo_related_put_one (entity, relation->index, link->parent);
}

/* What has no key cannot be in a row, and is related to what its fields say. */
void
mo_eager_put (const MoEagerLoaded *self, gpointer entity, const GPtrArray *found)
{
  const MoRelationInfo *relation = self->relation;
  gpointer first = found != NULL && found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  if (relation->kind == MO_RELATION_BELONGS_TO)
    put_parent (self, entity, first);
  else if (mo_eager_lacks_key (entity, relation->own))
    return;
  else if (relation->kind == MO_RELATION_HAS_ONE)
    put_child (self, entity, first);
  else
    put_many (self, entity, found);
}
