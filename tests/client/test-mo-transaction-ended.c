/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction that a routine has committed: whatever comes then, a limit, a cancel, the end of
 * the client or an error of the body's own, it is said that it may be committed. */

#include <string.h>

#include "mo-test-server.h"

#define HOUR_USEC (3600 * G_TIME_SPAN_SECOND)
#define LIMIT_USEC (300 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  MoTest *test;
  GMutex lock;
  GString *events; /* a letter each: c C r R ?; guarded by the lock */
  int domain;      /* of the body's own error: 0 of another library, 1 one that may help again */
  guint n_runs;
} Ended;

static void
ended_open (Ended *self, MoTest *test, const char *more)
{
  g_autofree char *sql
      = g_strdup_printf ("EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p() BEGIN COMMIT;%s END'", more);

  *self = (Ended){ .test = test };
  g_mutex_init (&self->lock);
  self->events = g_string_new (NULL);
  mo_test_sql (test, sql);
}

static void
ended_close (Ended *self)
{
  g_assert_cmpint (mo_test_count (self->test), ==, 1);
  mo_test_sql (self->test, "DROP PROCEDURE $t_p");
  mo_test_sql (self->test, "DELETE FROM $t");
  g_string_free (self->events, TRUE);
  g_mutex_clear (&self->lock);
}

static gboolean
hook (MoTransactionEvent event, MoConnection *connection, gpointer data, GError **error)
{
  Ended *self = data;

  g_mutex_lock (&self->lock);
  g_string_append_c (self->events, "cCrR?"[event]);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static gboolean
has_ended (gpointer data)
{
  Ended *self = data;
  gboolean ended;

  g_mutex_lock (&self->lock);
  ended = strpbrk (self->events->str, "CR?") != NULL;
  g_mutex_unlock (&self->lock);
  return ended;
}

/* Its hooks were called. */
static void
assert_unknown (Ended *self)
{
  g_assert_true (mo_test_wait_until (has_ended, self));
  g_assert_null (strpbrk (self->events->str, "CR"));
}

static MoTransactionOptions *
options_new (gint64 limit_usec)
{
  MoTransactionOptions *options = mo_transaction_options_new ();

  mo_transaction_options_set_timeout (options, limit_usec);
  mo_transaction_options_set_max_attempts (options, 3);
  return options;
}

/* With a row. */
static MoTransaction *
begin (Ended *self, MoClient *client, gint64 limit_usec)
{
  g_autoptr (MoTransactionOptions) options = options_new (limit_usec);
  MoTransaction *tx = mo_await_transaction (mo_client_begin_with (client, options), NULL);

  g_assert_nonnull (tx);
  mo_transaction_add_hook (tx, hook, self, NULL);
  mo_test_ok (mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  return tx;
}

static MoFuture *
run_routine (Ended *self, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (self->test, "CALL $t_p()"));
}

static MoFuture *
write_more (Ended *self, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (2, 'b', 1)"));
}

/* --- the routine fails behind it --- */

static gboolean
fail_in_routine (MoTransaction *tx, gpointer data, GError **error)
{
  Ended *self = data;

  self->n_runs++;
  mo_transaction_add_hook (tx, hook, self, NULL);
  mo_test_ok (mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (%s, 'a', 1)"),
                          (gint64) self->n_runs));
  return mo_await (run_routine (self, tx), error);
}

/* By an error that would be worth another try. */
static void
assert_routine_fails (MoTest *test, const char *ending)
{
  g_autoptr (MoTransactionOptions) options = options_new (HOUR_USEC);
  g_autoptr (GError) error = NULL;
  Ended self;

  ended_open (&self, test, ending);
  g_assert_false (
      mo_client_run_transaction_with (test->client, options, fail_in_routine, &self, &error));
  g_assert_false (mo_error_is_retryable (error));
  g_assert_cmpuint (self.n_runs, ==, 1);
  assert_unknown (&self);
  ended_close (&self);
}

static void
test_routine_fails (MoTest *test)
{
  assert_routine_fails (test, " SIGNAL SQLSTATE ''HY000'' SET MYSQL_ERRNO = 1205;");
}

/* What the server undoes for a deadlock is what came behind the COMMIT. */
static void
test_routine_meets_deadlock (MoTest *test)
{
  assert_routine_fails (test, " SIGNAL SQLSTATE ''40001'' SET MYSQL_ERRNO = 1213;");
}

/* --- its time is over --- */

static void
test_limit (MoTest *test)
{
  MoFuture *(*const ends[]) (MoTransaction *) = { mo_transaction_rollback, mo_transaction_commit };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      Ended self;
      g_autoptr (MoTransaction) tx = NULL;

      ended_open (&self, test, "");
      tx = begin (&self, test->client, LIMIT_USEC);
      mo_test_ok (run_routine (&self, tx));
      mo_test_fails (write_more (&self, tx), MO_ERROR_TRANSACTION_ENDED);
      assert_unknown (&self);
      mo_test_fails (write_more (&self, tx), MO_ERROR_TRANSACTION_ENDED);
      mo_test_fails (ends[i](tx), MO_ERROR_TRANSACTION_ENDED);
      ended_close (&self);
    }
}

static void
test_limit_in_routine (MoTest *test)
{
  Ended self;
  g_autoptr (MoTransaction) tx = NULL;

  ended_open (&self, test, " UPDATE $t SET n = SLEEP(30);");
  tx = begin (&self, test->client, LIMIT_USEC);
  mo_test_fails (run_routine (&self, tx), MO_ERROR_OUTCOME_UNKNOWN);
  mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_ENDED);
  assert_unknown (&self);
  ended_close (&self);
}

/* --- its commit is cancelled --- */

static void
test_cancelled_commit (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      Ended self;
      g_autoptr (MoTransaction) tx = NULL;
      g_autoptr (MoFuture) routine = NULL;
      g_autoptr (MoFuture) commit = NULL;

      ended_open (&self, test, i == 1 ? " DO SLEEP(30);" : "");
      tx = begin (&self, test->client, HOUR_USEC);
      routine = run_routine (&self, tx);
      if (i == 1)
        mo_test_wait_for_statement (test, "SLEEP(30)");
      else
        mo_future_wait (routine, MO_WAIT_FOREVER, NULL);
      commit = mo_transaction_commit (tx);
      mo_future_cancel (commit);
      mo_test_fails (mo_future_ref (commit), MO_ERROR_TRANSACTION_ENDED);
      assert_unknown (&self);
      ended_close (&self);
    }
}

/* --- the client ends --- */

/* Of what waits behind the routine, too, nothing is said before it is known. */
static void
test_client_ends (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
      g_autoptr (MoTransaction) tx = NULL;
      g_autoptr (MoFuture) rollback = NULL;
      Ended self;

      ended_open (&self, test, i == 1 ? " DO SLEEP(30);" : "");
      tx = begin (&self, one, HOUR_USEC);
      if (i == 1)
        {
          mo_future_unref (run_routine (&self, tx));
          mo_test_wait_for_statement (test, "SLEEP(30)");
          rollback = mo_transaction_rollback (tx);
        }
      else
        mo_test_ok (run_routine (&self, tx));
      mo_test_ok (mo_client_disconnect_within (one, 0));
      if (i == 0)
        rollback = mo_transaction_rollback (tx);
      mo_test_fails (mo_future_ref (rollback), MO_ERROR_TRANSACTION_ENDED);
      assert_unknown (&self);
      ended_close (&self);
    }
}

/* --- the body fails --- */

static GError *
new_own_error (Ended *self)
{
  if (self->domain == 0)
    return g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "the body's own");
  return mo_test_take_error (mo_execute (
      self->test->client, "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205, MESSAGE_TEXT = 'own'"));
}

static gboolean
body (MoTransaction *tx, gpointer data, GError **error)
{
  Ended *self = data;

  self->n_runs++;
  mo_transaction_add_hook (tx, hook, self, NULL);
  mo_test_ok (mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (%s, 'a', 1)"),
                          (gint64) self->n_runs));
  mo_test_ok (run_routine (self, tx));
  g_propagate_error (error, new_own_error (self));
  return FALSE;
}

static MoFuture *
fail (MoFuture *routine, gpointer error)
{
  return mo_future_new_rejected (((GError *) error)->domain, ((GError *) error)->code, "%s",
                                 ((GError *) error)->message);
}

static MoFuture *
async_body (MoTransaction *tx, gpointer data)
{
  Ended *self = data;

  self->n_runs++;
  mo_transaction_add_hook (tx, hook, self, NULL);
  mo_future_unref (
      mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  return mo_finally (run_routine (self, tx), fail,
                     g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "the body's own"),
                     (GDestroyNotify) g_error_free);
}

static void
check_told (Ended *self, const GError *error)
{
  g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ENDED);
  g_assert_false (mo_error_is_retryable (error));
  mo_test_assert_contains (error->message, "own");
  g_assert_cmpuint (self->n_runs, ==, 1);
  assert_unknown (self);
}

static void
test_body_fails (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (HOUR_USEC);

  for (int i = 0; i < 2; i++)
    {
      Ended self;
      g_autoptr (GError) error = NULL;

      ended_open (&self, test, "");
      self.domain = i;
      g_assert_false (
          mo_client_run_transaction_with (test->client, options, body, &self, &error));
      check_told (&self, error);
      ended_close (&self);
    }
}

static void
test_async_body_fails (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (HOUR_USEC);
  g_autoptr (GError) error = NULL;
  Ended self;

  ended_open (&self, test, "");
  error = mo_test_take_error (
      mo_client_transaction_with (test->client, options, async_body, &self, NULL));
  check_told (&self, error);
  ended_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/transaction-ended/routine-fails", test_routine_fails);
  mo_test_add_mariadb ("/transaction-ended/routine-meets-deadlock", test_routine_meets_deadlock);
  mo_test_add_mariadb ("/transaction-ended/limit", test_limit);
  mo_test_add_mariadb ("/transaction-ended/limit-in-routine", test_limit_in_routine);
  mo_test_add_mariadb ("/transaction-ended/cancelled-commit", test_cancelled_commit);
  mo_test_add_mariadb ("/transaction-ended/client-ends", test_client_ends);
  mo_test_add_mariadb ("/transaction-ended/body-fails", test_body_fails);
  mo_test_add_mariadb ("/transaction-ended/async-body-fails", test_async_body_fails);
  return g_test_run ();
}
