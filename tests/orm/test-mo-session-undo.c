/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances after their session: rolled back, closed, and wanted by another session. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  MoNullInt64 parent;
} Node;

MO_DEFINE_MODEL (Node, node, "nodes",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (parent, 0, .references = MO_REFERENCES (Node, id)))

/* In a transaction of its own. */
static void
commit_entity (OrmTest *orm, gpointer entity)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);

  g_assert_true (mo_session_add (mo_transaction_get_session (tx), entity));
  mo_test_ok (mo_transaction_commit (tx));
}

static void
assert_unsaved (User *user)
{
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (user->id, ==, 0);
}

/* --- rolled back --- */

/* The flush failed: what it was to write is to be written still. */
static void
test_failed_link (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (User) twice = orm_new_user (1);
  g_autoptr (Order) order = mo_new (Order);

  orm_test_open_gated (&orm, test);
  mo_set_reference (order, user_id, user);
  commit_entity (&orm, order);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, order);
    mo_set_reference (order, user_id, twice);
    mo_test_fails (mo_session_flush (session), MO_ERROR_DUPLICATE_KEY);
    mo_test_ok (mo_session_rollback (session));
  }
  g_assert_true (mo_entity_is_modified (order));
  mo_set (twice, email, "once@example.com");
  commit_entity (&orm, order);
  g_assert_cmpint (twice->id, >, 0);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, twice->id);
  orm_test_close (&orm);
}

/* The order referred to @given_up, and was given another user before the rollback. */
static void
roll_back_relinked (OrmTest *orm, Order *order, User *given_up, const User *user)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);
  MoSession *session = mo_transaction_get_session (tx);

  mo_set_reference (order, user_id, given_up);
  mo_session_add (session, order);
  mo_test_ok (mo_session_flush (session));
  g_assert_cmpint (order->user_id, ==, given_up->id);
  mo_set (order, user_id, user->id);
  if (user == given_up)
    {
      mo_session_delete (session, order);
      mo_session_delete (session, given_up);
      mo_test_ok (mo_session_flush (session));
    }
  mo_test_ok (mo_session_rollback (session));
}

static void
test_old_link (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (User) given_up = orm_new_user (2);
  g_autoptr (Order) order = mo_new (Order);

  orm_test_open_gated (&orm, test);
  commit_entity (&orm, user);
  roll_back_relinked (&orm, order, given_up, user);
  g_assert_cmpint (order->user_id, ==, user->id);
  commit_entity (&orm, order);
  g_assert_cmpint (order->user_id, ==, user->id);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, user->id);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  assert_unsaved (given_up);
  orm_test_close (&orm);
}

/* Its key, given by value, is whom it followed, also where the transaction has deleted both. */
static void
test_same_link (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (Order) order = mo_new (Order);

  orm_test_open_gated (&orm, test);
  roll_back_relinked (&orm, order, user, user);
  commit_entity (&orm, order);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, user->id);
  orm_test_close (&orm);
}

/* What others have written meanwhile stays: only what was set is written again. */
static void
test_lost_update (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);
  g_autofree char *rows = NULL;

  orm_test_open_gated (&orm, test);
  commit_entity (&orm, user);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, user);
    mo_set (user, name, "First");
    mo_test_ok (mo_session_flush (session));
    mo_set (user, name, "Second");
    mo_test_ok (mo_session_flush (session));
    mo_test_ok (mo_session_rollback (session));
  }
  g_assert_true (mo_entity_is_modified (user));
  mo_set (user, name, "User1");
  g_assert_false (mo_entity_is_modified (user));
  mo_set (user, name, "First"); /* flushed before, and not in the row */
  orm_test_sql (&orm, "UPDATE users SET points = 100, status = 'other'");
  commit_entity (&orm, user);
  rows = orm_test_rows (&orm, "SELECT name, points, status FROM users");
  g_assert_cmpstr (rows, ==, "First,100,other");
  orm_test_close (&orm);
}

/* Closed in two flushes, since one cannot. */
static void
flush_circle (MoSession *session, Node *first, Node *second)
{
  mo_session_add (session, first);
  mo_set_reference (first, parent, second);
  mo_test_ok (mo_session_flush (session));
  mo_set_reference (second, parent, first);
  mo_test_ok (mo_session_flush (session));
}

/* One reference of the two is given up, so that both can be inserted again. */
static void
test_circle (MoTest *test)
{
  OrmTest orm;
  g_autoptr (Node) first = mo_new (Node);
  g_autoptr (Node) second = mo_new (Node);

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Node));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);

    flush_circle (mo_transaction_get_session (tx), first, second);
    mo_test_ok (mo_transaction_rollback (tx));
  }
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    g_assert_true (mo_session_add (session, first));
    g_assert_true (mo_session_add (session, second));
    mo_test_ok (mo_session_flush (session));
    g_assert_cmpint (first->parent.is_set + second->parent.is_set, ==, 1);
    flush_circle (session, first, second);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (first->parent.value, ==, second->id);
  g_assert_cmpint (second->parent.value, ==, first->id);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes a JOIN nodes b "
                                         "ON a.parent = b.id AND b.parent = a.id"),
                   ==, 2);
  orm_test_close (&orm);
}

/* Each of the two by itself, once it refers to nobody. */
static void
test_circle_opened (MoTest *test)
{
  OrmTest orm;
  g_autoptr (Node) first = mo_new (Node);
  g_autoptr (Node) second = mo_new (Node);

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Node));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);

    flush_circle (mo_transaction_get_session (tx), first, second);
    mo_test_ok (mo_transaction_rollback (tx));
  }
  mo_set_reference (second, parent, NULL);
  commit_entity (&orm, second);
  mo_set_reference (first, parent, NULL);
  commit_entity (&orm, first);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM nodes WHERE parent IS NULL"),
                   ==, 2);
  orm_test_close (&orm);
}

/* --- closed while something is on its way --- */

typedef struct
{
  MoTransaction *tx;
  MoSession *session;
  OrmGate gate;
  MoFuture *query;
  MoFuture *closed;
} Closed;

static void
close_in_flight (Closed *self, OrmTest *orm)
{
  self->tx = mo_test_begin (orm->client);
  self->session = mo_transaction_get_session (self->tx);
  orm_gate_shut (&self->gate, orm, self->tx);
  self->query = mo_session_execute (self->session, mo_select (User));
  self->closed = mo_session_close (self->session);
}

static void
let_close (Closed *self)
{
  orm_gate_open (&self->gate);
  mo_test_ok (g_steal_pointer (&self->query));
  mo_test_ok (g_steal_pointer (&self->closed));
}

/* What is added after the call is not what it lets go of. */
static void
test_added_after_close (MoTest *test)
{
  OrmTest orm;
  Closed self;
  g_autoptr (User) user = orm_new_user (1);

  orm_test_open_gated (&orm, test);
  close_in_flight (&self, &orm);
  g_assert_true (mo_session_add (self.session, user));
  let_close (&self);
  g_assert_true (mo_session_contains (self.session, user));
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (user->id, >, 0);
  mo_test_ok (mo_transaction_commit (self.tx));
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users"), ==, user->id);
  g_clear_object (&self.tx);
  orm_test_close (&orm);
}

static void
test_flushed_after_close (MoTest *test)
{
  OrmTest orm;
  Closed self;
  g_autoptr (User) user = orm_new_user (1);
  MoFuture *flush;

  orm_test_open_gated (&orm, test);
  close_in_flight (&self, &orm);
  g_assert_true (mo_session_add (self.session, user));
  flush = mo_session_flush (self.session);
  let_close (&self);
  mo_test_ok (flush);
  {
    g_autoptr (User) read = orm_load_user (self.session, user->id);

    g_assert_true (read == user);
    g_assert_true (mo_session_contains (self.session, read));
    mo_set (read, points, 5);
  }
  mo_test_ok (mo_transaction_commit (self.tx));
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT points FROM users"), ==, 5);
  g_clear_object (&self.tx);
  orm_test_close (&orm);
}

/* The flush is done for an instance that is not the session's any more. */
static void
test_closed_behind_flush (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) user = orm_new_user (1);

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    MoFuture *flush;
    MoFuture *closed;
    OrmGate gate;

    mo_session_add (session, user);
    orm_gate_shut (&gate, &orm, tx);
    flush = mo_session_flush (session);
    closed = mo_session_close (session);
    g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
    orm_gate_open (&gate);
    mo_test_ok (flush);
    mo_test_ok (closed);
    {
      g_autoptr (User) read = orm_load_user (session, user->id);

      g_assert_true (mo_session_contains (session, read));
      g_assert_false (mo_session_contains (session, user));
      mo_set (read, points, 5);
    }
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT points FROM users"), ==, 5);
  orm_test_close (&orm);
}

/* --- two sessions --- */

/* Written by a session that let go of it, and whose transaction is open: no other may have it. */
static MoTransaction *
write_and_close (OrmTest *orm, User *user)
{
  MoTransaction *tx = mo_test_begin (orm->client);
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_add (session, user);
  mo_test_ok (mo_session_flush (session));
  mo_test_ok (mo_session_close (session));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  return tx;
}

static void
assert_no_other_takes (OrmTest *orm, User *user)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);
  MoSession *session = mo_transaction_get_session (tx);

  g_assert_false (mo_session_add (session, user));
  g_assert_false (mo_session_contains (session, user));
  mo_test_fails (mo_session_flush (session), MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_other_transaction (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) undone = orm_new_user (1);
  g_autoptr (User) kept = orm_new_user (2);
  g_autofree char *rows = NULL;

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) tx = write_and_close (&orm, undone);

    assert_no_other_takes (&orm, undone);
    mo_test_ok (mo_transaction_rollback (tx));
    assert_unsaved (undone);
  }
  {
    g_autoptr (MoTransaction) tx = write_and_close (&orm, kept);

    assert_no_other_takes (&orm, kept);
    mo_test_ok (mo_transaction_commit (tx));
  }
  /* Both transactions are over: one row is to be inserted, and one to be changed. */
  mo_set (undone, name, "Undone");
  commit_entity (&orm, undone);
  mo_set (kept, name, "Kept");
  commit_entity (&orm, kept);
  rows = orm_test_rows (&orm, "SELECT name FROM users ORDER BY name");
  g_assert_cmpstr (rows, ==, "Kept;Undone");
  orm_test_close (&orm);
}

/* The key of a parent on its way is its session's. */
typedef struct
{
  OrmTest *orm;
  MoTransaction *ours;
  MoTransaction *theirs;
  User *parent; /* of theirs */
  Order *child; /* of ours */
} Strangers;

static void
strangers_open (Strangers *self, OrmTest *orm)
{
  *self = (Strangers){ .orm = orm, .parent = orm_new_user (1), .child = mo_new (Order) };
  self->ours = mo_test_begin (orm->client);
  self->theirs = mo_test_begin (orm->client);
  mo_session_add (mo_transaction_get_session (self->theirs), self->parent);
}

static void
strangers_close (Strangers *self)
{
  user_unref (self->parent);
  order_unref (self->child);
  g_clear_object (&self->ours);
  g_clear_object (&self->theirs);
}

/* Refused at the call, before the parent's key is known. */
static void
strangers_meet_in_flight (Strangers *self)
{
  MoSession *session = mo_transaction_get_session (self->ours);
  MoFuture *flush;
  OrmGate gate;

  orm_gate_shut (&gate, self->orm, self->theirs);
  flush = mo_session_flush (mo_transaction_get_session (self->theirs));
  mo_set_reference (self->child, user_id, self->parent);
  g_assert_true (mo_session_add (session, self->child));
  mo_test_fails (mo_session_flush (session), MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpint (mo_entity_get_state (self->child), ==, MO_ENTITY_PENDING);
  orm_gate_open (&gate);
  mo_test_ok (flush);
  mo_test_fails (mo_session_flush (session), MO_ERROR_INVALID_ARGUMENT);
}

static void
test_parent_rolled_back (MoTest *test)
{
  OrmTest orm;
  Strangers self;

  orm_test_open_gated (&orm, test);
  strangers_open (&self, &orm);
  strangers_meet_in_flight (&self);
  mo_test_ok (mo_transaction_rollback (self.theirs));
  assert_unsaved (self.parent);
  /* Nobody's now: it comes with its child. */
  mo_test_ok (mo_transaction_commit (self.ours));
  g_assert_cmpint (self.parent->id, >, 0);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT u.id FROM users u, orders o WHERE o.user_id = "
                                         "u.id"),
                   ==, self.parent->id);
  strangers_close (&self);
  orm_test_close (&orm);
}

static void
test_parent_committed (MoTest *test)
{
  OrmTest orm;
  Strangers self;

  orm_test_open_gated (&orm, test);
  strangers_open (&self, &orm);
  strangers_meet_in_flight (&self);
  mo_test_ok (mo_transaction_commit (self.theirs));
  mo_test_ok (mo_transaction_commit (self.ours));
  g_assert_cmpint (self.parent->id, >, 0);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT user_id FROM orders"), ==, self.parent->id);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  strangers_close (&self);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/undo/failed-link", test_failed_link);
  mo_test_add ("/orm/undo/old-link", test_old_link);
  mo_test_add ("/orm/undo/same-link", test_same_link);
  mo_test_add ("/orm/undo/lost-update", test_lost_update);
  mo_test_add ("/orm/undo/circle", test_circle);
  mo_test_add ("/orm/undo/circle-opened", test_circle_opened);
  mo_test_add ("/orm/undo/added-after-close", test_added_after_close);
  mo_test_add ("/orm/undo/flushed-after-close", test_flushed_after_close);
  mo_test_add ("/orm/undo/closed-behind-flush", test_closed_behind_flush);
  mo_test_add ("/orm/undo/other-transaction", test_other_transaction);
  mo_test_add ("/orm/undo/parent-rolled-back", test_parent_rolled_back);
  mo_test_add ("/orm/undo/parent-committed", test_parent_committed);
  return g_test_run ();
}
