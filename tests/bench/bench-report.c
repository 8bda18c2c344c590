/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing two sides in one run, by turns, so that both see the same noise. */

#include "bench-report.h"

#define ROUNDS 5

void
bench_compare (const char *name,
               const char *peer_name,
               BenchSide ours,
               BenchSide peer,
               guint n,
               gpointer data)
{
  gint64 best_ours = G_MAXINT64;
  gint64 best_peer = G_MAXINT64;

  for (guint i = 0; i < ROUNDS; i++)
    {
      best_ours = MIN (best_ours, ours (n, data));
      best_peer = MIN (best_peer, peer (n, data));
    }
  g_print ("%-44s ours %9.3f us   %s %9.3f us   ratio %.2f\n", name, (double) best_ours / n,
           peer_name, (double) best_peer / n, (double) best_ours / (double) best_peer);
}
