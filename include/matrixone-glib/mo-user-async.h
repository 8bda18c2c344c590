/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-user.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_user_create_async (MoExecutor         *executor,
                           const char         *name,
                           const char         *password,
                           const char         *default_role,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_create_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_create_if_not_exists_async (MoExecutor         *executor,
                                         const char         *name,
                                         const char         *password,
                                         const char         *default_role,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_create_if_not_exists_finish (MoExecutor   *executor,
                                              GAsyncResult *result,
                                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_alter_password_async (MoExecutor         *executor,
                                   const char         *name,
                                   const char         *password,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_alter_password_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_lock_async (MoExecutor         *executor,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_lock_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_unlock_async (MoExecutor         *executor,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_unlock_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_drop_async (MoExecutor         *executor,
                         const char         *name,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_drop_finish (MoExecutor   *executor,
                              GAsyncResult *result,
                              GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_drop_if_exists_async (MoExecutor         *executor,
                                   const char         *name,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_user_drop_if_exists_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_get_async (MoExecutor         *executor,
                        const char         *name,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_user_get_finish (MoExecutor   *executor,
                             GAsyncResult *result,
                             GError      **error);
MO_AVAILABLE_IN_ALL
void mo_user_list_async (MoExecutor         *executor,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_user_list_finish (MoExecutor   *executor,
                               GAsyncResult *result,
                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_current_user_get_async (MoExecutor         *executor,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_current_user_get_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_user_create_async(executor, ...)                                                        \
  mo_user_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_create_finish(executor, ...)                                                       \
  mo_user_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_create_if_not_exists_async(executor, ...)                                          \
  mo_user_create_if_not_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_create_if_not_exists_finish(executor, ...)                                         \
  mo_user_create_if_not_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_alter_password_async(executor, ...)                                                \
  mo_user_alter_password_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_alter_password_finish(executor, ...)                                               \
  mo_user_alter_password_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_lock_async(executor, ...)                                                          \
  mo_user_lock_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_lock_finish(executor, ...)                                                         \
  mo_user_lock_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_unlock_async(executor, ...)                                                        \
  mo_user_unlock_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_unlock_finish(executor, ...)                                                       \
  mo_user_unlock_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_drop_async(executor, ...)                                                          \
  mo_user_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_drop_finish(executor, ...)                                                         \
  mo_user_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_drop_if_exists_async(executor, ...)                                                \
  mo_user_drop_if_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_drop_if_exists_finish(executor, ...)                                               \
  mo_user_drop_if_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_get_async(executor, ...)                                                           \
  mo_user_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_get_finish(executor, ...)                                                          \
  mo_user_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_list_async(executor, ...)                                                          \
  mo_user_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_list_finish(executor, ...)                                                         \
  mo_user_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_current_user_get_async(executor, ...)                                                   \
  mo_current_user_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_current_user_get_finish(executor, ...)                                                  \
  mo_current_user_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
