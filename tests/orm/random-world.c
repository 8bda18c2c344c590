/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a correct unit of work does, in memory: all but its flush. */

#include "random-world.h"

static void
instance_free (gpointer data)
{
  RndInstance *self = data;

  mo_entity_unref (self->entity);
  g_free (self);
}

void
rnd_world_init (RndWorld *self)
{
  *self = (RndWorld){ .instances = g_ptr_array_new_with_free_func (instance_free) };
  for (guint i = 0; i < RND_N_KINDS; i++)
    {
      self->committed[i] = g_array_new (FALSE, FALSE, sizeof (RndRow));
      self->working[i] = g_array_new (FALSE, FALSE, sizeof (RndRow));
    }
}

void
rnd_world_clear (RndWorld *self)
{
  g_ptr_array_unref (self->instances);
  for (guint i = 0; i < RND_N_KINDS; i++)
    {
      g_array_unref (self->committed[i]);
      g_array_unref (self->working[i]);
    }
}

RndInstance *
rnd_world_add (RndWorld *self, RndKind kind, gpointer entity, MoEntityState state)
{
  RndInstance *instance = g_new0 (RndInstance, 1);

  instance->number = self->instances->len;
  instance->kind = kind;
  instance->entity = entity;
  instance->state = state;
  g_ptr_array_add (self->instances, instance);
  return instance;
}

/* --- finding --- */

RndInstance *
rnd_world_find (RndWorld *self, gconstpointer entity)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      if (instance->entity == entity)
        return instance;
    }
  return NULL;
}

RndInstance *
rnd_world_find_known (RndWorld *self, RndKind kind, const RndCell *key)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      if (instance->kind == kind && instance->state == MO_ENTITY_PERSISTENT
          && rnd_cell_equal (&instance->known.cells[RND_KEY], key))
        return instance;
    }
  return NULL;
}

RndRow *
rnd_table_find (GArray *table, const RndCell *key)
{
  for (guint i = 0; i < table->len; i++)
    if (rnd_cell_equal (&g_array_index (table, RndRow, i).cells[RND_KEY], key))
      return &g_array_index (table, RndRow, i);
  return NULL;
}

gboolean
rnd_world_is_dirty (RndWorld *self, RndKind kind, const RndCell *key)
{
  const RndRow *now = rnd_table_find (self->working[kind], key);
  const RndRow *then = rnd_table_find (self->committed[kind], key);

  return now == NULL || then == NULL || !rnd_row_equal (now, then);
}

gboolean
rnd_world_is_referred (RndWorld *self, RndKind kind, const RndCell *key)
{
  for (guint i = 0; i < RND_N_KINDS; i++)
    for (guint j = 0; rnd_kinds[i].parent == kind && j < self->working[i]->len; j++)
      if (rnd_cell_equal (&g_array_index (self->working[i], RndRow, j).cells[RND_REFERENCE], key))
        return TRUE;
  return FALSE;
}

gboolean
rnd_instance_is_in (const RndInstance *self)
{
  return self->state == MO_ENTITY_PENDING || self->state == MO_ENTITY_PERSISTENT
         || self->state == MO_ENTITY_DELETED;
}

RndRow
rnd_instance_effective (const RndInstance *self)
{
  RndRow row = self->fields;

  if (self->next_key != 0)
    row.cells[RND_KEY] = rnd_number (self->next_key);
  if (self->link != NULL && !self->is_followed)
    {
      row.cells[RND_REFERENCE] = self->link->fields.cells[RND_KEY];
      if (self->link->next_key != 0)
        row.cells[RND_REFERENCE] = rnd_number (self->link->next_key);
    }
  return row;
}

gboolean
rnd_instance_is_modified (const RndInstance *self)
{
  RndRow row = rnd_instance_effective (self);

  return !self->is_known || !rnd_row_equal (&row, &self->known);
}

/* --- coming and going --- */

void
rnd_world_let_go (RndInstance *instance)
{
  if (instance->state == MO_ENTITY_DELETED)
    instance->is_known = FALSE;
  instance->state
      = instance->state == MO_ENTITY_PERSISTENT ? MO_ENTITY_DETACHED : MO_ENTITY_TRANSIENT;
  instance->deleting = FALSE;
  instance->expired = FALSE;
}

gboolean
rnd_world_attach (RndWorld *self, RndInstance *instance)
{
  instance->deleting = FALSE;
  if (instance->state == MO_ENTITY_TRANSIENT)
    instance->state = MO_ENTITY_PENDING;
  else if (instance->state == MO_ENTITY_DETACHED
           && rnd_world_find_known (self, instance->kind, &instance->known.cells[RND_KEY]) == NULL)
    instance->state = MO_ENTITY_PERSISTENT;
  else if (instance->state == MO_ENTITY_DETACHED || instance->state == MO_ENTITY_DELETED)
    self->is_refused = TRUE;
  return instance->state == MO_ENTITY_PENDING || instance->state == MO_ENTITY_PERSISTENT;
}

gboolean
rnd_world_delete (RndWorld *self, RndInstance *instance)
{
  if (instance->state == MO_ENTITY_PENDING)
    rnd_world_let_go (instance);
  else if (instance->state == MO_ENTITY_TRANSIENT)
    self->is_refused = TRUE;
  else if (instance->state == MO_ENTITY_PERSISTENT
           || (instance->state == MO_ENTITY_DETACHED && rnd_world_attach (self, instance)))
    instance->deleting = TRUE;
  return !self->is_refused;
}

/* --- reading --- */

static void
taint (RndWorld *self, RndInstance *instance)
{
  if (!instance->is_written
      && rnd_world_is_dirty (self, instance->kind, &instance->known.cells[RND_KEY]))
    instance->is_tainted = TRUE;
}

void
rnd_world_read (RndWorld *self, RndInstance *instance)
{
  const RndRow *row
      = rnd_table_find (self->working[instance->kind], &instance->known.cells[RND_KEY]);

  if (!instance->expired || row == NULL)
    return;
  instance->expired = FALSE;
  instance->is_read = TRUE;
  for (guint i = 0; i < RND_N_COLUMNS; i++)
    if (rnd_cell_equal (&instance->fields.cells[i], &instance->known.cells[i]))
      instance->fields.cells[i] = instance->known.cells[i] = row->cells[i];
  taint (self, instance);
}

void
rnd_world_refresh (RndWorld *self, RndInstance *instance)
{
  const RndRow *row
      = rnd_table_find (self->working[instance->kind], &instance->known.cells[RND_KEY]);

  instance->fields = instance->known = *row;
  instance->expired = FALSE;
  instance->is_read = TRUE;
  instance->lost_link = instance->lost_link || instance->link != NULL;
  instance->link = NULL;
  taint (self, instance);
}

/* --- keys --- */

static void
rename_key (RndRow *row, guint column, gint64 from, gint64 to)
{
  if (row->cells[column].type == RND_CELL_NUMBER && row->cells[column].number == from)
    row->cells[column].number = to;
}

static void
rename_in_table (GArray *table, guint column, gint64 from, gint64 to)
{
  for (guint i = 0; i < table->len; i++)
    rename_key (&g_array_index (table, RndRow, i), column, from, to);
}

static void
rename_in_instances (RndWorld *self, RndKind kind, guint column, gint64 from, gint64 to)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      if (instance->kind != kind)
        continue;
      rename_key (&instance->fields, column, from, to);
      rename_key (&instance->known, column, from, to);
      rename_key (&instance->was, column, from, to);
    }
}

void
rnd_world_name_key (RndWorld *self, RndKind kind, gint64 from, gint64 to)
{
  rename_in_table (self->working[kind], RND_KEY, from, to);
  rename_in_instances (self, kind, RND_KEY, from, to);
  for (guint i = 0; i < RND_N_KINDS; i++)
    if (rnd_kinds[i].parent == kind)
      {
        rename_in_table (self->working[i], RND_REFERENCE, from, to);
        rename_in_instances (self, i, RND_REFERENCE, from, to);
      }
}

/* --- the end of a transaction --- */

static void
copy_tables (GArray **from, GArray **to)
{
  for (guint i = 0; i < RND_N_KINDS; i++)
    {
      g_array_set_size (to[i], 0);
      g_array_append_vals (to[i], from[i]->data, from[i]->len);
    }
}

static void
begin_anew (RndWorld *self)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      instance->is_written = instance->is_generated = FALSE;
      instance->is_tainted = instance->lost_link = FALSE;
      instance->is_read = FALSE;
      instance->next_key = 0;
    }
  self->is_refused = self->is_broken = FALSE;
}

void
rnd_world_commit (RndWorld *self, gboolean stays, gboolean expires)
{
  copy_tables (self->working, self->committed);
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      if (instance->is_followed)
        instance->link = NULL;
      if (!rnd_instance_is_in (instance))
        continue;
      if (!stays || instance->state == MO_ENTITY_DELETED)
        rnd_world_let_go (instance);
      else
        instance->expired = instance->expired || expires;
    }
  begin_anew (self);
}

void
rnd_instance_undo (RndInstance *self)
{
  const RndKindInfo *info = &rnd_kinds[self->kind];

  self->is_known = self->was_known;
  self->known = self->was;
  self->state = self->was_known ? MO_ENTITY_DETACHED : MO_ENTITY_TRANSIENT;
  if (self->was_known && info->has_version)
    self->fields.cells[RND_COUNT] = self->was.cells[RND_COUNT];
  if (self->was_known)
    return;
  if (self->is_generated)
    self->fields.cells[RND_KEY] = rnd_number (0);
  if (info->has_version)
    self->fields.cells[RND_COUNT] = self->count;
}

/* Whether the reference is to no row that is left: most often one that was there in the transaction
 * only, at its end or at some time before. */
static gboolean
is_void_reference (GArray *const *before, const RndInstance *instance)
{
  const RndCell *key = &instance->fields.cells[RND_REFERENCE];

  return !rnd_cell_is_unset (key)
         && rnd_table_find (before[rnd_kinds[instance->kind].parent], key) == NULL;
}

void
rnd_world_undo_reference (RndWorld *self, GArray *const *before, RndInstance *instance)
{
  instance->is_followed = FALSE;
  if (instance->link != NULL && rnd_cell_is_unset (&instance->link->fields.cells[RND_KEY]))
    instance->fields.cells[RND_REFERENCE] = (RndCell){ RND_CELL_UNKNOWN, 0, NULL };
  else if (instance->link == NULL && instance->lost_link
           && is_void_reference (before, instance))
    instance->is_lost = TRUE;
}

/* Who follows what is let alone is let alone, too. */
void
rnd_world_lose_followers (RndWorld *self)
{
  for (guint n = self->instances->len; n > 0; n--)
    for (guint i = 0; i < self->instances->len; i++)
      {
        RndInstance *instance = g_ptr_array_index (self->instances, i);

        instance->is_lost
            = instance->is_lost || (instance->link != NULL && instance->link->is_lost);
      }
}

void
rnd_world_rollback (RndWorld *self)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->instances, i);

      if (rnd_instance_is_in (instance))
        rnd_world_let_go (instance);
      instance->is_lost = instance->is_lost || instance->is_tainted;
      if (instance->is_written)
        rnd_instance_undo (instance);
    }
  for (guint i = 0; i < self->instances->len; i++)
    rnd_world_undo_reference (self, self->committed, g_ptr_array_index (self->instances, i));
  rnd_world_lose_followers (self);
  copy_tables (self->committed, self->working);
  begin_anew (self);
}
