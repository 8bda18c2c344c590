/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One worker for one owner: a queue of its own, served in order on that worker's connection. */

#pragma once

#include "pool/mo-job-private.h"
#include "pool/mo-pool-private.h"

G_BEGIN_DECLS

typedef struct
{
  /* On the worker, before the lease is given out. @times: of asking for it. FALSE: it cannot be
   * served on this connection, which is told to who asked and whoever has submitted. */
  gboolean (*granted) (gpointer owner,
                       MoConnection *connection,
                       const MoJobTimes *times,
                       GError **error);
  /* On the worker: everything that was queued, in order. Consumes the jobs in @jobs (elements are
   * MoJob, not yet taken). After mo_lease_release() nothing more comes. */
  void (*serve) (gpointer owner, MoConnection *connection, GPtrArray *jobs);
  /* When the lease is over, on whichever thread ends it. */
  GDestroyNotify unref_owner;
  /* (transfer full): what to tell who submits when it is over. */
  GError *(*new_over_error) (gpointer owner);
  /* (transfer full): the same, on the worker, where it had no end of its own before the pool's. */
  GError *(*new_evicted_error) (gpointer owner);
  /* On the worker, then: nothing more comes, and the connection is about to be closed. @job, of the
   * lease's own, may still be used behind the fence, which lets no statement in any more. NULL:
   * there is nothing to be done. */
  void (*evicted) (gpointer owner, MoConnection *connection, MoJob *job);
} MoLeaseClass;

typedef enum
{
  MO_LEASE_DEFAULT = 0,
  /* A thread of the caller's blocks while it holds the lease. */
  MO_LEASE_BODY = 1 << 0,
  /* Continuations that are attached on the worker run on the worker. */
  MO_LEASE_CONTINUES = 1 << 1,
} MoLeaseFlags;

/* @owner is kept until the lease is over, then given to unref_owner. @priority: of the wait for a
 * worker. @label says what it is for. */
MoLease  *mo_lease_new     (MoPool             *pool,
                            const MoLeaseClass *klass,
                            gpointer            owner,
                            MoLeaseFlags        flags,
                            MoJobPriority       priority,
                            const char         *label);
const char *mo_lease_get_label (MoLease        *self);
MoLease  *mo_lease_ref     (MoLease            *self);
void      mo_lease_unref   (MoLease            *self);

/* Asks the pool for a worker. The future resolves with @grant (transfer full), or with TRUE if it
 * is NULL, once a worker with a live connection serves the lease. If it never does, jobs that wait
 * in the lease are abandoned with the same error. */
MoFuture *mo_lease_request (MoLease            *self,
                            GObject            *grant);

/* Consumes @job; returns its future. Any thread. If the lease is over, or never came to be, the job
 * is abandoned with the error that says so. */
MoFuture *mo_lease_submit  (MoLease            *self,
                            MoJob              *job);

/* Stops the statement that runs on it, if there is one. Any thread. */
void      mo_lease_interrupt (MoLease          *self);

/* On the worker: no more jobs; the worker goes back to the pool. @reusable: FALSE closes the
 * connection. */
void      mo_lease_release (MoLease            *self,
                            gboolean            reusable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoLease, mo_lease_unref)

G_END_DECLS
