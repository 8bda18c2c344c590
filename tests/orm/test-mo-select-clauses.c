/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups that fulfil a condition, rows that differ, joins of all kinds, locks, the past: their
 * text, what the server must have for it, and what is refused. */

#include "select-test.h"

#define HAS(feature) (1u << (feature))

static MoExpr *
is_ordered (void)
{
  return mo_eq (MO_C (User, id), MO_C (Order, user_id));
}

static MoSelect *
count_orders (void)
{
  MoSelect *select
      = mo_select_expr (MO_C (User, name), mo_as (mo_count (MO_C (Order, id)), "n"));

  return mo_group_by (mo_join (select, Order, is_ordered ()), MO_C (User, name));
}

#define COUNTS                                                                                     \
  "SELECT `users`.`name`, COUNT(`orders`.`id`) AS `n` FROM `users` JOIN `orders` "                 \
  "ON `users`.`id` = `orders`.`user_id` GROUP BY `users`.`name`"

static void
test_having (void)
{
  select_test_sql (mo_having (count_orders (), mo_gt (mo_count (MO_C (Order, id)), 1)),
                   COUNTS " HAVING COUNT(`orders`.`id`) > 1");
  select_test_sql (mo_limit (mo_order_by_desc (mo_having (mo_having (count_orders (),
                                                                    mo_gt (mo_label ("n"), 1)),
                                                          mo_lt (mo_label ("N"), 9)),
                                               mo_label ("n")),
                             3),
                   COUNTS " HAVING (`n` > 1) AND (`N` < 9) ORDER BY `n` DESC LIMIT 3");
  select_test_error (mo_having (mo_select (User), NULL), "mo_having()*NULL*");
}

static void
test_labels (void)
{
  select_test_sql (
      mo_group_by (mo_select_expr (mo_as (mo_lower (MO_C (User, name)), "low"), mo_count_all ()),
                   mo_label ("low")),
      "SELECT LOWER(`users`.`name`) AS `low`, COUNT(*) FROM `users` GROUP BY `low`");
  select_test_sql (mo_order_by (mo_select (User), mo_label ("name")), USERS " ORDER BY `name`");
  select_test_error (mo_having (count_orders (), mo_gt (mo_label ("m"), 1)),
                     "mo_label (\"m\"): nothing is selected under that name*");
  select_test_error (mo_where (count_orders (), mo_gt (mo_label ("n"), 1)),
                     "mo_label (\"n\"): labels are known in HAVING*");
  select_test_error (mo_select_expr (mo_label ("n"), MO_C (User, id)),
                     "mo_label (\"n\"): labels are known in HAVING*");
  select_test_error (mo_where (mo_select (User), mo_as (MO_C (User, id), "n")),
                     "mo_as() names what is selected*");
  select_test_error (mo_order_by (mo_select (User), mo_as (MO_C (User, id), "n")),
                     "mo_as() names what is selected*");
}

static void
test_distinct (void)
{
  select_test_sql (mo_distinct (mo_select (User)),
                   "SELECT DISTINCT `users`.`id`, `users`.`name` FROM `users`");
  select_test_sql (mo_distinct (mo_distinct (mo_select_expr (MO_C (User, name)))),
                   "SELECT DISTINCT `users`.`name` FROM `users`");
}

static void
test_joins (void)
{
  select_test_sql (mo_right_join (mo_select (User), Order, is_ordered ()),
                   USERS " RIGHT JOIN `orders` ON `users`.`id` = `orders`.`user_id`");
  select_test_needs (mo_full_join (mo_select (User), Order, is_ordered ()),
                     HAS (MO_FEATURE_FULL_JOIN),
                     USERS " FULL JOIN `orders` ON `users`.`id` = `orders`.`user_id`");
  select_test_sql (mo_cross_join (mo_select (User), Tag), USERS " CROSS JOIN `tags`");
  select_test_sql (mo_join (mo_cross_join (mo_select (User), Tag), Order, is_ordered ()),
                   USERS " CROSS JOIN `tags` JOIN `orders` ON `users`.`id` = `orders`.`user_id`");
  select_test_error (mo_right_join (mo_select (User), Order, NULL),
                     "the join of Order has no condition*");
  select_test_error (mo_select_join (mo_select (User), MO_JOIN_CROSS, MO_MODEL (Tag), NULL,
                                     mo_eq (MO_C (User, id), 1)),
                     "the cross join of Tag takes no condition*");
}

static void
test_locks (void)
{
  select_test_sql (mo_for_update (mo_limit (mo_select (User), 1), MO_LOCK_WAIT),
                   USERS " LIMIT 1 FOR UPDATE");
  select_test_needs (mo_for_update (mo_select (User), MO_LOCK_NOWAIT),
                     HAS (MO_FEATURE_LOCK_WAITS), USERS " FOR UPDATE NOWAIT");
  select_test_needs (mo_for_update (mo_select (User), MO_LOCK_SKIP_LOCKED),
                     HAS (MO_FEATURE_LOCK_WAITS), USERS " FOR UPDATE SKIP LOCKED");
  select_test_needs (mo_for_share (mo_select (User), MO_LOCK_WAIT), HAS (MO_FEATURE_SHARE_LOCKS),
                     USERS " LOCK IN SHARE MODE");
  select_test_needs (mo_for_share (mo_select (User), MO_LOCK_SKIP_LOCKED),
                     HAS (MO_FEATURE_SHARE_LOCKS) | HAS (MO_FEATURE_LOCK_WAITS),
                     USERS " /*!80000 FOR SHARE SKIP LOCKED */ "
                           "/*M!100600 LOCK IN SHARE MODE SKIP LOCKED */");
  select_test_sql (mo_for_update (mo_for_share (mo_select (User), MO_LOCK_NOWAIT), MO_LOCK_WAIT),
                   USERS " FOR UPDATE");
  select_test_error (mo_for_update (mo_select (User), (MoLockWait) 7), "7 *MoLockWait");
}

/* It stands behind each table, before its alias. */
static void
test_past (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (2 * 3600);
  g_autoptr (GDateTime) time = g_date_time_new (zone, 2026, 11, 30, 1, 2, 3.5);
  MoSelect *select = mo_select_as (User, "u");
  guint32 needs = HAS (MO_FEATURE_TIME_TRAVEL);

  select = mo_join (select, Order, mo_eq (MO_C_AS ("u", User, id), MO_C (Order, user_id)));
  select_test_needs (mo_at_snapshot (select, "it's"), needs,
                     "SELECT `u`.`id`, `u`.`name` FROM `users` {snapshot = `it's`} AS `u` JOIN "
                     "`orders` {snapshot = `it's`} ON `u`.`id` = `orders`.`user_id`");
  select_test_needs (mo_where (mo_at_timestamp (mo_select (User), time),
                               mo_eq (MO_C (User, id), 1)),
                     needs,
                     USERS " {timestamp = '2026-11-29 23:02:03.500000'} WHERE `users`.`id` = 1");
  select_test_needs (mo_at_snapshot (mo_at_timestamp (mo_select (User), time), "s"), needs,
                     USERS " {snapshot = `s`}");
  select_test_error (mo_at_snapshot (mo_select (User), ""), "the snapshot's name is empty*");
  select_test_error (mo_at_snapshot (mo_select (User), NULL), "the snapshot's name *");
  select_test_error (mo_at_timestamp (mo_select (User), NULL), "mo_at_timestamp() *NULL*");
}

static void
test_copies (void)
{
  MoSelect *base = mo_for_share (
      mo_at_snapshot (mo_having (mo_distinct (count_orders ()), mo_gt (mo_label ("n"), 1)), "s"),
      MO_LOCK_NOWAIT);
  MoSelect *more = mo_having (mo_select_ref (base), mo_lt (mo_label ("n"), 5));
  guint32 needs = HAS (MO_FEATURE_TIME_TRAVEL) | HAS (MO_FEATURE_SHARE_LOCKS)
                  | HAS (MO_FEATURE_LOCK_WAITS);
  const char *text = "SELECT DISTINCT `users`.`name`, COUNT(`orders`.`id`) AS `n` FROM `users` "
                     "{snapshot = `s`} JOIN `orders` {snapshot = `s`} ON "
                     "`users`.`id` = `orders`.`user_id` GROUP BY `users`.`name` HAVING %s "
                     "/*!80000 FOR SHARE NOWAIT */ /*M!100600 LOCK IN SHARE MODE NOWAIT */";
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);
  g_autofree char *first = g_strjoinv ("`n` > 1", parts);
  g_autofree char *second = g_strjoinv ("(`n` > 1) AND (`n` < 5)", parts);

  select_test_needs (more, needs, second);
  more = mo_for_update (mo_at_snapshot (mo_select_ref (base), "other"), MO_LOCK_WAIT);
  mo_select_unref (more);
  select_test_needs (base, needs, first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/select/having", test_having);
  g_test_add_func ("/select/labels", test_labels);
  g_test_add_func ("/select/distinct", test_distinct);
  g_test_add_func ("/select/joins", test_joins);
  g_test_add_func ("/select/locks", test_locks);
  g_test_add_func ("/select/past", test_past);
  g_test_add_func ("/select/copies", test_copies);
  return g_test_run ();
}
