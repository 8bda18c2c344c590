/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's roles: what privileges are granted to. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoRole:
 * @id: its number in the account
 * @name: its name, in small letters
 * @creator: (nullable): the user who made it; %NULL: that one is gone
 * @created: when
 * @comments: what is said of it
 *
 * A role of the account.
 *
 * Since: 0.1
 */
typedef struct
{
  gint64 id;
  char *name;
  char *creator;
  GDateTime *created;
  char *comments;
} MoRole;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoRole (void);
MO_AVAILABLE_IN_ALL
MoRole *mo_role_ref (MoRole *self);
MO_AVAILABLE_IN_ALL
void mo_role_unref (MoRole *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_role_create               (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_role_create_if_not_exists (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_role_drop                 (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_role_drop_if_exists       (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_role_get                  (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_role_list                 (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoRole, mo_role_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_role_create(executor, name) mo_role_create (MO_AS_EXECUTOR_ (executor), name)
#define mo_role_create_if_not_exists(executor, name)                                               \
  mo_role_create_if_not_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_role_drop(executor, name) mo_role_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_role_drop_if_exists(executor, name)                                                     \
  mo_role_drop_if_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_role_get(executor, name) mo_role_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_role_list(executor) mo_role_list (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
