/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PITRs in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-pitr-async.h>

#include "client/mo-async-private.h"

/**
 * mo_pitr_create_cluster_async:
 * @executor: a client, a transaction or a session
 * @name: a new name; quoted, whatever it holds
 * @length: for how long, 1 to 100
 * @unit: of what
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_create_cluster] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_create_cluster_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_create_cluster].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_create_cluster,
                 (MoExecutor *executor, const char *name, guint length, MoPitrUnit unit),
                 (executor, name, length, unit),
                 gboolean, mo_await)

/**
 * mo_pitr_create_account_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @account: (nullable): an account, which only sys may name; %NULL: one's own
 * @length: for how long, 1 to 100
 * @unit: of what
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_create_account] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_create_account_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_create_account].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_create_account,
                 (MoExecutor *executor, const char *name, const char *account, guint length,
                  MoPitrUnit unit),
                 (executor, name, account, length, unit),
                 gboolean, mo_await)

/**
 * mo_pitr_create_database_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @database: the database
 * @length: for how long, 1 to 100
 * @unit: of what
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_create_database] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_create_database_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_create_database].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_create_database,
                 (MoExecutor *executor, const char *name, const char *database, guint length,
                  MoPitrUnit unit),
                 (executor, name, database, length, unit),
                 gboolean, mo_await)

/**
 * mo_pitr_create_table_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @database: the table's database
 * @table: the table
 * @length: for how long, 1 to 100
 * @unit: of what
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_create_table] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_create_table_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_create_table].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_create_table,
                 (MoExecutor *executor, const char *name, const char *database, const char *table,
                  guint length, MoPitrUnit unit),
                 (executor, name, database, table, length, unit),
                 gboolean, mo_await)

/**
 * mo_pitr_alter_async:
 * @executor: a client, a transaction or a session
 * @name: the PITR's name
 * @length: for how long from now on, 1 to 100
 * @unit: of what
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_alter] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_alter_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_alter].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_alter,
                 (MoExecutor *executor, const char *name, guint length, MoPitrUnit unit),
                 (executor, name, length, unit),
                 gboolean, mo_await)

/**
 * mo_pitr_drop_async:
 * @executor: a client, a transaction or a session
 * @name: the PITR's name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_pitr_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.Pitr]; %NULL with @error set if it failed, and
 *   %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_pitr_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.pitr_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_pitr_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.pitr_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_pitr_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)
