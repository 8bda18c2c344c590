/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries of several instances a row; how many rows a call takes; queries that cannot be. */

#include "orm-test.h"

typedef struct
{
  gint64 id;
  MoNullInt64 boss_id;
  char *name;
} Worker;

MO_DEFINE_MODEL (Worker, worker, "workers",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (boss_id, MO_NULLABLE),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 20))

/* User1 ordered tea and cake, User2 rice, User3 nothing. */
static void
open_shop (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User, Order, Worker));
  orm_test_add_users (orm, 3, "old");
  orm_test_sql (orm, "INSERT INTO orders (id, user_id, item) "
                     "VALUES (1, 1, 'tea'), (2, 1, 'cake'), (3, 2, 'rice')");
  orm_test_sql (orm, "INSERT INTO workers (id, boss_id, name) "
                     "VALUES (1, NULL, 'Top'), (2, 1, 'Mid'), (3, 2, 'Low'), (4, 2, 'Lower')");
}

static void
run_in_shop (MoTest *test, MoTransactionFunc body)
{
  OrmTest orm;

  open_shop (&orm, test);
  orm_test_run (&orm, body, &orm);
  orm_test_close (&orm);
}

static MoExpr *
is_of_user (void)
{
  return mo_eq (MO_C (User, id), MO_C (Order, user_id));
}

/* --- joins --- */

static gboolean
body_joins (MoTransaction *tx, gpointer data, GError **error)
{
  static const char *const items[] = { "tea", "cake", "rice" };
  static const gint64 users[] = { 1, 1, 2 };
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoResult) pairs = orm_result (mo_session_execute (
      session,
      mo_order_by (mo_join (mo_select (User, Order), Order, is_of_user ()), MO_C (Order, id))));

  g_assert_cmpuint (mo_result_get_n_rows (pairs), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      User *user = mo_result_entity (pairs, i, User);
      Order *order = mo_result_entity (pairs, i, Order);

      g_assert_cmpint (user->id, ==, users[i]);
      g_assert_cmpint (order->user_id, ==, users[i]);
      g_assert_cmpint (order->id, ==, i + 1);
      g_assert_cmpstr (order->item, ==, items[i]);
      g_assert_cmpint (mo_entity_get_state (order), ==, MO_ENTITY_PERSISTENT);
    }
  g_assert_true (mo_result_entity (pairs, 0, User) == mo_result_entity (pairs, 1, User));
  g_assert_null (mo_result_entity (pairs, 0, Ghost));
  return TRUE;
}

static void
test_join (MoTest *test)
{
  run_in_shop (test, body_joins);
}

/* The joined table is looked at, and not read. */
static gboolean
body_filters (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) users = orm_all (mo_session_execute (
      session, mo_where (mo_join (mo_select (User), Order, is_of_user ()),
                         mo_eq (MO_C (Order, item), "rice"))));

  g_assert_cmpuint (users->len, ==, 1);
  g_assert_cmpint (((User *) g_ptr_array_index (users, 0))->id, ==, 2);
  g_assert_cmpint (mo_test_number (mo_session_scalar (
                       session, mo_join (mo_select_expr (mo_count (MO_C (User, id))), Order,
                                         is_of_user ()))),
                   ==, 3);
  return TRUE;
}

static void
test_join_filters (MoTest *test)
{
  run_in_shop (test, body_filters);
}

static gboolean
body_left_joins (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoResult) pairs = orm_result (mo_session_execute (
      session, mo_order_by (mo_order_by (mo_left_join (mo_select (User, Order), Order,
                                                       is_of_user ()),
                                         MO_C (User, id)),
                            MO_C (Order, id))));
  g_autoptr (GPtrArray) idle = NULL;

  g_assert_cmpuint (mo_result_get_n_rows (pairs), ==, 4);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (mo_result_entity (pairs, i, Order));
  g_assert_cmpint (mo_result_entity (pairs, 3, User)->id, ==, 3);
  g_assert_null (mo_result_entity (pairs, 3, Order));
  idle = orm_all (mo_session_execute (
      session, mo_where (mo_left_join (mo_select (User), Order, is_of_user ()),
                         mo_is_null (MO_C (Order, id)))));
  g_assert_cmpuint (idle->len, ==, 1);
  g_assert_cmpint (((User *) g_ptr_array_index (idle, 0))->id, ==, 3);
  return TRUE;
}

static void
test_left_join (MoTest *test)
{
  run_in_shop (test, body_left_joins);
}

static MoSelect *
with_boss (void)
{
  MoSelect *both = mo_select_add (mo_select_as (Worker, "w"), MO_MODEL (Worker), "boss");

  return mo_order_by (mo_left_join_as (both, Worker, "boss",
                                       mo_eq (MO_C_AS ("w", Worker, boss_id),
                                              MO_C_AS ("boss", Worker, id))),
                      MO_C_AS ("w", Worker, id));
}

static gboolean
body_joins_itself (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoResult) pairs = orm_result (mo_session_execute (session, with_boss ()));
  g_autoptr (GPtrArray) under_mid = NULL;

  g_assert_cmpuint (mo_result_get_n_rows (pairs), ==, 4);
  g_assert_null (mo_result_entity_as (pairs, 0, Worker, "boss"));
  g_assert_cmpstr (mo_result_entity_as (pairs, 1, Worker, "boss")->name, ==, "Top");
  g_assert_cmpstr (mo_result_entity_as (pairs, 2, Worker, "boss")->name, ==, "Mid");
  g_assert_cmpstr (mo_result_entity_as (pairs, 3, Worker, "w")->name, ==, "Lower");
  /* The boss of one is the worker of another row. */
  g_assert_true (mo_result_entity_as (pairs, 2, Worker, "boss")
                 == mo_result_entity_as (pairs, 1, Worker, "w"));
  g_assert_true (mo_result_entity_as (pairs, 1, Worker, "boss")
                 == mo_result_entity_as (pairs, 0, Worker, "w"));
  under_mid = orm_all (mo_session_execute (
      session, mo_where (with_boss (), mo_eq (MO_C_AS ("boss", Worker, name), "Mid"))));
  g_assert_cmpuint (under_mid->len, ==, 2);
  g_assert_cmpstr (((Worker *) g_ptr_array_index (under_mid, 0))->name, ==, "Low");
  return TRUE;
}

static void
test_self_join (MoTest *test)
{
  run_in_shop (test, body_joins_itself);
}

static gboolean
body_groups_join (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (MoResult) groups = orm_result (mo_session_execute (
      mo_transaction_get_session (tx),
      mo_order_by (mo_group_by (mo_left_join (mo_select_expr (MO_C (User, name),
                                                              mo_count (MO_C (Order, id))),
                                              Order, is_of_user ()),
                                MO_C (User, name)),
                   MO_C (User, name))));
  static const gint64 counts[] = { 2, 1, 0 };

  g_assert_cmpuint (mo_result_get_n_rows (groups), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (mo_result_get_int64 (groups, i, 1), ==, counts[i]);
  return TRUE;
}

static void
test_join_groups (MoTest *test)
{
  run_in_shop (test, body_groups_join);
}

/* Models that are not joined: every one with every one. */
static gboolean
body_multiplies (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (MoResult) all = orm_result (
      mo_session_execute (mo_transaction_get_session (tx), mo_select (User, Order)));

  g_assert_cmpuint (mo_result_get_n_rows (all), ==, 9);
  return TRUE;
}

static void
test_not_joined (MoTest *test)
{
  run_in_shop (test, body_multiplies);
}

/* --- 0, 1 and 2 rows --- */

/* As many users as @n, 0 to 2. */
static MoSelect *
rows (guint n)
{
  return mo_order_by (mo_where (mo_select (User), mo_le (MO_C (User, id), n)), MO_C (User, id));
}

static MoSelect *
numbers (guint n)
{
  return mo_order_by (mo_where (mo_select_expr (MO_C (User, id)), mo_le (MO_C (User, id), n)),
                      MO_C (User, id));
}

static void
assert_entity (MoFuture *future, gint64 id)
{
  g_autoptr (MoFuture) owned = future;
  g_autoptr (User) user = orm_entity (mo_future_ref (owned));

  if (id == 0)
    g_assert_null (user);
  else
    g_assert_cmpint (user->id, ==, id);
  g_assert_true (mo_future_peek_entity (owned, User) == user);
}

static gboolean
body_counts_rows (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (guint n = 0; n < 3; n++)
    {
      g_autoptr (GPtrArray) all = orm_all (mo_session_execute (session, rows (n)));
      g_autoptr (MoResult) plain = orm_result (mo_session_execute (session, numbers (n)));

      g_assert_cmpuint (all->len, ==, n);
      g_assert_cmpuint (mo_result_get_n_rows (plain), ==, n);
    }
  assert_entity (mo_session_execute (session, rows (0)), 0);
  assert_entity (mo_session_execute (session, rows (2)), 1);
  assert_entity (mo_session_first (session, rows (0)), 0);
  assert_entity (mo_session_first (session, rows (1)), 1);
  assert_entity (mo_session_first (session, rows (2)), 1);
  mo_test_fails (mo_session_one (session, rows (0)), MO_ERROR_NO_ROWS);
  assert_entity (mo_session_one (session, rows (1)), 1);
  mo_test_fails (mo_session_one (session, rows (2)), MO_ERROR_TOO_MANY_ROWS);
  assert_entity (mo_session_one_or_none (session, rows (0)), 0);
  assert_entity (mo_session_one_or_none (session, rows (1)), 1);
  mo_test_fails (mo_session_one_or_none (session, rows (2)), MO_ERROR_TOO_MANY_ROWS);
  return TRUE;
}

static void
test_cardinality (MoTest *test)
{
  run_in_shop (test, body_counts_rows);
}

static void
fails_to_number (MoFuture *future, MoError code)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 42;

  g_assert_false (mo_await_int64 (future, &number, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
}

static gboolean
body_scalars (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  fails_to_number (mo_session_scalar (session, numbers (0)), MO_ERROR_NO_ROWS);
  g_assert_cmpint (mo_test_number (mo_session_scalar (session, numbers (1))), ==, 1);
  g_assert_cmpint (mo_test_number (mo_session_scalar (session, numbers (2))), ==, 1);
  fails_to_number (mo_session_execute (session, numbers (0)), MO_ERROR_NO_ROWS);
  g_assert_cmpint (mo_test_number (mo_session_execute (session, numbers (1))), ==, 1);
  fails_to_number (mo_session_execute (session, numbers (2)), MO_ERROR_TOO_MANY_ROWS);
  return TRUE;
}

static void
test_scalar (MoTest *test)
{
  run_in_shop (test, body_scalars);
}

/* --- what cannot be --- */

static gboolean
body_asks_wrongly (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_test_fails (mo_session_execute (session, mo_select (Ghost)), MO_ERROR_NO_SUCH_OBJECT);
  mo_test_fails (
      mo_session_execute (session, mo_where (mo_select (User), mo_eq (MO_C (Order, id), 1))),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute (session, mo_order_by (mo_select (User), MO_C (Order, id))),
                 MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_session_execute (session, mo_select (User, User)), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_execute (session, mo_join (mo_select (User), User, mo_eq (MO_C (User, id), 1))),
      MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (
      mo_session_execute (session, mo_where (mo_select (User), mo_eq (MO_C (User, id), data))),
      MO_ERROR_TYPE_MISMATCH);
  mo_test_fails (mo_session_execute (session, mo_where (mo_select (User), NULL)),
                 MO_ERROR_INVALID_ARGUMENT);
  /* None of it is in the way of what follows. */
  user_unref (orm_load_user (session, 1));
  return TRUE;
}

static void
test_errors (MoTest *test)
{
  run_in_shop (test, body_asks_wrongly);
}

static gboolean
body_asks_nothing (MoTransaction *tx, gpointer data, GError **error)
{
  mo_test_fails (mo_session_execute (mo_transaction_get_session (tx), NULL),
                 MO_ERROR_INVALID_ARGUMENT);
  return TRUE;
}

static void
test_no_query (MoTest *test)
{
  run_in_shop (test, body_asks_nothing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/join/pairs", test_join);
  mo_test_add ("/orm/join/filters", test_join_filters);
  mo_test_add ("/orm/join/left", test_left_join);
  mo_test_add ("/orm/join/self", test_self_join);
  mo_test_add ("/orm/join/groups", test_join_groups);
  mo_test_add ("/orm/join/not-joined", test_not_joined);
  mo_test_add ("/orm/query/cardinality", test_cardinality);
  mo_test_add ("/orm/query/scalar", test_scalar);
  mo_test_add ("/orm/query/errors", test_errors);
  mo_test_add ("/orm/query/no-query", test_no_query);
  return g_test_run ();
}
