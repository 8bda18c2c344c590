/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A LOAD DATA LOCAL that is stopped, or whose connection breaks, at each point of its way. */

#include "cancel-rig.h"
#include "client/mo-statement-job-private.h"
#include "load-source.h"

#define LOAD "LOAD DATA LOCAL INFILE 'rows' INTO TABLE t"

static const char *const one_row[] = { "1\ta\t10\n", NULL };

static MoFuture *
submit (CancelRig *rig, const char *sql, LoadSource *source)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new_load (
      sql, mo_load_source_new (load_source_read, source, load_source_destroy), &error);

  g_assert_no_error (error);
  return mo_pool_submit (
      rig->test.pool,
      mo_statement_job_new (statement, mo_pool_get_log_options (rig->test.pool)));
}

static void
wait_until_blocked (LoadSource *source)
{
  while (!load_source_is_blocked (source))
    g_usleep (100);
}

static void
assert_not_sent (void)
{
  g_assert_cmpuint (cancel_script_count ("LOAD"), ==, 0);
}

/* The server is told to end that connection, as the n-th one, and the next statement has another.
 */
static void
assert_given_up (CancelRig *rig, guint n)
{
  while (cancel_script_count ("KILL CONNECTION") < n)
    g_usleep (100);
  assert_another_connection (rig);
}

/* --- before it is sent --- */

static void
test_queued (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row };
  g_autoptr (MoFuture) first = NULL;
  MoFuture *load;

  cancel_script_hold (STOP_ANSWER);
  first = cancel_rig_submit (rig, "SELECT 'STOP-ANSWER'");
  cancel_script_wait_for (STOP_ANSWER);
  load = submit (rig, LOAD, &source);
  mo_future_cancel (load);
  assert_cancelled (load);
  g_assert_cmpint (source.n_reads, ==, 0);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  cancel_script_let_go (STOP_ANSWER);
  assert_ok (g_steal_pointer (&first));
  assert_same_connection (rig);
  assert_not_sent ();
}

static void
test_first_read (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { .end = LOAD_BLOCKS };
  MoFuture *load = submit (rig, LOAD, &source);

  wait_until_blocked (&source);
  mo_future_cancel (load);
  assert_cancelled (load);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  assert_same_connection (rig);
  assert_not_sent ();
}

/* BEGIN waits for it, too. */
static void
test_first_read_in_transaction (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { .end = LOAD_BLOCKS };
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);
  MoFuture *load = load_source_start (tx, LOAD, &source);

  wait_until_blocked (&source);
  g_assert_cmpuint (cancel_script_count ("START TRANSACTION"), ==, 0);
  g_atomic_int_set (&source.fails, TRUE);
  pool_test_assert_code (load, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  g_assert_cmpuint (cancel_script_count ("START TRANSACTION"), ==, 0);
  assert_ok (mo_execute (tx, "INSERT INTO t VALUES (1)"));
  assert_ok (mo_transaction_commit (tx));
  assert_not_sent ();
  assert_same_connection (rig);
}

/* One that does not care for its cancellable. */
static gssize
read_deaf (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  LoadSource *source = data;

  g_atomic_int_inc (&source->n_blocked);
  while (!g_atomic_int_get (&source->fails))
    g_usleep (100);
  return 0;
}

/* The connection goes after the usual time; the worker is there when the function is. */
static void
test_deaf_read (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { NULL };
  MoStatement *statement
      = mo_statement_new_load (LOAD, mo_load_source_new (read_deaf, &source, NULL), NULL);
  MoFuture *load = mo_pool_submit (
      rig->test.pool, mo_statement_job_new (statement, mo_pool_get_log_options (rig->test.pool)));

  wait_until_blocked (&source);
  mo_future_cancel (load);
  while (cancel_script_count ("KILL CONNECTION") == 0)
    cancel_rig_advance (rig, CANCEL_RIG_PATIENCE_USEC);
  assert_stays_pending (load);
  g_atomic_int_set (&source.fails, TRUE);
  assert_cancelled (load);
  assert_not_sent ();
  assert_another_connection (rig);
}

/* --- when it was sent --- */

/* The server has not asked for the data, as where it waits for the table. */
static void
test_not_asked (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row };
  MoFuture *load;

  cancel_script_hold (STOP_ANSWER);
  load = submit (rig, LOAD " /* STOP-ANSWER */", &source);
  cancel_script_wait_for (STOP_ANSWER);
  mo_future_cancel (load);
  assert_cancelled (load);
  g_assert_cmpint (source.n_reads, ==, 1);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  assert_same_connection (rig);
}

/* Half of it was given: the connection is cut, and the server told so. Whether the killer comes
 * before the worker has gone is up to chance. */
static void
test_half_way (CancelRig *rig, gconstpointer mode)
{
  for (guint round = 1; round <= 30; round++)
    {
      LoadSource source = { one_row, LOAD_BLOCKS };
      MoFuture *load = submit (rig, LOAD, &source);

      wait_until_blocked (&source);
      mo_future_cancel (load);
      assert_cancelled (load);
      g_assert_cmpint (source.n_destroyed, ==, 1);
      assert_given_up (rig, round);
    }
}

static void
test_fails_half_way (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row, LOAD_FAILS };

  pool_test_assert_code (submit (rig, LOAD, &source), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  assert_given_up (rig, 1);
  g_assert_cmpuint (cancel_script_count ("KILL QUERY"), ==, 0);
}

static void
test_fails_half_way_in_transaction (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row, LOAD_FAILS };
  g_autoptr (MoTransaction) tx = cancel_rig_begin (rig);

  pool_test_assert_code (load_source_start (tx, LOAD, &source), G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  assert_code (mo_execute (tx, "INSERT INTO t VALUES (1)"), MO_ERROR_TRANSACTION_ABORTED);
  assert_code (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpuint (cancel_script_count ("INSERT"), ==, 0);
  g_assert_cmpuint (cancel_script_count ("COMMIT"), ==, 0);
  assert_given_up (rig, 1);
}

/* Nobody tries it again: the data has been read. */
static void
test_lost (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row };

  assert_ok (cancel_rig_submit (rig, "SELECT 'first'"));
  fake_mysql_kill_all ();
  assert_code (submit (rig, LOAD, &source), MO_ERROR_CONNECTION_LOST);
  g_assert_cmpint (source.n_reads, ==, 1);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  assert_given_up (rig, 1);
  g_assert_cmpuint (cancel_script_count ("LOAD"), ==, 1);
}

/* All of it was given. */
static void
test_done (CancelRig *rig, gconstpointer mode)
{
  LoadSource source = { one_row, LOAD_ENDS, LOAD_MANY };

  assert_ok (submit (rig, LOAD, &source));
  g_assert_cmpuint (source.next, ==, LOAD_MANY);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  assert_same_connection (rig);
  g_assert_cmpuint (cancel_script_count ("KILL"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  cancel_rig_add ("/load-data-fault/queued", KILL_WORKS, test_queued);
  cancel_rig_add ("/load-data-fault/first-read", KILL_WORKS, test_first_read);
  cancel_rig_add ("/load-data-fault/first-read-in-transaction", KILL_WORKS,
                  test_first_read_in_transaction);
  cancel_rig_add ("/load-data-fault/deaf-read", KILL_WORKS, test_deaf_read);
  cancel_rig_add ("/load-data-fault/not-asked", KILL_WORKS, test_not_asked);
  cancel_rig_add ("/load-data-fault/half-way", KILL_WORKS, test_half_way);
  cancel_rig_add ("/load-data-fault/fails-half-way", KILL_WORKS, test_fails_half_way);
  cancel_rig_add ("/load-data-fault/fails-half-way-in-transaction", KILL_WORKS,
                  test_fails_half_way_in_transaction);
  cancel_rig_add ("/load-data-fault/lost", KILL_WORKS, test_lost);
  cancel_rig_add ("/load-data-fault/done", KILL_WORKS, test_done);
  return g_test_run ();
}
