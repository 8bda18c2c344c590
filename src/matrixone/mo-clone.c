/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE DATABASE … CLONE and CREATE TABLE … CLONE. */

#include <matrixone-glib/mo-clone.h>
#include <matrixone-glib/mo-future.h>

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-error.h>

#include "client/mo-executor-private.h"
#include "matrixone/mo-clone-copy-private.h"
#include "sql/mo-quoting-private.h"

#undef mo_clone_database
#undef mo_clone_database_full
#undef mo_clone_table_full

/* `database`.`name`, or `name` where no database is given. */
static gboolean
quote_table (GString *sql, const char *database, const char *name, GError **error)
{
  if (database != NULL)
    {
      if (!mo_quote_identifier (sql, database, "the database's name", error))
        return FALSE;
      g_string_append_c (sql, '.');
    }
  return mo_quote_identifier (sql, name, "the table's name", error);
}

static gboolean
append_snapshot (GString *sql, const char *snapshot, GError **error)
{
  if (snapshot == NULL)
    return TRUE;
  g_string_append_c (sql, ' ');
  return mo_quote_snapshot (sql, snapshot, error);
}

/* @probe: what fails while the target's name is free. @alone: nothing may stand beside it in its
 * packet. Consumes @error. */
static MoFuture *
submit (MoExecutor *executor,
        const char *sql,
        const char *probe,
        gboolean alone,
        MoCloneFlags flags,
        GError *error)
{
  MoCommandPlace place = flags & MO_CLONE_NOW ? MO_COMMAND_RUNS : MO_COMMAND_AT_COMMIT;
  MoCommand *command = error == NULL ? mo_command_new (sql, sql, place, &error) : NULL;

  if (command == NULL)
    return mo_executor_refuse (executor, error);
  command->probe = mo_statement_new (probe, NULL, 0, MO_STATEMENT_DEFAULT, NULL);
  command->alone = alone;
  command->may_exist = (flags & MO_CLONE_IF_NOT_EXISTS) != 0;
  return mo_executor_command (executor, command);
}

/* On a client there is nothing that only a copy would show. */
static gboolean
is_copy (MoExecutor *executor, MoCloneFlags flags)
{
  return (flags & MO_CLONE_COPY) != 0 && !MO_IS_CLIENT (executor);
}

static MoFuture *
submit_copy (MoExecutor *executor,
             const char *target_database,
             const char *target,
             const char *source_database,
             const char *source,
             const char *snapshot,
             MoCloneFlags flags)
{
  GError *error = NULL;
  MoProgram *copy = NULL;

  if (snapshot != NULL)
    g_set_error (&error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                 "a snapshot, \"%s\", holds nothing of the transaction that a copy could show: "
                 "clone it with MO_CLONE_NOW",
                 snapshot);
  else
    copy = mo_clone_copy_new (target_database, target, source_database, source, flags, &error);
  return copy != NULL ? mo_executor_run (executor, copy) : mo_executor_refuse (executor, error);
}

/**
 * mo_clone_database:
 * @executor: a client, a transaction or a session
 * @target: the new database
 * @source: the database to be cloned
 *
 * [func@Mo.clone_database_full] of what @source holds now, or in a transaction just after its
 * commit.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_clone_database (MoExecutor *executor, const char *target, const char *source)
{
  return mo_clone_database_full (executor, target, source, NULL, MO_CLONE_AT_COMMIT);
}

/**
 * mo_clone_database_full:
 * @executor: a client, a transaction or a session
 * @target: the new database; quoted, whatever it holds
 * @source: the database to be cloned
 * @snapshot: (nullable): clone what this snapshot shows; %NULL: the present state
 * @flags: when, and what if @target is there
 *
 * Clones a database. In a transaction it travels behind COMMIT by default, and so holds what the
 * transaction wrote: the future resolves when the wish is accepted, a rollback drops it, and if it
 * fails after all, the commit is rejected with %MO_ERROR_COMMITTED_COMMAND_FAILED and its data is
 * there. With %MO_CLONE_NOW it runs at once and is rolled back with the transaction; so does
 * %MO_CLONE_COPY, which holds what the transaction wrote.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_ALREADY_EXISTS, %MO_ERROR_NO_SUCH_OBJECT, those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_clone_database_full (MoExecutor *executor,
                        const char *target,
                        const char *source,
                        const char *snapshot,
                        MoCloneFlags flags)
{
  g_autoptr (GString) sql = g_string_new ("CREATE DATABASE ");
  g_autoptr (GString) probe = g_string_new ("SHOW CREATE DATABASE ");
  GError *error = NULL;

  if (is_copy (executor, flags))
    return submit_copy (executor, target, NULL, source, NULL, snapshot, flags);
  if (flags & MO_CLONE_IF_NOT_EXISTS)
    g_string_append (sql, "IF NOT EXISTS ");
  if (mo_quote_identifier (sql, target, "the new database's name", &error))
    {
      g_string_append (sql, " CLONE ");
      if (mo_quote_identifier (sql, source, "the source database's name", &error))
        append_snapshot (sql, snapshot, &error);
      mo_quote_identifier (probe, target, "the new database's name", NULL);
    }
  return submit (executor, sql->str, probe->str, FALSE, flags, error);
}

/**
 * mo_clone_table_full:
 * @executor: a client, a transaction or a session
 * @target_database: (nullable): where the new table goes; %NULL: the connection's database
 * @target: the new table
 * @source_database: (nullable): where the old table is; %NULL: the connection's database
 * @source: the table to be cloned
 * @snapshot: (nullable): clone what this snapshot shows; %NULL: the present state
 * @flags: when, and what if @target is there
 *
 * Clones a table. Everything else is as in [func@Mo.clone_database_full].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_clone_table_full (MoExecutor *executor,
                     const char *target_database,
                     const char *target,
                     const char *source_database,
                     const char *source,
                     const char *snapshot,
                     MoCloneFlags flags)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE ");
  g_autoptr (GString) probe = g_string_new ("SELECT 1 FROM ");
  GError *error = NULL;

  if (is_copy (executor, flags))
    return submit_copy (executor, target_database, target, source_database, source, snapshot,
                        flags);
  if (flags & MO_CLONE_IF_NOT_EXISTS)
    g_string_append (sql, "IF NOT EXISTS ");
  if (quote_table (sql, target_database, target, &error))
    {
      g_string_append (sql, " CLONE ");
      if (quote_table (sql, source_database, source, &error))
        append_snapshot (sql, snapshot, &error);
      quote_table (probe, target_database, target, NULL);
      g_string_append (probe, " LIMIT 0");
    }
  /* The server reads the whole packet again for it, and refuses what stands beside it. */
  return submit (executor, sql->str, probe->str, TRUE, flags, error);
}
