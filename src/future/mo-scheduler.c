/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of schedulers: one a main context and one dispatcher thread. It is the only mutable
 * global of the library. */

#include "future/mo-scheduler-private.h"

#include <pthread.h>

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-table-private.h"

/* Guarded by its lock. Neither reference counts: an entry leaves when its object goes. */
static struct
{
  MoMutex lock;
  GHashTable *contexts; /* GMainContext => MoScheduler */
  MoScheduler *dispatcher;
  gboolean is_watching_forks;
} table;

void
mo_scheduler_init (MoScheduler *self, const MoSchedulerClass *klass)
{
  self->klass = klass;
  atomic_init (&self->ref_count, 1);
  self->context = NULL;
}

MoScheduler *
mo_scheduler_ref (MoScheduler *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/* A reference from the table, which holds none: NULL where the last one is just going. */
static MoScheduler *
scheduler_try_ref (MoScheduler *self)
{
  guint count = self != NULL ? atomic_load_explicit (&self->ref_count, memory_order_relaxed) : 0;

  while (count > 0)
    if (atomic_compare_exchange_weak_explicit (&self->ref_count, &count, count + 1,
                                               memory_order_acquire, memory_order_relaxed))
      return self;
  return NULL;
}

void
mo_scheduler_unref (MoScheduler *self)
{
  /* Acquire and release: what others did with it comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    self->klass->finalize (self);
}

static MoScheduler *
lookup_context (GMainContext *context)
{
  MoScheduler *found = NULL;

  mo_mutex_lock (&table.lock);
  if (table.contexts != NULL)
    found = scheduler_try_ref (g_hash_table_lookup (table.contexts, context));
  mo_mutex_unlock (&table.lock);
  return found;
}

/* (transfer full): @fresh, or who came first. */
static MoScheduler *
insert_context (GMainContext *context, MoScheduler *fresh)
{
  MoScheduler *found;

  mo_mutex_lock (&table.lock);
  if (table.contexts == NULL)
    table.contexts = g_hash_table_new (NULL, NULL);
  found = scheduler_try_ref (g_hash_table_lookup (table.contexts, context));
  if (found == NULL)
    g_hash_table_insert (table.contexts, context, found = mo_scheduler_ref (fresh));
  mo_mutex_unlock (&table.lock);
  return found;
}

MoScheduler *
mo_scheduler_for_context (GMainContext *context)
{
  MoScheduler *found = lookup_context (context);
  MoScheduler *fresh;

  if (found != NULL)
    return found;
  /* Made outside of the lock, since attaching a source wakes its loop. */
  fresh = mo_context_scheduler_new (context);
  found = insert_context (context, fresh);
  if (found != fresh)
    mo_context_scheduler_discard (fresh);
  mo_scheduler_unref (fresh);
  return found;
}

/* A child has one thread, and whatever the others were at. It must find neither lock taken, and no
 * dispatcher, whose thread it does not have. A dispatcher that the table does not know any more has
 * no references left, so nobody in the child will come to it. */

static void
before_fork (void)
{
  mo_mutex_lock (&table.lock);
  if (table.dispatcher != NULL)
    mo_dispatcher_lock (table.dispatcher);
}

static void
after_fork (void)
{
  if (table.dispatcher != NULL)
    mo_dispatcher_unlock (table.dispatcher);
  mo_mutex_unlock (&table.lock);
}

static void
after_fork_in_child (void)
{
  MoScheduler *orphan = g_steal_pointer (&table.dispatcher);

  if (orphan != NULL)
    mo_dispatcher_unlock_orphan (orphan);
  mo_mutex_unlock (&table.lock);
}

/* Under the lock. Where it fails for want of memory, forks are as they were before. */
static MoScheduler *
new_dispatcher (void)
{
  if (!table.is_watching_forks)
    table.is_watching_forks = pthread_atfork (before_fork, after_fork, after_fork_in_child) == 0;
  return mo_dispatcher_new ();
}

MoScheduler *
mo_scheduler_dup_dispatcher (void)
{
  MoScheduler *found;

  mo_mutex_lock (&table.lock);
  found = scheduler_try_ref (table.dispatcher);
  if (found == NULL)
    found = table.dispatcher = new_dispatcher ();
  mo_mutex_unlock (&table.lock);
  return found;
}

/* Another one may have taken the place meanwhile: that one stays. */
void
mo_scheduler_table_remove (MoScheduler *self)
{
  g_autoptr (GHashTable) empty = NULL;

  mo_mutex_lock (&table.lock);
  if (table.dispatcher == self)
    table.dispatcher = NULL;
  if (self->context != NULL && table.contexts != NULL
      && g_hash_table_lookup (table.contexts, self->context) == self)
    g_hash_table_remove (table.contexts, self->context);
  if (table.contexts != NULL && g_hash_table_size (table.contexts) == 0)
    empty = g_steal_pointer (&table.contexts);
  mo_mutex_unlock (&table.lock);
}

gboolean
mo_task_queue_push (MoTaskQueue *self, MoTask *task)
{
  gboolean was_empty = self->head == NULL;

  task->next = NULL;
  if (was_empty)
    self->head = task;
  else
    self->tail->next = task;
  self->tail = task;
  return was_empty;
}

MoTask *
mo_task_queue_pop (MoTaskQueue *self)
{
  MoTask *task = self->head;

  if (task != NULL)
    self->head = task->next;
  return task;
}

/* --- at once --- */

static void
immediate_post (MoScheduler *self, MoTask *task)
{
  task->run (task);
}

static void
immediate_finalize (MoScheduler *self)
{
  g_free (self);
}

MoScheduler *
mo_scheduler_new_immediate (void)
{
  static const MoSchedulerClass immediate_class = { immediate_post, immediate_finalize };
  MoScheduler *self = g_new0 (MoScheduler, 1);

  mo_scheduler_init (self, &immediate_class);
  return self;
}
