/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing by condition in the style of GIO. */

#include <matrixone-glib/mo-write-async.h>

#include "client/mo-async-private.h"

#undef mo_execute_update
#undef mo_execute_delete

/**
 * mo_execute_update_async:
 * @executor: a client or a transaction
 * @update: (transfer full): what to write
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_update] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_update_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_update].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_update,
                 (MoExecutor *executor, MoUpdate *update),
                 (executor, update),
                 gint64, mo_async_await_count)

/**
 * mo_execute_delete_async:
 * @executor: a client or a transaction
 * @deletion: (transfer full): what to delete
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_delete] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_delete_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_delete].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_delete,
                 (MoExecutor *executor, MoDelete *deletion),
                 (executor, deletion),
                 gint64, mo_async_await_count)

/**
 * mo_session_execute_update_async:
 * @self: a session
 * @update: (transfer full): what to write
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.execute_update] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_execute_update_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.execute_update].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_execute_update,
                 (MoSession *self, MoUpdate *update),
                 (self, update),
                 gint64, mo_async_await_count)

/**
 * mo_session_execute_delete_async:
 * @self: a session
 * @deletion: (transfer full): what to delete
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.execute_delete] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_execute_delete_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.execute_delete].
 *
 * Returns: how many rows; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_execute_delete,
                 (MoSession *self, MoDelete *deletion),
                 (self, deletion),
                 gint64, mo_async_await_count)
