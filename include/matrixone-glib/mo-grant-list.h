/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may do what in a MatrixOne account: what was granted, and to whom. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoGrant:
 * @role_name: the role that has it
 * @privilege: in small letters, such as `select`; of the privileges of all kinds `table all`,
 *   `database ownership` and their like
 * @object_type: `account`, `database`, `table` or `view`
 * @level: how wide, as the server writes it: `*`, `*.*`, `d`, `d.*`, `d.t`, or `t`, where the
 *   letters stand for names
 * @object_id: the server's number of the object; 0: all
 * @database_name: (nullable): the database; %NULL: all, or it is gone
 * @table_name: (nullable): the table or view; %NULL: all of them, or it is gone
 * @with_grant_option: whether it may be granted to others
 * @granted: when
 *
 * One privilege of one role on one object.
 *
 * Since: 0.1
 */
typedef struct
{
  char *role_name;
  char *privilege;
  char *object_type;
  char *level;
  gint64 object_id;
  char *database_name;
  char *table_name;
  gboolean with_grant_option;
  GDateTime *granted;
} MoGrant;

/**
 * MoGrantedRole:
 * @role_name: the role
 * @grantee: who was granted it
 * @with_grant_option: whether it may be granted to others
 * @granted: when
 *
 * A role that a user, or another role, was granted.
 *
 * Since: 0.1
 */
typedef struct
{
  char *role_name;
  char *grantee;
  gboolean with_grant_option;
  GDateTime *granted;
} MoGrantedRole;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoGrant (void);
MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoGrantedRole (void);
MO_AVAILABLE_IN_ALL
MoGrant *mo_grant_ref (MoGrant *self);
MO_AVAILABLE_IN_ALL
void mo_grant_unref (MoGrant *self);
MO_AVAILABLE_IN_ALL
MoGrantedRole *mo_granted_role_ref (MoGrantedRole *self);
MO_AVAILABLE_IN_ALL
void mo_granted_role_unref (MoGrantedRole *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_list_of_role        (MoExecutor *executor,
                                        const char *role) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_list_of_user        (MoExecutor *executor,
                                        const char *user) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_granted_role_list_of_user (MoExecutor *executor,
                                        const char *user) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_granted_role_list_of_role (MoExecutor *executor,
                                        const char *role) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_show_for_user       (MoExecutor *executor,
                                        const char *user) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_grant_show_for_role       (MoExecutor *executor,
                                        const char *role) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoGrant, mo_grant_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoGrantedRole, mo_granted_role_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_grant_list_of_role(executor, name)                                                      \
  mo_grant_list_of_role (MO_AS_EXECUTOR_ (executor), name)
#define mo_grant_list_of_user(executor, name)                                                      \
  mo_grant_list_of_user (MO_AS_EXECUTOR_ (executor), name)
#define mo_granted_role_list_of_user(executor, name)                                               \
  mo_granted_role_list_of_user (MO_AS_EXECUTOR_ (executor), name)
#define mo_granted_role_list_of_role(executor, name)                                               \
  mo_granted_role_list_of_role (MO_AS_EXECUTOR_ (executor), name)
#define mo_grant_show_for_user(executor, name)                                                     \
  mo_grant_show_for_user (MO_AS_EXECUTOR_ (executor), name)
#define mo_grant_show_for_role(executor, name)                                                     \
  mo_grant_show_for_role (MO_AS_EXECUTOR_ (executor), name)
#endif

G_END_DECLS
