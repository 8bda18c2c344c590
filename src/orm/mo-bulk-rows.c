/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBulkRows: where the values are, and whether they can be written. */

#include "orm/mo-bulk-rows-private.h"

#include <matrixone-glib/mo-error.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"
#include "orm/mo-model-private.h"
#include "sql/mo-quoting-private.h"
#include "value/mo-value-private.h"

static void
clear_field (gpointer data)
{
  MoBulkField *field = data;

  g_free ((char *) field->column.name);
  g_free (field->quoted);
}

static MoBulkRows *
rows_new (const char *name, gsize n_rows)
{
  MoBulkRows *self = g_new0 (MoBulkRows, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  self->name = g_strdup (name);
  self->n_rows = n_rows;
  self->now = mo_value_from_date_time (now);
  self->fields = g_array_new (FALSE, FALSE, sizeof (MoBulkField));
  g_array_set_clear_func (self->fields, clear_field);
  return self;
}

void
mo_bulk_rows_free (MoBulkRows *self)
{
  g_array_unref (self->fields);
  g_free (self->name);
  g_free (self->table);
  g_free (self);
}

static gboolean G_GNUC_PRINTF (4, 5)
refuse (const MoBulkRows *self, MoError code, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, (gint) code, "cannot insert rows of %s: %s", self->name, why);
  return FALSE;
}

/* (transfer full) */
static char *
quote (const MoBulkRows *self, const char *name, const char *what, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (mo_quote_identifier (out, name, what, error))
    return g_string_free (g_steal_pointer (&out), FALSE);
  g_prefix_error (error, "cannot insert rows of %s: ", self->name);
  return NULL;
}

static gboolean
set_table (MoBulkRows *self, const char *table, GError **error)
{
  self->table = quote (self, table, "the table's name", error);
  return self->table != NULL;
}

/* @field: with a column whose name is lent. */
static gboolean
add_field (MoBulkRows *self, MoBulkField field, GError **error)
{
  field.quoted = quote (self, field.column.name, "a column's name", error);
  if (field.quoted == NULL)
    return FALSE;
  field.column.name = g_strdup (field.column.name);
  field.column.offset = 0;
  g_array_append_val (self->fields, field);
  return TRUE;
}

static gboolean
check_array (const MoBulkRows *self, gconstpointer array, const char *what, GError **error)
{
  return array != NULL || self->n_rows == 0
         || refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                    "NULL was given instead of %s of %" G_GSIZE_FORMAT " rows", what,
                    self->n_rows);
}

/* --- structs --- */

static MoBulkFill
find_fill (const MoModel *model, guint column)
{
  if ((gint) column == model->auto_increment)
    return MO_BULK_FILL_KEY;
  if ((gint) column == model->version)
    return MO_BULK_FILL_VERSION;
  return (model->columns[column].flags & MO_DEFAULT_NOW) ? MO_BULK_FILL_NOW : MO_BULK_FILL_NONE;
}

static guint
find_longest (const MoColumn *column)
{
  gboolean is_long = column->type == MO_FIELD_TEXT || column->type == MO_FIELD_BYTES;

  return is_long && column->sql_type == NULL && (column->flags & MO_VECTOR) == 0 ? column->length
                                                                                  : 0;
}

static void
note_column (MoBulkRows *self, const MoModel *model, guint column)
{
  const MoColumn *of_model = &model->columns[column];

  self->has_types |= of_model->sql_type != NULL;
  /* Of a key that the server may give, it shows later whether the rows have it. */
  self->has_keys |= (of_model->flags & MO_UNIQUE) != 0
                    || ((of_model->flags & MO_PRIMARY_KEY) != 0
                        && (gint) column != model->auto_increment);
}

static gboolean
add_columns (MoBulkRows *self, const MoModel *model, const char *rows, GError **error)
{
  for (guint i = 0; i < model->n_columns; i++)
    {
      const MoColumn *column = &model->columns[i];
      MoBulkField field = { .column = *column, .stride = model->instance_size };

      field.base = rows != NULL ? rows + column->offset : NULL;
      field.fill = find_fill (model, i);
      field.longest = find_longest (column);
      field.may_be_null = mo_column_is_nullable (column) || field.fill == MO_BULK_FILL_KEY;
      if (!add_field (self, field, error))
        return FALSE;
      note_column (self, model, i);
    }
  for (guint i = 0; i < model->n_entries; i++)
    self->has_keys |= model->entries[i].kind == MO_ENTRY_INDEX
                      && model->entries[i].index.kind == MO_INDEX_UNIQUE;
  return TRUE;
}

MoBulkRows *
mo_bulk_rows_new_structs (const MoModel *model, gconstpointer rows, gsize n_rows, GError **error)
{
  g_autoptr (MoBulkRows) self = NULL;

  if (!mo_model_check (model, error))
    return NULL;
  self = rows_new (model->name, n_rows);
  if (model->is_record)
    {
      refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
              "they are objects, of which there is no array: add them to a session");
      return NULL;
    }
  if (!check_array (self, rows, "an array of structs", error)
      || !set_table (self, model->table, error) || !add_columns (self, model, rows, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- columns --- */

static gboolean
add_array (MoBulkRows *self, const MoBulkColumn *given, GError **error)
{
  MoBulkField field = { .column = { .name = given->name, .type = given->type },
                        .base = given->data,
                        .is_set = given->is_set,
                        .dimension = given->dimension,
                        .may_be_null = TRUE /* or not, which the server knows */ };

  if (!add_field (self, field, error) || !check_array (self, given->data, "a column", error))
    return FALSE;
  field.stride = mo_field_get_size (&field.column) * MAX (given->dimension, 1);
  if (field.stride == 0 || (given->dimension > 0 && given->type != MO_FIELD_FLOAT))
    return refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                   "column %s: its type is none of MoFieldType, or not that of vectors, "
                   "MO_FIELD_FLOAT",
                   given->name);
  g_array_index (self->fields, MoBulkField, self->fields->len - 1).stride = field.stride;
  return TRUE;
}

static gboolean
is_same_name (const char *name, const char *other)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  g_autofree char *folded_other = g_utf8_casefold (other, -1);

  return g_str_equal (folded, folded_other);
}

/* A server takes the last one of a LOAD DATA, and says nothing. */
static gboolean
check_last_name (const MoBulkRows *self, GError **error)
{
  guint last = self->fields->len - 1;
  const char *name = mo_bulk_rows_get_field (self, last)->column.name;

  for (guint i = 0; i < last; i++)
    if (is_same_name (mo_bulk_rows_get_field (self, i)->column.name, name))
      return refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                     "the column \"%s\" is there twice, as number %u and number %u: leave one out",
                     name, i + 1, last + 1);
  return TRUE;
}

MoBulkRows *
mo_bulk_rows_new_columns (const char *table,
                          const MoBulkColumn *columns,
                          gsize n_columns,
                          gsize n_rows,
                          GError **error)
{
  g_autoptr (MoBulkRows) self = rows_new (table != NULL ? table : "NULL", n_rows);

  if (!set_table (self, table, error))
    return NULL;
  if (columns == NULL || n_columns == 0)
    {
      refuse (self, MO_ERROR_INVALID_ARGUMENT, error, "there are no columns");
      return NULL;
    }
  for (gsize i = 0; i < n_columns; i++)
    if (!add_array (self, &columns[i], error) || !check_last_name (self, error))
      return NULL;
  self->has_keys = self->has_types = TRUE;
  return g_steal_pointer (&self);
}

/* --- values --- */

static gconstpointer
get_place (const MoBulkField *field, gsize row)
{
  return field->base + row * field->stride;
}

static MoValue
make_version (const MoBulkField *field)
{
  gboolean is_unsigned
      = field->column.type == MO_FIELD_UINT32 || field->column.type == MO_FIELD_UINT64;

  return is_unsigned ? mo_value_uint64 (1) : mo_value_int64 (1);
}

static MoValue
fill (const MoBulkRows *self, const MoBulkField *field)
{
  if (field->fill == MO_BULK_FILL_NOW)
    return self->now;
  return field->fill == MO_BULK_FILL_VERSION ? make_version (field) : mo_value_null ();
}

MoValue
mo_bulk_rows_get (const MoBulkRows *self, gsize row, guint field)
{
  const MoBulkField *of = mo_bulk_rows_get_field (self, field);
  gconstpointer place = get_place (of, row);

  if (of->is_set != NULL && of->is_set[row] == 0)
    return mo_value_null ();
  if (of->dimension > 0)
    return mo_value_vecf32 (place, of->dimension);
  if (of->fill != MO_BULK_FILL_NONE && mo_field_is_unset (&of->column, place))
    return fill (self, of);
  return mo_field_get (&of->column, place);
}

/* --- checks --- */

static gboolean
refuse_null (const MoBulkRows *self, gsize row, const MoBulkField *field, GError **error)
{
  if (field->column.flags & MO_PRIMARY_KEY)
    return refuse (self, MO_ERROR_INVALID_ARGUMENT, error,
                   "row %" G_GSIZE_FORMAT ": its primary key %s is not set", row + 1,
                   field->column.name);
  return refuse (self, MO_ERROR_CONSTRAINT, error,
                 "row %" G_GSIZE_FORMAT ": column %s is NULL, and cannot be", row + 1,
                 field->column.name);
}

static gboolean
refuse_value (const MoBulkRows *self,
              gsize row,
              const MoBulkField *field,
              const MoValue *value,
              GError **error)
{
  g_autofree char *place = g_strdup_printf ("cannot insert rows of %s: row %" G_GSIZE_FORMAT
                                            ": column %s",
                                            self->name, row + 1, field->column.name);

  return mo_value_check (value, place, error);
}

static gboolean
check_row (const MoBulkRows *self, gsize row, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      const MoBulkField *field = mo_bulk_rows_get_field (self, i);
      MoValue value = mo_bulk_rows_get (self, row, i);

      if (mo_value_is_null (&value) && !field->may_be_null)
        return refuse_null (self, row, field, error);
      if (!mo_value_check (&value, "", NULL))
        return refuse_value (self, row, field, &value, error);
    }
  return TRUE;
}

gboolean
mo_bulk_rows_check (const MoBulkRows *self, GError **error)
{
  for (gsize row = 0; row < self->n_rows; row++)
    if (!check_row (self, row, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_length (const MoBulkRows *self, gsize row, guint index, GError **error)
{
  const MoBulkField *field = mo_bulk_rows_get_field (self, index);
  MoValue value = mo_bulk_rows_get (self, row, index);
  gsize length;
  const char *text = mo_value_get_text (&value, &length);

  /* No text has more characters than bytes. */
  if (text == NULL || length <= field->longest
      || (field->column.type == MO_FIELD_TEXT
          && g_utf8_strlen (text, (gssize) length) <= (glong) field->longest))
    return TRUE;
  return refuse (self, MO_ERROR_OUT_OF_RANGE, error,
                 "row %" G_GSIZE_FORMAT ": column %s is longer than %u %s", row + 1,
                 field->column.name, field->longest,
                 field->column.type == MO_FIELD_TEXT ? "characters" : "bytes");
}

gboolean
mo_bulk_rows_check_lengths (const MoBulkRows *self, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    for (gsize row = 0; mo_bulk_rows_get_field (self, i)->longest > 0 && row < self->n_rows; row++)
      if (!check_length (self, row, i, error))
        return FALSE;
  return TRUE;
}

/* @offset: of the field in its struct, which validators are given. */
static gboolean
validate_field (const MoBulkRows *self, guint index, gsize offset, GError **error)
{
  const MoBulkField *field = mo_bulk_rows_get_field (self, index);

  for (gsize row = 0; row < self->n_rows; row++)
    {
      const char *instance = (const char *) get_place (field, row) - offset;
      MoValue value = mo_bulk_rows_get (self, row, index);

      if (mo_entity_validate (instance, &field->column, &value, error))
        continue;
      g_prefix_error (error, "cannot insert rows of %s: row %" G_GSIZE_FORMAT ": ", self->name,
                      row + 1);
      return FALSE;
    }
  return TRUE;
}

gboolean
mo_bulk_rows_validate (const MoBulkRows *self, const MoModel *model, GError **error)
{
  for (guint i = 0; i < self->fields->len; i++)
    if (model->columns[i].validate != NULL
        && !validate_field (self, i, model->columns[i].offset, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_never_set (const MoBulkRows *self, const MoBulkField *field)
{
  for (gsize row = 0; row < self->n_rows; row++)
    if (!mo_field_is_unset (&field->column, get_place (field, row)))
      return FALSE;
  return TRUE;
}

void
mo_bulk_rows_leave_out_keys (MoBulkRows *self)
{
  for (guint i = self->fields->len; i-- > 0;)
    {
      const MoBulkField *field = mo_bulk_rows_get_field (self, i);

      if (field->fill != MO_BULK_FILL_KEY)
        continue;
      if (!is_never_set (self, field))
        self->has_keys = TRUE;
      else if (self->fields->len > 1)
        g_array_remove_index (self->fields, i);
    }
}
