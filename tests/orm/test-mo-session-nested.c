/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session in nested scopes: behind one that was rolled back it is as if there had been none. */

#include "orm-test.h"

typedef struct
{
  OrmTest *orm;
  User *known;  /* with a row */
  User *before; /* added before the scope, and not flushed by the program */
  User *inside; /* added in it */
  gboolean fails;
  MoTransactionFunc inner;
} Scope;

static void
scope_open (Scope *self, OrmTest *orm, MoTest *test)
{
  orm_test_open_gated (orm, test);
  *self = (Scope){ orm, orm_new_user (1), orm_new_user (2), orm_new_user (3), TRUE, NULL };
  self->known->points = 10;
}

static void
scope_close (Scope *self)
{
  user_unref (self->known);
  user_unref (self->before);
  user_unref (self->inside);
  orm_test_close (self->orm);
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, MO_ERROR, MO_ERROR_CONSTRAINT, "the scope's own");
  return FALSE;
}

/* Changes one, flushes, changes it again, and adds one. */
static gboolean
scope_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_set (self->known, points, 100);
  mo_session_add (session, self->inside);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpint (self->inside->id, >, 0);
  g_assert_cmpint (self->before->id, >, 0);
  mo_set (self->known, points, 200);
  mo_set (self->before, points, 300);
  return self->fails ? fail (error) : TRUE;
}

static void
assert_points (Scope *self, gint64 known, gint64 before)
{
  g_assert_cmpint (orm_test_int64 (self->orm, "SELECT SUM(points) FROM users"), ==,
                   known + before);
  g_assert_cmpint (orm_test_int64 (self->orm, "SELECT MAX(points) FROM users"), ==,
                   MAX (known, before));
}

static void
test_rolled_back (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    gint64 id;

    mo_session_add (session, scope.known);
    mo_test_ok (mo_session_flush (session));
    mo_session_add (session, scope.before);
    mo_set (scope.known, points, 11);
    g_assert_false (mo_transaction_run_nested (tx, scope_body, &scope, NULL));
    id = scope.before->id;
    g_assert_cmpint (id, >, 0);
    g_assert_cmpint (scope.known->points, ==, 11);
    g_assert_cmpint (scope.before->points, ==, 0);
    g_assert_cmpint (mo_entity_get_state (scope.known), ==, MO_ENTITY_PERSISTENT);
    g_assert_cmpint (mo_entity_get_state (scope.before), ==, MO_ENTITY_PERSISTENT);
    g_assert_cmpint (mo_entity_get_state (scope.inside), ==, MO_ENTITY_TRANSIENT);
    g_assert_cmpint (scope.inside->id, ==, 0);
    g_assert_true (mo_session_contains (session, scope.known));
    g_assert_false (mo_session_contains (session, scope.inside));
    mo_set (scope.before, points, 5); /* and nothing else is written from here on */
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (scope.before->id, ==, id);
  }
  assert_points (&scope, 11, 5);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 2);
  scope_close (&scope);
}

static void
test_kept (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  scope.fails = FALSE;
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (GError) error = NULL;

    mo_session_add (session, scope.known);
    mo_session_add (session, scope.before);
    mo_transaction_run_nested (tx, scope_body, &scope, &error);
    g_assert_no_error (error);
    mo_test_ok (mo_transaction_commit (tx));
  }
  assert_points (&scope, 200, 300);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 3);
  scope_close (&scope);
}

/* --- a flush that fails --- */

/* The e-mail address is somebody's already. */
static gboolean
flush_in_vain (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_set (self->inside, email, self->known->email);
  mo_session_add (session, self->inside);
  return mo_await (mo_session_flush (session), error);
}

/* By itself it is the end of a session; in a scope, of that. */
static void
test_flush_fails (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (GError) error = NULL;

    mo_session_add (session, scope.known);
    g_assert_false (mo_transaction_run_nested (tx, flush_in_vain, &scope, &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
    g_assert_cmpint (mo_entity_get_state (scope.inside), ==, MO_ENTITY_TRANSIENT);
    mo_session_add (session, scope.before);
    mo_test_ok (mo_session_flush (session));
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 2);
  scope_close (&scope);
}

static gboolean
add_in_vain (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  mo_set (self->inside, email, self->known->email);
  mo_session_add (mo_transaction_get_session (tx), self->inside);
  return TRUE;
}

/* The scope's own flush, at its end. */
static void
test_last_flush_fails (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    g_autoptr (GError) error = NULL;

    mo_session_add (mo_transaction_get_session (tx), scope.known);
    g_assert_false (mo_transaction_run_nested (tx, add_in_vain, &scope, &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_DUPLICATE_KEY);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  scope_close (&scope);
}

/* --- in each other --- */

static gboolean
outer_body (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;

  mo_set (self->known, points, 50);
  g_assert_false (mo_transaction_run_nested (tx, scope_body, self, NULL));
  g_assert_cmpint (self->known->points, ==, 50);
  return self->inner == NULL || fail (error);
}

static void
test_in_each_other (MoTest *test)
{
  for (int i = 0; i < 2; i++)
    {
      OrmTest orm;
      Scope scope;

      scope_open (&scope, &orm, test);
      scope.inner = i == 0 ? NULL : scope_body; /* the outer one fails, too */
      {
        g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
        MoSession *session = mo_transaction_get_session (tx);

        mo_session_add (session, scope.known);
        mo_session_add (session, scope.before);
        g_assert_cmpint (mo_transaction_run_nested (tx, outer_body, &scope, NULL), ==, i == 0);
        g_assert_cmpint (scope.known->points, ==, i == 0 ? 50 : 10);
        mo_test_ok (mo_transaction_commit (tx));
      }
      assert_points (&scope, i == 0 ? 50 : 10, 0);
      scope_close (&scope);
    }
}

static gboolean
add_and_fail (MoTransaction *tx, gpointer data, GError **error)
{
  Scope *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_add (session, self->inside);
  return mo_await (mo_session_flush (session), error) && fail (error);
}

/* The session is as old as the scope: nothing of it is left. */
static void
test_session_made_inside (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    g_autoptr (GError) error = NULL;

    g_assert_false (mo_transaction_run_nested (tx, add_and_fail, &scope, &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
    g_assert_false (mo_session_contains (mo_transaction_get_session (tx), scope.inside));
    g_assert_cmpint (mo_entity_get_state (scope.inside), ==, MO_ENTITY_TRANSIENT);
    g_assert_cmpint (scope.inside->id, ==, 0);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  scope_close (&scope);
}

/* --- a session of another thread's --- */

typedef struct
{
  Scope *scope;
  MoTransaction *tx;
  MoPromise *begun;
  MoPromise *written;
  MoPromise *over;
} Stranger;

static gpointer
run_stranger (gpointer data)
{
  Stranger *self = data;
  g_autoptr (MoFuture) over = mo_promise_dup_future (self->over);
  MoSession *session;

  mo_test_ok (mo_promise_dup_future (self->begun));
  session = mo_transaction_get_session (self->tx);
  mo_session_add (session, self->scope->inside);
  mo_test_ok (mo_session_flush (session));
  mo_promise_resolve_true (self->written);
  while (mo_future_get_status (over) == MO_FUTURE_PENDING)
    {
      g_assert_cmpint (mo_entity_get_state (self->scope->inside), ==, MO_ENTITY_PERSISTENT);
      g_assert_true (mo_session_contains (session, self->scope->inside));
    }
  mo_test_fails (mo_session_flush (session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_transaction_commit (self->tx), MO_ERROR_WRONG_THREAD);
  mo_test_ok (mo_session_rollback (session));
  g_assert_cmpint (mo_entity_get_state (self->scope->inside), ==, MO_ENTITY_TRANSIENT);
  return NULL;
}

static gboolean
await_stranger (MoTransaction *tx, gpointer data, GError **error)
{
  Stranger *self = data;

  mo_promise_resolve_true (self->begun);
  mo_test_ok (mo_promise_dup_future (self->written));
  return fail (error);
}

/* Its instances are not touched under its hands, and what it believes is not committed. */
static void
test_session_of_another_thread (MoTest *test)
{
  OrmTest orm;
  Scope scope;

  scope_open (&scope, &orm, test);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    Stranger stranger
        = { &scope, tx, mo_promise_new (), mo_promise_new (), mo_promise_new () };
    GThread *thread = g_thread_new ("stranger", run_stranger, &stranger);
    g_autoptr (GError) error = NULL;

    g_assert_false (mo_transaction_run_nested (tx, await_stranger, &stranger, &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_CONSTRAINT);
    mo_promise_resolve_true (stranger.over);
    g_thread_join (thread);
    mo_promise_unref (stranger.begun);
    mo_promise_unref (stranger.written);
    mo_promise_unref (stranger.over);
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  scope_close (&scope);
}

/* What was to be read anew before the scope still is, and what was expired inside is not. */
static gboolean
expiring_body (MoTransaction *tx, gpointer data, GError **error)
{
  User **users = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_expire (session, users[1]);
  return fail (error);
}

static gboolean
body_expired (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) one = orm_load_user (session, 1);
  g_autoptr (User) two = orm_load_user (session, 2);
  User *users[] = { one, two };
  g_autoptr (User) again = NULL;
  g_autoptr (User) same = NULL;

  mo_session_expire (session, one);
  mo_test_ok (mo_execute (tx, "UPDATE users SET points = 50"));
  g_assert_false (mo_transaction_run_nested (tx, expiring_body, users, NULL));
  again = orm_entity (mo_session_get (session, User, 1));
  same = orm_entity (mo_session_get (session, User, 2));
  g_assert_true (again == one);
  g_assert_cmpint (one->points, ==, 50);
  g_assert_true (same == two);
  g_assert_cmpint (two->points, ==, 1);
  return TRUE;
}

static void
test_expired (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 2);
  orm_test_run (&orm, body_expired, NULL);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/orm/nested/rolled-back", test_rolled_back);
  mo_test_add_mariadb ("/orm/nested/kept", test_kept);
  mo_test_add_mariadb ("/orm/nested/expired", test_expired);
  mo_test_add_mariadb ("/orm/nested/flush-fails", test_flush_fails);
  mo_test_add_mariadb ("/orm/nested/last-flush-fails", test_last_flush_fails);
  mo_test_add_mariadb ("/orm/nested/in-each-other", test_in_each_other);
  mo_test_add_mariadb ("/orm/nested/session-made-inside", test_session_made_inside);
  mo_test_add_mariadb ("/orm/nested/session-of-another-thread", test_session_of_another_thread);
  return g_test_run ();
}
