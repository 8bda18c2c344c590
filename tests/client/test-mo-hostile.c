/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server's own programs do to a session behind the library's back: values stay values, and
 * nobody is told that nothing happened. */

#include <gio/gio.h>
#include <string.h>

#include "mo-test-server.h"

#define SECRET "hunter2"
/* Where a backslash does not escape, or does although it was not escaped, the rest is SQL. */
#define BY_BACKSLASH "x\\' UNION SELECT '" SECRET "' -- "
/* In GBK, the last byte of the character and the backslash are one. */
#define BY_CHARSET "\xe5\x95\x8a\\' UNION SELECT '" SECRET "' -- "

static const char *
find (MoExecutor *executor, const char *value, GError **error)
{
  g_autoptr (MoResult) result
      = mo_await_result (mo_execute (executor, "SELECT 'nobody' FROM DUAL WHERE ? = ''", value),
                         error);

  if (result == NULL)
    return "refused";
  return mo_result_get_n_rows (result) == 0 ? "nothing" : "broken";
}

static void
assert_value_stays (MoExecutor *executor, const char *value)
{
  g_autoptr (GError) error = NULL;
  const char *found = find (executor, value, &error);
  g_autoptr (MoResult) same = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "nothing");
  same = mo_await_result (mo_execute (executor, "SELECT ?", value), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mo_result_get_text (same, 0, 0), ==, value);
}

/* --- sql_mode --- */

/* In a transaction, behind @sql, and then for the next one on the same connection. */
static void
try_mode (MoTest *test, const char *options, const char *sql)
{
  g_autoptr (MoClient) client = mo_test_client_new (options);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  g_test_message ("%s", sql);
  mo_test_ok (mo_execute (tx, sql));
  assert_value_stays (MO_EXECUTOR (tx), BY_BACKSLASH);
  assert_value_stays (MO_EXECUTOR (tx), "\\");
  mo_test_ok (mo_transaction_commit (tx));
  assert_value_stays (MO_EXECUTOR (client), BY_BACKSLASH);
  assert_value_stays (MO_EXECUTOR (client), "a\\'b\\\\");
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_mode (MoTest *test)
{
  const char *plain = "pool_size=1";
  const char *other = "pool_size=1&init_sql=SET%20sql_mode%20%3D%20%27NO_BACKSLASH_ESCAPES%27";

  mo_test_sql (test, "CREATE TRIGGER $t_r BEFORE INSERT ON $t FOR EACH ROW "
                     "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
  mo_test_sql (test, "CREATE PROCEDURE $t_p() SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
  mo_test_sql (test, "CREATE PROCEDURE $t_q() SET sql_mode = ''");
  try_mode (test, plain, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)"));
  try_mode (test, plain, mo_test_text (test, "CALL $t_p()"));
  try_mode (test, plain, "SET STATEMENT sql_mode = 'NO_BACKSLASH_ESCAPES' FOR SELECT 1");
  try_mode (test, plain, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
  try_mode (test, other, mo_test_text (test, "CALL $t_q()"));
  try_mode (test, other, "SELECT 1");
  mo_test_sql (test, "DROP PROCEDURE $t_p");
  mo_test_sql (test, "DROP PROCEDURE $t_q");
}

/* --- the character set --- */

static void
test_charset_behind_error (MoTest *test)
{
  const char *sql = "EXECUTE IMMEDIATE 'BEGIN NOT ATOMIC SET NAMES gbk; "
                    "EXECUTE IMMEDIATE ''garbage''; END'";
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  mo_test_fails (mo_execute (client, sql), MO_ERROR_SYNTAX);
  assert_value_stays (MO_EXECUTOR (client), BY_CHARSET);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_charset_by_set (MoTest *test)
{
  static const char *const sets[] = { "SET character_set_client = 'utf8mb4' | 28",
                                      "SET \"character_set_client\" = gbk" };

  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (GError) error = NULL;

      mo_test_ok (mo_execute (tx, "SET sql_mode = 'ANSI_QUOTES'"));
      mo_test_ok (mo_execute (tx, sets[i]));
      g_assert_cmpstr (find (MO_EXECUTOR (tx), BY_CHARSET, &error), ==, "refused");
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      mo_test_ok (mo_transaction_rollback (tx));
    }
}

/* --- what reaches others --- */

static void
test_role (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoResult) role = NULL;

  mo_test_sql (test, "CREATE ROLE $t_role");
  tx = mo_test_begin (client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "SET ROLE $t_role")));
  mo_test_ok (mo_transaction_commit (tx));
  role = mo_await_result (mo_execute (client, "SELECT CURRENT_ROLE()"), NULL);
  g_assert_true (mo_result_is_null (role, 0, 0));
  mo_test_ok (mo_client_disconnect (client));
  mo_test_sql (test, "DROP ROLE $t_role");
}

/* A session that is made as new would lack what the server runs for a new one. */
static void
test_init_connect (MoTest *test)
{
  g_autoptr (MoClient) client = NULL;
  gint64 id;

  mo_test_sql (test, "SET GLOBAL init_connect = 'SET time_zone = ''+05:00'''");
  client = mo_test_client_new ("pool_size=1");
  id = mo_test_connection_id (MO_EXECUTOR (client));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_execute (client, "SET @a = 1"));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), !=, id);
  mo_test_ok (mo_client_disconnect (client));
  mo_test_sql (test, "SET GLOBAL init_connect = ''");
}

/* An error of syntax quotes the packet from there on. */
static void
test_neighbour (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) first = mo_execute (tx, "SELECT SLEEP(0.5)");
  g_autoptr (MoFuture) good = NULL;
  g_autoptr (MoFuture) bad = NULL;
  g_autoptr (MoFuture) secret = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_wait_for_statement (test, "SLEEP(0.5)"); /* so that the three go together */
  good = mo_execute (tx, "SELECT 1");
  bad = mo_execute (tx, "SELECT 1 FROM t WHERE foo bar");
  secret = mo_execute (tx, "SELECT ? AS password, 'topsecret'", SECRET);
  error = mo_test_take_error (mo_future_ref (bad));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_null (strstr (error->message, SECRET));
  g_assert_null (strstr (error->message, "topsecret"));
  mo_test_ok (mo_future_ref (secret));
  mo_test_ok (mo_transaction_rollback (tx));
}

/* --- what happened --- */

/* A routine that has committed is stopped: that is not "without effect". */
static void
test_hidden_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;
  MoFuture *call;

  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p() BEGIN "
                     "INSERT INTO $t VALUES (1, ''a'', 1); COMMIT; "
                     "SELECT COUNT(*) FROM $t WHERE SLEEP(30) INTO @x; END'");
  tx = mo_test_begin (test->client);
  call = mo_execute (tx, mo_test_text (test, "CALL $t_p()"));
  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (call);
  mo_test_fails (call, MO_ERROR_OUTCOME_UNKNOWN);
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/hostile/mode", test_mode);
  mo_test_add_mariadb ("/hostile/charset-behind-error", test_charset_behind_error);
  mo_test_add_mariadb ("/hostile/charset-by-set", test_charset_by_set);
  mo_test_add_mariadb ("/hostile/role", test_role);
  mo_test_add_mariadb ("/hostile/init-connect", test_init_connect);
  mo_test_add_mariadb ("/hostile/neighbour", test_neighbour);
  mo_test_add_mariadb ("/hostile/hidden-commit", test_hidden_commit);
  return g_test_run ();
}
