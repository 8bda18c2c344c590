/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Classes of records: written by hand, derived, without a model, wrong; and what is no record. */

#include <string.h>

#include "entity-test.h"
#include "record-models.h"

/* --- written by hand --- */

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
  static const MoColumn columns[] = {
    { "id", offsetof (Lion, parent_instance.id), MO_FIELD_INT64, MO_PRIMARY_KEY },
    { "legs", offsetof (Lion, parent_instance.legs), MO_FIELD_INT32 },
    { "lives", offsetof (Lion, lives), MO_FIELD_INT64 },
  };

  mo_record_class_set_columns (MO_RECORD_CLASS (klass), "lions", columns, G_N_ELEMENTS (columns),
                               sizeof (MoColumn));
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
  g_assert_true (
      g_object_class_find_property (G_OBJECT_GET_CLASS (lion), "legs")->owner_type
      == lion_get_type ());
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

/* As where a GLib has no place for the header. */
typedef Bare Homeless;
typedef MoRecordClass HomelessClass;

GType homeless_get_type (void);
G_DEFINE_TYPE (Homeless, homeless, MO_TYPE_RECORD)
MO_DEFINE_RECORD_MODEL (Homeless, homeless)

static void
homeless_class_init (HomelessClass *klass)
{
  klass->has_header = FALSE;
  MO_RECORD_COLUMNS (klass, Homeless, "homeless", MO_COLUMN (id, MO_PRIMARY_KEY));
}

static void
homeless_init (Homeless *self)
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
  g_autoptr (MoRecord) homeless = NULL;

  assert_model_fault (wrong_get_type (), "column id is outside of the struct");
  assert_model_fault (ideal_get_type (), "its class is abstract");
  assert_model_fault (homeless_get_type (), "leaves no place");
  homeless = (MoRecord *) mo_new (Homeless, .id = 1);
  g_assert_true (MO_IS_RECORD (homeless));
  g_assert_false (mo_entity_check (homeless, NULL));
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
  g_test_add_func ("/orm/record/own-class", test_own_class);
  g_test_add_func ("/orm/record/subclass", test_subclass);
  g_test_add_func ("/orm/record/no-model", test_no_model);
  g_test_add_func ("/orm/record/freed", test_freed);
  g_test_add_func ("/orm/record/foreign", test_foreign);
  g_test_add_func ("/orm/record/faults", test_faults);
  g_test_add_func ("/orm/record/twice", test_twice);
  return g_test_run ();
}
