/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bodies that are run again: when it helps, as often as was asked for, and never behind what may be
 * committed. */

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "mo-test-proxy.h"

#define N_THREADS 16
#define HOUR_USEC (3600 * G_TIME_SPAN_SECOND)

static MoTransactionOptions *
options_new (guint max_attempts)
{
  MoTransactionOptions *options = mo_transaction_options_new ();

  mo_transaction_options_set_max_attempts (options, max_attempts);
  mo_transaction_options_set_backoff (options, 0, 0);
  return options;
}

/* --- two rows, and many who want both of them --- */

typedef struct
{
  MoTest *test;
  MoClient *client;
  guint n_transfers;
  _Atomic guint n_committed;
  _Atomic guint n_runs;
} Bank;

typedef struct
{
  Bank *bank;
  gint64 from;
} Transfer;

/* The one row first, then the other: whoever goes the other way round meets it half way. */
static gboolean
transfer (MoTransaction *tx, gpointer data, GError **error)
{
  Transfer *self = data;
  const char *add = mo_test_text (self->bank->test, "UPDATE $t SET n = n + %s WHERE id = %s");

  atomic_fetch_add (&self->bank->n_runs, 1);
  return mo_await (mo_execute (tx, add, -1, self->from), error)
         && mo_await (mo_execute (tx, add, 1, 3 - self->from), error);
}

static gpointer
transfer_many (gpointer data)
{
  Bank *bank = data;
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();

  mo_transaction_options_set_max_attempts (options, 1000);
  /* Where a deadlock is seen after 5 s, they would meet again and again. */
  if (bank->test->is_matrixone)
    mo_transaction_options_set_backoff (options, 2 * G_TIME_SPAN_SECOND, G_TIME_SPAN_MINUTE);
  for (guint i = 0; i < bank->n_transfers; i++)
    {
      Transfer one = { bank, g_random_int_range (1, 3) };
      g_autoptr (GError) error = NULL;

      mo_client_run_transaction_with (bank->client, options, transfer, &one, &error);
      g_assert_no_error (error);
      atomic_fetch_add (&bank->n_committed, 1);
    }
  return NULL;
}

static void
test_deadlocks (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=16");
  Bank bank = { .test = test, .client = client };
  pthread_t threads[N_THREADS];

  /* MatrixOne looks for deadlocks every 5 s. */
  bank.n_transfers = test->is_matrixone ? 1 : mo_test_is_full () ? 100 : 10;
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'one', 500), (2, 'two', 500)");
  for (guint i = 0; i < N_THREADS; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, transfer_many, &bank), ==, 0);
  for (guint i = 0; i < N_THREADS; i++)
    pthread_join (threads[i], NULL);
  g_test_message ("%u transfers by %u threads, run %u times", atomic_load (&bank.n_committed),
                  N_THREADS, atomic_load (&bank.n_runs));
  g_assert_cmpuint (atomic_load (&bank.n_committed), ==, N_THREADS * bank.n_transfers);
  g_assert_cmpint (mo_test_int64 (test, "SELECT SUM(n) FROM $t"), ==, 1000);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- bodies that fail as they are told --- */

typedef struct
{
  MoTest *test;
  guint fails;   /* so many runs */
  guint n_runs;
  guint attempt; /* what the transaction said in the last */
  MoError own;   /* what the body fails with, whatever it was; 0: with that */
  guint n_destroyed;
} Body;

static MoFuture *
insert (Body *self, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (1, 'a', 1)"));
}

/* A deadlock without another transaction: MariaDB raises whatever it is told. */
static MoFuture *
meet_deadlock (MoTransaction *tx)
{
  return mo_execute (tx, "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
}

static gboolean
run_body (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->attempt = mo_transaction_get_attempt (tx);
  if (!mo_await (insert (self, tx), error))
    return FALSE;
  if (++self->n_runs > self->fails || mo_await (meet_deadlock (tx), error))
    return TRUE;
  if (self->own != 0)
    {
      g_clear_error (error);
      g_set_error_literal (error, MO_ERROR, (gint) self->own, "the body's own");
    }
  return FALSE;
}

static gboolean
run (Body *self, guint max_attempts, GError **error)
{
  g_autoptr (MoTransactionOptions) options = options_new (max_attempts);

  return mo_client_run_transaction_with (self->test->client, options, run_body, self, error);
}

static void
test_runs_again (MoTest *test)
{
  Body body = { .test = test, .fails = 3 };
  g_autoptr (GError) error = NULL;

  run (&body, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (body.n_runs, ==, 4);
  g_assert_cmpuint (body.attempt, ==, 4);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_attempts_used_up (MoTest *test)
{
  Body body = { .test = test, .fails = 100 };
  g_autoptr (GError) error = NULL;

  g_assert_false (run (&body, 3, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_true (g_str_has_prefix (error->message, "after 3 attempts: "));
  g_assert_cmpuint (body.n_runs, ==, 3);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* What the server has undone stays undone, whatever the body makes of it. */
static void
test_own_error_behind_deadlock (MoTest *test)
{
  Body body = { .test = test, .fails = 1, .own = MO_ERROR_FAILED };
  g_autoptr (GError) error = NULL;

  run (&body, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (body.n_runs, ==, 2);
}

static void
test_once_unless_asked (MoTest *test)
{
  Body body = { .test = test, .fails = 1 };
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_client_run_transaction (test->client, run_body, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_cmpuint (body.n_runs, ==, 1);
}

static gboolean
insert_twice (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->n_runs++;
  return mo_await (insert (self, tx), error) && mo_await (insert (self, tx), error);
}

/* It would fail in the same way once more. */
static void
test_no_help (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);
  Body body = { .test = test };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      mo_client_run_transaction_with (test->client, options, insert_twice, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpuint (body.n_runs, ==, 1);
}

/* --- what may stand --- */

static gboolean
commit_and_fail (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->n_runs++;
  if (!mo_await (insert (self, tx), error) || !mo_await (mo_transaction_commit (tx), error))
    return FALSE;
  /* Of another transaction, and a good reason to run that one again. */
  return mo_await (mo_execute (self->test->client,
                               "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"),
                   error);
}

static void
test_not_behind_own_commit (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);
  Body body = { .test = test };
  g_autoptr (GError) error = NULL;

  g_assert_false (
      mo_client_run_transaction_with (test->client, options, commit_and_fail, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
  g_assert_cmpuint (body.n_runs, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static gboolean
call_committing_routine (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;

  self->n_runs++;
  return mo_await (insert (self, tx), error)
         && mo_await (mo_execute (tx, mo_test_text (self->test, "CALL p_$t()")), error)
         && mo_await (mo_execute (self->test->client,
                                  "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"),
                      error);
}

/* A routine that hides a COMMIT. */
static void
test_not_behind_hidden_commit (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);
  Body body = { .test = test };

  mo_test_sql (test, "CREATE PROCEDURE p_$t() COMMIT");
  g_assert_false (mo_client_run_transaction_with (test->client, options, call_committing_routine,
                                                  &body, NULL));
  mo_test_sql (test, "DROP PROCEDURE p_$t");
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_assert_cmpuint (body.n_runs, ==, 1);
}

/* --- time --- */

/* The limit is of all attempts together. */
static void
test_limit_of_all (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (G_MAXUINT);
  Body body = { .test = test, .fails = G_MAXUINT };
  g_autoptr (GError) error = NULL;

  mo_transaction_options_set_timeout (options, 200 * G_TIME_SPAN_MILLISECOND);
  g_assert_false (
      mo_client_run_transaction_with (test->client, options, run_body, &body, &error));
  g_assert_true (g_error_matches (error, MO_ERROR, MO_ERROR_DEADLOCK)
                 || g_error_matches (error, MO_ERROR, MO_ERROR_TIMED_OUT));
  g_assert_cmpuint (body.n_runs, >, 0);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* Nobody waits for an attempt that would come too late. */
static void
test_no_time_for_another (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);
  Body body = { .test = test, .fails = 1 };
  g_autoptr (GError) error = NULL;

  mo_transaction_options_set_backoff (options, HOUR_USEC, HOUR_USEC);
  mo_transaction_options_set_timeout (options, HOUR_USEC / 4);
  g_assert_false (
      mo_client_run_transaction_with (test->client, options, run_body, &body, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_true (g_str_has_prefix (error->message, "after 1 attempt: "));
}

/* --- the asynchronous form --- */

static void
body_destroyed (gpointer data)
{
  ((Body *) data)->n_destroyed++;
}

static MoFuture *
fail_or_go_on (MoFuture *inserted, gpointer data)
{
  (void) inserted;
  return meet_deadlock (data);
}

static MoFuture *
run_async (MoTransaction *tx, gpointer data)
{
  Body *self = data;
  MoFuture *inserted = insert (self, tx);

  self->attempt = mo_transaction_get_attempt (tx);
  if (++self->n_runs > self->fails)
    return inserted;
  return mo_then (inserted, fail_or_go_on, g_object_ref (tx), g_object_unref);
}

static void
test_async (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (10);
  Body body = { .test = test, .fails = 3 };

  mo_test_ok (mo_client_transaction_with (test->client, options, run_async, &body,
                                          body_destroyed));
  g_assert_cmpuint (body.n_runs, ==, 4);
  g_assert_cmpuint (body.attempt, ==, 4);
  g_assert_cmpuint (body.n_destroyed, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_async_used_up (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (3);
  Body body = { .test = test, .fails = 100 };
  g_autoptr (GError) error = mo_test_take_error (
      mo_client_transaction_with (test->client, options, run_async, &body, body_destroyed));

  g_assert_error (error, MO_ERROR, MO_ERROR_DEADLOCK);
  g_assert_true (g_str_has_prefix (error->message, "after 3 attempts: "));
  g_assert_cmpuint (body.n_runs, ==, 3);
  g_assert_cmpuint (body.n_destroyed, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static gboolean
has_failed_once (gpointer client)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, MO_STAT_FAILED) > 0
         && mo_stats_get_count (stats, MO_STAT_TRANSACTIONS) == 0;
}

/* Between two attempts. */
static void
test_async_cancelled (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);
  Body body = { .test = test, .fails = 100 };
  g_autoptr (MoFuture) tx = NULL;

  mo_transaction_options_set_backoff (options, HOUR_USEC, HOUR_USEC);
  tx = mo_client_transaction_with (test->client, options, run_async, &body, body_destroyed);
  g_assert_true (mo_test_wait_until (has_failed_once, test->client));
  mo_future_cancel (tx);
  mo_test_cancelled (mo_future_ref (tx));
  g_assert_cmpuint (body.n_destroyed, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* While a run is at work, and between two: each is told once, and what was not undone is there. */
static void
test_async_cancelled_anywhere (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = options_new (G_MAXUINT);
  guint n = mo_test_is_full () ? 1000 : 50;

  mo_transaction_options_set_backoff (options, 1000, 1000);
  for (guint i = 0; i < n; i++)
    {
      Body body = { .test = test, .fails = G_MAXUINT };
      g_autoptr (MoFuture) tx = mo_client_transaction_with (test->client, options, run_async,
                                                            &body, body_destroyed);

      g_usleep ((gulong) g_random_int_range (0, 5000));
      mo_future_cancel (tx);
      g_assert_false (mo_future_wait (tx, MO_WAIT_FOREVER, NULL));
      g_assert_cmpuint (body.n_destroyed, ==, 1);
    }
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- nobody knows --- */

static gboolean
run_either (MoClient *client, Body *body, gboolean async, GError **error)
{
  g_autoptr (MoTransactionOptions) options = options_new (5);

  if (async)
    return mo_await (
        mo_client_transaction_with (client, options, run_async, body, body_destroyed), error);
  return mo_client_run_transaction_with (client, options, run_body, body, error);
}

/* The answer to COMMIT is lost, and so it has run: once more would be twice. */
static void
assert_run_once (MoTest *test, gboolean async)
{
  g_autoptr (Wireplay) proxy = mo_test_proxy_new ();
  g_autoptr (MoClient) client = mo_test_proxy_client (proxy, NULL, "pool_size=1");
  Body body = { .test = test };
  g_autoptr (GPtrArray) log = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (run_either (client, &body, async, NULL));
  mo_test_sql (test, "DELETE FROM $t");
  log = wireplay_dup_log (proxy);
  wireplay_set_cut (proxy, &(WireplayCut){ .direction = WIREPLAY_TO_CLIENT,
                                           .connection = 1,
                                           .command = log->len + 2 /* behind the INSERT */ });
  wireplay_reset (proxy);
  g_assert_false (run_either (client, &body, async, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN);
  g_assert_false (mo_error_is_retryable (error));
  g_assert_cmpuint (wireplay_get_n_cuts (proxy), ==, 1);
  g_assert_cmpuint (body.n_runs, ==, 2); /* in all */
  g_assert_cmpuint (mo_test_proxy_count (proxy, "INSERT"), ==, 1);
  g_assert_cmpuint (mo_test_proxy_count (proxy, "COMMIT"), ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_unknown (MoTest *test)
{
  assert_run_once (test, FALSE);
  mo_test_sql (test, "DELETE FROM $t");
  assert_run_once (test, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction-attempts/deadlocks", test_deadlocks);
  mo_test_add ("/transaction-attempts/no-help", test_no_help);
  mo_test_add ("/transaction-attempts/unknown", test_unknown);
  mo_test_add_mariadb ("/transaction-attempts/runs-again", test_runs_again);
  mo_test_add_mariadb ("/transaction-attempts/used-up", test_attempts_used_up);
  mo_test_add_mariadb ("/transaction-attempts/own-error-behind-deadlock",
                       test_own_error_behind_deadlock);
  mo_test_add_mariadb ("/transaction-attempts/once-unless-asked", test_once_unless_asked);
  mo_test_add_mariadb ("/transaction-attempts/not-behind-own-commit", test_not_behind_own_commit);
  mo_test_add_mariadb ("/transaction-attempts/not-behind-hidden-commit",
                       test_not_behind_hidden_commit);
  mo_test_add_mariadb ("/transaction-attempts/limit-of-all", test_limit_of_all);
  mo_test_add_mariadb ("/transaction-attempts/no-time-for-another", test_no_time_for_another);
  mo_test_add_mariadb ("/transaction-attempts/async", test_async);
  mo_test_add_mariadb ("/transaction-attempts/async-used-up", test_async_used_up);
  mo_test_add_mariadb ("/transaction-attempts/async-cancelled", test_async_cancelled);
  mo_test_add_mariadb ("/transaction-attempts/async-cancelled-anywhere",
                       test_async_cancelled_anywhere);
  return g_test_run ();
}
