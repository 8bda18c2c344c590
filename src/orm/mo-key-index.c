/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyIndex: a table of keys that are alike, in each the keys as they are. */

#include "orm/mo-key-index-private.h"

#include "orm/mo-key-fold-private.h"
#include "value/mo-value-private.h"

typedef struct
{
  char *text; /* owned; the key as it is; NULL: of no text, which is alike only if it is the same */
  gpointer entity;
} MoKeyEntry;

/* An instance among keys that are alike. */
typedef struct
{
  const GArray *group;
  gpointer entity;
} MoKeyMember;

struct _MoKeyIndex
{
  GHashTable *groups;  /* folded key to GArray of MoKeyEntry */
  GHashTable *claimed; /* set of text */
  GHashTable *members; /* set of MoKeyMember, where one may come twice */
  gboolean repeats;
};

static guint
member_hash (gconstpointer data)
{
  const MoKeyMember *self = data;

  return g_direct_hash (self->group) * 31 + g_direct_hash (self->entity);
}

static gboolean
member_equal (gconstpointer a, gconstpointer b)
{
  const MoKeyMember *left = a;
  const MoKeyMember *right = b;

  return left->group == right->group && left->entity == right->entity;
}

static void
entry_clear (gpointer data)
{
  g_free (((MoKeyEntry *) data)->text);
}

MoKeyIndex *
mo_key_index_new (gboolean repeats)
{
  MoKeyIndex *self = g_new0 (MoKeyIndex, 1);

  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) g_array_unref);
  self->claimed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->repeats = repeats;
  self->members = g_hash_table_new_full (member_hash, member_equal, g_free, NULL);
  return self;
}

void
mo_key_index_free (MoKeyIndex *self)
{
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->claimed);
  g_hash_table_unref (self->groups);
  g_free (self);
}

/* (transfer full) (nullable) */
static char *
dup_text (const MoValue *key)
{
  gsize length;

  return mo_value_get_text (key, &length) != NULL ? mo_value_to_string (key) : NULL;
}

void
mo_key_index_claim (MoKeyIndex *self, const MoValue *key)
{
  char *text = dup_text (key);

  if (text != NULL)
    g_hash_table_add (self->claimed, text);
}

/* --- filling --- */

static GArray *
get_group (MoKeyIndex *self, const MoValue *key)
{
  char *folded = mo_key_fold (key);
  GArray *group = g_hash_table_lookup (self->groups, folded);

  if (group != NULL)
    {
      g_free (folded);
      return group;
    }
  group = g_array_new (FALSE, FALSE, sizeof (MoKeyEntry));
  g_array_set_clear_func (group, entry_clear);
  g_hash_table_insert (self->groups, folded, group);
  return group;
}

/* The server gives a row twice where two statements ask for keys that it finds equal. */
static gboolean
is_new (MoKeyIndex *self, const GArray *group, gpointer entity)
{
  MoKeyMember member = { group, entity };

  return g_hash_table_add (self->members, g_memdup2 (&member, sizeof member));
}

void
mo_key_index_add (MoKeyIndex *self, const MoValue *key, gpointer entity)
{
  GArray *group = get_group (self, key);
  MoKeyEntry entry = { dup_text (key), entity };

  if ((entry.text == NULL && !self->repeats) || is_new (self, group, entity))
    g_array_append_val (group, entry);
  else
    g_free (entry.text);
}

/* --- asking --- */

/* (nullable) */
static const GArray *
find_group (MoKeyIndex *self, const MoValue *key)
{
  g_autofree char *folded = mo_key_fold (key);

  return g_hash_table_lookup (self->groups, folded);
}

gpointer
mo_key_index_find (MoKeyIndex *self, const MoValue *key)
{
  const GArray *group = find_group (self, key);
  g_autofree char *text = NULL;

  if (group == NULL)
    return NULL;
  text = dup_text (key);
  for (guint i = 0; i < group->len; i++)
    {
      const MoKeyEntry *entry = &g_array_index (group, MoKeyEntry, i);

      if (entry->text == NULL || g_strcmp0 (entry->text, text) == 0)
        return entry->entity;
    }
  return g_array_index (group, MoKeyEntry, 0).entity;
}

GPtrArray *
mo_key_index_list (MoKeyIndex *self, const MoValue *key)
{
  const GArray *group = find_group (self, key);
  g_autofree char *text = dup_text (key);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; group != NULL && i < group->len; i++)
    {
      const MoKeyEntry *entry = &g_array_index (group, MoKeyEntry, i);

      if (entry->text == NULL || g_strcmp0 (entry->text, text) == 0
          || !g_hash_table_contains (self->claimed, entry->text))
        g_ptr_array_add (found, entry->entity);
    }
  return found;
}
