/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE SNAPSHOT and its family. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-snapshot.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_snapshot_create_cluster
#undef mo_snapshot_create_account
#undef mo_snapshot_create_database
#undef mo_snapshot_create_table
#undef mo_snapshot_drop
#undef mo_snapshot_get
#undef mo_snapshot_exists
#undef mo_snapshot_list

#define NAME "the snapshot's name"

/**
 * mo_model_of_MoSnapshot:
 *
 * The model of [struct@Mo.MoSnapshot], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoSnapshot, mo_snapshot, "mo_snapshots",
                     MO_COLUMN (name, MO_PRIMARY_KEY, .length = 64), MO_COLUMN (time_nsec, 0),
                     MO_COLUMN (level, 0), MO_COLUMN (account_name, 0),
                     MO_COLUMN (database_name, 0), MO_COLUMN (table_name, 0))

/* A SELECT and not SHOW SNAPSHOTS, which the server refuses in a transaction. Like that, it leaves
 * out what the server makes for its branches and for replication. */
#define FROM                                                                                       \
  " FROM mo_catalog.mo_snapshots WHERE kind = 'user' AND LEFT(sname, 5) <> 'ccpr_'"
#define SELECT                                                                                     \
  "SELECT sname AS name, ts AS time_nsec, level, account_name, database_name, table_name" FROM

/* Names are kept in small letters, as its lower_case_table_names is. */
#define IS_NAMED " AND LOWER(sname) = LOWER("

/**
 * mo_snapshot_ref:
 * @self: a snapshot
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_snapshot_unref:
 * @self: (transfer full): a snapshot
 *
 * Gives a reference back; the last one frees it, and leaves the server's snapshot as it is.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static MoCommandText *
begin_create (const char *name, const char *level)
{
  MoCommandText *text = mo_command_text_new ("CREATE SNAPSHOT ");

  mo_command_text_object (text, name, NAME);
  mo_command_text_add (text, level);
  return text;
}

/**
 * mo_snapshot_create_cluster:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account; quoted, whatever it holds but a backslash
 *
 * Creates a snapshot of the whole cluster; for the account sys alone. Everything else is as in
 * [func@Mo.snapshot_create_database].
 *
 * In a transaction: behind COMMIT. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_create_cluster (MoExecutor *executor, const char *name)
{
  return mo_command_text_run (begin_create (name, " FOR CLUSTER"), executor,
                              MO_COMMAND_AT_COMMIT);
}

/**
 * mo_snapshot_create_account:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 *
 * Creates a snapshot of an account. Everything else is as in [func@Mo.snapshot_create_database].
 *
 * In a transaction: behind COMMIT. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_create_account (MoExecutor *executor, const char *name, const char *account)
{
  MoCommandText *text = begin_create (name, " FOR ACCOUNT");

  if (account != NULL)
    {
      mo_command_text_add (text, " ");
      mo_command_text_object (text, account, "the account's name");
    }
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_snapshot_create_database:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account; quoted, whatever it holds but a backslash
 * @database: the database to keep
 *
 * Creates a snapshot of a database. In a transaction the server refuses that, so it travels behind
 * COMMIT on the same connection: the future resolves when the wish is accepted, a rollback drops
 * it, and if it fails after all, the commit is rejected with %MO_ERROR_COMMITTED_COMMAND_FAILED. It
 * shows the database just after the commit, what others wrote in between included. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_SERVER (there is one of that name), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_create_database (MoExecutor *executor, const char *name, const char *database)
{
  MoCommandText *text = begin_create (name, " FOR DATABASE ");

  mo_command_text_object (text, database, "the database's name");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_snapshot_create_table:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account
 * @database: the table's database
 * @table: the table to keep
 *
 * Creates a snapshot of one table. Everything else is as in [func@Mo.snapshot_create_database].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_create_table (MoExecutor *executor,
                          const char *name,
                          const char *database,
                          const char *table)
{
  MoCommandText *text = begin_create (name, " FOR TABLE ");

  mo_command_text_object (text, database, "the database's name");
  mo_command_text_add (text, " ");
  mo_command_text_object (text, table, "the table's name");
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_snapshot_drop:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name
 *
 * Drops a snapshot; in a transaction, behind COMMIT.
 *
 * Thread: any; never blocks. Errors: as in [func@Mo.snapshot_create_database].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_drop (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_new ("DROP SNAPSHOT ");

  mo_command_text_object (text, name, NAME);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_snapshot_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One snapshot, if there is one of that name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Snapshot], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_snapshot_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (SELECT IS_NAMED);

  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoSnapshot));
}

/**
 * mo_snapshot_exists:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * Whether there is a snapshot of that name. What keeps it from being looked up is an error, and
 * not an answer. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.snapshot_get].
 *
 * Returns: (transfer full): a future of 1 or 0: see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_snapshot_exists (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call ("SELECT COUNT(*)" FROM IS_NAMED);

  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_snapshot_list:
 * @executor: a client, a transaction or a session
 *
 * The snapshots of the account, newest first. Those that the server makes for its own branches and
 * for replication are left out. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of [struct@Mo.Snapshot]s: see [func@Mo.await_all]; or as a
 *   result, whose columns have the names of its fields
 * Since: 0.1
 */
MoFuture *
mo_snapshot_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_call (SELECT " ORDER BY ts DESC, sname"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoSnapshot));
}
