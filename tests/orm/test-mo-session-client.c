/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session of its own: it begins a transaction when it needs one, and another after its end. */

#include <string.h>

#include "orm-test.h"

#define OPTIONS "pool_size=1&pool_timeout=1"

/* --- commit --- */

static void
test_commit (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);

  orm_alone_open (&self, test, 0, OPTIONS);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  g_assert_cmpint (user->id, >, 0);
  orm_alone_assert_names (&self, "");
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User1");
  /* The instance is watched on, in the next transaction. */
  g_assert_true (mo_session_contains (self.session, user));
  mo_set (user, name, "Again");
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "Again");
  g_assert_cmpuint (orm_wire_count (&self.wire, "START TRANSACTION"), ==, 2);
  g_assert_cmpuint (orm_wire_count (&self.wire, "COMMIT"), ==, 2);
  orm_alone_close (&self);
}

/* It holds a connection only while a transaction is open, and nothing is sent for nothing. */
static void
test_holds_nothing (MoTest *test)
{
  OrmAlone self;

  orm_alone_open (&self, test, 1, OPTIONS);
  mo_test_ok (mo_session_commit (self.session));
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_cmpuint (wireplay_get_n_commands (self.wire.proxy), ==, 0);
  user_unref (orm_load_user (self.session, 1));
  mo_test_fails (mo_execute (self.wire.client, "SELECT 1"), MO_ERROR_POOL_EXHAUSTED);
  mo_test_ok (mo_session_commit (self.session));
  mo_test_ok (mo_execute (self.wire.client, "SELECT 1"));
  orm_alone_close (&self);
}

static void
test_expire_on_commit (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) same = NULL;

  orm_alone_open (&self, test, 1, OPTIONS);
  mo_session_set_expire_on_commit (self.session, TRUE);
  user = orm_load_user (self.session, 1);
  mo_test_ok (mo_session_commit (self.session));
  orm_test_sql (&self.orm, "UPDATE users SET name = 'Others'");
  same = orm_entity (mo_session_get (self.session, User, 1));
  g_assert_true (same == user);
  g_assert_cmpstr (user->name, ==, "Others");
  orm_alone_close (&self);
}

static void
test_deleted (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = NULL;

  orm_alone_open (&self, test, 1, OPTIONS);
  user = orm_load_user (self.session, 1);
  mo_session_delete (self.session, user);
  mo_test_ok (mo_session_commit (self.session));
  g_assert_false (mo_session_contains (self.session, user));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  orm_alone_assert_names (&self, "");
  orm_alone_close (&self);
}

/* --- rollback --- */

static void
test_rollback (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) old = NULL;
  g_autoptr (User) new = orm_new_user (2);

  orm_alone_open (&self, test, 1, OPTIONS);
  old = orm_load_user (self.session, 1);
  mo_set (old, name, "Lost");
  mo_session_add (self.session, new);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_false (mo_session_contains (self.session, old));
  g_assert_cmpint (mo_entity_get_state (old), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (new), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (new->id, ==, 0);
  mo_test_ok (mo_session_commit (self.session)); /* which has nothing of it */
  orm_alone_assert_names (&self, "User1");
  mo_session_add (self.session, new);
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User1;User2");
  orm_alone_close (&self);
}

/* Behind a flush that failed only a rollback is left; then it goes on. */
static void
test_broken (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) same_email = orm_new_user (1);

  orm_alone_open (&self, test, 1, OPTIONS);
  mo_session_add (self.session, same_email);
  mo_test_fails (mo_session_commit (self.session), MO_ERROR_DUPLICATE_KEY);
  mo_session_add (self.session, same_email);
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_DUPLICATE_KEY);
  mo_test_fails (mo_session_execute (self.session, mo_select (User)), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_ok (mo_session_rollback (self.session));
  user_unref (orm_load_user (self.session, 1));
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User1");
  orm_alone_close (&self);
}

/* The end may have come before it is waited for. */
static void
test_many_ends (MoTest *test)
{
  OrmAlone self;

  orm_alone_open (&self, test, 1, OPTIONS);
  for (guint i = 0; i < 500; i++)
    {
      user_unref (orm_load_user (self.session, 1));
      if (i % 2 == 0)
        mo_test_ok (mo_session_rollback (self.session));
      else
        mo_test_ok (mo_session_commit (self.session));
    }
  g_assert_cmpuint (orm_wire_count (&self.wire, "START TRANSACTION"), ==, 500);
  orm_alone_close (&self);
}

static void
test_dropped (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);

  orm_alone_open (&self, test, 0, OPTIONS);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  g_clear_object (&self.session);
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (user->id, ==, 0);
  mo_test_ok (mo_execute (self.wire.client, "SELECT 1")); /* the connection is free again */
  orm_alone_assert_names (&self, "");
  orm_alone_close (&self);
}

static void
test_close (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);

  orm_alone_open (&self, test, 0, OPTIONS);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_ok (mo_session_close (self.session));
  mo_test_ok (mo_execute (self.wire.client, "SELECT 1"));
  orm_alone_assert_names (&self, "");
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User1");
  orm_alone_close (&self);
}

/* Nobody waits for it: what was called is done all the same. */
static void
test_commit_dropped (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);
  MoFuture *committed;

  orm_alone_open (&self, test, 0, OPTIONS);
  mo_session_add (self.session, user);
  committed = mo_session_commit (self.session);
  mo_test_fails (mo_session_execute (self.session, mo_select (User)),
                 MO_ERROR_TRANSACTION_FINISHED);
  g_clear_object (&self.session);
  mo_test_ok (committed);
  g_assert_cmpint (user->id, >, 0);
  orm_alone_assert_names (&self, "User1");
  orm_alone_close (&self);
}

/* --- without a connection --- */

static void
test_no_connection (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);
  MoTransaction *holder;

  orm_alone_open (&self, test, 0, OPTIONS);
  holder = mo_test_begin (self.wire.client);
  mo_test_fails (mo_session_execute (self.session, mo_select (User)), MO_ERROR_POOL_EXHAUSTED);
  mo_session_add (self.session, user);
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_POOL_EXHAUSTED);
  mo_test_ok (mo_session_rollback (self.session));
  mo_test_ok (mo_transaction_rollback (holder));
  g_object_unref (holder);
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User1");
  orm_alone_close (&self);
}

/* --- statements --- */

/* On the session's connection, in its transaction. */
static void
test_executor (MoTest *test)
{
  OrmAlone self;
  gint64 id;

  orm_alone_open (&self, test, 1, OPTIONS);
  id = mo_test_number (mo_execute (self.session, "SELECT CONNECTION_ID()"));
  mo_test_ok (mo_execute (self.session, "INSERT INTO users (name, email, points) VALUES (?, ?, 0)",
                          "Sql", "sql@example.com"));
  g_assert_cmpint (mo_test_number (mo_session_execute (
                       self.session, mo_select_expr (mo_count (MO_C (User, id))))),
                   ==, 2);
  g_assert_cmpint (mo_test_number (mo_execute (self.session, "SELECT CONNECTION_ID()")), ==, id);
  mo_test_ok (mo_session_rollback (self.session));
  orm_alone_assert_names (&self, "User1");
  mo_test_fails (mo_execute (self.session, "COMMIT"), MO_ERROR_ENDS_TRANSACTION);
  orm_alone_close (&self);
}

static gboolean
body_executor (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  g_assert_cmpint (mo_test_number (mo_execute (session, "SELECT CONNECTION_ID()")), ==,
                   (gint64) mo_transaction_get_connection_id (tx));
  return TRUE;
}

/* That of a transaction, too. */
static void
test_executor_of_transaction (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_run (&orm, body_executor, NULL);
  orm_test_close (&orm);
}

static void *
call_from_elsewhere (void *data)
{
  OrmAlone *self = data;

  mo_test_fails (mo_session_execute (self->session, mo_select (User)), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_commit (self->session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_rollback (self->session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_close (self->session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_execute (self->session, "SELECT 1"), MO_ERROR_WRONG_THREAD);
  return NULL;
}

static void
test_wrong_thread (MoTest *test)
{
  OrmAlone self;

  orm_alone_open (&self, test, 0, OPTIONS);
  orm_test_on_thread (call_from_elsewhere, &self);
  orm_alone_close (&self);
}

static void
test_options (MoTest *test)
{
  OrmAlone self;
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();

  orm_alone_open (&self, test, 1, OPTIONS);
  g_clear_object (&self.session);
  mo_transaction_options_set_read_only (options, TRUE);
  self.session = mo_session_new_full (self.wire.client, options, "a reader");
  user_unref (orm_load_user (self.session, 1));
  g_assert_cmpuint (orm_wire_count (&self.wire, "READ ONLY"), ==, 1);
  orm_alone_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/client/commit", test_commit);
  mo_test_add ("/session/client/holds-nothing", test_holds_nothing);
  mo_test_add ("/session/client/expire-on-commit", test_expire_on_commit);
  mo_test_add ("/session/client/deleted", test_deleted);
  mo_test_add ("/session/client/rollback", test_rollback);
  mo_test_add ("/session/client/broken", test_broken);
  mo_test_add ("/session/client/many-ends", test_many_ends);
  mo_test_add ("/session/client/dropped", test_dropped);
  mo_test_add ("/session/client/close", test_close);
  mo_test_add ("/session/client/commit-dropped", test_commit_dropped);
  mo_test_add ("/session/client/no-connection", test_no_connection);
  mo_test_add ("/session/client/executor", test_executor);
  mo_test_add ("/session/client/executor-of-transaction", test_executor_of_transaction);
  mo_test_add ("/session/client/wrong-thread", test_wrong_thread);
  mo_test_add_mariadb ("/session/client/options", test_options);
  return g_test_run ();
}
