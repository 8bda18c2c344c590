/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE SNAPSHOT and its family. */

#include <matrixone-glib/mo-snapshot.h>

#include <matrixone-glib/mo-future.h>

#include "client/mo-executor-private.h"
#include "sql/mo-quoting-private.h"

#undef mo_snapshot_create_database
#undef mo_snapshot_create_table
#undef mo_snapshot_drop
#undef mo_snapshot_list

/* Runs what was put together, or rejects with what went wrong on the way. Consumes @error. */
static MoFuture *
submit (MoExecutor *executor, const char *sql, GError *error)
{
  MoCommand *command
      = error == NULL ? mo_command_new (sql, sql, MO_COMMAND_AT_COMMIT, &error) : NULL;

  return command != NULL ? mo_executor_command (executor, command)
                         : mo_executor_refuse (executor, error);
}

/**
 * mo_snapshot_create_database:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account; quoted, whatever it holds
 * @database: the database to keep
 *
 * Creates a snapshot of a database. In a transaction the server refuses that, so it travels behind
 * COMMIT on the same connection: the future resolves when the wish is accepted, a rollback drops
 * it, and if it fails after all, the commit is rejected with %MO_ERROR_COMMITTED_COMMAND_FAILED. It
 * shows the database just after the commit, what others wrote in between included.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_ALREADY_EXISTS, those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_snapshot_create_database (MoExecutor *executor, const char *name, const char *database)
{
  g_autoptr (GString) sql = g_string_new ("CREATE SNAPSHOT ");
  GError *error = NULL;

  if (mo_quote_identifier (sql, name, "the snapshot's name", &error))
    {
      g_string_append (sql, " FOR DATABASE ");
      mo_quote_identifier (sql, database, "the database's name", &error);
    }
  return submit (executor, sql->str, error);
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
  g_autoptr (GString) sql = g_string_new ("CREATE SNAPSHOT ");
  GError *error = NULL;

  if (mo_quote_identifier (sql, name, "the snapshot's name", &error))
    {
      g_string_append (sql, " FOR TABLE ");
      if (mo_quote_identifier (sql, database, "the database's name", &error))
        {
          g_string_append_c (sql, ' ');
          mo_quote_identifier (sql, table, "the table's name", &error);
        }
    }
  return submit (executor, sql->str, error);
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
  g_autoptr (GString) sql = g_string_new ("DROP SNAPSHOT ");
  GError *error = NULL;

  mo_quote_identifier (sql, name, "the snapshot's name", &error);
  return submit (executor, sql->str, error);
}

/**
 * mo_snapshot_list:
 * @executor: a client, a transaction or a session
 *
 * The snapshots of the account, newest first: name, time in nanoseconds since the epoch, level
 * (cluster, account, database, table), account, database and table. Those that the server makes for
 * its own branches are left out. It runs at once, in a transaction too.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] with the columns `sname`, `ts`,
 *   `level`, `account_name`, `database_name`, `table_name`
 * Since: 0.1
 */
MoFuture *
mo_snapshot_list (MoExecutor *executor)
{
  /* A SELECT and not SHOW SNAPSHOTS, which the server refuses in a transaction. */
  static const char sql[]
      = "SELECT sname, ts, level, account_name, database_name, table_name "
        "FROM mo_catalog.mo_snapshots WHERE kind = 'user' ORDER BY ts DESC, sname";

  return mo_executor_command (executor,
                              mo_command_new (sql, "listing snapshots", MO_COMMAND_RUNS, NULL));
}
