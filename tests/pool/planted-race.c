/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A program with a fault: it writes to a job that it has submitted. The thread sanitizer must find
 * it, or it would not find such a thing in the library either. */

#include <matrixone-glib/mo-await.h>
#include <matrixone-glib/mo-future.h>

#include "pool-test.h"

typedef struct
{
  MoJob parent;
  gint payload;
} PayloadJob;

static gint seen;

static void
payload_job_run (MoJob *job, MoConnection *connection)
{
  seen = ((PayloadJob *) job)->payload;
  mo_future_resolve_true (&job->parent);
}

static const MoJobClass payload_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (PayloadJob, mo_job_cancel),
  .run = payload_job_run,
};

int
main (void)
{
  PayloadJob *job = (PayloadJob *) mo_job_alloc (&payload_job_class);
  MoFuture *future;
  PoolTest test;

  pool_test_open (&test, NULL);
  future = mo_pool_submit (test.pool, &job->parent);
  /* @future keeps it; it is not ours to write to any more. */
  job->payload = 42;
  mo_await (future, NULL);
  pool_test_close (&test);
  return seen == 42 || seen == 0 ? 0 : 1;
}
