/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoJobQueue: GAsyncQueue with the marks that tell the thread sanitizer of its lock. */

#include "pool/mo-job-queue-private.h"

#include "base/mo-mutex-private.h"

struct _MoJobQueue
{
  GAsyncQueue *queue;
  gint n_polling; /* threads in wait_polling(); guarded by the queue's lock */
};

MoJobQueue *
mo_job_queue_new (void)
{
  MoJobQueue *self = g_new0 (MoJobQueue, 1);

  self->queue = g_async_queue_new ();
  MO_TSAN (__tsan_mutex_create (self, __tsan_mutex_not_static));
  return self;
}

void
mo_job_queue_free (MoJobQueue *self)
{
  MO_TSAN (__tsan_mutex_destroy (self, __tsan_mutex_not_static));
  g_async_queue_unref (self->queue);
  g_free (self);
}

void
mo_job_queue_lock (MoJobQueue *self)
{
  MO_TSAN (__tsan_mutex_pre_lock (self, 0));
  g_async_queue_lock (self->queue);
  MO_TSAN (__tsan_mutex_post_lock (self, 0, 0));
}

void
mo_job_queue_unlock (MoJobQueue *self)
{
  MO_TSAN (__tsan_mutex_pre_unlock (self, 0));
  g_async_queue_unlock (self->queue);
  MO_TSAN (__tsan_mutex_post_unlock (self, 0));
}

void
mo_job_queue_push (MoJobQueue *self, gpointer item)
{
  g_async_queue_push_unlocked (self->queue, item);
}

gpointer
mo_job_queue_try_pop (MoJobQueue *self)
{
  return g_async_queue_try_pop_unlocked (self->queue);
}

#ifdef MO_THREAD_SANITIZER
#define POLL_USEC 100

/* GLib takes the item out inside of its own wait, where the sanitizer cannot be told that the lock
 * is held again; so with the sanitizer the wait is one that it can follow. */
static gpointer
wait_polling (MoJobQueue *self)
{
  gpointer item;

  self->n_polling++;
  while ((item = g_async_queue_try_pop_unlocked (self->queue)) == NULL)
    {
      mo_job_queue_unlock (self);
      g_usleep (POLL_USEC);
      mo_job_queue_lock (self);
    }
  self->n_polling--;
  return item;
}
#endif

gpointer
mo_job_queue_pop (MoJobQueue *self)
{
#ifdef MO_THREAD_SANITIZER
  return wait_polling (self);
#else
  return g_async_queue_pop_unlocked (self->queue);
#endif
}

gint
mo_job_queue_length (MoJobQueue *self)
{
  return g_async_queue_length_unlocked (self->queue) - self->n_polling;
}
