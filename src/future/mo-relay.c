/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoRelay: a future that hangs on one other. */

#include "future/mo-relay-private.h"

MoRelay *
mo_relay_new (const MoFutureClass *klass, MoFuture *future)
{
  MoRelay *self = (MoRelay *) mo_future_alloc (klass);

  self->upstream = future;
  self->parent.bindings = mo_bindings_ref (future->bindings);
  if (mo_future_needs_dispatcher (future))
    mo_future_mark_needs_dispatcher (&self->parent);
  return self;
}

void
mo_relay_attach (MoRelay *self,
                 void (*notify) (MoWaiter *waiter, MoFuture *settled, MoSettler *settler))
{
  MoSettler settler = MO_SETTLER_INIT;
  /* It may be let go of meanwhile. */
  g_autoptr (MoFuture) upstream = mo_future_ref (self->upstream);

  self->waiter.notify = notify;
  mo_future_ref (&self->parent); /* the waiter's */
  mo_future_await_with (upstream, &self->waiter, &settler);
  mo_settler_run (&settler);
}

/* (transfer full) (nullable) */
static MoFuture *
steal_upstream (MoRelay *self)
{
  MoFuture *upstream;

  mo_future_lock (&self->parent);
  upstream = g_steal_pointer (&self->upstream);
  mo_future_unlock (&self->parent);
  return upstream;
}

void
mo_relay_is_told (MoRelay *self)
{
  G_GNUC_UNUSED g_autoptr (MoFuture) upstream = steal_upstream (self);

  mo_future_unref (&self->parent); /* the waiter's */
}

void
mo_relay_leave (MoRelay *self)
{
  g_autoptr (MoFuture) upstream = steal_upstream (self);

  if (upstream != NULL && mo_future_leave (upstream, &self->waiter))
    mo_future_unref (&self->parent); /* the waiter's */
}

void
mo_relay_cancel (MoFuture *future, GPtrArray *more)
{
  MoRelay *self = (MoRelay *) future;

  mo_future_lock (future);
  if (self->upstream != NULL)
    g_ptr_array_add (more, mo_future_ref (self->upstream));
  mo_future_unlock (future);
}

void
mo_relay_finalize (MoFuture *future)
{
  g_clear_pointer (&((MoRelay *) future)->upstream, mo_future_unref);
}
