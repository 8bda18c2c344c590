/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions that the server ended, that failed in part, or whose connection broke. */

#include <string.h>

#include "mo-test-server.h"

#define INSERT "INSERT INTO $t VALUES (%s, 'a', 1)"
#define UPDATE "UPDATE $t SET n = n + 1 WHERE id = %s"

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, INSERT), id);
}

static MoFuture *
update (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, UPDATE), id);
}

/* --- deadlock --- */

typedef struct
{
  MoTransaction *tx[2];
  gboolean lost[2]; /* MatrixOne may let both lose */
} Deadlock;

static void
take_outcome (Deadlock *self, guint i, MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  self->lost[i] = !mo_await (future, &error);
  if (!self->lost[i])
    return;
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_true (mo_error_is_retryable (error));
}

static void
deadlock_open (Deadlock *self, MoTest *test)
{
  g_autoptr (MoFuture) first = NULL;
  MoFuture *second;

  mo_test_sql (test, "INSERT INTO $t VALUES (0, '', 0), (1, '', 0)");
  for (guint i = 0; i < 2; i++)
    {
      self->tx[i] = mo_test_begin (test->client);
      mo_test_ok (insert (test, self->tx[i], 100 + i));
      mo_test_ok (update (test, self->tx[i], i));
    }
  first = update (test, self->tx[0], 1);
  second = update (test, self->tx[1], 0);
  /* Whoever loses lets the other one go on. */
  take_outcome (self, 1, second);
  take_outcome (self, 0, mo_future_ref (first));
  g_assert_true (self->lost[0] || self->lost[1]);
}

static void
deadlock_close (Deadlock *self)
{
  g_object_unref (self->tx[0]);
  g_object_unref (self->tx[1]);
}

static void
check_victim (MoTest *test, MoTransaction *victim)
{
  g_autoptr (GError) error = mo_test_take_error (insert (test, victim, 1000));

  g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_cmpuint (mo_error_get_server_code (error), !=, 0);
  mo_test_fails (mo_execute_prepared (victim, mo_test_text (test, INSERT), 1001),
                 MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpint (mo_test_int64 (test, "SELECT COUNT(*) FROM $t WHERE id >= 100"), ==, 0);
}

/* The next statement would commit by itself on MatrixOne: it must not be sent. */
static void
test_deadlock (MoTest *test)
{
  Deadlock deadlock;
  gint64 n_committed = 0;

  deadlock_open (&deadlock, test);
  for (guint i = 0; i < 2; i++)
    if (deadlock.lost[i])
      check_victim (test, deadlock.tx[i]);
  for (guint i = 0; i < 2; i++)
    if (deadlock.lost[i])
      mo_test_fails (mo_transaction_commit (deadlock.tx[i]), MO_ERROR_TRANSACTION_ABORTED);
    else
      {
        mo_test_ok (mo_transaction_commit (deadlock.tx[i]));
        n_committed++;
      }
  g_assert_cmpint (mo_test_count (test), ==, 2 + n_committed);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t WHERE id < 2"), ==, 2 * n_committed);
  deadlock_close (&deadlock);
}

static void
test_deadlock_rollback (MoTest *test)
{
  Deadlock deadlock;

  deadlock_open (&deadlock, test);
  for (guint i = 0; i < 2; i++)
    mo_test_ok (mo_transaction_rollback (deadlock.tx[i]));
  g_assert_cmpint (mo_test_count (test), ==, 2);
  deadlock_close (&deadlock);
}

/* --- the connection --- */

static void
test_killed (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin (one);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  mo_test_kill (test, mo_transaction_get_connection_id (tx));
  mo_test_fails (insert (test, tx, 2), MO_ERROR_CONNECTION_LOST);
  error = mo_test_take_error (insert (test, tx, 3));
  g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_true (mo_error_is_retryable (error));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_ok (mo_client_connect (one));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_killed_then_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  mo_test_kill (test, mo_transaction_get_connection_id (tx));
  mo_test_fails (insert (test, tx, 2), MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Nothing is known to be wrong until ROLLBACK itself finds nobody: that has rolled back, too. */
static void
test_killed_unnoticed (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  mo_test_kill (test, mo_transaction_get_connection_id (tx));
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* A gather whose connection breaks in the middle: each of its futures settles. */
static void
test_killed_under_gather (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) gather
      = mo_gather_settled (insert (test, tx, 1),
                           mo_execute (tx, mo_test_text (test, "SELECT SLEEP(9) AS $t")),
                           insert (test, tx, 2), insert (test, tx, 3));
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) got = NULL;

  mo_test_kill (test, mo_test_wait_for_statement (test, test->table));
  got = mo_await_gathered (mo_future_ref (gather), &error);
  g_assert_no_error (error);
  /* Whether the first answer arrives is up to the server. */
  for (guint i = 1; i < 4; i++)
    g_assert_cmpint (mo_future_get_status (mo_gathered_get_future (got, i)), ==,
                     MO_FUTURE_REJECTED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- a statement that failed --- */

static void
test_duplicate_key (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  mo_test_fails (insert (test, tx, 1), MO_ERROR_DUPLICATE_KEY);
  mo_test_ok (insert (test, tx, 2));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 2);
}

/* What nobody looked at is not committed over: whatever the statement failed for. */
static void
untaken (MoTest *test, const char *sql, MoError code)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (insert (test, tx, 1));
  mo_future_unref (mo_execute (tx, mo_test_text (test, sql)));
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, (gint) code);
  mo_test_assert_contains (error->message, "rolled back instead of committed");
  mo_test_fails (insert (test, tx, 2), MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_untaken (MoTest *test)
{
  untaken (test, "INSERT INTO $t VALUES (1, 'b', 1)", MO_ERROR_DUPLICATE_KEY);
  untaken (test, "SELECT * FROM no_$t", MO_ERROR_NO_SUCH_OBJECT);
  untaken (test, "SELEKT", MO_ERROR_SYNTAX);
  untaken (test, "COMMIT", MO_ERROR_ENDS_TRANSACTION);
}

/* The same for what is refused before it reaches the transaction. */
static void
test_untaken_refused (MoTest *test)
{
  untaken (test, "INSERT INTO $t VALUES (2, '', 1); SELECT 1", MO_ERROR_SYNTAX);
  untaken (test, "INSERT INTO $t VALUES (%s, '', 1)", MO_ERROR_INVALID_ARGUMENT);
}

static void
test_untaken_gather (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_future_unref (mo_gather (insert (test, tx, 1), insert (test, tx, 1)));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_taken_gather (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_fails (mo_gather (insert (test, tx, 1), insert (test, tx, 1), insert (test, tx, 1)),
                 MO_ERROR_DUPLICATE_KEY);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- behind the back --- */

static void
test_routine_commits (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoTransaction) second = mo_test_begin (test->client);
  const char *hidden = "EXECUTE IMMEDIATE 'COMMIT'";

  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_execute (tx, hidden));
  mo_test_fails (insert (test, tx, 2), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ENDED);
  mo_test_ok (insert (test, second, 10));
  mo_test_ok (mo_execute (second, hidden));
  mo_test_fails (mo_transaction_rollback (second), MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(id) FROM $t"), ==, 11);
}

static void
test_procedure_commits (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_sql (test, "CREATE PROCEDURE $t_p () COMMIT");
  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_execute (tx, mo_test_text (test, "CALL $t_p ()")));
  mo_test_fails (insert (test, tx, 2), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_ENDED);
  mo_test_sql (test, "DROP PROCEDURE $t_p");
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* It commits and begins another: the flags alone cannot tell, and the data tell the caller. */
static void
test_routine_fails_after_commit (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

  mo_test_ok (insert (test, tx, 1));
  mo_test_fails (mo_execute (tx, "EXECUTE IMMEDIATE %s",
                             "BEGIN NOT ATOMIC COMMIT; SIGNAL SQLSTATE '45000'; END"),
                 MO_ERROR_SERVER);
  mo_test_fails (insert (test, tx, 2), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/abort/deadlock", test_deadlock);
  mo_test_add ("/transaction/abort/deadlock-rollback", test_deadlock_rollback);
  mo_test_add ("/transaction/abort/killed", test_killed);
  mo_test_add ("/transaction/abort/killed-then-rollback", test_killed_then_rollback);
  mo_test_add ("/transaction/abort/killed-unnoticed", test_killed_unnoticed);
  mo_test_add ("/transaction/abort/killed-under-gather", test_killed_under_gather);
  mo_test_add ("/transaction/failed/duplicate-key", test_duplicate_key);
  mo_test_add ("/transaction/failed/untaken", test_untaken);
  mo_test_add ("/transaction/failed/untaken-refused", test_untaken_refused);
  mo_test_add ("/transaction/failed/untaken-gather", test_untaken_gather);
  mo_test_add ("/transaction/failed/taken-gather", test_taken_gather);
  mo_test_add_mariadb ("/transaction/ended/routine-commits", test_routine_commits);
  mo_test_add_mariadb ("/transaction/ended/procedure-commits", test_procedure_commits);
  mo_test_add_mariadb ("/transaction/ended/routine-fails-after-commit",
                       test_routine_fails_after_commit);
  return g_test_run ();
}
