/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions that the server has ended, and a write behind that: it must not be there, not once
 * in a thousand times. */

#include <pthread.h>
#include <stdatomic.h>

#include "mo-test-server.h"

typedef struct
{
  MoTest *test;
  MoClient *client;
  guint n_wanted;
  _Atomic guint n_begun;
  _Atomic guint n_victims; /* transactions that were ended */
  _Atomic guint n_refused; /* writes in one of those */
} Storm;

static MoFuture *
add (Storm *self, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (self->test, "UPDATE $t SET n = n + 1 WHERE id = %s"), id);
}

/* It is told that the transaction is over, and nothing else. */
static void
write_behind (Storm *self, MoTransaction *tx, gint64 id)
{
  g_autoptr (GError) error = mo_test_take_error (
      mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (%s, 'lost', 0)"), id));

  g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  atomic_fetch_add (&self->n_refused, 1);
}

/* TRUE: it was a victim, which has tried to go on. */
static gboolean
take (Storm *self, MoTransaction *tx, MoFuture *update, gint64 id)
{
  g_autoptr (GError) error = NULL;

  if (mo_await (update, &error))
    return FALSE;
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  atomic_fetch_add (&self->n_victims, 1);
  write_behind (self, tx, id);
  return TRUE;
}

/* Each has one of two rows, and wants the other. */
static void
meet (Storm *self, guint thread, guint64 id)
{
  gint64 row = 2 * (gint64) thread;
  g_autoptr (MoTransaction) one = mo_test_begin (self->client);
  g_autoptr (MoTransaction) other = mo_test_begin (self->client);
  MoFuture *first;
  MoFuture *second;
  gboolean lost;

  mo_test_ok (add (self, one, row));
  mo_test_ok (add (self, other, row + 1));
  first = add (self, one, row + 1);
  second = add (self, other, row);
  lost = take (self, one, first, 1000 + 2 * (gint64) id);
  if (lost)
    mo_test_ok (mo_transaction_rollback (one)); /* the other one may wait for it */
  lost = take (self, other, second, 1000 + 2 * (gint64) id + 1) || lost;
  g_assert_true (lost);
  mo_future_unref (mo_transaction_rollback (one));
  mo_test_ok (mo_transaction_rollback (other));
}

typedef struct
{
  Storm *storm;
  guint index;
} Thread;

static gpointer
meet_often (gpointer data)
{
  Thread *self = data;
  guint id;

  while ((id = atomic_fetch_add (&self->storm->n_begun, 1)) < self->storm->n_wanted)
    meet (self->storm, self->index, id);
  return NULL;
}

static void
test_deadlocks (MoTest *test)
{
  /* MatrixOne looks for them every few seconds: many at once take no longer than one. */
  guint n_threads = test->is_matrixone ? 25 : 4;
  g_autofree char *options = g_strdup_printf ("pool_size=%u&pool_timeout=300", 2 * n_threads);
  g_autoptr (MoClient) client = mo_test_client_new (options);
  Storm storm = { .test = test, .client = client };
  g_autofree pthread_t *threads = g_new (pthread_t, n_threads);
  g_autofree Thread *data = g_new (Thread, n_threads);

  storm.n_wanted = mo_test_is_full () ? 1000 : 50;
  for (guint i = 0; i < n_threads; i++)
    mo_test_ok (mo_execute (test->other,
                            mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 0), (%s, '', 0)"),
                            2 * i, 2 * i + 1));
  for (guint i = 0; i < n_threads; i++)
    {
      data[i] = (Thread){ &storm, i };
      g_assert_cmpint (pthread_create (&threads[i], NULL, meet_often, &data[i]), ==, 0);
    }
  for (guint i = 0; i < n_threads; i++)
    pthread_join (threads[i], NULL);
  g_test_message ("%u deadlocks: %u victims, and %u writes behind that refused", storm.n_wanted,
                  atomic_load (&storm.n_victims), atomic_load (&storm.n_refused));
  g_assert_cmpuint (atomic_load (&storm.n_victims), >=, storm.n_wanted);
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t WHERE name = 'lost'"), ==, 0);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

static MoFuture *
insert (Storm *self, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (%s, 'lost', 0)"), id);
}

/* One more write on a connection that is gone, or has just been told to go. */
static gboolean
is_refused (Storm *self, MoTransaction *tx, gint64 id)
{
  g_autoptr (GError) error = NULL;

  if (mo_await (insert (self, tx, id), &error))
    return FALSE;
  g_assert_true (g_error_matches (error, MO_ERROR, MO_ERROR_CONNECTION_LOST)
                 || g_error_matches (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED));
  g_assert_true (mo_error_is_retryable (error));
  atomic_fetch_add (&self->n_refused, 1);
  return TRUE;
}

/* Every other time the KILL is on its way while the next statement is. */
static void
kill_in_the_middle (Storm *self, guint index)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->client);
  guint64 connection_id = mo_transaction_get_connection_id (tx);
  gint64 id = 10 * (gint64) index;

  mo_test_ok (insert (self, tx, id));
  if (index % 2 == 0)
    {
      g_autoptr (MoFuture) kill = mo_execute (self->test->other, "KILL %s", connection_id);

      atomic_fetch_add (&self->n_victims, is_refused (self, tx, id + 1));
      mo_future_wait (kill, MO_WAIT_FOREVER, NULL);
    }
  mo_test_kill (self->test, connection_id);
  g_assert_true (is_refused (self, tx, id + 2));
  g_assert_true (is_refused (self, tx, id + 3));
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_killed (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  Storm storm = { .test = test, .client = client };
  guint n = mo_test_is_full () ? 1000 : 50;

  for (guint i = 0; i < n; i++)
    kill_in_the_middle (&storm, i);
  g_test_message ("%u connections killed in a transaction, %u of them under the next statement: %u "
                  "writes behind that refused",
                  n, atomic_load (&storm.n_victims), atomic_load (&storm.n_refused));
  g_assert_cmpuint (atomic_load (&storm.n_refused), >=, 2 * n);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/stress/lost/deadlocks", test_deadlocks);
  mo_test_add ("/stress/lost/killed", test_killed);
  return g_test_run ();
}
