/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Continuations on the worker of a lease: each is a job that runs between two statements. */

#include "pool/mo-lease-continuation-private.h"

typedef struct
{
  MoJob parent;
  MoTask *task;
} MoTaskJob;

static void
task_job_run (MoJob *job, MoConnection *connection)
{
  MoTask *task = ((MoTaskJob *) job)->task;

  task->run (task);
  mo_future_resolve_true (&job->parent);
}

/* A callback runs exactly once, wherever. */
static void
task_job_abandon (MoJob *job, const GError *error)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();

  mo_scheduler_post (dispatcher, ((MoTaskJob *) job)->task);
  mo_scheduler_unref (dispatcher);
  mo_future_resolve_true (&job->parent);
}

static const MoJobClass task_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoTaskJob, mo_job_ignore_cancel),
  .run = task_job_run,
  .abandon = task_job_abandon,
  .is_no_work = TRUE,
};

typedef struct
{
  MoScheduler parent;
  MoLease *lease; /* owned */
} MoLeaseContinuation;

static void
continuation_post (MoScheduler *scheduler, MoTask *task)
{
  /* A reference: the task may hold the last one, and be done before we are. */
  g_autoptr (MoLease) lease = mo_lease_ref (((MoLeaseContinuation *) scheduler)->lease);
  MoTaskJob *job = (MoTaskJob *) mo_job_alloc (&task_job_class);

  job->task = task;
  mo_future_unref (mo_lease_submit (lease, &job->parent));
}

static void
continuation_finalize (MoScheduler *scheduler)
{
  mo_lease_unref (((MoLeaseContinuation *) scheduler)->lease);
  g_free (scheduler);
}

static const MoSchedulerClass continuation_class = { continuation_post, continuation_finalize };

MoScheduler *
mo_lease_continuation_new (MoLease *lease)
{
  MoLeaseContinuation *scheduler = g_new0 (MoLeaseContinuation, 1);

  mo_scheduler_init (&scheduler->parent, &continuation_class);
  scheduler->lease = mo_lease_ref (lease);
  return &scheduler->parent;
}
