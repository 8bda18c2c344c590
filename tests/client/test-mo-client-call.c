/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions of the program's own on a worker, with its connection or the client library's handle of
 * it. */

#include <mysql.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

typedef struct
{
  MoTest *test;
  const char *sql;      /* with "$t" */
  gboolean is_native;   /* by the client library's own calls */
  gboolean has_number;  /* of its first cell */
  GThread *thread;
  guint64 connection_id;
  _Atomic guint n_runs;
  _Atomic guint n_destroyed;
} Call;

static void
destroyed (gpointer data)
{
  atomic_fetch_add (&((Call *) data)->n_destroyed, 1);
}

static gboolean
run_native (Call *self, MYSQL *mysql, GValue *result, GError **error)
{
  const char *sql = mo_test_text (self->test, self->sql);
  MYSQL_RES *rows = NULL;

  if (mysql_real_query (mysql, sql, strlen (sql)) == 0)
    rows = mysql_store_result (mysql);
  if (mysql_errno (mysql) != 0)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_SERVER, "%s", mysql_error (mysql));
      return FALSE;
    }
  if (self->has_number)
    {
      g_value_init (result, G_TYPE_INT64);
      g_value_set_int64 (result, g_ascii_strtoll (mysql_fetch_row (rows)[0], NULL, 10));
    }
  if (rows != NULL)
    mysql_free_result (rows);
  return TRUE;
}

static gboolean
run_plain (Call *self, MoConnection *connection, GValue *result, GError **error)
{
  const char *sql = mo_test_text (self->test, self->sql);
  g_autoptr (MoResult) rows = mo_connection_run_values (connection, sql, NULL, 0, error);

  if (rows == NULL)
    return FALSE;
  if (self->has_number)
    {
      g_value_init (result, G_TYPE_INT64);
      g_value_set_int64 (result, mo_result_get_int64 (rows, 0, 0));
    }
  return TRUE;
}

static gboolean
run (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Call *self = data;

  atomic_fetch_add (&self->n_runs, 1);
  self->thread = g_thread_self ();
  self->connection_id = mo_connection_get_id (connection);
  return self->is_native ? run_native (self, mo_connection_get_native (connection), result, error)
                         : run_plain (self, connection, result, error);
}

static MoFuture *
call (Call *self, MoClient *client)
{
  return mo_client_call (client, run, self, destroyed);
}

/* --- what it comes to --- */

static void
test_result (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      Call one = { test, "SELECT COUNT(*) + 41 FROM $t", i == 0, TRUE };
      Call none = { test, "INSERT INTO $t VALUES (1, 'a', 1)", i == 0, FALSE };

      mo_test_ok (call (&none, test->client));
      g_assert_cmpint (mo_test_number (call (&one, test->client)), ==, 42);
      g_assert_true (one.thread != g_thread_self ());
      g_assert_cmpuint (atomic_load (&one.n_runs), ==, 1);
      g_assert_cmpuint (atomic_load (&one.n_destroyed), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

static gboolean
fail_silently (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  return FALSE;
}

static void
test_error (MoTest *test)
{
  Call wrong = { test, "SELECT FROM WHERE", FALSE, FALSE };
  g_autoptr (GError) silent = NULL;

  mo_test_fails (call (&wrong, test->client), MO_ERROR_SYNTAX);
  silent = mo_test_take_error (mo_client_call (test->client, fail_silently, NULL, NULL));
  g_assert_error (silent, MO_ERROR, MO_ERROR_FAILED);
  mo_test_assert_contains (silent->message, "without setting an error");
  mo_test_fails (mo_client_call (test->client, NULL, NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  wrong.n_destroyed = 0;
  mo_test_fails (mo_client_call (NULL, run, &wrong, destroyed), MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (atomic_load (&wrong.n_destroyed), ==, 1);
}

/* --- what it leaves --- */

/* Of its own statements the library knows what they leave; of others it does not. */
static void
test_leaves_nothing (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
      gint64 id = mo_test_connection_id (MO_EXECUTOR (one));
      Call reads = { test, "SELECT COUNT(*) FROM $t", i == 0, FALSE };

      mo_test_ok (call (&reads, one));
      g_assert_cmpuint (reads.connection_id, ==, (guint64) id);
      if (i == 0)
        g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), !=, id);
      else
        g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id);
      mo_test_ok (mo_client_disconnect (one));
    }
}

static gboolean
write_in_transaction (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Call *self = data;
  const char *const texts[] = { "START TRANSACTION", self->sql, "COMMIT" };
  guint n = self->has_number ? 3 : 2; /* or it is left open */

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MoResult) done = mo_connection_run_values (
          connection, mo_test_text (self->test, texts[i]), NULL, 0, error);

      if (done == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
test_own_transaction (MoTest *test)
{
  Call ends = { test, "INSERT INTO $t VALUES (1, 'a', 1)", FALSE, TRUE };
  Call leaves = { test, "INSERT INTO $t VALUES (2, 'a', 1)", FALSE, FALSE };
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_client_call (test->client, write_in_transaction, &ends, NULL));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  error = mo_test_take_error (mo_client_call (test->client, write_in_transaction, &leaves, NULL));
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  mo_test_assert_contains (error->message, "left a transaction open");
  mo_test_ok (mo_client_disconnect (test->client));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- stopping it --- */

static void
test_cancelled_while_queued (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) holder = mo_test_begin (one);
  Call never = { test, "SELECT 1", FALSE, FALSE };
  g_autoptr (MoFuture) future = call (&never, one);

  mo_future_cancel (future);
  mo_test_cancelled (mo_future_ref (future));
  g_assert_cmpuint (atomic_load (&never.n_runs), ==, 0);
  g_assert_cmpuint (atomic_load (&never.n_destroyed), ==, 1);
  mo_test_ok (mo_transaction_rollback (holder));
  mo_test_ok (mo_client_disconnect (one));
}

static void
test_cancelled_while_it_runs (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
      Call sleeps = { test, "SELECT id FROM $t WHERE SLEEP(30) = 0", i == 0, FALSE };
      g_autoptr (MoFuture) future = NULL;

      mo_test_sql (test, "REPLACE INTO $t VALUES (1, 'a', 1)");
      future = call (&sleeps, one);
      mo_test_wait_for_statement (test, "SLEEP(30)");
      mo_future_cancel (future);
      mo_test_fails (mo_future_ref (future), MO_ERROR_OUTCOME_UNKNOWN);
      g_assert_cmpuint (atomic_load (&sleeps.n_destroyed), ==, 1);
      mo_test_ok (mo_execute (one, "SELECT 1"));
      mo_test_ok (mo_client_disconnect (one));
    }
}

typedef struct
{
  _Atomic gboolean has_begun;
  _Atomic gboolean is_cancelled;
} Silent;

static gboolean
send_nothing (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Silent *self = data;

  atomic_store (&self->has_begun, TRUE);
  while (!atomic_load (&self->is_cancelled))
    g_thread_yield ();
  g_set_error_literal (error, MO_ERROR, MO_ERROR_NO_ROWS, "its own");
  return FALSE;
}

static gboolean
has_begun (gpointer data)
{
  return atomic_load (&((Silent *) data)->has_begun);
}

/* Nothing was sent whose outcome could be unknown. */
static void
test_cancelled_without_statement (MoTest *test)
{
  Silent silent = { FALSE, FALSE };
  g_autoptr (MoFuture) future = mo_client_call (test->client, send_nothing, &silent, NULL);

  g_assert_true (mo_test_wait_until (has_begun, &silent));
  mo_future_cancel (future);
  atomic_store (&silent.is_cancelled, TRUE);
  mo_test_fails (mo_future_ref (future), MO_ERROR_NO_ROWS);
}

/* --- what may have taken effect --- */

typedef struct
{
  MoTest *test;
  const char *const *sql; /* one after the other, up to a NULL */
  gboolean is_script;     /* the last of them */
  guint64 connection_id;
} Steps;

static gboolean
run_steps (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Steps *self = data;

  self->connection_id = mo_connection_get_id (connection);
  for (guint i = 0; self->sql[i] != NULL; i++)
    {
      const char *sql = mo_test_text (self->test, self->sql[i]);
      g_autoptr (MoResult) done
          = self->is_script ? mo_connection_run_script (connection, sql, error)
                            : mo_connection_run_values (connection, sql, NULL, 0, error);

      if (done == NULL)
        return FALSE;
    }
  return TRUE;
}

#define INSERT "INSERT INTO $t VALUES (1, 'a', 1)"
#define UPDATE "UPDATE $t SET n = SLEEP(30)"
#define READ "SELECT id FROM $t WHERE SLEEP(30) = 0"
#define LOCKED "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205"

static void
test_lost (MoTest *test)
{
  static const struct
  {
    const char *sql[4];
    MoError code;
  } cases[] = {
    { { UPDATE }, MO_ERROR_OUTCOME_UNKNOWN },
    { { READ }, MO_ERROR_CONNECTION_LOST },
    { { "START TRANSACTION", UPDATE }, MO_ERROR_CONNECTION_LOST },
    { { "START TRANSACTION", "CALL $t_p()" }, MO_ERROR_OUTCOME_UNKNOWN },
  };

  mo_test_sql (test, INSERT);
  mo_test_sql (test, "EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p() BEGIN COMMIT; DO SLEEP(30); END'");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Steps steps = { test, cases[i].sql, FALSE, 0 };
      g_autoptr (MoFuture) future = mo_client_call (test->client, run_steps, &steps, NULL);
      g_autoptr (GError) error = NULL;

      mo_test_wait_for_statement (test, "SLEEP(30)");
      mo_test_kill (test, steps.connection_id);
      error = mo_test_take_error (mo_future_ref (future));
      g_assert_error (error, MO_ERROR, (gint) cases[i].code);
      g_assert_cmpint (mo_error_is_retryable (error), ==,
                       cases[i].code == MO_ERROR_CONNECTION_LOST);
    }
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

static void
test_retryable (MoTest *test)
{
  static const struct
  {
    const char *sql[5];
    gboolean is_script;
    gboolean is_retryable;
  } cases[] = {
    { { INSERT, LOCKED }, FALSE, FALSE },
    { { INSERT "; " LOCKED }, TRUE, FALSE },
    { { "SELECT 1; " LOCKED }, TRUE, TRUE },
    { { "START TRANSACTION", INSERT, LOCKED }, FALSE, TRUE },
    { { "START TRANSACTION; " INSERT "; " LOCKED }, TRUE, TRUE },
    { { "START TRANSACTION", INSERT, "COMMIT AND CHAIN", LOCKED }, FALSE, FALSE },
    { { "START TRANSACTION; " INSERT "; START TRANSACTION; " LOCKED }, TRUE, FALSE },
    { { LOCKED }, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Steps steps = { test, cases[i].sql, cases[i].is_script, 0 };
      g_autoptr (GError) error
          = mo_test_take_error (mo_client_call (test->client, run_steps, &steps, NULL));

      g_assert_error (error, MO_ERROR, MO_ERROR_LOCK_TIMEOUT);
      g_assert_cmpint (mo_error_is_retryable (error), ==, cases[i].is_retryable);
      if (i == 1)
        mo_test_assert_contains (error->message, "; statements done before it: 1");
      mo_test_sql (test, "DELETE FROM $t");
    }
}

/* --- in a transaction --- */

static void
test_in_transaction (MoTest *test)
{
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      Call writes = { test, "INSERT INTO $t VALUES (2, 'b', 2)", i % 2 == 0, FALSE };
      gboolean commits = i / 2 == 0;

      mo_test_ok (mo_gather (
          mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")),
          mo_transaction_call (tx, run, &writes, destroyed),
          mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = n + 10 WHERE id = 2"))));
      g_assert_cmpuint (writes.connection_id, ==, mo_transaction_get_connection_id (tx));
      g_assert_cmpuint (atomic_load (&writes.n_destroyed), ==, 1);
      mo_test_ok (commits ? mo_transaction_commit (tx) : mo_transaction_rollback (tx));
      g_assert_cmpint (mo_test_int64 (test, "SELECT COALESCE(SUM(n), 0) FROM $t"), ==,
                       commits ? 13 : 0);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

/* As a statement: its error keeps the transaction from being committed unless somebody takes it. */
static void
test_fails_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Call wrong = { test, "SELECT FROM WHERE", FALSE, FALSE };

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_future_unref (mo_transaction_call (tx, run, &wrong, destroyed));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_SYNTAX);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* As a statement is told; and what it had done is not committed if nobody looks. */
static void
test_stopped_in_transaction (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      static const char *const sql[] = { INSERT, READ, NULL };
      Steps steps = { test, sql, FALSE, 0 };
      g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
      g_autoptr (MoTransaction) tx = NULL;
      g_autoptr (MoFuture) future = NULL;

      mo_transaction_options_set_timeout (options, i == 0 ? -1 : 300 * G_TIME_SPAN_MILLISECOND);
      tx = mo_await_transaction (mo_client_begin_with (test->client, options), NULL);
      g_assert_nonnull (tx);
      future = mo_transaction_call (tx, run_steps, &steps, NULL);
      if (i == 0)
        {
          mo_test_wait_for_statement (test, "SLEEP(30)");
          mo_future_cancel (future);
          mo_test_cancelled (mo_transaction_commit (tx));
          mo_test_cancelled (mo_future_ref (future));
        }
      else
        {
          mo_test_fails (mo_future_ref (future), MO_ERROR_TIMED_OUT);
          mo_test_ok (mo_transaction_rollback (tx));
        }
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
}

static void
test_ends_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Call commits = { test, "COMMIT", TRUE, FALSE };

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_test_fails (mo_transaction_call (tx, run, &commits, destroyed), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'a', 1)")),
                 MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- in the style of GIO --- */

static void
on_client_called (GObject *client, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_client_call_finish (MO_CLIENT (client), result, &error));
  g_main_loop_quit (loop);
}

static void
on_transaction_called (GObject *tx, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_transaction_call_finish (MO_TRANSACTION (tx), result, &error));
  g_main_loop_quit (loop);
}

static void
test_pairs (MoTest *test)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Call reads = { test, "SELECT 1", FALSE, FALSE };

  mo_client_call_async (test->client, run, &reads, destroyed, NULL, on_client_called, loop);
  g_main_loop_run (loop);
  mo_transaction_call_async (tx, run, &reads, destroyed, NULL, on_transaction_called, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (atomic_load (&reads.n_destroyed), ==, 2);
  mo_test_ok (mo_transaction_rollback (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client-call/result", test_result);
  mo_test_add ("/client-call/error", test_error);
  mo_test_add ("/client-call/leaves-nothing", test_leaves_nothing);
  mo_test_add ("/client-call/own-transaction", test_own_transaction);
  mo_test_add ("/client-call/cancelled-while-queued", test_cancelled_while_queued);
  mo_test_add ("/client-call/cancelled-while-it-runs", test_cancelled_while_it_runs);
  mo_test_add ("/client-call/cancelled-without-statement", test_cancelled_without_statement);
  mo_test_add_mariadb ("/client-call/lost", test_lost);
  mo_test_add_mariadb ("/client-call/retryable", test_retryable);
  mo_test_add ("/client-call/in-transaction", test_in_transaction);
  mo_test_add ("/client-call/fails-in-transaction", test_fails_in_transaction);
  mo_test_add_mariadb ("/client-call/stopped-in-transaction", test_stopped_in_transaction);
  mo_test_add ("/client-call/ends-transaction", test_ends_transaction);
  mo_test_add ("/client-call/pairs", test_pairs);
  return g_test_run ();
}
