/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nested scopes that cannot be rolled back by themselves, or do not end: what they did is never
 * committed against what their callers were told. */

#include <string.h>

#include "mo-test-server.h"

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), id);
}

/* What no statement of a transaction may say. */
#define HIDDEN(sql) "EXECUTE IMMEDIATE '" sql "'"

static gboolean
run_aside (MoConnection *connection, GValue *result, gpointer sql, GError **error)
{
  g_autoptr (MoResult) answer = mo_connection_run_values (connection, sql, NULL, 0, error);

  return answer != NULL;
}

/* --- the savepoint is not there any more --- */

typedef struct
{
  MoTest *test;
  gboolean fails;
  const char *aside; /* NULL: nothing */
} Scope;

static gboolean
scope_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  if (!mo_await (insert (self->test, tx, 2), error)
      || (self->aside != NULL
          && !mo_await (mo_transaction_call (tx, run_aside, (gpointer) self->aside, NULL), error))
      || !mo_await (insert (self->test, tx, 3), error))
    return FALSE;
  if (self->fails)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return !self->fails;
}

static void
assert_commit_says_why (MoTest *test, MoTransaction *tx)
{
  g_autoptr (GError) error = mo_test_take_error (mo_transaction_commit (tx));

  mo_test_assert_contains (error->message, "a nested scope could not be rolled back by itself");
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
check_gone (MoTest *test, const char *aside, gboolean fails)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;
  Scope scope = { test, fails, aside };

  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_execute (tx, "SAVEPOINT mine"));
  g_assert_false (mo_transaction_run_nested (tx, scope_body, &scope, &error));
  mo_test_assert_contains (error->message, "the scope could not be rolled back by itself");
  if (fails)
    {
      g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
      mo_test_assert_contains (error->message, ": the scope's own");
    }
  assert_commit_says_why (test, tx);
}

static void
test_gone (MoTest *test)
{
  for (int fails = 0; fails < 2; fails++)
    {
      check_gone (test, HIDDEN ("ROLLBACK TO SAVEPOINT mine"), fails);
      check_gone (test, HIDDEN ("RELEASE SAVEPOINT mine"), fails);
    }
}

static MoFuture *
async_body (MoTransaction *tx, gpointer data)
{
  Scope *self = data;

  mo_future_unref (insert (self->test, tx, 2));
  mo_future_unref (mo_transaction_call (tx, run_aside, (gpointer) self->aside, NULL));
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
}

static void
test_gone_async (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Scope scope = { test, TRUE, HIDDEN ("ROLLBACK TO SAVEPOINT mine") };
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_execute (tx, "SAVEPOINT mine"));
  error = mo_test_take_error (mo_transaction_nested (tx, async_body, &scope, NULL));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  mo_test_assert_contains (error->message, "could not be rolled back by itself");
  mo_test_assert_contains (error->message, ": the scope's own");
  assert_commit_says_why (test, tx);
}

/* Nothing that is begun after it, and nothing around it, can be kept. */
static gboolean
around (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;
  g_autoptr (GError) inner = NULL;

  g_assert_false (mo_transaction_run_nested (tx, scope_body, self, NULL));
  self->aside = NULL;
  self->fails = FALSE;
  g_assert_false (mo_transaction_run_nested (tx, scope_body, self, &inner));
  mo_test_assert_contains (inner->message, "can only be rolled back");
  return TRUE;
}

static void
test_around (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;
  Scope scope = { test, TRUE, HIDDEN ("ROLLBACK TO SAVEPOINT mine") };

  mo_test_ok (mo_execute (tx, "SAVEPOINT mine"));
  g_assert_false (mo_transaction_run_nested (tx, around, &scope, &error));
  mo_test_assert_contains (error->message, "could not be rolled back by itself");
  assert_commit_says_why (test, tx);
}

/* MatrixOne says OK to SAVEPOINT, and fails ROLLBACK TO. */
static gboolean
whole_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope scope = { data, TRUE, NULL };

  mo_test_ok (insert (data, tx, 1));
  g_assert_false (mo_transaction_run_nested (tx, scope_body, &scope, NULL));
  return TRUE;
}

static void
test_not_there (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("capabilities=savepoints");
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_client_run_transaction (client, whole_body, test, &error));
  mo_test_assert_contains (error->message, "a nested scope could not be rolled back by itself");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- statements on savepoints --- */

static gboolean
refused_body (MoTransaction *tx, gpointer data, GError **error)
{
  static const char *const refused[]
      = { "ROLLBACK TO mine", "rollback work to savepoint mine", "RELEASE SAVEPOINT mine",
          "/*!50000 RELEASE */ SAVEPOINT mine", "SET STATEMENT lock_wait_timeout = 1 FOR "
                                                "ROLLBACK TO mine" };
  g_autoptr (GError) says = NULL;

  mo_test_ok (insert (data, tx, 2));
  mo_test_ok (mo_execute (tx, "SAVEPOINT other"));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    mo_test_fails (mo_execute (tx, refused[i]), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_script (MO_EXECUTOR (tx), "SELECT 1; ROLLBACK TO mine"),
                 MO_ERROR_INVALID_ARGUMENT);
  says = mo_test_take_error (mo_execute (tx, "ROLLBACK TO mine"));
  mo_test_assert_contains (says->message, "end the scope instead");
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

/* On the connection that a function is lent, too. */
static gboolean
roll_back_to_mine (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  g_autoptr (MoResult) done
      = mo_connection_run_values (connection, "ROLLBACK TO mine", NULL, 0, error);

  return done != NULL;
}

static gboolean
call_in_scope (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (GError) refusal
      = mo_test_take_error (mo_transaction_call (tx, roll_back_to_mine, NULL, NULL));

  g_assert_error (refusal, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (refusal->message, "end the scope instead");
  return mo_await (insert (data, tx, 2), error);
}

static void
test_refused_in_call (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_execute (tx, "SAVEPOINT mine"));
  mo_transaction_run_nested (tx, call_in_scope, test, &error);
  g_assert_no_error (error);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

static void
test_refused_in_scope (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_execute (tx, "SAVEPOINT mine"));
  g_assert_false (mo_transaction_run_nested (tx, refused_body, test, &error));
  g_assert_cmpstr (error->message, ==, "the scope's own");
  mo_test_ok (insert (test, tx, 3));
  mo_test_ok (mo_execute (tx, "ROLLBACK TO SAVEPOINT mine")); /* behind it, it may */
  mo_test_ok (mo_execute (tx, "RELEASE SAVEPOINT mine"));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_reserved (MoTest *test)
{
  static const char *const refused[]
      = { "SAVEPOINT mo_savepoint_0", "SAVEPOINT `MO_Savepoint_x`", "ROLLBACK TO mo_savepoint_0",
          "RELEASE SAVEPOINT mo_savepoint_0" };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = mo_test_take_error (mo_execute (tx, refused[i]));

      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      mo_test_assert_contains (error->message, "mo_savepoint_");
    }
  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- another scope has not ended --- */

typedef struct
{
  MoTest *test;
  MoPromise *closes;
  MoFuture *inner;
} Crossed;

static MoFuture *
held_body (MoTransaction *tx, gpointer data)
{
  return mo_promise_dup_future (((Crossed *) data)->closes);
}

static gboolean
crossed_body (MoTransaction *tx, gpointer data, GError **error)
{
  Crossed *self = data;

  mo_test_ok (insert (self->test, tx, 1));
  self->inner = mo_transaction_nested (tx, held_body, self, NULL);
  mo_test_ok (insert (self->test, tx, 2));
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

static void
check_crossed (MoTest *test, gboolean ends_inner)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Crossed crossed = { test, mo_promise_new (), NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_transaction_run_nested (tx, crossed_body, &crossed, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
  mo_test_assert_contains (error->message, "could not be rolled back by itself");
  if (ends_inner)
    mo_promise_resolve_true (crossed.closes);
  if (ends_inner)
    mo_await (mo_future_ref (crossed.inner), NULL);
  assert_commit_says_why (test, tx);
  if (!ends_inner)
    mo_promise_resolve_true (crossed.closes);
  mo_await (crossed.inner, NULL);
  mo_promise_unref (crossed.closes);
}

static void
test_crossed (MoTest *test)
{
  check_crossed (test, FALSE);
  check_crossed (test, TRUE);
}

/* --- a commit while a scope is open --- */

static gboolean
committing_body (MoTransaction *tx, gpointer data, GError **error)
{
  mo_test_ok (insert (data, tx, 2));
  return mo_await (mo_transaction_commit (tx), error);
}

static void
test_commit_inside (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin (one);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  g_assert_false (mo_transaction_run_nested (tx, committing_body, test, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "1 nested scope of the transaction had not ended");
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_ok (mo_execute (one, "SELECT 1")); /* on the same connection */
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (one));
}

static MoFuture *
forgetful_body (MoTransaction *tx, gpointer data)
{
  Crossed *self = data;

  self->inner = mo_transaction_nested (tx, held_body, self, NULL);
  return insert (self->test, tx, 1);
}

static void
test_forgotten (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  Crossed crossed = { test, mo_promise_new (), NULL };

  mo_test_fails (mo_client_transaction (one, forgetful_body, &crossed, NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_promise_resolve_true (crossed.closes);
  mo_test_fails (crossed.inner, MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_promise_unref (crossed.closes);
  mo_test_ok (mo_client_disconnect (one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/scope-stuck/gone", test_gone);
  mo_test_add_mariadb ("/scope-stuck/gone-async", test_gone_async);
  mo_test_add_mariadb ("/scope-stuck/around", test_around);
  mo_test_add_matrixone ("/scope-stuck/not-there", test_not_there);
  mo_test_add_mariadb ("/scope-stuck/refused-in-scope", test_refused_in_scope);
  mo_test_add_mariadb ("/scope-stuck/refused-in-call", test_refused_in_call);
  mo_test_add ("/scope-stuck/reserved", test_reserved);
  mo_test_add_mariadb ("/scope-stuck/crossed", test_crossed);
  mo_test_add_mariadb ("/scope-stuck/commit-inside", test_commit_inside);
  mo_test_add_mariadb ("/scope-stuck/forgotten", test_forgotten);
  return g_test_run ();
}
