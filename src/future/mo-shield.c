/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shields: work that goes on though somebody who waits for it gives up. */

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "future/mo-relay-private.h"

static void
shield_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoRelay *self = mo_relay_of_waiter (waiter);

  mo_future_settle_as (&self->parent, settled, settler);
  mo_relay_is_told (self);
}

static void
shield_cancel (MoFuture *future, GPtrArray *more)
{
  mo_future_reject (future, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                 "no longer waited for; the work behind the shield "
                                                 "goes on"));
  /* A pending input must not keep the block. */
  mo_relay_leave ((MoRelay *) future);
}

static const MoFutureClass shield_class = {
  .size = sizeof (MoRelay),
  .finalize = mo_relay_finalize,
  .cancel = shield_cancel,
};

/**
 * mo_shield:
 * @future: (transfer full): what is not to be cancelled
 *
 * Keeps a wish to cancel from @future: the result is rejected with %G_IO_ERROR_CANCELLED at once
 * then, and the work goes on. This holds for whoever cancels, [func@Mo.timeout] included; to know
 * how the work ends, keep a reference on @future. Without a wish to cancel both have one outcome.
 *
 * Thread: any; never blocks. Errors: those of @future; %G_IO_ERROR_CANCELLED, which says nothing of
 * the work here.
 *
 * Returns: (transfer full): a future with the outcome of @future
 * Since: 0.1
 */
MoFuture *
mo_shield (MoFuture *future)
{
  MoRelay *self;

  if (future == NULL)
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "mo_shield() was given NULL instead of a future");
  if (mo_future_peek_status (future) != MO_FUTURE_PENDING)
    return future;
  self = mo_relay_new (&shield_class, future);
  mo_relay_attach (self, shield_notify);
  return &self->parent;
}
