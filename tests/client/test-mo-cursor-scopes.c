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
  Scope scope = { test, fails, NULL };

  mo_test_ok (insert (test, tx, 1));
  g_assert_cmpint (mo_transaction_run_nested (tx, scope_body, &scope, NULL), ==, !fails);
  mo_test_fails (mo_cursor_fetch (scope.cursor, 1), MO_ERROR_TRANSACTION_FINISHED);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-is-kept", test_scope_is_kept);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-is-undone", test_scope_is_undone);
  mo_test_add_mariadb ("/client/cursor-scopes/scope-while-open", test_scope_while_open);
  mo_test_add ("/client/cursor-scopes/timeout", test_timeout);
  mo_test_add ("/client/cursor-scopes/hooks", test_hooks);
  return g_test_run ();
}
