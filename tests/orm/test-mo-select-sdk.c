/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queries of a program that comes from SQLAlchemy: ours are the texts that it writes for MySQL,
 * but for quotes, marks of values, the case of functions, and parentheses that change nothing. */

#include <glib.h>
#include <matrixone-glib.h>
#include <string.h>

#include "orm/mo-select-private.h"

typedef struct
{
  gint64 id;
  char *name;
  char *email;
  char *status;
  gint32 age;
} User;

MO_DEFINE_MODEL (User, user, "users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (status, MO_NULLABLE, .length = 20),
                 MO_COLUMN (age, 0))

typedef struct
{
  gint64 id;
  gint64 user_id;
  char *item;
  double price;
} Order;

MO_DEFINE_MODEL (Order, order, "orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, 0, .references = MO_REFERENCES (User, id)),
                 MO_COLUMN (item, MO_NULLABLE, .length = 100),
                 MO_COLUMN (price, 0))

/* What SQLAlchemy says otherwise, and means the same. */
static char *
normalize (const char *sql)
{
  static const struct
  {
    const char *pattern;
    const char *replacement;
  } rules[] = {
    { "`", "" },
    { "%s|\\(__\\[POSTCOMPILE_[a-z0-9_]+\\]\\)", "?" },
    { "%%", "%" },
    /* Names that it makes up for what has none. */
    { " AS (count|lower|anon|id)_[0-9]+", "" },
    { "[()]", " " },
    { "\\bINNER JOIN\\b", "JOIN" },
    { "\\bLEFT OUTER JOIN\\b", "LEFT JOIN" },
    /* Where the order of both is the same. */
    { "\\b([a-z.]+) NOT IN \\?", "NOT $1 IN ?" },
    { "\\s+", " " },
  };
  g_autofree char *text = g_strdup (sql);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (rules[i].pattern, G_REGEX_CASELESS, 0, NULL);
      g_autofree char *replacement = g_strdelimit (g_strdup (rules[i].replacement), "$", '\\');
      char *next = g_regex_replace (regex, text, -1, 0, replacement, 0, NULL);

      g_assert_nonnull (next);
      g_free (text);
      text = next;
    }
  {
    g_autofree char *lower = g_ascii_strdown (g_strstrip (text), -1);

    return g_steal_pointer (&lower);
  }
}

/* Consumes @select. */
static void
check (MoSelect *select, const char *sdk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement = mo_select_to_statement (select, 0, &error);
  g_autofree char *ours = NULL;
  g_autofree char *theirs = normalize (sdk);

  g_assert_no_error (error);
  ours = normalize (mo_statement_get_sql (statement));
  g_assert_cmpstr (ours, ==, theirs);
  mo_select_unref (select);
}

#define USERS "SELECT users.id, users.name, users.email, users.status, users.age \nFROM users"

/* Those of the guide of MatrixOne's SDK. */
static void
test_guide (void)
{
  check (mo_select (User), USERS);
  check (mo_where (mo_select (User), mo_like (MO_C (User, email), "%@example.com")),
         USERS " \nWHERE users.email LIKE %s");
  check (mo_select_expr (mo_count (MO_C (User, id))),
         "SELECT count(users.id) AS count_1 \nFROM users");
  check (mo_join (mo_select (User, Order), Order, mo_eq (MO_C (User, id), MO_C (Order, user_id))),
         "SELECT users.id, users.name, users.email, users.status, users.age, orders.id AS id_1, "
         "orders.user_id, orders.item, orders.price \n"
         "FROM users INNER JOIN orders ON users.id = orders.user_id");
  check (mo_where (mo_select (User), mo_eq (MO_C (User, status), "pending")),
         USERS " \nWHERE users.status = %s");
  check (mo_where (mo_select (User), mo_eq (MO_C (User, id), 1)), USERS " \nWHERE users.id = %s");
}

static void
test_conditions (void)
{
  check (mo_where (mo_select (User), mo_in (MO_C (User, id), 1, 2)),
         USERS " \nWHERE users.id IN (__[POSTCOMPILE_id_1])");
  check (mo_where (mo_select (User), mo_not (mo_in (MO_C (User, id), 1))),
         USERS " \nWHERE (users.id NOT IN (__[POSTCOMPILE_id_1]))");
  check (mo_where (mo_select (User),
                   mo_or (mo_lt (MO_C (User, age), 18),
                          mo_and (mo_eq (MO_C (User, name), "x"),
                                  mo_is_null (MO_C (User, status))))),
         USERS " \nWHERE users.age < %s OR users.name = %s AND users.status IS NULL");
  check (mo_order_by (mo_where (mo_select (User), mo_between (MO_C (User, age), 1, 2)),
                      MO_C (User, name)),
         USERS " \nWHERE users.age BETWEEN %s AND %s ORDER BY users.name");
}

static void
test_groups (void)
{
  MoSelect *select
      = mo_select_expr (MO_C (User, name), mo_as (mo_count (MO_C (Order, id)), "n"));

  select = mo_join (select, Order, mo_eq (MO_C (User, id), MO_C (Order, user_id)));
  select = mo_having (mo_group_by (select, MO_C (User, name)),
                      mo_gt (mo_count (MO_C (Order, id)), 1));
  check (mo_order_by_desc (select, mo_count (MO_C (Order, id))),
         "SELECT users.name, count(orders.id) AS n \n"
         "FROM users INNER JOIN orders ON users.id = orders.user_id GROUP BY users.name \n"
         "HAVING count(orders.id) > %s ORDER BY count(orders.id) DESC");
  check (mo_distinct (mo_left_join (mo_select (User), Order,
                                    mo_eq (MO_C (User, id), MO_C (Order, user_id)))),
         "SELECT DISTINCT users.id, users.name, users.email, users.status, users.age \n"
         "FROM users LEFT OUTER JOIN orders ON users.id = orders.user_id");
}

static void
test_values (void)
{
  check (mo_select_expr (mo_as (mo_case (mo_when (mo_lt (MO_C (User, age), 18), "child"),
                                         mo_else ("adult")),
                                "g"),
                         mo_lower (MO_C (User, name))),
         "SELECT CASE WHEN (users.age < %s) THEN %s ELSE %s END AS g, "
         "lower(users.name) AS lower_1 \nFROM users");
  check (mo_select_expr (mo_plus (MO_C (User, age), 1), mo_times (MO_C (User, age), 2),
                         mo_divided_by (MO_C (User, age), 2), mo_modulo (MO_C (User, age), 2),
                         mo_minus (MO_C (User, age), 1)),
         "SELECT users.age + %s AS anon_1, users.age * %s AS anon_2, users.age / %s AS anon_3, "
         "users.age %% %s AS anon_4, users.age - %s AS anon_5 \nFROM users");
}

static void
test_queries (void)
{
  MoSelect *counts = mo_group_by (mo_select_expr (mo_as (MO_C (Order, user_id), "user_id"),
                                                  mo_as (mo_count (MO_C (Order, id)), "n")),
                                  MO_C (Order, user_id));
  MoSelect *per_user = mo_select_expr (MO_C (User, name), mo_column_of ("t", "n"));
  MoSelect *named = mo_with (mo_select_expr (MO_C (User, name)), "c",
                             mo_select_expr (mo_as (MO_C (Order, user_id), "uid")));

  check (mo_where (mo_select (User),
                   mo_exists (mo_where (mo_select_expr (MO_C (Order, id)),
                                        mo_eq (MO_C (Order, user_id), MO_C (User, id))))),
         USERS " \nWHERE EXISTS (SELECT orders.id \nFROM orders \n"
               "WHERE orders.user_id = users.id)");
  check (mo_where (mo_select (User),
                   mo_in_select (MO_C (User, id), mo_select_expr (MO_C (Order, user_id)))),
         USERS " \nWHERE users.id IN (SELECT orders.user_id \nFROM orders)");
  check (mo_join_query (mo_select_from (per_user, MO_MODEL (User), NULL), counts, "t",
                        mo_eq (mo_column_of ("t", "user_id"), MO_C (User, id))),
         "SELECT users.name, t.n \nFROM users INNER JOIN (SELECT orders.user_id AS user_id, "
         "count(orders.id) AS n \nFROM orders GROUP BY orders.user_id) AS t "
         "ON t.user_id = users.id");
  check (mo_join_with (named, "c", mo_eq (mo_column_of ("c", "uid"), MO_C (User, id))),
         "WITH c AS \n(SELECT orders.user_id AS uid \nFROM orders)\n SELECT users.name \n"
         "FROM users INNER JOIN c ON c.uid = users.id");
  check (mo_order_by (mo_union_all (mo_select_expr (MO_C (User, name)),
                                    mo_select_expr (MO_C (Order, item))),
                      mo_label ("name")),
         "SELECT users.name \nFROM users UNION ALL SELECT orders.item \nFROM orders ORDER BY name");
}

static void
test_locks (void)
{
  check (mo_for_update (mo_select (User), MO_LOCK_WAIT), USERS " FOR UPDATE");
  check (mo_for_update (mo_select (User), MO_LOCK_SKIP_LOCKED), USERS " FOR UPDATE SKIP LOCKED");
  check (mo_for_share (mo_select (User), MO_LOCK_WAIT), USERS " LOCK IN SHARE MODE");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/select/sdk/guide", test_guide);
  g_test_add_func ("/select/sdk/conditions", test_conditions);
  g_test_add_func ("/select/sdk/groups", test_groups);
  g_test_add_func ("/select/sdk/values", test_values);
  g_test_add_func ("/select/sdk/queries", test_queries);
  g_test_add_func ("/select/sdk/locks", test_locks);
  return g_test_run ();
}
