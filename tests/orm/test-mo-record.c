/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records without a session: their life and their properties. */

#include <math.h>

#include "entity-test.h"
#include "record-models.h"

#define CHAIN 200000
#define N_THREADS 4
#define N_ROUNDS 20000

/* --- life --- */

static void
count (gpointer data, GObject *gone)
{
  ++*(guint *) data;
}

static void
test_life (void)
{
  guint n_gone = 0;
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  Member *ann = mo_new (Member, .name = "Ann", .age = 30, .picture = picture);

  g_assert_true (MO_IS_RECORD (ann));
  g_assert_true (G_OBJECT_TYPE (ann) == member_get_type ());
  g_assert_true (mo_entity_get_model (ann) == MO_MODEL (Member));
  g_assert_true ((char *) mo_entity_get_header (ann) + MO_ENTITY_HEADER_BYTES == (char *) ann);
  g_assert_cmpstr (ann->name, ==, "Ann");
  g_assert_cmpint (ann->age, ==, 30);
  g_assert_true (ann->picture == picture);
  g_assert_cmpint (mo_entity_get_state (ann), ==, MO_ENTITY_TRANSIENT);
  /* All references are GObject's. */
  g_object_weak_ref (G_OBJECT (ann), count, &n_gone);
  g_assert_true (mo_entity_ref (ann) == ann);
  g_assert_true (member_ref (ann) == ann);
  g_object_ref (ann);
  g_assert_cmpint (G_OBJECT (ann)->ref_count, ==, 4);
  g_object_unref (ann);
  mo_entity_unref (ann);
  g_object_unref (ann);
  g_assert_cmpuint (n_gone, ==, 0);
  {
    g_autoptr (Member) last = ann;

    g_assert_cmpstr (last->name, ==, "Ann");
  }
  g_assert_cmpuint (n_gone, ==, 1);
}

static void
test_new (void)
{
  g_autoptr (Member) ann = g_object_new (member_get_type (), "name", "Ann", "age", 30, NULL);
  g_autoptr (Member) blank = mo_entity_new (MO_MODEL (Member), NULL);
  g_autoptr (Member) odd = mo_new (Member, .height = -0.0, .scratch = 5);
  g_autoptr (Pet) cat = mo_new (Pet, .name = "Tom");
  g_autoptr (Pet) bird = mo_new (Pet, .name = "Tweety", .legs = 2);

  g_assert_true (mo_entity_get_model (ann) == MO_MODEL (Member));
  g_assert_cmpstr (ann->name, ==, "Ann");
  g_assert_cmpint (ann->age, ==, 30);
  g_assert_null (blank->name);
  g_assert_true (signbit (odd->height));
  g_assert_cmpint (odd->scratch, ==, 0); /* is no column */
  g_assert_cmpint (cat->legs, ==, 4);    /* as its init has it */
  g_assert_cmpint (bird->legs, ==, 2);
}

/* The last reference to a record may be that of one that refers to it, in any depth. */
static void
test_chain (void)
{
  guint n_gone = 0;
  Member *last = mo_new (Member, .name = "first");

  g_object_weak_ref (G_OBJECT (last), count, &n_gone);
  for (guint i = 0; i < CHAIN; i++)
    {
      Member *next = mo_new (Member, .name = "next");

      mo_set_reference (next, boss_id, last);
      g_object_unref (last);
      last = next;
    }
  g_assert_cmpuint (n_gone, ==, 0);
  g_object_unref (last);
  g_assert_cmpuint (n_gone, ==, 1);
}

/* Structs and records refer to each other, to any depth. */
typedef struct
{
  gint64 id;
  gint64 ring_id;
} Hook;

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  gint64 hook_id;
} Ring;

/* clang-format off */
MO_DECLARE_RECORD (Ring, ring)
MO_DEFINE_MODEL (Hook, hook, "hooks",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (ring_id, 0, .references = MO_REFERENCES (Ring, id)))
MO_DEFINE_RECORD (Ring, ring, "rings",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (hook_id, 0, .references = MO_REFERENCES (Hook, id)))
/* clang-format on */

static Ring *
make_mixed_chain (guint *n_gone)
{
  Ring *last = mo_new (Ring);

  g_object_weak_ref (G_OBJECT (last), count, n_gone);
  for (guint i = 0; i < CHAIN; i++)
    {
      g_autoptr (Hook) hook = mo_new (Hook);
      g_autoptr (Ring) ring = last;

      mo_set_reference (hook, ring_id, ring);
      last = mo_new (Ring);
      mo_set_reference (last, hook_id, hook);
    }
  return last;
}

static void
test_mixed_chain (void)
{
  guint n_gone = 0;
  g_autoptr (Hook) hook = mo_new (Hook);
  Ring *last = make_mixed_chain (&n_gone);

  g_object_unref (last); /* from a record on */
  g_assert_cmpuint (n_gone, ==, 1);
  last = make_mixed_chain (&n_gone);
  mo_set_reference (hook, ring_id, last);
  g_object_unref (last);
  g_assert_cmpuint (n_gone, ==, 1);
  g_clear_pointer (&hook, hook_unref); /* from a struct on */
  g_assert_cmpuint (n_gone, ==, 2);
}

static gpointer
take_and_give (gpointer record)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    mo_entity_unref (mo_entity_ref (record));
  mo_entity_unref (record);
  return NULL;
}

static void
test_threads (void)
{
  guint n_gone = 0;
  Member *ann = mo_new (Member, .name = "Ann");
  GThread *threads[N_THREADS];

  g_object_weak_ref (G_OBJECT (ann), count, &n_gone);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("record", take_and_give, mo_entity_ref (ann));
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (n_gone, ==, 0);
  mo_entity_unref (ann);
  g_assert_cmpuint (n_gone, ==, 1);
}

/* What is remembered of a row is not what GObject counts, on any thread. */
static void
test_committed (void)
{
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann", .age = 30);
  const Member *committed;

  mo_entity_commit_fields (ann);
  committed = mo_entity_get_header (ann)->committed;
  g_assert_cmpint (committed->age, ==, 30);
  g_assert_null (committed->parent_instance.parent_instance.g_type_instance.g_class);
  g_assert_cmpuint (committed->parent_instance.parent_instance.ref_count, ==, 0);
  g_object_ref (ann);
  g_assert_true (mo_entity_is_same (MO_MODEL (Member), ann, committed));
  g_object_unref (ann);
}

/* --- properties --- */

static void
assert_property (const char *name, GType wanted)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (member_get_type ());
  GParamSpec *property = g_object_class_find_property ((GObjectClass *) klass, name);

  g_assert_nonnull (property);
  g_assert_cmpstr (g_type_name (property->value_type), ==, g_type_name (wanted));
  g_assert_cmpint (property->flags & G_PARAM_READWRITE, ==, G_PARAM_READWRITE);
}

static void
test_type (void)
{
  assert_property ("id", G_TYPE_INT64);
  assert_property ("name", G_TYPE_STRING);
  assert_property ("age", G_TYPE_INT);
  assert_property ("level", G_TYPE_INT);
  assert_property ("admin", G_TYPE_BOOLEAN);
  assert_property ("height", G_TYPE_DOUBLE);
  assert_property ("score", G_TYPE_INT64);
  assert_property ("score-is-set", G_TYPE_BOOLEAN);
  assert_property ("picture", G_TYPE_BYTES);
  assert_property ("seen", G_TYPE_DATE_TIME);
  assert_property ("boss-id", G_TYPE_INT64);
  g_assert_true (mo_model_get_item_type (MO_MODEL (Member)) == member_get_type ());
  g_assert_true (mo_record_type_get_model (member_get_type ()) == MO_MODEL (Member));
  g_assert_cmpstr (mo_model_get_name (MO_MODEL (Member)), ==, "Member");
  g_assert_true (G_TYPE_IS_FINAL (member_get_type ()));
  g_assert_true (mo_model_check (MO_MODEL (Member), NULL));
  g_assert_true (mo_model_check (MO_MODEL (Pet), NULL));
}

static void
test_properties (void)
{
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");
  g_autofree char *name = NULL;
  gint64 score = 5;
  gboolean is_set = TRUE;

  g_object_set (ann, "id", G_MININT64, "name", "Anna", "age", -30, "level", -128, "admin", TRUE,
                "height", 1.5, "picture", picture, "seen", seen, "boss-id", G_MAXINT64, NULL);
  g_assert_cmpint (ann->id, ==, G_MININT64);
  g_assert_cmpstr (ann->name, ==, "Anna");
  g_assert_cmpint (ann->age, ==, -30);
  g_assert_cmpint (ann->level, ==, -128);
  g_assert_true (ann->admin);
  g_assert_cmpfloat (ann->height, ==, 1.5);
  g_assert_true (g_bytes_equal (ann->picture, picture));
  g_assert_true (g_date_time_equal (ann->seen, seen));
  g_assert_cmpint (ann->boss_id.value, ==, G_MAXINT64);
  g_object_get (ann, "name", &name, "score", &score, "score-is-set", &is_set, NULL);
  g_assert_cmpstr (name, ==, "Anna");
  g_assert_cmpint (score, ==, 0);
  g_assert_false (is_set);
  g_object_set (ann, "score-is-set", TRUE, NULL);
  g_assert_true (ann->score.is_set && ann->score.value == 0);
  g_object_set (ann, "score", (gint64) 7, NULL);
  g_assert_true (ann->score.is_set && ann->score.value == 7);
  g_object_set (ann, "score-is-set", TRUE, NULL);
  g_assert_cmpint (ann->score.value, ==, 7);
  g_object_set (ann, "score-is-set", FALSE, "picture", NULL, "seen", NULL, "name", NULL, NULL);
  g_assert_false (ann->score.is_set);
  g_assert_null (ann->picture);
  g_assert_null (ann->seen);
  g_assert_null (ann->name);
}

/* What mo_set() would refuse is refused, and the flush says so. */
static void
test_refused (void)
{
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");

  g_object_set (ann, "name", "\xff", NULL);
  g_assert_cmpstr (ann->name, ==, "Ann");
  assert_fault (ann, MO_ERROR_TYPE_MISMATCH, "name");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/record/life", test_life);
  g_test_add_func ("/orm/record/new", test_new);
  g_test_add_func ("/orm/record/chain", test_chain);
  g_test_add_func ("/orm/record/mixed-chain", test_mixed_chain);
  g_test_add_func ("/orm/record/threads", test_threads);
  g_test_add_func ("/orm/record/committed", test_committed);
  g_test_add_func ("/orm/record/type", test_type);
  g_test_add_func ("/orm/record/properties", test_properties);
  g_test_add_func ("/orm/record/refused", test_refused);
  return g_test_run ();
}
