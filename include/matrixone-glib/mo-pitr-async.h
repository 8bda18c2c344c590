/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PITRs in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-pitr.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_pitr_create_cluster_async (MoExecutor         *executor,
                                   const char         *name,
                                   guint               length,
                                   MoPitrUnit          unit,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_create_cluster_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_create_account_async (MoExecutor         *executor,
                                   const char         *name,
                                   const char         *account,
                                   guint               length,
                                   MoPitrUnit          unit,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_create_account_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_create_database_async (MoExecutor         *executor,
                                    const char         *name,
                                    const char         *database,
                                    guint               length,
                                    MoPitrUnit          unit,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_create_database_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_create_table_async (MoExecutor         *executor,
                                 const char         *name,
                                 const char         *database,
                                 const char         *table,
                                 guint               length,
                                 MoPitrUnit          unit,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_create_table_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_alter_async (MoExecutor         *executor,
                          const char         *name,
                          guint               length,
                          MoPitrUnit          unit,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_alter_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_drop_async (MoExecutor         *executor,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_pitr_drop_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_get_async (MoExecutor         *executor,
                        const char         *name,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_pitr_get_finish (MoExecutor   *executor,
                             GAsyncResult *result,
                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_pitr_list_async (MoExecutor         *executor,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_pitr_list_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_pitr_create_cluster_async(executor, ...)                                                \
  mo_pitr_create_cluster_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_cluster_finish(executor, ...)                                               \
  mo_pitr_create_cluster_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_account_async(executor, ...)                                                \
  mo_pitr_create_account_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_account_finish(executor, ...)                                               \
  mo_pitr_create_account_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_database_async(executor, ...)                                               \
  mo_pitr_create_database_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_database_finish(executor, ...)                                              \
  mo_pitr_create_database_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_table_async(executor, ...)                                                  \
  mo_pitr_create_table_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_create_table_finish(executor, ...)                                                 \
  mo_pitr_create_table_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_alter_async(executor, ...)                                                         \
  mo_pitr_alter_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_alter_finish(executor, ...)                                                        \
  mo_pitr_alter_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_drop_async(executor, ...)                                                          \
  mo_pitr_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_drop_finish(executor, ...)                                                         \
  mo_pitr_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_get_async(executor, ...)                                                           \
  mo_pitr_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_get_finish(executor, ...)                                                          \
  mo_pitr_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_list_async(executor, ...)                                                          \
  mo_pitr_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_pitr_list_finish(executor, ...)                                                         \
  mo_pitr_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
