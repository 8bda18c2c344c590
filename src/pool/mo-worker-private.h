/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool's own threads share: the pool, its workers, and the job that starts a lease. */

#pragma once

#include "base/mo-mutex-private.h"
#include "future/mo-scheduler-private.h"
#include "pool/mo-job-queue-private.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

typedef struct _MoWorker MoWorker;

struct _MoPool
{
  _Atomic guint ref_count;
  /* Immutable. */
  const MoMysqlApi *api;
  MoEndpoint *endpoint;
  MoPoolOptions options;
  MoClock clock;
  MoScheduler *dispatcher; /* kept running as long as the pool */
  MoJobQueue *queue;
  /* All below: guarded by the queue's lock. */
  GPtrArray *workers;       /* MoWorker, running */
  GPtrArray *ended;         /* GThread to be joined by the supervisor */
  MoJob *oldest_waiting;    /* in the shared queue, in order of arrival */
  MoJob *newest_waiting;
  guint n_waiting;
  guint n_body_leases;      /* held by blocking bodies */
  guint64 n_connections;
  guint64 n_pings;
  GThread *supervisor; /* NULL: not started, or joined */
  gboolean closing;
  MoFuture *closed;         /* NULL until mo_pool_close() */
  /* The supervisor sleeps on its own lock, so that it can be woken with the other one held. */
  MoMutex wake_lock;
  GCond wake;
  gboolean woken; /* guarded by wake_lock */
};

/* A job that turns its worker over to a lease. */
typedef struct
{
  MoJob parent;
  MoLease *lease;
  GObject *grant;
} MoLeaseJob;

extern const MoJobClass mo_lease_job_class;

struct _MoWorker
{
  MoPool *pool; /* owned */
  GThread *thread;
  /* Guarded by the pool's queue lock; for messages and counts. */
  gint64 busy_since_usec;  /* 0: idle */
  const char *busy_with;
  guint64 connection_id;   /* 0: none */
  gboolean leased;
  /* The worker thread's own. */
  MoConnection *connection;
  gint64 connected_usec;
  gint64 used_usec;
};

MoWorker     *mo_worker_start             (MoPool   *pool); /* with the lock held */
/* On its thread: a live connection, or NULL and why not. */
MoConnection *mo_worker_ensure_connection (MoWorker *self,
                                           GError  **error);
void          mo_worker_drop_connection   (MoWorker *self);

/* On the worker's thread, from the grant to the release. Consumes @job. */
void          mo_lease_serve_on           (MoLeaseJob *job,
                                           MoWorker *worker);

gpointer      mo_supervisor_main          (gpointer  pool);

gint64        mo_pool_now                 (MoPool   *self);
/* With the lock held. */
void          mo_pool_unlink_waiting      (MoPool   *self,
                                           MoJob    *job);
/* Workers that are free, or have just been started. With the lock held. */
guint         mo_pool_count_idle          (MoPool   *self);
/* (transfer full): what to tell a job that waited too long. With the lock held. */
GError       *mo_pool_explain_exhaustion  (MoPool   *self,
                                           gint64    now);

G_END_DECLS
