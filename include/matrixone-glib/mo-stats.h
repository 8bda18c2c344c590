/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client has done so far, and does now, in numbers. */

#pragma once

#if !defined(MO_INSIDE) && !defined(MO_COMPILATION)
#error "Only <matrixone-glib.h> can be included directly."
#endif

#include "mo-types.h"

G_BEGIN_DECLS

#define MO_TYPE_STATS (mo_stats_get_type ())

/**
 * MoStat:
 * @MO_STAT_CONNECTIONS: connections that are open now; the one for stopping statements is not among
 *   them
 * @MO_STAT_BUSY: workers that are at work now
 * @MO_STAT_TRANSACTIONS: of those, the ones that a transaction holds, or a cursor by itself
 * @MO_STAT_WAITING: who waits for a connection now
 * @MO_STAT_DONE: pieces of work that succeeded: statements, commands, flushes, commits, rollbacks,
 *   the steps of cursors
 * @MO_STAT_FAILED: that failed
 * @MO_STAT_CANCELLED: that were stopped while they ran; what never ran is not counted
 * @MO_STAT_EXPIRED: that waited too long for a connection
 * @MO_STAT_CONNECTS: connections that were opened
 * @MO_STAT_CONNECT_FAILURES: that could not be opened
 * @MO_STAT_PINGS: that were pinged before they were used
 * @MO_STAT_RESETS: sessions that were made as new between two uses
 * @MO_STAT_KILLS: KILLs that were sent
 *
 * What [method@Mo.Stats.get_count] counts: the first four are of now, the others up to now.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_STAT_CONNECTIONS,
  MO_STAT_BUSY,
  MO_STAT_TRANSACTIONS,
  MO_STAT_WAITING,
  MO_STAT_DONE,
  MO_STAT_FAILED,
  MO_STAT_CANCELLED,
  MO_STAT_EXPIRED,
  MO_STAT_CONNECTS,
  MO_STAT_CONNECT_FAILURES,
  MO_STAT_PINGS,
  MO_STAT_RESETS,
  MO_STAT_KILLS,
} MoStat;

/**
 * MoDuration:
 * @MO_DURATION_WAIT: from submitting a piece of work to a connection for it
 * @MO_DURATION_EXECUTE: from sending a statement to the end of its answer; of a cursor, each step
 *
 * What takes time.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_DURATION_WAIT,
  MO_DURATION_EXECUTE,
} MoDuration;

/**
 * MoPhase:
 * @MO_PHASE_QUEUE: waiting for a connection, or for what was submitted to a transaction before
 * @MO_PHASE_CONNECT: opening a connection, or finding out that the one at hand still lives
 * @MO_PHASE_EXECUTE: from sending to the first word of the answer
 * @MO_PHASE_FETCH: reading the rest of it, and what came in the same packet
 *
 * What a piece of work spends its time with, one after the other.
 *
 * Since: 0.1
 */
typedef enum
{
  MO_PHASE_QUEUE,
  MO_PHASE_CONNECT,
  MO_PHASE_EXECUTE,
  MO_PHASE_FETCH,
} MoPhase;

MO_AVAILABLE_IN_ALL
GType    mo_stats_get_type          (void) G_GNUC_CONST;
MO_AVAILABLE_IN_ALL
MoStats *mo_client_get_stats        (MoClient *client) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
MoStats *mo_stats_copy              (MoStats  *self) G_GNUC_WARN_UNUSED_RESULT;
MO_AVAILABLE_IN_ALL
void     mo_stats_free              (MoStats  *self);
MO_AVAILABLE_IN_ALL
guint64  mo_stats_get_count         (MoStats  *self,
                                     MoStat    stat);
MO_AVAILABLE_IN_ALL
guint64  mo_stats_get_n_durations   (MoStats  *self,
                                     MoDuration duration);
MO_AVAILABLE_IN_ALL
gint64   mo_stats_get_mean_usec     (MoStats  *self,
                                     MoDuration duration);
MO_AVAILABLE_IN_ALL
gint64   mo_stats_get_quantile_usec (MoStats  *self,
                                     MoDuration duration,
                                     double    quantile);

MO_AVAILABLE_IN_ALL
gint64   mo_future_get_phase_usec   (MoFuture *future,
                                     MoPhase   phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoStats, mo_stats_free)

G_END_DECLS
