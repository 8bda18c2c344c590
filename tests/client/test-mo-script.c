/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scripts on a client and in a transaction: what runs, on which connection, and what is told of one
 * that stops. */

#include <gio/gio.h>

#include "mo-test-proxy.h"

#define INSERT(id) "INSERT INTO $t VALUES (" id ", 'a', " id ");\n"

static MoResult *
run (MoTest *test, gpointer executor, const char *script)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (
      mo_execute_script ((MoExecutor *) executor, mo_test_text (test, script)), &error);

  g_assert_no_error (error);
  return result;
}

static GError *
fail (MoTest *test, gpointer executor, const char *script)
{
  GError *error = mo_test_take_error (
      mo_execute_script ((MoExecutor *) executor, mo_test_text (test, script)));

  g_test_message ("%s", error->message);
  return error;
}

static guint
count_results (MoResult *result)
{
  guint n = 0;

  for (; result != NULL; result = mo_result_get_next (result))
    n++;
  return n;
}

static MoResult *
nth (MoResult *result, guint n)
{
  for (; n > 0; n--)
    result = mo_result_get_next (result);
  return result;
}

/* MatrixOne sends a variable's number as text. */
static gint64
number (MoResult *result)
{
  MoValue cell = mo_result_get_value (result, 0, 0);
  g_autofree char *text = mo_value_to_string (&cell);

  return g_ascii_strtoll (text, NULL, 10);
}

/* --- what runs --- */

static void
test_results (MoTest *test)
{
  g_autoptr (MoResult) result
      = run (test, test->client,
             "-- a comment; and more\n" INSERT ("1") INSERT ("2")
             "UPDATE $t SET name = 'x;y' WHERE id = 2; SELECT name, n FROM $t ORDER BY id;\n"
             "DELETE FROM $t WHERE id > 5 /* none; */; SELECT COUNT(*) FROM $t");

  g_assert_cmpuint (count_results (result), ==, 6);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 1);
  g_assert_cmpuint (mo_result_get_affected_rows (nth (result, 2)), ==, 1);
  g_assert_cmpuint (mo_result_get_n_rows (nth (result, 3)), ==, 2);
  g_assert_cmpstr (mo_result_get_text (nth (result, 3), 1, 0), ==, "x;y");
  g_assert_cmpuint (mo_result_get_affected_rows (nth (result, 4)), ==, 0);
  g_assert_cmpint (mo_result_get_int64 (nth (result, 5), 0, 0), ==, 2);
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

/* The results of a CALL come in its place. */
static void
assert_statements (MoResult *result, const char *expected)
{
  for (; *expected != '\0'; expected++, result = mo_result_get_next (result))
    g_assert_cmpuint (mo_result_get_statement (result), ==, (guint) (*expected - '0'));
  g_assert_null (result);
}

static void
test_call_in_the_middle (MoTest *test)
{
  const char *script
      = test->is_matrixone
            ? "CREATE PROCEDURE $t_p (a INT) 'begin select 1; select 2; end';"
              "SELECT 0; CALL $t_p(1); SELECT 3; DROP PROCEDURE $t_p"
            : "CREATE PROCEDURE $t_p (a INT) BEGIN SELECT 1; SELECT 2; END;"
              "SELECT 0; CALL $t_p(1); SELECT 3; DROP PROCEDURE $t_p";
  g_autoptr (MoResult) result = run (test, test->client, script);
  guint n_status = test->is_matrixone ? 0 : 1;

  g_assert_cmpuint (count_results (result), ==, 6 + n_status);
  g_assert_cmpint (number (nth (result, 1)), ==, 0);
  g_assert_cmpint (number (nth (result, 2)), ==, 1);
  g_assert_cmpint (number (nth (result, 3)), ==, 2);
  g_assert_cmpint (number (nth (result, 4 + n_status)), ==, 3);
  assert_statements (result, test->is_matrixone ? "012234" : "0122234");
}

/* Each alone, in their order, on one connection; and what it leaves there is gone afterwards. */
static void
test_one_connection (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoResult) result
        = run (test, wire.client, "SET @a = 5; SELECT CAST(@a AS CHAR); SELECT 6;");
    g_autoptr (MoResult) behind = NULL;
    g_autoptr (GPtrArray) log = wireplay_dup_log (wire.proxy);
    static const char *const sent[] = { "SET @a = 5", "SELECT CAST(@a AS CHAR)", "SELECT 6" };

    g_assert_cmpint (number (nth (result, 1)), ==, 5);
    g_assert_cmpuint (log->len, >=, G_N_ELEMENTS (sent));
    for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
      g_assert_cmpstr (((WireplayRecord *) g_ptr_array_index (log, i))->text, ==, sent[i]);
    behind = mo_await_result (mo_execute (wire.client, "SELECT @a"), NULL);
    /* MatrixOne knows no such variable then. */
    g_assert_true (behind == NULL || mo_result_is_null (behind, 0, 0));
  }
  mo_test_wire_close (&wire);
}

#define N_AT_ONCE 20

/* Nothing of another one comes in between. */
static void
test_at_once (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  MoFuture *futures[N_AT_ONCE];

  for (int i = 0; i < N_AT_ONCE; i++)
    {
      g_autofree char *script = g_strdup_printf (
          "SET @a = %d; SELECT CONNECTION_ID(); SET @a = @a + 1; SELECT CAST(@a AS CHAR);", i);

      futures[i] = mo_execute_script (client, script);
    }
  for (int i = 0; i < N_AT_ONCE; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = mo_await_result (futures[i], &error);

      g_assert_no_error (error);
      g_assert_cmpint (number (nth (result, 3)), ==, i + 1);
    }
  mo_test_ok (mo_client_disconnect (client));
}

/* --- one that stops --- */

static void
test_stops (MoTest *test)
{
  g_autoptr (GError) error = fail (
      test, test->client, INSERT ("1") INSERT ("2") "\n" INSERT ("1") INSERT ("4"));

  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, 1062);
  g_assert_cmpstr (mo_error_get_sqlstate (error), ==, test->is_matrixone ? "HY000" : "23000");
  mo_test_assert_contains (mo_error_get_sql (error), "VALUES (1, 'a', 1)");
  g_assert_true (g_str_has_prefix (error->message, "statement 3 of 4, line 4: INSERT INTO "));
  g_assert_true (g_str_has_suffix (error->message, "; statements done before it: 2"));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

static void
test_stops_at_once (MoTest *test)
{
  g_autoptr (GError) error = fail (test, test->client, "SELECT * FROM no_such_table; SELECT 1");

  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_true (g_str_has_prefix (error->message, "statement 1 of 2, line 1: SELECT * FROM "));
  g_assert_null (strstr (error->message, "done before it"));
}

/* Where it is not certain what to send, nothing is. */
static void
test_uncertain (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (GError) error = fail (
        test, wire.client, INSERT ("1") "CREATE PROCEDURE $t_p () AS BEGIN SELECT 1; END;");
    g_autoptr (GError) open = fail (test, wire.client, INSERT ("1") "SELECT 'abc;");
    g_autoptr (GError) empty = fail (test, wire.client, "  -- nothing");

    g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
    mo_test_assert_contains (error->message, "DELIMITER");
    g_assert_error (open, MO_ERROR, MO_ERROR_SYNTAX);
    g_assert_error (empty, MO_ERROR, MO_ERROR_SYNTAX);
    g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 0);
  }
  mo_test_wire_close (&wire);
}

/* --- with a transaction of its own --- */

static void
test_own_transaction (MoTest *test)
{
  g_autoptr (MoResult) result
      = run (test, test->client,
             "START TRANSACTION; " INSERT ("1") INSERT ("2") "COMMIT; BEGIN; " INSERT ("3")
             "ROLLBACK; " INSERT ("4"));

  g_assert_cmpuint (count_results (result), ==, 8);
  g_assert_cmpint (mo_test_count (test), ==, 3);
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t WHERE id = 3"), ==, 0);
}

static void
test_stops_in_own_transaction (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = fail (test, one,
                                   INSERT ("1") "START TRANSACTION;\n" INSERT ("2") INSERT ("1"));

  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_true (g_str_has_prefix (error->message, "statement 4 of 4, line 4: "));
  g_assert_true (g_str_has_suffix (
      error->message, "; statements done before it: 1; rolled back with their transaction: 2"));
  mo_test_ok (mo_execute (one, mo_test_text (test, "INSERT INTO $t VALUES (7, 'a', 7)")));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  mo_test_ok (mo_client_disconnect (one));
}

/* The second BEGIN commits what the first one began. */
static void
test_begun_again (MoTest *test)
{
  g_autoptr (GError) error = fail (
      test, test->client,
      "BEGIN; " INSERT ("1") "BEGIN; " INSERT ("2") "INSERT INTO no_such_table VALUES (1)");

  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_true (g_str_has_suffix (
      error->message, "; statements done before it: 2; rolled back with their transaction: 2"));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_assert_cmpint (mo_test_int64 (test, "SELECT id FROM $t"), ==, 1);
}

static void
test_left_open (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error
      = fail (test, one, INSERT ("1") "START TRANSACTION; " INSERT ("2") INSERT ("3"));

  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==,
                   "a transaction was left open at the end, and is rolled back: end it with COMMIT "
                   "or ROLLBACK; statements done before it: 1; rolled back with it: 3");
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_execute (one, mo_test_text (test, "INSERT INTO $t VALUES (7, 'a', 7)")));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  mo_test_ok (mo_client_disconnect (one));
}

/* --- in a transaction --- */

static void
test_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoResult) result = NULL;
  g_autoptr (MoResult) behind = NULL;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  result = run (test, tx, INSERT ("2") "SELECT COUNT(*) FROM $t; " INSERT ("3"));
  g_assert_cmpuint (count_results (result), ==, 3);
  g_assert_cmpint (number (nth (result, 1)), ==, 2);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  behind = mo_await_result (mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")), NULL);
  g_assert_cmpint (number (behind), ==, 3);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 3);
}

/* It begins with the script, and a gather keeps the order. */
static void
test_gathered (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (mo_execute_script (tx, mo_test_text (test, INSERT ("1") INSERT ("2"))),
                 mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")),
                 mo_execute_script (tx, mo_test_text (test, INSERT ("3") "SELECT 1")),
                 mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t"))),
      &error);

  g_assert_no_error (error);
  g_assert_cmpint (mo_gathered_int64 (got, 1), ==, 2);
  g_assert_cmpint (mo_gathered_int64 (got, 3), ==, 3);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Of a script with a statement that would end it, nothing is sent. */
static void
refuse_in_transaction (MoTest *test, MoTestWire *wire, const char *statement)
{
  g_autofree char *script
      = g_strdup_printf (INSERT ("2") "%s; " INSERT ("3"), statement);
  g_autoptr (MoTransaction) tx = mo_test_begin (wire->client);
  g_autoptr (GError) error = NULL;
  guint n_commands;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  n_commands = wireplay_get_n_commands (wire->proxy);
  error = fail (test, tx, script);
  g_assert_error (error, MO_ERROR, MO_ERROR_ENDS_TRANSACTION);
  g_assert_true (g_str_has_prefix (
      error->message, "statement 2 of 3, line 2, and nothing of the script was sent: "));
  g_assert_cmpuint (wireplay_get_n_commands (wire->proxy), ==, n_commands);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'a', 2)")));
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_refused_in_transaction (MoTest *test)
{
  static const char *const everywhere[] = { "COMMIT", "ROLLBACK", "BEGIN", "UNLOCK TABLES" };
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (gsize i = 0; i < G_N_ELEMENTS (everywhere); i++)
    refuse_in_transaction (test, &wire, everywhere[i]);
  refuse_in_transaction (test, &wire,
                         test->is_matrixone ? "SET @a = 1" : "CREATE TABLE $t_2 (a INT)");
  mo_test_wire_close (&wire);
}

/* As after any statement, the program decides; and a failure that nobody looked at rolls back. */
static void
test_stops_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = fail (test, tx, INSERT ("1") INSERT ("2") INSERT ("1") INSERT ("4"));

  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_true (g_str_has_prefix (error->message, "statement 3 of 4, line 3: INSERT INTO "));
  g_assert_true (
      g_str_has_suffix (error->message, "; statements done before it, in the transaction: 2"));
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (5, 'a', 5)")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 3);
}

static void
test_failure_not_taken (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) untaken
      = mo_execute_script (tx, mo_test_text (test, INSERT ("1") INSERT ("1")));
  g_autoptr (GError) error = mo_test_take_error (mo_transaction_commit (tx));

  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  mo_test_assert_contains (error->message, "statement 2 of 2, line 2: ");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_uncertain_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_future_unref (mo_execute_script (tx, "SELECT 'abc"));
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Its DDL is a part of the transaction. */
static void
test_ddl_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoResult) result
      = run (test, tx, "CREATE TABLE $t_2 (a INT); INSERT INTO $t_2 VALUES (1); " INSERT ("1")
                       "SELECT COUNT(*) FROM $t_2");

  g_assert_cmpint (number (nth (result, 3)), ==, 1);
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_fails (mo_execute (test->client, mo_test_text (test, "SELECT * FROM $t_2")),
                 MO_ERROR_NO_SUCH_OBJECT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_foreign (MoTest *test)
{
  mo_test_fails (mo_execute_script ((MoExecutor *) NULL, "SELECT 1"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_script (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/script/results", test_results);
  mo_test_add ("/client/script/call-in-the-middle", test_call_in_the_middle);
  mo_test_add ("/client/script/one-connection", test_one_connection);
  mo_test_add ("/client/script/at-once", test_at_once);
  mo_test_add ("/client/script/stops", test_stops);
  mo_test_add ("/client/script/stops-at-once", test_stops_at_once);
  mo_test_add ("/client/script/uncertain", test_uncertain);
  mo_test_add ("/client/script/own-transaction", test_own_transaction);
  mo_test_add ("/client/script/stops-in-own-transaction", test_stops_in_own_transaction);
  mo_test_add ("/client/script/begun-again", test_begun_again);
  mo_test_add ("/client/script/left-open", test_left_open);
  mo_test_add ("/client/script/in-transaction", test_in_transaction);
  mo_test_add ("/client/script/gathered", test_gathered);
  mo_test_add ("/client/script/refused-in-transaction", test_refused_in_transaction);
  mo_test_add ("/client/script/stops-in-transaction", test_stops_in_transaction);
  mo_test_add ("/client/script/failure-not-taken", test_failure_not_taken);
  mo_test_add ("/client/script/uncertain-in-transaction", test_uncertain_in_transaction);
  mo_test_add_matrixone ("/client/script/ddl-in-transaction", test_ddl_in_transaction);
  mo_test_add ("/client/script/foreign", test_foreign);
  return g_test_run ();
}
