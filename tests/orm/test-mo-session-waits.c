/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who waits where: threads with a context of their own, loops that start later, ends that come from
 * another thread. Nothing may hang, and nothing may be half done. */

#include <gio/gio.h>
#include <pthread.h>

#include "orm-test.h"

#define PATIENCE_SEC 20

/* FALSE: the wait took all of its time. One that is refused ends at once. */
static gboolean
settles (MoFuture *future)
{
  g_autoptr (GError) error = NULL;

  return mo_future_wait (future, PATIENCE_SEC * G_USEC_PER_SEC, &error)
         || !g_error_matches (error, MO_ERROR, MO_ERROR_TIMED_OUT);
}

/* --- a thread with a context of its own, and no loop that runs --- */

static gboolean
body_waits (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) user = orm_new_user (1);

  mo_session_add (session, user);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  g_assert_cmpint (user->id, >, 0);
  user_unref (orm_load_user (session, user->id));
  mo_set (user, status, "at commit");
  return TRUE;
}

static void *
run_body_in_context (void *data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  orm_test_run (data, body_waits, NULL);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* The body's thread may block, so its session's futures settle while it waits. */
static void
test_body_in_context (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_on_thread (run_body_in_context, &orm);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE status = 'at commit'"),
                   ==, 1);
  orm_test_close (&orm);
}

/* A wait that cannot end is refused; it does not hang. */
static void *
wait_in_context (void *data)
{
  OrmTest *orm = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm->client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoFuture) flush = NULL;

    mo_session_take (session, orm_new_user (1));
    flush = mo_session_flush (session);
    g_assert_true (settles (flush));
    if (!mo_future_wait (flush, G_USEC_PER_SEC, &error))
      g_assert_error (error, MO_ERROR, MO_ERROR_WOULD_DEADLOCK);
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_wait_in_context (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_on_thread (wait_in_context, &orm);
  orm_test_close (&orm);
}

/* --- a loop that starts later --- */

typedef struct
{
  GMainLoop *loop;
  MoTransaction *tx;
  User *user;
  gboolean timed_out;
} Later;

static gboolean
give_up (gpointer data)
{
  Later *self = data;

  self->timed_out = TRUE;
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static MoFuture *
on_later_flushed (MoFuture *future, gpointer data)
{
  Later *self = data;

  g_assert_cmpint (self->user->id, >, 0);
  return mo_transaction_commit (self->tx);
}

static MoFuture *
on_later_committed (MoFuture *future, gpointer data)
{
  g_main_loop_quit (((Later *) data)->loop);
  return NULL;
}

/* The session was asked for in main(), before the loop that the program then runs. */
static void
test_loop_later (MoTest *test)
{
  OrmTest orm;
  Later self = { g_main_loop_new (NULL, FALSE), NULL, orm_new_user (1), FALSE };
  MoFuture *chain;
  guint timeout;

  orm_test_open_with_users (&orm, test, 0);
  self.tx = mo_test_begin (orm.client);
  mo_session_add (mo_transaction_get_session (self.tx), self.user);
  chain = mo_then_in_context (mo_session_flush (mo_transaction_get_session (self.tx)), NULL,
                              on_later_flushed, &self, NULL);
  mo_future_unref (mo_finally_in_context (chain, NULL, on_later_committed, &self, NULL));
  timeout = g_timeout_add_seconds (PATIENCE_SEC, give_up, &self);
  g_main_loop_run (self.loop);
  g_assert_false (self.timed_out);
  g_source_remove (timeout);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  g_clear_object (&self.tx);
  user_unref (self.user);
  g_main_loop_unref (self.loop);
  orm_test_close (&orm);
}

/* --- ends that come from elsewhere --- */

typedef struct
{
  OrmTest *orm;
  MoTransaction *tx;
  gboolean flush; /* and drop its future */
} Left;

/* Begins, adds, and is gone: a thread that ended owns the session. */
static void *
begin_and_leave (void *data)
{
  Left *self = data;
  MoSession *session;

  self->tx = mo_test_begin (self->orm->client);
  session = mo_transaction_get_session (self->tx);
  mo_session_take (session, orm_new_user (1));
  if (self->flush)
    mo_future_unref (mo_session_flush (session));
  return NULL;
}

/* A commit that says it is one has written what was added. */
static void
check_commit_elsewhere (MoTest *test, gboolean flush)
{
  OrmTest orm;
  Left self = { &orm, NULL, flush };
  g_autoptr (MoFuture) commit = NULL;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_on_thread (begin_and_leave, &self);
  commit = mo_transaction_commit (self.tx);
  g_assert_true (settles (commit));
  g_assert_cmpint (mo_future_get_status (commit), !=, MO_FUTURE_PENDING);
  g_assert_cmpint (orm_test_count_users (&orm), ==,
                   mo_future_get_status (commit) == MO_FUTURE_RESOLVED ? 1 : 0);
  g_clear_object (&self.tx);
  orm_test_close (&orm);
}

static void
test_commit_elsewhere (MoTest *test)
{
  check_commit_elsewhere (test, FALSE);
}

static void
test_commit_elsewhere_flushed (MoTest *test)
{
  check_commit_elsewhere (test, TRUE);
}

static void
test_rollback_elsewhere (MoTest *test)
{
  OrmTest orm;
  Left self = { &orm, NULL, TRUE };
  g_autoptr (MoFuture) rollback = NULL;

  orm_test_open_with_users (&orm, test, 0);
  orm_test_on_thread (begin_and_leave, &self);
  rollback = mo_transaction_rollback (self.tx);
  g_assert_true (settles (rollback));
  g_assert_cmpint (mo_future_get_status (rollback), ==, MO_FUTURE_RESOLVED);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  g_clear_object (&self.tx);
  orm_test_close (&orm);
}

static void
test_dropped_elsewhere (MoTest *test)
{
  OrmTest orm;
  Left self = { &orm, NULL, TRUE };

  orm_test_open_with_users (&orm, test, 0);
  orm_test_on_thread (begin_and_leave, &self);
  g_clear_object (&self.tx);
  mo_test_ok (mo_client_disconnect (orm.client));
  g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  orm_test_close (&orm);
}

/* A future of the session's, waited for by a thread that does not own it, while the owner waits. */
static void *
wait_elsewhere (void *data)
{
  g_assert_true (settles (data));
  g_assert_cmpint (mo_future_get_status (data), ==, MO_FUTURE_RESOLVED);
  return NULL;
}

static void
test_awaited_elsewhere (MoTest *test)
{
  OrmTest orm;
  pthread_t thread;

  orm_test_open_with_users (&orm, test, 0);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoFuture) flush = NULL;

    mo_test_ok (mo_execute (tx, "SELECT 1"));
    mo_session_take (session, orm_new_user (1));
    flush = mo_session_flush (session);
    g_assert_cmpint (pthread_create (&thread, NULL, wait_elsewhere, flush), ==, 0);
    mo_test_ok (mo_execute (tx, "SELECT SLEEP(0.05)"));
    mo_test_ok (mo_future_ref (flush));
    pthread_join (thread, NULL);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_count_users (&orm), ==, 1);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/waits/body-in-context", test_body_in_context);
  mo_test_add ("/orm/waits/wait-in-context", test_wait_in_context);
  mo_test_add ("/orm/waits/loop-later", test_loop_later);
  mo_test_add ("/orm/waits/commit-elsewhere", test_commit_elsewhere);
  mo_test_add ("/orm/waits/commit-elsewhere-flushed", test_commit_elsewhere_flushed);
  mo_test_add ("/orm/waits/rollback-elsewhere", test_rollback_elsewhere);
  mo_test_add ("/orm/waits/dropped-elsewhere", test_dropped_elsewhere);
  mo_test_add ("/orm/waits/awaited-elsewhere", test_awaited_elsewhere);
  return g_test_run ();
}
