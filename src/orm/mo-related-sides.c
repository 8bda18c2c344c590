/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The other side of a relation that was changed: where a session has both, and the field there is
 * loaded, it says the same. Others would hold each other with nobody to let go of them. */

#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

static MoSession *
get_session (gconstpointer entity)
{
  return mo_entity_get_header (entity)->session;
}

static void
note (gpointer entity, guint relation)
{
  mo_entity_get_extra (entity)->changed |= 1u << relation;
  get_session (entity)->has_changed = TRUE;
}

/* --- fields --- */

static void
show (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  if (relation->kind == MO_RELATION_HAS_ONE)
    mo_related_put_one (entity, relation->index, related);
  else
    mo_related_add_once (entity, relation->index, related);
}

static void
hide (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  if (relation->kind != MO_RELATION_HAS_ONE)
    g_ptr_array_remove (mo_related_get (entity, relation->index), related);
  else if (mo_related_get (entity, relation->index) == related)
    mo_related_put_one (entity, relation->index, NULL);
}

/* One that is loaded from here on is loaded with what comes to nothing behind a rollback. */
static void
change (gpointer entity, const MoRelationInfo *relation, gpointer related, gboolean is_related)
{
  note (entity, relation->index);
  if (!mo_related_is_loaded (entity, relation->index))
    return;
  if (is_related)
    show (entity, relation, related);
  else
    hide (entity, relation, related);
}

/* --- by a key --- */

/* Whether the key @column of @child is what the relation leads by. */
static gboolean
is_by_key (const MoRelationInfo *relation, const MoModel *child, guint column)
{
  return (relation->kind == MO_RELATION_HAS_MANY || relation->kind == MO_RELATION_HAS_ONE)
         && relation->model == child && relation->other == column;
}

static void
change_parent (gpointer parent, gpointer child, guint column, gboolean is_related)
{
  const MoEntityHeader *header = mo_entity_get_header (parent);

  if (header->session == NULL || header->session != get_session (child))
    return;
  for (guint i = 0; i < header->model->n_relations; i++)
    {
      MoRelationInfo relation;

      if (header->model->relations[i].relation.kind != MO_RELATION_BELONGS_TO
          && mo_model_get_relation (header->model, i, &relation, NULL)
          && is_by_key (&relation, mo_entity_get_model (child), column))
        change (parent, &relation, child, is_related);
    }
}

/* (transfer full) (nullable): that of the row which the column has the primary key of. */
static gpointer
find_by_key (MoSession *session, gconstpointer child, guint column)
{
  const MoColumn *key = &mo_entity_get_model (child)->columns[column];
  const MoModel *model = mo_column_get_parent (key);
  gint referred = model != NULL ? mo_model_find_offset (model, key->references.offset) : -1;
  gpointer probe, found = NULL;
  MoValue value;

  if (referred < 0 || model->n_relations == 0 || model->n_keys != 1
      || model->keys[0] != (guint) referred || mo_field_is_unset (key, child))
    return NULL;
  value = mo_field_get (key, child);
  probe = mo_entity_alloc (model);
  if (mo_entity_load (probe, (guint) referred, &value, NULL))
    found = mo_identity_map_lookup (session->map, model, probe);
  mo_entity_unref (probe);
  return found != NULL ? mo_entity_ref (found) : NULL;
}

/* (nullable): what the relation says that the column leads by, if it is loaded. */
static gpointer
find_loaded (gconstpointer child, guint column)
{
  const MoModel *model = mo_entity_get_model (child);

  for (guint i = 0; i < model->n_relations; i++)
    {
      MoRelationInfo relation;

      if (mo_related_is_loaded (child, i)
          && model->relations[i].relation.kind == MO_RELATION_BELONGS_TO
          && mo_model_get_relation (model, i, &relation, NULL) && relation.own == column)
        return mo_related_get (child, i);
    }
  return NULL;
}

gpointer
mo_related_find_parent (gconstpointer child, guint column)
{
  const MoEntityLink *link = mo_entity_find_link (child, column);
  gpointer parent;

  if (get_session (child) == NULL)
    return NULL;
  parent = link != NULL ? link->parent : find_loaded (child, column);
  return parent != NULL ? mo_entity_ref (parent)
                        : find_by_key (get_session (child), child, column);
}

/* Whether the pending row in between leads to both; (nullable): the other one. */
static gpointer
find_other_end (gconstpointer row, const MoRelationInfo *relation, gconstpointer entity)
{
  const MoEntityLink *own = mo_entity_find_link (row, relation->link_own);
  const MoEntityLink *other = mo_entity_find_link (row, relation->link_other);

  return own != NULL && own->parent == entity && other != NULL ? other->parent : NULL;
}

static gpointer
find_child (gpointer entity, const MoRelationInfo *relation, gconstpointer parent)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoEntityLink *link;

  if (!mo_entity_is_to_stay (entity))
    return NULL;
  if (relation->kind == MO_RELATION_MANY_TO_MANY)
    return header->model == relation->link ? find_other_end (entity, relation, parent) : NULL;
  link = header->model == relation->model ? mo_entity_find_link (entity, relation->other) : NULL;
  return link != NULL && link->parent == parent ? entity : NULL;
}

void
mo_related_show_children (gpointer entity, const MoRelationInfo *relation)
{
  MoSession *session = get_session (entity);

  for (GList *l = session != NULL ? session->entities.head : NULL; l != NULL; l = l->next)
    {
      gpointer child = find_child (l->data, relation, entity);

      if (child != NULL)
        show (entity, relation, child);
    }
}

void
mo_related_show_links (gpointer entity)
{
  const GArray *links = mo_entity_get_links (entity);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const MoEntityLink *link = &g_array_index (links, MoEntityLink, i);

      mo_related_move (entity, link->column, NULL, link->parent);
    }
}

void
mo_related_move (gpointer child, guint column, gpointer from, gpointer to)
{
  if (from == to)
    return;
  if (get_session (child) != NULL)
    get_session (child)->has_changed = TRUE;
  if (from != NULL)
    change_parent (from, child, column, FALSE);
  if (to != NULL)
    change_parent (to, child, column, TRUE);
}

/* --- by a row in between --- */

void
mo_related_change_other_side (gpointer entity,
                              const MoRelationInfo *relation,
                              gpointer related,
                              gboolean is_related)
{
  MoRelationInfo inverse;

  if (relation->kind == MO_RELATION_MANY_TO_MANY && get_session (entity) != NULL
      && get_session (entity) == get_session (related)
      && mo_relation_get_inverse (relation, &inverse))
    change (related, &inverse, entity, is_related);
}
