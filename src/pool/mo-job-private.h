/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A piece of work for a connection. The job is its own future: one block, submit to delivery. */

#pragma once

#include "future/mo-future-private.h"
#include "pool/mo-counters-private.h"
#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

typedef struct _MoFence MoFence;
typedef struct _MoJob MoJob;
typedef struct _MoJobClass MoJobClass;
typedef struct _MoJobQueue MoJobQueue;

struct _MoJobClass
{
  MoFutureClass parent; /* MO_JOB_FUTURE_CLASS() */
  /* On the worker that took it. Settles the future. */
  void (*run) (MoJob *self, MoConnection *connection);
  /* It will never run; settles the future with a copy of @error. NULL: just that. */
  void (*abandon) (MoJob *self, const GError *error);
  /* Any thread, without a lock: what runs of it is to be stopped. Wakes its worker, should that
   * wait for anything but the server. NULL: it never does. */
  void (*wake) (MoJob *self);
  /* What the type owns. */
  void (*clear) (MoJob *self);
  gboolean is_no_work; /* it asks nothing of the server, and is not counted */
};

#define MO_JOB_FUTURE_CLASS(type, cancel)                                                          \
  {                                                                                                \
    sizeof (type), mo_job_finalize, cancel                                                         \
  }

typedef enum
{
  MO_JOB_QUEUED,
  MO_JOB_TAKEN,     /* a worker has it, and a connection for it: the fence stops it from here on */
  MO_JOB_CANCELLED, /* it will never run */
} MoJobState;

/* Who is served first. */
typedef enum
{
  MO_JOB_URGENT,
  MO_JOB_NORMAL,
  MO_JOB_BACKGROUND,
} MoJobPriority;

#define MO_JOB_N_PRIORITIES (MO_JOB_BACKGROUND + 1)

/* When what happened to a job, on the monotonic clock; 0: it did not. Written by its submitter and
 * its worker, for whoever sees it settled. */
typedef struct
{
  gint64 submitted_usec;
  gint64 taken_usec;     /* a worker began to see to it */
  gint64 connected_usec; /* and had a connection */
  gint64 sent_usec;
  gint64 answered_usec;
  gint64 done_usec;
  gint64 settled_usec;   /* of what was sent: its outcome was given out */
} MoJobTimes;

struct _MoJob
{
  MoFuture parent;
  _Atomic guint state; /* MoJobState */
  /* Set before the job is shared. */
  MoJobPriority priority;
  gboolean fails_fast; /* it wants to know of the first connection that cannot be opened */
  MoJobQueue *queue;   /* owned: where it was submitted; NULL: nowhere */
  MoJob *root;         /* lent: the job that this one is a part of; NULL: none */
  MoJobTimes times;
  /* The worker's: with this job its worker is free, and has said so. */
  gboolean frees_worker;
  gboolean has_freed_worker;
  /* Owned; written by the worker before the job is TAKEN, and read by others afterwards only. */
  MoFence *fence;
  /* Guarded by the fence's lock: somebody wants it stopped. */
  gboolean is_unwanted;
  /* Guarded by the queue's lock. */
  gint64 queued_usec; /* when it came */
  guint64 serial;     /* how many had come before */
  MoJob *older;
  MoJob *newer;
  gboolean is_linked;
};

#define MO_JOB_CLASS(self) ((const MoJobClass *) ((MoJob *) (self))->parent.klass)

/* With one reference, the caller's. */
MoJob   *mo_job_alloc   (const MoJobClass *klass);
/* TRUE to the one who may run it, or reject it. */
gboolean mo_job_take    (MoJob            *self);
/* On the worker that has just got a connection for it: the same, and whose @fence stops it. */
gboolean mo_job_take_on (MoJob            *self,
                         MoFence          *fence);
/* Of a job that is to be taken: only while nobody else can have done so. */
void     mo_job_set_fence (MoJob          *self,
                           MoFence        *fence);
/* Take it, and settle it with a copy of @error, if nobody else has it. */
void     mo_job_abandon (MoJob            *self,
                         const GError     *error);
/* One that waits is rejected at once, and is gone from its queue; one that runs is stopped on the
 * server, and its future tells what became of it. */
void     mo_job_cancel  (MoFuture         *self,
                         GPtrArray        *more);
/* The parts of that. TRUE to the one who is then to take it out of its queue, and reject it. */
gboolean mo_job_claim_cancel (MoJob       *self);
void     mo_job_forget   (MoJob           *self);
void     mo_job_stop     (MoJob           *self);
GError  *mo_job_new_cancelled_error (void);
/* The same, of one that was taken: why its next statement is not sent. */
GError  *mo_job_new_stopped_error   (MoJob *self);
/* Of one that was taken, for its worker: whether it is to stop. */
gboolean mo_job_is_unwanted         (MoJob *self);
/* For what must not be called off half way, such as the end of a client: the wish is dropped, and
 * the future tells what happened. */
void     mo_job_ignore_cancel (MoFuture   *self,
                               GPtrArray  *more);
void     mo_job_finalize (MoFuture        *self);

/* For its times, and those of the job that it is a part of: a statement is sent; its answer began
 * then, and is here now. */
void     mo_job_note_sent (MoJob          *self);
void     mo_job_note_answer (MoJob        *self,
                             gint64        answered_usec);
/* The times of one statement of it that is about to be sent: the first has waited as the job has,
 * the others have not waited. */
MoJobTimes mo_job_begin_statement (MoJob  *self);
/* It is sent with these, and its answer is here: for them, and as above for the job. */
void     mo_job_note_statement (MoJob            *self,
                                const MoJobTimes *times);
void     mo_job_end_statement  (MoJob            *self,
                                MoJobTimes       *times,
                                gint64            answered_usec);
/* Each moment of its answer, the last of them now. */
void     mo_job_times_end (MoJobTimes     *self,
                           gint64          answered_usec);
/* Settle it, on its worker, with the time noted. */
void     mo_job_resolve      (MoJob       *self,
                              GType        type,
                              gpointer     boxed);
void     mo_job_resolve_value (MoJob      *self,
                               const GValue *value);
void     mo_job_resolve_true (MoJob       *self);
void     mo_job_reject       (MoJob       *self,
                              GError      *error);
/* On its worker, when it was run: adds what became of it. */
void     mo_job_count_outcome (MoJob      *self,
                               MoCounters *counters);
/* NULL: it is no job. */
const MoJobTimes *mo_job_peek_times (MoFuture *future);

static inline MoFuture *
mo_job_dup_future (MoJob *self)
{
  return mo_future_ref (&self->parent);
}

G_END_DECLS
