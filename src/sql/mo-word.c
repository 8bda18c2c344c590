/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is seen of a word before it is called one. */

#include "sql/mo-word-private.h"

#include <string.h>

gboolean
mo_word_is_dollar_quote (const char *start, const char *end)
{
  const char *first = memchr (start, '$', (gsize) (end - start));

  return (*start == '$' || g_ascii_isdigit (*start)) && first != NULL
         && memchr (first + 1, '$', (gsize) (end - first - 1)) != NULL;
}

static char
peek (const char *position, const char *text_end)
{
  return position < text_end ? *position : '\0';
}

gboolean
mo_word_is_cut (const char *start, const char *end, const char *text_end)
{
  static const char introducer[] = "_utf8mb4";
  const gsize length = strlen (introducer);
  char behind = peek (end, text_end);

  if ((gsize) (end - start) < length || memcmp (start, introducer, length) != 0)
    return FALSE;
  if ((gsize) (end - start) > length)
    return start[length] == '$' || (behind != '\0' && strchr ("'\"`/-#*", behind) != NULL);
  while (behind == ' ' || behind == '\t' || behind == '\r' || behind == '\n')
    behind = peek (++end, text_end);
  return behind != '\'';
}
