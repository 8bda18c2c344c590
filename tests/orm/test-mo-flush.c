/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a flush inserts, in which statements and order, and what it refuses before it sends any. */

#include <string.h>

#include "flush-fixture.h"

static GDateTime *
new_year (void)
{
  return g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
}

static Person *
add_person (GPtrArray *entities, gint64 id, const char *name)
{
  g_autoptr (GDateTime) born = new_year ();

  return flush_add (entities, mo_new (Person, .id = id, .name = (char *) name, .born = born));
}

static Node *
add_node (GPtrArray *entities, const char *label, Node *parent)
{
  Node *node = flush_add (entities, mo_new (Node, .label = (char *) label));

  if (parent != NULL)
    mo_set_reference (node, parent_id, parent);
  return node;
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (text = strstr (text, what); text != NULL; text = strstr (text + 1, what))
    n++;
  return n;
}

static void
test_nothing (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (GError) error = NULL;
  MoFlush *flush = (MoFlush *) entities;

  g_assert_true (mo_flush_new (entities, &flush, &error));
  g_assert_null (flush);
  flush_add_row (entities, mo_new (Pet, .id = 1));
  g_ptr_array_add (entities, mo_new (Pet, .id = 2)); /* transient */
  g_assert_true (mo_flush_new (entities, &flush, &error));
  g_assert_null (flush);
}

static void
test_hundred (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    add_person (entities, 0, "A");
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  g_assert_true (flush_run_next (run, &error));
  g_assert_cmpuint (run->statements->len, ==, 1);
  g_assert_cmpuint (count (run->statements->pdata[0], "('A', 0, '2026-01-01 00:00:00')"), ==, 100);
  g_assert_cmpuint (mo_flush_get_program (run->flush)->bytes, >,
                    strlen (run->statements->pdata[0]));
  flush_answer_ids (run, 1, 100);
  flush_run_finish (run);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (((Person *) g_ptr_array_index (entities, i))->id, ==, i + 1);
}

static void
test_mixed_keys (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Person *last;

  add_person (entities, 0, "A");
  add_person (entities, 7, "B");
  last = add_person (entities, 0, "C");
  add_person (entities, 8, "D");
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  flush_run_expect (run,
                    "INSERT INTO `people` (`id`, `name`, `age`, `born`) VALUES "
                    "(7, 'B', 0, '2026-01-01 00:00:00'), (8, 'D', 0, '2026-01-01 00:00:00')",
                    "INSERT INTO `people` (`name`, `age`, `born`) VALUES "
                    "('A', 0, '2026-01-01 00:00:00'), ('C', 0, '2026-01-01 00:00:00')"
                    " RETURNING `id`",
                    NULL);
  flush_answer_count (run, 2, 0);
  flush_answer_ids (run, 9, 2);
  flush_run_finish (run);
  g_assert_cmpint (last->id, ==, 10);
}

/* Children that come first still wait for their parents, of this model and of others. */
static void
test_order (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Pet *pet = flush_add (entities, mo_new (Pet, .name = "Rex"));
  Node *leaf = add_node (entities, "leaf", NULL);
  Node *root = add_node (entities, "root", NULL);
  Node *twig = add_node (entities, "twig", root);
  Person *owner = add_person (entities, 0, "A");

  mo_set_reference (leaf, parent_id, twig);
  mo_set_reference (pet, owner_id, owner);
  run = flush_run_new (entities, MO_SERVER_KIND_MARIADB);
  flush_run_expect (run,
                    "INSERT INTO `people` (`name`, `age`, `born`) VALUES "
                    "('A', 0, '2026-01-01 00:00:00') RETURNING `id`",
                    NULL);
  flush_answer_ids (run, 5, 1);
  flush_run_expect (run, "INSERT INTO `pets` (`owner_id`, `name`) VALUES (5, 'Rex') RETURNING `id`",
                    "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('root', NULL)"
                    " RETURNING `id`",
                    NULL);
  flush_answer_ids (run, 1, 1);
  flush_answer_ids (run, 31, 1);
  flush_run_expect (run,
                    "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('twig', 31)"
                    " RETURNING `id`",
                    NULL);
  flush_answer_ids (run, 32, 1);
  flush_run_expect (run,
                    "INSERT INTO `nodes` (`label`, `parent_id`) VALUES ('leaf', 32)"
                    " RETURNING `id`",
                    NULL);
  flush_answer_ids (run, 33, 1);
  flush_run_finish (run);
  g_assert_cmpint (pet->owner_id, ==, 5);
  g_assert_true (leaf->parent_id.is_set);
  g_assert_cmpint (leaf->parent_id.value, ==, 32);
  g_assert_cmpuint (leaf->id, ==, 33);
  g_assert_null (mo_entity_find_link (leaf, 2));
  g_assert_false (mo_entity_is_modified (leaf));
}

/* A key that is given needs no answer before it is referred to. */
static void
test_given_parent (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Pet *pet = flush_add (entities, mo_new (Pet, .name = "Rex"));

  mo_set_reference (pet, owner_id, add_person (entities, 3, "A"));
  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  flush_run_expect (run,
                    "INSERT INTO `people` (`id`, `name`, `age`, `born`) VALUES "
                    "(3, 'A', 0, '2026-01-01 00:00:00')",
                    "INSERT INTO `pets` (`owner_id`, `name`) VALUES (3, 'Rex')", NULL);
}

static void
test_circle (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  Node *a = add_node (entities, "a", NULL);
  Node *b = add_node (entities, "b", a);
  MoEntityLink link = { 2, mo_entity_ref (b) };
  GArray *links = g_array_new (FALSE, FALSE, sizeof (MoEntityLink));

  /* mo_set_reference() would refuse it. */
  g_array_append_val (links, link);
  mo_entity_get_extra (a)->links = links;
  flush_expect_refusal (entities, MO_ERROR_INVALID_ARGUMENT,
                        "cannot insert instances of Node that refer to each other in a circle: set "
                        "one reference after the others are flushed");
  mo_entity_remove_link (a, 2);
}

static void
test_long_chain (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MoFlush) flush = NULL;
  Node *above = NULL;

  for (guint i = 0; i < 20000; i++)
    above = add_node (entities, "n", above);
  g_assert_true (mo_flush_new (entities, &flush, &error));
}

static void
test_split_by_rows (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 8193; i++)
    add_node (entities, "n", NULL);
  run = flush_run_new (entities, MO_SERVER_KIND_MATRIXONE);
  g_assert_true (flush_run_next (run, &error));
  g_assert_cmpuint (run->statements->len, ==, 4);
  g_assert_cmpuint (count (run->statements->pdata[0], "('n', NULL)"), ==, 8192);
  g_assert_nonnull (strstr (run->statements->pdata[1], "LAST_INSERT_ID() - 8192 AS UNSIGNED)"));
  g_assert_cmpuint (count (run->statements->pdata[2], "('n', NULL)"), ==, 1);
}

static void
test_split_by_bytes (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  g_autofree char *long_text = g_strnfill (20000, '\'');
  g_autofree char *quotes = g_strnfill (300, '\'');
  guint n_rows = 0;
  guint n_turns = 0;

  for (guint i = 0; i < 3000; i++)
    flush_add (entities, mo_new (Pet, .id = i + 1, .name = i == 1500 ? long_text : quotes));
  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  run->site.packet_bytes = 16 * 1024;
  g_assert_cmpuint (mo_flush_get_program (run->flush)->bytes, >, 16 * 1024);
  for (gboolean more = TRUE; more; n_turns++)
    {
      g_assert_true (flush_run_next (run, NULL));
      g_assert_cmpuint (run->statements->len, <=, 16);
      for (guint i = 0; i < run->statements->len; i++)
        {
          const char *text = run->statements->pdata[i];
          guint n = count (text, ", 0, '");

          if (strstr (text, "(1501, ") != NULL)
            g_assert_cmpuint (n, ==, 1); /* too long by itself, and sent nevertheless */
          else
            g_assert_cmpuint (strlen (text), <=, 16 * 1024);
          flush_answer_count (run, n, 0);
          n_rows += n;
        }
      more = run->statements->len > 0;
    }
  g_assert_cmpuint (n_rows, ==, 3000);
  g_assert_cmpuint (n_turns, >, 1);
}

static void
test_default_now (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  gint64 before = g_get_real_time ();
  Person *person = flush_add (entities, mo_new (Person, .name = "A"));
  g_autofree char *text = NULL;
  MoValue value;

  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  g_assert_nonnull (person->born);
  g_assert_cmpint (g_date_time_to_unix (person->born), >=, before / G_USEC_PER_SEC);
  g_assert_cmpint (g_date_time_to_unix (person->born), <=, g_get_real_time () / G_USEC_PER_SEC);
  value = mo_value_from_date_time (person->born);
  text = mo_value_to_string (&value);
  g_assert_true (flush_run_next (run, NULL));
  g_assert_nonnull (strstr (run->statements->pdata[0], text));
}

static void
test_refusals (void)
{
  g_autoptr (GPtrArray) unnamed = flush_entities_new ();
  g_autoptr (GPtrArray) keyless = flush_entities_new ();
  g_autoptr (GPtrArray) orphan = flush_entities_new ();
  g_autoptr (GPtrArray) faulty = flush_entities_new ();
  g_autoptr (Person) stranger = mo_new (Person, .name = "A");
  Pet *pet;

  add_person (unnamed, 0, NULL);
  flush_expect_refusal (unnamed, MO_ERROR_CONSTRAINT,
                        "cannot insert an instance of Person: column name is NULL, and cannot be");
  flush_add (keyless, mo_new (Line, .number = 0));
  flush_expect_refusal (keyless, MO_ERROR_INVALID_ARGUMENT,
                        "cannot insert an instance of Line: its primary key part is not set");
  pet = flush_add (orphan, mo_new (Pet, .name = "Rex"));
  mo_set_reference (pet, owner_id, stranger);
  flush_expect_refusal (orphan, MO_ERROR_INVALID_ARGUMENT,
                        "cannot insert an instance of Pet: column owner_id refers to an instance "
                        "of Person that has no id: add it to the session");
  pet = flush_add (faulty, mo_new (Pet));
  mo_entity_set_fault (pet, 0, g_error_new (MO_ERROR, MO_ERROR_OUT_OF_RANGE, "too large"));
  flush_expect_refusal (faulty, MO_ERROR_OUT_OF_RANGE, "too large");
  g_assert_cmpint (mo_entity_get_state (pet), ==, MO_ENTITY_PENDING);
}

/* What happens to an instance after the call is not in its row. */
static void
test_values_of_the_call (void)
{
  g_autoptr (GPtrArray) entities = flush_entities_new ();
  g_autoptr (FlushRun) run = NULL;
  Pet *pet = flush_add (entities, mo_new (Pet, .name = "Rex"));

  run = flush_run_new (entities, MO_SERVER_KIND_MYSQL);
  g_assert_cmpint (mo_entity_get_state (pet), ==, MO_ENTITY_PERSISTENT);
  pet->name[0] = 'M'; /* what mo_set() replaces is kept, so that alone would show nothing */
  mo_set (pet, name, "Waldi");
  pet->owner_id = 6;
  flush_run_expect (run, "INSERT INTO `pets` (`owner_id`, `name`) VALUES (0, 'Rex')", NULL);
  flush_answer_count (run, 1, 4);
  flush_run_finish (run);
  g_assert_cmpint (pet->id, ==, 4);
  g_assert_cmpstr (pet->name, ==, "Waldi");
  g_assert_true (mo_entity_is_changed (pet, 1));
  g_assert_true (mo_entity_is_changed (pet, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/flush/nothing", test_nothing);
  g_test_add_func ("/orm/flush/hundred", test_hundred);
  g_test_add_func ("/orm/flush/mixed-keys", test_mixed_keys);
  g_test_add_func ("/orm/flush/order", test_order);
  g_test_add_func ("/orm/flush/given-parent", test_given_parent);
  g_test_add_func ("/orm/flush/circle", test_circle);
  g_test_add_func ("/orm/flush/long-chain", test_long_chain);
  g_test_add_func ("/orm/flush/split-by-rows", test_split_by_rows);
  g_test_add_func ("/orm/flush/split-by-bytes", test_split_by_bytes);
  g_test_add_func ("/orm/flush/default-now", test_default_now);
  g_test_add_func ("/orm/flush/refusals", test_refusals);
  g_test_add_func ("/orm/flush/values-of-the-call", test_values_of_the_call);
  return g_test_run ();
}
