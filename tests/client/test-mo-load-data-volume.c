/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A million rows, which are more than fit into a packet: no more memory than for a few. */

#include <sys/resource.h>

#include "load-source.h"
#include "mo-test-server.h"

#define LOAD "LOAD DATA LOCAL INFILE 'rows' INTO TABLE $t FIELDS TERMINATED BY '\\t'"
#define N_ROWS 1000000
#define LEAST_ROW_BYTES 70
#define MOST_MEMORY_KIB (16 * 1024)

static glong
peak_memory_kib (void)
{
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return usage.ru_maxrss;
}

static guint64
load (MoExecutor *executor, MoTest *test, LoadSource *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_await_result (load_source_start (executor, mo_test_text (test, LOAD), source), &error);

  g_assert_no_error (error);
  return mo_result_get_affected_rows (result);
}

static void
test_rows (MoTest *test)
{
  LoadSource few = { .n_rows = 1000 };
  LoadSource many = { .n_rows = N_ROWS };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  glong before;

  g_assert_cmpuint (load (MO_EXECUTOR (tx), test, &few), ==, few.n_rows);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT @@max_allowed_packet + 0"), <,
                   N_ROWS * LEAST_ROW_BYTES);
  before = peak_memory_kib ();
  g_assert_cmpuint (load (MO_EXECUTOR (test->client), test, &many), ==, N_ROWS);
  g_assert_cmpint (peak_memory_kib () - before, <, MOST_MEMORY_KIB);
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t WHERE n = id AND name = id + 0 "
                                        "AND LENGTH(name) = 60"),
                   ==, N_ROWS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/load-data-volume/rows", test_rows);
  return g_test_run ();
}
