/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Upkeep behind the fence, with a limit of time. */

#include "pool/mo-upkeep-private.h"

#include "base/mo-error-private.h"

/* The supervisor is to look in time; mostly it does so anyway. */
static void
have_it_watched (MoWorker *self)
{
  MoPool *pool = self->pool;
  gint64 end = mo_fence_get_limit (self->fence);
  gboolean sleeps_longer;

  if (end < 0)
    return;
  mo_job_queue_lock (pool->queue);
  sleeps_longer = mo_pool_looks_after (pool, end);
  mo_job_queue_unlock (pool->queue);
  if (sleeps_longer)
    mo_pool_wake_supervisor (pool);
}

static void
set_shut_error (const char *what, GError **error)
{
  g_set_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED,
               "the client was disconnected before this was sent: %s were cut off", what);
}

static void
set_overdue_error (MoPool *pool, const char *what, const GError *cause, GError **error)
{
  g_set_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED,
               "%s took longer than connect_timeout, %u s, and the connection was given up%s%s: "
               "let them do less, or give them more time",
               what, pool->endpoint->connect_timeout_sec, cause != NULL ? ": " : "",
               cause != NULL ? cause->message : "");
}

gboolean
mo_worker_run_upkeep (MoWorker *self, const char *what, MoUpkeepFunc func, GError **error)
{
  MoPool *pool = self->pool;
  MoFenceUpkeep upkeep = mo_fence_begin_upkeep (self->fence, what);
  g_autoptr (GError) cause = NULL;
  gboolean done = FALSE;

  if (upkeep == MO_FENCE_UPKEEP_DONE)
    {
      have_it_watched (self);
      done = func (self, &cause);
      upkeep = mo_fence_end_upkeep (self->fence);
    }
  switch (upkeep)
    {
    case MO_FENCE_UPKEEP_SHUT:
      set_shut_error (what, error);
      return FALSE;
    case MO_FENCE_UPKEEP_OVERDUE:
      set_overdue_error (pool, what, cause, error);
      return FALSE;
    case MO_FENCE_UPKEEP_DONE:
    default:
      if (!done)
        g_propagate_error (error, g_steal_pointer (&cause));
      return done;
    }
}
