/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the outcome of a statement to the instances: always on the owner, always in order. */

#include <matrixone-glib/mo-error.h>

#include "future/mo-future-private.h"
#include "orm/mo-changes-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-session-private.h"

MoOperation *
mo_operation_new (MoSession *session)
{
  MoOperation *self = g_new0 (MoOperation, 1);

  self->session = g_object_ref (session);
  self->number = ++session->n_operations;
  return self;
}

void
mo_reading_clear (MoReading *self)
{
  g_clear_pointer (&self->refreshed, mo_entity_unref);
  g_clear_pointer (&self->merged, mo_entity_unref);
}

static void
operation_free (gpointer data)
{
  MoOperation *self = data;

  g_clear_pointer (&self->raw, mo_future_unref);
  g_clear_pointer (&self->flush, mo_flush_unref);
  g_clear_pointer (&self->select, mo_select_unref);
  g_clear_pointer (&self->load, mo_eager_unref);
  mo_reading_clear (&self->reading);
  g_clear_pointer (&self->instead, mo_result_unref);
  g_clear_error (&self->error);
  g_object_unref (self->session);
  g_free (self);
}

/* --- a query --- */

static void
keep_loaded (gpointer entity, gpointer session)
{
  mo_session_keep (session, entity, MO_ENTITY_PERSISTENT);
}

/* (transfer full): for messages. */
static char *
name_query (MoSelect *select)
{
  guint n_entities;
  const MoSelectEntity *entities = mo_select_get_entities (select, &n_entities);

  return n_entities > 0 ? g_strdup_printf ("the query of %s", entities[0].model->table)
                        : g_strdup ("the query");
}

static void
hydrate (MoOperation *self, MoResult *result)
{
  MoSession *session = self->session;

  if (self->number > session->n_closed)
    mo_hydrate (result, self->select, self->number, session->map, keep_loaded, session,
                &self->error);
  else /* the session was closed since, and lets go of these, too */
    mo_hydrate_detached (result, self->select, &self->error);
  if (self->error == NULL && mo_select_has_joined (self->select))
    mo_eager_apply_joined (result, self->select, self->number);
}

/* @result: of the query; NULL: there is none. */
static void
apply_load (MoOperation *self, MoResult *result)
{
  MoSession *session = self->session;
  const MoEagerTarget target = { self->number, session->map, keep_loaded, session, session };

  if (mo_future_peek_status (self->raw) == MO_FUTURE_RESOLVED && self->error == NULL
      && self->number > session->n_closed)
    mo_eager_apply (self->load, result, &target, &self->error);
}

static gboolean
check_cardinality (MoOperation *self, guint n_rows, GError **error)
{
  gboolean wants_one = self->reading.cardinality == MO_CARDINALITY_ONE
                       || self->reading.cardinality == MO_CARDINALITY_SCALAR;
  g_autofree char *name = name_query (self->select);

  if (n_rows == 0 && wants_one)
    g_set_error (error, MO_ERROR, MO_ERROR_NO_ROWS,
                 "one row was asked for, and %s found none: ask with mo_session_one_or_none() or "
                 "mo_session_first() where there may be none",
                 name);
  else if (n_rows > 1
           && (self->reading.cardinality == MO_CARDINALITY_ONE
               || self->reading.cardinality == MO_CARDINALITY_ONE_OR_NONE))
    g_set_error (error, MO_ERROR, MO_ERROR_TOO_MANY_ROWS,
                 "one row was asked for, and %s found more: ask with mo_session_first() where the "
                 "first will do",
                 name);
  else
    return TRUE;
  return FALSE;
}

static void
apply_select (MoOperation *self)
{
  MoResult *result;

  if (mo_future_peek_status (self->raw) != MO_FUTURE_RESOLVED)
    return; /* its error passes by */
  result = g_value_get_boxed (mo_future_get_value (self->raw, NULL));
  if (!mo_select_repeats_instances (self->select)
      && !check_cardinality (self, mo_result_get_n_rows (result), &self->error))
    return;
  if (self->reading.refreshed != NULL
      && (!mo_session_apply_refresh (self, result, &self->error) || self->instead != NULL))
    return;
  hydrate (self, result);
  if (self->error == NULL && mo_hydrated_repeats (result))
    check_cardinality (self, mo_hydrated_count_first (result), &self->error);
  if (self->load != NULL)
    apply_load (self, result);
  if (self->error == NULL && self->reading.merged != NULL)
    self->instead = mo_session_apply_merge (self, result, &self->error);
}

/* --- a flush --- */

/* It may have left the session meanwhile. */
static void
note_written (gpointer entity, gpointer data)
{
  MoSession *session = data;
  const MoEntityHeader *header = mo_entity_get_header (entity);

  if (header->session != session)
    return;
  if (header->state == MO_ENTITY_DELETED)
    mo_identity_map_remove (session->map, entity);
  else
    mo_identity_map_insert (session->map, header->model, entity);
  if (session->between != NULL)
    mo_between_file (session->between, entity);
}

static void
apply_flush (MoOperation *self)
{
  MoSession *session = self->session;

  if (mo_future_peek_status (self->raw) == MO_FUTURE_RESOLVED)
    {
      mo_flush_write_back (self->flush, note_written, session);
      return;
    }
  for (guint i = 0; i < self->n_written; i++)
    g_array_index (session->written, MoWritten, self->first_written + i).is_void = TRUE;
  if (session->broken == NULL)
    session->broken = g_error_copy (mo_future_peek_source (self->raw)->outcome.error);
}

/* --- all --- */

/* What was flushed before may have failed: then the commit has, too. */
static void
expire_all (MoSession *self, GError **error)
{
  if (self->broken != NULL)
    g_propagate_error (error, g_error_copy (self->broken));
  else
    mo_session_expire_all (self);
}

static void
apply_parts (MoOperation *self)
{
  if (self->flush != NULL)
    apply_flush (self);
  if (self->select != NULL)
    apply_select (self);
  else if (self->load != NULL)
    apply_load (self, NULL);
  if (mo_future_peek_status (self->raw) != MO_FUTURE_RESOLVED)
    return;
  if (self->stale != NULL)
    mo_session_expire_model (self->session, self->stale);
  if (self->expires)
    expire_all (self->session, &self->error);
}

/* Records tell what has changed in them at the end, when all of it is in its place. */
static void
apply (MoOperation *self)
{
  MoChanges changes;

  if (self->is_applied)
    return;
  self->is_applied = TRUE;
  g_queue_remove (&self->session->operations, self);
  mo_changes_begin (&changes);
  apply_parts (self);
  mo_changes_end (&changes);
}

void
mo_session_apply (MoSession *self)
{
  MoOperation *first;

  while ((first = g_queue_peek_head (&self->operations)) != NULL
         && mo_future_peek_status (first->raw) != MO_FUTURE_PENDING)
    apply (first);
}

/* The worker settles in order; only what was cancelled in the queue comes before its turn. */
static MoFuture *
operation_settled (MoFuture *raw, gpointer data)
{
  MoOperation *self = data;

  mo_session_apply (self->session);
  apply (self);
  if (self->error != NULL)
    return mo_future_new_for_error (g_error_copy (self->error));
  return self->instead != NULL ? mo_session_new_found (mo_result_ref (self->instead)) : NULL;
}

MoFuture *
mo_operation_submit (MoOperation *self, MoFuture *raw)
{
  MoSession *session = self->session;

  self->raw = mo_future_ref (raw);
  g_queue_push_tail (&session->operations, self);
  return mo_future_continue_on (raw, mo_owner_get_scheduler (session->owner), operation_settled,
                                self, operation_free);
}
