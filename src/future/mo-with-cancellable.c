/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A GCancellable that cancels a future. */

#include <matrixone-glib/mo-gio.h>

#include "base/mo-error-private.h"
#include "future/mo-relay-private.h"

/* The cancellable has the handler, which has a reference on the future that it cancels, and nobody
 * here has the cancellable: so there is no cycle, and each may outlive the others. */
typedef struct
{
  MoRelay relay;
  GWeakRef cancellable;
  gulong handler; /* written before the waiter is attached, read when it is told */
} MoCancelled;

/* Within this neither g_cancellable_disconnect(), which would wait for it, nor anything that frees
 * the closure's data: GLib keeps that until it has returned. */
static void
on_cancelled (GCancellable *cancellable, gpointer future)
{
  mo_future_cancel (future);
}

static void
unref_future (gpointer future, GClosure *closure)
{
  mo_future_unref (future);
}

static void
disconnect (MoCancelled *self)
{
  g_autoptr (GCancellable) cancellable = g_weak_ref_get (&self->cancellable);

  if (cancellable != NULL)
    g_signal_handler_disconnect (cancellable, self->handler);
}

static void
cancelled_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoCancelled *self = (MoCancelled *) mo_relay_of_waiter (waiter);

  disconnect (self);
  mo_future_settle_as (&self->relay.parent, settled, settler);
  mo_relay_is_told (&self->relay);
}

static void
cancelled_finalize (MoFuture *future)
{
  g_weak_ref_clear (&((MoCancelled *) future)->cancellable);
  mo_relay_finalize (future);
}

static const MoFutureClass cancelled_class = {
  .size = sizeof (MoCancelled),
  .finalize = cancelled_finalize,
  .cancel = mo_relay_cancel,
};

/**
 * mo_with_cancellable:
 * @future: (transfer full): what is to be cancelled
 * @cancellable: (nullable): by whom; %NULL: by nobody
 *
 * Cancels @future, as [method@Mo.Future.cancel] does, when @cancellable is cancelled, or at once if
 * it is already. The outcome is that of @future: %G_IO_ERROR_CANCELLED only where nothing took
 * effect. Cancelling the result cancels @future, too, and leaves @cancellable alone, on which no
 * reference is held.
 *
 * Thread: any; never blocks. Errors: those of @future.
 *
 * Returns: (transfer full): a future with the outcome of @future
 * Since: 0.1
 */
MoFuture *
mo_with_cancellable (MoFuture *future, GCancellable *cancellable)
{
  g_autoptr (MoFuture) upstream = NULL;
  MoCancelled *self;

  if (future == NULL)
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "mo_with_cancellable() was given NULL instead of a future");
  if (cancellable == NULL || mo_future_peek_status (future) != MO_FUTURE_PENDING)
    return future;
  upstream = mo_future_ref (future);
  self = (MoCancelled *) mo_relay_new (&cancelled_class, future);
  g_weak_ref_init (&self->cancellable, cancellable);
  self->handler = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_cancelled),
                                         mo_future_ref (upstream), unref_future, 0);
  /* Attaching publishes the handler's id: by the lock bit of upstream. */
  mo_relay_attach (&self->relay, cancelled_notify);
  /* Who was cancelled before the handler was there has not called it. */
  if (g_cancellable_is_cancelled (cancellable))
    mo_future_cancel (upstream);
  return &self->relay.parent;
}
