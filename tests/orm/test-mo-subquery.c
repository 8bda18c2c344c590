/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries made of queries: their text and the order of their values, which names mean what, and
 * what is refused. */

#include "select-test.h"

static MoSelect *
orders_of_user (void)
{
  return mo_where (mo_select_expr (MO_C (Order, id)),
                   mo_eq (MO_C (Order, user_id), MO_C (User, id)));
}

#define OF_USER                                                                                    \
  "SELECT `orders`.`id` FROM `orders` WHERE `orders`.`user_id` = `users`.`id`"

static void
test_in_expressions (void)
{
  select_test_sql (mo_where (mo_select (User), mo_exists (orders_of_user ())),
                   USERS " WHERE EXISTS (" OF_USER ")");
  select_test_sql (mo_where (mo_select (User), mo_not (mo_exists (orders_of_user ()))),
                   USERS " WHERE NOT EXISTS (" OF_USER ")");
  select_test_sql (mo_where (mo_select (User), mo_in_select (MO_C (User, id),
                                                             mo_select_expr (
                                                                 MO_C (Order, user_id)))),
                   USERS " WHERE `users`.`id` IN (SELECT `orders`.`user_id` FROM `orders`)");
  select_test_sql (mo_where (mo_select (User),
                             mo_not (mo_in_select (5, mo_select_expr (MO_C (Tag, tag))))),
                   USERS " WHERE NOT (5 IN (SELECT `tags`.`tag` FROM `tags`))");
  /* Its own table, though the query around it has the same. */
  select_test_sql (
      mo_where (mo_select (User),
                mo_gt (MO_C (User, id), mo_scalar_select (mo_select_expr (
                                            mo_avg (MO_C (User, id)))))),
      USERS " WHERE `users`.`id` > (SELECT AVG(`users`.`id`) FROM `users`)");
  select_test_sql (
      mo_select_expr (MO_C (User, name), mo_as (mo_scalar_select (orders_of_user ()), "o")),
      "SELECT `users`.`name`, (" OF_USER ") AS `o` FROM `users`");
  select_test_sql (mo_order_by (mo_select (User), mo_scalar_select (orders_of_user ())),
                   USERS " ORDER BY (" OF_USER ")");
}

/* Values follow the text, through all queries. */
static void
test_order_of_values (void)
{
  MoSelect *inner = mo_where (mo_select_expr (mo_plus (MO_C (Order, id), 1)),
                              mo_eq (MO_C (Order, user_id), 2));
  MoSelect *second = mo_where (mo_select_expr (MO_C (Tag, tag)), mo_eq (MO_C (Tag, tag), 5));
  MoSelect *select = mo_select_expr (mo_scalar_select (inner), mo_plus (MO_C (User, id), 3));

  select = mo_where (select, mo_and (mo_eq (MO_C (User, id), 4),
                                     mo_in_select (MO_C (User, id), second),
                                     mo_eq (MO_C (User, id), 6)));
  select_test_sql (select,
                   "SELECT (SELECT `orders`.`id` + 1 FROM `orders` WHERE `orders`.`user_id` = 2), "
                   "`users`.`id` + 3 FROM `users` WHERE (`users`.`id` = 4) AND (`users`.`id` IN "
                   "(SELECT `tags`.`tag` FROM `tags` WHERE `tags`.`tag` = 5)) AND "
                   "(`users`.`id` = 6)");
}

/* The innermost sees all that are around it. */
static void
test_nested (void)
{
  MoSelect *tags = mo_where (mo_select_expr (MO_C (Tag, tag)),
                             mo_and (mo_eq (MO_C (Tag, tag), MO_C (User, id)),
                                     mo_eq (MO_C (Tag, tag), MO_C (Order, id))));
  MoSelect *orders = mo_where (mo_select_expr (MO_C (Order, id)), mo_exists (tags));

  select_test_sql (mo_where (mo_select (User), mo_exists (orders)),
                   USERS " WHERE EXISTS (SELECT `orders`.`id` FROM `orders` WHERE EXISTS "
                         "(SELECT `tags`.`tag` FROM `tags` WHERE (`tags`.`tag` = `users`.`id`) AND "
                         "(`tags`.`tag` = `orders`.`id`)))");
}

static void
test_foreign_columns (void)
{
  select_test_error (mo_where (mo_select (Tag), mo_exists (orders_of_user ())),
                     "column users.id: no table of the query is called users*");
  /* What is in FROM does not see what is beside it. */
  select_test_error (mo_join_query (mo_select (User), orders_of_user (), "o",
                                    mo_eq (mo_column_of ("o", "id"), MO_C (User, id))),
                     "column users.id: no table of the query is called users*");
  /* And nobody sees inside a query. */
  select_test_error (mo_where (mo_where (mo_select (User), mo_exists (orders_of_user ())),
                               mo_eq (MO_C (Order, id), 1)),
                     "column orders.id: no table of the query is called orders*");
}

static MoSelect *
counts (void)
{
  return mo_group_by (mo_select_expr (MO_C (Order, user_id), mo_as (mo_count_all (), "n")),
                      MO_C (Order, user_id));
}

#define PER_USER                                                                                   \
  "SELECT `orders`.`user_id`, COUNT(*) AS `n` FROM `orders` GROUP BY `orders`.`user_id`"

static void
test_in_from (void)
{
  MoExpr *on = mo_eq (mo_column_of ("t", "user_id"), MO_C (User, id));

  select_test_sql (
      mo_where (mo_select_from_query (mo_select_expr (mo_max (mo_column_of ("t", "n"))), counts (),
                                      "t"),
                mo_gt (mo_column_of ("t", "n"), 1)),
      "SELECT MAX(`t`.`n`) FROM (" PER_USER ") AS `t` WHERE `t`.`n` > 1");
  select_test_sql (mo_join_query (mo_select (User), counts (), "t", mo_expr_ref (on)),
                   USERS " JOIN (" PER_USER ") AS `t` ON `t`.`user_id` = `users`.`id`");
  select_test_sql (mo_left_join_query (mo_select (User), counts (), "t", mo_expr_ref (on)),
                   USERS " LEFT JOIN (" PER_USER ") AS `t` ON `t`.`user_id` = `users`.`id`");
  select_test_sql (mo_select_join_query (mo_select (User), MO_JOIN_CROSS, counts (), "t", NULL),
                   USERS " CROSS JOIN (" PER_USER ") AS `t`");
  /* As an instance it would be read with a cast, and have no name. */
  select_test_sql (mo_select_from_query (mo_select_expr (mo_column_of ("t", "weight")),
                                         mo_select (Load), "t"),
                   "SELECT `t`.`weight` FROM (SELECT `loads`.`id`, `loads`.`weight` FROM `loads`) "
                   "AS `t`");
  select_test_error (mo_join_query (mo_select (User), counts (), "t",
                                    mo_eq (mo_column_of ("t", "m"), 1)),
                     "column t.m: the query that is called t selects nothing under that name*");
  select_test_error (mo_join_query (mo_select (User), counts (), NULL, on),
                     "the alias of a query in FROM *");
  select_test_error (mo_join_query (mo_select (User), counts (), "users",
                                    mo_eq (MO_C (User, id), 1)),
                     "the query uses users twice*");
  select_test_error (mo_join_query (mo_select (User), counts (), "t", NULL),
                     "the join of t has no condition*");
}

static void
test_with (void)
{
  MoSelect *select = mo_with (mo_select (User), "per_user", counts ());

  select_test_sql (mo_join_with (select, "per_user",
                                 mo_eq (mo_column_of ("per_user", "user_id"), MO_C (User, id))),
                   "WITH `per_user` AS (" PER_USER ") " USERS
                   " JOIN `per_user` ON `per_user`.`user_id` = `users`.`id`");
  /* From it by itself. */
  select_test_sql (mo_with (mo_select_expr (mo_max (mo_column_of ("per_user", "n"))), "per_user",
                            counts ()),
                   "WITH `per_user` AS (" PER_USER ") SELECT MAX(`per_user`.`n`) FROM `per_user`");
  select_test_sql (
      mo_with (mo_select_from_with (mo_select_expr (mo_column_of ("p", "n")), "per_user", "p"),
               "per_user", counts ()),
      "WITH `per_user` AS (" PER_USER ") SELECT `p`.`n` FROM `per_user` AS `p`");
  /* One of another, and one that a query inside refers to. */
  select = mo_select_expr (mo_column_of ("many", "user_id"));
  select = mo_with (select, "per_user", counts ());
  select = mo_with (select, "many",
                    mo_where (mo_select_expr (mo_column_of ("per_user", "user_id")),
                              mo_gt (mo_column_of ("per_user", "n"), 7)));
  select = mo_where (select, mo_in_select (1, mo_select_expr (mo_column_of ("per_user", "n"))));
  select_test_sql (select,
                   "WITH `per_user` AS (" PER_USER "), `many` AS (SELECT `per_user`.`user_id` FROM "
                   "`per_user` WHERE `per_user`.`n` > 7) SELECT `many`.`user_id` FROM `many` WHERE "
                   "1 IN (SELECT `per_user`.`n` FROM `per_user`)");
}

static void
test_with_errors (void)
{
  MoSelect *forward = mo_select_expr (mo_column_of ("b", "n"));

  forward = mo_with (forward, "a", mo_select_expr (mo_column_of ("b", "n")));
  select_test_error (mo_with (forward, "b", counts ()),
                     "column b.n is selected, and no table of the query is called b*");
  select_test_error (mo_select_from_with (mo_select_expr (mo_count_all ()), "nobody", NULL),
                     "the query is from nobody, which no mo_with() *");
  select_test_error (mo_with (mo_select (User), "", counts ()), "the name of a query is empty*");
  select_test_error (mo_with (mo_select (User), "a", NULL), "mo_with() was given NULL*");
  select_test_error (mo_with (mo_select (User), "self",
                              mo_select_from_with (mo_select_expr (mo_count_all ()), "self", NULL)),
                     "the query is from self, which no mo_with() *");
  select_test_error (mo_with (mo_select_expr (mo_column_of ("c", "m")), "c", counts ()),
                     "column c.m: the query that is called c selects nothing under that name*");
}

static void
test_recursive (void)
{
  MoSelect *first = mo_where (mo_select_expr (mo_as (MO_C (Tag, tag), "n")),
                              mo_eq (MO_C (Tag, tag), 1));
  MoSelect *next = mo_where (mo_select_expr (mo_plus (mo_column_of ("up", "n"), 2)),
                             mo_lt (mo_column_of ("up", "n"), 3));

  select_test_sql (mo_with_recursive (mo_select_expr (mo_column_of ("up", "n")), "up",
                                      mo_union_all (first, next)),
                   "WITH RECURSIVE `up` AS (SELECT `tags`.`tag` AS `n` FROM `tags` WHERE "
                   "`tags`.`tag` = 1 UNION ALL SELECT `up`.`n` + 2 FROM `up` WHERE `up`.`n` < 3) "
                   "SELECT `up`.`n` FROM `up`");
}

#define IDS "SELECT `users`.`id` FROM `users`"
#define TAGS "SELECT `tags`.`tag` FROM `tags`"

static MoSelect *
ids (void)
{
  return mo_select_expr (MO_C (User, id));
}

static MoSelect *
tags (void)
{
  return mo_select_expr (MO_C (Tag, tag));
}

static void
test_unions (void)
{
  select_test_sql (mo_union (ids (), tags ()), IDS " UNION " TAGS);
  select_test_sql (mo_union_all (mo_union (ids (), tags ()), ids ()),
                   IDS " UNION " TAGS " UNION ALL " IDS);
  select_test_sql (mo_union (mo_union_all (ids (), tags ()), ids ()),
                   IDS " UNION ALL " TAGS " UNION " IDS);
  select_test_sql (mo_union (ids (), mo_union_all (tags (), ids ())),
                   IDS " UNION (" TAGS " UNION ALL " IDS ")");
  select_test_rows (mo_offset (mo_order_by (mo_union (ids (), tags ()), mo_label ("id")), 1), 2,
                    IDS " UNION " TAGS " ORDER BY `id` LIMIT 2 OFFSET 1");
  select_test_sql (mo_union (mo_limit (mo_order_by (ids (), MO_C (User, id)), 1), tags ()),
                   "(" IDS " ORDER BY `users`.`id` LIMIT 1) UNION " TAGS);
  select_test_sql (mo_union (mo_limit (mo_union (ids (), tags ()), 1), tags ()),
                   "(" IDS " UNION " TAGS " LIMIT 1) UNION " TAGS);
  select_test_sql (mo_where (mo_select (User), mo_in_select (MO_C (User, id),
                                                             mo_union (ids (), tags ()))),
                   USERS " WHERE `users`.`id` IN (" IDS " UNION " TAGS ")");
  select_test_sql (mo_where (mo_select (User),
                             mo_exists (mo_union (orders_of_user (), tags ()))),
                   USERS " WHERE EXISTS (" OF_USER " UNION " TAGS ")");
  select_test_sql (mo_with (mo_union (mo_select_expr (mo_column_of ("c", "n")), tags ()), "c",
                            counts ()),
                   "WITH `c` AS (" PER_USER ") SELECT `c`.`n` FROM `c` UNION " TAGS);
}

/* Instances of a union are read as those of its first part. */
static void
test_union_of_instances (void)
{
  const MoSelectEntity *entities;
  guint n_entities;
  MoSelect *both = mo_union (mo_where (mo_select (User), mo_eq (MO_C (User, id), 1)),
                             mo_where (mo_select_as (User, "u"),
                                       mo_eq (MO_C_AS ("u", User, id), 2)));

  entities = mo_select_get_entities (both, &n_entities);
  g_assert_cmpuint (n_entities, ==, 1);
  g_assert_true (entities[0].model == MO_MODEL (User));
  select_test_sql (both, USERS " WHERE `users`.`id` = 1 UNION SELECT `u`.`id`, `u`.`name` FROM "
                               "`users` AS `u` WHERE `u`.`id` = 2");
  select_test_sql (mo_union (mo_select (Load), mo_select (Load)),
                   "SELECT `loads`.`id`, CAST(`loads`.`weight` AS DOUBLE) AS `weight` FROM `loads` "
                   "UNION SELECT `loads`.`id`, CAST(`loads`.`weight` AS DOUBLE) AS `weight` FROM "
                   "`loads`");
}

static void
test_union_errors (void)
{
  const char *shape = "mo_union() of queries that do not select the same*";

  select_test_error (mo_union (ids (), mo_select_expr (MO_C (Tag, tag), MO_C (Tag, tag))), shape);
  select_test_error (mo_union (mo_select (User), mo_select (Order)), shape);
  select_test_error (mo_union (mo_select (Tag), tags ()), shape);
  select_test_error (mo_union (NULL, tags ()), "mo_union() was given NULL*");
  select_test_error (mo_union_all (ids (), NULL), "mo_union_all() was given NULL*");
  select_test_error (mo_where (mo_union (ids (), tags ()), mo_eq (MO_C (User, id), 1)),
                     "mo_where() on a union*");
  select_test_error (mo_for_update (mo_union (ids (), tags ()), MO_LOCK_WAIT),
                     "mo_for_update() on a union*");
  select_test_error (mo_order_by (mo_union (ids (), tags ()), MO_C (User, id)),
                     "column users.id: what a union selects has names*mo_label (\"id\")*");
  select_test_error (mo_order_by (mo_union (ids (), tags ()), mo_label ("tag")),
                     "mo_label (\"tag\"): nothing is selected under that name*");
}

/* --- a text --- */

static void
test_text (void)
{
  const gint64 numbers[] = { 4, 5 };
  char name[] = "Ann";
  MoSelect *select = mo_select_from_sql (
      MO_MODEL (User), "SELECT * FROM users WHERE name = ? AND id IN ? AND x = ?", name,
      mo_value_int64s (numbers, 2), 6);

  name[0] = 'x';
  g_assert_true (mo_select_is_text (select));
  select_test_rows (mo_select_ref (select), 1,
                    "SELECT * FROM users WHERE name = 'Ann' AND id IN (4, 5) AND x = 6");
  select_test_sql (select, "SELECT * FROM users WHERE name = 'Ann' AND id IN (4, 5) AND x = 6");
  select_test_sql (mo_select_from_sql (MO_MODEL (Tag), "SELECT 1 AS tag"), "SELECT 1 AS tag");
}

static MoSelect *
text (void)
{
  return mo_select_from_sql (MO_MODEL (User), "SELECT id, name FROM users");
}

static void
test_text_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoSelect) stacked = mo_select_from_sql (MO_MODEL (User), "SELECT 1; SELECT 2");

  g_assert_null (mo_select_to_statement (stacked, 0, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  select_test_error (mo_select_from_sql (MO_MODEL (User), "SELECT ?"), "*parameter*");
  select_test_error (mo_select_from_sql (MO_MODEL (User), NULL), "*not there (NULL)*");
  select_test_error (mo_select_from_sql (MO_MODEL (Broken), "SELECT 1"), "model Broken: *");
  select_test_error (mo_where (text (), mo_eq (MO_C (User, id), 1)),
                     "mo_where() on a query of a text*");
  select_test_error (mo_limit (text (), 1), "mo_limit() on a query of a text*");
  select_test_error (mo_order_by (text (), MO_C (User, id)),
                     "mo_order_by() on a query of a text*");
  select_test_error (mo_with (text (), "c", counts ()), "mo_with() on a query of a text*");
  select_test_error (mo_union (text (), text ()), "mo_union() was given a query of a text*");
  select_test_error (mo_where (mo_select (User), mo_exists (text ())),
                     "mo_exists() was given a query of a text*");
  select_test_error (mo_join_query (mo_select (User), text (), "t", mo_eq (MO_C (User, id), 1)),
                     "mo_select_join_query() was given a query of a text*");
}

/* --- all --- */

/* What is wrong with a query is wrong with what it is a part of. */
static void
test_carried_errors (void)
{
  const char *broken = "model Broken: *";

  select_test_error (mo_where (mo_select (User), mo_exists (mo_select (Broken))), broken);
  select_test_error (mo_where (mo_select (User), mo_in_select (1, mo_select (Broken))), broken);
  select_test_error (mo_join_query (mo_select (User), mo_select (Broken), "t",
                                    mo_eq (MO_C (User, id), 1)),
                     broken);
  select_test_error (mo_with (mo_select (User), "c", mo_select (Broken)), broken);
  select_test_error (mo_union (mo_select (User), mo_select (Broken)), broken);
  select_test_error (mo_where (mo_select (User), mo_exists (NULL)), "mo_exists() *NULL*");
  select_test_error (mo_where (mo_select (User), mo_expr_in_select (NULL, tags ())),
                     "*NULL*operand 1");
  select_test_error (mo_where (mo_select (User),
                               mo_exists (mo_where (tags (), mo_function ("")))),
                     "*no function's name*");
}

/* What a query inside needs, the whole does. */
static void
test_needs (void)
{
  guint32 needs = 1u << MO_FEATURE_TIME_TRAVEL;

  select_test_needs (mo_where (mo_select (User), mo_exists (mo_at_snapshot (tags (), "s"))), needs,
                     USERS " WHERE EXISTS (" TAGS " {snapshot = `s`})");
  select_test_needs (mo_union (ids (), mo_at_snapshot (tags (), "s")), needs,
                     IDS " UNION " TAGS " {snapshot = `s`}");
  /* And not behind what is no table. */
  select_test_needs (mo_at_snapshot (mo_with (mo_select_expr (mo_column_of ("c", "tag"),
                                                              MO_C (User, id)),
                                              "c", tags ()),
                                     "s"),
                     needs,
                     "WITH `c` AS (" TAGS ") SELECT `c`.`tag`, `users`.`id` FROM `c` CROSS JOIN "
                     "`users` {snapshot = `s`}");
}

static void
test_depth (void)
{
  MoSelect *select = tags ();

  for (guint i = 0; i < 400; i++)
    select = mo_where (tags (), mo_exists (select));
  {
    g_autoptr (MoStatement) statement = mo_select_to_statement (select, 0, NULL);

    g_assert_nonnull (statement);
  }
  for (guint i = 0; i < 200; i++)
    select = mo_where (tags (), mo_exists (select));
  select_test_error (select, "*1000 deep*");
}

static void
test_copies (void)
{
  MoSelect *base = mo_with (mo_join_query (mo_select (User), counts (), "t",
                                           mo_eq (mo_column_of ("t", "n"), 1)),
                            "c", tags ());
  MoSelect *more = mo_join_with (mo_select_ref (base), "c", mo_eq (mo_column_of ("c", "tag"), 2));
  MoSelect *both = mo_union (ids (), tags ());
  MoSelect *sorted = mo_order_by (mo_select_ref (both), mo_label ("id"));

  select_test_sql (more, "WITH `c` AS (" TAGS ") " USERS " JOIN (" PER_USER ") AS `t` ON "
                         "`t`.`n` = 1 JOIN `c` ON `c`.`tag` = 2");
  select_test_sql (base, "WITH `c` AS (" TAGS ") " USERS " JOIN (" PER_USER ") AS `t` ON "
                         "`t`.`n` = 1");
  select_test_sql (both, IDS " UNION " TAGS);
  select_test_sql (sorted, IDS " UNION " TAGS " ORDER BY `id`");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/subquery/in-expressions", test_in_expressions);
  g_test_add_func ("/subquery/order-of-values", test_order_of_values);
  g_test_add_func ("/subquery/nested", test_nested);
  g_test_add_func ("/subquery/foreign-columns", test_foreign_columns);
  g_test_add_func ("/subquery/in-from", test_in_from);
  g_test_add_func ("/subquery/with", test_with);
  g_test_add_func ("/subquery/with-errors", test_with_errors);
  g_test_add_func ("/subquery/recursive", test_recursive);
  g_test_add_func ("/subquery/unions", test_unions);
  g_test_add_func ("/subquery/union-of-instances", test_union_of_instances);
  g_test_add_func ("/subquery/union-errors", test_union_errors);
  g_test_add_func ("/subquery/text", test_text);
  g_test_add_func ("/subquery/text-errors", test_text_errors);
  g_test_add_func ("/subquery/carried-errors", test_carried_errors);
  g_test_add_func ("/subquery/needs", test_needs);
  g_test_add_func ("/subquery/depth", test_depth);
  g_test_add_func ("/subquery/copies", test_copies);
  return g_test_run ();
}
