/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The plan of a flush: instances sorted by what can share a statement. Linear in their number. */

#include "orm/mo-flush-plan-private.h"

/* The instances of one model. */
typedef struct
{
  const MoModel *model;
  GPtrArray *inserts; /* of MoFlushEntry, borrowed, in the caller's order */
  GPtrArray *updates;
  GPtrArray *deletes;
} MoFlushLot;

static MoFlushLot *
lot_new (const MoModel *model)
{
  MoFlushLot *self = g_new0 (MoFlushLot, 1);

  self->model = model;
  self->inserts = g_ptr_array_new ();
  self->updates = g_ptr_array_new ();
  self->deletes = g_ptr_array_new ();
  return self;
}

static void
lot_free (MoFlushLot *self)
{
  g_ptr_array_unref (self->inserts);
  g_ptr_array_unref (self->updates);
  g_ptr_array_unref (self->deletes);
  g_free (self);
}

/* --- which --- */

static gboolean
collect (GPtrArray *entities, GPtrArray *entries, GHashTable *by_instance, GError **error)
{
  for (guint i = 0; i < entities->len; i++)
    {
      MoFlushEntry *entry;

      if (!mo_flush_entry_new (g_ptr_array_index (entities, i), &entry, error))
        return FALSE;
      if (entry == NULL)
        continue;
      g_ptr_array_add (entries, entry);
      g_hash_table_insert (by_instance, entry->entity, entry);
    }
  return TRUE;
}

/* --- in which order --- */

/* One whose row another instance has now needs no statement. */
static void
put (MoFlushLot *self, MoFlushEntry *entry)
{
  if (mo_flush_entry_adds_row (entry))
    g_ptr_array_add (self->inserts, entry);
  else if (entry->kind != MO_FLUSH_DELETE)
    g_ptr_array_add (self->updates, entry);
  else if (entry->other == NULL)
    g_ptr_array_add (self->deletes, entry);
}

static GHashTable *
sort_by_model (GPtrArray *entries)
{
  GHashTable *lots = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) lot_free);

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (entries, i);
      MoFlushLot *lot = g_hash_table_lookup (lots, entry->model);

      if (lot == NULL)
        {
          lot = lot_new (entry->model);
          g_hash_table_insert (lots, (gpointer) entry->model, lot);
        }
      put (lot, entry);
    }
  return lots;
}

static GPtrArray *
list_models (GPtrArray *entries)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *models = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const MoFlushEntry *entry = g_ptr_array_index (entries, i);

      if (g_hash_table_add (seen, (gpointer) entry->model))
        g_ptr_array_add (models, (gpointer) entry->model);
    }
  return models;
}

/* Also in the order of foreign keys where only updates come: flushes then lock in the same order.
 */
static GPtrArray *
sort_models (GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) models = list_models (entries);

  return mo_model_sort_by_references ((const MoModel *const *) models->pdata, models->len, error);
}

/* --- in which statements --- */

static gboolean
make_rows (GPtrArray *entries, GHashTable *by_instance, MoFlushProgram *program, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  MoFlushSources sources = { by_instance, &program->arena, mo_value_from_date_time (now) };

  for (guint i = 0; i < entries->len; i++)
    {
      MoFlushRow *row = mo_flush_entry_make_row (g_ptr_array_index (entries, i), &sources, error);

      if (row == NULL)
        return FALSE;
      g_ptr_array_add (program->rows, row);
    }
  return TRUE;
}

static guint
find_deepest (GPtrArray *entries)
{
  guint deepest = 0;

  for (guint i = 0; i < entries->len; i++)
    deepest = MAX (deepest, ((MoFlushEntry *) g_ptr_array_index (entries, i))->level);
  return deepest;
}

/* A batch for each level, one with given keys and one without; rows with a given key never share a
 * statement with others. */
static void
batch_inserts (const MoFlushLot *lot, GPtrArray *batches)
{
  guint n_places = 2 * (find_deepest (lot->inserts) + 1);
  g_autofree MoFlushBatch **places = g_new0 (MoFlushBatch *, n_places);

  for (guint i = 0; i < lot->inserts->len; i++)
    {
      const MoFlushEntry *entry = g_ptr_array_index (lot->inserts, i);
      gboolean gives_keys = entry->cell != NULL;
      MoFlushBatch **place = &places[2 * entry->level + (gives_keys ? 1 : 0)];

      if (*place == NULL)
        *place = mo_flush_batch_new (&mo_flush_insert_class, lot->model, entry->columns,
                                     entry->n_columns);
      (*place)->gives_keys = gives_keys;
      mo_flush_batch_add (*place, entry->row);
    }
  for (guint i = 0; i < n_places; i++)
    if (places[i] != NULL)
      g_ptr_array_add (batches, places[i]);
}

/* Entries with the same columns together, in the order in which they occur. */
static GPtrArray *
sort_by_columns (GPtrArray *updates)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) by_columns
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < updates->len; i++)
    {
      MoFlushEntry *entry = g_ptr_array_index (updates, i);
      g_autoptr (GBytes) key
          = g_bytes_new_static (entry->columns, entry->n_columns * sizeof (guint));
      GPtrArray *group = g_hash_table_lookup (by_columns, key);

      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_ptr_array_add (groups, group);
          g_hash_table_insert (by_columns, g_bytes_ref (key), group);
        }
      g_ptr_array_add (group, entry);
    }
  return groups;
}

static void
batch_updates (const MoFlushLot *lot, GPtrArray *batches)
{
  g_autoptr (GPtrArray) groups = sort_by_columns (lot->updates);

  for (guint i = 0; i < groups->len; i++)
    mo_flush_batch_updates (g_ptr_array_index (groups, i), batches);
}

/* A batch for each level, the deepest first. */
static void
batch_deletes (const MoFlushLot *lot, GPtrArray *batches)
{
  guint n_places = find_deepest (lot->deletes) + 1;
  g_autofree MoFlushBatch **places = g_new0 (MoFlushBatch *, n_places);

  for (guint i = 0; i < lot->deletes->len; i++)
    {
      const MoFlushEntry *entry = g_ptr_array_index (lot->deletes, i);

      if (places[entry->level] == NULL)
        places[entry->level] = mo_flush_batch_new (&mo_flush_delete_class, lot->model, NULL, 0);
      mo_flush_batch_add (places[entry->level], entry->row);
    }
  for (guint i = n_places; i-- > 0;)
    if (places[i] != NULL)
      g_ptr_array_add (batches, places[i]);
}

static gboolean
find_levels (GPtrArray *entries, GHashTable *lots, GHashTable *by_instance, GError **error)
{
  GHashTableIter iter;
  gpointer lot;

  mo_flush_find_linked_parents (entries, by_instance);
  g_hash_table_iter_init (&iter, lots);
  while (g_hash_table_iter_next (&iter, NULL, &lot))
    mo_flush_find_parents_of_deleted (((MoFlushLot *) lot)->deletes);
  return mo_flush_find_levels (entries, error);
}

static void
make_batches (GHashTable *lots, GPtrArray *models, MoFlushProgram *program)
{
  for (guint i = 0; i < models->len; i++)
    batch_inserts (g_hash_table_lookup (lots, g_ptr_array_index (models, i)), program->batches);
  for (guint i = 0; i < models->len; i++)
    batch_updates (g_hash_table_lookup (lots, g_ptr_array_index (models, i)), program->batches);
  for (guint i = models->len; i-- > 0;)
    batch_deletes (g_hash_table_lookup (lots, g_ptr_array_index (models, i)), program->batches);
}

gboolean
mo_flush_plan (GPtrArray *entities, MoFlushProgram *program, GPtrArray *entries, GError **error)
{
  g_autoptr (GHashTable) by_instance = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) lots = NULL;
  g_autoptr (GPtrArray) models = NULL;

  if (!collect (entities, entries, by_instance, error))
    return FALSE;
  mo_flush_switch_rows (entries);
  lots = sort_by_model (entries);
  models = sort_models (entries, error);
  if (models == NULL || !find_levels (entries, lots, by_instance, error)
      || !make_rows (entries, by_instance, program, error))
    return FALSE;
  make_batches (lots, models, program);
  mo_flush_program_estimate (program);
  return TRUE;
}
