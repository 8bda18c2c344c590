/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disconnecting: what was submitted comes to its end, what comes later is refused, no thread stays.
 */

#include <pthread.h>
#include <string.h>

#include "mo-test-server.h"

static void
test_later_use (MoTest *test)
{
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_client_connect (test->client));
  mo_test_ok (mo_client_disconnect (test->client));
  error = mo_test_take_error (mo_execute (test->client, "SELECT 1"));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
  mo_test_fails (mo_client_connect (test->client), MO_ERROR_POOL_CLOSED);
  mo_test_fails (mo_client_begin (test->client), MO_ERROR_POOL_CLOSED);
  mo_test_fails (mo_snapshot_list (test->client), MO_ERROR_POOL_CLOSED);
}

static void
test_twice (MoTest *test)
{
  mo_test_ok (mo_client_connect (test->client));
  mo_test_ok (mo_client_disconnect (test->client));
  mo_test_ok (mo_client_disconnect (test->client));
}

static void
test_unused (void)
{
  g_autoptr (MoClient) client = mo_client_new ("matrixone://u@127.0.0.1:1/d", NULL);

  mo_test_ok (mo_client_disconnect (client));
  mo_test_fails (mo_execute (client, "SELECT 1"), MO_ERROR_POOL_CLOSED);
}

static void *
disconnect (void *data)
{
  mo_test_ok (mo_client_disconnect (data));
  return NULL;
}

static void
test_two_threads (MoTest *test)
{
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (MoClient) client = mo_test_client_new (NULL);
      pthread_t threads[2];

      mo_test_ok (mo_client_connect (client));
      for (guint j = 0; j < 2; j++)
        g_assert_cmpint (pthread_create (&threads[j], NULL, disconnect, client), ==, 0);
      for (guint j = 0; j < 2; j++)
        pthread_join (threads[j], NULL);
    }
}

/* --- threads --- */

static void
test_no_thread_left (MoTest *test)
{
  mo_test_ok (mo_client_disconnect (test->other));
  g_clear_object (&test->other);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (MoClient) client = mo_test_client_new ("pool_size=4");
      MoFuture *futures[16];

      for (guint j = 0; j < G_N_ELEMENTS (futures); j++)
        futures[j] = mo_execute (client, "SELECT 1");
      mo_test_ok (mo_gather_array (futures, G_N_ELEMENTS (futures)));
      g_assert_cmpuint (mo_test_count_threads ("mo-worker"), <=, 4);
      /* And the supervisor, the killer, the dispatcher. */
      g_assert_cmpuint (mo_test_count_threads ("mo-"), <=, 4 + 3);
      mo_test_ok (mo_client_disconnect (client));
    }
  g_clear_object (&test->client);
  mo_test_assert_no_threads_left ();
  test->client = mo_test_client_new (NULL);
  test->other = mo_test_client_new (NULL);
}

/* Dropped, not disconnected. */
static void
test_dropped (MoTest *test)
{
  MoClient *client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoFuture) future = mo_execute (client, "SELECT 1");

  g_object_unref (client);
  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
}

/* --- from callbacks --- */

typedef struct
{
  MoClient *client;
  MoPromise *done;
} Last;

static MoFuture *
drop_client (MoFuture *future, gpointer data)
{
  Last *last = data;

  g_clear_object (&last->client);
  mo_promise_resolve_true (last->done);
  return NULL;
}

static void
test_last_unref_on_dispatcher (MoTest *test)
{
  for (int i = 0; i < 10; i++)
    {
      Last last = { mo_test_client_new ("pool_size=1"), mo_promise_new () };
      g_autoptr (MoFuture) done = mo_promise_dup_future (last.done);

      mo_future_unref (mo_finally (mo_execute (last.client, "SELECT 1"), drop_client, &last, NULL));
      mo_test_ok (mo_future_ref (done));
      mo_promise_unref (last.done);
    }
}

static MoFuture *
drop_on_worker (MoTransaction *tx, gpointer data)
{
  Last *last = data;

  g_clear_object (&last->client);
  return mo_execute (tx, "SELECT 1");
}

static void
test_last_unref_on_worker (MoTest *test)
{
  for (int i = 0; i < 10; i++)
    {
      MoClient *client = mo_test_client_new ("pool_size=1");
      MoPromise *given = mo_promise_new ();
      Last last = { client, given };
      g_autoptr (MoFuture) done = mo_client_transaction (client, drop_on_worker, &last, NULL);

      g_assert_true (mo_future_wait (done, MO_WAIT_FOREVER, NULL));
      mo_promise_unref (given);
    }
}

static MoFuture *
disconnect_in_callback (MoFuture *future, gpointer data)
{
  return mo_client_disconnect (data);
}

static void
test_from_callback (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (NULL);

  mo_test_ok (mo_then (mo_execute (client, "SELECT 1"), disconnect_in_callback, client, NULL));
  mo_test_fails (mo_execute (client, "SELECT 1"), MO_ERROR_POOL_CLOSED);
}

/* --- with work left --- */

static void
test_queued_jobs_settle (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  MoFuture *futures[100];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = mo_execute (client, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), i);
  mo_test_ok (mo_client_disconnect (client));
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_assert_cmpint (mo_future_get_status (futures[i]), ==, MO_FUTURE_RESOLVED);
      mo_future_unref (futures[i]);
    }
  g_assert_cmpint (mo_test_count (test), ==, 100);
}

static void
test_waits_for_transactions (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (MoFuture) closed = mo_client_disconnect (client);

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  g_assert_cmpint (mo_future_get_status (closed), ==, MO_FUTURE_PENDING);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_future_ref (closed));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/close/later-use", test_later_use);
  mo_test_add ("/client/close/twice", test_twice);
  g_test_add_func ("/client/close/unused", test_unused);
  mo_test_add ("/client/close/two-threads", test_two_threads);
  mo_test_add ("/client/close/no-thread-left", test_no_thread_left);
  mo_test_add ("/client/close/dropped", test_dropped);
  mo_test_add ("/client/close/last-unref-on-dispatcher", test_last_unref_on_dispatcher);
  mo_test_add ("/client/close/last-unref-on-worker", test_last_unref_on_worker);
  mo_test_add ("/client/close/from-callback", test_from_callback);
  mo_test_add ("/client/close/queued-jobs-settle", test_queued_jobs_settle);
  mo_test_add ("/client/close/waits-for-transactions", test_waits_for_transactions);
  return g_test_run ();
}
