/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single rows by their keys: got, read again, or given the values of an instance from elsewhere. */

#include <matrixone-glib/mo-error.h>

#include "future/mo-future-private.h"
#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-hydrate-private.h"
#include "orm/mo-related-private.h"
#include "orm/mo-session-private.h"

MoFuture *
mo_session_new_found (MoResult *result)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, MO_TYPE_RESULT);
  g_value_take_boxed (&value, result);
  return mo_future_new_for_value (&value);
}

/* --- by key --- */

MoFuture *
mo_session_read_row (MoSession *self, gpointer entity, const MoReading *reading)
{
  const MoModel *model = mo_entity_get_model (entity);
  MoSelect *select = mo_select_new (&model, 1);

  for (guint i = 0; i < model->n_keys; i++)
    {
      const MoColumn *key = &model->columns[model->keys[i]];

      select = mo_where (select, mo_expr_compare (MO_COMPARE_EQ,
                                                  mo_model_column (model, NULL, key->offset),
                                                  mo_expr_value (mo_field_get (key, entity))));
    }
  return mo_session_read (self, select, reading);
}

/* (transfer full): an instance with that key alone. */
static gpointer
new_probe (const MoModel *model, const MoValue *keys, gsize n_keys, GError **error)
{
  g_autoptr (GError) why = NULL;
  gpointer probe;

  if (!mo_model_check (model, error))
    return NULL;
  if (keys == NULL || n_keys != model->n_keys)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "an instance of %s is got by its key of %u column%s, and %" G_GSIZE_FORMAT
                   " value%s given",
                   model->name, model->n_keys, model->n_keys == 1 ? "" : "s",
                   keys != NULL ? n_keys : 0, keys != NULL && n_keys == 1 ? " was" : "s were");
      return NULL;
    }
  probe = mo_entity_new (model, NULL);
  for (guint i = 0; i < model->n_keys; i++)
    if (!mo_field_set (&model->columns[model->keys[i]], probe, &keys[i], &why))
      {
        g_propagate_prefixed_error (error, g_steal_pointer (&why),
                                    "cannot get an instance of %s: ", model->name);
        mo_entity_unref (probe);
        return NULL;
      }
  return probe;
}

/* Nobody may have told the session yet that its transaction is gone, and what it knows with it. */
static gboolean
is_abandoned (MoSession *self)
{
  g_autoptr (MoExecutor) tx = self->alone == NULL ? g_weak_ref_get (&self->tx) : NULL;

  return self->alone == NULL && tx == NULL;
}

/* What is known of the row without asking; NULL: it has to be read. */
static MoFuture *
find_known (MoSession *self, gpointer probe)
{
  const MoModel *model = mo_entity_get_model (probe);
  gpointer known = mo_identity_map_lookup (self->map, model, probe);

  if (known == NULL || mo_entity_get_header (known)->expired || is_abandoned (self))
    return NULL;
  return mo_session_new_found (mo_hydrate_known (
      model, mo_entity_get_header (known)->state == MO_ENTITY_DELETED ? NULL : known));
}

/**
 * mo_session_get_by_key:
 * @self: a session
 * @model: a model
 * @keys: (array length=n_keys): a value for each column of its primary key, in their order
 * @n_keys: how many
 *
 * The instance of a row by its key: the one that the session has, without asking the server; else,
 * and where it is expired, it is read. mo_session_get() says it in C.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute]; too few or too many
 * @keys are %MO_ERROR_INVALID_ARGUMENT.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row or none; see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_session_get_by_key (MoSession *self, const MoModel *model, const MoValue *keys, gsize n_keys)
{
  const MoReading reading = { .cardinality = MO_CARDINALITY_ONE_OR_NONE };
  GError *error = NULL;
  gpointer probe;
  MoFuture *future;

  if (!mo_session_enter (self, &error)
      || (probe = new_probe (model, keys, n_keys, &error)) == NULL)
    return mo_future_new_for_error (error);
  future = find_known (self, probe);
  if (future == NULL)
    future = mo_session_read_row (self, probe, &reading);
  mo_entity_unref (probe);
  return future;
}

/* --- again --- */

static gboolean
check_refreshable (MoSession *self, gpointer entity, GError **error)
{
  const MoEntityHeader *header;
  const char *why = NULL;

  if (!mo_session_enter (self, error) || !mo_entity_check (entity, error))
    return FALSE;
  header = mo_entity_get_header (entity);
  if (header->session != self)
    why = "is not in this session: add it";
  else if (header->state != MO_ENTITY_PERSISTENT)
    why = "has no row: flush it first";
  else if (header->key_cell != NULL)
    why = "has no key yet: wait for the flush that inserts it";
  if (why == NULL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "cannot read again: the instance of %s %s", header->model->name, why);
  return FALSE;
}

/**
 * mo_session_refresh:
 * @self: a session
 * @entity: an instance of the session with a row
 *
 * Reads the row of an instance again, and overwrites all its columns, those that were changed and
 * not flushed too. What a flush that was called after this has written stays, and so does an
 * instance that has left the session meanwhile; it is what the future has, all the same.
 *
 * Thread: the owner's; never blocks. Errors: as [method@Mo.Session.execute];
 * %MO_ERROR_STALE_OBJECT where the row is not there any more; %MO_ERROR_INVALID_ARGUMENT for an
 * instance that is not in the session, or has no row.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row; see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_session_refresh (MoSession *self, gpointer entity)
{
  MoReading reading = { .cardinality = MO_CARDINALITY_ONE_OR_NONE };
  GError *error = NULL;

  if (!check_refreshable (self, entity, &error))
    return mo_future_new_for_error (error);
  reading.refreshed = mo_entity_ref (entity);
  return mo_session_read_row (self, entity, &reading);
}

static gboolean
overwrite (gpointer entity, MoResult *result, GError **error)
{
  const MoModel *model = mo_entity_get_model (entity);

  for (guint i = 0; i < model->n_columns; i++)
    {
      MoValue cell = mo_result_get_value (result, 0, i);

      mo_entity_remove_link (entity, i);
      if (!mo_entity_load (entity, i, &cell, error))
        {
          g_prefix_error (error, "the row of %s cannot be read: ", model->table);
          return FALSE;
        }
      mo_entity_mend_fault (entity, model->columns[i].offset);
    }
  mo_related_forget_all (entity);
  mo_entity_commit_fields (entity);
  mo_entity_get_header (entity)->expired = FALSE;
  return TRUE;
}

/* What it stays as it is for has come since. */
static gboolean
is_overtaken (const MoOperation *operation)
{
  const MoEntityHeader *header = mo_entity_get_header (operation->reading.refreshed);

  return header->session != operation->session || header->written > operation->number;
}

gboolean
mo_session_apply_refresh (MoOperation *operation, MoResult *result, GError **error)
{
  gpointer entity = operation->reading.refreshed;
  const MoEntityHeader *header = mo_entity_get_header (entity);

  if (is_overtaken (operation))
    {
      operation->instead = mo_hydrate_known (header->model, entity);
      return TRUE;
    }
  if (mo_result_get_n_rows (result) == 0 || header->state == MO_ENTITY_DELETED)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT,
                   "the row of %s that was to be read again is not there any more: expunge the "
                   "instance",
                   header->model->table);
      return FALSE;
    }
  return overwrite (entity, result, error);
}

/* --- from elsewhere --- */

static gboolean
has_key (gpointer entity)
{
  const MoModel *model = mo_entity_get_model (entity);

  for (guint i = 0; i < model->n_keys; i++)
    if (mo_field_is_unset (&model->columns[model->keys[i]], entity))
      return FALSE;
  return TRUE;
}

/* Its own links, too, but for the key. */
static gboolean
copy_values (gpointer to, gpointer from, GError **error)
{
  const MoModel *model = mo_entity_get_model (to);

  for (guint i = 0; i < model->n_columns; i++)
    {
      const MoColumn *column = &model->columns[i];

      if ((column->flags & (MO_PRIMARY_KEY | MO_VERSION)) == 0
          && !mo_entity_set_value (to, column->offset, mo_field_get (column, from)))
        {
          g_propagate_error (error, g_error_copy (mo_entity_get_fault (to)));
          return FALSE;
        }
    }
  return TRUE;
}

/* One that was read with another version than the row has is as stale as if it were flushed. */
static gboolean
check_version (gpointer known, gpointer merged, GError **error)
{
  const MoModel *model = mo_entity_get_model (known);
  const MoColumn *column;

  if (model->version < 0)
    return TRUE;
  column = &model->columns[model->version];
  if (mo_field_is_unset (column, merged) || mo_field_equal (column, known, merged))
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT,
               "the instance of %s that is merged has another %s than its row: read it again",
               model->name, column->name);
  return FALSE;
}

/* (transfer full); @is_closed: the session was, since it was asked. */
static MoResult *
merge_into (
    MoSession *self, gpointer known, gpointer merged, gboolean is_closed, GError **error)
{
  const MoModel *model = mo_entity_get_model (merged);

  if (known == NULL)
    return is_closed || mo_session_attach (self, merged, error) ? mo_hydrate_known (model, merged)
                                                                : NULL;
  if (mo_entity_get_header (known)->state == MO_ENTITY_DELETED)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "cannot merge an instance of %s: the session has deleted its row", model->name);
      return NULL;
    }
  if (!check_version (known, merged, error) || !copy_values (known, merged, error))
    return NULL;
  mo_entity_get_header (known)->deleting = FALSE;
  return mo_hydrate_known (model, known);
}

MoResult *
mo_session_apply_merge (MoOperation *operation, MoResult *result, GError **error)
{
  MoSession *session = operation->session;

  return merge_into (session, mo_hydrated_get_first (result, 0), operation->reading.merged,
                     operation->number <= session->n_closed, error);
}

/* Handlers may let go of it, and see it when all its values are there. */
static MoResult *
merge_at_once (MoSession *self, gpointer known, gpointer copy, GError **error)
{
  MoChanges changes;
  MoResult *merged;

  mo_changes_begin (&changes);
  merged = merge_into (self, known, copy, FALSE, error);
  mo_changes_end (&changes);
  return merged;
}

/* What the session has by then; NULL: it has to be read. */
static MoFuture *
merge_known (MoSession *self, gpointer copy)
{
  gpointer known = has_key (copy)
                       ? mo_identity_map_lookup (self->map, mo_entity_get_model (copy), copy)
                       : NULL;
  GError *error = NULL;
  MoResult *merged;

  if (has_key (copy) && (known == NULL || mo_entity_get_header (known)->expired))
    return NULL;
  merged = merge_at_once (self, known, copy, &error);
  return merged != NULL ? mo_session_new_found (merged) : mo_future_new_for_error (error);
}

/**
 * mo_session_merge:
 * @self: a session
 * @entity: an instance of any session, or of none
 *
 * Gives the session's own instance of a row the values of another instance, as they are now: of one
 * that was changed after its session had ended, or that was filled from elsewhere. The row is read
 * if the session does not have it; where there is none, or @entity has no key, a copy of @entity is
 * added. An instance that [method@Mo.Session.delete] was given, and no flush has deleted yet, is
 * not deleted then; where it has to be read, what is read is what a flush has left. @entity itself
 * stays as it is. A foreign key is taken as its value: references that were made by
 * mo_set_reference() and not flushed are not.
 *
 * Thread: the owner's, and that of @entity; never blocks. Errors: as [method@Mo.Session.execute];
 * %MO_ERROR_STALE_OBJECT where @entity has another version than the row.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] of one row, the session's instance;
 *   see [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_session_merge (MoSession *self, gpointer entity)
{
  MoReading reading = { .cardinality = MO_CARDINALITY_ONE_OR_NONE };
  GError *error = NULL;
  MoFuture *future;
  gpointer copy;

  if (!mo_session_enter (self, &error) || !mo_entity_check (entity, &error)
      || !mo_model_check (mo_entity_get_model (entity), &error))
    return mo_future_new_for_error (error);
  if (mo_entity_get_header (entity)->session == self)
    return mo_session_new_found (mo_hydrate_known (mo_entity_get_model (entity), entity));
  copy = mo_entity_new (mo_entity_get_model (entity), entity);
  future = merge_known (self, copy);
  if (future == NULL)
    {
      reading.merged = mo_entity_ref (copy);
      future = mo_session_read_row (self, copy, &reading);
    }
  mo_entity_unref (copy);
  return future;
}
