/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What queries of a session find: computed values, groups, joins of all kinds, queries in queries,
 * unions, locks, the past, and rows of a text. */

#include <string.h>

#include "orm-test.h"

/* Users 1 to 5 with 10, 20, ... points; user 1 has 2 orders, user 3 has 1. */
static void
open_shop (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User, Order));
  orm_test_add_users (orm, 5, "old");
  orm_test_sql (orm, "UPDATE users SET points = id * 10");
  orm_test_sql (orm, "UPDATE users SET status = NULL WHERE id = 5");
  orm_test_sql (orm, "INSERT INTO orders (id, user_id, item) VALUES "
                     "(11, 1, 'tea'), (12, 1, 'cup'), (13, 3, 'pen')");
}

static void
run (MoTest *test, MoTransactionFunc body)
{
  OrmTest orm;

  open_shop (&orm, test);
  orm_test_run (&orm, body, &orm);
  orm_test_close (&orm);
}

/* "a,b;c,d" of the rows of a query; consumes @select. A DECIMAL is as short as it can be. */
static char *
rows (MoSession *session, MoSelect *select)
{
  g_autoptr (MoResult) result = orm_result (mo_session_execute (session, select));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    for (guint j = 0; j < mo_result_get_n_columns (result); j++)
      {
        MoValue value = mo_result_get_value (result, i, j);
        g_autofree char *cell
            = mo_value_is_null (&value) ? g_strdup ("NULL") : mo_value_to_string (&value);

        while (strchr (cell, '.') != NULL
               && (g_str_has_suffix (cell, "0") || g_str_has_suffix (cell, ".")))
          cell[strlen (cell) - 1] = '\0';
        g_string_append_printf (text, "%s%s", j > 0 ? "," : i > 0 ? ";" : "", cell);
      }
  return g_string_free (text, FALSE);
}

static void
check (MoSession *session, MoSelect *select, const char *expected)
{
  g_autofree char *got = rows (session, select);

  g_assert_cmpstr (got, ==, expected);
}

#define SORTED(select) mo_order_by ((select), MO_C (User, id))
#define PICK(expr) SORTED (mo_select_expr (MO_C (User, id), (expr)))

/* --- values --- */

static gboolean
body_computes (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoExpr *points = MO_C (User, points);

  check (session, PICK (mo_plus (mo_times (mo_expr_ref (points), 2), 1)),
         "1,21;2,41;3,61;4,81;5,101");
  check (session, PICK (mo_divided_by (mo_minus (mo_expr_ref (points), 5), 2)),
         "1,2.5;2,7.5;3,12.5;4,17.5;5,22.5");
  check (session, PICK (mo_modulo (points, 3)), "1,1;2,2;3,0;4,1;5,2");
  check (session, PICK (mo_concat (mo_upper (MO_C (User, name)), "-", MO_C (User, id))),
         "1,USER1-1;2,USER2-2;3,USER3-3;4,USER4-4;5,USER5-5");
  check (session, PICK (mo_coalesce (MO_C (User, status), "none")),
         "1,old;2,old;3,old;4,old;5,none");
  check (session, PICK (mo_abs (mo_minus (MO_C (User, id), 3))), "1,2;2,1;3,0;4,1;5,2");
  check (session, PICK (mo_round (mo_divided_by (MO_C (User, points), 3), 1)),
         "1,3.3;2,6.7;3,10;4,13.3;5,16.7");
  check (session, PICK (mo_length (mo_concat (mo_lower ("Ä"), MO_C (User, name)))),
         "1,6;2,6;3,6;4,6;5,6");
  check (session, PICK (mo_function ("LEFT", MO_C (User, name), 1)), "1,U;2,U;3,U;4,U;5,U");
  check (session,
         PICK (mo_case (mo_when (mo_lt (MO_C (User, points), 20), "few"),
                        mo_when (mo_lt (MO_C (User, points), 40), "some"), mo_else ("many"))),
         "1,few;2,some;3,some;4,many;5,many");
  check (session, PICK (mo_case (mo_when (mo_eq (MO_C (User, id), 1), "first"))),
         "1,first;2,NULL;3,NULL;4,NULL;5,NULL");
  return TRUE;
}

static void
test_computes (MoTest *test)
{
  run (test, body_computes);
}

static gboolean
body_groups (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *counts = mo_select_expr (MO_C (Order, user_id), mo_as (mo_count_all (), "n"));

  counts = mo_group_by (counts, MO_C (Order, user_id));
  check (session, mo_order_by (mo_select_ref (counts), mo_label ("n")), "3,1;1,2");
  check (session, mo_having (mo_select_ref (counts), mo_gt (mo_label ("n"), 1)), "1,2");
  check (session, mo_having (counts, mo_lt (mo_count (MO_C (Order, id)), 2)), "3,1");
  check (session,
         mo_order_by (mo_distinct (mo_select_expr (mo_as (MO_C (User, status), "s"))),
                      mo_label ("s")),
         "NULL;old");
  return TRUE;
}

static void
test_groups (MoTest *test)
{
  run (test, body_groups);
}

/* --- joins --- */

/* "user/order" of each row, 0 where there is none. */
static char *
pairs (MoSession *session, MoSelect *select)
{
  g_autoptr (MoResult) result = orm_result (mo_session_execute (session, select));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    {
      User *user = mo_result_entity (result, i, User);
      Order *order = mo_result_entity (result, i, Order);

      g_string_append_printf (text, "%s%d/%d", i > 0 ? " " : "",
                              user != NULL ? (int) user->id : 0,
                              order != NULL ? (int) order->id : 0);
    }
  return g_string_free (text, FALSE);
}

/* User 1 has the order of user 3; the others are nobody's. */
static MoExpr *
is_shifted (void)
{
  return mo_eq (mo_plus (MO_C (User, id), 2), MO_C (Order, user_id));
}

static gboolean
body_joins (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *right = mo_right_join (mo_select (User, Order), Order, is_shifted ());
  MoSelect *cross = mo_cross_join (mo_where (mo_select (User, Order), mo_lt (MO_C (User, id), 3)),
                                   Order);
  g_autofree char *of_right = pairs (session, mo_order_by (right, MO_C (Order, id)));
  g_autofree char *of_cross = pairs (
      session, mo_order_by (mo_order_by (cross, MO_C (User, id)), MO_C (Order, id)));

  g_assert_cmpstr (of_right, ==, "0/11 0/12 1/13");
  g_assert_cmpstr (of_cross, ==, "1/11 1/12 1/13 2/11 2/12 2/13");
  return TRUE;
}

static void
test_joins (MoTest *test)
{
  run (test, body_joins);
}

static MoSelect *
full_join (void)
{
  MoSelect *select = mo_full_join (mo_select (User, Order), Order, is_shifted ());

  return mo_order_by (mo_order_by (select, MO_C (User, id)), MO_C (Order, id));
}

static gboolean
body_full_join (MoTransaction *tx, gpointer data, GError **error)
{
  g_autofree char *got = pairs (mo_transaction_get_session (tx), full_join ());

  g_assert_cmpstr (got, ==, "0/11 0/12 1/13 2/0 3/0 4/0 5/0");
  return TRUE;
}

static void
test_full_join (MoTest *test)
{
  run (test, body_full_join);
}

/* --- what the server lacks --- */

static gboolean
body_refused (MoTransaction *tx, gpointer data, GError **error)
{
  OrmTest *orm = data;
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (User) user = NULL;
  MoSelect *missing[3];
  guint n = 0;

  if (orm->test->is_matrixone)
    {
      missing[n++] = mo_for_share (mo_select (User), MO_LOCK_WAIT);
      missing[n++] = mo_for_update (mo_select (User), MO_LOCK_NOWAIT);
      missing[n++] = mo_for_update (mo_select (User), MO_LOCK_SKIP_LOCKED);
    }
  else
    {
      missing[n++] = full_join ();
      missing[n++] = mo_at_snapshot (mo_select (User), "s");
      missing[n++] = mo_where (mo_select (User),
                               mo_exists (mo_at_timestamp (mo_select (Order), now)));
    }
  while (n-- > 0)
    {
      g_autoptr (GError) refused = mo_test_take_error (mo_session_execute (session, missing[n]));

      g_assert_error (refused, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
      mo_test_assert_contains (refused->message, "nothing was sent");
    }
  user = orm_load_user (session, 1); /* the transaction goes on */
  return TRUE;
}

static void
test_refused (MoTest *test)
{
  OrmTest orm;
  OrmWire wire;
  g_autoptr (GError) error = NULL;

  open_shop (&orm, test);
  orm_test_run (&orm, body_refused, &orm);
  orm_wire_open (&wire, &orm, NULL);
  error = mo_test_take_error (mo_client_select (
      wire.client, test->is_matrixone ? mo_for_share (mo_select (User), MO_LOCK_WAIT)
                                      : full_join ()));
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_cmpuint (orm_wire_count (&wire, "users"), ==, 0);
  orm_wire_close (&wire);
  orm_test_close (&orm);
}

/* Whoever knows better has the last word. */
static void
test_as_said (MoTest *test)
{
  OrmTest orm;
  g_autoptr (GError) error = NULL;

  orm_test_open (&orm, test, "pool_size=1&capabilities=full-join,share-locks,lock-waits");
  orm_test_create (&orm, MO_MODELS (User, Order));
  error = mo_test_take_error (mo_client_select (
      orm.client, test->is_matrixone ? mo_for_share (mo_select (User), MO_LOCK_NOWAIT)
                                     : full_join ()));
  /* MariaDB takes FULL for the name of the table before it. */
  g_assert_cmpuint (mo_error_get_server_code (error), ==, test->is_matrixone ? 1064 : 1054);
  orm_test_close (&orm);
}

/* --- queries in queries --- */

static gboolean
body_subqueries (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *own = mo_where (mo_select_expr (MO_C (Order, id)),
                            mo_eq (MO_C (Order, user_id), MO_C (User, id)));
  MoSelect *n_own = mo_where (mo_select_expr (mo_count (MO_C (Order, id))),
                              mo_eq (MO_C (Order, user_id), MO_C (User, id)));
  MoSelect *counts = mo_group_by (mo_select_expr (MO_C (Order, user_id),
                                                  mo_as (mo_count_all (), "n")),
                                  MO_C (Order, user_id));
  MoSelect *ids = mo_select_expr (MO_C (User, id));
  MoSelect *joined = mo_select_expr (MO_C (User, id), mo_column_of ("t", "n"));

  ids = SORTED (ids);
  check (session, mo_where (mo_select_ref (ids), mo_exists (mo_select_ref (own))), "1;3");
  check (session, mo_where (mo_select_ref (ids), mo_not (mo_exists (own))), "2;4;5");
  check (session,
         mo_where (mo_select_ref (ids),
                   mo_in_select (MO_C (User, id), mo_select_expr (MO_C (Order, user_id)))),
         "1;3");
  check (session,
         mo_where (ids, mo_gt (MO_C (User, points), mo_scalar_select (mo_select_expr (
                                                        mo_avg (MO_C (User, points)))))),
         "4;5");
  check (session, PICK (mo_scalar_select (n_own)), "1,2;2,0;3,1;4,0;5,0");
  joined = mo_select_from (joined, MO_MODEL (User), NULL);
  joined = mo_left_join_query (joined, mo_select_ref (counts), "t",
                               mo_eq (mo_column_of ("t", "user_id"), MO_C (User, id)));
  check (session, SORTED (joined), "1,2;2,NULL;3,1;4,NULL;5,NULL");
  check (session,
         mo_select_from_query (mo_select_expr (mo_max (mo_column_of ("t", "n"))), counts, "t"),
         "2");
  return TRUE;
}

static void
test_subqueries (MoTest *test)
{
  run (test, body_subqueries);
}

/* 1, 3, 5, ... below @limit: each is two more than the one before. */
static MoSelect *
count_up (gint64 limit)
{
  MoSelect *first = mo_where (mo_select_expr (mo_as (MO_C (User, id), "n")),
                              mo_eq (MO_C (User, id), 1));
  MoSelect *next = mo_where (mo_select_expr (mo_plus (mo_column_of ("up", "n"), 2)),
                             mo_lt (mo_column_of ("up", "n"), limit - 2));

  return mo_with_recursive (mo_select_expr (mo_column_of ("up", "n")), "up",
                            mo_union_all (first, next));
}

static gboolean
body_with (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *busy = mo_group_by (mo_select_expr (MO_C (Order, user_id),
                                                mo_as (mo_count_all (), "n")),
                                MO_C (Order, user_id));
  MoSelect *users = mo_join_with (mo_with (mo_select (User), "busy", mo_select_ref (busy)), "busy",
                                  mo_eq (mo_column_of ("busy", "user_id"), MO_C (User, id)));
  g_autoptr (GPtrArray) all = orm_all (mo_session_execute (session, SORTED (users)));

  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (((User *) all->pdata[1])->id, ==, 3);
  check (session,
         mo_with (mo_select_expr (mo_sum (mo_column_of ("busy", "n"))), "busy", busy), "3");
  check (session, mo_order_by (count_up (9), mo_column_of ("up", "n")), "1;3;5;7");
  return TRUE;
}

static void
test_with (MoTest *test)
{
  run (test, body_with);
}

static gboolean
body_unions (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *ids = mo_select_expr (MO_C (User, id));
  MoSelect *of_orders = mo_select_expr (MO_C (Order, user_id));
  MoSelect *both = mo_union (mo_where (mo_select (User), mo_lt (MO_C (User, id), 3)),
                             mo_limit (mo_order_by_desc (mo_select (User), MO_C (User, id)), 1));
  g_autoptr (GPtrArray) users
      = orm_all (mo_session_execute (session, mo_order_by_desc (both, mo_label ("id"))));
  g_autoptr (User) last = orm_load_user (session, 5);

  check (session, mo_order_by (mo_union (mo_select_ref (ids), mo_select_ref (of_orders)),
                               mo_label ("id")),
         "1;2;3;4;5");
  check (session, mo_limit (mo_order_by (mo_union_all (ids, of_orders), mo_label ("id")), 4),
         "1;1;1;2");
  g_assert_cmpuint (users->len, ==, 3);
  g_assert_true (users->pdata[0] == last);
  g_assert_cmpint (((User *) users->pdata[2])->id, ==, 1);
  return TRUE;
}

static void
test_unions (MoTest *test)
{
  run (test, body_unions);
}

/* --- a text --- */

static gboolean
body_text (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  const char *sql = "SELECT u.points + 1 AS more, u.created_at, u.last_login, u.points, u.status, "
                    "u.email, u.name, u.id FROM users AS u WHERE u.id IN ? ORDER BY u.id";
  MoSelect *select = mo_select_from_sql (MO_MODEL (User), sql, MO_LIST (4, 2));
  g_autoptr (User) four = orm_load_user (session, 4);
  g_autoptr (GPtrArray) users = orm_all (mo_session_execute (session, mo_select_ref (select)));
  g_autoptr (User) first = orm_entity (mo_session_first (session, mo_select_ref (select)));
  g_autoptr (GError) missing = NULL;

  g_assert_cmpuint (users->len, ==, 2);
  g_assert_true (users->pdata[1] == four);
  g_assert_cmpint (((User *) users->pdata[0])->id, ==, 2);
  g_assert_cmpstr (((User *) users->pdata[0])->email, ==, "user2@example.com");
  g_assert_true (first == users->pdata[0]);
  mo_test_fails (mo_session_one (session, mo_select_ref (select)), MO_ERROR_TOO_MANY_ROWS);
  mo_test_fails (mo_session_one_or_none (session, select), MO_ERROR_TOO_MANY_ROWS);
  mo_test_fails (mo_session_one (session, mo_select_from_sql (MO_MODEL (Order),
                                                              "SELECT * FROM orders WHERE id < %s",
                                                              0)),
                 MO_ERROR_NO_ROWS);
  missing = mo_test_take_error (mo_session_execute (
      session, mo_select_from_sql (MO_MODEL (Order), "SELECT id, user_id FROM orders")));
  g_assert_error (missing, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  mo_test_assert_contains (missing->message, "no column item");
  mo_set (four, name, "of a text");
  return TRUE;
}

static void
test_text (MoTest *test)
{
  OrmTest orm;

  open_shop (&orm, test);
  orm_test_run (&orm, body_text, &orm);
  g_assert_cmpint (orm_test_int64 (&orm, "SELECT id FROM users WHERE name = 'of a text'"), ==, 4);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/session/select/computes", test_computes);
  mo_test_add ("/session/select/groups", test_groups);
  mo_test_add ("/session/select/joins", test_joins);
  mo_test_add_matrixone ("/session/select/full-join", test_full_join);
  mo_test_add ("/session/select/refused", test_refused);
  mo_test_add ("/session/select/as-said", test_as_said);
  mo_test_add ("/session/select/subqueries", test_subqueries);
  mo_test_add ("/session/select/with", test_with);
  mo_test_add ("/session/select/unions", test_unions);
  mo_test_add ("/session/select/text", test_text);
  return g_test_run ();
}
