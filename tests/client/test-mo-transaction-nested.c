/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nested scopes: what is undone and what stays, where the server has savepoints; and nothing at all
 * where it only has the word. */

#include <string.h>

#include "mo-test-proxy.h"

typedef struct
{
  MoTest *test;
  gint64 id;
  gboolean fails;
  gboolean ignores; /* a statement that failed */
  guint n_runs;
} Scope;

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), id);
}

static gboolean
scope_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  self->n_runs++;
  if (!mo_await (insert (self->test, tx, self->id), error))
    return FALSE;
  if (self->ignores)
    mo_future_unref (insert (self->test, tx, self->id));
  if (self->fails)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return !self->fails;
}

static void
assert_nested (MoTransaction *tx, Scope *scope)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mo_transaction_run_nested (tx, scope_body, scope, &error), ==, !scope->fails);
  if (scope->fails)
    {
      g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
      g_assert_cmpstr (error->message, ==, "the scope's own");
    }
  else
    g_assert_no_error (error);
}

/* "1,2", in their order. */
static void
assert_rows (MoTest *test, const char *expected)
{
  g_autoptr (MoResult) result = mo_await_result (
      mo_execute (test->other, mo_test_text (test, "SELECT id FROM $t ORDER BY id")), NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    g_string_append_printf (ids, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            mo_result_get_int64 (result, i, 0));
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_one_of_three (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Scope first = { .test = test, .id = 2 };
  Scope second = { .test = test, .id = 3, .fails = TRUE };
  Scope third = { .test = test, .id = 4 };

  mo_test_ok (insert (test, tx, 1));
  assert_nested (tx, &first);
  assert_nested (tx, &second);
  assert_nested (tx, &third);
  mo_test_ok (mo_transaction_commit (tx));
  assert_rows (test, "1,2,4");
}

/* It is the first thing in the transaction. */
static void
test_first (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      Scope scope = { .test = test, .id = 1, .fails = i == 0 };

      assert_nested (tx, &scope);
      mo_test_ok (mo_transaction_commit (tx));
      assert_rows (test, i == 0 ? "" : "1");
    }
}

/* The whole goes, whatever scopes there were. */
static void
test_rolled_back_whole (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Scope scope = { .test = test, .id = 1 };

  assert_nested (tx, &scope);
  mo_test_ok (mo_transaction_rollback (tx));
  assert_rows (test, "");
}

/* --- in each other --- */

typedef struct
{
  MoTest *test;
  guint depth;
  guint fails_at; /* 0: none does */
} Tower;

static gboolean
tower_body (MoTransaction *tx, gpointer data, GError **error)
{
  Tower *self = data;
  guint depth = ++self->depth;

  if (!mo_await (insert (self->test, tx, depth), error))
    return FALSE;
  if (depth < 5)
    mo_transaction_run_nested (tx, tower_body, self, NULL); /* may fail by itself */
  if (depth != self->fails_at)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "here");
  return FALSE;
}

static void
test_in_each_other (MoTest *test)
{
  static const char *const expected[]
      = { "1,2,3,4,5", "", "1", "1,2", "1,2,3", "1,2,3,4" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      Tower tower = { test, 0, i };

      mo_transaction_run_nested (tx, tower_body, &tower, NULL);
      mo_test_ok (mo_transaction_commit (tx));
      assert_rows (test, expected[i]);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

typedef struct
{
  MoTest *test;
  MoPromise *opened;
  MoPromise *closes;
} Held;

static MoFuture *
held_body (MoTransaction *tx, gpointer data)
{
  Held *self = data;

  mo_promise_resolve_true (self->opened);
  return mo_promise_dup_future (self->closes);
}

/* An outer one must not end before an inner one: neither what it did nor what the inner one does
 * would be where it belongs. */
static void
test_out_of_order (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Held outer = { test, mo_promise_new (), mo_promise_new () };
  Held inner = { test, mo_promise_new (), mo_promise_new () };
  g_autoptr (MoFuture) first = mo_transaction_nested (tx, held_body, &outer, NULL);
  g_autoptr (MoFuture) second = NULL;

  mo_test_ok (mo_promise_dup_future (outer.opened));
  second = mo_transaction_nested (tx, held_body, &inner, NULL);
  mo_test_ok (mo_promise_dup_future (inner.opened));
  mo_promise_resolve_true (outer.closes);
  mo_test_fails (g_steal_pointer (&first), MO_ERROR_INVALID_ARGUMENT);
  mo_promise_resolve_true (inner.closes);
  mo_test_ok (g_steal_pointer (&second));
  mo_test_ok (mo_transaction_rollback (tx));
  mo_promise_unref (outer.opened);
  mo_promise_unref (outer.closes);
  mo_promise_unref (inner.opened);
  mo_promise_unref (inner.closes);
}

/* --- what failed inside --- */

/* Its error was never looked at, but it is undone with its scope. */
static void
test_ignored_inside (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      Scope scope = { .test = test, .id = 2, .ignores = TRUE, .fails = i == 0 };

      mo_test_ok (insert (test, tx, 1));
      assert_nested (tx, &scope);
      if (i == 0)
        mo_test_ok (mo_transaction_commit (tx));
      else /* the scope stays, and with it the failure */
        mo_test_fails (mo_transaction_commit (tx), MO_ERROR_DUPLICATE_KEY);
      assert_rows (test, i == 0 ? "1" : "");
      mo_test_sql (test, "DELETE FROM $t");
    }
}

static gboolean
lose_all (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_await (mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"), error);
}

static gboolean
end_all (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_await (mo_transaction_rollback (tx), error);
}

/* Nothing to go back to. */
static void
test_lost_inside (MoTest *test)
{
  static const MoTransactionFunc bodies[] = { lose_all, end_all };
  static const MoError codes[] = { MO_ERROR_DEADLOCK, MO_ERROR_TRANSACTION_FINISHED };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      g_autoptr (GError) error = NULL;

      mo_test_ok (insert (test, tx, 1));
      g_assert_false (mo_transaction_run_nested (tx, bodies[i], NULL, &error));
      g_assert_error (error, MO_ERROR, (gint) codes[i]);
      mo_test_fails (insert (test, tx, 2), i == 0 ? MO_ERROR_TRANSACTION_ABORTED
                                                  : MO_ERROR_TRANSACTION_FINISHED);
      mo_future_unref (mo_transaction_rollback (tx));
      assert_rows (test, "");
    }
}

/* --- the asynchronous form --- */

static MoFuture *
async_scope (MoTransaction *tx, gpointer data)
{
  Scope *self = data;
  MoFuture *inserted = insert (self->test, tx, self->id);

  self->n_runs++;
  if (!self->fails)
    return inserted;
  mo_future_unref (inserted);
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
}

static MoFuture *
ignore_failure (MoFuture *scope, gpointer data)
{
  return mo_future_new_true ();
}

typedef struct
{
  Scope first;
  Scope second;
} TwoScopes;

static MoFuture *
second_scope (MoFuture *first, gpointer data)
{
  MoTransaction *tx = data;

  return mo_transaction_nested (tx, async_scope, g_object_get_data (G_OBJECT (tx), "second"), NULL);
}

static MoFuture *
two_scopes (MoTransaction *tx, gpointer data)
{
  TwoScopes *self = data;
  MoFuture *first = mo_catch (mo_transaction_nested (tx, async_scope, &self->first, NULL),
                              ignore_failure, NULL, NULL);

  g_object_set_data (G_OBJECT (tx), "second", &self->second);
  return mo_then (first, second_scope, g_object_ref (tx), g_object_unref);
}

static void
test_async (MoTest *test)
{
  TwoScopes scopes = { { .test = test, .id = 1, .fails = TRUE }, { .test = test, .id = 2 } };

  mo_test_ok (mo_client_transaction (test->client, two_scopes, &scopes, NULL));
  g_assert_cmpuint (scopes.first.n_runs, ==, 1);
  g_assert_cmpuint (scopes.second.n_runs, ==, 1);
  assert_rows (test, "2");
}

static void
note_freed (gpointer data)
{
  g_atomic_int_inc ((gint *) data);
}

static gboolean
has_one_reference (gpointer object)
{
  return g_atomic_int_get ((gint *) &G_OBJECT (object)->ref_count) == 1;
}

static MoFuture *
never_called (MoTransaction *tx, gpointer data)
{
  g_assert_not_reached ();
  return NULL;
}

/* The caller and the thread that settles let go of a scope at once. */
static void
test_let_go_of_at_once (MoTest *test)
{
  const gint n_scopes = mo_test_is_full () ? 200000 : 50000;
  MoTransaction *tx = mo_test_begin (test->client);
  gint n_freed = 0;

  mo_test_ok (mo_transaction_rollback (tx));
  for (gint i = 1; i <= n_scopes; i++)
    {
      MoFuture *scope = mo_transaction_nested (tx, never_called, &n_freed, note_freed);

      if (i % 64 == 0 || i == n_scopes)
        mo_test_fails (scope, MO_ERROR_TRANSACTION_FINISHED);
      else
        mo_future_unref (scope);
    }
  g_assert_true (mo_test_wait_until (has_one_reference, tx));
  g_assert_cmpint (g_atomic_int_get (&n_freed), ==, n_scopes);
  g_object_unref (tx);
}

/* --- where there are none --- */

static gboolean
must_not_run (MoTransaction *tx, gpointer data, GError **error)
{
  g_assert_not_reached ();
  return FALSE;
}

/* MatrixOne answers OK to SAVEPOINT, and sets none. */
static void
test_not_supported (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, test->is_matrixone ? "pool_size=1"
                                                     : "pool_size=1&capabilities=-savepoints");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    g_autoptr (GError) error = NULL;

    mo_test_ok (insert (test, tx, 1));
    wireplay_reset (wire.proxy);
    g_assert_false (mo_transaction_run_nested (tx, must_not_run, NULL, &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
    mo_test_assert_contains (error->message, test->is_matrixone ? "MatrixOne" : "MariaDB");
    g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 0);
    mo_test_ok (mo_transaction_commit (tx));
  }
  mo_test_wire_close (&wire);
  assert_rows (test, "1");
}

static void
test_bad_arguments (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) no_body = NULL;
  g_autoptr (GError) no_tx = NULL;

  g_assert_false (mo_transaction_run_nested (tx, NULL, NULL, &no_body));
  g_assert_error (no_body, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_false (mo_transaction_run_nested (NULL, must_not_run, NULL, &no_tx));
  g_assert_error (no_tx, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_transaction_nested (tx, NULL, NULL, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_rollback (tx));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/transaction-nested/one-of-three", test_one_of_three);
  mo_test_add_mariadb ("/transaction-nested/first", test_first);
  mo_test_add_mariadb ("/transaction-nested/rolled-back-whole", test_rolled_back_whole);
  mo_test_add_mariadb ("/transaction-nested/in-each-other", test_in_each_other);
  mo_test_add_mariadb ("/transaction-nested/out-of-order", test_out_of_order);
  mo_test_add_mariadb ("/transaction-nested/ignored-inside", test_ignored_inside);
  mo_test_add_mariadb ("/transaction-nested/lost-inside", test_lost_inside);
  mo_test_add_mariadb ("/transaction-nested/async", test_async);
  mo_test_add_mariadb ("/transaction-nested/let-go-of-at-once", test_let_go_of_at_once);
  mo_test_add ("/transaction-nested/not-supported", test_not_supported);
  mo_test_add ("/transaction-nested/bad-arguments", test_bad_arguments);
  return g_test_run ();
}
