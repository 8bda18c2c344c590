/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client that ends while a transaction pauses between two runs of its body: nobody waits for the
 * pause, and the error is that of the last run. */

#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

#define HOUR_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  MoClient *client;
  MoTransactionOptions *options;
  _Atomic guint n_runs;
  _Atomic guint n_destroyed;
  GError *error; /* of the blocking form */
} Body;

static MoFuture *
meet_deadlock (MoTransaction *tx)
{
  return mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'met'");
}

static void
body_open (Body *self)
{
  self->client = mo_test_client_new ("pool_size=2");
  self->options = mo_transaction_options_new ();
  mo_transaction_options_set_max_attempts (self->options, 5);
  mo_transaction_options_set_backoff (self->options, HOUR_USEC, HOUR_USEC);
}

static void
body_close (Body *self)
{
  g_clear_object (&self->client);
  mo_transaction_options_free (self->options);
  g_clear_error (&self->error);
}

/* The run that failed is over, and so the pause has begun, or is about to. */
static gboolean
is_between_runs (gpointer data)
{
  Body *self = data;
  g_autoptr (MoStats) stats = mo_client_get_stats (self->client);

  return atomic_load (&self->n_runs) == 1 && mo_stats_get_count (stats, MO_STAT_TRANSACTIONS) == 0;
}

/* By disconnecting it, or by letting go of it. */
static void
end_client (Body *self, gboolean disconnects)
{
  g_assert_true (mo_test_wait_until (is_between_runs, self));
  if (disconnects)
    mo_test_ok (mo_client_disconnect (self->client));
  g_clear_object (&self->client);
}

static void
assert_told (Body *self, const GError *error)
{
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  mo_test_assert_contains (error->message, "the client was disconnected");
  mo_test_assert_contains (error->message, "met");
  g_assert_cmpuint (atomic_load (&self->n_runs), ==, 1);
}

/* --- the asynchronous form --- */

static MoFuture *
run_async (MoTransaction *tx, gpointer data)
{
  atomic_fetch_add (&((Body *) data)->n_runs, 1);
  return meet_deadlock (tx);
}

static void
note_destroyed (gpointer data)
{
  atomic_fetch_add (&((Body *) data)->n_destroyed, 1);
}

static void
test_async (MoTest *test)
{
  for (int disconnects = 0; disconnects < 2; disconnects++)
    {
      Body body = { 0 };
      g_autoptr (GError) error = NULL;
      MoFuture *tx;

      body_open (&body);
      tx = mo_client_transaction_with (body.client, body.options, run_async, &body,
                                       note_destroyed);
      end_client (&body, disconnects);
      error = mo_test_take_error (tx);
      assert_told (&body, error);
      g_assert_cmpuint (atomic_load (&body.n_destroyed), ==, 1);
      body_close (&body);
    }
}

/* While the end of the client and that of the pause come at once. */
static void
test_async_anywhen (MoTest *test)
{
  for (guint i = 0; i < (mo_test_is_full () ? 1000 : 50); i++)
    {
      Body body = { 0 };
      g_autoptr (GError) error = NULL;
      MoFuture *tx;

      body_open (&body);
      mo_transaction_options_set_max_attempts (body.options, G_MAXUINT);
      mo_transaction_options_set_backoff (body.options, 500, 500);
      tx = mo_client_transaction_with (body.client, body.options, run_async, &body,
                                       note_destroyed);
      g_usleep ((gulong) g_random_int_range (2000, 10000));
      mo_test_ok (mo_client_disconnect (body.client));
      error = mo_test_take_error (tx);
      g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
      g_assert_cmpuint (atomic_load (&body.n_destroyed), ==, 1);
      body_close (&body);
    }
}

/* --- the blocking form --- */

static gboolean
run_blocking (MoTransaction *tx, gpointer data, GError **error)
{
  atomic_fetch_add (&((Body *) data)->n_runs, 1);
  return mo_await (meet_deadlock (tx), error);
}

static gpointer
run_on_thread (gpointer data)
{
  Body *self = data;

  g_assert_false (mo_client_run_transaction_with (self->client, self->options, run_blocking, self,
                                                  &self->error));
  return NULL;
}

static void
test_blocking (MoTest *test)
{
  Body body = { 0 };
  g_autoptr (MoClient) client = NULL;
  GThread *thread;

  body_open (&body);
  client = g_object_ref (body.client);
  thread = g_thread_new ("runs", run_on_thread, &body);
  end_client (&body, TRUE);
  g_thread_join (thread);
  assert_told (&body, body.error);
  body_close (&body);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/attempts-closed/async", test_async);
  mo_test_add_mariadb ("/attempts-closed/async-anywhen", test_async_anywhen);
  mo_test_add_mariadb ("/attempts-closed/blocking", test_blocking);
  return g_test_run ();
}
