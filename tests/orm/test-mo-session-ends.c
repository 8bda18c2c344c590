/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a session on a client ends, and goes on, where that does not go smoothly. */

#include "orm-test.h"

/* The session is as good as new: it writes @user. */
static void
assert_goes_on (OrmAlone *self, User *user)
{
  g_assert_true (mo_session_add (self->session, user));
  mo_set (user, name, "Goes on");
  mo_test_ok (mo_session_commit (self->session));
  g_assert_cmpint (
      orm_test_int64 (&self->orm, "SELECT COUNT(*) FROM users WHERE name = 'Goes on'"), ==, 1);
}

/* --- what is not known --- */

/* A new proxy, which counts from its connection's beginning. */
static void
count_all (OrmAlone *self)
{
  g_object_unref (self->session);
  orm_wire_close (&self->wire);
  self->wire.proxy = mo_test_proxy_new ();
  self->wire.client = mo_test_proxy_client (self->wire.proxy, self->orm.database, "pool_size=1");
  self->session = mo_session_new (self->wire.client);
}

/* The answer to COMMIT is lost: the rows may be there, and are. */
static void
test_commit_unknown (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) old = NULL;
  g_autoptr (User) new = orm_new_user (3);
  g_autoptr (User) deleted = NULL;
  WireplayCut cut = { 0 };

  orm_alone_open (&self, test, 2, "pool_size=1");
  count_all (&self);
  old = orm_load_user (self.session, 1);
  deleted = orm_load_user (self.session, 2);
  mo_set (old, name, "Changed");
  mo_session_delete (self.session, deleted);
  mo_session_add (self.session, new);
  mo_test_ok (mo_session_flush (self.session));
  cut.connection = 1;
  cut.direction = WIREPLAY_TO_CLIENT;
  cut.command = wireplay_get_n_commands (self.wire.proxy) + 1;
  wireplay_set_cut (self.wire.proxy, &cut);
  mo_test_fails (mo_session_commit (self.session), MO_ERROR_COMMIT_UNKNOWN);
  g_assert_cmpint (mo_entity_get_state (old), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (new), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (deleted), ==, MO_ENTITY_TRANSIENT);
  orm_alone_assert_names (&self, "Changed;User3");
  assert_goes_on (&self, new);
  orm_alone_close (&self);
}

/* The connection is gone before. */
static void
test_connection_lost (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) old = NULL;
  g_autoptr (User) new = orm_new_user (2);

  orm_alone_open (&self, test, 1, "pool_size=1");
  old = orm_load_user (self.session, 1);
  mo_set (old, name, "Lost");
  mo_session_add (self.session, new);
  mo_test_ok (mo_session_flush (self.session));
  mo_test_kill (test, (guint64) mo_test_number (
                          mo_execute (self.session, "SELECT CONNECTION_ID()")));
  mo_set (old, points, 99);
  mo_test_fails (mo_session_flush (self.session), MO_ERROR_CONNECTION_LOST);
  mo_test_fails (mo_session_execute (self.session, mo_select (User)),
                 MO_ERROR_TRANSACTION_ABORTED);
  mo_await (mo_session_rollback (self.session), NULL);
  g_assert_cmpint (mo_entity_get_state (old), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (mo_entity_get_state (new), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (new->id, ==, 0);
  orm_alone_assert_names (&self, "User1");
  assert_goes_on (&self, new);
  assert_goes_on (&self, new);
  orm_alone_close (&self);
}

/* --- what the server ends --- */

/* Whoever has written less loses: the session. */
static void
test_deadlock (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) first = NULL;
  g_autoptr (User) second = NULL;
  g_autoptr (MoTransaction) other = NULL;
  g_autoptr (GError) error = NULL;
  MoFuture *waits;

  orm_alone_open (&self, test, 40, "pool_size=2");
  other = mo_test_begin (self.wire.client);
  mo_test_ok (mo_execute (other, "UPDATE users SET points = 2 WHERE id > 1"));
  first = orm_load_user (self.session, 1);
  second = orm_load_user (self.session, 2);
  first->points = 50;
  mo_test_ok (mo_session_flush (self.session));
  waits = mo_execute (other, "UPDATE users SET points = 3 WHERE id = 1");
  second->points = 50;
  error = mo_test_take_error (mo_session_commit (self.session));
  /* Its flush may have failed before the commit was on its way, which then says why. */
  if (!g_error_matches (error, MO_ERROR, MO_ERROR_DEADLOCK))
    g_assert_error (error, MO_ERROR, MO_ERROR_TRANSACTION_ABORTED);
  g_assert_true (mo_error_is_retryable (error));
  mo_test_ok (waits);
  mo_test_ok (mo_transaction_commit (other));
  mo_await (mo_session_rollback (self.session), NULL);
  g_assert_cmpint (mo_entity_get_state (first), ==, MO_ENTITY_DETACHED);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT points FROM users WHERE id = 1"), ==, 3);
  g_assert_true (mo_entity_is_modified (first));
  assert_goes_on (&self, first);
  g_assert_cmpint (orm_test_int64 (&self.orm, "SELECT points FROM users WHERE id = 1"), ==, 50);
  orm_alone_close (&self);
}

/* --- before it has a connection --- */

typedef MoFuture *(*End) (MoSession *session);

static MoFuture *
drop (MoSession *session)
{
  g_object_unref (session);
  return mo_future_new_true ();
}

/* What was submitted waits for a connection, and the end comes behind it. */
static void
check_queued (MoTest *test, End end, gboolean commits)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (User) changed = NULL;
  g_autoptr (MoTransaction) holder = NULL;
  MoFuture *flushed;
  MoFuture *ended;

  orm_alone_open (&self, test, 0, "pool_size=1");
  holder = mo_test_begin (self.wire.client);
  mo_session_add (self.session, user);
  flushed = mo_session_flush (self.session);
  ended = end (self.session);
  if (end == drop)
    self.session = mo_session_new (self.wire.client);
  mo_test_ok (mo_transaction_rollback (holder));
  mo_test_ok (ended);
  mo_await (flushed, NULL);
  g_assert_cmpint (orm_test_count_users (&self.orm), ==, commits ? 1 : 0);
  g_assert_cmpint (user->id > 0, ==, commits);
  if (!commits)
    assert_goes_on (&self, user);
  orm_alone_close (&self);
}

static void
test_queued_rollback (MoTest *test)
{
  check_queued (test, mo_session_rollback, FALSE);
}

static void
test_queued_close (MoTest *test)
{
  check_queued (test, mo_session_close, FALSE);
}

static void
test_queued_commit (MoTest *test)
{
  check_queued (test, mo_session_commit, TRUE);
}

static void
test_queued_drop (MoTest *test)
{
  check_queued (test, drop, FALSE);
}

/* --- two of them --- */

static void
test_two_sessions (MoTest *test)
{
  OrmAlone self;
  g_autoptr (MoSession) second = NULL;
  g_autoptr (User) user = NULL;
  g_autoptr (User) same = NULL;
  MoFuture *waits;

  orm_alone_open (&self, test, 1, "pool_size=1");
  second = mo_session_new (self.wire.client);
  user = orm_load_user (self.session, 1);
  waits = mo_session_get (second, User, 1);
  mo_set (user, name, "First");
  mo_test_ok (mo_session_commit (self.session));
  same = orm_entity (waits);
  g_assert_true (same != user);
  g_assert_cmpstr (same->name, ==, "First");
  g_assert_false (mo_session_add (second, user)); /* it is the first one's */
  mo_test_fails (mo_session_commit (second), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_session_rollback (second));
  mo_set (user, name, "First again");
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "First again");
  orm_alone_close (&self);
}

/* --- its last reference --- */

static MoFuture *
resolve (MoFuture *future, gpointer data)
{
  (void) future;
  (void) data;
  return NULL;
}

/* On the library's thread, in a continuation of a future of its own. */
static void
test_dropped_in_continuation (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);
  MoFuture *flushed;

  orm_alone_open (&self, test, 0, "pool_size=1");
  mo_session_add (self.session, user);
  flushed = mo_session_flush (self.session);
  mo_test_ok (mo_then (flushed, resolve, g_steal_pointer (&self.session), g_object_unref));
  self.session = mo_session_new (self.wire.client);
  g_assert_cmpint (mo_test_number (mo_session_execute (
                       self.session, mo_select_expr (mo_count (MO_C (User, id))))),
                   ==, 0);
  mo_test_ok (mo_session_rollback (self.session));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  orm_alone_close (&self);
}

static void *
drop_elsewhere (void *session)
{
  g_object_unref (session);
  return NULL;
}

static void
test_dropped_elsewhere (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);

  orm_alone_open (&self, test, 0, "pool_size=1");
  mo_session_add (self.session, user);
  mo_test_ok (mo_session_flush (self.session));
  orm_test_on_thread (drop_elsewhere, g_steal_pointer (&self.session));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (user->id, ==, 0);
  self.session = mo_session_new (self.wire.client);
  assert_goes_on (&self, user);
  orm_alone_close (&self);
}

static MoFuture *
commit_found (MoFuture *found, gpointer data)
{
  User *user = mo_future_peek_entity (found, User);

  mo_set (user, name, "By worker");
  return mo_session_commit (data);
}

/* It belongs to the worker then, which drops it. */
static MoFuture *
use_on_worker (MoTransaction *tx, gpointer data)
{
  OrmAlone *self = data;
  MoSession *session = mo_session_new (self->wire.client);

  return mo_then (mo_session_get (session, User, 1), commit_found, session, g_object_unref);
}

static void
test_on_worker (MoTest *test)
{
  OrmAlone self;

  orm_alone_open (&self, test, 1, "pool_size=2");
  mo_test_ok (mo_client_transaction (self.wire.client, use_on_worker, &self, NULL));
  orm_alone_assert_names (&self, "By worker");
  orm_alone_close (&self);
}

/* --- while it ends --- */

static void
test_changed_while_committing (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = NULL;
  MoFuture *committed;
  MoFuture *again;
  MoFuture *rolled_back;

  orm_alone_open (&self, test, 1, "pool_size=1");
  user = orm_load_user (self.session, 1);
  mo_set (user, name, "First");
  committed = mo_session_commit (self.session);
  mo_set (user, name, "Second");
  again = mo_session_commit (self.session);
  rolled_back = mo_session_rollback (self.session);
  mo_test_ok (again);
  mo_test_ok (rolled_back);
  mo_test_ok (committed);
  orm_alone_assert_names (&self, "First");
  g_assert_true (mo_session_contains (self.session, user));
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "Second");
  orm_alone_close (&self);
}

static void
test_added_while_committing (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = NULL;
  g_autoptr (User) new = orm_new_user (2);
  MoFuture *committed;

  orm_alone_open (&self, test, 1, "pool_size=1");
  user = orm_load_user (self.session, 1);
  mo_set (user, name, "First");
  committed = mo_session_commit (self.session);
  mo_session_add (self.session, new);
  mo_session_delete (self.session, user);
  mo_test_ok (committed);
  orm_alone_assert_names (&self, "First");
  mo_test_ok (mo_session_commit (self.session));
  orm_alone_assert_names (&self, "User2");
  orm_alone_close (&self);
}

/* --- closed while it reads --- */

static void
test_closed_while_reading (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) from = mo_new (User, .id = 1, .name = "Merged", .email = "m@example.com");
  g_autoptr (User) got = NULL;
  g_autoptr (User) merged = NULL;
  g_autoptr (GError) error = NULL;

  orm_alone_open (&self, test, 2, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (self.wire.client);
    MoSession *session = mo_transaction_get_session (tx);
    MoFuture *futures[2] = { mo_session_get (session, User, 2), mo_session_merge (session, from) };

    mo_test_ok (mo_session_close (session));
    got = orm_entity (futures[0]);
    merged = mo_await_entity (futures[1], &error);
    g_assert_false (mo_session_contains (session, got));
    if (merged != NULL)
      g_assert_false (mo_session_contains (session, merged));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (mo_entity_get_state (got), ==, MO_ENTITY_DETACHED);
  orm_alone_assert_names (&self, "User1;User2");
  orm_alone_close (&self);
}

/* One without a row would be added. */
static void
test_closed_while_merging (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) from = mo_new (User, .id = 9, .name = "Merged", .email = "m@example.com");

  orm_alone_open (&self, test, 2, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (self.wire.client);
    MoSession *session = mo_transaction_get_session (tx);
    MoFuture *merged = mo_session_merge (session, from);

    mo_test_ok (mo_session_close (session));
    mo_await (merged, NULL);
    mo_test_ok (mo_transaction_commit (tx));
  }
  orm_alone_assert_names (&self, "User1;User2");
  orm_alone_close (&self);
}

/* --- of a transaction that is gone --- */

static void
test_transaction_gone (MoTest *test)
{
  OrmAlone self;
  g_autoptr (User) user = orm_new_user (1);
  g_autoptr (MoSession) session = NULL;

  orm_alone_open (&self, test, 0, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (self.wire.client);

    session = g_object_ref (mo_transaction_get_session (tx));
    mo_session_add (session, user);
    mo_test_ok (mo_session_flush (session));
  }
  mo_test_fails (mo_execute (session, "SELECT 1"), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_flush (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_get (session, User, 1), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_commit (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_rollback (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_ok (mo_session_close (session));
  mo_test_ok (mo_execute (self.wire.client, "SELECT 1")); /* the rollback comes before */
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  assert_goes_on (&self, user);
  orm_alone_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/session/ends/commit-unknown", test_commit_unknown);
  mo_test_add_mariadb ("/session/ends/connection-lost", test_connection_lost);
  mo_test_add_mariadb ("/session/ends/deadlock", test_deadlock);
  mo_test_add ("/session/ends/queued-rollback", test_queued_rollback);
  mo_test_add ("/session/ends/queued-close", test_queued_close);
  mo_test_add ("/session/ends/queued-commit", test_queued_commit);
  mo_test_add ("/session/ends/queued-drop", test_queued_drop);
  mo_test_add ("/session/ends/two-sessions", test_two_sessions);
  mo_test_add ("/session/ends/dropped-in-continuation", test_dropped_in_continuation);
  mo_test_add ("/session/ends/dropped-elsewhere", test_dropped_elsewhere);
  mo_test_add ("/session/ends/on-worker", test_on_worker);
  mo_test_add ("/session/ends/changed-while-committing", test_changed_while_committing);
  mo_test_add ("/session/ends/added-while-committing", test_added_while_committing);
  mo_test_add ("/session/ends/closed-while-reading", test_closed_while_reading);
  mo_test_add ("/session/ends/closed-while-merging", test_closed_while_merging);
  mo_test_add ("/session/ends/transaction-gone", test_transaction_gone);
  return g_test_run ();
}
