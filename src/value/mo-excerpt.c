/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cutting a text for a message without cutting a character. */

#include "value/mo-excerpt-private.h"

char *
mo_excerpt (const char *text, gsize length, gsize max_bytes)
{
  g_autofree char *valid = NULL;
  gsize cut = length;

  if (length > max_bytes)
    {
      cut = max_bytes;
      while (cut > 0 && ((guchar) text[cut] & 0xc0) == 0x80)
        cut--;
      if (cut == 0) /* no character begins here: not UTF-8 anyway */
        cut = max_bytes;
    }
  valid = g_utf8_make_valid (text, (gssize) cut);
  return cut < length ? g_strconcat (valid, "...", NULL) : g_steal_pointer (&valid);
}
