/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Foreign keys that follow another instance: values, changes, circles, long chains. */

#include "entity-test.h"

#define CHAIN_LENGTH 1000000
#define N_LEVELS 64

typedef struct
{
  gint64 id;
  gint64 left;
  gint64 right;
} Node;

/* clang-format off */
MO_DEFINE_MODEL (Node, node, "nodes",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (left, 0, .references = MO_REFERENCES (Node, id)),
  MO_COLUMN (right, 0, .references = MO_REFERENCES (Node, id)))
/* clang-format on */

static gpointer
parent_of (gpointer entity, guint column)
{
  MoEntityLink *link = mo_entity_find_link (entity, column);

  return link != NULL ? link->parent : NULL;
}

static guint
count_references (gpointer entity)
{
  return atomic_load_explicit (&mo_entity_get_header (entity)->ref_count, memory_order_relaxed);
}

static void
test_follow (void)
{
  const guint column = column_of (Purchase, person_id);
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice");
  g_autoptr (Person) bob = mo_new (Person, .id = 7, .name = "Bob");
  g_autoptr (Purchase) tea = mo_new (Purchase, .item = "tea");

  g_assert_null (mo_entity_find_link (tea, column));
  g_assert_true (mo_set_reference (tea, person_id, alice));
  g_assert_true (parent_of (tea, column) == alice);
  g_assert_cmpuint (count_references (alice), ==, 2);
  g_assert_cmpint (tea->person_id, ==, 0);
  g_assert_true (mo_set_reference (tea, person_id, bob)); /* has its key */
  g_assert_true (parent_of (tea, column) == bob);
  g_assert_cmpuint (count_references (alice), ==, 1);
  g_assert_cmpint (tea->person_id, ==, 7);
  g_assert_true (mo_set_reference (tea, person_id, NULL));
  g_assert_null (mo_entity_find_link (tea, column));
  g_assert_cmpint (tea->person_id, ==, 0);
  g_assert_true (mo_set_reference (tea, person_id, alice));
  g_assert_true (mo_set (tea, person_id, 9));
  g_assert_null (mo_entity_find_link (tea, column));
  g_assert_cmpuint (count_references (alice), ==, 1);
  g_assert_true (mo_set_reference (tea, person_id, alice));
  g_assert_true (mo_set_reference (tea, person_id, alice));
  g_assert_cmpuint (count_references (alice), ==, 2);
  mo_entity_remove_link (tea, column);
  g_assert_cmpuint (count_references (alice), ==, 1);
  g_assert_cmpint (tea->person_id, ==, 9);
}

/* A key that is being given out is not the one in the field. */
static void
test_key_cell (void)
{
  g_autoptr (MoKeyCell) cell = mo_key_cell_new ();
  g_autoptr (Person) bob = mo_new (Person, .id = 7, .name = "Bob");
  g_autoptr (Purchase) tea = mo_new (Purchase, .item = "tea");

  mo_entity_get_header (bob)->key_cell = mo_key_cell_ref (cell);
  g_assert_true (mo_set_reference (tea, person_id, bob));
  g_assert_cmpint (tea->person_id, ==, 0);
  /* Another column than the key has its value all the same. */
  g_assert_true (mo_set_reference (tea, person_name, bob));
  g_assert_cmpstr (tea->person_name, ==, "Bob");
  g_assert_true (parent_of (tea, column_of (Purchase, person_name)) == bob);
  g_assert_true (mo_set_reference (tea, person_name, NULL));
  g_assert_null (tea->person_name);
}

static void
test_changed (void)
{
  const guint column = column_of (Purchase, person_id);
  const MoValue key = mo_value_int64 (5);
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice");
  g_autoptr (Person) bob = mo_new (Person, .id = 7, .name = "Bob");
  g_autoptr (Purchase) tea = mo_new (Purchase, .id = 1, .person_id = 7);

  mo_entity_commit_fields (tea);
  mo_entity_get_header (tea)->state = MO_ENTITY_PERSISTENT;
  mo_set_reference (tea, person_id, bob); /* whom it refers to already */
  g_assert_false (mo_entity_is_modified (tea));
  mo_set_reference (tea, person_id, alice); /* nobody knows her key yet */
  g_assert_true (mo_entity_is_changed (tea, column));
  mo_set_reference (tea, person_id, bob);
  g_assert_false (mo_entity_is_modified (tea));
  mo_set_reference (tea, person_id, alice);
  mo_set (tea, person_id, 7);
  g_assert_false (mo_entity_is_modified (tea));
  mo_set_reference (tea, person_id, NULL);
  g_assert_true (mo_entity_is_changed (tea, column));
  mo_set_reference (tea, person_id, alice);
  mo_entity_commit_fields (tea); /* a flush has it */
  g_assert_false (mo_entity_is_modified (tea));
  g_assert_true (mo_entity_load (tea, column, &key, NULL));
  g_assert_cmpint (tea->person_id, ==, 5);
  g_assert_false (mo_entity_is_modified (tea));
  g_assert_true (parent_of (tea, column) == alice);
}

static void
test_refused (void)
{
  g_autofree guint64 *buffer = g_new0 (guint64, 200);
  g_autoptr (Person) alice = mo_new (Person, .id = G_GINT64_CONSTANT (3000000000));
  g_autoptr (Person) bob = mo_new (Person, .id = 7);
  g_autoptr (Purchase) tea = mo_new (Purchase, .item = "tea");

  g_assert_false (mo_set_reference (tea, person_id, tea));
  assert_fault (tea, MO_ERROR_INVALID_ARGUMENT, "refers to Person, and not to Purchase");
  g_assert_false (mo_set_reference (tea, item, bob));
  assert_fault (tea, MO_ERROR_INVALID_ARGUMENT, "column item refers to no model");
  g_assert_false (mo_entity_set_reference (tea, 1, bob));
  assert_fault (tea, MO_ERROR_INVALID_ARGUMENT, "no column");
  g_assert_false (mo_set_reference (tea, person_id, buffer + 100));
  assert_fault (tea, MO_ERROR_INVALID_ARGUMENT, "mo_new()");
  g_assert_false (mo_set_reference (bob, boss_id, bob));
  assert_fault (bob, MO_ERROR_INVALID_ARGUMENT, "itself");
  mo_set_reference (tea, person_id, bob);
  g_assert_false (mo_set_reference (tea, person_id, alice)); /* the field has 32 bits */
  g_assert_error (mo_entity_get_fault (tea), MO_ERROR, MO_ERROR_OUT_OF_RANGE);
  g_assert_true (parent_of (tea, column_of (Purchase, person_id)) == bob);
  g_assert_cmpint (tea->person_id, ==, 7);
  g_assert_cmpuint (count_references (alice), ==, 1);
}

static void
test_circle (void)
{
  g_autoptr (Person) a = mo_new (Person, .name = "a");
  g_autoptr (Person) b = mo_new (Person, .name = "b");
  g_autoptr (Person) c = mo_new (Person, .name = "c");

  g_assert_true (mo_set_reference (a, boss_id, b));
  g_assert_false (mo_set_reference (b, boss_id, a));
  assert_fault (b, MO_ERROR_INVALID_ARGUMENT, "circle");
  g_assert_true (mo_set_reference (b, boss_id, c));
  g_assert_false (mo_set_reference (c, boss_id, a));
  assert_fault (c, MO_ERROR_INVALID_ARGUMENT, "circle");
  g_assert_null (mo_entity_get_links (c));
  /* Open again. */
  g_assert_true (mo_set_reference (a, boss_id, NULL));
  g_assert_true (mo_set_reference (c, boss_id, a));
}

/* Two ways up from each level: a search that took each of them anew would never end. */
static void
test_many_ways (void)
{
  g_autoptr (Node) first = mo_new (Node);
  g_autoptr (Node) child = mo_new (Node);
  g_autoptr (Node) grandchild = mo_new (Node);
  Node *last = first;

  for (guint i = 0; i < N_LEVELS; i++)
    {
      g_autoptr (Node) next = mo_new (Node);

      g_assert_true (mo_set_reference (last, left, next));
      g_assert_true (mo_set_reference (last, right, next));
      last = next;
    }
  g_assert_true (mo_set_reference (grandchild, left, child));
  g_assert_true (mo_set_reference (child, left, first));
  g_assert_false (mo_set_reference (last, right, grandchild));
  assert_fault (last, MO_ERROR_INVALID_ARGUMENT, "circle");
}

/* The last reference on the one goes with the first child. */
static void
test_long_chain (void)
{
  Person *first = mo_new (Person, .name = "first");
  Person *last = first;

  for (guint i = 0; i < CHAIN_LENGTH; i++)
    {
      g_autoptr (Person) boss = mo_new (Person, .name = "boss");

      if (!mo_set_reference (last, boss_id, boss))
        g_error ("%s", mo_entity_get_fault (last)->message);
      last = boss;
    }
  person_ref (last);
  g_assert_cmpuint (count_references (last), ==, 2);
  person_unref (first);
  g_assert_cmpuint (count_references (last), ==, 1);
  person_unref (last);
}

/* Built from its other end: each is new, so that nothing has to be searched. */
static void
test_long_chain_downwards (void)
{
  Person *last = mo_new (Person, .name = "boss");

  for (guint i = 0; i < CHAIN_LENGTH; i++)
    {
      Person *next = mo_new (Person, .name = "next");

      if (!mo_set_reference (next, boss_id, last))
        g_error ("%s", mo_entity_get_fault (next)->message);
      person_unref (last);
      last = next;
    }
  person_unref (last);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/entity-link/follow", test_follow);
  g_test_add_func ("/orm/entity-link/key-cell", test_key_cell);
  g_test_add_func ("/orm/entity-link/changed", test_changed);
  g_test_add_func ("/orm/entity-link/refused", test_refused);
  g_test_add_func ("/orm/entity-link/circle", test_circle);
  g_test_add_func ("/orm/entity-link/many-ways", test_many_ways);
  g_test_add_func ("/orm/entity-link/long-chain", test_long_chain);
  g_test_add_func ("/orm/entity-link/long-chain-downwards", test_long_chain_downwards);
  return g_test_run ();
}
