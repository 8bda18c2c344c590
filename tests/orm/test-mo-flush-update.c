/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a flush updates: only what changed, in as few statements as the values allow. */

#include <string.h>

#include "flush-fixture.h"

static Pet *
add_pet (GPtrArray *entities, gint64 id)
{
  return flush_add_row (entities, mo_new (Pet, .id = id, .owner_id = 1, .name = "Rex"));
}

static Line *
add_line (GPtrArray *entities, gint64 number, const char *part)
{
  return flush_add_row (entities, mo_new (Line, .number = number, .part = (char *) part));
}

static void
test_one_column (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Pet *pet = add_pet (entities, 4);

  add_pet (entities, 5);
  mo_set (pet, name, MO_NULL);
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  g_assert_false (mo_entity_is_modified (pet));
  flush_run_expect (run, "UPDATE `pets` SET `name` = NULL WHERE `id` = 4", NULL);
  flush_answer_count (run, 1, 0);
  flush_run_finish (run);
}

/* Of an instance whose row is not known, every column is written but its key. */
static void
test_unknown_row (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  mo_entity_forget_fields (add_pet (entities, 4));
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  flush_run_expect (run, "UPDATE `pets` SET `owner_id` = 1, `name` = 'Rex' WHERE `id` = 4", NULL);
}

static void
test_equal (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  for (gint64 i = 1; i <= 3; i++)
    mo_set (add_pet (entities, i), name, "Tom");
  add_pet (entities, 9)->owner_id = 2;
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  flush_run_expect (run, "UPDATE `pets` SET `name` = 'Tom' WHERE `id` IN (1, 2, 3)",
                    "UPDATE `pets` SET `owner_id` = 2 WHERE `id` = 9", NULL);
  flush_answer_count (run, 3, 0);
  flush_answer_count (run, 1, 0);
  flush_run_finish (run);
}

static void
test_unequal (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  for (gint64 i = 1; i <= 3; i++)
    {
      Pet *pet = add_pet (entities, i);

      pet->owner_id = 7;
      if (i == 2)
        mo_set (pet, name, MO_NULL);
      else
        mo_set (pet, name, i == 1 ? "A" : "C");
    }
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  flush_run_expect (run,
                    "UPDATE `pets` SET `owner_id` = 7, `name` = CASE `id` WHEN 1 THEN 'A' "
                    "WHEN 2 THEN NULL WHEN 3 THEN 'C' END WHERE `id` IN (1, 2, 3)",
                    NULL);
  flush_answer_count (run, 3, 0);
  flush_run_finish (run);
}

/* Many equal ones are not dragged into the CASE of the others. */
static void
test_equal_and_unequal (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  for (gint64 i = 1; i <= 10; i++)
    add_pet (entities, i)->owner_id = i <= 8 ? 100 : i;
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  flush_run_expect (run,
                    "UPDATE `pets` SET `owner_id` = 100 WHERE `id` IN (1, 2, 3, 4, 5, 6, 7, 8)",
                    "UPDATE `pets` SET `owner_id` = CASE `id` WHEN 9 THEN 9 WHEN 10 THEN 10 END "
                    "WHERE `id` IN (9, 10)",
                    NULL);
}

static void
test_chunks (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  guint n_statements = 0;

  for (gint64 i = 1; i <= 10001; i++)
    add_pet (entities, i)->owner_id = -i;
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  do
    {
      g_assert_true (flush_run_next (run, NULL));
      n_statements += run->statements->len;
      g_assert_cmpuint (run->statements->len, <=, 16);
      for (guint i = 0; i < run->statements->len; i++)
        flush_answer_count (run, n_statements - run->statements->len + i < 20 ? 500 : 1, 0);
    }
  while (run->statements->len > 0);
  g_assert_cmpuint (n_statements, ==, 21);
}

static void
test_small_packet (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  guint n_statements = 0;

  for (gint64 i = 1; i <= 1000; i++)
    add_pet (entities, i)->owner_id = i % 2 == 0 ? G_MININT64 : -i;
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  run->site.packet_bytes = 16 * 1024;
  g_assert_true (flush_run_next (run, NULL));
  for (guint i = 0; i < run->statements->len; i++, n_statements++)
    g_assert_cmpuint (strlen (run->statements->pdata[i]), <=, 16 * 1024);
  g_assert_cmpuint (n_statements, >, 2);
}

static void
test_several_keys (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  add_line (entities, 1, "a")->amount = 3;
  add_line (entities, 1, "b'")->amount = 4;
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  flush_run_expect (run,
                    "UPDATE `lines` SET `amount` = CASE WHEN `number` = 1 AND `part` = 'a' THEN 3 "
                    "WHEN `number` = 1 AND `part` = 'b''' THEN 4 END WHERE (`number` = 1 AND "
                    "`part` = 'a') OR (`number` = 1 AND `part` = 'b''')",
                    NULL);
  flush_answer_count (run, 2, 0);
  flush_run_finish (run);
}

/* MatrixOne does not take a CASE for an ENUM. */
static void
test_type_that_takes_no_case (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  mo_set (add_line (entities, 1, "p"), kind, "a");
  mo_set (add_line (entities, 2, "p"), kind, "b");
  mo_set (add_line (entities, 3, "p"), kind, "a");
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  flush_run_expect (run,
                    "UPDATE `lines` SET `kind` = 'a' WHERE (`number` = 1 AND `part` = 'p') OR "
                    "(`number` = 3 AND `part` = 'p')",
                    "UPDATE `lines` SET `kind` = 'b' WHERE `number` = 2 AND `part` = 'p'", NULL);
}

/* MatrixOne would take the CASE for signed. */
static void
test_large_unsigned (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  add_line (entities, 1, "p")->stock = G_MAXUINT64;
  add_line (entities, 2, "p")->stock = 1;
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  flush_run_expect (run,
                    "UPDATE `lines` SET `stock` = CASE WHEN `number` = 1 AND `part` = 'p' THEN "
                    "CAST(18446744073709551615 AS UNSIGNED) WHEN `number` = 2 AND `part` = 'p' "
                    "THEN CAST(1 AS UNSIGNED) END WHERE (`number` = 1 AND `part` = 'p') OR "
                    "(`number` = 2 AND `part` = 'p')",
                    NULL);
}

static void
test_stale (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  for (gint64 i = 1; i <= 3; i++)
    mo_set (add_pet (entities, i), name, "Tom");
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  g_assert_true (flush_run_next (run, NULL));
  flush_answer_count (run, 2, 0);
  flush_run_expect_error (run, MO_ERROR_STALE_OBJECT, "updating 3 rows of pets found 2: ");
}

static void
test_too_many (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;

  mo_set (add_pet (entities, 1), name, "Tom");
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  g_assert_true (flush_run_next (run, NULL));
  flush_answer_count (run, 2, 0);
  flush_run_expect_error (run, MO_ERROR_FAILED, "updating 1 row of pets found 2: ");
}

/* Models in the order of foreign keys, whatever the order of the instances. */
static void
test_order (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Person *person;

  mo_set (add_pet (entities, 1), name, "Tom");
  person = flush_add_row (entities, mo_new (Person, .id = 2, .name = "A"));
  person->age = 8;
  flush_add (entities, mo_new (Pet, .id = 3));
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  flush_run_expect (run, "INSERT INTO `pets` (`id`, `owner_id`, `name`) VALUES (3, 0, NULL)",
                    "UPDATE `people` SET `age` = 8 WHERE `id` = 2",
                    "UPDATE `pets` SET `name` = 'Tom' WHERE `id` = 1", NULL);
}

static void
test_refusals (void)
{
  g_autoptr (GPtrArray) moved = flush_entities_new ();
  g_autoptr (GPtrArray) unnamed = flush_entities_new ();
  g_autoptr (GPtrArray) broken = flush_entities_new ();
  Person *person;

  add_pet (moved, 4)->id = 6;
  flush_expect_refusal (moved, MO_ERROR_INVALID_ARGUMENT,
                        "cannot update an instance of Pet: its primary key id was changed to 6: "
                        "delete it and add another, or set the key back");
  person = flush_add_row (unnamed, mo_new (Person, .id = 1, .name = "A"));
  mo_set (person, name, MO_NULL);
  flush_expect_refusal (unnamed, MO_ERROR_CONSTRAINT,
                        "cannot update an instance of Person: column name is NULL, and cannot be");
  mo_entity_forget_fields (flush_add_row (broken, mo_new (Pet, .id = 1, .name = "\xff")));
  flush_expect_refusal (broken, MO_ERROR_TYPE_MISMATCH,
                        "cannot update an instance of Pet: column name is not UTF-8: use "
                        "MO_BYTES() for bytes that are not text");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/flush/update/one-column", test_one_column);
  g_test_add_func ("/orm/flush/update/unknown-row", test_unknown_row);
  g_test_add_func ("/orm/flush/update/equal", test_equal);
  g_test_add_func ("/orm/flush/update/unequal", test_unequal);
  g_test_add_func ("/orm/flush/update/equal-and-unequal", test_equal_and_unequal);
  g_test_add_func ("/orm/flush/update/chunks", test_chunks);
  g_test_add_func ("/orm/flush/update/small-packet", test_small_packet);
  g_test_add_func ("/orm/flush/update/several-keys", test_several_keys);
  g_test_add_func ("/orm/flush/update/type-that-takes-no-case", test_type_that_takes_no_case);
  g_test_add_func ("/orm/flush/update/large-unsigned", test_large_unsigned);
  g_test_add_func ("/orm/flush/update/stale", test_stale);
  g_test_add_func ("/orm/flush/update/too-many", test_too_many);
  g_test_add_func ("/orm/flush/update/order", test_order);
  g_test_add_func ("/orm/flush/update/refusals", test_refusals);
  return g_test_run ();
}
