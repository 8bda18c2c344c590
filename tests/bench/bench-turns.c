/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two sides by turns, so that both see the same noise. */

#include "bench-turns.h"

#include <stdlib.h>
#include <time.h>

#define MOST_ROUNDS 101

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

BenchCost
bench_cost_now (void)
{
  struct timespec work;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &work);
  return (BenchCost){ (double) g_get_monotonic_time (),
                      (double) work.tv_sec * 1e6 + (double) work.tv_nsec / 1e3 };
}

static BenchCost
take_turn (BenchSide side, gpointer data)
{
  BenchCost before;
  BenchCost after;

  if (side.prepare != NULL)
    side.prepare (data);
  before = bench_cost_now ();
  side.run (data);
  after = bench_cost_now ();
  return (BenchCost){ after.usec - before.usec, after.work_usec - before.work_usec };
}

typedef struct
{
  double usec[MOST_ROUNDS];
  double work_usec[MOST_ROUNDS];
} Turns;

static BenchCost
sum_up (Turns *turns, guint n)
{
  double least = turns->work_usec[0];

  for (guint i = 1; i < n; i++)
    least = MIN (least, turns->work_usec[i]);
  return (BenchCost){ bench_median (turns->usec, n), least };
}

/* Neither is always the first of a round. */
BenchCosts
bench_take_turns (BenchSide ours, BenchSide peer, guint n_rounds, gpointer data)
{
  const BenchSide sides[] = { ours, peer };
  Turns turns[2];

  g_assert (n_rounds <= MOST_ROUNDS);
  take_turn (ours, data);
  take_turn (peer, data);
  for (guint i = 0; i < n_rounds; i++)
    for (guint j = 0; j < 2; j++)
      {
        guint which = (i + j) % 2;
        BenchCost cost = take_turn (sides[which], data);

        turns[which].usec[i] = cost.usec;
        turns[which].work_usec[i] = cost.work_usec;
      }
  return (BenchCosts){ sum_up (&turns[0], n_rounds), sum_up (&turns[1], n_rounds) };
}

static void
report (const char *name, const char *what, double ours, double peer, double goal)
{
  g_autofree char *title = g_strconcat (name, ", ", what, NULL);

  bench_report_case (&(BenchCase){
      .name = title, .unit = "us", .ours = ours, .peer = peer, .goal = goal, .is_cost = TRUE });
}

void
bench_report_time (const char *name, BenchCosts costs, guint n, double goal)
{
  report (name, "time", costs.ours.usec / n, costs.peer.usec / n, goal);
}

void
bench_report_work (const char *name, BenchCosts costs, guint n, double goal)
{
  report (name, "work", costs.ours.work_usec / n, costs.peer.work_usec / n, goal);
}
