/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a model's table: CREATE TABLE with all that belongs to it, and what joins tables. */

#include "orm/mo-schema-private.h"

#include <matrixone-glib/mo-error.h>

#include "sql/mo-quoting-private.h"
#include "sql/mo-statement-private.h"

/* A text under way. */
typedef struct
{
  GString *sql;
  const MoModel *model;
} MoSchemaText;

/* --- pieces --- */

static gboolean
append_name (MoSchemaText *self, const char *name, GError **error)
{
  g_autofree char *what = g_strdup_printf ("model %s: the name \"%s\"", self->model->name, name);

  return mo_quote_identifier (self->sql, name, what, error);
}

/* (`a`, `b`) */
static gboolean
append_columns (
    MoSchemaText *self, const MoModel *model, const gint *columns, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append (self->sql, i == 0 ? "(" : ", ");
      if (!append_name (self, model->columns[columns[i]].name, error))
        return FALSE;
    }
  g_string_append_c (self->sql, ')');
  return TRUE;
}

static void
append_sized (GString *sql, guint length, const char *sized, const char *unlimited)
{
  if (length > 0)
    g_string_append_printf (sql, "%s(%u)", sized, length);
  else
    g_string_append (sql, unlimited);
}

void
mo_schema_append_type (GString *sql, const MoColumn *column)
{
  static const char *const types[] = {
    [MO_FIELD_BOOLEAN] = "BOOL",
    [MO_FIELD_INT8] = "TINYINT",
    [MO_FIELD_INT16] = "SMALLINT",
    [MO_FIELD_INT32] = "INT",
    [MO_FIELD_INT64] = "BIGINT",
    [MO_FIELD_UINT8] = "TINYINT UNSIGNED",
    [MO_FIELD_UINT16] = "SMALLINT UNSIGNED",
    [MO_FIELD_UINT32] = "INT UNSIGNED",
    [MO_FIELD_UINT64] = "BIGINT UNSIGNED",
    [MO_FIELD_FLOAT] = "FLOAT",
    [MO_FIELD_DOUBLE] = "DOUBLE",
    [MO_FIELD_NULL_INT64] = "BIGINT",
    [MO_FIELD_NULL_DOUBLE] = "DOUBLE",
    [MO_FIELD_DATE_TIME] = "DATETIME(6)",
  };

  if (column->sql_type != NULL)
    g_string_append (sql, column->sql_type);
  else if (column->type == MO_FIELD_TEXT)
    append_sized (sql, column->length, "VARCHAR", "TEXT");
  else if (column->type == MO_FIELD_BYTES && (column->flags & MO_VECTOR))
    append_sized (sql, column->length, "VECF32", "");
  else if (column->type == MO_FIELD_BYTES)
    append_sized (sql, column->length, "VARBINARY", "BLOB");
  else
    g_string_append (sql, types[column->type]);
}

/* --- columns --- */

/* As a part of the text, since servers take no other literal here than a plain one; where a
 * session's sql_mode would read it otherwise, the statement is not sent. */
static void
append_comment (MoSchemaText *self, const MoColumn *column)
{
  MoValue comment = mo_value_text (column->comment);

  if (column->comment == NULL)
    return;
  g_string_append (self->sql, " COMMENT ");
  mo_quote_value (self->sql, &comment, TRUE);
}

static gboolean
append_column (MoSchemaText *self, const MoColumn *column, GError **error)
{
  GString *sql = self->sql;

  if (!append_name (self, column->name, error))
    return FALSE;
  g_string_append_c (sql, ' ');
  mo_schema_append_type (sql, column);
  if (column->charset != NULL)
    g_string_append_printf (sql, " CHARACTER SET %s", column->charset);
  if (column->collation != NULL)
    g_string_append_printf (sql, " COLLATE %s", column->collation);
  g_string_append (sql, mo_column_is_nullable (column) ? " NULL" : " NOT NULL");
  if (column->default_sql != NULL)
    g_string_append_printf (sql, " DEFAULT %s", column->default_sql);
  if (column->flags & MO_AUTO_INCREMENT)
    g_string_append (sql, " AUTO_INCREMENT");
  if (column->flags & MO_UNIQUE)
    g_string_append (sql, " UNIQUE");
  append_comment (self, column);
  if (column->check != NULL)
    g_string_append_printf (sql, " CHECK (%s)", column->check);
  g_string_append (sql, ", ");
  return TRUE;
}

static gboolean
append_primary_key (MoSchemaText *self, GError **error)
{
  g_string_append (self->sql, "PRIMARY KEY ");
  return append_columns (self, self->model, (const gint *) self->model->keys, self->model->n_keys,
                         error);
}

/* --- other entries --- */

static void
append_option (GString *sql, const char *name, guint number)
{
  if (number > 0)
    g_string_append_printf (sql, " %s = %u", name, number);
}

static void
append_metric (GString *sql, MoVectorMetric metric)
{
  static const char *const operators[] = {
    [MO_METRIC_L2] = "vector_l2_ops",
    [MO_METRIC_COSINE] = "vector_cosine_ops",
    [MO_METRIC_INNER_PRODUCT] = "vector_ip_ops",
  };

  g_string_append_printf (sql, " OP_TYPE '%s'", operators[metric]);
}

static void
append_index_options (GString *sql, const MoIndexOptions *options)
{
  switch (options->kind)
    {
    case MO_INDEX_FULLTEXT:
      if (options->parser != NULL)
        g_string_append_printf (sql, " WITH PARSER %s", options->parser);
      break;
    case MO_INDEX_IVFFLAT:
      append_option (sql, "LISTS", options->lists);
      append_metric (sql, options->metric);
      break;
    case MO_INDEX_HNSW:
      append_option (sql, "M", options->m);
      append_option (sql, "EF_CONSTRUCTION", options->ef_construction);
      append_option (sql, "EF_SEARCH", options->ef_search);
      append_metric (sql, options->metric);
      break;
    case MO_INDEX_PLAIN:
    case MO_INDEX_UNIQUE:
    default:
      break;
    }
}

static gboolean
append_index (MoSchemaText *self, const MoColumn *entry, GError **error)
{
  static const char *const words[] = {
    [MO_INDEX_PLAIN] = "INDEX ",       [MO_INDEX_UNIQUE] = "UNIQUE INDEX ",
    [MO_INDEX_FULLTEXT] = "FULLTEXT INDEX ", [MO_INDEX_IVFFLAT] = "INDEX ",
    [MO_INDEX_HNSW] = "INDEX ",
  };
  gint columns[MO_MAX_FIELDS];

  g_string_append_printf (self->sql, ", %s", words[entry->index.kind]);
  if (!append_name (self, entry->name, error))
    return FALSE;
  if (entry->index.kind == MO_INDEX_IVFFLAT || entry->index.kind == MO_INDEX_HNSW)
    g_string_append (self->sql,
                     entry->index.kind == MO_INDEX_HNSW ? " USING hnsw" : " USING ivfflat");
  g_string_append_c (self->sql, ' ');
  for (guint i = 0; i < entry->fields.n; i++)
    columns[i] = mo_model_find_offset (self->model, entry->fields.offsets[i]);
  if (!append_columns (self, self->model, columns, entry->fields.n, error))
    return FALSE;
  append_index_options (self->sql, &entry->index);
  return TRUE;
}

static gboolean
append_check (MoSchemaText *self, const MoColumn *entry, GError **error)
{
  g_string_append (self->sql, ", CONSTRAINT ");
  if (!append_name (self, entry->name, error))
    return FALSE;
  g_string_append_printf (self->sql, " CHECK (%s)", entry->check);
  return TRUE;
}

static gboolean
append_entry (MoSchemaText *self, const MoColumn *entry, GError **error)
{
  switch (entry->kind)
    {
    case MO_ENTRY_INDEX:
      return append_index (self, entry, error);
    case MO_ENTRY_CHECK:
      return append_check (self, entry, error);
    case MO_ENTRY_FOREIGN_KEY: /* with those of the columns */
    case MO_ENTRY_COLUMN:
    case MO_ENTRY_RELATION:
    default:
      return TRUE;
    }
}

static void
append_action (GString *sql, const char *event, MoReferenceAction action)
{
  static const char *const words[] = {
    [MO_REFERENCE_RESTRICT] = "RESTRICT",
    [MO_REFERENCE_CASCADE] = "CASCADE",
    [MO_REFERENCE_SET_NULL] = "SET NULL",
    [MO_REFERENCE_NO_ACTION] = "NO ACTION",
  };

  if (action != MO_REFERENCE_DEFAULT && (guint) action < G_N_ELEMENTS (words))
    g_string_append_printf (sql, " ON %s %s", event, words[action]);
}

static gboolean
append_foreign_key (MoSchemaText *self, const MoForeignKey *key, GError **error)
{
  g_string_append (self->sql, "FOREIGN KEY ");
  if (!append_columns (self, self->model, key->columns, key->n, error))
    return FALSE;
  g_string_append (self->sql, " REFERENCES ");
  if (!append_name (self, key->parent->table, error))
    return FALSE;
  g_string_append_c (self->sql, ' ');
  if (!append_columns (self, key->parent, key->parent_columns, key->n, error))
    return FALSE;
  append_action (self->sql, "DELETE", key->entry->on_delete);
  append_action (self->sql, "UPDATE", key->entry->on_update);
  return TRUE;
}

static gboolean
append_foreign_keys (MoSchemaText *self, GPtrArray *sorted, GError **error)
{
  MoForeignKey key;

  for (guint i = 0; mo_model_get_foreign_key (self->model, i, &key); i++)
    {
      if (mo_schema_is_deferred (sorted, self->model, &key))
        continue;
      g_string_append (self->sql, ", ");
      if (!append_foreign_key (self, &key, error))
        return FALSE;
    }
  return TRUE;
}

/* The primary key is always there, so that the comma behind the last column is right. */
static gboolean
append_create (MoSchemaText *self, GPtrArray *sorted, GError **error)
{
  const MoModel *model = self->model;

  g_string_append (self->sql, "CREATE TABLE IF NOT EXISTS ");
  if (!append_name (self, model->table, error))
    return FALSE;
  g_string_append (self->sql, " (");
  for (guint i = 0; i < model->n_columns; i++)
    if (!append_column (self, &model->columns[i], error))
      return FALSE;
  if (!append_primary_key (self, error))
    return FALSE;
  for (guint i = 0; i < model->n_entries; i++)
    if (!append_entry (self, &model->entries[i], error))
      return FALSE;
  if (!append_foreign_keys (self, sorted, error))
    return FALSE;
  /* All text goes as utf8mb4, and the server's default may hold less. */
  g_string_append (self->sql, ") DEFAULT CHARACTER SET utf8mb4");
  return TRUE;
}

/* --- statements --- */

static void
begin (MoSchemaText *self, const MoModel *model, const char *words)
{
  self->sql = g_string_new (words);
  self->model = model;
}

/* Clears @self. @ok: the text is whole; otherwise @error is set. */
static MoStatement *
end (MoSchemaText *self, gboolean ok, GError **error)
{
  MoStatement *statement = NULL;

  if (ok)
    {
      statement = mo_statement_new (self->sql->str, NULL, 0, MO_STATEMENT_DEFAULT, error);
      if (statement == NULL) /* an odd .sql_type, .default_sql or .check */
        g_prefix_error (error, "model %s: ", self->model->name);
    }
  g_string_free (self->sql, TRUE);
  return statement;
}

MoStatement *
mo_schema_new_create (const MoModel *model, GPtrArray *sorted, GError **error)
{
  MoSchemaText text;

  begin (&text, model, NULL);
  return end (&text, append_create (&text, sorted, error), error);
}

MoStatement *
mo_schema_new_drop (const MoModel *model, GError **error)
{
  MoSchemaText text;

  begin (&text, model, "DROP TABLE IF EXISTS ");
  return end (&text, append_name (&text, model->table, error), error);
}

MoStatement *
mo_schema_new_add_key (const MoModel *model, const MoForeignKey *key, GError **error)
{
  MoSchemaText text;
  gboolean ok;

  begin (&text, model, "ALTER TABLE ");
  ok = append_name (&text, model->table, error);
  g_string_append (text.sql, " ADD ");
  return end (&text, ok && append_foreign_key (&text, key, error), error);
}

MoStatement *
mo_schema_new_drop_key (const MoModel *model, const char *name, GError **error)
{
  MoSchemaText text;
  gboolean ok;

  begin (&text, model, "ALTER TABLE ");
  ok = append_name (&text, model->table, error);
  g_string_append (text.sql, " DROP FOREIGN KEY ");
  return end (&text, ok && append_name (&text, name, error), error);
}
