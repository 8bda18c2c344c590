/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Roles in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-role-async.h>

#include "client/mo-async-private.h"

/**
 * mo_role_create_async:
 * @executor: a client, a transaction or a session
 * @name: a new name, which no user has; the server puts it in small letters
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_create].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_create,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_role_create_if_not_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_create_if_not_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_create_if_not_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_create_if_not_exists].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_create_if_not_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_role_drop_async:
 * @executor: a client, a transaction or a session
 * @name: a role, but none of the server's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_role_drop_if_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a role, but none of the server's own
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_drop_if_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_drop_if_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_drop_if_exists].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_drop_if_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_role_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.Role]; %NULL with @error set if it failed, and
 *   %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_role_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.role_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_role_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.role_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_role_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)
