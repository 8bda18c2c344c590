/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Workers behind one shared queue. A worker is one thread with one connection of its own. */

#pragma once

#include "base/mo-clock-private.h"
#include "base/mo-feature-private.h"
#include "pool/mo-counters-private.h"
#include "pool/mo-job-private.h"
#include "pool/mo-log-options-private.h"

G_BEGIN_DECLS

typedef struct _MoPool MoPool;
typedef struct _MoLease MoLease;

/* Times are microseconds; a negative one means never, or without a limit. */
typedef struct
{
  guint max_workers;
  guint min_workers;           /* so many connections are kept, once there has been use for one */
  gint64 acquire_timeout_usec;
  gint max_waiting;            /* jobs that may wait for a connection; negative: any number */
  gint64 idle_timeout_usec;    /* a connection that was idle this long is closed */
  gint64 recycle_usec;         /* one this old is closed; earlier by up to a tenth, so that those
                                * opened together do not go together */
  gboolean pre_ping;           /* ping a connection that was idle before it is used */
  gint64 pre_ping_idle_usec;   /* idle for longer than this */
  gint64 connect_retry_usec;   /* how long a job waits for a server that is gone to come back */
  gboolean connect_retry_at_start; /* also where it was never there */
  char *capabilities;          /* lent; as mo_features_parse() reads them; NULL: none are said */
  char *init_sql;              /* lent; sent on each new connection; NULL: none */
  gint64 spin_usec;            /* for how long a thread that waits looks before it sleeps, where its
                                * last waits were so short; 0: it does not; up to 65,535 */
  gboolean reserve_kill;       /* keep a connection for stopping statements */
  gint64 kill_patience_usec;   /* until a statement that was asked to stop is stopped by harsher
                                * means */
  MoLogOptions log;
} MoPoolOptions;

/* What a pool has that nobody has set, but for its size and the first times. */
#define MO_POOL_NO_LIMITS                                                                          \
  .max_waiting = -1, .idle_timeout_usec = -1, .pre_ping_idle_usec = G_USEC_PER_SEC / 2,            \
  .kill_patience_usec = 3 * G_USEC_PER_SEC,                                                        \
  .log = { .slow_query_usec = -1, .slow_wait_usec = -1 }

/* Retrying: the first pause, doubled each time up to the last. */
#define MO_POOL_BACK_OFF_USEC (100 * 1000)
#define MO_POOL_BACK_OFF_MOST_USEC (10 * G_USEC_PER_SEC)

MoPool *mo_pool_new    (const MoMysqlApi    *api,
                        const MoEndpoint    *endpoint,
                        const MoPoolOptions *options,
                        const MoClock       *clock);
MoPool *mo_pool_ref    (MoPool              *self);
void    mo_pool_unref  (MoPool              *self);

/* Consumes @job; returns its future. Any thread. It is rejected with POOL_CLOSED, WOULD_DEADLOCK or
 * POOL_EXHAUSTED where no connection can be had; with POOL_CLOSED in a process that was forked. */
MoFuture *mo_pool_submit (MoPool *self, MoJob *job);

/* No new work from here on. What is queued still runs and leases end by themselves, until
 * @drain_usec have passed (negative: without a limit): then what has not begun is rejected, what
 * runs is stopped, and leases are ended. The future resolves when the last connection is closed and
 * its thread has ended. Of several calls the shortest limit counts. */
MoFuture *mo_pool_close  (MoPool *self, gint64 drain_usec);

/* (transfer full): resolved as soon as there is a close: no work is taken any more. */
MoFuture *mo_pool_dup_no_more (MoPool *self);

/* After a close that has come to its end: waits for the pool's last thread, too. Otherwise returns
 * at once, and the threads end by themselves. */
void      mo_pool_join   (MoPool *self);

/* Run on each new connection, before its first use: returns FALSE, and why, if it is not to be
 * used. It may block. To be set before the first job is submitted. */
typedef gboolean (*MoPoolHook) (MoConnection *connection, gpointer data, GError **error);

/* FALSE: it is too late. */
gboolean  mo_pool_add_hook (MoPool         *self,
                            MoPoolHook      hook,
                            gpointer        data,
                            GDestroyNotify  destroy);

/* Lives as long as the pool. */
const MoLogOptions *mo_pool_get_log_options (MoPool *self);
/* What is said of the server. */
const MoFeatures   *mo_pool_get_features    (MoPool *self);

/* Without a lock. */
MoCounters *mo_pool_get_counters  (MoPool *self);
guint       mo_pool_count_waiting (MoPool *self);
guint64     mo_pool_count_kills   (MoPool *self);

/* All of one moment. */
typedef struct
{
  guint n_workers;
  guint n_busy;
  guint n_leased;
  guint n_waiting;
  guint64 n_connections; /* opened so far */
  guint64 n_pings;
  guint64 n_resets;
  guint64 n_failures;    /* connections that could not be opened */
} MoPoolStats;

void mo_pool_get_stats (MoPool *self, MoPoolStats *stats);
/* (transfer full): who holds what, since when, and who waits, for people. */
char *mo_pool_dump     (MoPool *self);
/* For tests: look at the clock again. */
void mo_pool_wake_supervisor (MoPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPool, mo_pool_unref)

G_END_DECLS
