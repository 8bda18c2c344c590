/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a correct unit of work is, in memory, behind a scope that was kept, or rolled back. */

#include "random-world.h"

struct _RndMark
{
  GArray *instances; /* of RndInstance, as they were */
  GArray *tables[RND_N_KINDS];
};

RndMark *
rnd_mark_new (RndWorld *world)
{
  RndMark *self = g_new0 (RndMark, 1);

  self->instances = g_array_new (FALSE, FALSE, sizeof (RndInstance));
  for (guint i = 0; i < world->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (world->instances, i);

      g_array_append_val (self->instances, *instance);
      instance->is_written = instance->is_generated = instance->is_read = FALSE;
    }
  for (guint i = 0; i < RND_N_KINDS; i++)
    self->tables[i] = g_array_copy (world->working[i]);
  return self;
}

void
rnd_mark_free (RndMark *self)
{
  g_array_unref (self->instances);
  for (guint i = 0; i < RND_N_KINDS; i++)
    g_array_unref (self->tables[i]);
  g_free (self);
}

/* What it was before the transaction counts, and not before the scope. */
static void
put_history_back (RndInstance *instance, const RndInstance *then)
{
  instance->is_written = then->is_written;
  instance->was_known = then->was_known;
  instance->was = then->was;
  instance->count = then->count;
  instance->is_generated = then->is_generated;
}

void
rnd_mark_keep (RndMark *self, RndWorld *world)
{
  for (guint i = 0; i < self->instances->len; i++)
    {
      const RndInstance *then = &g_array_index (self->instances, RndInstance, i);

      if (then->is_written)
        put_history_back (g_ptr_array_index (world->instances, i), then);
    }
}

/* One that was not in the session before. */
static void
rewind_stranger (RndInstance *instance)
{
  if (rnd_instance_is_in (instance))
    rnd_world_let_go (instance);
  if (instance->is_written)
    rnd_instance_undo (instance);
  instance->is_lost = instance->is_lost || instance->is_read;
  instance->is_written = FALSE;
  instance->next_key = 0;
}

void
rnd_mark_rewind (RndMark *self, RndWorld *world)
{
  for (guint i = 0; i < world->instances->len; i++)
    {
      RndInstance *instance = g_ptr_array_index (world->instances, i);
      const RndInstance *then = i < self->instances->len
                                    ? &g_array_index (self->instances, RndInstance, i)
                                    : NULL;

      if (then != NULL && rnd_instance_is_in (then))
        {
          *instance = *then;
          continue;
        }
      rewind_stranger (instance);
      if (then != NULL)
        put_history_back (instance, then);
    }
  for (guint i = 0; i < world->instances->len; i++)
    if (i >= self->instances->len
        || !rnd_instance_is_in (&g_array_index (self->instances, RndInstance, i)))
      rnd_world_undo_reference (world, self->tables, g_ptr_array_index (world->instances, i));
  rnd_world_lose_followers (world);
  for (guint i = 0; i < RND_N_KINDS; i++)
    {
      g_array_unref (world->working[i]);
      world->working[i] = g_array_ref (self->tables[i]);
    }
  world->is_refused = world->is_broken = FALSE;
}
