/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's snapshots and clones in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-commands-async.h>
#include <matrixone-glib/mo-entities.h>

#include "client/mo-async-private.h"

/**
 * mo_snapshot_create_database_async:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account
 * @database: the database to keep
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_create_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_create_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_create_database].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_create_database,
                 (MoExecutor *executor, const char *name, const char *database),
                 (executor, name, database),
                 gboolean, mo_await)

/**
 * mo_snapshot_create_table_async:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account
 * @database: the table's database
 * @table: the table to keep
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_create_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_create_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_create_table].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_create_table,
                 (MoExecutor *executor, const char *name, const char *database, const char *table),
                 (executor, name, database, table),
                 gboolean, mo_await)

/**
 * mo_snapshot_drop_async:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_snapshot_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_list].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)

/**
 * mo_snapshot_create_cluster_async:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account; quoted, whatever it holds
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_create_cluster] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_create_cluster_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_create_cluster].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_create_cluster,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_snapshot_create_account_async:
 * @executor: a client, a transaction or a session
 * @name: the snapshot's name, new in its account
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_create_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_create_account_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_create_account].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_create_account,
                 (MoExecutor *executor, const char *name, const char *account),
                 (executor, name, account),
                 gboolean, mo_await)

/**
 * mo_snapshot_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.Snapshot]; %NULL with @error set if it failed,
 *   and %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_snapshot_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.snapshot_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_snapshot_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.snapshot_exists].
 *
 * Returns: 1 or 0; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_snapshot_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gint64, mo_async_await_count)

/**
 * mo_clone_database_async:
 * @executor: a client, a transaction or a session
 * @target: the new database
 * @source: the database to be cloned
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.clone_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_clone_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.clone_database].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_clone_database,
                 (MoExecutor *executor, const char *target, const char *source),
                 (executor, target, source),
                 gboolean, mo_await)

/**
 * mo_clone_database_full_async:
 * @executor: a client, a transaction or a session
 * @target: the new database
 * @source: the database to be cloned
 * @snapshot: (nullable): clone what this snapshot shows
 * @flags: when, and what if @target is there
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.clone_database_full] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_clone_database_full_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.clone_database_full].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_clone_database_full,
                 (MoExecutor *executor, const char *target, const char *source,
                  const char *snapshot, MoCloneFlags flags),
                 (executor, target, source, snapshot, flags),
                 gboolean, mo_await)

/**
 * mo_clone_table_full_async:
 * @executor: a client, a transaction or a session
 * @target_database: (nullable): where the new table goes
 * @target: the new table
 * @source_database: (nullable): where the old table is
 * @source: the table to be cloned
 * @snapshot: (nullable): clone what this snapshot shows
 * @flags: when, and what if @target is there
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.clone_table_full] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_clone_table_full_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.clone_table_full].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_clone_table_full,
                 (MoExecutor *executor, const char *target_database, const char *target,
                  const char *source_database, const char *source, const char *snapshot,
                  MoCloneFlags flags),
                 (executor, target_database, target, source_database, source, snapshot, flags),
                 gboolean, mo_await)

/**
 * mo_clone_database_to_account_async:
 * @executor: a client, a transaction or a session of the account sys
 * @target: the new database
 * @source: the database to be cloned
 * @snapshot: clone what this snapshot shows
 * @account: whose the new database is
 * @flags: when, and what if @target is there
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.clone_database_to_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_clone_database_to_account_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.clone_database_to_account].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_clone_database_to_account,
                 (MoExecutor *executor, const char *target, const char *source,
                  const char *snapshot, const char *account, MoCloneFlags flags),
                 (executor, target, source, snapshot, account, flags),
                 gboolean, mo_await)

/**
 * mo_clone_table_to_account_async:
 * @executor: a client, a transaction or a session of the account sys
 * @target_database: a database of @account
 * @target: the new table
 * @source_database: (nullable): where the old table is
 * @source: the table to be cloned
 * @snapshot: clone what this snapshot shows
 * @account: whose the new table is
 * @flags: when, and what if @target is there
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.clone_table_to_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_clone_table_to_account_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.clone_table_to_account].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_clone_table_to_account,
                 (MoExecutor *executor, const char *target_database, const char *target,
                  const char *source_database, const char *source, const char *snapshot,
                  const char *account, MoCloneFlags flags),
                 (executor, target_database, target, source_database, source, snapshot, account,
                  flags),
                 gboolean, mo_await)
