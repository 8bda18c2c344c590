/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An instance that comes with the key of one that goes: one row, which is updated. Deleted first,
 * what refers to it would stand in the way; deleted last, it would be there twice. The idea is
 * SQLAlchemy's, which calls it a row switch. */

#include "orm/mo-flush-plan-private.h"
#include "orm/mo-identity-map-private.h"

static gboolean
has_key (const MoFlushEntry *self)
{
  return self->cell == NULL && mo_entity_get_header (self->entity)->key_cell == NULL;
}

/* (transfer full): GBytes to MoFlushEntry. */
static GHashTable *
find_going (GPtrArray *entries)
{
  GHashTable *going
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);

      if (entry->kind == MO_FLUSH_DELETE && has_key (entry))
        g_hash_table_replace (going, mo_identity_dup_key (entry->model, entry->entity), entry);
    }
  return going;
}

void
mo_flush_switch_rows (GPtrArray *entries)
{
  g_autoptr (GHashTable) going = find_going (entries);

  for (guint i = 0; g_hash_table_size (going) > 0 && i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GBytes) key = NULL;
      MoFlushEntry *gone;

      if (entry->kind != MO_FLUSH_INSERT || !has_key (entry))
        continue;
      key = mo_identity_dup_key (entry->model, entry->entity);
      gone = g_hash_table_lookup (going, key);
      if (gone != NULL && gone->other == NULL)
        mo_flush_entry_take_over (entry, gone);
    }
}
