/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One row, one instance: as long as the session lasts, and as it was when it was read. */

#include "orm-test.h"

static void
open_with_users (OrmTest *orm, MoTest *test, guint n)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User, Order));
  orm_test_add_users (orm, n, "old");
  orm_test_sql (orm, "INSERT INTO orders (user_id, item) VALUES (1, 'tea'), (1, 'cake')");
}

static MoSelect *
pairs (void)
{
  return mo_order_by (mo_join (mo_select (User, Order), Order,
                               mo_eq (MO_C (User, id), MO_C (Order, user_id))),
                      MO_C (Order, id));
}

static gboolean
body_one_pointer (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) one = orm_load_user (session, 1);
  g_autoptr (GPtrArray) all
      = orm_all (mo_session_execute (session, mo_order_by (mo_select (User), MO_C (User, id))));
  g_autoptr (MoResult) joined = orm_result (mo_session_execute (session, pairs ()));
  g_autoptr (User) by_name = orm_entity (mo_session_one_or_none (
      session, mo_where (mo_select (User), mo_eq (MO_C (User, name), "User1"))));

  g_assert_true (g_ptr_array_index (all, 0) == one);
  g_assert_true (by_name == one);
  g_assert_cmpuint (mo_result_get_n_rows (joined), ==, 2);
  g_assert_true (mo_result_entity (joined, 0, User) == one);
  g_assert_true (mo_result_entity (joined, 1, User) == one);
  g_assert_true (mo_result_entity (joined, 0, Order) != mo_result_entity (joined, 1, Order));
  g_assert_true (g_ptr_array_index (all, 1) != one);
  return TRUE;
}

static void
test_one_pointer (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 2);
  orm_test_run (&orm, body_one_pointer, NULL);
  orm_test_close (&orm);
}

/* What was inserted is what is read. */
static gboolean
body_inserted (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (7);
  g_autoptr (User) read = NULL;

  mo_session_add (session, user);
  mo_test_ok (mo_session_flush (session));
  read = orm_load_user (session, user->id);
  g_assert_true (read == user);
  return TRUE;
}

static void
test_inserted (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_inserted, NULL);
  orm_test_close (&orm);
}

/* The session remembers it although nobody else does: what was changed is written. */
static gboolean
body_forgets (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  User *user = orm_load_user (session, 1);

  mo_set (user, name, "Changed");
  user_unref (user);
  return TRUE;
}

static void
test_strong (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_forgets, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE name = 'Changed'"), ==,
                   1);
  orm_test_close (&orm);
}

static void
test_two_sessions (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 1);
  {
    g_autoptr (MoTransaction) first = mo_test_begin (orm.client);
    g_autoptr (MoTransaction) second = mo_test_begin (orm.client);
    g_autoptr (User) a = orm_load_user (mo_transaction_get_session (first), 1);
    g_autoptr (User) b = orm_load_user (mo_transaction_get_session (second), 1);

    g_assert_true (a != b);
    g_assert_true (mo_session_contains (mo_transaction_get_session (first), a));
    g_assert_false (mo_session_contains (mo_transaction_get_session (first), b));
    /* An instance has one session. */
    g_assert_false (mo_session_add (mo_transaction_get_session (second), a));
    mo_test_fails (mo_session_flush (mo_transaction_get_session (second)),
                   MO_ERROR_INVALID_ARGUMENT);
    mo_set (a, name, "By the first");
    mo_test_ok (mo_transaction_commit (first));
    g_assert_cmpstr (b->name, ==, "User1");
    mo_test_ok (mo_transaction_rollback (second));
  }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users "
                                         "WHERE name = 'By the first'"),
                   ==, 1);
  orm_test_close (&orm);
}

/* --- a row that is read again --- */

static gboolean
body_reads_again (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) changed = orm_load_user (session, 1);
  g_autoptr (User) unchanged = orm_load_user (session, 2);
  g_autoptr (GPtrArray) all = NULL;

  mo_set (changed, name, "Mine");
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'Behind', points = 5"));
  all = orm_all (mo_session_execute (session, mo_select (User)));
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (changed->name, ==, "Mine");
  g_assert_cmpint (changed->points, ==, 1);
  g_assert_cmpstr (unchanged->name, ==, "User2");
  g_assert_cmpint (unchanged->points, ==, 1);
  g_assert_true (mo_entity_is_modified (changed));
  g_assert_false (mo_entity_is_modified (unchanged));
  return TRUE;
}

static void
test_read_again (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  open_with_users (&orm, test, 2);
  orm_test_run (&orm, body_reads_again, NULL);
  /* The one column that was changed was written, and nothing else. */
  rows = orm_test_rows (&orm, "SELECT name, points FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "Mine,5;Behind,5");
  orm_test_close (&orm);
}

static gboolean
body_expires (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);
  g_autoptr (User) again = NULL;

  mo_session_set_expire_on_commit (session, TRUE);
  mo_set (user, status, "mine");
  mo_test_ok (mo_session_commit (session));
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'Behind', points = 5, "
                              "last_login = '2020-01-02 03:04:05.000006' WHERE id = 1"));
  again = orm_load_user (session, 1);
  g_assert_true (again == user);
  g_assert_cmpstr (user->name, ==, "Behind");
  g_assert_cmpstr (user->status, ==, "mine");
  g_assert_cmpint (user->points, ==, 5);
  g_assert_nonnull (user->last_login);
  g_assert_cmpint (g_date_time_get_microsecond (user->last_login), ==, 6);
  g_assert_false (mo_entity_is_modified (user));
  /* Once: from here on it is loaded again. */
  mo_test_ok (mo_execute (tx, "UPDATE users SET points = 6"));
  user_unref (orm_load_user (session, 1));
  g_assert_cmpint (user->points, ==, 5);
  return TRUE;
}

static void
test_expire_on_commit (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_expires, NULL);
  orm_test_close (&orm);
}

/* --- a row that is gone, an instance that comes back --- */

static gboolean
body_writes_what_is_gone (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) gone = orm_load_user (session, 2);
  g_autoptr (User) there = orm_load_user (session, 3);

  mo_test_ok (mo_execute (tx, "DELETE FROM users WHERE id = 2"));
  mo_set (gone, name, "Nobody");
  mo_set (there, name, "Nobody");
  return mo_await (mo_session_flush (session), error);
}

static void
test_stale (MoTest *test)
{
  OrmTest orm;

  open_with_users (&orm, test, 3);
  orm_test_run_fails (&orm, body_writes_what_is_gone, NULL, MO_ERROR_STALE_OBJECT);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE name LIKE 'User%'"),
                   ==, 3);
  orm_test_close (&orm);
}

static gboolean
body_loads (MoTransaction *tx, gpointer data, GError **error)
{
  *(User **) data = orm_load_user (mo_transaction_get_session (tx), 1);
  return TRUE;
}

static gboolean
body_adds_back (MoTransaction *tx, gpointer data, GError **error)
{
  User *user = *(User **) data;
  MoSession *session = mo_transaction_get_session (tx);

  g_assert_true (mo_session_add (session, user));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_PERSISTENT);
  user_unref (orm_load_user (session, 1));
  mo_set (user, status, "back");
  return TRUE;
}

/* What was changed while no session knew it is written, too. */
static void
test_added_back (MoTest *test)
{
  OrmTest orm;
  User *user = NULL;
  g_autofree char *rows = NULL;

  open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_loads, &user);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  orm_test_sql (&orm, "UPDATE users SET email = 'new@example.com'");
  user->points = 8;
  orm_test_run (&orm, body_adds_back, &user);
  rows = orm_test_rows (&orm, "SELECT name, email, status, points FROM users");
  g_assert_cmpstr (rows, ==, "User1,new@example.com,back,8");
  user_unref (user);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/identity/one-pointer", test_one_pointer);
  mo_test_add ("/orm/identity/inserted", test_inserted);
  mo_test_add ("/orm/identity/strong", test_strong);
  mo_test_add ("/orm/identity/two-sessions", test_two_sessions);
  mo_test_add ("/orm/identity/read-again", test_read_again);
  mo_test_add ("/orm/identity/expire-on-commit", test_expire_on_commit);
  mo_test_add ("/orm/identity/stale", test_stale);
  mo_test_add ("/orm/identity/added-back", test_added_back);
  return g_test_run ();
}
