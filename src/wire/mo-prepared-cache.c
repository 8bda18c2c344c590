/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPreparedCache: prepared statements by their texts. */

#include "wire/mo-prepared-private.h"

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
prepared_free (gpointer prepared)
{
  mo_prepared_free (prepared);
}

/* (transfer full) */
static MoPrepared *
take_out (MoPreparedCache *self, MoPrepared *prepared)
{
  g_hash_table_steal (self->by_sql, prepared->sql);
  g_queue_unlink (&self->order, &prepared->link);
  return prepared;
}

MoPrepared *
mo_prepared_cache_take (MoPreparedCache *self, const char *sql)
{
  MoPrepared *found = self->by_sql != NULL ? g_hash_table_lookup (self->by_sql, sql) : NULL;

  return found != NULL ? take_out (self, found) : NULL;
}

static void
drop (MoPreparedCache *self, const char *sql)
{
  MoPrepared *old = mo_prepared_cache_take (self, sql);

  g_clear_pointer (&old, mo_prepared_free);
}

void
mo_prepared_cache_make_room (MoPreparedCache *self)
{
  while (self->order.length > 0 && self->order.length >= self->most)
    mo_prepared_free (take_out (self, g_queue_peek_tail (&self->order)));
}

gboolean
mo_prepared_cache_may_keep (const MoPreparedCache *self, gsize n_bytes, gsize n_parameters)
{
  return self->most > 0 && n_bytes <= MOST_BYTES && n_parameters <= MOST_PARAMETERS;
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
  if (self->by_sql == NULL)
    self->by_sql = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, prepared_free);
  drop (self, prepared->sql);
  mo_prepared_cache_make_room (self);
  g_hash_table_insert (self->by_sql, prepared->sql, prepared);
  g_queue_push_head_link (&self->order, &prepared->link);
}

void
mo_prepared_cache_clear (MoPreparedCache *self)
{
  self->state++;
  g_queue_init (&self->order);
  if (self->by_sql != NULL)
    g_hash_table_remove_all (self->by_sql);
}

void
mo_prepared_cache_free (MoPreparedCache *self)
{
  g_queue_init (&self->order);
  g_clear_pointer (&self->by_sql, g_hash_table_unref);
}
