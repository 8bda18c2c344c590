/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Indexes and their tables in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-index-table.h"
#include "mo-table-index.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_vector_index_create_async (MoExecutor           *executor,
                                   const char           *database,
                                   const char           *table,
                                   const char           *name,
                                   const char           *column,
                                   const MoIndexOptions *options,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_vector_index_create_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_vector_index_rebuild_async (MoExecutor         *executor,
                                    const char         *database,
                                    const char         *table,
                                    const char         *name,
                                    guint               lists,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_vector_index_rebuild_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_vector_index_list_entries_async (MoExecutor         *executor,
                                         const char         *database,
                                         const char         *table,
                                         const char         *name,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_vector_index_list_entries_finish (MoExecutor   *executor,
                                               GAsyncResult *result,
                                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_fulltext_index_create_async (MoExecutor         *executor,
                                     const char         *database,
                                     const char         *table,
                                     const char         *name,
                                     const char *const  *columns,
                                     const char         *parser,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_fulltext_index_create_finish (MoExecutor   *executor,
                                          GAsyncResult *result,
                                          GError      **error);
MO_AVAILABLE_IN_ALL
void mo_table_index_drop_async (MoExecutor         *executor,
                                const char         *database,
                                const char         *table,
                                const char         *name,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_table_index_drop_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_index_table_list_async (MoExecutor         *executor,
                                const char         *database,
                                const char         *table,
                                const char         *index,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_index_table_list_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_index_table_verify_async (MoExecutor         *executor,
                                  const char         *database,
                                  const char         *table,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
gint64 mo_index_table_verify_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_vector_index_create_async(executor, ...)                                                \
  mo_vector_index_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_create_finish(executor, ...)                                               \
  mo_vector_index_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_rebuild_async(executor, ...)                                               \
  mo_vector_index_rebuild_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_rebuild_finish(executor, ...)                                              \
  mo_vector_index_rebuild_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_list_entries_async(executor, ...)                                          \
  mo_vector_index_list_entries_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_vector_index_list_entries_finish(executor, ...)                                         \
  mo_vector_index_list_entries_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_fulltext_index_create_async(executor, ...)                                              \
  mo_fulltext_index_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_fulltext_index_create_finish(executor, ...)                                             \
  mo_fulltext_index_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_table_index_drop_async(executor, ...)                                                   \
  mo_table_index_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_table_index_drop_finish(executor, ...)                                                  \
  mo_table_index_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_index_table_list_async(executor, ...)                                                   \
  mo_index_table_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_index_table_list_finish(executor, ...)                                                  \
  mo_index_table_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_index_table_verify_async(executor, ...)                                                 \
  mo_index_table_verify_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_index_table_verify_finish(executor, ...)                                                \
  mo_index_table_verify_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
