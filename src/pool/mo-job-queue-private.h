/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs on their way from any thread to a worker: an intrusive list for each priority, so that
 * submitting, taking and cancelling take the same time however many wait.
 *
 * What is urgent goes first. So that the rest gets its turn at all, a job that has waited long is
 * taken before the others once in a while: one in MO_JOB_QUEUE_SHARE.
 */

#pragma once

#include <sys/types.h>

#include "base/mo-mutex-private.h"
#include "pool/mo-job-private.h"

G_BEGIN_DECLS

#define MO_JOB_QUEUE_SHARE 8
/* How long until a job has waited long, by its priority. */
#define MO_JOB_NORMAL_AGE_USEC (1 * G_USEC_PER_SEC)
#define MO_JOB_BACKGROUND_AGE_USEC (5 * G_USEC_PER_SEC)

typedef struct
{
  MoJob *oldest;
  MoJob *newest;
} MoJobList;

/* It owns a reference on each job in it. Any number of threads hold references on the queue. */
struct _MoJobQueue
{
  _Atomic guint ref_count;
  pid_t pid; /* immutable: the process whose threads use it */
  MoMutex lock; /* guards what follows, the links of the jobs, and what its user says */
  MoJobList lists[MO_JOB_N_PRIORITIES];
  _Atomic guint n_jobs; /* written with the lock held */
  guint64 n_pushed;     /* so far */
  /* Of workers whose job is as good as done, and who come for the next one at once; added to before
   * the job is settled, so that whoever is told so finds it here. */
  _Atomic guint n_finishing;
  guint n_passed_over; /* takes since the last one for the sake of age */
};

MoJobQueue *mo_job_queue_new    (void);
MoJobQueue *mo_job_queue_ref    (MoJobQueue *self);
void        mo_job_queue_unref  (MoJobQueue *self);

static inline void
mo_job_queue_lock (MoJobQueue *self)
{
  mo_mutex_lock (&self->lock);
}

static inline void
mo_job_queue_unlock (MoJobQueue *self)
{
  mo_mutex_unlock (&self->lock);
}

/* Without it, too: then the number is old as soon as it is there. */
static inline guint
mo_job_queue_count (MoJobQueue *self)
{
  /* Relaxed: whoever needs more holds the lock. */
  return atomic_load_explicit (&self->n_jobs, memory_order_relaxed);
}

static inline guint
mo_job_queue_count_finishing (MoJobQueue *self)
{
  /* Relaxed: who has to see it was told of the job by then. */
  return atomic_load_explicit (&self->n_finishing, memory_order_relaxed);
}

static inline void
mo_job_queue_add_finishing (MoJobQueue *self, gint n)
{
  /* Relaxed: as above. */
  atomic_fetch_add_explicit (&self->n_finishing, (guint) n, memory_order_relaxed);
}

/* With the lock held. */

/* Behind the others of its priority. Consumes @job; FALSE, and nothing is consumed, where it was
 * cancelled already. */
gboolean mo_job_queue_push  (MoJobQueue *self,
                             MoJob      *job,
                             gint64      now);
/* Back to its place, which is at the front or near it, with the age that it has. The same. */
gboolean mo_job_queue_push_back (MoJobQueue *self,
                                 MoJob      *job);
/* (transfer full): the one whose turn it is; NULL: there is none. */
MoJob   *mo_job_queue_pop   (MoJobQueue *self,
                             gint64      now);
/* (transfer full): @job, which is in the queue. */
MoJob   *mo_job_queue_remove (MoJobQueue *self,
                              MoJob      *job);

/* Without it: a job that was cancelled leaves the queue, if it is in there. */
void     mo_job_queue_forget (MoJobQueue *self,
                              MoJob      *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoJobQueue, mo_job_queue_unref)

G_END_DECLS
