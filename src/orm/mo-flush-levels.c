/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which rows of a table refer to others that come, or go, with them: parents come first, and go
 * last. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-flush-plan-private.h"

enum
{
  NOT_SEEN,
  ON_THE_WAY,
  DONE,
};

/* --- who refers to whom --- */

static gboolean
has_levels (const MoFlushEntry *self)
{
  return self->kind == MO_FLUSH_INSERT || self->kind == MO_FLUSH_DELETE;
}

static void
add_parent (MoFlushEntry *self, MoFlushEntry *parent)
{
  if (parent == NULL || parent == self || parent->model != self->model
      || parent->kind != self->kind)
    return;
  if (self->parents == NULL)
    self->parents = g_ptr_array_new ();
  g_ptr_array_add (self->parents, parent);
}

/* A row that goes has what was flushed, whomever its instance was told to follow since. */
static gboolean
is_in_row (const MoFlushEntry *self, guint column)
{
  const MoEntityHeader *header = mo_entity_get_header (self->entity);

  return self->kind != MO_FLUSH_DELETE
         || (header->committed != NULL
             && (mo_entity_get_kept (self->entity)[column] & MO_KEPT_AWAITS) != 0);
}

static void
add_linked_parents (MoFlushEntry *self, GHashTable *by_instance)
{
  const GArray *links = mo_entity_get_links (self->entity);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      const MoEntityLink *link = &g_array_index (links, MoEntityLink, i);

      if (is_in_row (self, link->column))
        add_parent (self, g_hash_table_lookup (by_instance, link->parent));
    }
}

/* (transfer full): text that tells values of some columns apart; NULL: one is none, or not known.
 */
static char *
name_values (const MoFlushEntry *self, const gint *columns, guint n_columns)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *text = NULL;
      MoValue value;

      if (!mo_entity_get_committed (self->entity, (guint) columns[i], &value)
          || mo_value_is_null (&value))
        return NULL;
      text = mo_value_to_string (&value);
      g_string_append_printf (name, "%" G_GSIZE_FORMAT ":%s", strlen (text), text);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* @deleted: of one model, to which the key leads. */
static void
add_parents_by_key (GPtrArray *deleted, const MoForeignKey *key)
{
  g_autoptr (GHashTable) by_value = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < deleted->len; i++)
    {
      char *name = name_values (g_ptr_array_index (deleted, i), key->parent_columns, key->n);

      if (name != NULL)
        g_hash_table_replace (by_value, name, g_ptr_array_index (deleted, i));
    }
  for (guint i = 0; i < deleted->len; i++)
    {
      g_autofree char *name = name_values (g_ptr_array_index (deleted, i), key->columns, key->n);

      if (name != NULL)
        add_parent (g_ptr_array_index (deleted, i), g_hash_table_lookup (by_value, name));
    }
}

/* A row that goes was read, and says by its values which one it refers to. */
void
mo_flush_find_parents_of_deleted (GPtrArray *deleted)
{
  const MoModel *model;
  MoForeignKey key;

  if (deleted->len < 2)
    return;
  model = ((MoFlushEntry *) g_ptr_array_index (deleted, 0))->model;
  for (guint i = 0; mo_model_get_foreign_key (model, i, &key); i++)
    if (key.parent == model)
      add_parents_by_key (deleted, &key);
}

void
mo_flush_find_linked_parents (GPtrArray *entries, GHashTable *by_instance)
{
  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);

      if (has_levels (entry))
        add_linked_parents (entry, by_instance);
    }
}

/* --- levels --- */

/* One of its parents that has no level yet; NULL: all have, and so has it. */
static MoFlushEntry *
find_open_parent (MoFlushEntry *self)
{
  self->visit = ON_THE_WAY;
  for (guint i = 0; self->parents != NULL && i < self->parents->len; i++)
    {
      MoFlushEntry *parent = g_ptr_array_index (self->parents, i);

      if (parent->visit != DONE)
        return parent;
      self->level = MAX (self->level, parent->level + 1);
    }
  self->visit = DONE;
  return NULL;
}

/* With a stack of its own: a chain of instances may be long. */
static gboolean
find_level (MoFlushEntry *entry, GPtrArray *path, GError **error)
{
  g_ptr_array_add (path, entry);
  while (path->len > 0)
    {
      MoFlushEntry *last = g_ptr_array_index (path, path->len - 1);
      MoFlushEntry *parent = find_open_parent (last);

      if (parent == NULL)
        {
          g_ptr_array_set_size (path, (gint) path->len - 1);
          continue;
        }
      if (parent->visit == ON_THE_WAY)
        {
          g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                       "cannot %s instances of %s that refer to each other in a circle: set one "
                       "reference %s",
                       mo_flush_entry_get_verb (entry), entry->model->name,
                       entry->kind == MO_FLUSH_DELETE ? "to NULL, and flush before"
                                                      : "after the others are flushed");
          return FALSE;
        }
      g_ptr_array_add (path, parent);
    }
  return TRUE;
}

gboolean
mo_flush_find_levels (GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);

      if (has_levels (entry) && entry->visit == NOT_SEEN && !find_level (entry, path, error))
        return FALSE;
    }
  return TRUE;
}
