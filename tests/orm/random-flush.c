/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a correct unit of work writes, in memory, and whether the server takes it. */

#include "random-world.h"

static void
judge (RndPlan *self, RndVerdict verdict, const char *why)
{
  if (verdict > self->verdict)
    {
      self->verdict = verdict;
      self->why = why;
    }
}

void
rnd_plan_free (RndPlan *self)
{
  g_ptr_array_unref (self->inserts);
  g_ptr_array_unref (self->updates);
  g_ptr_array_unref (self->deletes);
  for (guint i = 0; i < RND_N_KINDS; i++)
    g_array_unref (self->tables[i]);
  g_free (self);
}

/* --- which --- */

/* Whom those that are written refer to comes with them. */
static void
add_parents (RndWorld *world)
{
  for (gboolean again = TRUE; again;)
    {
      again = FALSE;
      for (guint i = 0; i < world->instances->len; i++)
        {
          RndInstance *instance = g_ptr_array_index (world->instances, i);
          gboolean is_written
              = instance->state == MO_ENTITY_PENDING
                || (instance->state == MO_ENTITY_PERSISTENT && !instance->deleting
                    && rnd_instance_is_modified (instance));

          if (!is_written || instance->link == NULL || instance->is_followed
              || instance->link->state != MO_ENTITY_TRANSIENT)
            continue;
          instance->link->state = MO_ENTITY_PENDING;
          again = TRUE;
        }
    }
}

static void
name_keys (RndWorld *world)
{
  for (guint i = 0; i < world->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (world->instances, i);

      if (instance->state == MO_ENTITY_PENDING
          && rnd_cell_is_unset (&instance->fields.cells[RND_KEY]))
        instance->next_key = --world->last_key;
    }
}

static void
sort (RndPlan *self, RndWorld *world)
{
  for (guint i = 0; i < world->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (world->instances, i);

      if (instance->state == MO_ENTITY_PENDING)
        g_ptr_array_add (self->inserts, instance);
      else if (instance->state != MO_ENTITY_PERSISTENT)
        continue;
      else if (instance->deleting)
        g_ptr_array_add (self->deletes, instance);
      else if (rnd_instance_is_modified (instance))
        g_ptr_array_add (self->updates, instance);
    }
}

/* --- on the tables --- */

/* The row, if it is as the instance knows it. */
static RndRow *
find_row (RndPlan *self, const RndInstance *instance)
{
  RndRow *row
      = rnd_table_find (self->tables[instance->kind], &instance->known.cells[RND_KEY]);

  if (row != NULL
      && (!rnd_kinds[instance->kind].has_version
          || rnd_cell_equal (&row->cells[RND_COUNT], &instance->known.cells[RND_COUNT])))
    return row;
  judge (self, RND_FAILS, "a row is stale");
  return NULL;
}

static void
delete_rows (RndPlan *self)
{
  for (guint i = 0; i < self->deletes->len; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->deletes, i);
      GArray *table = self->tables[instance->kind];
      RndRow *row = find_row (self, instance);

      if (row != NULL)
        g_array_remove_index (table, (guint) (row - (RndRow *) (gpointer) table->data));
    }
}

static void
update_rows (RndPlan *self)
{
  for (guint i = 0; i < self->updates->len; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->updates, i);
      RndRow written = rnd_instance_effective (instance);
      RndRow *row = find_row (self, instance);

      for (guint j = 0; row != NULL && j < RND_N_COLUMNS; j++)
        if (!rnd_cell_equal (&written.cells[j], &instance->known.cells[j]))
          row->cells[j] = written.cells[j];
      if (row != NULL && rnd_kinds[instance->kind].has_version)
        row->cells[RND_COUNT].number++;
    }
}

/* The deletion whose row a new instance has from now on. */
static const RndInstance *
find_replaced (RndPlan *self, const RndInstance *instance)
{
  for (guint i = 0; i < self->deletes->len; i++)
    {
      const RndInstance *deleted = g_ptr_array_index (self->deletes, i);

      if (deleted->kind == instance->kind
          && rnd_cell_equal (&deleted->known.cells[RND_KEY], &instance->fields.cells[RND_KEY]))
        return deleted;
    }
  return NULL;
}

static RndRow
get_inserted (RndPlan *self, const RndInstance *instance)
{
  const RndInstance *replaced = find_replaced (self, instance);
  RndRow row = rnd_instance_effective (instance);

  if (!rnd_kinds[instance->kind].has_version)
    return row;
  if (replaced != NULL)
    row.cells[RND_COUNT] = rnd_number (replaced->known.cells[RND_COUNT].number + 1);
  else if (row.cells[RND_COUNT].type != RND_CELL_NUMBER || row.cells[RND_COUNT].number == 0)
    row.cells[RND_COUNT] = rnd_number (1);
  return row;
}

static void
insert_rows (RndPlan *self)
{
  for (guint i = 0; i < self->inserts->len; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->inserts, i);
      RndRow row = get_inserted (self, instance);

      if (rnd_table_find (self->tables[instance->kind], &row.cells[RND_KEY]) != NULL)
        judge (self, RND_FAILS, "two rows of a key");
      g_array_append_val (self->tables[instance->kind], row);
    }
}

/* --- what the server says --- */

static void
check_references (RndPlan *self)
{
  for (guint i = 0; i < RND_N_KINDS; i++)
    for (guint j = 0; j < self->tables[i]->len; j++)
      {
        const RndCell *key
            = &g_array_index (self->tables[i], RndRow, j).cells[RND_REFERENCE];

        if (key->type != RND_CELL_NULL
            && rnd_table_find (self->tables[rnd_kinds[i].parent], key) == NULL)
          judge (self, RND_FAILS, "a reference to no row");
      }
}

static guint
count_badge (GArray *table, const RndCell *badge)
{
  guint n = 0;

  for (guint i = 0; i < table->len; i++)
    n += rnd_cell_equal (&g_array_index (table, RndRow, i).cells[RND_COUNT], badge) ? 1 : 0;
  return n;
}

/* One that a row had before may be in the way. */
static void
check_badge (RndPlan *self, RndWorld *world, const RndInstance *instance)
{
  RndRow row = rnd_instance_effective (instance);
  GArray *before = world->working[RND_MEMBER];
  const RndRow *own = rnd_table_find (before, &row.cells[RND_KEY]);
  const RndCell *badge = &row.cells[RND_COUNT];

  if (instance->kind != RND_MEMBER)
    return;
  if (count_badge (self->tables[RND_MEMBER], badge) > 1)
    judge (self, RND_FAILS, "two rows of a badge");
  else if (count_badge (before, badge) > 0
           && (own == NULL || !rnd_cell_equal (&own->cells[RND_COUNT], badge)))
    judge (self, RND_MAY_FAIL, "a badge that is about to be free");
}

static gboolean
is_deleted (RndPlan *self, RndKind kind, const RndCell *key)
{
  for (guint i = 0; i < self->deletes->len; i++)
    {
      const RndInstance *instance = g_ptr_array_index (self->deletes, i);

      if (instance->kind == kind && rnd_cell_equal (&instance->known.cells[RND_KEY], key))
        return TRUE;
    }
  return FALSE;
}

/* A circle of teams that go together, in whatever order. */
static void
check_circle (RndPlan *self, RndWorld *world, const RndInstance *instance)
{
  GArray *teams = world->working[RND_TEAM];
  const RndRow *row = rnd_table_find (teams, &instance->known.cells[RND_KEY]);

  for (guint i = 0; instance->kind == RND_TEAM && row != NULL && i <= teams->len; i++)
    {
      const RndCell *parent = &row->cells[RND_REFERENCE];

      if (rnd_cell_equal (parent, &instance->known.cells[RND_KEY]))
        judge (self, RND_MAY_FAIL, "a circle is deleted");
      row = is_deleted (self, RND_TEAM, parent) ? rnd_table_find (teams, parent) : NULL;
    }
}

/* By its value it may come before the row that it refers to. */
static void
check_order (RndPlan *self, RndWorld *world, const RndInstance *instance)
{
  RndRow row = rnd_instance_effective (instance);

  if (instance->link == NULL && row.cells[RND_REFERENCE].type != RND_CELL_NULL
      && rnd_table_find (world->working[rnd_kinds[instance->kind].parent],
                         &row.cells[RND_REFERENCE])
             == NULL)
    judge (self, RND_MAY_FAIL, "a reference by value to a row that is still to come");
}

static void
check_link (RndPlan *self, const RndInstance *instance)
{
  if (instance->link != NULL && !instance->is_followed
      && (instance->link->deleting || instance->link->state == MO_ENTITY_DELETED))
    judge (self, RND_FAILS, "a reference to an instance that goes");
}

static void
check (RndPlan *self, RndWorld *world)
{
  check_references (self);
  for (guint i = 0; i < self->inserts->len; i++)
    {
      check_badge (self, world, g_ptr_array_index (self->inserts, i));
      check_order (self, world, g_ptr_array_index (self->inserts, i));
      check_link (self, g_ptr_array_index (self->inserts, i));
    }
  for (guint i = 0; i < self->updates->len; i++)
    {
      check_badge (self, world, g_ptr_array_index (self->updates, i));
      check_link (self, g_ptr_array_index (self->updates, i));
    }
  for (guint i = 0; i < self->deletes->len; i++)
    check_circle (self, world, g_ptr_array_index (self->deletes, i));
}

/* --- all --- */

RndPlan *
rnd_plan_new (RndWorld *world)
{
  RndPlan *self = g_new0 (RndPlan, 1);

  self->inserts = g_ptr_array_new ();
  self->updates = g_ptr_array_new ();
  self->deletes = g_ptr_array_new ();
  for (guint i = 0; i < RND_N_KINDS; i++)
    self->tables[i] = g_array_copy (world->working[i]);
  if (world->is_refused)
    judge (self, RND_FAILS, "an instance was refused");
  add_parents (world);
  name_keys (world);
  sort (self, world);
  delete_rows (self);
  update_rows (self);
  insert_rows (self);
  check (self, world);
  return self;
}

static void
note_write (RndInstance *self)
{
  if (self->is_written)
    return;
  self->is_written = TRUE;
  self->was_known = self->is_known;
  self->was = self->known;
  self->count = self->fields.cells[RND_COUNT];
  self->is_generated = self->next_key != 0;
}

/* The instance is as its row. */
static void
settle (RndInstance *self, const RndRow *row)
{
  note_write (self);
  if (!self->is_known
      || !rnd_cell_equal (&self->known.cells[RND_REFERENCE], &row->cells[RND_REFERENCE]))
    self->is_followed = self->link != NULL;
  self->fields = self->known = *row;
  self->is_known = TRUE;
  self->state = MO_ENTITY_PERSISTENT;
}

void
rnd_plan_apply (RndPlan *self, RndWorld *world)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (RndRow));

  for (guint i = 0; i < self->inserts->len; i++)
    {
      RndRow row = get_inserted (self, g_ptr_array_index (self->inserts, i));

      g_array_append_val (rows, row);
    }
  for (guint i = 0; i < self->updates->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->updates, i);
      RndRow row = rnd_instance_effective (instance);

      if (rnd_kinds[instance->kind].has_version)
        row.cells[RND_COUNT].number = instance->known.cells[RND_COUNT].number + 1;
      settle (instance, &row);
    }
  for (guint i = 0; i < self->deletes->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (self->deletes, i);

      note_write (instance);
      instance->state = MO_ENTITY_DELETED;
      instance->deleting = FALSE;
    }
  for (guint i = 0; i < self->inserts->len; i++)
    settle (g_ptr_array_index (self->inserts, i), &g_array_index (rows, RndRow, i));
  for (guint i = 0; i < world->instances->len; i++)
    ((RndInstance *) g_ptr_array_index (world->instances, i))->next_key = 0;
  for (guint i = 0; i < RND_N_KINDS; i++)
    {
      g_array_unref (world->working[i]);
      world->working[i] = g_array_ref (self->tables[i]);
    }
}
