/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's snapshots and clones in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-clone.h"
#include "mo-snapshot.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_snapshot_create_database_async (MoExecutor         *executor,
                                        const char         *name,
                                        const char         *database,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_snapshot_create_database_finish (MoExecutor   *executor,
                                             GAsyncResult *result,
                                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_create_table_async (MoExecutor         *executor,
                                     const char         *name,
                                     const char         *database,
                                     const char         *table,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_snapshot_create_table_finish (MoExecutor   *executor,
                                          GAsyncResult *result,
                                          GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_drop_async (MoExecutor         *executor,
                             const char         *name,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_snapshot_drop_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_list_async (MoExecutor         *executor,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_snapshot_list_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_create_cluster_async (MoExecutor         *executor,
                                       const char         *name,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_snapshot_create_cluster_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_create_account_async (MoExecutor         *executor,
                                       const char         *name,
                                       const char         *account,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_snapshot_create_account_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_get_async (MoExecutor         *executor,
                            const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_snapshot_get_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_snapshot_exists_async (MoExecutor         *executor,
                               const char         *name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_snapshot_exists_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);
MO_AVAILABLE_IN_ALL
void mo_clone_database_async (MoExecutor         *executor,
                              const char         *target,
                              const char         *source,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_clone_database_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_clone_database_full_async (MoExecutor         *executor,
                                   const char         *target,
                                   const char         *source,
                                   const char         *snapshot,
                                   MoCloneFlags        flags,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_clone_database_full_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_clone_table_full_async (MoExecutor         *executor,
                                const char         *target_database,
                                const char         *target,
                                const char         *source_database,
                                const char         *source,
                                const char         *snapshot,
                                MoCloneFlags        flags,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_clone_table_full_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_clone_database_to_account_async (MoExecutor         *executor,
                                         const char         *target,
                                         const char         *source,
                                         const char         *snapshot,
                                         const char         *account,
                                         MoCloneFlags        flags,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_clone_database_to_account_finish (MoExecutor   *executor,
                                              GAsyncResult *result,
                                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_clone_table_to_account_async (MoExecutor         *executor,
                                      const char         *target_database,
                                      const char         *target,
                                      const char         *source_database,
                                      const char         *source,
                                      const char         *snapshot,
                                      const char         *account,
                                      MoCloneFlags        flags,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_clone_table_to_account_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);

#ifndef __cplusplus
/* A client or a transaction, without a cast; anything else does not compile. */
#define mo_snapshot_create_database_async(executor, ...)                                           \
  mo_snapshot_create_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_database_finish(executor, ...)                                          \
  mo_snapshot_create_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_table_async(executor, ...)                                              \
  mo_snapshot_create_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_table_finish(executor, ...)                                             \
  mo_snapshot_create_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_drop_async(executor, ...)                                                      \
  mo_snapshot_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_drop_finish(executor, ...)                                                     \
  mo_snapshot_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_list_async(executor, ...)                                                      \
  mo_snapshot_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_list_finish(executor, ...)                                                     \
  mo_snapshot_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_cluster_async(executor, ...)                                            \
  mo_snapshot_create_cluster_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_cluster_finish(executor, ...)                                           \
  mo_snapshot_create_cluster_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_account_async(executor, ...)                                            \
  mo_snapshot_create_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_create_account_finish(executor, ...)                                           \
  mo_snapshot_create_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_get_async(executor, ...)                                                       \
  mo_snapshot_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_get_finish(executor, ...)                                                      \
  mo_snapshot_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_exists_async(executor, ...)                                                    \
  mo_snapshot_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_snapshot_exists_finish(executor, ...)                                                   \
  mo_snapshot_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_async(executor, ...)                                                     \
  mo_clone_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_finish(executor, ...)                                                    \
  mo_clone_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_full_async(executor, ...)                                                \
  mo_clone_database_full_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_full_finish(executor, ...)                                               \
  mo_clone_database_full_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_table_full_async(executor, ...)                                                   \
  mo_clone_table_full_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_table_full_finish(executor, ...)                                                  \
  mo_clone_table_full_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_to_account_async(executor, ...)                                          \
  mo_clone_database_to_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_database_to_account_finish(executor, ...)                                         \
  mo_clone_database_to_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_table_to_account_async(executor, ...)                                             \
  mo_clone_table_to_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_clone_table_to_account_finish(executor, ...)                                            \
  mo_clone_table_to_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
