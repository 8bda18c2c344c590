/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Upserts in the style of GIO. */

#include <matrixone-glib/mo-future.h>
#include <matrixone-glib/mo-upsert-async.h>

#include "client/mo-async-private.h"

#undef mo_execute_upsert

/**
 * mo_execute_upsert_async:
 * @executor: a client or a transaction
 * @instances: (array length=n_instances): instances of one model
 * @n_instances: how many
 * @offsets: (array length=n_offsets): the fields that are updated
 * @n_offsets: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.execute_upsert] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_execute_upsert_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.execute_upsert].
 *
 * Returns: %TRUE if everything is written
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_execute_upsert,
                 (MoExecutor *executor, const gpointer *instances, gsize n_instances,
                  const gsize *offsets, gsize n_offsets),
                 (executor, instances, n_instances, offsets, n_offsets),
                 gboolean, mo_await)
