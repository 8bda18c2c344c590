/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client logs: nothing, a line a statement, or all of its text; what is slow; never a
 * secret. */

#include <string.h>

#include "mo-test-log.h"
#include "mo-test-server.h"

#define SECRET "hunter2"
#define AT "^connection [0-9]+: "
#define TIME " in [0-9]+\\.[0-9]{3} ms: "

static void
disconnect (MoClient *client)
{
  mo_test_ok (mo_client_disconnect (client));
}

/* A bit of everything. */
static void
work (MoTest *test, MoClient *client)
{
  MoTransaction *tx;

  mo_test_ok (mo_execute (client, mo_test_text (test, "INSERT INTO $t VALUES (%s, %s, 0)"), 1,
                          SECRET));
  mo_test_ok (mo_execute_prepared (client, mo_test_text (test, "SELECT * FROM $t WHERE name = ?"),
                                   SECRET));
  mo_test_fails (mo_execute (client, "SELECT * FROM no_such_table"), MO_ERROR_NO_SUCH_OBJECT);
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT %s", SECRET), mo_execute (tx, "SELECT 2")));
  mo_test_ok (mo_execute_prepared (tx, "SELECT ?", SECRET));
  mo_test_ok (mo_transaction_commit (tx));
  g_object_unref (tx);
  tx = mo_test_begin (client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "DELETE FROM $t")));
  mo_test_ok (mo_transaction_rollback (tx));
  g_object_unref (tx);
}

static void
test_off (MoTest *test)
{
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) usual = mo_test_client_new (NULL);
  g_autoptr (MoClient) off = mo_test_client_new ("echo=off&echo_values=true&slow_query=60");

  work (test, usual);
  mo_test_sql (test, "DELETE FROM $t");
  work (test, off);
  disconnect (usual);
  disconnect (off);
  g_assert_cmpuint (mo_test_log_get_n (log), ==, 0);
}

static void
test_summary (MoTest *test)
{
  static const char *const lines[] = {
    AT "1 affected" TIME "INSERT INTO t_.* VALUES \\(%s, %s, 0\\)$",
    AT "1 row" TIME "SELECT \\* FROM t_.* WHERE name = \\?$",
    AT "error [0-9]+" TIME "SELECT \\* FROM no_such_table$",
    AT "0 affected" TIME "START TRANSACTION$",
    AT "1 row" TIME "SELECT %s$",
    AT "1 row" TIME "SELECT 2$",
    AT "1 row" TIME "SELECT \\?$",
    AT "0 affected" TIME "COMMIT$",
    AT "0 affected" TIME "START TRANSACTION$",
    AT "1 affected" TIME "DELETE FROM t_.*$",
    AT "0 affected" TIME "ROLLBACK$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=summary");

  work (test, client);
  mo_test_log_assert (log, lines);
  disconnect (client);
}

/* On one line, and not all of it. */
static void
test_summary_is_short (MoTest *test)
{
  static const char *const lines[] = {
    AT "0 rows" TIME "SELECT 1 AS a, 2 AS b, .*\\.\\.\\.$",
    AT "2 rows" TIME "SELECT 1 UNION SELECT 2$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=summary");
  g_autofree char *pad = g_strnfill (200, 'x');
  g_autofree char *sql
      = g_strdup_printf ("SELECT 1 AS a,\n\t 2 AS b,\n  '%s' AS c FROM (SELECT 1) d WHERE 1 = 0",
                         pad);

  mo_test_ok (mo_execute (client, sql));
  mo_test_ok (mo_execute (client, "SELECT 1\r\nUNION\n  SELECT 2"));
  mo_test_log_assert_without (log, "\n");
  mo_test_log_assert_without (log, pad);
  g_assert_cmpuint (mo_test_log_count (log, "ms: .{79,80}\\.\\.\\.$"), ==, 1);
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_full (MoTest *test)
{
  static const char *const lines[] = {
    AT "SELECT 1,\n +2$",
    AT "1 row" TIME "SELECT 1, 2$",
    AT "START TRANSACTION$",
    AT "SELECT 3$",
    AT "SELECT 4$",
    AT "0 affected" TIME "START TRANSACTION$",
    AT "1 row" TIME "SELECT 3$",
    AT "1 row" TIME "SELECT 4$",
    AT "COMMIT$",
    AT "0 affected" TIME "COMMIT$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=full");
  MoTransaction *tx;

  mo_test_ok (mo_execute (client, "SELECT 1,\n  2"));
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 3"), mo_execute (tx, "SELECT 4")));
  mo_test_ok (mo_transaction_commit (tx));
  g_object_unref (tx);
  mo_test_log_assert (log, lines);
  disconnect (client);
}

/* Between two whose syntax is wrong: what has not run is not said to have ended. */
static void
test_packet_that_fails (MoTest *test)
{
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=summary");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_fails (mo_gather (mo_execute (tx, "SELECT 5"), mo_execute (tx, "SELECT * FROM nothing"),
                            mo_execute (tx, "SELECT 6")),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpuint (mo_test_log_count (log, "1 row" TIME "SELECT 5$"), ==, 1);
  g_assert_cmpuint (mo_test_log_count (log, "error [0-9]+" TIME "SELECT \\* FROM nothing$"), ==, 1);
  g_assert_cmpuint (mo_test_log_count (log, "1 row" TIME "SELECT 6$"), <=, 1);
  disconnect (client);
}

/* --- values --- */

static void
test_values (MoTest *test)
{
  static const char *const lines[] = {
    AT "SELECT 'it''s', 5, NULL$",
    AT "1 row" TIME "SELECT 'it''s', 5, NULL$",
    AT "SELECT 6$",
    AT "1 row" TIME "SELECT 6$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=full&echo_values=true");

  mo_test_ok (mo_execute (client, "SELECT %s, %s, %s", "it's", 5, mo_value_null ()));
  mo_test_ok (mo_execute_prepared (client, "SELECT ?", 6));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_no_values_unasked (MoTest *test)
{
  static const char *const options[]
      = { "echo=summary", "echo=full", "echo=summary&slow_query=0&slow_wait=0" };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (MoTestLog) log = mo_test_log_new ();
      g_autoptr (MoClient) client = mo_test_client_new (options[i]);

      mo_test_sql (test, "DELETE FROM $t");
      work (test, client);
      /* The server repeats a value in its message. */
      mo_test_sql (test, "REPLACE INTO $t VALUES (6543210, '', 0)");
      mo_test_fails (mo_execute (client, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 0)"),
                                 6543210),
                     MO_ERROR_DUPLICATE_KEY);
      disconnect (client);
      g_assert_cmpuint (mo_test_log_get_n (log), >, 0);
      mo_test_log_assert_without (log, SECRET);
      mo_test_log_assert_without (log, "6543210");
    }
}

/* --- secrets --- */

static void
use_secrets (MoClient *client)
{
  g_autoptr (MoTransaction) tx = NULL;

  mo_await (mo_execute (client, "CREATE USER mo_echo IDENTIFIED BY '" SECRET "'"), NULL);
  mo_await (mo_execute (client, "CREATE USER mo_echo IDENTIFIED BY %s", SECRET), NULL);
  mo_await (mo_execute_prepared (client, "ALTER USER mo_echo IDENTIFIED BY '" SECRET "'"), NULL);
  mo_await (mo_execute_with (client, MO_EXECUTE_ECHO, "SELECT PASSWORD(%s)", SECRET), NULL);
  mo_await (mo_execute (client, "DROP USER mo_echo"), NULL);
  mo_await (mo_execute (client, "SELECT %s", "s3://key:" SECRET "@bucket/"), NULL);
  mo_await (mo_stage_create (client, "mo_echo", "s3://key:" SECRET "@bucket/", NULL), NULL);
  mo_await (mo_stage_alter_url (client, "mo_echo", "mysql://u:" SECRET "@host/", TRUE), NULL);
  mo_await (mo_stage_drop (client, "mo_echo", TRUE), NULL);
  tx = mo_test_begin (client);
  mo_await (mo_gather (mo_execute (tx, "SELECT PASSWORD('" SECRET "')"),
                       mo_execute (tx, "SELECT PASSWORD(%s)", SECRET)),
            NULL);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_secrets (MoTest *test)
{
  static const char *const options[] = {
    "echo=off&slow_query=0&slow_wait=0",
    "echo=summary&echo_values=true&slow_query=0&slow_wait=0",
    "echo=full&slow_query=0",
    "echo=full&echo_values=true&slow_query=0&slow_wait=0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (MoTestLog) log = mo_test_log_new ();
      g_autoptr (MoClient) client = mo_test_client_new (options[i]);
      g_autoptr (MoClient) stranger = mo_test_client_with ("password", SECRET, options[i]);

      use_secrets (client);
      mo_await (mo_execute (stranger, "SELECT 1"), NULL); /* refused, or not: nothing is to show */
      disconnect (client);
      disconnect (stranger);
      g_assert_cmpuint (mo_test_log_count (log, "CREATE USER mo_echo IDENTIFIED BY"), >, 0);
      mo_test_log_assert_without (log, SECRET);
    }
}

/* --- one statement --- */

static void
test_flags (MoTest *test)
{
  static const char *const lines[] = {
    AT "SELECT %s$",
    AT "1 row" TIME "SELECT %s$",
    AT "SELECT \\?$",
    AT "1 row" TIME "SELECT \\?$",
    AT "SELECT 3$",
    AT "1 row" TIME "SELECT 3$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new (NULL);
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_ok (mo_execute_with (client, MO_EXECUTE_DEFAULT, "SELECT 0"));
  mo_test_ok (mo_execute_with (client, MO_EXECUTE_ECHO, "SELECT %s", 1));
  mo_test_ok (mo_execute_with (client, MO_EXECUTE_ECHO | MO_EXECUTE_PREPARED, "SELECT ?", 2));
  mo_test_ok (mo_execute_with (client, MO_EXECUTE_ECHO | MO_EXECUTE_QUIET, "SELECT 4"));
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 2"),
                         mo_execute_with (tx, MO_EXECUTE_ECHO, "SELECT 3")));
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

static void
test_quiet (MoTest *test)
{
  static const char *const lines[] = {
    AT "START TRANSACTION$",
    AT "SELECT 1$",
    AT "0 affected" TIME "START TRANSACTION$",
    AT "1 row" TIME "SELECT 1$",
    AT "ROLLBACK$",
    AT "0 affected" TIME "ROLLBACK$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("echo=full");
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_ok (mo_execute_with (client, MO_EXECUTE_QUIET, "SELECT 0"));
  mo_test_fails (mo_execute_with (client, MO_EXECUTE_QUIET, "SELECT * FROM nothing"),
                 MO_ERROR_NO_SUCH_OBJECT);
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 1"),
                         mo_execute_with (tx, MO_EXECUTE_QUIET, "SELECT 2")));
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

/* --- what is slow --- */

#define PARTS                                                                                      \
  "[0-9.]+ ms \\(queue [0-9.]+, connect [0-9.]+, execute [0-9.]+, fetch [0-9.]+\\), "

/* What is to be slow takes twice as long as what is called slow, or nearly so; the rest is far from
 * it, also where connecting takes its time.
 */
static void
test_slow_query (MoTest *test)
{
  static const char *const lines[] = {
    AT "slow query: " PARTS "1 row: SELECT SLEEP\\(%s\\)$",
    AT "slow query: " PARTS "1 row: SELECT SLEEP\\(\\?\\)$",
    AT "slow query: " PARTS "1 row: SELECT SLEEP\\(1\\), 'in a transaction'$",
    AT "slow query: " PARTS "1 row: SELECT SLEEP\\(1\\), 'alone'$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("slow_query=0.5");
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_execute (client, "SELECT SLEEP(%s)", 1.0));
  /* MatrixOne takes whole seconds only where they are bound. */
  mo_test_ok (mo_execute_with (client, MO_EXECUTE_PREPARED | MO_EXECUTE_QUIET, "SELECT SLEEP(?)",
                               mo_value_int64 (1)));
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 1"),
                         mo_execute (tx, "SELECT SLEEP(1), 'in a transaction'"),
                         mo_execute (tx, "SELECT 2")));
  mo_test_ok (mo_execute_prepared (tx, "SELECT SLEEP(1), 'alone'"));
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

/* The sum of what a line says in brackets. */
static double
add_parts (const char *line)
{
  static const char *const names[] = { "(queue ", "connect ", "execute ", "fetch " };
  double sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    sum += g_ascii_strtod (strstr (line, names[i]) + strlen (names[i]), NULL);
  return sum;
}

static void
keep (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append (data, message);
}

/* It is said when it has ended, and adds up. */
static void
test_slow_query_adds_up (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("slow_query=0.5");
  g_autoptr (GString) text = g_string_new (NULL);
  guint handler = g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, keep, text);
  double total;

  mo_test_ok (mo_execute (client, "SELECT SLEEP(1)"));
  g_log_remove_handler (G_LOG_DOMAIN, handler);
  total = g_ascii_strtod (strstr (text->str, "slow query: ") + strlen ("slow query: "), NULL);
  g_assert_cmpfloat (total, >=, 1000);
  g_assert_cmpfloat_with_epsilon (total, add_parts (text->str), 0.01);
  disconnect (client);
}

static void
test_slow_text_is_cut (MoTest *test)
{
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("slow_query=0");
  g_autofree char *pad = g_strnfill (300, 'x');
  g_autofree char *sql = g_strdup_printf ("SELECT\n'%s'", pad);

  mo_test_ok (mo_execute (client, sql));
  g_assert_cmpuint (mo_test_log_count (log, "1 row: SELECT 'x{192}\\.\\.\\.$"), ==, 1);
  disconnect (client);
}

static void
test_slow_wait (MoTest *test)
{
  static const char *const lines[] = {
    AT "slow wait: " PARTS "1 row: SELECT 2$",
    AT "slow wait: [0-9.]+ ms \\(queue [0-9.]+, connect [0-9.]+\\): transaction, to wait$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&slow_wait=0.5");
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (GError) error = NULL;
  MoFuture *first;
  MoFuture *second;
  MoFuture *third;

  mo_test_ok (mo_execute (client, "SELECT 0"));
  first = mo_execute (client, "SELECT SLEEP(1)");
  second = mo_execute (client, "SELECT 2");
  third = mo_client_begin_full (client, NULL, "to wait");
  mo_test_ok (mo_gather (first, second));
  tx = mo_await_transaction (third, &error);
  g_assert_no_error (error);
  mo_test_ok (mo_execute (tx, "SELECT 3"));
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

/* One line for both. */
static void
test_slow_both (MoTest *test)
{
  static const char *const lines[] = {
    AT "slow query: " PARTS "1 row: SELECT SLEEP\\(1\\)$",
    AT "slow wait and query: " PARTS "1 row: SELECT SLEEP\\(0\\.75\\)$",
    NULL,
  };
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&slow_wait=0.5&slow_query=0.5");

  mo_test_ok (mo_execute (client, "SELECT 0"));
  mo_test_ok (mo_gather (mo_execute (client, "SELECT SLEEP(1)"),
                         mo_execute (client, "SELECT SLEEP(0.75)")));
  mo_test_log_assert (log, lines);
  disconnect (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/echo/off", test_off);
  mo_test_add ("/echo/summary", test_summary);
  mo_test_add ("/echo/summary-is-short", test_summary_is_short);
  mo_test_add ("/echo/full", test_full);
  mo_test_add ("/echo/packet-that-fails", test_packet_that_fails);
  mo_test_add ("/echo/values", test_values);
  mo_test_add ("/echo/no-values-unasked", test_no_values_unasked);
  mo_test_add ("/echo/secrets", test_secrets);
  mo_test_add ("/echo/flags", test_flags);
  mo_test_add ("/echo/quiet", test_quiet);
  mo_test_add ("/slow/query", test_slow_query);
  mo_test_add ("/slow/query-adds-up", test_slow_query_adds_up);
  mo_test_add ("/slow/text-is-cut", test_slow_text_is_cut);
  mo_test_add ("/slow/wait", test_slow_wait);
  mo_test_add ("/slow/both", test_slow_both);
  return g_test_run ();
}
