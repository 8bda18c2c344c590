/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making a MoTransaction. */

#pragma once

#include "client/mo-transaction-core-private.h"

G_BEGIN_DECLS

/* Consumes @core. */
MoTransaction     *mo_transaction_new       (MoTransactionCore *core);
MoTransactionCore *mo_transaction_peek_core (MoTransaction     *self);

G_END_DECLS
