/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of a transaction, lent to its hooks and to functions: what they run is a part of
 * the transaction, cannot end it, and where something in it does, nothing is said to be rolled back
 * that may be committed, and nothing is run again. */

#include <mysql.h>
#include <string.h>

#include "mo-test-server.h"

#define A_CALL ((MoTransactionEvent) -1)
#define DEADLOCK "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213"

typedef struct
{
  MoTest *test;
  MoTransactionEvent at; /* where it runs something: a hook's event, or A_CALL */
  const char *sql;
  gboolean is_native;
  gboolean is_script;
  gboolean is_lax;   /* content, whatever it met */
  gboolean objects;
  gboolean body_fails; /* by a lock that it could not get */
  guint most_runs;   /* it does so in so many runs; 0: in all */
  guint n_runs;
  gint code;         /* what it met */
  guint64 connection_id;
  GString *events;   /* a letter each: c C r R ? */
} Lent;

static void
lent_open (Lent *self, MoTest *test, MoTransactionEvent at, const char *sql)
{
  *self = (Lent){ .test = test, .at = at, .sql = sql, .code = -1 };
  self->events = g_string_new (NULL);
}

static void
lent_close (Lent *self)
{
  g_string_free (self->events, TRUE);
}

static gboolean
use_native (MoConnection *connection, const char *sql, GError **error)
{
  MYSQL *mysql = mo_connection_get_native (connection);

  if (mysql_real_query (mysql, sql, strlen (sql)) == 0)
    mysql_free_result (mysql_store_result (mysql));
  if (mysql_errno (mysql) == 0)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_SERVER, "%s", mysql_error (mysql));
  return FALSE;
}

static gboolean
use_plain (Lent *self, MoConnection *connection, const char *sql, GError **error)
{
  g_autoptr (MoResult) result
      = self->is_script ? mo_connection_run_script (connection, sql, error)
                        : mo_connection_run_values (connection, sql, NULL, 0, error);

  return result != NULL;
}

static gboolean
use (Lent *self, MoConnection *connection, GError **error)
{
  const char *sql = mo_test_text (self->test, self->sql);
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (self->most_runs > 0 && self->n_runs > self->most_runs)
    return TRUE;
  self->connection_id = mo_connection_get_id (connection);
  ok = self->is_native ? use_native (connection, sql, &local)
                       : use_plain (self, connection, sql, &local);
  self->code = local != NULL ? local->code : -1;
  if (!ok && !self->is_lax)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (self->objects)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "not like this");
  else
    return TRUE;
  return FALSE;
}

static gboolean
hook (MoTransactionEvent event, MoConnection *connection, gpointer data, GError **error)
{
  Lent *self = data;

  g_string_append_c (self->events, "cCrR?"[event]);
  return event != self->at || connection == NULL || use (self, connection, error);
}

static gboolean
call (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  return use (data, connection, error);
}

static MoFuture *
insert (Lent *self, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (self->test, "INSERT INTO $t VALUES (%s, 'a', 1)"),
                     (gint64) self->n_runs);
}

/* A row each time that it is run. */
static gboolean
body (MoTransaction *tx, gpointer data, GError **error)
{
  Lent *self = data;

  self->n_runs++;
  mo_transaction_add_hook (tx, hook, self, NULL);
  if (!mo_await (insert (self, tx), error))
    return FALSE;
  if (self->at == A_CALL && !mo_await (mo_transaction_call (tx, call, self, NULL), error))
    return FALSE;
  if (!self->body_fails || self->n_runs > 1)
    return TRUE;
  g_propagate_error (error, mo_test_take_error (mo_execute (
                                tx, "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205")));
  return FALSE;
}

/* Up to three times. */
static gboolean
run (Lent *self, GError **error)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();

  mo_transaction_options_set_max_attempts (options, 3);
  mo_transaction_options_set_backoff (options, 0, 0);
  return mo_client_run_transaction_with (self->test->client, options, body, self, error);
}

static void
assert_unknown (const GError *error, MoError code)
{
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_false (mo_error_is_retryable (error));
}

static void
create_commit (MoTest *test, const char *more)
{
  g_autofree char *sql
      = g_strdup_printf ("EXECUTE IMMEDIATE 'CREATE PROCEDURE $t_p() BEGIN COMMIT;%s END'", more);

  mo_test_sql (test, sql);
}

static void
drop_commit (MoTest *test)
{
  mo_test_sql (test, "DROP PROCEDURE $t_p");
}

/* --- what is refused --- */

static const char *const enders[]
    = { "COMMIT", "START TRANSACTION", "BEGIN", "ROLLBACK AND CHAIN", NULL };
static const char *const mariadb_enders[] = { "CREATE TABLE $t_x (id INT)", "SET autocommit = 1",
                                              NULL };
static const char *const matrixone_enders[] = { "SET @x = 1", NULL };

static void
check_refused (MoTest *test, MoTransactionEvent at, const char *sql)
{
  g_autofree char *script = g_strconcat ("INSERT INTO $t VALUES (9, 'a', 1); ", sql, NULL);

  for (int i = 0; i < 2; i++)
    {
      Lent self;
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      lent_open (&self, test, at, i == 1 ? script : sql);
      self.is_lax = TRUE;
      self.is_script = i == 1;
      mo_transaction_add_hook (tx, hook, &self, NULL);
      mo_test_ok (insert (&self, tx));
      if (at == A_CALL)
        mo_test_ok (mo_transaction_call (tx, call, &self, NULL));
      g_assert_cmpint (mo_test_count (test), ==, 0);
      if (at == MO_TRANSACTION_BEFORE_COMMIT)
        mo_test_ok (mo_transaction_commit (tx));
      else
        mo_test_ok (mo_transaction_rollback (tx));
      g_assert_cmpint (self.code, ==, MO_ERROR_ENDS_TRANSACTION);
      g_assert_cmpint (mo_test_count (test), ==, at == MO_TRANSACTION_BEFORE_COMMIT);
      mo_test_sql (test, "DELETE FROM $t");
      lent_close (&self);
    }
}

static void
test_refused (MoTest *test)
{
  const MoTransactionEvent places[]
      = { MO_TRANSACTION_BEFORE_COMMIT, MO_TRANSACTION_BEFORE_ROLLBACK, A_CALL };
  const char *const *more = test->is_matrixone ? matrixone_enders : mariadb_enders;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      for (guint j = 0; enders[j] != NULL; j++)
        check_refused (test, places[i], enders[j]);
      for (guint j = 0; more[j] != NULL; j++)
        check_refused (test, places[i], more[j]);
    }
}

/* Where no transaction is open, what is written would stay. */
static void
test_writes_without_transaction (MoTest *test)
{
  for (int i = 0; i < 4; i++)
    {
      Lent self;
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
      gboolean begins = i / 2 == 0;
      gboolean reads = i % 2 == 0;

      lent_open (&self, test, MO_TRANSACTION_BEFORE_ROLLBACK,
                 reads ? "SELECT COUNT(*) FROM $t" : "INSERT INTO $t VALUES (5, 'a', 1)");
      self.is_lax = TRUE;
      mo_transaction_add_hook (tx, hook, &self, NULL);
      if (begins)
        mo_test_fails (mo_execute (tx, DEADLOCK), MO_ERROR_DEADLOCK);
      mo_test_ok (mo_transaction_rollback (tx));
      g_assert_cmpint (self.code, ==, reads ? -1 : begins ? MO_ERROR_TRANSACTION_ABORTED
                                                          : MO_ERROR_TRANSACTION_FINISHED);
      g_assert_cmpint (mo_test_count (test), ==, 0);
      lent_close (&self);
    }
}

/* --- what ends it all the same --- */

static void
test_routine_commits_before_commit (MoTest *test)
{
  create_commit (test, "");
  for (int i = 0; i < 2; i++)
    {
      Lent self;
      g_autoptr (GError) error = NULL;

      lent_open (&self, test, MO_TRANSACTION_BEFORE_COMMIT, "CALL $t_p()");
      self.objects = i == 1;
      g_assert_false (run (&self, &error));
      assert_unknown (error, MO_ERROR_TRANSACTION_ENDED);
      if (self.objects)
        mo_test_assert_contains (error->message, "not like this");
      g_assert_cmpstr (self.events->str, ==, "c?");
      g_assert_cmpint (mo_test_count (test), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
      lent_close (&self);
    }
  drop_commit (test);
}

/* A retry would write once more. */
static void
test_routine_commits_before_rollback (MoTest *test)
{
  create_commit (test, "");
  for (int i = 0; i < 2; i++)
    {
      Lent self;
      g_autoptr (MoTransaction) tx = mo_test_begin (test->client);

      lent_open (&self, test, MO_TRANSACTION_BEFORE_ROLLBACK, i == 0 ? "CALL $t_p()" : "COMMIT");
      self.is_native = i == 1;
      mo_transaction_add_hook (tx, hook, &self, NULL);
      mo_test_ok (insert (&self, tx));
      mo_test_fails (mo_transaction_rollback (tx), MO_ERROR_TRANSACTION_ENDED);
      g_assert_cmpstr (self.events->str, ==, "r?");
      g_assert_cmpint (mo_test_count (test), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
      lent_close (&self);
    }
  drop_commit (test);
}

static void
test_hook_is_refused_and_body_run_again (MoTest *test)
{
  Lent self;
  g_autoptr (GError) error = NULL;

  lent_open (&self, test, MO_TRANSACTION_BEFORE_ROLLBACK, "COMMIT");
  self.body_fails = self.is_lax = TRUE;
  g_assert_true (run (&self, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self.n_runs, ==, 2);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  lent_close (&self);
}

static void
test_routine_commits_in_call (MoTest *test)
{
  Lent self;
  g_autoptr (GError) error = NULL;

  create_commit (test, "");
  lent_open (&self, test, A_CALL, "CALL $t_p(); INSERT INTO $t VALUES (5, 'a', 1)");
  self.is_script = TRUE;
  g_assert_false (run (&self, &error));
  assert_unknown (error, MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpint (self.code, ==, MO_ERROR_TRANSACTION_ENDED);
  g_assert_cmpuint (self.n_runs, ==, 1);
  g_assert_cmpstr (self.events->str, ==, "r?");
  g_assert_cmpint (mo_test_count (test), ==, 1);
  drop_commit (test);
  lent_close (&self);
}

/* --- where the connection is lost --- */

typedef struct
{
  Lent *lent;
  gboolean ok;
  GError *error;
} Running;

static gpointer
run_in_thread (gpointer data)
{
  Running *self = data;

  self->ok = run (self->lent, &self->error);
  return NULL;
}

/* Whatever sleeps of the work is killed with its connection. */
static gboolean
run_and_kill (Lent *self, const char *part, GError **error)
{
  Running running = { .lent = self };
  GThread *thread = g_thread_new ("body", run_in_thread, &running);

  mo_test_wait_for_statement (self->test, part);
  mo_test_kill (self->test, self->connection_id);
  g_thread_join (thread);
  if (!running.ok)
    g_propagate_error (error, running.error);
  return running.ok;
}

static void
check_lost_routine (MoTest *test, MoTransactionEvent at, gboolean is_native)
{
  Lent self;
  g_autoptr (GError) error = NULL;

  lent_open (&self, test, at, "CALL $t_p()");
  self.is_native = is_native;
  g_assert_false (run_and_kill (&self, "SLEEP(30)", &error));
  g_assert_false (mo_error_is_retryable (error));
  g_assert_cmpuint (self.n_runs, ==, 1);
  g_assert_cmpint (mo_test_count (test), ==, 1);
  g_assert_cmpstr (self.events->str, ==, at == A_CALL ? "r?" : "c?");
  mo_test_sql (test, "DELETE FROM $t");
  lent_close (&self);
}

static void
test_lost_behind_commit (MoTest *test)
{
  create_commit (test, " DO SLEEP(30);");
  check_lost_routine (test, MO_TRANSACTION_BEFORE_COMMIT, FALSE);
  check_lost_routine (test, MO_TRANSACTION_BEFORE_COMMIT, TRUE);
  check_lost_routine (test, A_CALL, FALSE);
  check_lost_routine (test, A_CALL, TRUE);
  drop_commit (test);
}

/* What cannot have committed is run again, as it is without a function. */
static void
test_lost_statement (MoTest *test)
{
  const MoTransactionEvent places[] = { MO_TRANSACTION_BEFORE_COMMIT, A_CALL };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      Lent self;
      g_autoptr (GError) error = NULL;

      lent_open (&self, test, places[i], "UPDATE $t SET n = SLEEP(30)");
      self.most_runs = 1;
      g_assert_true (run_and_kill (&self, "SLEEP(30)", &error));
      g_assert_no_error (error);
      g_assert_cmpuint (self.n_runs, ==, 2);
      g_assert_cmpint (mo_test_count (test), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
      lent_close (&self);
    }
}

/* --- where the server rolls it back --- */

static void
test_deadlock (MoTest *test)
{
  const MoTransactionEvent places[] = { MO_TRANSACTION_BEFORE_COMMIT, A_CALL };

  for (guint i = 0; i < G_N_ELEMENTS (places) * 2; i++)
    {
      Lent self;
      g_autoptr (GError) error = NULL;

      lent_open (&self, test, places[i / 2], DEADLOCK);
      self.most_runs = 1;
      self.is_lax = i % 2 == 1;
      g_assert_true (run (&self, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (self.n_runs, ==, 2);
      g_assert_cmpstr (self.events->str, ==, self.at == A_CALL ? "rRcC" : "crRcC");
      g_assert_cmpint (mo_test_count (test), ==, 1);
      mo_test_sql (test, "DELETE FROM $t");
      lent_close (&self);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction-lent/refused", test_refused);
  mo_test_add_mariadb ("/transaction-lent/writes-without-transaction",
                       test_writes_without_transaction);
  mo_test_add_mariadb ("/transaction-lent/routine-commits-before-commit",
                       test_routine_commits_before_commit);
  mo_test_add_mariadb ("/transaction-lent/routine-commits-before-rollback",
                       test_routine_commits_before_rollback);
  mo_test_add_mariadb ("/transaction-lent/hook-is-refused-and-body-run-again",
                       test_hook_is_refused_and_body_run_again);
  mo_test_add_mariadb ("/transaction-lent/routine-commits-in-call", test_routine_commits_in_call);
  mo_test_add_mariadb ("/transaction-lent/lost-behind-commit", test_lost_behind_commit);
  mo_test_add_mariadb ("/transaction-lent/lost-statement", test_lost_statement);
  mo_test_add_mariadb ("/transaction-lent/deadlock", test_deadlock);
  return g_test_run ();
}
