/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoArena: a list of chunks; the first one is being filled, the others are full. */

#include "value/mo-arena-private.h"

#include <string.h>

#define FIRST_CHUNK_BYTES ((gsize) 1024)
#define LARGEST_CHUNK_BYTES ((gsize) 1024 * 1024)

struct _MoArenaChunk
{
  MoArenaChunk *next;
  char data[];
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
  self->next_size = MIN (size * 2, LARGEST_CHUNK_BYTES);
  return TRUE;
}

char *
mo_arena_try_alloc (MoArena *self, gsize size)
{
  char *result;

  if (size > self->left)
    {
      gsize next_size = self->next_size != 0 ? self->next_size : FIRST_CHUNK_BYTES;

      if (size > next_size / 2)
        return alloc_own_chunk (self, size);
      if (!add_chunk (self))
        return NULL;
    }
  result = self->position;
  self->position += size;
  self->left -= size;
  return result;
}

const char *
mo_arena_copy (MoArena *self, gconstpointer data, gsize length)
{
  char *copy = mo_arena_try_alloc (self, length + 1);

  if (copy == NULL)
    g_error ("out of memory: %" G_GSIZE_FORMAT " bytes", length + 1);
  if (length > 0)
    memcpy (copy, data, length);
  copy[length] = '\0';
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
