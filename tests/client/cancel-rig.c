/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of one worker on the scripted client library. */

#include "cancel-rig.h"

#include "client/mo-statement-job-private.h"
#include "client/mo-transaction-core-private.h"

/* For what must not happen. */
#define NEVER_USEC (100 * 1000)

/* One worker; the killer's connection is opened when there is need for it. */
void
cancel_rig_open (CancelRig *self, gconstpointer mode)
{
  MoPoolOptions options = pool_test_options (1);
  static const char *const one[] = { "one", NULL };

  cancel_script_fill_api (&self->api);
  cancel_script_reset ((KillMode) GPOINTER_TO_INT (mode));
  options.kill_patience_usec = CANCEL_RIG_PATIENCE_USEC;
  pool_test_open_on (&self->test, &self->api, &options);
  fake_mysql_set_nodes (one);
}

void
cancel_rig_close (CancelRig *self, gconstpointer mode)
{
  for (guint i = 0; i < N_STOPS; i++)
    cancel_script_let_go ((Stop) i);
  pool_test_close (&self->test);
}

void
cancel_rig_advance (CancelRig *self, gint64 usec)
{
  pool_test_advance (&self->test, usec);
}

MoFuture *
cancel_rig_submit (CancelRig *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, 0, &error);

  g_assert_no_error (error);
  return mo_pool_submit (self->test.pool,
                         mo_statement_job_new (statement,
                                               mo_pool_get_log_options (self->test.pool)));
}

MoTransaction *
cancel_rig_begin (CancelRig *self)
{
  const MoTransactionRequest request = MO_TRANSACTION_REQUEST_INIT (self->test.pool, "a test");

  return cancel_rig_begin_as (self, &request);
}

MoTransaction *
cancel_rig_begin_as (CancelRig *self, const MoTransactionRequest *request)
{
  MoTransactionCore *core = mo_transaction_core_new (request);
  g_autoptr (GError) error = NULL;
  MoTransaction *tx = mo_await_transaction (
      mo_transaction_core_request (core, mo_transaction_new (core)), &error);

  g_assert_no_error (error);
  return tx;
}

/* Consume the future. */

void
assert_ok (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_assert_no_error (error);
}

/* Borrows it. */
void
assert_stays_pending (MoFuture *future)
{
  mo_future_wait (future, NEVER_USEC, NULL);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
}

/* The same connection goes on. */
void
assert_same_connection (CancelRig *self)
{
  guint n_before = fake_mysql_get_n_opened ();

  assert_ok (cancel_rig_submit (self, "SELECT 'next'"));
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, n_before);
}

void
assert_another_connection (CancelRig *self)
{
  guint n_before = fake_mysql_get_n_opened ();

  assert_ok (cancel_rig_submit (self, "SELECT 'next'"));
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, n_before + 1);
}

/* Moves the clock until it is settled. */
void
cancel_rig_advance_until_settled (CancelRig *self, MoFuture *future)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (mo_future_get_status (future) == MO_FUTURE_PENDING)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      cancel_rig_advance (self, CANCEL_RIG_PATIENCE_USEC / 4);
      mo_future_wait (future, 1000, NULL);
    }
}

MoFuture *
cancel_rig_submit_and_cancel (CancelRig *self, const char *sql, Stop stop)
{
  MoFuture *future;

  cancel_script_hold (stop);
  future = cancel_rig_submit (self, sql);
  cancel_script_wait_for (stop);
  mo_future_cancel (future);
  return future;
}

MoFuture *
cancel_rig_execute_and_cancel (MoTransaction *tx, const char *sql, Stop stop)
{
  MoFuture *future;

  cancel_script_hold (stop);
  future = mo_execute (tx, sql);
  cancel_script_wait_for (stop);
  mo_future_cancel (future);
  return future;
}
