/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPrepared: a handle of the client library's, and what that may look at. */

#include "wire/mo-prepared-private.h"

MoPrepared *
mo_prepared_new (const MoMysqlApi *api, MYSQL_STMT *stmt)
{
  MoPrepared *self = g_new0 (MoPrepared, 1);

  self->api = api;
  self->stmt = stmt;
  self->link.data = self;
  return self;
}

void
mo_prepared_free (MoPrepared *self)
{
  if (self->cache != NULL)
    mo_prepared_cache_forget (self->cache, self);
  self->api->stmt_close (self->stmt);
  mo_fetch_clear (&self->fetch);
  g_free (self->types);
  g_free (self->sql);
  g_free (self);
}

void
mo_prepared_set_to_keep (
    MoPrepared *self, const char *sql, guint state, const MoValue *values, gsize n_values)
{
  self->sql = g_strdup (sql);
  self->state = state;
  self->types = g_new (guint8, n_values);
  self->n_types = n_values;
  for (gsize i = 0; i < n_values; i++)
    self->types[i] = (guint8) mo_value_get_value_type (&values[i]);
}

gboolean
mo_prepared_has_types (MoPrepared *self, const MoValue *values, gsize n_values)
{
  if (n_values != self->n_types)
    return FALSE;
  for (gsize i = 0; i < n_values; i++)
    if (self->types[i] != (guint8) mo_value_get_value_type (&values[i]))
      return FALSE;
  return TRUE;
}
