/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoTimer, and the heap of those that are pending. */

#include "future/mo-timer-private.h"

#include "future/mo-scheduler-table-private.h"

/* Below this nothing is given back. */
#define MIN_ALLOCATED 64

void
mo_timer_start (MoTimer *self, gint64 monotonic_usec)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher (); /* before the old one may end */

  mo_timer_stop (self);
  self->dispatcher = dispatcher;
  mo_dispatcher_add_timer (dispatcher, self, monotonic_usec);
}

gboolean
mo_timer_stop (MoTimer *self)
{
  MoScheduler *dispatcher = g_steal_pointer (&self->dispatcher);
  gboolean was_pending;

  if (dispatcher == NULL)
    return FALSE;
  was_pending = mo_dispatcher_remove_timer (dispatcher, self);
  mo_scheduler_unref (dispatcher);
  return was_pending;
}

/* --- the heap --- */

static void
place (MoTimerHeap *self, guint index, MoTimer *timer)
{
  self->timers[index] = timer;
  timer->position = index + 1;
}

static void
sift_up (MoTimerHeap *self, guint index, MoTimer *timer)
{
  while (index > 0)
    {
      guint parent = (index - 1) / 2;

      if (self->timers[parent]->due <= timer->due)
        break;
      place (self, index, self->timers[parent]);
      index = parent;
    }
  place (self, index, timer);
}

static void
sift_down (MoTimerHeap *self, guint index, MoTimer *timer)
{
  guint child;

  while ((child = 2 * index + 1) < self->length)
    {
      if (child + 1 < self->length && self->timers[child + 1]->due < self->timers[child]->due)
        child++;
      if (timer->due <= self->timers[child]->due)
        break;
      place (self, index, self->timers[child]);
      index = child;
    }
  place (self, index, timer);
}

static void
resize (MoTimerHeap *self, guint allocated)
{
  self->allocated = allocated;
  self->timers = g_renew (MoTimer *, self->timers, allocated);
}

void
mo_timer_heap_insert (MoTimerHeap *self, MoTimer *timer)
{
  if (self->length == self->allocated)
    resize (self, MAX (MIN_ALLOCATED, 2 * self->allocated));
  self->length++;
  sift_up (self, self->length - 1, timer);
}

void
mo_timer_heap_remove (MoTimerHeap *self, MoTimer *timer)
{
  guint index = timer->position - 1;
  MoTimer *last;

  g_assert (index < self->length && self->timers[index] == timer);
  last = self->timers[--self->length];
  timer->position = 0;
  if (last != timer && index > 0 && last->due < self->timers[(index - 1) / 2]->due)
    sift_up (self, index, last);
  else if (last != timer)
    sift_down (self, index, last);
  /* At a quarter, so that it does not grow again at once. */
  if (self->allocated > MIN_ALLOCATED && self->length <= self->allocated / 4)
    resize (self, self->allocated / 2);
}

void
mo_timer_heap_clear (MoTimerHeap *self)
{
  g_clear_pointer (&self->timers, g_free);
  self->length = self->allocated = 0;
}
