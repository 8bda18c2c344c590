/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DATA BRANCH CREATE, DELETE, MERGE and PICK. */

#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-branch-table-private.h"

#undef mo_branch_create_table
#undef mo_branch_create_database
#undef mo_branch_delete_table
#undef mo_branch_delete_database
#undef mo_branch_merge
#undef mo_branch_pick

/* --- tables --- */

void
mo_branch_table_add (MoCommandText *text, const MoBranchTable *table)
{
  if (table == NULL)
    {
      mo_command_text_refuse (text, "the table is NULL");
      return;
    }
  mo_command_text_table (text, table->database, table->table);
  mo_command_text_snapshot (text, table->snapshot);
}

void
mo_branch_table_add_to (MoCommandText *text, const MoBranchTable *table)
{
  if (table != NULL && table->snapshot != NULL)
    mo_command_text_refuse (text, "a snapshot, \"%s\", cannot be written to", table->snapshot);
  mo_branch_table_add (text, table);
}

/* --- CREATE and DELETE --- */

static MoFuture *
run_create (MoCommandText *text, MoExecutor *executor, const char *to_account)
{
  if (to_account != NULL)
    {
      mo_command_text_add (text, " TO ACCOUNT ");
      mo_command_text_plain (text, to_account, "the account's name");
    }
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_branch_create_table:
 * @executor: a client, a transaction or a session
 * @branch: the new table, without a snapshot
 * @source: what it is a branch of
 * @to_account: (nullable): an account that gets it, which only sys may name, from a snapshot;
 *   %NULL: one's own
 *
 * Makes a table that begins as another one is, and remembers where it comes from.
 *
 * In a transaction: it runs there, is rolled back with it, and shows what was committed before, not
 * the transaction's own writes. Server: 3.0.5.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a snapshot to write to),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_ALREADY_EXISTS, %MO_ERROR_SERVER (a name with
 * blanks, which the server takes for no table of a branch), those of [func@Mo.execute_values].
 * MatrixOne of June 2026 compares, merges and picks only where the names of databases and tables
 * need no quotation marks.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_create_table (MoExecutor *executor,
                        const MoBranchTable *branch,
                        const MoBranchTable *source,
                        const char *to_account)
{
  MoCommandText *text = mo_command_text_new ("DATA BRANCH CREATE TABLE ");

  mo_branch_table_add_to (text, branch);
  mo_command_text_add (text, " FROM ");
  mo_branch_table_add (text, source);
  return run_create (text, executor, to_account);
}

/**
 * mo_branch_create_database:
 * @executor: a client, a transaction or a session
 * @branch: the new database
 * @source: what it is a branch of
 * @snapshot: (nullable): as this snapshot shows it; %NULL: as it is
 * @to_account: (nullable): an account that gets it, which only sys may name, from a snapshot;
 *   %NULL: one's own
 *
 * The same for a database with all of its tables: see [func@Mo.branch_create_table].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_create_database (MoExecutor *executor,
                           const char *branch,
                           const char *source,
                           const char *snapshot,
                           const char *to_account)
{
  MoCommandText *text = mo_command_text_new ("DATA BRANCH CREATE DATABASE ");

  /* The server pastes both. */
  mo_command_text_plain (text, branch, "the branch's name");
  mo_command_text_add (text, " FROM ");
  mo_command_text_plain (text, source, "the database's name");
  mo_command_text_snapshot (text, snapshot);
  return run_create (text, executor, to_account);
}

/**
 * mo_branch_delete_table:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: a branch
 *
 * Drops a branch and forgets where it came from. MatrixOne of June 2026 drops a table that is no
 * branch, too.
 *
 * In a transaction: it runs there, and is rolled back with it. Server: 3.0.5.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.branch_create_table]; none if there is no such
 * table.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_delete_table (MoExecutor *executor, const char *database, const char *table)
{
  MoCommandText *text = mo_command_text_new ("DATA BRANCH DELETE TABLE ");

  mo_command_text_table (text, database, table);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_branch_delete_database:
 * @executor: a client, a transaction or a session
 * @database: a branch
 *
 * The same for a database: see [func@Mo.branch_delete_table].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_delete_database (MoExecutor *executor, const char *database)
{
  MoCommandText *text = mo_command_text_new ("DATA BRANCH DELETE DATABASE ");

  mo_command_text_name (text, database, "the database's name");
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/* --- MERGE and PICK --- */

/* Said always: what is meant does not hang on the server's default. */
static void
add_conflict (MoCommandText *text, MoBranchConflict conflict)
{
  static const char *const words[] = { "FAIL", "SKIP", "ACCEPT" };

  if ((guint) conflict >= G_N_ELEMENTS (words))
    {
      mo_command_text_refuse (text, "there is no way %d to settle a conflict", (int) conflict);
      return;
    }
  mo_command_text_add (text, " WHEN CONFLICT ");
  mo_command_text_add (text, words[conflict]);
}

static MoCommandText *
begin_apply (const char *verb, const MoBranchTable *source, const MoBranchTable *target)
{
  MoCommandText *text = mo_command_text_new (verb);

  mo_branch_table_add (text, source);
  mo_command_text_add (text, " INTO ");
  mo_branch_table_add_to (text, target);
  return text;
}

/**
 * mo_branch_merge:
 * @executor: a client, a transaction or a session
 * @source: a branch
 * @target: the table that gets what was done to it, without a snapshot
 * @conflict: what becomes of a row that both have changed
 *
 * Does to a table what was done to a branch since they parted.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 3.0.5.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, @conflict),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (a conflict that fails, or the tables
 * differ in their columns), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_merge (MoExecutor *executor,
                 const MoBranchTable *source,
                 const MoBranchTable *target,
                 MoBranchConflict conflict)
{
  MoCommandText *text = begin_apply ("DATA BRANCH MERGE ", source, target);

  add_conflict (text, conflict);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

static void
add_range (MoCommandText *text, const MoBranchPick *which)
{
  if (which->from_snapshot == NULL && which->to_snapshot == NULL)
    return;
  mo_command_text_add (text, " BETWEEN SNAPSHOT ");
  mo_command_text_object (text, which->from_snapshot, "the name of the range's beginning");
  mo_command_text_add (text, " AND ");
  mo_command_text_object (text, which->to_snapshot, "the name of the range's end");
}

static void
add_key (MoCommandText *text, const MoValue *values, gsize n_values)
{
  mo_command_text_add_if (text, n_values > 1, "(");
  for (gsize i = 0; i < n_values; i++)
    {
      mo_command_text_add_if (text, i > 0, ", ");
      mo_command_text_bind (text, &values[i]);
    }
  mo_command_text_add_if (text, n_values > 1, ")");
}

static void
add_keys (MoCommandText *text, const MoBranchPick *which)
{
  gsize n_columns = MAX (which->n_key_columns, 1);

  if (which->n_keys == 0)
    return;
  if (which->keys == NULL)
    {
      mo_command_text_refuse (text, "the keys are NULL");
      return;
    }
  mo_command_text_add (text, " KEYS (");
  for (gsize i = 0; i < which->n_keys; i++)
    {
      mo_command_text_add_if (text, i > 0, ", ");
      add_key (text, which->keys + i * n_columns, n_columns);
    }
  mo_command_text_add (text, ")");
}

/**
 * mo_branch_pick:
 * @executor: a client, a transaction or a session
 * @source: a branch
 * @target: the table that gets some of its rows, without a snapshot
 * @which: which ones
 *
 * Does to a table what was done to some rows of a branch. Both need a primary key.
 *
 * In a transaction: behind COMMIT. Server: 4.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.branch_merge]; %MO_ERROR_INVALID_ARGUMENT (neither
 * keys nor a range), %MO_ERROR_SERVER (there is no primary key).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_branch_pick (MoExecutor *executor,
                const MoBranchTable *source,
                const MoBranchTable *target,
                const MoBranchPick *which)
{
  MoCommandText *text = begin_apply ("DATA BRANCH PICK ", source, target);
  static const MoBranchPick none = { 0 };

  if (which == NULL)
    which = &none;
  if (which->n_keys == 0 && which->from_snapshot == NULL)
    mo_command_text_refuse (text, "neither keys nor a range say what is picked");
  add_range (text, which);
  add_keys (text, which);
  add_conflict (text, which->conflict);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}
