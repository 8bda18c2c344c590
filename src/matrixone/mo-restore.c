/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RESTORE … from a snapshot. */

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-restore.h>

#include "matrixone/mo-command-text-private.h"

#undef mo_restore_cluster
#undef mo_restore_account
#undef mo_restore_database
#undef mo_restore_table

#define ACCOUNT "the account's name"
#define SNAPSHOT "the snapshot's name"

static const MoRestoreOptions default_options = { NULL, NULL, MO_RESTORE_GRAMMAR_4 };

/* What is restored; NULL where it is more than that. */
typedef struct
{
  const char *account;
  const char *database;
  const char *table;
} Target;

/* --- as 4.0 writes it --- */

static void
add_target_4 (MoCommandText *text, const Target *target)
{
  if (target->database == NULL)
    {
      mo_command_text_add (text, target->account != NULL ? "ACCOUNT " : "CLUSTER");
      if (target->account != NULL)
        mo_command_text_object (text, target->account, ACCOUNT);
      return;
    }
  mo_command_text_add (text, target->table != NULL ? "TABLE " : "DATABASE ");
  if (target->account != NULL)
    {
      mo_command_text_object (text, target->account, ACCOUNT);
      mo_command_text_add (text, ".");
    }
  mo_command_text_name (text, target->database, "the database's name");
  if (target->table != NULL)
    {
      mo_command_text_add (text, ".");
      mo_command_text_name (text, target->table, "the table's name");
    }
}

/* --- as 3.0 does --- */

static void
add_target_3 (MoCommandText *text, const Target *target, const MoRestoreOptions *options)
{
  if (target->database != NULL && target->account == NULL)
    mo_command_text_refuse (text, "MatrixOne 3.0 wants to know whose the snapshot is: name the "
                                  "account in the options");
  if (target->database != NULL && options->to_account != NULL)
    mo_command_text_refuse (text, "MatrixOne 3.0 restores nothing less than an account to another "
                                  "account");
  if (target->account == NULL)
    mo_command_text_add (text, "CLUSTER");
  else
    {
      mo_command_text_add (text, "ACCOUNT ");
      mo_command_text_object (text, target->account, ACCOUNT);
    }
  if (target->database != NULL)
    {
      mo_command_text_add (text, " DATABASE ");
      mo_command_text_name (text, target->database, "the database's name");
    }
  if (target->table != NULL)
    {
      mo_command_text_add (text, " TABLE ");
      mo_command_text_name (text, target->table, "the table's name");
    }
}

/* --- both --- */

static void
add_snapshot (MoCommandText *text, const char *snapshot, MoRestoreGrammar grammar)
{
  if (snapshot == NULL)
    mo_command_text_refuse (text, SNAPSHOT " is NULL");
  if (grammar == MO_RESTORE_GRAMMAR_4)
    {
      mo_command_text_snapshot (text, snapshot);
      return;
    }
  mo_command_text_add (text, " FROM SNAPSHOT ");
  mo_command_text_object (text, snapshot, SNAPSHOT);
}

static MoFuture *
restore (MoExecutor *executor,
         const Target *target,
         const char *snapshot,
         const MoRestoreOptions *options)
{
  MoCommandText *text = mo_command_text_new ("RESTORE ");

  switch (options->grammar)
    {
    case MO_RESTORE_GRAMMAR_4:
      add_target_4 (text, target);
      break;
    case MO_RESTORE_GRAMMAR_3:
      add_target_3 (text, target, options);
      break;
    default:
      mo_command_text_refuse (text, "there is no grammar %d of RESTORE", (int) options->grammar);
    }
  add_snapshot (text, snapshot, options->grammar);
  if (options->to_account != NULL)
    {
      mo_command_text_add (text, " TO ACCOUNT ");
      mo_command_text_object (text, options->to_account, ACCOUNT);
    }
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

static MoFuture *
refuse (MoExecutor *executor, const char *why)
{
  return mo_executor_refuse (
      executor, g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, why));
}

/* NULL is more than what was meant: a cluster instead of an account. */
static const char *
given (const char *name)
{
  return name != NULL ? name : "";
}

/**
 * mo_restore_cluster:
 * @executor: a client, a transaction or a session
 * @snapshot: a snapshot of a cluster
 * @options: (nullable): how the command is written; no accounts
 *
 * Makes the whole cluster what a snapshot shows: every account, and every database of theirs. What
 * is not in it is lost. For the account sys alone.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 4.0, or
 * 3.0 with its own grammar.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, the options),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SYNTAX (the other grammar's server),
 * %MO_ERROR_SERVER (no such snapshot, or of something else), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_cluster (MoExecutor *executor, const char *snapshot, const MoRestoreOptions *options)
{
  const MoRestoreOptions *what = options != NULL ? options : &default_options;
  const Target target = { NULL, NULL, NULL };

  if (what->account == NULL && what->to_account == NULL)
    return restore (executor, &target, snapshot, what);
  return refuse (executor, "a cluster is restored for all accounts, and to none");
}

/**
 * mo_restore_account:
 * @executor: a client, a transaction or a session
 * @account: whose databases are restored
 * @snapshot: a snapshot of that account, or of the cluster
 * @options: (nullable): where it goes, and how the command is written; not whose it is
 *
 * Makes an account what a snapshot shows: each of its databases is dropped, and made again from it.
 * Otherwise as [func@Mo.restore_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_account (MoExecutor *executor,
                    const char *account,
                    const char *snapshot,
                    const MoRestoreOptions *options)
{
  const MoRestoreOptions *what = options != NULL ? options : &default_options;
  const Target target = { given (account), NULL, NULL };

  if (what->account == NULL)
    return restore (executor, &target, snapshot, what);
  return refuse (executor, "the account that is restored is the function's argument");
}

/**
 * mo_restore_database:
 * @executor: a client, a transaction or a session
 * @database: the database
 * @snapshot: a snapshot of it or of its account
 * @options: (nullable): whose the snapshot is, where the database goes, how the command is written
 *
 * Makes a database what a snapshot shows: tables that are not in it are gone, and it is made if it
 * is not there. Otherwise as [func@Mo.restore_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_database (MoExecutor *executor,
                     const char *database,
                     const char *snapshot,
                     const MoRestoreOptions *options)
{
  const MoRestoreOptions *what = options != NULL ? options : &default_options;
  const Target target = { what->account, given (database), NULL };

  return restore (executor, &target, snapshot, what);
}

/**
 * mo_restore_table:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @snapshot: a snapshot of it, of its database or of its account
 * @options: (nullable): whose the snapshot is, where the table goes, how the command is written
 *
 * Makes a table what a snapshot shows; other tables stay. Otherwise as [func@Mo.restore_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_restore_table (MoExecutor *executor,
                  const char *database,
                  const char *table,
                  const char *snapshot,
                  const MoRestoreOptions *options)
{
  const MoRestoreOptions *what = options != NULL ? options : &default_options;
  const Target target = { what->account, given (database), given (table) };

  return restore (executor, &target, snapshot, what);
}
