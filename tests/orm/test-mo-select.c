/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries: their text, where their instances are, copies, and what is wrong with them. */

#include "select-test.h"

/* They stand on nearly every line. */
#define assert_sql select_test_sql
#define assert_rows select_test_rows
#define assert_error select_test_error

static void
test_clauses (void)
{
  assert_sql (mo_select (User), USERS);
  assert_sql (mo_where (mo_select (User), mo_eq (MO_C (User, id), 1)),
              USERS " WHERE `users`.`id` = 1");
  assert_sql (mo_where (mo_where (mo_select (User), mo_eq (MO_C (User, id), 1)),
                        mo_or (mo_eq (MO_C (User, name), "it's"),
                               mo_starts_with (MO_C (User, name), "100%"))),
              USERS " WHERE (`users`.`id` = 1) AND ((`users`.`name` = 'it''s') OR "
                    "(`users`.`name` LIKE _UTF8MB4 x'3130305C2525' ESCAPE x'5C'))");
  assert_sql (mo_order_by (mo_order_by_desc (mo_select (User), MO_C (User, name)),
                           mo_is_null (MO_C (User, id))),
              USERS " ORDER BY `users`.`name` DESC, `users`.`id` IS NULL");
  assert_sql (
      mo_limit (mo_order_by_desc (
                    mo_group_by (mo_group_by (mo_where (mo_select_expr (MO_C (User, name),
                                                                        mo_count_all ()),
                                                        mo_gt (MO_C (User, id), 5)),
                                              MO_C (User, name)),
                                 MO_C (User, id)),
                    mo_count_all ()),
                3),
      "SELECT `users`.`name`, COUNT(*) FROM `users` WHERE `users`.`id` > 5 "
      "GROUP BY `users`.`name`, `users`.`id` ORDER BY COUNT(*) DESC LIMIT 3");
}

/* Values follow the text: selected, joined, filtered, grouped, sorted. */
static void
test_order_of_values (void)
{
  MoSelect *select = mo_select_expr (mo_eq (MO_C (User, id), 1));

  select = mo_order_by (select, mo_eq (MO_C (User, id), 5));
  select = mo_group_by (select, mo_eq (MO_C (User, id), 4));
  select = mo_where (select, mo_eq (MO_C (User, id), 3));
  select = mo_join (select, Order, mo_eq (MO_C (Order, id), 2));
  assert_sql (select, "SELECT `users`.`id` = 1 FROM `users` JOIN `orders` ON `orders`.`id` = 2 "
                      "WHERE `users`.`id` = 3 GROUP BY `users`.`id` = 4 ORDER BY `users`.`id` = 5");
}

static void
test_limit (void)
{
  assert_sql (mo_limit (mo_select (User), 0), USERS " LIMIT 0");
  assert_sql (mo_limit (mo_limit (mo_select (User), 7), 8), USERS " LIMIT 8");
  assert_sql (mo_offset (mo_limit (mo_select (User), 7), 2), USERS " LIMIT 7 OFFSET 2");
  assert_sql (mo_offset (mo_select (User), 2), USERS " LIMIT 18446744073709551615 OFFSET 2");
  assert_sql (mo_offset (mo_select (User), 0), USERS);
  assert_rows (mo_select (User), 2, USERS " LIMIT 2");
  assert_rows (mo_limit (mo_select (User), 7), 2, USERS " LIMIT 2");
  assert_rows (mo_limit (mo_select (User), 1), 2, USERS " LIMIT 1");
  assert_rows (mo_limit (mo_select (User), 0), 2, USERS " LIMIT 0");
  assert_rows (mo_offset (mo_select (User), 3), 2, USERS " LIMIT 2 OFFSET 3");
}

static void
test_joins (void)
{
  assert_sql (mo_join (mo_select (User), Order, mo_eq (MO_C (User, id), MO_C (Order, user_id))),
              USERS " JOIN `orders` ON `users`.`id` = `orders`.`user_id`");
  assert_sql (mo_left_join (mo_select (User, Order), Order,
                            mo_eq (MO_C (User, id), MO_C (Order, user_id))),
              "SELECT `users`.`id`, `users`.`name`, `orders`.`id`, `orders`.`user_id` "
              "FROM `users` LEFT JOIN `orders` ON `users`.`id` = `orders`.`user_id`");
  assert_sql (mo_join_as (mo_select_as (User, "u"), User, "v",
                          mo_lt (MO_C_AS ("u", User, id), MO_C_AS ("v", User, id))),
              "SELECT `u`.`id`, `u`.`name` FROM `users` AS `u` JOIN `users` AS `v` "
              "ON `u`.`id` < `v`.`id`");
  assert_sql (mo_left_join_as (mo_select (User), User, "v",
                               mo_eq (MO_C (User, name), MO_C_AS ("v", User, name))),
              USERS " LEFT JOIN `users` AS `v` ON `users`.`name` = `v`.`name`");
}

/* What is not joined comes before what is, so that the conditions of joins see it. */
static void
test_cross (void)
{
  assert_sql (mo_select (Tag, User),
              "SELECT `tags`.`tag`, `users`.`id`, `users`.`name` FROM `tags` CROSS JOIN `users`");
  assert_sql (mo_join (mo_select (User, Order, Tag), Order,
                       mo_eq (MO_C (Order, id), MO_C (Tag, tag))),
              "SELECT `users`.`id`, `users`.`name`, `orders`.`id`, `orders`.`user_id`, "
              "`tags`.`tag` FROM `users` CROSS JOIN `tags` JOIN `orders` "
              "ON `orders`.`id` = `tags`.`tag`");
}

static void
test_from (void)
{
  assert_sql (mo_select_expr (mo_count (MO_C (User, id))),
              "SELECT COUNT(`users`.`id`) FROM `users`");
  assert_sql (mo_select_expr (MO_C (User, id), mo_expr_column ("tags", "tag"), MO_C (User, name)),
              "SELECT `users`.`id`, `tags`.`tag`, `users`.`name` FROM `users` CROSS JOIN `tags`");
  assert_sql (mo_join (mo_select_expr (MO_C (Order, id), MO_C (User, name)), Order,
                       mo_eq (MO_C (User, id), MO_C (Order, user_id))),
              "SELECT `orders`.`id`, `users`.`name` FROM `users` JOIN `orders` "
              "ON `users`.`id` = `orders`.`user_id`");
  assert_sql (mo_select_from (mo_select_expr (mo_count_all ()), MO_MODEL (User), NULL),
              "SELECT COUNT(*) FROM `users`");
  assert_sql (mo_select_from (mo_select_from (mo_select_expr (mo_max (MO_C_AS ("u", User, id))),
                                              MO_MODEL (User), "u"),
                              MO_MODEL (Tag), NULL),
              "SELECT MAX(`u`.`id`) FROM `users` AS `u` CROSS JOIN `tags`");
  assert_sql (mo_join (mo_select_from (mo_select (User), MO_MODEL (Order), NULL), User,
                       mo_eq (MO_C (User, id), MO_C (Order, user_id))),
              "SELECT `users`.`id`, `users`.`name` FROM `orders` JOIN `users` "
              "ON `users`.`id` = `orders`.`user_id`");
  assert_sql (mo_select_from (mo_select (User), MO_MODEL (User), NULL), USERS);
}

static void
test_entities (void)
{
  const MoSelectEntity *entities;
  guint n_entities;
  MoSelect *select = mo_select_add (mo_select (User, Tag), MO_MODEL (Order), "o");

  select = mo_join_as (select, Order, "o", mo_eq (MO_C_AS ("o", Order, user_id), MO_C (User, id)));
  entities = mo_select_get_entities (select, &n_entities);
  g_assert_cmpuint (n_entities, ==, 3);
  g_assert_true (entities[0].model == MO_MODEL (User));
  g_assert_null (entities[0].alias);
  g_assert_cmpuint (entities[0].first_column, ==, 0);
  g_assert_true (entities[1].model == MO_MODEL (Tag));
  g_assert_cmpuint (entities[1].first_column, ==, 2);
  g_assert_true (entities[2].model == MO_MODEL (Order));
  g_assert_cmpstr (entities[2].alias, ==, "o");
  g_assert_cmpuint (entities[2].first_column, ==, 3);
  assert_sql (select, "SELECT `users`.`id`, `users`.`name`, `tags`.`tag`, `o`.`id`, `o`.`user_id` "
                      "FROM `users` CROSS JOIN `tags` JOIN `orders` AS `o` "
                      "ON `o`.`user_id` = `users`.`id`");
  select = mo_select_expr (MO_C (User, id));
  mo_select_get_entities (select, &n_entities);
  g_assert_cmpuint (n_entities, ==, 0);
  mo_select_unref (select);
}

static void
test_copy_on_write (void)
{
  MoSelect *base = mo_limit (
      mo_group_by (mo_order_by (mo_where (mo_join_as (mo_select (User, Tag), Order, "o",
                                                      mo_eq (MO_C_AS ("o", Order, id), 1)),
                                          mo_eq (MO_C (User, id), 2)),
                                MO_C (User, id)),
                   MO_C (User, name)),
      9);
  const char *text = "SELECT `users`.`id`, `users`.`name`, `tags`.`tag` FROM `users` CROSS JOIN "
                     "`tags` JOIN `orders` AS `o` ON `o`.`id` = 1 WHERE `users`.`id` = 2 "
                     "GROUP BY `users`.`name` ORDER BY `users`.`id` LIMIT 9";
  MoSelect *more = mo_offset (mo_select_ref (base), 4);
  const MoSelectEntity *entities;
  guint n_entities;
  g_autofree char *with_offset = g_strconcat (text, " OFFSET 4", NULL);

  g_assert_true (more != base);
  assert_sql (mo_select_ref (base), text);
  assert_sql (more, with_offset);
  more = mo_select_ref (base);
  more = mo_where (more, mo_eq (MO_C (User, id), 3));
  more = mo_order_by_desc (more, MO_C (User, id));
  more = mo_group_by (more, MO_C (User, id));
  more = mo_select_add (more, MO_MODEL (Order), "o");
  entities = mo_select_get_entities (more, &n_entities);
  g_assert_cmpuint (n_entities, ==, 3);
  g_assert_cmpuint (entities[2].first_column, ==, 3);
  more = mo_join (more, Order, mo_eq (MO_C (Order, id), 5));
  mo_select_unref (more);
  assert_sql (base, text);
  base = mo_select_expr (MO_C (User, id));
  more = mo_select_from (mo_select_ref (base), MO_MODEL (Tag), NULL);
  assert_sql (base, "SELECT `users`.`id` FROM `users`");
  assert_error (more, "column users.id: no table of the query is called users*");
}

/* With one reference there is nobody to copy for. */
static void
test_no_copy (void)
{
  MoSelect *select = mo_select (User);
  MoSelect *same = mo_limit (select, 1);

  g_assert_true (same == select);
  g_assert_true (g_boxed_copy (MO_TYPE_SELECT, same) == same);
  g_boxed_free (MO_TYPE_SELECT, same);
  mo_select_unref (same);
}

static void
test_used_twice (void)
{
  const char *twice = "*users twice*alias*";

  assert_error (mo_join (mo_select (User), User, mo_eq (MO_C (User, id), 1)), twice);
  assert_error (mo_join (mo_join (mo_select (Order), User, mo_eq (MO_C (User, id), 1)), User,
                         mo_eq (MO_C (User, id), 1)),
                twice);
  assert_error (mo_join_as (mo_select (User), Order, "users", mo_eq (MO_C (User, id), 1)), twice);
  assert_error (mo_select_from (mo_select_from (mo_select_expr (mo_count_all ()), MO_MODEL (User),
                                                NULL),
                                MO_MODEL (User), NULL),
                twice);
  assert_error (mo_select (User, User), "users is selected twice*alias*");
  assert_error (mo_select_add (mo_select_as (User, "u"), MO_MODEL (Order), "u"),
                "u is selected twice*alias*");
}

static void
test_foreign_columns (void)
{
  const char *missing = "column orders.id: no table of the query is called orders*";

  assert_error (mo_where (mo_select (User), mo_eq (MO_C (Order, id), 1)), missing);
  assert_error (mo_where (mo_select (User),
                          mo_not (mo_expr_in (mo_max (MO_C (Order, id)), NULL, 0))),
                missing);
  assert_error (mo_order_by (mo_select (User), MO_C (Order, id)), missing);
  assert_error (mo_group_by (mo_select (User), MO_C (Order, id)), missing);
  assert_error (mo_join (mo_select (User), Tag, mo_eq (MO_C (Order, id), 1)), missing);
  assert_error (mo_where (mo_select_as (User, "u"), mo_eq (MO_C (User, id), 1)),
                "column users.id: no table *");
  assert_error (mo_select_from (mo_select_expr (MO_C (Order, id)), MO_MODEL (User), NULL), missing);
}

static void
test_no_table (void)
{
  assert_error (mo_select_expr (mo_count_all ()), "*mo_select_from()*");
  assert_error (mo_select_expr (MO_C_AS ("u", User, id)), "column u.id *mo_select_from()*");
  assert_error (mo_join (mo_select_expr (MO_C (User, id)), User, mo_eq (MO_C (User, id), 1)),
                "*mo_select_from()*");
  assert_error (mo_select_add (mo_select (User), MO_MODEL (Order), "o"),
                "an instance of Order is selected as o, and no table*join*");
  assert_error (mo_join_as (mo_select_add (mo_select (User), MO_MODEL (Order), "o"), Tag, "o",
                            mo_eq (MO_C (User, id), 1)),
                "an instance of Order is selected as o, which is a table of Tag*");
}

static void
test_carried_errors (void)
{
  GError *kept = g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "kept");

  assert_error (mo_select_new (NULL, 1), "*mo_select_new()*");
  assert_error (mo_select_new (&(const MoModel *){ NULL }, 1), "the model is NULL");
  assert_error (mo_select_new_exprs (NULL, 0), "*mo_select_new_exprs()*");
  assert_error (mo_select_new_exprs (&(MoExpr *){ NULL }, 1), "mo_select_new_exprs()*NULL*");
  assert_error (mo_select (Broken), "model Broken: *MO_PRIMARY_KEY");
  assert_error (mo_join (mo_select (User), Broken, mo_eq (MO_C (User, id), 1)),
                "model Broken: *");
  assert_error (mo_where (mo_select (User), mo_eq (MO_C (Broken, number), 1)), "model Broken: *");
  assert_error (mo_where (mo_select (User), mo_eq (MO_C (User, cached), 1)),
                "model User: the field at byte 16 is no column*");
  assert_error (mo_limit (mo_where (NULL, mo_eq (MO_C (User, id), 1)), 1),
                "mo_where()*NULL*query*");
  assert_error (mo_where (mo_select (User), NULL), "mo_where()*NULL*");
  assert_error (mo_order_by_desc (mo_select (User), NULL), "mo_order_by_desc()*NULL*");
  assert_error (mo_join (mo_select (User), Order, NULL), "the join of Order has no condition*");
  assert_error (mo_select_join (mo_select (User), (MoJoinType) 9, MO_MODEL (Order), NULL,
                                mo_eq (MO_C (User, id), 1)),
                "9 *MoJoinType");
  assert_error (mo_select_add (mo_select_expr (MO_C (User, id)), MO_MODEL (Order), NULL),
                "*plain values*");
  assert_error (mo_select_expr (mo_count_all (), mo_expr_error (kept)), "kept");
  assert_error (mo_select_as (User, ""), "*empty");
  /* The first one counts, and a copy has it too. */
  assert_error (mo_limit (mo_select_join (mo_select (User, User), (MoJoinType) 9, NULL, NULL, NULL),
                          1),
                "users is selected twice*");
}

/* A model of one column, which the program keeps. */
static const MoModel *
register_odd (const char *table, const char *column)
{
  static GPtrArray *models;
  MoColumn columns[1];
  gsize n_columns;

  columns[0] = mo_model_get_columns (MO_MODEL (Tag), &n_columns)[0];
  columns[0].name = column;
  if (models == NULL)
    models = g_ptr_array_new ();
  g_ptr_array_add (models, (gpointer) mo_model_register ("Odd", table, sizeof (Tag), columns, 1,
                                                         sizeof (MoColumn)));
  return g_ptr_array_index (models, models->len - 1);
}

#define LONGEST "1234567890123456789012345678901234567890123456789012345678901234"

static void
assert_unusable (const MoModel *model, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_model_check (model, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
  select_test_error (mo_select_new (&model, 1), message);
  select_test_error (mo_select_from (mo_select (User), model, NULL), message);
  select_test_error (mo_select_join (mo_select (User), MO_JOIN_CROSS, model, NULL, NULL), message);
}

static void
test_odd_names (void)
{
  const MoModel *odd = register_odd ("a`b``", "`");

  select_test_sql (mo_select_new (&odd, 1), "SELECT `a``b`````.```` FROM `a``b`````");
  odd = register_odd ("tags", LONGEST);
  select_test_sql (mo_select_new (&odd, 1), "SELECT `tags`.`" LONGEST "` FROM `tags`");
  assert_unusable (register_odd ("tags", LONGEST "5"),
                   "model Odd: the name of column 1 is longer than 64 characters");
  assert_unusable (register_odd (LONGEST "5", "tag"),
                   "model Odd: the table's name is longer than 64 characters");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/select/clauses", test_clauses);
  g_test_add_func ("/orm/select/order-of-values", test_order_of_values);
  g_test_add_func ("/orm/select/limit", test_limit);
  g_test_add_func ("/orm/select/joins", test_joins);
  g_test_add_func ("/orm/select/cross", test_cross);
  g_test_add_func ("/orm/select/from", test_from);
  g_test_add_func ("/orm/select/entities", test_entities);
  g_test_add_func ("/orm/select/copy-on-write", test_copy_on_write);
  g_test_add_func ("/orm/select/no-copy", test_no_copy);
  g_test_add_func ("/orm/select/used-twice", test_used_twice);
  g_test_add_func ("/orm/select/foreign-columns", test_foreign_columns);
  g_test_add_func ("/orm/select/no-table", test_no_table);
  g_test_add_func ("/orm/select/carried-errors", test_carried_errors);
  g_test_add_func ("/orm/select/odd-names", test_odd_names);
  return g_test_run ();
}
