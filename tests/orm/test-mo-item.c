/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Items: a property for each column, one type for each model, whoever asks first. */

#include "entity-models.h"
#include "orm/mo-model-private.h"

#define N_THREADS 8

typedef struct
{
  gint8 small;
  guint8 level;
  guint64 id;
  double ratio;
  MoNullDouble share;
  gboolean share_is_set; /* the name that share would want for a second property */
  char *_hidden;         /* no name for a property */
  gint64 last_login;
} Odd;

/* clang-format off */
MO_DEFINE_MODEL (Odd, odd, "odds",
  MO_COLUMN (id, MO_PRIMARY_KEY),
  MO_COLUMN (small, 0), MO_COLUMN (level, 0), MO_COLUMN (ratio, 0), MO_COLUMN (share, 0),
  MO_COLUMN (share_is_set, MO_BOOLEAN), MO_COLUMN (_hidden, 0), MO_COLUMN (last_login, 0))
/* clang-format on */

static void
assert_property (GType type, const char *name, GType wanted)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GParamSpec *property = g_object_class_find_property ((GObjectClass *) klass, name);

  g_assert_nonnull (property);
  g_assert_cmpstr (g_type_name (property->value_type), ==, g_type_name (wanted));
  g_assert_cmpint (property->flags & G_PARAM_READWRITE, ==, G_PARAM_READABLE);
}

static void
test_type (void)
{
  GType type = mo_model_get_item_type (MO_MODEL (Person));
  GType odd = mo_model_get_item_type (MO_MODEL (Odd));

  g_assert_cmpstr (g_type_name (type), ==, "MoItemPerson");
  g_assert_true (g_type_is_a (type, MO_TYPE_ITEM));
  g_assert_true (G_TYPE_IS_ABSTRACT (MO_TYPE_ITEM));
  g_assert_true (G_TYPE_IS_FINAL (type));
  g_assert_true (type != odd);
  g_assert_true (type == mo_model_get_item_type (MO_MODEL (Person)));
  assert_property (type, "id", G_TYPE_INT64);
  assert_property (type, "name", G_TYPE_STRING);
  assert_property (type, "age", G_TYPE_INT);
  assert_property (type, "admin", G_TYPE_BOOLEAN);
  assert_property (type, "locked", G_TYPE_BOOLEAN);
  assert_property (type, "score", G_TYPE_FLOAT);
  assert_property (type, "points", G_TYPE_INT64);
  assert_property (type, "points-is-set", G_TYPE_BOOLEAN);
  assert_property (type, "picture", G_TYPE_BYTES);
  assert_property (type, "seen", G_TYPE_DATE_TIME);
  assert_property (type, "boss-id", G_TYPE_INT64);
  assert_property (odd, "small", G_TYPE_INT);
  assert_property (odd, "level", G_TYPE_UINT);
  assert_property (odd, "id", G_TYPE_UINT64);
  assert_property (odd, "ratio", G_TYPE_DOUBLE);
  assert_property (odd, "share", G_TYPE_DOUBLE);
  assert_property (odd, "last-login", G_TYPE_INT64);
}

static void
test_properties (void)
{
  g_autoptr (GBytes) picture = g_bytes_new ("ab", 2);
  g_autoptr (GDateTime) seen = g_date_time_new_utc (2026, 11, 22, 10, 0, 0);
  g_autoptr (Person) alice =
      mo_new (Person, .id = G_MININT64, .name = "Alice", .age = -30, .admin = 2, .locked = TRUE,
              .score = 0.1f, .points = { 7, TRUE }, .picture = picture, .seen = seen);
  g_autoptr (MoItem) item = mo_item_new (alice);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) got_picture = NULL;
  g_autoptr (GDateTime) got_seen = NULL;
  gint64 id = 0;
  gint64 points = 0;
  gint age = 0;
  gboolean admin = FALSE;
  gboolean locked = FALSE;
  gboolean is_set = FALSE;
  float score = 0;

  g_assert_true (MO_IS_ITEM (item));
  g_assert_true (mo_item_get_entity (item) == alice);
  g_object_get (item, "id", &id, "name", &name, "age", &age, "admin", &admin, "locked", &locked,
                "score", &score, "points", &points, "points-is-set", &is_set, "picture",
                &got_picture, "seen", &got_seen, NULL);
  g_assert_cmpint (id, ==, G_MININT64);
  g_assert_cmpstr (name, ==, "Alice");
  g_assert_cmpint (age, ==, -30);
  g_assert_cmpint (admin, ==, TRUE);
  g_assert_cmpint (locked, ==, TRUE);
  g_assert_cmpfloat (score, ==, 0.1f);
  g_assert_cmpint (points, ==, 7);
  g_assert_true (is_set);
  g_assert_true (got_picture == picture);
  g_assert_true (got_seen == seen);
  /* What the field holds now, and 0 for what is not set. */
  mo_set (alice, points, MO_NULL);
  alice->points.value = 9;
  mo_set (alice, age, 31);
  g_object_get (item, "age", &age, "points", &points, "points-is-set", &is_set, NULL);
  g_assert_cmpint (age, ==, 31);
  g_assert_cmpint (points, ==, 0);
  g_assert_false (is_set);
}

static void
test_odd (void)
{
  g_autoptr (Odd) odd = mo_new (Odd, .small = -128, .level = 255, .id = G_MAXUINT64, .ratio = -2.5,
                                .share = { 0.5, TRUE }, .share_is_set = FALSE, .last_login = 5);
  g_autoptr (MoItem) item = mo_item_new (odd);
  guint64 id = 0;
  gint small = 0;
  guint level = 0;
  double ratio = 0;
  double share = 0;
  gboolean is_set = TRUE;

  g_object_get (item, "small", &small, "level", &level, "id", &id, "ratio", &ratio, "share", &share,
                "share-is-set", &is_set, NULL);
  g_assert_cmpint (small, ==, -128);
  g_assert_cmpuint (level, ==, 255);
  g_assert_cmpuint (id, ==, G_MAXUINT64);
  g_assert_cmpfloat (ratio, ==, -2.5);
  g_assert_cmpfloat (share, ==, 0.5);
  g_assert_false (is_set); /* the column of that name */
}

/* An item keeps its instance; an item that has none has the defaults. */
static void
test_owner (void)
{
  Person *alice = mo_new (Person, .name = "Alice");
  g_autoptr (MoItem) item = mo_item_new (alice);
  g_autoptr (MoItem) bare = g_object_new (mo_model_get_item_type (MO_MODEL (Person)), NULL);
  g_autofree char *name = NULL;
  g_autofree char *none = NULL;

  person_unref (alice);
  g_object_get (item, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "Alice");
  g_object_get (bare, "name", &none, NULL);
  g_assert_null (none);
  g_assert_null (mo_item_get_entity (bare));
}

static void
test_foreign (void)
{
  g_autofree guint64 *buffer = g_new0 (guint64, 200);

  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "mo_item_new(): *mo_new()*");
  g_assert_null (mo_item_new (NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "mo_item_new(): *mo_new()*");
  g_assert_null (mo_item_new (buffer + 100));
  g_test_assert_expected_messages ();
}

typedef struct
{
  const MoModel *model;
  gint *waiting;
  GType type;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *self = data;

  /* All at once, as near as it can be had. */
  g_atomic_int_add (self->waiting, -1);
  while (g_atomic_int_get (self->waiting) > 0)
    g_thread_yield ();
  self->type = mo_model_get_item_type (self->model);
  return NULL;
}

static const MoModel *
register_race (void)
{
  static const MoColumn columns[] = {
    { .name = "id", .type = MO_FIELD_INT64, .flags = MO_PRIMARY_KEY }
  };

  return mo_model_register ("Ra ce", "races", 8, columns, 1, sizeof (MoColumn));
}

static void
test_threads (void)
{
  static const MoModel *model; /* lives as long as the program */
  Racer racers[N_THREADS];
  GThread *threads[N_THREADS];
  gint waiting = N_THREADS;

  model = register_race ();
  for (guint i = 0; i < N_THREADS; i++)
    {
      racers[i] = (Racer){ model, &waiting, G_TYPE_INVALID };
      threads[i] = g_thread_new ("race", race, &racers[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_assert_true (racers[i].type == racers[0].type);
  g_assert_true (g_type_from_name ("MoItemRa_ce") == racers[0].type);
}

/* Two structs of one name, in two plug-ins. */
static void
test_same_name (void)
{
  static const MoModel *models[2]; /* live as long as the program */
  GType types[2];

  for (guint i = 0; i < 2; i++)
    {
      models[i] = register_race ();
      types[i] = mo_model_get_item_type (models[i]);
    }
  g_assert_true (types[0] != types[1]);
  g_assert_true (g_str_has_prefix (g_type_name (types[1]), "MoItemRa_ce_"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/item/type", test_type);
  g_test_add_func ("/orm/item/properties", test_properties);
  g_test_add_func ("/orm/item/odd", test_odd);
  g_test_add_func ("/orm/item/owner", test_owner);
  g_test_add_func ("/orm/item/foreign", test_foreign);
  g_test_add_func ("/orm/item/threads", test_threads);
  g_test_add_func ("/orm/item/same-name", test_same_name);
  return g_test_run ();
}
