/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* CDC tasks in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-cdc.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_cdc_create_async (MoExecutor             *executor,
                          const char             *name,
                          const MoCdcTaskOptions *options,
                          GCancellable           *cancellable,
                          GAsyncReadyCallback     callback,
                          gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_create_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_drop_async (MoExecutor         *executor,
                        const char         *name,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_drop_finish (MoExecutor   *executor,
                             GAsyncResult *result,
                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_drop_all_async (MoExecutor         *executor,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_drop_all_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_pause_async (MoExecutor         *executor,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_pause_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_pause_all_async (MoExecutor         *executor,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_pause_all_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_resume_async (MoExecutor         *executor,
                          const char         *name,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_resume_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_restart_async (MoExecutor         *executor,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_cdc_restart_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_show_async (MoExecutor         *executor,
                        const char         *name,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_show_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_get_async (MoExecutor         *executor,
                       const char         *name,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_cdc_get_finish (MoExecutor   *executor,
                            GAsyncResult *result,
                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_exists_async (MoExecutor         *executor,
                          const char         *name,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_cdc_exists_finish (MoExecutor   *executor,
                             GAsyncResult *result,
                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_list_async (MoExecutor         *executor,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_list_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_list_failing_async (MoExecutor         *executor,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_list_failing_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_list_stuck_async (MoExecutor         *executor,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_list_stuck_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_list_watermarks_async (MoExecutor         *executor,
                                   const char         *name,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_list_watermarks_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_cdc_list_late_async (MoExecutor         *executor,
                             const char         *name,
                             guint               late_sec,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_cdc_list_late_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_cdc_create_async(executor, ...)                                                         \
  mo_cdc_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_create_finish(executor, ...)                                                        \
  mo_cdc_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_drop_async(executor, ...)                                                           \
  mo_cdc_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_drop_finish(executor, ...)                                                          \
  mo_cdc_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_drop_all_async(executor, ...)                                                       \
  mo_cdc_drop_all_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_drop_all_finish(executor, ...)                                                      \
  mo_cdc_drop_all_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_pause_async(executor, ...)                                                          \
  mo_cdc_pause_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_pause_finish(executor, ...)                                                         \
  mo_cdc_pause_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_pause_all_async(executor, ...)                                                      \
  mo_cdc_pause_all_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_pause_all_finish(executor, ...)                                                     \
  mo_cdc_pause_all_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_resume_async(executor, ...)                                                         \
  mo_cdc_resume_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_resume_finish(executor, ...)                                                        \
  mo_cdc_resume_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_restart_async(executor, ...)                                                        \
  mo_cdc_restart_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_restart_finish(executor, ...)                                                       \
  mo_cdc_restart_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_show_async(executor, ...)                                                           \
  mo_cdc_show_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_show_finish(executor, ...)                                                          \
  mo_cdc_show_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_get_async(executor, ...)                                                            \
  mo_cdc_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_get_finish(executor, ...)                                                           \
  mo_cdc_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_exists_async(executor, ...)                                                         \
  mo_cdc_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_exists_finish(executor, ...)                                                        \
  mo_cdc_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_async(executor, ...)                                                           \
  mo_cdc_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_finish(executor, ...)                                                          \
  mo_cdc_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_failing_async(executor, ...)                                                   \
  mo_cdc_list_failing_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_failing_finish(executor, ...)                                                  \
  mo_cdc_list_failing_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_stuck_async(executor, ...)                                                     \
  mo_cdc_list_stuck_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_stuck_finish(executor, ...)                                                    \
  mo_cdc_list_stuck_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_watermarks_async(executor, ...)                                                \
  mo_cdc_list_watermarks_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_watermarks_finish(executor, ...)                                               \
  mo_cdc_list_watermarks_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_late_async(executor, ...)                                                      \
  mo_cdc_list_late_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_cdc_list_late_finish(executor, ...)                                                     \
  mo_cdc_list_late_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
