/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the futures share that hang on one other future and pass its outcome on: where it is kept,
 * until when, and how a wish to cancel gets there.
 */

#pragma once

#include "future/mo-future-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoFuture parent;
  MoWaiter waiter; /* on upstream */
  /* Guarded by the future's lock bit. */
  MoFuture *upstream; /* owned; NULL once it has settled */
} MoRelay;

/* Consumes @future. Nothing of it is heard before mo_relay_attach(). */
MoRelay  *mo_relay_new       (const MoFutureClass *klass,
                              MoFuture            *future);
/* notify() is to end with mo_relay_is_told(). */
void      mo_relay_attach    (MoRelay             *self,
                              void               (*notify) (MoWaiter  *waiter,
                                                            MoFuture  *settled,
                                                            MoSettler *settler));
void      mo_relay_is_told   (MoRelay             *self);
/* Hears no more of it, if it has not heard yet. */
void      mo_relay_leave     (MoRelay             *self);
/* Of MoFutureClass: to upstream, and what goes with the block. */
void      mo_relay_cancel    (MoFuture            *self,
                              GPtrArray           *more);
void      mo_relay_finalize  (MoFuture            *self);

static inline MoRelay *
mo_relay_of_waiter (MoWaiter *waiter)
{
  return (MoRelay *) ((char *) waiter - G_STRUCT_OFFSET (MoRelay, waiter));
}

G_END_DECLS
