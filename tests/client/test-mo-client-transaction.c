/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction with a body that returns a future: it and its continuations run on the worker, and
 * its outcome decides. */

#include <gio/gio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"

typedef struct
{
  MoTest *test;
  MoTransaction *tx; /* a reference of the continuations' own */
  pthread_t thread;  /* of the body */
  _Atomic guint n_bodies;
  _Atomic guint n_continuations;
  _Atomic guint n_destroyed;
} Body;

static void
body_destroy (gpointer data)
{
  atomic_fetch_add (&((Body *) data)->n_destroyed, 1);
}

static MoFuture *
start (Body *self, MoClient *client, MoTransactionFutureFunc func)
{
  return mo_client_transaction (client, func, self, body_destroy);
}

static MoFuture *
insert (Body *self, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (self->test, INSERT), id);
}

static void
enter (Body *self)
{
  self->thread = pthread_self ();
  atomic_fetch_add (&self->n_bodies, 1);
}

static void
check_calls (Body *self, guint n_bodies)
{
  g_assert_cmpuint (atomic_load (&self->n_bodies), ==, n_bodies);
  g_assert_cmpuint (atomic_load (&self->n_destroyed), ==, 1);
}

/* --- what the body returns --- */

static MoFuture *
body_value (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return mo_execute (tx, "SELECT 42");
}

static void
test_value (MoTest *test)
{
  Body body = { test };
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  mo_await_int64 (start (&body, test->client, body_value), &number, &error);
  g_assert_no_error (error);
  g_assert_cmpint (number, ==, 42);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  check_calls (&body, 1);
}

static MoFuture *
body_null (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return NULL;
}

static void
test_null (MoTest *test)
{
  Body body = { test };

  mo_test_ok (start (&body, test->client, body_null));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  check_calls (&body, 1);
}

static MoFuture *
body_rejected (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return insert (data, tx, 1);
}

static MoFuture *
body_own_error (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
}

static MoFuture *
body_ignores_failure (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  mo_future_unref (insert (data, tx, 1));
  return NULL;
}

static void
test_errors (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=10");
  static const struct
  {
    MoTransactionFutureFunc func;
    MoError code;
  } bodies[] = {
    { body_rejected, MO_ERROR_DUPLICATE_KEY },
    { body_own_error, MO_ERROR_CONSTRAINT },
    { body_ignores_failure, MO_ERROR_DUPLICATE_KEY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Body body = { test };

      mo_test_fails (start (&body, one, bodies[i].func), bodies[i].code);
      check_calls (&body, 1);
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
}

static MoFuture *
body_ends (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return mo_transaction_commit (tx);
}

static MoFuture *
body_commits_and_fails (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 2));
  mo_future_unref (mo_transaction_commit (tx));
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONFLICT, "too late");
}

/* What it fails with behind its commit does not say that nothing was written. */
static void
test_body_commits_itself (MoTest *test)
{
  Body body = { test };
  Body failing = { test };

  mo_test_ok (start (&body, test->client, body_ends));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  check_calls (&body, 1);
  mo_test_fails (start (&failing, test->client, body_commits_and_fails),
                 MO_ERROR_COMMITTED_COMMAND_FAILED);
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

/* --- never called --- */

static void
test_closed (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (NULL);
  Body body = { test };
  Body second = { test };

  mo_test_ok (mo_client_disconnect (client));
  mo_test_fails (start (&body, client, body_value), MO_ERROR_POOL_CLOSED);
  check_calls (&body, 0);
  mo_test_fails (mo_gather (start (&second, client, body_value)), MO_ERROR_POOL_CLOSED);
  check_calls (&second, 0);
}

static void
test_cannot_connect (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_with ("password", "wrong", NULL);
  Body body = { test };

  mo_test_fails (start (&body, client, body_value), MO_ERROR_ACCESS_DENIED);
  check_calls (&body, 0);
}

static void
test_cancelled_before_grant (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=20");
  g_autoptr (MoTransaction) holder = mo_test_begin (one);
  Body body = { test };
  g_autoptr (MoFuture) waiting = start (&body, one, body_value);

  mo_future_cancel (waiting);
  mo_test_cancelled (mo_future_ref (waiting));
  check_calls (&body, 0);
  mo_test_ok (mo_transaction_rollback (holder));
  mo_test_ok (mo_client_connect (one));
  check_calls (&body, 0);
}

/* --- continuations --- */

static MoFuture *
continue_with_statement (MoFuture *future, gpointer data)
{
  Body *self = data;

  g_assert_true (pthread_equal (self->thread, pthread_self ()));
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_RESOLVED);
  return insert (self, self->tx, 100 + atomic_fetch_add (&self->n_continuations, 1));
}

static MoFuture *
sum_up (MoFuture *future, gpointer data)
{
  Body *self = data;

  g_assert_true (pthread_equal (self->thread, pthread_self ()));
  g_clear_object (&self->tx);
  return mo_future_ref (future);
}

static MoFuture *
body_chain (MoTransaction *tx, gpointer data)
{
  Body *self = data;
  MoFuture *chain = insert (self, tx, 1);

  enter (self);
  self->tx = g_object_ref (tx);
  for (int i = 0; i < 20; i++)
    chain = mo_then (chain, continue_with_statement, self, NULL);
  chain = mo_then (chain, continue_with_statement, self, NULL);
  return mo_finally (chain, sum_up, self, NULL);
}

/* COMMIT comes behind what the last of them submitted. */
static void
test_continuations (MoTest *test)
{
  g_autoptr (MoClient) two = mo_test_client_new ("pool_size=2&pool_timeout=10");
  Body body = { test };

  mo_test_ok (start (&body, two, body_chain));
  g_assert_cmpuint (atomic_load (&body.n_continuations), ==, 21);
  g_assert_cmpint (mo_test_count (test), ==, 22);
  check_calls (&body, 1);
}

static MoFuture *
fail_late (MoFuture *future, gpointer data)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_CONSTRAINT, "late");
}

static MoFuture *
body_fails_late (MoTransaction *tx, gpointer data)
{
  enter (data);
  return mo_then (insert (data, tx, 1), fail_late, NULL, NULL);
}

static MoFuture *
forgive (MoFuture *future, gpointer data)
{
  return mo_future_new_true ();
}

static MoFuture *
body_forgives (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return mo_catch (insert (data, tx, 1), forgive, NULL, NULL);
}

static void
test_continuation_decides (MoTest *test)
{
  Body fails = { test };
  Body forgives = { test };

  mo_test_fails (start (&fails, test->client, body_fails_late), MO_ERROR_CONSTRAINT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  check_calls (&fails, 1);
  mo_test_ok (start (&forgives, test->client, body_forgives));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  check_calls (&forgives, 1);
}

/* A future from elsewhere, settled by a thread of the program's. */
typedef struct
{
  Body body;
  MoPromise *promise;
} Elsewhere;

static MoFuture *
body_waits_for_promise (MoTransaction *tx, gpointer data)
{
  Elsewhere *self = data;

  enter (&self->body);
  self->body.tx = g_object_ref (tx);
  return mo_finally (mo_then (mo_promise_dup_future (self->promise), continue_with_statement,
                              &self->body, NULL),
                     sum_up, &self->body, NULL);
}

static void *
resolve_it (void *data)
{
  mo_promise_resolve_true (data);
  return NULL;
}

static void
test_promise_from_elsewhere (MoTest *test)
{
  for (int i = 0; i < 10; i++)
    {
      Elsewhere elsewhere = { { test }, mo_promise_new () };
      g_autoptr (MoFuture) done
          = mo_client_transaction (test->client, body_waits_for_promise, &elsewhere, NULL);
      pthread_t thread;

      g_assert_cmpint (pthread_create (&thread, NULL, resolve_it, elsewhere.promise), ==, 0);
      mo_test_ok (mo_future_ref (done));
      pthread_join (thread, NULL);
      mo_promise_unref (elsewhere.promise);
      g_assert_cmpint (mo_test_count (test), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
    }
}

static MoFuture *
body_never (MoTransaction *tx, gpointer data)
{
  enter (data);
  mo_future_unref (insert (data, tx, 1));
  return mo_promise_dup_future (((Elsewhere *) data)->promise);
}

static gboolean
body_has_run (gpointer data)
{
  return atomic_load (&((Body *) data)->n_bodies) == 1;
}

/* What the body waits for is cancelled with the scope, and that rolls back. */
static void
test_cancelled_inside (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=20");
  Elsewhere elsewhere = { { test }, mo_promise_new () };
  g_autoptr (MoFuture) done
      = mo_client_transaction (one, body_never, &elsewhere, body_destroy);

  g_assert_true (mo_test_wait_until (body_has_run, &elsewhere.body));
  mo_future_cancel (done);
  mo_test_cancelled (mo_future_ref (done));
  mo_test_ok (mo_client_connect (one));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  check_calls (&elsewhere.body, 1);
  mo_promise_unref (elsewhere.promise);
}

/* --- many --- */

static void
test_many (MoTest *test)
{
  g_autoptr (MoClient) four = mo_test_client_new ("pool_size=4");
  Body bodies[40];
  MoFuture *futures[40];

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      bodies[i] = (Body){ test };
      futures[i] = start (&bodies[i], four, body_own_error);
    }
  mo_test_fails (mo_gather_array (futures, G_N_ELEMENTS (futures)), MO_ERROR_CONSTRAINT);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    check_calls (&bodies[i], 1);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client-transaction/value", test_value);
  mo_test_add ("/client-transaction/null", test_null);
  mo_test_add ("/client-transaction/errors", test_errors);
  mo_test_add ("/client-transaction/body-commits-itself", test_body_commits_itself);
  mo_test_add ("/client-transaction/closed", test_closed);
  mo_test_add ("/client-transaction/cannot-connect", test_cannot_connect);
  mo_test_add ("/client-transaction/cancelled-before-grant", test_cancelled_before_grant);
  mo_test_add ("/client-transaction/continuations", test_continuations);
  mo_test_add ("/client-transaction/continuation-decides", test_continuation_decides);
  mo_test_add ("/client-transaction/promise-from-elsewhere", test_promise_from_elsewhere);
  mo_test_add ("/client-transaction/cancelled-inside", test_cancelled_inside);
  mo_test_add ("/client-transaction/many", test_many);
  return g_test_run ();
}
