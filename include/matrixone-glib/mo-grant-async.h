/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Grants in the style of GIO, for programs with a main loop. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include <gio/gio.h>

#include "mo-grant.h"
#include "mo-grant-list.h"

G_BEGIN_DECLS

MO_AVAILABLE_IN_ALL
void mo_grant_privileges_async (MoExecutor          *executor,
                                MoPrivileges         privileges,
                                const MoGrantObject *object,
                                const char *const   *roles,
                                MoGrantFlags         flags,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_grant_privileges_finish (MoExecutor   *executor,
                                     GAsyncResult *result,
                                     GError      **error);
MO_AVAILABLE_IN_ALL
void mo_revoke_privileges_async (MoExecutor          *executor,
                                 MoPrivileges         privileges,
                                 const MoGrantObject *object,
                                 const char *const   *roles,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_revoke_privileges_finish (MoExecutor   *executor,
                                      GAsyncResult *result,
                                      GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_roles_to_users_async (MoExecutor         *executor,
                                    const char *const  *roles,
                                    const char *const  *users,
                                    MoGrantFlags        flags,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_grant_roles_to_users_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_roles_to_roles_async (MoExecutor         *executor,
                                    const char *const  *roles,
                                    const char *const  *to_roles,
                                    MoGrantFlags        flags,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_grant_roles_to_roles_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_revoke_roles_from_users_async (MoExecutor         *executor,
                                       const char *const  *roles,
                                       const char *const  *users,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_revoke_roles_from_users_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_revoke_roles_from_roles_async (MoExecutor         *executor,
                                       const char *const  *roles,
                                       const char *const  *from_roles,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MO_AVAILABLE_IN_ALL
gboolean mo_revoke_roles_from_roles_finish (MoExecutor   *executor,
                                            GAsyncResult *result,
                                            GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_list_of_role_async (MoExecutor         *executor,
                                  const char         *role,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_grant_list_of_role_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_list_of_user_async (MoExecutor         *executor,
                                  const char         *user,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_grant_list_of_user_finish (MoExecutor   *executor,
                                        GAsyncResult *result,
                                        GError      **error);
MO_AVAILABLE_IN_ALL
void mo_granted_role_list_of_user_async (MoExecutor         *executor,
                                         const char         *user,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_granted_role_list_of_user_finish (MoExecutor   *executor,
                                               GAsyncResult *result,
                                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_granted_role_list_of_role_async (MoExecutor         *executor,
                                         const char         *role,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_granted_role_list_of_role_finish (MoExecutor   *executor,
                                               GAsyncResult *result,
                                               GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_show_for_user_async (MoExecutor         *executor,
                                   const char         *user,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_grant_show_for_user_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);
MO_AVAILABLE_IN_ALL
void mo_grant_show_for_role_async (MoExecutor         *executor,
                                   const char         *role,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
MO_AVAILABLE_IN_ALL
MoResult *mo_grant_show_for_role_finish (MoExecutor   *executor,
                                         GAsyncResult *result,
                                         GError      **error);

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_grant_privileges_async(executor, ...)                                                   \
  mo_grant_privileges_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_privileges_finish(executor, ...)                                                  \
  mo_grant_privileges_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_privileges_async(executor, ...)                                                  \
  mo_revoke_privileges_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_privileges_finish(executor, ...)                                                 \
  mo_revoke_privileges_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_users_async(executor, ...)                                               \
  mo_grant_roles_to_users_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_users_finish(executor, ...)                                              \
  mo_grant_roles_to_users_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_roles_async(executor, ...)                                               \
  mo_grant_roles_to_roles_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_roles_to_roles_finish(executor, ...)                                              \
  mo_grant_roles_to_roles_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_users_async(executor, ...)                                            \
  mo_revoke_roles_from_users_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_users_finish(executor, ...)                                           \
  mo_revoke_roles_from_users_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_roles_async(executor, ...)                                            \
  mo_revoke_roles_from_roles_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_revoke_roles_from_roles_finish(executor, ...)                                           \
  mo_revoke_roles_from_roles_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_list_of_role_async(executor, ...)                                                 \
  mo_grant_list_of_role_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_list_of_role_finish(executor, ...)                                                \
  mo_grant_list_of_role_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_list_of_user_async(executor, ...)                                                 \
  mo_grant_list_of_user_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_list_of_user_finish(executor, ...)                                                \
  mo_grant_list_of_user_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_granted_role_list_of_user_async(executor, ...)                                          \
  mo_granted_role_list_of_user_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_granted_role_list_of_user_finish(executor, ...)                                         \
  mo_granted_role_list_of_user_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_granted_role_list_of_role_async(executor, ...)                                          \
  mo_granted_role_list_of_role_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_granted_role_list_of_role_finish(executor, ...)                                         \
  mo_granted_role_list_of_role_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_show_for_user_async(executor, ...)                                                \
  mo_grant_show_for_user_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_show_for_user_finish(executor, ...)                                               \
  mo_grant_show_for_user_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_show_for_role_async(executor, ...)                                                \
  mo_grant_show_for_role_async (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_grant_show_for_role_finish(executor, ...)                                               \
  mo_grant_show_for_role_finish (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
