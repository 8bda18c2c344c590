/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A model against what the server says of its table. */

#include "orm/mo-schema-private.h"

/* A comparison under way. */
typedef struct
{
  const MoModel *model;
  MoResult *columns;
  MoResult *indexes;
  MoResult *keys;
  GPtrArray *findings;
} MoSchemaCheck;

static void G_GNUC_PRINTF (2, 3)
note (MoSchemaCheck *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->findings, g_strdup_printf ("table %s: %s", self->model->table, what));
}

/* --- columns --- */

static gint
find_column (MoSchemaCheck *self, const char *name)
{
  for (guint row = 0; row < mo_result_get_n_rows (self->columns); row++)
    if (mo_schema_is_cell (self->columns, row, 0, name))
      return (gint) row;
  return -1;
}

static gboolean
is_auto_increment (MoSchemaCheck *self, guint row)
{
  const char *extra = mo_result_get_text (self->columns, row, 4);

  return extra != NULL && strstr (extra, "auto_increment") != NULL;
}

static void
compare_column (MoSchemaCheck *self, const MoColumn *column)
{
  g_autoptr (GString) type = g_string_new (NULL);
  gint row = find_column (self, column->name);
  const char *found;
  gboolean may_be_null;

  mo_schema_append_type (type, column);
  if (row < 0)
    {
      note (self, "column %s, %s, is missing", column->name, type->str);
      return;
    }
  found = mo_result_get_text (self->columns, (guint) row, 1);
  if (found == NULL || !mo_schema_type_fits (type->str, found))
    note (self, "column %s is %s, and the model has %s", column->name, found, type->str);
  may_be_null = mo_schema_is_cell (self->columns, (guint) row, 2, "YES");
  if (may_be_null != mo_column_is_nullable (column))
    note (self, "column %s is %s, and the model has %s", column->name,
          may_be_null ? "NULL" : "NOT NULL", may_be_null ? "NOT NULL" : "NULL");
  if ((column->flags & MO_AUTO_INCREMENT) && !is_auto_increment (self, (guint) row))
    note (self, "column %s is not AUTO_INCREMENT", column->name);
}

/* MatrixOne shows columns of its own. */
static gboolean
is_of_model (MoSchemaCheck *self, const char *name)
{
  if (name == NULL || g_str_has_prefix (name, "__mo_"))
    return TRUE;
  for (guint i = 0; i < self->model->n_columns; i++)
    if (g_ascii_strcasecmp (self->model->columns[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

/* An INSERT would not say what stands in it. */
static void
compare_others (MoSchemaCheck *self)
{
  for (guint row = 0; row < mo_result_get_n_rows (self->columns); row++)
    {
      const char *name = mo_result_get_text (self->columns, row, 0);
      const char *value = mo_result_get_text (self->columns, row, 3);

      if (!is_of_model (self, name) && mo_schema_is_cell (self->columns, row, 2, "NO")
          && (value == NULL || *value == '\0') && !is_auto_increment (self, row))
        note (self, "column %s is NOT NULL without a default, and the model has no such field: "
                    "no row could be inserted",
              name);
    }
}

/* --- indexes --- */

/* (transfer full): the columns of an index, "a, b"; NULL: it is not there. One of vectors has
 * several tables on MatrixOne, and so its column several times. */
static char *
list_columns (MoSchemaCheck *self, const char *index, guint *first)
{
  g_autoptr (GString) list = g_string_new (NULL);
  const char *last = NULL;

  for (guint row = 0; row < mo_result_get_n_rows (self->indexes); row++)
    {
      const char *column = mo_result_get_text (self->indexes, row, 3);

      if (!mo_schema_is_cell (self->indexes, row, 0, index) || column == NULL
          || (last != NULL && g_ascii_strcasecmp (last, column) == 0))
        continue;
      if (last == NULL)
        *first = row;
      g_string_append_printf (list, "%s%s", last != NULL ? ", " : "", column);
      last = column;
    }
  return last != NULL ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

/* (transfer full): as list_columns() writes them. */
static char *
list_own (const MoModel *model, const gint *columns, guint n)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", model->columns[columns[i]].name);
  return g_string_free (list, FALSE);
}

static void
compare_primary_key (MoSchemaCheck *self)
{
  const MoModel *model = self->model;
  g_autofree char *own = list_own (model, (const gint *) model->keys, model->n_keys);
  guint first;
  g_autofree char *found = list_columns (self, "PRIMARY", &first);

  if (found == NULL || g_ascii_strcasecmp (own, found) != 0)
    note (self, "the primary key is (%s), and the model has (%s)", found != NULL ? found : "", own);
}

static void
compare_unique (MoSchemaCheck *self, const MoColumn *column)
{
  for (guint row = 0; row < mo_result_get_n_rows (self->indexes); row++)
    {
      const char *index = mo_result_get_text (self->indexes, row, 0);
      guint first;
      g_autofree char *found = index != NULL ? list_columns (self, index, &first) : NULL;

      if (found != NULL && mo_result_get_int64 (self->indexes, row, 1) == 0
          && g_ascii_strcasecmp (found, column->name) == 0)
        return;
    }
  note (self, "column %s is not UNIQUE", column->name);
}

static const char *
name_kind (MoIndexKind kind)
{
  static const char *const names[] = {
    [MO_INDEX_PLAIN] = "plain",
    [MO_INDEX_UNIQUE] = "unique",
    [MO_INDEX_FULLTEXT] = "full-text",
    [MO_INDEX_IVFFLAT] = "IVF-flat",
    [MO_INDEX_HNSW] = "HNSW",
  };

  return names[kind];
}

static MoIndexKind
find_kind (MoSchemaCheck *self, guint row)
{
  if (mo_schema_is_cell (self->indexes, row, 2, "FULLTEXT"))
    return MO_INDEX_FULLTEXT;
  if (mo_schema_is_cell (self->indexes, row, 2, "ivfflat"))
    return MO_INDEX_IVFFLAT;
  if (mo_schema_is_cell (self->indexes, row, 2, "hnsw"))
    return MO_INDEX_HNSW;
  return mo_result_get_int64 (self->indexes, row, 1) == 0 ? MO_INDEX_UNIQUE : MO_INDEX_PLAIN;
}

static void
compare_index (MoSchemaCheck *self, const MoColumn *entry)
{
  gint columns[MO_MAX_FIELDS];
  guint first = 0;
  g_autofree char *own = NULL;
  g_autofree char *found = list_columns (self, entry->name, &first);

  for (guint i = 0; i < entry->fields.n; i++)
    columns[i] = mo_model_find_offset (self->model, entry->fields.offsets[i]);
  own = list_own (self->model, columns, entry->fields.n);
  if (found == NULL)
    note (self, "the %s index %s on (%s) is missing", name_kind (entry->index.kind), entry->name,
          own);
  else if (g_ascii_strcasecmp (own, found) != 0 || find_kind (self, first) != entry->index.kind)
    note (self, "index %s is a %s one on (%s), and the model has a %s one on (%s)", entry->name,
          name_kind (find_kind (self, first)), found, name_kind (entry->index.kind), own);
}

/* --- all --- */

static void
compare_keys (MoSchemaCheck *self)
{
  MoForeignKey key;

  for (guint i = 0; mo_model_get_foreign_key (self->model, i, &key); i++)
    {
      g_autofree char *own = list_own (self->model, key.columns, key.n);
      g_autofree char *parents = list_own (key.parent, key.parent_columns, key.n);
      gint row = mo_schema_find_key (self->keys, self->model, &key);

      if (row < 0)
        note (self, "the foreign key of (%s) to %s (%s) is missing", own, key.parent->table,
              parents);
      else if (!mo_schema_acts_as (self->keys, (guint) row, &key))
        note (self, "the foreign key of (%s) to %s (%s) does something else than the model has, on "
                    "deletion or on update",
              own, key.parent->table, parents);
    }
}

void
mo_schema_compare (const MoModel *model,
                   MoResult *columns,
                   MoResult *indexes,
                   MoResult *keys,
                   GPtrArray *findings)
{
  MoSchemaCheck self = { model, columns, indexes, keys, findings };

  if (mo_result_get_n_rows (columns) == 0)
    {
      note (&self, "it is missing");
      return;
    }
  for (guint i = 0; i < model->n_columns; i++)
    {
      compare_column (&self, &model->columns[i]);
      if ((model->columns[i].flags & MO_UNIQUE) && find_column (&self, model->columns[i].name) >= 0)
        compare_unique (&self, &model->columns[i]);
    }
  compare_primary_key (&self);
  for (guint i = 0; i < model->n_entries; i++)
    if (model->entries[i].kind == MO_ENTRY_INDEX)
      compare_index (&self, &model->entries[i]);
  compare_keys (&self);
  compare_others (&self);
}
