/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process that forks: the child is refused, and whatever it does, the parent goes on. */

#include <sys/wait.h>
#include <unistd.h>

#include "mo-test-cursor.h"

static void
assert_refused (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_REJECTED);
  mo_await (future, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
}

static gboolean
never (MoTransaction *tx, gpointer data, GError **error)
{
  g_assert_not_reached ();
}

/* Uses all that the parent holds, and drops it. */
static void
be_child (MoTest *test, MoClient *client, MoTransaction *tx)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  alarm (20); /* rather than for ever */
  assert_refused (mo_execute (client, "SELECT 1"));
  assert_refused (mo_client_connect (client));
  assert_refused (mo_client_begin (client));
  assert_refused (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'a', 1)")));
  g_assert_false (mo_client_run_transaction (client, never, NULL, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_POOL_CLOSED);
  text = mo_client_dump (client);
  g_assert_nonnull (text);
  mo_test_ok (mo_client_disconnect_within (client, 0));
  g_object_unref (tx);
  g_object_unref (client);
}

static void
fork_once (MoTest *test, MoClient *client, MoTransaction *tx)
{
  int status = -1;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      be_child (test, client, tx);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    g_error ("the child ended with the status %d", status);
}

static void
test_fork (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  gint64 in_tx = mo_test_connection_id (MO_EXECUTOR (tx));
  gint64 beside = mo_test_connection_id (MO_EXECUTOR (client));

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  for (guint i = 0; i < 10; i++)
    {
      fork_once (test, client, tx);
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (tx)), ==, in_tx);
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), ==, beside);
    }
  g_print ("# 10 children: the parent has connections %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
           " as before\n",
           in_tx, beside);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

#ifndef __SANITIZE_THREAD__ /* which does not follow a fork that starts threads */
/* A client of its own is as good as in any process. */
static void
test_new_client_in_child (MoTest *test)
{
  int status = -1;
  pid_t child;

  mo_test_ok (mo_client_connect (test->client));
  child = fork ();
  if (child == 0)
    {
      g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

      alarm (20);
      g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (client)), >, 0);
      mo_test_ok (mo_client_disconnect (client));
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  mo_test_ok (mo_execute (test->client, "SELECT 1"));
}
#endif

/* --- the parent's cursor --- */

/* Dropped in the child, it is still the parent's, in the middle of its rows. */
static void
test_cursor (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoCursor) alone
      = mo_test_open (MO_EXECUTOR (test->client), mo_test_rows_sql (test, 3), 0);
  g_autoptr (MoCursor) inside = mo_test_open (MO_EXECUTOR (tx), mo_test_rows_sql (test, 3), 0);
  int status = -1;
  pid_t child;

  mo_test_fetch_rows (alone, 10, 0);
  mo_test_fetch_rows (inside, 10, 0);
  child = fork ();
  if (child == 0)
    {
      alarm (20);
      assert_refused (mo_cursor_fetch (alone, 1));
      assert_refused (mo_cursor_fetch (inside, 1));
      mo_test_ok (mo_cursor_close (alone));
      g_object_unref (alone);
      g_object_unref (inside);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  mo_test_fetch_rows (alone, 990, 10);
  mo_test_fetch_rows (inside, 990, 10);
  mo_test_fetch_end (alone);
  mo_test_ok (mo_transaction_commit (tx));
}

/* --- the parent's futures --- */

/* No thread is started here that would send a KILL. */
static void
cancel_as_child (MoFuture **futures, guint n)
{
  alarm (20);
  for (guint i = 0; i < n; i++)
    mo_future_cancel (futures[i]);
  g_assert_cmpuint (mo_test_count_threads (""), ==, 1);
  _exit (0);
}

static void
cancel_in_child (MoTest *test, const char *options)
{
  g_autoptr (MoClient) client = mo_test_client_new (options);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoFuture *futures[3];
  int status = -1;
  pid_t child;

  futures[0] = mo_execute (tx, mo_test_text (test, "SELECT SLEEP(1), 'tx' FROM $t"));
  futures[1] = mo_execute (client, mo_test_text (test, "SELECT SLEEP(1), 'beside' FROM $t"));
  futures[2] = mo_execute (client, mo_test_text (test, "INSERT INTO $t VALUES (2, 'b', 1)"));
  mo_test_wait_for_statement (test, mo_test_text (test, "'tx' FROM $t"));
  mo_test_wait_for_statement (test, mo_test_text (test, "'beside' FROM $t"));
  child = fork ();
  if (child == 0)
    cancel_as_child (futures, G_N_ELEMENTS (futures));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) slept = mo_await_result (futures[i], &error);

      g_assert_no_error (error);
      g_assert_cmpint (mo_result_get_int64 (slept, 0, 0), ==, 0); /* 1: it was stopped */
    }
  mo_test_ok (futures[2]);
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_client_disconnect (client));
  mo_test_sql (test, "DELETE FROM $t WHERE id = 2");
}

/* Its own to cancel, not the child's; also where what stops statements would have to be started. */
static void
test_cancel_in_child (MoTest *test)
{
  mo_test_sql (test, "INSERT INTO $t VALUES (1, 'a', 1)");
  cancel_in_child (test, "pool_size=2");
  cancel_in_child (test, "pool_size=2&kill_connection=false");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/fork/child-is-refused", test_fork);
  mo_test_add ("/client/fork/cancel-in-child", test_cancel_in_child);
  mo_test_add ("/client/fork/cursor", test_cursor);
  /* The thread sanitizer has no threads after a fork. */
#ifndef __SANITIZE_THREAD__
  mo_test_add ("/client/fork/new-client-in-child", test_new_client_in_child);
#endif
  return g_test_run ();
}
