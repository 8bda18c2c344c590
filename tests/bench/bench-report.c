/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Comparing two sides in one run, by turns, so that both see the same noise. */

#include "bench-report.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>

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

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_median (double *numbers, guint n)
{
  qsort (numbers, n, sizeof *numbers, compare_doubles);
  return n % 2 == 1 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
}

void
bench_report_begin (const char *ours, const char *peer)
{
  g_print ("%-44s %12s %12s %9s %7s %s\n", "case", ours, peer, "ratio", "goal", "unit");
}

static double
get_ratio (const BenchCase *self)
{
  return self->is_cost != self->more_is_better ? self->ours / self->peer : self->peer / self->ours;
}

/* "-" for what there is not. */
static char *
show (double number, const char *format)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (number > 0 ? g_ascii_formatd (text, sizeof text, format, number) : "-");
}

static void
append_json (const BenchCase *self, double ratio)
{
  const char *path = g_getenv ("MO_BENCH_JSON");
  FILE *file = path != NULL ? fopen (path, "a") : NULL;

  if (path != NULL && file == NULL)
    g_error ("%s: %s", path, g_strerror (errno));
  if (file == NULL)
    return;
  fprintf (file, "{\"case\": \"%s\", \"unit\": \"%s\", \"ours\": %.4f", self->name, self->unit,
           self->ours);
  if (self->peer > 0)
    fprintf (file, ", \"peer\": %.4f, \"ratio\": %.4f", self->peer, ratio);
  if (self->goal > 0)
    fprintf (file, ", \"goal\": %.2f", self->goal);
  fprintf (file, "}\n");
  fclose (file);
}

void
bench_report_case (const BenchCase *self)
{
  double ratio = self->peer > 0 ? get_ratio (self) : 0;
  g_autofree char *ours = show (self->ours, "%.3f");
  g_autofree char *peer = show (self->peer, "%.3f");
  g_autofree char *shown_ratio = show (ratio, "%.2f");
  g_autofree char *goal = show (self->goal, "%.3g");

  g_print ("%-44s %12s %12s %9s %7s %s\n", self->name, ours, peer, shown_ratio, goal, self->unit);
  append_json (self, ratio);
}
