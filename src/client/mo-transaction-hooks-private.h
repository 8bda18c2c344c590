/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The hooks of a transaction, and calling them on its worker. */

#pragma once

#include <matrixone-glib/mo-transaction-hooks.h>

#include "base/mo-mutex-private.h"
#include "pool/mo-job-private.h"

G_BEGIN_DECLS

typedef struct _MoTransactionCore MoTransactionCore;

typedef struct
{
  MoMutex lock;     /* guards what follows */
  GArray *entries;  /* NULL: there is none */
  gboolean is_over; /* nothing will be called any more */
} MoTransactionHooks;

void     mo_transaction_hooks_init  (MoTransactionHooks *self);
void     mo_transaction_hooks_clear (MoTransactionHooks *self);
/* Any thread. FALSE: too late; @destroy was called. */
gboolean mo_transaction_hooks_add   (MoTransactionHooks *self,
                                     MoTransactionHook   hook,
                                     gpointer            data,
                                     GDestroyNotify      destroy);

/* --- on the worker --- */

gboolean mo_transaction_hooks_are_any (MoTransactionHooks *self);
/* Calls them in the order in which they were added, behind the fence of @job, until one fails, or
 * has done to the transaction what @core then knows. @core: whose connection is lent to them; NULL:
 * there is none. */
gboolean mo_transaction_hooks_call  (MoTransactionHooks *self,
                                     MoTransactionEvent  event,
                                     MoTransactionCore  *core,
                                     MoJob              *job,
                                     GError            **error);
/* Behind the last event: frees what they hold. */
void     mo_transaction_hooks_end   (MoTransactionHooks *self);

G_END_DECLS
