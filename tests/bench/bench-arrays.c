/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a whole number, a double and a vector as arrays, beside a loop by hand over
 * mysql_fetch_row() that converts them into arrays of its own.
 *
 *   bench-arrays [N]   rows */

#include <stdlib.h>
#include <string.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 3
#define N_ELEMENTS 128

typedef struct
{
  MoClient *client;
  MYSQL *mysql;
  guint n;
  char *sql;
} Bench;

/* Of the three arrays, so that both are known to have read the same. */
static void
check (const Bench *self, const gint64 *whole, const double *real, const float *vectors)
{
  const float *last = vectors + (gsize) (self->n - 1) * N_ELEMENTS;

  for (guint i = 0; i < self->n; i++)
    if (whole[i] != i + 1 || real[i] != (i + 1) * 0.5)
      g_error ("row %u has %" G_GINT64_FORMAT " and %g", i, whole[i], real[i]);
  for (guint i = 0; i < N_ELEMENTS; i++)
    if (vectors[i] != (float) (i * 0.37) || last[i] != vectors[i])
      g_error ("element %u is %g and %g", i, (double) vectors[i], (double) last[i]);
}

static void
read_ours (gpointer bench)
{
  const char *const vectors[] = { "v", NULL };
  const MoArrayOptions options = { .vectors = vectors };
  Bench *self = bench;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_await_result (mo_execute_arrays_values (MO_EXECUTOR (self->client), self->sql, NULL, 0,
                                                   &options),
                         &error);

  bench_must (result != NULL && mo_result_get_n_rows (result) == self->n, error);
  check (self, mo_result_get_int64_array (result, 0), mo_result_get_double_array (result, 1),
         mo_result_get_vecf32_array (result, 2, NULL));
}

static void
read_vector (const char *text, float *out)
{
  for (guint i = 0; i < N_ELEMENTS; i++)
    {
      char *end;

      out[i] = strtof (text + 1, &end); /* behind [ or , */
      text = end;
    }
}

static void
read_by_hand (gpointer bench)
{
  Bench *self = bench;
  g_autofree gint64 *whole = g_new (gint64, self->n);
  g_autofree double *real = g_new (double, self->n);
  g_autofree float *vectors = g_new (float, (gsize) self->n * N_ELEMENTS);
  MYSQL_RES *result = NULL;
  MYSQL_ROW row;
  guint n = 0;

  if (mysql_real_query (self->mysql, self->sql, strlen (self->sql)) == 0)
    result = mysql_use_result (self->mysql);
  if (result == NULL)
    g_error ("%s", mysql_error (self->mysql));
  for (; (row = mysql_fetch_row (result)) != NULL; n++)
    {
      whole[n] = strtoll (row[0], NULL, 10);
      real[n] = strtod (row[1], NULL);
      read_vector (row[2], vectors + (gsize) n * N_ELEMENTS);
    }
  mysql_free_result (result);
  if (n != self->n)
    g_error ("%u rows of %u", n, self->n);
  check (self, whole, real, vectors);
}

/* Which any server makes of nothing. */
static char *
make_query (guint n)
{
  g_autoptr (GString) vector = g_string_new ("[");

  for (guint i = 0; i < N_ELEMENTS; i++)
    g_string_append_printf (vector, "%s%.9g", i > 0 ? "," : "", (double) (float) (i * 0.37));
  g_string_append_c (vector, ']');
  return g_strdup_printf (
      bench_server_is_matrixone ()
          ? "SELECT i, i * 0.5e0, '%s' AS v FROM (SELECT result AS i FROM generate_series(1, %u) g)"
            " s ORDER BY i"
          : "SELECT i, i * 0.5e0, '%s' AS v FROM (SELECT CAST(seq AS SIGNED) AS i"
            " FROM seq_1_to_%u) s ORDER BY i",
      vector->str, n);
}

int
main (int argc, char **argv)
{
  Bench self = { .n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000 };
  g_autofree char *name = g_strdup_printf ("%u rows with %d floats", self.n, N_ELEMENTS);
  BenchCosts costs;

  bench_server_require ();
  self.client = bench_server_connect (NULL);
  self.mysql = bench_server_by_hand ();
  self.sql = make_query (self.n);
  bench_report_begin ("bench-arrays", "ours", "by hand");
  costs = bench_take_turns ((BenchSide){ read_ours }, (BenchSide){ read_by_hand }, ROUNDS, &self);
  bench_report_time (name, costs, self.n, 1.3);
  bench_report_work (name, costs, self.n, 1.3);
  g_free (self.sql);
  mysql_close (self.mysql);
  bench_server_leave (self.client);
  return 0;
}
