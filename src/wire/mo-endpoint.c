/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An endpoint is data: copying it, freeing it, and saying in a message which it is. */

#include "wire/mo-endpoint-private.h"

#include <string.h>

MoEndpoint *
mo_endpoint_copy (const MoEndpoint *self)
{
  MoEndpoint *copy = g_new0 (MoEndpoint, 1);

  copy->host = g_strdup (self->host);
  copy->port = self->port;
  copy->socket = g_strdup (self->socket);
  copy->user = g_strdup (self->user);
  copy->password = g_strdup (self->password);
  copy->database = g_strdup (self->database);
  copy->account = g_strdup (self->account);
  copy->role = g_strdup (self->role);
  copy->connect_timeout_sec = self->connect_timeout_sec;
  copy->answer_timeout_sec = self->answer_timeout_sec;
  copy->time_zone = self->time_zone;
  copy->statement_cache_size = self->statement_cache_size;
  copy->ssl_mode = self->ssl_mode;
  copy->ssl_ca = g_strdup (self->ssl_ca);
  copy->ssl_cert = g_strdup (self->ssl_cert);
  copy->ssl_key = g_strdup (self->ssl_key);
  return copy;
}

void
mo_endpoint_free (MoEndpoint *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->socket);
  g_free (self->user);
  g_free (self->password);
  g_free (self->database);
  g_free (self->account);
  g_free (self->role);
  g_free (self->ssl_ca);
  g_free (self->ssl_cert);
  g_free (self->ssl_key);
  g_free (self);
}

char *
mo_endpoint_dup_login (const MoEndpoint *self)
{
  const char *user = self->user != NULL ? self->user : "";
  /* A role is written behind an account; the first account is called sys. */
  const char *account = self->account == NULL && self->role != NULL ? "sys" : self->account;

  if (account == NULL)
    return g_strdup (user);
  if (self->role == NULL)
    return g_strconcat (account, ":", user, NULL);
  return g_strconcat (account, ":", user, ":", self->role, NULL);
}

char *
mo_endpoint_to_string (const MoEndpoint *self)
{
  g_autofree char *login = mo_endpoint_dup_login (self);
  GString *text = g_string_new (login);

  if (text->len > 0)
    g_string_append_c (text, '@');
  if (self->socket != NULL)
    {
      g_string_append (text, self->socket);
      return g_string_free (text, FALSE);
    }
  if (self->host != NULL && strchr (self->host, ':') != NULL)
    g_string_append_printf (text, "[%s]", self->host);
  else
    g_string_append (text, self->host != NULL ? self->host : "");
  if (self->port != 0)
    g_string_append_printf (text, ":%u", self->port);
  if (self->database != NULL)
    g_string_append_printf (text, "/%s", self->database);
  return g_string_free (text, FALSE);
}
