/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoModel: registered once for the life of the program; what is wrong with it is said when it is
 * used. */

#include "orm/mo-model-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "orm/mo-field-private.h"
#include "orm/mo-relation-private.h"

/* Of generated keys and of versions. */
#define COUNTER_TYPES                                                                              \
  (1u << MO_FIELD_INT32 | 1u << MO_FIELD_INT64 | 1u << MO_FIELD_UINT32 | 1u << MO_FIELD_UINT64)

gboolean
mo_model_has_field (const MoModel *self, guint column)
{
  const MoColumn *from = &self->columns[column];
  gsize size = mo_field_get_size (from);

  return size <= self->instance_size && from->offset <= self->instance_size - size;
}

/* --- registering --- */

gboolean
mo_model_set_fault (MoModel *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_clear_error (&self->fault);
  self->fault = g_error_new (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "model %s: %s", self->name, what);
  return FALSE;
}

gboolean
mo_model_is_plain_word (const char *text)
{
  static const char letters[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_";

  return *text != '\0' && strspn (text, letters) == strlen (text);
}

/* Text of an SQL type of its own: "1.5" comes back as "1.50", and two of them compare as floating
 * point numbers. Character types give back what they were given. */
static gboolean
is_rewritten (const MoColumn *column)
{
  return column->sql_type != NULL && g_ascii_strncasecmp (column->sql_type, "VARCHAR", 7) != 0
         && g_ascii_strncasecmp (column->sql_type, "CHAR", 4) != 0
         && g_ascii_strncasecmp (column->sql_type, "UUID", 4) != 0
         && g_ascii_strncasecmp (column->sql_type, "BIGINT", 6) != 0
         && g_ascii_strncasecmp (column->sql_type, "INT", 3) != 0;
}

static gboolean
check_vector (MoModel *self, const MoColumn *column)
{
  if (!(column->flags & MO_VECTOR))
    return TRUE;
  if (column->type != MO_FIELD_BYTES || column->sql_type != NULL || column->length == 0)
    return mo_model_set_fault (self,
                               "column %s is MO_VECTOR, and so its field is a GBytes, and its "
                               ".length how many numbers it has",
                               column->name);
  if (column->flags & (MO_PRIMARY_KEY | MO_UNIQUE))
    return mo_model_set_fault (self, "column %s is MO_VECTOR, which cannot be a key", column->name);
  return TRUE;
}

static gboolean
check_text (MoModel *self, const MoColumn *column, const char *option, const char *word)
{
  if (word == NULL)
    return TRUE;
  if (column->type != MO_FIELD_TEXT)
    return mo_model_set_fault (self, "column %s has .%s, and its field is no text", column->name,
                               option);
  if (!mo_model_is_plain_word (word))
    return mo_model_set_fault (self, "column %s: .%s is no word: \"%s\"", column->name, option,
                               word);
  return TRUE;
}

static gboolean
check_column (MoModel *self, const MoColumn *column)
{
  if (column->name == NULL || *column->name == '\0')
    return mo_model_set_fault (self, "a column without a name");
  if (column->offset >= self->instance_size || column->offset < self->fields_begin)
    return mo_model_set_fault (self, "column %s is outside of the struct", column->name);
  if ((column->flags & MO_NOT_NULL) && (column->flags & MO_NULLABLE))
    return mo_model_set_fault (self, "column %s is MO_NOT_NULL and MO_NULLABLE", column->name);
  if ((column->flags & MO_PRIMARY_KEY) && (column->flags & MO_NULLABLE))
    return mo_model_set_fault (self, "column %s is MO_PRIMARY_KEY and MO_NULLABLE", column->name);
  if ((column->flags & MO_DEFAULT_NOW) && column->type != MO_FIELD_DATE_TIME)
    return mo_model_set_fault (self, "column %s is MO_DEFAULT_NOW, and its field is no GDateTime",
                               column->name);
  if ((column->flags & MO_BOOLEAN) && column->type != MO_FIELD_BOOLEAN)
    return mo_model_set_fault (self, "column %s is MO_BOOLEAN, and its field is no gboolean",
                               column->name);
  if ((column->flags & MO_PRIMARY_KEY) && column->type == MO_FIELD_TEXT && is_rewritten (column))
    return mo_model_set_fault (self,
                               "column %s is a key of the SQL type %s in text, which the server "
                               "does not give back as it was written: use an integer, VARCHAR or "
                               "CHAR",
                               column->name, column->sql_type);
  if ((column->flags & (MO_PRIMARY_KEY | MO_UNIQUE)) && column->length == 0
      && column->sql_type == NULL
      && (column->type == MO_FIELD_TEXT || column->type == MO_FIELD_BYTES))
    return mo_model_set_fault (self, "column %s is a key and has no .length", column->name);
  return check_vector (self, column) && check_text (self, column, "charset", column->charset)
         && check_text (self, column, "collation", column->collation);
}

static gboolean
note_auto_increment (MoModel *self, guint index)
{
  const MoColumn *column = &self->columns[index];

  if (!(column->flags & MO_AUTO_INCREMENT))
    return TRUE;
  if (self->auto_increment >= 0)
    return mo_model_set_fault (self, "columns %s and %s are both MO_AUTO_INCREMENT",
                               self->columns[self->auto_increment].name, column->name);
  if (!(column->flags & MO_PRIMARY_KEY) || !(COUNTER_TYPES & 1u << column->type))
    return mo_model_set_fault (self,
                               "column %s is MO_AUTO_INCREMENT, and no integer primary key of 32 "
                               "or 64 bits",
                               column->name);
  self->auto_increment = (gint) index;
  return TRUE;
}

static gboolean
note_version (MoModel *self, guint index)
{
  const MoColumn *column = &self->columns[index];

  if (!(column->flags & MO_VERSION))
    return TRUE;
  if (self->version >= 0)
    return mo_model_set_fault (self, "columns %s and %s are both MO_VERSION",
                               self->columns[self->version].name, column->name);
  if ((column->flags & (MO_PRIMARY_KEY | MO_UNIQUE | MO_NULLABLE))
      || column->references.get_model != NULL || column->sql_type != NULL
      || !(COUNTER_TYPES & 1u << column->type))
    return mo_model_set_fault (self,
                               "column %s is MO_VERSION, and no plain integer of 32 or 64 bits, or "
                               "a key",
                               column->name);
  self->version = (gint) index;
  return TRUE;
}

static gboolean
note_columns (MoModel *self)
{
  self->keys = g_new (guint, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!check_column (self, &self->columns[i]) || !note_auto_increment (self, i)
          || !note_version (self, i))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (g_ascii_strcasecmp (self->columns[j].name, self->columns[i].name) == 0)
          return mo_model_set_fault (self, "column %s is there twice", self->columns[i].name);
      if (self->columns[i].flags & MO_PRIMARY_KEY)
        self->keys[self->n_keys++] = i;
    }
  if (self->n_keys == 0)
    return mo_model_set_fault (self, "no column is MO_PRIMARY_KEY");
  if (self->auto_increment >= 0 && self->n_keys > 1)
    return mo_model_set_fault (self, "MO_AUTO_INCREMENT in a key of several columns");
  return mo_model_check_entries (self);
}

/* One with a fault may have fields outside of its struct: they own nothing. */
static void
note_owners (MoModel *self)
{
  self->owners = g_new (guint, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    if (mo_field_is_owner (&self->columns[i]) && mo_model_has_field (self, i))
      self->owners[self->n_owners++] = i;
}

/* MO_BOOLEAN stays where the field is a gboolean, which is wider than a _Bool. */
static void
normalize_boolean (MoColumn *column)
{
  if (column->type == MO_FIELD_BOOLEAN)
    column->flags &= ~(guint) MO_BOOLEAN;
  else if ((column->flags & MO_BOOLEAN) && column->type == MO_FIELD_INT32)
    column->type = MO_FIELD_BOOLEAN;
}

/* The struct may be shorter than ours where the program was built against an older header. */
static void
copy_columns (MoModel *self, const MoColumn *columns, gsize n_columns, gsize column_size)
{
  self->columns = g_new0 (MoColumn, MAX (n_columns, 1));
  self->n_columns = (guint) n_columns;
  for (gsize i = 0; i < n_columns; i++)
    {
      memcpy (&self->columns[i], (const char *) columns + i * column_size,
              MIN (column_size, sizeof (MoColumn)));
      normalize_boolean (&self->columns[i]);
    }
  mo_model_split_entries (self);
}

MoModel *
mo_model_new (const char *name,
              const char *table,
              gsize fields_begin,
              gsize instance_size,
              const MoColumn *columns,
              gsize n_columns,
              gsize column_size)
{
  MoModel *self = g_new0 (MoModel, 1);

  self->name = g_strdup (name != NULL ? name : "(no name)");
  self->table = g_strdup (table);
  self->fields_begin = fields_begin;
  self->instance_size = instance_size;
  self->auto_increment = -1;
  self->version = -1;
  copy_columns (self, columns, columns != NULL ? n_columns : 0, column_size);
  note_owners (self);
  if (table == NULL || *table == '\0')
    mo_model_set_fault (self, "no name of a table");
  else
    note_columns (self);
  mo_model_quote_names (self);
  return self;
}

/**
 * mo_model_register:
 * @name: the struct's name, for messages
 * @table: the table's name
 * @instance_size: of the struct, in bytes
 * @columns: (array length=n_columns): its columns, and other entries such as indexes; their texts
 *   must live as long as the program
 * @n_columns: how many
 * @column_size: of one of them, in bytes: `sizeof (MoColumn)`
 *
 * What MO_DEFINE_MODEL() does once for a struct. What is wrong with the columns is said by every
 * call that uses the model, and by [method@Mo.Model.check].
 *
 * Thread: any.
 *
 * Returns: (transfer none): a model that lives as long as the program
 * Since: 0.1
 */
const MoModel *
mo_model_register (const char *name,
                   const char *table,
                   gsize instance_size,
                   const MoColumn *columns,
                   gsize n_columns,
                   gsize column_size)
{
  return mo_model_new (name, table, 0, instance_size, columns, n_columns, column_size);
}

/**
 * mo_model_get_name:
 * @self: a model
 *
 * Thread: any.
 *
 * Returns: the name of its struct
 * Since: 0.1
 */
const char *
mo_model_get_name (const MoModel *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * mo_model_get_table:
 * @self: a model
 *
 * Thread: any.
 *
 * Returns: (nullable): the name of its table
 * Since: 0.1
 */
const char *
mo_model_get_table (const MoModel *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->table;
}

/**
 * mo_model_get_columns:
 * @self: a model
 * @n_columns: (out): how many
 *
 * Thread: any.
 *
 * Returns: (array length=n_columns) (transfer none): its columns
 * Since: 0.1
 */
const MoColumn *
mo_model_get_columns (const MoModel *self, gsize *n_columns)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_columns != NULL, NULL);

  *n_columns = self->n_columns;
  return self->columns;
}

/* Not when it is registered: the other model may be registered later. */
static gboolean
check_references (const MoModel *self, GError **error)
{
  MoForeignKey key;

  for (guint i = 0; mo_model_get_foreign_key (self, i, &key); i++)
    for (guint j = 0; j < key.n; j++)
      if (key.parent_columns[j] < 0)
        {
          g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "model %s: column %s refers to a field of %s that is no column", self->name,
                       self->columns[key.columns[j]].name, key.parent->name);
          return FALSE;
        }
  return TRUE;
}

/**
 * mo_model_check:
 * @self: a model
 * @error: return location
 *
 * Thread: any. Errors: %MO_ERROR_INVALID_ARGUMENT: what is wrong with the columns.
 *
 * Returns: %TRUE if the model can be used
 * Since: 0.1
 */
gboolean
mo_model_check (const MoModel *self, GError **error)
{
  if (self == NULL)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the model is NULL");
      return FALSE;
    }
  if (self->fault != NULL)
    {
      g_propagate_error (error, g_error_copy (self->fault));
      return FALSE;
    }
  return check_references (self, error) && mo_model_check_relations (self, error);
}

/* --- looking --- */

gint
mo_model_find_offset (const MoModel *self, gsize offset)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (self->columns[i].offset == offset)
      return (gint) i;
  return -1;
}

const MoModel *
mo_column_get_parent (const MoColumn *self)
{
  return self->references.get_model != NULL ? self->references.get_model () : NULL;
}

gboolean
mo_column_is_nullable (const MoColumn *self)
{
  if (self->flags & (MO_NOT_NULL | MO_PRIMARY_KEY))
    return FALSE;
  return (self->flags & MO_NULLABLE) || self->type >= MO_FIELD_NULL_INT64;
}

/* --- order --- */

typedef struct
{
  GPtrArray *sorted;
  GPtrArray *path; /* from the first model to the one that is looked at */
  const MoModel *const *models;
  gsize n_models;
  gboolean may_circle;
} MoSorting;

static gboolean
is_wanted (MoSorting *self, const MoModel *model)
{
  for (gsize i = 0; i < self->n_models; i++)
    if (self->models[i] == model)
      return TRUE;
  return FALSE;
}

static void
report_circle (MoSorting *self, const MoModel *model, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint start = 0;

  g_ptr_array_find (self->path, model, &start);
  for (guint i = start; i < self->path->len; i++)
    g_string_append_printf (text, "%s -> ", ((MoModel *) g_ptr_array_index (self->path, i))->name);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "the foreign keys of these models lead in a circle: %s%s", text->str, model->name);
}

static gboolean
visit (MoSorting *self, const MoModel *model, GError **error)
{
  MoForeignKey key;

  if (g_ptr_array_find (self->sorted, model, NULL))
    return TRUE;
  if (g_ptr_array_find (self->path, model, NULL))
    {
      if (self->may_circle)
        return TRUE;
      report_circle (self, model, error);
      return FALSE;
    }
  if (!mo_model_check (model, error))
    return FALSE;
  g_ptr_array_add (self->path, (gpointer) model);
  for (guint i = 0; mo_model_get_foreign_key (model, i, &key); i++)
    if (key.parent != model && is_wanted (self, key.parent) && !visit (self, key.parent, error))
      return FALSE;
  g_ptr_array_set_size (self->path, (gint) self->path->len - 1);
  g_ptr_array_add (self->sorted, (gpointer) model);
  return TRUE;
}

static GPtrArray *
sort (const MoModel *const *models, gsize n_models, gboolean may_circle, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  MoSorting sorting = { sorted, path, models, n_models, may_circle };

  for (gsize i = 0; i < n_models; i++)
    if (!visit (&sorting, models[i], error))
      return NULL;
  return g_steal_pointer (&sorted);
}

GPtrArray *
mo_model_sort_by_references (const MoModel *const *models, gsize n_models, GError **error)
{
  return sort (models, n_models, FALSE, error);
}

GPtrArray *
mo_model_sort_for_tables (const MoModel *const *models, gsize n_models, GError **error)
{
  return sort (models, n_models, TRUE, error);
}
