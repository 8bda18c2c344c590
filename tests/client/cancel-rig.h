/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of one worker on the scripted client library, with a clock that stands until moved. */

#pragma once

#include <gio/gio.h>
#include <matrixone-glib.h>

#include "cancel-script.h"
#include "client/mo-transaction-private.h"
#include "pool-test.h"

G_BEGIN_DECLS

typedef struct
{
  MoMysqlApi api;
  PoolTest test;
} CancelRig;

/* Until the next, harsher means. */
#define CANCEL_RIG_PATIENCE_USEC (10 * G_USEC_PER_SEC)

/* A test of the rig and of @mode, a KillMode; afterwards whatever stands is let go, and nothing may
 * be left. */
#define cancel_rig_add(path, mode, func)                                                           \
  g_test_add (path, CancelRig, GINT_TO_POINTER (mode), cancel_rig_open, func, cancel_rig_close)
void           cancel_rig_open    (CancelRig    *self,
                                   gconstpointer mode);
void           cancel_rig_close   (CancelRig    *self,
                                   gconstpointer mode);
void           cancel_rig_advance (CancelRig    *self,
                                   gint64        usec);
/* Moves the clock until it is settled; borrows it. */
void           cancel_rig_advance_until_settled (CancelRig *self,
                                                 MoFuture  *future);

MoFuture      *cancel_rig_submit  (CancelRig    *self,
                                   const char   *sql);
MoTransaction *cancel_rig_begin   (CancelRig    *self);
MoTransaction *cancel_rig_begin_as (CancelRig   *self,
                                   const MoTransactionRequest *request);
/* Submits it, and cancels it where it stands. */
MoFuture      *cancel_rig_submit_and_cancel  (CancelRig     *self,
                                              const char    *sql,
                                              Stop           stop);
MoFuture      *cancel_rig_execute_and_cancel (MoTransaction *tx,
                                              const char    *sql,
                                              Stop           stop);

/* Consume the future. */
void           assert_ok          (MoFuture     *future);
#define assert_cancelled(future) pool_test_assert_code (future, G_IO_ERROR, G_IO_ERROR_CANCELLED)
#define assert_code(future, code) pool_test_assert_code (future, MO_ERROR, (gint) (code))
/* Borrows it. */
void           assert_stays_pending (MoFuture *future);
/* The next statement runs where this one did, or on a new connection. */
void           assert_same_connection    (CancelRig *self);
void           assert_another_connection (CancelRig *self);

G_END_DECLS
