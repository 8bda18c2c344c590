/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose a session is: a body's thread, a worker, a thread that asked, a main context; and what is
 * left of it and of its instances when the transaction has ended. */

#include <gio/gio.h>
#include <pthread.h>

#include "orm-test.h"

/* --- every call from a thread that does not own the session --- */

static void *
call_everything (void *data)
{
  MoTransaction *tx = data;
  MoSession *session = mo_transaction_get_session (tx);

  mo_test_fails (mo_session_flush (session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_commit (session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_rollback (session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_close (session), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_execute (session, mo_select (User)), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_first (session, mo_select (User)), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_one (session, mo_select (User)), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_one_or_none (session, mo_select (User)), MO_ERROR_WRONG_THREAD);
  mo_test_fails (mo_session_scalar (session, mo_select_expr (mo_count (MO_C (User, id)))),
                 MO_ERROR_WRONG_THREAD);
  /* The transaction itself is anybody's. */
  mo_test_ok (mo_execute (tx, "INSERT INTO users (name, email, points) "
                              "VALUES ('X', 'x@example.com', 0)"));
  return NULL;
}

static gboolean
body_called_elsewhere (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_load_user (session, 1);

  mo_set (user, name, "Owned");
  orm_test_on_thread (call_everything, tx);
  g_assert_true (mo_session_contains (session, user));
  return mo_await (mo_session_flush (session), error);
}

static void
test_wrong_thread (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_called_elsewhere, NULL);
  rows = orm_test_rows (&orm, "SELECT name FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "Owned;X");
  orm_test_close (&orm);
}

static gboolean
body_asked_elsewhere (MoTransaction *tx, gpointer data, GError **error)
{
  orm_test_on_thread (call_everything, tx);
  user_unref (orm_load_user (mo_transaction_get_session (tx), 1));
  return TRUE;
}

/* Whoever asks first, the session is the body's thread's. */
static void
test_body_asked_later (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_asked_elsewhere, NULL);
  orm_test_close (&orm);
}

/* What is refused is not in the session, and nobody leaks it. */
static void *
add_everything (void *data)
{
  MoSession *session = mo_transaction_get_session (data);
  g_autoptr (User) user = orm_new_user (2);
  gpointer users[] = { user };

  g_assert_false (mo_session_add (session, user));
  g_assert_false (mo_session_take (session, orm_new_user (3)));
  g_assert_false (mo_session_add_all (session, users, 1));
  g_assert_false (mo_session_contains (session, user));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
  return NULL;
}

static void
test_wrong_thread_adds (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);

    user_unref (orm_load_user (mo_transaction_get_session (tx), 1));
    orm_test_on_thread (add_everything, tx);
    /* Whether this is refused or empty: nothing of them is written. */
    mo_await (mo_session_flush (mo_transaction_get_session (tx)), NULL);
    mo_await (mo_transaction_commit (tx), NULL);
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

/* --- the worker --- */

typedef struct
{
  MoPromise *asked; /* resolved with the body's begin */
  MoPromise *go_on;
  MoTransaction *tx;
  gboolean body_asks;
} OnWorker;

static MoFuture *
use_session (MoFuture *future, gpointer data)
{
  OnWorker *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  mo_session_take (session, orm_new_user (5));
  g_clear_object (&self->tx);
  return mo_session_flush (session);
}

static MoFuture *
body_waits (MoTransaction *tx, gpointer data)
{
  OnWorker *self = data;

  self->tx = g_object_ref (tx);
  if (self->body_asks)
    g_assert_true (MO_IS_SESSION (mo_transaction_get_session (tx)));
  mo_promise_resolve_true (self->asked);
  return mo_then (mo_promise_dup_future (self->go_on), use_session, self, NULL);
}

static void
check_worker_owns (OrmTest *orm, gboolean body_asks)
{
  OnWorker self = { mo_promise_new (), mo_promise_new (), NULL, body_asks };
  g_autoptr (MoFuture) done = mo_client_transaction (orm->client, body_waits, &self, NULL);

  mo_test_ok (mo_promise_dup_future (self.asked));
  call_everything (self.tx);
  mo_promise_resolve_true (self.go_on);
  mo_test_ok (mo_future_ref (done));
  mo_promise_unref (self.asked);
  mo_promise_unref (self.go_on);
  g_assert_cmpint (orm_test_count_users (orm), ==, 3);
  orm_test_sql (orm, "DELETE FROM users WHERE id > 1");
}

static void
test_worker (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  check_worker_owns (&orm, TRUE);
  orm_test_close (&orm);
}

/* Whoever asks first, the session is the worker's. */
static void
test_worker_asked_later (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  check_worker_owns (&orm, FALSE);
  orm_test_close (&orm);
}

/* --- a thread that asked --- */

static void
test_this_thread (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open_with_users (&orm, test, 1);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) user = orm_load_user (session, 1);

    orm_test_on_thread (call_everything, tx);
    mo_set (user, name, "Mine");
    mo_test_ok (mo_session_flush (session));
    mo_set (user, status, "at commit");
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
  }
  rows = orm_test_rows (&orm, "SELECT name, status FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "Mine,at commit;X,NULL");
  orm_test_close (&orm);
}

/* --- a main context --- */

typedef struct
{
  OrmTest *orm;
  GMainContext *context;
  GMainLoop *loop;
  MoTransaction *tx;
  User *user;
  User *dropped;
  pthread_t thread;
} Loop;

static MoFuture *
on_committed (MoFuture *future, gpointer data)
{
  Loop *self = data;
  g_autoptr (GError) error = NULL;

  mo_future_get_value (future, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mo_entity_get_state (self->user), ==, MO_ENTITY_DETACHED);
  g_main_loop_quit (self->loop);
  return NULL;
}

static MoFuture *
on_read (MoFuture *future, gpointer data)
{
  Loop *self = data;

  g_assert_true (pthread_equal (self->thread, pthread_self ()));
  g_assert_true (mo_future_peek_entity (future, User) == self->user);
  g_assert_cmpint (self->dropped->id, >, self->user->id);
  orm_test_on_thread (call_everything, self->tx);
  mo_set (self->user, status, "at commit");
  return mo_transaction_commit (self->tx);
}

static MoFuture *
on_flushed (MoFuture *future, gpointer data)
{
  Loop *self = data;
  MoSession *session = mo_transaction_get_session (self->tx);

  g_assert_true (pthread_equal (self->thread, pthread_self ()));
  g_assert_cmpint (self->user->id, >, 0);
  mo_session_add (session, self->dropped);
  mo_future_unref (mo_session_flush (session));
  return mo_session_one (session, mo_where (mo_select (User),
                                            mo_eq (MO_C (User, id), self->user->id)));
}

static MoFuture *
on_begun (MoFuture *future, gpointer data)
{
  Loop *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = mo_future_get_value (future, &error);
  MoSession *session;

  g_assert_no_error (error);
  self->thread = pthread_self ();
  self->tx = g_value_dup_object (value);
  session = mo_transaction_get_session (self->tx);
  mo_session_add (session, self->user);
  return mo_session_flush (session);
}

static gboolean
start (gpointer data)
{
  Loop *self = data;
  MoFuture *chain = mo_client_begin (self->orm->client);

  chain = mo_then_in_context (chain, self->context, on_begun, self, NULL);
  chain = mo_then_in_context (chain, self->context, on_flushed, self, NULL);
  chain = mo_then_in_context (chain, self->context, on_read, self, NULL);
  mo_future_unref (mo_finally_in_context (chain, self->context, on_committed, self, NULL));
  return G_SOURCE_REMOVE;
}

static void
loop_init (Loop *self, OrmTest *orm, GMainContext *context)
{
  *self = (Loop){ .orm = orm, .context = context };
  self->loop = g_main_loop_new (context, FALSE);
  self->user = orm_new_user (7);
  self->dropped = orm_new_user (8);
}

static void
loop_clear (Loop *self)
{
  g_autofree char *rows
      = orm_test_rows (self->orm, "SELECT name, status FROM users WHERE id > 1 ORDER BY id");

  g_assert_cmpstr (rows, ==, "User7,at commit;User8,new;X,NULL");
  g_clear_object (&self->tx);
  user_unref (self->user);
  user_unref (self->dropped);
  g_main_loop_unref (self->loop);
}

static void
test_main_loop (MoTest *test)
{
  OrmTest orm;
  Loop loop;

  orm_test_open_with_users (&orm, test, 1);
  loop_init (&loop, &orm, g_main_context_default ());
  g_idle_add (start, &loop);
  g_main_loop_run (loop.loop);
  loop_clear (&loop);
  orm_test_close (&orm);
}

static void *
run_own_context (void *data)
{
  OrmTest *orm = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  Loop loop;

  g_main_context_push_thread_default (context);
  loop_init (&loop, orm, context);
  start (&loop);
  g_main_loop_run (loop.loop);
  loop_clear (&loop);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_own_context (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 1);
  orm_test_on_thread (run_own_context, &orm);
  orm_test_close (&orm);
}

/* --- what is left --- */

typedef struct
{
  MoSession *session;
  User *user;
} Kept;

static gboolean
body_keeps (MoTransaction *tx, gpointer data, GError **error)
{
  Kept *kept = data;

  kept->session = g_object_ref (mo_transaction_get_session (tx));
  kept->user = orm_load_user (kept->session, 1);
  return TRUE;
}

static void
assert_finished (MoSession *session)
{
  g_autoptr (User) user = orm_new_user (9);

  mo_test_fails (mo_session_flush (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_commit (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_rollback (session), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_execute (session, mo_select (User)), MO_ERROR_TRANSACTION_FINISHED);
  mo_test_fails (mo_session_one (session, mo_select (User)), MO_ERROR_TRANSACTION_FINISHED);
  g_assert_false (mo_session_add (session, user));
  g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_TRANSIENT);
}

static void
test_outlived (MoTest *test)
{
  OrmTest orm;
  Kept kept = { NULL };

  orm_test_open_with_users (&orm, test, 1);
  orm_test_run (&orm, body_keeps, &kept);
  assert_finished (kept.session);
  g_assert_false (mo_session_contains (kept.session, kept.user));
  g_object_unref (kept.session);
  g_assert_cmpint (mo_entity_get_state (kept.user), ==, MO_ENTITY_DETACHED);
  g_assert_cmpstr (kept.user->email, ==, "user1@example.com");
  mo_set (kept.user, name, "Nobody's");
  g_assert_cmpstr (kept.user->name, ==, "Nobody's");
  user_unref (kept.user);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE name = 'User1'"), ==,
                   1);
  orm_test_close (&orm);
}

/* Dropped without an end, with work on its way. */
static void
test_dropped (MoTest *test)
{
  OrmTest orm;
  g_autoptr (User) flushed = orm_new_user (2);
  g_autoptr (User) pending = orm_new_user (3);
  g_autoptr (MoFuture) flush = NULL;

  orm_test_open_with_users (&orm, test, 1);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    mo_session_add (session, flushed);
    flush = mo_session_flush (session);
    mo_session_add (session, pending);
  }
  mo_await (mo_future_ref (flush), NULL);
  g_assert_cmpstr (flushed->name, ==, "User2");
  g_assert_cmpstr (pending->name, ==, "User3");
  mo_test_ok (mo_client_disconnect (orm.client));
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/owner/wrong-thread", test_wrong_thread);
  mo_test_add ("/orm/owner/body-asked-later", test_body_asked_later);
  mo_test_add ("/orm/owner/wrong-thread-adds", test_wrong_thread_adds);
  mo_test_add ("/orm/owner/worker", test_worker);
  mo_test_add ("/orm/owner/worker-asked-later", test_worker_asked_later);
  mo_test_add ("/orm/owner/this-thread", test_this_thread);
  mo_test_add ("/orm/owner/main-loop", test_main_loop);
  mo_test_add ("/orm/owner/own-context", test_own_context);
  mo_test_add ("/orm/owner/outlived", test_outlived);
  mo_test_add ("/orm/owner/dropped", test_dropped);
  return g_test_run ();
}
