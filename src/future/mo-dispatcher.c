/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The dispatcher: one thread of the library that runs the callbacks which name no context, and the
 * timers.
 *
 * The object exists while anyone holds a reference: every client does, every callback that is to
 * come, every task that is queued or running, every timer from its start to its stop, and one that
 * is expiring once more. So whoever drops the last one finds the thread idle, and waits for its
 * end; but for the dispatcher itself, when the last one goes with a callback. The thread starts
 * with the first task or timer: a program that has neither has no such thread.
 *
 * A child of fork() has the object and its lock, but not the thread: the object is left to itself
 * there, and the child makes one of its own. What reaches the old one is handed on.
 */

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-table-private.h"
#include "future/mo-thread-state-private.h"

typedef struct
{
  MoScheduler parent;
  MoMutex lock; /* guards what follows */
  GCond changed;
  MoTaskQueue queue;
  MoTimerHeap timers;
  gboolean quit;     /* the last reference is gone */
  gboolean orphaned; /* this is the child of a process that has the thread */
  GThread *thread;   /* NULL: not started yet, or ending by itself */
} MoDispatcher;

/* --- the thread --- */

/* What is due now, at most one of each kind, so that neither holds up the other. */
typedef struct
{
  MoTimer *timer;
  MoTask *task;
} MoTurn;

static gboolean
pop_turn (MoDispatcher *self, MoTurn *turn)
{
  MoTimer *timer = mo_timer_heap_peek (&self->timers);

  *turn = (MoTurn){ NULL, mo_task_queue_pop (&self->queue) };
  if (timer != NULL && timer->due <= g_get_monotonic_time ())
    {
      mo_timer_heap_remove (&self->timers, timer);
      mo_scheduler_ref (&self->parent); /* its own goes with mo_timer_stop(), maybe meanwhile */
      turn->timer = timer;
    }
  return turn->timer != NULL || turn->task != NULL;
}

static gint64
get_next_due (MoDispatcher *self)
{
  MoTimer *timer = mo_timer_heap_peek (&self->timers);

  return timer != NULL ? MAX (timer->due, 0) : -1;
}

static gboolean
dispatcher_pop (MoDispatcher *self, MoTurn *turn)
{
  gboolean found;

  mo_mutex_lock (&self->lock);
  while (!(found = pop_turn (self, turn)) && !self->quit)
    mo_cond_wait_until (&self->changed, &self->lock, get_next_due (self));
  mo_mutex_unlock (&self->lock);
  return found;
}

static void
dispatcher_free (MoDispatcher *self)
{
  mo_timer_heap_clear (&self->timers);
  g_cond_clear (&self->changed);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

/* Afterwards either may be gone, but this thread still has the dispatcher. */
static void
run_turn (MoDispatcher *self, const MoTurn *turn)
{
  if (turn->timer != NULL)
    {
      turn->timer->expire (turn->timer);
      mo_scheduler_unref (&self->parent);
    }
  if (turn->task != NULL)
    {
      turn->task->run (turn->task);
      mo_scheduler_unref (&self->parent);
    }
}

static gpointer
dispatcher_thread (gpointer data)
{
  MoDispatcher *self = data;
  MoThreadState *thread = mo_thread_state_get ();
  MoTurn turn;

  thread->no_waiting = "on the dispatcher thread, whose other callbacks would stand still";
  thread->may_insist = TRUE;
  thread->is_dispatcher = TRUE;
  while (dispatcher_pop (self, &turn))
    run_turn (self, &turn);
  if (self->thread == NULL)
    dispatcher_free (self);
  return NULL;
}

/* Under the lock, which the thread takes first of all: so it sees the handle on itself. */
static void
start_or_wake (MoDispatcher *self)
{
  if (self->thread == NULL)
    self->thread = g_thread_new ("mo-dispatcher", dispatcher_thread, self);
  else
    g_cond_signal (&self->changed);
}

/* --- tasks --- */

static void
hand_on (MoTask *task)
{
  MoScheduler *successor = mo_scheduler_dup_dispatcher ();

  mo_scheduler_post (successor, task);
  mo_scheduler_unref (successor);
}

static void
dispatcher_post (MoScheduler *scheduler, MoTask *task)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;
  gboolean orphaned;

  mo_scheduler_ref (scheduler); /* the task may hold the last one, and be done before we are */
  mo_mutex_lock (&self->lock);
  orphaned = self->orphaned;
  if (!orphaned)
    {
      mo_scheduler_ref (scheduler); /* the queue's, until the task has run */
      if (mo_task_queue_push (&self->queue, task))
        start_or_wake (self);
    }
  mo_mutex_unlock (&self->lock);
  if (orphaned)
    hand_on (task);
  mo_scheduler_unref (scheduler);
}

static void
dispatcher_finalize (MoScheduler *scheduler)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;
  GThread *thread;

  mo_scheduler_table_remove (scheduler);
  mo_mutex_lock (&self->lock);
  thread = self->thread;
  self->quit = TRUE;
  if (thread == g_thread_self ())
    self->thread = NULL; /* so that the thread frees the block */
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
  if (self->orphaned)
    return; /* what others did with it when the process was forked is not known: it stays */
  if (thread == g_thread_self ())
    g_thread_unref (thread);
  else
    {
      if (thread != NULL)
        g_thread_join (thread);
      dispatcher_free (self);
    }
}

/* --- timers --- */

void
mo_dispatcher_add_timer (MoScheduler *scheduler, MoTimer *timer, gint64 monotonic_usec)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;

  mo_mutex_lock (&self->lock);
  timer->due = monotonic_usec;
  mo_timer_heap_insert (&self->timers, timer);
  if (mo_timer_heap_peek (&self->timers) == timer)
    start_or_wake (self);
  mo_mutex_unlock (&self->lock);
}

gboolean
mo_dispatcher_remove_timer (MoScheduler *scheduler, MoTimer *timer)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;
  gboolean was_pending;

  mo_mutex_lock (&self->lock);
  was_pending = timer->position != 0;
  if (was_pending)
    mo_timer_heap_remove (&self->timers, timer);
  mo_mutex_unlock (&self->lock);
  return was_pending;
}

/* --- fork() --- */

void
mo_dispatcher_lock (MoScheduler *scheduler)
{
  mo_mutex_lock (&((MoDispatcher *) scheduler)->lock);
}

void
mo_dispatcher_unlock (MoScheduler *scheduler)
{
  mo_mutex_unlock (&((MoDispatcher *) scheduler)->lock);
}

void
mo_dispatcher_unlock_orphan (MoScheduler *scheduler)
{
  MoDispatcher *self = (MoDispatcher *) scheduler;

  self->orphaned = TRUE;
  mo_mutex_unlock (&self->lock);
}

static const MoSchedulerClass dispatcher_class = { dispatcher_post, dispatcher_finalize };

MoScheduler *
mo_dispatcher_new (void)
{
  MoDispatcher *self = g_new0 (MoDispatcher, 1);

  mo_scheduler_init (&self->parent, &dispatcher_class);
  mo_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return &self->parent;
}
