/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One run of an asynchronous body, as a future of its outcome. */

#pragma once

#include <matrixone-glib/mo-client.h>

#include "client/mo-transaction-core-private.h"

G_BEGIN_DECLS

/* Begins. @destroy: (nullable): frees @user_data once the body has returned, or will never run. */
MoFuture *mo_transaction_scope_new (const MoTransactionRequest *request,
                                    MoTransactionFutureFunc     body,
                                    gpointer                    user_data,
                                    GDestroyNotify              destroy);
/* Of one that was rejected: as mo_attempts_go_on() asks. @cause: (out) (transfer full)
 * (nullable). */
gboolean  mo_transaction_scope_is_undone (MoFuture *scope, GError **cause);

G_END_DECLS
