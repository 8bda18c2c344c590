/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thread that blocks: what wakes it, and what it has to run when it is awake. One a thread, made
 * when it first waits, or first owns something whose outcomes it has to see to. */

#pragma once

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-private.h"
#include "future/mo-thread-state-private.h"

G_BEGIN_DECLS

struct _MoInbox
{
  MoScheduler parent; /* posting to it; any thread */
  MoMutex lock;       /* guards what follows, and the flags of those who wait with it */
  GCond changed;
  MoTaskQueue queue;
  gboolean closed; /* its thread has ended: tasks go to the dispatcher */
};

/* (transfer none): the calling thread's. */
MoInbox *mo_inbox_get   (MoThreadState *thread);
/* On its own thread: runs what was posted, until @done (guarded by the lock; NULL: until nothing is
 * left, without waiting). FALSE once @end_time has passed. */
gboolean mo_inbox_run   (MoInbox        *self,
                         const gboolean *done,
                         gint64          end_time);
/* The thread ends: consumes its reference. */
void     mo_inbox_close (MoInbox        *self);

G_END_DECLS
