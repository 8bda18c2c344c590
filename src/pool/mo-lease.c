/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoLease: a pinned worker. What is submitted to it runs in order on one connection. */

#include "pool/mo-lease-private.h"

#include "base/mo-mutex-private.h"
#include "future/mo-thread-state-private.h"
#include "pool/mo-lease-continuation-private.h"
#include "pool/mo-worker-private.h"

struct _MoLease
{
  _Atomic guint ref_count;
  MoPool *pool;
  const MoLeaseClass *klass;
  MoLeaseFlags flags;
  MoJobPriority priority;
  char *label;
  MoJobQueue *queue;
  MoParker parker; /* where the worker waits for more */
  /* Guarded by the queue's lock. */
  gpointer owner;
  MoFence *fence; /* owned; while it is served */
  GError *over; /* NULL until it takes no more: what to tell who comes then */
  gboolean is_evicted;
  /* The worker's own, while it serves. */
  MoWorker *worker;
  gboolean released;
  gboolean reusable;
  gboolean left_evicted; /* it had no end of its own */
};

/* --- life --- */

MoLease *
mo_lease_new (MoPool *pool,
              const MoLeaseClass *klass,
              gpointer owner,
              MoLeaseFlags flags,
              MoJobPriority priority,
              const char *label)
{
  MoLease *self = g_new0 (MoLease, 1);

  atomic_init (&self->ref_count, 1);
  self->pool = mo_pool_ref (pool);
  self->klass = klass;
  self->flags = flags;
  self->priority = priority;
  self->label = g_strdup (label);
  self->queue = mo_job_queue_new ();
  mo_parker_init (&self->parker);
  self->owner = owner;
  return self;
}

const char *
mo_lease_get_label (MoLease *self)
{
  return self->label;
}

MoLease *
mo_lease_ref (MoLease *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_lease_unref (MoLease *self)
{
  /* Acquire and release: what others did with the lease comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_assert (self->owner == NULL);
  mo_job_queue_unref (self->queue);
  mo_parker_clear (&self->parker);
  g_clear_error (&self->over);
  g_free (self->label);
  mo_pool_unref (self->pool);
  g_free (self);
}

/* --- ending: the queue takes no more, and what is left in it is told so --- */

static GPtrArray *
close_queue (MoLease *self, const GError *error, gpointer *owner)
{
  GPtrArray *left = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  MoJob *job;

  mo_job_queue_lock (self->queue);
  if (self->over == NULL)
    self->over = g_error_copy (error);
  *owner = g_steal_pointer (&self->owner);
  while ((job = mo_job_queue_pop (self->queue, 0)) != NULL)
    g_ptr_array_add (left, job);
  mo_job_queue_unlock (self->queue);
  return left;
}

static void
lease_end (MoLease *self, const GError *error)
{
  gpointer owner;
  g_autoptr (GPtrArray) left = close_queue (self, error, &owner);

  for (guint i = 0; i < left->len; i++)
    mo_job_abandon (g_ptr_array_index (left, i), error);
  if (owner != NULL)
    self->klass->unref_owner (owner);
}

/* --- submitting --- */

/* What one thread holds back for one lease while it writes down a gather. */
typedef struct
{
  MoCork parent;
  MoLease *lease;
  GPtrArray *jobs;
} MoLeaseCork;

/* Consumes the jobs; they become visible to the worker as one piece. */
static void
push (MoLease *self, MoJob **jobs, guint n_jobs)
{
  gint64 now = mo_pool_now (self->pool);
  const GError *over;

  mo_job_queue_lock (self->queue);
  over = self->over;
  for (guint i = 0; over == NULL && i < n_jobs; i++)
    if (mo_job_queue_push (self->queue, jobs[i], now))
      jobs[i] = NULL;
  mo_parker_wake (&self->parker);
  mo_job_queue_unlock (self->queue);

  /* What came too late, and what was cancelled before it came here. */
  for (guint i = 0; i < n_jobs; i++)
    if (jobs[i] != NULL)
      {
        if (over != NULL)
          mo_job_abandon (jobs[i], over);
        mo_future_unref (&jobs[i]->parent);
      }
}

static void
lease_cork_release (MoCork *cork)
{
  MoLeaseCork *self = (MoLeaseCork *) cork;

  push (self->lease, (MoJob **) self->jobs->pdata, self->jobs->len);
  mo_lease_unref (self->lease);
  g_ptr_array_unref (self->jobs);
  g_free (self);
}

/* Only leases have corks, and each is a key of its own. */
static MoLeaseCork *
get_cork (MoLease *self, MoThreadState *thread)
{
  MoLeaseCork *cork = (MoLeaseCork *) mo_thread_state_find_cork (thread, self);

  if (cork != NULL)
    return cork;
  cork = g_new0 (MoLeaseCork, 1);
  cork->parent.key = cork->lease = mo_lease_ref (self);
  cork->parent.release = lease_cork_release;
  cork->jobs = g_ptr_array_new ();
  mo_thread_state_add_cork (thread, &cork->parent);
  return cork;
}

static void
hold_back (MoLease *self, MoThreadState *thread, MoJob *job)
{
  g_ptr_array_add (get_cork (self, thread)->jobs, job);
}

MoFuture *
mo_lease_submit (MoLease *self, MoJob *job)
{
  MoThreadState *thread = mo_thread_state_get ();
  MoFuture *future;

  if (mo_pool_is_foreign (self->pool))
    return mo_pool_reject_foreign (job);
  future = mo_job_dup_future (job);
  job->queue = mo_job_queue_ref (self->queue);
  job->times.submitted_usec = g_get_monotonic_time ();
  mo_future_set_spin (future, self->pool->options.spin_usec);
  if (mo_thread_state_is_corked (thread))
    hold_back (self, thread, job);
  else
    push (self, &job, 1);
  return future;
}

/* --- asking for a worker --- */

static void
lease_job_abandon (MoJob *job, const GError *error)
{
  MoLeaseJob *self = (MoLeaseJob *) job;

  /* First: whoever is told of what waited behind it can ask whether there ever was a worker. */
  mo_future_reject (&job->parent, g_error_copy (error));
  lease_end (self->lease, error);
}

static void
lease_job_clear (MoJob *job)
{
  MoLeaseJob *self = (MoLeaseJob *) job;

  g_clear_object (&self->grant);
  mo_lease_unref (self->lease);
}

const MoJobClass mo_lease_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoLeaseJob, mo_job_cancel),
  .abandon = lease_job_abandon,
  .clear = lease_job_clear,
};

MoFuture *
mo_lease_request (MoLease *self, GObject *grant)
{
  MoLeaseJob *job = (MoLeaseJob *) mo_job_alloc (&mo_lease_job_class);

  job->parent.priority = self->priority;
  job->lease = mo_lease_ref (self);
  job->grant = grant;
  return mo_pool_submit (self->pool, &job->parent);
}

/* --- serving, on the worker --- */

static void
note_lease (MoLease *self, MoWorker *worker, gboolean begins)
{
  MoPool *pool = self->pool;

  mo_job_queue_lock (pool->queue);
  worker->lease = begins ? self : NULL;
  mo_counters_add (&pool->counters, MO_COUNT_LEASED, begins ? 1 : -1);
  worker->busy_with = begins ? self->label : NULL;
  if (begins && (self->flags & MO_LEASE_BODY))
    pool->n_body_leases++;
  mo_job_queue_unlock (pool->queue);
}

/* Who got hold of the fence before the lease was over may be late: nothing of the next one's is
 * stopped for that. */
static void
exchange_fence (MoLease *self, MoFence *fence)
{
  g_autoptr (MoFence) old = NULL;

  mo_fence_let (self->worker->fence, fence != NULL ? self : NULL);
  mo_job_queue_lock (self->queue);
  old = self->fence;
  self->fence = fence != NULL ? mo_fence_ref (fence) : NULL;
  mo_job_queue_unlock (self->queue);
}

void
mo_lease_interrupt (MoLease *self)
{
  g_autoptr (MoFence) fence = NULL;

  if (mo_pool_is_foreign (self->pool))
    return;
  mo_job_queue_lock (self->queue);
  fence = self->fence != NULL ? mo_fence_ref (self->fence) : NULL;
  mo_job_queue_unlock (self->queue);
  if (fence != NULL)
    mo_fence_interrupt (fence, self);
}

static void
prepare_job (MoLease *self, MoJob *job)
{
  mo_job_set_fence (job, self->worker->fence);
  job->times.taken_usec = job->times.connected_usec = g_get_monotonic_time ();
}

static void
count_outcomes (MoLease *self, GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    mo_job_count_outcome (g_ptr_array_index (jobs, i), &self->pool->counters);
}

/* What was submitted so far; nothing: it is evicted. */
static GPtrArray *
take_all (MoLease *self)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  MoJob *job;

  mo_job_queue_lock (self->queue);
  while (mo_job_queue_count (self->queue) == 0 && !self->is_evicted)
    mo_parker_wait (&self->parker, &self->queue->lock, -1, self->pool->options.spin_usec);
  while (!self->is_evicted && (job = mo_job_queue_pop (self->queue, 0)) != NULL)
    g_ptr_array_add (jobs, job);
  mo_job_queue_unlock (self->queue);
  for (guint i = 0; i < jobs->len; i++)
    prepare_job (self, g_ptr_array_index (jobs, i));
  return jobs;
}

/* Whoever is told so may ask the pool again before the worker is back. */
static void
count_finishing (MoWorker *worker)
{
  worker->n_finishing++;
  mo_job_queue_add_finishing (worker->pool->queue, 1);
}

void
mo_lease_release (MoLease *self, gboolean reusable)
{
  self->released = TRUE;
  self->reusable = reusable;
  count_finishing (self->worker);
  /* Not later: the worker waits for nobody any more, and the body that is told so may ask the pool
   * again before the worker is back. */
  if (self->flags & MO_LEASE_BODY)
    {
      mo_job_queue_lock (self->pool->queue);
      self->pool->n_body_leases--;
      mo_job_queue_unlock (self->pool->queue);
    }
}

static const MoJobClass eviction_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_ignore_cancel),
  .is_no_work = TRUE,
};

static void
leave_evicted (MoLease *self)
{
  MoJob *job = mo_job_alloc (&eviction_class);

  mo_job_set_fence (job, self->worker->fence);
  if (self->klass->evicted != NULL)
    self->klass->evicted (self->owner, self->worker->connection, job);
  if (!self->released)
    mo_lease_release (self, FALSE);
  self->left_evicted = TRUE;
  mo_future_resolve_true (&job->parent);
  mo_future_unref (&job->parent);
}

static void
serve (MoLease *self)
{
  while (!self->released)
    {
      g_autoptr (GPtrArray) jobs = take_all (self);

      if (jobs->len == 0)
        leave_evicted (self);
      else
        {
          self->klass->serve (self->owner, self->worker->connection, jobs);
          count_outcomes (self, jobs);
        }
    }
}

/* What waits in it is told by the worker, which knows what has become of the rest by then. */
void
mo_lease_evict (MoLease *self)
{
  mo_job_queue_lock (self->queue);
  self->is_evicted = TRUE;
  mo_parker_wake (&self->parker);
  mo_job_queue_unlock (self->queue);
}

/* Consumes @job: its outcome holds the grant, which could not go while the worker kept it. */
static void
hand_out (MoLeaseJob *job)
{
  GObject *grant = g_steal_pointer (&job->grant);

  if (grant != NULL)
    mo_future_resolve_boxed (&job->parent.parent, G_OBJECT_TYPE (grant), grant);
  else
    mo_future_resolve_true (&job->parent.parent);
  mo_future_unref (&job->parent.parent);
}

/* Consumes @job. */
static void
serve_granted (MoLease *self, MoLeaseJob *job, MoWorker *worker)
{
  MoThreadState *thread = mo_thread_state_get ();
  g_autoptr (GError) over = NULL;

  self->worker = worker;
  self->parker.window_usec = worker->lease_window_usec;
  exchange_fence (self, worker->fence);
  note_lease (self, worker, TRUE);
  if (self->flags & MO_LEASE_CONTINUES)
    thread->scheduler = mo_lease_continuation_new (self);
  hand_out (job);
  serve (self);
  g_clear_pointer (&thread->scheduler, mo_scheduler_unref);
  note_lease (self, worker, FALSE);
  exchange_fence (self, NULL);
  worker->lease_window_usec = self->parker.window_usec;
  self->worker = NULL;
  over = self->left_evicted ? self->klass->new_evicted_error (self->owner)
                            : self->klass->new_over_error (self->owner);
  lease_end (self, over);
  if (!self->reusable)
    mo_worker_drop_connection (worker);
}

void
mo_lease_serve_on (MoLeaseJob *job, MoWorker *worker)
{
  g_autoptr (MoLease) self = mo_lease_ref (job->lease);
  g_autoptr (GError) error = NULL;

  if (self->klass->granted (self->owner, worker->connection, &job->parent.times, &error))
    {
      serve_granted (self, job, worker);
      return;
    }
  count_finishing (worker);
  lease_job_abandon (&job->parent, error);
  mo_future_unref (&job->parent.parent);
}
