/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Grants in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-grant-async.h>

#include "client/mo-async-private.h"

/**
 * mo_grant_privileges_async:
 * @executor: a client, a transaction or a session
 * @privileges: what may be done
 * @object: with what
 * @roles: (array zero-terminated=1): by whom; users have privileges through roles alone
 * @flags: or %MO_GRANT_DEFAULT
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_privileges] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_privileges_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_privileges].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_privileges,
                 (MoExecutor *executor, MoPrivileges privileges, const MoGrantObject *object,
                  const char *const *roles, MoGrantFlags flags),
                 (executor, privileges, object, roles, flags),
                 gboolean, mo_await)

/**
 * mo_revoke_privileges_async:
 * @executor: a client, a transaction or a session
 * @privileges: what may be done no more
 * @object: with what; as it was granted: on one table of a database all of whose tables were
 *   granted, nothing is revoked
 * @roles: (array zero-terminated=1): by whom
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.revoke_privileges] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_revoke_privileges_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.revoke_privileges].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_revoke_privileges,
                 (MoExecutor *executor, MoPrivileges privileges, const MoGrantObject *object,
                  const char *const *roles),
                 (executor, privileges, object, roles),
                 gboolean, mo_await)

/**
 * mo_grant_roles_to_users_async:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is granted
 * @users: (array zero-terminated=1): to whom
 * @flags: or %MO_GRANT_DEFAULT
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_roles_to_users] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_roles_to_users_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_roles_to_users].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_roles_to_users,
                 (MoExecutor *executor, const char *const *roles, const char *const *users,
                  MoGrantFlags flags),
                 (executor, roles, users, flags),
                 gboolean, mo_await)

/**
 * mo_grant_roles_to_roles_async:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is granted
 * @to_roles: (array zero-terminated=1): to which
 * @flags: or %MO_GRANT_DEFAULT
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_roles_to_roles] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_roles_to_roles_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_roles_to_roles].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_roles_to_roles,
                 (MoExecutor *executor, const char *const *roles, const char *const *to_roles,
                  MoGrantFlags flags),
                 (executor, roles, to_roles, flags),
                 gboolean, mo_await)

/**
 * mo_revoke_roles_from_users_async:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is taken back
 * @users: (array zero-terminated=1): from whom
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.revoke_roles_from_users] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_revoke_roles_from_users_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.revoke_roles_from_users].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_revoke_roles_from_users,
                 (MoExecutor *executor, const char *const *roles, const char *const *users),
                 (executor, roles, users),
                 gboolean, mo_await)

/**
 * mo_revoke_roles_from_roles_async:
 * @executor: a client, a transaction or a session
 * @roles: (array zero-terminated=1): what is taken back
 * @from_roles: (array zero-terminated=1): from which
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.revoke_roles_from_roles] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_revoke_roles_from_roles_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.revoke_roles_from_roles].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_revoke_roles_from_roles,
                 (MoExecutor *executor, const char *const *roles, const char *const *from_roles),
                 (executor, roles, from_roles),
                 gboolean, mo_await)

/**
 * mo_grant_list_of_role_async:
 * @executor: a client, a transaction or a session
 * @role: a role; one that does not exist has none
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_list_of_role] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_list_of_role_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_list_of_role].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_list_of_role,
                 (MoExecutor *executor, const char *role),
                 (executor, role),
                 MoResult *, mo_await_result)

/**
 * mo_grant_list_of_user_async:
 * @executor: a client, a transaction or a session
 * @user: a user; one that does not exist has none
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_list_of_user] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_list_of_user_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_list_of_user].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_list_of_user,
                 (MoExecutor *executor, const char *user),
                 (executor, user),
                 MoResult *, mo_await_result)

/**
 * mo_granted_role_list_of_user_async:
 * @executor: a client, a transaction or a session
 * @user: a user; one that does not exist has none
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.granted_role_list_of_user] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_granted_role_list_of_user_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.granted_role_list_of_user].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_granted_role_list_of_user,
                 (MoExecutor *executor, const char *user),
                 (executor, user),
                 MoResult *, mo_await_result)

/**
 * mo_granted_role_list_of_role_async:
 * @executor: a client, a transaction or a session
 * @role: a role; one that does not exist has none
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.granted_role_list_of_role] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_granted_role_list_of_role_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.granted_role_list_of_role].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_granted_role_list_of_role,
                 (MoExecutor *executor, const char *role),
                 (executor, role),
                 MoResult *, mo_await_result)

/**
 * mo_grant_show_for_user_async:
 * @executor: a client, a transaction or a session
 * @user: (nullable): a user; %NULL: the one who is logged in
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_show_for_user] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_show_for_user_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_show_for_user].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_show_for_user,
                 (MoExecutor *executor, const char *user),
                 (executor, user),
                 MoResult *, mo_await_result)

/**
 * mo_grant_show_for_role_async:
 * @executor: a client, a transaction or a session
 * @role: a role
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.grant_show_for_role] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_grant_show_for_role_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.grant_show_for_role].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_grant_show_for_role,
                 (MoExecutor *executor, const char *role),
                 (executor, role),
                 MoResult *, mo_await_result)
