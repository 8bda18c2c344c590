/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: one that no longer borrows from the caller. */

#include "value/mo-value-private.h"

static gpointer
copy_aligned (MoArena *arena, gconstpointer data, gsize size)
{
  gpointer space = mo_arena_alloc_aligned (arena, size);

  if (size > 0)
    memcpy (space, data, size);
  return space;
}

MoValue
mo_value_copy (const MoValue *self, MoArena *arena)
{
  MoValue copy = *self;
  gsize length;
  const char *text = mo_value_get_text (self, &length);

  if (text != NULL)
    copy.as.text = mo_arena_copy (arena, text, length);
  else if (self->type == MO_VALUE_VECF32)
    copy.as.vecf32 = copy_aligned (arena, self->as.vecf32, self->length * sizeof (float));
  else if (self->type == MO_VALUE_VECF64)
    copy.as.vecf64 = copy_aligned (arena, self->as.vecf64, self->length * sizeof (double));
  return copy;
}

gsize
mo_value_get_copy_size (const MoValue *self)
{
  gsize length;

  if (mo_value_get_text (self, &length) != NULL)
    return length + 1;
  if (self->type == MO_VALUE_VECF32)
    return self->length * sizeof (float) + MO_ARENA_ALIGNMENT;
  if (self->type == MO_VALUE_VECF64)
    return self->length * sizeof (double) + MO_ARENA_ALIGNMENT;
  return 0;
}
