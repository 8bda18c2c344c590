/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Instances: made, set, compared with their row, loaded, freed; what is no instance is refused. */

#include <stdalign.h>

#include "entity-test.h"

#define expect_critical(pattern) g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, pattern)

#define is_changed(person, field) (mo_entity_is_changed ((person), column_of (Person, field)))

/* As the session has it when its row was written or read. */
static void
make_persistent (gpointer entity)
{
  mo_entity_commit_fields (entity);
  mo_entity_get_header (entity)->state = MO_ENTITY_PERSISTENT;
}

/* --- making --- */

static void
test_new (void)
{
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);
  static const char note[] = "note";
  char name[] = "Alice";
  g_autoptr (Person) literal = mo_new (Person, .name = "Literal", .age = 5, .admin = TRUE);
  g_autoptr (Person) alice = mo_new (Person, .name = name, .picture = picture, .seen = seen,
                                     .points = { 7, TRUE }, .scratch = 9, .note = note);
  g_autoptr (Person) empty = mo_new (Person);
  g_autoptr (Person) other = entity_models_new_person ("Other");

  name[0] = '?';
  g_assert_cmpstr (alice->name, ==, "Alice");
  g_assert_true (alice->picture == picture);
  g_assert_true (alice->seen == seen);
  g_assert_true (alice->points.is_set);
  g_assert_cmpint (alice->points.value, ==, 7);
  g_assert_cmpint (alice->scratch, ==, 9);
  g_assert_true (alice->note == note);
  g_assert_cmpstr (literal->name, ==, "Literal");
  g_assert_cmpint (literal->age, ==, 5);
  g_assert_true (literal->admin);
  g_assert_null (empty->name);
  g_assert_cmpint (empty->id, ==, 0);
  g_assert_cmpstr (other->name, ==, "Other");
  g_assert_true (mo_entity_get_model (other) == MO_MODEL (Person));
  g_assert_cmpuint ((gsize) alice % alignof (max_align_t), ==, 0);
  g_assert_cmpint (mo_entity_get_state (alice), ==, MO_ENTITY_TRANSIENT);
  g_assert_true (mo_entity_is_modified (alice));
}

static void
test_references (void)
{
  Person *alice = mo_new (Person, .name = "Alice");
  Person *again = person_ref (alice);
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);

  g_assert_true (again == alice);
  mo_set (alice, picture, picture);
  person_unref (again);
  g_assert_cmpstr (alice->name, ==, "Alice");
  person_unref (alice);
}

/* A model that cannot be used makes instances all the same, and one whose column is outside of the
 * struct touches nothing there. */
static void
test_faulty_model (void)
{
  const MoColumn columns[] = {
    { .name = "text", .offset = 0, .type = MO_FIELD_TEXT },
    { .name = "late", .offset = sizeof (char *), .type = MO_FIELD_TEXT },
    { .name = "across", .offset = sizeof (char *) - 1, .type = MO_FIELD_TEXT },
  };
  static const MoModel *model; /* lives as long as the program */
  char *text = (char *) "text";
  gpointer entity;

  model = mo_model_register ("Faulty", "faulty", sizeof (char *), columns, G_N_ELEMENTS (columns),
                             sizeof (MoColumn));
  entity = mo_entity_new (model, &text);
  g_assert_false (mo_model_check (model, NULL));
  g_assert_cmpstr (*(char **) entity, ==, "text");
  g_assert_true (*(char **) entity != text);
  mo_entity_commit_fields (entity);
  g_assert_true (mo_entity_set_value (entity, 0, MO_VALUE ("other")));
  g_assert_false (mo_entity_set_value (entity, sizeof (char *), MO_VALUE ("other")));
  g_assert_cmpstr (*(char **) entity, ==, "other");
  g_assert_true (mo_entity_is_changed (entity, 0));
  mo_entity_unref (entity);
}

/* --- setting --- */

static void
test_set (void)
{
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30);
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);

  g_assert_true (mo_set (alice, name, "Bob"));
  g_assert_true (mo_set (alice, name, alice->name)); /* its own text */
  g_assert_true (mo_set (alice, name, alice->name + 1));
  g_assert_true (mo_set (alice, age, 31));
  g_assert_true (mo_set (alice, admin, MO_BOOL (8)));
  g_assert_true (mo_set (alice, locked, alice->admin));
  g_assert_true (mo_set (alice, score, 1.5));
  g_assert_true (mo_set (alice, points, MO_NULL));
  g_assert_true (mo_set (alice, picture, picture));
  g_assert_true (mo_set (alice, seen, seen));
  g_assert_cmpstr (alice->name, ==, "ob");
  g_assert_cmpint (alice->age, ==, 31);
  g_assert_cmpint (alice->admin, ==, 1);
  g_assert_true (alice->locked);
  g_assert_cmpfloat (alice->score, ==, 1.5f);
  g_assert_false (alice->points.is_set);
  g_assert_true (g_bytes_equal (alice->picture, picture));
  g_assert_true (g_date_time_equal (alice->seen, seen));
  g_assert_true (mo_set (alice, name, MO_NULL));
  g_assert_null (alice->name);
  g_assert_null (mo_entity_get_fault (alice));
}

static void
test_set_refused (void)
{
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30);

  g_assert_false (mo_set (alice, age, G_GINT64_CONSTANT (3000000000)));
  assert_fault (alice, MO_ERROR_OUT_OF_RANGE, "column age: 3000000000");
  g_assert_false (mo_set (alice, age, "31"));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "column age");
  g_assert_false (mo_set (alice, age, MO_NULL));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "MoNullInt64");
  g_assert_false (mo_set (alice, score, 1e300));
  assert_fault (alice, MO_ERROR_OUT_OF_RANGE, "column score");
  g_assert_false (mo_set (alice, name, 5));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "column name");
  g_assert_false (mo_set (alice, name, NULL));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "untyped pointer");
  g_assert_false (mo_set (alice, picture, 5));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "column picture");
  g_assert_false (mo_set (alice, seen, "2026-11-22"));
  assert_fault (alice, MO_ERROR_TYPE_MISMATCH, "column seen");
  g_assert_false (mo_set (alice, scratch, 5));
  assert_fault (alice, MO_ERROR_INVALID_ARGUMENT, "is no column");
  g_assert_cmpint (alice->age, ==, 30);
  g_assert_cmpstr (alice->name, ==, "Alice");
  g_assert_cmpint (alice->scratch, ==, 0);
}

/* Each stays until its own field is set well; the first is reported. */
static void
test_set_refused_and_mended (void)
{
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30);

  mo_set (alice, age, "first");
  mo_set (alice, name, 5);
  g_assert_nonnull (strstr (mo_entity_get_fault (alice)->message, "column age"));
  g_assert_true (mo_set (alice, age, 31));
  g_assert_nonnull (strstr (mo_entity_get_fault (alice)->message, "column name"));
  g_assert_true (mo_set (alice, name, "Alice")); /* the same as before is well, too */
  g_assert_null (mo_entity_get_fault (alice));
}

/* --- what changed --- */

static void
test_set_and_back (void)
{
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  g_autoptr (GBytes) same = g_bytes_new ("ab", 2);
  g_autoptr (GBytes) other = g_bytes_new ("cd", 2);
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30, .picture = picture);
  char *pointer = alice->name;

  g_assert_true (is_changed (alice, name)); /* nothing is known of a row */
  make_persistent (alice);
  g_assert_false (mo_entity_is_modified (alice));
  mo_set (alice, name, "Alice");
  g_assert_true (alice->name == pointer);
  g_assert_false (mo_entity_is_modified (alice));
  mo_set (alice, name, "Bob");
  mo_set (alice, name, "Carol");
  g_assert_true (is_changed (alice, name));
  g_assert_false (is_changed (alice, age));
  g_assert_true (mo_entity_is_modified (alice));
  mo_set (alice, name, "Alice");
  g_assert_false (mo_entity_is_modified (alice));
  mo_set (alice, name, MO_NULL);
  g_assert_true (is_changed (alice, name));
  mo_entity_commit_fields (alice);
  g_assert_false (mo_entity_is_modified (alice));
  mo_set (alice, name, "Alice"); /* NULL was the row's */
  g_assert_true (is_changed (alice, name));
  mo_set (alice, name, MO_NULL);
  g_assert_false (is_changed (alice, name));
  mo_set (alice, picture, other);
  g_assert_true (is_changed (alice, picture));
  mo_set (alice, picture, same);
  g_assert_false (mo_entity_is_modified (alice));
  mo_entity_forget_fields (alice);
  g_assert_true (is_changed (alice, age));
  mo_entity_get_header (alice)->state = MO_ENTITY_DETACHED;
  g_assert_true (mo_entity_is_modified (alice));
}

static void
test_assignment (void)
{
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30);
  char *row = alice->name;

  make_persistent (alice);
  alice->age = 31;
  g_assert_true (is_changed (alice, age));
  alice->age = 30;
  g_assert_false (is_changed (alice, age));
  alice->points.value = 5; /* not set before and after */
  g_assert_false (is_changed (alice, points));
  alice->points.is_set = TRUE;
  g_assert_true (is_changed (alice, points));
  alice->scratch = 5;
  /* A pointer by hand is not the way, but is seen, and the row's value is not looked at. */
  alice->name = g_strdup ("Bob");
  g_free (row);
  g_assert_true (is_changed (alice, name));
  mo_set (alice, name, "Carol");
  g_assert_true (is_changed (alice, name));
  mo_set (alice, name, "Bob");
  g_assert_true (is_changed (alice, name));
  mo_set (alice, name, "Alice");
  g_assert_true (is_changed (alice, name)); /* what the row has is not known any more */
  mo_entity_commit_fields (alice);
  g_assert_false (is_changed (alice, name));
}

/* New text may come to lie where the row's text was. */
static void
test_same_address (void)
{
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice");
  char *row = alice->name;

  make_persistent (alice);
  alice->name = g_strdup ("Bob");
  mo_set (alice, name, "Carol");
  g_free (alice->name);
  alice->name = row;
  row[0] = 'a';
  g_assert_true (is_changed (alice, name));
}

static void
load (Person *person, guint column, MoValue value)
{
  g_autoptr (GError) error = NULL;

  mo_entity_load (person, column, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mo_entity_is_changed (person, column), ==,
                   mo_entity_get_header (person)->committed == NULL);
}

static void
test_load (void)
{
  const MoDateTime day = { .year = 2026, .month = 11, .day = 22 };
  g_autoptr (Person) alice = mo_new (Person, .name = "Alice", .age = 30);
  g_autoptr (GError) error = NULL;
  MoValue wrong = mo_value_null ();

  load (alice, column_of (Person, name), MO_VALUE ("Before"));
  make_persistent (alice);
  load (alice, column_of (Person, name), MO_VALUE ("Bob"));
  g_assert_cmpstr (alice->name, ==, "Bob");
  mo_set (alice, name, "Mine");
  load (alice, column_of (Person, name), MO_VALUE ("Theirs"));
  g_assert_cmpstr (alice->name, ==, "Theirs");
  mo_set (alice, name, "Mine");
  g_assert_true (is_changed (alice, name));
  mo_set (alice, name, "Theirs");
  g_assert_false (is_changed (alice, name));
  alice->age = 5;
  load (alice, column_of (Person, age), MO_VALUE (77));
  g_assert_cmpint (alice->age, ==, 77);
  load (alice, column_of (Person, name), MO_VALUE (-12));
  g_assert_cmpstr (alice->name, ==, "-12");
  load (alice, column_of (Person, name), mo_value_date (&day));
  g_assert_cmpstr (alice->name, ==, "2026-11-22");
  load (alice, column_of (Person, name), MO_VALUE (0.1));
  g_assert_cmpstr (alice->name, ==, "0.1");
  load (alice, column_of (Person, name), MO_NULL);
  g_assert_null (alice->name);
  alice->age = 78;
  g_assert_false (mo_entity_load (alice, column_of (Person, age), &wrong, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_cmpint (alice->age, ==, 78);
  g_assert_true (is_changed (alice, age));
  g_assert_null (mo_entity_get_fault (alice));
}

/* --- what is no instance --- */

static void
refuse_all (Person *person)
{
  expect_critical ("mo_set(): *mo_new()*");
  g_assert_false (mo_set (person, age, 5));
  expect_critical ("mo_set_reference(): *mo_new()*");
  g_assert_false (mo_set_reference (person, boss_id, NULL));
  expect_critical ("mo_entity_ref(): *mo_new()*");
  g_assert_null (mo_entity_ref (person));
  expect_critical ("mo_entity_unref(): *mo_new()*");
  mo_entity_unref (person);
  expect_critical ("mo_entity_get_model(): *mo_new()*");
  g_assert_null (mo_entity_get_model (person));
  expect_critical ("mo_entity_get_state(): *mo_new()*");
  g_assert_cmpint (mo_entity_get_state (person), ==, MO_ENTITY_TRANSIENT);
  expect_critical ("mo_entity_is_modified(): *mo_new()*");
  g_assert_false (mo_entity_is_modified (person));
  g_test_assert_expected_messages ();
}

static void
test_foreign (void)
{
  g_autofree guint64 *buffer = g_new0 (guint64, 200);
  g_autoptr (GError) error = NULL;

  refuse_all (NULL);
  refuse_all ((Person *) (buffer + 100));
  g_assert_cmpint (((Person *) (buffer + 100))->age, ==, 0);
  g_assert_false (mo_entity_check ((char *) (buffer + 100) + 1, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
}

static void
test_no_array (void)
{
  GPtrArray *friends = NULL;
  guint n = 0;

  expect_critical ("MO_FOREACH(): friends is NULL: *");
  MO_FOREACH (Person, friend, friends)
    n += (guint) friend->age + 1;
  g_test_assert_expected_messages ();
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/entity/new", test_new);
  g_test_add_func ("/orm/entity/references", test_references);
  g_test_add_func ("/orm/entity/faulty-model", test_faulty_model);
  g_test_add_func ("/orm/entity/set", test_set);
  g_test_add_func ("/orm/entity/set-refused", test_set_refused);
  g_test_add_func ("/orm/entity/set-refused-and-mended", test_set_refused_and_mended);
  g_test_add_func ("/orm/entity/set-and-back", test_set_and_back);
  g_test_add_func ("/orm/entity/assignment", test_assignment);
  g_test_add_func ("/orm/entity/same-address", test_same_address);
  g_test_add_func ("/orm/entity/load", test_load);
  g_test_add_func ("/orm/entity/foreign", test_foreign);
  g_test_add_func ("/orm/entity/no-array", test_no_array);
  return g_test_run ();
}
