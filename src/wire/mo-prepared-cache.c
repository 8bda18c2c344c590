/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPreparedCache: prepared statements by their texts. */

#include "wire/mo-prepared-private.h"

#include <string.h>

#define USUAL_SIZE 64

/* Long texts hardly come again, and both sides would hold them. */
#define MOST_BYTES 16384
#define MOST_PARAMETERS 256

/* MatrixOne runs what it has prepared with the columns that a table had then: once another session
 * has altered it, rows have the old columns, or cannot be read. */
void
mo_prepared_cache_set_most (MoPreparedCache *self, MoServerKind kind, gint most)
{
  if (most >= 0)
    self->most = (guint) most;
  else
    self->most = kind == MO_SERVER_KIND_MATRIXONE ? 0 : USUAL_SIZE;
}

static void
list (MoPreparedCache *self, MoPrepared *prepared)
{
  if (self->by_sql == NULL)
    self->by_sql = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (self->by_sql, prepared->sql, prepared);
  g_queue_push_head_link (&self->order, &prepared->link);
  prepared->cache = self;
}

void
mo_prepared_cache_forget (MoPreparedCache *self, MoPrepared *prepared)
{
  g_hash_table_remove (self->by_sql, prepared->sql);
  g_queue_unlink (&self->order, &prepared->link);
  prepared->cache = NULL;
}

/* Most often it is the one that was run last. */
MoPrepared *
mo_prepared_cache_take (MoPreparedCache *self, const char *sql)
{
  MoPrepared *last = g_queue_peek_head (&self->order);

  if (last != NULL && strcmp (last->sql, sql) == 0)
    return last;
  return self->by_sql != NULL ? g_hash_table_lookup (self->by_sql, sql) : NULL;
}

void
mo_prepared_cache_make_room (MoPreparedCache *self)
{
  while (self->order.length > 0 && self->order.length >= self->most)
    mo_prepared_free (g_queue_peek_tail (&self->order));
}

gboolean
mo_prepared_cache_may_keep (const MoPreparedCache *self, gsize n_bytes, gsize n_parameters)
{
  return self->most > 0 && n_bytes <= MOST_BYTES && n_parameters <= MOST_PARAMETERS;
}

static void
use (MoPreparedCache *self, MoPrepared *prepared)
{
  if (self->order.head == &prepared->link)
    return;
  g_queue_unlink (&self->order, &prepared->link);
  g_queue_push_head_link (&self->order, &prepared->link);
}

void
mo_prepared_cache_put (MoPreparedCache *self, MoPrepared *prepared)
{
  if (prepared->sql == NULL || prepared->state != self->state
      || prepared->api->stmt_free_result (prepared->stmt) != 0)
    {
      mo_prepared_free (prepared);
      return;
    }
  if (prepared->cache != NULL)
    {
      use (self, prepared);
      return;
    }
  mo_prepared_cache_make_room (self);
  list (self, prepared);
}

void
mo_prepared_cache_clear (MoPreparedCache *self)
{
  self->state++;
}

void
mo_prepared_cache_sweep (MoPreparedCache *self)
{
  if (self->swept == self->state)
    return;
  for (GList *link = self->order.head, *next; link != NULL; link = next)
    {
      MoPrepared *prepared = link->data;

      next = link->next;
      if (prepared->state != self->state)
        mo_prepared_free (prepared);
    }
  self->swept = self->state;
}

void
mo_prepared_cache_free (MoPreparedCache *self)
{
  mo_prepared_cache_clear (self);
  mo_prepared_cache_sweep (self);
  g_clear_pointer (&self->by_sql, g_hash_table_unref);
}
