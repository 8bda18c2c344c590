/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A hash table of pairs. */

#include "orm/mo-pair-set-private.h"

typedef struct
{
  gconstpointer first;
  gconstpointer second;
} MoPair;

static guint
pair_hash (gconstpointer data)
{
  const MoPair *self = data;

  return g_direct_hash (self->first) * 31 + g_direct_hash (self->second);
}

static gboolean
pair_equal (gconstpointer a, gconstpointer b)
{
  const MoPair *left = a;
  const MoPair *right = b;

  return left->first == right->first && left->second == right->second;
}

GHashTable *
mo_pair_set_new (void)
{
  return g_hash_table_new_full (pair_hash, pair_equal, g_free, NULL);
}

gboolean
mo_pair_set_add (GHashTable *self, gconstpointer first, gconstpointer second)
{
  MoPair pair = { first, second };

  return !g_hash_table_contains (self, &pair)
         && g_hash_table_add (self, g_memdup2 (&pair, sizeof pair));
}
