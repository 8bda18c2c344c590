/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Many rows of eight columns, numbers and text, as a result of ours, beside mysql_store_result()
 * and the conversions by hand. Each cell is read once.
 *
 *   bench-result [N]   rows */

#include <stdlib.h>
#include <string.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 5

#define SELECT "SELECT id, n1, n2, x1, x2, t1, t2, t3 FROM bench_result"

typedef struct
{
  MoClient *client;
  MYSQL *mysql;
  guint n;
} Bench;

/* What the cells add up to, so that both are known to have read the same. */
typedef struct
{
  gint64 whole;
  double real;
  gsize length;
} Sum;

static void
check (const Bench *self, guint n_rows, Sum sum)
{
  static Sum first;

  if (first.whole == 0)
    first = sum;
  if (n_rows != self->n || memcmp (&first, &sum, sizeof sum) != 0)
    g_error ("%u rows of %u, or their cells differ", n_rows, self->n);
}

static void
read_ours (gpointer bench)
{
  Bench *self = bench;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_await_result (mo_execute (self->client, SELECT), &error);
  Sum sum = { 0 };

  bench_must (rows != NULL, error);
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    {
      for (guint j = 0; j < 3; j++)
        sum.whole += mo_result_get_int64 (rows, i, j);
      for (guint j = 3; j < 5; j++)
        sum.real += mo_result_get_double (rows, i, j);
      for (guint j = 5; j < 8; j++)
        sum.length += strlen (mo_result_get_text (rows, i, j));
    }
  check (self, mo_result_get_n_rows (rows), sum);
}

static void
read_by_hand (gpointer bench)
{
  Bench *self = bench;
  MYSQL_RES *result = NULL;
  MYSQL_ROW row;
  guint n = 0;
  Sum sum = { 0 };

  if (mysql_real_query (self->mysql, SELECT, strlen (SELECT)) == 0)
    result = mysql_store_result (self->mysql);
  if (result == NULL)
    g_error ("%s", mysql_error (self->mysql));
  for (; (row = mysql_fetch_row (result)) != NULL; n++)
    {
      for (guint j = 0; j < 3; j++)
        sum.whole += strtoll (row[j], NULL, 10);
      for (guint j = 3; j < 5; j++)
        sum.real += strtod (row[j], NULL);
      for (guint j = 5; j < 8; j++)
        sum.length += strlen (row[j]);
    }
  mysql_free_result (result);
  check (self, n, sum);
}

/* As many again with each statement, which any server can. */
static void
make_rows (Bench *self)
{
  bench_execute (self->client, "DROP TABLE IF EXISTS bench_result");
  bench_execute (self->client,
                 "CREATE TABLE bench_result (id INT PRIMARY KEY, n1 BIGINT NOT NULL,"
                 " n2 BIGINT NOT NULL, x1 DOUBLE NOT NULL, x2 DOUBLE NOT NULL,"
                 " t1 VARCHAR(20) NOT NULL, t2 VARCHAR(40) NOT NULL, t3 VARCHAR(80) NOT NULL)");
  bench_execute (self->client, "INSERT INTO bench_result VALUES"
                               " (1, 7919, 1000000007, 0.37, 123.25, 'name', 'street', 'remark')");
  for (guint n = 1; n < self->n; n *= 2)
    {
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO bench_result SELECT id + %u, n1 + %u, n2 + id * 977, x1 + id * 0.37,"
          " x2 + id / 7, CONCAT('name ', id), CONCAT('street of many words, ', id),"
          " CONCAT('a remark that is somewhat longer than the others are, for once: ', id)"
          " FROM bench_result WHERE id <= %u",
          n, n, MIN (n, self->n - n));

      bench_execute (self->client, sql);
    }
}

int
main (int argc, char **argv)
{
  Bench self = { .n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000 };
  g_autofree char *name = g_strdup_printf ("%u rows of 8 columns", self.n);
  BenchCosts costs;

  bench_server_require ();
  self.client = bench_server_connect (NULL);
  self.mysql = bench_server_by_hand ();
  make_rows (&self);
  bench_report_begin ("bench-result", "ours", "by hand");
  costs = bench_take_turns ((BenchSide){ read_ours }, (BenchSide){ read_by_hand }, ROUNDS, &self);
  bench_report_time (name, costs, self.n, 1.3);
  bench_report_work (name, costs, self.n, 1.3);
  mysql_close (self.mysql);
  bench_execute (self.client, "DROP TABLE bench_result");
  bench_server_leave (self.client);
  return 0;
}
