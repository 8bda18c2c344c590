/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-user-async.h>

#include "client/mo-async-private.h"

/**
 * mo_user_create_async:
 * @executor: a client, a transaction or a session
 * @name: a new name, which no role has; large letters and small ones differ
 * @password: who logs in has to know it; never in a message of the library
 * @default_role: (nullable): a role, which the user is granted and has after a login; %NULL: public
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_create].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_create,
                 (MoExecutor *executor, const char *name, const char *password,
                  const char *default_role),
                 (executor, name, password, default_role),
                 gboolean, mo_await)

/**
 * mo_user_create_if_not_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @password: a new user's; one that exists keeps his own
 * @default_role: (nullable): the same
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_create_if_not_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_create_if_not_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_create_if_not_exists].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_create_if_not_exists,
                 (MoExecutor *executor, const char *name, const char *password,
                  const char *default_role),
                 (executor, name, password, default_role),
                 gboolean, mo_await)

/**
 * mo_user_alter_password_async:
 * @executor: a client, a transaction or a session
 * @name: a user
 * @password: the new one; never in a message of the library
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_alter_password] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_alter_password_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_alter_password].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_alter_password,
                 (MoExecutor *executor, const char *name, const char *password),
                 (executor, name, password),
                 gboolean, mo_await)

/**
 * mo_user_lock_async:
 * @executor: a client, a transaction or a session
 * @name: a user
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_lock] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_lock_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_lock].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_lock,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_user_unlock_async:
 * @executor: a client, a transaction or a session
 * @name: a user
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_unlock] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_unlock_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_unlock].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_unlock,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_user_drop_async:
 * @executor: a client, a transaction or a session
 * @name: a user, but no administrator
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_user_drop_if_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a user, but no administrator
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_drop_if_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_drop_if_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_drop_if_exists].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_drop_if_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_user_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.User]; %NULL with @error set if it failed, and
 *   %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_user_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.user_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_user_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.user_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_user_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)

/**
 * mo_current_user_get_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.current_user_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_current_user_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.current_user_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.CurrentUser]; %NULL with @error set if it
 *   failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_current_user_get, (MoExecutor *executor), (executor), gpointer, mo_await_entity)
