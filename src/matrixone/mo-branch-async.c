/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Branches in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-branch-async.h>
#include <matrixone-glib/mo-entities.h>

#include "client/mo-async-private.h"

/**
 * mo_branch_create_table_async:
 * @executor: a client, a transaction or a session
 * @branch: the new table, without a snapshot
 * @source: what it is a branch of
 * @to_account: (nullable): an account that gets it, which only sys may name, from a snapshot;
 *   %NULL: one's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_create_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_create_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_create_table].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_create_table,
                 (MoExecutor *executor, const MoBranchTable *branch, const MoBranchTable *source,
                  const char *to_account),
                 (executor, branch, source, to_account),
                 gboolean, mo_await)

/**
 * mo_branch_create_database_async:
 * @executor: a client, a transaction or a session
 * @branch: the new database
 * @source: what it is a branch of
 * @snapshot: (nullable): as this snapshot shows it; %NULL: as it is
 * @to_account: (nullable): an account that gets it, which only sys may name, from a snapshot;
 *   %NULL: one's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_create_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_create_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_create_database].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_create_database,
                 (MoExecutor *executor, const char *branch, const char *source,
                  const char *snapshot, const char *to_account),
                 (executor, branch, source, snapshot, to_account),
                 gboolean, mo_await)

/**
 * mo_branch_delete_table_async:
 * @executor: a client, a transaction or a session
 * @database: (nullable): the table's database; %NULL: that of the connection
 * @table: a branch
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_delete_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_delete_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_delete_table].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_delete_table,
                 (MoExecutor *executor, const char *database, const char *table),
                 (executor, database, table),
                 gboolean, mo_await)

/**
 * mo_branch_delete_database_async:
 * @executor: a client, a transaction or a session
 * @database: a branch
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_delete_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_delete_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_delete_database].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_delete_database,
                 (MoExecutor *executor, const char *database),
                 (executor, database),
                 gboolean, mo_await)

/**
 * mo_branch_diff_async:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @columns: (nullable) (array zero-terminated=1): the columns to be shown; %NULL: all of them
 * @limit: how many rows at the most; 0: all of them
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_diff] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_diff_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_diff].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_diff,
                 (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base,
                  const char *const *columns, guint64 limit),
                 (executor, target, base, columns, limit),
                 MoResult *, mo_await_result)

/**
 * mo_branch_diff_count_async:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_diff_count] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_diff_count_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_diff_count].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_diff_count,
                 (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base),
                 (executor, target, base),
                 gint64, mo_async_await_count)

/**
 * mo_branch_diff_summary_async:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_diff_summary] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_diff_summary_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_diff_summary].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_diff_summary,
                 (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base),
                 (executor, target, base),
                 MoResult *, mo_await_result)

/**
 * mo_branch_diff_to_file_async:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @directory: a directory of the server's, which must be there, or a stage's: `stage://s`
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_diff_to_file] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_diff_to_file_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_diff_to_file].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.BranchFile]; %NULL with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_diff_to_file,
                 (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base,
                  const char *directory),
                 (executor, target, base, directory),
                 gpointer, mo_await_entity)

/**
 * mo_branch_diff_to_table_async:
 * @executor: a client
 * @target: a table
 * @base: what it is compared with
 * @columns: (nullable) (array zero-terminated=1): the columns to be written; %NULL: all of them
 * @database: (nullable): the new table's database; %NULL: that of the connection
 * @table: the new table
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_diff_to_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_diff_to_table_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_diff_to_table].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_diff_to_table,
                 (MoExecutor *executor, const MoBranchTable *target, const MoBranchTable *base,
                  const char *const *columns, const char *database, const char *table),
                 (executor, target, base, columns, database, table),
                 MoResult *, mo_await_result)

/**
 * mo_branch_merge_async:
 * @executor: a client, a transaction or a session
 * @source: a branch
 * @target: the table that gets what was done to it, without a snapshot
 * @conflict: what becomes of a row that both have changed
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_merge] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_merge_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_merge].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_merge,
                 (MoExecutor *executor, const MoBranchTable *source, const MoBranchTable *target,
                  MoBranchConflict conflict),
                 (executor, source, target, conflict),
                 gboolean, mo_await)

/**
 * mo_branch_pick_async:
 * @executor: a client, a transaction or a session
 * @source: a branch
 * @target: the table that gets some of its rows, without a snapshot
 * @which: which ones
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.branch_pick] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_branch_pick_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.branch_pick].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_branch_pick,
                 (MoExecutor *executor, const MoBranchTable *source, const MoBranchTable *target,
                  const MoBranchPick *which),
                 (executor, source, target, which),
                 gboolean, mo_await)
