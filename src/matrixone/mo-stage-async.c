/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stages in the style of GIO. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-entities.h>
#include <matrixone-glib/mo-stage-async.h>

#include "client/mo-async-private.h"

/**
 * mo_stage_create_async:
 * @executor: a client, a transaction or a session
 * @name: a new name; quoted, whatever it holds. [func@Mo.load_stage] and its like are for those of
 *   letters, digits, and `-_.~$`
 * @url: `file:///folder/` of the server's host, `s3://bucket/folder/`, or `stage://other/folder/`;
 *   as a URL says it, `%20` being a blank
 * @options: (nullable): what else it has
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_create] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_create_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_create].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_create,
                 (MoExecutor *executor, const char *name, const char *url,
                  const MoStageOptions *options),
                 (executor, name, url, options),
                 gboolean, mo_await)

/**
 * mo_stage_create_local_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @path: a folder of the server's host, from the root on
 * @options: (nullable): what else it has
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_create_local] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_create_local_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_create_local].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_create_local,
                 (MoExecutor *executor, const char *name, const char *path,
                  const MoStageOptions *options),
                 (executor, name, path, options),
                 gboolean, mo_await)

/**
 * mo_stage_create_s3_async:
 * @executor: a client, a transaction or a session
 * @name: a new name
 * @bucket: the bucket
 * @path: (nullable): a folder in it; %NULL: the bucket itself
 * @s3: how to come to it
 * @options: (nullable): what else it has, but for credentials, which @s3 says
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_create_s3] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_create_s3_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_create_s3].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_create_s3,
                 (MoExecutor *executor, const char *name, const char *bucket, const char *path,
                  const MoStageS3 *s3, const MoStageOptions *options),
                 (executor, name, bucket, path, s3, options),
                 gboolean, mo_await)

/**
 * mo_stage_alter_url_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @url: where it leads from now on
 * @if_exists: none of that name is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_alter_url] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_alter_url_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_alter_url].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_alter_url,
                 (MoExecutor *executor, const char *name, const char *url, gboolean if_exists),
                 (executor, name, url, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_alter_credentials_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @credentials: (array zero-terminated=1): all of them, as in [struct@Mo.StageOptions]
 * @if_exists: none of that name is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_alter_credentials] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_alter_credentials_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_alter_credentials].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_alter_credentials,
                 (MoExecutor *executor, const char *name, const char *const *credentials,
                  gboolean if_exists),
                 (executor, name, credentials, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_alter_comment_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @comment: what to say of it; empty: nothing
 * @if_exists: none of that name is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_alter_comment] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_alter_comment_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_alter_comment].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_alter_comment,
                 (MoExecutor *executor, const char *name, const char *comment, gboolean if_exists),
                 (executor, name, comment, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_alter_enabled_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @enabled: whether it may be used
 * @if_exists: none of that name is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_alter_enabled] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_alter_enabled_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_alter_enabled].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_alter_enabled,
                 (MoExecutor *executor, const char *name, gboolean enabled, gboolean if_exists),
                 (executor, name, enabled, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_drop_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @if_exists: none of that name is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_drop] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_drop_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_drop].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_drop,
                 (MoExecutor *executor, const char *name, gboolean if_exists),
                 (executor, name, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_remove_files_async:
 * @executor: a client, a transaction or a session
 * @name: the stage's name
 * @files: a file in it, or several: `*` stands for any characters of one name, and `?` for one
 * @if_exists: none is no error
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_remove_files] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_remove_files_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_remove_files].
 *
 * Returns: %TRUE if it was done, or in a transaction accepted
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_remove_files,
                 (MoExecutor *executor, const char *name, const char *files, gboolean if_exists),
                 (executor, name, files, if_exists),
                 gboolean, mo_await)

/**
 * mo_stage_get_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_get] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_get_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_get].
 *
 * Returns: (transfer full) (nullable): a [struct@Mo.Stage]; %NULL with @error set if it failed, and
 *   %NULL without if there is none
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_get,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gpointer, mo_await_entity)

/**
 * mo_stage_exists_async:
 * @executor: a client, a transaction or a session
 * @name: a name
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_exists] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_exists_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_exists].
 *
 * Returns: 1 or 0; -1 with @error set if it failed
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_exists,
                 (MoExecutor *executor, const char *name),
                 (executor, name),
                 gint64, mo_async_await_count)

/**
 * mo_stage_list_async:
 * @executor: a client, a transaction or a session
 * @like: (nullable): a pattern of LIKE that names fit; %NULL: all
 * @cancellable: (nullable): cancels it, as [func@Mo.with_cancellable] does
 * @callback: (scope async) (closure user_data): called in the thread-default main context of the
 *   caller
 * @user_data: for @callback
 *
 * [func@Mo.stage_list] for programs with a main loop.
 *
 * Thread: any with a main context; never blocks.
 *
 * Since: 0.1
 */

/**
 * mo_stage_list_finish:
 * @executor: a client, a transaction or a session
 * @result: what the callback was given
 * @error: return location
 *
 * Thread: that of the callback. Errors: as [func@Mo.stage_list].
 *
 * Returns: (transfer full) (nullable): the result; see [method@Mo.Result.get_entity]
 * Since: 0.1
 */
MO_DEFINE_ASYNC (mo_stage_list,
                 (MoExecutor *executor, const char *like),
                 (executor, like),
                 MoResult *, mo_await_result)
