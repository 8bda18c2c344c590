/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPool: takes jobs from any thread, starts workers as they are needed, closes in order. */

#include "base/mo-error-private.h"
#include "future/mo-thread-state-private.h"
#include "pool/mo-worker-private.h"

static const MoFutureClass closed_class = { sizeof (MoFuture), NULL, mo_job_ignore_cancel };

MoPool *
mo_pool_new (const MoMysqlApi *api,
             const MoEndpoint *endpoint,
             const MoPoolOptions *options,
             const MoClock *clock)
{
  MoPool *self = g_new0 (MoPool, 1);

  atomic_init (&self->ref_count, 1);
  self->api = api;
  self->endpoint = mo_endpoint_copy (endpoint);
  self->options = *options;
  self->clock = *clock;
  self->dispatcher = mo_scheduler_dup_dispatcher ();
  self->queue = mo_job_queue_new ();
  self->workers = g_ptr_array_new ();
  self->ended = g_ptr_array_new ();
  mo_mutex_init (&self->wake_lock);
  g_cond_init (&self->wake);
  return self;
}

MoPool *
mo_pool_ref (MoPool *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/* Workers and supervisor hold references, so nothing runs or waits any more. */
void
mo_pool_unref (MoPool *self)
{
  /* Acquire and release: what others did with the pool comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_assert (self->workers->len == 0 && self->ended->len == 0);
  g_clear_pointer (&self->closed, mo_future_unref);
  g_clear_pointer (&self->supervisor, g_thread_unref);
  g_ptr_array_unref (self->workers);
  g_ptr_array_unref (self->ended);
  mo_job_queue_free (self->queue);
  mo_scheduler_unref (self->dispatcher);
  mo_endpoint_free (self->endpoint);
  mo_mutex_clear (&self->wake_lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

gint64
mo_pool_now (MoPool *self)
{
  return mo_clock_now (&self->clock);
}

gboolean
mo_pool_get_echo (MoPool *self)
{
  return self->options.echo;
}

void
mo_pool_wake_supervisor (MoPool *self)
{
  mo_mutex_lock (&self->wake_lock);
  self->woken = TRUE;
  g_cond_signal (&self->wake);
  mo_mutex_unlock (&self->wake_lock);
}

/* --- the jobs that wait in the shared queue, in order of arrival --- */

static void
link_waiting (MoPool *self, MoJob *job, gint64 now)
{
  job->queued_usec = now;
  job->older = self->newest_waiting;
  job->newer = NULL;
  if (self->newest_waiting != NULL)
    self->newest_waiting->newer = job;
  else
    self->oldest_waiting = job;
  self->newest_waiting = job;
  self->n_waiting++;
}

void
mo_pool_unlink_waiting (MoPool *self, MoJob *job)
{
  if (job->older == NULL && self->oldest_waiting != job)
    return; /* the supervisor was first */
  if (job->older != NULL)
    job->older->newer = job->newer;
  else
    self->oldest_waiting = job->newer;
  if (job->newer != NULL)
    job->newer->older = job->older;
  else
    self->newest_waiting = job->older;
  job->older = job->newer = NULL;
  self->n_waiting--;
}

static MoWorker *
find_longest_busy (MoPool *self, guint *n_busy)
{
  MoWorker *longest = NULL;

  *n_busy = 0;
  for (guint i = 0; i < self->workers->len; i++)
    {
      MoWorker *worker = g_ptr_array_index (self->workers, i);

      if (worker->busy_since_usec == 0)
        continue;
      *n_busy += 1;
      if (longest == NULL || worker->busy_since_usec < longest->busy_since_usec)
        longest = worker;
    }
  return longest;
}

guint
mo_pool_count_idle (MoPool *self)
{
  guint n_busy;

  find_longest_busy (self, &n_busy);
  return self->workers->len - n_busy;
}

/* Without those that were cancelled where they stand. */
static guint
count_waiting (MoPool *self)
{
  guint n = 0;

  for (MoJob *job = self->oldest_waiting; job != NULL; job = job->newer)
    n += mo_job_is_queued (job);
  return n;
}

GError *
mo_pool_explain_exhaustion (MoPool *self, gint64 now)
{
  guint n_busy;
  MoWorker *longest = find_longest_busy (self, &n_busy);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text,
                   "no connection became free within %.1f s: %u of %u are in use, %u idle, %u "
                   "callers wait",
                   (double) self->options.acquire_timeout_usec / G_USEC_PER_SEC, n_busy,
                   self->options.max_workers, self->workers->len - n_busy, count_waiting (self));
  if (longest != NULL)
    g_string_append_printf (text,
                            "; longest in use: connection %" G_GUINT64_FORMAT ", for %.1f s, by %s",
                            longest->connection_id,
                            (double) (now - longest->busy_since_usec) / G_USEC_PER_SEC,
                            longest->busy_with != NULL ? longest->busy_with : "a statement");
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_EXHAUSTED, text->str);
}

/* --- submitting --- */

/* With the lock held: why the job cannot be taken; NULL: it can. */
static GError *
refuse (MoPool *self)
{
  MoThreadState *thread = mo_thread_state_get ();

  if (self->closing)
    return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                                "the client is disconnected: make a new one");
  if (thread->body_pool == self && self->n_body_leases >= self->options.max_workers)
    return g_error_new (MO_ERROR, MO_ERROR_WOULD_DEADLOCK,
                        "all %u connections are held by transaction bodies, this thread's among "
                        "them, and a body asked the client for one more: use the transaction "
                        "itself, or raise pool_size",
                        self->options.max_workers);
  return NULL;
}

static void
start_threads_as_needed (MoPool *self)
{
  if (self->supervisor == NULL)
    self->supervisor = g_thread_new ("mo-supervisor", mo_supervisor_main, mo_pool_ref (self));
  /* More items than idle workers. */
  if (mo_job_queue_length (self->queue) > 0 && self->workers->len < self->options.max_workers)
    g_ptr_array_add (self->workers, mo_worker_start (self));
}

MoFuture *
mo_pool_submit (MoPool *self, MoJob *job)
{
  MoFuture *future = mo_job_dup_future (job);
  gint64 now = mo_pool_now (self);
  gboolean first_waiting = FALSE;
  g_autoptr (GError) refusal = NULL;

  mo_job_queue_lock (self->queue);
  refusal = refuse (self);
  if (refusal == NULL)
    {
      first_waiting = self->oldest_waiting == NULL;
      link_waiting (self, job, now);
      mo_job_queue_push (self->queue, job);
      start_threads_as_needed (self);
    }
  mo_job_queue_unlock (self->queue);

  if (refusal != NULL)
    {
      mo_job_abandon (job, refusal);
      mo_future_unref (&job->parent);
    }
  else if (first_waiting && self->options.acquire_timeout_usec >= 0)
    mo_pool_wake_supervisor (self);
  return future;
}

/* --- closing --- */

MoFuture *
mo_pool_close (MoPool *self)
{
  gboolean nothing_to_end;
  MoFuture *closed;

  mo_job_queue_lock (self->queue);
  if (self->closed == NULL)
    {
      self->closed = mo_future_alloc (&closed_class);
      self->closing = TRUE;
      /* Behind everything that is queued: each worker takes one and ends. */
      for (guint i = 0; i < self->workers->len; i++)
        mo_job_queue_push (self->queue, self);
    }
  closed = mo_future_ref (self->closed);
  nothing_to_end = self->supervisor == NULL;
  mo_job_queue_unlock (self->queue);

  if (nothing_to_end)
    mo_future_resolve_true (closed);
  else
    mo_pool_wake_supervisor (self);
  return closed;
}

void
mo_pool_join (MoPool *self)
{
  GThread *supervisor = NULL;

  mo_job_queue_lock (self->queue);
  if (self->closed != NULL && mo_future_peek_status (self->closed) != MO_FUTURE_PENDING
      && self->supervisor != g_thread_self ())
    supervisor = g_steal_pointer (&self->supervisor);
  mo_job_queue_unlock (self->queue);
  /* It has nothing left to do but to return. */
  if (supervisor != NULL)
    g_thread_join (supervisor);
}

void
mo_pool_get_stats (MoPool *self, MoPoolStats *stats)
{
  mo_job_queue_lock (self->queue);
  *stats = (MoPoolStats){
    .n_workers = self->workers->len,
    .n_waiting = self->n_waiting,
    .n_connections = self->n_connections,
    .n_pings = self->n_pings,
  };
  for (guint i = 0; i < self->workers->len; i++)
    {
      MoWorker *worker = g_ptr_array_index (self->workers, i);

      stats->n_busy += worker->busy_since_usec != 0;
      stats->n_leased += worker->leased;
    }
  mo_job_queue_unlock (self->queue);
}
