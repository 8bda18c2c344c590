/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFlushEntry: which columns of an instance are to be written, and what becomes of it then. */

#include "orm/mo-flush-entry-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"

const char *
mo_flush_entry_get_verb (const MoFlushEntry *self)
{
  static const char *const verbs[] = {
    [MO_FLUSH_INSERT] = "insert",
    [MO_FLUSH_UPDATE] = "update",
    [MO_FLUSH_DELETE] = "delete",
  };

  return verbs[self->kind];
}

gboolean
mo_flush_entry_refuse (
    const MoFlushEntry *self, MoError code, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, (gint) code, "cannot %s an instance of %s: %s",
               mo_flush_entry_get_verb (self), self->model->name, why);
  return FALSE;
}

/* --- which columns --- */

static gboolean
is_key (const MoModel *model, guint column)
{
  return (model->columns[column].flags & MO_PRIMARY_KEY) != 0;
}

/* A version that was set counts on from there. */
static void
begin_version (MoFlushEntry *self)
{
  const MoColumn *column = &self->model->columns[self->model->version];
  MoValue value = mo_field_get (column, self->entity);

  if (!mo_field_is_unset (column, self->entity))
    self->version = value.as.uint64 - 1;
}

static void
find_columns_of_insert (MoFlushEntry *self)
{
  gint key = self->model->auto_increment;

  if (self->model->version >= 0)
    begin_version (self);

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
  return mo_flush_entry_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                 "its primary key %s was changed to %s: delete it and add another, or set the key "
                 "back",
                 key->name, text);
}

/* What the row has, as far as is known. */
static gboolean
read_version (MoFlushEntry *self, GError **error)
{
  const MoEntityHeader *header = mo_entity_get_header (self->entity);
  const MoColumn *column;
  MoValue value;

  if (self->model->version < 0)
    return TRUE;
  column = &self->model->columns[self->model->version];
  if (header->committed == NULL)
    return mo_flush_entry_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                   "it was never read, so that the version of its row (%s) is not known: read it",
                   column->name);
  if (mo_entity_is_changed (self->entity, (guint) self->model->version))
    return mo_flush_entry_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                   "column %s, which is its version, was changed, and the session alone "
                   "counts it: set it back",
                   column->name);
  value = mo_field_get (column, header->committed);
  self->version = value.as.uint64; /* of a number with a sign, too: it is positive */
  return TRUE;
}

/* The columns of the key, and the version, are those of the row. */
static gboolean
check_row_known (MoFlushEntry *self, GError **error)
{
  for (guint i = 0; i < self->model->n_keys; i++)
    if (!check_key_unchanged (self, self->model->keys[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
find_columns_of_update (MoFlushEntry *self, GError **error)
{
  if (!check_row_known (self, error))
    return FALSE;
  for (guint i = 0; i < self->model->n_columns; i++)
    if (!is_key (self->model, i) && (gint) i != self->model->version
        && mo_entity_is_changed (self->entity, i))
      self->columns[self->n_columns++] = i;
  return read_version (self, error);
}

/* A changed field is not asked after, since its row goes. */
static gboolean
find_row_of_delete (MoFlushEntry *self, GError **error)
{
  return check_row_known (self, error) && read_version (self, error);
}

static gboolean
find_columns (MoFlushEntry *self, GError **error)
{
  switch (self->kind)
    {
    case MO_FLUSH_UPDATE:
      return find_columns_of_update (self, error);
    case MO_FLUSH_DELETE:
      return find_row_of_delete (self, error);
    case MO_FLUSH_INSERT:
    default:
      find_columns_of_insert (self);
      return TRUE;
    }
}

gboolean
mo_flush_entry_new (gpointer entity, MoFlushEntry **entry, GError **error)
{
  const MoEntityHeader *header = mo_entity_get_header (entity);
  g_autoptr (MoFlushEntry) self = NULL;

  *entry = NULL;
  if (mo_entity_get_fault (entity) != NULL && !header->deleting)
    {
      g_propagate_error (error, g_error_copy (mo_entity_get_fault (entity)));
      return FALSE;
    }
  if (header->state != MO_ENTITY_PENDING && header->state != MO_ENTITY_PERSISTENT)
    return TRUE;
  self = g_new0 (MoFlushEntry, 1);
  self->entity = mo_entity_ref (entity);
  self->model = header->model;
  self->kind = header->state == MO_ENTITY_PENDING ? MO_FLUSH_INSERT
               : header->deleting                 ? MO_FLUSH_DELETE
                                                  : MO_FLUSH_UPDATE;
  self->columns = g_new (guint, self->model->n_columns);
  if (!find_columns (self, error))
    return FALSE;
  if (self->kind != MO_FLUSH_UPDATE || self->n_columns > 0)
    *entry = g_steal_pointer (&self);
  return TRUE;
}

/* All columns are written, but those of the key: what the row had is the other instance's. */
void
mo_flush_entry_take_over (MoFlushEntry *self, MoFlushEntry *deleted)
{
  self->other = deleted;
  deleted->other = self;
  self->version = deleted->version; /* it counts on */
  self->n_columns = 0;
  for (guint i = 0; i < self->model->n_columns; i++)
    if (!is_key (self->model, i) && (gint) i != self->model->version)
      self->columns[self->n_columns++] = i;
}

gboolean
mo_flush_entry_adds_row (const MoFlushEntry *self)
{
  return self->kind == MO_FLUSH_INSERT && self->other == NULL;
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
  g_clear_pointer (&self->parents, g_ptr_array_unref);
  g_clear_pointer (&self->cell, mo_key_cell_unref);
  g_free (self->columns);
  mo_entity_unref (self->entity);
  g_free (self);
}

/* --- afterwards --- */

/* Foreign keys alone may be settled after a later flush has written them. */
static gboolean
is_counted (const MoFlushEntry *self, guint column)
{
  return mo_column_get_parent (&self->model->columns[column]) != NULL;
}

/* NULL: not counted. */
static guint *
get_in_flight (gconstpointer entity)
{
  const MoEntityExtra *extra = mo_entity_get_header (entity)->extra;

  return extra != NULL ? extra->in_flight : NULL;
}

static void
count_in_flight (MoFlushEntry *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      MoEntityExtra *extra;

      if (!is_counted (self, self->columns[i]))
        continue;
      extra = mo_entity_get_extra (self->entity);
      if (extra->in_flight == NULL)
        extra->in_flight = g_new0 (guint, self->model->n_columns);
      extra->in_flight[self->columns[i]]++;
    }
}

static void
count_landed (MoFlushEntry *self)
{
  guint *in_flight = get_in_flight (self->entity);

  for (guint i = 0; in_flight != NULL && i < self->n_columns; i++)
    if (is_counted (self, self->columns[i]) && in_flight[self->columns[i]] > 0)
      in_flight[self->columns[i]]--;
}

/* Whether a flush that was called later writes the column too: what it writes counts. */
static gboolean
is_written_later (const MoFlushEntry *self, guint column)
{
  const guint *in_flight = get_in_flight (self->entity);

  return in_flight != NULL && in_flight[column] > 0;
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

static void
set_version (MoFlushEntry *self)
{
  const MoColumn *field;
  MoValue value;

  if (self->model->version < 0)
    return;
  field = &self->model->columns[self->model->version];
  value = mo_flush_make_key_type (field);
  value.as.uint64 = self->version + 1;
  load (self, (guint) self->model->version, &value);
}

void
mo_flush_entry_mark (MoFlushEntry *self)
{
  MoEntityHeader *header = mo_entity_get_header (self->entity);

  header->deleting = FALSE;
  if (self->kind == MO_FLUSH_DELETE)
    {
      header->state = MO_ENTITY_DELETED;
      return;
    }
  count_in_flight (self);
  set_version (self);
  if (self->kind == MO_FLUSH_INSERT)
    {
      header->state = MO_ENTITY_PERSISTENT;
      g_clear_pointer (&header->key_cell, mo_key_cell_unref);
      header->key_cell = self->cell != NULL ? mo_key_cell_ref (self->cell) : NULL;
    }
  mo_entity_commit_fields (self->entity);
  for (guint i = 0; self->links != NULL && i < self->links->len; i++)
    {
      const MoFlushLink *link = &g_array_index (self->links, MoFlushLink, i);

      mo_entity_await_link (self->entity, link->column, link->parent);
    }
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
      MoFlushValue key = { mo_flush_make_key_type (&self->model->columns[column]), NULL };
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
