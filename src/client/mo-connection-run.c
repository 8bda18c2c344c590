/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a hook may do with the connection that it is lent. */

#include <matrixone-glib/mo-connection.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"

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
  g_autoptr (GString) text = g_string_new (NULL);
  MoResult *result;

  if (statement == NULL || !mo_run_check_statement (self, NULL, statement, error))
    return NULL;
  mo_statement_render (statement, mo_connection_get_server_kind (self), text);
  result = mo_connection_query (self, text->str, (gssize) text->len, error);
  mo_run_note_state (self, statement);
  if (result == NULL)
    mo_run_name_statement (error, statement);
  return result;
}
