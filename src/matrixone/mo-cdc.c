/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of CDC tasks: DROP, PAUSE, RESUME and SHOW CDC. */

#include <matrixone-glib/mo-cdc.h>
#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-command-text-private.h"

#undef mo_cdc_drop
#undef mo_cdc_drop_all
#undef mo_cdc_pause
#undef mo_cdc_pause_all
#undef mo_cdc_resume
#undef mo_cdc_restart
#undef mo_cdc_show

static MoCommandText *
of_task (const char *verb, const char *name)
{
  MoCommandText *text = mo_command_text_new (verb);

  mo_command_text_add (text, " CDC TASK ");
  mo_command_text_plain (text, name, "the task's name");
  return text;
}

static MoFuture *
run (MoCommandText *text, MoExecutor *executor)
{
  return mo_command_text_run (text, executor, MO_COMMAND_AT_COMMIT);
}

/**
 * mo_cdc_drop:
 * @executor: a client, a transaction or a session
 * @name: a task
 *
 * Ends a task and forgets it; what it has sent stays. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name), %MO_ERROR_NOT_SUPPORTED
 * (no MatrixOne), %MO_ERROR_SERVER (there is no such task, or it is not in a state for that), those
 * of [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_drop (MoExecutor *executor, const char *name)
{
  return run (of_task ("DROP", name), executor);
}

/**
 * mo_cdc_drop_all:
 * @executor: a client, a transaction or a session
 *
 * Ends all tasks of the account. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_drop_all (MoExecutor *executor)
{
  return run (mo_command_text_new ("DROP CDC ALL"), executor);
}

/**
 * mo_cdc_pause:
 * @executor: a client, a transaction or a session
 * @name: a task
 *
 * Asks a task to pause, which it does a little later. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_pause (MoExecutor *executor, const char *name)
{
  return run (of_task ("PAUSE", name), executor);
}

/**
 * mo_cdc_pause_all:
 * @executor: a client, a transaction or a session
 *
 * Asks all tasks of the account to pause. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_pause_all (MoExecutor *executor)
{
  return run (mo_command_text_new ("PAUSE CDC ALL"), executor);
}

/**
 * mo_cdc_resume:
 * @executor: a client, a transaction or a session
 * @name: a task that has paused; while it is about to, the server refuses, for some seconds even
 *   with a state of `paused`: try again
 *
 * Goes on where it was. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_resume (MoExecutor *executor, const char *name)
{
  return run (of_task ("RESUME", name), executor);
}

/**
 * mo_cdc_restart:
 * @executor: a client, a transaction or a session
 * @name: a task
 *
 * Goes on from the beginning. In a transaction: behind COMMIT. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: (transfer full): a future
 * Since: 0.1
 */
MoFuture *
mo_cdc_restart (MoExecutor *executor, const char *name)
{
  MoCommandText *text = of_task ("RESUME", name);

  mo_command_text_add (text, " 'restart'");
  return run (text, executor);
}

/**
 * mo_cdc_show:
 * @executor: a client
 * @name: (nullable): a task; %NULL: all of the account's
 *
 * Tasks as SHOW CDC has them, with how far they are. [func@Mo.cdc_list] runs in a transaction, too.
 *
 * In a transaction: refused. Server: 2.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_drop]; %MO_ERROR_NOT_SUPPORTED (a
 * transaction).
 *
 * Returns: (transfer full): a future of a [struct@Mo.Result] with the columns `task_id`,
 *   `task_name`, `source_uri`, `sink_uri`, `state`, `err_msg`, `checkpoint` and `timestamp`
 * Since: 0.1
 */
MoFuture *
mo_cdc_show (MoExecutor *executor, const char *name)
{
  MoCommandText *text
      = name != NULL ? of_task ("SHOW", name) : mo_command_text_new ("SHOW CDC ALL");

  return mo_command_text_run (text, executor, MO_COMMAND_REFUSED);
}
