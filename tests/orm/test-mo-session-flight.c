/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens to instances while flushes and queries of theirs are on their way: the latest that
 * was said counts, whatever arrives after it. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  MoNullInt64 boss_id;
  char *name;
} Member;

MO_DEFINE_MODEL (Member, member, "members",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (boss_id, 0, .references = MO_REFERENCES (Member, id)),
                 MO_COLUMN (name, 0, .length = 20))

/* --- rows that are older than the flush --- */

static void
assert_names (OrmTest *orm, const char *expected)
{
  g_autofree char *rows = orm_test_rows (orm, "SELECT name FROM users ORDER BY id");

  g_assert_cmpstr (rows, ==, expected);
}

/* The first is changed and flushed while the query is on its way; the second is as expired as it,
 * and the query's row is the newest there is of it. */
static gboolean
body_reads_old_row (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) first = orm_load_user (session, 1);
  g_autoptr (User) second = orm_load_user (session, 2);
  g_autoptr (MoFuture) query = NULL;
  g_autoptr (MoFuture) flush = NULL;

  mo_session_set_expire_on_commit (session, TRUE);
  mo_test_ok (mo_session_commit (session));
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'Behind' WHERE id = 2"));
  query = mo_session_execute (session, mo_select (User));
  mo_set (first, name, "New");
  flush = mo_session_flush (session);
  mo_test_ok (g_steal_pointer (&query));
  mo_test_ok (g_steal_pointer (&flush));
  g_assert_cmpstr (first->name, ==, "New");
  g_assert_cmpstr (second->name, ==, "Behind");
  g_assert_false (mo_entity_is_modified (first));
  /* A change, since the row has "New" by now. */
  mo_set (first, name, "User1");
  g_assert_true (mo_entity_is_modified (first));
  return TRUE;
}

static void
test_old_row (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  orm_test_add_users (&orm, 2, "old");
  orm_test_run (&orm, body_reads_old_row, NULL);
  assert_names (&orm, "User1;Behind");
  orm_test_close (&orm);
}

/* A query that was submitted behind the flush has the newer row. */
static gboolean
body_reads_new_row (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);
  g_autoptr (MoFuture) flush = NULL;
  g_autoptr (MoFuture) update = NULL;

  mo_session_set_expire_on_commit (session, TRUE);
  mo_test_ok (mo_session_commit (session));
  mo_set (user, name, "New");
  flush = mo_session_flush (session);
  update = mo_execute (tx, "UPDATE users SET name = 'Newer' WHERE id = 1");
  mo_test_ok (mo_session_execute (session, mo_select (User)));
  mo_test_ok (g_steal_pointer (&flush));
  mo_test_ok (g_steal_pointer (&update));
  g_assert_cmpstr (user->name, ==, "Newer");
  g_assert_false (mo_entity_is_modified (user));
  return TRUE;
}

static void
test_new_row (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  orm_test_add_users (&orm, 1, "old");
  orm_test_run (&orm, body_reads_new_row, NULL);
  assert_names (&orm, "Newer");
  orm_test_close (&orm);
}

/* --- a reference that is changed while it is written --- */

typedef struct
{
  OrmTest *orm;
  MoTransaction *tx;
  MoSession *session;
  OrmGate gate;
  User *first;
  User *second;
  Order *order; /* refers to first in one flush, and to second in the next */
  MoFuture *flushes[2];
} Relinked;

/* Returns with both flushes on their way. The first user is inserted by the first of them. */
static void
relinked_open (Relinked *self, OrmTest *orm, gboolean flush_first)
{
  *self = (Relinked){ .orm = orm, .tx = mo_test_begin (orm->client) };
  self->session = mo_transaction_get_session (self->tx);
  self->first = orm_new_user (1);
  self->second = orm_new_user (2);
  self->order = mo_new (Order);
  mo_session_add (self->session, self->second);
  if (flush_first)
    mo_session_add (self->session, self->first);
  mo_test_ok (mo_session_flush (self->session));
  mo_set_reference (self->order, user_id, self->first);
  mo_session_add (self->session, self->order);
  orm_gate_shut (&self->gate, orm, self->tx);
  self->flushes[0] = mo_session_flush (self->session);
  mo_set (self->order, user_id, self->second->id);
  self->flushes[1] = mo_session_flush (self->session);
}

static void
relinked_land (Relinked *self)
{
  orm_gate_open (&self->gate);
  for (guint i = 0; i < G_N_ELEMENTS (self->flushes); i++)
    mo_test_ok (g_steal_pointer (&self->flushes[i]));
}

/* Commits; the row refers to @user. */
static void
relinked_close (Relinked *self, const User *user)
{
  mo_test_ok (mo_transaction_commit (self->tx));
  g_assert_cmpint (user->id, >, 0);
  g_assert_cmpint (self->order->user_id, ==, user->id);
  g_assert_cmpint (orm_test_int64 (self->orm, "SELECT user_id FROM orders"), ==, user->id);
  user_unref (self->first);
  user_unref (self->second);
  order_unref (self->order);
  g_clear_object (&self->tx);
}

/* To and fro: the last is back to the first. */
static void
test_relinked_by_value (MoTest *test)
{
  OrmTest orm;
  Relinked self;

  orm_test_open_gated (&orm, test);
  relinked_open (&self, &orm, TRUE);
  mo_set (self.order, user_id, self.first->id);
  relinked_land (&self);
  g_assert_true (mo_entity_is_modified (self.order));
  relinked_close (&self, self.first);
  orm_test_close (&orm);
}

static void
test_relinked_by_reference (MoTest *test)
{
  OrmTest orm;
  Relinked self;

  orm_test_open_gated (&orm, test);
  relinked_open (&self, &orm, FALSE);
  mo_set_reference (self.order, user_id, self.first);
  relinked_land (&self);
  g_assert_true (mo_entity_is_modified (self.order));
  relinked_close (&self, self.first);
  orm_test_close (&orm);
}

/* Once both are done nothing is left to be written. */
static void
test_relinked_for_good (MoTest *test)
{
  OrmTest orm;
  Relinked self;

  orm_test_open_gated (&orm, test);
  relinked_open (&self, &orm, FALSE);
  relinked_land (&self);
  g_assert_cmpint (self.order->user_id, ==, self.second->id);
  g_assert_false (mo_entity_is_modified (self.order));
  relinked_close (&self, self.second);
  orm_test_close (&orm);
}

/* Its field has had the old value all along, and the row is to have it again. */
static void
test_relinked_to_old (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  orm_test_add_users (&orm, 1, "old");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) user = orm_new_user (2);
    g_autoptr (Order) order = mo_new (Order, .user_id = 1);
    MoFuture *flushes[2];
    OrmGate gate;

    mo_set_reference (order, user_id, user);
    mo_session_add (session, order);
    orm_gate_shut (&gate, &orm, tx);
    flushes[0] = mo_session_flush (session);
    mo_set (order, user_id, 1);
    g_assert_true (mo_entity_is_modified (order));
    flushes[1] = mo_session_flush (session);
    g_assert_false (mo_entity_is_modified (order));
    orm_gate_open (&gate);
    mo_test_ok (flushes[0]);
    mo_test_ok (flushes[1]);
    g_assert_cmpint (mo_test_number (mo_execute (tx, "SELECT user_id FROM orders")), ==, 1);
    g_assert_cmpint (order->user_id, ==, 1);
    mo_test_ok (mo_transaction_rollback (tx));
  }
  orm_test_close (&orm);
}

/* --- rows that go before anybody knows their keys --- */

static void
delete_chain (OrmTest *orm, Member *members[3])
{
  g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);
  MoSession *session = mo_transaction_get_session (tx);
  MoFuture *flushes[2];

  mo_session_add_all (session, (gpointer *) members, 3);
  flushes[0] = mo_session_flush (session);
  mo_set (members[1], name, "Changed");
  flushes[1] = mo_session_flush (session);
  for (guint i = 0; i < 3; i++)
    mo_session_delete (session, members[i]);
  mo_test_ok (mo_session_flush (session));
  mo_test_ok (flushes[0]);
  mo_test_ok (flushes[1]);
  mo_test_ok (mo_transaction_commit (tx));
}

/* Each has the one before as its boss, and nobody waits for the flush that tells who that is, nor
 * for the one behind it. */
static void
test_chain_deleted (MoTest *test)
{
  OrmTest orm;
  Member *members[3];

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (Member));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      members[i] = mo_new (Member, .name = "New");
      if (i > 0)
        mo_set_reference (members[i], boss_id, members[i - 1]);
    }
  delete_chain (&orm, members);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM members"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    member_unref (members[i]);
  orm_test_close (&orm);
}

/* --- a key that is set while the server gives one --- */

/* As much a changed key as one that is set after the flush: refused, and it can be taken back. */
static void
test_key_set (MoTest *test)
{
  OrmTest orm;

  orm_test_open_gated (&orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) user = orm_new_user (1);
    g_autoptr (MoFuture) flush = NULL;
    OrmGate gate;
    gint64 given;

    mo_session_add (session, user);
    orm_gate_shut (&gate, &orm, tx);
    flush = mo_session_flush (session);
    g_assert_true (mo_set (user, id, 777));
    orm_gate_open (&gate);
    mo_test_ok (g_steal_pointer (&flush));
    g_assert_cmpint (user->id, ==, 777);
    mo_test_fails (mo_session_flush (session), MO_ERROR_INVALID_ARGUMENT);
    given = mo_test_number (mo_execute (tx, "SELECT id FROM users"));
    g_assert_cmpint (given, !=, 777);
    mo_set (user, id, given);
    mo_set (user, name, "Kept");
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users WHERE name = 'Kept'"), ==, given);
  }
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/flight/old-row", test_old_row);
  mo_test_add ("/orm/flight/new-row", test_new_row);
  mo_test_add ("/orm/flight/relinked-by-value", test_relinked_by_value);
  mo_test_add ("/orm/flight/relinked-by-reference", test_relinked_by_reference);
  mo_test_add ("/orm/flight/relinked-for-good", test_relinked_for_good);
  mo_test_add ("/orm/flight/relinked-to-old", test_relinked_to_old);
  mo_test_add ("/orm/flight/chain-deleted", test_chain_deleted);
  mo_test_add ("/orm/flight/key-set", test_key_set);
  return g_test_run ();
}
