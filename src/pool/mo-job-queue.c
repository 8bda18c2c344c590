/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoJobQueue: three lists under one lock. */

#include "pool/mo-job-queue-private.h"

#include <unistd.h>

MoJobQueue *
mo_job_queue_new (void)
{
  MoJobQueue *self = g_new0 (MoJobQueue, 1);

  atomic_init (&self->ref_count, 1);
  self->pid = getpid ();
  atomic_init (&self->n_jobs, 0);
  atomic_init (&self->n_finishing, 0);
  mo_mutex_init (&self->lock);
  return self;
}

MoJobQueue *
mo_job_queue_ref (MoJobQueue *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_job_queue_unref (MoJobQueue *self)
{
  /* Acquire and release: what others did with it comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_assert (mo_job_queue_count (self) == 0);
  mo_mutex_clear (&self->lock);
  g_free (self);
}

static void
set_count (MoJobQueue *self, guint n_jobs)
{
  /* Relaxed: as in mo_job_queue_count(). */
  atomic_store_explicit (&self->n_jobs, n_jobs, memory_order_relaxed);
}

/* Its canceller takes it out afterwards, if it was not seen here. */
static gboolean
is_cancelled (MoJob *job)
{
  /* Relaxed: whoever cancels asks for the lock behind it. */
  return atomic_load_explicit (&job->state, memory_order_relaxed) == MO_JOB_CANCELLED;
}

/* Before @newer; NULL: behind all of them. */
static void
link_before (MoJobQueue *self, MoJob *job, MoJob *newer)
{
  MoJobList *list = &self->lists[job->priority];
  MoJob *older = newer != NULL ? newer->older : list->newest;

  job->older = older;
  job->newer = newer;
  if (older != NULL)
    older->newer = job;
  else
    list->oldest = job;
  if (newer != NULL)
    newer->older = job;
  else
    list->newest = job;
  job->is_linked = TRUE;
  set_count (self, mo_job_queue_count (self) + 1);
}

gboolean
mo_job_queue_push (MoJobQueue *self, MoJob *job, gint64 now)
{
  if (is_cancelled (job))
    return FALSE;
  job->queued_usec = now;
  job->serial = self->n_pushed++;
  link_before (self, job, NULL);
  return TRUE;
}

/* Others that were put back may be older; no more of them than there are workers. */
gboolean
mo_job_queue_push_back (MoJobQueue *self, MoJob *job)
{
  MoJob *newer = self->lists[job->priority].oldest;

  if (is_cancelled (job))
    return FALSE;
  while (newer != NULL && newer->serial < job->serial)
    newer = newer->newer;
  link_before (self, job, newer);
  return TRUE;
}

MoJob *
mo_job_queue_remove (MoJobQueue *self, MoJob *job)
{
  MoJobList *list = &self->lists[job->priority];

  if (job->older != NULL)
    job->older->newer = job->newer;
  else
    list->oldest = job->newer;
  if (job->newer != NULL)
    job->newer->older = job->older;
  else
    list->newest = job->older;
  job->older = job->newer = NULL;
  job->is_linked = FALSE;
  set_count (self, mo_job_queue_count (self) - 1);
  return job;
}

/* Of those that would be passed over, the one that has waited long for the longest time; NULL: none
 * has. */
static MoJob *
find_aged (MoJobQueue *self, const MoJob *first, gint64 now)
{
  static const gint64 ages[MO_JOB_N_PRIORITIES]
      = { 0, MO_JOB_NORMAL_AGE_USEC, MO_JOB_BACKGROUND_AGE_USEC };
  MoJob *aged = NULL;
  gint64 longest = 0;

  for (guint i = first->priority + 1; i < MO_JOB_N_PRIORITIES; i++)
    {
      MoJob *job = self->lists[i].oldest;
      gint64 overdue = job != NULL ? now - job->queued_usec - ages[i] : -1;

      if (overdue >= longest)
        {
          aged = job;
          longest = overdue;
        }
    }
  return aged;
}

MoJob *
mo_job_queue_pop (MoJobQueue *self, gint64 now)
{
  MoJob *first = NULL;
  MoJob *aged;

  for (guint i = 0; i < MO_JOB_N_PRIORITIES && first == NULL; i++)
    first = self->lists[i].oldest;
  if (first == NULL)
    return NULL;
  aged = find_aged (self, first, now);
  if (aged == NULL)
    self->n_passed_over = 0;
  else if (++self->n_passed_over == MO_JOB_QUEUE_SHARE)
    {
      self->n_passed_over = 0;
      first = aged;
    }
  return mo_job_queue_remove (self, first);
}

void
mo_job_queue_forget (MoJobQueue *self, MoJob *job)
{
  g_autoptr (MoFuture) forgotten = NULL;

  if (self->pid != getpid ()) /* in a fork, the lock may be held for ever */
    return;
  mo_job_queue_lock (self);
  if (job->is_linked)
    forgotten = &mo_job_queue_remove (self, job)->parent;
  mo_job_queue_unlock (self);
}
