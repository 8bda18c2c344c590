/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is called before and after the end of a transaction. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoTransactionEvent:
 * @MO_TRANSACTION_BEFORE_COMMIT: everything was written, and COMMIT is about to be sent
 * @MO_TRANSACTION_AFTER_COMMIT: it is committed
 * @MO_TRANSACTION_BEFORE_ROLLBACK: it is about to be rolled back
 * @MO_TRANSACTION_AFTER_ROLLBACK: nothing of it stands
 * @MO_TRANSACTION_AFTER_UNKNOWN: the answer to COMMIT is lost, or something ended the transaction
 *   unasked: it may be committed
 *
 * The end of a transaction, as its hooks see it: one of the first, unless there is nothing to be
 * done any more, and then one of the others.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_TRANSACTION_BEFORE_COMMIT,
  MO_TRANSACTION_AFTER_COMMIT,
  MO_TRANSACTION_BEFORE_ROLLBACK,
  MO_TRANSACTION_AFTER_ROLLBACK,
  MO_TRANSACTION_AFTER_UNKNOWN,
} MoTransactionEvent;

/**
 * MoTransactionHook:
 * @event: what is about to be, or has happened
 * @connection: (nullable): the transaction's connection, good for this call only; %NULL where it is
 *   lost
 * @user_data: what was given to [method@Mo.Transaction.add_hook]
 * @error: return location
 *
 * Called on the transaction's worker, where it may block. What it runs on @connection before the
 * end is a part of the transaction, which it cannot end; afterwards each statement is by itself.
 *
 * Returns: %TRUE; before a commit %FALSE, with @error set, rolls back instead
 * Since: 0.1
 */
typedef gboolean (*MoTransactionHook) (MoTransactionEvent event,
                                       MoConnection      *connection,
                                       gpointer           user_data,
                                       GError           **error);

MO_AVAILABLE_IN_ALL
GType    mo_transaction_event_get_type (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
gboolean mo_transaction_add_hook       (MoTransaction     *self,
                                        MoTransactionHook  hook,
                                        gpointer           user_data,
                                        GDestroyNotify     destroy);

G_END_DECLS
