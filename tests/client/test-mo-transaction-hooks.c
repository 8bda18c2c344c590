/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hooks before and after the end of a transaction: when they are called, what they may do, and what
 * is true by then. */

#include <stdatomic.h>
#include <string.h>

#include "mo-test-server.h"

typedef struct
{
  MoTest *test;
  GString *events; /* a letter each: c C r R ? */
  GThread *owner;
  gboolean objects;   /* to a commit */
  gint fails_at;      /* an event, or -1 */
  const char *runs;   /* SQL, before the commit */
  gint64 seen_after;  /* rows that there are behind the end */
  guint64 connection_id;
  guint n_destroyed;
} Hook;

static void
hook_open (Hook *self, MoTest *test)
{
  *self = (Hook){ .test = test, .owner = g_thread_self (), .fails_at = -1 };
  self->events = g_string_new (NULL);
}

static void
hook_close (Hook *self)
{
  g_string_free (self->events, TRUE);
}

static void
hook_destroy (gpointer data)
{
  ((Hook *) data)->n_destroyed++;
}

static gboolean
write_more (Hook *self, MoConnection *connection, GError **error)
{
  const char *sql = mo_test_text (self->test, self->runs);
  g_autoptr (MoResult) result = mo_connection_run_values (connection, sql, NULL, 0, error);

  return result != NULL;
}

/* Behind the end, when the connection sees what is committed. */
static gint64
count_rows (MoConnection *connection, Hook *self)
{
  g_autoptr (MoResult) result = mo_connection_run_values (
      connection, mo_test_text (self->test, "SELECT COUNT(*) FROM $t"), NULL, 0, NULL);

  return result != NULL ? mo_result_get_int64 (result, 0, 0) : -1;
}

static gboolean
hook (MoTransactionEvent event, MoConnection *connection, gpointer data, GError **error)
{
  Hook *self = data;

  g_string_append_c (self->events, "cCrR?"[event]);
  g_assert_true (g_thread_self () != self->owner);
  if (connection != NULL)
    self->connection_id = mo_connection_get_id (connection);
  if (event == MO_TRANSACTION_BEFORE_COMMIT && self->runs != NULL
      && !write_more (self, connection, error))
    return FALSE;
  if (event != MO_TRANSACTION_BEFORE_COMMIT && event != MO_TRANSACTION_BEFORE_ROLLBACK
      && connection != NULL)
    self->seen_after = count_rows (connection, self);
  if (self->objects && event == MO_TRANSACTION_BEFORE_COMMIT)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "not like this");
  else if (self->fails_at == (gint) event)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "in the hook");
  else
    return TRUE;
  return FALSE;
}

static MoTransaction *
begin_with (Hook *self, MoClient *client)
{
  MoTransaction *tx = mo_test_begin (client);

  g_assert_true (mo_transaction_add_hook (tx, hook, self, hook_destroy));
  return tx;
}

static MoFuture *
insert (MoTest *test, MoTransaction *tx, gint64 id)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), id);
}

static void
test_commit (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;

  hook_open (&self, test);
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  g_assert_cmpstr (self.events->str, ==, "");
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpstr (self.events->str, ==, "cC");
  g_assert_cmpuint (self.connection_id, ==, mo_transaction_get_connection_id (tx));
  g_assert_cmpint (self.seen_after, ==, 1);
  g_assert_cmpuint (self.n_destroyed, ==, 1);
  g_assert_false (mo_transaction_add_hook (tx, hook, &self, hook_destroy));
  g_assert_cmpuint (self.n_destroyed, ==, 2);
  hook_close (&self);
}

static void
test_rollback (MoTest *test)
{
  Hook self;

  hook_open (&self, test);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
      MoTransaction *tx = begin_with (&self, one);

      mo_test_ok (insert (test, tx, 1));
      if (i == 0)
        mo_test_ok (mo_transaction_rollback (tx));
      g_object_unref (tx); /* unfinished, the second time */
      mo_test_ok (mo_client_disconnect (one));
      g_assert_cmpstr (self.events->str, ==, "rR");
      g_assert_cmpint (self.seen_after, ==, 0);
      g_assert_cmpuint (self.n_destroyed, ==, (guint) i + 1);
      g_string_truncate (self.events, 0);
    }
  hook_close (&self);
}

/* What it writes before COMMIT is committed with the rest; so is it where there is nothing else. */
static void
test_writes_more (MoTest *test)
{
  Hook self;

  hook_open (&self, test);
  self.runs = "INSERT INTO $t VALUES (2, 'audit', 1)";
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = begin_with (&self, test->client);

      if (i == 0)
        mo_test_ok (insert (test, tx, 1));
      mo_test_ok (mo_transaction_commit (tx));
      g_assert_cmpint (mo_test_count (test), ==, i == 0 ? 2 : 1);
      mo_test_sql (test, "DELETE FROM $t");
    }
  hook_close (&self);
}

static void
test_objects (MoTest *test)
{
  Hook self;

  hook_open (&self, test);
  self.runs = "INSERT INTO $t VALUES (2, 'audit', 1)";
  self.objects = TRUE;
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = begin_with (&self, test->client);
      g_autoptr (GError) error = NULL;

      if (i == 0)
        mo_test_ok (insert (test, tx, 1));
      error = mo_test_take_error (mo_transaction_commit (tx));
      g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
      g_assert_cmpstr (error->message, ==, "not like this");
      g_assert_cmpstr (self.events->str, ==, "crR");
      g_assert_cmpint (mo_test_count (test), ==, 0);
      g_string_truncate (self.events, 0);
    }
  hook_close (&self);
}

/* It fails as statements do. */
static void
test_own_statement_fails (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;

  hook_open (&self, test);
  self.runs = "INSERT INTO $t VALUES (1, 'audit', 1)";
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_DUPLICATE_KEY);
  g_assert_cmpstr (self.events->str, ==, "crR");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  hook_close (&self);
}

/* It is refused, as in a statement. */
static void
test_ends_it_itself (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;

  hook_open (&self, test);
  self.runs = "COMMIT";
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_ENDS_TRANSACTION);
  g_assert_cmpstr (self.events->str, ==, "crR");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  hook_close (&self);
}

/* --- failing behind the end --- */

static void
test_fails_behind_commit (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (GError) error = NULL;

  hook_open (&self, test);
  self.fails_at = MO_TRANSACTION_AFTER_COMMIT;
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
  mo_test_assert_contains (error->message, "in the hook");
  g_assert_cmpint (mo_test_count (test), ==, 1);
  hook_close (&self);
}

static void
test_fails_around_rollback (MoTest *test)
{
  Hook self;

  hook_open (&self, test);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = NULL;

      self.fails_at = i == 0 ? MO_TRANSACTION_BEFORE_ROLLBACK : MO_TRANSACTION_AFTER_ROLLBACK;
      tx = begin_with (&self, test->client);
      mo_test_ok (insert (test, tx, 1));
      g_test_expect_message ("matrixone-glib", G_LOG_LEVEL_WARNING, "*failed: in the hook");
      mo_test_ok (mo_transaction_rollback (tx));
      g_test_assert_expected_messages ();
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
  hook_close (&self);
}

/* --- several --- */

static gboolean
note_order (MoTransactionEvent event, MoConnection *connection, gpointer data, GError **error)
{
  g_string_append_c (data, event == MO_TRANSACTION_BEFORE_COMMIT ? '2' : '.');
  return TRUE;
}

/* In the order in which they were added; behind one that objects, none. */
static void
test_several (MoTest *test)
{
  Hook self;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = NULL;

      hook_open (&self, test);
      self.objects = i == 1;
      tx = begin_with (&self, test->client);
      g_assert_true (mo_transaction_add_hook (tx, note_order, self.events, NULL));
      if (i == 0)
        mo_test_ok (mo_transaction_commit (tx));
      else
        mo_test_fails (mo_transaction_commit (tx), MO_ERROR_CONSTRAINT);
      g_assert_cmpstr (self.events->str, ==, i == 0 ? "c2C." : "cr.R.");
      hook_close (&self);
    }
}

/* --- what stops it --- */

static void
test_cancelled_in_hook (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoFuture) commit = NULL;

  hook_open (&self, test);
  self.runs = "SELECT id FROM $t WHERE SLEEP(30) = 0";
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  commit = mo_transaction_commit (tx);
  mo_test_wait_for_statement (test, "SLEEP(30)");
  mo_future_cancel (commit);
  mo_future_wait (commit, MO_WAIT_FOREVER, NULL);
  mo_test_cancelled (mo_future_ref (commit));
  g_assert_cmpstr (self.events->str, ==, "crR");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  hook_close (&self);
}

static void
test_timed_out_in_hook (MoTest *test)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (MoTransaction) tx = NULL;
  Hook self;

  hook_open (&self, test);
  self.runs = "SELECT id FROM $t WHERE SLEEP(30) = 0";
  mo_transaction_options_set_timeout (options, 300 * G_TIME_SPAN_MILLISECOND);
  tx = mo_await_transaction (mo_client_begin_with (test->client, options), NULL);
  mo_transaction_add_hook (tx, hook, &self, hook_destroy);
  mo_test_ok (insert (test, tx, 1));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TIMED_OUT);
  g_assert_cmpstr (self.events->str, ==, "crR");
  g_assert_cmpint (mo_test_count (test), ==, 0);
  hook_close (&self);
}

/* Where the connection is gone, there is none to be lent. */
static void
test_lost (MoTest *test)
{
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;

  hook_open (&self, test);
  tx = begin_with (&self, test->client);
  mo_test_ok (insert (test, tx, 1));
  mo_test_kill (test, mo_transaction_get_connection_id (tx));
  mo_test_fails (insert (test, tx, 2), MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpstr (self.events->str, ==, "rR");
  g_assert_cmpuint (self.connection_id, ==, 0);
  hook_close (&self);
}

static void
test_client_ends (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  Hook self;
  g_autoptr (MoTransaction) tx = NULL;

  hook_open (&self, test);
  tx = begin_with (&self, one);
  mo_test_ok (insert (test, tx, 1));
  mo_test_ok (mo_client_disconnect_within (one, 0));
  g_assert_cmpstr (self.events->str, ==, "R");
  g_assert_cmpuint (self.n_destroyed, ==, 1);
  hook_close (&self);
}

static void
test_timed_out (MoTest *test)
{
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
  g_autoptr (MoTransaction) tx = NULL;
  Hook self;

  hook_open (&self, test);
  mo_transaction_options_set_timeout (options, 300 * G_TIME_SPAN_MILLISECOND);
  tx = mo_await_transaction (mo_client_begin_with (one, options), NULL);
  mo_transaction_add_hook (tx, hook, &self, hook_destroy);
  mo_test_ok (mo_execute (one, "SELECT 1")); /* waits for its worker */
  g_assert_cmpstr (self.events->str, ==, "rR");
  mo_test_ok (mo_client_disconnect (one));
  hook_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction-hooks/commit", test_commit);
  mo_test_add ("/transaction-hooks/rollback", test_rollback);
  mo_test_add ("/transaction-hooks/writes-more", test_writes_more);
  mo_test_add ("/transaction-hooks/objects", test_objects);
  mo_test_add ("/transaction-hooks/own-statement-fails", test_own_statement_fails);
  mo_test_add ("/transaction-hooks/ends-it-itself", test_ends_it_itself);
  mo_test_add ("/transaction-hooks/fails-behind-commit", test_fails_behind_commit);
  mo_test_add ("/transaction-hooks/fails-around-rollback", test_fails_around_rollback);
  mo_test_add ("/transaction-hooks/several", test_several);
  mo_test_add ("/transaction-hooks/cancelled-in-hook", test_cancelled_in_hook);
  mo_test_add ("/transaction-hooks/timed-out-in-hook", test_timed_out_in_hook);
  mo_test_add ("/transaction-hooks/lost", test_lost);
  mo_test_add ("/transaction-hooks/client-ends", test_client_ends);
  mo_test_add ("/transaction-hooks/timed-out", test_timed_out);
  return g_test_run ();
}
