/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scripts with what MariaDB has: bodies of routines, sql_mode, character sets, implicit commits; in
 * hooks, in the style of GIO, and cancelled. */

#include <gio/gio.h>
#include <string.h>

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

static MoResult *
nth (MoResult *result, guint n)
{
  for (; n > 0; n--)
    result = mo_result_get_next (result);
  return result;
}

/* --- bodies --- */

static const char routines[]
    = "CREATE PROCEDURE $t_p (a INT)\n"
      "BEGIN\n"
      "  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; SELECT -1; END;\n"
      "  x: WHILE a > 0 DO\n"
      "    INSERT INTO $t VALUES (a, CASE a WHEN 1 THEN 'one;' ELSE 'more' END, a);\n"
      "    SET a = a - 1;\n"
      "  END WHILE x;\n"
      "  IF a = 0 THEN SELECT COUNT(*) FROM $t; ELSE SELECT 0; END IF;\n"
      "END;\n"
      "CREATE FUNCTION $t_f (a INT) RETURNS INT DETERMINISTIC\n"
      "RETURN CASE WHEN a > 1 THEN a * 2 ELSE 0 END;\n"
      "CREATE TRIGGER $t_g BEFORE INSERT ON $t FOR EACH ROW\n"
      "BEGIN SET NEW.n = NEW.n + 100; END;\n"
      "DELIMITER //\n"
      "CREATE PROCEDURE $t_q () BEGIN SELECT '//'; END //\n"
      "DELIMITER ;\n";

static void
test_routines (MoTest *test)
{
  g_autoptr (MoResult) made = run (test, test->client, routines);
  g_autoptr (MoResult) result = run (
      test, test->client, "CALL $t_p(3); SELECT $t_f(5); CALL $t_q(); SELECT SUM(n) FROM $t");

  g_assert_nonnull (nth (made, 3));
  g_assert_null (nth (made, 4));
  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 3);
  g_assert_cmpint (mo_result_get_int64 (nth (result, 2), 0, 0), ==, 10);
  g_assert_cmpstr (mo_result_get_text (nth (result, 3), 0, 0), ==, "//");
  g_assert_cmpstr (mo_result_get_text (nth (result, 5), 0, 0), ==, "306");
  made = (mo_result_unref (made), run (test, test->client,
                                       "DROP PROCEDURE $t_p; DROP FUNCTION $t_f; "
                                       "DROP TRIGGER $t_g; DROP PROCEDURE $t_q"));
}

static void
test_compound (MoTest *test)
{
  g_autoptr (MoResult) result
      = run (test, test->client,
             "BEGIN NOT ATOMIC DECLARE i INT DEFAULT 3; WHILE i > 0 DO "
             "INSERT INTO $t VALUES (i, '', i); SET i = i - 1; END WHILE; SELECT MAX(n) FROM $t; "
             "END; IF 1 THEN SELECT 5; END IF");

  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 3);
  g_assert_cmpint (mo_result_get_int64 (nth (result, 2), 0, 0), ==, 5);
}

static void
test_oracle (MoTest *test)
{
  g_autoptr (MoResult) result
      = run (test, test->client,
             "SET sql_mode = ORACLE;\nDELIMITER //\n"
             "CREATE PROCEDURE $t_p (a INT) AS b INT := 5; BEGIN SELECT a + b; END; //\n"
             "BEGIN SELECT 1; END; //\nDELIMITER ;\nCALL $t_p(2); DROP PROCEDURE $t_p;");

  g_assert_cmpint (mo_result_get_int64 (nth (result, 2), 0, 0), ==, 1);
  g_assert_cmpint (mo_result_get_int64 (nth (result, 4), 0, 0), ==, 7);
}

/* --- what changes how the rest is read --- */

static void
test_no_backslash_escapes (MoTest *test)
{
  static const char unseen[] = "EXECUTE IMMEDIATE CONCAT('SET sql_mode = ''NO_BACKSLASH', "
                               "'_ESCAPES''');\nSELECT 'a\\'b';";
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (GError) seen = fail (test, wire.client,
                                    "SET sql_mode = 'NO_BACKSLASH_ESCAPES';\nSELECT 'a\\'b';");
    guint n_commands = wireplay_get_n_commands (wire.proxy);
    g_autoptr (GError) late = fail (test, wire.client, unseen);
    g_autoptr (MoResult) result
        = run (test, wire.client, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT 'a\\\\b'");

    g_assert_error (seen, MO_ERROR, MO_ERROR_SYNTAX);
    g_assert_cmpuint (n_commands, ==, 0);
    g_assert_error (late, MO_ERROR, MO_ERROR_SYNTAX);
    g_assert_true (g_str_has_prefix (late->message, "statement 2 of 2, line 2: "));
    g_assert_false (mo_test_proxy_saw (wire.proxy, "a\\'b"));
    g_assert_cmpstr (mo_result_get_text (nth (result, 1), 0, 0), ==, "a\\\\b");
  }
  mo_test_wire_close (&wire);
}

static void
test_ansi_quotes (MoTest *test)
{
  g_autoptr (MoResult) result
      = run (test, test->client, "SET sql_mode = 'ANSI_QUOTES'; SELECT \"n\" FROM (SELECT 5 n) t");
  g_autoptr (GError) error
      = fail (test, test->client, INSERT ("1") "SELECT \"a\\\"b;c\"; SELECT 1");

  g_assert_cmpint (mo_result_get_int64 (nth (result, 1), 0, 0), ==, 5);
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_true (g_str_has_prefix (
      error->message, "statement 2 of 3, line 2, and nothing of the script was sent: "));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* What a variable held cannot be known before; and is asked for where it matters. */
static void
test_charset (MoTest *test)
{
  g_autoptr (GError) named = fail (test, test->client, "SELECT 1; SET NAMES latin1;");
  g_autoptr (GError) hidden
      = fail (test, test->client,
              "SET @cs = 'latin1'; SET character_set_client = @cs;\nSELECT 1;\nSELECT 'é';");
  g_autoptr (MoResult) dump
      = run (test, test->client,
             "SET @cs = @@character_set_client; SET NAMES utf8mb4; SET character_set_client = @cs; "
             "SELECT 'é'");

  g_assert_error (named, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_error (hidden, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_true (g_str_has_prefix (hidden->message, "statement 4 of 4, line 3: "));
  g_assert_cmpstr (mo_result_get_text (nth (dump, 3), 0, 0), ==, "é");
}

/* --- what is left in the session --- */

static void
test_state (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autofree char *database = NULL;
  g_autoptr (MoResult) result = NULL;
  g_autoptr (MoResult) behind = NULL;

  g_object_get (one, "database", &database, NULL);
  result = run (test, one,
                "SET @a = 1; CREATE TEMPORARY TABLE $t_tmp (a INT); SET autocommit = 0; "
                "LOCK TABLES $t WRITE; " INSERT ("1") "COMMIT; USE information_schema;");
  behind = mo_await_result (
      mo_execute (one, "SELECT @a IS NULL, @@autocommit, DATABASE() = ?", database), NULL);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (mo_result_get_int64 (behind, 0, i), ==, 1);
  mo_test_fails (mo_execute (one, mo_test_text (test, "SELECT * FROM $t_tmp")),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_sql (test, "DELETE FROM $t"); /* the lock is gone */
  mo_test_ok (mo_client_disconnect (one));
}

/* --- truth --- */

/* What commits implicitly does so before it fails. */
static void
test_implicit_commit (MoTest *test)
{
  g_autoptr (GError) error
      = fail (test, test->client,
              "START TRANSACTION; " INSERT ("1") "CREATE TABLE $t (a INT); " INSERT ("2"));

  g_assert_error (error, MO_ERROR, MO_ERROR_ALREADY_EXISTS);
  g_assert_true (g_str_has_suffix (error->message,
                                   "; statements done before it: 0; perhaps done: 2"));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* What ended a transaction and left another one open. */
#define FAILS "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = 'late'"

static void
check_before (MoTest *test, const char *script, const char *before, gboolean is_retryable, gint n)
{
  g_autofree char *text = g_strconcat (script, FAILS, NULL);
  g_autoptr (GError) error = fail (test, test->client, text);

  g_assert_error (error, MO_ERROR, MO_ERROR_LOCK_TIMEOUT);
  if (!g_str_has_suffix (error->message, before))
    g_error ("%s", error->message);
  g_assert_cmpint (mo_error_is_retryable (error), ==, is_retryable);
  g_assert_cmpint (mo_test_count (test), ==, n);
  mo_test_sql (test, "DELETE FROM $t");
}

static void
define (MoTest *test, const char *script)
{
  mo_result_unref (run (test, test->client, script));
}

static void
test_ended_before (MoTest *test)
{
  check_before (test, "BEGIN; " INSERT ("1") "SELECT 1; ",
                "; statements done before it: 0; rolled back with their transaction: 3", TRUE, 0);
  check_before (test, "BEGIN; " INSERT ("1") "COMMIT AND CHAIN; ",
                "; statements done before it: 3", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "COMMIT AND CHAIN; " INSERT ("2"),
                "; statements done before it: 3; rolled back with their transaction: 1", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "ROLLBACK AND CHAIN; " INSERT ("2"),
                "; statements done before it: 3; rolled back with their transaction: 1", FALSE, 0);
  check_before (test, "BEGIN; " INSERT ("1") "BEGIN; " INSERT ("2"),
                "; statements done before it: 2; rolled back with their transaction: 2", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "START TRANSACTION READ ONLY; ",
                "; statements done before it: 2; rolled back with their transaction: 1", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "SAVEPOINT a; " INSERT ("2") "ROLLBACK TO a; ",
                "; statements done before it: 0; rolled back with their transaction: 5", TRUE, 0);
  check_before (test, "BEGIN; " INSERT ("1") "CREATE TEMPORARY TABLE $t_e (i INT); ",
                "; statements done before it: 0; rolled back with their transaction: 3", TRUE, 0);
  check_before (test, "SET autocommit = 0; " INSERT ("1") "CREATE TABLE IF NOT EXISTS $t (i INT); ",
                "; statements done before it: 3", FALSE, 1);
}

static void
test_perhaps_ended_before (MoTest *test)
{
  define (test, "CREATE PROCEDURE $t_c () BEGIN COMMIT; START TRANSACTION; END");
  check_before (test, "BEGIN; " INSERT ("1") "CALL $t_c(); ",
                "; statements done before it: 0; perhaps done: 3", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "CALL $t_c(); " INSERT ("2"),
                "; statements done before it: 0; perhaps done: 3"
                "; rolled back with their transaction: 1",
                FALSE, 1);
  check_before (test, INSERT ("1") "BEGIN; " INSERT ("2") "EXECUTE IMMEDIATE 'COMMIT AND CHAIN'; ",
                "; statements done before it: 1; perhaps done: 3", FALSE, 2);
  check_before (test, "BEGIN; " INSERT ("1") "BEGIN NOT ATOMIC COMMIT; START TRANSACTION; END; ",
                "; statements done before it: 0; perhaps done: 3", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "/*!50000 COMMIT AND CHAIN */; ",
                "; statements done before it: 0; perhaps done: 3", FALSE, 1);
  check_before (test, "BEGIN; " INSERT ("1") "SET autocommit = 0; ",
                "; statements done before it: 0; perhaps done: 3", FALSE, 0);
  mo_test_sql (test, "DROP PROCEDURE $t_c");
}

/* The routine that fails has committed, and left a transaction open. */
static void
test_fails_behind_commit (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  define (test, "CREATE PROCEDURE $t_c () BEGIN COMMIT; START TRANSACTION; " FAILS "; END");
  error = fail (test, test->client, "BEGIN; " INSERT ("1") "CALL $t_c()");
  g_assert_true (g_str_has_suffix (error->message,
                                   "; statements done before it: 0; perhaps done: 2"));
  g_assert_false (mo_error_is_retryable (error));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_clear_error (&error);
  error = fail (test, test->client,
                "CREATE OR REPLACE PROCEDURE $t_c () BEGIN COMMIT; START TRANSACTION; END; BEGIN; "
                INSERT ("2") "CALL $t_c(); " INSERT ("3"));
  mo_test_assert_contains (error->message, "left open");
  g_assert_true (g_str_has_suffix (
      error->message, "; statements done before it: 1; perhaps done: 3; rolled back with it: 1"));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  mo_test_sql (test, "DROP PROCEDURE $t_c");
}

/* --- cancelled --- */

static MoFuture *
cancel_in_sleep (MoTest *test, gpointer executor, const char *script)
{
  MoFuture *future
      = mo_execute_script ((MoExecutor *) executor, mo_test_text (test, script));

  mo_test_wait_for_statement (test, "SLEEP(60)");
  mo_future_cancel (future);
  return future;
}

static void
test_cancelled (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  mo_test_cancelled (
      cancel_in_sleep (test, test->client, "SELECT 1; SELECT SLEEP(60); " INSERT ("1")));
  mo_test_cancelled (cancel_in_sleep (
      test, test->client, "START TRANSACTION; " INSERT ("2") "SELECT SLEEP(60); COMMIT"));
  error = mo_test_take_error (
      cancel_in_sleep (test, test->client, INSERT ("3") "SELECT SLEEP(60); " INSERT ("4")));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
  mo_test_assert_contains (error->message, "statement 2 of 3, line 2: stopped half way");
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_assert_cmpint (mo_test_int64 (test, "SELECT id FROM $t"), ==, 3);
}

/* Half of a script that was called off is not committed unseen. */
static void
test_cancelled_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_cancelled (
      cancel_in_sleep (test, tx, INSERT ("1") "SELECT SLEEP(60); " INSERT ("2")));
  error = mo_test_take_error (mo_transaction_commit (tx));
  mo_test_assert_contains (error->message, "rolled back instead of committed");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- in other places --- */

static const char hook_script[]
    = "SET @tenant = 7;\nBEGIN NOT ATOMIC SET @other = 8; END;\nSELECT @tenant; SELECT @other";

static gboolean
run_hook (MoConnection *connection, gpointer script, GError **error)
{
  g_autoptr (MoResult) result = mo_connection_run_script (connection, script, error);

  if (result == NULL)
    return FALSE;
  if (script == (gpointer) hook_script)
    {
      g_assert_cmpint (mo_result_get_int64 (nth (result, 2), 0, 0), ==, 7);
      g_assert_cmpuint (mo_result_get_statement (nth (result, 2)), ==, 2);
    }
  return TRUE;
}

static GError *
connect_with (const char *script)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  GError *error = NULL;

  mo_client_add_connect_hook (client, run_hook, (gpointer) script, NULL, &error);
  g_assert_no_error (error);
  if (mo_await (mo_client_connect (client), &error))
    g_assert_cmpint (mo_test_number (mo_execute (client, "SELECT @tenant + @other")), ==, 15);
  mo_test_ok (mo_client_disconnect (client));
  return error;
}

static void
test_hook (MoTest *test)
{
  g_autoptr (GError) none = connect_with (hook_script);
  g_autoptr (GError) split = connect_with ("SELECT 'abc");
  g_autoptr (GError) fails = connect_with ("SELECT 1;\nSELECT no_such_column");
  g_autoptr (GError) open = connect_with ("START TRANSACTION; SELECT 1");

  g_assert_no_error (none);
  g_assert_error (split, MO_ERROR, MO_ERROR_SYNTAX);
  mo_test_assert_contains (fails->message, "statement 2 of 2, line 2: SELECT no_such_column: ");
  g_assert_cmpuint (mo_error_get_server_code (fails), ==, 1054);
  g_assert_error (open, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer answer)
{
  *(GAsyncResult **) answer = g_object_ref (result);
}

static MoResult *
finish (gpointer executor, GAsyncResult **answer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (answer);
  return mo_execute_script_finish ((MoExecutor *) executor, result, error);
}

static void
test_async (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  gpointer executors[] = { test->client, tx };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *answer = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (executors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = NULL;

      mo_execute_script_async (executors[i], "SELECT 1; SELECT 2", NULL, on_answer, &answer);
      result = finish (executors[i], &answer, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mo_result_get_int64 (nth (result, 1), 0, 0), ==, 2);
    }
  /* What is cancelled already does not begin. */
  g_cancellable_cancel (cancellable);
  for (gsize i = 0; i < G_N_ELEMENTS (executors); i++)
    {
      g_autoptr (GError) error = NULL;

      mo_execute_script_async (executors[i], mo_test_text (test, INSERT ("1") INSERT ("2")),
                               cancellable, on_answer, &answer);
      g_assert_null (finish (executors[i], &answer, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/script/routines", test_routines);
  mo_test_add_mariadb ("/client/script/compound", test_compound);
  mo_test_add_mariadb ("/client/script/oracle", test_oracle);
  mo_test_add_mariadb ("/client/script/no-backslash-escapes", test_no_backslash_escapes);
  mo_test_add_mariadb ("/client/script/ansi-quotes", test_ansi_quotes);
  mo_test_add_mariadb ("/client/script/charset", test_charset);
  mo_test_add_mariadb ("/client/script/state", test_state);
  mo_test_add_mariadb ("/client/script/implicit-commit", test_implicit_commit);
  mo_test_add_mariadb ("/client/script/ended-before", test_ended_before);
  mo_test_add_mariadb ("/client/script/perhaps-ended-before", test_perhaps_ended_before);
  mo_test_add_mariadb ("/client/script/fails-behind-commit", test_fails_behind_commit);
  mo_test_add ("/client/script/cancelled", test_cancelled);
  mo_test_add ("/client/script/cancelled-in-transaction", test_cancelled_in_transaction);
  mo_test_add_mariadb ("/client/script/hook", test_hook);
  mo_test_add ("/client/script/async", test_async);
  return g_test_run ();
}
