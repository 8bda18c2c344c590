/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's publications: databases that other accounts may read. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoPublicationOptions:
 * @database: what is published
 * @tables: (nullable) (array zero-terminated=1): of it; %NULL: all, those that will be made too
 * @accounts: (nullable) (array zero-terminated=1): for whom; %NULL, with @all_accounts
 * @all_accounts: for all others, those that will be made too; sys may, and whom the server's
 *   configuration lets
 * @comment: (nullable): what is said of it
 *
 * A new publication but for its name.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *database;
  const char *const *tables;
  const char *const *accounts;
  gboolean all_accounts;
  const char *comment;
} MoPublicationOptions;

/**
 * MoPublicationAccounts:
 * @MO_PUBLICATION_ACCOUNTS_STAY: as they are
 * @MO_PUBLICATION_ACCOUNTS_SET: those that are named, and no others
 * @MO_PUBLICATION_ACCOUNTS_ADD: those that are named, too
 * @MO_PUBLICATION_ACCOUNTS_REMOVE: not those that are named any more
 * @MO_PUBLICATION_ACCOUNTS_ALL: all others; from which none can be added or removed
 *
 * What becomes of those for whom a publication is.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_PUBLICATION_ACCOUNTS_STAY,
  MO_PUBLICATION_ACCOUNTS_SET,
  MO_PUBLICATION_ACCOUNTS_ADD,
  MO_PUBLICATION_ACCOUNTS_REMOVE,
  MO_PUBLICATION_ACCOUNTS_ALL,
} MoPublicationAccounts;

/**
 * MoPublicationChanges:
 * @database: (nullable): another database, with @tables or @all_tables, since the names of the old
 *   one's tables would stay otherwise; %NULL: it stays
 * @tables: (nullable) (array zero-terminated=1): those of @database, which has to be named, as it
 *   was or another; %NULL: as they are
 * @all_tables: all of them
 * @which_accounts: what becomes of the accounts
 * @accounts: (nullable) (array zero-terminated=1): as @which_accounts has it
 * @comment: (nullable): what is said of it; %NULL: it stays. The server does not take one away
 *
 * What is to be another in a publication: one thing at least. All zero, nothing is.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *database;
  const char *const *tables;
  gboolean all_tables;
  MoPublicationAccounts which_accounts;
  const char *const *accounts;
  const char *comment;
} MoPublicationChanges;

/**
 * MoPublication:
 * @publication: its name
 * @database: what is published
 * @tables: `*`: all, or names with a comma between them
 * @sub_account: for whom: `*`: all, or names with a comma between them
 * @subscribed_accounts: who has subscribed to it, the same; empty: nobody
 * @create_time: when it was made
 * @update_time: (nullable): when it was altered last
 * @comments: what is said of it
 *
 * A publication of the account, by the names of SHOW PUBLICATIONS.
 *
 * Since: 0.1
 */
typedef struct
{
  char *publication;
  char *database;
  char *tables;
  char *sub_account;
  char *subscribed_accounts;
  GDateTime *create_time;
  GDateTime *update_time;
  char *comments;
} MoPublication;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoPublication (void);
MO_AVAILABLE_IN_ALL
MoPublication *mo_publication_ref (MoPublication *self);
MO_AVAILABLE_IN_ALL
void mo_publication_unref (MoPublication *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_create         (MoExecutor                 *executor,
                                         const char                 *name,
                                         const MoPublicationOptions *options)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_alter          (MoExecutor                 *executor,
                                         const char                 *name,
                                         const MoPublicationChanges *changes)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_drop           (MoExecutor                 *executor,
                                         const char                 *name)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_drop_if_exists (MoExecutor                 *executor,
                                         const char                 *name)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_get            (MoExecutor                 *executor,
                                         const char                 *name)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_list           (MoExecutor                 *executor)
    G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_publication_show_create    (MoExecutor                 *executor,
                                         const char                 *name)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPublication, mo_publication_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_publication_create(executor, ...)                                                       \
  mo_publication_create (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_alter(executor, ...)                                                        \
  mo_publication_alter (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_publication_drop(executor, name) mo_publication_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_publication_drop_if_exists(executor, name)                                              \
  mo_publication_drop_if_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_publication_get(executor, name) mo_publication_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_publication_list(executor) mo_publication_list (MO_AS_EXECUTOR_ (executor))
#define mo_publication_show_create(executor, name)                                                 \
  mo_publication_show_create (MO_AS_EXECUTOR_ (executor), name)
#endif

G_END_DECLS
