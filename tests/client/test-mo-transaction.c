/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction's life: committed, rolled back, dropped; from one thread and from several. */

#include <gio/gio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, INSERT), id);
}

/* --- the three ends --- */

static void
test_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Each time the only connection is free again, or the next one would wait in vain. */
static void
test_drop (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=5");

  for (int i = 0; i < 10; i++)
    {
      MoTransaction *tx = mo_test_begin (one);

      mo_test_ok (insert (test, tx, 1));
      g_object_unref (tx);
    }
  mo_test_ok (mo_client_connect (one));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Nobody ever took the handle out of the future. */
static void
test_drop_future (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=5");

  for (int i = 0; i < 10; i++)
    mo_future_unref (mo_client_begin (one));
  mo_test_ok (mo_client_connect (one));
}

static void
test_empty (MoTest *test)
{
  g_autoptr (MoTransaction) first = mo_test_begin (test->client);
  g_autoptr (MoTransaction) second = mo_test_begin (test->client);

  mo_test_ok (mo_transaction_commit (first));
  mo_test_ok (mo_transaction_rollback (second));
}

static void
test_use_after_end (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      mo_test_ok (insert (test, tx, i));
      mo_test_ok (i == 0 ? mo_transaction_commit (tx) : mo_transaction_rollback (tx));
      mo_test_fails (insert (test, tx, 10), MO_ERROR_TRANSACTION_FINISHED);
      mo_test_fails (mo_execute_prepared (tx, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
      mo_test_fails (mo_snapshot_list (tx), MO_ERROR_TRANSACTION_FINISHED);
      mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_FINISHED);
      mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_FINISHED);
    }
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- one connection --- */

static void
test_one_connection (MoTest *test)
{
  g_autoptr (MoTransaction) first = mo_test_begin (test->client);
  g_autoptr (MoTransaction) second = mo_test_begin (test->client);
  gint64 id = (gint64) mo_transaction_get_connection_id (first);

  g_assert_cmpint (mo_transaction_get_connection_id (second), !=, id);
  for (int i = 0; i < 20; i++)
    {
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (first)), ==, id);
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (second)), !=, id);
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (test->client)), !=, id);
    }
  mo_test_ok (mo_transaction_rollback (first));
  mo_test_ok (mo_transaction_rollback (second));
}

/* --- from several threads --- */

typedef struct
{
  MoTest *test;
  MoTransaction *tx;
  gint64 number;
  _Atomic guint *n_won;
  pthread_barrier_t *start;
} Thread;

static void
run_threads (Thread *threads, guint n_threads, void *(*run) (void *))
{
  g_autofree pthread_t *ids = g_new (pthread_t, n_threads);

  for (guint i = 0; i < n_threads; i++)
    g_assert_cmpint (pthread_create (&ids[i], NULL, run, &threads[i]), ==, 0);
  for (guint i = 0; i < n_threads; i++)
    pthread_join (ids[i], NULL);
}

static void *
commit_it (void *data)
{
  Thread *self = data;
  g_autoptr (GError) error = NULL;

  pthread_barrier_wait (self->start);
  if (mo_await (mo_transaction_commit (self->tx), &error))
    atomic_fetch_add (self->n_won, 1);
  else
    g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED);
  return NULL;
}

static void
test_two_commits (MoTest *test)
{
  for (gint64 i = 0; i < 20; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      _Atomic guint n_won = 0;
      pthread_barrier_t start;
      Thread threads[2] = {
        { test, tx, 0, &n_won, &start },
        { test, tx, 1, &n_won, &start },
      };

      pthread_barrier_init (&start, NULL, 2);
      mo_test_ok (insert (test, tx, i));
      run_threads (threads, 2, commit_it);
      g_assert_cmpuint (atomic_load (&n_won), ==, 1);
      pthread_barrier_destroy (&start);
    }
  g_assert_cmpint (mo_test_count (test), ==, 20);
}

#define ORDERED 25

/* Each statement sees what its own thread submitted before it. */
static void *
count_up (void *data)
{
  Thread *self = data;
  const char *update = mo_test_text (self->test, "UPDATE $t SET n = n * 2 + 1 WHERE id = %s");
  const char *select = mo_test_text (self->test, "SELECT n FROM $t WHERE id = %s");
  MoFuture *seen[ORDERED];

  for (int i = 0; i < ORDERED; i++)
    {
      mo_future_unref (mo_execute (self->tx, update, self->number));
      seen[i] = mo_execute (self->tx, select, self->number);
    }
  for (int i = 0; i < ORDERED; i++)
    {
      gint64 n = 0;

      g_assert_true (mo_await_int64 (seen[i], &n, NULL));
      g_assert_cmpint (n, ==, (G_GINT64_CONSTANT (1) << (i + 1)) - 1);
    }
  return NULL;
}

static void
test_order (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  Thread threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      threads[i] = (Thread){ test, tx, i, NULL, NULL };
      mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 0)"), i));
    }
  run_threads (threads, G_N_ELEMENTS (threads), count_up);
  mo_test_ok (mo_transaction_commit (tx));
}

/* Statements against a commit of another thread: each is in the transaction, or refused. */
static void *
insert_many (void *data)
{
  Thread *self = data;

  for (gint64 i = 0; i < 50; i++)
    {
      g_autoptr (GError) error = NULL;

      if (mo_await (insert (self->test, self->tx, self->number * 1000 + i), &error))
        atomic_fetch_add (self->n_won, 1);
      else
        g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_FINISHED);
    }
  return NULL;
}

static void *
commit_after_a_while (void *data)
{
  Thread *self = data;

  while (atomic_load (self->n_won) < 20)
    sched_yield ();
  mo_test_ok (mo_transaction_commit (self->tx));
  return NULL;
}

static void *
insert_or_commit (void *data)
{
  return ((Thread *) data)->number == 0 ? commit_after_a_while (data) : insert_many (data);
}

static void
test_commit_against_statements (MoTest *test)
{
  for (int run = 0; run < 5; run++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      _Atomic guint n_won = 0;
      Thread threads[4];

      mo_test_sql (test, "DELETE FROM $t");
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = (Thread){ test, tx, i, &n_won, NULL };
      run_threads (threads, G_N_ELEMENTS (threads), insert_or_commit);
      g_assert_cmpint (mo_test_count (test), ==, atomic_load (&n_won));
    }
}

/* --- waiting for a connection --- */

static void
test_cancel_before_grant (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=20");
  g_autoptr (MoTransaction) tx = mo_test_begin (one);
  g_autoptr (MoFuture) second = mo_client_begin (one);

  mo_future_cancel (second);
  mo_test_cancelled (mo_future_ref (second));
  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_client_connect (one));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_pool_exhausted (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1&pool_timeout=0.1");
  g_autoptr (MoTransaction) tx = mo_test_begin (one);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = mo_test_take_error (mo_execute (one, "SELECT 1"));

  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 100 * 1000);
  mo_test_assert_contains (error->message, "1 of 1 are in use");
  mo_test_assert_contains (error->message, "by mo_client_begin at ");
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_client_connect (one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/commit", test_commit);
  mo_test_add ("/transaction/rollback", test_rollback);
  mo_test_add ("/transaction/dropped-rolls-back", test_drop);
  mo_test_add ("/transaction/dropped-in-its-future", test_drop_future);
  mo_test_add ("/transaction/empty", test_empty);
  mo_test_add ("/transaction/use-after-end", test_use_after_end);
  mo_test_add ("/transaction/one-connection", test_one_connection);
  mo_test_add ("/transaction/threads/two-commits", test_two_commits);
  mo_test_add ("/transaction/threads/order", test_order);
  mo_test_add ("/transaction/threads/commit-against-statements", test_commit_against_statements);
  mo_test_add ("/transaction/cancel-before-grant", test_cancel_before_grant);
  mo_test_add ("/transaction/pool-exhausted", test_pool_exhausted);
  return g_test_run ();
}
