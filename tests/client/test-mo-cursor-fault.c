/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors on a scripted client library: what a KILL meets, and when one is sent at all. The clock
 * stands unless it is moved. */

#include "cancel-rig.h"
#include "client/mo-cursor-core-private.h"

/* Five rows; where STOP_ROW is held, four of them do not come. */
#define ROWS "SELECT MANY-ROWS"
#define STUCK "SELECT MANY-ROWS STOP-ROW"
/* Longer than the rest of an answer has. */
#define MOMENT_USEC (G_USEC_PER_SEC / 10)

static MoFuture *
submit_open (CancelRig *rig, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, 0, &error);

  g_assert_no_error (error);
  return mo_cursor_begin_alone (rig->test.pool, MO_JOB_NORMAL, statement);
}

/* Consumes @future. */
static MoCursor *
await_cursor (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoCursor *cursor = mo_await_cursor (future, &error);

  g_assert_no_error (error);
  return cursor;
}

/* Consumes @future. */
static void
assert_rows (MoFuture *future, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) rows = mo_await_result (future, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, n);
}

/* On a client, or in a transaction that has written; one row is read, the others do not come. */
typedef struct
{
  MoTransaction *tx; /* NULL: on a client */
  MoCursor *cursor;
} Stuck;

static Stuck
stuck_new (CancelRig *rig, gboolean in_transaction)
{
  Stuck self = { NULL };

  cancel_script_hold (STOP_ROW);
  if (in_transaction)
    {
      self.tx = cancel_rig_begin (rig);
      assert_ok (mo_execute (self.tx, "INSERT"));
    }
  self.cursor = await_cursor (in_transaction ? mo_open_cursor (self.tx, STUCK)
                                             : submit_open (rig, STUCK));
  assert_rows (mo_cursor_fetch (self.cursor, 1), 1);
  return self;
}

static void
stuck_free (Stuck *self)
{
  g_clear_object (&self->cursor);
  g_clear_object (&self->tx);
}

/* The rest is being read, and has its moment. */
static void
assert_waits (CancelRig *rig, MoFuture *future)
{
  cancel_script_wait_for (STOP_ROW);
  assert_stays_pending (future);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
  cancel_rig_advance (rig, MOMENT_USEC);
}

/* --- closing --- */

/* What ends by itself needs no KILL. */
static void
test_ends_by_itself (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoCursor) cursor = await_cursor (submit_open (rig, ROWS));

  assert_rows (mo_cursor_fetch (cursor, 2), 2);
  assert_ok (mo_cursor_close (cursor));
  assert_same_connection (rig);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
}

static void
test_stopped (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, FALSE);
  MoFuture *close = mo_cursor_close (stuck.cursor);

  assert_waits (rig, close);
  assert_ok (close);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_same_connection (rig);
  assert_code (mo_cursor_fetch (stuck.cursor, 1), MO_ERROR_INVALID_ARGUMENT);
  stuck_free (&stuck);
}

/* The KILL has no answer yet: nothing new is sent on the connection before that is in. */
static void
test_late_kill (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, FALSE);
  MoFuture *close;
  MoFuture *next;

  cancel_script_hold (STOP_KILL);
  close = mo_cursor_close (stuck.cursor);
  next = cancel_rig_submit (rig, "SELECT 'behind'");
  assert_waits (rig, close);
  cancel_script_wait_for (STOP_KILL);
  assert_stays_pending (close);
  g_assert_cmpuint (cancel_script_count ("SELECT 'behind'"), ==, 0);
  cancel_script_let_go (STOP_KILL);
  assert_ok (close);
  assert_ok (next);
  g_assert_cmpuint (fake_mysql_get_n_pings (), ==, 1); /* for what is left of it */
  stuck_free (&stuck);
}

/* Where KILL does not help, the connection goes; on a client, nobody has lost anything. */
static void
test_harsher (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, FALSE);
  MoFuture *close = mo_cursor_close (stuck.cursor);

  assert_waits (rig, close);
  cancel_rig_advance_until_settled (rig, close);
  assert_ok (close);
  assert_another_connection (rig);
  stuck_free (&stuck);
}

/* In a transaction it is gone, and says so. */
static void
test_harsher_in_transaction (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *close = mo_cursor_close (stuck.cursor);

  assert_waits (rig, close);
  cancel_rig_advance_until_settled (rig, close);
  assert_code (close, MO_ERROR_CONNECTION_LOST);
  assert_code (mo_execute (stuck.tx, "SELECT 1"), MO_ERROR_TRANSACTION_ABORTED);
  assert_code (mo_transaction_commit (stuck.tx), MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  assert_another_connection (rig);
  stuck_free (&stuck);
}

static void
test_in_transaction (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *close = mo_cursor_close (stuck.cursor);

  assert_waits (rig, close);
  assert_ok (close);
  assert_ok (mo_execute (stuck.tx, "SELECT 'alive'"));
  assert_ok (mo_transaction_commit (stuck.tx));
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 1);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

/* --- the end of the transaction --- */

/* The KILL is for the cursor: COMMIT, which is sent behind it, is met by none. */
static void
test_commit (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *commit = mo_transaction_commit (stuck.tx);

  assert_waits (rig, commit);
  assert_ok (commit);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  assert_code (mo_cursor_fetch (stuck.cursor, 1), MO_ERROR_TRANSACTION_FINISHED);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

static void
test_commit_harsher (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *commit = mo_transaction_commit (stuck.tx);

  assert_waits (rig, commit);
  cancel_rig_advance_until_settled (rig, commit);
  assert_code (commit, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  stuck_free (&stuck);
}

static void
test_rollback (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *rollback = mo_transaction_rollback (stuck.tx);

  assert_waits (rig, rollback);
  assert_ok (rollback);
  g_assert_cmpuint (cancel_script_count ("ROLLBACK"), ==, 1);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

/* What runs in front of it is stopped, the cursor is ended, and nothing is committed. */
static void
test_commit_cancelled (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *fetch = mo_cursor_fetch (stuck.cursor, 1);
  MoFuture *commit = mo_transaction_commit (stuck.tx);

  cancel_script_wait_for (STOP_ROW);
  mo_future_cancel (commit);
  assert_cancelled (fetch);
  assert_cancelled (commit);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("ROLLBACK"), ==, 1);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

/* The same between two fetches, while the rest is dropped for the commit's sake. */
static void
test_commit_cancelled_closing (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *commit = mo_transaction_commit (stuck.tx);

  cancel_script_wait_for (STOP_ROW);
  mo_future_cancel (commit);
  cancel_rig_advance (rig, MOMENT_USEC);
  assert_cancelled (commit);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("ROLLBACK"), ==, 1);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

/* --- cancelling a step that has what it wanted all the same --- */

static gboolean
has_killed (gpointer data)
{
  return cancel_script_count ("KILL QUERY") == 1;
}

/* Its rows are not lost, but there is no more to be had: the server has been told to stop. */
static void
fetch_all_the_same (CancelRig *rig, gboolean in_transaction)
{
  Stuck stuck = stuck_new (rig, in_transaction);
  MoFuture *fetch = mo_cursor_fetch (stuck.cursor, 2);

  cancel_script_wait_for (STOP_ROW);
  mo_future_cancel (fetch);
  pool_test_wait_until (has_killed, NULL);
  cancel_script_let_go (STOP_ROW);
  assert_rows (fetch, 2);
  assert_cancelled (mo_cursor_fetch (stuck.cursor, 1));
  assert_ok (mo_cursor_close (stuck.cursor));
  if (in_transaction)
    {
      assert_ok (mo_execute (stuck.tx, "SELECT 'alive'"));
      assert_ok (mo_transaction_commit (stuck.tx));
    }
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_same_connection (rig);
  stuck_free (&stuck);
}

static void
test_fetch_all_the_same (CancelRig *rig, gconstpointer mode)
{
  fetch_all_the_same (rig, FALSE);
}

static void
test_fetch_all_the_same_in_transaction (CancelRig *rig, gconstpointer mode)
{
  fetch_all_the_same (rig, TRUE);
}

static void
test_open_all_the_same (CancelRig *rig, gconstpointer mode)
{
  g_autoptr (MoCursor) cursor = NULL;
  MoFuture *open;

  cancel_script_hold (STOP_ANSWER);
  open = submit_open (rig, ROWS " STOP-ANSWER");
  cancel_script_wait_for (STOP_ANSWER);
  mo_future_cancel (open);
  pool_test_wait_until (has_killed, NULL);
  cancel_script_let_go (STOP_ANSWER);
  cursor = await_cursor (open);
  assert_cancelled (mo_cursor_fetch (cursor, 1));
  assert_same_connection (rig);
}

static void
test_open_stopped (CancelRig *rig, gconstpointer mode)
{
  MoFuture *open;

  cancel_script_hold (STOP_ANSWER);
  open = submit_open (rig, ROWS " STOP-ANSWER");
  cancel_script_wait_for (STOP_ANSWER);
  mo_future_cancel (open);
  assert_cancelled (open);
  assert_same_connection (rig);
}

/* While its connection is being opened; it serves the next one. */
static void
test_open_connecting (CancelRig *rig, gconstpointer mode)
{
  MoFuture *open;

  cancel_script_hold (STOP_CONNECT);
  open = submit_open (rig, ROWS);
  cancel_script_wait_for (STOP_CONNECT);
  mo_future_cancel (open);
  assert_cancelled (open);
  cancel_script_let_go (STOP_CONNECT);
  assert_ok (cancel_rig_submit (rig, "SELECT 'next'"));
  g_assert_cmpuint (cancel_script_count (ROWS), ==, 0);
  g_assert_cmpuint (fake_mysql_get_n_opened (), ==, 1);
}

static void
test_fetch_stopped (CancelRig *rig, gconstpointer mode)
{
  Stuck stuck = stuck_new (rig, TRUE);
  MoFuture *fetch = mo_cursor_fetch (stuck.cursor, 2);

  cancel_script_wait_for (STOP_ROW);
  mo_future_cancel (fetch);
  assert_cancelled (fetch);
  assert_cancelled (mo_cursor_fetch (stuck.cursor, 1));
  assert_ok (mo_execute (stuck.tx, "SELECT 'alive'"));
  assert_ok (mo_transaction_commit (stuck.tx));
  assert_same_connection (rig);
  stuck_free (&stuck);
}

/* --- the end of the client --- */

/* A server may not notice that nobody reads any more: it is told. */
static void
close_pool (CancelRig *rig, gboolean in_transaction)
{
  Stuck stuck = stuck_new (rig, in_transaction);
  MoFuture *closed = mo_pool_close (rig->test.pool, 0);

  cancel_script_wait_for (STOP_ROW);
  cancel_rig_advance (rig, MOMENT_USEC);
  assert_ok (closed);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 1);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 1);
  assert_code (mo_cursor_fetch (stuck.cursor, 1), MO_ERROR_POOL_CLOSED);
  assert_ok (mo_cursor_close (stuck.cursor));
  stuck_free (&stuck);
}

static void
test_close_pool (CancelRig *rig, gconstpointer mode)
{
  close_pool (rig, FALSE);
}

static void
test_close_pool_in_transaction (CancelRig *rig, gconstpointer mode)
{
  close_pool (rig, TRUE);
}

#define ADD(path, mode, func) cancel_rig_add ("/client/cursor-fault/" path, mode, func)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ends-by-itself", KILL_WORKS, test_ends_by_itself);
  ADD ("stopped", KILL_WORKS, test_stopped);
  ADD ("late-kill", KILL_WORKS, test_late_kill);
  ADD ("query-ignored", KILL_QUERY_IGNORED, test_harsher);
  ADD ("query-refused", KILL_QUERY_REFUSED, test_harsher);
  ADD ("ignored", KILL_IGNORED, test_harsher);
  ADD ("lost", KILL_LOST, test_harsher);
  ADD ("ignored-in-transaction", KILL_IGNORED, test_harsher_in_transaction);
  ADD ("in-transaction", KILL_WORKS, test_in_transaction);
  ADD ("commit", KILL_WORKS, test_commit);
  ADD ("commit-ignored", KILL_IGNORED, test_commit_harsher);
  ADD ("rollback", KILL_WORKS, test_rollback);
  ADD ("commit-cancelled", KILL_WORKS, test_commit_cancelled);
  ADD ("commit-cancelled-closing", KILL_WORKS, test_commit_cancelled_closing);
  ADD ("fetch-all-the-same", KILL_QUERY_IGNORED, test_fetch_all_the_same);
  ADD ("fetch-all-the-same-in-transaction", KILL_QUERY_IGNORED,
       test_fetch_all_the_same_in_transaction);
  ADD ("open-all-the-same", KILL_QUERY_IGNORED, test_open_all_the_same);
  ADD ("open-stopped", KILL_WORKS, test_open_stopped);
  ADD ("open-connecting", KILL_WORKS, test_open_connecting);
  ADD ("fetch-stopped", KILL_WORKS, test_fetch_stopped);
  ADD ("close-pool", KILL_WORKS, test_close_pool);
  ADD ("close-pool-in-transaction", KILL_WORKS, test_close_pool_in_transaction);
  return g_test_run ();
}
