/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SHOW RECOVERY_WINDOW. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-recovery-window.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_recovery_window_list_account
#undef mo_recovery_window_list_database
#undef mo_recovery_window_list_table

/* SHOW gives its columns their names. Nothing less than all of a table's names tells rows apart. */
#define COLUMN(field, shown, ...)                                                                  \
  { .name = (shown), .offset = offsetof (MoRecoveryWindow, field), .type = MO_FIELD_TEXT,          \
    .flags = __VA_ARGS__ }

/**
 * mo_model_of_MoRecoveryWindow:
 *
 * The model of [struct@Mo.MoRecoveryWindow], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoRecoveryWindow, mo_recovery_window, "recovery_window",
                     COLUMN (level, "RecoveryWindowLevel", 0),
                     COLUMN (account_name, "AccountName", MO_PRIMARY_KEY, .length = 300),
                     COLUMN (database_name, "DatabaseName", MO_PRIMARY_KEY, .length = 5000),
                     COLUMN (table_name, "TableName", MO_PRIMARY_KEY, .length = 5000),
                     COLUMN (windows, "RecoveryWindows", 0))

/**
 * mo_recovery_window_ref:
 * @self: what a table could be restored from
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_recovery_window_unref:
 * @self: (transfer full): what a table could be restored from
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static MoFuture *
list (MoCommandText *text, MoExecutor *executor)
{
  return mo_command_text_list (text, executor, MO_COMMAND_REFUSED, MO_MODEL (MoRecoveryWindow));
}

/**
 * mo_recovery_window_list_account:
 * @executor: a client
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 *
 * What each table of an account could be restored from; those without any are not there. In a
 * transaction: refused. Server: 3.0.
 *
 * MatrixOne of June 2026 writes the windows of one table over those of another where there are
 * several: of more than one, only the names are to be relied on.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne, or a transaction), %MO_ERROR_SERVER (a database of the server's own, another's
 * account), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of [struct@Mo.RecoveryWindow]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_recovery_window_list_account (MoExecutor *executor, const char *account)
{
  MoCommandText *text = mo_command_text_new ("SHOW RECOVERY_WINDOW FOR ACCOUNT");

  if (account != NULL)
    {
      mo_command_text_add (text, " ");
      mo_command_text_plain (text, account, "the account's name");
    }
  return list (text, executor);
}

/**
 * mo_recovery_window_list_database:
 * @executor: a client
 * @database: a database
 *
 * The same for the tables of a database: see [func@Mo.recovery_window_list_account].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of [struct@Mo.RecoveryWindow]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_recovery_window_list_database (MoExecutor *executor, const char *database)
{
  MoCommandText *text = mo_command_text_new ("SHOW RECOVERY_WINDOW FOR DATABASE ");

  mo_command_text_plain (text, database, "the database's name");
  return list (text, executor);
}

/**
 * mo_recovery_window_list_table:
 * @executor: a client
 * @database: the table's database
 * @table: a table
 *
 * The same for one table: see [func@Mo.recovery_window_list_account].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future of [struct@Mo.RecoveryWindow]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_recovery_window_list_table (MoExecutor *executor, const char *database, const char *table)
{
  MoCommandText *text = mo_command_text_new ("SHOW RECOVERY_WINDOW FOR TABLE ");

  mo_command_text_plain (text, database, "the database's name");
  mo_command_text_add (text, " ");
  mo_command_text_plain (text, table, "the table's name");
  return list (text, executor);
}
