/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyIndex: a table of lists. */

#include "orm/mo-key-index-private.h"

/* An instance in a list. */
typedef struct
{
  const GPtrArray *list;
  gpointer entity;
} MoKeyMember;

struct _MoKeyIndex
{
  GHashTable *lists;   /* key to GPtrArray of instances */
  GHashTable *members; /* set of MoKeyMember; NULL: none comes twice */
};

static guint
member_hash (gconstpointer data)
{
  const MoKeyMember *self = data;

  return g_direct_hash (self->list) * 31 + g_direct_hash (self->entity);
}

static gboolean
member_equal (gconstpointer a, gconstpointer b)
{
  const MoKeyMember *left = a;
  const MoKeyMember *right = b;

  return left->list == right->list && left->entity == right->entity;
}

MoKeyIndex *
mo_key_index_new (gboolean repeats)
{
  MoKeyIndex *self = g_new0 (MoKeyIndex, 1);

  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_ptr_array_unref);
  if (repeats)
    self->members = g_hash_table_new_full (member_hash, member_equal, g_free, NULL);
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

static gboolean
is_new (MoKeyIndex *self, const GPtrArray *list, gpointer entity)
{
  MoKeyMember member = { list, entity };

  return self->members == NULL
         || g_hash_table_add (self->members, g_memdup2 (&member, sizeof member));
}

void
mo_key_index_add (MoKeyIndex *self, const char *key, gpointer entity)
{
  GPtrArray *list = g_hash_table_lookup (self->lists, key);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (self->lists, g_strdup (key), list);
    }
  if (is_new (self, list, entity))
    g_ptr_array_add (list, entity);
}

/* --- asking --- */

const GPtrArray *
mo_key_index_list (MoKeyIndex *self, const char *key)
{
  return g_hash_table_lookup (self->lists, key);
}
