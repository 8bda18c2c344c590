/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPool: takes jobs from any thread, starts workers as they are needed, closes in order. */

#include <unistd.h>

#include "base/mo-error-private.h"
#include "future/mo-thread-state-private.h"
#include "pool/mo-worker-private.h"

/* More than most work takes, and less than a person would wait for a program that hangs. */
#define COMPLAIN_USEC (10 * G_USEC_PER_SEC)

static const MoFutureClass closed_class = { sizeof (MoFuture), NULL, mo_job_ignore_cancel };

static void
hook_entry_clear (MoPoolHookEntry *self)
{
  if (self->destroy != NULL)
    self->destroy (self->data);
}

MoPool *
mo_pool_new (const MoMysqlApi *api,
             const MoEndpoint *endpoint,
             const MoPoolOptions *options,
             const MoClock *clock)
{
  MoPool *self = g_new0 (MoPool, 1);
  g_autoptr (GError) error = NULL;

  atomic_init (&self->ref_count, 1);
  self->pid = getpid ();
  self->api = api;
  self->endpoint = mo_endpoint_copy (endpoint);
  self->options = *options;
  self->options.init_sql = g_strdup (options->init_sql);
  self->options.capabilities = NULL;
  if (g_get_num_processors () < 2)
    self->options.spin_usec = 0; /* whoever is waited for could not run meanwhile */
  if (!mo_features_parse (&self->features, options->capabilities, &error))
    g_warning ("capabilities are ignored: %s", error->message);
  self->clock = *clock;
  self->dispatcher = mo_scheduler_dup_dispatcher ();
  self->killer = mo_killer_new (api, endpoint, clock, options->kill_patience_usec);
  self->queue = mo_job_queue_new ();
  self->hooks = g_array_new (FALSE, FALSE, sizeof (MoPoolHookEntry));
  g_array_set_clear_func (self->hooks, (GDestroyNotify) hook_entry_clear);
  self->workers = g_ptr_array_new ();
  self->idle = g_ptr_array_new ();
  self->ended = g_ptr_array_new ();
  self->no_more = mo_future_alloc (&closed_class);
  self->drain_end_usec = -1;
  self->complain_usec = -1;
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

gboolean
mo_pool_is_foreign (MoPool *self)
{
  return self->pid != getpid ();
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
  mo_future_unref (self->no_more);
  g_clear_pointer (&self->supervisor, g_thread_unref);
  g_clear_error (&self->outage.error);
  g_ptr_array_unref (self->workers);
  g_ptr_array_unref (self->idle);
  g_ptr_array_unref (self->ended);
  g_array_unref (self->hooks);
  mo_killer_unref (self->killer);
  mo_job_queue_unref (self->queue);
  mo_scheduler_unref (self->dispatcher);
  mo_endpoint_free (self->endpoint);
  g_free (self->options.init_sql);
  mo_mutex_clear (&self->wake_lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

gint64
mo_pool_now (MoPool *self)
{
  return mo_clock_now (&self->clock);
}

gint64
mo_pool_get_limit (MoPool *self)
{
  return (gint64) self->endpoint->connect_timeout_sec * G_USEC_PER_SEC;
}

const MoLogOptions *
mo_pool_get_log_options (MoPool *self)
{
  return &self->options.log;
}

const MoFeatures *
mo_pool_get_features (MoPool *self)
{
  return &self->features;
}

void
mo_pool_wake_supervisor (MoPool *self)
{
  mo_mutex_lock (&self->wake_lock);
  self->woken = TRUE;
  g_cond_signal (&self->wake);
  mo_mutex_unlock (&self->wake_lock);
  mo_killer_wake (self->killer);
}

gboolean
mo_pool_add_hook (MoPool *self, MoPoolHook hook, gpointer data, GDestroyNotify destroy)
{
  MoPoolHookEntry entry = { hook, data, destroy };
  gboolean unused;

  if (mo_pool_is_foreign (self))
    return FALSE;
  mo_job_queue_lock (self->queue);
  unused = self->supervisor == NULL && !self->closing;
  if (unused)
    g_array_append_val (self->hooks, entry);
  mo_job_queue_unlock (self->queue);
  return unused;
}

/* Opened together, they end apart: within the last tenth of the time, in the places of the golden
 * ratio, of which any number in a row are as far from each other as can be. */
gint64
mo_pool_choose_expiry (MoPool *self, gint64 now)
{
  const double golden = 0.6180339887498949;
  double turn = (double) self->n_expiries++ * golden;
  gint64 recycle = self->options.recycle_usec;

  if (recycle < 0)
    return -1;
  return now + recycle - (gint64) ((double) recycle / 10 * (turn - (double) (guint64) turn));
}

/* --- workers for jobs --- */

void
mo_pool_wake_worker (MoPool *self, MoWorker *worker)
{
  g_ptr_array_remove (self->idle, worker);
  worker->is_woken = TRUE;
  self->n_coming++;
  mo_parker_wake (&worker->parker);
}

/* Whether one more may try to connect: where the server is gone, one tries for all. */
static gboolean
may_connect (MoPool *self, gint64 now)
{
  return self->outage.n_failures == 0
         || (!self->outage.is_probing && now >= self->outage.next_usec && self->n_coming == 0);
}

gboolean
mo_worker_may_serve (MoWorker *self, gint64 now)
{
  MoPoolOutage *outage = &self->pool->outage;

  return self->fence != NULL || outage->n_failures == 0
         || (!outage->is_probing && now >= outage->next_usec);
}

/* The one that was used last, with a connection or without. */
static gboolean
wake_idle (MoPool *self, gboolean is_connected)
{
  for (guint i = self->idle->len; i > 0; i--)
    {
      MoWorker *worker = g_ptr_array_index (self->idle, i - 1);

      if ((worker->fence != NULL) == is_connected)
        {
          mo_pool_wake_worker (self, worker);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
call_worker (MoPool *self, gint64 now)
{
  if (wake_idle (self, TRUE))
    return TRUE;
  if (!may_connect (self, now))
    return FALSE;
  if (wake_idle (self, FALSE))
    return TRUE;
  if (self->workers->len >= self->options.max_workers)
    return FALSE;
  g_ptr_array_add (self->workers, mo_worker_start (self));
  return TRUE;
}

guint
mo_pool_count_served (MoPool *self)
{
  return self->n_coming + mo_job_queue_count_finishing (self->queue);
}

void
mo_pool_call_workers (MoPool *self, gint64 now)
{
  while (mo_job_queue_count (self->queue) > mo_pool_count_served (self) && call_worker (self, now))
    {
    }
}

MoWorker *
mo_pool_find_longest_busy (MoPool *self, guint *n_busy)
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

/* --- submitting --- */

/* With the lock held: whether there is nobody for one job more, and as many wait as may. */
static gboolean
is_full (MoPool *self, gint64 now)
{
  gint most = self->options.max_waiting;
  guint n_jobs = mo_job_queue_count (self->queue);
  guint n_served = mo_pool_count_served (self);

  /* Somebody comes for this one, too; or it may wait. */
  if (most < 0 || n_jobs < n_served || n_jobs - n_served < (guint) most)
    return FALSE;
  for (guint i = 0; i < self->idle->len; i++)
    if (mo_worker_may_serve (g_ptr_array_index (self->idle, i), now))
      return FALSE;
  return self->workers->len >= self->options.max_workers || !may_connect (self, now);
}

/* With the lock held: why the job cannot be taken; NULL: it can. */
static GError *
refuse (MoPool *self, gint64 now)
{
  MoThreadState *thread = mo_thread_state_get ();

  if (self->closing)
    return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                                "the client is disconnected: make a new one");
  if (thread->body_pool == self && self->n_body_leases >= self->options.max_workers)
    return mo_pool_explain_deadlock (self, now, thread->body_label);
  if (is_full (self, now))
    return mo_pool_explain_exhaustion (self, now, "no connection is free, and no more may wait");
  return NULL;
}

static void
start_helpers (MoPool *self)
{
  if (self->supervisor != NULL)
    return;
  self->supervisor = g_thread_new ("mo-supervisor", mo_supervisor_main, mo_pool_ref (self));
  if (self->options.reserve_kill)
    mo_killer_reserve (self->killer);
}

/* With the lock held. Consumes @job, or returns it. */
static MoJob *
enqueue (MoPool *self, MoJob *job, gint64 now)
{
  if (!mo_job_queue_push (self->queue, job, now))
    return job;
  if (job->fails_fast)
    self->outage.next_usec = now; /* whoever asks for a connection gets an answer, not patience */
  start_helpers (self);
  mo_pool_call_workers (self, now);
  return NULL;
}

/* Consumes both. */
static MoFuture *
reject (MoJob *job, GError *error)
{
  MoFuture *future = mo_job_dup_future (job);

  mo_job_abandon (job, error);
  mo_future_unref (&job->parent);
  g_error_free (error);
  return future;
}

GError *
mo_pool_new_closed_error (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                              "the client was disconnected before there was a connection for this: "
                              "nothing was sent");
}

/* A destroy function that runs in there is the program's, and free to submit. */
static MoFuture *
reject_cancelled (MoJob *job)
{
  MoThreadState *thread = mo_thread_state_get ();
  MoFuture *future;

  thread->submits_cancelled = FALSE;
  future = reject (job, mo_job_new_cancelled_error ());
  thread->submits_cancelled = TRUE;
  return future;
}

MoFuture *
mo_pool_reject_foreign (MoJob *job)
{
  return reject (
      job, g_error_new_literal (MO_ERROR, MO_ERROR_POOL_CLOSED,
                                "this process is a fork of the one that made the client, whose "
                                "threads and connections are not here: make a new client"));
}

MoFuture *
mo_pool_submit (MoPool *self, MoJob *job)
{
  MoFuture *future;
  gint64 now = mo_pool_now (self);
  gboolean wakes_supervisor;
  g_autoptr (GError) refusal = NULL;

  if (mo_pool_is_foreign (self))
    return mo_pool_reject_foreign (job);
  if (mo_thread_state_get ()->submits_cancelled)
    return reject_cancelled (job);
  future = mo_job_dup_future (job);
  job->queue = mo_job_queue_ref (self->queue);
  job->times.submitted_usec = g_get_monotonic_time ();
  mo_future_set_spin (future, self->options.spin_usec);
  mo_job_queue_lock (self->queue);
  refusal = refuse (self, now);
  wakes_supervisor
      = self->options.acquire_timeout_usec >= 0 && mo_job_queue_count (self->queue) == 0
        && (self->outage.n_failures > 0
            || mo_pool_looks_after (self, now + self->options.acquire_timeout_usec));
  if (refusal == NULL)
    job = enqueue (self, job, now);
  mo_job_queue_unlock (self->queue);

  if (refusal != NULL)
    mo_job_abandon (job, refusal);
  else if (wakes_supervisor)
    mo_pool_wake_supervisor (self);
  if (job != NULL)
    mo_future_unref (&job->parent);
  return future;
}

/* --- closing --- */

/* With the lock held. */
static void
begin_close (MoPool *self)
{
  self->closed = mo_future_alloc (&closed_class);
  self->closing = TRUE;
  while (self->idle->len > 0)
    mo_pool_wake_worker (self, g_ptr_array_index (self->idle, self->idle->len - 1));
}

MoFuture *
mo_pool_close (MoPool *self, gint64 drain_usec)
{
  gint64 now = mo_pool_now (self);
  gint64 drain_end = drain_usec < 0 ? -1 : now + MIN (drain_usec, G_MAXINT64 - now);
  gboolean nothing_to_end;
  gboolean is_first;
  MoFuture *closed;

  if (mo_pool_is_foreign (self))
    return mo_future_new_true ();
  mo_job_queue_lock (self->queue);
  is_first = self->closed == NULL;
  if (is_first)
    begin_close (self);
  if (is_first && drain_end < 0)
    self->complain_usec = now + COMPLAIN_USEC;
  if (drain_end >= 0 && (self->drain_end_usec < 0 || drain_end < self->drain_end_usec))
    self->drain_end_usec = drain_end;
  closed = mo_future_ref (self->closed);
  nothing_to_end = self->supervisor == NULL;
  mo_job_queue_unlock (self->queue);

  if (is_first)
    mo_future_resolve_true (self->no_more);
  if (nothing_to_end)
    mo_future_resolve_true (closed);
  else
    mo_pool_wake_supervisor (self);
  return closed;
}

MoFuture *
mo_pool_dup_no_more (MoPool *self)
{
  return mo_future_ref (self->no_more);
}

void
mo_pool_join (MoPool *self)
{
  GThread *supervisor = NULL;

  if (mo_pool_is_foreign (self))
    return;
  mo_job_queue_lock (self->queue);
  if (self->closed != NULL && mo_future_peek_status (self->closed) != MO_FUTURE_PENDING
      && self->supervisor != g_thread_self ())
    supervisor = g_steal_pointer (&self->supervisor);
  mo_job_queue_unlock (self->queue);
  /* It has nothing left to do but to return. */
  if (supervisor != NULL)
    g_thread_join (supervisor);
}

MoCounters *
mo_pool_get_counters (MoPool *self)
{
  return &self->counters;
}

guint
mo_pool_count_waiting (MoPool *self)
{
  return mo_job_queue_count (self->queue);
}

guint64
mo_pool_count_kills (MoPool *self)
{
  return mo_killer_get_n_kills (self->killer);
}

void
mo_pool_get_stats (MoPool *self, MoPoolStats *stats)
{
  *stats = (MoPoolStats){ 0 };
  if (mo_pool_is_foreign (self))
    return;
  mo_job_queue_lock (self->queue);
  *stats = (MoPoolStats){
    .n_workers = self->workers->len,
    .n_waiting = mo_job_queue_count (self->queue),
    .n_connections = mo_counters_get (&self->counters, MO_COUNT_CONNECTS),
    .n_pings = mo_counters_get (&self->counters, MO_COUNT_PINGS),
    .n_resets = mo_counters_get (&self->counters, MO_COUNT_RESETS),
    .n_failures = mo_counters_get (&self->counters, MO_COUNT_CONNECT_FAILURES),
  };
  for (guint i = 0; i < self->workers->len; i++)
    {
      MoWorker *worker = g_ptr_array_index (self->workers, i);

      stats->n_busy += worker->busy_since_usec != 0;
      stats->n_leased += worker->lease != NULL;
    }
  mo_job_queue_unlock (self->queue);
}
