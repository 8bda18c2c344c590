/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelled at each point of its way: what is done about it, and what the future says. */

#include <gio/gio.h>
#include <matrixone-glib.h>
#include <stdatomic.h>
#include <string.h>

#include "cancel-script.h"
#include "client/mo-run-private.h"
#include "client/mo-statement-job-private.h"
#include "client/mo-transaction-core-private.h"
#include "client/mo-transaction-private.h"
#include "pool/mo-killer-private.h"
#include "pool/mo-worker-private.h"

#define PATIENCE_USEC (10 * G_USEC_PER_SEC)
/* For what must not happen. */
#define NEVER_USEC (100 * 1000)

typedef struct
{
  MoPool *pool;
  _Atomic gint64 now_usec;
} Rig;

static gint64
read_clock (gpointer data)
{
  return atomic_load ((_Atomic gint64 *) data);
}

/* One worker; the killer's connection is opened when there is need for it. */
static void
rig_open (Rig *self, KillMode mode)
{
  MoPoolOptions options
      = { .max_workers = 1, .acquire_timeout_usec = -1, .recycle_usec = -1, MO_POOL_NO_LIMITS };
  MoEndpoint endpoint = { .host = (char *) "h", .port = 1, .user = (char *) "u" };
  MoClock clock = { read_clock, (gpointer) &self->now_usec };
  static const char *const one[] = { "one", NULL };

  cancel_script_reset (mode);
  fake_mysql_set_nodes (one);
  options.kill_patience_usec = PATIENCE_USEC;
  atomic_store (&self->now_usec, 1000 * G_USEC_PER_SEC);
  self->pool = mo_pool_new (&cancel_script_api, &endpoint, &options, &clock);
}

static void
rig_close (Rig *self)
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

static void
rig_advance (Rig *self, gint64 usec)
{
  atomic_fetch_add (&self->now_usec, usec);
  mo_pool_wake_supervisor (self->pool);
}

static MoFuture *
rig_submit (Rig *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, 0, &error);

  g_assert_no_error (error);
  return mo_pool_submit (self->pool, mo_statement_job_new (statement, FALSE));
}

static MoTransaction *
rig_begin (Rig *self)
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

static void
assert_ok (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_assert_no_error (error);
}

static void
assert_rejected (MoFuture *future, GQuark domain, gint code)
{
  g_autoptr (GError) error = NULL;

  mo_await (future, &error);
  g_assert_error (error, domain, code);
  g_test_message ("%s", error->message);
}

#define assert_cancelled(future) assert_rejected (future, G_IO_ERROR, G_IO_ERROR_CANCELLED)
#define assert_code(future, code) assert_rejected (future, MO_ERROR, (gint) (code))

/* Borrows it. */
static void
assert_stays_pending (MoFuture *future)
{
  mo_future_wait (future, NEVER_USEC, NULL);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
}

/* The same connection goes on. */
static void
assert_same_connection (Rig *self)
{
  guint n_before = fake_mysql_get_n_opened ();

  assert_ok (rig_submit (self, "SELECT 'next'"));
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, n_before);
}

static void
assert_another_connection (Rig *self)
{
  guint n_before = fake_mysql_get_n_opened ();

  assert_ok (rig_submit (self, "SELECT 'next'"));
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, n_before + 1);
}

/* Moves the clock until it is settled. */
static void
advance_until_settled (Rig *self, MoFuture *future)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (mo_future_get_status (future) == MO_FUTURE_PENDING)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      rig_advance (self, PATIENCE_USEC / 4);
      mo_future_wait (future, 1000, NULL);
    }
}

/* --- before it is sent --- */

static void
test_queued (void)
{
  g_autoptr (MoFuture) first = NULL;
  MoFuture *second;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_ANSWER);
  first = rig_submit (&rig, "SELECT 'STOP-ANSWER'");
  cancel_script_wait_for (STOP_ANSWER);
  second = rig_submit (&rig, "SELECT 'second'");
  mo_future_cancel (second);
  g_assert_cmpint (mo_future_get_status (second), ==, MO_FUTURE_REJECTED);
  assert_cancelled (second);
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (g_steal_pointer (&first));
  assert_same_connection (&rig);
  g_assert_cmpuint (cancel_script_count ("SELECT 'second'"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  rig_close (&rig);
}

/* The connect goes on, and serves the next one. */
static void
test_connecting (void)
{
  MoFuture *first;
  MoFuture *second;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_CONNECT);
  first = rig_submit (&rig, "SELECT 'first'");
  cancel_script_wait_for (STOP_CONNECT);
  mo_future_cancel (first);
  g_assert_cmpint (mo_future_get_status (first), ==, MO_FUTURE_REJECTED);
  assert_cancelled (first);
  second = rig_submit (&rig, "SELECT 'second'");
  cancel_script_let_go (STOP_CONNECT);
  assert_ok (second);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 1);
  g_assert_cmpuint (cancel_script_count ("SELECT 'first'"), ==, 0);
  rig_close (&rig);
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
  const MoRun run = { connection, job, FALSE };
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
  Rig rig;

  rig_open (&rig, KILL_WORKS);
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
  rig_close (&rig);
}

/* The KILL is there before it: it meets nothing, and the statement says what it did. */
static void
test_being_sent (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_SEND);
  cancel_script_hold (STOP_KILL);
  future = rig_submit (&rig, "INSERT INTO t VALUES ('STOP-SEND')");
  cancel_script_wait_for (STOP_SEND);
  mo_future_cancel (future);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_SEND);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (&rig);
  rig_close (&rig);
}

/* --- while it runs --- */

static void
cancel_running (Rig *self, const char *sql, Stop stop, MoFuture **future)
{
  cancel_script_hold (stop);
  *future = rig_submit (self, sql);
  cancel_script_wait_for (stop);
  mo_future_cancel (*future);
}

static void
test_running_read (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_running (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER, &future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  assert_same_connection (&rig);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
  rig_close (&rig);
}

static void
test_running_write (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_running (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER, &future);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  assert_same_connection (&rig);
  rig_close (&rig);
}

static void
test_running_in_transaction (void)
{
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
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
  rig_close (&rig);
}

static void
test_fetching (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_running (&rig, "SELECT 'STOP-ROW'", STOP_ROW, &future);
  assert_cancelled (future);
  assert_same_connection (&rig);
  rig_close (&rig);
}

/* What failed by itself keeps its own error. */
static void
test_failed_before (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_QUERY_IGNORED);
  cancel_script_fail_with (1062);
  cancel_script_hold (STOP_KILL);
  cancel_running (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER, &future);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_ANSWER);
  cancel_script_let_go (STOP_KILL);
  assert_code (future, MO_ERROR_DUPLICATE_KEY);
  assert_same_connection (&rig);
  rig_close (&rig);
}

/* --- the KILL --- */

/* The answer is in, and the worker has not left. */
static void
test_done (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_KILL);
  cancel_running (&rig, "INSERT INTO t VALUES ('STOP-DONE')", STOP_DONE, &future);
  cancel_script_wait_for (STOP_KILL);
  cancel_script_let_go (STOP_DONE);
  assert_stays_pending (future);
  cancel_script_let_go (STOP_KILL);
  assert_ok (future);
  assert_same_connection (&rig);
  rig_close (&rig);
}

/* Nothing is sent before the answer to the KILL is in. */
static void
test_kill_answers_late (void)
{
  MoFuture *next;
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  cancel_script_hold (STOP_KILL);
  cancel_running (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER, &future);
  cancel_script_wait_for (STOP_KILL);
  next = rig_submit (&rig, "SELECT 'behind'");
  assert_stays_pending (next);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_PENDING);
  g_assert_cmpuint (cancel_script_count ("SELECT 'behind'"), ==, 0);
  cancel_script_let_go (STOP_KILL);
  assert_cancelled (future);
  assert_ok (next);
  rig_close (&rig);
}

static void
test_kill_refused (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_QUERY_REFUSED);
  cancel_running (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER, &future);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  rig_close (&rig);
}

static void
test_kill_lost (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_LOST);
  cancel_running (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER, &future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_another_connection (&rig);
  rig_close (&rig);
}

/* The id is somebody else's there. */
static void
test_other_node (void)
{
  static const char *const two[] = { "one", "two", NULL };
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  fake_mysql_set_nodes (two);
  cancel_running (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER, &future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (&rig);
  rig_close (&rig);
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
  Rig rig;

  rig_open (&rig, KILL_QUERY_IGNORED);
  cancel_running (&rig, "SELECT 'STOP-ANSWER'", STOP_ANSWER, &future);
  wait_for_kill ("KILL QUERY");
  rig_advance (&rig, PATIENCE_USEC / 2);
  assert_stays_pending (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 0);
  advance_until_settled (&rig, future);
  assert_cancelled (future);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  rig_close (&rig);
}

static void
test_all_kills_ignored (void)
{
  MoFuture *future;
  Rig rig;

  rig_open (&rig, KILL_IGNORED);
  cancel_running (&rig, "INSERT INTO t VALUES ('STOP-ANSWER')", STOP_ANSWER, &future);
  advance_until_settled (&rig, future);
  assert_code (future, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL CONNECTION"), ==, 1);
  assert_another_connection (&rig);
  rig_close (&rig);
}

/* --- COMMIT --- */

/* It is never killed; its answer decides. */
static void
test_commit_answered (void)
{
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
    MoFuture *commit;

    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
    cancel_script_hold (STOP_COMMIT);
    commit = mo_transaction_commit (tx);
    cancel_script_wait_for (STOP_COMMIT);
    mo_future_cancel (commit);
    rig_advance (&rig, PATIENCE_USEC + PATIENCE_USEC / 2);
    assert_stays_pending (commit);
    cancel_script_let_go (STOP_COMMIT);
    assert_ok (commit);
  }
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_same_connection (&rig);
  rig_close (&rig);
}

static void
test_commit_unanswered (void)
{
  Rig rig;

  rig_open (&rig, KILL_WORKS);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
    MoFuture *commit;

    assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
    cancel_script_hold (STOP_COMMIT);
    commit = mo_transaction_commit (tx);
    cancel_script_wait_for (STOP_COMMIT);
    mo_future_cancel (commit);
    advance_until_settled (&rig, commit);
    assert_code (commit, MO_ERROR_COMMIT_UNKNOWN);
  }
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  assert_another_connection (&rig);
  rig_close (&rig);
}

/* --- packets --- */

/* The KILL meets the BEGIN in front of the statement: nothing is begun, and the transaction is not
 * lost. */
static void
test_kill_meets_begin (void)
{
  Rig rig;

  rig_open (&rig, KILL_MEETS_BEGIN);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
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
  rig_close (&rig);
}

/* Between two statements: the server drops the rest, and says nothing. */
static void
test_kill_meets_boundary (void)
{
  Rig rig;

  rig_open (&rig, KILL_MEETS_BOUNDARY);
  {
    g_autoptr (MoTransaction) tx = rig_begin (&rig);
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
    advance_until_settled (&rig, both);
    assert_code (both, MO_ERROR_CONNECTION_LOST);
    assert_code (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  }
  assert_another_connection (&rig);
  rig_close (&rig);
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
  g_test_add_func ("/cancel/fault/done", test_done);
  g_test_add_func ("/cancel/fault/kill-answers-late", test_kill_answers_late);
  g_test_add_func ("/cancel/fault/kill-refused", test_kill_refused);
  g_test_add_func ("/cancel/fault/kill-lost", test_kill_lost);
  g_test_add_func ("/cancel/fault/other-node", test_other_node);
  g_test_add_func ("/cancel/fault/kill-query-ignored", test_kill_query_ignored);
  g_test_add_func ("/cancel/fault/all-kills-ignored", test_all_kills_ignored);
  g_test_add_func ("/cancel/fault/commit-answered", test_commit_answered);
  g_test_add_func ("/cancel/fault/commit-unanswered", test_commit_unanswered);
  g_test_add_func ("/cancel/fault/kill-meets-begin", test_kill_meets_begin);
  g_test_add_func ("/cancel/fault/kill-meets-boundary", test_kill_meets_boundary);
  return g_test_run ();
}
