/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* INSERT … ON DUPLICATE KEY UPDATE of many instances, split as a flush splits its statements. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-upsert.h>

#include "client/mo-executor-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-flush-entry-private.h"
#include "orm/mo-flush-program-private.h"
#include "orm/mo-session-private.h"
#include "value/mo-value-private.h"

#undef mo_execute_upsert

typedef struct
{
  const MoModel *model;
  const gpointer *instances;
  gsize n_instances;
  const gsize *offsets;
  gsize n_offsets;
  MoFlushProgram *program; /* owned */
  MoFlushBatch *batches[2]; /* the program's: without, and with a key that the server gives */
  MoValue now;
} MoUpsert;

static gboolean G_GNUC_PRINTF (3, 4)
refuse (const MoUpsert *self, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "cannot upsert instances of %s: %s",
               self->model->name, why);
  return FALSE;
}

/* --- what is given --- */

static gboolean
check_instance (const MoUpsert *self, gsize index, GError **error)
{
  gpointer instance = self->instances[index];
  const GError *fault;

  if (!mo_entity_check (instance, error))
    return FALSE;
  if (mo_entity_get_model (instance) != self->model)
    return refuse (self, error, "instance %" G_GSIZE_FORMAT " is one of %s: one call is for one "
                                "model", index + 1, mo_entity_get_model (instance)->name);
  fault = mo_entity_get_fault (instance);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (fault));
  return FALSE;
}

static gboolean
check_instances (MoUpsert *self, GError **error)
{
  if (self->instances == NULL || self->n_instances == 0)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                           "mo_execute_upsert() was given no instances");
      return FALSE;
    }
  if (!mo_entity_check (self->instances[0], error))
    return FALSE;
  self->model = mo_entity_get_model (self->instances[0]);
  for (gsize i = 0; i < self->n_instances; i++)
    if (!check_instance (self, i, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_field (const MoUpsert *self, gsize offset, gint column, GError **error)
{
  if (column < 0)
    return refuse (self, error, "the field at byte %" G_GSIZE_FORMAT " is no column", offset);
  if (column == self->model->version)
    return refuse (self, error, "column %s counts by itself: leave it out",
                   self->model->columns[column].name);
  return (self->model->columns[column].flags & MO_PRIMARY_KEY) == 0
         || refuse (self, error, "field %s is the key, which tells the rows apart",
                    self->model->columns[column].name);
}

/* (transfer full): the clause behind the rows; NULL: a field that cannot be updated. */
static char *
make_clause (const MoUpsert *self, GError **error)
{
  g_autoptr (GString) clause = g_string_new (" ON DUPLICATE KEY UPDATE ");
  char **names = self->model->names.columns;

  if (self->offsets == NULL || self->n_offsets == 0)
    {
      refuse (self, error, "say which fields are updated: MO_FIELDS()");
      return NULL;
    }
  for (gsize i = 0; i < self->n_offsets; i++)
    {
      gint column = mo_model_find_offset (self->model, self->offsets[i]);

      if (!check_field (self, self->offsets[i], column, error))
        return NULL;
      g_string_append_printf (clause, "%s%s = VALUES(%s)", i > 0 ? ", " : "",
                              names[column], names[column]);
    }
  if (self->model->version >= 0)
    g_string_append_printf (clause, ", %s = %s + 1", names[self->model->version],
                            names[self->model->version]);
  return g_string_free (g_steal_pointer (&clause), FALSE);
}

/* --- rows --- */

/* A foreign key that follows another instance has its key, once that is known. */
static gboolean
find_value (const MoUpsert *self, gpointer instance, guint column, MoValue *out, GError **error)
{
  const MoColumn *field = &self->model->columns[column];
  const MoEntityLink *link = mo_entity_find_link (instance, column);

  if (link != NULL)
    {
      const MoModel *parent = mo_entity_get_model (link->parent);
      const MoColumn *key
          = &parent->columns[mo_model_find_offset (parent, field->references.offset)];

      if (mo_field_is_unset (key, link->parent))
        return refuse (self, error, "column %s refers to an instance of %s that has no %s yet",
                       field->name, parent->name, key->name);
      *out = mo_field_get (key, link->parent);
      return TRUE;
    }
  *out = mo_field_get (field, instance);
  if ((field->flags & MO_DEFAULT_NOW) && mo_field_is_unset (field, instance))
    *out = self->now;
  if ((gint) column == self->model->version && mo_field_is_unset (field, instance))
    {
      *out = mo_flush_make_key_type (field);
      out->as.uint64 = 1;
    }
  return TRUE;
}

static gboolean
check_value (const MoUpsert *self,
             gconstpointer instance,
             guint column,
             const MoValue *value,
             GError **error)
{
  const MoColumn *field = &self->model->columns[column];
  g_autofree char *place = NULL;

  if (!mo_entity_validate (instance, field, value, error))
    {
      g_prefix_error (error, "cannot upsert instances of %s: ", self->model->name);
      return FALSE;
    }

  if (mo_value_is_null (value) && !mo_column_is_nullable (field))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT,
                   "cannot upsert instances of %s: column %s is NULL, and cannot be",
                   self->model->name, field->name);
      return FALSE;
    }
  if (mo_value_check (value, "", NULL))
    return TRUE;
  place = g_strdup_printf ("cannot upsert instances of %s: column %s", self->model->name,
                           field->name);
  return mo_value_check (value, place, error);
}

static gboolean
add_row (MoUpsert *self, gpointer instance, GError **error)
{
  gint generated = self->model->auto_increment;
  gboolean gives_key
      = generated >= 0 && mo_field_is_unset (&self->model->columns[generated], instance);
  MoFlushBatch *batch = self->batches[gives_key ? 1 : 0];
  MoFlushRow *row = mo_flush_row_new (batch->n_columns, 0);

  g_ptr_array_add (self->program->rows, row);
  for (guint i = 0; i < batch->n_columns; i++)
    {
      MoFlushValue value = { mo_value_null (), NULL };

      if (!find_value (self, instance, batch->columns[i], &value.value, error)
          || !check_value (self, instance, batch->columns[i], &value.value, error))
        return FALSE;
      mo_flush_row_set (row, i, &value, &self->program->arena);
    }
  mo_flush_batch_add (batch, row);
  return TRUE;
}

/* One for rows that have a key, and one for those whose key the server gives. */
static void
add_batches (MoUpsert *self, const char *clause)
{
  g_autofree guint *columns = g_new (guint, self->model->n_columns);

  for (guint gives_key = 0; gives_key < 2; gives_key++)
    {
      guint n_columns = 0;

      for (guint i = 0; i < self->model->n_columns; i++)
        if (!gives_key || (gint) i != self->model->auto_increment)
          columns[n_columns++] = i;
      self->batches[gives_key]
          = mo_flush_batch_new (&mo_flush_insert_class, self->model, columns, n_columns);
      self->batches[gives_key]->on_duplicate = g_strdup (clause);
      g_ptr_array_add (self->program->batches, self->batches[gives_key]);
    }
}

static void
drop_empty (GPtrArray *batches)
{
  for (guint i = batches->len; i-- > 0;)
    if (((MoFlushBatch *) g_ptr_array_index (batches, i))->rows->len == 0)
      g_ptr_array_remove_index (batches, i);
}

static gboolean
fill (MoUpsert *self, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *clause = NULL;

  self->now = mo_value_from_date_time (now);
  if (!mo_model_check (self->model, error))
    return FALSE;
  clause = make_clause (self, error);
  if (clause == NULL)
    return FALSE;
  add_batches (self, clause);
  for (gsize i = 0; i < self->n_instances; i++)
    if (!add_row (self, self->instances[i], error))
      return FALSE;
  drop_empty (self->program->batches);
  mo_flush_program_estimate (self->program);
  return TRUE;
}

/* Consumes the program. A session that runs it knows rows that are other ones then. */
static MoFuture *
run (MoExecutor *executor, const MoUpsert *upsert)
{
  gboolean is_known = MO_IS_SESSION (executor)
                      && mo_session_check_owner (MO_SESSION (executor), NULL);
  MoFuture *written = mo_executor_run (executor, &upsert->program->parent);
  MoOperation *operation;

  if (!is_known)
    return written;
  operation = mo_operation_new (MO_SESSION (executor));
  operation->stale = upsert->model;
  return mo_operation_submit (operation, written);
}

/**
 * mo_execute_upsert:
 * @executor: a client, a transaction, or a session
 * @instances: (array length=n_instances): instances of one model, whose values are copied before
 *   this returns
 * @n_instances: how many
 * @offsets: (array length=n_offsets): the fields that are updated where there is a row already, in
 *   bytes from the beginning of the struct; MO_FIELDS() says it in C
 * @n_offsets: how many
 *
 * Inserts a row for each instance, or, where one with its key, or with another of its unique
 * values, is there already, updates the given fields of that. Few statements do it, however many
 * rows there are: above 8,192 rows, or what goes into a packet, another one begins. On a client
 * each of them takes effect by itself; in a transaction one that fails has the commit refused.
 *
 * The instances stay as they are, whatever session they are in: a key that the server gives is not
 * in them. %MO_DEFAULT_NOW, and the first version, are filled in what is written only; the version
 * of a row that is there counts on. A row that was deleted since it was read is inserted again.
 * MatrixOne finds a row by its key only, so that another unique value which is there is
 * %MO_ERROR_DUPLICATE_KEY; and it refuses to update a unique field.
 *
 * Run on a session, once it has succeeded, every instance of the model that the session knows is
 * read anew by the next query that finds its row, but for what was changed in it and not flushed.
 *
 * Thread: the owner's of the instances; never blocks. Errors: the server's;
 * %MO_ERROR_INVALID_ARGUMENT (no instances, or of several models; no field, one that is no column
 * or the key; a reference without a key), %MO_ERROR_CONSTRAINT (NULL where it cannot be), what the
 * validators say, what mo_set() refused.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_execute_upsert (MoExecutor *executor,
                   const gpointer *instances,
                   gsize n_instances,
                   const gsize *offsets,
                   gsize n_offsets)
{
  MoUpsert self = { .instances = instances,
                    .n_instances = n_instances,
                    .offsets = offsets,
                    .n_offsets = n_offsets };
  GError *error = NULL;

  if (!check_instances (&self, &error))
    return mo_executor_refuse (executor, error);
  self.program = mo_flush_program_new ();
  if (fill (&self, &error))
    return run (executor, &self);
  mo_program_unref (&self.program->parent);
  return mo_executor_refuse (executor, error);
}
