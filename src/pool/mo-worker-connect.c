/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A worker's connection: opened, looked at before it is used, cleaned after it was used. */

#include "pool/mo-worker-connect-private.h"

#include "base/mo-error-private.h"
#include "pool/mo-upkeep-private.h"

static void
note_connection (MoWorker *self, MoFence *fence)
{
  MoPool *pool = self->pool;
  gint64 now = mo_pool_now (pool);
  g_autoptr (MoFence) old = NULL;
  gboolean comes_late;

  mo_job_queue_lock (pool->queue);
  old = g_steal_pointer (&self->fence);
  self->fence = fence;
  self->expires_usec = fence != NULL ? mo_pool_choose_expiry (pool, now) : -1;
  mo_counters_add (&pool->counters, MO_COUNT_OPEN, (fence != NULL) - (old != NULL));
  comes_late = pool->is_evicting;
  mo_job_queue_unlock (pool->queue);
  if (fence != NULL && comes_late)
    mo_fence_shut (fence);
}

void
mo_worker_drop_connection (MoWorker *self)
{
  if (self->connection == NULL)
    return;
  g_clear_pointer (&self->connection, mo_connection_close);
  mo_fence_close (self->fence);
  note_connection (self, NULL);
}

/* --- the one that is there --- */

static gboolean
ping (MoWorker *self, GError **error)
{
  mo_counters_add (&self->pool->counters, MO_COUNT_PINGS, 1);
  return mo_connection_ping (self->connection, error);
}

/* Whether a connection that was idle is still there. */
static gboolean
passes_ping (MoWorker *self, gint64 now)
{
  MoPoolOptions *options = &self->pool->options;

  if (!options->pre_ping || now - self->idle_since_usec < options->pre_ping_idle_usec)
    return TRUE;
  return mo_worker_run_upkeep (self, "a ping", ping, NULL);
}

static void
drop_what_is_no_good (MoWorker *self)
{
  gint64 now = self->busy_since_usec; /* just now */
  gboolean expired = self->expires_usec >= 0 && now >= self->expires_usec;

  if (self->connection != NULL
      && (expired || mo_connection_is_stale (self->connection) || !passes_ping (self, now)))
    mo_worker_drop_connection (self);
}

/* --- a new one --- */

/* Several statements of the settings' author; results are dropped. */
static gboolean
run_init_sql (MoPool *pool, MoConnection *connection, GError **error)
{
  const char *sql = pool->options.init_sql;
  gboolean more = TRUE;

  if (sql == NULL || *sql == '\0')
    return TRUE;
  mo_connection_leave_state (connection, MO_LEFT_CHARSET | MO_LEFT_ZONE);
  if (!mo_connection_send (connection, sql, strlen (sql), error))
    more = FALSE;
  else
    while (more)
      {
        g_autoptr (MoResult) result = mo_connection_read (connection, &more, error);

        if (result == NULL)
          break;
        if (!more)
          return TRUE;
      }
  g_prefix_error (error, "the init_sql of a new connection: ");
  return FALSE;
}

static gboolean
run_hooks (MoPool *pool, MoConnection *connection, GError **error)
{
  for (guint i = 0; i < pool->hooks->len; i++)
    {
      MoPoolHookEntry *entry = &g_array_index (pool->hooks, MoPoolHookEntry, i);
      g_autoptr (GError) local = NULL;

      if (entry->hook (connection, entry->data, &local))
        continue;
      if (local == NULL)
        g_set_error_literal (&local, MO_ERROR, MO_ERROR_FAILED,
                             "it returned FALSE without saying why");
      g_propagate_prefixed_error (error, g_steal_pointer (&local),
                                  "a hook refused the new connection: ");
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_clean (MoConnection *connection)
{
  return !mo_connection_is_in_transaction (connection) && mo_connection_is_autocommit (connection);
}

static gboolean
set_up (MoWorker *self, GError **error)
{
  MoConnection *connection = self->connection;

  if (!run_init_sql (self->pool, connection, error) || !run_hooks (self->pool, connection, error))
    return FALSE;
  if (mo_connection_is_lost (connection))
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_CONNECTION_LOST,
                           "the new connection was lost in a hook, which did not say so");
      return FALSE;
    }
  if (!mo_connection_check_charset (connection, error)
      || !mo_connection_check_zone (connection, error))
    {
      g_prefix_error (error, "init_sql or a hook: ");
      return FALSE;
    }
  mo_connection_forget_state (connection); /* what was set is how it is to be */
  if (is_clean (connection))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "init_sql or a hook left a transaction open, or autocommit off, in a new "
                       "connection");
  return FALSE;
}

/* --- a server that is gone --- */

/* Whether this worker is to try; where the server is gone, one tries for all. */
static gboolean
may_try (MoPool *pool, gboolean *is_probe)
{
  MoPoolOutage *outage = &pool->outage;
  gboolean may;

  mo_job_queue_lock (pool->queue);
  *is_probe = outage->n_failures > 0 && !outage->is_probing
              && mo_pool_now (pool) >= outage->next_usec;
  may = outage->n_failures == 0 || *is_probe;
  if (*is_probe)
    outage->is_probing = TRUE;
  mo_job_queue_unlock (pool->queue);
  return may;
}

/* Doubled each time, up to a limit; less up to a fifth, so that clients do not come all at once. */
static gint64
choose_pause (guint n_failures)
{
  gint64 pause = MO_POOL_BACK_OFF_USEC << MIN (n_failures - 1, 10);

  pause = MIN (pause, MO_POOL_BACK_OFF_MOST_USEC);
  return pause - g_random_int_range (0, (gint32) (pause / 5));
}

/* With the lock held. */
static void
note_in_vain (MoPool *pool, gint64 now)
{
  mo_counters_add (&pool->counters, MO_COUNT_CONNECT_FAILURES, 1);
  pool->outage.n_in_vain++;
  pool->outage.refill_usec = now + choose_pause (pool->outage.n_in_vain);
}

/* Whoever waits is given a chance before long. */
static void
note_success (MoPool *pool, gboolean is_probe)
{
  g_autoptr (GError) old = NULL;

  mo_counters_add (&pool->counters, MO_COUNT_CONNECTS, 1);
  mo_job_queue_lock (pool->queue);
  if (is_probe)
    pool->outage.is_probing = FALSE;
  pool->outage.n_failures = 0;
  pool->outage.n_in_vain = 0;
  pool->outage.refill_usec = 0;
  pool->outage.was_there = TRUE;
  old = g_steal_pointer (&pool->outage.error);
  mo_pool_call_workers (pool, mo_pool_now (pool));
  mo_job_queue_unlock (pool->queue);
}

/* With the lock held: whether jobs wait for a server that cannot be reached. Where they do not,
 * each tries for itself. */
static gboolean
is_patient (MoPool *pool)
{
  return pool->options.connect_retry_usec != 0
         && (pool->outage.was_there || pool->options.connect_retry_at_start);
}

/* With the lock held: whether @job is one of those. */
static gboolean
may_wait (MoPool *pool, MoJob *job, gint64 now)
{
  gint64 limit = pool->options.connect_retry_usec;

  if (job == NULL)
    return TRUE;
  return is_patient (pool) && !job->fails_fast && (limit < 0 || now - job->queued_usec < limit);
}

/* With the lock held. In an outage the probe is another job's, and may be for long; where it fails,
 * those who asked for an answer have it. */
static void
take_impatient (MoPool *pool, GPtrArray *jobs)
{
  for (guint i = 0; i < MO_JOB_N_PRIORITIES; i++)
    for (MoJob *job = pool->queue->lists[i].oldest, *newer; job != NULL; job = newer)
      {
        newer = job->newer;
        if (job->fails_fast)
          g_ptr_array_add (jobs, mo_job_queue_remove (pool->queue, job));
      }
}

/* Several may have failed at once before anyone knew: that is one failure. */
static MoConnectOutcome
note_failure (MoPool *pool, MoJob *job, gboolean is_probe, const GError *error)
{
  MoPoolOutage *outage = &pool->outage;
  gint64 now = mo_pool_now (pool);
  g_autoptr (GPtrArray) impatient
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  g_autoptr (GError) old = NULL;
  gboolean waits;

  mo_job_queue_lock (pool->queue);
  note_in_vain (pool, now);
  if (is_patient (pool) && (is_probe || outage->n_failures == 0))
    {
      outage->is_probing = FALSE;
      outage->n_failures++;
      outage->next_usec = now + choose_pause (outage->n_failures);
      old = g_steal_pointer (&outage->error);
      outage->error = g_error_copy (error);
    }
  waits = may_wait (pool, job, now);
  if (outage->n_failures > 0)
    take_impatient (pool, impatient);
  mo_job_queue_unlock (pool->queue);
  for (guint i = 0; i < impatient->len; i++)
    mo_job_abandon (g_ptr_array_index (impatient, i), error);
  mo_pool_wake_supervisor (pool);
  return waits ? MO_CONNECT_LATER : MO_CONNECT_FAILED;
}

/* The server was reached, and said no; or what was to be run on the connection failed. That is
 * nobody's outage. */
static MoConnectOutcome
note_refusal (MoPool *pool, gboolean is_probe)
{
  gint64 now = mo_pool_now (pool);

  mo_job_queue_lock (pool->queue);
  note_in_vain (pool, now);
  if (is_probe)
    {
      pool->outage.is_probing = FALSE;
      pool->outage.next_usec = now;
    }
  mo_job_queue_unlock (pool->queue);
  return MO_CONNECT_FAILED;
}

/* Consumes @connection. */
static gboolean
take_over (MoWorker *self, MoConnection *connection, GError **error)
{
  MoPool *pool = self->pool;

  self->connection = connection;
  mo_connection_set_features (connection, &pool->features);
  note_connection (self, mo_fence_new (pool->killer, &pool->clock, connection,
                                       mo_pool_get_limit (pool)));
  if (mo_worker_run_upkeep (self, "init_sql and the hooks of a new connection", set_up, error))
    return TRUE;
  mo_worker_drop_connection (self);
  return FALSE;
}

static MoConnectOutcome
open_connection (MoWorker *self, MoJob *job, gboolean is_probe, GError **error)
{
  MoPool *pool = self->pool;
  g_autoptr (GError) local = NULL;
  g_autoptr (MoConnection) connection
      = mo_connection_open (pool->api, pool->endpoint, &local);
  MoConnectOutcome outcome = MO_CONNECT_READY;

  if (connection == NULL && g_error_matches (local, MO_ERROR, MO_ERROR_CONNECT_FAILED))
    outcome = note_failure (pool, job, is_probe, local);
  else if (connection == NULL || !take_over (self, g_steal_pointer (&connection), &local))
    outcome = note_refusal (pool, is_probe);
  if (outcome == MO_CONNECT_READY)
    note_success (pool, is_probe);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return outcome;
}

static gboolean
is_evicting (MoPool *pool)
{
  gboolean evicting;

  mo_job_queue_lock (pool->queue);
  evicting = pool->is_evicting;
  mo_job_queue_unlock (pool->queue);
  return evicting;
}

MoConnectOutcome
mo_worker_connect_for (MoWorker *self, MoJob *job, GError **error)
{
  gboolean is_probe;

  drop_what_is_no_good (self);
  if (self->connection != NULL)
    return MO_CONNECT_READY;
  if (is_evicting (self->pool))
    {
      g_propagate_error (error, mo_pool_new_closed_error ());
      return MO_CONNECT_FAILED;
    }
  if (!may_try (self->pool, &is_probe))
    return MO_CONNECT_LATER;
  return open_connection (self, job, is_probe, error);
}

/* --- afterwards --- */

static gboolean
reset (MoWorker *self, GError **error)
{
  if (!mo_connection_reset (self->connection, error))
    return FALSE;
  mo_counters_add (&self->pool->counters, MO_COUNT_RESETS, 1);
  return set_up (self, error);
}

/* A job that counts on us would wait for as long as this takes. */
static void
send_for_others (MoWorker *self)
{
  MoPool *pool = self->pool;

  mo_job_queue_lock (pool->queue);
  mo_worker_finish (self);
  mo_pool_call_workers (pool, mo_pool_now (pool));
  mo_job_queue_unlock (pool->queue);
  mo_pool_wake_supervisor (pool);
}

/* FALSE: it is to be closed. Hooks are for new connections, and could not be run again. */
static gboolean
make_as_new (MoWorker *self)
{
  if (self->n_finishing > 0)
    send_for_others (self);
  return self->pool->hooks->len == 0 && !mo_connection_has_left_database (self->connection)
         && mo_worker_run_upkeep (self, "a reset of the session", reset, NULL);
}

void
mo_worker_clean_up (MoWorker *self)
{
  MoConnection *connection = self->connection;

  if (connection == NULL)
    return;
  if (mo_connection_is_lost (connection) || mo_fence_is_spent (self->fence))
    mo_worker_drop_connection (self);
  else if ((mo_connection_has_left_state (connection) || !is_clean (connection))
           && !make_as_new (self))
    mo_worker_drop_connection (self);
}
