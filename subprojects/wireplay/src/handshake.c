/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's greeting and the client's login. */

#include "handshake.h"

#include <string.h>

/* In a greeting, counted from behind the server's version. */
#define LOWER_CAPABILITIES 13
#define UPPER_CAPABILITIES 18
#define CAPABILITIES_END 20

/* A login has capabilities, packet size, collation and zeros before the user's name; a client that
 * asks for TLS stops there. */
#define LOGIN_START_LENGTH 32

static guint32
read_integer (const guint8 *data, guint size)
{
  guint32 value = 0;

  for (guint i = 0; i < size; i++)
    value |= (guint32) data[i] << (8 * i);
  return value;
}

static void
write_integer (guint8 *data, guint32 value, guint size)
{
  for (guint i = 0; i < size; i++)
    data[i] = value >> (8 * i) & 0xff;
}

/* What stands behind the server's version, with the capabilities in it; NULL if there is no
 * protocol 10. */
static const guint8 *
skip_version (const guint8 *data, gsize length)
{
  const guint8 *nul;

  if (length == 0 || data[0] != 10)
    return NULL;

  nul = memchr (data, '\0', length);
  if (nul == NULL || (gsize) (data + length - (nul + 1)) < CAPABILITIES_END)
    return NULL;

  return nul + 1;
}

/* FALSE if it is no greeting, such as the ERR of a server that is full. */
gboolean
wp_greeting_get_capabilities (const guint8 *data, gsize length, guint32 *capabilities)
{
  const guint8 *rest = skip_version (data, length);

  if (rest == NULL)
    return FALSE;

  *capabilities = read_integer (rest + LOWER_CAPABILITIES, 2)
                  | read_integer (rest + UPPER_CAPABILITIES, 2) << 16;
  return TRUE;
}

void
wp_greeting_set_capabilities (guint8 *data, gsize length, guint32 capabilities)
{
  const guint8 *rest = skip_version (data, length);

  if (rest == NULL)
    return;

  data += rest - data;
  write_integer (data + LOWER_CAPABILITIES, capabilities & 0xffff, 2);
  write_integer (data + UPPER_CAPABILITIES, capabilities >> 16, 2);
}

WpLogin *
wp_login_new (guint32 capabilities, const char *user, const char *database)
{
  WpLogin *self = g_new0 (WpLogin, 1);

  self->capabilities = capabilities;
  self->user = g_strdup (user);
  self->database = g_strdup (database);
  return self;
}

void
wp_login_free (WpLogin *self)
{
  g_free (self->user);
  g_free (self->database);
  g_free (self);
}

/* Takes a text that ends with NUL, or with the packet. */
static char *
take_text (const guint8 **data, gsize *length)
{
  const guint8 *nul = *length > 0 ? memchr (*data, '\0', *length) : NULL;
  gsize taken = nul != NULL ? (gsize) (nul - *data) : *length;
  char *text = g_strndup ((const char *) *data, taken);

  taken = MIN (taken + 1, *length);
  *data += taken;
  *length -= taken;
  return text;
}

/* The answer to the server's scramble: its length comes first, in one byte as no plug-in's answer
 * is longer, or else it ends with NUL. */
static void
skip_answer (guint32 capabilities, const guint8 **data, gsize *length)
{
  gsize taken;

  if ((capabilities & (WP_CLIENT_SECURE_CONNECTION | WP_CLIENT_PLUGIN_AUTH_LENENC)) == 0)
    {
      g_free (take_text (data, length));
      return;
    }

  taken = *length > 0 ? MIN ((gsize) * *data + 1, *length) : 0;
  *data += taken;
  *length -= taken;
}

/* NULL if it is no login of protocol 4.1. */
WpLogin *
wp_login_parse (const guint8 *data, gsize length)
{
  g_autoptr (WpLogin) self = NULL;

  if (length < LOGIN_START_LENGTH)
    return NULL;

  self = g_new0 (WpLogin, 1);
  self->capabilities = read_integer (data, 4);
  if ((self->capabilities & WP_CLIENT_PROTOCOL_41) == 0)
    return NULL;

  self->asks_for_tls = length == LOGIN_START_LENGTH && (self->capabilities & WP_CLIENT_SSL) != 0;
  data += LOGIN_START_LENGTH;
  length -= LOGIN_START_LENGTH;
  self->user = take_text (&data, &length);
  skip_answer (self->capabilities, &data, &length);
  if ((self->capabilities & WP_CLIENT_CONNECT_WITH_DB) != 0)
    self->database = take_text (&data, &length);
  else
    self->database = g_strdup ("");
  return g_steal_pointer (&self);
}
