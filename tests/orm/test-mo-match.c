/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Patterns of full-text search, and the text of MATCH () AGAINST (). */

#include "select-test.h"

static void
assert_pattern (MoMatchPattern *pattern, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mo_match_pattern_to_string (pattern, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  mo_match_pattern_free (pattern);
}

static void
test_pattern (void)
{
  MoMatchPattern *pattern = mo_match_pattern_new ();
  g_autoptr (MoMatchPattern) group = mo_match_pattern_new ();

  mo_match_pattern_word (group, MO_MATCH_RAISE, "java");
  mo_match_pattern_word (group, MO_MATCH_LOWER, "perl");
  mo_match_pattern_word (pattern, MO_MATCH_MUST, "\xe5\xbf\xab");
  mo_match_pattern_word (pattern, MO_MATCH_MUST_NOT, "old");
  mo_match_pattern_word (pattern, MO_MATCH_MAY, "new");
  mo_match_pattern_word (pattern, MO_MATCH_DEMOTE, "it's");
  mo_match_pattern_prefix (pattern, MO_MATCH_MUST, "pro");
  mo_match_pattern_phrase (pattern, "c + glib (2)");
  mo_match_pattern_group (pattern, MO_MATCH_MUST, group);
  assert_pattern (mo_match_pattern_copy (pattern),
                  "+\xe5\xbf\xab -old new ~it's +pro* \"c + glib (2)\" +(>java <perl)");
  mo_match_pattern_free (pattern);
}

typedef void (*Mistake) (MoMatchPattern *pattern);

static void
with_operator (MoMatchPattern *pattern)
{
  mo_match_pattern_word (pattern, MO_MATCH_MAY, "+all");
}

static void
with_blank (MoMatchPattern *pattern)
{
  mo_match_pattern_prefix (pattern, MO_MATCH_MAY, "two words");
}

static void
with_quotation (MoMatchPattern *pattern)
{
  mo_match_pattern_phrase (pattern, "say \"no\"");
}

static void
with_nothing (MoMatchPattern *pattern)
{
  mo_match_pattern_word (pattern, MO_MATCH_MAY, "");
}

static void
with_null (MoMatchPattern *pattern)
{
  mo_match_pattern_word (pattern, MO_MATCH_MAY, NULL);
}

static void
with_no_group (MoMatchPattern *pattern)
{
  g_autoptr (MoMatchPattern) group = mo_match_pattern_new ();

  mo_match_pattern_group (pattern, MO_MATCH_MUST, group);
}

static void
with_bad_group (MoMatchPattern *pattern)
{
  g_autoptr (MoMatchPattern) group = mo_match_pattern_new ();

  with_operator (group);
  mo_match_pattern_group (pattern, MO_MATCH_MUST, group);
}

/* The first mistake is told, by the pattern and by a query that it is in. */
static void
test_mistakes (void)
{
  static const Mistake mistakes[] = { with_operator, with_blank,    with_quotation, with_nothing,
                                      with_null,     with_no_group, with_bad_group };

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (MoMatchPattern) pattern = mo_match_pattern_new ();
      g_autoptr (GError) error = NULL;

      mistakes[i] (pattern);
      mo_match_pattern_word (pattern, MO_MATCH_MAY, "fine");
      g_assert_null (mo_match_pattern_to_string (pattern, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      select_test_error (
          mo_where (mo_select (User), mo_match_pattern (pattern, MO_C (User, name))), "*pattern*");
    }
}

static void
test_text (void)
{
  g_autoptr (MoMatchPattern) pattern = mo_match_pattern_new ();

  mo_match_pattern_word (pattern, MO_MATCH_MUST, "x");
  select_test_sql (mo_where (mo_select (User), mo_match_natural ("a? '", MO_C (User, name),
                                                                 MO_C (User, id))),
                   USERS " WHERE MATCH (`users`.`name`, `users`.`id`) AGAINST ('a? \'\'')");
  select_test_sql (
      mo_where (mo_select (User), mo_not (mo_match_pattern (pattern, MO_C (User, name)))),
      USERS " WHERE NOT MATCH (`users`.`name`) AGAINST ('+x' IN BOOLEAN MODE)");
  select_test_sql (mo_also (mo_select (User),
                            mo_as (mo_match_boolean ("+a -b", MO_C (User, name)), "score")),
                   "SELECT `users`.`id`, `users`.`name`, MATCH (`users`.`name`) AGAINST ('+a -b' "
                   "IN BOOLEAN MODE) AS `score` FROM `users`");
  select_test_error (mo_where (mo_select (User), mo_match_natural ("", MO_C (User, name))),
                     "*for nothing*");
  select_test_error (mo_where (mo_select (User), mo_match_natural (NULL, MO_C (User, name))),
                     "*for nothing*");
  select_test_error (
      mo_where (mo_select (User), mo_match_natural ("x", mo_lower (MO_C (User, name)))),
      "*in columns*");
  select_test_error (mo_where (mo_select (User), mo_match_natural ("x", NULL)), "*in columns*");
}

#define HAS_VECTORS (1u << MO_FEATURE_VECTORS)

static void
test_distance (void)
{
  const float near[] = { 1, 2.5f, -3 };

  select_test_needs (
      mo_nearest (mo_where (mo_select (User), mo_gt (MO_C (User, id), 7)), MO_C (User, name),
                  MO_METRIC_L2, near, 3, 10),
      HAS_VECTORS,
      "SELECT `users`.`id`, `users`.`name`, l2_distance(`users`.`name`, '[1,2.5,-3]') AS "
      "`distance` FROM `users` WHERE `users`.`id` > 7 ORDER BY `distance` LIMIT 10");
  select_test_needs (
      mo_by_rank (mo_nearest (mo_select (User), MO_C (User, name), MO_METRIC_COSINE, near, 3, 1),
                  MO_RANK_POST),
      HAS_VECTORS,
      "SELECT `users`.`id`, `users`.`name`, cosine_distance(`users`.`name`, '[1,2.5,-3]') AS "
      "`distance` FROM `users` ORDER BY `distance` LIMIT 1 BY RANK WITH OPTION 'mode=post'");
  select_test_needs (
      mo_where (mo_select (User),
                mo_le (mo_expr_distance (MO_C (User, name), MO_METRIC_INNER_PRODUCT, near, 1), 2)),
      HAS_VECTORS, USERS " WHERE inner_product(`users`.`name`, '[1]') <= 2");
  select_test_error (mo_nearest (mo_select (User), MO_C (User, name), MO_METRIC_L2, NULL, 3, 1),
                     "*no numbers*");
  select_test_error (mo_nearest (mo_select (User), NULL, MO_METRIC_L2, near, 3, 1), "*NULL*");
  select_test_error (
      mo_nearest (mo_select (User), MO_C (User, name), (MoVectorMetric) 9, near, 3, 1),
      "*MoVectorMetric*");
  select_test_error (mo_by_rank (mo_select (User), (MoRankMode) 9), "9 *MoRankMode*");
  select_test_error (mo_also (mo_select (User), mo_count (MO_C (User, id))), "*mo_as()*");
  select_test_error (mo_also (mo_select (User), mo_as (MO_C (User, name), "ID")), "*called ID*");
  select_test_error (mo_also (mo_select_expr (MO_C (User, id)), mo_as (MO_C (User, id), "x")),
                     "*instances*");
  select_test_error (mo_also (mo_select (User), NULL), "*NULL*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/match/pattern", test_pattern);
  g_test_add_func ("/orm/match/mistakes", test_mistakes);
  g_test_add_func ("/orm/match/text", test_text);
  g_test_add_func ("/orm/match/distance", test_distance);
  return g_test_run ();
}
