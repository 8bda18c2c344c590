/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is added to one lone select, submitted and awaited, beside the same by hand, nothing else on
 * its way. Each round has threads and connections of its own, as much depends on which processor
 * they come to run on; and while one side is at it, the other one is not there.
 *
 *   bench-lone [N]   calls of each side */

#include <stdlib.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 11
#define MOST_ADDED_USEC 15

#define SELECT "SELECT 41 + 1"

static void
check (gint64 number)
{
  if (number != 42)
    g_error ("the answer is %" G_GINT64_FORMAT, number);
}

static void
call_ours (gpointer client)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  bench_must (mo_await_int64 (mo_execute (MO_CLIENT (client), SELECT), &number, &error), error);
  check (number);
}

static void
call_by_hand (gpointer mysql)
{
  MYSQL_RES *result = NULL;
  MYSQL_ROW row = NULL;

  if (mysql_real_query (mysql, SELECT, sizeof SELECT - 1) == 0)
    result = mysql_store_result (mysql);
  if (result != NULL)
    row = mysql_fetch_row (result);
  if (row == NULL)
    g_error ("%s", mysql_error (mysql));
  check (strtoll (row[0], NULL, 10));
  mysql_free_result (result);
}

typedef void (*Call) (gpointer connection);

/* Sorted. */
static void
measure (Call call, gpointer connection, double *usec, guint n)
{
  for (guint i = 0; i < 100; i++)
    call (connection);
  for (guint i = 0; i < n; i++)
    {
      BenchCost start = bench_cost_now ();

      call (connection);
      usec[i] = bench_cost_now ().usec - start.usec;
    }
  bench_median (usec, n);
}

static void
run_ours (double *usec, guint n)
{
  MoClient *client = bench_server_connect ("pool_size=1");

  measure (call_ours, client, usec, n);
  bench_server_leave (client);
}

static void
run_by_hand (double *usec, guint n)
{
  MYSQL *mysql = bench_server_by_hand ();

  measure (call_by_hand, mysql, usec, n);
  mysql_close (mysql);
}

static void
report (const char *name, double *ours, double *peer)
{
  bench_report_case (&(BenchCase){ .name = name,
                                   .unit = "us",
                                   .ours = bench_median (ours, ROUNDS),
                                   .peer = bench_median (peer, ROUNDS),
                                   .is_cost = TRUE });
}

int
main (int argc, char **argv)
{
  guint n = (argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 22000) / ROUNDS;
  g_autofree double *ours = g_new (double, n);
  g_autofree double *peer = g_new (double, n);
  double p50[2][ROUNDS];
  double p99[2][ROUNDS];
  double added[ROUNDS];

  bench_server_require ();
  for (guint i = 0; i < ROUNDS; i++)
    {
      if (i % 2 == 0)
        run_ours (ours, n);
      run_by_hand (peer, n);
      if (i % 2 == 1)
        run_ours (ours, n);
      p50[0][i] = ours[n / 2];
      p50[1][i] = peer[n / 2];
      p99[0][i] = ours[n * 99 / 100];
      p99[1][i] = peer[n * 99 / 100];
      added[i] = p50[0][i] - p50[1][i];
    }
  bench_report_begin ("bench-lone", "ours", "by hand");
  report ("lone select, p50", p50[0], p50[1]);
  report ("lone select, p99", p99[0], p99[1]);
  bench_report_case (&(BenchCase){ .name = "added to a lone select, p50",
                                   .unit = "us",
                                   .ours = bench_median (added, ROUNDS),
                                   .goal = MOST_ADDED_USEC,
                                   .is_cost = TRUE,
                                   .is_limit = TRUE });
  return 0;
}
