/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions on a worker in the style of GIO. */

#include <matrixone-glib/mo-call-async.h>
#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-call.h>

#include "client/mo-async-private.h"

/**
 * mo_client_call_async:
 * @self: a client
 * @func: (scope notified) (closure func_data) (destroy destroy): called once, on a worker
 * @func_data: for @func
 * @destroy: (nullable): frees @func_data
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.call] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_call_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.call].
 *
 * Returns: %TRUE if @func returned %TRUE; its result is for those who take the future
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_call,
                 (MoClient *self, MoCallFunc func, gpointer func_data, GDestroyNotify destroy),
                 (self, func, func_data, destroy),
                 gboolean, mo_await)

/**
 * mo_transaction_call_async:
 * @self: a transaction
 * @func: (scope notified) (closure func_data) (destroy destroy): called once, on a worker
 * @func_data: for @func
 * @destroy: (nullable): frees @func_data
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Transaction.call] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_transaction_call_finish:
 * @self: a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Transaction.call].
 *
 * Returns: %TRUE if @func returned %TRUE; its result is for those who take the future
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_transaction_call,
                 (MoTransaction *self, MoCallFunc func, gpointer func_data, GDestroyNotify destroy),
                 (self, func, func_data, destroy),
                 gboolean, mo_await)
