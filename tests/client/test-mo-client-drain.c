/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disconnecting with a limit: what runs is stopped on the server, and nothing of the client stays
 * there, nor here. */

#include <pthread.h>
#include <string.h>

#include "mo-test-server.h"

#define SECOND G_USEC_PER_SEC
#define MSEC (SECOND / 1000)

/* A client with a user of its own, by whom the server's list tells its connections. */
typedef struct
{
  MoTest *test;
  char *user;
  MoClient *client;
} Rig;

static void
rig_open (Rig *self, MoTest *test, const char *options)
{
  g_autofree char *create = NULL;
  g_autofree char *grant = NULL;

  self->test = test;
  self->user = mo_test_unique ("u");
  create = g_strdup_printf ("CREATE USER %s@'localhost'", self->user);
  grant = g_strdup_printf ("GRANT ALL ON *.* TO %s@'localhost'", self->user);
  mo_test_sql (test, create);
  mo_test_sql (test, grant);
  self->client = mo_test_client_with ("user", self->user, options);
}

static gint64
rig_count (Rig *self)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT COUNT(*) FROM information_schema.processlist WHERE user = '%s'", self->user);

  return mo_test_int64 (self->test, sql);
}

static gboolean
is_gone (gpointer rig)
{
  return rig_count (rig) == 0;
}

/* The server notices that a connection was closed a moment after it was. */
static void
rig_close (Rig *self)
{
  g_autofree char *drop = g_strdup_printf ("DROP USER %s@'localhost'", self->user);

  g_assert_true (mo_test_wait_until (is_gone, self));
  g_object_unref (self->client);
  mo_test_sql (self->test, drop);
  g_free (self->user);
}

/* By the wall's clock, so the best of three counts. */
static void
test_running (MoTest *test)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 3 && best >= 1500 * MSEC; i++)
    {
      g_autoptr (MoFuture) running = NULL;
      g_autoptr (GError) error = NULL;
      gint64 start;
      Rig rig;

      rig_open (&rig, test, "pool_size=2");
      running = mo_execute (rig.client, "SELECT SLEEP(10)");
      mo_test_wait_for_statement (test, "SLEEP(10)");
      g_assert_cmpint (rig_count (&rig), >, 0);
      start = g_get_monotonic_time ();
      mo_test_ok (mo_client_disconnect_within (rig.client, SECOND));
      best = MIN (best, g_get_monotonic_time () - start);
      g_assert_cmpint (g_get_monotonic_time () - start, >=, SECOND);
      g_assert_cmpint (mo_future_get_status (running), !=, MO_FUTURE_PENDING);
      mo_await (mo_future_ref (running), &error);
      g_print ("# SELECT SLEEP(10): %s\n", error != NULL ? error->message : "ran");
      rig_close (&rig);
    }
  g_print ("# a limit of 1 s and a query of 10 s: closed after %.3f s\n", (double) best / SECOND);
  g_assert_cmpint (best, <, 1500 * MSEC);
}

static void
test_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;
  Rig rig;

  rig_open (&rig, test, "pool_size=2");
  tx = mo_test_begin (rig.client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  mo_test_ok (mo_client_disconnect_within (rig.client, 50 * MSEC));
  mo_test_fails (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'a', 1)")),
                 MO_ERROR_POOL_CLOSED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_POOL_CLOSED);
  rig_close (&rig);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_running_in_transaction (MoTest *test)
{
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) behind = NULL;
  gint64 start;
  Rig rig;

  rig_open (&rig, test, "pool_size=1");
  tx = mo_test_begin (rig.client);
  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  running = mo_execute (tx, "SELECT SLEEP(20)");
  mo_test_wait_for_statement (test, "SLEEP(20)");
  behind = mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'a', 1)"));
  start = g_get_monotonic_time ();
  mo_test_ok (mo_client_disconnect_within (rig.client, 0));
  g_print ("# no patience, and a query of 20 s in a transaction: closed after %.3f s\n",
           (double) (g_get_monotonic_time () - start) / SECOND);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 15 * SECOND);
  g_assert_cmpint (mo_future_get_status (running), ==, MO_FUTURE_REJECTED);
  mo_test_fails (mo_future_ref (behind), MO_ERROR_POOL_CLOSED);
  rig_close (&rig);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_queued (MoTest *test)
{
  g_autoptr (MoFuture) running = NULL;
  MoFuture *queued[50];
  Rig rig;

  rig_open (&rig, test, "pool_size=1");
  running = mo_execute (rig.client, "SELECT SLEEP(10)");
  mo_test_wait_for_statement (test, "SLEEP(10)");
  for (guint i = 0; i < G_N_ELEMENTS (queued); i++)
    queued[i]
        = mo_execute (rig.client, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), i);
  mo_test_ok (mo_client_disconnect_within (rig.client, 100 * MSEC));
  for (guint i = 0; i < G_N_ELEMENTS (queued); i++)
    mo_test_fails (queued[i], MO_ERROR_POOL_CLOSED);
  rig_close (&rig);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- a body that does not come back --- */

typedef struct
{
  Rig *rig;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  gboolean is_inside;
  gboolean may_go;
} Body;

static void
set (Body *self, gboolean *what)
{
  pthread_mutex_lock (&self->lock);
  *what = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

static void
wait_for (Body *self, const gboolean *what)
{
  pthread_mutex_lock (&self->lock);
  while (!*what)
    pthread_cond_wait (&self->changed, &self->lock);
  pthread_mutex_unlock (&self->lock);
}

static gboolean
body (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  mo_test_ok (mo_execute (tx, mo_test_text (self->rig->test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  set (self, &self->is_inside);
  wait_for (self, &self->may_go);
  return mo_await (mo_execute (tx, "SELECT 1"), error);
}

static void *
run_body (void *data)
{
  Body *self = data;
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_client_run_transaction (self->rig->client, body, self, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
  return NULL;
}

static void
test_forgotten_body (MoTest *test)
{
  Rig rig;
  Body self = { .rig = &rig,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .changed = PTHREAD_COND_INITIALIZER };
  pthread_t thread;

  rig_open (&rig, test, "pool_size=1");
  g_assert_cmpint (pthread_create (&thread, NULL, run_body, &self), ==, 0);
  wait_for (&self, &self.is_inside);
  mo_test_ok (mo_client_disconnect_within (rig.client, 50 * MSEC));
  g_assert_true (mo_test_wait_until (is_gone, &rig));
  set (&self, &self.may_go);
  pthread_join (thread, NULL);
  rig_close (&rig);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- in the middle of many --- */

static void
close_in_the_middle (MoTest *test, guint n, gint64 timeout_usec)
{
  g_autofree MoFuture **futures = g_new (MoFuture *, n);
  guint n_threads = mo_test_count_threads ("mo-worker");
  guint n_run = 0, n_closed = 0, n_stopped = 0;
  Rig rig;

  rig_open (&rig, test, "pool_size=8");
  for (guint i = 0; i < n; i++)
    futures[i] = mo_execute (rig.client, "SELECT 1");
  mo_test_ok (mo_client_disconnect_within (rig.client, timeout_usec));
  g_assert_cmpuint (mo_test_count_threads ("mo-worker"), ==, n_threads);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mo_future_get_status (futures[i]), !=, MO_FUTURE_PENDING);
      if (mo_await (futures[i], &error))
        n_run++;
      else if (g_error_matches (error, MO_ERROR, MO_ERROR_POOL_CLOSED))
        n_closed++;
      else
        n_stopped++;
    }
  g_print ("# %u queued on 8 connections, closed within %.2f s: %u ran, %u were rejected, %u were "
           "stopped\n",
           n, (double) timeout_usec / SECOND, n_run, n_closed, n_stopped);
  g_assert_cmpuint (n_stopped, <=, 8);
  if (timeout_usec < 0)
    g_assert_cmpuint (n_run, ==, n);
  rig_close (&rig);
}

static void
test_in_the_middle (MoTest *test)
{
  guint n = 10000;

  close_in_the_middle (test, n, 0);
  close_in_the_middle (test, n, 50 * MSEC);
  close_in_the_middle (test, n, -1);
}

/* So long that it is no limit. */
static void
test_endless_limit (MoTest *test)
{
  g_autoptr (MoFuture) running = NULL;
  g_autoptr (MoFuture) queued = NULL;
  Rig rig;

  rig_open (&rig, test, "pool_size=1");
  running = mo_execute (rig.client, "SELECT SLEEP(1)");
  queued = mo_execute (rig.client, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)"));
  mo_test_wait_for_statement (test, "SLEEP(1)");
  mo_test_ok (mo_client_disconnect_within (rig.client, G_MAXINT64));
  g_assert_cmpint (mo_test_number (mo_future_ref (running)), ==, 0);
  mo_test_ok (mo_future_ref (queued));
  rig_close (&rig);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/drain/running", test_running);
  mo_test_add_mariadb ("/client/drain/transaction", test_transaction);
  mo_test_add_mariadb ("/client/drain/running-in-transaction", test_running_in_transaction);
  mo_test_add_mariadb ("/client/drain/queued", test_queued);
  mo_test_add_mariadb ("/client/drain/forgotten-body", test_forgotten_body);
  mo_test_add_mariadb ("/client/drain/in-the-middle", test_in_the_middle);
  mo_test_add_mariadb ("/client/drain/endless-limit", test_endless_limit);
  return g_test_run ();
}
