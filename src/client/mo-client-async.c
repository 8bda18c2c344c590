/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clients, transactions and statements in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-client-async.h>
#include <matrixone-glib/mo-transaction.h>

#include "client/mo-async-private.h"

/* The functions: their label would be a place in here. */
#undef mo_client_begin
#undef mo_client_transaction

/**
 * mo_client_connect_async:
 * @self: a client
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.connect] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_connect_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.connect].
 *
 * Returns: %TRUE if a connection is open
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_connect, (MoClient *self), (self), gboolean, mo_await)

/**
 * mo_client_disconnect_async:
 * @self: a client
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.disconnect] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_disconnect_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.disconnect].
 *
 * Returns: %TRUE if the last connection is closed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_disconnect, (MoClient *self), (self), gboolean, mo_await)

/**
 * mo_client_disconnect_within_async:
 * @self: a client
 * @timeout_usec: how long what was submitted before may take; negative: as long as it takes
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.disconnect_within] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_disconnect_within_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.disconnect_within].
 *
 * Returns: %TRUE if the last connection is closed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_disconnect_within,
                 (MoClient *self, gint64 timeout_usec),
                 (self, timeout_usec),
                 gboolean, mo_await)

/**
 * mo_client_begin_async:
 * @self: a client
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.begin] for programs with a main loop, labelled with the place of the call where
 * it is compiled as C.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_begin_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.begin].
 *
 * Returns: (transfer full) (nullable): the transaction
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_begin, (MoClient *self), (self), MoTransaction *, mo_await_transaction)

/**
 * mo_client_begin_full_async:
 * @self: a client
 * @options: (nullable): how it is to run; copied
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.begin_full] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_begin_full_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.begin_full].
 *
 * Returns: (transfer full) (nullable): the transaction
 * Since: 0.1
 */
MO_DEFINE_ASYNC_LIKE (mo_client_begin_full, mo_client_begin,
                      (MoClient *self, const MoTransactionOptions *options, const char *label),
                      (self, options, label),
                      MoTransaction *, mo_await_transaction)

/**
 * mo_client_transaction_async:
 * @self: a client
 * @body: (scope notified) (closure body_data) (destroy destroy): called once, on the transaction's
 *   worker
 * @body_data: for @body
 * @destroy: (nullable): frees @body_data
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.transaction] for programs with a main loop, labelled with the place of the call
 * where it is compiled as C.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_transaction_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.transaction].
 *
 * Returns: %TRUE if it was committed; the body's own value is for those who take the future
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_transaction,
                 (MoClient *self, MoTransactionFutureFunc body, gpointer body_data,
                  GDestroyNotify destroy),
                 (self, body, body_data, destroy),
                 gboolean, mo_await)

/**
 * mo_client_transaction_full_async:
 * @self: a client
 * @options: (nullable): how it is to run; copied
 * @label: (nullable): where, or for what: as [method@Mo.Client.dump] and errors have it
 * @body: (scope notified) (closure body_data) (destroy destroy): called on the transaction's worker
 * @body_data: for @body
 * @destroy: (nullable): frees @body_data
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.transaction_full] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_transaction_full_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.transaction_full].
 *
 * Returns: %TRUE if it was committed; the body's own value is for those who take the future
 * Since: 0.1
 */
MO_DEFINE_ASYNC_LIKE (mo_client_transaction_full, mo_client_transaction,
                      (MoClient *self, const MoTransactionOptions *options, const char *label,
                       MoTransactionFutureFunc body, gpointer body_data, GDestroyNotify destroy),
                      (self, options, label, body, body_data, destroy),
                      gboolean, mo_await)

/**
 * mo_client_supports_async:
 * @self: a client
 * @feature: what is asked for
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Client.supports] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_supports_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Client.supports].
 *
 * Returns: %TRUE if the server has it
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_supports, (MoClient *self, MoFeature feature), (self, feature),
                 gboolean, mo_await)

/**
 * mo_transaction_nested_async:
 * @self: a transaction
 * @body: (scope notified) (closure body_data) (destroy destroy): called once, with @self
 * @body_data: for @body
 * @destroy: (nullable): frees @body_data
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Transaction.nested] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_transaction_nested_finish:
 * @self: a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Transaction.nested].
 *
 * Returns: %TRUE if what the scope did stays
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_transaction_nested,
                 (MoTransaction *self, MoTransactionFutureFunc body, gpointer body_data,
                  GDestroyNotify destroy),
                 (self, body, body_data, destroy),
                 gboolean, mo_await)

/**
 * mo_transaction_commit_async:
 * @self: a transaction
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Transaction.commit] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_transaction_commit_finish:
 * @self: a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Transaction.commit].
 *
 * Returns: %TRUE if it was committed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_transaction_commit, (MoTransaction *self), (self), gboolean, mo_await)

/**
 * mo_transaction_rollback_async:
 * @self: a transaction
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Transaction.rollback] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_transaction_rollback_finish:
 * @self: a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Transaction.rollback].
 *
 * Returns: %TRUE if it was rolled back
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_transaction_rollback, (MoTransaction *self), (self), gboolean, mo_await)

/**
 * mo_execute_values_async:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `?` or `%s`, not both
 * @values: (array length=n_values) (nullable): a value for each, copied before this returns
 * @n_values: how many
 * @flags: how to send it
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_values] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_values_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_values].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_values,
                 (MoExecutor *executor, const char *sql, const MoValue *values, gsize n_values,
                  MoExecuteFlags flags),
                 (executor, sql, values, n_values, flags),
                 MoResult *, mo_await_result)

/**
 * mo_execute_params_async:
 * @executor: a client, a transaction or a session
 * @sql: one statement; its parameters are written `:name`
 * @params: (array length=n_params) (nullable): a value for each name, copied before this returns
 * @n_params: how many
 * @flags: how to send it
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_params] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_params_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_params].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_params,
                 (MoExecutor *executor, const char *sql, const MoParam *params, gsize n_params,
                  MoExecuteFlags flags),
                 (executor, sql, params, n_params, flags),
                 MoResult *, mo_await_result)

/**
 * mo_execute_script_async:
 * @executor: a client, a transaction or a session
 * @script: several statements, each ended by a semicolon, without parameters
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_script] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_script_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_script].
 *
 * Returns: (transfer full) (nullable): the first result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_script, (MoExecutor *executor, const char *script),
                 (executor, script), MoResult *, mo_await_result)
