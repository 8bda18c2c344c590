/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A copy in two turns: what is there; then each table made like its original, and filled from it.
 * The server's own clone shows what was committed before the transaction; this shows what the
 * transaction sees.
 */

#include "matrixone/mo-clone-copy-private.h"

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-result.h>

#include "sql/mo-quoting-private.h"

typedef struct
{
  MoProgram parent;
  char *target_database; /* NULL: the connection's */
  char *source_database;
  char *target_table;    /* NULL: a whole database is copied */
  char *source_table;
  gboolean may_exist;
  guint turn;
} MoCloneCopy;

/* `database`.`table`, or `table`. The names were looked at when it was made. */
static void
append_table (GString *sql, const char *database, const char *table)
{
  if (database != NULL)
    {
      mo_quote_identifier (sql, database, NULL, NULL);
      g_string_append_c (sql, '.');
    }
  mo_quote_identifier (sql, table, NULL, NULL);
}

static gboolean
add (GPtrArray *statements, const char *sql, const MoValue *values, gsize n_values, GError **error)
{
  MoStatement *statement
      = mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, error);

  if (statement != NULL)
    g_ptr_array_add (statements, statement);
  return statement != NULL;
}

/* --- what is there --- */

static gboolean
ask_about_database (MoCloneCopy *self, GPtrArray *statements, GError **error)
{
  const char *count = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name = ?";
  MoValue target = mo_value_text (self->target_database);
  MoValue source = mo_value_text (self->source_database);

  return add (statements, count, &target, 1, error) && add (statements, count, &source, 1, error)
         && add (statements,
                 "SELECT table_name, table_type FROM information_schema.tables "
                 "WHERE table_schema = ? ORDER BY table_name",
                 &source, 1, error);
}

static gboolean
ask_about_table (MoCloneCopy *self, GPtrArray *statements, GError **error)
{
  MoValue target[] = { mo_value_text (self->target_database), mo_value_text (self->target_table) };

  return add (statements,
              "SELECT COUNT(*) FROM information_schema.tables "
              "WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?",
              target, G_N_ELEMENTS (target), error);
}

/* --- the copy --- */

static gboolean
copy_table (MoCloneCopy *self,
            const char *target,
            const char *source,
            GPtrArray *statements,
            GError **error)
{
  g_autoptr (GString) create = g_string_new ("CREATE TABLE ");
  g_autoptr (GString) fill = g_string_new ("INSERT INTO ");

  append_table (create, self->target_database, target);
  append_table (fill, self->target_database, target);
  g_string_append (create, " LIKE ");
  g_string_append (fill, " SELECT * FROM ");
  append_table (create, self->source_database, source);
  append_table (fill, self->source_database, source);
  return add (statements, create->str, NULL, 0, error)
         && add (statements, fill->str, NULL, 0, error);
}

/* Whether there is nothing to do, as the target is there and may be; or why nothing can be done. */
static gboolean
check_target (MoCloneCopy *self, MoResult *n_targets, gboolean *is_done, GError **error)
{
  *is_done = mo_result_get_int64 (n_targets, 0, 0) > 0;
  if (!*is_done || self->may_exist)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_ALREADY_EXISTS, "the copy's target exists: %s \"%s\"",
               self->target_table != NULL ? "table" : "database",
               self->target_table != NULL ? self->target_table : self->target_database);
  return FALSE;
}

static gboolean
check_tables (MoCloneCopy *self, MoResult *n_sources, MoResult *tables, GError **error)
{
  if (mo_result_get_int64 (n_sources, 0, 0) == 0)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT,
                   "the copy's source, database \"%s\", does not exist", self->source_database);
      return FALSE;
    }
  for (guint i = 0; i < mo_result_get_n_rows (tables); i++)
    if (g_strcmp0 (mo_result_get_text (tables, i, 1), "BASE TABLE") != 0)
      {
        g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                     "\"%s\".\"%s\" is no table but a %s, which cannot be copied: clone the "
                     "database behind the commit, without MO_CLONE_COPY",
                     self->source_database, mo_result_get_text (tables, i, 0),
                     mo_result_get_text (tables, i, 1));
        return FALSE;
      }
  return TRUE;
}

static gboolean
copy_database (MoCloneCopy *self, GPtrArray *answers, GPtrArray *statements, GError **error)
{
  MoResult *tables = g_ptr_array_index (answers, 2);
  g_autoptr (GString) create = g_string_new ("CREATE DATABASE ");

  if (!check_tables (self, g_ptr_array_index (answers, 1), tables, error))
    return FALSE;
  mo_quote_identifier (create, self->target_database, NULL, NULL);
  if (!add (statements, create->str, NULL, 0, error))
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (tables); i++)
    {
      const char *name = mo_result_get_text (tables, i, 0);

      if (!copy_table (self, name, name, statements, error))
        return FALSE;
    }
  return TRUE;
}

/* --- as a program --- */

static gboolean
check_server (const MoProgramSite *site, GError **error)
{
  if (site->server_kind == MO_SERVER_KIND_MATRIXONE)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "a copy that is a part of the transaction can be made on MatrixOne, and this server "
               "is %s: nothing was sent",
               site->server_name);
  return FALSE;
}

static gboolean
clone_copy_next (MoProgram *program,
                 const MoProgramSite *site,
                 GPtrArray *answers,
                 GPtrArray *statements,
                 GError **error)
{
  MoCloneCopy *self = (MoCloneCopy *) program;
  gboolean is_done;

  switch (self->turn++)
    {
    case 0:
      return check_server (site, error)
             && (self->target_table != NULL ? ask_about_table (self, statements, error)
                                            : ask_about_database (self, statements, error));
    case 1:
      if (!check_target (self, g_ptr_array_index (answers, 0), &is_done, error))
        return FALSE;
      if (is_done)
        return TRUE;
      return self->target_table != NULL
                 ? copy_table (self, self->target_table, self->source_table, statements, error)
                 : copy_database (self, answers, statements, error);
    default:
      return TRUE;
    }
}

static void
clone_copy_finalize (MoProgram *program)
{
  MoCloneCopy *self = (MoCloneCopy *) program;

  g_free (self->target_database);
  g_free (self->source_database);
  g_free (self->target_table);
  g_free (self->source_table);
  g_free (self);
}

static const MoProgramClass clone_copy_class = { clone_copy_next, clone_copy_finalize };

static gboolean
check_name (const char *name, const char *what, GError **error)
{
  g_autoptr (GString) quoted = g_string_new (NULL);

  return mo_quote_identifier (quoted, name, what, error);
}

static gboolean
check_names (MoCloneCopy *self, gboolean is_table, GError **error)
{
  if (!is_table)
    return check_name (self->target_database, "the new database's name", error)
           && check_name (self->source_database, "the source database's name", error);
  return (self->target_database == NULL
          || check_name (self->target_database, "the database's name", error))
         && (self->source_database == NULL
             || check_name (self->source_database, "the database's name", error))
         && check_name (self->target_table, "the table's name", error)
         && check_name (self->source_table, "the table's name", error);
}

MoProgram *
mo_clone_copy_new (const char *target_database,
                   const char *target_table,
                   const char *source_database,
                   const char *source_table,
                   MoCloneFlags flags,
                   GError **error)
{
  MoCloneCopy *self = g_new0 (MoCloneCopy, 1);
  gboolean is_table = target_table != NULL || source_table != NULL;
  g_autoptr (MoProgram) program = &self->parent;

  mo_program_init (program, &clone_copy_class);
  program->is_vital = TRUE;
  self->target_database = g_strdup (target_database);
  self->source_database = g_strdup (source_database);
  self->target_table = g_strdup (target_table);
  self->source_table = g_strdup (source_table);
  self->may_exist = (flags & MO_CLONE_IF_NOT_EXISTS) != 0;
  return check_names (self, is_table, error) ? g_steal_pointer (&program) : NULL;
}
