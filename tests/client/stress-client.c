/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sixteen threads move money about through clients that are closed under them: none may get lost,
 * and every future settles. */

#include <gio/gio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

#define N_THREADS 16
#define N_ACCOUNTS 12
#define BALANCE 1000
#define CLIENT_USEC (G_USEC_PER_SEC / 4)
#define SLICE_USEC (5 * G_USEC_PER_SEC)
#define FULL_USEC (120 * G_USEC_PER_SEC)

typedef struct
{
  MoTest *test;
  const char *update;
  const char *sum;
  const char *locked_sum;
  const char *insert;
  gint64 end_usec;
  pthread_mutex_t lock;
  MoClient *client; /* guarded by lock */
  _Atomic guint n_transfers;
  _Atomic guint n_settled;
  _Atomic guint n_clients;
} Stress;

typedef struct
{
  Stress *stress;
  GRand *random;
} Thread;

static MoClient *
dup_client (Stress *self)
{
  MoClient *client;

  pthread_mutex_lock (&self->lock);
  client = g_object_ref (self->client);
  pthread_mutex_unlock (&self->lock);
  return client;
}

static MoClient *
client_new (void)
{
  return mo_test_client_new ("pool_size=8&pool_timeout=60&pool_pre_ping=true");
}

/* What may become of work when rows are fought for and clients are closed. */
static gboolean
is_fair (const GError *error)
{
  static const MoError fair[] = {
    MO_ERROR_POOL_CLOSED,         MO_ERROR_DEADLOCK,
    MO_ERROR_LOCK_TIMEOUT,        MO_ERROR_CONFLICT,
    MO_ERROR_TRANSACTION_ABORTED, MO_ERROR_DUPLICATE_KEY,
  };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fair); i++)
    if (g_error_matches (error, MO_ERROR, (gint) fair[i]))
      return TRUE;
  return FALSE;
}

static gboolean
settle (Stress *self, MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_await (future, &error);

  atomic_fetch_add (&self->n_settled, 1);
  if (!ok && !is_fair (error))
    g_error ("%s", error->message);
  return ok;
}

/* --- what a thread does --- */

typedef struct
{
  Stress *stress;
  gint from;
  gint to;
  gint amount;
} Transfer;

static MoFuture *
move (Transfer *self, MoTransaction *tx)
{
  return mo_gather (mo_execute (tx, self->stress->update, -self->amount, self->from),
                    mo_execute (tx, self->stress->update, self->amount, self->to),
                    mo_execute (tx, "SELECT 1"));
}

/* From the lower to the higher mostly: a deadlock can take seconds to be found. */
static Transfer
choose (Thread *thread)
{
  gint a = g_rand_int_range (thread->random, 0, N_ACCOUNTS);
  gint b = g_rand_int_range (thread->random, 0, N_ACCOUNTS);
  gboolean any_order = g_rand_int_range (thread->random, 0, 50) == 0;

  return (Transfer){ thread->stress, any_order ? a : MIN (a, b), any_order ? b : MAX (a, b),
                     g_rand_int_range (thread->random, -9, 10) };
}

static gboolean
blocking_body (MoTransaction *tx, gpointer data, GError **error)
{
  Transfer *transfer = data;

  return mo_await (move (transfer, tx), error);
}

static void
transfer_blocking (Thread *thread, MoClient *client)
{
  Transfer transfer = choose (thread);
  g_autoptr (GError) error = NULL;

  if (mo_client_run_transaction (client, blocking_body, &transfer, &error))
    atomic_fetch_add (&thread->stress->n_transfers, 1);
  else if (!is_fair (error))
    g_error ("%s", error->message);
}

static MoFuture *
count_transfer (MoFuture *future, gpointer data)
{
  atomic_fetch_add (&((Transfer *) data)->stress->n_transfers, 1);
  return NULL;
}

static MoFuture *
future_body (MoTransaction *tx, gpointer data)
{
  Transfer *transfer = data;

  return mo_then (move (transfer, tx), count_transfer, transfer, NULL);
}

static void
transfer_async (Thread *thread, MoClient *client)
{
  Transfer transfer = choose (thread);

  settle (thread->stress, mo_client_transaction (client, future_body, &transfer, NULL));
}

/* Half a transfer, and then: dropped, or cancelled, or with a failure that nobody looks at. */
static void
transfer_broken (Thread *thread, MoClient *client)
{
  Stress *stress = thread->stress;
  Transfer transfer = choose (thread);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoTransaction) tx = mo_await_transaction (mo_client_begin (client), &error);

  if (tx == NULL)
    {
      g_assert_true (is_fair (error));
      return;
    }
  switch (g_rand_int_range (thread->random, 0, 3))
    {
    case 0:
      mo_future_unref (mo_execute (tx, stress->update, -5, transfer.from));
      break;
    case 1:
      settle (stress, mo_execute (tx, stress->update, -5, transfer.from));
      settle (stress, mo_transaction_rollback (tx));
      break;
    default:
      mo_future_unref (mo_execute (tx, stress->update, -5, transfer.from));
      mo_future_unref (mo_execute (tx, stress->insert, transfer.to));
      g_assert_false (settle (stress, mo_transaction_commit (tx)));
    }
}

/* FALSE: it cannot be had now. */
static gboolean
read_sum (Stress *stress, MoClient *client, const char *sql, gint64 *sum)
{
  g_autoptr (MoFuture) future = mo_execute (client, sql);

  if (!settle (stress, mo_future_ref (future)))
    return FALSE;
  g_assert_true (mo_future_get_int64 (future, sum, NULL));
  return TRUE;
}

/* A plain read of MariaDB 10.11 may see a half of what is just being committed (eight threads with
 * nothing but the client library, 5 of 200,000 sums); one that locks does not. */
static void
look (Thread *thread, MoClient *client)
{
  Stress *stress = thread->stress;
  gint64 sum = 0;

  if (read_sum (stress, client, stress->sum, &sum)
      && (sum == N_ACCOUNTS * BALANCE || stress->test->is_matrixone
          || read_sum (stress, client, stress->locked_sum, &sum)))
    g_assert_cmpint (sum, ==, N_ACCOUNTS * BALANCE);
}

static void
submit_and_cancel (Thread *thread, MoClient *client)
{
  MoFuture *futures[8];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = mo_execute_prepared (client, "SELECT ?", i);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i += 2)
    mo_future_cancel (futures[i]);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    settle (thread->stress, futures[i]);
}

static void *
work (void *data)
{
  static void (*const kinds[]) (Thread *thread, MoClient *client) = {
    transfer_blocking, transfer_blocking, transfer_async,
    transfer_broken,   look,              submit_and_cancel,
  };
  Thread *self = data;

  while (g_get_monotonic_time () < self->stress->end_usec)
    {
      g_autoptr (MoClient) client = dup_client (self->stress);

      kinds[g_rand_int_range (self->random, 0, G_N_ELEMENTS (kinds))](self, client);
    }
  return NULL;
}

/* Closes the client under the others, now by a call, now by dropping it. */
static void *
replace_clients (void *data)
{
  Thread *self = data;
  Stress *stress = self->stress;

  while (g_get_monotonic_time () < stress->end_usec)
    {
      guint n_before = atomic_load (&stress->n_settled);
      gint64 end_usec = MIN (g_get_monotonic_time () + CLIENT_USEC, stress->end_usec);
      MoClient *old;

      /* When something was done with this one. */
      while (atomic_load (&stress->n_settled) < n_before + 200
             && g_get_monotonic_time () < end_usec)
        g_usleep (1000);
      pthread_mutex_lock (&stress->lock);
      old = stress->client;
      stress->client = client_new ();
      pthread_mutex_unlock (&stress->lock);
      atomic_fetch_add (&stress->n_clients, 1);
      if (g_rand_boolean (self->random))
        mo_test_ok (mo_client_disconnect (old));
      g_object_unref (old);
    }
  return NULL;
}

static void
run_threads (Stress *stress)
{
  Thread threads[N_THREADS + 1];
  pthread_t ids[N_THREADS + 1];

  for (guint i = 0; i <= N_THREADS; i++)
    {
      threads[i] = (Thread){ stress, g_rand_new_with_seed (g_test_rand_int ()) };
      g_assert_cmpint (
          pthread_create (&ids[i], NULL, i < N_THREADS ? work : replace_clients, &threads[i]), ==,
          0);
    }
  for (guint i = 0; i <= N_THREADS; i++)
    {
      pthread_join (ids[i], NULL);
      g_rand_free (threads[i].random);
    }
}

static void
test_transfers (MoTest *test)
{
  Stress stress = {
    .test = test,
    .update = mo_test_text (test, "UPDATE $t SET n = n + %s WHERE id = %s"),
    .sum = mo_test_text (test, "SELECT SUM(n) FROM $t"),
    .locked_sum = mo_test_text (test, "SELECT SUM(n) FROM $t FOR UPDATE"),
    .insert = mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 0)"),
    .end_usec = g_get_monotonic_time () + (mo_test_is_full () ? FULL_USEC : SLICE_USEC),
    .lock = PTHREAD_MUTEX_INITIALIZER,
  };

  for (int i = 0; i < N_ACCOUNTS; i++)
    mo_test_ok (mo_execute (test->other,
                            mo_test_text (test, "INSERT INTO $t VALUES (%s, '', %s)"), i,
                            BALANCE));
  stress.client = client_new ();
  run_threads (&stress);
  mo_test_ok (mo_client_disconnect (stress.client));
  g_object_unref (stress.client);
  g_test_message ("%u transfers, %u futures, %u clients", atomic_load (&stress.n_transfers),
                  atomic_load (&stress.n_settled), atomic_load (&stress.n_clients));
  g_assert_cmpuint (atomic_load (&stress.n_transfers), >, 0);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==, N_ACCOUNTS * BALANCE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/stress/transfers", test_transfers);
  return g_test_run ();
}
