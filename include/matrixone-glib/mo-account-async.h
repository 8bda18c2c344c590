/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Accounts in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-account.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_account_create_async (MoExecutor             *executor,
                              const char             *name,
                              const MoAccountOptions *options,
                              GCancellable           *cancellable,
                              GAsyncReadyCallback     callback,
                              gpointer                user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_create_finish (MoExecutor   *executor,
                                   GAsyncResult *result,
                                   GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_alter_status_async (MoExecutor         *executor,
                                    const char         *name,
                                    MoAccountStatus     status,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_alter_status_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_alter_comment_async (MoExecutor         *executor,
                                     const char         *name,
                                     const char         *comment,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_alter_comment_finish (MoExecutor   *executor,
                                          GAsyncResult *result,
                                          GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_alter_password_async (MoExecutor         *executor,
                                      const char         *name,
                                      const char         *user,
                                      const char         *password,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_alter_password_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_drop_async (MoExecutor         *executor,
                            const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_drop_finish (MoExecutor   *executor,
                                 GAsyncResult *result,
                                 GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_drop_if_exists_async (MoExecutor         *executor,
                                      const char         *name,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_account_drop_if_exists_finish (MoExecutor   *executor,
                                           GAsyncResult *result,
                                           GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_get_async (MoExecutor         *executor,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
MO_AVAILABLE_IN_ALL
gpointer mo_account_get_finish (MoExecutor   *executor,
                                GAsyncResult *result,
                                GError      **error);
MO_AVAILABLE_IN_ALL
void mo_account_list_async (MoExecutor         *executor,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_account_list_finish (MoExecutor   *executor,
                                  GAsyncResult *result,
                                  GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_account_create_async(executor, ...)                                                     \
  mo_account_create_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_create_finish(executor, ...)                                                    \
  mo_account_create_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_status_async(executor, ...)                                               \
  mo_account_alter_status_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_status_finish(executor, ...)                                              \
  mo_account_alter_status_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_comment_async(executor, ...)                                              \
  mo_account_alter_comment_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_comment_finish(executor, ...)                                             \
  mo_account_alter_comment_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_password_async(executor, ...)                                             \
  mo_account_alter_password_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_alter_password_finish(executor, ...)                                            \
  mo_account_alter_password_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_drop_async(executor, ...)                                                       \
  mo_account_drop_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_drop_finish(executor, ...)                                                      \
  mo_account_drop_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_drop_if_exists_async(executor, ...)                                             \
  mo_account_drop_if_exists_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_drop_if_exists_finish(executor, ...)                                            \
  mo_account_drop_if_exists_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_get_async(executor, ...)                                                        \
  mo_account_get_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_get_finish(executor, ...)                                                       \
  mo_account_get_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_list_async(executor, ...)                                                       \
  mo_account_list_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_account_list_finish(executor, ...)                                                      \
  mo_account_list_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
