/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each call of a session: made twice, its future awaited twice; and that all of it runs on the
 * transaction's connection. */

#include <string.h>

#include "orm-test.h"

/* The same outcome both times. */
static void
await_twice (MoFuture *future)
{
  g_autoptr (MoFuture) owned = future;

  mo_test_ok (mo_future_ref (owned));
  mo_test_ok (mo_future_ref (owned));
}

static void
fails_twice (MoFuture *future, MoError code)
{
  g_autoptr (MoFuture) owned = future;

  mo_test_fails (mo_future_ref (owned), code);
  mo_test_fails (mo_future_ref (owned), code);
}

/* --- one connection --- */

static void
assert_all_on (OrmWire *wire, MoTransaction *tx)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (wire->proxy);
  guint64 id = mo_transaction_get_connection_id (tx);

  g_assert_cmpuint (log->len, >=, 4);
  for (guint i = 0; i < log->len; i++)
    {
      const WireplayRecord *record = g_ptr_array_index (log, i);

      g_test_message ("%" G_GUINT64_FORMAT ": %s", record->connection_id, record->text);
      g_assert_cmpuint (record->connection_id, ==, id);
    }
}

static void
use_everything (OrmWire *wire, MoTransaction *tx, guint n)
{
  MoSession *session = mo_transaction_get_session (tx);
  User *user = orm_new_user (n);

  wireplay_reset (wire->proxy);
  g_assert_true (mo_session_take (session, user));
  mo_test_ok (mo_session_flush (session));
  user_unref (orm_load_user (session, user->id));
  g_assert_cmpuint ((guint64) mo_test_connection_id (MO_EXECUTOR (tx)), ==,
                    mo_transaction_get_connection_id (tx));
  mo_set (user, name, "Other");
  mo_test_ok (mo_session_commit (session));
  assert_all_on (wire, tx);
}

static void
test_one_connection (MoTest *test)
{
  OrmTest orm;
  OrmWire wire;

  orm_test_open_with_users (&orm, test, 0);
  orm_wire_open (&wire, &orm, "pool_size=4");
  {
    g_autoptr (MoTransaction) first = mo_test_begin (wire.client);
    g_autoptr (MoTransaction) second = mo_test_begin (wire.client);

    g_assert_true (mo_transaction_get_session (first) == mo_transaction_get_session (first));
    g_assert_true (mo_transaction_get_session (first) != mo_transaction_get_session (second));
    use_everything (&wire, first, 1);
    use_everything (&wire, second, 2);
    use_everything (&wire, first, 3);
    g_assert_cmpuint (mo_transaction_get_connection_id (first), !=,
                      mo_transaction_get_connection_id (second));
    mo_test_ok (mo_transaction_commit (first));
    mo_test_ok (mo_transaction_rollback (second));
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 2);
  orm_wire_close (&wire);
  orm_test_close (&orm);
}

/* --- each call, twice --- */

static gboolean
body_adds (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (1);

  g_assert_false (mo_session_contains (session, user));
  g_assert_true (mo_session_add (session, user));
  g_assert_true (mo_session_add (session, user));
  g_assert_true (mo_session_contains (session, user));
  mo_test_ok (mo_session_flush (session));
  g_assert_true (mo_session_add (session, user));
  mo_test_ok (mo_session_flush (session));
  return TRUE;
}

static void
test_add (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_adds, NULL);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

static gboolean
body_adds_all (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) first = orm_new_user (1);
  g_autoptr (User) second = orm_new_user (2);
  g_autoptr (User) third = orm_new_user (3);
  gpointer all[] = { first, second, third };

  g_assert_true (mo_session_add_all (session, all, G_N_ELEMENTS (all)));
  g_assert_true (mo_session_add_all (session, all, G_N_ELEMENTS (all)));
  g_assert_true (mo_session_add_all (session, NULL, 0));
  mo_test_ok (mo_session_flush (session));
  g_assert_cmpint (first->id, >, 0);
  g_assert_cmpint (second->id, >, first->id);
  g_assert_cmpint (third->id, >, second->id);
  return TRUE;
}

static void
test_add_all (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_adds_all, NULL);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 3);
  orm_test_close (&orm);
}

/* The session's reference is the only one. */
static gboolean
body_takes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  User *user = orm_new_user (1);

  g_assert_true (mo_session_take (session, user));
  g_assert_true (mo_session_take (session, user_ref (user)));
  mo_test_ok (mo_session_flush (session));
  g_assert_cmpint (user->id, >, 0);
  return TRUE;
}

static void
test_take (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_takes, NULL);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

static gboolean
body_flushes (MoTransaction *tx, gpointer data, GError **error)
{
  OrmTest *orm = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (1);
  gint64 id;

  mo_session_add (session, user);
  await_twice (mo_session_flush (session));
  id = user->id;
  g_assert_cmpint (id, >, 0);
  await_twice (mo_session_flush (session));
  g_assert_cmpint (user->id, ==, id);
  g_assert_cmpint (orm_test_count_users (orm), ==, 0);
  mo_session_take (session, orm_new_user (1));
  fails_twice (mo_session_flush (session), MO_ERROR_DUPLICATE_KEY);
  return mo_await (mo_session_rollback (session), error);
}

static void
test_flush (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run_fails (&orm, body_flushes, &orm, MO_ERROR_TRANSACTION_FINISHED);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  orm_test_close (&orm);
}

static gboolean
body_executes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoFuture) future
      = mo_session_execute (session, mo_order_by (mo_select (User), MO_C (User, id)));
  g_autoptr (GPtrArray) first = orm_all (mo_future_ref (future));
  g_autoptr (GPtrArray) second = orm_all (mo_future_ref (future));
  g_autoptr (MoResult) result = orm_result (mo_future_ref (future));
  g_autoptr (GPtrArray) again = orm_all (
      mo_session_execute (session, mo_order_by (mo_select (User), MO_C (User, id))));

  g_assert_cmpuint (first->len, ==, 3);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      User *user = g_ptr_array_index (first, i);

      g_assert_cmpint (user->id, ==, i + 1);
      g_assert_true (g_ptr_array_index (second, i) == user);
      g_assert_true (g_ptr_array_index (again, i) == user);
      g_assert_true (mo_result_entity (result, i, User) == user);
      g_assert_true (mo_session_contains (session, user));
      g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_PERSISTENT);
    }
  fails_twice (mo_session_execute (session, mo_select (Ghost)), MO_ERROR_NO_SUCH_OBJECT);
  return TRUE;
}

static void
test_execute (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_run (&orm, body_executes, &orm);
  orm_test_close (&orm);
}

/* Flushes, and the transaction goes on. */
static gboolean
body_commits (MoTransaction *tx, gpointer data, GError **error)
{
  OrmTest *orm = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (1);

  mo_session_add (session, user);
  await_twice (mo_session_commit (session));
  g_assert_cmpint (user->id, >, 0);
  g_assert_cmpint (orm_test_count_users (orm), ==, 0);
  await_twice (mo_session_commit (session));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_PERSISTENT);
  mo_set (user, status, "later");
  await_twice (mo_session_commit (session));
  g_assert_cmpint (mo_test_number (mo_execute (tx, "SELECT COUNT(*) FROM users "
                                                   "WHERE status = 'later'")),
                   ==, 1);
  g_assert_cmpint (orm_test_count_users (orm), ==, 0);
  return TRUE;
}

static void
test_commit (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_commits, &orm);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

/* Ends both. */
static void
test_rollback (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    g_autoptr (MoSession) session = g_object_ref (mo_transaction_get_session (tx));
    g_autoptr (User) flushed = orm_new_user (1);
    g_autoptr (User) pending = orm_new_user (2);

    mo_session_add (session, flushed);
    mo_test_ok (mo_session_flush (session));
    mo_session_add (session, pending);
    await_twice (mo_session_rollback (session));
    g_assert_cmpint (flushed->id, ==, 0);
    g_assert_cmpint (mo_entity_get_state (flushed), ==, MO_ENTITY_TRANSIENT);
    g_assert_cmpint (mo_entity_get_state (pending), ==, MO_ENTITY_TRANSIENT);
    await_twice (mo_session_rollback (session));
    fails_twice (mo_session_flush (session), MO_ERROR_TRANSACTION_FINISHED);
    fails_twice (mo_session_execute (session, mo_select (User)), MO_ERROR_TRANSACTION_FINISHED);
    fails_twice (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
    fails_twice (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_FINISHED);
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  orm_test_close (&orm);
}

/* Detaches all; what was flushed stays, what was not is not written; the transaction goes on. */
static gboolean
body_closes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) loaded = orm_load_user (session, 1);
  g_autoptr (User) flushed = orm_new_user (2);
  g_autoptr (User) pending = orm_new_user (3);

  mo_session_add (session, flushed);
  mo_test_ok (mo_session_flush (session));
  mo_session_add (session, pending);
  mo_set (loaded, name, "Never");
  await_twice (mo_session_close (session));
  g_assert_cmpint (mo_entity_get_state (loaded), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (flushed), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (pending), ==, MO_ENTITY_TRANSIENT);
  g_assert_false (mo_session_contains (session, loaded));
  g_assert_cmpstr (loaded->email, ==, "user1@example.com");
  await_twice (mo_session_close (session));
  return mo_await (mo_execute (tx, "UPDATE users SET points = 9 WHERE id = 1"), error);
}

/* Behind a flush that is on its way: its keys are written back first. */
static gboolean
body_closes_at_once (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (5);

  mo_session_add (session, user);
  mo_future_unref (mo_session_flush (session));
  await_twice (mo_session_close (session));
  g_assert_cmpint (user->id, >, 0);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  g_assert_false (mo_session_contains (session, user));
  g_assert_cmpint (mo_test_number (mo_execute (tx, "SELECT id FROM users WHERE name = 'User5'")),
                   ==, user->id);
  *(User **) data = g_steal_pointer (&user);
  g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
  return FALSE;
}

static void
test_close_at_once (MoTest *test)
{
  OrmTest orm;
  User *user = NULL;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run_fails (&orm, body_closes_at_once, &user, MO_ERROR_CONSTRAINT);
  g_assert_cmpint (user->id, ==, 0);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  user_unref (user);
  orm_test_close (&orm);
}

static void
test_close (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_closes, &orm);
  rows = orm_test_rows (&orm, "SELECT name, points FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "User1,9;User2,0");
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/session/one-connection", test_one_connection);
  mo_test_add ("/orm/session/add", test_add);
  mo_test_add ("/orm/session/add-all", test_add_all);
  mo_test_add ("/orm/session/take", test_take);
  mo_test_add ("/orm/session/flush", test_flush);
  mo_test_add ("/orm/session/execute", test_execute);
  mo_test_add ("/orm/session/commit", test_commit);
  mo_test_add ("/orm/session/rollback", test_rollback);
  mo_test_add ("/orm/session/close", test_close);
  mo_test_add ("/orm/session/close-at-once", test_close_at_once);
  return g_test_run ();
}
