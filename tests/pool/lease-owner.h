/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An owner of a lease that runs jobs as they come, until it is told to end. */

#pragma once

#include "pool-test.h"
#include "pool/mo-lease-private.h"

G_BEGIN_DECLS

typedef struct
{
  MoLease *lease;
  _Atomic guint n_freed;
  _Atomic guint n_granted;
  _Atomic guint n_evicted;
  gboolean refuses;  /* every connection */
  gboolean reusable; /* TRUE, unless a test says otherwise before the end */
} LeaseOwner;

void      lease_owner_init   (LeaseOwner  *self,
                              PoolTest    *test,
                              MoLeaseFlags flags,
                              const char  *label);
/* The same, and it has its connection. */
void      lease_owner_begin  (LeaseOwner  *self,
                              PoolTest    *test,
                              MoLeaseFlags flags,
                              const char  *label);
MoFuture *lease_owner_submit (LeaseOwner  *self,
                              MoJob       *job);
/* Runs @text: its connection's id. */
gint64    lease_owner_run    (LeaseOwner  *self,
                              const char  *text);
/* Gives the connection back, and returns when the lease has let go of its owner. */
void      lease_owner_stop   (LeaseOwner  *self);
/* The same, and drops the lease. */
void      lease_owner_end    (LeaseOwner  *self);

G_END_DECLS
