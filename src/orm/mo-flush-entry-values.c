/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of the row that a flush writes for an instance. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-changes-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-flush-entry-private.h"
#include "value/mo-value-private.h"

/* Keys that follow keys that follow keys: more can only be a circle. */
#define DEEPEST_LINK 64

MoValue
mo_flush_make_key_type (const MoColumn *column)
{
  return mo_flush_column_is_unsigned (column) ? mo_value_uint64 (0) : mo_value_int64 (0);
}

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
  const MoFlushEntry *entry = g_hash_table_lookup (self->sources->entries, entity);

  if ((gint) column != header->model->auto_increment)
    return NULL;
  if (entry == NULL || entry->kind != MO_FLUSH_INSERT)
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
         || g_hash_table_contains (self->sources->entries, entity);
}

/* A row that goes cannot be referred to by one that comes. */
static gboolean
check_stays (const MoFlushLookup *self, gpointer parent, GError **error)
{
  const MoEntityHeader *header = mo_entity_get_header (parent);

  if (parent == self->entry->entity || self->entry->kind == MO_FLUSH_DELETE
      || mo_entity_is_to_stay (parent))
    return TRUE;
  return mo_flush_entry_refuse (self->entry, MO_ERROR_INVALID_ARGUMENT, error,
                 "column %s refers to an instance of %s that is deleted: let it refer to another, "
                 "or delete it too",
                 self->entry->model->columns[self->column].name, header->model->name);
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
            out->value = mo_flush_make_key_type (field);
          else if (has_value (self, entity, field))
            out->value = mo_field_get (field, entity);
          else
            return mo_flush_entry_refuse (self->entry, MO_ERROR_INVALID_ARGUMENT, error,
                           "column %s refers to an instance of %s that has no %s: add it to the "
                           "session",
                           self->entry->model->columns[self->column].name, model->name,
                           field->name);
          return TRUE;
        }
      entity = link->parent;
      if (!check_stays (self, entity, error))
        return FALSE;
      column = (guint) mo_model_find_offset (mo_entity_get_header (entity)->model,
                                             field->references.offset);
    }
  return mo_flush_entry_refuse (self->entry, MO_ERROR_INVALID_ARGUMENT, error,
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
    return (field->flags & MO_PRIMARY_KEY)
               ? mo_flush_entry_refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                                        "its primary key %s is not set", field->name)
               : mo_flush_entry_refuse (self, MO_ERROR_CONSTRAINT, error,
                                        "column %s is NULL, and cannot be", field->name);
  if (mo_value_check (&value->value, "", NULL))
    return TRUE;
  place = g_strdup_printf ("cannot %s an instance of %s: column %s", mo_flush_entry_get_verb (self),
                           self->model->name, field->name);
  return mo_value_check (&value->value, place, error);
}

/* A number may have been assigned, which nobody has looked at. */
static gboolean
validate (const MoFlushEntry *self, guint column, const MoFlushValue *value, GError **error)
{
  GError *why = NULL;

  if (value->cell != NULL
      || mo_entity_validate (self->entity, &self->model->columns[column], &value->value, &why))
    return TRUE;
  g_propagate_prefixed_error (error, why, "cannot %s an instance of %s: ",
                              mo_flush_entry_get_verb (self), self->model->name);
  return FALSE;
}

static gboolean
fill_now (MoFlushEntry *self, const MoFlushSources *sources, guint column, GError **error)
{
  const MoColumn *field = &self->model->columns[column];

  if (self->kind != MO_FLUSH_INSERT || !(field->flags & MO_DEFAULT_NOW)
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

static void
put_version (MoFlushEntry *self, guint64 version, MoFlushRow *row, guint index, MoArena *arena)
{
  MoFlushValue value
      = { mo_flush_make_key_type (&self->model->columns[self->model->version]), NULL };

  value.value.as.uint64 = version;
  mo_flush_row_set (row, index, &value, arena);
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

  if ((gint) column == self->model->version)
    {
      put_version (self, self->version + 1, row, index, sources->arena);
      return TRUE;
    }
  if (!look_up (&lookup, self->entity, column, &value, error)
      || !check_value (self, column, &value, error)
      || (index < row->n_values && !validate (self, column, &value, error)))
    return FALSE;
  if (value.cell != NULL)
    mo_key_cell_ref (value.cell);
  mo_flush_row_set (row, index, &value, sources->arena);
  row->waits |= lookup.waits;
  return TRUE;
}

/* Checks the field's limit. */
static gboolean
check_version (const MoFlushEntry *self, GError **error)
{
  static const guint64 most[] = {
    [MO_FIELD_INT32] = G_MAXINT32,
    [MO_FIELD_INT64] = G_MAXINT64,
    [MO_FIELD_UINT32] = G_MAXUINT32,
    [MO_FIELD_UINT64] = G_MAXUINT64,
  };
  const MoColumn *field;

  if (self->model->version < 0)
    return TRUE;
  field = &self->model->columns[self->model->version];
  return self->version < most[field->type]
         || mo_flush_entry_refuse (self, MO_ERROR_OUT_OF_RANGE, error,
                    "its version %s cannot count any further: use a wider field", field->name);
}

MoFlushRow *
mo_flush_entry_make_row (MoFlushEntry *self, const MoFlushSources *sources, GError **error)
{
  gboolean has_version = self->model->version >= 0;
  guint n_keys = mo_flush_entry_adds_row (self) ? 0 : self->model->n_keys;
  g_autoptr (MoFlushRow) row
      = mo_flush_row_new (self->n_columns, n_keys + (n_keys > 0 && has_version ? 1 : 0));

  if (!check_version (self, error))
    return NULL;
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
  if (n_keys > 0 && has_version)
    put_version (self, self->version, row, self->n_columns + n_keys, sources->arena);
  if (self->cell != NULL)
    row->cell = mo_key_cell_ref (self->cell);
  self->row = row;
  return g_steal_pointer (&row);
}
