/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An open transaction: one connection, from its first statement to its end. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_TRANSACTION (mo_transaction_get_type ())
#define MO_TRANSACTION(obj) (G_TYPE_CHECK_INSTANCE_CAST ((obj), MO_TYPE_TRANSACTION, MoTransaction))
#define MO_IS_TRANSACTION(obj) (G_TYPE_CHECK_INSTANCE_TYPE ((obj), MO_TYPE_TRANSACTION))

/**
 * MoTransactionFunc:
 * @tx: the open transaction
 * @user_data: what was given to [method@Mo.Client.run_transaction]
 * @error: return location
 *
 * The body of a transaction on the calling thread, where it may block.
 *
 * Returns: %TRUE to commit; %FALSE, with @error set, to roll back
 * Since: 0.1
 */
typedef gboolean (*MoTransactionFunc) (MoTransaction *tx, gpointer user_data, GError **error);

/**
 * MoTransactionFutureFunc:
 * @tx: the open transaction
 * @user_data: what was given to [method@Mo.Client.transaction]
 *
 * The body of a transaction on its worker, where it must not block.
 *
 * Returns: (transfer full) (nullable): its value commits, its error rolls back; %NULL commits
 * Since: 0.1
 */
typedef MoFuture *(*MoTransactionFutureFunc) (MoTransaction *tx, gpointer user_data);

MO_AVAILABLE_IN_ALL
GType     mo_transaction_get_type (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoFuture *mo_transaction_commit   (MoTransaction *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_transaction_rollback (MoTransaction *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
gboolean  mo_transaction_run_nested (MoTransaction    *self,
                                     MoTransactionFunc body,
                                     gpointer          user_data,
                                     GError          **error);
MO_AVAILABLE_IN_ALL
MoFuture *mo_transaction_nested    (MoTransaction           *self,
                                    MoTransactionFutureFunc  body,
                                    gpointer                 user_data,
                                    GDestroyNotify           destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
guint     mo_transaction_get_attempt (MoTransaction *self);
MO_AVAILABLE_IN_ALL
guint64   mo_transaction_get_connection_id (MoTransaction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoTransaction, g_object_unref)

G_END_DECLS
