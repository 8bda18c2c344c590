/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction with a body that blocks: what it returns decides, and its thread may not starve
 * itself. */

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"

typedef struct
{
  MoTest *test;
  MoClient *client;
  int point; /* where the body fails; what is done there */
  guint n_calls;
} Body;

static gboolean
insert (Body *self, MoTransaction *tx, gint64 id, GError **error)
{
  self->n_calls++;
  return mo_await (mo_execute (tx, mo_test_text (self->test, INSERT), id), error);
}

static gboolean
run (Body *self, MoTransactionFunc body, GError **error)
{
  return mo_client_run_transaction (self->client, body, self, error);
}

static void
assert_run_fails (Body *self, MoTransactionFunc body, MoError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (run (self, body, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
}

/* --- the outcome --- */

static gboolean
body_ok (MoTransaction *tx, gpointer data, GError **error)
{
  return insert (data, tx, 1, error) && insert (data, tx, 2, error);
}

static gboolean
body_fails (MoTransaction *tx, gpointer data, GError **error)
{
  return insert (data, tx, 1, error) && insert (data, tx, 1, error);
}

static gboolean
body_true_with_error (MoTransaction *tx, gpointer data, GError **error)
{
  insert (data, tx, 1, NULL);
  g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "still true");
  return TRUE;
}

static gboolean
body_false_without_error (MoTransaction *tx, gpointer data, GError **error)
{
  insert (data, tx, 1, NULL);
  return FALSE;
}

static gboolean
body_ignores_failure (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  insert (self, tx, 1, NULL);
  mo_future_unref (mo_execute (tx, mo_test_text (self->test, INSERT), 1));
  return TRUE;
}

static void
test_outcomes (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=10");
  Body body = { test, one, 0, 0 };
  g_autoptr (GError) error = NULL;

  assert_run_fails (&body, body_fails, MO_ERROR_DUPLICATE_KEY);
  assert_run_fails (&body, body_true_with_error, MO_ERROR_CONSTRAINT);
  assert_run_fails (&body, body_false_without_error, MO_ERROR_FAILED);
  assert_run_fails (&body, body_ignores_failure, MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  g_assert_true (run (&body, body_ok, &error));
  g_assert_no_error (error);
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

/* A body may end the transaction by itself. */
static gboolean
body_ends (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  if (!insert (self, tx, self->point, error))
    return FALSE;
  if (self->point % 2 == 0)
    return mo_await (mo_transaction_commit (tx), error);
  return mo_await (mo_transaction_rollback (tx), error);
}

static gboolean
body_commits_and_fails (MoTransaction *tx, gpointer data, GError **error)
{
  insert (data, tx, 100, NULL);
  g_assert_true (mo_await (mo_transaction_commit (tx), NULL));
  g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "too late");
  return FALSE;
}

static void
test_body_ends_by_itself (MoTest *test)
{
  Body body = { test, test->client, 0, 0 };

  g_assert_true (run (&body, body_ends, NULL));
  body.point = 1;
  assert_run_fails (&body, body_ends, MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  assert_run_fails (&body, body_commits_and_fails, MO_ERROR_COMMITTED_COMMAND_FAILED);
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

/* --- twelve points of failure, tables read from another connection --- */

enum
{
  AT_START,
  CLIENT_REFUSES,
  SYNTAX_ERROR,
  NO_TABLE,
  DUPLICATE,
  IN_GATHER,
  PREPARED,
  ENDS_TRANSACTION,
  TOO_FEW,
  WRONG_TYPE,
  LAST,
  AFTER_ALL,
  N_POINTS
};

static MoFuture *
fail_at (Body *self, MoTransaction *tx)
{
  const char *insert_one = mo_test_text (self->test, INSERT);

  switch (self->point)
    {
    case CLIENT_REFUSES:
      return mo_execute (tx, "SELECT 1; SELECT 2");
    case SYNTAX_ERROR:
      return mo_execute (tx, "SELEKT");
    case NO_TABLE:
      return mo_execute (tx, mo_test_text (self->test, "DELETE FROM no_$t"));
    case DUPLICATE:
      return mo_execute (tx, insert_one, 1);
    case IN_GATHER:
      return mo_gather (mo_execute (tx, insert_one, 10), mo_execute (tx, insert_one, 1),
                        mo_execute (tx, insert_one, 11));
    case PREPARED:
      return mo_execute_prepared (tx, insert_one, 1);
    case ENDS_TRANSACTION:
      return mo_execute (tx, "COMMIT");
    case TOO_FEW:
      return mo_execute (tx, insert_one);
    case WRONG_TYPE:
      return mo_execute (tx, insert_one, (gpointer) self);
    default:
      return mo_execute (tx, insert_one, 1);
    }
}

static gboolean
body_at_point (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  if (self->point == AT_START)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "at start");
      return FALSE;
    }
  if (!insert (self, tx, 1, error) || (self->point < LAST && !mo_await (fail_at (self, tx), error)))
    return FALSE;
  if (!insert (self, tx, 2, error) || (self->point == LAST && !insert (self, tx, 2, error)))
    return FALSE;
  if (self->point != AFTER_ALL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "after all");
  return FALSE;
}

static void
test_failure_points (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=10");
  gint64 id = mo_test_connection_id (MO_EXECUTOR (one));

  for (int point = 0; point < N_POINTS; point++)
    {
      Body body = { test, one, point, 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("point %d", point);
      g_assert_false (run (&body, body_at_point, &error));
      g_assert_nonnull (error);
      g_assert_cmpint (mo_test_count (test), ==, 0);
      /* The worker is back, and its connection was of no less use. */
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (one)), ==, id);
    }
}

/* --- waiting for oneself --- */

static gboolean
body_asks_client (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;
  g_autoptr (GError) nested = NULL;

  mo_test_fails (mo_execute (self->client, "SELECT 1"), MO_ERROR_WOULD_DEADLOCK);
  mo_test_fails (mo_client_begin (self->client), MO_ERROR_WOULD_DEADLOCK);
  g_assert_false (run (self, body_ok, &nested));
  g_assert_error (nested, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  return insert (self, tx, 1, error);
}

static void
test_own_pool_exhausted (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  Body body = { test, one, 0, 0 };

  g_assert_true (run (&body, body_asks_client, NULL));
  g_assert_cmpuint (body.n_calls, ==, 1);
  mo_test_ok (mo_execute (one, "SELECT 1"));
}

static gboolean
body_empty (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_await (mo_execute (tx, "SELECT 1"), error);
}

/* A connection is free for this thread; so is it after each transaction inside. */
static gboolean
body_nests (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  for (int i = 0; i < 200; i++)
    {
      if (!run (self, body_empty, error))
        return FALSE;
      if (!mo_await (mo_execute (self->client, "SELECT 1"), error))
        return FALSE;
    }
  return insert (self, tx, 1, error);
}

static void
test_nested (MoTest *test)
{
  g_autoptr (MoClient) two = mo_test_client_new ("pool_size=2&pool_timeout=10");
  Body body = { test, two, 0, 0 };
  g_autoptr (GError) error = NULL;

  run (&body, body_nests, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* Bodies that wait for each other's connections: one of them is told. */
typedef struct
{
  Body body;
  pthread_barrier_t *barrier;
  _Atomic guint *n_refused;
} Rival;

static gboolean
body_waits_for_rival (MoTransaction *tx, gpointer data, GError **error)
{
  Rival *self = data;
  g_autoptr (GError) refused = NULL;

  pthread_barrier_wait (self->barrier);
  if (!mo_await (mo_execute (self->body.client, "SELECT 1"), &refused))
    {
      g_assert_error (refused, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
      atomic_fetch_add (self->n_refused, 1);
    }
  pthread_barrier_wait (self->barrier);
  return TRUE;
}

static void *
run_rival (void *data)
{
  Rival *self = data;

  g_assert_true (mo_client_run_transaction (self->body.client, body_waits_for_rival, self, NULL));
  return NULL;
}

static void
test_rivals (MoTest *test)
{
  g_autoptr (MoClient) two = mo_test_client_new ("pool_size=2&pool_timeout=10");
  pthread_barrier_t barrier;
  _Atomic guint n_refused = 0;
  Rival rival = { { test, two, 0, 0 }, &barrier, &n_refused };
  pthread_t threads[2];

  pthread_barrier_init (&barrier, NULL, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, run_rival, &rival), ==, 0);
  for (guint i = 0; i < 2; i++)
    pthread_join (threads[i], NULL);
  pthread_barrier_destroy (&barrier);
  g_assert_cmpuint (atomic_load (&n_refused), ==, 2);
}

/* --- where it may not block --- */

typedef struct
{
  Body body;
  GMainLoop *loop;
} Callback;

static gboolean
in_callback (gpointer data)
{
  Callback *self = data;

  assert_run_fails (&self->body, body_ok, MO_ERROR_WOULD_DEADLOCK);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
test_in_main_loop (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=10");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Callback callback = { { test, one, 0, 0 }, loop };

  g_idle_add (in_callback, &callback);
  g_main_loop_run (loop);
  g_assert_cmpuint (callback.body.n_calls, ==, 0);
  mo_test_ok (mo_client_connect (one));
}

static MoFuture *
on_worker (MoTransaction *tx, gpointer data)
{
  assert_run_fails (data, body_ok, MO_ERROR_WOULD_DEADLOCK);
  return NULL;
}

static void
test_on_worker (MoTest *test)
{
  Body body = { test, test->client, 0, 0 };

  mo_test_ok (mo_client_transaction (test->client, on_worker, &body, NULL));
  g_assert_cmpuint (body.n_calls, ==, 0);
}

static void
test_closed (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (NULL);
  Body body = { test, client, 0, 0 };

  mo_test_ok (mo_client_disconnect (client));
  assert_run_fails (&body, body_ok, MO_ERROR_POOL_CLOSED);
  g_assert_cmpuint (body.n_calls, ==, 0);
}

/* --- a body that ends its thread --- */

static gboolean
body_exits (MoTransaction *tx, gpointer data, GError **error)
{
  /* As g_thread_exit() does; but of this one the address sanitizer knows that it never returns, and
   * so that what is below on the stack is nobody's any more. */
  if (insert (data, tx, 1, error))
    pthread_exit (NULL);
  return FALSE;
}

static gboolean
body_exits_nested (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_transaction_run_nested (tx, body_exits, data, error);
}

typedef struct
{
  Body body;
  MoTransactionFunc func;
} Exit;

static gpointer
run_exit (gpointer data)
{
  Exit *self = data;

  run (&self->body, self->func, NULL);
  return GINT_TO_POINTER (1); /* not reached */
}

static void
assert_exit_rolls_back (MoTest *test, MoTransactionFunc func)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&pool_timeout=20");
  Exit one = { { .test = test, .client = client }, func };
  g_autoptr (GError) error = NULL;

  g_assert_null (g_thread_join (g_thread_new ("exits", run_exit, &one)));
  g_assert_cmpuint (one.body.n_calls, ==, 1);
  /* The one connection is free again, and none of the rows is there. */
  g_assert_cmpint (mo_test_number (mo_execute (client, mo_test_text (test, "SELECT COUNT(*) FROM "
                                                                           "$t"))), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_thread_exits (MoTest *test)
{
  assert_exit_rolls_back (test, body_exits);
}

static void
test_thread_exits_nested (MoTest *test)
{
  assert_exit_rolls_back (test, body_exits_nested);
}

/* Of a transaction that is somebody else's, too. */
static gpointer
run_nested_exit (gpointer tx)
{
  Body *body = g_object_get_data (tx, "body");

  mo_transaction_run_nested (tx, body_exits, body, NULL);
  return GINT_TO_POINTER (1); /* not reached */
}

static void
test_nested_thread_exits (MoTest *test)
{
  Body body = { .test = test, .client = test->client };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  g_object_set_data (G_OBJECT (tx), "body", &body);
  g_assert_null (g_thread_join (g_thread_new ("exits", run_nested_exit, tx)));
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/run-transaction/outcomes", test_outcomes);
  mo_test_add ("/run-transaction/body-ends-by-itself", test_body_ends_by_itself);
  mo_test_add ("/run-transaction/failure-points", test_failure_points);
  mo_test_add ("/run-transaction/own-pool-exhausted", test_own_pool_exhausted);
  mo_test_add ("/run-transaction/nested", test_nested);
  mo_test_add ("/run-transaction/rivals", test_rivals);
  mo_test_add ("/run-transaction/in-main-loop", test_in_main_loop);
  mo_test_add ("/run-transaction/on-worker", test_on_worker);
  mo_test_add ("/run-transaction/closed", test_closed);
  mo_test_add ("/run-transaction/thread-exits", test_thread_exits);
  mo_test_add_mariadb ("/run-transaction/thread-exits-nested", test_thread_exits_nested);
  mo_test_add_mariadb ("/run-transaction/nested-thread-exits", test_nested_thread_exits);
  return g_test_run ();
}
