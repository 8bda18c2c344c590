/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's users: who may log in to an account. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoUser:
 * @id: its number in the account
 * @name: its name; large letters and small ones differ
 * @host: from where; the server looks at no more than the name
 * @status: `unlock`, `lock` after too many wrong passwords, or `forbid` where it was locked by hand
 * @created: when it was made
 * @default_role: (nullable): the role that it has after a login
 *
 * A user of the account. Passwords are not shown, in whatever form.
 *
 * Since: 0.1
 */
typedef struct
{
  gint64 id;
  char *name;
  char *host;
  char *status;
  GDateTime *created;
  char *default_role;
} MoUser;

/**
 * MoCurrentUser:
 * @user_name: the user
 * @account_name: the account
 * @role_name: the role
 *
 * As whom a connection is logged in.
 *
 * Since: 0.1
 */
typedef struct
{
  char *user_name;
  char *account_name;
  char *role_name;
} MoCurrentUser;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoUser (void);
MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoCurrentUser (void);
MO_AVAILABLE_IN_ALL
MoUser *mo_user_ref (MoUser *self);
MO_AVAILABLE_IN_ALL
void mo_user_unref (MoUser *self);
MO_AVAILABLE_IN_ALL
MoCurrentUser *mo_current_user_ref (MoCurrentUser *self);
MO_AVAILABLE_IN_ALL
void mo_current_user_unref (MoCurrentUser *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_user_create               (MoExecutor *executor,
                                        const char *name,
                                        const char *password,
                                        const char *default_role) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_create_if_not_exists (MoExecutor *executor,
                                        const char *name,
                                        const char *password,
                                        const char *default_role) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_alter_password       (MoExecutor *executor,
                                        const char *name,
                                        const char *password) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_lock                 (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_unlock               (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_drop                 (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_drop_if_exists       (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_get                  (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_user_list                 (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_current_user_get          (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoUser, mo_user_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoCurrentUser, mo_current_user_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_user_create(executor, ...) mo_user_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_create_if_not_exists(executor, ...)                                                \
  mo_user_create_if_not_exists (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_alter_password(executor, ...)                                                      \
  mo_user_alter_password (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_user_lock(executor, name) mo_user_lock (MO_AS_EXECUTOR_ (executor), name)
#define mo_user_unlock(executor, name) mo_user_unlock (MO_AS_EXECUTOR_ (executor), name)
#define mo_user_drop(executor, name) mo_user_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_user_drop_if_exists(executor, name)                                                     \
  mo_user_drop_if_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_user_get(executor, name) mo_user_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_user_list(executor) mo_user_list (MO_AS_EXECUTOR_ (executor))
#define mo_current_user_get(executor) mo_current_user_get (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
