/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metadata and mo_ctl() in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-ctl.h"
#include "mo-metadata.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_metadata_scan_async (MoExecutor         *executor,
                             const char         *database,
                             const char         *table,
                             const char         *index,
                             MoMetadataPart      part,
                             const char         *column,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_metadata_scan_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_metadata_list_objects_async (MoExecutor         *executor,
                                     const char         *database,
                                     const char         *table,
                                     const char         *index,
                                     MoMetadataPart      part,
                                     const char         *column,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_metadata_list_objects_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);
MO_AVAILABLE_IN_ALL
void mo_metadata_get_stats_async (MoExecutor         *executor,
                                  const char         *database,
                                  const char         *table,
                                  const char         *index,
                                  MoMetadataPart      part,
                                  const char         *column,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_metadata_get_stats_finish (MoExecutor   *executor,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_ctl_flush_table_async (MoExecutor         *executor,
                               const char         *database,
                               const char         *table,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_ctl_flush_table_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_ctl_checkpoint_async (MoExecutor         *executor,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_ctl_checkpoint_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_ctl_global_checkpoint_async (MoExecutor         *executor,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_ctl_global_checkpoint_finish (MoExecutor   *executor,
                                          GAsyncResult *result,
                                          GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_metadata_scan_async(executor, ...)                                                      \
  mo_metadata_scan_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_scan_finish(executor, ...)                                                     \
  mo_metadata_scan_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_list_objects_async(executor, ...)                                              \
  mo_metadata_list_objects_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_list_objects_finish(executor, ...)                                             \
  mo_metadata_list_objects_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_get_stats_async(executor, ...)                                                 \
  mo_metadata_get_stats_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_metadata_get_stats_finish(executor, ...)                                                \
  mo_metadata_get_stats_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_flush_table_async(executor, ...)                                                    \
  mo_ctl_flush_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_flush_table_finish(executor, ...)                                                   \
  mo_ctl_flush_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_checkpoint_async(executor, ...)                                                     \
  mo_ctl_checkpoint_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_checkpoint_finish(executor, ...)                                                    \
  mo_ctl_checkpoint_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_global_checkpoint_async(executor, ...)                                              \
  mo_ctl_global_checkpoint_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_ctl_global_checkpoint_finish(executor, ...)                                             \
  mo_ctl_global_checkpoint_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
