/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries of a session: conditions, order, aggregates, how many rows; values as the data have
 * them. */

#include <string.h>

#include "orm-test.h"

/* 1 Ann 10, 2 Bob 20, 3 Cid 30, 4 "Dan 100%" -5, 5 "Ian 1000" 20, 6 "back\slash" 0. */
static void
add_people (OrmTest *orm)
{
  static const struct
  {
    const char *name;
    const char *email;
    const char *status;
    gint64 points;
  } people[] = {
    { "Ann", "ann@example.com", "active", 10 },
    { "Bob", "bob@example.org", "pending", 20 },
    { "Cid", "cid@example.com", NULL, 30 },
    { "Dan 100%", "d_n@example.com", "active", -5 },
    { "Ian 1000", "dan@example.org", "pending", 20 },
    { "back\\slash", "quote'\"@example.com", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    mo_test_ok (mo_execute (orm->other,
                            "INSERT INTO users (id, name, email, status, points) "
                            "VALUES (%s, %s, %s, %s, %s)",
                            i + 1, people[i].name, people[i].email, people[i].status,
                            people[i].points));
}

static void
open_with_people (OrmTest *orm, MoTest *test)
{
  orm_test_open (orm, test, NULL);
  orm_test_create (orm, MO_MODELS (User));
  add_people (orm);
}

/* "1 2 3": the ids in the order of the result. */
static char *
ids (MoSession *session, MoSelect *select)
{
  g_autoptr (GPtrArray) all = orm_all (mo_session_execute (session, select));
  GString *text = g_string_new (NULL);

  MO_FOREACH (User, user, all)
    g_string_append_printf (text, "%s%d", text->len > 0 ? " " : "", (int) user->id);
  return g_string_free (text, FALSE);
}

typedef struct
{
  MoExpr *where; /* consumed */
  const char *ids;
} Case;

static void
check_cases (MoSession *session, const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *got = ids (session, mo_order_by (mo_where (mo_select (User), cases[i].where),
                                                        MO_C (User, id)));

      g_test_message ("case %d", (int) i);
      g_assert_cmpstr (got, ==, cases[i].ids);
    }
}

/* --- where --- */

static gboolean
body_compares (MoTransaction *tx, gpointer data, GError **error)
{
  const Case cases[] = {
    { mo_eq (MO_C (User, points), 20), "2 5" },
    { mo_ne (MO_C (User, points), 20), "1 3 4 6" },
    { mo_lt (MO_C (User, points), 10), "4 6" },
    { mo_le (MO_C (User, points), 10), "1 4 6" },
    { mo_gt (MO_C (User, points), 20), "3" },
    { mo_ge (MO_C (User, points), 20), "2 3 5" },
    { mo_eq (MO_C (User, name), "Ann"), "1" },
    { mo_eq (MO_C (User, name), "nobody"), "" },
    { mo_eq (MO_C (User, email), "quote'\"@example.com"), "6" },
    { mo_eq (MO_C (User, name), "back\\slash"), "6" },
    { mo_eq (MO_C (User, name), "x' OR '1'='1"), "" },
    { mo_eq (MO_C (User, id), MO_C (User, points)), "" },
    { mo_lt (MO_C (User, points), MO_C (User, id)), "4 6" },
    { mo_between (MO_C (User, points), 0, 20), "1 2 5 6" },
    { mo_in (MO_C (User, id), 1, 3, 99), "1 3" },
    { mo_in (MO_C (User, name), "Bob", "Cid"), "2 3" },
    { mo_not (mo_in (MO_C (User, id), 1, 3)), "2 4 5 6" },
    { mo_is_null (MO_C (User, status)), "3 6" },
    { mo_is_not_null (MO_C (User, status)), "1 2 4 5" },
    { mo_eq (MO_C (User, status), MO_NULL), "3 6" },
    { mo_ne (MO_C (User, status), MO_NULL), "1 2 4 5" },
    { mo_eq (MO_C (User, status), (char *) NULL), "3 6" },
  };

  check_cases (mo_transaction_get_session (tx), cases, G_N_ELEMENTS (cases));
  return TRUE;
}

static gboolean
body_combines (MoTransaction *tx, gpointer data, GError **error)
{
  const Case cases[] = {
    { mo_and (mo_gt (MO_C (User, points), 0), mo_eq (MO_C (User, status), "active")), "1" },
    { mo_or (mo_eq (MO_C (User, id), 1), mo_eq (MO_C (User, id), 6)), "1 6" },
    { mo_not (mo_or (mo_eq (MO_C (User, id), 1), mo_gt (MO_C (User, points), 0))), "4 6" },
    /* Without parentheses OR would come last. */
    { mo_and (mo_or (mo_eq (MO_C (User, id), 1), mo_eq (MO_C (User, id), 2)),
              mo_eq (MO_C (User, points), 20)),
      "2" },
    { mo_or (mo_and (mo_eq (MO_C (User, points), 20), mo_eq (MO_C (User, id), 5)),
             mo_not (mo_gt (MO_C (User, points), -5))),
      "4 5" },
    { mo_and (mo_is_null (MO_C (User, status)), mo_not (mo_eq (MO_C (User, points), 0)),
              mo_like (MO_C (User, name), "C%")),
      "3" },
  };
  g_autofree char *both
      = ids (mo_transaction_get_session (tx),
             mo_where (mo_where (mo_select (User), mo_gt (MO_C (User, points), 0)),
                       mo_eq (MO_C (User, status), "active")));

  check_cases (mo_transaction_get_session (tx), cases, G_N_ELEMENTS (cases));
  g_assert_cmpstr (both, ==, "1");
  return TRUE;
}

/* What a user types is what is looked for. */
static gboolean
body_likes (MoTransaction *tx, gpointer data, GError **error)
{
  const Case cases[] = {
    { mo_like (MO_C (User, email), "%@example.com"), "1 3 4 6" },
    { mo_not_like (MO_C (User, email), "%@example.com"), "2 5" },
    { mo_like (MO_C (User, email), "d_n@%"), "4 5" },
    { mo_like (MO_C (User, email), "d\\_n@%"), "4" },
    { mo_contains (MO_C (User, name), "100%"), "4" },
    { mo_contains (MO_C (User, name), "100"), "4 5" },
    { mo_contains (MO_C (User, email), "d_n"), "4" },
    { mo_contains (MO_C (User, name), "\\"), "6" },
    { mo_contains (MO_C (User, name), "k\\s"), "6" },
    { mo_contains (MO_C (User, email), "'\""), "6" },
    { mo_contains (MO_C (User, name), "%"), "4" },
    { mo_contains (MO_C (User, name), ""), "1 2 3 4 5 6" },
    { mo_starts_with (MO_C (User, email), "d_"), "4" },
    { mo_starts_with (MO_C (User, name), "Ann"), "1" },
    { mo_starts_with (MO_C (User, name), "nn"), "" },
    { mo_ends_with (MO_C (User, name), "0%"), "4" },
    { mo_ends_with (MO_C (User, email), ".org"), "2 5" },
    { mo_ends_with (MO_C (User, name), "\\slash"), "6" },
  };

  check_cases (mo_transaction_get_session (tx), cases, G_N_ELEMENTS (cases));
  return TRUE;
}

static gboolean
body_in_many (MoTransaction *tx, gpointer data, GError **error)
{
  MoValue values[1000];
  const Case cases[] = {
    { mo_expr_in (MO_C (User, id), NULL, 0), "" },
    { mo_not (mo_expr_in (MO_C (User, id), NULL, 0)), "1 2 3 4 5 6" },
    { NULL, "3 4 5 6" },
    { NULL, "1 2" },
  };
  Case all[G_N_ELEMENTS (cases)];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = mo_value_int64 (i + 3);
  memcpy (all, cases, sizeof cases);
  all[2].where = mo_expr_in (MO_C (User, id), values, G_N_ELEMENTS (values));
  all[3].where = mo_not (mo_expr_in (MO_C (User, id), values, G_N_ELEMENTS (values)));
  check_cases (mo_transaction_get_session (tx), all, G_N_ELEMENTS (all));
  return TRUE;
}

static void
run_with_people (MoTest *test, MoTransactionFunc body)
{
  OrmTest orm;

  open_with_people (&orm, test);
  orm_test_run (&orm, body, &orm);
  orm_test_close (&orm);
}

static void
test_compare (MoTest *test)
{
  run_with_people (test, body_compares);
}

static void
test_combine (MoTest *test)
{
  run_with_people (test, body_combines);
}

static void
test_like (MoTest *test)
{
  run_with_people (test, body_likes);
}

static void
test_in_many (MoTest *test)
{
  run_with_people (test, body_in_many);
}

/* --- all, and in which order --- */

static MoSelect *
by_points (void)
{
  return mo_order_by_desc (mo_order_by (mo_select (User), MO_C (User, points)), MO_C (User, id));
}

static gboolean
body_orders (MoTransaction *tx, gpointer data, GError **error)
{
  const struct
  {
    MoSelect *select;
    const char *ids;
  } cases[] = {
    { mo_order_by (mo_select (User), MO_C (User, id)), "1 2 3 4 5 6" },
    { mo_order_by_desc (mo_select (User), MO_C (User, id)), "6 5 4 3 2 1" },
    { by_points (), "4 6 1 5 2 3" },
    { mo_limit (by_points (), 2), "4 6" },
    { mo_offset (mo_limit (by_points (), 3), 2), "1 5 2" },
    { mo_limit (mo_offset (by_points (), 2), 3), "1 5 2" },
    { mo_offset (by_points (), 4), "2 3" },
    { mo_offset (by_points (), 10), "" },
    { mo_limit (by_points (), 0), "" },
    { mo_limit (by_points (), 1000), "4 6 1 5 2 3" },
  };
  MoSession *session = mo_transaction_get_session (tx);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = ids (session, cases[i].select);

      g_test_message ("case %u", i);
      g_assert_cmpstr (got, ==, cases[i].ids);
    }
  return TRUE;
}

static void
test_order (MoTest *test)
{
  run_with_people (test, body_orders);
}

static gboolean
body_selects_all (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) all
      = orm_all (mo_session_execute (mo_transaction_get_session (tx),
                                     mo_order_by (mo_select (User), MO_C (User, id))));
  User *ann = g_ptr_array_index (all, 0);
  User *last = g_ptr_array_index (all, 5);

  g_assert_cmpuint (all->len, ==, 6);
  g_assert_cmpstr (ann->name, ==, "Ann");
  g_assert_cmpstr (ann->email, ==, "ann@example.com");
  g_assert_cmpstr (ann->status, ==, "active");
  g_assert_cmpint (ann->points, ==, 10);
  g_assert_cmpstr (last->name, ==, "back\\slash");
  g_assert_null (last->status);
  g_assert_null (last->last_login);
  return TRUE;
}

static void
test_all (MoTest *test)
{
  run_with_people (test, body_selects_all);
}

/* --- aggregates --- */

static double
number_of (MoSession *session, MoExpr *expr)
{
  g_autoptr (MoResult) result = orm_result (mo_session_execute (session, mo_select_expr (expr)));

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 1);
  g_assert_false (mo_result_is_null (result, 0, 0));
  return mo_result_get_double (result, 0, 0);
}

static gboolean
body_aggregates (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoResult) three = NULL;

  g_assert_cmpint (
      mo_test_number (mo_session_execute (session, mo_select_expr (mo_count (MO_C (User, id))))),
      ==, 6);
  g_assert_cmpint (
      mo_test_number (mo_session_scalar (session, mo_select_expr (mo_count (MO_C (User, status))))),
      ==, 4);
  g_assert_cmpint (
      mo_test_number (mo_session_scalar (
          session, mo_select_from (mo_select_expr (mo_count_all ()), MO_MODEL (User), NULL))),
      ==, 6);
  g_assert_cmpfloat (number_of (session, mo_count_distinct (MO_C (User, status))), ==, 2);
  g_assert_cmpfloat (number_of (session, mo_sum (MO_C (User, points))), ==, 75);
  g_assert_cmpfloat (number_of (session, mo_min (MO_C (User, points))), ==, -5);
  g_assert_cmpfloat (number_of (session, mo_max (MO_C (User, points))), ==, 30);
  g_assert_cmpfloat_with_epsilon (number_of (session, mo_avg (MO_C (User, points))), 12.5, 1e-9);
  g_assert_cmpint (mo_test_number (mo_session_scalar (
                       session, mo_where (mo_select_expr (mo_count (MO_C (User, id))),
                                          mo_eq (MO_C (User, status), "active")))),
                   ==, 2);
  three = orm_result (mo_session_execute (
      session, mo_select_expr (mo_min (MO_C (User, name)), mo_count (MO_C (User, id)),
                               mo_max (MO_C (User, id)))));
  g_assert_cmpstr (mo_result_get_text (three, 0, 0), ==, "Ann");
  g_assert_cmpint (mo_result_get_int64 (three, 0, 1), ==, 6);
  g_assert_cmpint (mo_result_get_int64 (three, 0, 2), ==, 6);
  return TRUE;
}

static gboolean
body_groups (MoTransaction *tx, gpointer data, GError **error)
{
  g_autoptr (MoResult) groups = orm_result (mo_session_execute (
      mo_transaction_get_session (tx),
      mo_order_by (mo_group_by (mo_where (mo_select_expr (MO_C (User, status),
                                                          mo_count (MO_C (User, id)),
                                                          mo_sum (MO_C (User, points))),
                                          mo_is_not_null (MO_C (User, status))),
                                MO_C (User, status)),
                   MO_C (User, status))));

  g_assert_cmpuint (mo_result_get_n_rows (groups), ==, 2);
  g_assert_cmpstr (mo_result_get_text (groups, 0, 0), ==, "active");
  g_assert_cmpint (mo_result_get_int64 (groups, 0, 1), ==, 2);
  g_assert_cmpfloat (mo_result_get_double (groups, 0, 2), ==, 5);
  g_assert_cmpstr (mo_result_get_text (groups, 1, 0), ==, "pending");
  g_assert_cmpint (mo_result_get_int64 (groups, 1, 1), ==, 2);
  g_assert_cmpfloat (mo_result_get_double (groups, 1, 2), ==, 40);
  return TRUE;
}

static gboolean
body_aggregates_nothing (MoTransaction *tx, gpointer data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoResult) sum = orm_result (mo_session_execute (
      session, mo_where (mo_select_expr (mo_sum (MO_C (User, points)), mo_avg (MO_C (User, id))),
                         mo_eq (MO_C (User, id), 99))));

  g_assert_cmpuint (mo_result_get_n_rows (sum), ==, 1);
  g_assert_true (mo_result_is_null (sum, 0, 0));
  g_assert_true (mo_result_is_null (sum, 0, 1));
  g_assert_cmpint (mo_test_number (mo_session_scalar (
                       session, mo_where (mo_select_expr (mo_count (MO_C (User, id))),
                                          mo_eq (MO_C (User, id), 99)))),
                   ==, 0);
  return TRUE;
}

static void
test_aggregates (MoTest *test)
{
  run_with_people (test, body_aggregates);
}

static void
test_groups (MoTest *test)
{
  run_with_people (test, body_groups);
}

static void
test_aggregates_nothing (MoTest *test)
{
  run_with_people (test, body_aggregates_nothing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/orm/query/compare", test_compare);
  mo_test_add ("/orm/query/combine", test_combine);
  mo_test_add ("/orm/query/like", test_like);
  mo_test_add ("/orm/query/in-many", test_in_many);
  mo_test_add ("/orm/query/order", test_order);
  mo_test_add ("/orm/query/all", test_all);
  mo_test_add ("/orm/query/aggregates", test_aggregates);
  mo_test_add ("/orm/query/groups", test_groups);
  mo_test_add ("/orm/query/aggregates-nothing", test_aggregates_nothing);
  return g_test_run ();
}
