/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The records of the header, with nothing but public headers. */

#include "record-models.h"

#include <string.h>

/* clang-format off */
MO_DEFINE_RECORD (Member, member, "members",
  MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
  MO_COLUMN (name, MO_NOT_NULL, .length = 100),
  MO_COLUMN (age, 0),
  MO_COLUMN (level, 0),
  MO_COLUMN (admin, 0),
  MO_COLUMN (height, 0),
  MO_COLUMN (score, 0),
  MO_COLUMN (picture, 0),
  MO_COLUMN (seen, MO_DEFAULT_NOW),
  MO_COLUMN (boss_id, 0, .references = MO_REFERENCES (Member, id)))
/* clang-format on */

/* --- by hand --- */

typedef struct
{
  guint64 wide[5];
  char *nickname;
} PetPrivate;

enum
{
  PROPERTY_NICKNAME = 1,
  PROPERTY_NAME, /* of the column */
};

G_DEFINE_TYPE_WITH_PRIVATE (Pet, pet, MO_TYPE_RECORD)
MO_DEFINE_RECORD_MODEL (Pet, pet)

static void
pet_get_property (GObject *object, guint id, GValue *out, GParamSpec *pspec)
{
  Pet *self = PET (object);
  PetPrivate *priv = pet_get_instance_private (self);

  if (id == PROPERTY_NICKNAME)
    g_value_set_string (out, priv->nickname);
  else if (id == PROPERTY_NAME)
    g_value_set_string (out, self->name);
  else
    G_OBJECT_CLASS (pet_parent_class)->get_property (object, id, out, pspec);
}

static void
pet_set_property (GObject *object, guint id, const GValue *in, GParamSpec *pspec)
{
  Pet *self = PET (object);
  PetPrivate *priv = pet_get_instance_private (self);

  if (id == PROPERTY_NICKNAME)
    {
      g_free (priv->nickname);
      priv->nickname = g_value_dup_string (in);
    }
  else if (id == PROPERTY_NAME)
    {
      mo_set (self, name, g_value_get_string (in));
      self->n_renamed++;
    }
  else
    G_OBJECT_CLASS (pet_parent_class)->set_property (object, id, in, pspec);
}

static void
pet_finalize (GObject *object)
{
  PetPrivate *priv = pet_get_instance_private (PET (object));

  g_clear_pointer (&priv->nickname, g_free);
  G_OBJECT_CLASS (pet_parent_class)->finalize (object);
}

static const char *
pet_get_sound (Pet *self)
{
  return "none";
}

static void
pet_class_init (PetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->get_sound = pet_get_sound;
  object_class->get_property = pet_get_property;
  object_class->set_property = pet_set_property;
  object_class->finalize = pet_finalize;
  g_object_class_install_property (
      object_class, PROPERTY_NICKNAME,
      g_param_spec_string ("nickname", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT));
  g_object_class_install_property (
      object_class, PROPERTY_NAME,
      g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY));
  g_signal_new ("fed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  /* clang-format off */
  MO_RECORD_COLUMNS (klass, Pet, "pets",
    MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
    MO_COLUMN (name, MO_NOT_NULL, .length = 100),
    MO_COLUMN (legs, 0),
    MO_COLUMN (member_id, 0, .references = MO_REFERENCES (Member, id)));
  /* clang-format on */
}

static void
pet_init (Pet *self)
{
  self->legs = 4;
}

/* --- listening --- */

static void
note (GObject *object, GParamSpec *pspec, gpointer data)
{
  Heard *self = data;

  g_ptr_array_add (self->names, g_strdup (pspec->name));
  self->is_mixed |= self->thread != NULL && self->thread != g_thread_self ();
  self->thread = g_thread_self ();
}

void
heard_listen (Heard *self, gpointer object)
{
  if (self->names == NULL)
    self->names = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (object, "notify", G_CALLBACK (note), self);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* In alphabetical order: that of one freeze is GObject's own. */
void
heard_expect (Heard *self, const char *expected)
{
  g_autofree char *text = NULL;

  g_ptr_array_sort (self->names, compare);
  g_ptr_array_add (self->names, NULL);
  text = g_strjoinv (" ", (char **) self->names->pdata);
  g_ptr_array_set_size (self->names, 0);
  g_assert_cmpstr (text, ==, expected);
}

void
heard_clear (Heard *self)
{
  g_ptr_array_unref (self->names);
}
