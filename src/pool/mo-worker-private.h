/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool's own threads share: the pool, its workers, and the job that starts a lease. */

#pragma once

#include <sys/types.h>

#include "base/mo-parker-private.h"
#include "future/mo-scheduler-private.h"
#include "pool/mo-counters-private.h"
#include "pool/mo-fence-private.h"
#include "pool/mo-job-queue-private.h"
#include "pool/mo-killer-private.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

typedef struct _MoWorker MoWorker;

/* Whether the server can be reached. */
typedef struct
{
  guint n_failures;     /* in a row; 0: it can */
  gint64 next_usec;     /* when to try again */
  gboolean is_probing;  /* a worker does so now */
  gboolean was_there;   /* there has been a connection */
  GError *error;        /* the last one */
  guint n_in_vain;      /* connections that were not to be had, in a row, for whatever reason */
  gint64 refill_usec;   /* not before, the pool tries of its own accord */
} MoPoolOutage;

struct _MoPool
{
  _Atomic guint ref_count;
  /* Immutable. */
  pid_t pid; /* the process that its threads live in */
  const MoMysqlApi *api;
  MoEndpoint *endpoint;
  MoPoolOptions options;
  MoFeatures features;
  MoClock clock;
  MoScheduler *dispatcher; /* kept as long as the pool */
  MoKiller *killer;
  MoJobQueue *queue;
  MoCounters counters; /* atomic */
  GArray *hooks; /* MoPoolHookEntry; nothing is added once a job was submitted */
  /* All below: guarded by the queue's lock. */
  GPtrArray *workers; /* MoWorker, running */
  GPtrArray *idle;    /* MoWorker, asleep; the last one was used last, and is woken first */
  guint n_coming;     /* workers that were woken or started, and have not looked for a job yet */
  GPtrArray *ended;   /* GThread to be joined by the supervisor */
  guint n_body_leases; /* held by blocking bodies */
  guint64 n_expiries;  /* chosen so far */
  MoPoolOutage outage;
  GThread *supervisor; /* NULL: not started, or joined */
  gboolean closing;
  gint64 drain_end_usec; /* when the patience of a close ends; < 0: never */
  gboolean is_evicting;  /* it has ended */
  gint64 complain_usec;  /* when a close without an end is to say what it waits for; < 0: never */
  gint64 look_usec;      /* when the supervisor looks next, if nobody wakes it; < 0: never */
  MoFuture *closed;      /* NULL until mo_pool_close() */
  MoFuture *no_more;     /* resolved by mo_pool_close(), without the lock */
  /* The supervisor sleeps on its own lock, so that it can be woken with the other one held. */
  MoMutex wake_lock;
  GCond wake;
  gboolean woken; /* guarded by wake_lock */
};

typedef struct
{
  MoPoolHook hook;
  gpointer data;
  GDestroyNotify destroy;
} MoPoolHookEntry;

/* A job that turns its worker over to a lease. */
typedef struct
{
  MoJob parent;
  MoLease *lease;
  GObject *grant;
} MoLeaseJob;

extern const MoJobClass mo_lease_job_class;

/* What the supervisor wants of a worker that is idle. */
typedef enum
{
  MO_WORKER_NOTHING,
  MO_WORKER_CONNECT, /* have a connection, a new one if the present one is old */
  MO_WORKER_RETIRE,  /* close the connection, and end */
} MoWorkerOrder;

struct _MoWorker
{
  MoPool *pool; /* owned */
  GThread *thread;
  MoParker parker; /* where it waits for work */
  /* Guarded by the pool's queue lock. */
  gboolean is_new; /* it has not looked for a job yet */
  gboolean is_woken;
  MoWorkerOrder order;
  gboolean is_leaving;     /* it was told to end, and is counted no more among those that stay */
  /* Written by the worker alone, which reads them without the lock, too. */
  gint64 busy_since_usec;  /* 0: idle */
  gint64 idle_since_usec;  /* when it was busy last */
  const char *busy_with;   /* the label of its lease; NULL: a statement */
  MoLease *lease;          /* lent, while it serves one */
  MoFence *fence;          /* owned; of the connection; NULL: there is none */
  gint64 expires_usec;     /* when the connection is too old; < 0: never */
  /* The worker thread's own. */
  gint n_finishing; /* what it has added to the queue's */
  MoConnection *connection;
  gint64 lease_window_usec; /* what the parkers of its leases have learnt */
};

/* With the lock held: whether the supervisor, if nobody wakes it, looks only after that. */
static inline gboolean
mo_pool_looks_after (const MoPool *self, gint64 usec)
{
  return self->look_usec < 0 || self->look_usec > usec;
}

MoWorker     *mo_worker_start             (MoPool   *pool); /* with the lock held */
void          mo_worker_drop_connection   (MoWorker *self);
/* With the lock held: no job counts on it any more that was submitted while its own was as good as
 * done. */
void          mo_worker_finish            (MoWorker *self);
/* With the lock held: whether it could serve a job now. */
gboolean      mo_worker_may_serve         (MoWorker *self,
                                           gint64    now);

/* On the worker's thread, from the grant to the release. Consumes @job. */
void          mo_lease_serve_on           (MoLeaseJob *job,
                                           MoWorker *worker);
/* Ends it whatever its owner does; any thread. */
void          mo_lease_evict              (MoLease  *self);

gpointer      mo_supervisor_main          (gpointer  pool);

gint64        mo_pool_now                 (MoPool   *self);
/* How long what is no statement of a job's may take, in microseconds; 0: without a limit. */
gint64        mo_pool_get_limit           (MoPool   *self);
/* Of another process than this one, which is a fork: its threads are not here, a lock of its may be
 * held for ever, and its connections are the parent's. */
gboolean      mo_pool_is_foreign          (MoPool   *self);
/* Consumes @job; returns its future, which is rejected for that. */
MoFuture     *mo_pool_reject_foreign      (MoJob    *job);
/* (transfer full): for what waits when the limit of a close has passed. */
GError       *mo_pool_new_closed_error    (void);
/* With the lock held. */

/* How many jobs somebody is on the way to. */
guint         mo_pool_count_served        (MoPool   *self);
/* Somebody for the jobs in the queue, if there is anybody. */
void          mo_pool_call_workers        (MoPool   *self,
                                           gint64    now);
/* Wakes one that is idle. */
void          mo_pool_wake_worker         (MoPool   *self,
                                           MoWorker *worker);
/* When a connection that is opened now is too old. */
gint64        mo_pool_choose_expiry       (MoPool   *self,
                                           gint64    now);
/* (transfer full): what to tell a job that waited too long, or does not get to wait. */
GError       *mo_pool_explain_exhaustion  (MoPool   *self,
                                           gint64    now,
                                           const char *what);
/* (transfer full): the same, to @asker, a body that holds a connection. */
GError       *mo_pool_explain_deadlock    (MoPool   *self,
                                           gint64    now,
                                           const char *asker);
MoWorker     *mo_pool_find_longest_busy   (MoPool   *self,
                                           guint    *n_busy);

G_END_DECLS
