/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restores and recovery windows in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-restore-async.h>

#include "client/mo-async-private.h"

/**
 * mo_restore_cluster_async:
 * @executor: a client, a transaction or a session
 * @snapshot: a snapshot of a cluster
 * @options: (nullable): how the command is written; no accounts
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_cluster] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_cluster_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_cluster].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_cluster,
                 (MoExecutor *executor, const char *snapshot, const MoRestoreOptions *options),
                 (executor, snapshot, options),
                 gboolean, mo_await)

/**
 * mo_restore_account_async:
 * @executor: a client, a transaction or a session
 * @account: whose databases are restored
 * @snapshot: a snapshot of that account, or of the cluster
 * @options: (nullable): where it goes, and how the command is written; not whose it is
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_account_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_account].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_account,
                 (MoExecutor *executor, const char *account, const char *snapshot,
                  const MoRestoreOptions *options),
                 (executor, account, snapshot, options),
                 gboolean, mo_await)

/**
 * mo_restore_database_async:
 * @executor: a client, a transaction or a session
 * @database: the database
 * @snapshot: a snapshot of it or of its account
 * @options: (nullable): whose the snapshot is, where the database goes, how the command is written
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_database].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_database,
                 (MoExecutor *executor, const char *database, const char *snapshot,
                  const MoRestoreOptions *options),
                 (executor, database, snapshot, options),
                 gboolean, mo_await)

/**
 * mo_restore_table_async:
 * @executor: a client, a transaction or a session
 * @database: the table's database
 * @table: the table
 * @snapshot: a snapshot of it, of its database or of its account
 * @options: (nullable): whose the snapshot is, where the table goes, how the command is written
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_table].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_table,
                 (MoExecutor *executor, const char *database, const char *table,
                  const char *snapshot, const MoRestoreOptions *options),
                 (executor, database, table, snapshot, options),
                 gboolean, mo_await)

/**
 * mo_restore_cluster_from_pitr_async:
 * @executor: a client
 * @pitr: a PITR of the cluster
 * @moment: since when what was done is undone, to the microsecond
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_cluster_from_pitr] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_cluster_from_pitr_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_cluster_from_pitr].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_cluster_from_pitr,
                 (MoExecutor *executor, const char *pitr, GDateTime *moment),
                 (executor, pitr, moment),
                 gboolean, mo_await)

/**
 * mo_restore_account_from_pitr_async:
 * @executor: a client
 * @account: (nullable): the account that becomes what it was, which is for sys to name; %NULL:
 *   one's own
 * @source_account: (nullable): whose data it gets, where the PITR is the cluster's; otherwise %NULL
 * @pitr: a PITR of the account, or of the cluster
 * @moment: since when what was done is undone, to the microsecond
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_account_from_pitr] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_account_from_pitr_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_account_from_pitr].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_account_from_pitr,
                 (MoExecutor *executor, const char *account, const char *source_account,
                  const char *pitr, GDateTime *moment),
                 (executor, account, source_account, pitr, moment),
                 gboolean, mo_await)

/**
 * mo_restore_database_from_pitr_async:
 * @executor: a client
 * @database: a database of one's own account
 * @pitr: a PITR of it or of the account
 * @moment: since when what was done is undone, to the microsecond
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_database_from_pitr] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_database_from_pitr_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_database_from_pitr].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_database_from_pitr,
                 (MoExecutor *executor, const char *database, const char *pitr, GDateTime *moment),
                 (executor, database, pitr, moment),
                 gboolean, mo_await)

/**
 * mo_restore_table_from_pitr_async:
 * @executor: a client
 * @database: the table's database, of one's own account
 * @table: the table
 * @pitr: a PITR of it, of its database or of the account
 * @moment: since when what was done is undone, to the microsecond
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.restore_table_from_pitr] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_restore_table_from_pitr_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.restore_table_from_pitr].
 *
 * Returns: %TRUE if it was done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_restore_table_from_pitr,
                 (MoExecutor *executor, const char *database, const char *table, const char *pitr,
                  GDateTime *moment),
                 (executor, database, table, pitr, moment),
                 gboolean, mo_await)

/**
 * mo_recovery_window_list_account_async:
 * @executor: a client
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.recovery_window_list_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_recovery_window_list_account_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.recovery_window_list_account].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_recovery_window_list_account,
                 (MoExecutor *executor, const char *account),
                 (executor, account),
                 MoResult *, mo_await_result)

/**
 * mo_recovery_window_list_database_async:
 * @executor: a client
 * @database: a database
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.recovery_window_list_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_recovery_window_list_database_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.recovery_window_list_database].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_recovery_window_list_database,
                 (MoExecutor *executor, const char *database),
                 (executor, database),
                 MoResult *, mo_await_result)

/**
 * mo_recovery_window_list_table_async:
 * @executor: a client
 * @database: the table's database
 * @table: a table
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.recovery_window_list_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_recovery_window_list_table_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.recovery_window_list_table].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_recovery_window_list_table,
                 (MoExecutor *executor, const char *database, const char *table),
                 (executor, database, table),
                 MoResult *, mo_await_result)
