/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A moment at which something is to be done, on the dispatcher thread. Part of the block of whoever
 * waits for it, and any number of them costs no more than that.
 */

#pragma once

#include "future/mo-scheduler-private.h"

G_BEGIN_DECLS

typedef struct _MoTimer MoTimer;

/* Zeroed but for expire(), until it is started. */
struct _MoTimer
{
  /* Called once a start, unless it is stopped before. It may free what the timer is part of, but
   * for the mo_timer_stop() that is due. */
  void (*expire) (MoTimer *self);
  MoScheduler *dispatcher; /* owned from start to stop, so that a stop that comes late finds it */
  /* Guarded by the dispatcher's lock. */
  gint64 due;
  guint position; /* in the dispatcher's heap, counted from 1; 0: not pending */
};

/* At @monotonic_usec, which may be over. Of one that is pending: moves it. Never blocks. */
void     mo_timer_start (MoTimer *self, gint64 monotonic_usec);
/* Once for what was started, whether it has expired or not, and by nobody else at the same time.
 * TRUE if it was pending: expire() will not be called. FALSE: it has been, is being or will be
 * called, or was never started. */
gboolean mo_timer_stop  (MoTimer *self);

/* Those that are pending, the earliest first: a heap, guarded by its user. Its array is as long as
 * it has to be, and gets shorter, too. */
typedef struct
{
  MoTimer **timers;
  guint length;
  guint allocated;
} MoTimerHeap;

void     mo_timer_heap_insert (MoTimerHeap *self, MoTimer *timer);
void     mo_timer_heap_remove (MoTimerHeap *self, MoTimer *timer);
void     mo_timer_heap_clear  (MoTimerHeap *self);

/* NULL: none. */
static inline MoTimer *
mo_timer_heap_peek (MoTimerHeap *self)
{
  return self->length > 0 ? self->timers[0] : NULL;
}

G_END_DECLS
