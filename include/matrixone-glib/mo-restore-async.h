/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restores and recovery windows in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-recovery-window.h"
#include "mo-restore.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_restore_cluster_async (MoExecutor             *executor,
                               const char             *snapshot,
                               const MoRestoreOptions *options,
                               GCancellable           *cancellable,
                               GAsyncReadyCallback     callback,
                               gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_cluster_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_account_async (MoExecutor             *executor,
                               const char             *account,
                               const char             *snapshot,
                               const MoRestoreOptions *options,
                               GCancellable           *cancellable,
                               GAsyncReadyCallback     callback,
                               gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_account_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_database_async (MoExecutor             *executor,
                                const char             *database,
                                const char             *snapshot,
                                const MoRestoreOptions *options,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_database_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_table_async (MoExecutor             *executor,
                             const char             *database,
                             const char             *table,
                             const char             *snapshot,
                             const MoRestoreOptions *options,
                             GCancellable           *cancellable,
                             GAsyncReadyCallback     callback,
                             gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_table_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_cluster_from_pitr_async (MoExecutor         *executor,
                                         const char         *pitr,
                                         GDateTime          *moment,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_cluster_from_pitr_finish (MoExecutor   *executor,
                                              GAsyncResult *result,
                                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_account_from_pitr_async (MoExecutor         *executor,
                                         const char         *account,
                                         const char         *source_account,
                                         const char         *pitr,
                                         GDateTime          *moment,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_account_from_pitr_finish (MoExecutor   *executor,
                                              GAsyncResult *result,
                                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_database_from_pitr_async (MoExecutor         *executor,
                                          const char         *database,
                                          const char         *pitr,
                                          GDateTime          *moment,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_database_from_pitr_finish (MoExecutor   *executor,
                                               GAsyncResult *result,
                                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_restore_table_from_pitr_async (MoExecutor         *executor,
                                       const char         *database,
                                       const char         *table,
                                       const char         *pitr,
                                       GDateTime          *moment,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_restore_table_from_pitr_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_recovery_window_list_account_async (MoExecutor         *executor,
                                            const char         *account,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_recovery_window_list_account_finish (MoExecutor   *executor,
                                                  GAsyncResult *result,
                                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_recovery_window_list_database_async (MoExecutor         *executor,
                                             const char         *database,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_recovery_window_list_database_finish (MoExecutor   *executor,
                                                   GAsyncResult *result,
                                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_recovery_window_list_table_async (MoExecutor         *executor,
                                          const char         *database,
                                          const char         *table,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_recovery_window_list_table_finish (MoExecutor   *executor,
                                                GAsyncResult *result,
                                                GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_restore_cluster_async(executor, ...)                                                    \
  mo_restore_cluster_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_cluster_finish(executor, ...)                                                   \
  mo_restore_cluster_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account_async(executor, ...)                                                    \
  mo_restore_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account_finish(executor, ...)                                                   \
  mo_restore_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database_async(executor, ...)                                                   \
  mo_restore_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database_finish(executor, ...)                                                  \
  mo_restore_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table_async(executor, ...)                                                      \
  mo_restore_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table_finish(executor, ...)                                                     \
  mo_restore_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_cluster_from_pitr_async(executor, ...)                                          \
  mo_restore_cluster_from_pitr_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_cluster_from_pitr_finish(executor, ...)                                         \
  mo_restore_cluster_from_pitr_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account_from_pitr_async(executor, ...)                                          \
  mo_restore_account_from_pitr_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account_from_pitr_finish(executor, ...)                                         \
  mo_restore_account_from_pitr_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database_from_pitr_async(executor, ...)                                         \
  mo_restore_database_from_pitr_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database_from_pitr_finish(executor, ...)                                        \
  mo_restore_database_from_pitr_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table_from_pitr_async(executor, ...)                                            \
  mo_restore_table_from_pitr_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table_from_pitr_finish(executor, ...)                                           \
  mo_restore_table_from_pitr_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_account_async(executor, ...)                                       \
  mo_recovery_window_list_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_account_finish(executor, ...)                                      \
  mo_recovery_window_list_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_database_async(executor, ...)                                      \
  mo_recovery_window_list_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_database_finish(executor, ...)                                     \
  mo_recovery_window_list_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_table_async(executor, ...)                                         \
  mo_recovery_window_list_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_recovery_window_list_table_finish(executor, ...)                                        \
  mo_recovery_window_list_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
