/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Clients that end while statements run and are cancelled. */

#include <gio/gio.h>
#include <pthread.h>
#include <stdatomic.h>

#include "mo-test-server.h"

/* --- a client that is closed under load --- */

#define N_THREADS 4
#define N_EACH 250

typedef struct
{
  MoClient *client;
  MoFuture *futures[N_EACH];
  _Atomic guint n_submitted;
} Load;

static void *
submit_all (void *data)
{
  Load *self = data;

  for (guint i = 0; i < N_EACH; i++)
    {
      self->futures[i] = mo_execute (self->client, "SELECT SLEEP(%s)", 0.001 * (i % 20));
      /* Release: pairs with the canceller's acquire, who reads the future then. */
      atomic_store_explicit (&self->n_submitted, i + 1, memory_order_release);
    }
  return NULL;
}

static void *
cancel_some (void *data)
{
  Load *self = data;

  for (guint i = 0; i < N_EACH; i++)
    {
      while (atomic_load_explicit (&self->n_submitted, memory_order_acquire) <= i)
        g_usleep (100);
      if (i % 3 == 0)
        mo_future_cancel (self->futures[i]);
    }
  return NULL;
}

typedef struct
{
  guint n_resolved;
  guint n_cancelled;
  guint n_closed;
} Tally;

static void
take (Tally *self, MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (mo_await (future, &error))
    self->n_resolved++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->n_cancelled++;
  else
    {
      g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
      self->n_closed++;
    }
}

static void
test_under_load (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=4");
  Load loads[N_THREADS] = { 0 };
  pthread_t threads[2 * N_THREADS];
  Tally tally = { 0 };

  mo_test_ok (mo_client_connect (client));
  for (guint i = 0; i < N_THREADS; i++)
    {
      loads[i].client = client;
      pthread_create (&threads[2 * i], NULL, submit_all, &loads[i]);
      pthread_create (&threads[2 * i + 1], NULL, cancel_some, &loads[i]);
    }
  while (atomic_load (&loads[0].n_submitted) < N_EACH / 2)
    g_usleep (100);
  mo_test_ok (mo_client_disconnect_within (client, 100 * 1000));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
  for (guint i = 0; i < N_THREADS; i++)
    for (guint j = 0; j < N_EACH; j++)
      take (&tally, loads[i].futures[j]);
  g_test_message ("%u resolved, %u cancelled, %u came too late", tally.n_resolved,
                  tally.n_cancelled, tally.n_closed);
  g_assert_cmpuint (tally.n_resolved + tally.n_cancelled + tally.n_closed, ==, N_THREADS * N_EACH);
}

/* What runs when the time is over is stopped, and does not hold up the end. */
static void
test_stops_what_runs (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  MoFuture *runs = mo_execute (client, "SELECT SLEEP(30)");
  gint64 begin;

  mo_test_wait_for_statement (test, "SLEEP(30)");
  begin = g_get_monotonic_time ();
  mo_test_ok (mo_client_disconnect_within (client, 0));
  g_test_message ("closed after %.0f ms", (double) (g_get_monotonic_time () - begin) / 1000);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 15 * G_USEC_PER_SEC);
  mo_test_cancelled (runs);
}

/* --- its last reference --- */

static void
test_dropped_while_it_runs (MoTest *test)
{
  MoClient *client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoFuture) runs = mo_execute (client, "SELECT SLEEP(30)");

  mo_test_wait_for_statement (test, "SLEEP(30)");
  g_object_unref (client);
  mo_future_cancel (runs);
  mo_test_cancelled (mo_future_ref (runs));
}

typedef struct
{
  MoClient *client; /* the last reference */
} Last;

/* On the dispatcher. */
static MoFuture *
drop_client (MoFuture *future, gpointer data)
{
  g_clear_object (&((Last *) data)->client);
  return NULL;
}

static void
test_dropped_in_callback (MoTest *test)
{
  Last last = { .client = mo_test_client_new ("pool_size=1") };
  g_autoptr (MoFuture) runs = mo_execute (last.client, "SELECT SLEEP(30)");
  MoFuture *dropped = mo_finally (mo_future_ref (runs), drop_client, &last, NULL);

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (runs);
  mo_test_cancelled (dropped);
  g_assert_null (last.client);
}

static MoFuture *
sleep_in_body (MoTransaction *tx, gpointer data)
{
  return mo_finally (mo_execute (tx, "SELECT SLEEP(30)"), drop_client, data, NULL);
}

/* The continuation of a cancelled statement runs on the worker, and drops the client there. */
static void
test_dropped_on_worker (MoTest *test)
{
  Last last = { .client = mo_test_client_new ("pool_size=1") };
  g_autoptr (MoFuture) scope = mo_client_transaction (last.client, sleep_in_body, &last, NULL);

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (scope);
  mo_test_cancelled (mo_future_ref (scope));
  g_assert_null (last.client);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

/* A future that is kept, keeps its value, and nothing of the connection. */
static void
test_kept_future (MoTest *test)
{
  guint n_before;
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoFuture) kept = NULL;

  mo_test_sql (test, "SELECT 1");
  n_before = count_descriptors ();
  kept = mo_execute (client, "SELECT 1");
  mo_test_ok (mo_future_ref (kept));
  g_assert_cmpuint (count_descriptors (), >, n_before);
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/cancel/close/under-load", test_under_load);
  mo_test_add ("/cancel/close/stops-what-runs", test_stops_what_runs);
  mo_test_add ("/cancel/close/dropped-while-it-runs", test_dropped_while_it_runs);
  mo_test_add ("/cancel/close/dropped-in-callback", test_dropped_in_callback);
  mo_test_add ("/cancel/close/dropped-on-worker", test_dropped_on_worker);
  mo_test_add ("/cancel/close/kept-future", test_kept_future);
  return g_test_run ();
}
