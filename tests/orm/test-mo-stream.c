/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances by the piece, and the first column as an array. */

#include <gio/gio.h>

#include "orm-test.h"

#define N_USERS 25

static MoEntityCursor *
await_cursor (MoFuture *opened)
{
  g_autoptr (GError) error = NULL;
  MoEntityCursor *cursor = mo_await_entity_cursor (opened, &error);

  g_assert_no_error (error);
  g_assert_nonnull (cursor);
  return cursor;
}

static MoSelect *
by_id (void)
{
  return mo_order_by (mo_select (User), MO_C (User, id));
}

/* All of them, each once, in pieces of 10. */
static void
read_all (MoEntityCursor *cursor)
{
  gint64 last = 0;
  guint n_pieces = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) piece = orm_all (mo_entity_cursor_fetch (cursor, 10));

      if (piece->len == 0)
        break;
      n_pieces++;
      g_assert_cmpuint (piece->len, <=, 10);
      MO_FOREACH (User, user, piece)
        {
          g_autofree char *name = g_strdup_printf ("User%d", (int) user->id);

          g_assert_cmpint (user->id, ==, last + 1);
          g_assert_cmpstr (user->name, ==, name);
          g_assert_cmpint (mo_entity_get_state (user), ==, MO_ENTITY_DETACHED);
          last = user->id;
        }
    }
  g_assert_cmpint (last, ==, N_USERS);
  g_assert_cmpuint (n_pieces, ==, 3);
}

/* Behind the end there is as little as at it, whoever asks, and on whichever thread. */
static void
read_end (MoEntityCursor *cursor)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MoResult) end = orm_result (mo_entity_cursor_fetch (cursor, 0));
      g_autoptr (GPtrArray) none = orm_all (mo_entity_cursor_fetch (cursor, 0));

      g_assert_cmpuint (mo_result_get_n_rows (end), ==, 0);
      g_assert_null (mo_result_entity (end, 0, User));
      g_assert_cmpuint (none->len, ==, 0);
    }
  mo_test_ok (mo_entity_cursor_close (cursor));
}

static void
test_client (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, N_USERS);
  {
    g_autoptr (MoEntityCursor) cursor = await_cursor (mo_stream_select (orm.client, by_id ()));

    read_all (cursor);
    read_end (cursor);
  }
  orm_test_close (&orm);
}

/* One of the session's is not the one that streams by, and neither knows of the other. */
static gboolean
body_session (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) known = orm_load_user (session, 3);
  g_autoptr (MoEntityCursor) cursor = await_cursor (mo_session_stream (session, by_id ()));
  g_autoptr (MoEntityCursor) other = NULL;
  g_autoptr (GPtrArray) piece = orm_all (mo_entity_cursor_fetch (cursor, 5));
  User *third = piece->pdata[2];

  g_assert_cmpint (third->id, ==, 3);
  g_assert_true (third != known);
  third->points = 77; /* written by nobody */
  mo_test_fails (mo_session_execute (session, mo_select (User)), MO_ERROR_CURSOR_OPEN);
  mo_test_ok (mo_entity_cursor_close (cursor));
  mo_test_fails (mo_entity_cursor_fetch (cursor, 1), MO_ERROR_INVALID_ARGUMENT);
  known->points = 33;
  mo_session_set_autoflush (session, TRUE);
  other = await_cursor (mo_session_stream (
      session, mo_where (mo_select (User), mo_eq (MO_C (User, points), 33))));
  {
    g_autoptr (GPtrArray) changed = orm_all (mo_entity_cursor_fetch (other, 0));

    g_assert_cmpuint (changed->len, ==, 1);
  }
  return TRUE;
}

static void
test_session (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, N_USERS);
  orm_test_run (&orm, body_session, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT points FROM users WHERE id = 3"), ==, 33);
  orm_test_close (&orm);
}

/* A transaction's, dropped half way, with its own writes. */
static gboolean
body_transaction (MoTransaction *tx, gpointer data, GError **error)
{
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'mine' WHERE id = 1"));
  {
    g_autoptr (MoEntityCursor) cursor = await_cursor (mo_stream_select (tx, by_id ()));
    g_autoptr (User) first = orm_entity (mo_entity_cursor_fetch (cursor, 1));

    g_assert_cmpstr (first->name, ==, "mine");
  }
  mo_test_ok (mo_execute (tx, "UPDATE users SET name = 'again' WHERE id = 1"));
  return TRUE;
}

static void
test_transaction (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, N_USERS);
  orm_test_run (&orm, body_transaction, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users WHERE name = 'again'"), ==, 1);
  orm_test_close (&orm);
}

/* Pairs, plain values, a text; a row that does not fit is an error, and those behind it are not. */
static void
test_kinds (MoTest *test)
{
  OrmTest orm;
  const char *sql = "SELECT u.*, 1 AS more FROM users AS u WHERE u.id < %s ORDER BY u.id";

  orm_test_open_with_users (&orm, test, 3);
  {
    g_autoptr (MoEntityCursor) plain = await_cursor (mo_stream_select (
        orm.client, mo_order_by (mo_select_expr (MO_C (User, id)), MO_C (User, id))));
    g_autoptr (MoEntityCursor) text = await_cursor (mo_stream_select (
        orm.client, mo_select_from_sql (MO_MODEL (User), sql, 3)));
    g_autoptr (MoEntityCursor) bad = await_cursor (mo_stream_select (
        orm.client, mo_select_from_sql (MO_MODEL (Order),
                                        "SELECT id, NULLIF(id, 1) AS user_id, name AS item "
                                        "FROM users ORDER BY id")));
    g_autoptr (MoEntityCursor) lacking = await_cursor (mo_stream_select (
        orm.client, mo_select_from_sql (MO_MODEL (Ghost), "SELECT id FROM users")));
    g_autoptr (MoResult) numbers = orm_result (mo_entity_cursor_fetch (plain, 0));
    g_autoptr (GPtrArray) users = orm_all (mo_entity_cursor_fetch (text, 0));
    g_autoptr (Order) second = NULL;

    g_assert_cmpint (mo_result_get_int64 (numbers, 2, 0), ==, 3);
    g_assert_cmpuint (users->len, ==, 2);
    read_end (text);
    mo_test_fails (mo_entity_cursor_fetch (bad, 1), MO_ERROR_TYPE_MISMATCH);
    second = orm_entity (mo_entity_cursor_fetch (bad, 1));
    g_assert_cmpint (second->id, ==, 2);
    mo_test_fails (mo_entity_cursor_fetch (lacking, 1), MO_ERROR_TYPE_MISMATCH);
  }
  orm_test_close (&orm);
}

static void
test_bad_arguments (MoTest *test)
{
  mo_test_fails (mo_stream_select (test->client, NULL), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_stream (NULL, mo_select (User)), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_entity_cursor_fetch (NULL, 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_entity_cursor_close (NULL), MO_ERROR_INVALID_ARGUMENT);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (mo_await_entity_cursor (mo_future_new_true (), &error));
    g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  }
}

/* --- the first column --- */

static gboolean
body_scalars (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *ids = mo_order_by (mo_select_expr (MO_C (User, id), MO_C (User, name)),
                               MO_C (User, id));
  MoSelect *names = mo_order_by (mo_select_expr (MO_C (User, status)), MO_C (User, id));
  g_autoptr (GArray) numbers = mo_await_int64s (mo_session_scalars (session, ids), error);
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GPtrArray) of_numbers = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GError) wrong = NULL;

  g_assert_cmpuint (numbers->len, ==, 3);
  g_assert_cmpint (g_array_index (numbers, gint64, 2), ==, 3);
  texts = mo_await_strings (mo_session_scalars (session, mo_select_ref (names)), error);
  g_assert_cmpuint (texts->len, ==, 3);
  g_assert_cmpstr (texts->pdata[0], ==, "old");
  g_assert_null (texts->pdata[1]);
  of_numbers = mo_await_strings (mo_execute (tx, "SELECT id FROM users ORDER BY id"), error);
  g_assert_cmpstr (of_numbers->pdata[2], ==, "3");
  none = mo_await_int64s (
      mo_session_scalars (session, mo_where (mo_select (User), mo_lt (MO_C (User, id), 0))),
      error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (mo_await_int64s (mo_session_scalars (session, names), &wrong));
  g_assert_error (wrong, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_true (g_str_has_prefix (wrong->message, "row 1: "));
  g_clear_error (&wrong);
  g_assert_null (mo_await_strings (mo_execute (tx, "DELETE FROM users WHERE id < 0"), &wrong));
  g_assert_error (wrong, MO_ERROR, MO_ERROR_NO_ROWS);
  return TRUE;
}

static void
test_scalars (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_sql (&orm, "UPDATE users SET status = NULL WHERE id = 2");
  orm_test_run (&orm, body_scalars, NULL);
  orm_test_close (&orm);
}

/* --- with a main loop --- */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer kept)
{
  *(GAsyncResult **) kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **answer)
{
  while (*answer == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *answer;
}

static void
test_gio (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  orm_test_open_with_users (&orm, test, 3);
  mo_stream_select_async (MO_EXECUTOR (orm.client), by_id (), NULL, keep_result, &opened);
  {
    g_autoptr (MoEntityCursor) cursor
        = mo_stream_select_finish (MO_EXECUTOR (orm.client), wait_for (&opened), &error);
    g_autoptr (MoResult) piece = NULL;

    mo_entity_cursor_fetch_async (cursor, 2, NULL, keep_result, &fetched);
    piece = mo_entity_cursor_fetch_finish (cursor, wait_for (&fetched), &error);
    g_assert_cmpint (mo_result_entity (piece, 1, User)->id, ==, 2);
    mo_entity_cursor_close_async (cursor, NULL, keep_result, &closed);
    g_assert_true (mo_entity_cursor_close_finish (cursor, wait_for (&closed), &error));
    g_assert_no_error (error);
  }
  orm_test_close (&orm);
}

static void
test_gio_session (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) read = NULL;
  g_autoptr (GError) error = NULL;

  orm_test_open_with_users (&orm, test, 3);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (MoResult) ids = NULL;
    g_autoptr (MoEntityCursor) cursor = NULL;

    mo_session_scalars_async (session, by_id (), NULL, keep_result, &read);
    ids = mo_session_scalars_finish (session, wait_for (&read), &error);
    g_assert_cmpint (mo_result_get_int64 (ids, 2, 0), ==, 3);
    mo_session_stream_async (session, by_id (), NULL, keep_result, &opened);
    cursor = mo_session_stream_finish (session, wait_for (&opened), &error);
    g_assert_no_error (error);
    g_assert_true (MO_IS_ENTITY_CURSOR (cursor));
    mo_test_ok (mo_entity_cursor_close (cursor));
    mo_test_ok (mo_transaction_rollback (tx));
  }
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/stream/client", test_client);
  mo_test_add ("/stream/session", test_session);
  mo_test_add ("/stream/transaction", test_transaction);
  mo_test_add ("/stream/kinds", test_kinds);
  mo_test_add ("/stream/bad-arguments", test_bad_arguments);
  mo_test_add ("/stream/scalars", test_scalars);
  mo_test_add ("/stream/gio", test_gio);
  mo_test_add ("/stream/gio-session", test_gio_session);
  return g_test_run ();
}
