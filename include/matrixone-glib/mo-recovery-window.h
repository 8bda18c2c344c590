/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne's SHOW RECOVERY_WINDOW: from what each table could be restored, and when. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-executor.h"
#include "mo-model.h"

G_BEGIN_DECLS

/**
 * MoRecoveryWindow:
 * @level: what was asked for: `account`, `database` or `table`
 * @account_name: whose table it is
 * @database_name: its database
 * @table_name: its name
 * @windows: snapshots with their moment, and PITRs with the first and the last one, as the server
 *   writes them: like JSON, but with the quotation marks of SQL
 *
 * What a table could be restored from.
 *
 * Since: 0.1
 */
typedef struct
{
  char *level;
  char *account_name;
  char *database_name;
  char *table_name;
  char *windows;
} MoRecoveryWindow;

MO_AVAILABLE_IN_ALL
const MoModel    *mo_model_of_MoRecoveryWindow     (void);
MO_AVAILABLE_IN_ALL
MoRecoveryWindow *mo_recovery_window_ref           (MoRecoveryWindow *self);
MO_AVAILABLE_IN_ALL
void              mo_recovery_window_unref         (MoRecoveryWindow *self);

MO_AVAILABLE_IN_ALL
MoFuture         *mo_recovery_window_list_account  (MoExecutor *executor,
                                                    const char *account) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture         *mo_recovery_window_list_database (MoExecutor *executor,
                                                    const char *database) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture         *mo_recovery_window_list_table    (MoExecutor *executor,
                                                    const char *database,
                                                    const char *table) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoRecoveryWindow, mo_recovery_window_unref)

#ifndef __cplusplus
/* A client, a transaction or a session, without a cast; anything else does not compile. */
#define mo_recovery_window_list_account(executor, account)                                         \
  mo_recovery_window_list_account (MO_AS_EXECUTOR_ (executor), account)
#define mo_recovery_window_list_database(executor, database)                                       \
  mo_recovery_window_list_database (MO_AS_EXECUTOR_ (executor), database)
#define mo_recovery_window_list_table(executor, database, table)                                   \
  mo_recovery_window_list_table (MO_AS_EXECUTOR_ (executor), database, table)
#endif

G_END_DECLS
