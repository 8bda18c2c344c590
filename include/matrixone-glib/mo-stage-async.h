/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stages in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-stage.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_stage_create_async (MoExecutor           *executor,
                            const char           *name,
                            const char           *url,
                            const MoStageOptions *options,
                            GCancellable         *cancellable,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_create_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_create_local_async (MoExecutor           *executor,
                                  const char           *name,
                                  const char           *path,
                                  const MoStageOptions *options,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_create_local_finish (MoExecutor   *executor,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_create_s3_async (MoExecutor           *executor,
                               const char           *name,
                               const char           *bucket,
                               const char           *path,
                               const MoStageS3      *s3,
                               const MoStageOptions *options,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_create_s3_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_alter_url_async (MoExecutor         *executor,
                               const char         *name,
                               const char         *url,
                               gboolean            if_exists,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_alter_url_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_alter_credentials_async (MoExecutor         *executor,
                                       const char         *name,
                                       const char *const  *credentials,
                                       gboolean            if_exists,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_alter_credentials_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_alter_comment_async (MoExecutor         *executor,
                                   const char         *name,
                                   const char         *comment,
                                   gboolean            if_exists,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_alter_comment_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_alter_enabled_async (MoExecutor         *executor,
                                   const char         *name,
                                   gboolean            enabled,
                                   gboolean            if_exists,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_alter_enabled_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_drop_async (MoExecutor         *executor,
                          const char         *name,
                          gboolean            if_exists,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_drop_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_remove_files_async (MoExecutor         *executor,
                                  const char         *name,
                                  const char         *files,
                                  gboolean            if_exists,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_stage_remove_files_finish (MoExecutor   *executor,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_get_async (MoExecutor         *executor,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_stage_get_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_exists_async (MoExecutor         *executor,
                            const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_stage_exists_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_stage_list_async (MoExecutor         *executor,
                          const char         *like,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_stage_list_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_stage_create_async(executor, ...)                                                       \
  mo_stage_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_finish(executor, ...)                                                      \
  mo_stage_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_local_async(executor, ...)                                                 \
  mo_stage_create_local_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_local_finish(executor, ...)                                                \
  mo_stage_create_local_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_s3_async(executor, ...)                                                    \
  mo_stage_create_s3_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_create_s3_finish(executor, ...)                                                   \
  mo_stage_create_s3_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_url_async(executor, ...)                                                    \
  mo_stage_alter_url_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_url_finish(executor, ...)                                                   \
  mo_stage_alter_url_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_credentials_async(executor, ...)                                            \
  mo_stage_alter_credentials_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_credentials_finish(executor, ...)                                           \
  mo_stage_alter_credentials_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_comment_async(executor, ...)                                                \
  mo_stage_alter_comment_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_comment_finish(executor, ...)                                               \
  mo_stage_alter_comment_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_enabled_async(executor, ...)                                                \
  mo_stage_alter_enabled_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_alter_enabled_finish(executor, ...)                                               \
  mo_stage_alter_enabled_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_drop_async(executor, ...)                                                         \
  mo_stage_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_drop_finish(executor, ...)                                                        \
  mo_stage_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_remove_files_async(executor, ...)                                                 \
  mo_stage_remove_files_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_remove_files_finish(executor, ...)                                                \
  mo_stage_remove_files_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_get_async(executor, ...)                                                          \
  mo_stage_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_get_finish(executor, ...)                                                         \
  mo_stage_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_exists_async(executor, ...)                                                       \
  mo_stage_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_exists_finish(executor, ...)                                                      \
  mo_stage_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_list_async(executor, ...)                                                         \
  mo_stage_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_stage_list_finish(executor, ...)                                                        \
  mo_stage_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
