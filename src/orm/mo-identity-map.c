/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoIdentityMap: a hash table whose keys are the bytes of model and key fields. */

#include "orm/mo-identity-map-private.h"

#include "orm/mo-field-private.h"

struct _MoIdentityMap
{
  GHashTable *instances; /* GBytes to instance */
  GByteArray *scratch;
};

MoIdentityMap *
mo_identity_map_new (void)
{
  MoIdentityMap *self = g_new0 (MoIdentityMap, 1);

  self->instances
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  self->scratch = g_byte_array_new ();
  return self;
}

void
mo_identity_map_free (MoIdentityMap *self)
{
  g_hash_table_unref (self->instances);
  g_byte_array_unref (self->scratch);
  g_free (self);
}

static void
append (GByteArray *bytes, gconstpointer data, gsize length)
{
  g_byte_array_append (bytes, data, (guint) length);
}

/* Texts with their lengths, so that two columns cannot run into each other. */
static void
build_key (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  g_byte_array_set_size (self->scratch, 0);
  append (self->scratch, &model, sizeof model);
  for (guint i = 0; i < model->n_keys; i++)
    {
      MoValue value = mo_field_get (&model->columns[model->keys[i]], instance);

      append (self->scratch, &value.type, sizeof value.type);
      append (self->scratch, &value.length, sizeof value.length);
      if (value.type == MO_VALUE_TEXT || value.type == MO_VALUE_BYTES)
        append (self->scratch, value.as.text, value.length);
      else
        append (self->scratch, &value.as.uint64, sizeof value.as.uint64);
    }
}

gpointer
mo_identity_map_lookup (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  g_autoptr (GBytes) key = NULL;

  build_key (self, model, instance);
  key = g_bytes_new_static (self->scratch->data, self->scratch->len);
  return g_hash_table_lookup (self->instances, key);
}

void
mo_identity_map_insert (MoIdentityMap *self, const MoModel *model, gpointer instance)
{
  build_key (self, model, instance);
  g_hash_table_replace (self->instances, g_bytes_new (self->scratch->data, self->scratch->len),
                        instance);
}

void
mo_identity_map_clear (MoIdentityMap *self)
{
  g_hash_table_remove_all (self->instances);
}
