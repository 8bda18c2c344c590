/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which pending instances come before others of the same model. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-flush-plan-private.h"

enum
{
  NOT_SEEN,
  ON_THE_WAY,
  DONE,
};

/* The one at the end of a link, if it is inserted too and of the same model. */
static MoFlushEntry *
find_parent (const MoFlushEntry *self, guint index, GHashTable *pending)
{
  const GArray *links = mo_entity_get_header (self->entity)->links;
  MoFlushEntry *parent
      = g_hash_table_lookup (pending, g_array_index (links, MoEntityLink, index).parent);

  return parent != NULL && parent->model == self->model ? parent : NULL;
}

/* One of its parents that has no level yet; NULL: all have, and so has it. */
static MoFlushEntry *
find_open_parent (MoFlushEntry *self, GHashTable *pending)
{
  const GArray *links = mo_entity_get_header (self->entity)->links;

  self->visit = ON_THE_WAY;
  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      MoFlushEntry *parent = find_parent (self, i, pending);

      if (parent == NULL)
        continue;
      if (parent->visit != DONE)
        return parent;
      self->level = MAX (self->level, parent->level + 1);
    }
  self->visit = DONE;
  return NULL;
}

/* With a stack of its own: a chain of instances may be long. */
static gboolean
find_level (MoFlushEntry *entry, GHashTable *pending, GPtrArray *path, GError **error)
{
  g_ptr_array_add (path, entry);
  while (path->len > 0)
    {
      MoFlushEntry *last = g_ptr_array_index (path, path->len - 1);
      MoFlushEntry *parent = find_open_parent (last, pending);

      if (parent == NULL)
        {
          g_ptr_array_set_size (path, (gint) path->len - 1);
          continue;
        }
      if (parent->visit == ON_THE_WAY)
        {
          g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "cannot insert instances of %s that refer to each other in a circle: set "
                       "one reference after the others are flushed",
                       entry->model->name);
          return FALSE;
        }
      g_ptr_array_add (path, parent);
    }
  return TRUE;
}

gboolean
mo_flush_find_levels (GPtrArray *entries, GHashTable *pending, GError **error)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);

      if (entry->is_insert && entry->visit == NOT_SEEN
          && !find_level (entry, pending, path, error))
        return FALSE;
    }
  return TRUE;
}
