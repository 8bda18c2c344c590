/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's stages: places outside of the database that files are read from and written to. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoStage:
 * @name: its name, in small letters
 * @url: where it leads
 * @status: `in_use`, `enabled` or `disabled`
 * @comment: what was said of it; empty: nothing
 * @created: when it was made
 *
 * A place for files. Its credentials are not among what is read.
 *
 * Since: 0.1
 */
typedef struct
{
  char *name;
  char *url;
  char *status;
  char *comment;
  GDateTime *created;
} MoStage;

/**
 * MoStageOptions:
 * @credentials: (array zero-terminated=1) (nullable): names and values by turns, such as
 *   `AWS_KEY_ID`, what it is, …, and %NULL; %NULL: none
 * @comment: (nullable): what to say of it
 * @if_not_exists: one of that name is left as it is, and that is no error
 *
 * What a stage may have besides its URL. All zero: nothing.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *const *credentials;
  const char *comment;
  gboolean if_not_exists;
} MoStageOptions;

/**
 * MoStageS3:
 * @key_id: the access key's id
 * @secret_key: the access key
 * @region: the bucket's region
 * @endpoint: where the service is, `https://` included
 * @provider: (nullable): `amazon`, `minio` or `cos`; %NULL: `amazon`
 * @compression: (nullable): how files there are compressed; %NULL: by their names
 *
 * How to come to a bucket of S3, or of a service that is like it.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *key_id;
  const char *secret_key;
  const char *region;
  const char *endpoint;
  const char *provider;
  const char *compression;
} MoStageS3;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoStage (void);
MO_AVAILABLE_IN_ALL
MoStage  *mo_stage_ref               (MoStage              *self);
MO_AVAILABLE_IN_ALL
void      mo_stage_unref             (MoStage              *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_create            (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *url,
                                      const MoStageOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_create_local      (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *path,
                                      const MoStageOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_create_s3         (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *bucket,
                                      const char           *path,
                                      const MoStageS3      *s3,
                                      const MoStageOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_alter_url         (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *url,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_alter_credentials (MoExecutor           *executor,
                                      const char           *name,
                                      const char *const    *credentials,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_alter_comment     (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *comment,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_alter_enabled     (MoExecutor           *executor,
                                      const char           *name,
                                      gboolean              enabled,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_drop              (MoExecutor           *executor,
                                      const char           *name,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_remove_files      (MoExecutor           *executor,
                                      const char           *name,
                                      const char           *files,
                                      gboolean              if_exists) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_get               (MoExecutor           *executor,
                                      const char           *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_exists            (MoExecutor           *executor,
                                      const char           *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_stage_list              (MoExecutor           *executor,
                                      const char           *like) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoStage, mo_stage_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_stage_create(executor, ...) mo_stage_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_local(executor, ...)                                                       \
  mo_stage_create_local (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_s3(executor, ...)                                                          \
  mo_stage_create_s3 (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_url(executor, ...)                                                          \
  mo_stage_alter_url (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_credentials(executor, ...)                                                  \
  mo_stage_alter_credentials (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_comment(executor, ...)                                                      \
  mo_stage_alter_comment (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_enabled(executor, ...)                                                      \
  mo_stage_alter_enabled (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_drop(executor, ...) mo_stage_drop (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_remove_files(executor, ...)                                                       \
  mo_stage_remove_files (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_get(executor, name) mo_stage_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_stage_exists(executor, name) mo_stage_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_stage_list(executor, like) mo_stage_list (MO_AS_EXECUTOR_ (executor), like)
#endif

G_END_DECLS
