/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CDC tasks in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-cdc-async.h>
#include <matrixone-glib/mo-entities.h>

#include "client/mo-async-private.h"

/**
 * mo_cdc_create_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @options: what the task does
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_create].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_create,
                 (MoExecutor *executor, const char *name, const MoCdcTaskOptions *options),
                 (executor, name, options),
                 gboolean, mo_await)

/**
 * mo_cdc_drop_async:
 * @executor: a client, a transaction or a session
 * @name: a task
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_drop,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_cdc_drop_all_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_drop_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_drop_all_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_drop_all].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_drop_all, (MoExecutor *executor), (executor), gboolean, mo_await)

/**
 * mo_cdc_pause_async:
 * @executor: a client, a transaction or a session
 * @name: a task
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_pause] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_pause_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_pause].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_pause,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_cdc_pause_all_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_pause_all] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_pause_all_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_pause_all].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_pause_all, (MoExecutor *executor), (executor), gboolean, mo_await)

/**
 * mo_cdc_resume_async:
 * @executor: a client, a transaction or a session
 * @name: a task that has paused; while it is about to, the server refuses, for some seconds even
 *   with a state of `paused`: try again
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_resume] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_resume_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_resume].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_resume,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_cdc_restart_async:
 * @executor: a client, a transaction or a session
 * @name: a task
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_restart] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_restart_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_restart].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_restart,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gboolean, mo_await)

/**
 * mo_cdc_show_async:
 * @executor: a client
 * @name: (nullable): a task; %NULL: all of the account's
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_show] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_show_finish:
 * @executor: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_show].
 *
 * Returns: (transfer full) (nullable): the result
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_show,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 MoResult *, mo_await_result)

/**
 * mo_cdc_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.CdcTask]; %NULL with @error set if it failed,
 *   and %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_cdc_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_exists].
 *
 * Returns: 1 or 0; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gint64, mo_async_await_count)

/**
 * mo_cdc_list_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_list, (MoExecutor *executor), (executor), MoResult *, mo_await_result)

/**
 * mo_cdc_list_failing_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_list_failing] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_list_failing_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_list_failing].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_list_failing,
                 (MoExecutor *executor),
                 (executor),
                 MoResult *, mo_await_result)

/**
 * mo_cdc_list_stuck_async:
 * @executor: a client, a transaction or a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_list_stuck] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_list_stuck_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_list_stuck].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_list_stuck, (MoExecutor *executor), (executor), MoResult *, mo_await_result)

/**
 * mo_cdc_list_watermarks_async:
 * @executor: a client, a transaction or a session
 * @name: (nullable): a task; %NULL: all of the account's
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_list_watermarks] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_list_watermarks_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_list_watermarks].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_list_watermarks,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 MoResult *, mo_await_result)

/**
 * mo_cdc_list_late_async:
 * @executor: a client, a transaction or a session
 * @name: (nullable): a task; %NULL: all of the account's
 * @late_sec: how long ago a table's watermark may be, in seconds, and the task's frequency more
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.cdc_list_late] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_cdc_list_late_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.cdc_list_late].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_cdc_list_late,
                 (MoExecutor *executor, const char *name, guint late_sec),
                 (executor, name, late_sec),
                 MoResult *, mo_await_result)
