/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's snapshots: named moments that can be read and cloned later. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoSnapshot:
 * @name: its name
 * @time_nsec: the moment that it shows, in nanoseconds since the epoch
 * @level: `cluster`, `account`, `database` or `table`
 * @account_name: whose it is; of a cluster's, empty
 * @database_name: the database; empty: all of them
 * @table_name: the table; empty: all of them
 *
 * A named moment of a cluster, an account, a database or a table.
 *
 * Since: 0.1
 */
typedef struct
{
  char *name;
  gint64 time_nsec;
  char *level;
  char *account_name;
  char *database_name;
  char *table_name;
} MoSnapshot;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoSnapshot (void);
MO_AVAILABLE_IN_ALL
MoSnapshot *mo_snapshot_ref           (MoSnapshot *self);
MO_AVAILABLE_IN_ALL
void      mo_snapshot_unref           (MoSnapshot *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_cluster  (MoExecutor *executor,
                                       const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_account  (MoExecutor *executor,
                                       const char *name,
                                       const char *account) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_database (MoExecutor *executor,
                                       const char *name,
                                       const char *database) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_create_table    (MoExecutor *executor,
                                       const char *name,
                                       const char *database,
                                       const char *table) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_drop            (MoExecutor *executor,
                                       const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_get             (MoExecutor *executor,
                                       const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_exists          (MoExecutor *executor,
                                       const char *name) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_snapshot_list            (MoExecutor *executor) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoSnapshot, mo_snapshot_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_snapshot_create_cluster(executor, name)                                                 \
  mo_snapshot_create_cluster (MO_AS_EXECUTOR_ (executor), name)
#define mo_snapshot_create_account(executor, name, account)                                        \
  mo_snapshot_create_account (MO_AS_EXECUTOR_ (executor), name, account)
#define mo_snapshot_create_database(executor, name, database)                                      \
  mo_snapshot_create_database (MO_AS_EXECUTOR_ (executor), name, database)
#define mo_snapshot_create_table(executor, name, database, table)                                  \
  mo_snapshot_create_table (MO_AS_EXECUTOR_ (executor), name, database, table)
#define mo_snapshot_drop(executor, name) mo_snapshot_drop (MO_AS_EXECUTOR_ (executor), name)
#define mo_snapshot_get(executor, name) mo_snapshot_get (MO_AS_EXECUTOR_ (executor), name)
#define mo_snapshot_exists(executor, name) mo_snapshot_exists (MO_AS_EXECUTOR_ (executor), name)
#define mo_snapshot_list(executor) mo_snapshot_list (MO_AS_EXECUTOR_ (executor))
#endif

G_END_DECLS
