/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A KILL that is late, refused, lost, ignored, or meets something else; and COMMIT, without one. */

#include "cancel-rig.h"

/* --- the KILL --- */

/* The answer is in, and the worker has not left. */
static void
test_done (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-DONE')", STOP_DONE);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_DONE);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (rig);
}

/* Nothing is sent before the answer to the KILL is in. */
static void
test_kill_answers_late (CancelRig *rig, gconstpointer mode)
{
  MoFuture *next;
  MoFuture *future;

  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  next = cancel_rig_submit (rig, "SELECT 'behind'");
  assert_stays_pending (next);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  g_assert_cmpuint (cancel_script_count ("SELECT 'behind'"), ==, 0);
  cancel_script_let_go (STOP_KILL);
  assert_cancelled (future);
  assert_ok (next);
}

static void
test_kill_refused (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (rig);
}

static void
test_kill_lost (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);

  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_another_connection (rig);
}

/* The id is somebody else's there. */
static void
test_other_node (CancelRig *rig, gconstpointer mode)
{
  static const char *const two[] = { "one", "two", NULL };
  MoFuture *future;

  fake_mysql_set_nodes (two);
  future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (rig);
}

static gboolean
was_sent (gpointer text)
{
  return cancel_script_count (text) > 0;
}

static void
wait_for_kill (const char *what)
{
  pool_test_wait_until (was_sent, (gpointer) what);
}

static void
test_kill_query_ignored (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);

  wait_for_kill ("KILL QUERY");
  cancel_rig_advance (rig, CANCEL_RIG_PATIENCE_USEC / 2);
  assert_stays_pending (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
  cancel_rig_advance_until_settled (rig, future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (rig);
}

/* The statement ends by itself, and KILL CONNECTION may be on its way: nobody else gets that
 * connection. */
static void
test_kill_connection_late (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  wait_for_kill ("KILL QUERY");
  while (cancel_script_count ("KILL CONNECTION") == 0)
    {
      cancel_rig_advance (rig, CANCEL_RIG_PATIENCE_USEC / 100);
      g_usleep (100);
    }
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (future);
  assert_another_connection (rig);
}

static void
test_all_kills_ignored (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future;

  future = cancel_rig_submit_and_cancel (rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  cancel_rig_advance_until_settled (rig, future);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (rig);
}

/* --- COMMIT --- */

/* On its way, and not answered. */
static MoFuture *
commit_and_hold (MoTransaction *tx)
{
  MoFuture *commit;

  assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
  cancel_script_hold (STOP_COMMIT);
  commit = mo_transaction_commit (tx);
  cancel_script_wait_for (STOP_COMMIT);
  return commit;
}

/* It is never killed; its answer decides. */
static void
test_commit_answered (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);
  MoFuture *commit = commit_and_hold (tx);

  mo_future_cancel (commit);
  cancel_rig_advance (rig, CANCEL_RIG_PATIENCE_USEC + CANCEL_RIG_PATIENCE_USEC / 2);
  assert_stays_pending (commit);
  cancel_script_let_go (STOP_COMMIT);
  assert_ok (commit);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_same_connection (rig);
}

/* The time of the transaction is over behind that. */
static void
test_commit_out_of_time (CancelRig *rig, gconstpointer mode)
{
  MoTransactionRequest request = MO_TRANSACTION_REQUEST_INIT (rig->test.pool, "a test");
  g_autoptr (MoTransaction) tx = NULL;
  MoFuture *commit;

  request.deadline_usec = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
  tx = cancel_rig_begin_as (rig, &request);
  commit = commit_and_hold (tx);
  g_assert_cmpint (g_get_monotonic_time (), <, request.deadline_usec);
  cancel_rig_advance_until_settled (rig, commit);
  g_assert_cmpint (g_get_monotonic_time (), >, request.deadline_usec);
  assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("ROLLBACK"), ==, 0);
  assert_another_connection (rig);
}

static void
test_commit_unanswered (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);
  MoFuture *commit = commit_and_hold (tx);

  mo_future_cancel (commit);
  cancel_rig_advance_until_settled (rig, commit);
  assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (rig);
}

/* --- the end of the pool --- */

/* It waits for both answers, too. */
static void
test_close_while_killing (CancelRig *rig, gconstpointer mode)
{
  MoFuture *closed;
  MoFuture *future;

  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  closed = mo_pool_close (rig->test.pool, 0);
  assert_stays_pending (closed);
  cancel_script_let_go (STOP_KILL);
  assert_cancelled (future);
  assert_ok (closed);
}

/* A COMMIT on its way is not killed for that, and not waited for without end. */
static void
test_close_while_committing (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);
  MoFuture *commit = commit_and_hold (tx);
  MoFuture *closed = mo_pool_close (rig->test.pool, 0);

  cancel_rig_advance (rig, CANCEL_RIG_PATIENCE_USEC);
  assert_stays_pending (commit);
  cancel_rig_advance_until_settled (rig, commit);
  assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  assert_ok (closed);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
}

/* --- packets --- */

/* The KILL meets the BEGIN in front of the statement: nothing is begun, and the transaction is not
 * lost. */
static void
test_kill_meets_begin (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);

  assert_cancelled (
      cancel_rig_execute_and_cancel (tx, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER));
  assert_ok (mo_execute (tx, "INSERT INTO t VALUES (2)"));
  assert_ok (mo_transaction_commit (tx));
  g_assert_cmpuint (cancel_script_count ("START TRANSACTION"), ==, 2);
}

/* The same, and what the isolation was set for did not begin: the session is made as new, or the
 * level would be somebody else's. */
static void
test_kill_meets_begin_at (CancelRig *rig, gconstpointer mode)
{
  MoTransactionRequest request = MO_TRANSACTION_REQUEST_INIT (rig->test.pool, "a test");
  g_autoptr (MoTransaction) tx = NULL;

  request.options.isolation = MO_ISOLATION_SERIALIZABLE;
  tx = cancel_rig_begin_as (rig, &request);
  assert_cancelled (
      cancel_rig_execute_and_cancel (tx, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER));
  assert_ok (mo_transaction_rollback (tx));
  assert_ok (cancel_rig_submit (rig, "SELECT 1"));
  g_assert_cmpuint (cancel_script_count ("SET TRANSACTION"), ==, 1);
  g_assert_cmpuint (fake_mysql_get_n_resets (), ==, 1);
}

/* Between two statements: the server drops the rest, and says nothing. */
static void
test_kill_meets_boundary (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);
  g_autoptr (MoFuture) first = NULL;
  MoFuture *both;

  cancel_script_hold (STOP_ANSWER);
  both = mo_gather (first = mo_execute (tx, "SELECT 'STOP-ANSWER'"),
                    mo_execute (tx, "SELECT 'dropped'"));
  mo_future_ref (first);
  cancel_script_wait_for (STOP_ANSWER);
  mo_future_cancel (first);
  cancel_script_wait_for (STOP_REST);
  assert_stays_pending (both);
  cancel_rig_advance_until_settled (rig, both);
  assert_code (both, MO_ERROR_CONNECTION_LOST);
  assert_code (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  assert_another_connection (rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cancel_rig_add ("/cancel/kill/done", KILL_WORKS, test_done);
  cancel_rig_add ("/cancel/kill/kill-answers-late", KILL_WORKS, test_kill_answers_late);
  cancel_rig_add ("/cancel/kill/kill-refused", KILL_QUERY_REFUSED, test_kill_refused);
  cancel_rig_add ("/cancel/kill/kill-lost", KILL_LOST, test_kill_lost);
  cancel_rig_add ("/cancel/kill/other-node", KILL_WORKS, test_other_node);
  cancel_rig_add ("/cancel/kill/kill-query-ignored", KILL_QUERY_IGNORED, test_kill_query_ignored);
  cancel_rig_add ("/cancel/kill/kill-connection-late", KILL_IGNORED, test_kill_connection_late);
  cancel_rig_add ("/cancel/kill/all-kills-ignored", KILL_IGNORED, test_all_kills_ignored);
  cancel_rig_add ("/cancel/kill/commit-answered", KILL_WORKS, test_commit_answered);
  cancel_rig_add ("/cancel/kill/commit-unanswered", KILL_WORKS, test_commit_unanswered);
  cancel_rig_add ("/cancel/kill/commit-out-of-time", KILL_WORKS, test_commit_out_of_time);
  cancel_rig_add ("/cancel/kill/close-while-killing", KILL_WORKS, test_close_while_killing);
  cancel_rig_add ("/cancel/kill/close-while-committing", KILL_WORKS, test_close_while_committing);
  cancel_rig_add ("/cancel/kill/kill-meets-begin", KILL_MEETS_BEGIN, test_kill_meets_begin);
  cancel_rig_add ("/cancel/kill/kill-meets-begin-at", KILL_MEETS_BEGIN, test_kill_meets_begin_at);
  cancel_rig_add ("/cancel/kill/kill-meets-boundary", KILL_MEETS_BOUNDARY,
                  test_kill_meets_boundary);
  return g_test_run ();
}
