/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Servers whose defaults are not the usual ones. It changes global variables, so it runs on a
 * server of its own. */

#include "mo-test-server.h"

/* The tested client, connected anew under the server's present defaults. */
static void
connect_anew (MoTest *test, const char *options)
{
  mo_test_ok (mo_client_disconnect (test->client));
  g_object_unref (test->client);
  test->client = mo_test_client_new (options);
  mo_test_ok (mo_client_connect (test->client));
}

/* The statement itself is refused on a client. */
static void
set_autocommit (MoTest *test, gboolean on)
{
  mo_test_sql (test, on ? "EXECUTE IMMEDIATE 'SET GLOBAL autocommit = 1'"
                        : "EXECUTE IMMEDIATE 'SET GLOBAL autocommit = 0'");
}

static void
test_autocommit_off (MoTest *test)
{
  set_autocommit (test, FALSE);
  connect_anew (test, "pool_size=1");
  mo_test_ok (mo_execute (test->client, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (test->client));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  set_autocommit (test, TRUE);
}

static void
test_autocommit_off_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  set_autocommit (test, FALSE);
  connect_anew (test, "pool_size=1");
  tx = mo_test_begin (test->client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  set_autocommit (test, TRUE);
}

/* --- sql_mode --- */

#define TWO_WITH_ANSI_QUOTES "SELECT 1 AS \"a\\\"; SELECT 99 -- \""

static void
assert_refused (MoFuture *future)
{
  g_autoptr (GError) error = mo_test_take_error (future);

  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, 0);
}

static void
test_ansi_quotes (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_sql (test, "SET GLOBAL sql_mode = 'ANSI_QUOTES'");
  connect_anew (test, "pool_size=1");
  mo_test_sql (test, "SET GLOBAL sql_mode = DEFAULT");
  assert_refused (mo_execute (test->client, TWO_WITH_ANSI_QUOTES));
  tx = mo_test_begin (test->client);
  assert_refused (
      mo_gather (mo_execute (tx, TWO_WITH_ANSI_QUOTES), mo_execute (tx, "SELECT 2")));
  g_assert_cmpint (
      mo_test_number (mo_execute (tx, "SELECT \"n\" FROM (SELECT 3 AS n) AS x")), ==, 3);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_oracle (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_sql (test, "SET GLOBAL sql_mode = 'ORACLE'");
  connect_anew (test, "pool_size=1");
  mo_test_sql (test, "SET GLOBAL sql_mode = DEFAULT");
  tx = mo_test_begin (test->client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- max_allowed_packet --- */

#define VALUE_BYTES 9000

/* Ten of them do not fit into one packet. */
static void
test_max_allowed_packet (MoTest *test)
{
  g_autofree char *value = g_strnfill (VALUE_BYTES, 'x');
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoGathered) gathered = NULL;
  g_autoptr (GError) error = NULL;

  mo_test_sql (test, "SET GLOBAL max_allowed_packet = 65536");
  connect_anew (test, "pool_size=1");
  mo_test_sql (test, "SET GLOBAL max_allowed_packet = 16777216");
  tx = mo_test_begin (test->client);
#define LONG(i) mo_execute (tx, "SELECT ? AS n, ?", i, value)
  gathered = mo_await_gathered (mo_gather (LONG (0), LONG (1), LONG (2), LONG (3), LONG (4),
                                           LONG (5), LONG (6), LONG (7), LONG (8), LONG (9)),
                                &error);
#undef LONG
  g_assert_no_error (error);
  for (guint i = 0; i < 10; i++)
    {
      MoResult *result = mo_gathered_get_result (gathered, i, &error);

      g_assert_no_error (error);
      g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, i);
    }
  mo_test_ok (mo_transaction_commit (tx));
}

/* --- the character set --- */

#define LEAD_BYTE_AND_BACKSLASH "\xe4\xb8\xad\\"
#define INJECTED ", 4242 AS injected -- "

/* In GBK the first value would swallow its quote, and the second be SQL. */
static void
assert_values_stay_values (MoClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute (client, "SELECT ?, ?", LEAD_BYTE_AND_BACKSLASH, INJECTED), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 2);
  g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, LEAD_BYTE_AND_BACKSLASH);
  g_assert_cmpstr (mo_result_get_text (result, 0, 1), ==, INJECTED);
}

static void
test_set_names (MoTest *test)
{
  static const char *const refused[] = {
    "SET NAMES gbk",
    "SET NAMES 'gbk' COLLATE 'gbk_bin'",
    "SET CHARACTER SET gbk",
    "SET SESSION character_set_client = gbk",
    "/*! SET NAMES gbk */",
  };

  connect_anew (test, "pool_size=1");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      mo_test_fails (mo_execute (test->client, refused[i]), MO_ERROR_INVALID_ARGUMENT);
      assert_values_stay_values (test->client);
    }
  mo_test_ok (mo_execute (test->client, "SET NAMES utf8mb4"));
  assert_values_stay_values (test->client);
}

/* What init_connect says is for those without privileges. */
static void
test_init_connect (MoTest *test)
{
  g_autoptr (MoClient) plain = mo_test_client_with ("user", "plain", "pool_size=1");

  mo_test_sql (test, "CREATE OR REPLACE USER plain@localhost");
  mo_test_sql (test, "GRANT SELECT ON test.* TO plain@localhost");
  mo_test_sql (test, "SET GLOBAL init_connect = 'SET @seen = 1, NAMES gbk'");
  mo_test_ok (mo_client_connect (plain));
  mo_test_sql (test, "SET GLOBAL init_connect = ''");
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (plain)), >, 0);
  assert_values_stay_values (plain);
  mo_test_ok (mo_client_disconnect (plain));
  mo_test_sql (test, "DROP USER plain@localhost");
}

/* Of what LOAD DATA LOCAL needs. */
static void
test_local_infile_off (MoTest *test)
{
  const char *sql = mo_test_text (test, "LOAD DATA LOCAL INFILE 'x' INTO TABLE $t");
  g_autoptr (GInputStream) data = g_memory_input_stream_new ();
  g_autoptr (GError) error = NULL;

  mo_test_sql (test, "SET GLOBAL local_infile = 0");
  error = mo_test_take_error (mo_load_data (test->client, sql, data));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  mo_test_assert_contains (error->message, "SET GLOBAL local_infile = 1");
  mo_test_sql (test, "SET GLOBAL local_infile = 1");
  mo_test_ok (mo_load_data (test->client, sql, data));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/session-defaults/autocommit-off", test_autocommit_off);
  mo_test_add_mariadb ("/session-defaults/autocommit-off-in-transaction",
                       test_autocommit_off_in_transaction);
  mo_test_add_mariadb ("/session-defaults/ansi-quotes", test_ansi_quotes);
  mo_test_add_mariadb ("/session-defaults/oracle", test_oracle);
  mo_test_add_mariadb ("/session-defaults/max-allowed-packet", test_max_allowed_packet);
  mo_test_add_mariadb ("/session-defaults/set-names", test_set_names);
  mo_test_add_mariadb ("/session-defaults/init-connect", test_init_connect);
  mo_test_add_mariadb ("/session-defaults/local-infile-off", test_local_infile_off);
  return g_test_run ();
}
