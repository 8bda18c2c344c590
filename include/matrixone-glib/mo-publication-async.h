/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Publications in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-publication.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_publication_create_async (MoExecutor                 *executor,
                                  const char                 *name,
                                  const MoPublicationOptions *options,
                                  GCancellable               *cancellable,
                                  GAsyncReadyCallback         callback,
                                  gpointer                    user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_publication_create_finish (MoExecutor   *executor,
                                       GAsyncResult *result,
                                       GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_alter_async (MoExecutor                 *executor,
                                 const char                 *name,
                                 const MoPublicationChanges *changes,
                                 GCancellable               *cancellable,
                                 GAsyncReadyCallback         callback,
                                 gpointer                    user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_publication_alter_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_drop_async (MoExecutor         *executor,
                                const char         *name,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_publication_drop_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_drop_if_exists_async (MoExecutor         *executor,
                                          const char         *name,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_publication_drop_if_exists_finish (MoExecutor   *executor,
                                               GAsyncResult *result,
                                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_get_async (MoExecutor         *executor,
                               const char         *name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_publication_get_finish (MoExecutor   *executor,
                                    GAsyncResult *result,
                                    GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_list_async (MoExecutor         *executor,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_publication_list_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_publication_show_create_async (MoExecutor         *executor,
                                       const char         *name,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_publication_show_create_finish (MoExecutor   *executor,
                                             GAsyncResult *result,
                                             GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_publication_create_async(executor, ...)                                                 \
  mo_publication_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_create_finish(executor, ...)                                                \
  mo_publication_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_alter_async(executor, ...)                                                  \
  mo_publication_alter_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_alter_finish(executor, ...)                                                 \
  mo_publication_alter_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_drop_async(executor, ...)                                                   \
  mo_publication_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_drop_finish(executor, ...)                                                  \
  mo_publication_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_drop_if_exists_async(executor, ...)                                         \
  mo_publication_drop_if_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_drop_if_exists_finish(executor, ...)                                        \
  mo_publication_drop_if_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_get_async(executor, ...)                                                    \
  mo_publication_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_get_finish(executor, ...)                                                   \
  mo_publication_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_list_async(executor, ...)                                                   \
  mo_publication_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_list_finish(executor, ...)                                                  \
  mo_publication_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_show_create_async(executor, ...)                                            \
  mo_publication_show_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_show_create_finish(executor, ...)                                           \
  mo_publication_show_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
