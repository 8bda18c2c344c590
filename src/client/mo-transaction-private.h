/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making a MoTransaction. */

#pragma once

#include "client/mo-participant-private.h"
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

MoTransactionCore *mo_transaction_get_core (MoTransaction *self);

/* Of a body whose thread has ended in the middle of it. Consumes the transaction. */
void             mo_transaction_abandon    (gpointer           self);

/* --- nested scopes --- */

/* Tells one from the others. */
guint            mo_transaction_next_scope (MoTransaction     *self);
MoFuture        *mo_transaction_savepoint  (MoTransaction     *self,
                                            MoSavepointStep    step,
                                            guint              number);
/* What the participants have is submitted, before @step. FALSE: one refuses. */
gboolean         mo_transaction_prepare    (MoTransaction     *self,
                                            MoSavepointStep    step,
                                            GError           **error);
/* (transfer full): what the participants are now, on their owner. */
MoMarks         *mo_transaction_mark       (MoTransaction     *self);
/* They are that again; those that have come since, as they were at first. */
void             mo_transaction_rewind     (MoTransaction     *self,
                                            MoMarks           *marks);
/* (transfer full) (nullable): where the participants are owned, or would be. */
MoScheduler     *mo_transaction_dup_scheduler (MoTransaction  *self);

/* (transfer full) (nullable): as mo_transaction_core_dup_cause(). */
GError          *mo_transaction_dup_cause  (MoTransaction     *self);

G_END_DECLS
