/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries over models: conditions, aggregates, joins, queries in queries, the ways to take one row,
 * one column, or all by the piece; and writing by condition. A query is made from functions, and
 * columns whose names the compiler checks; its values are bound, never pasted.
 */

#include "demo-report.h"

typedef struct
{
  gint64 id;
  char *name;
  char *email; /* NULL: has none */
  gint32 age;
  MoNullInt64 boss_id; /* a number that may be NULL */
} User;

MO_DEFINE_MODEL (User, user, "demo_query_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NULLABLE | MO_UNIQUE, .length = 100),
                 MO_COLUMN (age, MO_NOT_NULL),
                 MO_COLUMN (boss_id, MO_NULLABLE, .references = MO_REFERENCES (User, id)))

typedef struct
{
  gint64 id;
  gint64 user_id;
  char *item;
  double price;
} Order;

MO_DEFINE_MODEL (Order, order, "demo_query_orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NOT_NULL, .references = MO_REFERENCES (User, id)),
                 MO_COLUMN (item, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (price, MO_NOT_NULL))

/* --- what is asked about --- */

static gboolean
fill (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) ann = mo_new (User, .name = "Ann", .email = "ann@example.com", .age = 50);
  g_autoptr (User) bob = mo_new (User, .name = "Bob", .email = "bob@example.com", .age = 30);
  g_autoptr (User) cid = mo_new (User, .name = "Cid", .email = "cid@example.org", .age = 40);
  g_autoptr (User) dan = mo_new (User, .name = "Dan", .age = 20);
  gpointer users[] = { ann, bob, cid, dan };

  mo_session_add_all (session, users, G_N_ELEMENTS (users));
  mo_set_reference (bob, boss_id, ann);
  mo_set_reference (cid, boss_id, ann);
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;
  mo_session_take (session, mo_new (Order, .user_id = ann->id, .item = "tea", .price = 2.5));
  mo_session_take (session, mo_new (Order, .user_id = ann->id, .item = "cup", .price = 7.5));
  mo_session_take (session, mo_new (Order, .user_id = bob->id, .item = "pen", .price = 5.0));
  return mo_await (mo_session_flush (session), error);
}

/* --- conditions --- */

static gboolean
show_users (MoSession *session, const char *title, MoSelect *select, gint64 expected,
            GError **error)
{
  g_autoptr (GPtrArray) users = mo_await_all (mo_session_execute (session, select), error);
  g_autoptr (GString) what = g_string_new (title);

  if (users == NULL)
    return FALSE;
  g_string_append (what, ":");
  MO_FOREACH (User, user, users)
    g_string_append_printf (what, " %s", user->name);
  g_string_append (what, "; rows");
  return demo_expect (what->str, users->len, expected, error);
}

static gboolean
conditions (MoSession *session, GError **error)
{
  return show_users (session, "all", mo_select (User), 4, error)
         && show_users (session, "equal",
                        mo_where (mo_select (User), mo_eq (MO_C (User, name), "Bob")), 1, error)
         && show_users (session, "like",
                        mo_where (mo_select (User), mo_like (MO_C (User, email), "%@example.com")),
                        2, error)
         && show_users (session, "in",
                        mo_where (mo_select (User), mo_in (MO_C (User, name), "Ann", "Dan")), 2,
                        error)
         && show_users (session, "between",
                        mo_where (mo_select (User), mo_between (MO_C (User, age), 30, 40)), 2,
                        error)
         && show_users (session, "is null",
                        mo_where (mo_select (User), mo_is_null (MO_C (User, email))), 1, error);
}

static gboolean
combinations (MoSession *session, GError **error)
{
  return show_users (session, "and",
                     mo_where (mo_select (User), mo_and (mo_ge (MO_C (User, age), 30),
                                                         mo_lt (MO_C (User, age), 50))),
                     2, error)
         && show_users (session, "or",
                        mo_where (mo_select (User), mo_or (mo_eq (MO_C (User, name), "Dan"),
                                                           mo_gt (MO_C (User, age), 40))),
                        2, error)
         && show_users (session, "not",
                        mo_where (mo_select (User), mo_not (mo_eq (MO_C (User, name), "Ann"))), 3,
                        error)
         && show_users (session, "where twice, which is and",
                        mo_where (mo_where (mo_select (User), mo_gt (MO_C (User, age), 20)),
                                  mo_starts_with (MO_C (User, email), "bob")),
                        1, error);
}

static gboolean
pages (MoSession *session, GError **error)
{
  return show_users (session, "order by age, the oldest first",
                     mo_order_by_desc (mo_select (User), MO_C (User, age)), 4, error)
         && show_users (session, "the second page of two by name",
                        mo_offset (mo_limit (mo_order_by (mo_select (User), MO_C (User, name)), 2),
                                   2),
                        2, error);
}

/* In a statement that is written as text, too, a list is one parameter. */
static gboolean
listed (MoTransaction *tx, GError **error)
{
  gint64 count;

  return mo_await_int64 (mo_execute (tx, "SELECT COUNT(*) FROM demo_query_users WHERE name IN ?",
                                     MO_LIST ("Ann", "Dan", "Zoe")),
                         &count, error)
         && demo_expect ("of three names, users", count, 2, error);
}

/* --- plain values --- */

static gboolean
aggregates (MoSession *session, GError **error)
{
  gint64 count;
  g_autoptr (MoResult) ages = NULL;

  if (!mo_await_int64 (mo_session_execute (session, mo_select_expr (mo_count (MO_C (User, id)))),
                       &count, error)
      || !demo_expect ("count", count, 4, error))
    return FALSE;

  ages = mo_await_result (
      mo_session_execute (session, mo_select_expr (mo_sum (MO_C (User, age)),
                                                   mo_min (MO_C (User, age)),
                                                   mo_max (MO_C (User, age)),
                                                   mo_avg (MO_C (User, age)))),
      error);
  if (ages == NULL)
    return FALSE;
  for (guint column = 0; column < mo_result_get_n_columns (ages); column++)
    {
      MoValue value = mo_result_get_value (ages, 0, column);
      g_autofree char *text = mo_value_to_string (&value);

      demo_step (0, "%s of the ages: %s", ((const char *[]){ "sum", "min", "max", "avg" })[column],
                 text);
    }
  return TRUE;
}

static gboolean
grouped (MoSession *session, GError **error)
{
  MoSelect *select = mo_select_expr (MO_C (User, name), mo_count (MO_C (Order, id)),
                                     mo_max (MO_C (Order, price)));
  g_autoptr (MoResult) rows = NULL;

  select = mo_join (select, Order, mo_eq (MO_C (User, id), MO_C (Order, user_id)));
  select = mo_order_by (mo_group_by (select, MO_C (User, name)), MO_C (User, name));
  rows = mo_await_result (mo_session_execute (session, select), error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    demo_step (0, "group by: %s has %" G_GINT64_FORMAT " orders, the dearest %.2f",
               mo_result_get_text (rows, i, 0), mo_result_get_int64 (rows, i, 1),
               mo_result_get_double (rows, i, 2));
  return demo_expect ("groups", mo_result_get_n_rows (rows), 2, error);
}

/* --- joins --- */

static gboolean
join (MoSession *session, GError **error)
{
  g_autoptr (MoResult) pairs = mo_await_result (
      mo_session_execute (session, mo_join (mo_select (User, Order), Order,
                                            mo_eq (MO_C (User, id), MO_C (Order, user_id)))),
      error);

  if (pairs == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (pairs); i++)
    demo_step (0, "join: %s ordered %s", mo_result_entity (pairs, i, User)->name,
               mo_result_entity (pairs, i, Order)->item);
  return demo_expect ("pairs", mo_result_get_n_rows (pairs), 3, error);
}

static gboolean
left_join (MoSession *session, GError **error)
{
  MoSelect *select = mo_left_join (mo_select (User, Order), Order,
                                   mo_eq (MO_C (User, id), MO_C (Order, user_id)));
  g_autoptr (MoResult) pairs = mo_await_result (mo_session_execute (session, select), error);

  if (pairs == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (pairs); i++)
    {
      User *user = mo_result_entity (pairs, i, User);
      Order *order = mo_result_entity (pairs, i, Order); /* NULL: no partner */

      demo_step (0, "left join: %s ordered %s", user->name,
                 order != NULL ? order->item : "nothing");
    }
  return demo_expect ("pairs", mo_result_get_n_rows (pairs), 5, error);
}

/* A table twice in one query: each has a name of its own there. */
static gboolean
self_join (MoSession *session, GError **error)
{
  MoSelect *select = mo_select_as (User, "u");
  g_autoptr (MoResult) pairs = NULL;

  select = mo_join_as (select, User, "boss",
                       mo_eq (MO_C_AS ("u", User, boss_id), MO_C_AS ("boss", User, id)));
  select = mo_select_add (select, MO_MODEL (User), "boss");
  pairs = mo_await_result (mo_session_execute (session, select), error);
  if (pairs == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (pairs); i++)
    demo_step (0, "self-join: the boss of %s is %s",
               mo_result_entity_as (pairs, i, User, "u")->name,
               mo_result_entity_as (pairs, i, User, "boss")->name);
  return demo_expect ("pairs", mo_result_get_n_rows (pairs), 2, error);
}

/* --- computed values, and what groups must have --- */

static gboolean
computed (MoSession *session, GError **error)
{
  MoSelect *select = mo_select_expr (
      mo_as (mo_upper (MO_C (User, name)), "who"),
      mo_as (mo_plus (MO_C (User, age), 1), "next_age"),
      mo_as (mo_case (mo_when (mo_lt (MO_C (User, age), 30), "young"), mo_else ("grown up")),
             "what"),
      mo_as (mo_coalesce (MO_C (User, email), "none"), "address"));
  g_autoptr (MoResult) rows = NULL;

  select = mo_order_by (select, mo_label ("who"));
  rows = mo_await_result (mo_session_execute (session, select), error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < mo_result_get_n_rows (rows); i++)
    demo_step (0, "computed: %s is %" G_GINT64_FORMAT " next year, %s, mail %s",
               mo_result_get_text (rows, i, 0), mo_result_get_int64 (rows, i, 1),
               mo_result_get_text (rows, i, 2), mo_result_get_text (rows, i, 3));
  return demo_expect ("rows", mo_result_get_n_rows (rows), 4, error);
}

static gboolean
having (MoSession *session, GError **error)
{
  MoSelect *buyers
      = mo_select_expr (MO_C (Order, user_id), mo_as (mo_count (MO_C (Order, id)), "n"));
  g_autoptr (MoResult) rows = NULL;

  buyers = mo_having (mo_group_by (buyers, MO_C (Order, user_id)), mo_gt (mo_label ("n"), 1));
  rows = mo_await_result (mo_session_execute (session, buyers), error);
  return rows != NULL && demo_expect ("having: users", mo_result_get_n_rows (rows), 1, error);
}

/* --- queries in queries --- */

static gboolean
subqueries (MoSession *session, GError **error)
{
  MoSelect *orders = mo_where (mo_select_expr (MO_C (Order, id)),
                               mo_eq (MO_C (Order, user_id), MO_C (User, id)));
  MoSelect *mean = mo_select_expr (mo_avg (MO_C (User, age)));
  MoSelect *young = mo_where (mo_select (User), mo_lt (MO_C (User, age), 25));
  MoSelect *old = mo_where (mo_select (User), mo_gt (MO_C (User, age), 45));

  return show_users (session, "without an order",
                     mo_where (mo_select (User), mo_not (mo_exists (orders))), 2, error)
         && show_users (session, "older than most",
                        mo_where (mo_select (User),
                                  mo_gt (MO_C (User, age), mo_scalar_select (mean))),
                        2, error)
         && show_users (session, "either young or old",
                        mo_order_by (mo_union (young, old), mo_label ("name")), 2, error);
}

static gboolean
joined_query (MoSession *session, GError **error)
{
  MoSelect *spent = mo_select_expr (MO_C (Order, user_id),
                                    mo_as (mo_sum (MO_C (Order, price)), "total"));
  MoSelect *users = mo_select (User);

  spent = mo_group_by (spent, MO_C (Order, user_id));
  users = mo_join_query (users, spent, "spent",
                         mo_eq (mo_column_of ("spent", "user_id"), MO_C (User, id)));
  users = mo_order_by_desc (users, mo_column_of ("spent", "total"));
  return show_users (session, "who spent the most first", users, 2, error);
}

/* All that Ann is the boss of, and those of whom they are. */
static gboolean
recursive (MoSession *session, GError **error)
{
  MoSelect *top = mo_where (mo_select_expr (MO_C (User, id)), mo_eq (MO_C (User, name), "Ann"));
  MoSelect *below = mo_join_with (mo_select_from (mo_select_expr (MO_C (User, id)),
                                                  MO_MODEL (User), NULL),
                                  "team", mo_eq (MO_C (User, boss_id),
                                                 mo_column_of ("team", "id")));
  MoSelect *team = mo_with_recursive (mo_select (User), "team", mo_union_all (top, below));

  team = mo_join_with (team, "team", mo_eq (mo_column_of ("team", "id"), MO_C (User, id)));
  return show_users (session, "Ann's team", team, 3, error);
}

static gboolean
written_as_text (MoSession *session, GError **error)
{
  const char *sql = "SELECT * FROM demo_query_users WHERE MOD(age, 20) = %s";

  return show_users (session, "of a text", mo_select_from_sql (MO_MODEL (User), sql, 0), 2, error);
}

/* --- one row, or one value --- */

static gboolean
first_and_one (MoSession *session, GError **error)
{
  MoSelect *by_age = mo_order_by (mo_select (User), MO_C (User, age));
  MoSelect *is_bob = mo_where (mo_select (User), mo_eq (MO_C (User, name), "Bob"));
  g_autoptr (User) bob = mo_await_entity (mo_session_one (session, is_bob), error);
  g_autoptr (User) youngest = NULL;

  if (bob == NULL)
    return FALSE;
  youngest = mo_await_entity (mo_session_first (session, by_age), error);
  if (youngest == NULL)
    return FALSE;
  demo_step (0, "one: %s, who is %d", bob->name, bob->age);
  demo_step (0, "first by age: %s, who is %d", youngest->name, youngest->age);
  return TRUE;
}

/* That there is none is an error of mo_session_one(); here it is not. */
static gboolean
one_or_none (MoSession *session, GError **error)
{
  MoSelect *is_zoe = mo_where (mo_select (User), mo_eq (MO_C (User, name), "Zoe"));
  g_autoptr (GError) problem = NULL;
  g_autoptr (User) zoe = mo_await_entity (mo_session_one_or_none (session, is_zoe), &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return demo_expect ("one or none: users called Zoe", zoe != NULL, 0, error);
}

static gboolean
scalar (MoSession *session, GError **error)
{
  MoSelect *ages = mo_where (mo_select_expr (MO_C (User, age)), mo_eq (MO_C (User, name), "Cid"));
  gint64 age;

  return mo_await_int64 (mo_session_scalar (session, ages), &age, error)
         && demo_expect ("scalar, the age of Cid", age, 40, error);
}

static gboolean
scalars (MoSession *session, GError **error)
{
  MoSelect *names = mo_order_by (mo_select_expr (MO_C (User, name)), MO_C (User, name));
  g_autoptr (GPtrArray) texts = mo_await_strings (mo_session_scalars (session, names), error);

  return texts != NULL && demo_expect ("scalars: names", texts->len, 4, error);
}

/* --- many rows, and no more of them in memory than a piece --- */

static gboolean
stream (MoSession *session, GError **error)
{
  g_autoptr (MoEntityCursor) cursor
      = mo_await_entity_cursor (mo_session_stream (session, mo_select (User)), error);
  guint n = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) piece = NULL;

      if (cursor == NULL
          || (piece = mo_await_all (mo_entity_cursor_fetch (cursor, 3), error)) == NULL)
        return FALSE;
      if (piece->len == 0)
        break;
      n += piece->len;
    }
  return demo_expect ("streamed: users", n, 4, error);
}

/* --- writing by condition --- */

static gboolean
write_by_condition (MoSession *session, GError **error)
{
  MoUpdate *raise
      = mo_assign (mo_update (Order), MO_C (Order, price), mo_times (MO_C (Order, price), 2));
  MoDelete *cheap = mo_where (mo_delete_from (Order), mo_le (MO_C (Order, price), 5));
  gint64 n_raised, n_deleted;

  raise = mo_where (raise, mo_ne (MO_C (Order, item), "tea"));
  return mo_await_int64 (mo_session_execute_update (session, raise), &n_raised, error)
         && demo_expect ("update by condition: rows", n_raised, 2, error)
         && mo_await_int64 (mo_session_execute_delete (session, cheap), &n_deleted, error)
         && demo_expect ("delete by condition: rows", n_deleted, 1, error);
}

static gboolean
upsert (MoTransaction *tx, GError **error)
{
  g_autoptr (User) ann = mo_new (User, .id = 1, .name = "Ann", .age = 51);
  g_autoptr (User) eve = mo_new (User, .id = 77, .name = "Eve", .age = 33);
  gpointer users[] = { ann, eve };

  return mo_await (mo_execute_upsert (tx, users, G_N_ELEMENTS (users), MO_FIELDS (User, age)),
                   error);
}

static gboolean
queries (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  demo_start ("Conditions");
  if (!conditions (session, error) || !combinations (session, error) || !pages (session, error)
      || !listed (tx, error))
    return FALSE;
  demo_start ("Plain values");
  if (!aggregates (session, error) || !grouped (session, error))
    return FALSE;
  demo_start ("Joins");
  if (!join (session, error) || !left_join (session, error) || !self_join (session, error))
    return FALSE;
  demo_start ("Computed values, and queries in queries");
  if (!computed (session, error) || !having (session, error) || !subqueries (session, error)
      || !joined_query (session, error) || !recursive (session, error)
      || !written_as_text (session, error))
    return FALSE;
  demo_start ("One row");
  if (!first_and_one (session, error) || !one_or_none (session, error) || !scalar (session, error)
      || !scalars (session, error) || !stream (session, error))
    return FALSE;
  demo_start ("Writing by condition");
  return write_by_condition (session, error) && upsert (tx, error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Order)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User, Order)), &error)
      || !mo_client_run_transaction (client, fill, NULL, &error)
      || !mo_client_run_transaction (client, queries, NULL, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Order)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("queries", error);
  g_print ("queries: ok\n");
  return 0;
}
