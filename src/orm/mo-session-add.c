/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How instances come into a session. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

void
mo_session_keep (MoSession *self, gpointer entity, MoEntityState state)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  self->has_relations |= header->model->n_relations > 0;
  header->session = self;
  header->state = state;
  header->link.data = mo_entity_ref (entity);
  g_queue_push_tail_link (&self->entities, &header->link);
}

gboolean
mo_session_check_stranger (MoSession *self, gpointer entity, GError **error)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);

  if ((header->session == NULL || header->session == self)
      && (header->writer == NULL || header->writer == self))
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "the instance of %s belongs to another session, whose transaction has not ended",
               mo_model_get_name (header->model));
  return FALSE;
}

static gboolean
attach_again (MoSession *self, gpointer entity, GError **error)
{
  const MoModel *model = mo_entity_get_model (entity);

  if (mo_identity_map_lookup (self->map, model, entity) != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the session has another instance of that row of %s: work with that one",
                   mo_model_get_table (model));
      return FALSE;
    }
  mo_session_keep (self, entity, MO_ENTITY_PERSISTENT);
  mo_identity_map_insert (self->map, model, entity);
  return TRUE;
}

/* One that was to be deleted is not. */
static gboolean
stay (MoSession *self, gpointer entity, GError **error)
{
  MoEntityHeader *header = mo_entity_get_header (entity);

  header->deleting = FALSE;
  if (header->state != MO_ENTITY_DELETED)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "the session has deleted the row of this instance of %s: add another instance",
               mo_model_get_name (header->model));
  return FALSE;
}

/* As it is now, for the next run of the body. */
static void
remember (MoSession *self, gpointer entity)
{
  MoEntityMemento memento;

  if (self->mementos == NULL)
    return;
  mo_entity_memento_init (&memento, entity);
  g_array_append_val (self->mementos, memento);
}

/* What it is related to comes with it, and so on: each is put at the end of the queue. */
static void
bring_related (MoSession *self, gpointer entity)
{
  mo_related_show_links (entity);
  if (self->resolves || !mo_related_is_to_resolve (entity))
    return;
  self->resolves = TRUE;
  for (GList *l = &mo_entity_get_header (entity)->link; l != NULL; l = l->next)
    if (mo_related_is_to_resolve (l->data))
      mo_related_resolve (self, l->data);
  self->resolves = FALSE;
  self->has_resolved = TRUE;
}

static gboolean
attach (MoSession *self, gpointer entity, GError **error)
{
  MoEntityHeader *header;

  if (!mo_session_enter (self, error) || !mo_entity_check (entity, error)
      || !mo_model_check (mo_entity_get_model (entity), error))
    return FALSE;
  header = mo_entity_get_header (entity);
  if (header->session == self)
    return stay (self, entity, error);
  if (!mo_session_check_stranger (self, entity, error))
    return FALSE;
  remember (self, entity);
  self->has_changed = TRUE; /* of what it may lead to */
  header->expired = FALSE;
  if (header->state != MO_ENTITY_DETACHED)
    mo_session_keep (self, entity, MO_ENTITY_PENDING);
  else if (!attach_again (self, entity, error))
    return FALSE;
  bring_related (self, entity);
  return TRUE;
}

/* Handlers of what comes with it hear of that when all of it is there. */
gboolean
mo_session_attach (MoSession *self, gpointer entity, GError **error)
{
  MoChanges changes;
  gboolean ok;

  mo_changes_begin (&changes);
  ok = attach (self, entity, error);
  mo_changes_end (&changes);
  return ok;
}

/* The unit of work lacks something from here on: the next flush says so. */
void
mo_session_refuse (MoSession *self, const GError *error)
{
  mo_mutex_lock (&self->lock);
  if (self->refused == NULL)
    self->refused = g_error_copy (error);
  mo_mutex_unlock (&self->lock);
}

gboolean
mo_session_report (MoSession *self, const GError *error)
{
  if (MO_IS_SESSION (self))
    mo_session_refuse (self, error);
  else
    g_critical ("%s", error->message);
  return FALSE;
}

/**
 * mo_session_add:
 * @self: a session
 * @entity: an instance of mo_new()
 *
 * Adds an instance, and refers to it: a new one is inserted by the next flush, one with a row, of
 * a transaction that has ended, is watched for changes again. Adding twice does nothing; one that
 * [method@Mo.Session.delete] was given, and no flush has deleted yet, is not deleted. Those that
 * @entity refers to with mo_set_reference() are added with it by the flush.
 *
 * Where the body of the transaction may be run again, as
 * [method@Mo.TransactionOptions.set_max_attempts] says, a rollback puts the columns of @entity back
 * to what they are now.
 *
 * Thread: the owner's; never blocks. Errors: what is refused makes the next flush, and the commit,
 * fail with the reason, so the outcome need not be looked at.
 *
 * Returns: %TRUE if @entity is in the session
 * Since: 0.1
 */
gboolean
mo_session_add (MoSession *self, gpointer entity)
{
  g_autoptr (GError) error = NULL;

  return mo_session_attach (self, entity, &error) || mo_session_report (self, error);
}

/**
 * mo_session_take:
 * @self: a session
 * @entity: (transfer full): an instance of mo_new(); consumed in any case
 *
 * [method@Mo.Session.add] that takes over the caller's reference.
 *
 * Thread: the owner's; never blocks. Errors: as there.
 *
 * Returns: %TRUE if @entity is in the session
 * Since: 0.1
 */
gboolean
mo_session_take (MoSession *self, gpointer entity)
{
  gboolean added = mo_session_add (self, entity);

  if (entity != NULL)
    mo_entity_unref (entity);
  return added;
}

/**
 * mo_session_add_all:
 * @self: a session
 * @entities: (array length=n_entities): instances of mo_new()
 * @n_entities: how many
 *
 * [method@Mo.Session.add] for each.
 *
 * Thread: the owner's; never blocks. Errors: as there.
 *
 * Returns: %TRUE if all are in the session
 * Since: 0.1
 */
gboolean
mo_session_add_all (MoSession *self, gpointer *entities, gsize n_entities)
{
  gboolean all = TRUE;

  for (gsize i = 0; i < n_entities; i++)
    all = mo_session_add (self, entities != NULL ? entities[i] : NULL) && all;
  return all;
}

/**
 * mo_session_contains:
 * @self: a session
 * @entity: an instance
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if @entity is in the session
 * Since: 0.1
 */
gboolean
mo_session_contains (MoSession *self, gconstpointer entity)
{
  return mo_entity_check (entity, NULL) && mo_entity_get_header (entity)->session == self;
}
