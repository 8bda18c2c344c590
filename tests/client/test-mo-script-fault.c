/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A script that is cancelled, or loses its connection, at each point of its way: what is told of
 * it, and of the statements before. */

#include <string.h>

#include "cancel-rig.h"
#include "client/mo-program-job-private.h"
#include "client/mo-script-program-private.h"

#define DEADLOCK_NUMBER 1213
#define LOST_NUMBER 2013

static MoFuture *
submit (CancelRig *rig, const char *text)
{
  g_autoptr (GError) error = NULL;
  MoScript *script = mo_script_new (text, &error);

  g_assert_no_error (error);
  return mo_pool_submit (rig->test.pool,
                         mo_program_job_new (mo_script_program_new (script),
                                             mo_pool_get_log_options (rig->test.pool)));
}

static MoFuture *
submit_and_cancel (CancelRig *rig, const char *text, Stop stop)
{
  MoFuture *future;

  cancel_script_hold (stop);
  future = submit (rig, text);
  cancel_script_wait_for (stop);
  mo_future_cancel (future);
  return future;
}

/* Consumes the future. @end: of the message. */
static void
assert_told (MoFuture *future, GQuark domain, gint code, gboolean retryable, const char *end)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_test_message ("%s", error != NULL ? error->message : "");
  g_assert_error (error, domain, code);
  g_assert_cmpint (mo_error_is_retryable (error), ==, retryable);
  g_assert_true (g_str_has_suffix (error->message, end));
}

#define assert_error(future, code, retryable, end)                                                 \
  assert_told (future, MO_ERROR, (gint) (code), retryable, end)
#define assert_unknown(future, end) assert_error (future, MO_ERROR_OUTCOME_UNKNOWN, FALSE, end)
#define assert_without_effect(future, end)                                                         \
  assert_told (future, G_IO_ERROR, G_IO_ERROR_CANCELLED, FALSE, end)

/* --- cancelled --- */

static void
test_queued (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoFuture) first = NULL;
  MoFuture *second;

  cancel_script_hold (STOP_ANSWER);
  first = submit (rig, "SELECT 'STOP-ANSWER'; SELECT 1");
  cancel_script_wait_for (STOP_ANSWER);
  second = submit (rig, "INSERT INTO t VALUES (2)");
  mo_future_cancel (second);
  assert_without_effect (second, "nothing was sent to the server");
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (g_steal_pointer (&first));
  g_assert_cmpuint (cancel_script_count ("INSERT"), ==, 0);
}

static void
test_in_write (CancelRig *rig, gconstpointer mode)
{
  assert_unknown (submit_and_cancel (
                      rig, "SELECT 1; INSERT INTO t VALUES ('STOP-ANSWER'); SELECT 3", STOP_ANSWER),
                  "; statements done before it: 1");
  g_assert_cmpuint (cancel_script_count ("SELECT 3"), ==, 0);
  assert_same_connection (rig);
}

static void
test_in_read (CancelRig *rig, gconstpointer mode)
{
  assert_without_effect (submit_and_cancel (rig, "SELECT 1; SELECT 'STOP-ANSWER'; SELECT 3",
                                            STOP_ANSWER),
                         "; statements done before it: 1");
  assert_same_connection (rig);
}

static void
test_in_read_behind_write (CancelRig *rig, gconstpointer mode)
{
  assert_unknown (submit_and_cancel (
                      rig, "INSERT INTO t VALUES (1); SELECT 'STOP-ANSWER'; SELECT 3", STOP_ANSWER),
                  "; statements done before it: 1");
  g_assert_cmpuint (cancel_script_count ("SELECT 3"), ==, 0);
}

/* The answer to the first is in, and the KILL is late: the second is not sent. */
static void
cancel_between (CancelRig *rig, const char *text)
{
  MoFuture *future;

  cancel_script_hold (STOP_DONE);
  future = submit (rig, text);
  cancel_script_wait_for (STOP_DONE);
  mo_future_cancel (future);
  cancel_script_let_go (STOP_DONE);
  if (g_str_has_prefix (text, "SELECT"))
    assert_without_effect (future, "; statements done before it: 1");
  else
    assert_unknown (future, "; statements done before it: 1");
  g_assert_cmpuint (cancel_script_count ("SELECT 2"), ==, 0);
  assert_same_connection (rig);
}

static void
test_between_reads (CancelRig *rig, gconstpointer mode)
{
  cancel_between (rig, "SELECT 'STOP-DONE'; SELECT 2");
}

static void
test_behind_write (CancelRig *rig, gconstpointer mode)
{
  cancel_between (rig, "INSERT INTO t VALUES ('STOP-DONE'); SELECT 2");
}

static void
test_in_own_transaction (CancelRig *rig, gconstpointer mode)
{
  assert_without_effect (
      submit_and_cancel (rig,
                         "START TRANSACTION; INSERT INTO t VALUES (1); "
                         "INSERT INTO t VALUES ('STOP-ANSWER'); COMMIT",
                         STOP_ANSWER),
      "; statements done before it: 0; rolled back with their transaction: 2");
  g_assert_cmpuint (cancel_script_count ("ROLLBACK"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  assert_same_connection (rig);
}

/* Nobody knows whether it was done. */
static void
test_in_own_commit (CancelRig *rig, gconstpointer mode)
{
  MoFuture *future = submit_and_cancel (
      rig, "START TRANSACTION; INSERT INTO t VALUES (1); COMMIT", STOP_COMMIT);

  cancel_rig_advance_until_settled (rig, future);
  assert_unknown (future, "; statements done before it: 0; perhaps done: 2");
}

/* --- lost, or failed by itself --- */

static void
fail_at_stop (CancelRig *rig, guint number, const char *text, MoError code, gboolean retryable,
              const char *end)
{
  cancel_script_fail_with (number);
  assert_error (submit (rig, text), code, retryable, end);
}

static void
test_lost (CancelRig *rig, gconstpointer mode)
{
  fail_at_stop (rig, LOST_NUMBER, "SELECT 'STOP-ANSWER'", MO_ERROR_CONNECTION_LOST, TRUE, "");
  fail_at_stop (rig, LOST_NUMBER, "INSERT INTO t VALUES ('STOP-ANSWER')", MO_ERROR_OUTCOME_UNKNOWN,
                FALSE, "");
  fail_at_stop (rig, LOST_NUMBER, "SELECT 1; SELECT 'STOP-ANSWER'", MO_ERROR_CONNECTION_LOST, TRUE,
                "; statements done before it: 1");
  /* What was written before stands, and is not to be written again. */
  fail_at_stop (rig, LOST_NUMBER, "INSERT INTO t VALUES (1); SELECT 'STOP-ANSWER'",
                MO_ERROR_CONNECTION_LOST, FALSE, "; statements done before it: 1");
}

static void
test_lost_in_own_transaction (CancelRig *rig, gconstpointer mode)
{
  fail_at_stop (rig, LOST_NUMBER, "START TRANSACTION; INSERT INTO t VALUES ('STOP-ANSWER')",
                MO_ERROR_CONNECTION_LOST, TRUE,
                "; statements done before it: 0; rolled back with their transaction: 1");
  fail_at_stop (rig, LOST_NUMBER,
                "INSERT INTO t VALUES (1); START TRANSACTION; INSERT INTO t VALUES ('STOP-ANSWER')",
                MO_ERROR_CONNECTION_LOST, FALSE,
                "; statements done before it: 1; rolled back with their transaction: 1");
  /* A routine may commit, and what defines data does. */
  fail_at_stop (rig, LOST_NUMBER, "START TRANSACTION; SELECT 1; CALL p('STOP-ANSWER')",
                MO_ERROR_OUTCOME_UNKNOWN, FALSE, "; statements done before it: 0; perhaps done: 2");
  fail_at_stop (rig, LOST_NUMBER,
                "START TRANSACTION; INSERT INTO t VALUES (1); DROP TABLE `STOP-ANSWER`",
                MO_ERROR_OUTCOME_UNKNOWN, FALSE, "; statements done before it: 0; perhaps done: 2");
}

static void
test_deadlock (CancelRig *rig, gconstpointer mode)
{
  fail_at_stop (rig, DEADLOCK_NUMBER, "INSERT INTO t VALUES ('STOP-ANSWER')", MO_ERROR_DEADLOCK,
                TRUE, "");
  fail_at_stop (rig, DEADLOCK_NUMBER,
                "START TRANSACTION; INSERT INTO t VALUES ('STOP-ANSWER'); COMMIT",
                MO_ERROR_DEADLOCK, TRUE,
                "; statements done before it: 0; rolled back with their transaction: 1");
  fail_at_stop (rig, DEADLOCK_NUMBER,
                "INSERT INTO t VALUES (1); INSERT INTO t VALUES ('STOP-ANSWER')", MO_ERROR_DEADLOCK,
                FALSE, "; statements done before it: 1");
  assert_same_connection (rig);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cancel_rig_add ("/client/script-fault/queued", KILL_WORKS, test_queued);
  cancel_rig_add ("/client/script-fault/in-write", KILL_WORKS, test_in_write);
  cancel_rig_add ("/client/script-fault/in-read", KILL_WORKS, test_in_read);
  cancel_rig_add ("/client/script-fault/in-read-behind-write", KILL_WORKS,
                  test_in_read_behind_write);
  cancel_rig_add ("/client/script-fault/between-reads", KILL_WORKS, test_between_reads);
  cancel_rig_add ("/client/script-fault/behind-write", KILL_WORKS, test_behind_write);
  cancel_rig_add ("/client/script-fault/in-own-transaction", KILL_WORKS, test_in_own_transaction);
  cancel_rig_add ("/client/script-fault/in-own-commit", KILL_WORKS, test_in_own_commit);
  cancel_rig_add ("/client/script-fault/lost", KILL_WORKS, test_lost);
  cancel_rig_add ("/client/script-fault/lost-in-own-transaction", KILL_WORKS,
                  test_lost_in_own_transaction);
  cancel_rig_add ("/client/script-fault/deadlock", KILL_WORKS, test_deadlock);
  return g_test_run ();
}
