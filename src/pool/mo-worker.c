/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoWorker: one thread that opens, uses and closes one connection, and takes one job at a time. */

#include "base/mo-error-private.h"
#include "future/mo-thread-state-private.h"
#include "pool/mo-lease-private.h"
#include "pool/mo-worker-private.h"

static void
note_connection (MoWorker *self, guint64 id)
{
  mo_job_queue_lock (self->pool->queue);
  self->connection_id = id;
  self->pool->n_connections += id != 0;
  mo_job_queue_unlock (self->pool->queue);
}

void
mo_worker_drop_connection (MoWorker *self)
{
  if (self->connection == NULL)
    return;
  g_clear_pointer (&self->connection, mo_connection_close);
  note_connection (self, 0);
}

static gboolean
is_too_old (MoWorker *self, gint64 now)
{
  gint64 recycle = self->pool->options.recycle_usec;

  return recycle >= 0 && now - self->connected_usec >= recycle;
}

/* Whether a connection that was idle is still there. */
static gboolean
passes_ping (MoWorker *self, gint64 now)
{
  if (!self->pool->options.pre_ping || now - self->used_usec < MO_POOL_PRE_PING_IDLE_USEC)
    return TRUE;
  mo_job_queue_lock (self->pool->queue);
  self->pool->n_pings++;
  mo_job_queue_unlock (self->pool->queue);
  return mo_connection_ping (self->connection, NULL);
}

MoConnection *
mo_worker_ensure_connection (MoWorker *self, GError **error)
{
  gint64 now = mo_pool_now (self->pool);

  if (self->connection != NULL
      && (mo_connection_is_lost (self->connection) || is_too_old (self, now)
          || !passes_ping (self, now)))
    mo_worker_drop_connection (self);
  if (self->connection == NULL)
    {
      self->connection = mo_connection_open (self->pool->api, self->pool->endpoint, error);
      if (self->connection == NULL)
        return NULL;
      self->connected_usec = mo_pool_now (self->pool);
      note_connection (self, mo_connection_get_id (self->connection));
    }
  return self->connection;
}

/* A statement on the client alone must leave nothing behind that the next caller would fall into:
 * an open transaction, or autocommit switched off. */
static gboolean
is_clean (MoConnection *connection)
{
  return !mo_connection_is_lost (connection) && !mo_connection_is_in_transaction (connection)
         && mo_connection_is_autocommit (connection);
}

/* Consumes @job. */
static void
run_job (MoWorker *self, MoJob *job)
{
  g_autoptr (MoFuture) owned = &job->parent;
  g_autoptr (GError) error = NULL;
  MoConnection *connection;

  if (!mo_job_take (job))
    return; /* cancelled, or it waited too long */
  connection = mo_worker_ensure_connection (self, &error);
  if (connection == NULL)
    {
      if (MO_JOB_CLASS (job)->abandon != NULL)
        MO_JOB_CLASS (job)->abandon (job, error);
      else
        mo_future_reject (&job->parent, g_steal_pointer (&error));
      return;
    }
  if (MO_JOB_CLASS (job) == &mo_lease_job_class)
    mo_lease_serve_on ((MoLeaseJob *) g_steal_pointer (&owned), self);
  else
    MO_JOB_CLASS (job)->run (job, connection);
  self->used_usec = mo_pool_now (self->pool);
  if (self->connection != NULL && !is_clean (self->connection))
    mo_worker_drop_connection (self);
}

/* NULL: the pool is closing. */
static MoJob *
next_job (MoWorker *self)
{
  MoPool *pool = self->pool;
  gpointer item;

  mo_job_queue_lock (pool->queue);
  self->busy_since_usec = 0;
  self->busy_with = NULL;
  item = mo_job_queue_pop (pool->queue);
  if (item != pool)
    {
      mo_pool_unlink_waiting (pool, item);
      self->busy_since_usec = mo_pool_now (pool);
    }
  mo_job_queue_unlock (pool->queue);
  return item != pool ? item : NULL;
}

static void
end (MoWorker *self)
{
  MoPool *pool = self->pool;

  mo_worker_drop_connection (self);
  mo_connection_thread_end (pool->api);
  mo_job_queue_lock (pool->queue);
  g_ptr_array_remove_fast (pool->workers, self);
  g_ptr_array_add (pool->ended, self->thread);
  mo_job_queue_unlock (pool->queue);
  mo_pool_wake_supervisor (pool);
  g_free (self);
  mo_pool_unref (pool);
}

static gpointer
worker_main (gpointer data)
{
  MoWorker *self = data;
  MoJob *job;

  mo_thread_state_get ()->no_waiting = "on a worker of a pool, which has to serve others";
  mo_connection_thread_init (self->pool->api);
  while ((job = next_job (self)) != NULL)
    run_job (self, job);
  end (self);
  return NULL;
}

MoWorker *
mo_worker_start (MoPool *pool)
{
  MoWorker *self = g_new0 (MoWorker, 1);

  self->pool = mo_pool_ref (pool);
  /* The new thread needs the lock that is held here before it can look at itself. */
  self->thread = g_thread_new ("mo-worker", worker_main, self);
  return self;
}
