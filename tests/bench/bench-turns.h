/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two sides by turns, so that both see the same noise. */

#pragma once

#include <glib.h>

#include "bench-report.h"

typedef struct
{
  double usec;
  double work_usec; /* processor time of this process, all threads */
} BenchCost;

typedef void (*BenchRun) (gpointer data);

typedef struct
{
  BenchRun run;
  BenchRun prepare; /* before each turn, not counted; NULL: nothing */
} BenchSide;

typedef struct
{
  BenchCost ours;
  BenchCost peer;
} BenchCosts;

/* The median; sorts @numbers. */
double     bench_median     (double *numbers,
                             guint   n);
/* As now; only differences mean anything. */
BenchCost  bench_cost_now   (void);
/* The costs of a turn: the median of the times, and the least of the processor times, which what
 * else runs on the machine can only add to. Each side has a turn before, which does not count. */
BenchCosts bench_take_turns (BenchSide ours,
                             BenchSide peer,
                             guint     n_rounds,
                             gpointer  data);
/* A case of their times, per one of @n things. The costs of ours are to stay below the @goal, in
 * ratio to the peer's; 0: none. */
void       bench_report_time (const char *name,
                              BenchCosts  costs,
                              guint       n,
                              double      goal);
/* The same of processor times. */
void       bench_report_work (const char *name,
                              BenchCosts  costs,
                              guint       n,
                              double      goal);
