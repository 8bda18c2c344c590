/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory for many small things that are freed together. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MoArenaChunk MoArenaChunk;

/* Chunks grow from 1 KiB to 16 MiB, of which the system gives what is written to; what is larger
 * gets a chunk of its own, of just its size. What was handed out never moves. One that is all zeros
 * is empty. Not for threads to share. */
typedef struct
{
  MoArenaChunk *chunks;
  char *position;
  gsize left;
  gsize next_size;
} MoArena;

#define MO_ARENA_ALIGNMENT 8

/* What does not fit in what is left; for those below. */
char *mo_arena_try_alloc_more (MoArena *self, gsize size);

/* @size bytes without alignment, for text; NULL if there is not that much memory. */
static inline char *
mo_arena_try_alloc (MoArena *self, gsize size)
{
  char *result = self->position;

  if (G_UNLIKELY (size >= self->left)) /* of an empty one nothing can be lent, not even 0 bytes */
    return mo_arena_try_alloc_more (self, size);
  self->position += size;
  self->left -= size;
  return result;
}

/* An empty one begins with memory that is somebody else's, aligned, as its first chunk. What was
 * asked for is all of it, if no more than @size bytes are. */
void mo_arena_begin_in (MoArena *self, gpointer space, gsize size);

/* For numbers and pointers. */
gpointer mo_arena_alloc_aligned (MoArena *self, gsize size);

/* A copy of @length bytes and a NUL; NULL if there is not that much memory. */
const char *mo_arena_try_copy (MoArena *self, gconstpointer data, gsize length);
/* The same; without the memory the program ends. */
const char *mo_arena_copy     (MoArena *self, gconstpointer data, gsize length);

void mo_arena_clear (MoArena *self);

G_END_DECLS
