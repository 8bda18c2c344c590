/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metadata and mo_ctl() in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-metadata-async.h>

#include "client/mo-async-private.h"

/**
 * mo_metadata_scan_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.metadata_scan] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_metadata_scan_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.metadata_scan].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_metadata_scan,
                 (MoExecutor *executor, const char *database, const char *table, const char *index,
                  MoMetadataPart part, const char *column),
                 (executor, database, table, index, part, column),
                 MoResult *, mo_await_result)

/**
 * mo_metadata_list_objects_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.metadata_list_objects] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_metadata_list_objects_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.metadata_list_objects].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_metadata_list_objects,
                 (MoExecutor *executor, const char *database, const char *table, const char *index,
                  MoMetadataPart part, const char *column),
                 (executor, database, table, index, part, column),
                 MoResult *, mo_await_result)

/**
 * mo_metadata_get_stats_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @index: (nullable): of this index; %NULL: of the table
 * @part: which part of it
 * @column: (nullable): one column; %NULL: all of them
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.metadata_get_stats] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_metadata_get_stats_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.metadata_get_stats].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.MetadataStats]; %NULL with @error set if it
 *   failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_metadata_get_stats,
                 (MoExecutor *executor, const char *database, const char *table, const char *index,
                  MoMetadataPart part, const char *column),
                 (executor, database, table, index, part, column),
                 gpointer, mo_await_entity)

/**
 * mo_ctl_flush_table_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.ctl_flush_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_ctl_flush_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.ctl_flush_table].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_ctl_flush_table,
                 (MoExecutor *executor, const char *database, const char *table),
                 (executor, database, table),
                 gboolean, mo_await)

/**
 * mo_ctl_checkpoint_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.ctl_checkpoint] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_ctl_checkpoint_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.ctl_checkpoint].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_ctl_checkpoint, (MoExecutor *executor), (executor), gboolean, mo_await)

/**
 * mo_ctl_global_checkpoint_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.ctl_global_checkpoint] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_ctl_global_checkpoint_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.ctl_global_checkpoint].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_ctl_global_checkpoint, (MoExecutor *executor), (executor), gboolean, mo_await)
