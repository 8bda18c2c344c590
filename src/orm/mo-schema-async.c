/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables for models in the style of GIO. */

#include <matrixone-glib/mo-schema-async.h>

#include "client/mo-async-private.h"

/**
 * mo_schema_create_all_async:
 * @executor: a client or a transaction
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.schema_create_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_schema_create_all_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.schema_create_all].
 *
 * Returns: %TRUE if every table is there
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_schema_create_all,
                 (MoExecutor *executor, const MoModel *const *models, gsize n_models),
                 (executor, models, n_models),
                 gboolean, mo_await)

/**
 * mo_schema_drop_all_async:
 * @executor: a client or a transaction
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.schema_drop_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_schema_drop_all_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.schema_drop_all].
 *
 * Returns: %TRUE if none of the tables is there
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_schema_drop_all,
                 (MoExecutor *executor, const MoModel *const *models, gsize n_models),
                 (executor, models, n_models),
                 gboolean, mo_await)

/**
 * mo_schema_check_all_async:
 * @executor: a client or a transaction
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.schema_check_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_schema_check_all_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.schema_check_all].
 *
 * Returns: %TRUE if every table fits its model
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_schema_check_all,
                 (MoExecutor *executor, const MoModel *const *models, gsize n_models),
                 (executor, models, n_models),
                 gboolean, mo_await)

/**
 * mo_client_create_all_async:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.client_create_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_create_all_finish:
 * @client: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.client_create_all].
 *
 * Returns: %TRUE if every table is there
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_create_all,
                 (MoClient *client, const MoModel *const *models, gsize n_models),
                 (client, models, n_models),
                 gboolean, mo_await)

/**
 * mo_client_drop_all_async:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.client_drop_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_drop_all_finish:
 * @client: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.client_drop_all].
 *
 * Returns: %TRUE if none of the tables is there
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_drop_all,
                 (MoClient *client, const MoModel *const *models, gsize n_models),
                 (client, models, n_models),
                 gboolean, mo_await)

/**
 * mo_client_check_all_async:
 * @client: a client
 * @models: (array length=n_models) (nullable): models, in any order
 * @n_models: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.client_check_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_client_check_all_finish:
 * @client: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.client_check_all].
 *
 * Returns: %TRUE if every table fits its model
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_client_check_all,
                 (MoClient *client, const MoModel *const *models, gsize n_models),
                 (client, models, n_models),
                 gboolean, mo_await)
