/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cancelling the end of a transaction, and of a client. */

#include "mo-test-server.h"

/* Waits for the row, and holds up what is queued behind. */
static MoFuture *
update_held_row (MoTest *test, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (test, "UPDATE $t SET n = 1 WHERE id = 1"));
}

static MoFuture *
insert_second (MoTest *test, MoTransaction *tx)
{
  return mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (2, 'b', 2)"));
}

/* COMMIT was not sent yet: it is not, what runs before it is stopped, and all is rolled back. */
static void
test_commit (MoTest *test)
{
  g_autoptr (MoTransaction) holder = mo_test_hold_row (test, test->other);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  G_GNUC_UNUSED g_autoptr (MoFuture) insert = insert_second (test, tx);
  g_autoptr (MoFuture) update = update_held_row (test, tx);
  g_autoptr (MoFuture) commit = mo_transaction_commit (tx);

  mo_future_cancel (commit);
  mo_test_cancelled (mo_future_ref (commit));
  mo_future_cancel (update);
  mo_test_cancelled (mo_future_ref (update));
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_int64 (test, "SELECT n FROM $t WHERE id = 1"), ==, 0);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

static void
test_rollback (MoTest *test)
{
  g_autoptr (MoTransaction) holder = mo_test_hold_row (test, test->other);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  G_GNUC_UNUSED g_autoptr (MoFuture) insert = insert_second (test, tx);
  G_GNUC_UNUSED g_autoptr (MoFuture) update = update_held_row (test, tx);
  g_autoptr (MoFuture) rollback = mo_transaction_rollback (tx);

  mo_future_cancel (rollback);
  g_assert_cmpint (mo_future_get_status (rollback), ==, MO_FUTURE_PENDING);
  mo_test_ok (mo_transaction_rollback (holder));
  mo_test_ok (mo_future_ref (rollback));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- a scope whose COMMIT is queued --- */

static MoFuture *
body_that_is_done (MoTransaction *tx, gpointer data)
{
  MoTest *test = data;

  mo_future_unref (insert_second (test, tx));
  mo_future_unref (update_held_row (test, tx));
  return NULL;
}

/* The body is done, its statement waits, and COMMIT behind it. */
static void
test_scope (MoTest *test)
{
  g_autoptr (MoTransaction) holder = mo_test_hold_row (test, test->other);
  g_autoptr (MoFuture) done = mo_client_transaction (test->client, body_that_is_done, test, NULL);
  MoTest eyes = *test;

  eyes.other = mo_test_client_new ("pool_size=1"); /* the holder has the only one of the other */
  mo_test_wait_for_statement (&eyes, mo_test_text (test, "UPDATE $t SET n = 1"));
  mo_future_cancel (done);
  mo_test_cancelled (mo_future_ref (done));
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_count (test), ==, 1);
  mo_test_ok (mo_client_disconnect (eyes.other));
  g_object_unref (eyes.other);
}

/* --- the end of a client --- */

/* It is shared by all who asked for it. */
static void
test_disconnect (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (MoFuture) mine = mo_client_disconnect (client);
  g_autoptr (MoFuture) theirs = mo_client_disconnect (client);

  mo_future_cancel (mine);
  g_assert_cmpint (mo_future_get_status (mine), ==, MO_FUTURE_PENDING);
  g_assert_cmpint (mo_future_get_status (theirs), ==, MO_FUTURE_PENDING);
  /* This does not wait for the transaction, which is this thread's to end. */
  g_clear_object (&client);
  mo_test_ok (insert_second (test, tx));
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_future_ref (mine));
  mo_test_ok (mo_future_ref (theirs));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/cancel/commit", test_commit);
  mo_test_add ("/client/cancel/rollback", test_rollback);
  mo_test_add ("/client/cancel/scope", test_scope);
  mo_test_add ("/client/cancel/disconnect", test_disconnect);
  return g_test_run ();
}
