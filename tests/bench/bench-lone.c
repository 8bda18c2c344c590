/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is added to one lone select, submitted and awaited, beside the same by hand: call by call by
 * turns, nothing else on its way.
 *
 *   bench-lone [N]   calls of each side */

#include <stdlib.h>

#include "bench-server.h"
#include "bench-turns.h"

#define MOST_ADDED_USEC 15

#define SELECT "SELECT 41 + 1"

static void
check (gint64 number)
{
  if (number != 42)
    g_error ("the answer is %" G_GINT64_FORMAT, number);
}

static void
call_ours (MoClient *client)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  bench_must (mo_await_int64 (mo_execute (client, SELECT), &number, &error), error);
  check (number);
}

static void
call_by_hand (MYSQL *mysql)
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

static void
measure (MoClient *client, MYSQL *mysql, double *ours, double *peer)
{
  BenchCost start = bench_cost_now ();
  BenchCost middle;

  call_ours (client);
  middle = bench_cost_now ();
  call_by_hand (mysql);
  *ours = middle.usec - start.usec;
  *peer = bench_cost_now ().usec - middle.usec;
}

/* Of sorted ones. */
static void
report (const char *name, double ours, double peer)
{
  bench_report_case (
      &(BenchCase){ .name = name, .unit = "us", .ours = ours, .peer = peer, .is_cost = TRUE });
}

static void
report_all (double *ours, double *peer, guint n)
{
  double added = bench_median (ours, n) - bench_median (peer, n); /* which sorts them */

  report ("lone select, p50", ours[n / 2], peer[n / 2]);
  report ("lone select, p99", ours[n / 100 * 99], peer[n / 100 * 99]);
  bench_report_case (&(BenchCase){ .name = "added to a lone select, p50",
                                   .unit = "us",
                                   .ours = added,
                                   .goal = MOST_ADDED_USEC,
                                   .is_cost = TRUE,
                                   .is_limit = TRUE });
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 20000;
  g_autofree double *ours = g_new (double, n);
  g_autofree double *peer = g_new (double, n);
  MoClient *client;
  MYSQL *mysql;

  bench_server_require ();
  client = bench_server_connect ("pool_size=1");
  mysql = bench_server_by_hand ();
  for (guint i = 0; i < 100; i++)
    measure (client, mysql, &ours[0], &peer[0]);
  for (guint i = 0; i < n; i++)
    measure (client, mysql, &ours[i], &peer[i]);
  bench_report_begin ("bench-lone", "ours", "by hand");
  report_all (ours, peer, n);
  mysql_close (mysql);
  bench_server_leave (client);
  return 0;
}
