/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A flush that is cancelled, while it waits for its turn or while it runs, is never committed
 * without. */

#include <gio/gio.h>
#include <string.h>

#include "orm-test.h"

/* Nothing of the transaction is there. */
static void
assert_void (OrmTest *orm, User *user)
{
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (user->id, ==, 0);
  g_assert_cmpint (orm_test_count_users (orm), ==, 0);
}

/* And it says why. */
static void
assert_not_committed (MoFuture *commit)
{
  g_autoptr (GError) error = mo_test_take_error (commit);

  g_assert_nonnull (error);
  mo_test_assert_contains (error->message, "rolled back");
  mo_test_assert_contains (error->message, "cancelled");
}

/* Cancelled when another flush and the commit are behind it already. */
static void
test_first_of_two (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) first = orm_new_user (1);
    g_autoptr (User) second = orm_new_user (2);
    MoFuture *flushes[2];
    MoFuture *commit;
    OrmGate gate;

    orm_gate_shut (&gate, &orm, tx);
    mo_session_add (session, first);
    flushes[0] = mo_session_flush (session);
    mo_session_add (session, second);
    flushes[1] = mo_session_flush (session);
    commit = mo_transaction_commit (tx);
    mo_future_cancel (flushes[0]);
    orm_gate_open (&gate);
    mo_test_cancelled (flushes[0]);
    mo_await (flushes[1], NULL);
    assert_not_committed (commit);
    assert_void (&orm, first);
    assert_void (&orm, second);
  }
  orm_test_close (&orm);
}

/* A flush with nothing to write is the one before it: here the commit's own. */
static void
test_of_commit (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) user = orm_new_user (1);
    MoFuture *commit;
    MoFuture *flush;
    OrmGate gate;

    orm_gate_shut (&gate, &orm, tx);
    mo_session_add (session, user);
    commit = mo_transaction_commit (tx);
    flush = mo_session_flush (session);
    mo_future_cancel (flush);
    orm_gate_open (&gate);
    mo_test_cancelled (flush);
    assert_not_committed (commit);
    assert_void (&orm, user);
  }
  orm_test_close (&orm);
}

/* The instances are as they were before: another transaction writes them, references and all. */
static void
test_again (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (Order) order = mo_new (Order);

  orm_test_open_gated (&orm, test);
  mo_set_reference (order, user_id, user);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
      MoSession *session = mo_transaction_get_session (tx);
      g_autoptr (MoFuture) flush = NULL;
      OrmGate gate;

      g_assert_true (mo_session_add (session, order));
      orm_gate_shut (&gate, &orm, tx);
      flush = mo_session_flush (session);
      if (i == 0)
        mo_future_cancel (flush);
      orm_gate_open (&gate);
      if (i == 0)
        mo_test_cancelled (g_steal_pointer (&flush));
      g_assert_cmpint (mo_await (mo_transaction_commit (tx), NULL), ==, i > 0);
      if (i == 0)
        mo_test_ok (mo_transaction_rollback (tx)); /* the commit was not even sent */
      g_assert_cmpint (orm_test_count_users (&orm), ==, i);
    }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users"), ==, user->id);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, user->id);
  g_assert_cmpint (order->user_id, ==, user->id);
  orm_test_close (&orm);
}

/* An order of that key, of a new user. */
static MoFuture *
flush_order (MoTransaction *tx, User *user, Order *order)
{
  MoSession *session = mo_transaction_get_session (tx);

  order->id = 7;
  mo_set_reference (order, user_id, user);
  g_assert_true (mo_session_add (session, order));
  return mo_session_flush (session);
}

/* It is stopped on the server: nobody can want what it had done by then. The key is another's, who
 * has not said yet whether it stays. */
static void
test_running (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) holder = mo_test_begin (orm.client);
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    g_autoptr (User) other_user = orm_new_user (1);
    g_autoptr (Order) other_order = mo_new (Order);
    g_autoptr (User) user = orm_new_user (2);
    g_autoptr (Order) order = mo_new (Order);
    MoTest eyes = *test;
    MoFuture *flush;
    MoFuture *commit;

    eyes.other = orm.other;
    mo_test_ok (flush_order (holder, other_user, other_order));
    flush = flush_order (tx, user, order);
    commit = mo_transaction_commit (tx);
    mo_test_wait_for_statement (&eyes, "INSERT INTO `orders`");
    mo_future_cancel (flush);
    mo_test_cancelled (flush);
    assert_not_committed (commit);
    mo_test_ok (mo_transaction_rollback (holder));
    assert_void (&orm, user);
    g_assert_cmpint (mo_entity_get_state (order), ==, MO_ENTITY_TRANSIENT);
    g_assert_cmpint (order->id, ==, 7);
    g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM orders"), ==, 0);
  }
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/cancel/first-of-two", test_first_of_two);
  mo_test_add ("/orm/cancel/of-commit", test_of_commit);
  mo_test_add ("/orm/cancel/again", test_again);
  mo_test_add ("/orm/cancel/running", test_running);
  return g_test_run ();
}
