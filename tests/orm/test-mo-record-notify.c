/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What records tell, without a session: where a field is another value, once, when all is done. */

#include "orm/mo-changes-private.h"
#include "orm/mo-entity-memento-private.h"
#include "record-models.h"

#define column_of(field)                                                                           \
  ((guint) mo_model_find_offset (MO_MODEL (Member), offsetof (Member, field)))

typedef struct
{
  Member *ann;
  Heard heard;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->ann = mo_new (Member, .name = "Ann", .age = 30);
  heard_listen (&self->heard, self->ann);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->ann);
  heard_clear (&self->heard);
}

/* --- by the program --- */

static void
test_set (Fixture *self, gconstpointer data)
{
  mo_set (self->ann, name, "Anna");
  heard_expect (&self->heard, "name");
  mo_set (self->ann, name, "Anna");
  mo_set (self->ann, age, 30);
  mo_set (self->ann, picture, MO_NULL);
  heard_expect (&self->heard, "");
  g_assert_false (mo_set (self->ann, age, MO_NULL)); /* refused */
  heard_expect (&self->heard, "");
  mo_set (self->ann, age, 31);
  mo_set (self->ann, name, MO_NULL);
  heard_expect (&self->heard, "age name");
  /* By hand is not told; what is set then is no change. */
  self->ann->age = 40;
  mo_set (self->ann, age, 40);
  heard_expect (&self->heard, "");
}

static void
test_property (Fixture *self, gconstpointer data)
{
  g_object_set (self->ann, "name", "Anna", "age", 30, "level", 3, "name", "Ann", NULL);
  heard_expect (&self->heard, "level name");
  g_object_set (self->ann, "level", 3, NULL);
  heard_expect (&self->heard, "");
}

/* One that may be NULL reads as 0 then. */
static void
test_is_set (Fixture *self, gconstpointer data)
{
  mo_set (self->ann, score, 0);
  heard_expect (&self->heard, "score-is-set");
  mo_set (self->ann, score, 7);
  heard_expect (&self->heard, "score");
  mo_set (self->ann, score, MO_NULL);
  heard_expect (&self->heard, "score score-is-set");
  mo_set (self->ann, score, MO_NULL);
  heard_expect (&self->heard, "");
  mo_set (self->ann, score, 5);
  heard_expect (&self->heard, "score score-is-set");
}

static void
test_reference (Fixture *self, gconstpointer data)
{
  g_autoptr (Member) boss = mo_new (Member, .id = 5, .name = "Bea");
  g_autoptr (Member) later = mo_new (Member, .name = "Cid");

  mo_set_reference (self->ann, boss_id, boss);
  heard_expect (&self->heard, "boss-id boss-id-is-set");
  mo_set_reference (self->ann, boss_id, boss);
  mo_set_reference (self->ann, boss_id, later); /* its key comes with a flush */
  heard_expect (&self->heard, "");
  mo_set_reference (self->ann, boss_id, NULL);
  heard_expect (&self->heard, "boss-id boss-id-is-set");
}

/* A class may have a property of its own for a column, with what setting it means. */
static void
test_own_property (Fixture *self, gconstpointer data)
{
  Heard heard = { NULL };
  g_autoptr (Pet) tom = mo_new (Pet, .name = "Tom");

  heard_listen (&heard, tom);
  mo_set (tom, name, "Thomas");
  heard_expect (&heard, "name");
  g_object_set (tom, "name", "Thomas", "legs", 3, NULL);
  heard_expect (&heard, "legs");
  heard_clear (&heard);
}

static void
test_binding (Fixture *self, gconstpointer data)
{
  g_autoptr (Member) bea = mo_new (Member, .name = "Bea");

  g_object_bind_property (self->ann, "name", bea, "name", G_BINDING_BIDIRECTIONAL);
  mo_set (self->ann, name, "Anna");
  g_assert_cmpstr (bea->name, ==, "Anna");
  mo_set (bea, name, "Beata");
  g_assert_cmpstr (self->ann->name, ==, "Beata");
}

/* --- by the library --- */

/* As a row that is read: only what differs is told, and that once for all. */
static void
test_one_change (Fixture *self, gconstpointer data)
{
  const MoValue names[] = { mo_value_text ("Anna"), mo_value_text ("Ann") };
  const MoValue age = mo_value_int64 (31);
  MoChanges whole;
  MoChanges part;

  mo_entity_commit_fields (self->ann);
  mo_changes_begin (&whole);
  mo_changes_begin (&part);
  g_assert_true (mo_entity_load (self->ann, column_of (name), &names[0], NULL));
  g_assert_true (mo_entity_load (self->ann, column_of (age), &age, NULL));
  mo_set (self->ann, level, 3);
  mo_changes_end (&part);
  heard_expect (&self->heard, "");
  g_assert_true (mo_entity_load (self->ann, column_of (name), &names[1], NULL)); /* as before */
  mo_changes_end (&whole);
  heard_expect (&self->heard, "age level");
}

static void
test_memento (Fixture *self, gconstpointer data)
{
  MoEntityMemento memento;
  MoChanges changes;

  mo_entity_memento_init (&memento, self->ann);
  mo_set (self->ann, name, "Anna");
  mo_set (self->ann, level, 3);
  heard_expect (&self->heard, "level name");
  mo_changes_begin (&changes);
  mo_entity_memento_restore (&memento);
  mo_entity_memento_clear (&memento);
  mo_changes_end (&changes);
  heard_expect (&self->heard, "level name");
  g_assert_cmpstr (self->ann->name, ==, "Ann");
}

/* --- what handlers do --- */

static void
grow_older (Member *ann, GParamSpec *pspec, gpointer data)
{
  /* All of the change is there already, and this one is told on its own. */
  g_assert_cmpint (ann->level, ==, 3);
  mo_set (ann, age, 31);
  mo_set (ann, name, "Anne");
}

static void
test_set_again (Fixture *self, gconstpointer data)
{
  g_signal_connect (self->ann, "notify::name", G_CALLBACK (grow_older), NULL);
  g_object_set (self->ann, "name", "Anna", "level", 3, NULL);
  g_assert_cmpstr (self->ann->name, ==, "Anne");
  heard_expect (&self->heard, "age level name name");
  g_object_set (self->ann, "name", "Anne", NULL);
  heard_expect (&self->heard, "");
}

typedef struct
{
  Member *bea;
  Heard heard;
} Other;

/* The first that tells changes the second, which has its own still to tell: this is told now. */
static void
rename_other (Member *ann, GParamSpec *pspec, gpointer data)
{
  Other *other = data;

  mo_set (ann, admin, TRUE);
  mo_set (other->bea, name, "Bella");
  heard_expect (&other->heard, "name");
}

static void
test_two (Fixture *self, gconstpointer data)
{
  Other other = { mo_new (Member, .name = "Bea"), { NULL } };
  MoChanges changes;

  heard_listen (&other.heard, other.bea);
  g_signal_connect (self->ann, "notify::name", G_CALLBACK (rename_other), &other);
  mo_changes_begin (&changes);
  mo_set (self->ann, name, "Anna");
  mo_set (other.bea, age, 20);
  mo_changes_end (&changes);
  heard_expect (&self->heard, "admin name");
  heard_expect (&other.heard, "age");
  heard_clear (&other.heard);
  g_object_unref (other.bea);
}

static void
let_go (Member *ann, GParamSpec *pspec, gpointer data)
{
  Fixture *self = data;

  g_clear_object (&self->ann);
}

static void
count (gpointer data, GObject *gone)
{
  ++*(guint *) data;
}

static void
test_last_reference (Fixture *self, gconstpointer data)
{
  guint n_gone = 0;

  g_object_weak_ref (G_OBJECT (self->ann), count, &n_gone);
  g_signal_connect (self->ann, "notify::name", G_CALLBACK (let_go), self);
  mo_set (self->ann, name, "Anna");
  g_assert_null (self->ann);
  g_assert_cmpuint (n_gone, ==, 1);
  heard_expect (&self->heard, "name");
}

/* What the library drops while it changes things goes when that is done. */
static void
see_boss_go (gpointer data, GObject *gone)
{
  Member *ann = data;

  g_assert_false (ann->boss_id.is_set);
  g_assert_null (mo_entity_find_link (ann, column_of (boss_id)));
  mo_set (ann, name, "Alone");
}

static void
test_dropped (Fixture *self, gconstpointer data)
{
  Member *boss = mo_new (Member, .id = 5, .name = "Bea");

  mo_set_reference (self->ann, boss_id, boss);
  g_object_weak_ref (G_OBJECT (boss), see_boss_go, self->ann);
  g_object_unref (boss);
  g_assert_cmpstr (self->ann->name, ==, "Ann");
  mo_set_reference (self->ann, boss_id, NULL);
  g_assert_cmpstr (self->ann->name, ==, "Alone");
  heard_expect (&self->heard, "boss-id boss-id boss-id-is-set boss-id-is-set name");
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/orm/record/notify/set", test_set);
  add ("/orm/record/notify/property", test_property);
  add ("/orm/record/notify/is-set", test_is_set);
  add ("/orm/record/notify/reference", test_reference);
  add ("/orm/record/notify/own-property", test_own_property);
  add ("/orm/record/notify/binding", test_binding);
  add ("/orm/record/notify/one-change", test_one_change);
  add ("/orm/record/notify/memento", test_memento);
  add ("/orm/record/notify/set-again", test_set_again);
  add ("/orm/record/notify/two", test_two);
  add ("/orm/record/notify/last-reference", test_last_reference);
  add ("/orm/record/notify/dropped", test_dropped);
  return g_test_run ();
}
