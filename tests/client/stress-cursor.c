/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Five million rows through a cursor in bounded memory; a slice of them unless MO_TEST_FULL is set,
 * with a bound that the same rows pass at once. */

#include <stdio.h>
#include <string.h>

#include "mo-test-cursor.h"

#define FULL_BYTES (32 * 1024 * 1024)
/* The rows of a slice take about six times as much. */
#define SLICE_BYTES (4 * 1024 * 1024)
#define EARLY_USEC G_USEC_PER_SEC

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEASURES_MEMORY FALSE /* a sanitizer keeps what was freed */
#else
#define MEASURES_MEMORY TRUE
#endif

static gint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  gint64 size = 0;
  gint64 pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &size, &pages), ==, 2);
  return pages * 4096;
}

static double
mebibytes (gint64 bytes)
{
  return (double) bytes / (1024 * 1024);
}

/* A digit and so many zeros. */
typedef struct
{
  guint n_rows;
  guint first;
  guint n_digits;
} Amount;

static const Amount full = { 5000000, 5, 7 };
static const Amount slice = { 300000, 3, 6 };
/* So many make the allocator's pools what they will be. */
static const Amount warm = { 10000, 1, 5 };

/* Rows (i, t) of some 60 bytes. */
static const char *
rows_sql (MoTest *test, const Amount *amount)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT i, CONCAT(t, ' and as much more of it as makes sixty bytes of text') FROM (%s) AS s",
      mo_test_many_rows_sql (test, amount->n_digits, amount->first));

  return mo_test_text (test, sql);
}

/* --- reading --- */

typedef struct
{
  guint64 n_rows;
  guint64 n_bytes; /* of text */
  guint64 sum;     /* of the numbers */
  gint64 base_bytes;
  gint64 peak_bytes; /* above the base */
  gint64 usec;
} Measure;

static void
measure_memory (Measure *self)
{
  self->peak_bytes = MAX (self->peak_bytes, resident_bytes () - self->base_bytes);
}

static void
measure_rows (Measure *self, MoResult *rows)
{
  guint n = mo_result_get_n_rows (rows);

  for (guint i = 0; i < n; i++)
    {
      self->sum += (guint64) mo_result_get_int64 (rows, i, 0);
      self->n_bytes += strlen (mo_result_get_text (rows, i, 1));
    }
  self->n_rows += n;
  measure_memory (self);
}

static Measure
read_all (MoExecutor *executor, const char *sql, MoExecuteFlags flags)
{
  Measure self = { .base_bytes = resident_bytes () };
  gint64 began_usec = g_get_monotonic_time ();
  g_autoptr (MoCursor) cursor = mo_test_open (executor, sql, flags);
  guint n = 0;

  do
    {
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, 0);

      n = mo_result_get_n_rows (rows);
      measure_rows (&self, rows);
    }
  while (n > 0);
  self.usec = g_get_monotonic_time () - began_usec;
  return self;
}

static void
report (const char *how, const Measure *measure)
{
  double seconds = (double) measure->usec / G_USEC_PER_SEC;

  g_test_message ("%s: %" G_GUINT64_FORMAT " rows of %.1f bytes in %.1f s, %.0f a second; memory "
                  "grew by %.1f MiB",
                  how, measure->n_rows, (double) measure->n_bytes / (double) measure->n_rows,
                  seconds, (double) measure->n_rows / seconds, mebibytes (measure->peak_bytes));
}

static void
stream (MoTest *test, MoExecutor *executor, MoExecuteFlags flags, const char *how)
{
  const Amount *amount = mo_test_is_full () ? &full : &slice;
  gint64 limit = mo_test_is_full () ? FULL_BYTES : SLICE_BYTES;
  guint64 n = amount->n_rows;
  Measure measure;

  read_all (executor, rows_sql (test, &warm), flags);
  measure = read_all (executor, rows_sql (test, amount), flags);
  report (how, &measure);
  g_assert_cmpuint (measure.n_rows, ==, n);
  g_assert_cmpuint (measure.sum, ==, n * (n - 1) / 2);
  if (MEASURES_MEMORY)
    g_assert_cmpint (measure.peak_bytes, <, limit);
}

static void
test_text (MoTest *test)
{
  stream (test, MO_EXECUTOR (test->client), MO_EXECUTE_DEFAULT, "text");
}

static void
test_prepared (MoTest *test)
{
  stream (test, MO_EXECUTOR (test->client), MO_EXECUTE_PREPARED, "prepared");
}

static void
test_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  stream (test, MO_EXECUTOR (tx), MO_EXECUTE_DEFAULT, "in a transaction");
  mo_test_ok (mo_transaction_commit (tx));
}

/* What is measured tells: the same rows at once pass the bound. */
static void
test_at_once (MoTest *test)
{
  Measure measure = { .base_bytes = resident_bytes () };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) all
      = mo_await_result (mo_execute (test->client, rows_sql (test, &slice)), &error);

  g_assert_no_error (error);
  measure_rows (&measure, all);
  measure.usec = 1;
  g_test_message ("at once: memory grew by %.1f MiB", mebibytes (measure.peak_bytes));
  g_assert_cmpuint (measure.n_rows, ==, slice.n_rows);
  if (MEASURES_MEMORY)
    g_assert_cmpint (measure.peak_bytes, >, SLICE_BYTES);
}

/* --- closing at row 10 --- */

/* The next statement of the only worker begins when it is free. */
static void
test_early (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 longest = 0;
  gint64 shortest = G_MAXINT64;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (MoCursor) cursor
          = mo_test_open (MO_EXECUTOR (client), rows_sql (test, &full), 0);
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, 10);
      gint64 began_usec = g_get_monotonic_time ();
      gint64 took_usec;

      g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 10);
      mo_test_ok (mo_cursor_close (cursor));
      mo_test_ok (mo_client_connect (client));
      took_usec = g_get_monotonic_time () - began_usec;
      longest = MAX (longest, took_usec);
      shortest = MIN (shortest, took_usec);
    }
  g_test_message ("closed at row 10 of %u, the worker is free within %.1f to %.1f ms", full.n_rows,
                  (double) shortest / 1000, (double) longest / 1000);
  /* The others may be somebody else's doing: the machine is not ours alone. */
  g_assert_cmpint (shortest, <, EARLY_USEC);
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/stress/cursor/text", test_text);
  mo_test_add ("/stress/cursor/prepared", test_prepared);
  mo_test_add ("/stress/cursor/transaction", test_transaction);
  mo_test_add ("/stress/cursor/at-once", test_at_once);
  mo_test_add ("/stress/cursor/early", test_early);
  return g_test_run ();
}
