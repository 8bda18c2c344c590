/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelled at each point of its way: what is done about it, and what the future says. */

#include <stdatomic.h>

#include "cancel-rig.h"
#include "client/mo-run-private.h"

/* --- before it is sent --- */

static void
test_queued (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoFuture) first = NULL;
  MoFuture *second;

  cancel_script_hold (STOP_ANSWER);
  first = cancel_rig_submit (rig, "SELECT 'STOP-ANSWER'");
  cancel_script_wait_for (STOP_ANSWER);
  second = cancel_rig_submit (rig, "SELECT 'second'");
  mo_future_cancel (second);
  g_assert_cmpint (mo_future_get_status (second), ==, MO_FUTURE_REJECTED);
  assert_cancelled (second);
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (g_steal_pointer (&first));
  assert_same_connection (rig);
  g_assert_cmpuint (cancel_script_count ("SELECT 'second'"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
}

/* The connect goes on, and serves the next one. */
static void
test_connecting (CancelRig *rig, gconstpointer mode)
{
  MoFuture *first;
  MoFuture *second;

  cancel_script_hold (STOP_CONNECT);
  first = cancel_rig_submit (rig, "SELECT 'first'");
  cancel_script_wait_for (STOP_CONNECT);
  mo_future_cancel (first);
  g_assert_cmpint (mo_future_get_status (first), ==, MO_FUTURE_REJECTED);
  assert_cancelled (first);
  second = cancel_rig_submit (rig, "SELECT 'second'");
  cancel_script_let_go (STOP_CONNECT);
  assert_ok (second);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 1);
  g_assert_cmpuint (cancel_script_count ("SELECT 'first'"), ==, 0);
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
test_taken (CancelRig *rig, gconstpointer mode)
{
  SlowJob *job = (SlowJob *) mo_job_alloc (&slow_job_class);
  MoFuture *future;

  job->statement = mo_statement_new ("INSERT INTO t VALUES (1)", NULL, 0, 0, NULL);
  future = mo_pool_submit (rig->test.pool, &job->parent);
  while (!atomic_load (&job->is_taken))
    g_usleep (100);
  mo_future_cancel (future);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  atomic_store (&job->may_go, TRUE);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("INSERT"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_same_connection (rig);
}

/* The KILL is there before it: it meets nothing, and the statement says what it did. */
static void
test_being_sent (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  cancel_script_hold (STOP_SEND);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit (rig, "INSERT INTO t VALUES ('STOP-SEND')");
  cancel_script_wait_for (STOP_SEND);
  mo_future_cancel (future);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_SEND);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (rig);
}

/* --- while it runs --- */

static void
test_running_read (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);

  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  assert_same_connection (rig);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
}

static void
test_running_write (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  assert_same_connection (rig);
}

static void
test_running_in_transaction (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);

  assert_cancelled (
      cancel_rig_execute_and_cancel (tx, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER));
  assert_ok (mo_execute (tx, "INSERT INTO t VALUES ('after')"));
  assert_ok (mo_transaction_commit (tx));
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 1);
  assert_same_connection (rig);
}

static void
test_fetching (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ROW'", STOP_ROW);

  assert_cancelled (future);
  assert_same_connection (rig);
}

/* What failed by itself keeps its own error. */
static void
test_failed_before (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  cancel_script_fail_with (1062);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_ANSWER);
  cancel_script_let_go (STOP_KILL);
  assert_code (future, MO_ERROR_DUPLICATE_KEY);
  assert_same_connection (rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cancel_rig_add ("/cancel/fault/queued", KILL_WORKS, test_queued);
  cancel_rig_add ("/cancel/fault/connecting", KILL_WORKS, test_connecting);
  cancel_rig_add ("/cancel/fault/taken", KILL_WORKS, test_taken);
  cancel_rig_add ("/cancel/fault/being-sent", KILL_WORKS, test_being_sent);
  cancel_rig_add ("/cancel/fault/running-read", KILL_WORKS, test_running_read);
  cancel_rig_add ("/cancel/fault/running-write", KILL_WORKS, test_running_write);
  cancel_rig_add ("/cancel/fault/running-in-transaction", KILL_WORKS, test_running_in_transaction);
  cancel_rig_add ("/cancel/fault/fetching", KILL_WORKS, test_fetching);
  cancel_rig_add ("/cancel/fault/failed-before", KILL_QUERY_IGNORED, test_failed_before);
  return g_test_run ();
}
