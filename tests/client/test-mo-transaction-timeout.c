/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The time limit of a whole transaction: it is rolled back, and its worker is free, whatever its
 * owner does. */

#include <string.h>

#include "mo-test-server.h"

/* So that what is not to be waited for is told from what is. */
#define SHORT_USEC (300 * G_TIME_SPAN_MILLISECOND)
#define LONG_USEC (10 * G_TIME_SPAN_SECOND)
#define SLEEP_SQL "SELECT id FROM $t WHERE SLEEP(10) = 0"

static MoTransactionOptions *
options_new (gint64 timeout_usec)
{
  MoTransactionOptions *options = mo_transaction_options_new ();

  mo_transaction_options_set_timeout (options, timeout_usec);
  return options;
}

static MoTransaction *
begin_for (MoClient *client, gint64 timeout_usec)
{
  g_autoptr (MoTransactionOptions) options = options_new (timeout_usec);
  g_autoptr (GError) error = NULL;
  MoTransaction *tx = mo_await_transaction (mo_client_begin_with (client, options), &error);

  g_assert_no_error (error);
  return tx;
}

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), id);
}

typedef struct
{
  MoTest *test;
  guint n_calls;
  guint n_done;
} Body;

static gboolean
three_slow_statements (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->n_calls++;
  if (!mo_await (insert (self->test, tx, 1), error))
    return FALSE;
  for (; self->n_done < 3; self->n_done++)
    if (!mo_await (mo_execute (tx, mo_test_text (self->test, SLEEP_SQL)), error))
      return FALSE;
  return TRUE;
}

/* The statement that runs is stopped, and the connection serves the next one. */
static void
test_slow_statements (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = options_new (SHORT_USEC);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (one));
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  Body body = { test, 0, 0 };

  g_assert_false (
      mo_client_run_transaction_with (one, options, three_slow_statements, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  mo_test_assert_contains (error->message, "300.000 ms");
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id);
  g_test_message ("a limit of 300 ms and a statement of 10 s: free after %.3f ms",
                  (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - began, <, LONG_USEC);
  g_assert_cmpuint (body.n_done, ==, 0);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (one));
}

/* Its owner is at work on something else, and has forgotten it. */
static void
test_idle (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = begin_for (one, SHORT_USEC);
  gint64 id = (gint64) mo_transaction_get_connection_id (tx);

  mo_test_ok (insert (test, tx, 1));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id); /* waits for the worker */
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_fails (insert (test, tx, 2), MO_ERROR_TIMED_OUT);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TIMED_OUT);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (one));
}

static gboolean
content_too_late (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;
  g_autoptr (MoFuture) inserted = insert (self->test, tx, 1);

  if (!mo_future_wait (inserted, MO_WAIT_FOREVER, error))
    return FALSE;
  /* Until the library has ended it. */
  while (mo_await (insert (self->test, tx, 2 + self->n_calls), NULL))
    self->n_calls++;
  return TRUE;
}

/* A body that looks at nothing is told by the commit. */
static void
test_content_too_late (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (SHORT_USEC);
  g_autoptr (GError) error = NULL;
  Body body = { test, 0, 0 };

  g_assert_false (
      mo_client_run_transaction_with (test->client, options, content_too_late, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TIMED_OUT);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- waiting for a connection --- */

static void
test_queued (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) holder = mo_test_begin (one);
  g_autoptr (MoTransactionOptions) options = options_new (SHORT_USEC);
  Body body = { test, 0, 0 };

  g_assert_false (
      mo_client_run_transaction_with (one, options, three_slow_statements, &body, NULL));
  mo_test_fails (mo_client_begin_with (one, options), MO_ERROR_TIMED_OUT);
  g_assert_cmpuint (body.n_calls, ==, 0);
  mo_test_ok (insert (test, holder, 1));
  mo_test_ok (mo_transaction_commit (holder));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (one));
}

/* --- the asynchronous form --- */

static MoFuture *
one_slow_statement (MoTransaction *tx, gpointer data)
{
  Body *self = data;

  self->n_calls++;
  return mo_gather (insert (self->test, tx, 1),
                    mo_execute (tx, mo_test_text (self->test, SLEEP_SQL)));
}

static void
test_async (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = options_new (SHORT_USEC);
  gint64 began = g_get_monotonic_time ();
  Body body = { test, 0, 0 };

  mo_test_fails (mo_client_transaction_with (one, options, one_slow_statement, &body, NULL),
                 MO_ERROR_TIMED_OUT);
  mo_test_ok (mo_execute (one, "SELECT 1"));
  g_assert_cmpint (g_get_monotonic_time () - began, <, LONG_USEC);
  g_assert_cmpuint (body.n_calls, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (one));
}

static MoFuture *
never (MoTransaction *tx, gpointer promise)
{
  return mo_promise_dup_future (promise);
}

/* A body that waits for what never comes. */
static void
test_async_never (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = options_new (SHORT_USEC);
  g_autoptr (MoPromise) promise = mo_promise_new ();
  g_autoptr (MoFuture) tx = mo_client_transaction_with (one, options, never, promise, NULL);

  mo_test_ok (mo_execute (one, "SELECT 1"));
  mo_test_fails (g_steal_pointer (&tx), MO_ERROR_TIMED_OUT);
  mo_test_ok (mo_client_disconnect (one));
}

/* --- what is in time --- */

static void
test_in_time (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) committed = begin_for (one, 600 * G_TIME_SPAN_SECOND);
  g_autoptr (MoTransaction) endless = NULL;

  mo_test_ok (insert (test, committed, 1));
  mo_test_ok (mo_transaction_commit (committed));
  mo_test_fails (insert (test, committed, 2), MO_ERROR_TRANSACTION_FINISHED);
  endless = begin_for (one, G_MAXINT64);
  mo_test_ok (insert (test, endless, 2));
  mo_test_ok (mo_transaction_rollback (endless));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (one));
}

/* It is over at once. */
static void
test_none (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (0);

  mo_test_fails (mo_client_begin_with (test->client, options), MO_ERROR_TIMED_OUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction-timeout/slow-statements", test_slow_statements);
  mo_test_add ("/transaction-timeout/idle", test_idle);
  mo_test_add ("/transaction-timeout/content-too-late", test_content_too_late);
  mo_test_add ("/transaction-timeout/queued", test_queued);
  mo_test_add ("/transaction-timeout/async", test_async);
  mo_test_add ("/transaction-timeout/async-never", test_async_never);
  mo_test_add ("/transaction-timeout/in-time", test_in_time);
  mo_test_add ("/transaction-timeout/none", test_none);
  return g_test_run ();
}
