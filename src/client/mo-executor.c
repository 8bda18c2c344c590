/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoExecutor: statements and commands on a client or in a transaction. */

#include "client/mo-executor-private.h"

#include "base/mo-error-private.h"
#include "client/mo-script-program-private.h"
#include "future/mo-future-private.h"

G_DEFINE_INTERFACE (MoExecutor, mo_executor, G_TYPE_OBJECT)

static void
mo_executor_default_init (MoExecutorInterface *iface)
{
  (void) iface;
}

static MoFuture *
reject_foreign (void)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "statements run on a MoClient or a MoTransaction, and this is "
                                 "neither");
}

MoFuture *
mo_executor_execute (MoExecutor *executor, MoStatement *statement)
{
  g_autoptr (MoStatement) owned = statement;

  if (!MO_IS_EXECUTOR (executor))
    return reject_foreign ();
  return G_TYPE_INSTANCE_GET_INTERFACE (executor, MO_TYPE_EXECUTOR, MoExecutorInterface)
      ->execute (executor, g_steal_pointer (&owned));
}

MoFuture *
mo_executor_command (MoExecutor *executor, MoCommand *command)
{
  g_autoptr (MoCommand) owned = command;

  if (!MO_IS_EXECUTOR (executor))
    return reject_foreign ();
  return G_TYPE_INSTANCE_GET_INTERFACE (executor, MO_TYPE_EXECUTOR, MoExecutorInterface)
      ->command (executor, g_steal_pointer (&owned));
}

MoFuture *
mo_executor_run (MoExecutor *executor, MoProgram *program)
{
  g_autoptr (MoProgram) owned = program;

  if (!MO_IS_EXECUTOR (executor))
    return reject_foreign ();
  return G_TYPE_INSTANCE_GET_INTERFACE (executor, MO_TYPE_EXECUTOR, MoExecutorInterface)
      ->run (executor, g_steal_pointer (&owned));
}

MoFuture *
mo_executor_open (MoExecutor *executor, MoStatement *statement)
{
  g_autoptr (MoStatement) owned = statement;

  if (!MO_IS_EXECUTOR (executor))
    return reject_foreign ();
  return G_TYPE_INSTANCE_GET_INTERFACE (executor, MO_TYPE_EXECUTOR, MoExecutorInterface)
      ->open (executor, g_steal_pointer (&owned));
}

MoFuture *
mo_executor_refuse (MoExecutor *executor, GError *error)
{
  if (!MO_IS_EXECUTOR (executor))
    return mo_future_new_for_error (error);
  return G_TYPE_INSTANCE_GET_INTERFACE (executor, MO_TYPE_EXECUTOR, MoExecutorInterface)
      ->refuse (executor, error);
}

MoStatementFlags
mo_executor_get_statement_flags (MoExecuteFlags flags)
{
  return (flags & MO_EXECUTE_PREPARED ? MO_STATEMENT_PREPARED : 0)
         | (flags & MO_EXECUTE_ECHO ? MO_STATEMENT_ECHO : 0)
         | (flags & MO_EXECUTE_QUIET ? MO_STATEMENT_QUIET : 0)
         | (flags & MO_EXECUTE_WARNINGS ? MO_STATEMENT_WARNINGS : 0);
}

/**
 * mo_execute_values:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 * @flags: how to send it
 *
 * Runs one statement. On a client it runs by itself on whichever connection is free; in a
 * transaction it runs on the transaction's connection, after all that was submitted before, from
 * whatever thread. Parameters are found outside of literals and comments only; one that stands
 * alone behind IN may be a list, [func@Mo.value_list]. A statement that would end an open
 * transaction silently is refused before it is sent, and so is a second statement in the same text.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_SYNTAX, %MO_ERROR_INVALID_ARGUMENT (parameters too
 * few or too many; LOAD DATA LOCAL, see [func@Mo.load_data]), %MO_ERROR_TYPE_MISMATCH (a value that
 * cannot be sent), %MO_ERROR_ENDS_TRANSACTION, %MO_ERROR_CURSOR_OPEN,
 * %MO_ERROR_TRANSACTION_ABORTED, %MO_ERROR_TRANSACTION_ENDED, %MO_ERROR_TRANSACTION_FINISHED,
 * %MO_ERROR_OUTCOME_UNKNOWN, those of the pool and the server.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 * Since: 0.1
 */
MoFuture *
mo_execute_values (MoExecutor *executor,
                   const char *sql,
                   const MoValue *values,
                   gsize n_values,
                   MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement
      = mo_statement_new (sql, values, n_values, mo_executor_get_statement_flags (flags), &error);

  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_execute (executor, statement);
}

/**
 * mo_execute_params:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `:name`
 * @params: (array length=n_params) (nullable): a value for each name, copied before this returns
 * @n_params: how many
 * @flags: how to send it
 *
 * [func@Mo.execute_values] with named parameters. A name may stand in several places.
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 * Since: 0.1
 */
MoFuture *
mo_execute_params (MoExecutor *executor,
                   const char *sql,
                   const MoParam *params,
                   gsize n_params,
                   MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new_named (
      sql, params, n_params, mo_executor_get_statement_flags (flags), &error);

  if (statement == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_execute (executor, statement);
}

/**
 * mo_execute_script:
 * @executor: a client, a transaction or a session
 * @script: several statements, each ended by a semicolon, without parameters
 *
 * Runs statements one after the other on one connection, with nothing of others in between. The
 * future is resolved with the first result, behind which [method@Mo.Result.get_next] has those of
 * the other statements, in their order; [method@Mo.Result.get_statement] tells whose each is.
 *
 * The text is split outside of quotes and comments, as the servers' own command-line clients do,
 * with their `DELIMITER` lines. Bodies of routines, triggers and events need none, nor do MariaDB's
 * compound statements, as long as it is certain where they end. The whole is split and checked
 * before the first statement is sent; each is sent alone.
 *
 * It stops at the first statement that fails: the error says which, in which line, and what became
 * of those before it. On a client each takes effect by itself, or with the transaction that the
 * script begins and commits; one that it leaves open is rolled back, and the future is rejected.
 * What it leaves in the session, such as a variable, is gone behind it. In a transaction each
 * statement obeys its rules.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.execute_values]; %MO_ERROR_SYNTAX also where it is
 * not certain how to split the text, and for a `?` outside of quotes and comments;
 * %MO_ERROR_INVALID_ARGUMENT where it leaves a transaction open. Where it is cancelled, and
 * statements before had taken effect, that is %MO_ERROR_OUTCOME_UNKNOWN.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result]
 * Since: 0.1
 */
MoFuture *
(mo_execute_script) (MoExecutor *executor, const char *script)
{
  g_autoptr (GError) error = NULL;
  MoScript *parsed = mo_script_new (script, &error);

  if (parsed == NULL)
    return mo_executor_refuse (executor, g_steal_pointer (&error));
  return mo_executor_run (executor, mo_script_program_new (parsed));
}
