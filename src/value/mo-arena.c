/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoArena: a list of chunks; the first one is being filled, the others are full. */

#include "value/mo-arena-private.h"

#include <string.h>

/* Few and large: how much freed memory the malloc() of glibc keeps goes by the largest block that
 * was freed, see mallopt (3); rows that are read again and again then find the pages of those
 * before them, instead of new ones. */
#define FIRST_CHUNK_BYTES ((gsize) 1024)
#define GROWTH 8
#define LARGEST_CHUNK_BYTES ((gsize) 16 * 1024 * 1024)

struct _MoArenaChunk
{
  MoArenaChunk *next;
  _Alignas (MO_ARENA_ALIGNMENT) char data[];
};

static MoArenaChunk *
try_new_chunk (gsize size)
{
  if (size > G_MAXSIZE - sizeof (MoArenaChunk))
    return NULL;
  return g_try_malloc (sizeof (MoArenaChunk) + size);
}

/* Behind the chunk that is being filled, so that its rest stays in use. */
static char *
alloc_own_chunk (MoArena *self, gsize size)
{
  MoArenaChunk *chunk = try_new_chunk (size);

  if (chunk == NULL)
    return NULL;
  if (self->chunks == NULL)
    {
      chunk->next = NULL;
      self->chunks = chunk;
    }
  else
    {
      chunk->next = self->chunks->next;
      self->chunks->next = chunk;
    }
  return chunk->data;
}

static gboolean
add_chunk (MoArena *self)
{
  gsize size = self->next_size != 0 ? self->next_size : FIRST_CHUNK_BYTES;
  MoArenaChunk *chunk = try_new_chunk (size);

  if (chunk == NULL)
    return FALSE;
  chunk->next = self->chunks;
  self->chunks = chunk;
  self->position = chunk->data;
  self->left = size;
  self->next_size = MIN (size * GROWTH, LARGEST_CHUNK_BYTES);
  return TRUE;
}

char *
mo_arena_try_alloc_more (MoArena *self, gsize size)
{
  gsize next_size = self->next_size != 0 ? self->next_size : FIRST_CHUNK_BYTES;

  if (size > next_size / 2)
    return alloc_own_chunk (self, size);
  return add_chunk (self) ? mo_arena_try_alloc (self, size) : NULL;
}

void
mo_arena_begin_in (MoArena *self, gpointer space, gsize size)
{
  /* One more, as the last byte of what is left is never given. */
  *self = (MoArena){ .position = space,
                     .left = size + 1,
                     .next_size = FIRST_CHUNK_BYTES * GROWTH };
}

static void
expect (gconstpointer memory, gsize size)
{
  if (memory == NULL)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes", size);
}

/* Chunks are aligned, so where there is no room to align what is left, the next one is. */
gpointer
mo_arena_alloc_aligned (MoArena *self, gsize size)
{
  gsize gap = (gsize) (-(guintptr) self->position % MO_ARENA_ALIGNMENT);
  gpointer result;

  gap = MIN (gap, self->left);
  self->position += gap;
  self->left -= gap;
  result = mo_arena_try_alloc (self, size);
  expect (result, size);
  return result;
}

const char *
mo_arena_try_copy (MoArena *self, gconstpointer data, gsize length)
{
  char *copy = mo_arena_try_alloc (self, length + 1);

  if (copy == NULL)
    return NULL;
  if (length > 0)
    memcpy (copy, data, length);
  copy[length] = '\0';
  return copy;
}

const char *
mo_arena_copy (MoArena *self, gconstpointer data, gsize length)
{
  const char *copy = mo_arena_try_copy (self, data, length);

  expect (copy, length + 1);
  return copy;
}

void
mo_arena_clear (MoArena *self)
{
  while (self->chunks != NULL)
    {
      MoArenaChunk *chunk = self->chunks;

      self->chunks = chunk->next;
      g_free (chunk);
    }
  *self = (MoArena){ 0 };
}
