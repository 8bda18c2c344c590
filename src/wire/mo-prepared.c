/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPrepared: a handle of the client library's, and what that may look at. */

#include "wire/mo-prepared-private.h"

MoPrepared *
mo_prepared_new (const MoMysqlApi *api, MYSQL_STMT *stmt, const char *sql)
{
  MoPrepared *self = g_new0 (MoPrepared, 1);

  self->api = api;
  self->stmt = stmt;
  self->sql = g_strdup (sql);
  self->link.data = self;
  return self;
}

void
mo_prepared_free (MoPrepared *self)
{
  self->api->stmt_close (self->stmt);
  mo_fetch_clear (&self->fetch);
  g_free (self->sql);
  g_free (self);
}
