/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line a case: its name, our time, the peer's in the same run, and the ratio of the two. */

#pragma once

#include <glib.h>

/* Runs one of the two sides @n times over; returns the microseconds that it took. */
typedef gint64 (*BenchSide) (guint n, gpointer data);

/* Both sides by turns, five times; prints the best of each, per operation. */
void bench_compare (const char *name,
                    const char *peer_name,
                    BenchSide   ours,
                    BenchSide   peer,
                    guint       n,
                    gpointer    data);

/* The median; sorts @numbers. */
double bench_median (double *numbers,
                     guint   n);

/* What was measured in a case, and the ratio that is to be reached. */
typedef struct
{
  const char *name;
  const char *unit;
  double ours;
  double peer; /* 0: there is none */
  double goal; /* of the ratio; 0: none */
  gboolean more_is_better; /* of the numbers */
  gboolean is_cost; /* the ratio is ours to the peer's, to stay below the goal; else how many times
                     * better ours is, to reach it */
} BenchCase;

/* The head of a table. */
void bench_report_begin (const char *ours, const char *peer);
/* A line of it; and an object of JSON, on a line of its own, at the end of the file that
 * MO_BENCH_JSON names, if it is set. */
void bench_report_case  (const BenchCase *self);
