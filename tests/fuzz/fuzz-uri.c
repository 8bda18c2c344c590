/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connection URIs: what is read is what was written, and a password is in no message and in nothing
 * that is shown, wherever it stands. The input is a URI; "~" in it becomes a secret. */

#include <matrixone-glib/mo-error.h>

#include "fuzz-input.h"
#include "wire/mo-uri-private.h"

#define SECRET "x7Qz9Kw2"

static void
append_part (GString *text, const char *part)
{
  g_string_append_uri_escaped (text, part, NULL, FALSE);
}

/* (transfer full): the same URI, written anew. */
static char *
write_uri (const MoUri *uri)
{
  GString *text = g_string_new ("mysql://");

  if (uri->user != NULL)
    append_part (text, uri->user);
  if (uri->password != NULL)
    {
      g_string_append_c (text, ':');
      append_part (text, uri->password);
    }
  if (uri->user != NULL || uri->password != NULL)
    g_string_append_c (text, '@');
  if (uri->host != NULL && strchr (uri->host, ':') != NULL)
    g_string_append_printf (text, "[%s]", uri->host);
  else if (uri->host != NULL)
    append_part (text, uri->host);
  if (uri->port != 0)
    g_string_append_printf (text, ":%u", uri->port);
  g_string_append_c (text, '/');
  if (uri->database != NULL)
    append_part (text, uri->database);
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      g_string_append_c (text, i == 0 ? '?' : '&');
      append_part (text, g_ptr_array_index (uri->options, i));
      g_string_append_c (text, '=');
      append_part (text, g_ptr_array_index (uri->options, i + 1));
    }
  return g_string_free (text, FALSE);
}

static void
assert_same (const MoUri *a, const MoUri *b)
{
  g_assert_cmpstr (a->host, ==, b->host);
  g_assert_cmpuint (a->port, ==, b->port);
  g_assert_cmpstr (a->user, ==, b->user);
  g_assert_cmpstr (a->password, ==, b->password);
  g_assert_cmpstr (a->database, ==, b->database);
  g_assert_cmpuint (a->options->len, ==, b->options->len);
  for (guint i = 0; i < a->options->len; i++)
    g_assert_cmpstr (g_ptr_array_index (a->options, i), ==, g_ptr_array_index (b->options, i));
}

static gboolean
holds_secret (const char *part)
{
  return part != NULL && strstr (part, SECRET) != NULL;
}

/* By its name. */
static gboolean
is_hidden (const char *option)
{
  static const char *const words[] = { "pass", "pwd", "secret", "token", "key", NULL };
  g_autofree char *lower = g_ascii_strdown (option, -1);

  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* In a part that is shown, the text is nothing that had to be hidden. */
static gboolean
is_shown (const MoUri *uri)
{
  gboolean shown =
      holds_secret (uri->host) || holds_secret (uri->user) || holds_secret (uri->database);

  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      const char *name = g_ptr_array_index (uri->options, i);
      const char *value = g_ptr_array_index (uri->options, i + 1);

      shown |= holds_secret (name) || (holds_secret (value) && !is_hidden (name));
    }
  return shown;
}

static void
check (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoUri) uri = mo_uri_parse (text, &error);
  g_autofree char *redacted = mo_uri_redact (text);
  g_autofree char *written = NULL;
  g_autoptr (MoUri) again = NULL;

  if (uri == NULL)
    {
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      g_assert_null (strstr (error->message, SECRET));
      g_assert_null (strstr (redacted, SECRET));
      return;
    }
  g_assert_no_error (error);
  g_assert_true (uri->port <= G_MAXUINT16);
  /* What looks like a part of one is the rest of a password. */
  g_assert_true (uri->host == NULL || strstr (text, "%40") != NULL
                 || strchr (uri->host, '@') == NULL);
  g_assert_true (is_shown (uri) || strstr (redacted, SECRET) == NULL);
  written = write_uri (uri);
  again = mo_uri_parse (written, &error);
  g_assert_no_error (error);
  assert_same (uri, again);
  g_clear_pointer (&again, mo_uri_free);
  /* What is shown is a URI too, with the same host. */
  again = mo_uri_parse (redacted, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->host, ==, uri->host);
  g_assert_cmpuint (again->port, ==, uri->port);
  g_assert_cmpstr (again->database, ==, uri->database);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *input = g_strndup ((const char *) data, size);
  g_autoptr (GString) text = g_string_new (input);

  g_string_replace (text, "~", SECRET, 0);
  check (text->str);
  return 0;
}
