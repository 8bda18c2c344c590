/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading files in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-load-async.h>

#include "client/mo-async-private.h"

/**
 * mo_load_file_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @path: a file of the server's host, from the root on
 * @options: (nullable): how to read it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_file] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_file_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_file].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_file,
                 (MoExecutor *executor, const char *database, const char *table, const char *path,
                  const MoLoadOptions *options),
                 (executor, database, table, path, options),
                 MoResult *, mo_await_result)

/**
 * mo_load_stage_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @stage: a stage, whose name is of letters, digits, and `-_.~$`
 * @file: a file in it
 * @options: (nullable): how to read it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_stage] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_stage_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_stage].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_stage,
                 (MoExecutor *executor, const char *database, const char *table, const char *stage,
                  const char *file, const MoLoadOptions *options),
                 (executor, database, table, stage, file, options),
                 MoResult *, mo_await_result)

/**
 * mo_load_s3_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @s3: how to come to the bucket
 * @path: a file in it
 * @options: (nullable): how to read it; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_s3] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_s3_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_s3].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_s3,
                 (MoExecutor *executor, const char *database, const char *table, const MoLoadS3 *s3,
                  const char *path, const MoLoadOptions *options),
                 (executor, database, table, s3, path, options),
                 MoResult *, mo_await_result)

/**
 * mo_load_inline_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: the current one
 * @table: the table to load into
 * @data: the rows, as UTF-8
 * @options: (nullable): how to read them; %NULL: as CSV
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.load_inline] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_load_inline_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.load_inline].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_load_inline,
                 (MoExecutor *executor, const char *database, const char *table, const char *data,
                  const MoLoadOptions *options),
                 (executor, database, table, data, options),
                 MoResult *, mo_await_result)
