/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoParker: where one thread waits for others, first by looking, then asleep.
 *
 * To wake a thread that sleeps takes longer than many a statement does. So the thread looks for a
 * while before it sleeps, if that would have been of use the last times. How long is learnt as by
 * Linux's halt polling for virtual machines: a wait that was short, but too long for the time spent
 * looking, doubles that time; one that was long ends it.
 */

#pragma once

#include <stdatomic.h>

#include "base/mo-mutex-private.h"

G_BEGIN_DECLS

typedef struct
{
  GCond changed;
  _Atomic guint n_wakes; /* written under the user's lock, looked at without it */
  gboolean is_asleep;    /* guarded by the user's lock */
  gint64 window_usec;    /* the waiting thread's own: how long it looks */
} MoParker;

void     mo_parker_init  (MoParker *self);
void     mo_parker_clear (MoParker *self);

/* With @lock held, which is let go meanwhile: until mo_parker_wake(), or sooner, as with any
 * condition. FALSE once @end_time (monotonic, microseconds) has passed; a negative one never does.
 * @most_usec: for how long the thread may look at the most; 0: it sleeps at once. */
gboolean mo_parker_wait  (MoParker *self,
                          MoMutex  *lock,
                          gint64    end_time,
                          gint64    most_usec);
/* With the same lock held. */
void     mo_parker_wake  (MoParker *self);

/* How long to look the next time, behind a wait. */
gint64   mo_parker_learn (gint64    window_usec,
                          gint64    waited_usec,
                          gint64    most_usec);

G_END_DECLS
