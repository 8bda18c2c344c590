/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server says of its tables, what it could not make, and foreign keys in a circle. */

#include "orm/mo-schema-private.h"

#include <matrixone-glib/mo-error.h>

#include "base/mo-feature-private.h"

/* --- what a server lacks --- */

/* What of a model MatrixOne alone has; NULL: nothing. (transfer full) */
static char *
find_vector (const MoModel *model)
{
  for (guint i = 0; i < model->n_columns; i++)
    if (model->columns[i].flags & MO_VECTOR)
      return g_strdup_printf ("column %s, a vector,", model->columns[i].name);
  for (guint i = 0; i < model->n_entries; i++)
    if (model->entries[i].kind == MO_ENTRY_INDEX
        && (model->entries[i].index.kind == MO_INDEX_IVFFLAT
            || model->entries[i].index.kind == MO_INDEX_HNSW))
      return g_strdup_printf ("index %s, of vectors,", model->entries[i].name);
  return NULL;
}

/* Text is compared byte by byte there, whatever is said. */
static gboolean
is_other_text (const MoColumn *column)
{
  return (column->collation != NULL && !g_str_has_suffix (column->collation, "_bin"))
         || (column->charset != NULL && g_ascii_strcasecmp (column->charset, "utf8mb4") != 0);
}

/* What MatrixOne reads and forgets. (transfer full) */
static char *
find_ignored (const MoModel *model)
{
  for (guint i = 0; i < model->n_columns; i++)
    {
      const MoColumn *column = &model->columns[i];

      if (column->check != NULL)
        return g_strdup_printf ("the .check of column %s", column->name);
      if (is_other_text (column))
        return g_strdup_printf ("the .charset or .collation of column %s", column->name);
    }
  for (guint i = 0; i < model->n_entries; i++)
    if (model->entries[i].kind == MO_ENTRY_CHECK)
      return g_strdup_printf ("check %s", model->entries[i].name);
  return NULL;
}

gboolean
mo_schema_check_server (const MoModel *model,
                        const MoProgramSite *site,
                        GError **error)
{
  g_autofree char *what = NULL;

  if (!mo_features_have (&site->features, site->server_kind, MO_FEATURE_VECTORS))
    what = find_vector (model);
  if (what == NULL && site->server_kind == MO_SERVER_KIND_MATRIXONE)
    what = find_ignored (model);

  if (what == NULL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "model %s: %s is not to be had on this server, %s; nothing was sent", model->name,
               what, site->server_name);
  return FALSE;
}

/* --- a setting --- */

const char *
mo_schema_find_hnsw (const MoModel *model)
{
  for (guint i = 0; i < model->n_entries; i++)
    if (model->entries[i].kind == MO_ENTRY_INDEX && model->entries[i].index.kind == MO_INDEX_HNSW)
      return model->entries[i].name;
  return NULL;
}

MoStatement *
mo_schema_ask_hnsw (GError **error)
{
  return mo_statement_new ("SELECT @@experimental_hnsw_index", NULL, 0, MO_STATEMENT_DEFAULT,
                           error);
}

gboolean
mo_schema_read_hnsw (MoResult *answer,
                     gboolean in_transaction,
                     const MoModel *model,
                     MoStatement **to_set,
                     GError **error)
{
  MoValue value = mo_result_get_value (answer, 0, 0);
  gint64 number = 0;

  *to_set = NULL;
  if (mo_value_get_int64 (&value, &number, NULL) && number != 0)
    return TRUE;
  if (in_transaction)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                   "model %s: index %s wants the setting experimental_hnsw_index = 1, which cannot "
                   "be set in a transaction: create the table by mo_client_create_all(), or have "
                   "every connection set it, by init_sql in the client's URI",
                   model->name, mo_schema_find_hnsw (model));
      return FALSE;
    }
  *to_set = mo_statement_new ("SET experimental_hnsw_index = 1", NULL, 0, MO_STATEMENT_DEFAULT,
                              error);
  return *to_set != NULL;
}

/* --- circles --- */

gboolean
mo_schema_is_deferred (GPtrArray *sorted, const MoModel *model, const MoForeignKey *key)
{
  guint own = 0;
  guint other = 0;

  return g_ptr_array_find (sorted, model, &own) && g_ptr_array_find (sorted, key->parent, &other)
         && other > own;
}

/* --- what is there --- */

/* MatrixOne keeps the names of tables in small letters, and compares them byte by byte. */
static MoStatement *
ask (const char *select, const char *table, MoServerKind kind, const char *order, GError **error)
{
  const char *equal = kind == MO_SERVER_KIND_MATRIXONE ? "LOWER(t.table_name) = LOWER(?)"
                                                       : "t.table_name = ?";
  MoValue name = mo_value_text (table);
  g_autofree char *sql = g_strdup_printf ("%s = DATABASE() AND %s%s", select, equal, order);

  return mo_statement_new (sql, &name, 1, MO_STATEMENT_DEFAULT, error);
}

MoStatement *
mo_schema_ask_columns (MoServerKind kind, const MoModel *model, GError **error)
{
  return ask ("SELECT t.column_name, t.column_type, t.is_nullable, t.column_default, t.extra "
              "FROM information_schema.columns t WHERE t.table_schema",
              model->table, kind, " ORDER BY t.ordinal_position", error);
}

MoStatement *
mo_schema_ask_indexes (MoServerKind kind, const MoModel *model, GError **error)
{
  return ask ("SELECT t.index_name, t.non_unique, t.index_type, t.column_name "
              "FROM information_schema.statistics t WHERE t.table_schema",
              model->table, kind, " ORDER BY t.index_name, t.seq_in_index", error);
}

/* MatrixOne's information_schema has no columns of foreign keys. */
MoStatement *
mo_schema_ask_keys (MoServerKind kind, const MoModel *model, GError **error)
{
  if (kind == MO_SERVER_KIND_MATRIXONE)
    return ask ("SELECT t.constraint_name, t.column_name, t.refer_table_name, t.refer_column_name, "
                "t.on_delete, t.on_update FROM mo_catalog.mo_foreign_keys t WHERE t.db_name",
                model->table, kind, "", error);
  return ask ("SELECT t.constraint_name, t.column_name, t.referenced_table_name, "
              "t.referenced_column_name, r.delete_rule, r.update_rule "
              "FROM information_schema.key_column_usage t "
              "JOIN information_schema.referential_constraints r "
              "ON r.constraint_schema = t.table_schema AND r.table_name = t.table_name "
              "AND r.constraint_name = t.constraint_name "
              "WHERE t.referenced_table_name IS NOT NULL AND t.table_schema",
              model->table, kind, "", error);
}

gboolean
mo_schema_is_cell (MoResult *result, guint row, guint column, const char *text)
{
  const char *cell = mo_result_get_text (result, row, column);

  return cell != NULL && g_ascii_strcasecmp (cell, text) == 0;
}

/* Whether a row of the constraint says that one of the key's columns leads to its partner. */
static gboolean
has_pair (MoResult *keys, const char *name, const MoModel *model, const MoForeignKey *key, guint i)
{
  for (guint row = 0; row < mo_result_get_n_rows (keys); row++)
    if (mo_schema_is_cell (keys, row, 0, name)
        && mo_schema_is_cell (keys, row, 1, model->columns[key->columns[i]].name)
        && mo_schema_is_cell (keys, row, 2, key->parent->table)
        && mo_schema_is_cell (keys, row, 3, key->parent->columns[key->parent_columns[i]].name))
      return TRUE;
  return FALSE;
}

gint
mo_schema_find_key (MoResult *keys, const MoModel *model, const MoForeignKey *key)
{
  for (guint row = 0; row < mo_result_get_n_rows (keys); row++)
    {
      const char *name = mo_schema_get_key_name (keys, row);
      guint n_there = 0;
      guint n_equal = 0;

      for (guint i = 0; i < mo_result_get_n_rows (keys); i++)
        n_there += mo_schema_is_cell (keys, i, 0, name);
      for (guint i = 0; i < key->n; i++)
        n_equal += has_pair (keys, name, model, key, i);
      if (n_equal == key->n && n_there == key->n)
        return (gint) row;
    }
  return -1;
}

const char *
mo_schema_get_key_name (MoResult *keys, guint row)
{
  const char *name = mo_result_get_text (keys, row, 0);

  return name != NULL ? name : "";
}

/* Servers call what nothing was said about RESTRICT or NO ACTION, which do the same. */
static gboolean
is_action (MoResult *keys, guint row, guint column, MoReferenceAction action)
{
  const char *cell = mo_result_get_text (keys, row, column);
  MoReferenceAction found = MO_REFERENCE_RESTRICT;

  if (cell != NULL && g_ascii_strcasecmp (cell, "CASCADE") == 0)
    found = MO_REFERENCE_CASCADE;
  else if (cell != NULL && g_ascii_strncasecmp (cell, "SET", 3) == 0
           && g_ascii_strcasecmp (cell + 4, "NULL") == 0)
    found = MO_REFERENCE_SET_NULL;
  if (action == MO_REFERENCE_DEFAULT || action == MO_REFERENCE_NO_ACTION)
    action = MO_REFERENCE_RESTRICT;
  return found == action;
}

gboolean
mo_schema_acts_as (MoResult *keys, guint row, const MoForeignKey *key)
{
  return is_action (keys, row, 4, key->entry->on_delete)
         && is_action (keys, row, 5, key->entry->on_update);
}
