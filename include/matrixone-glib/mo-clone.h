/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's clones: a database or a table copied without copying its data. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"

G_BEGIN_DECLS

/**
 * MoCloneFlags:
 * @MO_CLONE_AT_COMMIT: in a transaction, travels behind COMMIT, and so holds what it wrote
 * @MO_CLONE_NOW: in a transaction, runs at once and is rolled back with it; before release 4.2 of
 *   MatrixOne it holds what was committed before the transaction, not what the transaction wrote
 * @MO_CLONE_IF_NOT_EXISTS: does nothing where the target exists
 * @MO_CLONE_COPY: in a transaction, a copy is made at once, of what the transaction sees, its own
 *   writes included, and is rolled back with it. It takes as long as copying the rows does. Keys
 *   and indexes are copied, too; a database with a view, and a name with a backtick, cannot be
 *
 * When a clone takes place, and what if the target is there. On a client it always runs at once.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_CLONE_AT_COMMIT = 0,
  MO_CLONE_NOW = 1 << 0,
  MO_CLONE_IF_NOT_EXISTS = 1 << 1,
  MO_CLONE_COPY = 1 << 2,
} MoCloneFlags;

MO_AVAILABLE_IN_ALL
MoFuture *mo_clone_database      (MoExecutor   *executor,
                                  const char   *target,
                                  const char   *source) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_clone_database_full (MoExecutor   *executor,
                                  const char   *target,
                                  const char   *source,
                                  const char   *snapshot,
                                  MoCloneFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_clone_table_full    (MoExecutor   *executor,
                                  const char   *target_database,
                                  const char   *target,
                                  const char   *source_database,
                                  const char   *source,
                                  const char   *snapshot,
                                  MoCloneFlags  flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_clone_database_to_account (MoExecutor  *executor,
                                        const char  *target,
                                        const char  *source,
                                        const char  *snapshot,
                                        const char  *account,
                                        MoCloneFlags flags) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_clone_table_to_account    (MoExecutor  *executor,
                                        const char  *target_database,
                                        const char  *target,
                                        const char  *source_database,
                                        const char  *source,
                                        const char  *snapshot,
                                        const char  *account,
                                        MoCloneFlags flags) G_GNUC_WARN_UNUSED_RESULT;

#ifndef __cplusplus
/* A client or a transaction, without a cast; anything else does not compile. */
#define mo_clone_database(executor, target, source)                                                \
  mo_clone_database (MO_AS_EXECUTOR_ (executor), target, source)
#define mo_clone_database_full(executor, target, source, snapshot, flags)                          \
  mo_clone_database_full (MO_AS_EXECUTOR_ (executor), target, source, snapshot, flags)
#define mo_clone_table_full(executor, target_database, target, source_database, source, snapshot,  \
                            flags)                                                                 \
  mo_clone_table_full (MO_AS_EXECUTOR_ (executor), target_database, target, source_database,       \
                       source, snapshot, flags)
#define mo_clone_database_to_account(executor, target, source, snapshot, account, flags)           \
  mo_clone_database_to_account (MO_AS_EXECUTOR_ (executor), target, source, snapshot, account,     \
                                flags)
#define mo_clone_table_to_account(executor, target_database, target, source_database, source,      \
                                  snapshot, account, flags)                                        \
  mo_clone_table_to_account (MO_AS_EXECUTOR_ (executor), target_database, target, source_database, \
                             source, snapshot, account, flags)
#endif

G_END_DECLS
