/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread that blocks: what wakes it, and what it has to run when it is awake. One a thread, made
 * when it first waits, or first owns something whose outcomes it has to see to. */

#pragma once

#include "base/mo-parker-private.h"
#include "future/mo-scheduler-private.h"
#include "future/mo-thread-state-private.h"

G_BEGIN_DECLS

struct _MoInbox
{
  MoScheduler parent; /* posting to it; any thread */
  MoMutex lock;       /* guards what follows, and the flags of those who wait with it */
  MoParker parker;
  MoTaskQueue queue;
  gboolean closed; /* its thread has ended: tasks go to the dispatcher */
};

/* (transfer none): the calling thread's. */
MoInbox *mo_inbox_get   (MoThreadState *thread);
/* On its own thread: runs what was posted. */
void     mo_inbox_run   (MoInbox        *self);
/* The same, and waits for more until @done (guarded by the lock). FALSE once @end_time has passed.
 * @spin_usec: as for mo_parker_wait(). */
gboolean mo_inbox_wait  (MoInbox        *self,
                         const gboolean *done,
                         gint64          end_time,
                         gint64          spin_usec);
/* The thread ends: consumes its reference. */
void     mo_inbox_close (MoInbox        *self);

G_END_DECLS
