/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The identity map beside a list of what must be in it, through many changes at random. */

#include <matrixone-glib.h>

#include "orm/mo-entity-private.h"
#include "orm/mo-identity-map-private.h"

typedef struct
{
  gint64 id;
} Number;

MO_DEFINE_MODEL (Number, number, "numbers", MO_COLUMN (id, MO_PRIMARY_KEY))

typedef struct
{
  char *name;
} Name;

MO_DEFINE_MODEL (Name, name, "names", MO_COLUMN (name, MO_PRIMARY_KEY, .length = 20))

#define N_KEYS 200
#define N_CHANGES 20000

typedef struct
{
  MoIdentityMap *map;
  gpointer instances[2][N_KEYS]; /* by model and key, owned */
  gboolean is_in[2][N_KEYS];
} Fixture;

static gpointer
make (guint model, guint key)
{
  g_autofree char *name = g_strdup_printf ("name %u", key);

  /* Far apart and side by side. */
  if (model == 0)
    return mo_new (Number, .id = key % 2 == 0 ? (gint64) key : (gint64) key << 40);
  return mo_new (Name, .name = name);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->map = mo_identity_map_new ();
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < N_KEYS; j++)
      self->instances[i][j] = make (i, j);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mo_identity_map_free (self->map);
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < N_KEYS; j++)
      mo_entity_unref (self->instances[i][j]);
}

/* By another instance with the key. */
static gpointer
look_up (Fixture *self, guint model, guint key)
{
  gpointer like = make (model, key);
  gpointer found = mo_identity_map_lookup (self->map, mo_entity_get_model (like), like);

  mo_entity_unref (like);
  return found;
}

static void
check_all (Fixture *self)
{
  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < N_KEYS; j++)
      g_assert_true (look_up (self, i, j) == (self->is_in[i][j] ? self->instances[i][j] : NULL));
}

static void
change (Fixture *self, guint model, guint key, gint how)
{
  gpointer instance = self->instances[model][key];
  const MoModel *of = mo_entity_get_model (instance);

  switch (how)
    {
    case 0:
      mo_identity_map_insert (self->map, of, instance);
      self->is_in[model][key] = TRUE;
      break;
    case 1:
      if (!self->is_in[model][key])
        g_assert_null (mo_identity_map_lookup_or_insert (self->map, of, instance));
      self->is_in[model][key] = TRUE;
      break;
    default:
      mo_identity_map_remove (self->map, instance);
      self->is_in[model][key] = FALSE;
      break;
    }
}

/* More and more of them, then fewer, so that it grows, and all kinds of gaps are closed. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < N_CHANGES; i++)
    {
      gboolean shrinks = (i / (N_CHANGES / 8)) % 2 == 1;

      change (self, (guint) g_test_rand_int_range (0, 2),
              (guint) g_test_rand_int_range (0, N_KEYS),
              g_test_rand_int_range (shrinks ? 1 : 0, shrinks ? 5 : 3));
      if (i % 100 == 0)
        check_all (self);
    }
  check_all (self);
  mo_identity_map_clear (self->map);
  memset (self->is_in, 0, sizeof self->is_in);
  check_all (self);
}

static void
test_known (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      gpointer other = make (i, 7);
      const MoModel *model = mo_entity_get_model (other);

      mo_identity_map_insert (self->map, model, self->instances[i][7]);
      g_assert_true (mo_identity_map_lookup_or_insert (self->map, model, other)
                     == self->instances[i][7]);
      mo_identity_map_remove (self->map, other); /* it is not in it */
      g_assert_true (look_up (self, i, 7) == self->instances[i][7]);
      mo_identity_map_insert (self->map, model, other);
      g_assert_true (look_up (self, i, 7) == other);
      mo_identity_map_remove (self->map, self->instances[i][7]); /* it is not any more */
      g_assert_true (look_up (self, i, 7) == other);
      mo_identity_map_remove (self->map, other);
      g_assert_null (look_up (self, i, 7));
      mo_entity_unref (other);
    }
}

static void
test_reserve (Fixture *self, gconstpointer data)
{
  change (self, 0, 1, 0);
  change (self, 1, 1, 0);
  mo_identity_map_reserve (self->map, 10000);
  check_all (self);
}

/* By ascending keys, up to one that is none of those, in each way that there is. */
static void
test_run (Fixture *self, gconstpointer data)
{
  for (guint how = 0; how < 6; how++)
    {
      for (guint key = 2; key < N_KEYS; key += 2)
        change (self, 0, key, 1);
      if (how == 0)
        g_assert_null (look_up (self, 0, 1)); /* which is above all of them */
      else if (how == 1)
        g_assert_true (look_up (self, 0, N_KEYS - 2) == self->instances[0][N_KEYS - 2]);
      else if (how == 2)
        change (self, 0, 0, 1); /* which is below */
      else if (how == 3)
        change (self, 1, 5, 1); /* of another model */
      else if (how == 4)
        change (self, 0, 100, 2);
      else
        change (self, 0, 100, 0); /* which is there */
      check_all (self);
      change (self, 0, 3, 1); /* above all */
      check_all (self);
      mo_identity_map_clear (self->map);
      memset (self->is_in, 0, sizeof self->is_in);
      check_all (self);
    }
}

/* What a map that was cleared has left behind in an instance is nothing to another map. */
static void
test_two_maps (Fixture *self, gconstpointer data)
{
  g_autoptr (MoIdentityMap) old = mo_identity_map_new ();

  for (guint i = 0; i < 2; i++)
    {
      gpointer moved = self->instances[i][4];
      gpointer rival = make (i, 4);
      const MoModel *model = mo_entity_get_model (moved);

      mo_identity_map_insert (old, model, moved);
      mo_identity_map_clear (old);
      mo_identity_map_insert (self->map, model, rival);
      mo_identity_map_remove (self->map, moved); /* whose row rival is of */
      g_assert_true (look_up (self, i, 4) == rival);
      mo_identity_map_insert (self->map, model, moved); /* in its place */
      g_assert_true (look_up (self, i, 4) == moved);
      mo_identity_map_remove (self->map, moved);
      g_assert_null (look_up (self, i, 4));
      mo_identity_map_remove (old, moved);
      mo_entity_unref (rival);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/identity-map/changes", Fixture, NULL, set_up, test_changes, tear_down);
  g_test_add ("/identity-map/known", Fixture, NULL, set_up, test_known, tear_down);
  g_test_add ("/identity-map/run", Fixture, NULL, set_up, test_run, tear_down);
  g_test_add ("/identity-map/two-maps", Fixture, NULL, set_up, test_two_maps, tear_down);
  g_test_add ("/identity-map/reserve", Fixture, NULL, set_up, test_reserve, tear_down);
  return g_test_run ();
}
