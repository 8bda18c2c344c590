/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The supervisor, one thread a pool: it looks at the clock for all the others. It ends waits that
 * last too long, retires connections, has one worker try where the server is gone, and brings a
 * close to its end.
 */

#include "base/mo-error-private.h"
#include "pool/mo-lease-private.h"
#include "pool/mo-worker-private.h"

/* Somebody is on the way to a job within this time, or soon after. */
#define LOOK_AGAIN_USEC 1000

/* What one look at the pool found to do, once the lock is gone. */
typedef struct
{
  gint64 now;
  GPtrArray *expired; /* MoJob, each with a reference */
  GError *error;      /* what to tell them */
  GPtrArray *overdue; /* MoFence, to be cut unless what runs has ended by then */
  GPtrArray *fences;  /* MoFence, to be shut */
  gboolean cuts;      /* and to be cut: nothing else has helped */
  GPtrArray *leases;  /* MoLease, to be evicted */
  GPtrArray *ended;   /* GThread, to be joined */
  gboolean complains; /* of what a close waits for */
  gint64 next_usec;   /* when to look again; < 0: when woken */
  gboolean all_ended;
} MoSurvey;

static void
look_again_at (MoSurvey *survey, gint64 usec)
{
  usec = MAX (usec, survey->now + LOOK_AGAIN_USEC);
  if (survey->next_usec < 0 || usec < survey->next_usec)
    survey->next_usec = usec;
}

/* --- jobs that wait --- */

/* How long a job may wait; < 0: without a limit. */
static gint64
find_timeout (MoPool *pool)
{
  gint64 acquire = pool->options.acquire_timeout_usec;
  gint64 retry = pool->outage.n_failures > 0 ? pool->options.connect_retry_usec : -1;

  return acquire < 0 || (retry >= 0 && retry < acquire) ? retry : acquire;
}

static void
expire (MoPool *pool, MoSurvey *survey, MoJob *job, gint64 timeout)
{
  g_autofree char *what = NULL;

  if (survey->error == NULL)
    {
      what = g_strdup_printf ("no connection became free within %.1f s",
                              (double) timeout / G_USEC_PER_SEC);
      survey->error = mo_pool_explain_exhaustion (pool, survey->now, what);
    }
  mo_counters_add (&pool->counters, MO_COUNT_EXPIRED, 1);
  g_ptr_array_add (survey->expired, mo_job_queue_remove (pool->queue, job));
}

/* In each list the oldest is in front. @n_served: somebody is on the way to so many of them. */
static void
survey_list (MoPool *pool,
             MoSurvey *survey,
             const MoJobList *list,
             gint64 timeout,
             guint *n_served)
{
  MoJob *job = list->oldest;

  for (; job != NULL && *n_served > 0; *n_served -= 1)
    {
      look_again_at (survey, job->queued_usec + timeout);
      job = job->newer;
    }
  while (job != NULL && job->queued_usec + timeout <= survey->now)
    {
      MoJob *newer = job->newer;

      expire (pool, survey, job, timeout);
      job = newer;
    }
  if (job != NULL)
    look_again_at (survey, job->queued_usec + timeout);
}

static void
survey_waiting (MoPool *pool, MoSurvey *survey)
{
  guint n_served = mo_pool_count_served (pool);
  gint64 timeout = find_timeout (pool);

  for (guint i = 0; timeout >= 0 && i < MO_JOB_N_PRIORITIES; i++)
    survey_list (pool, survey, &pool->queue->lists[i], timeout, &n_served);
}

/* --- connections that are idle --- */

/* When this one is to go, or be replaced; < 0: never. */
static gint64
find_end (MoPool *pool, MoWorker *worker, gboolean is_spare)
{
  gint64 idle = pool->options.idle_timeout_usec;
  gint64 end = worker->expires_usec;

  if (is_spare && idle >= 0 && (end < 0 || worker->idle_since_usec + idle < end))
    end = worker->idle_since_usec + idle;
  return end;
}

static guint
count_staying (MoPool *pool)
{
  guint n = 0;

  for (guint i = 0; i < pool->workers->len; i++)
    n += !((MoWorker *) g_ptr_array_index (pool->workers, i))->is_leaving;
  return n;
}

static void
survey_idle (MoPool *pool, MoSurvey *survey)
{
  guint n_kept = count_staying (pool);

  /* The one that was used least recently is in front. */
  for (guint i = 0; i < pool->idle->len;)
    {
      MoWorker *worker = g_ptr_array_index (pool->idle, i);
      gboolean is_spare = n_kept > pool->options.min_workers;
      gint64 end = worker->fence != NULL || is_spare ? find_end (pool, worker, is_spare) : -1;

      if (end < 0 || end > survey->now)
        {
          if (end >= 0)
            look_again_at (survey, end);
          i++;
          continue;
        }
      worker->order = is_spare ? MO_WORKER_RETIRE : MO_WORKER_CONNECT;
      worker->is_leaving = is_spare;
      n_kept -= is_spare;
      mo_pool_wake_worker (pool, worker); /* takes it out of the array */
    }
}

/* Whether the pool has too few, and may open one of its own accord: where none were to be had, it
 * makes pauses, as nobody else's patience limits how often it tries. */
static gboolean
may_refill (MoPool *pool, MoSurvey *survey)
{
  gboolean is_gone = pool->outage.n_failures > 0
                     && (pool->outage.is_probing || survey->now < pool->outage.next_usec);

  if (pool->closing || is_gone || pool->options.min_workers == 0)
    return FALSE;
  if (survey->now >= pool->outage.refill_usec)
    return TRUE;
  look_again_at (survey, pool->outage.refill_usec);
  return FALSE;
}

/* As many as are to be kept, each with a connection. */
static void
survey_minimum (MoPool *pool, MoSurvey *survey)
{
  if (!may_refill (pool, survey))
    return;
  for (guint i = pool->idle->len; i > 0; i--)
    {
      MoWorker *worker = g_ptr_array_index (pool->idle, i - 1);

      if (worker->fence == NULL && pool->workers->len <= pool->options.min_workers)
        {
          worker->order = MO_WORKER_CONNECT;
          mo_pool_wake_worker (pool, worker);
        }
    }
  while (pool->workers->len < MIN (pool->options.min_workers, pool->options.max_workers))
    {
      MoWorker *worker = mo_worker_start (pool);

      worker->order = MO_WORKER_CONNECT;
      g_ptr_array_add (pool->workers, worker);
    }
}

/* --- a server that is gone --- */

static void
survey_outage (MoPool *pool, MoSurvey *survey)
{
  if (pool->outage.n_failures == 0 || pool->outage.is_probing)
    return;
  if (survey->now < pool->outage.next_usec)
    look_again_at (survey, pool->outage.next_usec);
  else
    mo_pool_call_workers (pool, survey->now);
}

/* --- what has a limit --- */

/* What takes too long is ended by its connection. Nobody wakes us for what is sent on the side of a
 * statement: while there are workers, we look from time to time. */
static void
survey_limits (MoPool *pool, MoSurvey *survey)
{
  if (pool->workers->len > 0 && mo_pool_get_limit (pool) > 0)
    look_again_at (survey, survey->now + mo_pool_get_limit (pool));
  for (guint i = 0; i < pool->workers->len; i++)
    {
      MoFence *fence = ((MoWorker *) g_ptr_array_index (pool->workers, i))->fence;
      gint64 end = fence != NULL ? mo_fence_get_limit (fence) : -1;

      if (end >= 0 && end <= survey->now)
        g_ptr_array_add (survey->overdue, mo_fence_ref (fence));
      else if (end >= 0)
        look_again_at (survey, end);
    }
}

/* --- closing --- */

/* When the patience has ended, nothing that waits will run. */
static void
survey_drain (MoPool *pool, MoSurvey *survey)
{
  if (!pool->closing || pool->drain_end_usec < 0)
    return;
  if (survey->now < pool->drain_end_usec)
    {
      look_again_at (survey, pool->drain_end_usec);
      return;
    }
  pool->is_evicting = TRUE;
  g_clear_error (&survey->error);
  survey->error = mo_pool_new_closed_error ();
  for (guint i = 0; i < MO_JOB_N_PRIORITIES; i++)
    while (pool->queue->lists[i].oldest != NULL)
      g_ptr_array_add (survey->expired,
                       mo_job_queue_remove (pool->queue, pool->queue->lists[i].oldest));
}

/* It may be what the closing thread itself has left open. */
static void
survey_patience (MoPool *pool, MoSurvey *survey)
{
  survey->complains = FALSE;
  if (pool->complain_usec < 0)
    return;
  if (survey->now < pool->complain_usec)
    {
      look_again_at (survey, pool->complain_usec);
      return;
    }
  pool->complain_usec = -1;
  survey->complains = pool->drain_end_usec < 0 && pool->workers->len > 0;
}

/* And what runs is stopped; whoever has just got a connection is told as well. */
static void
survey_eviction (MoPool *pool, MoSurvey *survey)
{
  for (guint i = 0; pool->is_evicting && i < pool->workers->len; i++)
    {
      MoWorker *worker = g_ptr_array_index (pool->workers, i);

      if (worker->fence != NULL)
        g_ptr_array_add (survey->fences, mo_fence_ref (worker->fence));
      survey->cuts = survey->now >= pool->drain_end_usec + 4 * pool->options.kill_patience_usec;
      if (worker->lease != NULL)
        g_ptr_array_add (survey->leases, mo_lease_ref (worker->lease));
    }
  if (pool->is_evicting && pool->workers->len > 0)
    look_again_at (survey, survey->now + MO_POOL_BACK_OFF_USEC);
}

static void
survey_end (MoPool *pool, MoSurvey *survey)
{
  for (guint i = 0; i < pool->ended->len; i++)
    g_ptr_array_add (survey->ended, g_ptr_array_index (pool->ended, i));
  g_ptr_array_set_size (pool->ended, 0);
  while (pool->closing && mo_job_queue_count (pool->queue) == 0 && pool->idle->len > 0)
    mo_pool_wake_worker (pool, g_ptr_array_index (pool->idle, pool->idle->len - 1));
  /* Where the server is gone, jobs may wait though every worker has gone too. */
  survey->all_ended
      = pool->closing && pool->workers->len == 0 && mo_job_queue_count (pool->queue) == 0;
}

/* --- one look --- */

static void
survey_pool (MoPool *pool, MoSurvey *survey)
{
  survey->now = mo_pool_now (pool);
  survey->next_usec = -1;
  mo_job_queue_lock (pool->queue);
  survey_waiting (pool, survey);
  survey_drain (pool, survey);
  survey_patience (pool, survey);
  survey_eviction (pool, survey);
  survey_idle (pool, survey);
  survey_minimum (pool, survey);
  survey_outage (pool, survey);
  survey_limits (pool, survey);
  survey_end (pool, survey);
  pool->look_usec = survey->next_usec;
  mo_job_queue_unlock (pool->queue);
}

static void
complain (MoPool *pool)
{
  g_autofree char *text = mo_pool_dump (pool);

  g_message ("mo_client_disconnect() waits for what is open, such as sessions, transactions and "
             "cursors: end them, or call mo_client_disconnect_within(): %s",
             text);
}

static void
act_on (MoPool *pool, MoSurvey *survey)
{
  if (survey->complains)
    complain (pool);
  for (guint i = 0; i < survey->expired->len; i++)
    {
      MoJob *job = g_ptr_array_index (survey->expired, i);

      mo_job_abandon (job, survey->error);
      mo_future_unref (&job->parent);
    }
  for (guint i = 0; i < survey->overdue->len; i++)
    mo_fence_cut_overdue (g_ptr_array_index (survey->overdue, i), survey->now);
  /* First: what waits behind a statement that is stopped does not run when that is over. */
  for (guint i = 0; i < survey->leases->len; i++)
    mo_lease_evict (g_ptr_array_index (survey->leases, i));
  for (guint i = 0; i < survey->fences->len; i++)
    {
      mo_fence_shut (g_ptr_array_index (survey->fences, i));
      if (survey->cuts)
        mo_fence_cut (g_ptr_array_index (survey->fences, i));
    }
  for (guint i = 0; i < survey->ended->len; i++)
    g_thread_join (g_ptr_array_index (survey->ended, i));
  g_ptr_array_set_size (survey->expired, 0);
  g_ptr_array_set_size (survey->overdue, 0);
  g_ptr_array_set_size (survey->fences, 0);
  g_ptr_array_set_size (survey->leases, 0);
  g_ptr_array_set_size (survey->ended, 0);
  g_clear_error (&survey->error);
}

/* The pool's clock may be a test's, which is moved before we are woken. */
static void
sleep_until (MoPool *pool, gint64 next_usec)
{
  gint64 now = g_get_monotonic_time ();
  gint64 wait = next_usec < 0 ? -1 : MAX (next_usec - mo_pool_now (pool), 0);
  gint64 end = wait < 0 ? -1 : now + MIN (wait, G_MAXINT64 - now); /* a limit may be without end */
  gboolean signalled = TRUE;

  mo_mutex_lock (&pool->wake_lock);
  while (!pool->woken && signalled)
    signalled = mo_cond_wait_until (&pool->wake, &pool->wake_lock, end);
  pool->woken = FALSE;
  mo_mutex_unlock (&pool->wake_lock);
}

gpointer
mo_supervisor_main (gpointer data)
{
  g_autoptr (MoPool) pool = data;
  g_autoptr (GPtrArray) expired = g_ptr_array_new ();
  g_autoptr (GPtrArray) overdue = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_fence_unref);
  g_autoptr (GPtrArray) fences = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_fence_unref);
  g_autoptr (GPtrArray) leases = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_lease_unref);
  g_autoptr (GPtrArray) ended = g_ptr_array_new ();
  MoSurvey survey = {
    .expired = expired, .overdue = overdue, .fences = fences, .leases = leases, .ended = ended
  };

  do
    {
      survey_pool (pool, &survey);
      act_on (pool, &survey);
      if (!survey.all_ended)
        sleep_until (pool, survey.next_usec);
    }
  while (!survey.all_ended);
  mo_killer_end (pool->killer);
  mo_future_resolve_true (pool->closed);
  return NULL;
}
