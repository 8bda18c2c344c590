/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SELECT mo_ctl(…), whose answer is JSON, and says whether it was done. */

#include <matrixone-glib/mo-ctl.h>

#include <string.h>

#include <matrixone-glib/mo-error.h>
#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-result.h>

#include "future/mo-future-private.h"
#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-ctl-answer-private.h"

#undef mo_ctl_flush_table
#undef mo_ctl_checkpoint
#undef mo_ctl_global_checkpoint

/* --- the answer --- */

static const char *
skip_blanks (const char *at)
{
  return at + strspn (at, " \t\r\n");
}

/* Behind "returnStr": in a text of JSON, a quotation mark has a backslash, so the key is none. */
static gboolean
says_ok (const char *at)
{
  at = skip_blanks (at);
  return *at == ':' && g_str_has_prefix (skip_blanks (at + 1), "\"OK\"");
}

gboolean
mo_ctl_answer_is_ok (const char *json)
{
  static const char key[] = "\"returnStr\"";
  guint n_ok = 0;

  for (const char *at = json; at != NULL && (at = strstr (at, key)) != NULL;)
    {
      at += strlen (key);
      if (!says_ok (at))
        return FALSE;
      n_ok++;
    }
  return n_ok > 0;
}

/* On the worker that has read it. */
static MoFuture *
check (MoFuture *raw, gpointer data)
{
  MoResult *result;
  const char *answer;

  (void) data;
  if (mo_future_peek_status (raw) != MO_FUTURE_RESOLVED)
    return NULL;
  result = g_value_get_boxed (mo_future_get_value (raw, NULL));
  answer = mo_result_get_n_rows (result) > 0 ? mo_result_get_text (result, 0, 0) : NULL;
  if (mo_ctl_answer_is_ok (answer))
    return mo_future_new_true ();
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_SERVER, "mo_ctl() was not done: %s",
                                 answer != NULL ? answer : "there is no answer");
}

static MoFuture *
run (MoCommandText *text, MoExecutor *executor)
{
  return mo_future_continue_at_once (mo_command_text_run (text, executor, MO_COMMAND_RUNS), check,
                                     NULL, NULL);
}

/**
 * mo_ctl_flush_table:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 *
 * Writes what is in memory of a table to its objects. For the account sys alone.
 *
 * In a transaction: it runs there; what the transaction has written is not a part of it, and a
 * rollback does not undo it. Of a database that is not there this server gives an answer that
 * nobody can read, and the connection is lost, with its transaction. Server: 1.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (a name, one with a dot),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_NO_SUCH_OBJECT, %MO_ERROR_SERVER (the answer is
 * another than OK), those of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_ctl_flush_table (MoExecutor *executor, const char *database, const char *table)
{
  MoCommandText *text = mo_command_text_call ("SELECT mo_ctl('dn', 'flush', ");

  mo_command_text_dotted (text, database, table, NULL);
  mo_command_text_add (text, ")");
  return run (text, executor);
}

/**
 * mo_ctl_checkpoint:
 * @executor: a client, a transaction or a session
 *
 * Makes an incremental checkpoint. Otherwise as [func@Mo.ctl_flush_table].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_ctl_checkpoint (MoExecutor *executor)
{
  return run (mo_command_text_call ("SELECT mo_ctl('dn', 'checkpoint', '')"), executor);
}

/**
 * mo_ctl_global_checkpoint:
 * @executor: a client, a transaction or a session
 *
 * Makes a checkpoint of everything. Otherwise as [func@Mo.ctl_flush_table].
 *
 * Thread: any; never blocks. Errors: as there.
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_ctl_global_checkpoint (MoExecutor *executor)
{
  return run (mo_command_text_call ("SELECT mo_ctl('dn', 'globalcheckpoint', '')"), executor);
}
