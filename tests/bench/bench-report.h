/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line a case: its name, our number, the peer's in the same run, and the ratio of the two. */

#pragma once

#include <glib.h>

/* What was measured in a case, and what is to be reached. */
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
  gboolean is_limit; /* the goal is none of the ratio, but what our number has to stay below */
} BenchCase;

/* The head of a table. @program: whose cases these are. */
void bench_report_begin (const char *program,
                         const char *ours,
                         const char *peer);
/* A line of it. Where MO_BENCH_JSON names a folder, all cases so far are written to NAME.json
 * there, NAME being the program. */
void bench_report_case  (const BenchCase *self);
