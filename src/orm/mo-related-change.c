/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changing relations: what is written are foreign keys, and rows of the tables in between. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-related.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-related-change-private.h"
#include "orm/mo-session-private.h"

/* --- what may be related --- */

gboolean
mo_related_refuse (
    gpointer entity, gsize offset, gconstpointer related, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  return mo_entity_set_fault_about (
      entity, offset, related,
      g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "cannot change a relation of %s: %s",
                   mo_entity_get_header (entity)->model->name, why));
}

/* The relation at @offset, of the kind that the call is for. */
static gboolean
find (gpointer entity, gsize offset, gconstpointer related, gboolean to_many,
      MoRelationInfo *relation)
{
  const MoModel *model = mo_entity_get_header (entity)->model;
  g_autoptr (GError) error = NULL;
  gint index = mo_model_find_relation (model, offset);

  if (index < 0)
    return mo_related_refuse (entity, offset, related,
                              "the field at offset %" G_GSIZE_FORMAT " is none: add a "
                              "MO_BELONGS_TO(), MO_HAS_ONE(), MO_HAS_MANY() or MO_MANY_TO_MANY()",
                              offset);
  if (!mo_model_get_relation (model, (guint) index, relation, &error))
    return mo_related_refuse (entity, offset, related, "%s", error->message);
  if (mo_relation_is_to_many (relation->kind) != to_many)
    return mo_related_refuse (entity, offset, related, "%s is to %s, so use %s",
                              relation->entry->name, to_many ? "one" : "many",
                              to_many ? "mo_set_related()"
                                      : "mo_add_related() and mo_remove_related()");
  return TRUE;
}

static gboolean
check_related (gpointer entity, gsize offset, const MoRelationInfo *relation, gpointer related)
{
  g_autoptr (GError) error = NULL;
  const MoModel *model;

  if (!mo_entity_check (related, &error))
    return mo_related_refuse (entity, offset, related, "%s: %s", relation->entry->name,
                              error->message);
  model = mo_entity_get_header (related)->model;
  return model == relation->model
         || mo_related_refuse (entity, offset, related, "%s is to instances of %s, and not of %s",
                               relation->entry->name, relation->model->name, model->name);
}

/* --- with a session --- */

static gboolean
is_in (MoSession *session, gconstpointer entity)
{
  return mo_entity_get_header (entity)->session == session;
}

gboolean
mo_related_attach (MoSession *session, gpointer entity)
{
  g_autoptr (GError) error = NULL;

  if (is_in (session, entity) || mo_session_attach (session, entity, &error))
    return TRUE;
  mo_session_refuse (session, error);
  return FALSE;
}

gboolean
mo_related_begin (MoSession *session,
                  gpointer entity,
                  const MoRelationInfo *relation,
                  gpointer related)
{
  if (!mo_related_attach (session, related))
    return FALSE;
  if (relation->kind == MO_RELATION_MANY_TO_MANY)
    {
      if (!mo_related_begin_between (session, entity, relation, related))
        return FALSE;
      mo_related_change_other_side (entity, relation, related, TRUE);
      return TRUE;
    }
  return mo_entity_find_link (related, relation->other) != NULL
                 && mo_entity_leads_to (related, relation->other, entity)
             ? TRUE
             : mo_entity_set_reference (related, relation->model->columns[relation->other].offset,
                                        entity);
}

static gboolean
is_loaded_with (gconstpointer entity, const MoRelationInfo *relation, gpointer related)
{
  gpointer loaded = mo_related_get (entity, relation->index);

  if (loaded == NULL || !mo_relation_is_to_many (relation->kind))
    return loaded == related;
  return g_ptr_array_find (loaded, related, NULL);
}

/* Text that a server has found equal may be written in other ways. */
static gboolean
leads_to (gpointer related, const MoRelationInfo *relation, gconstpointer entity)
{
  MoValue key = mo_field_get (&relation->model->columns[relation->other], related);

  return mo_entity_leads_to (related, relation->other, entity)
         || (mo_value_get_value_type (&key) == MO_VALUE_TEXT
             && mo_entity_find_link (related, relation->other) == NULL
             && !mo_entity_is_changed (related, relation->other)
             && is_loaded_with (entity, relation, related));
}

/* A change of what has a row, and no session, is written by that of @entity. */
static gboolean
bring (MoSession *session, gpointer related)
{
  const MoEntityHeader *header = mo_entity_get_header (related);

  if (session == NULL || header->session == session)
    return TRUE;
  return (header->session == NULL && header->state != MO_ENTITY_DETACHED)
         || mo_related_attach (session, related);
}

static gboolean
end_by_key (MoSession *session,
            gpointer entity,
            const MoRelationInfo *relation,
            gpointer related)
{
  const MoColumn *key = &relation->model->columns[relation->other];

  if (!leads_to (related, relation, entity))
    return TRUE; /* it is another's by now */
  if (!mo_column_is_nullable (key))
    return mo_related_refuse (entity, relation->entry->offset,
                              mo_relation_is_to_many (relation->kind) ? related : NULL,
                              "column %s of %s is never NULL: delete the instance instead, or "
                              "relate it to another",
                              key->name, relation->model->name);
  return bring (session, related) && mo_entity_set_reference (related, key->offset, NULL);
}

gboolean
mo_related_end (MoSession *session,
                gpointer entity,
                const MoRelationInfo *relation,
                gpointer related)
{
  if (relation->kind != MO_RELATION_MANY_TO_MANY)
    return end_by_key (session, entity, relation, related)
           && (session == NULL || bring (session, related));
  if (session == NULL)
    return TRUE;
  if (!mo_related_end_between (session, entity, relation, related))
    return FALSE;
  mo_related_change_other_side (entity, relation, related, FALSE);
  return TRUE;
}

/* --- before there is one --- */

/* -1: nothing is to be done about the two. */
static gint
find_postponed (gconstpointer entity, const MoRelationInfo *relation, gconstpointer related)
{
  const GArray *postponed = mo_entity_get_postponed (entity);

  for (guint i = 0; postponed != NULL && i < postponed->len; i++)
    {
      const MoPostponed *change = &g_array_index (postponed, MoPostponed, i);

      if (change->relation == relation->index && change->related == related)
        return (gint) i;
    }
  return -1;
}

static void
drop_postponed (gpointer entity, guint index)
{
  GArray *postponed = mo_entity_get_postponed (entity);
  gpointer related = g_array_index (postponed, MoPostponed, index).related;

  g_array_remove_index (postponed, index);
  mo_entity_unref (related);
}

/* The session that @entity comes to will do it. What has no row is related to what its fields
 * say. */
static void
postpone (gpointer entity, const MoRelationInfo *relation, gpointer related, gboolean is_removed)
{
  MoPostponed change = { relation->index, is_removed, related };
  MoEntityExtra *extra;

  if (mo_entity_get_state (entity) != MO_ENTITY_DETACHED)
    return;
  mo_entity_ref (related);
  extra = mo_entity_get_extra (entity);
  if (extra->postponed == NULL)
    extra->postponed = g_array_new (FALSE, FALSE, sizeof (MoPostponed));
  g_array_append_val (extra->postponed, change);
}

/* Whether the field says so of the two, and there is no row in between that says otherwise. */
static gboolean
is_known_to_be (gconstpointer entity,
                const MoRelationInfo *relation,
                gconstpointer related,
                gboolean is_related)
{
  MoSession *session = mo_entity_get_header (entity)->session;

  return relation->kind == MO_RELATION_MANY_TO_MANY
         && mo_related_is_loaded (entity, relation->index)
         && g_ptr_array_find (mo_related_get (entity, relation->index), related, NULL)
                == is_related
         && (session == NULL
             || mo_session_find_between (session, entity, relation, related) == NULL);
}

/* TRUE: the opposite was to be done, and is not, so that nothing is left to do. A key was changed
 * at once, and is to be changed back. */
static gboolean
take_back (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  gint before = find_postponed (entity, relation, related);

  if (before < 0)
    return FALSE;
  drop_postponed (entity, (guint) before);
  return relation->kind == MO_RELATION_MANY_TO_MANY;
}

/* --- changes --- */

/* Behind a rollback the field of what has a row is not to be trusted. */
static void
note_change (gpointer entity, const MoRelationInfo *relation)
{
  MoSession *session = mo_entity_get_header (entity)->session;

  mo_entity_get_extra (entity)->changed |= 1u << relation->index;
  if (session != NULL)
    session->has_changed = TRUE;
}

static void
add_later (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  if (relation->kind != MO_RELATION_MANY_TO_MANY)
    mo_entity_claim (related, relation->other, entity);
  if (!take_back (entity, relation, related))
    postpone (entity, relation, related, FALSE);
}

static gboolean
add (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  if (header->state != MO_ENTITY_PENDING && is_known_to_be (entity, relation, related, TRUE))
    return TRUE;
  if (header->session != NULL && !mo_related_begin (header->session, entity, relation, related))
    return FALSE;
  if (header->session == NULL)
    add_later (entity, relation, related);
  note_change (entity, relation);
  return TRUE;
}

static gboolean
take (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  MoSession *session = mo_entity_get_header (entity)->session;

  if (is_known_to_be (entity, relation, related, FALSE))
    return TRUE;
  if (!mo_related_end (session, entity, relation, related))
    return FALSE;
  if (session == NULL && !take_back (entity, relation, related))
    postpone (entity, relation, related, TRUE);
  note_change (entity, relation);
  return TRUE;
}

/* What is not loaded stays so, unless there is no row yet, and nothing that could be loaded. */
static void
show_added (
    gpointer entity, const MoRelationInfo *relation, gpointer related, gboolean had_children)
{
  MoEntityState state = mo_entity_get_header (entity)->state;

  if (!mo_related_is_loaded (entity, relation->index))
    {
      if (state != MO_ENTITY_TRANSIENT && state != MO_ENTITY_PENDING)
        return;
      mo_related_put_many (entity, relation->index, mo_related_new_array ());
      if (had_children)
        mo_related_show_children (entity, relation);
    }
  mo_related_add_once (entity, relation->index, related);
}

/**
 * mo_entity_add_related:
 * @entity: an instance
 * @offset: of its field that is a relation to many, in bytes from the beginning of the struct
 * @related: an instance of the related model
 *
 * Relates two instances: the foreign key of @related leads to @entity, or a row in between is added
 * that leads to both. It is written by the flush that writes @entity, whose session adds @related
 * where it is new or detached; without one it is the session that @entity comes to. What is related
 * already, as far as that is loaded, stays so. The field has @related at its end, if it is loaded,
 * or if @entity has no row yet. mo_add_related() says it in C.
 *
 * Instances hold what they are related to. Until a session knows them, say a relation on one side:
 * two that hold each other are let go of by a session, and by nobody else.
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
  gboolean had_children;
  gboolean ok;

  if (!mo_entity_expect (entity, "mo_add_related()")
      || !find (entity, offset, related, TRUE, &relation)
      || !check_related (entity, offset, &relation, related))
    return FALSE;
  mo_changes_begin (&changes);
  had_children = mo_entity_get_header (entity)->is_parent;
  ok = add (entity, &relation, related);
  if (ok)
    show_added (entity, &relation, related, had_children);
  mo_changes_end (&changes);
  return ok && mo_entity_mend_fault_about (entity, offset, related);
}

/**
 * mo_entity_remove_related:
 * @entity: an instance
 * @offset: of its field that is a relation to many, in bytes from the beginning of the struct
 * @related: an instance that it is related to
 *
 * Ends a relation: the foreign key of @related is NULL, or the row in between is deleted, by the
 * next flush. @related itself stays. The relation need not be loaded; where it is, ending what is
 * not there does nothing. mo_remove_related() says it in C.
 *
 * Thread: the owner's of both. Errors: as [func@Mo.entity_add_related]; %MO_ERROR_INVALID_ARGUMENT
 * also where the key may not be NULL, and where the relation is not loaded and the row in between
 * has another primary key than the keys of the two, or a version. The flush fails with
 * %MO_ERROR_STALE_OBJECT where that row is not there.
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

  if (!mo_entity_expect (entity, "mo_remove_related()")
      || !find (entity, offset, related, TRUE, &relation)
      || !check_related (entity, offset, &relation, related))
    return FALSE;
  mo_changes_begin (&changes);
  mo_entity_ref (related);
  ok = take (entity, &relation, related);
  if (ok && mo_related_is_loaded (entity, relation.index))
    g_ptr_array_remove (mo_related_get (entity, relation.index), related);
  mo_entity_unref (related);
  mo_changes_end (&changes);
  return ok && mo_entity_mend_fault_about (entity, offset, related);
}

/* --- to one --- */

static gboolean
set_other_side (gpointer entity, const MoRelationInfo *relation, gpointer related)
{
  gpointer old = mo_related_get (entity, relation->index);

  if (old == related && mo_related_is_loaded (entity, relation->index))
    return TRUE;
  if (old != NULL && !take (entity, relation, old))
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

  if (!mo_entity_expect (entity, "mo_set_related()")
      || !find (entity, offset, NULL, FALSE, &relation)
      || (related != NULL && !check_related (entity, offset, &relation, related)))
    return FALSE;
  if (relation.kind == MO_RELATION_BELONGS_TO)
    return mo_entity_set_reference (entity, relation.owner->columns[relation.own].offset, related)
           && mo_entity_mend_fault (entity, offset);
  mo_changes_begin (&changes);
  ok = set_other_side (entity, &relation, related);
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
