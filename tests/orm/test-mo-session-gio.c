/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions and schemas in the style of GIO: what each call finishes with. */

#include <gio/gio.h>

#include "orm-test.h"

static void
on_answer (GObject *source, GAsyncResult *result, gpointer kept)
{
  GAsyncResult **answer = kept;

  g_assert_null (*answer); /* once */
  *answer = g_object_ref (result);
}

static void
wait_for (GAsyncResult **answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What a call finishes with; its error in @error. */
#define FINISH(error, call, object, ...)                                                           \
  ({                                                                                               \
    g_autoptr (GAsyncResult) answer_ = NULL;                                                       \
    call##_async (object, __VA_ARGS__ NULL, on_answer, &answer_);                                  \
    g_assert_null (answer_); /* never in the middle of the caller */                               \
    wait_for (&answer_);                                                                           \
    call##_finish (object, answer_, error);                                                        \
  })

#define SUCCEEDS(...)                                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) succeeds_error_ = NULL;                                                     \
    gboolean succeeds_ = FINISH (&succeeds_error_, __VA_ARGS__, );                                 \
    g_assert_no_error (succeeds_error_);                                                           \
    g_assert_true (succeeds_);                                                                     \
  }                                                                                                \
  G_STMT_END

static MoSelect *
user_of (gint64 id)
{
  return mo_where (mo_select (User), mo_eq (MO_C (User, id), id));
}

static void
test_schema (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  SUCCEEDS (mo_client_create_all, orm.client, MO_MODELS (User, Order));
  SUCCEEDS (mo_schema_create_all, MO_EXECUTOR (orm.client), MO_MODELS (User, Order));
  orm_test_add_users (&orm, 1, "new");
  SUCCEEDS (mo_client_drop_all, orm.client, MO_MODELS (Order));
  SUCCEEDS (mo_schema_drop_all, MO_EXECUTOR (orm.client), MO_MODELS (User, Order));
  mo_test_fails (mo_execute (orm.other, "SELECT * FROM users"), MO_ERROR_NO_SUCH_OBJECT);
  orm_test_close (&orm);
}

static void
check_queries (MoSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) all
      = FINISH (&error, mo_session_execute, session, mo_select (User), );
  g_autoptr (User) first = FINISH (&error, mo_session_first, session, user_of (1), );
  g_autoptr (User) one = FINISH (&error, mo_session_one, session, user_of (2), );
  g_autoptr (User) maybe = FINISH (&error, mo_session_one_or_none, session, user_of (3), );
  g_autoptr (User) none = FINISH (&error, mo_session_one_or_none, session, user_of (99), );
  g_autoptr (User) no_first = FINISH (&error, mo_session_first, session, user_of (99), );
  g_autoptr (MoResult) name
      = FINISH (&error, mo_session_scalar, session,
                mo_where (mo_select_expr (MO_C (User, name)), mo_eq (MO_C (User, id), 2)), );
  MoValue value;

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (all), ==, 3);
  g_assert_cmpint (first->id, ==, 1);
  g_assert_cmpint (one->id, ==, 2);
  g_assert_cmpint (maybe->id, ==, 3);
  g_assert_null (none);
  g_assert_null (no_first);
  g_assert_true (mo_session_contains (session, one));
  g_assert_true (mo_result_get_scalar (name, &value, &error));
  g_assert_no_error (error);
}

#define FAILS(code, ...)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) fails_error_ = NULL;                                                        \
    gpointer fails_ = FINISH (&fails_error_, __VA_ARGS__, );                                       \
    g_assert_null (fails_);                                                                        \
    g_assert_error (fails_error_, MO_ERROR, code);                                                 \
  }                                                                                                \
  G_STMT_END

static void
check_failures (MoSession *session)
{
  FAILS (MO_ERROR_NO_ROWS, mo_session_one, session, user_of (99));
  FAILS (MO_ERROR_TOO_MANY_ROWS, mo_session_one_or_none, session, mo_select (User));
  FAILS (MO_ERROR_TYPE_MISMATCH, mo_session_first, session, mo_select_expr (MO_C (User, name)));
}

static void
test_session (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 2);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (User) added = orm_new_user (3);

    g_assert_true (mo_session_add (session, added));
    SUCCEEDS (mo_session_flush, session);
    g_assert_cmpint (added->id, ==, 3);
    check_queries (session);
    check_failures (session);
    SUCCEEDS (mo_session_commit, session);
    SUCCEEDS (mo_session_close, session);
    g_assert_false (mo_session_contains (session, added));
    SUCCEEDS (mo_transaction_commit, tx);
    g_assert_cmpint (orm_test_count_users (&orm), ==, 3);
  }
  orm_test_close (&orm);
}

static void
test_rollback (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);

    g_assert_true (mo_session_take (session, orm_new_user (1)));
    SUCCEEDS (mo_session_flush, session);
    SUCCEEDS (mo_session_rollback, session);
    g_assert_cmpint (orm_test_count_users (&orm), ==, 0);
  }
  orm_test_close (&orm);
}

/* Cancelled before it was asked for: nothing of it happens, or all of it, and it is said which. */
static void
test_cancelled_flush (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User));
  {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    g_autoptr (GAsyncResult) answer = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    gint64 n;

    g_assert_true (mo_session_take (session, orm_new_user (1)));
    g_cancellable_cancel (cancellable);
    mo_session_flush_async (session, cancellable, on_answer, &answer);
    wait_for (&answer);
    n = mo_session_flush_finish (session, answer, &error) ? 1 : 0;
    if (n == 1)
      SUCCEEDS (mo_transaction_commit, tx);
    else
      {
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        SUCCEEDS (mo_transaction_rollback, tx);
      }
    g_assert_cmpint (orm_test_count_users (&orm), ==, n);
  }
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/gio/schema", test_schema);
  mo_test_add ("/orm/gio/session", test_session);
  mo_test_add ("/orm/gio/rollback", test_rollback);
  mo_test_add ("/orm/gio/cancelled-flush", test_cancelled_flush);
  return g_test_run ();
}
