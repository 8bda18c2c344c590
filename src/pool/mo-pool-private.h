/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Workers behind one shared queue. A worker is one thread with one connection of its own. */

#pragma once

#include "base/mo-clock-private.h"
#include "pool/mo-job-private.h"

G_BEGIN_DECLS

typedef struct _MoPool MoPool;
typedef struct _MoLease MoLease;

typedef struct
{
  guint max_workers;
  gint64 acquire_timeout_usec; /* < 0: none */
  gint64 recycle_usec; /* a connection this old is replaced before its next use; < 0: never */
  gboolean pre_ping;           /* ping a connection that was idle before it is used */
  gboolean echo;
} MoPoolOptions;

/* A connection that was used within this time is taken to be alive. */
#define MO_POOL_PRE_PING_IDLE_USEC (500 * 1000)

MoPool *mo_pool_new    (const MoMysqlApi    *api,
                        const MoEndpoint    *endpoint,
                        const MoPoolOptions *options,
                        const MoClock       *clock);
MoPool *mo_pool_ref    (MoPool              *self);
void    mo_pool_unref  (MoPool              *self);

/* Consumes @job; returns its future. Any thread. It is rejected with POOL_CLOSED, WOULD_DEADLOCK or
 * POOL_EXHAUSTED where no connection can be had. */
MoFuture *mo_pool_submit (MoPool *self, MoJob *job);

/* No new work from here on; what is queued still runs and leases end by themselves. The future
 * resolves when the last connection is closed and its thread has ended. */
MoFuture *mo_pool_close  (MoPool *self);

/* After a close that has come to its end: waits for the pool's last thread, too. Otherwise returns
 * at once, and the threads end by themselves. */
void      mo_pool_join   (MoPool *self);

gboolean  mo_pool_get_echo (MoPool *self);

typedef struct
{
  guint n_workers;
  guint n_busy;
  guint n_leased;
  guint n_waiting;
  guint64 n_connections; /* opened so far */
  guint64 n_pings;
} MoPoolStats;

void mo_pool_get_stats (MoPool *self, MoPoolStats *stats);
/* For tests: look at the clock again. */
void mo_pool_wake_supervisor (MoPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoPool, mo_pool_unref)

G_END_DECLS
