/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements of one transaction that travel together: order, values, and whose error is whose. */

#include <string.h>

#include "mo-test-server.h"

/* --- three and five on a fresh transaction --- */

static MoGathered *
gathered (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoGathered *got = mo_await_gathered (future, &error);

  g_assert_no_error (error);
  return got;
}

static void
gather_three (MoTest *test, int i)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got = gathered (mo_gather (mo_execute (tx, "SELECT %s", i),
                                                    mo_execute (tx, "SELECT %s", i + 1),
                                                    mo_execute (tx, "SELECT %s", i + 2)));

  for (guint j = 0; j < 3; j++)
    g_assert_cmpint (mo_gathered_int64 (got, j), ==, i + (int) j);
  mo_test_ok (mo_transaction_commit (tx));
}

static void
gather_five (MoTest *test, int i)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)");
  g_autoptr (MoGathered) got
      = gathered (mo_gather (mo_execute (tx, insert, i),
                             mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")),
                             mo_execute (tx, insert, -1 - i),
                             mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")),
                             mo_execute (tx, "SELECT CONNECTION_ID()")));

  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 3), ==, 2);
  g_assert_cmpint (mo_gathered_int64 (got, 4), ==, mo_transaction_get_connection_id (tx));
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_fresh (MoTest *test)
{
  int n = mo_test_is_full () ? 1000 : 100;

  for (int i = 0; i < n; i++)
    gather_three (test, i);
  for (int i = 0; i < n; i++)
    gather_five (test, i);
}

/* --- errors in the middle --- */

static gint64
int64_at (MoGathered *got, guint index)
{
  MoFuture *future = mo_gathered_get_future (got, index);
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  mo_future_get_int64 (future, &number, &error);
  g_assert_no_error (error);
  return number;
}

static void
assert_error_at (MoGathered *got, guint index, MoError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_gathered_get_value (got, index, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, "bad"));
}

/* On MatrixOne the whole packet is refused for it, and each goes again alone. */
static void
error_in_the_middle (MoTest *test, const char *bad, MoError code)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)");
  g_autoptr (MoGathered) got = gathered (
      mo_gather_settled (mo_execute (tx, insert, 1), mo_execute (tx, "SELECT 7"),
                         mo_execute (tx, mo_test_text (test, bad)), mo_execute (tx, insert, 2),
                         mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t"))));

  g_assert_cmpuint (mo_result_get_affected_rows (mo_gathered_get_result (got, 0, NULL)), ==, 1);
  g_assert_cmpint (int64_at (got, 1), ==, 7);
  assert_error_at (got, 2, code);
  g_assert_cmpuint (mo_result_get_affected_rows (mo_gathered_get_result (got, 3, NULL)), ==, 1);
  g_assert_cmpint (int64_at (got, 4), ==, 2);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

static void
test_syntax_error (MoTest *test)
{
  error_in_the_middle (test, "SELECT FROM WHERE bad", MO_ERROR_SYNTAX);
}

static void
test_unknown_table (MoTest *test)
{
  error_in_the_middle (test, "SELECT * FROM bad_$t", MO_ERROR_NO_SUCH_OBJECT);
}

static void
test_duplicate (MoTest *test)
{
  error_in_the_middle (test, "INSERT INTO $t VALUES (1, 'bad', 1)", MO_ERROR_DUPLICATE_KEY);
}

static void
test_first_and_last (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got = gathered (mo_gather_settled (
      mo_execute (tx, "SELECT bad bad bad bad"), mo_execute (tx, "SELECT 1"),
      mo_execute (tx, mo_test_text (test, "SELECT * FROM bad_$t")), mo_execute (tx, "SELECT 2"),
      mo_execute (tx, "SELECT bad bad bad bad")));

  assert_error_at (got, 0, MO_ERROR_SYNTAX);
  g_assert_cmpint (int64_at (got, 1), ==, 1);
  assert_error_at (got, 2, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (int64_at (got, 3), ==, 2);
  assert_error_at (got, 4, MO_ERROR_SYNTAX);
  mo_test_ok (mo_transaction_rollback (tx));
}

/* --- what is in a packet --- */

static void
test_prepared_and_text (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (?, ?, 1)");
  const char *count = mo_test_text (test, "SELECT COUNT(*) FROM $t");
  g_autoptr (MoGathered) got = gathered (
      mo_gather (mo_execute_prepared (tx, insert, 1, "it's"), mo_execute (tx, count),
                 mo_execute (tx, insert, 2, "it's"), mo_execute_prepared (tx, count),
                 mo_execute_prepared (tx, mo_test_text (test, "SELECT name FROM $t WHERE id = ?"),
                                      2),
                 mo_execute (tx, mo_test_text (test, "SELECT name FROM $t WHERE id = ?"), 1)));

  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 3), ==, 2);
  g_assert_cmpstr (mo_result_get_text (mo_gathered_get_result (got, 4, NULL), 0, 0), ==, "it's");
  g_assert_cmpstr (mo_result_get_text (mo_gathered_get_result (got, 5, NULL), 0, 0), ==, "it's");
  mo_test_ok (mo_transaction_commit (tx));
}

static char *
insert_rows (MoTest *test, int first, int n)
{
  g_autoptr (GString) sql = g_string_new (mo_test_text (test, "INSERT INTO $t VALUES "));

  for (int i = 0; i < n; i++)
    g_string_append_printf (sql, "%s(%d, 'a row of the test', %d)", i > 0 ? "," : "", first + i,
                            first + i);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
test_row_counts (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autofree char *insert = insert_rows (test, 0, 1000);
  const char *where = mo_test_text (test, "SELECT * FROM $t WHERE id < %s ORDER BY id");
  g_autoptr (MoGathered) got
      = gathered (mo_gather (mo_execute (tx, where, 0), mo_execute (tx, insert),
                             mo_execute (tx, where, 1000), mo_execute (tx, where, 1),
                             mo_execute (tx, where, 0), mo_execute (tx, where, 1000)));
  MoResult *all = mo_gathered_get_result (got, 5, NULL);

  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 0, NULL)), ==, 0);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 2, NULL)), ==, 1000);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 3, NULL)), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (mo_gathered_get_result (got, 4, NULL)), ==, 0);
  g_assert_cmpuint (mo_result_get_n_rows (all), ==, 1000);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (mo_result_get_int64 (all, i, 0), ==, i);
  mo_test_ok (mo_transaction_rollback (tx));
}

/* More than a server takes in one packet: it is split. */
static void
test_two_mebibytes (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *futures[30];
  guint n_rows = 0;

  mo_test_ok (mo_execute (tx, "SELECT 1"));
  mo_gathering_begin ();
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autofree char *insert = insert_rows (test, (int) i * 2500, 2500);

      mo_gathering_add (mo_execute (tx, insert));
      g_assert_cmpuint (strlen (insert), >, 2 * 1024 * 1024 / G_N_ELEMENTS (futures));
      n_rows += 2500;
    }
  mo_test_ok (mo_gathering_end (mo_gather_array));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, n_rows);
}

static void
test_many_statements (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got = NULL;

  mo_gathering_begin ();
  for (int i = 0; i < 300; i++)
    mo_gathering_add (mo_execute (tx, "SELECT %s", i));
  got = gathered (mo_gathering_end (mo_gather_array));
  g_assert_cmpuint (mo_gathered_get_length (got), ==, 300);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpint (mo_gathered_int64 (got, i), ==, i);
  mo_test_ok (mo_transaction_commit (tx));
}

/* Comments at the end, and quotes with a semicolon, must not run into the next statement. */
static void
test_text_edges (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got = gathered (
      mo_gather (mo_execute (tx, "SELECT 1 -- one"), mo_execute (tx, "SELECT 2 # two"),
                 mo_execute (tx, "SELECT 3 /* three */ ;"), mo_execute (tx, "SELECT ';--'"),
                 mo_execute (tx, "SELECT %s", "'; DROP TABLE x; --"), mo_execute (tx, "SELECT 6")));

  g_assert_cmpint (mo_gathered_int64 (got, 0), ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, 2);
  g_assert_cmpint (mo_gathered_int64 (got, 2), ==, 3);
  g_assert_cmpstr (mo_result_get_text (mo_gathered_get_result (got, 3, NULL), 0, 0), ==, ";--");
  g_assert_cmpstr (mo_result_get_text (mo_gathered_get_result (got, 4, NULL), 0, 0), ==,
                   "'; DROP TABLE x; --");
  g_assert_cmpint (mo_gathered_int64 (got, 5), ==, 6);
  mo_test_ok (mo_transaction_commit (tx));
}

/* Two transactions in one gather, the commits among the inputs. */
static void
test_two_transactions (MoTest *test)
{
  g_autoptr (MoTransaction) a = mo_test_begin (test->client);
  g_autoptr (MoTransaction) b = mo_test_begin (test->client);
  const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)");

  mo_test_ok (mo_gather (mo_execute (a, insert, 1), mo_execute (b, insert, 2),
                         mo_transaction_commit (a), mo_execute (b, insert, 3),
                         mo_transaction_rollback (b), mo_execute (test->client, insert, 4)));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(id) FROM $t"), ==, 5);
}

/* A wait in the middle of a gather lets go of what was held back for it. */
static void
test_wait_inside (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got
      = gathered (mo_gather (mo_execute (tx, "SELECT 1"),
                             mo_execute (tx, "SELECT %s", mo_test_connection_id (MO_EXECUTOR (tx))),
                             mo_execute (tx, "SELECT 3")));

  g_assert_cmpint (mo_gathered_int64 (got, 0), ==, 1);
  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, mo_transaction_get_connection_id (tx));
  g_assert_cmpint (mo_gathered_int64 (got, 2), ==, 3);
  mo_test_ok (mo_transaction_commit (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/gather/fresh", test_fresh);
  mo_test_add ("/transaction/gather/syntax-error", test_syntax_error);
  mo_test_add ("/transaction/gather/unknown-table", test_unknown_table);
  mo_test_add ("/transaction/gather/duplicate-key", test_duplicate);
  mo_test_add ("/transaction/gather/errors-first-and-last", test_first_and_last);
  mo_test_add ("/transaction/gather/prepared-and-text", test_prepared_and_text);
  mo_test_add ("/transaction/gather/row-counts", test_row_counts);
  mo_test_add ("/transaction/gather/two-mebibytes", test_two_mebibytes);
  mo_test_add ("/transaction/gather/many-statements", test_many_statements);
  mo_test_add ("/transaction/gather/text-edges", test_text_edges);
  mo_test_add ("/transaction/gather/two-transactions", test_two_transactions);
  mo_test_add ("/transaction/gather/wait-inside", test_wait_inside);
  return g_test_run ();
}
