/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's data branches: tables and databases that go their own way, compared and brought
 * together again. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoBranchTable:
 * @database: (nullable): its database; %NULL: that of the connection
 * @table: its name
 * @snapshot: (nullable): as this snapshot shows it; %NULL: as it is
 *
 * A table at a moment: `&(MoBranchTable){ .table = "t" }`.
 *
 * Since: 0.1
 */
typedef struct
{
  const char *database;
  const char *table;
  const char *snapshot;
} MoBranchTable;

/**
 * MoBranchConflict:
 * @MO_BRANCH_CONFLICT_FAIL: nothing is done, as the server has it by itself
 * @MO_BRANCH_CONFLICT_SKIP: the table keeps its own row
 * @MO_BRANCH_CONFLICT_ACCEPT: the other's row is taken
 *
 * What becomes of a row that both sides have changed.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_BRANCH_CONFLICT_FAIL,
  MO_BRANCH_CONFLICT_SKIP,
  MO_BRANCH_CONFLICT_ACCEPT,
} MoBranchConflict;

/**
 * MoBranchPick:
 * @keys: (nullable): primary keys of the rows, one behind the other
 * @n_keys: how many keys there are; 0: all rows of the range
 * @n_key_columns: how many values a key has; 0: one
 * @from_snapshot: (nullable): the range's beginning, a snapshot
 * @to_snapshot: (nullable): the range's end, a snapshot; both or neither
 * @conflict: what becomes of a row that both sides have changed
 *
 * Which rows are picked: those with some keys, those that were changed between two snapshots, or
 * those with some keys of the latter.
 *
 * Since: 0.1
 */
typedef struct
{
  const MoValue *keys;
  gsize n_keys;
  gsize n_key_columns;
  const char *from_snapshot;
  const char *to_snapshot;
  MoBranchConflict conflict;
} MoBranchPick;

/**
 * MoBranchFile:
 * @path: of the file that the server has written
 * @hint: what is in it
 *
 * Where a difference was written to.
 *
 * Since: 0.1
 */
typedef struct
{
  char *path;
  char *hint;
} MoBranchFile;

MO_AVAILABLE_IN_ALL
const MoModel *mo_model_of_MoBranchFile (void);
MO_AVAILABLE_IN_ALL
MoBranchFile *mo_branch_file_ref        (MoBranchFile *self);
MO_AVAILABLE_IN_ALL
void      mo_branch_file_unref          (MoBranchFile *self);

MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_create_table        (MoExecutor          *executor,
                                         const MoBranchTable *branch,
                                         const MoBranchTable *source,
                                         const char          *to_account) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_create_database     (MoExecutor          *executor,
                                         const char          *branch,
                                         const char          *source,
                                         const char          *snapshot,
                                         const char          *to_account) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_delete_table        (MoExecutor          *executor,
                                         const char          *database,
                                         const char          *table) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_delete_database     (MoExecutor          *executor,
                                         const char          *database) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_diff                (MoExecutor          *executor,
                                         const MoBranchTable *target,
                                         const MoBranchTable *base,
                                         const char *const   *columns,
                                         guint64              limit) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_diff_count          (MoExecutor          *executor,
                                         const MoBranchTable *target,
                                         const MoBranchTable *base) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_diff_summary        (MoExecutor          *executor,
                                         const MoBranchTable *target,
                                         const MoBranchTable *base) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_diff_to_file        (MoExecutor          *executor,
                                         const MoBranchTable *target,
                                         const MoBranchTable *base,
                                         const char          *directory) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_diff_to_table       (MoExecutor          *executor,
                                         const MoBranchTable *target,
                                         const MoBranchTable *base,
                                         const char *const   *columns,
                                         const char          *database,
                                         const char          *table) G_GNUC_WARN_UNUSED_RESULT;

MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_merge               (MoExecutor          *executor,
                                         const MoBranchTable *source,
                                         const MoBranchTable *target,
                                         MoBranchConflict     conflict) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_branch_pick                (MoExecutor          *executor,
                                         const MoBranchTable *source,
                                         const MoBranchTable *target,
                                         const MoBranchPick  *which) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoBranchFile, mo_branch_file_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_branch_create_table(executor, ...)                                                      \
  mo_branch_create_table (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_create_database(executor, ...)                                                   \
  mo_branch_create_database (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_table(executor, ...)                                                      \
  mo_branch_delete_table (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_delete_database(executor, database)                                              \
  mo_branch_delete_database (MO_AS_EXECUTOR_ (executor), database)
#define mo_branch_diff(executor, ...) mo_branch_diff (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_count(executor, ...)                                                        \
  mo_branch_diff_count (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_summary(executor, ...)                                                      \
  mo_branch_diff_summary (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_file(executor, ...)                                                      \
  mo_branch_diff_to_file (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_diff_to_table(executor, ...)                                                     \
  mo_branch_diff_to_table (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_merge(executor, ...) mo_branch_merge (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#define mo_branch_pick(executor, ...) mo_branch_pick (MO_AS_EXECUTOR_ (executor), __VA_ARGS__)
#endif

G_END_DECLS
