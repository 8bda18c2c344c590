/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A KILL that is late, refused, lost, ignored, or meets something else; and COMMIT, without one. */

#include "cancel-rig.h"

/* --- the KILL --- */

/* The answer is in, and the worker has not left. */
static void
test_done (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-DONE')", STOP_DONE);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_DONE);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

/* Nothing is sent before the answer to the KILL is in. */
static void
test_kill_answers_late (void)
{
  MoFuture *next;
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  next = cancel_rig_submit (&rig, "SELECT 'behind'");
  assert_stays_pending (next);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  g_assert_cmpuint (cancel_script_count ("SELECT 'behind'"), ==, 0);
  cancel_script_let_go (STOP_KILL);
  assert_cancelled (future);
  assert_ok (next);
  cancel_rig_close (&rig);
}

static void
test_kill_refused (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_QUERY_REFUSED);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

static void
test_kill_lost (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_LOST);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

/* The id is somebody else's there. */
static void
test_other_node (void)
{
  static const char *const two[] = { "one", "two", NULL };
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  fake_mysql_set_nodes (two);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

static void
wait_for_kill (const char *what)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (cancel_script_count (what) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (100);
    }
}

static void
test_kill_query_ignored (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_QUERY_IGNORED);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  wait_for_kill ("KILL QUERY");
  cancel_rig_advance (&rig, CANCEL_RIG_PATIENCE_USEC / 2);
  assert_stays_pending (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
  cancel_rig_advance_until_settled (&rig, future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

/* The statement ends by itself, and KILL CONNECTION may be on its way: nobody else gets that
 * connection. */
static void
test_kill_connection_late (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_IGNORED);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  wait_for_kill ("KILL QUERY");
  while (cancel_script_count ("KILL CONNECTION") == 0)
    {
      cancel_rig_advance (&rig, CANCEL_RIG_PATIENCE_USEC / 100);
      g_usleep (100);
    }
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (future);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

static void
test_all_kills_ignored (void)
{
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_IGNORED);
  future = cancel_rig_submit_and_cancel (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER);
  cancel_rig_advance_until_settled (&rig, future);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

/* --- COMMIT --- */

/* It is never killed; its answer decides. */
static void
test_commit_answered (void)
{
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
    MoFuture *commit;

    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
    cancel_script_hold (STOP_COMMIT);
    commit = mo_transaction_commit (tx);
    cancel_script_wait_for (STOP_COMMIT);
    mo_future_cancel (commit);
    cancel_rig_advance (&rig, CANCEL_RIG_PATIENCE_USEC + CANCEL_RIG_PATIENCE_USEC / 2);
    assert_stays_pending (commit);
    cancel_script_let_go (STOP_COMMIT);
    assert_ok (commit);
  }
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_same_connection (&rig);
  cancel_rig_close (&rig);
}

static void
test_commit_unanswered (void)
{
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
    MoFuture *commit;

    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
    cancel_script_hold (STOP_COMMIT);
    commit = mo_transaction_commit (tx);
    cancel_script_wait_for (STOP_COMMIT);
    mo_future_cancel (commit);
    cancel_rig_advance_until_settled (&rig, commit);
    assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  }
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

/* --- the end of the pool --- */

/* It waits for both answers, too. */
static void
test_close_while_killing (void)
{
  MoFuture *closed;
  MoFuture *future;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_KILL);
  future = cancel_rig_submit_and_cancel (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER);
  cancel_script_wait_for (STOP_KILL);
  closed = mo_pool_close (rig.pool, 0);
  assert_stays_pending (closed);
  cancel_script_let_go (STOP_KILL);
  assert_cancelled (future);
  assert_ok (closed);
  cancel_rig_close (&rig);
}

/* A COMMIT on its way is not killed for that, and not waited for without end. */
static void
test_close_while_committing (void)
{
  MoFuture *closed;
  CancelRig rig;

  cancel_rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
    MoFuture *commit;

    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
    cancel_script_hold (STOP_COMMIT);
    commit = mo_transaction_commit (tx);
    cancel_script_wait_for (STOP_COMMIT);
    closed = mo_pool_close (rig.pool, 0);
    cancel_rig_advance (&rig, CANCEL_RIG_PATIENCE_USEC);
    assert_stays_pending (commit);
    cancel_rig_advance_until_settled (&rig, commit);
    assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  }
  assert_ok (closed);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  cancel_rig_close (&rig);
}

/* --- packets --- */

/* The KILL meets the BEGIN in front of the statement: nothing is begun, and the transaction is not
 * lost. */
static void
test_kill_meets_begin (void)
{
  CancelRig rig;

  cancel_rig_open (&rig, KILL_MEETS_BEGIN);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
    MoFuture *first;

    cancel_script_hold (STOP_ANSWER);
    first = mo_execute (tx, "INSERT INTO t VALUES ('STOP-ANSWER')");
    cancel_script_wait_for (STOP_ANSWER);
    mo_future_cancel (first);
    assert_cancelled (first);
    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (2)"));
    assert_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpuint (cancel_script_count ("START TRANSACTION"), ==, 2);
  cancel_rig_close (&rig);
}

/* Between two statements: the server drops the rest, and says nothing. */
static void
test_kill_meets_boundary (void)
{
  CancelRig rig;

  cancel_rig_open (&rig, KILL_MEETS_BOUNDARY);
  {
    g_autoptr (MoTransaction) tx = cancel_rig_begin (&rig);
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
    cancel_rig_advance_until_settled (&rig, both);
    assert_code (both, MO_ERROR_CONNECTION_LOST);
    assert_code (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  }
  assert_another_connection (&rig);
  cancel_rig_close (&rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cancel/kill/done", test_done);
  g_test_add_func ("/cancel/kill/kill-answers-late", test_kill_answers_late);
  g_test_add_func ("/cancel/kill/kill-refused", test_kill_refused);
  g_test_add_func ("/cancel/kill/kill-lost", test_kill_lost);
  g_test_add_func ("/cancel/kill/other-node", test_other_node);
  g_test_add_func ("/cancel/kill/kill-query-ignored", test_kill_query_ignored);
  g_test_add_func ("/cancel/kill/kill-connection-late", test_kill_connection_late);
  g_test_add_func ("/cancel/kill/all-kills-ignored", test_all_kills_ignored);
  g_test_add_func ("/cancel/kill/commit-answered", test_commit_answered);
  g_test_add_func ("/cancel/kill/commit-unanswered", test_commit_unanswered);
  g_test_add_func ("/cancel/kill/close-while-killing", test_close_while_killing);
  g_test_add_func ("/cancel/kill/close-while-committing", test_close_while_committing);
  g_test_add_func ("/cancel/kill/kill-meets-begin", test_kill_meets_begin);
  g_test_add_func ("/cancel/kill/kill-meets-boundary", test_kill_meets_boundary);
  return g_test_run ();
}
