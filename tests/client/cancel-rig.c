/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of one worker on the scripted client library. */

#include "cancel-rig.h"

#include <stdatomic.h>

#include "client/mo-statement-job-private.h"
#include "client/mo-transaction-core-private.h"

/* For what must not happen. */
#define NEVER_USEC (100 * 1000)

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

/* One worker; the killer's connection is opened when there is need for it. */
void
cancel_rig_open (CancelRig *self, gconstpointer mode)
{
  MoPoolOptions options
      = { .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };
  static const char *const one[] = { "one", NULL };

  cancel_script_fill_api (&self->api);
  cancel_script_reset ((KillMode) GPOINTER_TO_INT (mode));
  fake_mysql_set_nodes (one);
  options.kill_patience_usec = CANCEL_RIG_PATIENCE_USEC;
  atomic_store (&self->now_usec, 1000 * G_USEC_PER_SEC);
  self->pool = mo_pool_new (&self->api, &endpoint, &options, &clock);
}

void
cancel_rig_close (CancelRig *self, gconstpointer mode)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_STOPS; i++)
    cancel_script_let_go ((Stop) i);
  mo_await (mo_pool_close (self->pool, -1), &error);
  g_assert_no_error (error);
  mo_pool_join (self->pool);
  g_clear_pointer (&self->pool, mo_pool_unref);
  g_assert_cmpuint (fake_mysql_get_n_open (), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_foreign (), ==, 0);
}

void
cancel_rig_advance (CancelRig *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
  mo_pool_wake_supervisor (self->pool);
}

MoFuture *
cancel_rig_submit (CancelRig *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, 0, &error);

  g_assert_no_error (error);
  return mo_pool_submit (self->pool, mo_statement_job_new (statement,
                                                            mo_pool_get_log_options (self->pool)));
}

MoTransaction *
cancel_rig_begin (CancelRig *self)
{
  MoTransactionCore *core
      = mo_transaction_core_new (self->pool, MO_LEASE_DEFAULT, MO_JOB_NORMAL, "a test");
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

void
assert_rejected (MoFuture *future, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
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
