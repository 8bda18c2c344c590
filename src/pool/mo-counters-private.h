/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a pool counts: written by its workers, read by anybody at any time, without a lock. Each
 * number is right by itself; two of them may be of different moments.
 */

#pragma once

#include <glib.h>
#include <stdatomic.h>

G_BEGIN_DECLS

typedef enum
{
  /* So many now. */
  MO_COUNT_OPEN,    /* connections */
  MO_COUNT_BUSY,    /* workers with a job */
  MO_COUNT_LEASED,  /* of those, with a transaction or a cursor */
  /* So many up to now. */
  MO_COUNT_DONE,      /* jobs that were run, and resolved */
  MO_COUNT_FAILED,    /* and rejected */
  MO_COUNT_CANCELLED, /* and stopped; those that never ran are not counted */
  MO_COUNT_EXPIRED,   /* jobs that waited too long */
  MO_COUNT_CONNECTS,
  MO_COUNT_CONNECT_FAILURES,
  MO_COUNT_PINGS,
  MO_COUNT_RESETS,
  MO_COUNT_N,
} MoCount;

/* Durations in microseconds, by their logarithm: four buckets for each power of two. */
#define MO_HISTOGRAM_STEPS 4
#define MO_HISTOGRAM_BUCKETS (40 * MO_HISTOGRAM_STEPS)

typedef struct
{
  _Atomic guint64 sum_usec;
  _Atomic guint64 buckets[MO_HISTOGRAM_BUCKETS];
} MoHistogram;

typedef struct
{
  _Atomic guint64 counts[MO_COUNT_N];
  MoHistogram waits;      /* from submitting to a connection */
  MoHistogram executions; /* from sending to the whole answer */
} MoCounters;

static inline void
mo_counters_add (MoCounters *self, MoCount count, gint64 n)
{
  /* Relaxed: nothing is read because of it. */
  atomic_fetch_add_explicit (&self->counts[count], (guint64) n, memory_order_relaxed);
}

static inline guint64
mo_counters_get (MoCounters *self, MoCount count)
{
  /* Relaxed: as above. */
  return atomic_load_explicit (&self->counts[count], memory_order_relaxed);
}

void  mo_histogram_add    (MoHistogram *self,
                           gint64       usec);
/* The bucket of a duration, and the longest duration of a bucket. */
guint mo_histogram_bucket (gint64       usec);
gint64 mo_histogram_limit (guint        bucket);

G_END_DECLS
