/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Taking a connection URI apart. A mistake in one most often is a character of the password that
 * should have been escaped, which moves the password to where the port, the database or an option
 * is expected: so no message repeats any part of the text. */

#include "wire/mo-uri-private.h"

#include <string.h>

#include "base/mo-error-private.h"

#define URI_FORM "matrixone://user:password@host:port/database?option=value"

static const char *const schemes[] = { "matrixone", "mysql", "mariadb" };

G_GNUC_PRINTF (2, 3)
static gboolean
malformed (GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "malformed connection URI: %s; the form is %s", what, URI_FORM);
  return FALSE;
}

static char *
decode (const char *text, gsize length, const char *part, GError **error)
{
  g_autofree char *decoded = g_uri_unescape_segment (text, text + length, NULL);

  if (decoded == NULL)
    {
      malformed (error,
                 "in the %s, %% is not followed by two hexadecimal digits (or they are 00); "
                 "the character itself is written %%25",
                 part);
      return NULL;
    }
  if (!g_utf8_validate (decoded, -1, NULL))
    {
      malformed (error, "the %s is not UTF-8", part);
      return NULL;
    }
  return g_steal_pointer (&decoded);
}

/* The length of the scheme, or 0. */
static gsize
find_scheme (const char *text)
{
  const char *end = strstr (text, "://");

  for (gsize i = 0; end != NULL && i < G_N_ELEMENTS (schemes); i++)
    {
      gsize length = strlen (schemes[i]);

      if ((gsize) (end - text) == length && g_ascii_strncasecmp (text, schemes[i], length) == 0)
        return length;
    }
  return 0;
}

static gboolean
check_characters (const char *text, GError **error)
{
  for (const char *at = text; *at != '\0'; at++)
    if ((guchar) *at <= ' ' || *at == 0x7f || *at == '#')
      return malformed (error, "blanks, control characters and # have to be escaped (# is %%23)");
  return TRUE;
}

static gboolean
parse_user (MoUri *self, const char *text, gsize length, GError **error)
{
  const char *colon = memchr (text, ':', length);
  gsize user_length = colon != NULL ? (gsize) (colon - text) : length;

  if (user_length > 0)
    {
      self->user = decode (text, user_length, "user name", error);
      if (self->user == NULL)
        return FALSE;
    }
  if (colon == NULL)
    return TRUE;
  self->password = decode (colon + 1, length - user_length - 1, "password", error);
  return self->password != NULL;
}

static gboolean
parse_port (MoUri *self, const char *text, gsize length, GError **error)
{
  guint port = 0;
  gsize i = 0;

  while (i < length && i < 5 && g_ascii_isdigit (text[i]))
    port = port * 10 + (guint) (text[i++] - '0');
  if (i < length || port == 0 || port > G_MAXUINT16)
    return malformed (error, "the port is not a number from 1 to 65535; a / or ? in the password "
                             "is written %%2F, %%3F");
  self->port = port;
  return TRUE;
}

static gboolean
parse_bracketed_host (MoUri *self, const char *text, gsize length, GError **error)
{
  const char *close = memchr (text, ']', length);
  gsize host_length = close != NULL ? (gsize) (close - text) - 1 : 0;

  for (gsize i = 1; i <= host_length; i++)
    if (!g_ascii_isxdigit (text[i]) && strchr (":.", text[i]) == NULL)
      host_length = 0;
  if (host_length == 0)
    return malformed (error, "brackets hold no IPv6 address");
  self->host = g_strndup (text + 1, host_length);
  length -= host_length + 2;
  if (length == 0)
    return TRUE;
  if (close[1] != ':')
    return malformed (error, "only a port may follow an address in brackets");
  return parse_port (self, close + 2, length - 1, error);
}

static gboolean
parse_host (MoUri *self, const char *text, gsize length, GError **error)
{
  const char *colon = memchr (text, ':', length);
  gsize host_length = colon != NULL ? (gsize) (colon - text) : length;

  if (length > 0 && text[0] == '[')
    return parse_bracketed_host (self, text, length, error);
  if (length == 0)
    return TRUE;
  if (host_length == 0)
    return malformed (error, "a port, but no host");
  if (colon != NULL && memchr (colon + 1, ':', length - host_length - 1) != NULL)
    return malformed (error, "an IPv6 address is written in brackets");
  self->host = decode (text, host_length, "host", error);
  if (self->host == NULL)
    return FALSE;
  return colon == NULL || parse_port (self, colon + 1, length - host_length - 1, error);
}

static gboolean
parse_authority (MoUri *self, const char *text, gsize length, GError **error)
{
  /* A host holds no @, so the last one ends the password even where others should be %40. */
  const char *at = memrchr (text, '@', length);
  gsize user_length = at != NULL ? (gsize) (at - text) : 0;

  if (at == NULL)
    return parse_host (self, text, length, error);
  return parse_user (self, text, user_length, error)
         && parse_host (self, at + 1, length - user_length - 1, error);
}

static gboolean
parse_database (MoUri *self, const char *text, gsize length, GError **error)
{
  if (length == 0)
    return TRUE;
  if (memchr (text, '/', length) != NULL || memchr (text, '@', length) != NULL)
    return malformed (error, "/ and @ in the name of the database, or a / in the password, have "
                             "to be escaped: %%2F, %%40");
  self->database = decode (text, length, "name of the database", error);
  return self->database != NULL;
}

static gboolean
parse_option (MoUri *self, const char *text, gsize length, GError **error)
{
  const char *equals = memchr (text, '=', length);
  gsize name_length = equals != NULL ? (gsize) (equals - text) : 0;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (length == 0)
    return TRUE;
  if (name_length == 0 || memchr (text, '@', name_length) != NULL)
    return malformed (error, "an option is not of the form name=value; a ? in the password is "
                             "written %%3F");
  if (memchr (text, '@', length) != NULL)
    return malformed (error, "an option holds a @, which is written %%40 there; and a ? in the "
                             "password is written %%3F");
  name = decode (text, name_length, "name of an option", error);
  if (name == NULL)
    return FALSE;
  value = decode (equals + 1, length - name_length - 1, "value of an option", error);
  if (value == NULL)
    return FALSE;
  g_ptr_array_add (self->options, g_steal_pointer (&name));
  g_ptr_array_add (self->options, g_steal_pointer (&value));
  return TRUE;
}

static gboolean
parse_options (MoUri *self, const char *text, GError **error)
{
  while (*text != '\0')
    {
      gsize length = strcspn (text, "&");

      if (!parse_option (self, text, length, error))
        return FALSE;
      text += length;
      if (*text == '&')
        text++;
    }
  return TRUE;
}

static gboolean
has_socket (const MoUri *self)
{
  for (guint i = 0; i + 1 < self->options->len; i += 2)
    if (strcmp (g_ptr_array_index (self->options, i), "socket") == 0)
      return TRUE;
  return FALSE;
}

MoUri *
mo_uri_parse (const char *text, GError **error)
{
  g_autoptr (MoUri) self = NULL;
  gsize scheme_length;
  const char *authority;
  const char *path;
  const char *query;

  g_return_val_if_fail (text != NULL, NULL);

  scheme_length = find_scheme (text);
  if (scheme_length == 0)
    {
      malformed (error, "it does not begin with matrixone://, mysql:// or mariadb://");
      return NULL;
    }
  if (!check_characters (text, error))
    return NULL;

  self = g_new0 (MoUri, 1);
  self->options = g_ptr_array_new_with_free_func (g_free);
  authority = text + scheme_length + strlen ("://");
  path = authority + strcspn (authority, "/?");
  query = path + strcspn (path, "?");
  if (!parse_authority (self, authority, (gsize) (path - authority), error))
    return NULL;
  if (*path == '/' && !parse_database (self, path + 1, (gsize) (query - path) - 1, error))
    return NULL;
  if (*query == '?' && !parse_options (self, query + 1, error))
    return NULL;
  if (self->host == NULL && !has_socket (self))
    {
      malformed (error, "it names neither a host nor, as the option socket, a unix socket");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
mo_uri_free (MoUri *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->database);
  g_ptr_array_unref (self->options);
  g_free (self);
}

/* Options are not known here; one that says so by its name is taken for a secret. */
static gboolean
is_secret (const char *option)
{
  static const char *const words[] = { "pass", "pwd", "secret", "token", "key" };
  g_autofree char *lower = g_ascii_strdown (option, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
append_escaped (GString *text, const char *part, const char *allowed)
{
  g_string_append_uri_escaped (text, part, allowed, TRUE);
}

static void
append_authority (GString *text, const MoUri *self)
{
  if (self->user != NULL)
    append_escaped (text, self->user, NULL);
  if (self->password != NULL)
    g_string_append (text, ":***");
  if (self->user != NULL || self->password != NULL)
    g_string_append_c (text, '@');
  if (self->host != NULL && strchr (self->host, ':') != NULL)
    g_string_append_printf (text, "[%s]", self->host);
  else if (self->host != NULL)
    append_escaped (text, self->host, NULL);
  if (self->port != 0)
    g_string_append_printf (text, ":%u", self->port);
}

char *
mo_uri_redact (const char *text)
{
  g_autoptr (MoUri) self = NULL;
  gsize scheme_length;
  GString *redacted;

  g_return_val_if_fail (text != NULL, NULL);

  scheme_length = find_scheme (text);
  if (scheme_length == 0)
    return g_strdup ("***");
  redacted = g_string_new_len (text, (gssize) scheme_length);
  g_string_append (redacted, "://");
  self = mo_uri_parse (text, NULL);
  if (self == NULL)
    {
      g_string_append (redacted, "***");
      return g_string_free (redacted, FALSE);
    }
  append_authority (redacted, self);
  if (self->database != NULL || self->options->len > 0)
    g_string_append_c (redacted, '/');
  if (self->database != NULL)
    append_escaped (redacted, self->database, NULL);
  for (guint i = 0; i + 1 < self->options->len; i += 2)
    {
      const char *name = g_ptr_array_index (self->options, i);
      const char *value = g_ptr_array_index (self->options, i + 1);

      g_string_append_c (redacted, i == 0 ? '?' : '&');
      append_escaped (redacted, name, NULL);
      g_string_append_c (redacted, '=');
      if (is_secret (name))
        g_string_append (redacted, "***");
      else
        append_escaped (redacted, value, "/:");
    }
  return g_string_free (redacted, FALSE);
}
