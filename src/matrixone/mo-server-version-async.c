/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's version in the style of GIO. */

#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-server-version-async.h>

#include "client/mo-async-private.h"

/**
 * mo_server_version_get_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.server_version_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_server_version_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.server_version_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.ServerVersion]; %NULL with @error set if it
 *   failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_server_version_get,
                 (MoExecutor *executor),
                 (executor),
                 gpointer, mo_await_entity)
