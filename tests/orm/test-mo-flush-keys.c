/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that the server gives out: read, checked, and written to instances and what follows them. */

#include <string.h>

#include "flush-fixture.h"
#include "value/mo-result-builder-private.h"

#define INSERT_THREE                                                                               \
  "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('a', NULL), (NULL, 5), ('c', NULL)"
#define SELECT_THREE                                                                               \
  "SELECT `id`, `label`, `parent_id` FROM `nodes` WHERE `id` > CAST(LAST_INSERT_ID() - 3 AS "      \
  "UNSIGNED) AND `id` <= LAST_INSERT_ID() ORDER BY `id`"

/* Nodes a, NULL and c. */
static GPtrArray *
make_three (void)
{
  GPtrArray *entities = flush_entities_new ();

  flush_add (entities, mo_new (Node, .label = "a"));
  flush_add (entities, mo_new (Node, .parent_id = { 5, TRUE }));
  flush_add (entities, mo_new (Node, .label = "c"));
  return entities;
}

static guint64
get_id (GPtrArray *entities, guint index)
{
  return ((Node *) g_ptr_array_index (entities, index))->id;
}

/* What was read back of @n_rows nodes from @first on; @labels is a letter a row, '-' for NULL. */
static MoResult *
make_rows (guint64 first, const char *labels, gint64 second_parent)
{
  MoResultBuilder *builder = mo_result_builder_new (3);

  for (guint i = 0; labels[i] != '\0'; i++)
    {
      mo_result_builder_add (builder, mo_value_uint64 (first + i));
      mo_result_builder_add (builder, labels[i] == '-' ? mo_value_null ()
                                                       : mo_value_text_len (&labels[i], 1));
      mo_result_builder_add (builder, i == 1 ? mo_value_int64 (second_parent) : mo_value_null ());
    }
  return mo_result_builder_finish (builder);
}

static void
test_matrixone (void)
{
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);

  flush_run_expect (run, INSERT_THREE, SELECT_THREE, NULL);
  flush_answer_count (run, 3, 12);
  flush_answer (run, make_rows (10, "a-c", 5));
  flush_run_finish (run);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get_id (entities, i), ==, 10 + i);
  g_assert_null (mo_entity_get_header (entities->pdata[0])->key_cell);
  g_assert_false (mo_entity_is_modified (entities->pdata[0]));
}

/* A double may come back rounded, so it tells no row from another. */
static void
test_nothing_to_compare (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  for (guint i = 0; i < 3; i++)
    flush_add (entities, mo_new (Reading, .value = 0.5));
  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  flush_run_expect (run, "INSERT INTO `readings` (`value`) VALUES (0.5e0)",
                    "INSERT INTO `readings` (`value`) VALUES (0.5e0)",
                    "INSERT INTO `readings` (`value`) VALUES (0.5e0)", NULL);
  flush_answer_count (run, 1, 4);
  flush_answer_count (run, 1, 8);
  flush_answer_count (run, 1, 6);
  flush_run_finish (run);
  g_assert_cmpint (((Reading *) entities->pdata[1])->id, ==, 8);
  g_assert_cmpint (((Reading *) entities->pdata[2])->id, ==, 6);
}

/* Two people who are born in the same second are told apart. */
static void
test_microseconds (void)
{
  for (guint usec = 0; usec < 2; usec++)
    {
      g_autoptr (GPtrArray) entities = flush_entities_new ();
      g_autoptr (GDateTime) whole = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
      g_autoptr (FlushRun) run = NULL;
      MoResultBuilder *builder = mo_result_builder_new (4);

      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (GDateTime) born = g_date_time_add (whole, i);

          flush_add (entities, mo_new (Person, .name = "A", .born = born));
          mo_result_builder_add (builder, mo_value_int64 (7 + i));
          mo_result_builder_add (builder, mo_value_text ("A"));
          mo_result_builder_add (builder, mo_value_int64 (0));
          mo_result_builder_add (
              builder, mo_value_datetime (&(MoDateTime){
                           .year = 2026, .month = 1, .day = 1, .microsecond = i * usec }));
        }
      run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
      g_assert_true (flush_run_next (run, NULL));
      flush_answer_count (run, 2, 8);
      flush_answer (run, mo_result_builder_finish (builder));
      if (usec == 1)
        flush_run_finish (run);
      else
        flush_run_expect_error (run, MO_ERROR_FAILED, "row 2 read back has another born");
    }
}

static void
test_mysql (void)
{
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);

  flush_run_expect (run, INSERT_THREE,
                    "SELECT `id`, `label`, `parent_id` FROM `nodes` WHERE `id` >= LAST_INSERT_ID() "
                    "AND `id` < LAST_INSERT_ID() + 3 ORDER BY `id`",
                    NULL);
  flush_answer_count (run, 3, 10);
  flush_answer (run, make_rows (10, "a-c", 5));
  flush_run_finish (run);
  g_assert_cmpuint (get_id (entities, 2), ==, 12);
}

static void
expect_unknown (MoResult *rows, guint64 affected, const char *why)
{
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  g_autofree char *message
      = g_strdup_printf ("the keys of 3 rows of nodes could not be told: %s", why);

  flush_run_expect (run, INSERT_THREE, SELECT_THREE, NULL);
  flush_answer_count (run, affected, 12);
  flush_answer (run, rows);
  flush_run_expect_error (run, MO_ERROR_FAILED, message);
  for (guint i = 0; i < 3; i++)
    g_assert_false (mo_entity_get_header (entities->pdata[i])->key_cell->is_known);
}

static void
test_not_told (void)
{
  expect_unknown (make_rows (10, "a-x", 5), 3, "row 3 read back has another label than was w");
  expect_unknown (make_rows (10, "aac", 5), 3, "row 2 read back has another label");
  expect_unknown (make_rows (10, "a-c", 6), 3, "row 2 read back has another parent_id");
  expect_unknown (make_rows (10, "a-", 5), 3,
                  "the server names 2 rows of 3 columns, as it does where the table has a "
                  "full-text index that the model does not have: add MO_FULLTEXT_INDEX() to it; "
                  "nothing was guessed: roll back");
  expect_unknown (make_rows (10, "a-cd", 5), 3, "the server names 4 rows");
  expect_unknown (make_rows (10, "a-c", 5), 2, "the server says that it inserted 2");
  expect_unknown (make_rows (0, "a-c", 5), 3, "the server names 0 after 0");
}

/* MatrixOne is asked about one, too. */
static void
test_one_row_asked (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) entities = flush_entities_new ();
      Node *node = flush_add (entities, mo_new (Node, .label = "a"));
      g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);

      flush_run_expect (run, "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('a', NULL)",
                        "SELECT `id`, `label`, `parent_id` FROM `nodes` WHERE `id` > "
                        "CAST(LAST_INSERT_ID() - 1 AS UNSIGNED) AND `id` <= LAST_INSERT_ID() "
                        "ORDER BY `id`",
                        NULL);
      flush_answer_count (run, 1, 12);
      flush_answer (run, make_rows (12, i == 0 ? "a" : "b", 5));
      if (i == 0)
        flush_run_finish (run);
      else
        flush_run_expect_error (run, MO_ERROR_FAILED, "row 1 read back has another label");
      g_assert_cmpuint (node->id, ==, i == 0 ? 12 : 0);
    }
}

static void
test_one_row (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  Node *node = flush_add (entities, mo_new (Node, .label = "a"));
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);

  flush_run_expect (run, "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('a', NULL)", NULL);
  flush_answer_count (run, 1, G_MAXUINT64 - 1);
  flush_run_finish (run);
  g_assert_cmpuint (node->id, ==, G_MAXUINT64 - 1);
}

static void
expect_no_id (MoServerKind kind, guint64 id, const char *why)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  flush_add (entities, mo_new (Pet, .name = "Rex"));
  run = flush_run_new (entities, kind);
  g_assert_true (flush_run_next (run, NULL));
  flush_answer_count (run, 1, id);
  flush_run_expect_error (run, MO_ERROR_FAILED, why);
}

static void
test_one_row_not_told (void)
{
  expect_no_id (MO_SERVER_KIND_MYSQL, 0, "the keys of 1 row of pets could not be told");
  expect_no_id (MO_SERVER_KIND_MYSQL, (guint64) G_MAXINT64 + 1, "does not fit the field id");
  expect_no_id (MO_SERVER_KIND_MARIADB, 5, "the server names 0 rows of 0 columns");
}

static void
test_returning (void)
{
  static const gint64 wrong[] = { 10, 12, 12 };
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  MoResultBuilder *builder = mo_result_builder_new (1);

  for (guint i = 0; i < 3; i++)
    mo_result_builder_add (builder, mo_value_int64 (wrong[i]));
  flush_run_expect (run, INSERT_THREE " RETURNING `id`", NULL);
  flush_answer (run, mo_result_builder_finish (builder));
  flush_run_expect_error (run, MO_ERROR_FAILED, "the server names 12 after 12");
}

/* Gaps are no mistake: another client may have taken a number in between. */
static void
test_returning_gaps (void)
{
  static const gint64 right[] = { 10, 12, 40 };
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  MoResultBuilder *builder = mo_result_builder_new (1);

  for (guint i = 0; i < 3; i++)
    mo_result_builder_add (builder, mo_value_int64 (right[i]));
  flush_run_expect (run, INSERT_THREE " RETURNING `id`", NULL);
  flush_answer (run, mo_result_builder_finish (builder));
  flush_run_finish (run);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get_id (entities, i), ==, right[i]);
}

static void
test_wrong_number_of_answers (void)
{
  g_autoptr (GPtrArray) entities = make_three ();
  g_autoptr (FlushRun) run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);

  flush_run_expect (run, INSERT_THREE, SELECT_THREE, NULL);
  flush_answer_count (run, 3, 12);
  flush_run_expect_error (run, MO_ERROR_FAILED, "a flush sent 2 statements");
}

/* --- over several flushes --- */

/* The second is made before the first has an answer. */
static void
test_two_flushes (void)
{
  g_autoptr (GPtrArray) first = flush_entities_new ();
  g_autoptr (GPtrArray) second = flush_entities_new ();
  Pet *moved = flush_add_row (second, mo_new (Pet, .id = 2, .owner_id = 1));
  Pet *pet = flush_add (second, mo_new (Pet, .name = "Rex"));
  Person *owner = flush_add (first, mo_new (Person, .name = "A"));
  g_autoptr (FlushRun) one = flush_run_new (first, MO_SERVER_KIND_MYSQL);
  g_autoptr (FlushRun) two = NULL;

  mo_set_reference (pet, owner_id, owner);
  mo_set_reference (moved, owner_id, owner);
  mo_set (owner, age, 7);
  g_ptr_array_add (second, person_ref (owner));
  two = flush_run_new (second, MO_SERVER_KIND_MYSQL);
  g_assert_true (flush_run_next (one, NULL));
  flush_answer_count (one, 1, 77);
  flush_run_expect (one, NULL);
  flush_run_expect (two, "INSERT INTO `pets` (`owner_id`, `name`) VALUES (77, 'Rex')",
                    "UPDATE `people` SET `age` = 7 WHERE `id` = 77",
                    "UPDATE `pets` SET `owner_id` = 77 WHERE `id` = 2", NULL);
  flush_answer_count (two, 1, 3);
  flush_answer_count (two, 1, 0);
  flush_answer_count (two, 1, 0);
  flush_run_expect (two, NULL);
  mo_flush_write_back (one->flush, NULL, NULL);
  mo_flush_write_back (two->flush, NULL, NULL);
  g_assert_cmpint (owner->id, ==, 77);
  g_assert_cmpint (pet->owner_id, ==, 77);
  g_assert_cmpint (moved->owner_id, ==, 77);
  g_assert_null (mo_entity_get_header (owner)->key_cell);
  for (guint i = 0; i < second->len; i++)
    g_assert_false (mo_entity_is_modified (second->pdata[i]));
}

static void
test_parent_not_written (void)
{
  g_autoptr (GPtrArray) first = flush_entities_new ();
  g_autoptr (GPtrArray) second = flush_entities_new ();
  Pet *pet = flush_add (second, mo_new (Pet, .name = "Rex"));
  Person *owner = flush_add (first, mo_new (Person, .name = "A"));
  g_autoptr (FlushRun) one = flush_run_new (first, MO_SERVER_KIND_MYSQL);
  g_autoptr (FlushRun) two = NULL;

  mo_set_reference (pet, owner_id, owner);
  two = flush_run_new (second, MO_SERVER_KIND_MYSQL);
  flush_run_expect_error (two, MO_ERROR_FAILED, "was not written and has no key");
  g_assert_nonnull (one);
}

/* --- the fields afterwards --- */

/* What the owner sets while the flush runs is a change of the row that the flush writes. */
static void
test_set_meanwhile (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  Person *owner = flush_add (entities, mo_new (Person, .name = "A"));
  Person *other = flush_add_row (entities, mo_new (Person, .id = 9, .name = "B"));
  Pet *set = flush_add_row (entities, mo_new (Pet, .id = 1, .owner_id = 5));
  Pet *same = flush_add_row (entities, mo_new (Pet, .id = 2, .owner_id = 5));
  Pet *linked = flush_add_row (entities, mo_new (Pet, .id = 3, .owner_id = 5));
  g_autoptr (FlushRun) run = NULL;

  mo_set_reference (set, owner_id, owner);
  mo_set_reference (same, owner_id, owner);
  mo_set_reference (linked, owner_id, owner);
  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  mo_set (set, owner_id, 6);
  mo_set (same, owner_id, 5);
  mo_set_reference (linked, owner_id, other);
  g_assert_true (flush_run_next (run, NULL));
  flush_answer_count (run, 1, 77);
  flush_run_expect (run, "UPDATE `pets` SET `owner_id` = 77 WHERE `id` IN (1, 2, 3)", NULL);
  flush_answer_count (run, 3, 0);
  flush_run_finish (run);
  g_assert_cmpint (set->owner_id, ==, 6);
  g_assert_cmpint (same->owner_id, ==, 5);
  g_assert_cmpint (linked->owner_id, ==, 9);
  g_assert_true (mo_entity_is_changed (set, 1));
  g_assert_true (mo_entity_is_changed (same, 1));
  g_assert_true (mo_entity_is_changed (linked, 1));
}

static void
note_saved (gpointer entity, gpointer data)
{
  Pet *pet = entity;

  g_assert_cmpint (pet->id, !=, 0);
  g_ptr_array_add (data, entity);
}

static void
test_saved (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (GPtrArray) saved = g_ptr_array_new ();
  Pet *updated = flush_add_row (entities, mo_new (Pet, .id = 1));
  Pet *given = flush_add (entities, mo_new (Pet, .id = 2));
  Pet *inserted = flush_add (entities, mo_new (Pet, .name = "Rex"));
  g_autoptr (FlushRun) run = NULL;

  updated->owner_id = 1;
  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  g_assert_true (flush_run_next (run, NULL));
  g_assert_cmpuint (run->statements->len, ==, 3);
  flush_answer_count (run, 1, 0);
  flush_answer_count (run, 1, 3);
  flush_answer_count (run, 1, 0);
  flush_run_expect (run, NULL);
  mo_flush_write_back (run->flush, note_saved, saved);
  g_assert_cmpuint (saved->len, ==, 2);
  g_assert_true (g_ptr_array_index (saved, 0) == given);
  g_assert_true (g_ptr_array_index (saved, 1) == inserted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/flush/keys/matrixone", test_matrixone);
  g_test_add_func ("/orm/flush/keys/nothing-to-compare", test_nothing_to_compare);
  g_test_add_func ("/orm/flush/keys/microseconds", test_microseconds);
  g_test_add_func ("/orm/flush/keys/mysql", test_mysql);
  g_test_add_func ("/orm/flush/keys/not-told", test_not_told);
  g_test_add_func ("/orm/flush/keys/one-row", test_one_row);
  g_test_add_func ("/orm/flush/keys/one-row-asked", test_one_row_asked);
  g_test_add_func ("/orm/flush/keys/one-row-not-told", test_one_row_not_told);
  g_test_add_func ("/orm/flush/keys/returning", test_returning);
  g_test_add_func ("/orm/flush/keys/returning-gaps", test_returning_gaps);
  g_test_add_func ("/orm/flush/keys/wrong-number-of-answers", test_wrong_number_of_answers);
  g_test_add_func ("/orm/flush/keys/two-flushes", test_two_flushes);
  g_test_add_func ("/orm/flush/keys/parent-not-written", test_parent_not_written);
  g_test_add_func ("/orm/flush/keys/set-meanwhile", test_set_meanwhile);
  g_test_add_func ("/orm/flush/keys/saved", test_saved);
  return g_test_run ();
}
