/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE DATABASE … CLONE and CREATE TABLE … CLONE. */

#include <matrixone-glib/mo-clone.h>
#include <matrixone-glib/mo-future.h>

#include <matrixone-glib/mo-client.h>
#include <matrixone-glib/mo-error.h>

#include "client/mo-executor-private.h"
#include "matrixone/mo-clone-copy-private.h"
#include "matrixone/mo-command-text-private.h"

#undef mo_clone_database
#undef mo_clone_database_full
#undef mo_clone_table_full
#undef mo_clone_database_to_account
#undef mo_clone_table_to_account

/* (transfer full): how each of them begins. */
static MoCommandText *
begin (const char *words, MoCloneFlags flags)
{
  MoCommandText *text = mo_command_text_new (words);

  mo_command_text_add_if (text, (flags & MO_CLONE_IF_NOT_EXISTS) != 0, "IF NOT EXISTS ");
  return text;
}

/* (transfer full) */
static MoCommandText *
begin_database (const char *target, const char *source, const char *snapshot, MoCloneFlags flags)
{
  MoCommandText *text = begin ("CREATE DATABASE ", flags);

  mo_command_text_name (text, target, "the new database's name");
  mo_command_text_add (text, " CLONE ");
  mo_command_text_name (text, source, "the source database's name");
  mo_command_text_snapshot (text, snapshot);
  return text;
}

/* (transfer full) */
static MoCommandText *
begin_table (const char *target_database,
             const char *target,
             const char *source_database,
             const char *source,
             const char *snapshot,
             MoCloneFlags flags)
{
  MoCommandText *text = begin ("CREATE TABLE ", flags);

  mo_command_text_table (text, target_database, target);
  mo_command_text_add (text, " CLONE ");
  mo_command_text_table (text, source_database, source);
  mo_command_text_snapshot (text, snapshot);
  return text;
}

/* The server pastes the account's name into a statement of its own. */
static void
add_account (MoCommandText *text, const char *snapshot, const char *account, MoCloneFlags flags)
{
  if (snapshot == NULL)
    mo_command_text_refuse (text, "only what a snapshot shows can be cloned to another account: "
                                  "take one, and name it");
  if (flags & MO_CLONE_COPY)
    mo_command_text_refuse (text, "a copy, MO_CLONE_COPY, stays in its account: clone a snapshot "
                                  "to another with MO_CLONE_NOW or MO_CLONE_AT_COMMIT");
  mo_command_text_add (text, " TO ACCOUNT ");
  mo_command_text_plain (text, account, "the account's name");
}

/* @probe: (nullable): what fails while the target's name is free. @alone: nothing may stand beside
 * it in its packet. Consumes @text and @probe. */
static MoFuture *
submit (MoExecutor *executor,
        MoCommandText *text,
        MoCommandText *probe,
        gboolean alone,
        MoCloneFlags flags)
{
  MoCommandPlace place = flags & MO_CLONE_NOW ? MO_COMMAND_RUNS : MO_COMMAND_AT_COMMIT;
  GError *error = NULL;
  MoStatement *statement = mo_command_text_to_statement (text, &error);
  MoStatement *asks = probe != NULL ? mo_command_text_to_statement (probe, NULL) : NULL;
  MoCommand *command;

  if (statement == NULL)
    {
      g_clear_pointer (&asks, mo_statement_unref);
      return mo_executor_refuse (executor, error);
    }
  command = mo_command_new_for (statement, NULL, place);
  command->probe = asks;
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
  MoCommandText *probe;

  if (is_copy (executor, flags))
    return submit_copy (executor, target, NULL, source, NULL, snapshot, flags);
  probe = mo_command_text_new ("SHOW CREATE DATABASE ");
  mo_command_text_name (probe, target, "the new database's name");
  return submit (executor, begin_database (target, source, snapshot, flags), probe, FALSE, flags);
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
  MoCommandText *probe;

  if (is_copy (executor, flags))
    return submit_copy (executor, target_database, target, source_database, source, snapshot,
                        flags);
  probe = mo_command_text_new ("SELECT 1 FROM ");
  mo_command_text_table (probe, target_database, target);
  mo_command_text_add (probe, " LIMIT 0");
  /* The server reads the whole packet again for it, and refuses what stands beside it. */
  return submit (executor,
                 begin_table (target_database, target, source_database, source, snapshot, flags),
                 probe, TRUE, flags);
}

/**
 * mo_clone_database_to_account:
 * @executor: a client, a transaction or a session of the account sys
 * @target: the new database
 * @source: the database to be cloned, of sys
 * @snapshot: clone what this snapshot shows
 * @account: whose the new database is
 * @flags: when, and what if @target is there; not %MO_CLONE_COPY
 *
 * Clones a database of the account sys to another account, which has it from then on, as if it had
 * made it itself. Only what a snapshot shows can be cloned so. In a transaction it travels behind
 * COMMIT by default; with %MO_CLONE_NOW it runs at once and is rolled back with the transaction, as
 * [func@Mo.clone_database_full] does, but what is there already stays as it is, and the server does
 * not say so.
 *
 * Thread: any; never blocks. Errors: as there; %MO_ERROR_INVALID_ARGUMENT also without a snapshot
 * or an account, and for %MO_CLONE_COPY; %MO_ERROR_SERVER (no such snapshot or account).
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_clone_database_to_account (MoExecutor *executor,
                              const char *target,
                              const char *source,
                              const char *snapshot,
                              const char *account,
                              MoCloneFlags flags)
{
  MoCommandText *text = begin_database (target, source, snapshot, flags);

  add_account (text, snapshot, account, flags);
  return submit (executor, text, NULL, FALSE, flags);
}

/**
 * mo_clone_table_to_account:
 * @executor: a client, a transaction or a session of the account sys
 * @target_database: a database of @account, which is there
 * @target: the new table
 * @source_database: (nullable): where the old table is; %NULL: the connection's database
 * @source: the table to be cloned, of sys
 * @snapshot: clone what this snapshot shows
 * @account: whose the new table is
 * @flags: when, and what if @target is there; not %MO_CLONE_COPY
 *
 * Clones a table of the account sys to a database of another account. Everything else is as in
 * [func@Mo.clone_database_to_account].
 *
 * Thread: any; never blocks. Errors: as there; %MO_ERROR_INVALID_ARGUMENT also without
 * @target_database, as the connection's is none of @account's.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_clone_table_to_account (MoExecutor *executor,
                           const char *target_database,
                           const char *target,
                           const char *source_database,
                           const char *source,
                           const char *snapshot,
                           const char *account,
                           MoCloneFlags flags)
{
  MoCommandText *text
      = begin_table (target_database, target, source_database, source, snapshot, flags);

  if (target_database == NULL)
    mo_command_text_refuse (text, "the new table's database is NULL: name one of the account's");
  add_account (text, snapshot, account, flags);
  return submit (executor, text, NULL, TRUE, flags);
}
