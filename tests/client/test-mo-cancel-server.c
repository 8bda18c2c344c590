/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelling what runs on a server: it stops there, the connection goes on, the future tells. */

#include <gio/gio.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "client/mo-client-private.h"
#include "mo-test-server.h"
#include "pool/mo-worker-private.h"

/* Where KILLs are counted, or connections are to stay: however slow the machine, the statement
 * stops by the first one. */
#define PATIENT_ONE "pool_size=1&kill_timeout=60"

static guint64
count_kills (MoClient *client)
{
  return mo_killer_get_n_kills (mo_client_get_pool (client)->killer);
}

/* --- one statement --- */

/* How long it is there after it was cancelled; MatrixOne, which shows what ran last for some
 * seconds more, has answered it then. */
static double
stop_sleep (MoTest *test, MoClient *client)
{
  g_autoptr (MoFuture) future = mo_execute (client, "SELECT SLEEP(30)");
  gint64 begin;

  mo_test_wait_for_statement (test, "SLEEP(30)");
  begin = g_get_monotonic_time ();
  mo_future_cancel (future);
  if (test->is_matrixone)
    mo_future_wait (future, MO_WAIT_FOREVER, NULL);
  else
    mo_test_wait_for_no_statement (test, "SLEEP(30)");
  begin = g_get_monotonic_time () - begin;
  mo_test_cancelled (mo_future_ref (future));
  return (double) begin / 1000;
}

/* The machine may be slow for a while, so the best of some counts. */
static void
test_sleep (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  double best = stop_sleep (test, client);

  for (guint i = 0; i < 4; i++)
    best = MIN (best, stop_sleep (test, client));
  g_test_message ("gone from the process list %.1f ms after the cancel (best of 5)", best);
  g_assert_cmpfloat (best, <, 200);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_write (MoTest *test)
{
  const char *sql = mo_test_text (test, "INSERT INTO $t SELECT 1, 'a', SLEEP(30)");
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  MoFuture *future = mo_execute (client, sql);

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (future);
  mo_test_fails (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_client_disconnect (client));
}

/* One KILL, however often; and none for what is settled. */
static void
test_twice (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  g_autoptr (MoFuture) future = mo_execute (client, "SELECT SLEEP(30)");
  g_autoptr (MoFuture) settled = NULL;

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (future);
  mo_future_cancel (future);
  mo_test_cancelled (mo_future_ref (future));
  mo_future_cancel (future);
  settled = mo_execute (client, "SELECT 1");
  mo_test_ok (mo_future_ref (settled));
  mo_future_cancel (settled);
  g_assert_cmpint (mo_future_get_status (settled), ==, MO_FUTURE_RESOLVED);
  g_assert_cmpuint (count_kills (client), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
}

static void *
cancel_on_thread (void *data)
{
  mo_future_cancel (data);
  return NULL;
}

static void
test_sixteen_threads (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoFuture) future = mo_execute (client, "SELECT SLEEP(30)");
  pthread_t threads[16];

  mo_test_wait_for_statement (test, "SLEEP(30)");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, cancel_on_thread, future), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
  mo_test_cancelled (mo_future_ref (future));
  g_assert_cmpuint (count_kills (client), ==, 1);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_client_disconnect (client));
}

static MoFuture *
cancel_other (MoFuture *future, gpointer other)
{
  mo_future_cancel (other);
  return NULL;
}

static void
test_in_continuation (MoTest *test)
{
  g_autoptr (MoFuture) sleeps = mo_execute (test->client, "SELECT SLEEP(30)");

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_test_ok (mo_then (mo_execute (test->client, "SELECT 1"), cancel_other, sleeps, NULL));
  mo_test_cancelled (mo_future_ref (sleeps));
}

/* Both are stopped, each by its own client's killer. */
static void
test_two_clients (MoTest *test)
{
  g_autoptr (MoClient) first = mo_test_client_new (PATIENT_ONE);
  g_autoptr (MoClient) second = mo_test_client_new (PATIENT_ONE);
  g_autoptr (MoFuture) one = mo_execute (first, "SELECT SLEEP(30.1)");
  g_autoptr (MoFuture) two = mo_execute (second, "SELECT SLEEP(30.2)");
  g_autoptr (MoFuture) both = mo_gather (mo_future_ref (one), mo_future_ref (two));

  mo_test_wait_for_statement (test, "SLEEP(30.1)");
  mo_test_wait_for_statement (test, "SLEEP(30.2)");
  mo_future_cancel (both);
  mo_test_cancelled (mo_future_ref (both));
  mo_test_cancelled (mo_future_ref (one));
  mo_test_cancelled (mo_future_ref (two));
  g_assert_cmpuint (count_kills (first), ==, 1);
  g_assert_cmpuint (count_kills (second), ==, 1);
  mo_test_ok (mo_client_disconnect (first));
  mo_test_ok (mo_client_disconnect (second));
}

/* --- several in one transaction --- */

#define N_STATEMENTS 5

/* Each row says how many were there before it. */
static void
cancel_one_of_five (MoTest *test, guint victim)
{
  const char *insert = mo_test_text (test, "INSERT INTO $t SELECT %s, 'a', COUNT(*) FROM $t");
  const char *sleeps = mo_test_text (test, "INSERT INTO $t SELECT %s, 'a', SLEEP(30)");
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *all[N_STATEMENTS];
  g_autoptr (MoFuture) last = NULL;

  for (guint i = 0; i < N_STATEMENTS; i++)
    all[i] = mo_execute (tx, i == victim ? sleeps : insert, (gint64) i);
  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (all[victim]);
  for (guint i = 0; i < N_STATEMENTS; i++)
    if (i == victim)
      mo_test_cancelled (all[i]);
    else
      mo_test_ok (all[i]);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, N_STATEMENTS - 1);
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("SELECT COALESCE(MAX(n), -1) FROM $t WHERE id = %u", i);

      g_assert_cmpint (mo_test_int64 (test, sql), ==,
                       i == victim ? -1 : (gint64) (i > victim ? i - 1 : i));
    }
  mo_test_sql (test, "DELETE FROM $t");
}

static void
test_packet (MoTest *test)
{
  for (guint victim = 0; victim < N_STATEMENTS; victim += 2)
    cancel_one_of_five (test, victim);
}

/* --- a scope --- */

static MoFuture *
insert_and_sleep (MoTransaction *tx, gpointer data)
{
  MoTest *test = data;

  mo_future_unref (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  return mo_execute (tx, "SELECT SLEEP(30)");
}

static void
test_scope (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  g_autoptr (MoFuture) scope = mo_client_transaction (client, insert_and_sleep, test, NULL);

  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (scope);
  mo_test_cancelled (mo_future_ref (scope));
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- one deadline over all --- */

/* Cancels a future at a time. */
typedef struct
{
  MoFuture *future;
  gint64 at_usec;
  pthread_t thread;
} Deadline;

static void *
wait_and_cancel (void *data)
{
  Deadline *self = data;
  gint64 rest = self->at_usec - g_get_monotonic_time ();

  if (rest > 0)
    g_usleep ((gulong) rest);
  mo_future_cancel (self->future);
  return NULL;
}

static void
deadline_start (Deadline *self, MoFuture *future, gint64 usec)
{
  self->future = mo_future_ref (future);
  self->at_usec = g_get_monotonic_time () + usec;
  g_assert_cmpint (pthread_create (&self->thread, NULL, wait_and_cancel, self), ==, 0);
}

static void
deadline_join (Deadline *self)
{
  pthread_join (self->thread, NULL);
  mo_future_unref (self->future);
}

/* A bare SELECT SLEEP(30) may be answered if it is killed before it sleeps. */
#define SLEEPS_BY_ROW "SELECT schema_name FROM information_schema.schemata WHERE SLEEP(30)"

/* 150 ms in the queue leave 50 ms for the statement, which is stopped on the server. */
static void
test_deadline_statement (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new (PATIENT_ONE);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));
  MoFuture *first = mo_execute (client, "SELECT SLEEP(0.15)");
  g_autoptr (MoFuture) second = mo_execute (client, SLEEPS_BY_ROW);
  gint64 begin = g_get_monotonic_time ();
  gint64 queued_usec;
  Deadline deadline;

  deadline_start (&deadline, second, 200 * 1000);
  mo_test_ok (first);
  queued_usec = g_get_monotonic_time () - begin;
  mo_test_cancelled (mo_future_ref (second));
  g_test_message ("queued for %.0f ms, settled after %.0f ms, with %u kills",
                  (double) queued_usec / 1000, (double) (g_get_monotonic_time () - begin) / 1000,
                  (guint) count_kills (client));
  deadline_join (&deadline);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 15 * G_USEC_PER_SEC);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, id);
  mo_test_ok (mo_client_disconnect (client));
}

/* COMMIT waits for the statement before it: neither goes on. */
static void
test_deadline_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *insert = mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)"));
  MoFuture *sleeps = mo_execute (tx, "SELECT SLEEP(30)");
  g_autoptr (MoFuture) commit = mo_transaction_commit (tx);
  gint64 begin = g_get_monotonic_time ();
  Deadline deadline;

  mo_test_wait_for_statement (test, "SLEEP(30)");
  deadline_start (&deadline, commit, 50 * 1000);
  mo_test_cancelled (mo_future_ref (commit));
  deadline_join (&deadline);
  mo_test_ok (insert);
  mo_test_cancelled (sleeps);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 15 * G_USEC_PER_SEC);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- bodies that ask the client for more --- */

typedef struct
{
  MoClient *client;
  pthread_barrier_t both;
  gint64 usec[2];
  char *messages[2];
} Nested;

static gboolean
ask_for_more (MoTransaction *tx, Nested *self, guint index)
{
  g_autoptr (GError) error = NULL;
  gint64 begin;

  mo_test_ok (mo_execute (tx, "SELECT 1"));
  pthread_barrier_wait (&self->both);
  begin = g_get_monotonic_time ();
  g_assert_false (mo_await (mo_execute (self->client, "SELECT 2"), &error));
  self->usec[index] = g_get_monotonic_time () - begin;
  g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  self->messages[index] = g_strdup (error->message);
  pthread_barrier_wait (&self->both); /* so that both hold one when they ask */
  return TRUE;
}

static gboolean
first_body (MoTransaction *tx, gpointer data, GError **error)
{
  return ask_for_more (tx, data, 0);
}

static gboolean
second_body (MoTransaction *tx, gpointer data, GError **error)
{
  return ask_for_more (tx, data, 1);
}

enum
{
  FIRST_LINE = __LINE__ + 5
};
static void *
run_first (void *data)
{
  g_assert_true (mo_client_run_transaction (((Nested *) data)->client, first_body, data, NULL));
  return NULL;
}

enum
{
  SECOND_LINE = __LINE__ + 5
};
static void *
run_second (void *data)
{
  g_assert_true (mo_client_run_transaction (((Nested *) data)->client, second_body, data, NULL));
  return NULL;
}

static void
assert_names (const char *message, int line)
{
  g_autofree char *place = g_strdup_printf ("test-mo-cancel-server.c:%d", line);

  mo_test_assert_contains (message, place);
}

static void
test_nested (MoTest *test)
{
  Nested nested = { .client = mo_test_client_new ("pool_size=2") };
  pthread_t threads[2];

  pthread_barrier_init (&nested.both, NULL, 2);
  g_assert_cmpint (pthread_create (&threads[0], NULL, run_first, &nested), ==, 0);
  g_assert_cmpint (pthread_create (&threads[1], NULL, run_second, &nested), ==, 0);
  for (guint i = 0; i < 2; i++)
    pthread_join (threads[i], NULL);
  g_test_message ("refused after %.3f ms and %.3f ms: %s", (double) nested.usec[0] / 1000,
                  (double) nested.usec[1] / 1000, nested.messages[0]);
  /* One may have lost the processor, but not both. */
  g_assert_cmpint (MIN (nested.usec[0], nested.usec[1]), <, 10 * 1000);
  for (guint i = 0; i < 2; i++)
    {
      assert_names (nested.messages[i], FIRST_LINE);
      assert_names (nested.messages[i], SECOND_LINE);
      g_free (nested.messages[i]);
    }
  pthread_barrier_destroy (&nested.both);
  mo_test_ok (mo_client_disconnect (nested.client));
  g_object_unref (nested.client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/cancel/server/sleep", test_sleep);
  mo_test_add ("/cancel/server/write", test_write);
  mo_test_add ("/cancel/server/twice", test_twice);
  mo_test_add ("/cancel/server/sixteen-threads", test_sixteen_threads);
  mo_test_add ("/cancel/server/in-continuation", test_in_continuation);
  mo_test_add ("/cancel/server/two-clients", test_two_clients);
  mo_test_add ("/cancel/server/packet", test_packet);
  mo_test_add ("/cancel/server/scope", test_scope);
  mo_test_add ("/cancel/server/deadline-statement", test_deadline_statement);
  mo_test_add ("/cancel/server/deadline-commit", test_deadline_commit);
  mo_test_add ("/cancel/server/nested", test_nested);
  return g_test_run ();
}
