/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making a MoTransaction. */

#pragma once

#include "client/mo-transaction-core-private.h"

G_BEGIN_DECLS

/* Consumes @core. */
MoTransaction   *mo_transaction_new        (MoTransactionCore *core);
/* Called by the thread of its body, before that runs. */
void             mo_transaction_begin_body (MoTransaction     *self);
/* What was submitted to end it; @end, if not NULL: (transfer full) (nullable): its future, which
 * settles once the participants have been told. */
MoTransactionEnd mo_transaction_get_ending (MoTransaction     *self,
                                            MoFuture         **end);

MoTransactionHooks *mo_transaction_get_hooks (MoTransaction *self);
/* (transfer full) (nullable): as mo_transaction_core_dup_cause(). */
GError          *mo_transaction_dup_cause  (MoTransaction     *self);

G_END_DECLS
