/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What mo_catalog.mo_indexes says of a table. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-index-table.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_index_table_list

/**
 * mo_model_of_MoIndexTable:
 *
 * The model of [struct@Mo.MoIndexTable], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoIndexTable, mo_index_table, "mo_indexes", MO_COLUMN (index_name, 0),
                     MO_COLUMN (type, 0), MO_COLUMN (algorithm, 0), MO_COLUMN (role, 0),
                     MO_COLUMN (parameters, 0), MO_COLUMN (columns, 0),
                     MO_COLUMN (table_name, MO_PRIMARY_KEY, .length = 5000))

/* A column of the catalog has small letters, or as the table was created; an alias is the server's
 * own. */
#define SELECT                                                                                     \
  "SELECT i.name AS index_name, i.type AS type, COALESCE(i.algo, '') AS algorithm, "               \
  "COALESCE(i.algo_table_type, '') AS role, COALESCE(i.algo_params, '') AS parameters, "           \
  "GROUP_CONCAT(i.column_name ORDER BY i.ordinal_position SEPARATOR ', ') AS `columns`, "          \
  "i.index_table_name AS table_name FROM mo_catalog.mo_indexes i "                                 \
  "JOIN mo_catalog.mo_tables t ON i.table_id = t.rel_id "                                          \
  "WHERE t.account_id = CURRENT_ACCOUNT_ID() AND i.index_table_name <> '' "                        \
  "AND LEFT(i.column_name, 11) <> '__mo_alias_' AND t.reldatabase = "

/**
 * mo_index_table_ref:
 * @self: a hidden table
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_index_table_unref:
 * @self: (transfer full): a hidden table
 *
 * Gives a reference back; the last one frees it, and leaves the index as it is.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_index_table_list:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): one index; %NULL: all of them
 *
 * The hidden tables of a table's secondary indexes, by index: an ordinary index has one, one of
 * vectors several. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), those of [func@Mo.execute_values]; none if there is no such table.
 *
 * Returns: (transfer full): a future of [struct@Mo.IndexTable]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_index_table_list (MoExecutor *executor,
                     const char *database,
                     const char *table,
                     const char *index)
{
  MoCommandText *text = mo_command_text_call (SELECT);

  mo_command_text_kept (text, database, "the database's name");
  mo_command_text_add (text, " AND t.relname = ");
  mo_command_text_kept (text, table, "the table's name");
  if (index != NULL)
    {
      mo_command_text_check_name (text, index, "the index's name");
      mo_command_text_add (text, " AND LOWER(i.name) = LOWER(");
      mo_command_text_value (text, index, "the index's name");
      mo_command_text_add (text, ")");
    }
  mo_command_text_add (text, " GROUP BY i.name, i.type, i.algo, i.algo_table_type, i.algo_params, "
                             "i.index_table_name ORDER BY index_name, role, table_name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoIndexTable));
}
