/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoIdentityMap: a hash table whose keys lie in the headers of its instances. */

#include "orm/mo-identity-map-private.h"

#include "orm/mo-entity-private.h"
#include "orm/mo-field-private.h"

#define MIX G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) /* Fibonacci hashing: spreads rows of numbers */

struct _MoIdentityMap
{
  GHashTable *instances; /* MoIdentity to instance */
  GByteArray *scratch;
};

/* --- identities --- */

static guint
identity_hash (gconstpointer data)
{
  const MoIdentity *self = data;

  return (guint) (((self->number ^ (gsize) self->model) * MIX) >> 32);
}

static gboolean
identity_equal (gconstpointer a, gconstpointer b)
{
  const MoIdentity *left = a;
  const MoIdentity *right = b;

  if (left->model != right->model || left->number != right->number)
    return FALSE;
  /* Those of one model either all have bytes, or none. */
  return left->bytes == NULL || g_bytes_equal (left->bytes, right->bytes);
}

static void
append (GByteArray *bytes, gconstpointer data, gsize length)
{
  g_byte_array_append (bytes, data, (guint) length);
}

/* Texts with their lengths, so that two columns cannot run into each other. */
static void
write_key (GByteArray *bytes, const MoModel *model, gconstpointer instance)
{
  g_byte_array_set_size (bytes, 0);
  for (guint i = 0; i < model->n_keys; i++)
    {
      MoValue value = mo_field_get (&model->columns[model->keys[i]], instance);

      append (bytes, &value.type, sizeof value.type);
      append (bytes, &value.length, sizeof value.length);
      if (value.type == MO_VALUE_TEXT || value.type == MO_VALUE_BYTES)
        append (bytes, value.as.text, value.length);
      else
        append (bytes, &value.as.uint64, sizeof value.as.uint64);
    }
}

GBytes *
mo_identity_dup_key (const MoModel *model, gconstpointer instance)
{
  GByteArray *bytes = g_byte_array_new ();

  write_key (bytes, model, instance);
  append (bytes, &model, sizeof model);
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
is_number (const MoModel *model)
{
  MoFieldType type = model->columns[model->keys[0]].type;

  return model->n_keys == 1 && type >= MO_FIELD_INT8 && type <= MO_FIELD_UINT64;
}

/* Its bytes are borrowed from the map until the next one is made. */
static MoIdentity
make_identity (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  MoIdentity identity = { .model = model };

  if (is_number (model))
    {
      identity.number = mo_field_get (&model->columns[model->keys[0]], instance).as.uint64;
      return identity;
    }
  write_key (self->scratch, model, instance);
  identity.bytes = g_bytes_new_static (self->scratch->data, self->scratch->len);
  identity.number = g_bytes_hash (identity.bytes);
  return identity;
}

static void
clear_identity (MoIdentity *self)
{
  self->model = NULL;
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

/* --- the map --- */

MoIdentityMap *
mo_identity_map_new (void)
{
  MoIdentityMap *self = g_new0 (MoIdentityMap, 1);

  self->instances = g_hash_table_new (identity_hash, identity_equal);
  self->scratch = g_byte_array_new ();
  return self;
}

void
mo_identity_map_free (MoIdentityMap *self)
{
  mo_identity_map_clear (self);
  g_hash_table_unref (self->instances);
  g_byte_array_unref (self->scratch);
  g_free (self);
}

gpointer
mo_identity_map_lookup (MoIdentityMap *self, const MoModel *model, gconstpointer instance)
{
  MoIdentity identity = make_identity (self, model, instance);
  gpointer found = g_hash_table_lookup (self->instances, &identity);

  clear_identity (&identity);
  return found;
}

void
mo_identity_map_remove (MoIdentityMap *self, gpointer instance)
{
  MoIdentity *identity = &mo_entity_get_header (instance)->identity;

  if (identity->model == NULL || g_hash_table_lookup (self->instances, identity) != instance)
    return;
  g_hash_table_remove (self->instances, identity);
  clear_identity (identity);
}

void
mo_identity_map_insert (MoIdentityMap *self, const MoModel *model, gpointer instance)
{
  MoIdentity identity;
  gpointer other;

  mo_identity_map_remove (self, instance);
  other = mo_identity_map_lookup (self, model, instance);
  if (other != NULL)
    mo_identity_map_remove (self, other);
  identity = make_identity (self, model, instance);
  if (identity.bytes != NULL)
    {
      g_bytes_unref (identity.bytes);
      identity.bytes = g_bytes_new (self->scratch->data, self->scratch->len);
    }
  mo_entity_get_header (instance)->identity = identity;
  g_hash_table_insert (self->instances, &mo_entity_get_header (instance)->identity, instance);
}

void
mo_identity_map_clear (MoIdentityMap *self)
{
  GHashTableIter iter;
  gpointer instance;

  g_hash_table_iter_init (&iter, self->instances);
  while (g_hash_table_iter_next (&iter, NULL, &instance))
    {
      g_hash_table_iter_steal (&iter);
      clear_identity (&mo_entity_get_header (instance)->identity);
    }
}
