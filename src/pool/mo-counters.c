/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Durations in buckets whose width is a fifth of what they hold. */

#include "pool/mo-counters-private.h"

/* Below MO_HISTOGRAM_STEPS each microsecond has a bucket; from there on a power of two has as many
 * as that. */
guint
mo_histogram_bucket (gint64 usec)
{
  guint64 value = usec > 0 ? (guint64) usec : 0;
  guint power;
  guint bucket;

  if (value < MO_HISTOGRAM_STEPS)
    return (guint) value;
  power = g_bit_storage (value) - 1;
  bucket = (power - 1) * MO_HISTOGRAM_STEPS
           + (guint) ((value >> (power - 2)) & (MO_HISTOGRAM_STEPS - 1));
  return MIN (bucket, MO_HISTOGRAM_BUCKETS - 1);
}

gint64
mo_histogram_limit (guint bucket)
{
  guint power = bucket / MO_HISTOGRAM_STEPS + 1;
  guint64 step = bucket % MO_HISTOGRAM_STEPS;

  if (bucket < MO_HISTOGRAM_STEPS)
    return bucket;
  return (gint64) (((MO_HISTOGRAM_STEPS + step + 1) << (power - 2)) - 1);
}

void
mo_histogram_add (MoHistogram *self, gint64 usec)
{
  /* Relaxed: nothing is read because of it. */
  atomic_fetch_add_explicit (&self->sum_usec, (guint64) MAX (usec, 0), memory_order_relaxed);
  atomic_fetch_add_explicit (&self->buckets[mo_histogram_bucket (usec)], 1, memory_order_relaxed);
}
