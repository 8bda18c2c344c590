/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Deleting instances: which statements, in which order, and what becomes of the instances. */

#include <string.h>

#include "orm-test.h"

typedef struct
{
  gint64 id;
  MoNullInt64 parent_id;
  char *label;
} Node;

MO_DEFINE_MODEL (Node, node, "nodes",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (parent_id, 0, .references = MO_REFERENCES (Node, id)),
                 MO_COLUMN (label, MO_UNIQUE, .length = 20))

/* --- many --- */

static void
test_many (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) users = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_test_add_users (&self.orm, 1000, "old");
  orm_unit_begin (&self);
  users = orm_all (mo_session_execute (self.session,
                                       mo_where (mo_select (User), mo_gt (MO_C (User, id), 1))));
  g_assert_cmpuint (users->len, ==, 999);
  wireplay_reset (self.wire.proxy);
  MO_FOREACH (User, user, users)
    g_assert_true (mo_session_delete (self.session, user));
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE FROM"), ==, 1);
  g_assert_cmpint (mo_entity_get_state (users->pdata[0]), ==, MO_ENTITY_DELETED);
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, 1000);
  orm_unit_commit (&self);
  g_assert_cmpint (mo_entity_get_state (users->pdata[0]), ==, MO_ENTITY_TRANSIENT);
  orm_unit_assert_rows (&self, "SELECT id FROM users", "1");
  orm_unit_close (&self);
}

/* --- the order of foreign keys --- */

/* Both ways in one flush: what comes, parents first; what goes, children first. */
static void
test_order (MoTest *test)
{
  OrmUnit self;
  User *old_user;
  g_autoptr (Order) old_order = NULL;
  g_autoptr (User) user = orm_new_user (5);
  g_autoptr (Order) order = mo_new (Order, .item = "new");
  g_autofree char *sent = NULL;

  orm_unit_open (&self, test, MO_MODELS (User, Order));
  orm_test_add_users (&self.orm, 1, "old");
  orm_test_sql (&self.orm, "INSERT INTO orders (user_id, item) VALUES (1, 'old')");
  orm_unit_begin (&self);
  old_user = orm_load_user (self.session, 1);
  old_order = orm_entity (mo_session_first (self.session, mo_select (Order)));
  mo_session_delete (self.session, old_user);
  mo_session_delete (self.session, old_order);
  mo_set_reference (order, user_id, user);
  mo_session_add (self.session, order);
  wireplay_reset (self.wire.proxy);
  orm_unit_commit (&self);
  sent = orm_wire_text (&self.wire);
  g_test_message ("%s", sent);
  g_assert_true (strstr (sent, "INSERT INTO `users`") < strstr (sent, "INSERT INTO `orders`"));
  g_assert_true (strstr (sent, "INSERT INTO `orders`") < strstr (sent, "DELETE FROM `orders`"));
  g_assert_true (strstr (sent, "DELETE FROM `orders`") < strstr (sent, "DELETE FROM `users`"));
  orm_unit_assert_rows (&self, "SELECT name, item FROM users JOIN orders ON users.id = user_id",
                        "User5,new");
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, 1);
  user_unref (old_user);
  orm_unit_close (&self);
}

/* A child whose parent goes is given to another, or to nobody, in the same flush. */
static void
test_child_stays (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Node) parent = NULL;
  g_autoptr (Node) child = NULL;

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b')");
  orm_unit_begin (&self);
  parent = orm_entity (mo_session_get (self.session, Node, 1));
  child = orm_entity (mo_session_get (self.session, Node, 2));
  mo_session_delete (self.session, parent);
  mo_set (child, parent_id, MO_NULL);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, parent_id FROM nodes", "2,NULL");
  orm_unit_close (&self);
}

/* A chain of rows of one table, in the worst order. */
static void
test_chain (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GPtrArray) nodes = NULL;

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b'), (3, 2, 'c'), "
                           "(4, 1, 'd'), (5, NULL, 'e')");
  orm_unit_begin (&self);
  nodes = orm_all (mo_session_execute (
      self.session, mo_order_by (mo_where (mo_select (Node), mo_lt (MO_C (Node, id), 5)),
                                 MO_C (Node, id))));
  g_assert_cmpuint (nodes->len, ==, 4);
  MO_FOREACH (Node, node, nodes)
    mo_session_delete (self.session, node);
  orm_unit_commit (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE FROM"), ==, 3);
  orm_unit_assert_rows (&self, "SELECT id FROM nodes", "5");
  orm_unit_close (&self);
}

static void
test_circle (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GError) error = NULL;
  g_autoptr (Node) first = NULL;
  g_autoptr (Node) second = NULL;

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b')");
  orm_test_sql (&self.orm, "UPDATE nodes SET parent_id = 2 WHERE id = 1");
  orm_unit_begin (&self);
  first = orm_entity (mo_session_get (self.session, Node, 1));
  second = orm_entity (mo_session_get (self.session, Node, 2));
  mo_session_delete (self.session, first);
  mo_session_delete (self.session, second);
  wireplay_reset (self.wire.proxy);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "cannot delete instances of Node that refer to each "
                                           "other in a circle");
  g_assert_cmpuint (wireplay_get_n_commands (self.wire.proxy), ==, 0);
  /* As the message says. */
  mo_session_add (self.session, first);
  mo_session_add (self.session, second);
  mo_set (first, parent_id, MO_NULL);
  mo_test_ok (mo_session_flush (self.session));
  mo_session_delete (self.session, first);
  mo_session_delete (self.session, second);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM nodes", "0");
  orm_unit_close (&self);
}

/* What they were told to follow since is not in their rows: those tell the order. */
static void
test_turned_round (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Node) first = NULL;
  g_autoptr (Node) second = NULL;
  g_autoptr (Node) new = mo_new (Node, .id = 3);

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b')");
  orm_unit_begin (&self);
  first = orm_entity (mo_session_get (self.session, Node, 1));
  second = orm_entity (mo_session_get (self.session, Node, 2));
  mo_set_reference (second, parent_id, new);
  mo_set_reference (first, parent_id, second);
  mo_session_delete (self.session, first);
  mo_session_delete (self.session, second);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT COUNT(*) FROM nodes", "0");
  orm_unit_close (&self);
}

static void
test_reference_to_deleted (MoTest *test)
{
  OrmUnit self;
  g_autoptr (GError) error = NULL;
  g_autoptr (Node) parent = NULL;
  g_autoptr (Node) child = mo_new (Node, .id = 2);

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a')");
  orm_unit_begin (&self);
  parent = orm_entity (mo_session_get (self.session, Node, 1));
  mo_session_delete (self.session, parent);
  mo_set_reference (child, parent_id, parent);
  mo_session_add (self.session, child);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "refers to an instance of Node that is deleted");
  orm_unit_close (&self);
}

/* --- one row, two instances --- */

/* Deleted, and another added with the same key: the row is updated, and what refers to it stays. */
static void
test_same_key (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Node) old = NULL;
  g_autoptr (Node) found = NULL;
  g_autoptr (Node) new = mo_new (Node, .id = 1, .label = "a");

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a'), (2, 1, 'b')");
  orm_test_sql (&self.orm, "UPDATE nodes SET parent_id = 2 WHERE id = 1");
  orm_unit_begin (&self);
  old = orm_entity (mo_session_get (self.session, Node, 1));
  mo_session_delete (self.session, old);
  mo_session_add (self.session, new);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpuint (orm_wire_count (&self.wire, "UPDATE"), ==, 1);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 0);
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE"), ==, 0);
  g_assert_cmpint (mo_entity_get_state (old), ==, MO_ENTITY_DELETED);
  found = orm_entity (mo_session_get (self.session, Node, 1));
  g_assert_true (found == new);
  orm_unit_commit (&self);
  g_assert_cmpint (mo_entity_get_state (old), ==, MO_ENTITY_TRANSIENT);
  orm_unit_assert_rows (&self, "SELECT id, parent_id, label FROM nodes ORDER BY id",
                        "1,NULL,a;2,1,b");
  orm_unit_close (&self);
}

/* In two flushes it is one row that goes and one that comes. */
static void
test_key_again (MoTest *test)
{
  OrmUnit self;
  g_autoptr (Node) old = NULL;
  g_autoptr (Node) new = mo_new (Node, .id = 1, .label = "new");
  g_autoptr (Node) found = NULL;

  orm_unit_open (&self, test, MO_MODELS (Node));
  orm_test_sql (&self.orm, "INSERT INTO nodes VALUES (1, NULL, 'a')");
  orm_unit_begin (&self);
  old = orm_entity (mo_session_get (self.session, Node, 1));
  mo_session_delete (self.session, old);
  mo_test_ok (mo_session_flush (self.session));
  found = orm_entity (mo_session_get (self.session, Node, 1));
  g_assert_null (found);
  mo_session_add (self.session, new);
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, label FROM nodes", "1,new");
  orm_unit_close (&self);
}

/* --- taken back --- */

static void
test_taken_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_test_add_users (&self.orm, 1, "old");
  orm_unit_begin (&self);
  user = orm_load_user (self.session, 1);
  mo_session_delete (self.session, user);
  g_assert_true (mo_session_add (self.session, user));
  mo_set (user, name, "Stays");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, name FROM users", "1,Stays");
  orm_unit_close (&self);
}

static void
test_rolled_back (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_test_add_users (&self.orm, 1, "old");
  orm_unit_begin (&self);
  user = orm_load_user (self.session, 1);
  mo_session_delete (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_rollback (self.session));
  g_clear_object (&self.tx);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  g_assert_false (mo_entity_is_modified (user));
  orm_unit_begin (&self);
  g_assert_true (mo_session_add (self.session, user));
  mo_set (user, name, "Back");
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, name FROM users", "1,Back");
  orm_unit_close (&self);
}

/* Once it is gone, it can be a new row. */
static void
test_added_again (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_test_add_users (&self.orm, 1, "old");
  orm_unit_begin (&self);
  user = orm_load_user (self.session, 1);
  mo_session_delete (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_false (mo_session_add (self.session, user)); /* which the next flush reports */
  mo_test_fails (mo_transaction_commit (self.tx), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_rollback (self.tx));
  g_clear_object (&self.tx);
  orm_unit_begin (&self);
  g_assert_true (mo_session_delete (self.session, user)); /* detached, with a row */
  orm_unit_commit (&self);
  orm_unit_begin (&self);
  g_assert_true (mo_session_add (self.session, user));
  orm_unit_commit (&self);
  orm_unit_assert_rows (&self, "SELECT id, name, status FROM users", "1,User1,old");
  orm_unit_close (&self);
}

static void
test_pending (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = orm_new_user (1);

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_unit_begin (&self);
  mo_session_add (self.session, user);
  g_assert_true (mo_session_delete (self.session, user));
  g_assert_false (mo_session_contains (self.session, user));
  orm_unit_commit (&self);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 0);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  orm_unit_close (&self);
}

static void
test_no_row (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (GError) error = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_unit_begin (&self);
  g_assert_false (mo_session_delete (self.session, user));
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  mo_test_assert_contains (error->message, "has no row that could be deleted");
  orm_unit_close (&self);
}

/* Inserted by a flush that is on its way: its key is not known here yet. */
static void
test_in_flight (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = orm_new_user (1);
  MoFuture *inserted;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_unit_begin (&self);
  mo_session_add (self.session, user);
  inserted = mo_session_flush (self.session);
  g_assert_true (mo_session_delete (self.session, user));
  orm_unit_commit (&self);
  mo_test_ok (inserted);
  g_assert_cmpuint (orm_wire_count (&self.wire, "INSERT INTO"), ==, 1);
  g_assert_cmpuint (orm_wire_count (&self.wire, "DELETE"), ==, 1);
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, 0);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  orm_unit_close (&self);
}

/* --- gone already --- */

static void
test_stale (MoTest *test)
{
  OrmUnit self;
  g_autoptr (User) user = NULL;
  g_autoptr (GError) error = NULL;

  orm_unit_open (&self, test, MO_MODELS (User));
  orm_test_add_users (&self.orm, 2, "old");
  orm_unit_begin (&self);
  user = orm_load_user (self.session, 1);
  mo_test_ok (mo_execute (self.tx, "DELETE FROM users WHERE id = 1"));
  mo_session_delete (self.session, user);
  error = mo_test_take_error (mo_session_flush (self.session));
  g_assert_error (error, MO_ERROR, MO_ERROR_STALE_OBJECT);
  mo_test_fails (mo_transaction_commit (self.tx), MO_ERROR_STALE_OBJECT);
  g_clear_object (&self.tx);
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, 2);
  orm_unit_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/delete/many", test_many);
  mo_test_add ("/session/delete/order", test_order);
  mo_test_add ("/session/delete/child-stays", test_child_stays);
  mo_test_add ("/session/delete/chain", test_chain);
  mo_test_add ("/session/delete/circle", test_circle);
  mo_test_add ("/session/delete/turned-round", test_turned_round);
  mo_test_add ("/session/delete/reference", test_reference_to_deleted);
  mo_test_add ("/session/delete/same-key", test_same_key);
  mo_test_add ("/session/delete/key-again", test_key_again);
  mo_test_add ("/session/delete/taken-back", test_taken_back);
  mo_test_add ("/session/delete/rolled-back", test_rolled_back);
  mo_test_add ("/session/delete/added-again", test_added_again);
  mo_test_add ("/session/delete/pending", test_pending);
  mo_test_add ("/session/delete/no-row", test_no_row);
  mo_test_add ("/session/delete/in-flight", test_in_flight);
  mo_test_add ("/session/delete/stale", test_stale);
  return g_test_run ();
}
