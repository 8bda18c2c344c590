/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session beside a cursor in the same transaction: its statements are refused while that is open,
 * but what it has to write for the end is not. */

#include "mo-test-cursor.h"
#include "orm-test.h"

#define N_USERS 3

/* Rows that nobody reads to their end; kept until the test drops it. */
typedef struct
{
  OrmTest *orm;
  MoCursor *cursor;
} Scene;

static void
open_cursor (Scene *self, MoTransaction *tx)
{
  g_clear_object (&self->cursor);
  self->cursor = mo_test_open (MO_EXECUTOR (tx), mo_test_endless_sql (self->orm->test), 0);
}

static gboolean
change_and_leave_open (MoTransaction *tx, gpointer data, GError **error)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  mo_set (user, name, "changed");
  mo_session_take (session, orm_new_user (N_USERS + 1));
  open_cursor (self, tx);
  return TRUE;
}

static MoFuture *
then_true (MoFuture *opened, gpointer data)
{
  return mo_future_new_true ();
}

static MoFuture *
change_async (MoTransaction *tx, gpointer data)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, orm_new_user (N_USERS + 2));
  return mo_then (mo_open_cursor (tx, mo_test_endless_sql (self->orm->test)), then_true, NULL,
                  NULL);
}

static void
scene_run (MoTest *test, void (*func) (Scene *scene))
{
  OrmTest orm;
  Scene scene = { &orm, NULL };

  orm_test_open_with_users (&orm, test, N_USERS);
  func (&scene);
  g_clear_object (&scene.cursor);
  orm_test_close (&orm);
}

/* The cursor is closed, what changed is written, and all of it is committed. */
static void
commit (Scene *scene)
{
  orm_test_run (scene->orm, change_and_leave_open, scene);
  g_assert_cmpint (orm_test_count_users (scene->orm), ==, N_USERS + 1);
  g_assert_cmpint (orm_test_int64 (scene->orm, "SELECT COUNT(*) FROM users WHERE name = 'changed'"),
                   ==, 1);
  mo_test_ok (mo_client_transaction (scene->orm->client, change_async, scene, NULL));
  g_assert_cmpint (orm_test_count_users (scene->orm), ==, N_USERS + 2);
}

static void
test_commit (MoTest *test)
{
  scene_run (test, commit);
}

static gboolean
query_while_open (MoTransaction *tx, gpointer data, GError **error)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  open_cursor (self, tx);
  mo_test_fails (mo_session_execute (session, mo_select (User)), MO_ERROR_CURSOR_OPEN);
  mo_test_ok (mo_cursor_close (self->cursor));
  user_unref (orm_load_user (session, 1));
  mo_session_take (session, orm_new_user (N_USERS + 1));
  return TRUE;
}

/* A query that is refused harms nobody who has looked at its error. */
static void
query (Scene *scene)
{
  orm_test_run (scene->orm, query_while_open, scene);
  g_assert_cmpint (orm_test_count_users (scene->orm), ==, N_USERS + 1);
}

static void
test_query (MoTest *test)
{
  scene_run (test, query);
}

static gboolean
flush_while_open (MoTransaction *tx, gpointer data, GError **error)
{
  Scene *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, orm_new_user (N_USERS + 1));
  open_cursor (self, tx);
  mo_test_fails (mo_session_flush (session), MO_ERROR_CURSOR_OPEN);
  mo_test_ok (mo_cursor_close (self->cursor));
  return TRUE;
}

/* A flush that failed, for whatever reason, is never committed. */
static void
flush (Scene *scene)
{
  orm_test_run_fails (scene->orm, flush_while_open, scene, MO_ERROR_CURSOR_OPEN);
  g_assert_cmpint (orm_test_count_users (scene->orm), ==, N_USERS);
}

static void
test_flush (MoTest *test)
{
  scene_run (test, flush);
}

static gboolean
scope_body (MoTransaction *tx, gpointer data, GError **error)
{
  return change_and_leave_open (tx, data, error);
}

static gboolean
with_scope (MoTransaction *tx, gpointer data, GError **error)
{
  return mo_transaction_run_nested (tx, scope_body, data, error);
}

/* The same at the end of a nested scope. */
static void
nested (Scene *scene)
{
  orm_test_run (scene->orm, with_scope, scene);
  g_assert_cmpint (orm_test_count_users (scene->orm), ==, N_USERS + 1);
}

static void
test_nested (MoTest *test)
{
  scene_run (test, nested);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/cursor/commit", test_commit);
  mo_test_add ("/session/cursor/query", test_query);
  mo_test_add ("/session/cursor/flush", test_flush);
  mo_test_add_mariadb ("/session/cursor/nested", test_nested);
  return g_test_run ();
}
