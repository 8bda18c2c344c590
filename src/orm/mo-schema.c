/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models: CREATE TABLE and DROP TABLE, in the order of their foreign keys. */

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-schema.h>
#include <string.h>

#include "client/mo-executor-private.h"
#include "orm/mo-model-private.h"
#include "sql/mo-quoting-private.h"

/* --- the program --- */

/* One statement a turn, so that none is sent behind one that failed. */
typedef struct
{
  MoProgram parent;
  GPtrArray *statements; /* of MoStatement */
  guint n_sent;
} MoSchemaProgram;

static gboolean
next_statement (MoProgram *program,
                const MoProgramSite *site,
                GPtrArray *answers,
                GPtrArray *statements,
                GError **error)
{
  MoSchemaProgram *self = (MoSchemaProgram *) program;

  (void) site;
  (void) answers;
  (void) error;
  if (self->n_sent < self->statements->len)
    g_ptr_array_add (statements,
                     mo_statement_ref (g_ptr_array_index (self->statements, self->n_sent++)));
  return TRUE;
}

static void
finalize_program (MoProgram *program)
{
  MoSchemaProgram *self = (MoSchemaProgram *) program;

  g_ptr_array_unref (self->statements);
  g_free (self);
}

/* Consumes @statements. */
static MoProgram *
new_program (GPtrArray *statements)
{
  static const MoProgramClass klass = { next_statement, finalize_program };
  MoSchemaProgram *self = g_new0 (MoSchemaProgram, 1);

  mo_program_init (&self->parent, &klass);
  self->statements = statements;
  for (guint i = 0; i < statements->len; i++)
    self->parent.bytes =
        MAX (self->parent.bytes, strlen (mo_statement_get_sql (g_ptr_array_index (statements, i))));
  return &self->parent;
}

/* --- text --- */

static gboolean
append_name (GString *sql, const char *name, const MoModel *model, GError **error)
{
  g_autofree char *what = g_strdup_printf ("model %s: the name \"%s\"", model->name, name);

  return mo_quote_identifier (sql, name, what, error);
}

static void
append_sized (GString *sql, guint length, const char *sized, const char *unlimited)
{
  if (length > 0)
    g_string_append_printf (sql, "%s(%u)", sized, length);
  else
    g_string_append (sql, unlimited);
}

static void
append_type (GString *sql, const MoColumn *column)
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
  else if (column->type == MO_FIELD_BYTES)
    append_sized (sql, column->length, "VARBINARY", "BLOB");
  else
    g_string_append (sql, types[column->type]);
}

static gboolean
append_column (GString *sql, const MoModel *model, const MoColumn *column, GError **error)
{
  if (!append_name (sql, column->name, model, error))
    return FALSE;
  g_string_append_c (sql, ' ');
  append_type (sql, column);
  g_string_append (sql, mo_column_is_nullable (column) ? " NULL" : " NOT NULL");
  if (column->flags & MO_AUTO_INCREMENT)
    g_string_append (sql, " AUTO_INCREMENT");
  if (column->flags & MO_UNIQUE)
    g_string_append (sql, " UNIQUE");
  g_string_append (sql, ", ");
  return TRUE;
}

static gboolean
append_primary_key (GString *sql, const MoModel *model, GError **error)
{
  for (guint i = 0; i < model->n_keys; i++)
    {
      g_string_append (sql, i == 0 ? "PRIMARY KEY (" : ", ");
      if (!append_name (sql, model->columns[model->keys[i]].name, model, error))
        return FALSE;
    }
  g_string_append_c (sql, ')');
  return TRUE;
}

static gboolean
append_foreign_key (GString *sql, const MoModel *model, const MoColumn *column, GError **error)
{
  const MoModel *parent = mo_column_get_parent (column);
  gint index;

  if (parent == NULL)
    return TRUE;
  index = mo_model_find_offset (parent, column->references.offset);
  g_string_append (sql, ", FOREIGN KEY (");
  if (!append_name (sql, column->name, model, error))
    return FALSE;
  g_string_append (sql, ") REFERENCES ");
  if (!append_name (sql, parent->table, parent, error))
    return FALSE;
  g_string_append (sql, " (");
  if (!append_name (sql, parent->columns[index].name, parent, error))
    return FALSE;
  g_string_append_c (sql, ')');
  return TRUE;
}

/* The key is always there, so that the comma behind the last column is right. */
static gboolean
append_create (GString *sql, const MoModel *model, GError **error)
{
  g_string_append (sql, "CREATE TABLE IF NOT EXISTS ");
  if (!append_name (sql, model->table, model, error))
    return FALSE;
  g_string_append (sql, " (");
  for (guint i = 0; i < model->n_columns; i++)
    if (!append_column (sql, model, &model->columns[i], error))
      return FALSE;
  if (!append_primary_key (sql, model, error))
    return FALSE;
  for (guint i = 0; i < model->n_columns; i++)
    if (!append_foreign_key (sql, model, &model->columns[i], error))
      return FALSE;
  /* All text goes as utf8mb4, and the server's default may hold less. */
  g_string_append (sql, ") DEFAULT CHARACTER SET utf8mb4");
  return TRUE;
}

static gboolean
append_drop (GString *sql, const MoModel *model, GError **error)
{
  g_string_append (sql, "DROP TABLE IF EXISTS ");
  return append_name (sql, model->table, model, error);
}

/* --- running --- */

typedef gboolean (*AppendFunc) (GString *sql, const MoModel *model, GError **error);

static MoStatement *
new_statement (const MoModel *model, AppendFunc append, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  MoStatement *statement;

  if (!append (sql, model, error))
    return NULL;
  statement = mo_statement_new (sql->str, NULL, 0, MO_STATEMENT_DEFAULT, error);
  if (statement == NULL) /* an odd .sql_type */
    g_prefix_error (error, "model %s: ", model->name);
  return statement;
}

static MoProgram *
make_program (
    const MoModel *const *models, gsize n_models, gboolean drop, const char *what, GError **error)
{
  g_autoptr (GPtrArray) statements =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);
  g_autoptr (GPtrArray) sorted = NULL;

  if (models == NULL && n_models > 0)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "%s was given NULL where %" G_GSIZE_FORMAT " models belong", what, n_models);
      return NULL;
    }
  sorted = mo_model_sort_by_references (models, n_models, error);
  if (sorted == NULL)
    return NULL;
  for (guint i = 0; i < sorted->len; i++)
    {
      const MoModel *model = g_ptr_array_index (sorted, drop ? sorted->len - 1 - i : i);
      MoStatement *statement = new_statement (model, drop ? append_drop : append_create, error);

      if (statement == NULL)
        return NULL;
      g_ptr_array_add (statements, statement);
    }
  return new_program (g_steal_pointer (&statements));
}

static MoFuture *
run (MoExecutor *executor,
     const MoModel *const *models,
     gsize n_models,
     gboolean drop,
     const char *what)
{
  g_autoptr (GError) error = NULL;
  MoProgram *program;

  if (n_models == 0 && MO_IS_EXECUTOR (executor))
    return mo_future_new_true ();
  program = make_program (models, n_models, drop, what, &error);
  if (program == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_run (executor, program);
}

/**
 * mo_schema_create_all:
 * @executor: a client, a transaction or a session
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * Creates the tables of models that are not there yet, those that others refer to first. A table
 * that is there stays as it is, whatever its columns. One that a failure follows stays too, unless
 * a transaction is rolled back that the server creates tables in. MariaDB and MySQL would commit an
 * open transaction, so there the call is for a client.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a model that is %NULL or unusable;
 * foreign keys that lead in a circle; a name that cannot be one), %MO_ERROR_SYNTAX (`.sql_type`),
 * %MO_ERROR_ENDS_TRANSACTION, those of the pool and the server.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_schema_create_all (MoExecutor *executor, const MoModel *const *models, gsize n_models)
{
  return run (executor, models, n_models, FALSE, "mo_schema_create_all()");
}

/**
 * mo_schema_drop_all:
 * @executor: a client, a transaction or a session
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * Drops the tables of models that are there, with their rows; those that refer to others first.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.schema_create_all]; the server's, if a table
 * refers to one of them that is not among @models.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_schema_drop_all (MoExecutor *executor, const MoModel *const *models, gsize n_models)
{
  return run (executor, models, n_models, TRUE, "mo_schema_drop_all()");
}

/**
 * mo_client_create_all:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * [func@Mo.schema_create_all] on a client.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_create_all (MoClient *client, const MoModel *const *models, gsize n_models)
{
  return run ((MoExecutor *) client, models, n_models, FALSE, "mo_client_create_all()");
}

/**
 * mo_client_drop_all:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 *
 * [func@Mo.schema_drop_all] on a client.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of %TRUE
 * Since: 0.1
 */
MoFuture *
mo_client_drop_all (MoClient *client, const MoModel *const *models, gsize n_models)
{
  return run ((MoExecutor *) client, models, n_models, TRUE, "mo_client_drop_all()");
}
