/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Loading files in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-load.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_load_file_async (MoExecutor          *executor,
                         const char          *database,
                         const char          *table,
                         const char          *path,
                         const MoLoadOptions *options,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_file_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_load_stage_async (MoExecutor          *executor,
                          const char          *database,
                          const char          *table,
                          const char          *stage,
                          const char          *file,
                          const MoLoadOptions *options,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_stage_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_load_s3_async (MoExecutor          *executor,
                       const char          *database,
                       const char          *table,
                       const MoLoadS3      *s3,
                       const char          *path,
                       const MoLoadOptions *options,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_s3_finish (MoExecutor   *executor,
                             GAsyncResult *result,
                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_load_inline_async (MoExecutor          *executor,
                           const char          *database,
                           const char          *table,
                           const char          *data,
                           const MoLoadOptions *options,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_load_inline_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_load_file_async(executor, ...)                                                          \
  mo_load_file_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_file_finish(executor, ...)                                                         \
  mo_load_file_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_stage_async(executor, ...)                                                         \
  mo_load_stage_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_stage_finish(executor, ...)                                                        \
  mo_load_stage_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_s3_async(executor, ...)                                                            \
  mo_load_s3_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_s3_finish(executor, ...)                                                           \
  mo_load_s3_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_inline_async(executor, ...)                                                        \
  mo_load_inline_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_load_inline_finish(executor, ...)                                                       \
  mo_load_inline_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
