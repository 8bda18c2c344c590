/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyIndex: a table of lists. */

#include "orm/mo-key-index-private.h"

#include "orm/mo-pair-set-private.h"

struct _MoKeyIndex
{
  GHashTable *lists;   /* key to GPtrArray of instances */
  GHashTable *members; /* pairs of a list and an instance in it; NULL: none comes twice */
};

MoKeyIndex *
mo_key_index_new (gboolean repeats)
{
  MoKeyIndex *self = g_new0 (MoKeyIndex, 1);

  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  if (repeats)
    self->members = mo_pair_set_new ();
  return self;
}

void
mo_key_index_free (MoKeyIndex *self)
{
  g_clear_pointer (&self->members, g_hash_table_unref);
  g_hash_table_unref (self->lists);
  g_free (self);
}

/* --- filling --- */

void
mo_key_index_add (MoKeyIndex *self, const char *key, gpointer entity)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, key);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->lists, g_strdup (key), list);
    }
  if (self->members == NULL || mo_pair_set_add (self->members, list, entity))
    g_ptr_array_add (list, entity);
}

/* --- asking --- */

const GPtrArray *
mo_key_index_list (MoKeyIndex *self, const char *key)
{
  return g_hash_table_lookup (self->lists, key);
}
