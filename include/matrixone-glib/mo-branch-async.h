/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Branches in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-branch.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_branch_create_table_async (MoExecutor          *executor,
                                   const MoBranchTable *branch,
                                   const MoBranchTable *source,
                                   const char          *to_account,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_create_table_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_create_database_async (MoExecutor         *executor,
                                      const char         *branch,
                                      const char         *source,
                                      const char         *snapshot,
                                      const char         *to_account,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_create_database_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_delete_table_async (MoExecutor         *executor,
                                   const char         *database,
                                   const char         *table,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_delete_table_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_delete_database_async (MoExecutor         *executor,
                                      const char         *database,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_delete_database_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_diff_async (MoExecutor          *executor,
                           const MoBranchTable *target,
                           const MoBranchTable *base,
                           const char *const   *columns,
                           guint64              limit,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_branch_diff_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_diff_count_async (MoExecutor          *executor,
                                 const MoBranchTable *target,
                                 const MoBranchTable *base,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_branch_diff_count_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_diff_summary_async (MoExecutor          *executor,
                                   const MoBranchTable *target,
                                   const MoBranchTable *base,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_branch_diff_summary_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_diff_to_file_async (MoExecutor          *executor,
                                   const MoBranchTable *target,
                                   const MoBranchTable *base,
                                   const char          *directory,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_branch_diff_to_file_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_diff_to_table_async (MoExecutor          *executor,
                                    const MoBranchTable *target,
                                    const MoBranchTable *base,
                                    const char *const   *columns,
                                    const char          *database,
                                    const char          *table,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_branch_diff_to_table_finish (MoExecutor   *executor,
                                          GAsyncResult *result,
                                          GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_merge_async (MoExecutor          *executor,
                            const MoBranchTable *source,
                            const MoBranchTable *target,
                            MoBranchConflict     conflict,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_merge_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_branch_pick_async (MoExecutor          *executor,
                           const MoBranchTable *source,
                           const MoBranchTable *target,
                           const MoBranchPick  *which,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_branch_pick_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_branch_create_table_async(executor, ...)                                                \
  mo_branch_create_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_create_table_finish(executor, ...)                                               \
  mo_branch_create_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_create_database_async(executor, ...)                                             \
  mo_branch_create_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_create_database_finish(executor, ...)                                            \
  mo_branch_create_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_table_async(executor, ...)                                                \
  mo_branch_delete_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_table_finish(executor, ...)                                               \
  mo_branch_delete_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_database_async(executor, ...)                                             \
  mo_branch_delete_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_database_finish(executor, ...)                                            \
  mo_branch_delete_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_async(executor, ...)                                                        \
  mo_branch_diff_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_finish(executor, ...)                                                       \
  mo_branch_diff_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_count_async(executor, ...)                                                  \
  mo_branch_diff_count_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_count_finish(executor, ...)                                                 \
  mo_branch_diff_count_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_summary_async(executor, ...)                                                \
  mo_branch_diff_summary_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_summary_finish(executor, ...)                                               \
  mo_branch_diff_summary_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_file_async(executor, ...)                                                \
  mo_branch_diff_to_file_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_file_finish(executor, ...)                                               \
  mo_branch_diff_to_file_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_table_async(executor, ...)                                               \
  mo_branch_diff_to_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_table_finish(executor, ...)                                              \
  mo_branch_diff_to_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_merge_async(executor, ...)                                                       \
  mo_branch_merge_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_merge_finish(executor, ...)                                                      \
  mo_branch_merge_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_pick_async(executor, ...)                                                        \
  mo_branch_pick_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_pick_finish(executor, ...)                                                       \
  mo_branch_pick_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
