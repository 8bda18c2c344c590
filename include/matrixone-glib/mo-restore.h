/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's RESTORE: back to what a snapshot shows, or to a moment that a PITR keeps. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

/**
 * MoRestoreGrammar:
 * @MO_RESTORE_GRAMMAR_4: of MatrixOne 4.0 and later: `RESTORE DATABASE d {snapshot = 's'}`
 * @MO_RESTORE_GRAMMAR_3: of 3.0: `RESTORE ACCOUNT a DATABASE d FROM SNAPSHOT s`
 *
 * How RESTORE is written. Neither server understands the other's, and a server's version does not
 * always tell which one it is.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_RESTORE_GRAMMAR_4,
  MO_RESTORE_GRAMMAR_3,
} MoRestoreGrammar;

/**
 * MoRestoreOptions:
 * @account: (nullable): of a database or a table: whose the snapshot is; %NULL: one's own, which in
 *   the grammar of 3.0 has to be said
 * @to_account: (nullable): where it goes, which is for the account sys to say; %NULL: back to where
 *   it was
 * @grammar: how the command is written
 *
 * What else can be said of a restore from a snapshot. All zero is the default.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *account;
  const char *to_account;
  MoRestoreGrammar grammar;
} MoRestoreOptions;

MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_cluster            (MoExecutor             *executor,
                                         const char             *snapshot,
                                         const MoRestoreOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_account            (MoExecutor             *executor,
                                         const char             *account,
                                         const char             *snapshot,
                                         const MoRestoreOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_database           (MoExecutor             *executor,
                                         const char             *database,
                                         const char             *snapshot,
                                         const MoRestoreOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_table              (MoExecutor             *executor,
                                         const char             *database,
                                         const char             *table,
                                         const char             *snapshot,
                                         const MoRestoreOptions *options) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_cluster_from_pitr  (MoExecutor *executor,
                                         const char *pitr,
                                         GDateTime  *moment) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_account_from_pitr  (MoExecutor *executor,
                                         const char *account,
                                         const char *source_account,
                                         const char *pitr,
                                         GDateTime  *moment) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_database_from_pitr (MoExecutor *executor,
                                         const char *database,
                                         const char *pitr,
                                         GDateTime  *moment) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_restore_table_from_pitr    (MoExecutor *executor,
                                         const char *database,
                                         const char *table,
                                         const char *pitr,
                                         GDateTime  *moment) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_restore_cluster(executor, ...)                                                          \
  mo_restore_cluster (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account(executor, ...)                                                          \
  mo_restore_account (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database(executor, ...)                                                         \
  mo_restore_database (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table(executor, ...)                                                            \
  mo_restore_table (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_cluster_from_pitr(executor, ...)                                                \
  mo_restore_cluster_from_pitr (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_account_from_pitr(executor, ...)                                                \
  mo_restore_account_from_pitr (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_database_from_pitr(executor, ...)                                               \
  mo_restore_database_from_pitr (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_restore_table_from_pitr(executor, ...)                                                  \
  mo_restore_table_from_pitr (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
