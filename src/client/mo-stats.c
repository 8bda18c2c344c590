/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStats: a copy of a pool's counters; and where the time of one piece of work went. */

#include <matrixone-glib/mo-stats.h>

#include "client/mo-client-private.h"
#include "pool/mo-counters-private.h"

typedef struct
{
  guint64 n;
  guint64 sum_usec;
  guint64 buckets[MO_HISTOGRAM_BUCKETS];
} MoDurations;

struct _MoStats
{
  guint64 counts[MO_COUNT_N];
  guint64 n_waiting;
  guint64 n_kills;
  MoDurations waits;
  MoDurations executions;
};

G_DEFINE_BOXED_TYPE (MoStats, mo_stats, mo_stats_copy, mo_stats_free)

static void
take_durations (MoDurations *self, MoHistogram *histogram)
{
  guint64 n = 0;

  /* Relaxed: numbers, each right by itself. */
  self->sum_usec = atomic_load_explicit (&histogram->sum_usec, memory_order_relaxed);
  for (guint i = 0; i < MO_HISTOGRAM_BUCKETS; i++)
    {
      self->buckets[i] = atomic_load_explicit (&histogram->buckets[i], memory_order_relaxed);
      n += self->buckets[i];
    }
  self->n = n;
}

/**
 * mo_client_get_stats:
 * @client: a client
 *
 * The numbers of this moment. Reading them takes no lock and disturbs nobody, however often it is
 * done. Clients that share connections have the same.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a copy
 * Since: 0.1
 */
MoStats *
mo_client_get_stats (MoClient *client)
{
  MoStats *self;
  MoCounters *counters;

  g_return_val_if_fail (MO_IS_CLIENT (client), NULL);

  self = g_new (MoStats, 1); /* all of it is written below: not twice */
  counters = mo_pool_get_counters (mo_client_get_pool (client));
  for (guint i = 0; i < MO_COUNT_N; i++)
    self->counts[i] = mo_counters_get (counters, i);
  self->n_waiting = mo_pool_count_waiting (mo_client_get_pool (client));
  self->n_kills = mo_pool_count_kills (mo_client_get_pool (client));
  take_durations (&self->waits, &counters->waits);
  take_durations (&self->executions, &counters->executions);
  return self;
}

/**
 * mo_stats_copy:
 * @self: numbers
 *
 * Thread: any.
 *
 * Returns: (transfer full): a copy
 * Since: 0.1
 */
MoStats *
mo_stats_copy (MoStats *self)
{
  return g_memdup2 (self, sizeof *self);
}

/**
 * mo_stats_free:
 * @self: (transfer full): numbers
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_stats_free (MoStats *self)
{
  g_free (self);
}

/**
 * mo_stats_get_count:
 * @self: numbers
 * @stat: which
 *
 * Thread: any.
 *
 * Returns: how many
 * Since: 0.1
 */
guint64
mo_stats_get_count (MoStats *self, MoStat stat)
{
  static const MoCount counts[] = {
    [MO_STAT_CONNECTIONS] = MO_COUNT_OPEN,      [MO_STAT_BUSY] = MO_COUNT_BUSY,
    [MO_STAT_TRANSACTIONS] = MO_COUNT_LEASED,   [MO_STAT_DONE] = MO_COUNT_DONE,
    [MO_STAT_FAILED] = MO_COUNT_FAILED,         [MO_STAT_CANCELLED] = MO_COUNT_CANCELLED,
    [MO_STAT_EXPIRED] = MO_COUNT_EXPIRED,       [MO_STAT_CONNECTS] = MO_COUNT_CONNECTS,
    [MO_STAT_CONNECT_FAILURES] = MO_COUNT_CONNECT_FAILURES,
    [MO_STAT_PINGS] = MO_COUNT_PINGS,           [MO_STAT_RESETS] = MO_COUNT_RESETS,
  };

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail ((guint) stat <= MO_STAT_KILLS, 0);

  if (stat == MO_STAT_WAITING)
    return self->n_waiting;
  if (stat == MO_STAT_KILLS)
    return self->n_kills;
  return self->counts[counts[stat]];
}

static const MoDurations *
peek_durations (MoStats *self, MoDuration duration)
{
  return duration == MO_DURATION_WAIT ? &self->waits : &self->executions;
}

/**
 * mo_stats_get_n_durations:
 * @self: numbers
 * @duration: of what
 *
 * Thread: any.
 *
 * Returns: how many were measured
 * Since: 0.1
 */
guint64
mo_stats_get_n_durations (MoStats *self, MoDuration duration)
{
  g_return_val_if_fail (self != NULL, 0);

  return peek_durations (self, duration)->n;
}

/**
 * mo_stats_get_mean_usec:
 * @self: numbers
 * @duration: of what
 *
 * Thread: any.
 *
 * Returns: the mean in microseconds; 0 if none was measured
 * Since: 0.1
 */
gint64
mo_stats_get_mean_usec (MoStats *self, MoDuration duration)
{
  const MoDurations *durations;

  g_return_val_if_fail (self != NULL, 0);

  durations = peek_durations (self, duration);
  return durations->n > 0 ? (gint64) (durations->sum_usec / durations->n) : 0;
}

/**
 * mo_stats_get_quantile_usec:
 * @self: numbers
 * @duration: of what
 * @quantile: 0 to 1: 0.5 is the median, 0.99 what all but one in a hundred stay below
 *
 * Thread: any.
 *
 * Returns: the time in microseconds that so many took at the most; up to a quarter more than it
 *   was; 0 if none was measured
 * Since: 0.1
 */
gint64
mo_stats_get_quantile_usec (MoStats *self, MoDuration duration, double quantile)
{
  const MoDurations *durations;
  double wanted;
  guint64 n = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (quantile >= 0 && quantile <= 1, 0);

  durations = peek_durations (self, duration);
  wanted = quantile * (double) durations->n - 1e-6; /* 0.07 * 100 is more than 7 */
  for (guint i = 0; i < MO_HISTOGRAM_BUCKETS; i++)
    {
      n += durations->buckets[i];
      if (n > 0 && (double) n >= wanted)
        return mo_histogram_limit (i);
    }
  return 0;
}

/**
 * mo_future_get_phase_usec:
 * @future: a settled future of a piece of work: a statement, a command, a flush, a commit; or one
 *   that has its outcome from such a one
 * @phase: which part of its time
 *
 * Where the time went between submitting the work and its outcome: the parts add up to the whole.
 *
 * Thread: any; never blocks.
 *
 * Returns: microseconds; -1 if @future is not settled, or nothing was sent for it
 * Since: 0.1
 */
gint64
mo_future_get_phase_usec (MoFuture *future, MoPhase phase)
{
  const MoJobTimes *times;

  g_return_val_if_fail (future != NULL, -1);

  if (mo_future_peek_status (future) == MO_FUTURE_PENDING)
    return -1;
  times = mo_job_peek_times (mo_future_peek_source (future));
  if (times == NULL || times->settled_usec == 0)
    return -1;
  switch (phase)
    {
    case MO_PHASE_QUEUE:
      return times->taken_usec - times->submitted_usec + times->sent_usec - times->connected_usec;
    case MO_PHASE_CONNECT:
      return times->connected_usec - times->taken_usec;
    case MO_PHASE_EXECUTE:
      return times->answered_usec - times->sent_usec;
    case MO_PHASE_FETCH:
    default:
      return times->settled_usec - times->answered_usec;
    }
}
