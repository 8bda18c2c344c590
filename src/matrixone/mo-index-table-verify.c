/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a table's indexes have as many rows as they should: which there are is asked first, then
 * all are counted in one statement, as others may write in between. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-index-table.h>
#include <matrixone-glib/mo-result.h>

#include "matrixone/mo-command-text-private.h"

#undef mo_index_table_verify

/* Of the rows that tell the indexes' columns. */
#define TABLE 0
#define TYPE 1
#define COLUMN 2
#define INDEX 3

typedef struct
{
  MoProgram parent;
  char *database;
  char *table;
  MoResult *columns; /* of the indexes, those of one together; NULL: not asked yet */
  MoResult *counts;  /* of the table; then for each index its own, and what it should be */
  guint turn;
} MoIndexVerify;

/* Those of ordinary indexes; others have no row for each of the table's. */
static MoCommandText *
columns_text (MoIndexVerify *self)
{
  MoCommandText *text = mo_command_text_new (
      "SELECT i.index_table_name, i.type, i.column_name, i.name FROM mo_catalog.mo_indexes i "
      "JOIN mo_catalog.mo_tables t ON i.table_id = t.rel_id "
      "WHERE t.account_id = CURRENT_ACCOUNT_ID() AND i.index_table_name <> '' "
      "AND i.type IN ('UNIQUE', 'MULTIPLE') AND COALESCE(i.algo, '') IN ('', 'btree') "
      "AND t.reldatabase = ");

  mo_command_text_kept (text, self->database, "the database's name");
  mo_command_text_add (text, " AND t.relname = ");
  mo_command_text_kept (text, self->table, "the table's name");
  mo_command_text_add (text, " ORDER BY i.index_table_name, i.ordinal_position");
  return text;
}

/* --- counting --- */

static gboolean
is_first (MoResult *columns, guint row)
{
  return row == 0
         || g_strcmp0 (mo_result_get_text (columns, row, TABLE),
                       mo_result_get_text (columns, row - 1, TABLE))
                != 0;
}

static void
add_count (MoCommandText *text, const char *database, const char *table)
{
  mo_command_text_add (text, "(SELECT COUNT(*) FROM ");
  mo_command_text_table (text, database, table);
}

/* What a unique index should have: no row with a NULL in one of its columns. */
static void
add_expected (MoCommandText *text, MoIndexVerify *self, guint row)
{
  const char *word = " WHERE ";
  guint n = mo_result_get_n_rows (self->columns);

  add_count (text, self->database, self->table);
  if (g_strcmp0 (mo_result_get_text (self->columns, row, TYPE), "UNIQUE") == 0)
    do
      {
        mo_command_text_add (text, word);
        mo_command_text_name (text, mo_result_get_text (self->columns, row, COLUMN),
                              "the column's name");
        mo_command_text_add (text, " IS NOT NULL");
        word = " AND ";
      }
    while (++row < n && !is_first (self->columns, row));
  mo_command_text_add (text, ")");
}

static MoCommandText *
counts_text (MoIndexVerify *self)
{
  MoCommandText *text = mo_command_text_new ("SELECT ");

  add_count (text, self->database, self->table);
  mo_command_text_add (text, ")");
  for (guint i = 0; i < mo_result_get_n_rows (self->columns); i++)
    if (is_first (self->columns, i))
      {
        mo_command_text_add (text, ", ");
        add_count (text, self->database, mo_result_get_text (self->columns, i, TABLE));
        mo_command_text_add (text, "), ");
        add_expected (text, self, i);
      }
  return text;
}

static gboolean
compare (MoIndexVerify *self, GError **error)
{
  g_autoptr (GString) wrong = g_string_new (NULL);
  guint column = 1;

  for (guint i = 0; i < mo_result_get_n_rows (self->columns); i++)
    {
      gint64 count, expected;

      if (!is_first (self->columns, i))
        continue;
      count = mo_result_get_int64 (self->counts, 0, column++);
      expected = mo_result_get_int64 (self->counts, 0, column++);
      if (count != expected)
        g_string_append_printf (wrong,
                                "%s%s (%s) has %" G_GINT64_FORMAT " rows and not %" G_GINT64_FORMAT,
                                wrong->len > 0 ? "; " : "",
                                mo_result_get_text (self->columns, i, INDEX),
                                mo_result_get_text (self->columns, i, TABLE), count, expected);
    }
  if (wrong->len == 0)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "indexes of \"%s\".\"%s\" differ from it: %s",
               self->database, self->table, wrong->str);
  return FALSE;
}

/* --- as a program --- */

static gboolean
add_text (GPtrArray *statements, MoCommandText *text, GError **error)
{
  return mo_program_add_statement (statements, mo_command_text_to_statement (text, error));
}

static gboolean
index_verify_next (MoProgram *program,
                   const MoProgramSite *site,
                   GPtrArray *answers,
                   GPtrArray *statements,
                   GError **error)
{
  MoIndexVerify *self = (MoIndexVerify *) program;

  switch (self->turn++)
    {
    case 0:
      return mo_program_site_check_matrixone (site, "tables of indexes are", error)
             && add_text (statements, columns_text (self), error);
    case 1:
      self->columns = mo_result_ref (g_ptr_array_index (answers, 0));
      return add_text (statements, counts_text (self), error);
    default:
      self->counts = mo_result_ref (g_ptr_array_index (answers, 0));
      return compare (self, error);
    }
}

static MoResult *
index_verify_take_result (MoProgram *program)
{
  return g_steal_pointer (&((MoIndexVerify *) program)->counts);
}

static void
index_verify_finalize (MoProgram *program)
{
  MoIndexVerify *self = (MoIndexVerify *) program;

  g_clear_pointer (&self->columns, mo_result_unref);
  g_clear_pointer (&self->counts, mo_result_unref);
  g_free (self->database);
  g_free (self->table);
  g_free (self);
}

static const MoProgramClass index_verify_class
    = { index_verify_next, index_verify_finalize, index_verify_take_result };

/**
 * mo_index_table_verify:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 *
 * Counts the rows of a table and of its ordinary secondary indexes, all at one moment, and is
 * rejected if they differ. A unique index has no row where one of its columns is NULL. Indexes of
 * vectors and of full text are left out, as they have other rows.
 *
 * In a transaction: it runs there, and sees what it has written. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_NO_SUCH_OBJECT (the table), %MO_ERROR_FAILED (an index differs: which
 * ones, and how, is in the message), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of how many rows the table has: see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_index_table_verify (MoExecutor *executor, const char *database, const char *table)
{
  MoCommandText *names = mo_command_text_new ("");
  MoIndexVerify *self;

  mo_command_text_check_name (names, database, "the database's name");
  mo_command_text_check_name (names, table, "the table's name");
  if (mo_command_text_is_refused (names))
    return mo_command_text_run (names, executor, MO_COMMAND_RUNS);
  mo_command_text_free (names);
  self = g_new0 (MoIndexVerify, 1);
  mo_program_init (&self->parent, &index_verify_class);
  self->database = g_strdup (database);
  self->table = g_strdup (table);
  return mo_executor_run (executor, &self->parent);
}
