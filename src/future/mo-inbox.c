/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoInbox: tasks for a thread that has no loop. It runs them where it waits, and where it calls
 * something that has to know their outcomes. */

#include "future/mo-inbox-private.h"

static void
post_to_dispatcher (MoTask *task)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();

  mo_scheduler_post (dispatcher, task);
  mo_scheduler_unref (dispatcher);
}

static void
inbox_post (MoScheduler *scheduler, MoTask *task)
{
  MoInbox *self = (MoInbox *) scheduler;
  gboolean closed;

  mo_scheduler_ref (scheduler); /* the task may hold the last one, and be done before we are */
  mo_mutex_lock (&self->lock);
  closed = self->closed;
  if (!closed)
    {
      mo_task_queue_push (&self->queue, task);
      mo_parker_wake (&self->parker);
    }
  mo_mutex_unlock (&self->lock);
  mo_scheduler_unref (scheduler);
  if (closed)
    post_to_dispatcher (task);
}

static void
inbox_finalize (MoScheduler *scheduler)
{
  MoInbox *self = (MoInbox *) scheduler;

  mo_parker_clear (&self->parker);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

static const MoSchedulerClass inbox_class = { inbox_post, inbox_finalize };

MoInbox *
mo_inbox_get (MoThreadState *thread)
{
  MoInbox *self = thread->inbox;

  if (self == NULL)
    {
      self = thread->inbox = g_new0 (MoInbox, 1);
      mo_scheduler_init (&self->parent, &inbox_class);
      mo_mutex_init (&self->lock);
      mo_parker_init (&self->parker);
    }
  return self;
}

/* NULL, with @in_time: done; or nothing is left and nothing is waited for. */
static MoTask *
next_task (MoInbox *self,
           const gboolean *done,
           gint64 end_time,
           gint64 spin_usec,
           gboolean *in_time)
{
  MoTask *task;

  *in_time = TRUE;
  mo_mutex_lock (&self->lock);
  /* What was posted before that which is waited for is run before, too. */
  while ((task = mo_task_queue_pop (&self->queue)) == NULL && done != NULL && !*done && *in_time)
    *in_time = mo_parker_wait (&self->parker, &self->lock, end_time, spin_usec);
  if (task == NULL && done != NULL)
    *in_time = *done;
  mo_mutex_unlock (&self->lock);
  return task;
}

gboolean
mo_inbox_wait (MoInbox *self, const gboolean *done, gint64 end_time, gint64 spin_usec)
{
  gboolean in_time;
  MoTask *task;

  while ((task = next_task (self, done, end_time, spin_usec, &in_time)) != NULL)
    task->run (task);
  return in_time;
}

void
mo_inbox_run (MoInbox *self)
{
  mo_inbox_wait (self, NULL, 0, 0);
}

void
mo_inbox_close (MoInbox *self)
{
  MoTask *task;

  mo_mutex_lock (&self->lock);
  self->closed = TRUE;
  mo_mutex_unlock (&self->lock);
  /* Nobody pushes any more. */
  while ((task = mo_task_queue_pop (&self->queue)) != NULL)
    post_to_dispatcher (task);
  mo_scheduler_unref (&self->parent);
}
