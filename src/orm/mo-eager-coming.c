/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoEagerComing: lists of those whose keys were changed, by whom they lead to. */

#include "orm/mo-eager-coming-private.h"

#include "orm/mo-eager-seed-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

struct _MoEagerComing
{
  MoRelationInfo relation;
  guint64 number;
  GHashTable *entities; /* borrowed while it is made */
  GHashTable *by_key;   /* text to those of them with a key; NULL: nobody asked */
  GHashTable *lists;    /* of them to GPtrArray */
};

/* --- whom a column leads to --- */

static void
index_keys (MoEagerComing *self)
{
  const MoColumn *own = &self->relation.owner->columns[self->relation.own];
  GHashTableIter iter;
  gpointer entity;

  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->entities);
  while (g_hash_table_iter_next (&iter, &entity, NULL))
    {
      MoValue key = mo_field_get (own, entity);

      if (!mo_value_is_null (&key) && !mo_eager_lacks_key (entity, self->relation.own))
        g_hash_table_insert (self->by_key, mo_value_to_string (&key), entity);
    }
}

/* One of the instances; NULL: none of them. */
static gpointer
find_entity (MoEagerComing *self, gconstpointer row, guint column)
{
  const MoEntityLink *link = mo_entity_find_link (row, column);
  g_autofree char *text = NULL;
  MoValue key;

  if (link != NULL)
    return g_hash_table_contains (self->entities, link->parent) ? link->parent : NULL;
  key = mo_field_get (&mo_entity_get_header (row)->model->columns[column], row);
  if (mo_value_is_null (&key))
    return NULL;
  if (self->by_key == NULL)
    index_keys (self);
  text = mo_value_to_string (&key);
  return g_hash_table_lookup (self->by_key, text);
}

/* --- what is to come --- */

/* Whether the query saw another value of the column, or no row. */
static gboolean
is_unseen (const MoEagerComing *self, gconstpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  return header->state == MO_ENTITY_PENDING || header->written > self->number
         || mo_entity_is_changed (entity, column);
}

static void
add (MoEagerComing *self, gpointer entity, gpointer related)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, entity);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->lists, entity, list);
    }
  g_ptr_array_add (list, related);
}

static void
look_at_child (MoEagerComing *self, gpointer child)
{
  gpointer entity = is_unseen (self, child, self->relation.other)
                        ? find_entity (self, child, self->relation.other)
                        : NULL;

  if (entity != NULL)
    add (self, entity, child);
}

/* The session keeps whom the row leads to. */
static void
look_at_between (MoEagerComing *self, gpointer row)
{
  const MoRelationInfo *relation = &self->relation;
  gpointer entity, related;

  if (!is_unseen (self, row, relation->link_own) && !is_unseen (self, row, relation->link_other))
    return;
  entity = find_entity (self, row, relation->link_own);
  related = entity != NULL ? mo_related_find_parent (row, relation->link_other) : NULL;
  if (related == NULL)
    return;
  if (mo_entity_is_to_stay (related))
    add (self, entity, related);
  mo_entity_unref (related);
}

static void
look_through (MoEagerComing *self, MoSession *session)
{
  const MoModel *model = self->relation.link != NULL ? self->relation.link : self->relation.model;

  for (GList *l = session->entities.head; l != NULL; l = l->next)
    {
      if (mo_entity_get_header (l->data)->model != model || !mo_entity_is_to_stay (l->data))
        continue;
      if (self->relation.link != NULL)
        look_at_between (self, l->data);
      else
        look_at_child (self, l->data);
    }
}

/* NULL: none of them is in one, or nothing was changed there. */
static MoSession *
find_session (GHashTable *entities)
{
  MoSession *session = NULL;
  GHashTableIter iter;
  gpointer entity;

  g_hash_table_iter_init (&iter, entities);
  while (session == NULL && g_hash_table_iter_next (&iter, &entity, NULL))
    session = mo_entity_get_header (entity)->session;
  return session != NULL && session->has_changed ? session : NULL;
}

MoEagerComing *
mo_eager_coming_new (const MoRelationInfo *relation, GHashTable *entities, guint64 number)
{
  MoEagerComing *self = g_new0 (MoEagerComing, 1);
  MoSession *session
      = relation->kind != MO_RELATION_BELONGS_TO ? find_session (entities) : NULL;

  self->relation = *relation;
  self->number = number;
  self->entities = entities;
  self->lists = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  if (session != NULL)
    look_through (self, session);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  self->entities = NULL;
  return self;
}

void
mo_eager_coming_free (MoEagerComing *self)
{
  g_hash_table_unref (self->lists);
  g_free (self);
}

const GPtrArray *
mo_eager_coming_get (MoEagerComing *self, gconstpointer entity)
{
  return g_hash_table_lookup (self->lists, entity);
}
