/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A function of the caller's that blocks, run on a worker with its connection. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

/**
 * MoCallFunc:
 * @connection: the worker's connection, good for this call only
 * @result: what the future resolves with; not initialised, and %TRUE where it stays so
 * @user_data: what was given to [method@Mo.Client.call]
 * @error: return location
 *
 * Called once, on a worker, where it may block.
 *
 * Returns: %TRUE, or %FALSE with @error set
 * Since: 0.1
 */
typedef gboolean (*MoCallFunc) (MoConnection *connection,
                                GValue       *result,
                                gpointer      user_data,
                                GError      **error);

MO_AVAILABLE_IN_ALL
MoFuture *mo_client_call      (MoClient       *self,
                               MoCallFunc      func,
                               gpointer        user_data,
                               GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoFuture *mo_transaction_call (MoTransaction  *self,
                               MoCallFunc      func,
                               gpointer        user_data,
                               GDestroyNotify  destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
