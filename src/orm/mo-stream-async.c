/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams of instances in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-stream-async.h>

#include "client/mo-async-private.h"

#undef mo_stream_select

/**
 * mo_stream_select_async:
 * @executor: a client or a transaction
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stream_select] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stream_select_finish:
 * @executor: a client or a transaction
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stream_select].
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stream_select,
                 (MoExecutor *executor, MoSelect *select),
                 (executor, select),
                 MoEntityCursor *, mo_await_entity_cursor)

/**
 * mo_session_stream_async:
 * @session: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.stream] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_stream_finish:
 * @session: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.stream].
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_stream,
                 (MoSession *session, MoSelect *select),
                 (session, select),
                 MoEntityCursor *, mo_await_entity_cursor)

/**
 * mo_entity_cursor_fetch_async:
 * @self: a cursor
 * @n_rows: how many rows at the most; 0: as many as make a good piece
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.EntityCursor.fetch] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_entity_cursor_fetch_finish:
 * @self: a cursor
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.EntityCursor.fetch].
 *
 * Returns: (transfer full) (nullable): the next rows; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_entity_cursor_fetch,
                 (MoEntityCursor *self, guint n_rows),
                 (self, n_rows),
                 MoResult *, mo_await_result)

/**
 * mo_entity_cursor_close_async:
 * @self: a cursor
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.EntityCursor.close] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_entity_cursor_close_finish:
 * @self: a cursor
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.EntityCursor.close].
 *
 * Returns: %TRUE if it is closed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_entity_cursor_close,
                 (MoEntityCursor *self),
                 (self),
                 gboolean, mo_await)
