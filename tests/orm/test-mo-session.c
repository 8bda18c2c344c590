/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The scope of a transaction with a session in it: where it fails, nothing stays behind, the first
 * error is the one that is told, and the worker is free again. */

#include <pthread.h>
#include <string.h>

#include "orm-test.h"

typedef struct
{
  OrmTest *orm;
  int point;
  guint n_calls;
} Body;

enum
{
  ADD_NULL,
  ADD_INVALID,
  FLUSH_DUPLICATE,
  FLUSH_FAILED_AND_TRUE,
  FLUSH_FAILED_THEN_MORE,
  NO_TABLE,
  TX_STATEMENT,
  FALSE_WITH_ERROR,
  FALSE_WITHOUT_ERROR,
  TRUE_WITH_ERROR,
  SESSION_ROLLED_BACK,
  TRANSACTION_ROLLED_BACK,
  KILLED,
  COMMIT_FLUSHES,
  WRONG_THREAD,
  UNTAKEN_FLUSH,
  N_POINTS
};

/* What the caller is told. */
static const MoError expected[N_POINTS] = {
  [ADD_NULL] = MO_ERROR_INVALID_ARGUMENT,
  [ADD_INVALID] = MO_ERROR_INVALID_ARGUMENT,
  [FLUSH_DUPLICATE] = MO_ERROR_DUPLICATE_KEY,
  [FLUSH_FAILED_AND_TRUE] = MO_ERROR_DUPLICATE_KEY,
  [FLUSH_FAILED_THEN_MORE] = MO_ERROR_DUPLICATE_KEY,
  [NO_TABLE] = MO_ERROR_NO_SUCH_OBJECT,
  [TX_STATEMENT] = MO_ERROR_SYNTAX,
  [FALSE_WITH_ERROR] = MO_ERROR_CONSTRAINT,
  [FALSE_WITHOUT_ERROR] = MO_ERROR_FAILED,
  [TRUE_WITH_ERROR] = MO_ERROR_CONSTRAINT,
  [SESSION_ROLLED_BACK] = MO_ERROR_TRANSACTION_FINISHED,
  [TRANSACTION_ROLLED_BACK] = MO_ERROR_TRANSACTION_FINISHED,
  [KILLED] = MO_ERROR_CONNECTION_LOST,
  [COMMIT_FLUSHES] = MO_ERROR_DUPLICATE_KEY,
  [WRONG_THREAD] = MO_ERROR_WRONG_THREAD,
  [UNTAKEN_FLUSH] = MO_ERROR_DUPLICATE_KEY,
};

/* --- the points --- */

static void
add_duplicate (MoSession *session)
{
  g_assert_true (mo_session_take (session, orm_new_user (1)));
}

/* In the middle of a block, so that whoever looks in front of it finds zeros of ours. */
static void
add_invalid (MoSession *session)
{
  g_autofree char *block = g_malloc0 (1024);

  g_assert_false (mo_session_add (session, block + 512));
}

static void *
flush_elsewhere (void *session)
{
  return mo_session_flush (session);
}

static MoFuture *
flush_from_other_thread (MoSession *session)
{
  pthread_t thread;
  void *future;

  g_assert_cmpint (pthread_create (&thread, NULL, flush_elsewhere, session), ==, 0);
  pthread_join (thread, &future);
  return future;
}

/* Nothing that follows a failed flush reaches the server; what failed first is told at the end. */
static gboolean
fail_then_more (MoSession *session)
{
  g_autoptr (GError) error = NULL;

  add_duplicate (session);
  mo_test_fails (mo_session_flush (session), MO_ERROR_DUPLICATE_KEY);
  g_assert_false (mo_await (mo_session_flush (session), NULL));
  g_assert_false (mo_await (mo_session_execute (session, mo_select (Ghost)), &error));
  g_assert_nonnull (error);
  return TRUE;
}

static gboolean
fail_by_flush (MoSession *session, int point, GError **error)
{
  switch (point)
    {
    case ADD_NULL:
      g_assert_false (mo_session_add (session, NULL));
      return mo_await (mo_session_flush (session), error);
    case ADD_INVALID:
      add_invalid (session);
      return TRUE;
    case FLUSH_DUPLICATE:
      add_duplicate (session);
      return mo_await (mo_session_flush (session), error);
    case FLUSH_FAILED_AND_TRUE:
      add_duplicate (session);
      mo_test_fails (mo_session_flush (session), MO_ERROR_DUPLICATE_KEY);
      return TRUE;
    case FLUSH_FAILED_THEN_MORE:
      return fail_then_more (session);
    case COMMIT_FLUSHES:
      add_duplicate (session);
      return TRUE;
    case WRONG_THREAD:
      return mo_await (flush_from_other_thread (session), error);
    default:
      add_duplicate (session);
      mo_future_unref (mo_session_flush (session));
      return TRUE;
    }
}

static gboolean
fail_otherwise (Body *self, MoTransaction *tx, MoSession *session, GError **error)
{
  switch (self->point)
    {
    case NO_TABLE:
      return mo_await (mo_session_execute (session, mo_select (Ghost)), error);
    case TX_STATEMENT:
      return mo_await (mo_execute (tx, "SELEKT"), error);
    case FALSE_WITHOUT_ERROR:
      return FALSE;
    case SESSION_ROLLED_BACK:
      return mo_await (mo_session_rollback (session), error);
    case TRANSACTION_ROLLED_BACK:
      return mo_await (mo_transaction_rollback (tx), error);
    case KILLED:
      mo_test_kill (self->orm->test, mo_transaction_get_connection_id (tx));
      mo_session_take (session, orm_new_user (3));
      return mo_await (mo_session_flush (session), error);
    default:
      g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
      return self->point == TRUE_WITH_ERROR;
    }
}

/* --- the body --- */

static gboolean
write_some (Body *self, MoTransaction *tx, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  User *user = orm_new_user (1);

  self->n_calls++;
  g_assert_true (mo_session_take (session, user));
  return mo_await (mo_session_flush (session), error)
         && mo_await (mo_execute (tx, "INSERT INTO orders (user_id, item) VALUES (%s, 'tea')",
                                  user->id),
                      error);
}

static gboolean
body_fails (MoTransaction *tx, gpointer data, GError **error)
{
  Body *self = data;
  MoSession *session = mo_transaction_get_session (tx);

  if (!write_some (self, tx, error))
    return FALSE;
  switch (self->point)
    {
    case ADD_NULL:
    case ADD_INVALID:
    case FLUSH_DUPLICATE:
    case FLUSH_FAILED_AND_TRUE:
    case FLUSH_FAILED_THEN_MORE:
    case COMMIT_FLUSHES:
    case WRONG_THREAD:
    case UNTAKEN_FLUSH:
      return fail_by_flush (session, self->point, error);
    default:
      return fail_otherwise (self, tx, session, error);
    }
}

static gboolean
body_good (MoTransaction *tx, gpointer data, GError **error)
{
  return write_some (data, tx, error);
}

static void
assert_rows (OrmTest *orm, gint64 n)
{
  g_assert_cmpint (orm_test_count_users (orm), ==, n);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM orders"), ==, n);
}

/* One point in a database of its own: failed, nothing there, and the one worker works on. */
static void
check_point (OrmTest *orm, int point)
{
  Body body = { orm, point, 0 };
  gint64 id = mo_test_connection_id (MO_EXECUTOR (orm->client));

  orm_test_run_fails (orm, body_fails, &body, expected[point]);
  g_assert_cmpuint (body.n_calls, ==, 1);
  assert_rows (orm, 0);
  if (point == KILLED)
    mo_test_ok (mo_client_connect (orm->client));
  else
    g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (orm->client)), ==, id);
  orm_test_run (orm, body_good, &body);
  assert_rows (orm, 1);
  orm_test_sql (orm, "DELETE FROM orders");
  orm_test_sql (orm, "DELETE FROM users");
}

static void
check_points (MoTest *test, int first, int last)
{
  OrmTest orm;

  orm_test_open (&orm, test, "pool_size=1&pool_timeout=20");
  orm_test_create (&orm, MO_MODELS (User, Order));
  for (int point = first; point <= last; point++)
    {
      g_test_message ("point %d", point);
      check_point (&orm, point);
    }
  orm_test_close (&orm);
}

static void
test_failed_adds (MoTest *test)
{
  check_points (test, ADD_NULL, ADD_INVALID);
}

static void
test_failed_flushes (MoTest *test)
{
  check_points (test, FLUSH_DUPLICATE, FLUSH_FAILED_THEN_MORE);
}

static void
test_failed_statements (MoTest *test)
{
  check_points (test, NO_TABLE, TX_STATEMENT);
}

static void
test_failed_bodies (MoTest *test)
{
  check_points (test, FALSE_WITH_ERROR, TRUE_WITH_ERROR);
}

static void
test_ended_inside (MoTest *test)
{
  check_points (test, SESSION_ROLLED_BACK, TRANSACTION_ROLLED_BACK);
}

static void
test_killed (MoTest *test)
{
  check_points (test, KILLED, KILLED);
}

static void
test_commit_flushes (MoTest *test)
{
  check_points (test, COMMIT_FLUSHES, COMMIT_FLUSHES);
}

static void
test_wrong_thread (MoTest *test)
{
  check_points (test, WRONG_THREAD, WRONG_THREAD);
}

static void
test_untaken_flush (MoTest *test)
{
  check_points (test, UNTAKEN_FLUSH, UNTAKEN_FLUSH);
}

/* --- instances after a rollback --- */

typedef struct
{
  User *inserted;
  User *loaded;
} Kept;

static gboolean
body_keeps_and_fails (MoTransaction *tx, gpointer data, GError **error)
{
  Kept *kept = data;
  MoSession *session = mo_transaction_get_session (tx);

  kept->loaded = orm_load_user (session, 1);
  g_assert_true (mo_session_add (session, kept->inserted));
  g_assert_cmpint (mo_entity_get_state (kept->inserted), ==, MO_ENTITY_PENDING);
  mo_test_ok (mo_session_flush (session));
  g_assert_cmpint (mo_entity_get_state (kept->inserted), ==, MO_ENTITY_PERSISTENT);
  g_assert_cmpint (kept->inserted->id, >, 0);
  g_set_error (error, MO_ERROR, MO_ERROR_CONSTRAINT, "of the body's own");
  return FALSE;
}

static gboolean
body_adds_again (MoTransaction *tx, gpointer data, GError **error)
{
  Kept *kept = data;

  return mo_session_add (mo_transaction_get_session (tx), kept->inserted);
}

/* What was inserted is as new, and can be added to the next transaction. */
static void
test_after_rollback (MoTest *test)
{
  OrmTest orm;
  Kept kept = { orm_new_user (2), NULL };

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run_fails (&orm, body_keeps_and_fails, &kept, MO_ERROR_CONSTRAINT);
  g_assert_cmpint (mo_entity_get_state (kept.inserted), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (kept.inserted->id, ==, 0);
  g_assert_cmpstr (kept.inserted->email, ==, "user2@example.com");
  g_assert_cmpint (mo_entity_get_state (kept.loaded), ==, MO_ENTITY_DETACHED);
  g_assert_cmpstr (kept.loaded->name, ==, "User1");
  orm_test_run (&orm, body_adds_again, &kept);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users WHERE name = 'User2'"), ==,
                   kept.inserted->id);
  user_unref (kept.inserted);
  user_unref (kept.loaded);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/session/scope/failed-adds", test_failed_adds);
  mo_test_add ("/orm/session/scope/failed-flushes", test_failed_flushes);
  mo_test_add ("/orm/session/scope/failed-statements", test_failed_statements);
  mo_test_add ("/orm/session/scope/failed-bodies", test_failed_bodies);
  mo_test_add ("/orm/session/scope/ended-inside", test_ended_inside);
  mo_test_add ("/orm/session/scope/killed", test_killed);
  mo_test_add ("/orm/session/scope/commit-flushes", test_commit_flushes);
  mo_test_add ("/orm/session/scope/wrong-thread", test_wrong_thread);
  mo_test_add ("/orm/session/scope/untaken-flush", test_untaken_flush);
  mo_test_add ("/orm/session/scope/after-rollback", test_after_rollback);
  return g_test_run ();
}
