/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows that are changed, deleted and upserted without being read; what a session knows of it. */

#include <gio/gio.h>

#include "orm-test.h"

static MoExpr *
is_user (gint64 id)
{
  return mo_eq (MO_C (User, id), id);
}

static gint64
number (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gint64 count = -1;

  g_assert_true (mo_await_int64 (future, &count, &error));
  g_assert_no_error (error);
  return count;
}

/* --- on executors --- */

static MoUpdate *
add_points (void)
{
  MoUpdate *update
      = mo_assign (mo_update (User), MO_C (User, points), mo_plus (MO_C (User, points), 4));

  return mo_assign (update, MO_C (User, status), "moved");
}

static gboolean
body_in_transaction (MoTransaction *tx, gpointer data, GError **error)
{
  g_assert_cmpint (number (mo_execute_update (tx, mo_where (add_points (), is_user (1)))), ==, 1);
  g_assert_cmpint (number (mo_execute_delete (tx, mo_where (mo_delete_from (User), is_user (4)))),
                   ==, 1);
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "rolled back");
  return FALSE;
}

static void
test_executors (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;
  MoUpdate *one = mo_where (add_points (), is_user (1));

  orm_test_open_with_users (&orm, test, 5);
  g_assert_cmpint (number (mo_execute_update (orm.client, mo_update_ref (one))), ==, 1);
  /* It matches, though the status is what it was. */
  g_assert_cmpint (number (mo_execute_update (orm.client, one)), ==, 1);
  g_assert_cmpint (
      number (mo_execute_update (orm.client, mo_where (add_points (), is_user (99)))), ==, 0);
  g_assert_cmpint (
      number (mo_execute_delete (
          orm.client, mo_where (mo_delete_from (User), mo_in (MO_C (User, id), 2, 3, 99)))),
      ==, 2);
  mo_test_fails (mo_execute_delete (orm.client, mo_delete_from (User)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_update (orm.client, NULL), MO_ERROR_INVALID_ARGUMENT);
  rows = orm_test_rows (&orm, "SELECT id, points, status FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "1,9,moved;4,1,old;5,1,old");
  orm_test_run_fails (&orm, body_in_transaction, NULL, MO_ERROR_FAILED);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 3);
  g_assert_cmpint (number (mo_execute_delete (orm.client, mo_all_rows (mo_delete_from (User)))),
                   ==, 3);
  orm_test_close (&orm);
}

/* --- in a session --- */

static gboolean
body_update (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) one = orm_load_user (session, 1);
  g_autoptr (User) two = orm_load_user (session, 2);
  g_autoptr (User) again = NULL;
  g_autoptr (User) other = NULL;

  mo_set (two, name, "mine");
  g_assert_cmpint (number (mo_session_execute_update (
                       session, mo_where (add_points (), mo_lt (MO_C (User, id), 3)))),
                   ==, 2);
  g_assert_cmpint (one->points, ==, 1); /* until it is read */
  again = orm_load_user (session, 1);
  g_assert_true (again == one);
  g_assert_cmpint (one->points, ==, 5);
  g_assert_cmpstr (one->status, ==, "moved");
  other = orm_load_user (session, 2);
  g_assert_cmpint (two->points, ==, 5);
  g_assert_cmpstr (two->name, ==, "mine"); /* not flushed, and so not lost */
  return TRUE;
}

static void
test_update (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_run (&orm, body_update, NULL);
  rows = orm_test_rows (&orm, "SELECT id, name, points FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==, "1,User1,5;2,mine,5;3,User3,1");
  orm_test_close (&orm);
}

/* Nobody took the future: it is applied all the same before the next query. And what failed has
 * changed nothing. */
static gboolean
body_untaken (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) one = orm_load_user (session, 1);
  g_autoptr (User) again = NULL;
  g_autoptr (Order) order = orm_entity (mo_session_one (session, mo_select (Order)));
  g_autoptr (Order) same = NULL;

  mo_future_unref (mo_session_execute_update (session, mo_where (add_points (), is_user (1))));
  again = orm_load_user (session, 1);
  g_assert_cmpint (one->points, ==, 5);
  /* Another model's are not read anew. */
  mo_test_ok (mo_execute (tx, "UPDATE orders SET item = 'behind'"));
  mo_test_ok (mo_session_execute_update (session, mo_where (add_points (), is_user (1))));
  same = orm_entity (mo_session_one (session, mo_select (Order)));
  g_assert_true (same == order);
  g_assert_cmpstr (order->item, ==, "tea");
  return TRUE;
}

static void
test_untaken (MoTest *test)
{
  OrmTest orm;

  orm_test_open (&orm, test, NULL);
  orm_test_create (&orm, MO_MODELS (User, Order));
  orm_test_add_users (&orm, 2, "old");
  orm_test_sql (&orm, "INSERT INTO orders (id, user_id, item) VALUES (1, 1, 'tea')");
  orm_test_run (&orm, body_untaken, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT points FROM users WHERE id = 1"), ==, 9);
  orm_test_close (&orm);
}

static gboolean
body_delete (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) one = orm_load_user (session, 1);
  MoDelete *deletion = mo_where (mo_delete_from (User), mo_lt (MO_C (User, points), 50));

  one->points = 60;
  mo_session_set_autoflush (session, TRUE);
  g_assert_cmpint (number (mo_session_execute_delete (session, deletion)), ==, 2);
  mo_test_fails (mo_session_execute_delete (session, mo_delete_from (User)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute_update (session, NULL), MO_ERROR_INVALID_ARGUMENT);
  return TRUE;
}

static void
test_delete (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 3);
  orm_test_run (&orm, body_delete, NULL);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users"), ==, 1);
  orm_test_close (&orm);
}

static void
test_session_arguments (void)
{
  mo_test_fails (mo_session_execute_update (NULL, mo_where (add_points (), is_user (1))),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute_delete (NULL, mo_delete_from (User)),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* --- upserts --- */

static void
test_upsert (MoTest *test)
{
  OrmTest orm;
  g_autofree char *rows = NULL;
  g_autoptr (User) known
      = mo_new (User, .id = 2, .name = "Two", .email = "user2@example.com", .points = 20);
  g_autoptr (User) fresh = mo_new (User, .id = 7, .name = "Seven", .email = "7@x", .points = 70);
  /* Told by its unique value; its key is the server's. */
  g_autoptr (User) by_email
      = mo_new (User, .name = "One", .email = "user1@example.com", .points = 10);
  gpointer users[] = { known, fresh };
  gpointer others[] = { by_email };

  orm_test_open_with_users (&orm, test, 3);
  mo_test_ok (mo_execute_upsert (orm.client, users, 2, MO_FIELDS (User, name, points)));
  if (test->is_matrixone)
    {
      mo_test_fails (mo_execute_upsert (orm.client, others, 1, MO_FIELDS (User, name)),
                     MO_ERROR_DUPLICATE_KEY);
      orm_test_sql (&orm, "UPDATE users SET name = 'One', points = 10 WHERE id = 1");
    }
  else
    mo_test_ok (mo_execute_upsert (orm.client, others, 1, MO_FIELDS (User, name, points)));
  rows = orm_test_rows (&orm, "SELECT id, name, email, status, points, created_at IS NULL "
                              "FROM users ORDER BY id");
  g_assert_cmpstr (rows, ==,
                   "1,One,user1@example.com,old,10,1;2,Two,user2@example.com,old,20,1;"
                   "3,User3,user3@example.com,old,1,1;7,Seven,7@x,NULL,70,0");
  g_assert_cmpint (mo_entity_get_state (fresh), ==, MO_ENTITY_TRANSIENT);
  g_assert_cmpint (by_email->id, ==, 0);
  g_assert_null (fresh->created_at);
  orm_test_close (&orm);
}

static gboolean
body_upsert (MoTransaction *tx, gpointer data, GError **error)
{
  GPtrArray *users = data;

  return mo_await (mo_execute_upsert (tx, users->pdata, users->len,
                                      MO_FIELDS (User, status)), error);
}

/* Many rows are few statements, and values are taken at the call. */
static void
test_upsert_many (MoTest *test)
{
  OrmTest orm;
  OrmWire wire;
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (mo_entity_unref);
  g_autoptr (GError) error = NULL;

  orm_test_open_with_users (&orm, test, 100);
  for (guint i = 1; i <= 10000; i++)
    {
      User *user = orm_new_user (i);

      user->id = i;
      g_ptr_array_add (users, user);
    }
  orm_wire_open (&wire, &orm, NULL);
  g_assert_true (mo_client_run_transaction (wire.client, body_upsert, users, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (orm_wire_count (&wire, "INSERT INTO"), >, 1);
  g_assert_cmpuint (orm_wire_count (&wire, "INSERT INTO"), <, 5);
  orm_wire_close (&wire);
  g_assert_cmpint (orm_test_count_users (&orm), ==, 10000);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT COUNT(*) FROM users WHERE status = 'new'"), ==,
                   10000);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT SUM(points) FROM users"), ==, 100);
  orm_test_close (&orm);
}

static void
test_upsert_refused (MoTest *test)
{
  g_autoptr (User) good = orm_new_user (1);
  g_autoptr (User) nameless = mo_new (User, .email = "x@y");
  g_autoptr (User) faulty = orm_new_user (2);
  g_autoptr (Order) order = mo_new (Order, .user_id = 1);
  g_autoptr (Order) orphan = mo_new (Order, .item = "x");
  gpointer none[] = { NULL };
  gpointer mixed[] = { good, order };
  gpointer lacking[] = { good, nameless };
  gpointer wrong[] = { faulty };
  gpointer parentless[] = { orphan };
  MoClient *client = test->client;

  mo_set (faulty, points, "many");
  mo_set_reference (orphan, user_id, good);
  mo_test_fails (mo_execute_upsert (client, NULL, 1, MO_FIELDS (User, name)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, mixed, 0, MO_FIELDS (User, name)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, none, 1, MO_FIELDS (User, name)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, mixed, 2, MO_FIELDS (User, name)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, mixed, 1, NULL, 0), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, mixed, 1, MO_FIELDS (User, name, id)),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, mixed, 1, (const gsize[]){ 3 }, 1),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute_upsert (client, lacking, 2, MO_FIELDS (User, name)),
                 MO_ERROR_CONSTRAINT);
  mo_test_fails (mo_execute_upsert (client, wrong, 1, MO_FIELDS (User, name)),
                 MO_ERROR_TYPE_MISMATCH);
  mo_test_fails (mo_execute_upsert (client, parentless, 1, MO_FIELDS (Order, item)),
                 MO_ERROR_INVALID_ARGUMENT);
}

/* --- with a main loop --- */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer kept)
{
  g_autoptr (GAsyncResult) before = *(GAsyncResult **) kept;

  *(GAsyncResult **) kept = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **answer, GAsyncResult *before)
{
  while (*answer == before)
    g_main_context_iteration (NULL, TRUE);
  return *answer;
}

/* What a call finishes with. */
#define FINISH(call, object, ...)                                                                  \
  ({                                                                                               \
    g_autoptr (GAsyncResult) answer_ = NULL;                                                       \
    g_autoptr (GError) error_ = NULL;                                                              \
    gint64 got_;                                                                                   \
    call##_async (object, __VA_ARGS__, NULL, keep_result, &answer_);                               \
    got_ = call##_finish (object, wait_for (&answer_, NULL), &error_);                             \
    g_assert_no_error (error_);                                                                    \
    got_;                                                                                          \
  })

static void
test_gio (MoTest *test)
{
  OrmTest orm;

  orm_test_open_with_users (&orm, test, 5);
  {
    MoExecutor *executor = MO_EXECUTOR (orm.client);
    g_autoptr (User) six = orm_new_user (6);
    gpointer users[] = { six };

    g_assert_cmpint (FINISH (mo_execute_update, executor, mo_where (add_points (), is_user (1))),
                     ==, 1);
    g_assert_cmpint (FINISH (mo_execute_delete, executor,
                             mo_where (mo_delete_from (User), is_user (2))),
                     ==, 1);
    g_assert_true (FINISH (mo_execute_upsert, executor, users, 1, MO_FIELDS (User, name)));
  }
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (orm.client);
    MoSession *session = mo_transaction_get_session (tx);
    g_autoptr (GAsyncResult) failed = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (FINISH (mo_session_execute_update, session,
                             mo_where (add_points (), is_user (3))),
                     ==, 1);
    g_assert_cmpint (FINISH (mo_session_execute_delete, session,
                             mo_where (mo_delete_from (User), is_user (99))),
                     ==, 0);
    mo_session_execute_delete_async (session, mo_delete_from (User), NULL, keep_result, &failed);
    g_assert_cmpint (
        mo_session_execute_delete_finish (session, wait_for (&failed, NULL), &error), ==, -1);
    g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
    mo_test_ok (mo_transaction_commit (tx));
  }
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT SUM(points) FROM users"), ==, 12);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/write/executors", test_executors);
  mo_test_add ("/write/session/update", test_update);
  mo_test_add ("/write/session/untaken", test_untaken);
  mo_test_add ("/write/session/delete", test_delete);
  g_test_add_func ("/write/session/bad-arguments", test_session_arguments);
  mo_test_add ("/write/upsert/rows", test_upsert);
  mo_test_add ("/write/upsert/many", test_upsert_many);
  mo_test_add ("/write/upsert/refused", test_upsert_refused);
  mo_test_add ("/write/gio", test_gio);
  return g_test_run ();
}
