/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a cursor's statement gives beside its rows: further results, OUT parameters, warnings. It
 * comes with the end, whatever the pieces were. */

#include "mo-test-cursor.h"

static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

/* (transfer full): the end, behind so many rows in pieces of @n_rows. */
static MoResult *
read_to_end (MoCursor *cursor, guint n_rows, guint n_expected)
{
  guint n = 0;

  for (;;)
    {
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, n_rows);

      n += mo_result_get_n_rows (rows);
      if (mo_result_get_n_rows (rows) == 0)
        {
          g_assert_cmpuint (n, ==, n_expected);
          return g_steal_pointer (&rows);
        }
      g_assert_null (mo_result_get_next (rows)); /* it is the end that has it */
      g_assert_null (mo_result_get_warnings (rows));
    }
}

/* --- several results --- */

/* A routine with two SELECTs and a write, in the way that this server has. */
static void
make_routine (MoTest *test)
{
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10), (2, 'b', 20), (3, 'c', 30)");
  mo_test_sql (test, test->is_matrixone
                         ? "CREATE PROCEDURE $t_p (a INT) 'begin select id, n from $t order by id; "
                           "select a; update $t set n = n + 1; end'"
                         : "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT) "
                           "BEGIN SELECT id, n FROM $t ORDER BY id; SELECT a; "
                           "UPDATE $t SET n = n + 1; END'");
}

static MoCursor *
open_call (MoTest *test, MoExecutor *executor, MoExecuteFlags flags)
{
  return mo_test_open (executor, mo_test_text (test, "CALL $t_p(7)"), flags);
}

static void
assert_further_results (MoTest *test, MoResult *end)
{
  MoResult *second = mo_result_get_next (end);
  MoResult *status;
  MoValue cell;
  g_autofree char *text = NULL;

  g_assert_cmpint (mo_result_find_column (end, "n"), ==, 1);
  g_assert_nonnull (second);
  cell = mo_result_get_value (second, 0, 0);
  text = mo_value_to_string (&cell); /* MatrixOne sends it as text */
  g_assert_cmpstr (text, ==, "7");
  status = mo_result_get_next (second);
  if (test->is_matrixone)
    {
      g_assert_null (status);
      return;
    }
  g_assert_cmpuint (mo_result_get_n_columns (status), ==, 0);
  g_assert_cmpuint (mo_result_get_affected_rows (status), ==, 3);
  g_assert_null (mo_result_get_next (status));
}

static void
check_call (MoTest *test, MoExecutor *executor, MoExecuteFlags flags)
{
  for (guint n_rows = 1; n_rows <= 4; n_rows++)
    {
      g_autoptr (MoCursor) cursor = open_call (test, executor, flags);
      g_autoptr (MoResult) end = read_to_end (cursor, n_rows, 3);
      g_autoptr (MoResult) again = mo_test_fetch (cursor, n_rows);

      assert_further_results (test, end);
      g_assert_true (again == end); /* and so is every one behind it */
      mo_test_ok (mo_cursor_close (cursor));
    }
}

static void
test_call (MoTest *test)
{
  make_routine (test);
  check_call (test, MO_EXECUTOR (test->client), MO_EXECUTE_DEFAULT);
  if (!test->is_matrixone)
    check_call (test, MO_EXECUTOR (test->client), MO_EXECUTE_PREPARED);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_call_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  make_routine (test);
  tx = mo_test_begin (test->client);
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    check_call (test, MO_EXECUTOR (tx), protocols[i]);
  g_assert_cmpint (mo_test_number (mo_execute (tx, mo_test_text (test, "SELECT MAX(n) FROM $t"))),
                   ==, 38);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 30);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* There it would run beside the transaction. */
static void
test_call_refused (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  make_routine (test);
  tx = mo_test_begin (test->client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n + 5")));
  mo_test_fails (mo_open_cursor (tx, mo_test_text (test, "CALL $t_p(7)")),
                 MO_ERROR_NOT_SUPPORTED);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 35);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* Whoever closes it in the middle of its first rows gets all of what it does. */
static void
test_call_closed (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoCursor) alone = NULL;
  g_autoptr (MoCursor) inside = NULL;

  make_routine (test);
  alone = open_call (test, MO_EXECUTOR (test->client), MO_EXECUTE_DEFAULT);
  mo_result_unref (mo_test_fetch (alone, 1));
  mo_test_ok (mo_cursor_close (alone));
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 31);
  if (!test->is_matrixone)
    {
      tx = mo_test_begin (test->client);
      inside = open_call (test, MO_EXECUTOR (tx), MO_EXECUTE_PREPARED);
      mo_result_unref (mo_test_fetch (inside, 1));
      mo_test_ok (mo_transaction_commit (tx));
      g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 32);
    }
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_out_parameters (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoCursor) cursor = NULL;
  g_autoptr (MoResult) end = NULL;
  MoResult *out;

  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT, OUT b INT) "
                     "BEGIN SELECT a UNION ALL SELECT a + 1; SET b = a * 2; END'");
  cursor = mo_await_cursor (mo_open_cursor_with (test->client, MO_EXECUTE_PREPARED,
                                                 mo_test_text (test, "CALL $t_p(?, ?)"), 21,
                                                 MO_NULL),
                            &error);
  g_assert_no_error (error);
  end = read_to_end (cursor, 2, 2);
  out = mo_result_get_next (end);
  g_assert_false (mo_result_has_out_parameters (end));
  g_assert_true (mo_result_has_out_parameters (out));
  g_assert_cmpint (mo_result_get_int64 (out, 0, 0), ==, 42);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* An error of a later SELECT is the CALL's, and the cursor is over. In a transaction it is one that
 * somebody has to look at. */
static void
test_call_fails_late (MoTest *test)
{
  MoError code = MO_ERROR_NO_SUCH_OBJECT;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoCursor) alone = NULL;
  g_autoptr (MoCursor) inside = NULL;

  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT) BEGIN SELECT a; "
                     "SELECT 1 FROM no_such_table; END'");
  alone = open_call (test, MO_EXECUTOR (test->client), MO_EXECUTE_DEFAULT);
  mo_result_unref (mo_test_fetch (alone, 1)); /* it has not come to that yet */
  mo_test_fails (mo_cursor_fetch (alone, 1), code);
  mo_test_fails (mo_cursor_fetch (alone, 1), code);
  mo_test_ok (mo_cursor_close (alone));
  tx = mo_test_begin (test->client);
  inside = open_call (test, MO_EXECUTOR (tx), MO_EXECUTE_PREPARED);
  mo_future_unref (mo_cursor_fetch (inside, 10));
  mo_test_fails (mo_transaction_commit (tx), code);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* --- warnings --- */

#define WARNED "SELECT id, CAST(name AS SIGNED) AS n FROM $t ORDER BY id"
#define CUT "INSERT IGNORE INTO $t VALUES (9, REPEAT('x', 101), 1)"

static void
check_warnings (MoTest *test, MoExecutor *executor, MoExecuteFlags flags, guint n_rows)
{
  g_autoptr (MoCursor) asked
      = mo_test_open (executor, mo_test_text (test, WARNED), flags | MO_EXECUTE_WARNINGS);
  g_autoptr (MoResult) end = read_to_end (asked, n_rows, 3);
  g_autoptr (MoCursor) not_asked = mo_test_open (executor, mo_test_text (test, WARNED), flags);
  g_autoptr (MoResult) other_end = read_to_end (not_asked, n_rows, 3);

  g_assert_cmpuint (mo_result_get_n_warnings (end), ==, 3);
  g_assert_nonnull (mo_result_get_warnings (end));
  g_assert_cmpuint (mo_result_get_n_rows (mo_result_get_warnings (end)), ==, 3);
  g_assert_cmpint (mo_result_get_int64 (mo_result_get_warnings (end), 0, 1), ==, 1292);
  g_assert_cmpuint (mo_result_get_n_warnings (other_end), ==, 3);
  g_assert_null (mo_result_get_warnings (other_end));
}

/* They are asked for behind the last row, and before anybody else has the connection. */
static void
test_warnings (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 5), (3, 'c', 5)");
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (guint n_rows = 0; n_rows < 5; n_rows++)
      {
        check_warnings (test, MO_EXECUTOR (test->client), protocols[i], n_rows);
        check_warnings (test, MO_EXECUTOR (tx), protocols[i], n_rows);
      }
  mo_test_ok (mo_transaction_commit (tx));
}

/* What has no rows has them with its counts. */
static void
test_warnings_of_counts (MoTest *test)
{
  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (MoCursor) cursor
          = mo_test_open (MO_EXECUTOR (test->client), mo_test_text (test, CUT),
                          protocols[i] | MO_EXECUTE_WARNINGS);
      g_autoptr (MoResult) counts = mo_test_fetch (cursor, 10);

      g_assert_cmpuint (mo_result_get_affected_rows (counts), ==, 1);
      g_assert_cmpuint (mo_result_get_n_rows (mo_result_get_warnings (counts)), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

/* Nobody is there to be told: they are not asked for, and in nobody's way. */
static void
test_warnings_closed (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor = NULL;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 5), (3, 'c', 5)");
  cursor = mo_test_open (MO_EXECUTOR (tx), mo_test_text (test, WARNED), MO_EXECUTE_WARNINGS);
  mo_result_unref (mo_test_fetch (cursor, 1));
  mo_test_ok (mo_cursor_close (cursor));
  g_assert_cmpint (mo_test_number (mo_execute (tx, "SELECT 5")), ==, 5);
  mo_test_ok (mo_transaction_commit (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cursor-results/call", test_call);
  mo_test_add_mariadb ("/client/cursor-results/call-in-transaction", test_call_in_transaction);
  mo_test_add_matrixone ("/client/cursor-results/call-refused", test_call_refused);
  mo_test_add ("/client/cursor-results/call-closed", test_call_closed);
  mo_test_add_mariadb ("/client/cursor-results/out-parameters", test_out_parameters);
  mo_test_add_mariadb ("/client/cursor-results/call-fails-late", test_call_fails_late);
  mo_test_add_mariadb ("/client/cursor-results/warnings", test_warnings);
  mo_test_add_mariadb ("/client/cursor-results/warnings-of-counts", test_warnings_of_counts);
  mo_test_add_mariadb ("/client/cursor-results/warnings-closed", test_warnings_closed);
  return g_test_run ();
}
