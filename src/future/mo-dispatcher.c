/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The dispatcher: one thread of the library that runs the callbacks which name no context.
 *
 * It exists while anyone holds a reference: every client does, and every callback that is to come
 * or is running. So whoever drops the last one finds it idle, and waits for its end; but for the
 * dispatcher itself, when the last one goes with a callback.
 */

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-table-private.h"
#include "future/mo-thread-state-private.h"

typedef struct
{
  MoScheduler parent;
  MoMutex lock; /* guards queue and quit */
  GCond changed;
  MoTaskQueue queue;
  gboolean quit; /* the last reference is gone */
  GThread *thread;
} MoDispatcher;

static MoTask *
dispatcher_pop (MoDispatcher *self)
{
  MoTask *task;

  mo_mutex_lock (&self->lock);
  while ((task = mo_task_queue_pop (&self->queue)) == NULL && !self->quit)
    mo_cond_wait_until (&self->changed, &self->lock, -1);
  mo_mutex_unlock (&self->lock);
  return task;
}

static void
dispatcher_free (MoDispatcher *self)
{
  g_cond_clear (&self->changed);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

static gpointer
dispatcher_thread (gpointer data)
{
  MoDispatcher *self = data;
  MoThreadState *thread = mo_thread_state_get ();
  MoTask *task;

  thread->no_waiting = "on the dispatcher thread, whose other callbacks would stand still";
  thread->may_insist = TRUE;
  thread->is_dispatcher = TRUE;
  while ((task = dispatcher_pop (self)) != NULL)
    task->run (task);
  if (self->thread == NULL)
    dispatcher_free (self);
  return NULL;
}

static void
dispatcher_post (MoScheduler *scheduler, MoTask *task)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;

  mo_mutex_lock (&self->lock);
  if (mo_task_queue_push (&self->queue, task))
    g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
}

static void
dispatcher_finalize (MoScheduler *scheduler)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;
  gboolean by_itself = self->thread == g_thread_self ();

  mo_scheduler_table_remove (scheduler);
  if (by_itself)
    g_clear_pointer (&self->thread, g_thread_unref); /* so that the thread frees the block */
  mo_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
  if (!by_itself)
    {
      g_thread_join (self->thread);
      dispatcher_free (self);
    }
}

static const MoSchedulerClass dispatcher_class = { dispatcher_post, dispatcher_finalize };

MoScheduler *
mo_dispatcher_new (void)
{
  MoDispatcher *self = g_new0 (MoDispatcher, 1);

  mo_scheduler_init (&self->parent, &dispatcher_class);
  mo_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new ("mo-dispatcher", dispatcher_thread, self);
  return &self->parent;
}
