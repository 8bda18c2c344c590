/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SELECT … INTO OUTFILE. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-export.h>
#include <matrixone-glib/mo-future.h>

#include <string.h>

#include "matrixone/mo-stage-url-private.h"
#include "orm/mo-select-private.h"
#include "sql/mo-lexer-private.h"

#undef mo_export_select
#undef mo_export_select_stage
#undef mo_export_sql
#undef mo_export_sql_stage

static const MoExportOptions none;

/* --- options --- */

/* A server before 4.0 writes CSV only, and knows no word for it; a later one takes that for what
 * such a file has. */
static void
add_format (MoCommandText *text, const MoExportOptions *options, const char *file)
{
  static const char *const formats[] = { "'csv'", "'jsonline'", "'parquet'" };

  if ((guint) options->format >= G_N_ELEMENTS (formats))
    {
      mo_command_text_refuse (text, "there is no format %d", (int) options->format);
      return;
    }
  if (options->format == MO_EXPORT_CSV && file != NULL && g_str_has_suffix (file, ".csv"))
    return;
  mo_command_text_add (text, " FORMAT ");
  mo_command_text_add (text, formats[options->format]);
}

static void
add_split_size (MoCommandText *text, guint64 n_bytes)
{
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, n_bytes);

  if (n_bytes == 0)
    return;
  mo_command_text_add (text, " SPLITSIZE ");
  mo_command_text_value (text, size, "the size");
}

static void
add_or_default (MoCommandText *text, const char *words, const char *value, const char *by_default)
{
  if (value != NULL && *value == '\0')
    mo_command_text_refuse (text, "without what is between and around fields, and behind rows, "
                                  "nobody can tell them apart");
  mo_command_text_add (text, words);
  mo_command_text_value (text, value != NULL ? value : by_default, "what ends a field");
}

static void
add_csv (MoCommandText *text, const MoExportOptions *options)
{
  if (options->fields_enclosed_by != NULL && strlen (options->fields_enclosed_by) > 1)
    mo_command_text_refuse (text, "what is around a field is one byte, and not %s",
                            options->fields_enclosed_by);
  add_or_default (text, " FIELDS TERMINATED BY ", options->fields_terminated_by, ",");
  add_or_default (text, " ENCLOSED BY ", options->fields_enclosed_by, "\"");
  add_or_default (text, " LINES TERMINATED BY ", options->lines_terminated_by, "\n");
  mo_command_text_add (text, options->header ? " HEADER 'true'" : " HEADER 'false'");
  if (options->force_quote == NULL)
    return;
  mo_command_text_add (text, " FORCE_QUOTE (");
  mo_command_text_names (text, options->force_quote, "columns to quote");
  mo_command_text_add (text, ")");
}

static void
refuse_csv (MoCommandText *text, const MoExportOptions *options)
{
  if (options->fields_terminated_by != NULL || options->fields_enclosed_by != NULL
      || options->lines_terminated_by != NULL || options->header || options->force_quote != NULL)
    mo_command_text_refuse (text, "what fields and lines end with, and what is quoted, is CSV's "
                                  "alone, and so is a header");
}

static void
add_options (MoCommandText *text, const MoExportOptions *options, const char *file)
{
  const MoExportOptions *given = options != NULL ? options : &none;

  add_format (text, given, file);
  add_split_size (text, given->split_size_bytes);
  if (given->format == MO_EXPORT_CSV)
    add_csv (text, given);
  else
    refuse_csv (text, given);
}

/* --- the command --- */

/* Consumes @statement. */
static MoCommandText *
begin (MoStatement *statement)
{
  MoCommandText *text = mo_command_text_new ("");

  mo_command_text_statement (text, statement);
  mo_command_text_add (text, " INTO OUTFILE ");
  return text;
}

/* Consumes @statement, or the error that there is instead of it. */
static MoFuture *
export_file (MoExecutor *executor,
             MoStatement *statement,
             GError *error,
             const char *path,
             const MoExportOptions *options)
{
  MoCommandText *text;

  if (statement == NULL)
    return mo_executor_refuse (executor, error);
  text = begin (statement);
  if (path == NULL || *path != '/')
    mo_command_text_refuse (text, "the path of a file to write is NULL, or does not begin with a "
                                  "/");
  mo_command_text_value (text, path, "the path");
  add_options (text, options, path);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

static MoFuture *
export_stage (MoExecutor *executor,
              MoStatement *statement,
              GError *error,
              const char *stage,
              const char *file,
              const MoExportOptions *options)
{
  MoCommandText *text;

  if (statement == NULL)
    return mo_executor_refuse (executor, error);
  text = begin (statement);
  mo_command_text_stage_target (text, stage, file);
  add_options (text, options, file);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/* Which statement WITH belongs to: one that writes would be run, and nothing exported. */
static gboolean
is_select_behind (MoLexer *lexer)
{
  static const char *const writing[] = { "INSERT", "REPLACE", "UPDATE", "DELETE" };
  MoToken token;
  gint depth = 0;

  while (mo_lexer_next (lexer, &token) != MO_TOKEN_END && token.type != MO_TOKEN_ERROR)
    {
      if (token.type == MO_TOKEN_OPERATOR && (*token.start == '(' || *token.start == ')'))
        depth += *token.start == '(' ? 1 : -1;
      if (depth > 0)
        continue;
      if (mo_token_is_word (&token, "SELECT"))
        return TRUE;
      for (guint i = 0; i < G_N_ELEMENTS (writing); i++)
        if (mo_token_is_word (&token, writing[i]))
          return FALSE;
    }
  return FALSE;
}

/* Behind anything else, INTO OUTFILE would be of a query that is a part of it. */
static gboolean
is_query (const char *sql)
{
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, strlen (sql), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) == MO_TOKEN_SPACE)
    continue;
  if (mo_token_is_word (&token, "WITH"))
    return is_select_behind (&lexer);
  return mo_token_is_word (&token, "SELECT")
         || (token.type == MO_TOKEN_OPERATOR && *token.start == '(');
}

/* (transfer full) */
static MoStatement *
parse (const char *sql, const MoValue *values, gsize n_values, GError **error)
{
  g_autoptr (MoStatement) statement =
      mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, error);

  if (statement == NULL || is_query (sql))
    return g_steal_pointer (&statement);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "what is exported is a query: SELECT, or WITH before it");
  return NULL;
}

/**
 * mo_export_select:
 * @executor: a client, a transaction or a session
 * @query: (transfer full): what to write, without [func@Mo.for_update], which the server has
 *   behind the file
 * @path: a file of the server's host, from the root on, which is not there yet. `%d`, or `%5d` and
 *   the like, is the number of each file where they are several, and 0 where not; without it the
 *   second one ends with `.1`
 * @options: (nullable): how to write it; %NULL: as CSV
 *
 * Has the server write a file of what a query selects. If it fails midway, what it wrote stays.
 * Servers seen so far make folders that are not there, write a file that only their own user can
 * read, and open none whose path has other characters than letters, digits and `!-_.*'()@/=%` in
 * it.
 *
 * In a transaction: it runs there, and writes what that sees; a rollback does not take it back.
 * Server: 3.0, and 4.0 for another file than CSV, one whose name does not end with `.csv`, and
 * several.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a path that does not begin with a
 * `/`, an option that the format does not have), %MO_ERROR_NOT_SUPPORTED (no MatrixOne),
 * %MO_ERROR_SERVER (the file is there; its name is that of another format), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_export_select (MoExecutor *executor,
                  MoSelect *query,
                  const char *path,
                  const MoExportOptions *options)
{
  g_autoptr (MoSelect) owned = query;
  GError *error = NULL;
  MoStatement *statement = mo_select_to_statement (owned, 0, &error);

  return export_file (executor, statement, error, path, options);
}

/**
 * mo_export_select_stage:
 * @executor: a client, a transaction or a session
 * @query: (transfer full): what to write
 * @stage: a stage, whose name is of letters, digits, and `-_.~$`
 * @file: a file in it, which is not there yet; there is no `?` and no `#` in its name
 * @options: (nullable): how to write it; %NULL: as CSV
 *
 * Has the server write a file in a stage. Otherwise as [func@Mo.export_select].
 *
 * In a transaction: it runs there. Server: 3.0, and 4.0 as there.
 *
 * Thread: any; never blocks. Errors: as there, %MO_ERROR_SERVER (there is no such stage).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_export_select_stage (MoExecutor *executor,
                        MoSelect *query,
                        const char *stage,
                        const char *file,
                        const MoExportOptions *options)
{
  g_autoptr (MoSelect) owned = query;
  GError *error = NULL;
  MoStatement *statement = mo_select_to_statement (owned, 0, &error);

  return export_stage (executor, statement, error, stage, file, options);
}

/**
 * mo_export_sql:
 * @executor: a client, a transaction or a session
 * @sql: what to write: one SELECT, with `?` for each value
 * @values: (array length=n_values) (nullable): those
 * @n_values: how many those are
 * @path: a file of the server's host, from the root on, which is not there yet
 * @options: (nullable): how to write it; %NULL: as CSV
 *
 * Has the server write a file of what a text selects. Otherwise as [func@Mo.export_select].
 *
 * In a transaction: it runs there. Server: 3.0, and 4.0 as there.
 *
 * Thread: any; never blocks. Errors: as there, %MO_ERROR_INVALID_ARGUMENT (@sql is no query).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_export_sql (MoExecutor *executor,
               const char *sql,
               const MoValue *values,
               gsize n_values,
               const char *path,
               const MoExportOptions *options)
{
  GError *error = NULL;
  MoStatement *statement = parse (sql, values, n_values, &error);

  return export_file (executor, statement, error, path, options);
}

/**
 * mo_export_sql_stage:
 * @executor: a client, a transaction or a session
 * @sql: what to write: one SELECT, with `?` for each value
 * @values: (array length=n_values) (nullable): those
 * @n_values: how many those are
 * @stage: a stage
 * @file: a file in it, which is not there yet
 * @options: (nullable): how to write it; %NULL: as CSV
 *
 * Has the server write a file in a stage of what a text selects. Otherwise as
 * [func@Mo.export_select_stage].
 *
 * In a transaction: it runs there. Server: 3.0, and 4.0 as there.
 *
 * Thread: any; never blocks. Errors: as there, %MO_ERROR_INVALID_ARGUMENT (@sql is no query).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_export_sql_stage (MoExecutor *executor,
                     const char *sql,
                     const MoValue *values,
                     gsize n_values,
                     const char *stage,
                     const char *file,
                     const MoExportOptions *options)
{
  GError *error = NULL;
  MoStatement *statement = parse (sql, values, n_values, &error);

  return export_stage (executor, statement, error, stage, file, options);
}
