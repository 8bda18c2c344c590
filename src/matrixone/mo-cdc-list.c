/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the catalog says of CDC tasks, and of how far they are. */

#include <matrixone-glib/mo-cdc.h>
#include <matrixone-glib/mo-future.h>

#include "matrixone/mo-command-text-private.h"
#include "matrixone/mo-row-model-private.h"

#undef mo_cdc_get
#undef mo_cdc_exists
#undef mo_cdc_list
#undef mo_cdc_list_failing
#undef mo_cdc_list_stuck
#undef mo_cdc_list_watermarks
#undef mo_cdc_list_late

#define NAME "the task's name"

/**
 * mo_model_of_MoCdcTask:
 *
 * The model of [struct@Mo.MoCdcTask], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoCdcTask, mo_cdc_task, "mo_cdc_task",
                     MO_COLUMN (id, MO_PRIMARY_KEY, .length = 64), MO_COLUMN (name, 0),
                     MO_COLUMN (source, 0), MO_COLUMN (sink, 0), MO_COLUMN (sink_type, 0),
                     MO_COLUMN (tables, 0), MO_COLUMN (exclude, 0), MO_COLUMN (start, 0),
                     MO_COLUMN (end, 0), MO_COLUMN (state, 0),
                     MO_COLUMN (without_full, MO_BOOLEAN), MO_COLUMN (options, 0),
                     MO_COLUMN (created, 0), MO_COLUMN (error_message, 0))

/**
 * mo_model_of_MoCdcWatermark:
 *
 * The model of [struct@Mo.MoCdcWatermark], for the macros that take a type.
 *
 * Thread: any.
 *
 * Returns: (transfer none): it is never freed
 * Since: 0.1
 */
MO_DEFINE_ROW_MODEL (MoCdcWatermark, mo_cdc_watermark, "mo_cdc_watermark",
                     MO_COLUMN (task_id, MO_PRIMARY_KEY, .length = 64), MO_COLUMN (task_name, 0),
                     MO_COLUMN (database_name, MO_PRIMARY_KEY, .length = 256),
                     MO_COLUMN (table_name, MO_PRIMARY_KEY, .length = 256),
                     MO_COLUMN (task_state, 0), MO_COLUMN (watermark, 0),
                     MO_COLUMN (time_nsec, 0), MO_COLUMN (lag_usec, 0),
                     MO_COLUMN (error_message, 0))

/* The server keeps JSON in hexadecimal digits; it begins with a brace. */
#define JSON(column)                                                                               \
  "IF(LEFT(t." column ", 2) = '7b', CAST(UNHEX(t." column ") AS CHAR), t." column ")"

#define OWN " WHERE t.account_id = CURRENT_ACCOUNT_ID()"
#define IS_NAMED " AND LOWER(t.task_name) = LOWER("

#define TASKS                                                                                      \
  "SELECT CAST(t.task_id AS CHAR) AS id, t.task_name AS name, " JSON ("source_uri") " AS source, " \
  JSON ("sink_uri") " AS sink, t.sink_type AS sink_type, " JSON ("tables") " AS `tables`, "        \
  "t.filters AS `exclude`, t.start_ts AS `start`, t.end_ts AS `end`, t.state AS state, "           \
  "t.no_full AS without_full, t.additional_config AS options, "                                    \
  "CAST(t.task_create_time AS CHAR) AS created, t.err_msg AS error_message "                       \
  "FROM mo_catalog.mo_cdc_task t" OWN

/* "1796021303782583315-1", nanoseconds and a counter of the clock's, and "0-0" at first; or a date
 * and time in UTC. Both sides of IF() are looked at. */
#define EPOCH "'1970-01-01 00:00:00'"
#define IS_DATE "LOCATE(':', w.watermark) > 0"
#define NSEC                                                                                       \
  "IF(" IS_DATE ", TIMESTAMPDIFF(MICROSECOND, " EPOCH ", CAST(IF(" IS_DATE                         \
  ", LEFT(w.watermark, 26), " EPOCH ") AS DATETIME(6))) * 1000, "                                  \
  "CAST(SUBSTRING_INDEX(w.watermark, '-', 1) AS BIGINT))"
#define NOW_USEC "TIMESTAMPDIFF(MICROSECOND, " EPOCH ", UTC_TIMESTAMP())"
#define LAG_USEC "(" NOW_USEC " - CAST(" NSEC " DIV 1000 AS BIGINT))"

#define WATERMARKS                                                                                 \
  "SELECT CAST(w.task_id AS CHAR) AS task_id, t.task_name AS task_name, "                          \
  "w.db_name AS database_name, w.table_name AS table_name, t.state AS task_state, "                \
  "w.watermark AS watermark, " NSEC " AS time_nsec, " LAG_USEC " AS lag_usec, "                    \
  "w.err_msg AS error_message FROM mo_catalog.mo_cdc_watermark w "                                 \
  "JOIN mo_catalog.mo_cdc_task t ON w.task_id = t.task_id AND w.account_id = t.account_id" OWN
#define IN_ORDER " ORDER BY task_name, database_name, table_name"

/* "15m", "2h", or nothing: how often the task runs, in seconds. */
#define FREQUENCY "COALESCE(JSON_UNQUOTE(JSON_EXTRACT(t.additional_config, '$.Frequency')), '')"
#define FREQUENCY_SEC                                                                              \
  "IF(" FREQUENCY " = '', 0, CAST(LEFT(" FREQUENCY ", LENGTH(" FREQUENCY ") - 1) AS BIGINT) * "    \
  "IF(RIGHT(" FREQUENCY ", 1) = 'h', 3600, 60))"

/**
 * mo_cdc_task_ref:
 * @self: a task
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_cdc_task_unref:
 * @self: (transfer full): a task
 *
 * Gives a reference back; the last one frees it, and leaves the server's task as it is.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_watermark_ref:
 * @self: how far a task is with a table
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */

/**
 * mo_cdc_watermark_unref:
 * @self: (transfer full): how far a task is with a table
 *
 * Gives a reference back; the last one frees it.
 *
 * Thread: any.
 *
 * Since: 0.1
 */

static void
add_name (MoCommandText *text, const char *name)
{
  mo_command_text_add (text, IS_NAMED);
  mo_command_text_value (text, name, NAME);
  mo_command_text_add (text, ")");
}

static MoFuture *
list_tasks (MoCommandText *text, MoExecutor *executor)
{
  mo_command_text_add (text, " ORDER BY name");
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoCdcTask));
}

/**
 * mo_cdc_get:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * One task of the account, if there is one of that name. For the account sys, which alone has a
 * table of tasks: others ask with [func@Mo.cdc_show]. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: %MO_ERROR_INVALID_ARGUMENT (@name is %NULL),
 * %MO_ERROR_NOT_SUPPORTED (no MatrixOne), %MO_ERROR_NO_SUCH_OBJECT (another account), those of
 * [func@Mo.execute_values].
 *
 * Returns: (transfer full): a future of a [struct@Mo.CdcTask], or of none: see
 *   [func@Mo.await_entity]
 * Since: 0.1
 */
MoFuture *
mo_cdc_get (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (TASKS);

  add_name (text, name);
  return list_tasks (text, executor);
}

/**
 * mo_cdc_exists:
 * @executor: a client, a transaction or a session
 * @name: a name
 *
 * Whether the account has a task of that name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of 1 or 0: see [func@Mo.await_int64]
 * Since: 0.1
 */
MoFuture *
mo_cdc_exists (MoExecutor *executor, const char *name)
{
  MoCommandText *text
      = mo_command_text_call ("SELECT COUNT(*) FROM mo_catalog.mo_cdc_task t" OWN);

  add_name (text, name);
  return mo_command_text_run (text, executor, MO_COMMAND_RUNS);
}

/**
 * mo_cdc_list:
 * @executor: a client, a transaction or a session
 *
 * The tasks of the account, by name. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.CdcTask]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_cdc_list (MoExecutor *executor)
{
  return list_tasks (mo_command_text_call (TASKS), executor);
}

/**
 * mo_cdc_list_failing:
 * @executor: a client, a transaction or a session
 *
 * The tasks of the account that say what went wrong with them. In a transaction: it runs there.
 * Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.CdcTask]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_cdc_list_failing (MoExecutor *executor)
{
  return list_tasks (mo_command_text_call (TASKS " AND COALESCE(t.err_msg, '') <> ''"), executor);
}

/**
 * mo_cdc_list_stuck:
 * @executor: a client, a transaction or a session
 *
 * The tasks of the account that run, while something went wrong with one of their tables at least.
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.CdcTask]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_cdc_list_stuck (MoExecutor *executor)
{
  MoCommandText *text
      = mo_command_text_call (TASKS " AND t.state = 'running' AND t.task_id IN (SELECT w.task_id "
                                    "FROM mo_catalog.mo_cdc_watermark w WHERE w.account_id = "
                                    "CURRENT_ACCOUNT_ID() AND COALESCE(w.err_msg, '') <> '')");

  return list_tasks (text, executor);
}

/**
 * mo_cdc_list_watermarks:
 * @executor: a client, a transaction or a session
 * @name: (nullable): a task; %NULL: all of the account's
 *
 * How far tasks are with each table. In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.CdcWatermark]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_cdc_list_watermarks (MoExecutor *executor, const char *name)
{
  MoCommandText *text = mo_command_text_call (WATERMARKS);

  if (name != NULL)
    add_name (text, name);
  mo_command_text_add (text, IN_ORDER);
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoCdcWatermark));
}

/**
 * mo_cdc_list_late:
 * @executor: a client, a transaction or a session
 * @name: (nullable): a task; %NULL: all of the account's
 * @late_sec: how long ago a table's watermark may be, in seconds, and the task's frequency more
 *
 * Those of [func@Mo.cdc_list_watermarks] that are late by the server's clock, of paused tasks, too.
 * In a transaction: it runs there. Server: 3.0.
 *
 * Thread: any; never blocks. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full): a future of [struct@Mo.CdcWatermark]s: see [func@Mo.await_all]
 * Since: 0.1
 */
MoFuture *
mo_cdc_list_late (MoExecutor *executor, const char *name, guint late_sec)
{
  MoCommandText *text = mo_command_text_call (WATERMARKS);

  if (name != NULL)
    add_name (text, name);
  mo_command_text_add (text, " AND " LAG_USEC " > (");
  mo_command_text_number (text, late_sec);
  mo_command_text_add (text, " + " FREQUENCY_SEC ") * 1000000" IN_ORDER);
  return mo_command_text_list (text, executor, MO_COMMAND_RUNS, MO_MODEL (MoCdcWatermark));
}
