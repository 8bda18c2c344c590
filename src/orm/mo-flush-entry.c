/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushEntry: which columns of an instance are to be written, with which values. */

#include "orm/mo-flush-entry-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "value/mo-value-private.h"

/* Keys that follow keys that follow keys: more can only be a circle. */
#define DEEPEST_LINK 64

static gboolean G_GNUC_PRINTF (4, 5)
refuse (const MoFlushEntry *self, MoError code, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, (gint) code, "cannot %s an instance of %s: %s",
               self->is_insert ? "insert" : "update", self->model->name, why);
  return FALSE;
}

/* --- which columns --- */

static gboolean
is_key (const MoModel *model, guint column)
{
  return (model->columns[column].flags & MO_PRIMARY_KEY) != 0;
}

static void
find_columns_of_insert (MoFlushEntry *self)
{
  gint key = self->model->auto_increment;

  if (key >= 0 && mo_entity_find_link (self->entity, (guint) key) == NULL
      && mo_field_is_unset (&self->model->columns[key], self->entity))
    self->cell = mo_key_cell_new ();
  for (guint i = 0; i < self->model->n_columns; i++)
    if (self->cell == NULL || (gint) i != key)
      self->columns[self->n_columns++] = i;
}

/* Where nothing is known of the row, its key cannot be seen to have changed. */
static gboolean
check_key_unchanged (const MoFlushEntry *self, guint column, GError **error)
{
  const MoColumn *key = &self->model->columns[column];
  g_autofree char *text = NULL;
  MoValue value;

  if (mo_entity_get_header (self->entity)->committed == NULL
      || !mo_entity_is_changed (self->entity, column))
    return TRUE;
  value = mo_field_get (key, self->entity);
  text = mo_value_to_string (&value);
  return refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                 "its primary key %s was changed to %s: delete it and add another, or set the key "
                 "back",
                 key->name, text);
}

static gboolean
find_columns_of_update (MoFlushEntry *self, GError **error)
{
  for (guint i = 0; i < self->model->n_columns; i++)
    {
      if (!is_key (self->model, i))
        {
          if (mo_entity_is_changed (self->entity, i))
            self->columns[self->n_columns++] = i;
        }
      else if (!check_key_unchanged (self, i, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
mo_flush_entry_new (gpointer entity, MoFlushEntry **entry, GError **error)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  g_autoptr (MoFlushEntry) self = NULL;

  *entry = NULL;
  if (mo_entity_get_fault (entity) != NULL)
    {
      g_propagate_error (error, g_error_copy (mo_entity_get_fault (entity)));
      return FALSE;
    }
  if (header->state != MO_ENTITY_PENDING && header->state != MO_ENTITY_PERSISTENT)
    return TRUE;
  self = g_new0 (MoFlushEntry, 1);
  self->entity = mo_entity_ref (entity);
  self->model = header->model;
  self->is_insert = header->state == MO_ENTITY_PENDING;
  self->columns = g_new (guint, self->model->n_columns);
  if (self->is_insert)
    find_columns_of_insert (self);
  else if (!find_columns_of_update (self, error))
    return FALSE;
  if (self->is_insert || self->n_columns > 0)
    *entry = g_steal_pointer (&self);
  return TRUE;
}

static void
clear_links (MoFlushEntry *self)
{
  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    mo_entity_unref (g_array_index (self->links, MoFlushLink, i).parent);
  g_clear_pointer (&self->links, g_array_unref);
}

void
mo_flush_entry_free (MoFlushEntry *self)
{
  clear_links (self);
  g_clear_pointer (&self->cell, mo_key_cell_unref);
  g_free (self->columns);
  mo_entity_unref (self->entity);
  g_free (self);
}

/* --- which values --- */

/* What the lookup of a value finds out. */
typedef struct
{
  const MoFlushEntry *entry;
  const MoFlushSources *sources;
  guint column; /* of the entry, for messages */
  gboolean waits;
} MoFlushLookup;

/* A cell that will hold, or holds, the value of the column. */
static MoKeyCell *
find_cell (MoFlushLookup *self, gpointer entity, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  const MoFlushEntry *entry = g_hash_table_lookup (self->sources->pending, entity);

  if ((gint) column != header->model->auto_increment)
    return NULL;
  if (entry == NULL)
    return header->key_cell;
  if (entry->cell != NULL && entry != self->entry)
    self->waits = TRUE;
  return entry->cell;
}

static gboolean
has_value (MoFlushLookup *self, gpointer entity, const MoColumn *column)
{
  MoEntityState state = mo_entity_get_header (entity)->state;

  return entity == self->entry->entity || !mo_field_is_unset (column, entity)
         || state == MO_ENTITY_PERSISTENT || state == MO_ENTITY_DETACHED
         || g_hash_table_contains (self->sources->pending, entity);
}

/* What a value that follows a cell has for the sake of its type. */
static MoValue
make_key_type (const MoColumn *column)
{
  return mo_flush_column_is_unsigned (column) ? mo_value_uint64 (0) : mo_value_int64 (0);
}

/* Follows links to where the value is, or will be; borrows it. */
static gboolean
look_up (MoFlushLookup *self, gpointer entity, guint column, MoFlushValue *out, GError **error)
{
  const MoColumn *field = NULL;

  for (guint depth = 0; depth < DEEPEST_LINK; depth++)
    {
      const MoModel *model = mo_entity_get_header (entity)->model;
      const MoEntityLink *link = mo_entity_find_link (entity, column);

      field = &model->columns[column];
      if (link == NULL)
        {
          *out = (MoFlushValue){ mo_value_null (), find_cell (self, entity, column) };
          if (out->cell != NULL)
            out->value = make_key_type (field);
          else if (has_value (self, entity, field))
            out->value = mo_field_get (field, entity);
          else
            return refuse (self->entry, MO_ERROR_INVALID_ARGUMENT, error,
                           "column %s refers to an instance of %s that has no %s: add it to the "
                           "session",
                           self->entry->model->columns[self->column].name, model->name,
                           field->name);
          return TRUE;
        }
      entity = link->parent;
      column = (guint) mo_model_find_offset (mo_entity_get_header (entity)->model,
                                             field->references.offset);
    }
  return refuse (self->entry, MO_ERROR_INVALID_ARGUMENT, error,
                 "column %s follows keys that follow each other in a circle",
                 self->entry->model->columns[self->column].name);
}

static gboolean
check_value (const MoFlushEntry *self, guint column, const MoFlushValue *value, GError **error)
{
  const MoColumn *field = &self->model->columns[column];
  g_autofree char *place = NULL;

  if (value->cell != NULL)
    return TRUE;
  if (mo_value_is_null (&value->value) && !mo_column_is_nullable (field))
    return is_key (self->model, column)
               ? refuse (self, MO_ERROR_INVALID_ARGUMENT, error, "its primary key %s is not set",
                         field->name)
               : refuse (self, MO_ERROR_CONSTRAINT, error, "column %s is NULL, and cannot be",
                         field->name);
  if (mo_value_check (&value->value, "", NULL))
    return TRUE;
  place = g_strdup_printf ("cannot %s an instance of %s: column %s",
                           self->is_insert ? "insert" : "update", self->model->name, field->name);
  return mo_value_check (&value->value, place, error);
}

static gboolean
fill_now (MoFlushEntry *self, const MoFlushSources *sources, guint column, GError **error)
{
  const MoColumn *field = &self->model->columns[column];

  if (!self->is_insert || !(field->flags & MO_DEFAULT_NOW)
      || mo_entity_find_link (self->entity, column) != NULL
      || !mo_field_is_unset (field, self->entity))
    return TRUE;
  mo_changes_note (self->entity, column);
  return mo_field_set (field, self->entity, &sources->now, error);
}

static void
note_link (MoFlushEntry *self, guint column, guint index)
{
  const MoEntityLink *link = mo_entity_find_link (self->entity, column);
  MoFlushLink note = { column, index, NULL };

  if (link == NULL)
    return;
  if (self->links == NULL)
    self->links = g_array_new (FALSE, FALSE, sizeof (MoFlushLink));
  note.parent = mo_entity_ref (link->parent);
  g_array_append_val (self->links, note);
}

static gboolean
take_value (MoFlushEntry *self,
            const MoFlushSources *sources,
            MoFlushRow *row,
            guint column,
            guint index,
            GError **error)
{
  MoFlushLookup lookup = { self, sources, column, FALSE };
  MoFlushValue value;

  if (!look_up (&lookup, self->entity, column, &value, error)
      || !check_value (self, column, &value, error))
    return FALSE;
  if (value.cell != NULL)
    mo_key_cell_ref (value.cell);
  mo_flush_row_set (row, index, &value, sources->arena);
  row->waits |= lookup.waits;
  return TRUE;
}

MoFlushRow *
mo_flush_entry_make_row (MoFlushEntry *self, const MoFlushSources *sources, GError **error)
{
  guint n_keys = self->is_insert ? 0 : self->model->n_keys;
  g_autoptr (MoFlushRow) row = mo_flush_row_new (self->n_columns, n_keys);

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!fill_now (self, sources, self->columns[i], error)
          || !take_value (self, sources, row, self->columns[i], i, error))
        return NULL;
      note_link (self, self->columns[i], i);
    }
  for (guint i = 0; i < n_keys; i++)
    if (!take_value (self, sources, row, self->model->keys[i], self->n_columns + i, error))
      return NULL;
  if (self->cell != NULL)
    row->cell = mo_key_cell_ref (self->cell);
  self->row = row;
  return g_steal_pointer (&row);
}

/* --- afterwards --- */

/* Foreign keys alone may be settled after a later flush has written them. */
static gboolean
is_counted (const MoFlushEntry *self, guint column)
{
  return mo_column_get_parent (&self->model->columns[column]) != NULL;
}

static void
count_in_flight (MoFlushEntry *self)
{
  MoEntityHeader *header = mo_entity_get_header (self->entity);

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!is_counted (self, self->columns[i]))
        continue;
      if (header->in_flight == NULL)
        header->in_flight = g_new0 (guint, self->model->n_columns);
      header->in_flight[self->columns[i]]++;
    }
}

static void
count_landed (MoFlushEntry *self)
{
  guint *in_flight = mo_entity_get_header (self->entity)->in_flight;

  for (guint i = 0; in_flight != NULL && i < self->n_columns; i++)
    if (is_counted (self, self->columns[i]) && in_flight[self->columns[i]] > 0)
      in_flight[self->columns[i]]--;
}

/* Whether a flush that was called later writes the column too: what it writes counts. */
static gboolean
is_written_later (const MoFlushEntry *self, guint column)
{
  const guint *in_flight = mo_entity_get_header (self->entity)->in_flight;

  return in_flight != NULL && in_flight[column] > 0;
}

void
mo_flush_entry_mark (MoFlushEntry *self)
{
  MoEntityHeader *header = mo_entity_get_header (self->entity);

  count_in_flight (self);
  if (self->is_insert)
    {
      header->state = MO_ENTITY_PERSISTENT;
      g_clear_pointer (&header->key_cell, mo_key_cell_unref);
      header->key_cell = self->cell != NULL ? mo_key_cell_ref (self->cell) : NULL;
    }
  mo_entity_commit_fields (self->entity);
}

static void
load (MoFlushEntry *self, guint column, const MoValue *value)
{
  g_autoptr (GError) error = NULL;

  /* The key was checked against the field of the parent's key; a narrower one is a mistake in the
   * model that the server may have let pass. */
  if (!mo_entity_load (self->entity, column, value, &error))
    g_warning ("%s: the row was written, but its instance cannot hold it: %s", self->model->name,
               error->message);
}

/* The row has what was linked when it was taken; what the instance's owner did to the field since
 * is a change of the row. */
static void
load_below_change (MoFlushEntry *self, guint column, const MoValue *value)
{
  const MoColumn *field = &self->model->columns[column];
  const MoEntityLink *link = mo_entity_find_link (self->entity, column);
  g_autofree char *text = NULL;
  gsize length;
  MoValue set;

  if (link != NULL)
    {
      gpointer parent = mo_entity_ref (link->parent);

      load (self, column, value);
      mo_entity_set_reference (self->entity, field->offset, parent);
      mo_entity_unref (parent);
      return;
    }
  set = mo_field_get (field, self->entity);
  if (mo_value_get_text (&set, &length) != NULL)
    set.as.text = text = g_memdup2 (set.as.text, length + 1);
  load (self, column, value);
  mo_entity_set_value (self->entity, field->offset, set);
}

static void
settle_link (MoFlushEntry *self, const MoFlushLink *link)
{
  const MoFlushValue *written = &self->row->values[link->index];
  const MoEntityLink *now = mo_entity_find_link (self->entity, link->column);
  MoValue value = written->value;

  if (is_written_later (self, link->column))
    return;
  if (written->cell != NULL)
    value = mo_flush_value_of_key (written, written->cell->key);
  if (now == NULL || now->parent != link->parent)
    {
      load_below_change (self, link->column, &value);
      return;
    }
  load (self, link->column, &value);
  mo_entity_remove_link (self->entity, link->column);
}

void
mo_flush_entry_settle (MoFlushEntry *self)
{
  MoEntityHeader *header = mo_entity_get_header (self->entity);

  count_landed (self);
  if (self->cell != NULL && self->cell->is_known)
    {
      guint column = (guint) self->model->auto_increment;
      MoFlushValue key = { make_key_type (&self->model->columns[column]), NULL };
      MoValue value = mo_flush_value_of_key (&key, self->cell->key);

      /* A key that was set meanwhile is a change, which the next flush refuses. */
      if (mo_entity_is_changed (self->entity, column))
        load_below_change (self, column, &value);
      else
        load (self, column, &value);
      if (header->key_cell == self->cell)
        g_clear_pointer (&header->key_cell, mo_key_cell_unref);
    }
  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    settle_link (self, &g_array_index (self->links, MoFlushLink, i));
  clear_links (self);
}
