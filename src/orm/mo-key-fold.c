/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys as a server may compare them: without case, accents and spaces at the end. */

#include "orm/mo-key-fold-private.h"

#include <string.h>

#include "value/mo-value-private.h"

static char *
drop_marks (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_combining_class (c) == 0)
        g_string_append_unichar (plain, c);
    }
  return g_string_free (plain, FALSE);
}

static char *
fold_text (const char *text)
{
  g_autofree char *parts = NULL;
  g_autofree char *plain = NULL;

  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  parts = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (parts == NULL)
    return g_strdup (text); /* no text that it could compare otherwise */
  plain = drop_marks (parts);
  return g_utf8_casefold (plain, -1);
}

static void
drop_spaces (char *text)
{
  gsize length = strlen (text);

  while (length > 0 && text[length - 1] == ' ')
    text[--length] = '\0';
}

char *
mo_key_fold (const MoValue *key)
{
  g_autofree char *text = mo_value_to_string (key);
  gsize length;
  char *folded;

  if (mo_value_get_text (key, &length) == NULL)
    return g_steal_pointer (&text);
  folded = fold_text (text);
  drop_spaces (folded);
  return folded;
}

gboolean
mo_key_is_alike (const MoValue *a, const MoValue *b)
{
  g_autofree char *ours = mo_key_fold (a);
  g_autofree char *theirs = mo_key_fold (b);

  return strcmp (ours, theirs) == 0;
}
