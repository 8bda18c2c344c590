/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool on the fake client library, with a clock that stands until it is moved. */

#pragma once

#include "fake-mysql.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoPool *pool;
  _Atomic gint64 now_usec;
} PoolTest;

#define POOL_TEST_TIMEOUT_USEC (30 * G_USEC_PER_SEC)

/* @n workers, a wait without a limit, and nothing else. */
MoPoolOptions pool_test_options (guint              n);
/* Without recycling and pre-ping unless @options says so; NULL: two workers. */
void      pool_test_open      (PoolTest            *self,
                               const MoPoolOptions *options);
/* The same on @api, which is made of fake_mysql_api. */
void      pool_test_open_on   (PoolTest            *self,
                               const MoMysqlApi    *api,
                               const MoPoolOptions *options);
/* Closes the pool and checks that nothing of it is left. */
void      pool_test_close     (PoolTest            *self);
/* The same, but it is closed already. */
void      pool_test_end       (PoolTest            *self);
/* Moves the clock and lets the supervisor look at it. */
void      pool_test_advance   (PoolTest            *self,
                               gint64               usec);

/* A job that sends @text; its future is of the connection's id. */
MoJob    *pool_test_job_new   (const char          *text);
/* It is never to run. */
void      pool_test_drop_job  (MoJob               *job);
MoFuture *pool_test_submit    (PoolTest            *self,
                               const char          *text);
/* The same behind the fence, so that it can be stopped. */
MoFuture *pool_test_submit_fenced (PoolTest        *self,
                               const char          *text);
/* Submits, and waits until it has run and its worker is free again: its connection's id. */
gint64    pool_test_run       (PoolTest            *self,
                               const char          *text);
/* Until no worker has anything to do. */
void      pool_test_settle    (PoolTest            *self);
MoPoolStats pool_test_stats   (PoolTest            *self);
/* Until so many queries "WAIT" stand at the gate. */
void      pool_test_wait_for_gate (guint            n);
/* Until @condition; fails after half a minute. */
void      pool_test_wait_until (gboolean          (*condition) (gpointer data),
                                gpointer            data);

/* Consume the future. */
gint64    pool_test_await_id    (MoFuture          *future);
void      pool_test_assert_code (MoFuture          *future,
                                 GQuark             domain,
                                 gint               code);

G_END_DECLS
