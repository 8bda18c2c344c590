/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door to the readers, and what is the same in all: the inside of a string. */

#include "server-reading-private.h"

#include <string.h>

/* From @start up to here. */
void
server_reading_mark (Reading *self, gsize start, char class)
{
  memset (self->classes + start, class, self->position - start);
}

char *
server_reading_new (const char *sql, gsize length, const Dialect *dialect)
{
  Reading self = { .sql = sql, .length = length, .dialect = *dialect };
  gboolean is_matrixone =
      dialect->reader == READER_MATRIXONE || dialect->reader == READER_MATRIXONE_LATER;

  if (dialect->reader == READER_MATRIXONE)
    self.dialect.no_backslash_escapes = self.dialect.ansi_quotes = FALSE;
  self.classes = g_strnfill (length, READ_CODE);
  if (is_matrixone ? server_reading_matrixone (&self) : server_reading_mysql (&self))
    return self.classes;
  g_free (self.classes);
  return NULL;
}

static char
unescape (char c)
{
  switch (c)
    {
    case '0':
      return '\0';
    case 'b':
      return '\b';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'Z':
      return '\032';
    default:
      return c;
    }
}

GString *
server_reading_decode (const char *literal, gsize length, gboolean backslash_escapes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gsize i = 1;

  if (length < 2 || literal[0] != '\'')
    return NULL;
  while (i < length)
    {
      char c = literal[i++];

      if (c == '\'' && i == length)
        return g_steal_pointer (&out);
      if (c == '\'' && literal[i++] != '\'')
        return NULL;
      if (c == '\\' && backslash_escapes)
        {
          if (i == length)
            return NULL;
          if (strchr ("%_", literal[i]) != NULL && literal[i] != '\0')
            g_string_append_c (out, '\\');
          c = unescape (literal[i++]);
        }
      g_string_append_c (out, c);
    }
  return NULL;
}
