/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Callbacks on a GMainContext: one source a context, callbacks in batches, one wake-up a batch.
 *
 * After 2 ms of turns at the default priority, what is left, or comes next, waits below GTK's
 * redraw. So nothing starves the window: neither a flood of results nor a chain of callbacks of
 * which each leads to the next. A callback may run the loop itself, as a dialog does.
 */

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-table-private.h"
#include "future/mo-thread-state-private.h"

/* With the callback that goes beyond it, no more than 2 ms. */
#define TURN_USEC 1800
/* GTK lays out and redraws at G_PRIORITY_HIGH_IDLE + 10 and + 20. */
#define LEFTOVER_PRIORITY (G_PRIORITY_HIGH_IDLE + 50)

typedef struct
{
  MoScheduler parent;
  MoMutex lock; /* guards the next two */
  MoTaskQueue queue;
  gboolean is_awake; /* the source is ready, or looks into the queue before it is not any more */
  GSource *source; /* lent: the context owns it, and whoever posts holds the context */
  /* Of the thread that runs the context. */
  MoTaskQueue taken; /* out of the other queue, all at once */
  gint64 last_turn; /* when it ended */
  gint64 turns_end; /* when the turns at default priority are over */
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
  g_autoptr (GMainContext) context = NULL;

  mo_mutex_lock (&self->lock);
  mo_task_queue_push (&self->queue, task);
  if (!self->is_awake)
    context = g_main_context_ref (scheduler->context); /* the task may run, and let go of it */
  self->is_awake = TRUE;
  mo_mutex_unlock (&self->lock);
  if (context != NULL)
    g_source_set_ready_time (self->source, 0);
}

static MoTask *
pop (MoContextScheduler *self)
{
  if (self->taken.head == NULL)
    {
      mo_mutex_lock (&self->lock);
      self->taken = self->queue;
      self->queue = (MoTaskQueue){ NULL, NULL };
      mo_mutex_unlock (&self->lock);
    }
  return mo_task_queue_pop (&self->taken);
}

/* Whether nothing is left; then the next one wakes the source. */
static gboolean
fall_asleep (MoContextScheduler *self)
{
  gboolean empty;

  mo_mutex_lock (&self->lock);
  empty = self->taken.head == NULL && self->queue.head == NULL;
  self->is_awake = !empty;
  mo_mutex_unlock (&self->lock);
  return empty;
}

/* The source stays ready meanwhile, for a loop that a callback runs. */
static gboolean
context_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  MoContextScheduler *self = ((MoContextSource *) source)->scheduler;
  gint64 now = g_get_monotonic_time ();
  int priority;
  MoTask *task;

  /* Whoever ran the context before let go of it, which the sanitizer does not see. */
  MO_TSAN (__tsan_acquire (self));
  /* Who is to redraw had the chance: before a turn down there, or while we had nothing to do. */
  if (g_source_get_priority (source) == LEFTOVER_PRIORITY || now - self->last_turn >= TURN_USEC)
    self->turns_end = now + TURN_USEC;
  do
    {
      task = pop (self);
      if (task != NULL)
        task->run (task);
      now = g_get_monotonic_time ();
    }
  while (task != NULL && now < self->turns_end);
  self->last_turn = now;
  priority = now < self->turns_end ? G_PRIORITY_DEFAULT : LEFTOVER_PRIORITY;
  if (g_source_get_priority (source) != priority)
    g_source_set_priority (source, priority);
  /* In this order: whoever pushes once we are asleep makes it ready again. */
  g_source_set_ready_time (source, -1);
  if (!fall_asleep (self))
    g_source_set_ready_time (source, 0);
  MO_TSAN (__tsan_release (self));
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
  /* Whoever posted has let go of the lock; and GLib ends a context behind its last turn, which this
   * tells to the sanitizer, too. */
  mo_mutex_lock (&self->lock);
  mo_mutex_unlock (&self->lock);
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
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, context);
  g_source_unref (source);
  return &self->parent;
}

void
mo_context_scheduler_discard (MoScheduler *scheduler)
{
  g_source_destroy (((MoContextScheduler *) scheduler)->source);
}
