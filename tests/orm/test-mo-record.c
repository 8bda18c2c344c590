/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records without a session: their life, their properties, their classes. */

#include <math.h>
#include <string.h>

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

/* --- classes written by hand --- */

static void
on_fed (Pet *pet, gpointer data)
{
  ++*(guint *) data;
}

static void
test_own_class (void)
{
  guint n_fed = 0;
  g_autoptr (Pet) tom = g_object_new (TYPE_PET, "nickname", "T", "name", "Tom", "legs", 3, NULL);
  g_autofree char *nickname = NULL;
  g_autofree char *name = NULL;
  gint legs = 0;

  g_signal_connect (tom, "fed", G_CALLBACK (on_fed), &n_fed);
  g_signal_emit_by_name (tom, "fed");
  g_object_get (tom, "nickname", &nickname, "name", &name, "legs", &legs, NULL);
  g_assert_cmpuint (n_fed, ==, 1);
  g_assert_cmpstr (PET_GET_CLASS (tom)->get_sound (tom), ==, "none");
  g_assert_cmpstr (nickname, ==, "T");
  g_assert_cmpstr (name, ==, "Tom");
  g_assert_cmpint (legs, ==, 3);
  g_assert_cmpuint (tom->n_renamed, ==, 1);
  g_assert_true (mo_entity_get_model (tom) == MO_MODEL (Pet));
  mo_set (tom, name, "Thomas");
  g_assert_cmpuint (tom->n_renamed, ==, 1);
}

/* Derives without columns of its own. */
typedef struct
{
  Pet parent_instance;
  gint64 lives;
} Cat;

typedef PetClass CatClass;

GType cat_get_type (void);
G_DEFINE_TYPE (Cat, cat, TYPE_PET)

static const char *
cat_get_sound (Pet *self)
{
  return "meow";
}

static void
cat_class_init (CatClass *klass)
{
  klass->get_sound = cat_get_sound;
}

static void
cat_init (Cat *self)
{
}

/* With columns of its own, of which it inherits properties too. */
typedef Cat Lion;
typedef PetClass LionClass;

GType lion_get_type (void);
G_DEFINE_TYPE (Lion, lion, cat_get_type ())
MO_DEFINE_RECORD_MODEL (Lion, lion)

static void
lion_class_init (LionClass *klass)
{
  MO_RECORD_COLUMNS (klass, Lion, "lions", { .name = "id", offsetof (Lion, parent_instance.id), MO_FIELD_INT64, MO_PRIMARY_KEY },
                     { .name = "legs", offsetof (Lion, parent_instance.legs), MO_FIELD_INT32 },
                     MO_COLUMN (lives, 0));
}

static void
lion_init (Lion *self)
{
}

static void
test_subclass (void)
{
  Heard heard = { NULL };
  g_autoptr (Pet) cat = g_object_new (cat_get_type (), "name", "Tom", "legs", 3, NULL);
  g_autoptr (Pet) lion = (Pet *) mo_new (Lion, .lives = 9);
  Cat *as_cat = (Cat *) lion;
  gint legs = 0;

  g_assert_true (mo_entity_get_model (cat) == MO_MODEL (Pet));
  g_assert_cmpstr (PET_GET_CLASS (cat)->get_sound (cat), ==, "meow");
  g_assert_cmpstr (cat->name, ==, "Tom");
  g_assert_cmpint (cat->legs, ==, 3);

  g_assert_true (mo_entity_get_model (lion) == MO_MODEL (Lion));
  g_assert_true (G_OBJECT_TYPE (lion) == lion_get_type ());
  g_assert_cmpint (as_cat->lives, ==, 9);
  heard_listen (&heard, lion);
  g_object_set (lion, "lives", (gint64) 8, "legs", 3, "member-id", (gint64) 7, NULL);
  heard_expect (&heard, "legs lives");
  g_object_get (lion, "legs", &legs, NULL);
  g_assert_cmpint (as_cat->lives, ==, 8);
  g_assert_cmpint (legs, ==, 3);
  g_assert_cmpint (lion->member_id, ==, 0); /* a property of Pet's, and no column of a lion */
  assert_fault (lion, MO_ERROR_INVALID_ARGUMENT, "no column");
  heard_clear (&heard);
}

/* --- what is none --- */

typedef struct
{
  MoRecord parent_instance;
  gint64 id;
} Bare;

typedef MoRecordClass BareClass;

GType bare_get_type (void);
G_DEFINE_TYPE (Bare, bare, MO_TYPE_RECORD)

static void
bare_class_init (BareClass *klass)
{
}

static void
bare_init (Bare *self)
{
}

static void
test_no_model (void)
{
  g_autoptr (MoRecord) bare = g_object_new (bare_get_type (), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_record_type_get_model (bare_get_type ()));
  g_assert_null (mo_record_type_get_model (G_TYPE_OBJECT));
  g_assert_false (mo_entity_check (bare, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "Bare has no model"));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "mo_set(): *Bare has no model*");
  g_assert_false (mo_entity_set_value (bare, offsetof (Bare, id), mo_value_int64 (1)));
  g_test_assert_expected_messages ();
}

/* One that the class made before it, and what it has said of itself at its end. */
typedef struct
{
  MoRecord parent_instance;
  gint64 id;
  gboolean *is_refused;
} Mortal;

typedef MoRecordClass MortalClass;

GType mortal_get_type (void);
G_DEFINE_TYPE (Mortal, mortal, MO_TYPE_RECORD)

static void
mortal_finalize (GObject *object)
{
  Mortal *self = (Mortal *) object;

  mo_set (self, id, 2); /* too late for notify, and no crash */
  G_OBJECT_CLASS (mortal_parent_class)->finalize (object);
  *self->is_refused = !mo_entity_check (object, NULL);
}

static void
mortal_class_init (MortalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mortal_finalize;
  MO_RECORD_COLUMNS (klass, Mortal, "mortals", MO_COLUMN (id, MO_PRIMARY_KEY));
}

static void
mortal_init (Mortal *self)
{
}

static void
test_freed (void)
{
  gboolean is_refused = FALSE;
  Mortal *mortal = g_object_new (mortal_get_type (), NULL);

  mortal->is_refused = &is_refused;
  g_assert_true (mo_entity_check (mortal, NULL));
  g_object_unref (mortal);
  g_assert_true (is_refused);
}

/* An object that is none, with a private part, so that what is in front of it is its own. */
typedef GObject Foreign;
typedef GObjectClass ForeignClass;
typedef struct
{
  guint64 words[64];
} ForeignPrivate;

GType foreign_get_type (void);
G_DEFINE_TYPE_WITH_PRIVATE (Foreign, foreign, G_TYPE_OBJECT)

static void
foreign_class_init (ForeignClass *klass)
{
}

static void
foreign_init (Foreign *self)
{
}

static void
test_foreign (void)
{
  g_autoptr (GObject) foreign = g_object_new (foreign_get_type (), NULL);
  g_autoptr (Member) ann = mo_new (Member, .name = "Ann");

  g_assert_false (mo_entity_check (foreign, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "mo_item_new(): *Member*");
  g_assert_null (mo_item_new (ann));
  g_test_assert_expected_messages ();
}

/* --- what is wrong with a class --- */

typedef Bare Wrong;
typedef MoRecordClass WrongClass;

GType wrong_get_type (void);
G_DEFINE_TYPE (Wrong, wrong, MO_TYPE_RECORD)

static void
wrong_class_init (WrongClass *klass)
{
  static const MoColumn columns[] = {
    { .name = "id", .type = MO_FIELD_INT64, .flags = MO_PRIMARY_KEY, .offset = 8 }
  };

  mo_record_class_set_columns (klass, "wrong", columns, 1, sizeof (MoColumn));
}

static void
wrong_init (Wrong *self)
{
}

typedef Bare Ideal;
typedef MoRecordClass IdealClass;

GType ideal_get_type (void);
G_DEFINE_ABSTRACT_TYPE (Ideal, ideal, MO_TYPE_RECORD)

static void
ideal_class_init (IdealClass *klass)
{
  MO_RECORD_COLUMNS (klass, Ideal, "ideals", MO_COLUMN (id, MO_PRIMARY_KEY));
}

static void
ideal_init (Ideal *self)
{
}

static void
assert_model_fault (GType type, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_model_check (mo_record_type_get_model (type), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_faults (void)
{
  assert_model_fault (wrong_get_type (), "column id is outside of the struct");
  assert_model_fault (ideal_get_type (), "its class is abstract");
}

static void
test_twice (void)
{
  MoRecordClass *klass = g_type_class_ref (member_get_type ());

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*mo_record_class_set_columns*");
  g_assert_true (mo_record_class_set_columns (klass, "others", NULL, 0, 0) == MO_MODEL (Member));
  g_test_assert_expected_messages ();
  g_type_class_unref (klass);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/record/life", test_life);
  g_test_add_func ("/orm/record/new", test_new);
  g_test_add_func ("/orm/record/chain", test_chain);
  g_test_add_func ("/orm/record/threads", test_threads);
  g_test_add_func ("/orm/record/type", test_type);
  g_test_add_func ("/orm/record/properties", test_properties);
  g_test_add_func ("/orm/record/refused", test_refused);
  g_test_add_func ("/orm/record/own-class", test_own_class);
  g_test_add_func ("/orm/record/subclass", test_subclass);
  g_test_add_func ("/orm/record/no-model", test_no_model);
  g_test_add_func ("/orm/record/freed", test_freed);
  g_test_add_func ("/orm/record/foreign", test_foreign);
  g_test_add_func ("/orm/record/faults", test_faults);
  g_test_add_func ("/orm/record/twice", test_twice);
  return g_test_run ();
}
