/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scripts that failed in a transaction which is over hold nothing any more: the address sanitizer
 * looks for what is left. */

#include "client/mo-transaction-private.h"
#include "mo-test-server.h"

typedef struct
{
  MoMutex lock;
  GCond changed;
  gboolean may_go_on;
} Held;

static gboolean
hold (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  Held *self = data;

  mo_mutex_lock (&self->lock);
  while (!self->may_go_on)
    mo_cond_wait_until (&self->changed, &self->lock, -1);
  mo_mutex_unlock (&self->lock);
  return TRUE;
}

static void
let_go_on (Held *self)
{
  mo_mutex_lock (&self->lock);
  self->may_go_on = TRUE;
  g_cond_signal (&self->changed);
  mo_mutex_unlock (&self->lock);
}

/* Once the time is over, a commit is refused at once; until then it would be accepted. */
static gboolean
is_over (gpointer tx)
{
  g_autoptr (GError) error
      = mo_transaction_core_check_time (mo_transaction_get_core (MO_TRANSACTION (tx)));

  return error != NULL;
}

/* It is refused by the worker that has just given up the transaction. */
static void
test_behind_the_time (MoTest *test)
{
  mo_test_ok (mo_client_connect (test->client)); /* which takes its time, too */
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
      g_autoptr (MoTransaction) tx = NULL;
      Held held = { 0 };
      MoFuture *call;
      MoFuture *script;

      mo_mutex_init (&held.lock);
      g_cond_init (&held.changed);
      mo_transaction_options_set_timeout (options, 500000);
      tx = mo_await_transaction (mo_client_begin_with (test->client, options), NULL);
      g_assert_nonnull (tx);
      call = mo_transaction_call (tx, hold, &held, NULL);
      g_assert_true (mo_test_wait_until (is_over, tx));
      script = mo_execute_script (MO_EXECUTOR (tx), "SELECT 1; SELECT 2");
      let_go_on (&held);
      mo_await (call, NULL);
      mo_test_fails (script, MO_ERROR_TIMED_OUT);
      mo_mutex_clear (&held.lock);
      g_cond_clear (&held.changed);
    }
}

/* The end of the client takes its transaction away. */
static void
test_failed_and_evicted (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_fails (mo_execute_script (MO_EXECUTOR (tx), "SELECT 1; SELECT a FROM no_such_table"),
                 MO_ERROR_NO_SUCH_OBJECT);
  mo_test_ok (mo_client_disconnect_within (client, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/script-let-go/behind-the-time", test_behind_the_time);
  mo_test_add ("/script-let-go/failed-and-evicted", test_failed_and_evicted);
  return g_test_run ();
}
