/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoWorker: one thread that opens, uses and closes one connection, and takes one job at a time. */

#include "base/mo-error-private.h"
#include "future/mo-thread-state-private.h"
#include "pool/mo-lease-private.h"
#include "pool/mo-worker-connect-private.h"

/* What a worker does next. */
typedef enum
{
  MO_WORK_JOB,
  MO_WORK_CONNECT,
  MO_WORK_END,
} MoWork;

/* The server is gone: the job waits on, at the front. Consumes @job. */
static void
put_back (MoWorker *self, MoJob *job)
{
  MoPool *pool = self->pool;
  gboolean waits;

  mo_job_queue_lock (pool->queue);
  waits = mo_job_queue_push_back (pool->queue, job);
  if (waits && job->fails_fast)
    pool->outage.next_usec = mo_pool_now (pool); /* the other's try may have failed just now */
  mo_job_queue_unlock (pool->queue);
  if (waits)
    mo_pool_wake_supervisor (pool);
  else
    mo_future_unref (&job->parent);
}

/* Consumes @job. */
static void
run_on_connection (MoWorker *self, MoJob *job)
{
  g_autoptr (MoFuture) owned = &job->parent;

  job->times.connected_usec = g_get_monotonic_time ();
  if (!mo_job_take_on (job, self->fence))
    return; /* cancelled while it waited for the connection, which serves the next one */
  mo_histogram_add (&self->pool->counters.waits,
                    job->times.connected_usec - job->times.submitted_usec);
  if (MO_JOB_CLASS (job) == &mo_lease_job_class)
    mo_lease_serve_on ((MoLeaseJob *) g_steal_pointer (&owned), self);
  else
    {
      job->frees_worker = TRUE;
      MO_JOB_CLASS (job)->run (job, self->connection);
      self->n_finishing += job->has_freed_worker;
      mo_job_count_outcome (job, &self->pool->counters);
    }
  mo_worker_clean_up (self);
}

/* Consumes @job. */
static void
run_job (MoWorker *self, MoJob *job)
{
  g_autoptr (GError) error = NULL;

  job->times.taken_usec = g_get_monotonic_time ();
  switch (mo_worker_connect_for (self, job, &error))
    {
    case MO_CONNECT_READY:
      run_on_connection (self, job);
      break;
    case MO_CONNECT_LATER:
      put_back (self, job);
      break;
    case MO_CONNECT_FAILED:
    default:
      mo_job_abandon (job, error);
      mo_future_unref (&job->parent);
      break;
    }
}

/* With the lock held: until somebody has work. */
static void
sleep_on (MoWorker *self, gint64 now)
{
  MoPool *pool = self->pool;

  mo_pool_call_workers (pool, now); /* for jobs that counted on us */
  self->is_woken = FALSE;
  g_ptr_array_add (pool->idle, self);
  /* Another one was before it: it is to have a connection all the same, where so many are kept. */
  if (self->fence == NULL && pool->workers->len <= pool->options.min_workers)
    mo_pool_wake_supervisor (pool);
  while (!self->is_woken)
    mo_parker_wait (&self->parker, &pool->queue->lock, -1, pool->options.spin_usec);
  pool->n_coming--;
}

/* With the lock held: what there is to do now. FALSE: nothing. */
static gboolean
find_work (MoWorker *self, gint64 now, MoWork *work, MoJob **job)
{
  MoPool *pool = self->pool;

  *work = MO_WORK_JOB;
  if (self->order == MO_WORKER_RETIRE || (pool->closing && mo_job_queue_count (pool->queue) == 0))
    *work = MO_WORK_END;
  else if (self->order == MO_WORKER_CONNECT)
    *work = MO_WORK_CONNECT;
  else
    *job = mo_worker_may_serve (self, now) ? mo_job_queue_pop (pool->queue, now) : NULL;
  self->order = MO_WORKER_NOTHING;
  if (*work == MO_WORK_JOB && *job == NULL)
    return FALSE;
  self->busy_since_usec = now;
  mo_counters_add (&pool->counters, MO_COUNT_BUSY, 1);
  if (*work != MO_WORK_JOB)
    mo_pool_call_workers (pool, now); /* a job may have counted on us */
  return TRUE;
}

void
mo_worker_finish (MoWorker *self)
{
  mo_job_queue_add_finishing (self->pool->queue, -self->n_finishing);
  self->n_finishing = 0;
}

static MoWork
next_work (MoWorker *self, MoJob **job)
{
  MoPool *pool = self->pool;
  gint64 now;
  MoWork work;

  mo_job_queue_lock (pool->queue);
  now = mo_pool_now (pool);
  mo_counters_add (&pool->counters, MO_COUNT_BUSY, self->busy_since_usec != 0 ? -1 : 0);
  /* Not before: a job that counts on a new worker must not be counted as one that waits. */
  pool->n_coming -= self->is_new;
  self->is_new = FALSE;
  mo_worker_finish (self);
  self->busy_since_usec = 0;
  self->idle_since_usec = now;
  while (!find_work (self, now, &work, job))
    {
      sleep_on (self, now);
      now = mo_pool_now (pool);
    }
  mo_job_queue_unlock (pool->queue);
  return work;
}

static void
end (MoWorker *self)
{
  MoPool *pool = self->pool;

  mo_worker_drop_connection (self);
  mo_connection_thread_end (pool->api);
  mo_job_queue_lock (pool->queue);
  mo_counters_add (&pool->counters, MO_COUNT_BUSY, -1); /* ending is work, too */
  g_ptr_array_remove_fast (pool->workers, self);
  g_ptr_array_add (pool->ended, self->thread);
  mo_pool_call_workers (pool, mo_pool_now (pool)); /* a job may have counted on us */
  mo_job_queue_unlock (pool->queue);
  mo_pool_wake_supervisor (pool);
  mo_parker_clear (&self->parker);
  g_free (self);
  mo_pool_unref (pool);
}

static gpointer
worker_main (gpointer data)
{
  MoWorker *self = data;
  MoJob *job = NULL;
  MoWork work;

  mo_thread_state_get ()->no_waiting = "on a worker of a pool, which has to serve others";
  mo_connection_thread_init (self->pool->api);
  while ((work = next_work (self, &job)) != MO_WORK_END)
    {
      if (work == MO_WORK_JOB)
        run_job (self, job);
      else
        mo_worker_connect_for (self, NULL, NULL);
    }
  end (self);
  return NULL;
}

MoWorker *
mo_worker_start (MoPool *pool)
{
  MoWorker *self = g_new0 (MoWorker, 1);

  self->pool = mo_pool_ref (pool);
  self->expires_usec = -1;
  self->is_new = TRUE;
  mo_parker_init (&self->parker);
  pool->n_coming++;
  /* The new thread needs the lock that is held here before it can look at itself. */
  self->thread = g_thread_new ("mo-worker", worker_main, self);
  return self;
}
