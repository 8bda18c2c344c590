/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Callbacks on a GMainContext: one source a context, callbacks in batches, one wake-up a batch.
 *
 * A turn runs callbacks for 2 ms at the most. What is left then waits below the priority at which
 * GTK redraws, so that a flood of results cannot starve the window.
 */

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-table-private.h"
#include "future/mo-thread-state-private.h"

#define TURN_USEC 2000
/* GTK lays out and redraws at G_PRIORITY_HIGH_IDLE + 10 and + 20. */
#define LEFTOVER_PRIORITY (G_PRIORITY_HIGH_IDLE + 50)

typedef struct
{
  MoScheduler parent;
  MoMutex lock;      /* guards queue */
  MoTaskQueue queue;
  GSource *source;   /* lent: the context owns it, and whoever posts holds the context */
} MoContextScheduler;

typedef struct
{
  GSource parent;
  MoContextScheduler *scheduler; /* owned */
} MoContextSource;

static void
context_scheduler_post (MoScheduler *scheduler, MoTask *task)
{
  MoContextScheduler *self = (MoContextScheduler *) scheduler;
  /* Once the task is in the queue it may run and let go of the context. */
  g_autoptr (GMainContext) context = g_main_context_ref (scheduler->context);
  gboolean was_empty;

  mo_mutex_lock (&self->lock);
  was_empty = mo_task_queue_push (&self->queue, task);
  mo_mutex_unlock (&self->lock);
  if (was_empty)
    g_source_set_ready_time (self->source, 0);
}

static MoTask *
pop (MoContextScheduler *self, gboolean *is_last)
{
  MoTask *task;

  mo_mutex_lock (&self->lock);
  task = mo_task_queue_pop (&self->queue);
  *is_last = self->queue.head == NULL;
  mo_mutex_unlock (&self->lock);
  return task;
}

static gboolean
context_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  MoContextScheduler *self = ((MoContextSource *) source)->scheduler;
  gint64 end = g_get_monotonic_time () + TURN_USEC;
  gboolean is_last = FALSE;

  /* Before the queue is looked at: who pushes afterwards wakes us again. */
  g_source_set_ready_time (source, -1);
  while (!is_last)
    {
      MoTask *task = pop (self, &is_last);

      if (task == NULL)
        break;
      task->run (task);
      if (!is_last && g_get_monotonic_time () >= end)
        {
          g_source_set_priority (source, LEFTOVER_PRIORITY);
          g_source_set_ready_time (source, 0);
          return G_SOURCE_CONTINUE;
        }
    }
  if (g_source_get_priority (source) != G_PRIORITY_DEFAULT)
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
  return G_SOURCE_CONTINUE;
}

static void
context_source_finalize (GSource *source)
{
  mo_scheduler_unref (&((MoContextSource *) source)->scheduler->parent);
}

static GSourceFuncs context_source_funcs = {
  .dispatch = context_source_dispatch,
  .finalize = context_source_finalize,
};

static void
context_scheduler_finalize (MoScheduler *scheduler)
{
  MoContextScheduler *self = (MoContextScheduler *) scheduler;

  mo_scheduler_table_remove (scheduler);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

static const MoSchedulerClass context_scheduler_class = {
  context_scheduler_post,
  context_scheduler_finalize,
};

MoScheduler *
mo_context_scheduler_new (GMainContext *context)
{
  MoContextScheduler *self = g_new0 (MoContextScheduler, 1);
  GSource *source = g_source_new (&context_source_funcs, sizeof (MoContextSource));

  mo_scheduler_init (&self->parent, &context_scheduler_class);
  self->parent.context = context; /* compared and used, never owned: its source must not keep it */
  mo_mutex_init (&self->lock);
  self->source = source;
  ((MoContextSource *) source)->scheduler = (MoContextScheduler *) mo_scheduler_ref (&self->parent);
  g_source_set_static_name (source, "mo-futures");
  g_source_attach (source, context);
  g_source_unref (source);
  return &self->parent;
}

void
mo_context_scheduler_discard (MoScheduler *scheduler)
{
  g_source_destroy (((MoContextScheduler *) scheduler)->source);
}
