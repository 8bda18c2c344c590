/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Relations by a row in between. */

#include "orm/mo-between-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-change-private.h"
#include "orm/mo-session-private.h"

gpointer
mo_session_find_between (MoSession *self,
                         gconstpointer entity,
                         const MoRelationInfo *relation,
                         gconstpointer related)
{
  if (self->between == NULL)
    self->between = mo_between_new (&self->entities);
  return mo_between_find (self->between, relation, entity, related);
}

static gboolean
add_row (MoSession *session, gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  const MoModel *model = relation->link;
  gpointer row = mo_entity_new (model, NULL);
  gboolean ok
      = mo_entity_set_reference (row, model->columns[relation->link_own].offset, entity)
        && mo_entity_set_reference (row, model->columns[relation->link_other].offset, related);

  mo_entity_get_header (row)->is_between = TRUE;
  ok = mo_related_attach (session, row) && ok;
  mo_entity_unref (row);
  return ok;
}

/* Adding to the session takes back that the row is to be deleted. */
gboolean
mo_related_begin_between (MoSession *session,
                          gpointer entity,
                          const MoRelationInfo *relation,
                          gpointer related)
{
  gpointer row = mo_session_find_between (session, entity, relation, related);

  return row != NULL ? mo_session_add (session, row)
                     : add_row (session, entity, relation, related);
}

/* --- removing --- */

static gboolean
is_key (const MoModel *model, guint column)
{
  return (model->columns[column].flags & MO_PRIMARY_KEY) != 0;
}

/* Whether the row is known by the two that it connects, without being read. */
static gboolean
is_known (const MoRelationInfo *relation, gconstpointer entity, gconstpointer related)
{
  const MoModel *model = relation->link;

  return model->n_keys == 2 && is_key (model, relation->link_own)
         && is_key (model, relation->link_other) && model->version < 0
         && mo_entity_get_state (entity) != MO_ENTITY_PENDING
         && mo_entity_get_state (related) != MO_ENTITY_PENDING
         && mo_entity_has_key (entity, relation->own)
         && mo_entity_has_key (related, relation->other);
}

static gboolean
copy_key (gpointer row, guint column, gconstpointer from, const MoColumn *key)
{
  MoValue value = mo_field_get (key, from);

  return mo_entity_load (row, column, &value, NULL);
}

/* As if it had been read. */
static gboolean
delete_known (MoSession *session,
              gpointer entity,
              const MoRelationInfo *relation,
              gpointer related)
{
  gpointer row = mo_entity_new (relation->link, NULL);
  gboolean ok = copy_key (row, relation->link_own, entity, &relation->owner->columns[relation->own])
                && copy_key (row, relation->link_other, related,
                             &relation->model->columns[relation->other]);

  mo_entity_get_header (row)->state = MO_ENTITY_DETACHED;
  mo_entity_commit_fields (row);
  ok = ok && mo_session_delete (session, row);
  mo_entity_unref (row);
  return ok;
}

gboolean
mo_related_end_between (MoSession *session,
                        gpointer entity,
                        const MoRelationInfo *relation,
                        gpointer related)
{
  gpointer row = mo_session_find_between (session, entity, relation, related);

  if (row != NULL)
    return mo_session_delete (session, row);
  if (is_known (relation, entity, related))
    return delete_known (session, entity, relation, related);
  return mo_related_refuse (entity, relation->entry->offset, related,
                            "the session has no %s that leads to both: load %s first",
                            relation->link->name, relation->entry->name);
}
