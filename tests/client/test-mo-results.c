/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a call gives beside its rows: further results, counts, warnings. */

#include "mo-test-proxy.h"

/* --- several results --- */

/* The way in which this server has a routine with two SELECTs and an UPDATE. */
static const char *
routine_text (MoTest *test)
{
  return mo_test_text (test, test->is_matrixone
                                 ? "CREATE PROCEDURE $t_p (a INT) "
                                   "'begin select a; select id, n from $t order by id; "
                                   "update $t set n = n + 1; end'"
                                 : "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT) "
                                   "BEGIN SELECT a; SELECT id, n FROM $t ORDER BY id; "
                                   "UPDATE $t SET n = n + 1; END'");
}

static void
make_routine (MoTest *test)
{
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 10), (2, 'b', 20)");
  mo_test_sql (test, routine_text (test));
}

static MoResult *
call (MoTest *test, gpointer executor, int number, MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_with ((MoExecutor *) executor, flags, mo_test_text (test, "CALL $t_p(?)"), number),
      &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_called (MoTest *test, MoResult *result, gint64 number, gint64 n)
{
  MoResult *rows = mo_result_get_next (result);
  MoResult *status = mo_result_get_next (rows);
  MoValue first = mo_result_get_value (result, 0, 0);
  g_autofree char *text = mo_value_to_string (&first); /* MatrixOne sends it as text */

  g_assert_cmpint (g_ascii_strtoll (text, NULL, 10), ==, number);
  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 2);
  g_assert_cmpuint (mo_result_get_statement (rows), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (rows, 0, 1), ==, n);
  g_assert_cmpint (mo_result_get_int64 (rows, 1, 1), ==, n + 10);
  if (test->is_matrixone)
    {
      g_assert_null (status);
      return;
    }
  g_assert_cmpuint (mo_result_get_n_columns (status), ==, 0);
  g_assert_cmpuint (mo_result_get_affected_rows (status), ==, 2);
  g_assert_null (mo_result_get_next (status));
}

static void
test_call (MoTest *test)
{
  g_autoptr (MoResult) first = NULL;
  g_autoptr (MoResult) second = NULL;

  make_routine (test);
  first = call (test, test->client, 7, MO_EXECUTE_DEFAULT);
  assert_called (test, first, 7, 10);
  second = call (test, test->client, 8, MO_EXECUTE_DEFAULT);
  assert_called (test, second, 8, 11);
  assert_called (test, first, 7, 10); /* it is as it was */
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_call_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoResult) result = NULL;

  make_routine (test);
  tx = mo_test_begin (test->client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n + 5")));
  result = call (test, tx, 7, MO_EXECUTE_DEFAULT);
  assert_called (test, result, 7, 15);
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 20);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 26);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_call_prepared (MoTest *test)
{
  g_autoptr (MoResult) result = NULL;

  make_routine (test);
  result = call (test, test->client, 7, MO_EXECUTE_PREPARED);
  assert_called (test, result, 7, 10);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* There it would run beside the transaction, and what it writes would stay. */
static void
test_call_refused (MoTest *test)
{
  MoTestWire wire;

  make_routine (test);
  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    g_autoptr (GError) error = NULL;

    mo_test_ok (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n + 5")));
    error = mo_test_take_error (mo_execute (tx, mo_test_text (test, "CALL $t_p(%s)"), 7));
    g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
    mo_test_assert_contains (error->message, "runs beside the open transaction");
    g_assert_false (mo_test_proxy_saw (wire.proxy, "CALL"));
    mo_test_ok (mo_transaction_commit (tx));
  }
  mo_test_wire_close (&wire);
  g_assert_cmpint (mo_test_int64 (test, "SELECT MAX(n) FROM $t"), ==, 25);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* MatrixOne does not, and says so. */
static void
test_call_not_prepared (MoTest *test)
{
  make_routine (test);
  mo_test_fails (mo_execute_prepared (test->client, mo_test_text (test, "CALL $t_p(?)"), 7),
                 MO_ERROR_SYNTAX);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_out_parameters (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;
  MoResult *out;

  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT, OUT b INT, INOUT c TEXT) "
                     "BEGIN SET b = a * 2; SET c = CONCAT(c, \" and out\"); SELECT a; END'");
  result = mo_await_result (
      mo_execute_prepared (test->client, mo_test_text (test, "CALL $t_p(?, ?, ?)"), 21, MO_NULL,
                           "in"),
      &error);
  g_assert_no_error (error);
  out = mo_result_get_next (result);
  g_assert_false (mo_result_has_out_parameters (result));
  g_assert_true (mo_result_has_out_parameters (out));
  g_assert_cmpint (mo_result_get_int64 (out, 0, 0), ==, 42);
  g_assert_cmpstr (mo_result_get_text (out, 0, 1), ==, "in and out");
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* The error of a later SELECT is the error of the CALL. What came before has taken effect, but for
 * MatrixOne, where a routine is a transaction. */
static void
test_call_fails_late (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  mo_test_sql (test, test->is_matrixone
                         ? "CREATE PROCEDURE $t_p (a INT) 'begin select a; insert into $t values "
                           "(1, \"a\", 1); select * from no_such_table; end'"
                         : "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p (a INT) BEGIN SELECT a; "
                           "INSERT INTO $t VALUES (1, NULL, 1); SELECT 1 FROM no_such_table; END'");
  error = mo_test_take_error (mo_execute (test->client, mo_test_text (test, "CALL $t_p(1)")));
  g_test_message ("%s", error->message);
  mo_test_assert_contains (error->message, "no_such_table");
  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (mo_test_count (test), ==, test->is_matrixone ? 0 : 1);
  mo_test_ok (mo_execute (test->client, "SELECT 1"));
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* --- counts --- */

static void
test_changed_rows (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;
  guint64 changed = test->is_matrixone ? 3 : 1; /* it does not say */

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 5), (3, 'c', 5)");
  result = mo_await_result (
      mo_execute (test->client, mo_test_text (test, "UPDATE $t SET n = 5 WHERE id < %s"), 10),
      &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 3);
  g_assert_cmpuint (mo_result_get_changed_rows (result), ==, changed);
}

/* Each statement of a packet has its own. */
static void
test_changed_rows_in_packet (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoGathered) got = NULL;

  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1), (2, 'b', 5), (3, 'c', 5)");
  got = mo_await_gathered (
      mo_gather (mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 5")),
                 mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n")),
                 mo_execute (tx, mo_test_text (test, "DELETE FROM $t WHERE id = 1"))),
      NULL);
  g_assert_nonnull (got);
  g_assert_cmpuint (mo_result_get_changed_rows (mo_gathered_get_result (got, 0, NULL)), ==, 1);
  g_assert_cmpuint (mo_result_get_changed_rows (mo_gathered_get_result (got, 1, NULL)), ==, 0);
  g_assert_cmpuint (mo_result_get_changed_rows (mo_gathered_get_result (got, 2, NULL)), ==, 1);
  mo_test_ok (mo_transaction_rollback (tx));
}

/* --- warnings --- */

#define CUT "INSERT IGNORE INTO $t VALUES (%s, REPEAT('x', 101), '12a')"

static MoResult *
run_warned (MoTest *test, gpointer executor, int id, MoExecuteFlags flags)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_with ((MoExecutor *) executor, flags, mo_test_text (test, CUT), id), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 2);
  return result;
}

static void
assert_warned (MoResult *result)
{
  MoResult *warnings = mo_result_get_warnings (result);

  g_assert_nonnull (warnings);
  g_assert_cmpuint (mo_result_get_n_rows (warnings), ==, 2);
  g_assert_cmpuint (mo_result_get_n_columns (warnings), ==, 3);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (mo_result_get_text (warnings, i, 0), ==, "Warning");
  g_assert_cmpint (mo_result_get_int64 (warnings, 0, 1), ==, 1265);
  mo_test_assert_contains (mo_result_get_text (warnings, 0, 2), "'name'");
  mo_test_assert_contains (mo_result_get_text (warnings, 1, 2), "'n'");
  g_assert_null (mo_result_get_next (warnings));
  g_assert_null (mo_result_get_warnings (warnings));
}

static void
test_warnings (MoTest *test)
{
  static const MoExecuteFlags protocols[] = { MO_EXECUTE_DEFAULT, MO_EXECUTE_PREPARED };

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoResult) asked
          = run_warned (test, test->client, 2 * i, protocols[i] | MO_EXECUTE_WARNINGS);
      g_autoptr (MoResult) not_asked
          = run_warned (test, test->client, 2 * i + 1, protocols[i]);
      g_autoptr (MoResult) clean = mo_await_result (
          mo_execute_with (test->client, protocols[i] | MO_EXECUTE_WARNINGS, "SELECT 1"), NULL);

      assert_warned (asked);
      g_assert_null (mo_result_get_warnings (not_asked));
      g_assert_nonnull (clean);
      g_assert_cmpuint (mo_result_get_n_warnings (clean), ==, 0);
      g_assert_null (mo_result_get_warnings (clean));
    }
}

/* The question follows on the same connection, and nothing comes between: the statement goes
 * alone. */
static void
test_warnings_in_transaction (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    g_autoptr (MoGathered) got = NULL;

    got = mo_await_gathered (
        mo_gather (
            mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")),
            mo_execute_with (tx, MO_EXECUTE_WARNINGS, mo_test_text (test, CUT), 2),
            mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (3, 'a', 1)")),
            mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (4, 'a', 1)"))),
        NULL);
    g_assert_nonnull (got);
    mo_test_proxy_print (wire.proxy);
    assert_warned (mo_gathered_get_result (got, 1, NULL));
    /* BEGIN and the first; the second; the question; the last two. */
    g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 4);
    g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "SHOW WARNINGS"), ==, 1);
    mo_test_ok (mo_transaction_commit (tx));
  }
  mo_test_wire_close (&wire);
  g_assert_cmpint (mo_test_count (test), ==, 4);
}

static void
test_warnings_of_call (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p () BEGIN SELECT 1; INSERT IGNORE "
                     "INTO $t VALUES (1, REPEAT(\"x\", 101), \"12a\"); END'");
  result = mo_await_result (mo_execute_with (test->client, MO_EXECUTE_WARNINGS,
                                             mo_test_text (test, "CALL $t_p()")),
                            &error);
  g_assert_no_error (error);
  assert_warned (result);
  g_assert_null (mo_result_get_warnings (mo_result_get_next (result)));
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* It counts none, and is not asked. */
static void
test_no_warnings (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    g_autoptr (MoResult) result = NULL;

    mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1)");
    result = mo_await_result (
        mo_execute_with (tx, MO_EXECUTE_WARNINGS,
                         mo_test_text (test, "INSERT IGNORE INTO $t VALUES (1, 'b', 2)")),
        NULL);
    g_assert_nonnull (result);
    g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 0);
    g_assert_null (mo_result_get_warnings (result));
    g_assert_false (mo_test_proxy_saw (wire.proxy, "SHOW WARNINGS"));
    mo_test_ok (mo_transaction_commit (tx));
  }
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/results/call", test_call);
  mo_test_add_mariadb ("/client/results/call-in-transaction", test_call_in_transaction);
  mo_test_add_matrixone ("/client/results/call-refused", test_call_refused);
  mo_test_add ("/client/results/call-fails-late", test_call_fails_late);
  mo_test_add_mariadb ("/client/results/call-prepared", test_call_prepared);
  mo_test_add_matrixone ("/client/results/call-not-prepared", test_call_not_prepared);
  mo_test_add_mariadb ("/client/results/out-parameters", test_out_parameters);
  mo_test_add ("/client/results/changed-rows", test_changed_rows);
  mo_test_add_mariadb ("/client/results/changed-rows-in-packet", test_changed_rows_in_packet);
  mo_test_add_mariadb ("/client/results/warnings", test_warnings);
  mo_test_add_mariadb ("/client/results/warnings-in-transaction", test_warnings_in_transaction);
  mo_test_add_mariadb ("/client/results/warnings-of-call", test_warnings_of_call);
  mo_test_add_matrixone ("/client/results/no-warnings", test_no_warnings);
  return g_test_run ();
}
