/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE INDEX … USING, CREATE FULLTEXT INDEX, and what the server keeps of them. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-table-index.h>

#include "matrixone/mo-command-steps-private.h"
#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_vector_index_create
#undef mo_vector_index_rebuild
#undef mo_vector_index_list_entries
#undef mo_fulltext_index_create
#undef mo_table_index_drop

#define NAME "the index's name"

/**
 * mo_model_of_MoIvfList:
 *
 * The model of [struct@Mo.MoIvfList], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoIvfList, mo_ivf_list, "mo_ivf_list",
                     MO_COLUMN (centroid, MO_PRIMARY_KEY), MO_COLUMN (version, 0),
                     MO_COLUMN (n_entries, 0))

/**
 * mo_ivf_list_ref:
 * @self: a list
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_ivf_list_unref:
 * @self: (transfer full): a list
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/* --- vectors --- */

static void
add_option (MoCommandText *text, const char *option, guint value)
{
  if (value == 0)
    return;
  mo_command_text_add (text, option);
  mo_command_text_number (text, value);
}

static void
add_metric (MoCommandText *text, MoVectorMetric metric)
{
  static const char *const operators[] = {
    [MO_METRIC_L2] = " OP_TYPE 'vector_l2_ops'",
    [MO_METRIC_COSINE] = " OP_TYPE 'vector_cosine_ops'",
    [MO_METRIC_INNER_PRODUCT] = " OP_TYPE 'vector_ip_ops'",
  };

  if ((guint) metric < G_N_ELEMENTS (operators))
    mo_command_text_add (text, operators[metric]);
  else
    mo_command_text_refuse (text, "%d is not one of MoVectorMetric", (int) metric);
}

static void
add_options (MoCommandText *text, const MoIndexOptions *options)
{
  if (options->kind == MO_INDEX_IVFFLAT)
    add_option (text, " LISTS ", options->lists);
  else
    {
      add_option (text, " M ", options->m);
      add_option (text, " EF_CONSTRUCTION ", options->ef_construction);
      add_option (text, " EF_SEARCH ", options->ef_search);
    }
  add_metric (text, options->metric);
}

static gboolean
is_of_vectors (const MoIndexOptions *options)
{
  return options != NULL
         && (options->kind == MO_INDEX_IVFFLAT || options->kind == MO_INDEX_HNSW);
}

/* (transfer full) */
static MoCommandText *
write_create (const char *database,
              const char *table,
              const char *name,
              const char *column,
              const MoIndexOptions *options)
{
  MoCommandText *text = mo_command_text_new ("CREATE INDEX ");

  if (!is_of_vectors (options))
    {
      mo_command_text_refuse (text, "an index of vectors is MO_INDEX_IVFFLAT or MO_INDEX_HNSW");
      return text;
    }
  mo_command_text_plain (text, name, NAME);
  mo_command_text_add (text, options->kind == MO_INDEX_HNSW ? " USING hnsw ON "
                                                            : " USING ivfflat ON ");
  mo_command_text_table (text, database, table);
  mo_command_text_add (text, " (");
  mo_command_text_name (text, column, "the column's name");
  mo_command_text_add (text, ")");
  add_options (text, options);
  return text;
}

/* The setting is the connection's, and set beside the statement that needs it. */
static gboolean
take_hnsw (MoCommandSteps *steps, const MoProgramSite *site, MoResult *answer, GError **error)
{
  MoValue value = mo_result_get_value (answer, 0, 0);
  gint64 number = 0;

  if (mo_value_get_int64 (&value, &number, NULL) && number != 0)
    return TRUE;
  if (!site->in_transaction)
    return mo_command_steps_insert (steps, "SET experimental_hnsw_index = 1", error);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                       "an index of kind hnsw wants the setting experimental_hnsw_index = 1, which "
                       "cannot be set in a transaction: make it by the client, or have every "
                       "connection set it, by init_sql in the client's URI");
  return FALSE;
}

/**
 * mo_vector_index_create:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 * @column: a column of vectors
 * @options: its kind, %MO_INDEX_IVFFLAT or %MO_INDEX_HNSW, its metric, and what that kind has
 *
 * Makes an index of vectors; best when most rows are there. Of kind hnsw it wants a table whose key
 * is one BIGINT, and a setting of the connection, which is set where the executor is a client.
 * Models say it by MO_IVFFLAT_INDEX() and MO_HNSW_INDEX().
 *
 * In a transaction: it runs there, and is rolled back with it. Server: 1.0, hnsw 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a kind, a metric),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne; in a transaction, hnsw without its setting), the server's,
 * those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_vector_index_create (MoExecutor *executor,
                        const char *database,
                        const char *table,
                        const char *name,
                        const char *column,
                        const MoIndexOptions *options)
{
  MoCommandText *text = write_create (database, table, name, column, options);
  MoCommandSteps *steps;

  if (!is_of_vectors (options) || options->kind != MO_INDEX_HNSW)
    return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
  steps = mo_command_steps_new ("an index of vectors is");
  mo_command_steps_add (steps, mo_command_text_new ("SELECT @@experimental_hnsw_index"), take_hnsw,
                        NULL, NULL);
  mo_command_steps_add (steps, text, NULL, NULL, NULL);
  return mo_command_steps_run (steps, executor);
}

/**
 * mo_vector_index_rebuild:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name, of kind %MO_INDEX_IVFFLAT
 * @lists: how many lists it is to have, 1 at least
 *
 * Makes an index anew, of the rows that are there now. In a transaction: it runs there. Server:
 * 1.2.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.vector_index_create].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_vector_index_rebuild (
    MoExecutor *executor, const char *database, const char *table, const char *name, guint lists)
{
  MoCommandText *text = mo_command_text_new ("ALTER TABLE ");

  mo_command_text_table (text, database, table);
  mo_command_text_add (text, " ALTER REINDEX ");
  mo_command_text_plain (text, name, NAME);
  mo_command_text_add (text, " IVFFLAT LISTS = ");
  mo_command_text_number (text, lists);
  if (lists == 0)
    mo_command_text_refuse (text, "an index has one list at least");
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/* --- what it has --- */

typedef struct
{
  char *database;
  char *name;
} MoIndexNames;

static void
index_names_free (gpointer data)
{
  MoIndexNames *self = data;

  g_free (self->database);
  g_free (self->name);
  g_free (self);
}

/* (transfer full): of the table whose name the first answer has. */
static MoCommandText *
write_count (const char *database, const char *entries)
{
  MoCommandText *text
      = mo_command_text_new ("SELECT __mo_index_centroid_fk_id AS centroid, "
                             "__mo_index_centroid_fk_version AS version, COUNT(*) AS n_entries "
                             "FROM ");

  mo_command_text_table (text, database, entries);
  mo_command_text_add (text, " GROUP BY __mo_index_centroid_fk_id, __mo_index_centroid_fk_version "
                             "ORDER BY version, centroid");
  return text;
}

static gboolean
take_entries (MoCommandSteps *steps, const MoProgramSite *site, MoResult *answer, GError **error)
{
  const MoIndexNames *names = mo_command_steps_get_data (steps);
  MoValue value;

  if (mo_result_get_n_rows (answer) > 0)
    {
      value = mo_result_get_value (answer, 0, 0);
      return mo_command_steps_insert_text (steps, write_count (names->database, value.as.text),
                                           error);
    }
  g_set_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT,
               "the table has no index %s of kind ivfflat, or there is no such table", names->name);
  return FALSE;
}

/**
 * mo_vector_index_list_entries:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @name: the index's name, of kind %MO_INDEX_IVFFLAT
 *
 * How the vectors are spread over the lists of an index. In a transaction: it runs there. Server:
 * 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NO_SUCH_OBJECT (no such index), and as
 * [func@Mo.vector_index_create].
 *
 * Returns: (transfer full): a future of [struct@Mo.IvfList]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_vector_index_list_entries (MoExecutor *executor,
                              const char *database,
                              const char *table,
                              const char *name)
{
  MoCommandSteps *steps = mo_command_steps_new ("reading the lists of an index is");
  MoIndexNames *names = g_new0 (MoIndexNames, 1);
  MoCommandText *text = mo_command_text_new (
      "SELECT i.index_table_name FROM mo_catalog.mo_indexes AS i JOIN mo_catalog.mo_tables AS t "
      "ON i.table_id = t.rel_id WHERE i.algo = 'ivfflat' AND i.algo_table_type = 'entries' "
      "AND LOWER(t.reldatabase) = LOWER(");

  names->database = g_strdup (database);
  names->name = g_strdup (name);
  mo_command_text_value (text, database, "the database's name");
  mo_command_text_add (text, ") AND LOWER(t.relname) = LOWER(");
  mo_command_text_value (text, table, "the table's name");
  mo_command_text_add (text, ") AND LOWER(i.name) = LOWER(");
  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  mo_command_steps_add (steps, text, take_entries, names, index_names_free);
  return mo_command_steps_list (steps, executor, MO_MODEL (MoIvfList));
}

/* --- text --- */

/* A word of the server's, which is not quoted. */
static void
add_parser (MoCommandText *text, const char *parser)
{
  if (parser == NULL)
    return;
  mo_command_text_add (text, " WITH PARSER ");
  mo_command_text_word (text, parser, "the parser");
}

/**
 * mo_fulltext_index_create:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 * @columns: (array zero-terminated=1): columns of text; a search names all of them
 * @parser: (nullable): what takes text apart: `ngram`, `json`, `json_value` or `gojieba`; %NULL:
 *   the server's own
 *
 * Makes an index of the words in text. Models say it by MO_FULLTEXT_INDEX(). In a transaction: it
 * runs there, and is rolled back with it. Server: 2.1.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.vector_index_create].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_fulltext_index_create (MoExecutor *executor,
                          const char *database,
                          const char *table,
                          const char *name,
                          const char *const *columns,
                          const char *parser)
{
  MoCommandText *text = mo_command_text_new ("CREATE FULLTEXT INDEX ");

  mo_command_text_plain (text, name, NAME);
  mo_command_text_add (text, " ON ");
  mo_command_text_table (text, database, table);
  mo_command_text_add (text, " (");
  mo_command_text_names (text, columns, "the columns' names");
  mo_command_text_add (text, ")");
  add_parser (text, parser);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_table_index_drop:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: the table
 * @name: the index's name
 *
 * Drops an index of a table, of whatever kind. In a transaction: it runs there, and is rolled back
 * with it. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.vector_index_create].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_table_index_drop (MoExecutor *executor,
                     const char *database,
                     const char *table,
                     const char *name)
{
  MoCommandText *text = mo_command_text_new ("DROP INDEX ");

  mo_command_text_plain (text, name, NAME);
  mo_command_text_add (text, " ON ");
  mo_command_text_table (text, database, table);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}
