/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A piece of work for a connection. The job is its own future: one block, submit to delivery. */

#pragma once

#include "future/mo-future-private.h"
#include "wire/mo-connection-private.h"

G_BEGIN_DECLS

typedef struct _MoJob MoJob;
typedef struct _MoJobClass MoJobClass;

struct _MoJobClass
{
  MoFutureClass parent; /* cancel is mo_job_cancel */
  /* On the worker that took it. Settles the future. */
  void (*run) (MoJob *self, MoConnection *connection);
  /* It will never run; settles the future with a copy of @error. NULL: just that. */
  void (*abandon) (MoJob *self, const GError *error);
};

typedef enum
{
  MO_JOB_QUEUED,
  MO_JOB_TAKEN,     /* a worker has it; it can be cancelled no more */
  MO_JOB_CANCELLED, /* it is skipped where it stands in its queue */
} MoJobState;

struct _MoJob
{
  MoFuture parent;
  _Atomic guint state; /* MoJobState */
  /* In a pool's shared queue: when it came, and its neighbours. Guarded by the queue's lock. */
  gint64 queued_usec;
  MoJob *older;
  MoJob *newer;
};

#define MO_JOB_CLASS(self) ((const MoJobClass *) ((MoJob *) (self))->parent.klass)

/* With one reference, the caller's. */
MoJob   *mo_job_alloc   (const MoJobClass *klass);
/* Neither taken nor cancelled yet. */
gboolean mo_job_is_queued (MoJob          *self);
/* TRUE to the one who may run it, or reject it. */
gboolean mo_job_take    (MoJob            *self);
/* Take it, and settle it with a copy of @error, if nobody else has it. */
void     mo_job_abandon (MoJob            *self,
                         const GError     *error);
void     mo_job_cancel  (MoFuture         *self,
                         GPtrArray        *more);
/* The two halves of that. TRUE to the one who is then to reject it. */
gboolean mo_job_withdraw (MoJob           *self);
GError  *mo_job_new_cancelled_error (void);
/* For what must not be called off half way, such as the end of a transaction: the wish is dropped,
 * and the future tells what happened. */
void     mo_job_ignore_cancel (MoFuture   *self,
                               GPtrArray  *more);

static inline MoFuture *
mo_job_dup_future (MoJob *self)
{
  return mo_future_ref (&self->parent);
}

G_END_DECLS
