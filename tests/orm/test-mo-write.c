/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Updates and deletions by condition: their text, copies, and what is refused. */

#include "orm/mo-write-private.h"
#include "select-test.h"

/* Consumes @writing. The text has its values in it. */
static void
check (gpointer writing, const char *expected)
{
  g_autoptr (MoWriting) self = writing;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (MoStatement) statement = mo_writing_to_statement (self, &error);

  g_assert_no_error (error);
  mo_statement_render (statement, MO_SERVER_KIND_MARIADB, sql);
  g_assert_cmpstr (sql->str, ==, expected);
}

static void
refused (gpointer writing, const char *pattern)
{
  g_autoptr (MoWriting) self = writing;
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_writing_to_statement (self, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
}

static MoExpr *
is_one (void)
{
  return mo_eq (MO_C (User, id), 1);
}

static void
test_update (void)
{
  check (mo_where (mo_assign (mo_update (User), MO_C (User, name), "it's"), is_one ()),
         "UPDATE `users` SET `name` = 'it''s' WHERE `users`.`id` = 1");
  check (mo_where (mo_where (mo_assign (mo_assign (mo_update (User), MO_C (User, name), MO_NULL),
                                        MO_C (User, id), mo_plus (MO_C (User, id), 5)),
                             is_one ()),
                   mo_gt (MO_C (User, id), 2)),
         "UPDATE `users` SET `name` = NULL, `id` = `users`.`id` + 5 WHERE (`users`.`id` = 1) AND "
         "(`users`.`id` > 2)");
  check (mo_all_rows (mo_assign (mo_update (Tag), MO_C (Tag, tag), 1)),
         "UPDATE `tags` SET `tag` = 1");
}

static void
test_delete (void)
{
  check (mo_where (mo_delete_from (User), is_one ()),
         "DELETE FROM `users` WHERE `users`.`id` = 1");
  check (mo_all_rows (mo_delete_from (User)), "DELETE FROM `users`");
  check (mo_where (mo_all_rows (mo_delete_from (User)), is_one ()),
         "DELETE FROM `users` WHERE `users`.`id` = 1");
  /* With what a query inside it needs. */
  {
    g_autoptr (MoWriting) past = (MoWriting *) mo_where (
        mo_delete_from (User),
        mo_exists (mo_at_snapshot (mo_where (mo_select_expr (MO_C (Order, id)),
                                             mo_eq (MO_C (Order, user_id), MO_C (User, id))),
                                   "s")));
    g_autoptr (MoStatement) statement = mo_writing_to_statement (past, NULL);

    g_assert_cmpstr (mo_statement_get_sql (statement), ==,
                     "DELETE FROM `users` WHERE EXISTS (SELECT `orders`.`id` FROM `orders` "
                     "{snapshot = `s`} WHERE `orders`.`user_id` = `users`.`id`)");
    g_assert_cmphex (mo_statement_get_needs (statement), ==, 1u << MO_FEATURE_TIME_TRAVEL);
  }
}

/* mo_where() stays what it is to a query. */
static void
test_where (void)
{
  select_test_sql (mo_where (mo_select (User), is_one ()), USERS " WHERE `users`.`id` = 1");
  select_test_sql ((mo_where) (mo_select (User), is_one ()), USERS " WHERE `users`.`id` = 1");
}

/* A condition that was forgotten, or came to nothing, does not reach every row. */
static void
test_every_row (void)
{
  const char *refusal = "*without a condition would reach every row*mo_all_rows()*";

  refused (mo_delete_from (User), refusal);
  refused (mo_assign (mo_update (User), MO_C (User, name), "x"), refusal);
  refused (mo_where (mo_delete_from (User), mo_expr_all_of (NULL, 0)), refusal);
  refused (mo_where (mo_delete_from (User), mo_and (mo_expr_all_of (NULL, 0),
                                                    mo_expr_all_of (NULL, 0))),
           refusal);
  refused (mo_where (mo_delete_from (User), mo_not (mo_expr_in (MO_C (User, id), NULL, 0))),
           refusal);
  refused (mo_where (mo_delete_from (User), mo_not (mo_expr_any_of (NULL, 0))), refusal);
  refused (mo_where (mo_delete_from (User), mo_or (is_one (), mo_expr_all_of (NULL, 0))), refusal);
  refused (mo_where (mo_delete_from (User),
                     mo_not (mo_and (is_one (), mo_expr_in (MO_C (User, id), NULL, 0)))),
           refusal);
  check (mo_where (mo_delete_from (User), mo_not (is_one ())),
         "DELETE FROM `users` WHERE NOT (`users`.`id` = 1)");
  check (mo_where (mo_delete_from (User), mo_not (mo_expr_all_of (NULL, 0))),
         "DELETE FROM `users` WHERE NOT TRUE");
  check (mo_where (mo_delete_from (User), mo_and (mo_expr_all_of (NULL, 0), is_one ())),
         "DELETE FROM `users` WHERE TRUE AND (`users`.`id` = 1)");
  check (mo_where (mo_delete_from (User), mo_expr_any_of (NULL, 0)),
         "DELETE FROM `users` WHERE FALSE");
  check (mo_where (mo_delete_from (User), mo_expr_in (MO_C (User, id), NULL, 0)),
         "DELETE FROM `users` WHERE FALSE");
}

static void
test_refused (void)
{
  MoUpdate *set = mo_assign (mo_update (User), MO_C (User, name), "x");

  refused (mo_all_rows (mo_update (User)), "an update of users that changes nothing*");
  refused (mo_assign (mo_update_ref (set), MO_C (Order, id), 1),
           "mo_assign(): `orders`.`id` is no column of users*");
  refused (mo_assign (mo_update_ref (set), mo_plus (MO_C (User, id), 1), 1),
           "mo_assign(): `users`.`id` + * is no column of users*");
  refused (mo_assign (mo_update_ref (set), mo_expr_column ("users", "nothing"), 1),
           "mo_assign(): `users`.`nothing` is no column of users*");
  refused (mo_assign (mo_update_ref (set), MO_C (User, cached), 1),
           "model User: the field at byte 16 is no column*");
  refused (mo_assign (mo_update_ref (set), MO_C (User, name), 1),
           "mo_assign(): column name of users is assigned twice");
  refused (mo_assign (mo_update_ref (set), NULL, 1), "mo_assign() *NULL*column*");
  refused (mo_update_assign (mo_update_ref (set), MO_C (User, id), NULL),
           "mo_assign() *NULL*expression*");
  refused (mo_where (mo_update_ref (set), NULL), "mo_where() *NULL*");
  refused (mo_where (mo_delete_from (User), mo_eq (MO_C (Order, id), 1)),
           "column orders.id: no table of the query is called orders*");
  refused (mo_where (mo_update_ref (set), mo_eq (mo_label ("n"), 1)), "mo_label (\"n\"): *");
  refused (mo_where (mo_assign (mo_update_ref (set), MO_C (User, id), MO_C (Tag, tag)), is_one ()),
           "column tags.tag: no table *");
  refused (mo_all_rows (mo_assign (mo_update (Broken), MO_C (Broken, number), 1)),
           "model Broken: *");
  refused (mo_all_rows (mo_delete_from (Broken)), "model Broken: *");
  refused (mo_update_where (NULL, is_one ()), "mo_where() was given NULL where an update*");
  refused (mo_delete_where (NULL, is_one ()), "mo_where() was given NULL where a deletion*");
  refused (NULL, "NULL was given where an update or a deletion belongs");
  mo_update_unref (set);
}

static void
test_copies (void)
{
  MoUpdate *base = mo_where (mo_assign (mo_update (User), MO_C (User, name), "x"), is_one ());
  MoUpdate *more = mo_assign (mo_update_ref (base), MO_C (User, id), 2);
  MoDelete *deletion = mo_where (mo_delete_from (User), is_one ());
  MoDelete *fewer = mo_where (mo_delete_ref (deletion), mo_gt (MO_C (User, id), 2));
  MoDelete *all = mo_all_rows (mo_delete_from (Tag));

  check (more, "UPDATE `users` SET `name` = 'x', `id` = 2 WHERE `users`.`id` = 1");
  check (base, "UPDATE `users` SET `name` = 'x' WHERE `users`.`id` = 1");
  check (fewer, "DELETE FROM `users` WHERE (`users`.`id` = 1) AND (`users`.`id` > 2)");
  check (deletion, "DELETE FROM `users` WHERE `users`.`id` = 1");
  check (mo_all_rows (mo_delete_ref (all)), "DELETE FROM `tags`");
  g_assert_true (g_boxed_copy (MO_TYPE_DELETE, all) == all);
  g_boxed_free (MO_TYPE_DELETE, all);
  check (all, "DELETE FROM `tags`");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/write/update", test_update);
  g_test_add_func ("/write/delete", test_delete);
  g_test_add_func ("/write/where", test_where);
  g_test_add_func ("/write/every-row", test_every_row);
  g_test_add_func ("/write/refused", test_refused);
  g_test_add_func ("/write/copies", test_copies);
  return g_test_run ();
}
