/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors and whatever else ends a transaction, or a part of it: nested scopes, time limits, hooks.
 * None of their statements ever ends by itself. */

#include <string.h>

#include "mo-test-cursor.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, INSERT), id);
}

static MoCursor *
open_endless (MoTest *test, MoTransaction *tx)
{
  MoCursor *cursor = mo_test_open (MO_EXECUTOR (tx), mo_test_endless_sql (test), 0);
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 10);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 10);
  return cursor;
}

/* --- nested scopes --- */

typedef struct
{
  MoTest *test;
  gboolean fails;
  MoCursor *cursor; /* opened in it, and left */
  MoClient *waits;
} Scope;

static gboolean
scope_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  mo_test_ok (insert (self->test, tx, 2));
  self->cursor = open_endless (self->test, tx);
  if (self->fails)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return !self->fails;
}

static void
end_scope (MoTest *test, gboolean fails, gint64 n_expected)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Scope scope = { .test = test, .fails = fails };
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  g_assert_cmpint (mo_transaction_run_nested (tx, scope_body, &scope, NULL), ==, !fails);
  error = mo_test_take_error (mo_cursor_fetch (scope.cursor, 1));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "nested scope");
  mo_test_ok (insert (test, tx, 3));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, n_expected);
  g_object_unref (scope.cursor);
  mo_test_wait_for_no_statement (test, "AS numbers");
}

/* Closed with its scope, which stays or is undone as ever. */
static void
test_scope_is_kept (MoTest *test)
{
  end_scope (test, FALSE, 3);
}

static void
test_scope_is_undone (MoTest *test)
{
  end_scope (test, TRUE, 2);
}

static gboolean
never (MoTransaction *tx, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

/* It would have to be sent in the middle of the rows. */
static void
test_scope_while_open (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor = open_endless (test, tx);
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_transaction_run_nested (tx, never, NULL, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CURSOR_OPEN);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_ok (mo_transaction_commit (tx));
}

/* --- a time limit --- */

/* Its owner thinks for too long between two fetches. */
static void
test_timeout (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoCursor) cursor = NULL;

  mo_transaction_options_set_timeout (options, G_USEC_PER_SEC);
  tx = mo_await_transaction (mo_client_begin_with (client, options), &error);
  g_assert_no_error (error);
  mo_test_ok (insert (test, tx, 1));
  cursor = open_endless (test, tx);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id); /* it waits for the end */
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_TIMED_OUT);
  mo_test_ok (mo_cursor_close (cursor));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TIMED_OUT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_wait_for_no_statement (test, "AS numbers");
  mo_test_ok (mo_client_disconnect (client));
}

/* Of these rows MariaDB sends so many, and then none for a long time. */
#define SLOW                                                                                       \
  "SELECT seq, IF(seq = 50000, SLEEP(1000), 0), 'a cursor out of time' FROM seq_1_to_100000"

/* One fetch runs when it is over, and others wait: that is what all are told, and who comes
 * behind. */
static void
test_timeout_fetching (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoCursor) cursor = NULL;
  MoFuture *fetches[200];
  guint n_read = 0;

  mo_transaction_options_set_timeout (options, G_USEC_PER_SEC);
  tx = mo_await_transaction (mo_client_begin_with (client, options), &error);
  g_assert_no_error (error);
  mo_test_ok (insert (test, tx, 1));
  cursor = mo_test_open (MO_EXECUTOR (tx), SLOW, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    fetches[i] = mo_cursor_fetch (cursor, 1000);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    {
      g_autoptr (GError) late = NULL;

      if (mo_await (fetches[i], &late))
        n_read++;
      else
        g_assert_error (late, MO_ERROR, MO_ERROR_TIMED_OUT);
    }
  g_assert_cmpuint (n_read, <=, 50);
  mo_test_fails (mo_cursor_fetch (cursor, 1), MO_ERROR_TIMED_OUT);
  mo_test_ok (mo_cursor_close (cursor));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TIMED_OUT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_wait_for_no_statement (test, "a cursor out of time");
  mo_test_ok (mo_client_disconnect (client));
}

static gboolean
wait_for_the_end (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  self->cursor = open_endless (self->test, tx);
  /* The only connection comes back when it is over. */
  mo_test_ok (mo_execute (self->waits, "SELECT 1"));
  return TRUE;
}

/* In a nested scope that has not ended when it is over. */
static void
test_timeout_in_scope (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (GError) error = NULL;
  Scope scope = { .test = test, .waits = client };

  mo_transaction_options_set_timeout (options, G_USEC_PER_SEC);
  tx = mo_await_transaction (mo_client_begin_with (client, options), &error);
  g_assert_no_error (error);
  mo_test_ok (insert (test, tx, 1));
  g_assert_false (mo_transaction_run_nested (tx, wait_for_the_end, &scope, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  mo_test_fails (mo_cursor_fetch (scope.cursor, 1), MO_ERROR_TIMED_OUT);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TIMED_OUT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  g_object_unref (scope.cursor);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- hooks --- */

typedef struct
{
  MoTest *test;
  guint n_calls;
} Hook;

/* The connection is theirs: no rows are in the way. */
static gboolean
count_in_hook (MoTransactionEvent event, MoConnection *connection, gpointer data, GError **error)
{
  Hook *self = data;
  g_autoptr (MoResult) result = mo_connection_run_values (
      connection, mo_test_text (self->test, "SELECT COUNT(*) FROM $t"), NULL, 0, error);

  self->n_calls++;
  return result != NULL;
}

static void
test_hooks (MoTest *test)
{
  for (guint commits = 0; commits < 2; commits++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (MoCursor) cursor = NULL;
      Hook hook = { test, 0 };

      g_assert_true (mo_transaction_add_hook (tx, count_in_hook, &hook, NULL));
      mo_test_ok (insert (test, tx, 1));
      cursor = open_endless (test, tx);
      mo_test_ok (commits ? mo_transaction_commit (tx) : mo_transaction_rollback (tx));
      g_assert_cmpuint (hook.n_calls, ==, 2); /* before and after */
      g_assert_cmpint (mo_test_count (test), ==, commits);
    }
}

/* One that begins when the transaction ends is too late. */
static gboolean
open_in_hook (MoTransactionEvent event, MoConnection *connection, gpointer tx, GError **error)
{
  g_autoptr (MoFuture) opened = mo_open_cursor ((MoTransaction *) tx, "SELECT 1");

  g_assert_error (mo_future_get_error (opened), MO_ERROR, MO_ERROR_TRANSACTION_FINISHED);
  return TRUE;
}

static void
test_open_in_hook (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  g_assert_true (mo_transaction_add_hook (tx, open_in_hook, tx, NULL));
  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- calls --- */

typedef struct
{
  MoTransaction *tx;
  MoFuture *opened;
} Call;

/* It cannot wait for what comes behind itself, but may ask for it. */
static gboolean
open_in_call (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Call *self = data;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (MoResult) one = NULL;

  self->opened = mo_open_cursor (self->tx, "SELECT 0 AS i UNION ALL SELECT 1 ORDER BY i");
  g_assert_false (mo_future_wait (self->opened, 1000, &refusal));
  g_assert_error (refusal, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  one = mo_connection_run_values (connection, "SELECT 1", NULL, 0, error);
  return one != NULL;
}

static void
test_open_in_call (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) cursor = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { .tx = tx };

  mo_test_ok (mo_transaction_call (tx, open_in_call, &call, NULL));
  cursor = mo_await_cursor (call.opened, &error);
  g_assert_no_error (error);
  mo_test_fetch_rows (cursor, 2, 0);
  mo_test_fetch_end (cursor);
  mo_test_ok (mo_transaction_commit (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-is-kept", test_scope_is_kept);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-is-undone", test_scope_is_undone);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-while-open", test_scope_while_open);
  mo_test_add ("/client/cursor-scopes/timeout", test_timeout);
  mo_test_add_mariadb ("/client/cursor-scopes/timeout-fetching", test_timeout_fetching);
  mo_test_add_mariadb ("/client/cursor-scopes/timeout-in-scope", test_timeout_in_scope);
  mo_test_add ("/client/cursor-scopes/hooks", test_hooks);
  mo_test_add ("/client/cursor-scopes/open-in-hook", test_open_in_hook);
  mo_test_add ("/client/cursor-scopes/open-in-call", test_open_in_call);
  return g_test_run ();
}
