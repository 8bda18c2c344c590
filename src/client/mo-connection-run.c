/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hook may do with the connection that it is lent. */

#include <matrixone-glib/mo-connection.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-script-program-private.h"
#include "client/mo-transaction-core-private.h"
#include "value/mo-result-chain-private.h"

static MoResult *
send (MoConnection *self, MoStatement *statement, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  MoResult *result;

  mo_statement_render (statement, mo_connection_get_server_kind (self), text);
  result = mo_connection_query (self, text->str, (gssize) text->len, error);
  mo_run_note_state (self, statement);
  if (result == NULL)
    mo_run_name_statement (error, statement);
  return result;
}

static MoResult *
run_in_transaction (MoConnection *self,
                    MoTransactionCore *lender,
                    MoStatement *statement,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  MoResult *result = send (self, statement, &local);

  mo_transaction_core_note_lent (lender, statement, &local);
  if (result == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return result;
}

static MoResult *
run (MoConnection *self, MoStatement *statement, GError **error)
{
  MoTransactionCore *lender = mo_connection_get_lending (self)->lender;

  if ((lender != NULL && !mo_transaction_core_admit_lent (lender, statement, error))
      || !mo_run_check_statement (self, NULL, statement, error))
    return NULL;
  return lender != NULL ? run_in_transaction (self, lender, statement, error)
                        : send (self, statement, error);
}

/**
 * mo_connection_run_values:
 * @self: a connection
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each
 * @n_values: how many
 * @error: return location
 *
 * Runs one statement, and waits for its answer. What it leaves in the session, such as a variable,
 * is how the connection is from then on.
 *
 * In a call or a hook inside of a transaction it is one of its statements, and refused where
 * [func@Mo.execute_values] in it would be.
 *
 * Thread: that of the call which lent the connection; blocks. Errors: as [func@Mo.execute_values],
 * but for those of the pool.
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MoResult *
mo_connection_run_values (MoConnection *self,
                          const char *sql,
                          const MoValue *values,
                          gsize n_values,
                          GError **error)
{
  g_autoptr (MoStatement) statement
      = mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, error);

  return statement != NULL ? run (self, statement, error) : NULL;
}

/**
 * mo_connection_run_script:
 * @self: a connection
 * @script: several statements, each ended by a semicolon, without parameters
 * @error: return location
 *
 * Runs statements one after the other, split as [func@Mo.execute_script] says, and waits for their
 * answers. It stops at the first that fails. What they leave in the session is how the connection
 * is from then on; a transaction must not be.
 *
 * Thread: that of the call which lent the connection; blocks. Errors: as [func@Mo.execute_script],
 * but for those of the pool.
 *
 * Returns: (transfer full) (nullable): the first result, with the others behind it
 * Since: 0.1
 */
MoResult *
mo_connection_run_script (MoConnection *self, const char *script, GError **error)
{
  g_autoptr (MoScript) parsed = mo_script_new (script, error);
  g_auto (MoResultChain) results = { NULL, NULL };
  gboolean in_transaction = mo_connection_get_lending (self)->lender != NULL;

  if (parsed == NULL || !mo_script_check (parsed, self, in_transaction, error))
    return NULL;
  for (guint i = 0; i < mo_script_get_length (parsed); i++)
    {
      MoResult *result = run (self, mo_script_get_statement (parsed, i), error);

      if (result == NULL)
        {
          g_autofree char *place = mo_script_dup_place (parsed, i);

          g_prefix_error (error, "%s: ", place);
          return NULL;
        }
      mo_result_chain_add (&results, result);
    }
  return mo_result_chain_steal (&results);
}
