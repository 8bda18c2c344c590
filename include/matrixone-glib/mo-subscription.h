/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's subscriptions: databases of other accounts that are read as one's own. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoSubscriptionStatus:
 * @MO_SUBSCRIPTION_NORMAL: it can be read
 * @MO_SUBSCRIPTION_NOT_AUTHORIZED: the account may not any more
 * @MO_SUBSCRIPTION_DELETED: the publication was dropped
 *
 * What the status of a [struct@Mo.Subscription] means.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_SUBSCRIPTION_NORMAL,
  MO_SUBSCRIPTION_NOT_AUTHORIZED,
  MO_SUBSCRIPTION_DELETED,
} MoSubscriptionStatus;

/**
 * MoSubscription:
 * @pub_account: whose publication it is
 * @pub_name: the publication
 * @pub_database: (nullable): what is published; this and the next three are %NULL unless @status is
 *   %MO_SUBSCRIPTION_NORMAL
 * @pub_tables: (nullable): `*`: all, or names with a comma between them
 * @pub_comment: (nullable): what is said of it
 * @pub_time: (nullable): when it was made, or altered last
 * @sub_name: (nullable): the database it is read as; %NULL: the account has not subscribed
 * @sub_time: (nullable): since when
 * @status: a [enum@Mo.SubscriptionStatus]
 *
 * A publication that is for the account, by the names of SHOW SUBSCRIPTIONS.
 *
 * Since: 0.1
 */
typedef struct
{
  char *pub_account;
  char *pub_name;
  char *pub_database;
  char *pub_tables;
  char *pub_comment;
  GDateTime *pub_time;
  char *sub_name;
  GDateTime *sub_time;
  int status;
} MoSubscription;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoSubscription (void);
MO_AVAILABLE_IN_ALL
MoSubscription *mo_subscription_ref (MoSubscription *self);
MO_AVAILABLE_IN_ALL
void mo_subscription_unref (MoSubscription *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_subscription_create       (MoExecutor *executor,
                                        const char *name,
                                        const char *account,
                                        const char *publication) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_subscription_drop         (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_subscription_get          (MoExecutor *executor,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_subscription_list         (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_subscription_list_offered (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoSubscription, mo_subscription_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_subscription_create(executor, ...)                                                      \
  mo_subscription_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_subscription_drop(executor, name)                                                       \
  mo_subscription_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_subscription_get(executor, name) mo_subscription_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_subscription_list(executor) mo_subscription_list (MO_AS_EXECUTOR_ (executor))
#define mo_subscription_list_offered(executor)                                                     \
  mo_subscription_list_offered (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
