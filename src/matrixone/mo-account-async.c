/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accounts in the style of GIO. */

#include <matrixone-glib/mo-account-async.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>

#include "client/mo-async-private.h"

/**
 * mo_account_create_async:
 * @executor: a client, a transaction or a session
 * @name: a new name, of letters of ASCII, digits, `_` and `-`; the server puts it in small letters
 * @options: its first user, and what else there is to say
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_create].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_create,
                 (MoExecutor *executor, const char *name, const MoAccountOptions *options),
                 (executor, name, options),
                 gboolean, mo_await)

/**
 * mo_account_alter_status_async:
 * @executor: a client, a transaction or a session
 * @name: an account other than sys
 * @status: what it may do from now on
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_alter_status] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_alter_status_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_alter_status].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_alter_status,
                 (MoExecutor *executor, const char *name, MoAccountStatus status),
                 (executor, name, status),
                 gboolean, mo_await)

/**
 * mo_account_alter_comment_async:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @comment: what is said of it from now on; "": nothing. Without `"` and `\`, which the server
 *   takes for SQL
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_alter_comment] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_alter_comment_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_alter_comment].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_alter_comment,
                 (MoExecutor *executor, const char *name, const char *comment),
                 (executor, name, comment),
                 gboolean, mo_await)

/**
 * mo_account_alter_password_async:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @user: a user of that account
 * @password: the new one; never in a message of the library
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_alter_password] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_alter_password_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_alter_password].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_alter_password,
                 (MoExecutor *executor, const char *name, const char *user, const char *password),
                 (executor, name, user, password),
                 gboolean, mo_await)

/**
 * mo_account_drop_async:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_account_drop_if_exists_async:
 * @executor: a client, a transaction or a session
 * @name: an account
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_drop_if_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_drop_if_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_drop_if_exists].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_drop_if_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_account_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.Account]; %NULL with @error set if it failed,
 *   and %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_account_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.account_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_account_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.account_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_account_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)
