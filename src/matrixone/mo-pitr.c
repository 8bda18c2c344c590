/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CREATE PITR and its family. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-pitr.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_pitr_create_cluster
#undef mo_pitr_create_account
#undef mo_pitr_create_database
#undef mo_pitr_create_table
#undef mo_pitr_alter
#undef mo_pitr_drop
#undef mo_pitr_get
#undef mo_pitr_list

#define MOST 100 /* as the server has it */
#define NAME "the PITR's name"

/**
 * mo_model_of_MoPitr:
 *
 * The model of [struct@Mo.MoPitr], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoPitr, mo_pitr, "mo_pitr",
                     MO_COLUMN (name, MO_PRIMARY_KEY, .length = 5000),
                     MO_COLUMN (level, 0), MO_COLUMN (account_name, 0),
                     MO_COLUMN (database_name, 0), MO_COLUMN (table_name, 0),
                     MO_COLUMN (length, 0), MO_COLUMN (unit, 0), MO_COLUMN (created_nsec, 0),
                     MO_COLUMN (modified_nsec, 0))

/* A SELECT and not SHOW PITR, which the server refuses in a transaction. One is the server's own.
 * Names are kept in small letters, as its lower_case_table_names is. */
#define SELECT                                                                                     \
  "SELECT pitr_name AS name, level, account_name, database_name, table_name, "                     \
  "pitr_length AS length, pitr_unit AS unit, create_time AS created_nsec, "                        \
  "modified_time AS modified_nsec FROM mo_catalog.mo_pitr "                                        \
  "WHERE pitr_name <> 'sys_mo_catalog_pitr' AND "                                                  \
  "create_account = CURRENT_ACCOUNT_ID()"

/**
 * mo_pitr_ref:
 * @self: a PITR
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_pitr_unref:
 * @self: (transfer full): a PITR
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static void
add_range (MoCommandText *text, guint length, MoPitrUnit unit)
{
  static const char *const units[] = { "'h'", "'d'", "'mo'", "'y'" };
  static const char *const names[] = { "hours", "days", "months", "years" };

  if (length < 1 || length > MOST || (guint) unit >= G_N_ELEMENTS (units))
    {
      mo_command_text_refuse (text,
                              "a range of %u %s is none: it is 1 to %d hours, days, months or "
                              "years",
                              length,
                              (guint) unit < G_N_ELEMENTS (units) ? names[unit] : "of no unit",
                              MOST);
      return;
    }
  mo_command_text_add (text, " RANGE ");
  mo_command_text_number (text, length);
  mo_command_text_add (text, " ");
  mo_command_text_add (text, units[unit]);
}

static MoCommandText *
begin_create (const char *name, const char *level)
{
  MoCommandText *text = mo_command_text_new ("CREATE PITR ");

  mo_command_text_object (text, name, NAME);
  mo_command_text_add (text, level);
  return text;
}

/**
 * mo_pitr_create_cluster:
 * @executor: a client, a transaction or a session
 * @name: a new name; quoted, whatever it holds but a backslash
 * @length: for how long, 1 to 100
 * @unit: of what
 *
 * Keeps every moment of the whole cluster; for the account sys alone. There is one for each object.
 *
 * In a transaction: behind COMMIT, as [func@Mo.snapshot_create_database] has it. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, a range),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_SERVER (there is one already), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_create_cluster (MoExecutor *executor, const char *name, guint length, MoPitrUnit unit)
{
  MoCommandText *text = begin_create (name, " FOR CLUSTER");

  add_range (text, length, unit);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_create_account:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 * @length: for how long, 1 to 100
 * @unit: of what
 *
 * Keeps every moment of an account. Otherwise as [func@Mo.pitr_create_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_create_account (
    MoExecutor *executor, const char *name, const char *account, guint length, MoPitrUnit unit)
{
  MoCommandText *text = begin_create (name, " FOR ACCOUNT");

  if (account != NULL)
    {
      mo_command_text_add (text, " ");
      mo_command_text_object (text, account, "the account's name");
    }
  add_range (text, length, unit);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_create_database:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @database: the database
 * @length: for how long, 1 to 100
 * @unit: of what
 *
 * Keeps every moment of a database. Otherwise as [func@Mo.pitr_create_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_create_database (
    MoExecutor *executor, const char *name, const char *database, guint length, MoPitrUnit unit)
{
  MoCommandText *text = begin_create (name, " FOR DATABASE ");

  mo_command_text_object (text, database, "the database's name");
  add_range (text, length, unit);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_create_table:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @database: the table's database
 * @table: the table
 * @length: for how long, 1 to 100
 * @unit: of what
 *
 * Keeps every moment of a table. Otherwise as [func@Mo.pitr_create_cluster].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_create_table (MoExecutor *executor,
                      const char *name,
                      const char *database,
                      const char *table,
                      guint length,
                      MoPitrUnit unit)
{
  MoCommandText *text = begin_create (name, " FOR TABLE ");

  mo_command_text_object (text, database, "the database's name");
  mo_command_text_add (text, " ");
  mo_command_text_object (text, table, "the table's name");
  add_range (text, length, unit);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_alter:
 * @executor: a client, a transaction or a session
 * @name: the PITR's name
 * @length: for how long from now on, 1 to 100
 * @unit: of what
 *
 * Changes how long is kept. In a transaction: behind COMMIT. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.pitr_create_cluster].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_alter (MoExecutor *executor, const char *name, guint length, MoPitrUnit unit)
{
  MoCommandText *text = mo_command_text_new ("ALTER PITR ");

  mo_command_text_object (text, name, NAME);
  add_range (text, length, unit);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_drop:
 * @executor: a client, a transaction or a session
 * @name: the PITR's name
 *
 * Keeps nothing by it any more. In a transaction: behind COMMIT. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.pitr_create_cluster].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_pitr_drop (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_new ("DROP PITR ");

  mo_command_text_object (text, name, NAME);
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_pitr_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One PITR, if there is one of that name. In a transaction: it runs there. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.Pitr], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_pitr_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (SELECT " AND LOWER(pitr_name) = LOWER(");

  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoPitr));
}

/**
 * mo_pitr_list:
 * @executor: a client, a transaction or a session
 *
 * All that the account sees, by name. In a transaction: it runs there. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.pitr_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.Pitr]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_pitr_list (MoExecutor *executor)
{
  return mo_command_text_list (mo_command_text_call (SELECT " ORDER BY pitr_name"), executor,
                               MO_COMMAND_RUNS, MO_MODEL (MoPitr));
}
