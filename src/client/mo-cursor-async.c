/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-cursor-async.h>

#include "client/mo-async-private.h"

/**
 * mo_open_cursor_values_async:
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
 * [func@Mo.open_cursor_values] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_open_cursor_values_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.open_cursor_values].
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_open_cursor_values,
                 (MoExecutor *executor, const char *sql, const MoValue *values, gsize n_values,
                  MoExecuteFlags flags),
                 (executor, sql, values, n_values, flags),
                 MoCursor *, mo_await_cursor)

/**
 * mo_open_cursor_params_async:
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
 * [func@Mo.open_cursor_params] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_open_cursor_params_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.open_cursor_params].
 *
 * Returns: (transfer full) (nullable): the cursor
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_open_cursor_params,
                 (MoExecutor *executor, const char *sql, const MoParam *params, gsize n_params,
                  MoExecuteFlags flags),
                 (executor, sql, params, n_params, flags),
                 MoCursor *, mo_await_cursor)

/**
 * mo_cursor_fetch_async:
 * @self: a cursor
 * @n_rows: how many rows at the most; 0: as many as make a good piece
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Cursor.fetch] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cursor_fetch_finish:
 * @self: a cursor
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Cursor.fetch].
 *
 * Returns: (transfer full) (nullable): the rows
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cursor_fetch, (MoCursor *self, guint n_rows), (self, n_rows), MoResult *,
                 mo_await_result)

/**
 * mo_cursor_close_async:
 * @self: a cursor
 * @cancellable: (nullable): without effect on the close
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Cursor.close] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cursor_close_finish:
 * @self: a cursor
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Cursor.close].
 *
 * Returns: %TRUE if it is closed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cursor_close, (MoCursor *self), (self), gboolean, mo_await)
