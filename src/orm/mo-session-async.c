/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-related.h>
#include <matrixone-glib/mo-session-async.h>

#include "client/mo-async-private.h"

/**
 * mo_session_flush_async:
 * @self: a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.flush] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_flush_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.flush].
 *
 * Returns: %TRUE if everything is written
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_flush, (MoSession *self), (self), gboolean, mo_await)

/**
 * mo_session_commit_async:
 * @self: a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.commit] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_commit_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.commit].
 *
 * Returns: %TRUE if everything is written
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_commit, (MoSession *self), (self), gboolean, mo_await)

/**
 * mo_session_rollback_async:
 * @self: a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.rollback] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_rollback_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.rollback].
 *
 * Returns: %TRUE if it was rolled back
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_rollback, (MoSession *self), (self), gboolean, mo_await)

/**
 * mo_session_close_async:
 * @self: a session
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.close] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_close_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.close].
 *
 * Returns: %TRUE if what was submitted before is done
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_close, (MoSession *self), (self), gboolean, mo_await)

/**
 * mo_session_execute_async:
 * @self: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.execute] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_execute_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.execute].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_execute,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 MoResult *, mo_await_result)

/**
 * mo_session_first_async:
 * @self: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.first] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_first_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.first]; %MO_ERROR_TYPE_MISMATCH where
 * the query selects plain values.
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed, and %NULL
 *   without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_first,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 gpointer, mo_await_entity)

/**
 * mo_session_one_async:
 * @self: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.one] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_one_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.one]; %MO_ERROR_TYPE_MISMATCH where
 * the query selects plain values.
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_one,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 gpointer, mo_await_entity)

/**
 * mo_session_one_or_none_async:
 * @self: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.one_or_none] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_one_or_none_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.one_or_none]; %MO_ERROR_TYPE_MISMATCH
 * where the query selects plain values.
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed, and %NULL
 *   without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_one_or_none,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 gpointer, mo_await_entity)

/**
 * mo_session_scalar_async:
 * @self: a session
 * @select: (transfer full): a query
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.scalar] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_scalar_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.scalar].
 *
 * Returns: (transfer full) (nullable): a result of one row; see [method@Mo.Result.get_scalar]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_scalar,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 MoResult *, mo_await_result)

/**
 * mo_session_get_by_key_async:
 * @self: a session
 * @model: a model
 * @keys: (array length=n_keys): a value for each column of its primary key, in their order
 * @n_keys: how many
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.get_by_key] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_get_by_key_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.get_by_key].
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed, and %NULL
 *   without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_get_by_key,
                 (MoSession *self, const MoModel *model, const MoValue *keys, gsize n_keys),
                 (self, model, keys, n_keys),
                 gpointer, mo_await_entity)

/**
 * mo_session_refresh_async:
 * @self: a session
 * @entity: an instance of the session with a row
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.refresh] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_refresh_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.refresh].
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_refresh,
                 (MoSession *self, gpointer entity),
                 (self, entity),
                 gpointer, mo_await_entity)

/**
 * mo_session_merge_async:
 * @self: a session
 * @entity: an instance of any session, or of none
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.merge] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_merge_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.merge].
 *
 * Returns: (transfer full) (nullable): the instance; %NULL with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_merge,
                 (MoSession *self, gpointer entity),
                 (self, entity),
                 gpointer, mo_await_entity)

/**
 * mo_session_load_relation_async:
 * @self: a session
 * @entities: (array length=n_entities): instances of the session, of one model
 * @n_entities: how many
 * @model: their model
 * @offset: of the field that is a relation, in bytes from the beginning of the struct
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.load_relation] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_load_relation_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.load_relation].
 *
 * Returns: %TRUE if it is loaded
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_load_relation,
                 (MoSession *self, gpointer const *entities, gsize n_entities,
                  const MoModel *model, gsize offset),
                 (self, entities, n_entities, model, offset),
                 gboolean, mo_await)

/**
 * mo_session_scalars_async:
 * @self: a session
 * @select: (transfer full): a query, of which the first column counts
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [method@Mo.Session.scalars] for programs with a main loop.
 *
 * Thread: the owner's, with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_session_scalars_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [method@Mo.Session.scalars].
 *
 * Returns: (transfer full) (nullable): the rows
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_session_scalars,
                 (MoSession *self, MoSelect *select),
                 (self, select),
                 MoResult *, mo_await_result)
