/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a callback runs: on a main context, on the dispatcher thread, or on a pinned worker. */

#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

typedef struct _MoScheduler MoScheduler;
typedef struct _MoTask MoTask;

/* One run of one callback; part of the block that owns it. run() consumes that. */
struct _MoTask
{
  MoTask *next;
  void (*run) (MoTask *self);
};

typedef struct
{
  /* Tasks that are posted one after the other by one thread run in that order. Never blocks. */
  void (*post) (MoScheduler *self, MoTask *task);
  void (*finalize) (MoScheduler *self);
} MoSchedulerClass;

struct _MoScheduler
{
  const MoSchedulerClass *klass;
  _Atomic guint ref_count;
  /* The main context behind it, alive as long as a task is to come; or NULL. */
  GMainContext *context;
};

void         mo_scheduler_init  (MoScheduler            *self,
                                 const MoSchedulerClass *klass);
MoScheduler *mo_scheduler_ref   (MoScheduler            *self);
void         mo_scheduler_unref (MoScheduler            *self);

static inline void
mo_scheduler_post (MoScheduler *self, MoTask *task)
{
  self->klass->post (self, task);
}

/* (transfer full): the scheduler of a context; the caller holds a reference on @context until every
 * task that it will post has run. */
MoScheduler *mo_scheduler_for_context (GMainContext *context);

/* (transfer full): the library's own thread. It starts with the first task or timer, and ends with
 * the last reference. In a child of fork() it is the child's own. */
MoScheduler *mo_scheduler_dup_dispatcher (void);

/* (transfer full): runs each task at once, on the thread that posts it. */
MoScheduler *mo_scheduler_new_immediate (void);

/* A FIFO of tasks that knows whether it was empty; guarded by its user. */
typedef struct
{
  MoTask *head;
  MoTask *tail;
} MoTaskQueue;

gboolean mo_task_queue_push (MoTaskQueue *self, MoTask *task); /* TRUE: it was empty */
MoTask  *mo_task_queue_pop  (MoTaskQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoScheduler, mo_scheduler_unref)

G_END_DECLS
