/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements on the client alone: bad input, and a connection that breaks under them. */

#include <string.h>

#include "mo-test-proxy.h"

/* --- bad input: one clear error each, on a client and in a transaction --- */

static MoFuture *
stacked (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1); SELECT 1"));
}

static MoFuture *
too_few (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (%s, %s, 1)"), 1);
}

static MoFuture *
too_many (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 1)"), 1, 2);
}

static MoFuture *
mixed (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', ?)"), 1, 2);
}

static MoFuture *
unknown_name (MoTest *test, MoExecutor *executor)
{
  return mo_execute_named (executor, mo_test_text (test, "INSERT INTO $t VALUES (:a, '', 1)"),
                           MO_PARAM ("b", 1));
}

static MoFuture *
empty (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, " /* nothing */ ");
}

static MoFuture *
no_text (MoTest *test, MoExecutor *executor)
{
  return mo_execute_values (executor, NULL, NULL, 0, MO_EXECUTE_DEFAULT);
}

static MoFuture *
no_values (MoTest *test, MoExecutor *executor)
{
  return mo_execute_values (executor, "SELECT ?", NULL, 1, MO_EXECUTE_DEFAULT);
}

static MoFuture *
no_params (MoTest *test, MoExecutor *executor)
{
  return mo_execute_params (executor, "SELECT :a", NULL, 1, MO_EXECUTE_DEFAULT);
}

static MoFuture *
pointer (MoTest *test, MoExecutor *executor)
{
  gpointer data = test;

  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, %s, 1)"), data);
}

static MoFuture *
not_utf8 (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, %s, 1)"), "\xff\xfe");
}

static MoFuture *
syntax (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, "SELEKT 1");
}

static MoFuture *
unknown_table (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "SELECT * FROM no_$t"));
}

static MoFuture *
unknown_column (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t (no_such_column) VALUES (1)"));
}

static MoFuture *
duplicate (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 1)"), 1000);
}

static MoFuture *
out_of_range (MoTest *test, MoExecutor *executor)
{
  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, '', %s)"),
                     mo_value_decimal ("99999999999999999999"));
}

static MoFuture *
too_long (MoTest *test, MoExecutor *executor)
{
  g_autofree char *text = g_strnfill (101, 'x');

  return mo_execute (executor, mo_test_text (test, "INSERT INTO $t VALUES (1, %s, 1)"), text);
}

static const struct
{
  const char *name;
  MoFuture *(*run) (MoTest *test, MoExecutor *executor);
  MoError code;
} bad_input[] = {
  { "stacked", stacked, MO_ERROR_SYNTAX },
  { "too few", too_few, MO_ERROR_INVALID_ARGUMENT },
  { "too many", too_many, MO_ERROR_INVALID_ARGUMENT },
  { "mixed", mixed, MO_ERROR_INVALID_ARGUMENT },
  { "unknown name", unknown_name, MO_ERROR_INVALID_ARGUMENT },
  { "no values", no_values, MO_ERROR_INVALID_ARGUMENT },
  { "no parameters", no_params, MO_ERROR_INVALID_ARGUMENT },
  { "empty", empty, MO_ERROR_SYNTAX },
  { "no text", no_text, MO_ERROR_INVALID_ARGUMENT },
  { "pointer", pointer, MO_ERROR_TYPE_MISMATCH },
  { "not UTF-8", not_utf8, MO_ERROR_TYPE_MISMATCH },
  { "syntax", syntax, MO_ERROR_SYNTAX },
  { "unknown table", unknown_table, MO_ERROR_NO_SUCH_OBJECT },
  { "unknown column", unknown_column, MO_ERROR_NO_SUCH_OBJECT },
  { "duplicate", duplicate, MO_ERROR_DUPLICATE_KEY },
  { "out of range", out_of_range, MO_ERROR_OUT_OF_RANGE },
  { "too long", too_long, MO_ERROR_OUT_OF_RANGE },
};

static void
check_bad_input (MoTest *test, MoExecutor *executor, gsize i)
{
  g_autoptr (GError) error = mo_test_take_error (bad_input[i].run (test, executor));

  g_test_message ("%s: %s", bad_input[i].name, error->message);
  /* MatrixOne has no number of its own for a text that is too long. */
  if (test->is_matrixone && bad_input[i].run == too_long)
    g_assert_error (error, MO_ERROR, MO_ERROR_SERVER);
  else
    g_assert_error (error, MO_ERROR, (gint) bad_input[i].code);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_false (mo_error_is_retryable (error));
}

static void
test_bad_input (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (one));

  mo_test_sql (test, "INSERT INTO $t VALUES (1000, '', 1)");
  for (gsize i = 0; i < G_N_ELEMENTS (bad_input); i++)
    {
      check_bad_input (test, MO_EXECUTOR (one), i);
      g_assert_cmpint (mo_test_count (test), ==, 1);
    }
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id);
  mo_test_ok (mo_client_disconnect (one));
}

/* Each of them is the transaction's business no further than its own error. */
static void
test_bad_input_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_sql (test, "INSERT INTO $t VALUES (1000, '', 1)");
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, '', 1)")));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_input); i++)
    check_bad_input (test, MO_EXECUTOR (tx), i);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

static void
test_no_executor (MoTest *test)
{
  MoExecutor *none = NULL;

  mo_test_fails (mo_execute (none, "SELECT 1"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_snapshot_list (none), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_clone_database (none, "a", "b"), MO_ERROR_INVALID_ARGUMENT);
}

/* --- the connection breaks --- */

static void
test_killed_while_idle (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  guint64 id = (guint64) mo_test_connection_id (MO_EXECUTOR (one));

  mo_test_kill (test, id);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), !=, id);
}

/* Under a write nobody knows, and only the write is called so. */
static void
check_lost (GError *error, MoError code)
{
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpint (mo_error_is_retryable (error), ==, code == MO_ERROR_CONNECTION_LOST);
}

static void
killed_under (MoTest *test, const char *sql, MoError code)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoFuture) running = mo_execute (one, mo_test_text (test, sql));
  g_autoptr (GError) error = NULL;
  guint64 id = mo_test_wait_for_statement (test, test->table);

  mo_test_kill (test, id);
  error = mo_test_take_error (mo_future_ref (running));
  check_lost (error, code);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), !=, id);
}

/* MatrixOne answers what runs before it hangs up, so the line is cut in between. */
static void
cut_under (MoTest *test, const char *sql, MoError code)
{
  g_autoptr (Wireplay) proxy = mo_test_proxy_new ();
  g_autoptr (MoClient) one = mo_test_proxy_client (proxy, NULL, "pool_size=1&connect_retry=0");
  g_autoptr (MoFuture) running = mo_execute (one, mo_test_text (test, sql));
  g_autoptr (GError) error = NULL;
  guint64 id = mo_test_wait_for_statement (test, test->table);

  g_clear_pointer (&proxy, wireplay_free);
  error = mo_test_take_error (mo_future_ref (running));
  check_lost (error, code);
  mo_test_fails (mo_execute (one, "SELECT 1"), MO_ERROR_CONNECT_FAILED);
  mo_test_kill (test, id);
}

#define READ "SELECT SLEEP(9) AS $t"
#define WRITE "INSERT INTO $t VALUES (1, '', SLEEP(9))"

static void
test_killed_under_read (MoTest *test)
{
  killed_under (test, READ, MO_ERROR_CONNECTION_LOST);
}

static void
test_killed_under_write (MoTest *test)
{
  killed_under (test, WRITE, MO_ERROR_OUTCOME_UNKNOWN);
}

static void
test_cut_under_read (MoTest *test)
{
  cut_under (test, READ, MO_ERROR_CONNECTION_LOST);
}

static void
test_cut_under_write (MoTest *test)
{
  cut_under (test, WRITE, MO_ERROR_OUTCOME_UNKNOWN);
}

/* --- waiting --- */

static MoFuture *
wait_on_worker (MoTransaction *tx, gpointer data)
{
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_WOULD_DEADLOCK);
  return mo_execute (tx, "SELECT 2");
}

static void
test_no_waiting_on_worker (MoTest *test)
{
  mo_test_ok (mo_client_transaction (test->client, wait_on_worker, NULL, NULL));
}

/* --- a routine that fails with a transaction open: an error has no flags that would say so --- */

static void
test_routine_leaves_transaction_open (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");

  mo_test_sql (test, "SET @u = 1");
  mo_test_fails (mo_execute (one, "EXECUTE IMMEDIATE %s",
                             "BEGIN NOT ATOMIC START TRANSACTION; SIGNAL SQLSTATE '45000'; END"),
                 MO_ERROR_SERVER);
  mo_test_ok (mo_execute (one, mo_test_text (test, "INSERT INTO $t VALUES (1, '', 1)")));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (one));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/executor/bad-input/client", test_bad_input);
  mo_test_add ("/executor/bad-input/transaction", test_bad_input_in_transaction);
  mo_test_add ("/executor/bad-input/no-executor", test_no_executor);
  mo_test_add ("/executor/lost/while-idle", test_killed_while_idle);
  mo_test_add_mariadb ("/executor/lost/killed-under-read", test_killed_under_read);
  mo_test_add_mariadb ("/executor/lost/killed-under-write", test_killed_under_write);
  mo_test_add ("/executor/lost/cut-under-read", test_cut_under_read);
  mo_test_add ("/executor/lost/cut-under-write", test_cut_under_write);
  mo_test_add ("/executor/no-waiting-on-worker", test_no_waiting_on_worker);
  mo_test_add_mariadb ("/executor/routine-leaves-transaction-open",
                       test_routine_leaves_transaction_open);
  return g_test_run ();
}
