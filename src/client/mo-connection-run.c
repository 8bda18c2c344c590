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

/* Of one that was done: does an open transaction, of the function's own, hold it, and those before
 * it? The flag alone does not tell of COMMIT AND CHAIN. */
static void
note_done (MoConnection *self, MoStatement *statement, gboolean was_open)
{
  gboolean is_held = mo_connection_is_in_transaction (self)
                     && (!was_open || mo_statement_may_share_packet (statement));

  mo_connection_get_lending (self)->n_kept
      += !is_held && !mo_statement_is_read_only (statement);
}

/* Of one that failed: a routine may have opened a transaction before, or committed one. */
static void
judge (MoConnection *self, MoStatement *statement, gboolean was_open, GError **error)
{
  gboolean is_plain = mo_statement_may_share_packet (statement);

  if (!is_plain && !mo_connection_is_lost (self))
    mo_run_ping (self, NULL, NULL);
  if (!was_open || !is_plain)
    mo_run_tell_unknown (self, statement, error);
}

static MoResult *
run_alone (MoConnection *self, MoStatement *statement, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean was_open;
  MoResult *result;

  mo_connection_take_status (self);
  was_open = mo_connection_is_in_transaction (self);
  result = send (self, statement, &local);
  if (result != NULL)
    {
      note_done (self, statement, was_open);
      return result;
    }
  judge (self, statement, was_open, &local);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static MoResult *
run (MoConnection *self, MoStatement *statement, GError **error)
{
  MoTransactionCore *lender = mo_connection_get_lending (self)->lender;

  if ((lender != NULL && !mo_transaction_core_admit_lent (lender, statement, error))
      || !mo_run_check_statement (self, NULL, statement, error))
    return NULL;
  mo_connection_get_lending (self)->is_used = TRUE;
  return lender != NULL ? run_in_transaction (self, lender, statement, error)
                        : run_alone (self, statement, error);
}

/* Where something before it has taken effect, the whole is not to be run again. */
static void
tell_place (MoScript *script, guint index, gboolean is_kept, GError *error)
{
  g_autofree char *place = mo_script_dup_place (script, index);
  char *message = index == 0 ? g_strdup_printf ("%s: %s", place, error->message)
                             : g_strdup_printf ("%s: %s; statements done before it: %u", place,
                                                error->message, index);

  g_free (error->message);
  error->message = message;
  if (is_kept)
    mo_error_forbid_retry (error);
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
 * is how the connection is from then on. Where its answer is lost, it is %MO_ERROR_OUTCOME_UNKNOWN
 * unless it has only read, or an open transaction holds it.
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
 * is from then on; a transaction must not be. An error is not retryable where something before it
 * has taken effect.
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
  const MoLending *lending = mo_connection_get_lending (self);
  gboolean in_transaction = lending->lender != NULL;
  guint n_kept = lending->n_kept;

  if (parsed == NULL || !mo_script_check (parsed, self, in_transaction, error))
    return NULL;
  for (guint i = 0; i < mo_script_get_length (parsed); i++)
    {
      g_autoptr (GError) local = NULL;
      MoResult *result = run (self, mo_script_get_statement (parsed, i), &local);

      if (result == NULL)
        {
          tell_place (parsed, i, lending->n_kept > n_kept, local);
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      mo_result_chain_add_statement (&results, result, i);
    }
  return mo_result_chain_steal (&results);
}
