/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changing relations: what is written are foreign keys, and rows of the tables in between. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-related.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

/* --- what may be related --- */

static gboolean G_GNUC_PRINTF (3, 4)
refuse (gpointer entity, gsize offset, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  return mo_entity_set_fault (entity, offset,
                              g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                           "cannot change a relation of %s: %s",
                                           mo_entity_get_header (entity)->model->name, why));
}

/* The relation at @offset, of the kind that the call is for. */
static gboolean
find (gpointer entity, gsize offset, gboolean to_many, MoRelationInfo *relation)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  g_autoptr (GError) error = NULL;
  gint index = mo_model_find_relation (model, offset);

  if (index < 0)
    return refuse (entity, offset,
                   "the field at offset %" G_GSIZE_FORMAT " is none: add a MO_BELONGS_TO(), "
                   "MO_HAS_ONE(), MO_HAS_MANY() or MO_MANY_TO_MANY()",
                   offset);
  if (!mo_model_get_relation (model, (guint) index, relation, &error))
    return refuse (entity, offset, "%s", error->message);
  if (mo_relation_is_to_many (relation->kind) != to_many)
    return refuse (entity, offset, "%s is to %s, so use %s", relation->entry->name,
                   to_many ? "one" : "many",
                   to_many ? "mo_set_related()" : "mo_add_related() and mo_remove_related()");
  return TRUE;
}

static gboolean
check_related (gpointer entity, gsize offset, const MoRelationInfo *relation, gpointer related)
{
  g_autoptr (GError) error = NULL;
  const MoModel *model;

  if (!mo_entity_check (related, &error))
    return refuse (entity, offset, "%s: %s", relation->entry->name, error->message);
  model = mo_entity_get_header (related)->model;
  return model == relation->model
         || refuse (entity, offset, "%s is to instances of %s, and not of %s",
                    relation->entry->name, relation->model->name, model->name);
}

static gsize
get_key_offset (const MoRelationInfo *self)
{
  return self->model->columns[self->other].offset;
}

/* --- adding --- */

static gboolean
attach (MoSession *session, gpointer entity)
{
  g_autoptr (GError) error = NULL;

  if (mo_entity_get_header (entity)->session == session
      || mo_session_attach (session, entity, &error))
    return TRUE;
  mo_session_refuse (session, error);
  return FALSE;
}

static gboolean
add_row_between (
    MoSession *session, gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  gpointer link = mo_entity_new (relation->link, NULL);
  gboolean ok
      = mo_entity_set_reference (link, relation->link->columns[relation->link_own].offset, entity)
        && mo_entity_set_reference (link, relation->link->columns[relation->link_other].offset,
                                    related);

  ok = attach (session, link) && ok;
  mo_entity_unref (link);
  return ok;
}

/* Both are of the session, or will be. */
static gboolean
relate (MoSession *session, gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  if (!attach (session, related))
    return FALSE;
  return relation->kind == MO_RELATION_MANY_TO_MANY
             ? add_row_between (session, entity, relation, related)
             : mo_entity_set_reference (related, get_key_offset (relation), entity);
}

/* -1: it is not to be added. */
static gint
find_appended (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  const GArray *appended = mo_entity_get_header (entity)->appended;

  for (guint i = 0; appended != NULL && i < appended->len; i++)
    {
      const MoAppended *added = &g_array_index (appended, MoAppended, i);

      if (added->relation == relation->index && added->related == related)
        return (gint) i;
    }
  return -1;
}

/* Until a session knows @entity, it is @entity that holds @related, and not the other way round. */
static void
postpone (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  MoAppended appended = { relation->index, related };

  if (find_appended (entity, relation, related) >= 0)
    return;
  mo_entity_ref (related);
  if (header->appended == NULL)
    header->appended = g_array_new (FALSE, FALSE, sizeof (MoAppended));
  g_array_append_val (header->appended, appended);
}

static gboolean
add (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  MoSession *session = mo_entity_get_header (entity)->session;

  if (session != NULL)
    return relate (session, entity, relation, related);
  postpone (entity, relation, related);
  return TRUE;
}

void
mo_related_resolve_appended (MoSession *session, gpointer entity)
{
  MoEntityHeader *header = mo_entity_get_header (entity);
  g_autoptr (GArray) appended = g_steal_pointer (&header->appended);

  for (guint i = 0; appended != NULL && i < appended->len; i++)
    {
      const MoAppended *added = &g_array_index (appended, MoAppended, i);
      MoRelationInfo relation;

      if (mo_model_get_relation (header->model, added->relation, &relation, NULL))
        relate (session, entity, &relation, added->related);
      mo_entity_unref (added->related);
    }
}

/* What is not loaded stays so, unless there is no row yet, and nothing that could be loaded. */
static void
show_added (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  MoEntityState state = mo_entity_get_header (entity)->state;
  GPtrArray *many;

  if (!mo_related_is_loaded (entity, relation->index))
    {
      if (state != MO_ENTITY_TRANSIENT && state != MO_ENTITY_PENDING)
        return;
      mo_related_put_many (entity, relation->index, mo_related_new_array ());
    }
  many = mo_related_get (entity, relation->index);
  if (!g_ptr_array_find (many, related, NULL))
    g_ptr_array_add (many, mo_entity_ref (related));
}

/**
 * mo_entity_add_related:
 * @entity: an instance
 * @offset: of its field that is a relation to many, in bytes from the beginning of the struct
 * @related: an instance of the related model
 *
 * Relates two instances: the foreign key of @related leads to @entity, or a row in between is added
 * that leads to both. It is written by the flush that writes @entity, whose session adds @related
 * where it is new. The field has @related at its end, if it is loaded, or if @entity has no row
 * yet. mo_add_related() says it in C.
 *
 * Thread: the owner's of both. Errors: kept in @entity, whose next flush is rejected with the first
 * of them: %MO_ERROR_INVALID_ARGUMENT: the field is no relation to many, @related is no instance of
 * its model; those of mo_set_reference().
 *
 * Returns: %TRUE if they are related
 * Since: 0.1
 */
gboolean
mo_entity_add_related (gpointer entity, gsize offset, gpointer related)
{
  MoRelationInfo relation;
  MoChanges changes;
  gboolean ok;

  if (!mo_entity_expect (entity, "mo_add_related()") || !find (entity, offset, TRUE, &relation)
      || !check_related (entity, offset, &relation, related))
    return FALSE;
  mo_changes_begin (&changes);
  ok = add (entity, &relation, related);
  if (ok)
    show_added (entity, &relation, related);
  mo_changes_end (&changes);
  return ok && mo_entity_mend_fault (entity, offset);
}

/* --- removing --- */

static gboolean
leads_to (gconstpointer link, guint column, gconstpointer parent, const MoColumn *referred)
{
  const MoEntityLink *follows = mo_entity_find_link (link, column);
  const MoColumn *key = &mo_entity_get_header (link)->model->columns[column];

  return follows != NULL ? follows->parent == parent
                         : mo_entity_is_same_key (key, link, referred, parent);
}

/* (transfer none): the row in between, which the session has if the relation is loaded. */
static gpointer
find_link (MoSession *session, gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  for (GList *l = session->entities.head; l != NULL; l = l->next)
    if (mo_entity_get_header (l->data)->model == relation->link
        && !mo_entity_get_header (l->data)->deleting
        && mo_entity_get_state (l->data) != MO_ENTITY_DELETED
        && leads_to (l->data, relation->link_own, entity, &relation->owner->columns[relation->own])
        && leads_to (l->data, relation->link_other, related,
                     &relation->model->columns[relation->other]))
      return l->data;
  return NULL;
}

static gboolean
remove_row_between (gpointer entity, gsize offset, const MoRelationInfo *relation, gpointer related)
{
  MoSession *session = mo_entity_get_header (entity)->session;
  gpointer link = session != NULL ? find_link (session, entity, relation, related) : NULL;

  if (link != NULL)
    return mo_session_delete (session, link);
  return refuse (entity, offset, "the session has no %s that leads to both: load %s first",
                 relation->link->name, relation->entry->name);
}

static gboolean
leave (gpointer entity, gsize offset, const MoRelationInfo *relation, gpointer related)
{
  const MoColumn *key = &relation->model->columns[relation->other];

  if (relation->kind == MO_RELATION_MANY_TO_MANY)
    return remove_row_between (entity, offset, relation, related);
  if (!leads_to (related, relation->other, entity, &relation->owner->columns[relation->own]))
    return TRUE; /* it is another's by now */
  if (mo_column_is_nullable (key))
    return mo_entity_set_reference (related, key->offset, NULL);
  return refuse (entity, offset, "column %s of %s is never NULL: delete the instance instead, or "
                                 "relate it to another",
                 key->name, relation->model->name);
}

/* TRUE: it was only to be added. */
static gboolean
take_back (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  gint index = find_appended (entity, relation, related);

  if (index < 0)
    return FALSE;
  g_array_remove_index (mo_entity_get_header (entity)->appended, (guint) index);
  mo_entity_unref (related);
  return TRUE;
}

/**
 * mo_entity_remove_related:
 * @entity: an instance
 * @offset: of its field that is a relation to many, in bytes from the beginning of the struct
 * @related: an instance that it is related to
 *
 * Ends a relation: the foreign key of @related is NULL, or the row in between is deleted, by the
 * next flush. @related itself stays. mo_remove_related() says it in C.
 *
 * Thread: the owner's of both. Errors: as [func@Mo.entity_add_related]; %MO_ERROR_INVALID_ARGUMENT
 * also where the key may not be NULL, and where the row in between is not in the session: it is,
 * once the relation was loaded.
 *
 * Returns: %TRUE if they are related no longer
 * Since: 0.1
 */
gboolean
mo_entity_remove_related (gpointer entity, gsize offset, gpointer related)
{
  MoRelationInfo relation;
  MoChanges changes;
  gboolean ok;

  if (!mo_entity_expect (entity, "mo_remove_related()") || !find (entity, offset, TRUE, &relation)
      || !check_related (entity, offset, &relation, related))
    return FALSE;
  mo_changes_begin (&changes);
  mo_entity_ref (related);
  ok = take_back (entity, &relation, related) || leave (entity, offset, &relation, related);
  if (ok && mo_related_is_loaded (entity, relation.index))
    g_ptr_array_remove (mo_related_get (entity, relation.index), related);
  mo_entity_unref (related);
  mo_changes_end (&changes);
  return ok && mo_entity_mend_fault (entity, offset);
}

/* --- to one --- */

static gboolean
set_other_side (gpointer entity, gsize offset, const MoRelationInfo *relation, gpointer related)
{
  gpointer old = mo_related_get (entity, relation->index);

  if (old == related && mo_related_is_loaded (entity, relation->index))
    return TRUE;
  if (old != NULL && !take_back (entity, relation, old) && !leave (entity, offset, relation, old))
    return FALSE;
  if (related != NULL && !add (entity, relation, related))
    return FALSE;
  mo_related_put_one (entity, relation->index, related);
  return TRUE;
}

/**
 * mo_entity_set_related:
 * @entity: an instance
 * @offset: of its field that is a relation to one, in bytes from the beginning of the struct
 * @related: (nullable): an instance of the related model; %NULL: none
 *
 * Relates two instances. With MO_BELONGS_TO() it is [func@Mo.entity_set_reference] of the foreign
 * key. With MO_HAS_ONE() the foreign key of @related leads to @entity, and that of the one before,
 * if it is loaded, to nobody. The field is @related from here on. mo_set_related() says it in C.
 *
 * Thread: the owner's of both. Errors: as [func@Mo.entity_add_related].
 *
 * Returns: %TRUE if they are related
 * Since: 0.1
 */
gboolean
mo_entity_set_related (gpointer entity, gsize offset, gpointer related)
{
  MoRelationInfo relation;
  MoChanges changes;
  gboolean ok;

  if (!mo_entity_expect (entity, "mo_set_related()") || !find (entity, offset, FALSE, &relation)
      || (related != NULL && !check_related (entity, offset, &relation, related)))
    return FALSE;
  if (relation.kind == MO_RELATION_BELONGS_TO)
    return mo_entity_set_reference (entity, relation.owner->columns[relation.own].offset, related)
           && mo_entity_mend_fault (entity, offset);
  mo_changes_begin (&changes);
  ok = set_other_side (entity, offset, &relation, related);
  mo_changes_end (&changes);
  return ok && mo_entity_mend_fault (entity, offset);
}

/**
 * mo_entity_is_loaded:
 * @entity: an instance
 * @offset: of its field that is a relation, in bytes from the beginning of the struct
 *
 * Whether the field of a relation says what it is. Nothing is read by looking at a field:
 * [method@Mo.Select.load_related] and [method@Mo.Session.load_relation] do. What is no instance, or
 * no relation, is reported with g_critical() and is not loaded. mo_is_loaded() says it in C.
 *
 * Thread: the instance's owner's.
 *
 * Returns: %TRUE if the field has the related instances, or is %NULL since there is none
 * Since: 0.1
 */
gboolean
mo_entity_is_loaded (gconstpointer entity, gsize offset)
{
  gint relation;

  if (!mo_entity_expect (entity, "mo_is_loaded()"))
    return FALSE;
  relation = mo_model_find_relation (mo_entity_get_header (entity)->model, offset);
  g_return_val_if_fail (relation >= 0, FALSE);

  return mo_related_is_loaded (entity, (guint) relation);
}
