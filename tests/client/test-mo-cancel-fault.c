/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelled at each point of its way: what is done about it, and what the future says. */

#include <stdatomic.h>

#include "cancel-rig.h"
#include "client/mo-run-private.h"

/* --- before it is sent --- */

static void
test_queued (void)
{
  g_autoptr (MoFuture) first = NULL;
  MoFuture *second;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_ANSWER);
  first = cancel_rig_submit (&rig, "SELECT 'STOP-ANSWER'");
  cancel_script_wait_for (STOP_ANSWER);
  second = cancel_rig_submit (&rig, "SELECT 'second'");
  mo_future_cancel (second);
  g_assert_cmpint (mo_future_get_status (second), ==, MO_FUTURE_REJECTED);
  assert_cancelled (second);
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (g_steal_pointer (&first));
  assert_same_connection (&rig);
  g_assert_cmpuint (cancel_script_count ("SELECT 'second'"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  cancel_rig_close (&rig);
}

/* The connect goes on, and serves the next one. */
static void
test_connecting (void)
{
  MoFuture *first;
  MoFuture *second;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_CONNECT);
  first = cancel_rig_submit (&rig, "SELECT 'first'");
  cancel_script_wait_for (STOP_CONNECT);
  mo_future_cancel (first);
  g_assert_cmpint (mo_future_get_status (first), ==, MO_FUTURE_REJECTED);
  assert_cancelled (first);
  second = cancel_rig_submit (&rig, "SELECT 'second'");
  cancel_script_let_go (STOP_CONNECT);
  assert_ok (second);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 1);
  g_assert_cmpuint (cancel_script_count ("SELECT 'first'"), ==, 0);
  cancel_rig_close (&rig);
}

/* A job that is taken, and takes its time before it runs its statement. */
typedef struct
{
  MoJob parent;
  MoStatement *statement;
  _Atomic gboolean is_taken;
  _Atomic gboolean may_go;
} SlowJob;

static void
slow_job_run (MoJob *job, MoConnection *connection)
{
  SlowJob *self = (SlowJob *) job;
  static const MoLogOptions nothing = { .slow_query_usec = -1, .slow_wait_usec = -1 };
  const MoRun run = { connection, job, &nothing, FALSE };
  g_autoptr (MoResult) result = NULL;
  GError *error = NULL;
  gboolean stopped;

  atomic_store (&self->is_taken, TRUE);
  while (!atomic_load (&self->may_go))
    g_usleep (100);
  result = mo_run_statement (&run, self->statement, &stopped, &error);
  g_assert_null (result);
  g_assert_true (stopped);
  mo_run_tell_stopped (connection, self->statement, FALSE, &error);
  mo_future_reject (&job->parent, error);
}

static void
slow_job_clear (MoJob *job)
{
  mo_statement_unref (((SlowJob *) job)->statement);
}

static const MoJobClass slow_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (SlowJob, mo_job_cancel),
  .run = slow_job_run,
  .clear = slow_job_clear,
};

static void
test_taken (void)
{
  SlowJob *job = (SlowJob *) mo_job_alloc (&slow_job_class);
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  job->statement = mo_statement_new ("INSERT INTO t VALUES (1)", NULL, 0, 0, NULL);
  future = mo_pool_submit (rig.pool, &job->parent);
  while (!atomic_load (&job->is_taken))
    g_usleep (100);
  mo_future_cancel (future);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  atomic_store (&job->may_go, TRUE);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("INSERT"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

/* The KILL is there before it: it meets nothing, and the statement says what it did. */
static void
test_being_sent (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_SEND);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit (&rig, "INSERT INTO t VALUES ('STOP-SEND')");
  cancel_script_wait_for (STOP_SEND);
  mo_future_cancel (future);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_SEND);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

/* --- while it runs --- */

static void
test_running_read (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  assert_same_connection (&rig);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
  cancel_rig_close (&rig);
}

static void
test_running_write (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

static void
test_running_in_transaction (void)
{
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
    MoFuture *future;

    cancel_script_hold (STOP_ANSWER);
    future = mo_execute (tx, "INSERT INTO t VALUES ('STOP-ANSWER')");
    cancel_script_wait_for (STOP_ANSWER);
    mo_future_cancel (future);
    assert_cancelled (future);
    assert_ok (mo_execute (tx, "INSERT INTO t VALUES ('after')"));
    assert_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 1);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

static void
test_fetching (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ROW'", STOP_ROW);
  assert_cancelled (future);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

/* What failed by itself keeps its own error. */
static void
test_failed_before (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_QUERY_IGNORED);
  cancel_script_fail_with (1062);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_ANSWER);
  cancel_script_let_go (STOP_KILL);
  assert_code (future, MO_ERROR_DUPLICATE_KEY);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cancel/fault/queued", test_queued);
  g_test_add_func ("/cancel/fault/connecting", test_connecting);
  g_test_add_func ("/cancel/fault/taken", test_taken);
  g_test_add_func ("/cancel/fault/being-sent", test_being_sent);
  g_test_add_func ("/cancel/fault/running-read", test_running_read);
  g_test_add_func ("/cancel/fault/running-write", test_running_write);
  g_test_add_func ("/cancel/fault/running-in-transaction", test_running_in_transaction);
  g_test_add_func ("/cancel/fault/fetching", test_fetching);
  g_test_add_func ("/cancel/fault/failed-before", test_failed_before);
  return g_test_run ();
}
