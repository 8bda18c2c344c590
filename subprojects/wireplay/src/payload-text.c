/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bytes of a packet as text: printable ASCII as it is, the rest escaped.
 *
 * The escapes are \\ \n \r \t \0 and \xHH. A \~ stands for no byte: it says that the date-time
 * which follows matches any other.
 */

#include "payload-text.h"

#include <string.h>

#define MAX_COLUMNS 100

static void
append_byte (GString *text, guint8 byte)
{
  static const char bytes[] = { '\\', '\n', '\r', '\t', '\0' };
  static const char letters[] = { '\\', 'n', 'r', 't', '0' };

  for (gsize i = 0; i < sizeof bytes; i++)
    {
      if (byte == (guint8) bytes[i])
        {
          g_string_append_c (text, '\\');
          g_string_append_c (text, letters[i]);
          return;
        }
    }

  if (byte >= ' ' && byte < 0x7f)
    g_string_append_c (text, (char) byte);
  else
    g_string_append_printf (text, "\\x%02x", byte);
}

/* A space at the end of a line would not be seen. */
static void
protect_space (GString *text)
{
  if (text->len == 0 || text->str[text->len - 1] != ' ')
    return;

  g_string_truncate (text, text->len - 1);
  g_string_append (text, "\\x20");
}

static void
break_line (GString *text, gsize *start)
{
  protect_space (text);
  g_string_append_c (text, '\n');
  *start = text->len;
  g_string_append (text, WP_CONTINUATION);
}

static gboolean
has_mark (const GArray *any_times, guint *next, gsize offset)
{
  if (any_times == NULL || *next >= any_times->len
      || g_array_index (any_times, gsize, *next) != offset)
    return FALSE;

  (*next)++;
  return TRUE;
}

/* Appends @data to the line that @text ends with, and goes on in further lines where it is long, or
 * at its own @newlines. @any_times has the offsets of date-times that match any other. */
void
wp_payload_append_text (
    GString *text, const guint8 *data, gsize length, const GArray *any_times, gboolean newlines)
{
  const char *newline = g_strrstr_len (text->str, text->len, "\n");
  gsize start = newline != NULL ? newline + 1 - text->str : 0;
  guint next_mark = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (has_mark (any_times, &next_mark, i))
        g_string_append (text, "\\~");
      append_byte (text, data[i]);
      if (i + 1 < length && ((newlines && data[i] == '\n') || text->len - start >= MAX_COLUMNS - 4))
        break_line (text, &start);
    }
  if (length > 0)
    protect_space (text);
}

static gboolean
parse_hex (const char *text, guint8 *byte)
{
  int high = g_ascii_xdigit_value (text[0]);
  int low = high >= 0 ? g_ascii_xdigit_value (text[1]) : -1;

  if (low < 0)
    return FALSE;

  *byte = (guint8) (high << 4 | low);
  return TRUE;
}

/* Takes what follows a backslash off @text. */
static gboolean
parse_escape (const char **text, GByteArray *payload, GArray *any_times)
{
  static const char letters[] = "\\nrt0";
  static const guint8 bytes[] = "\\\n\r\t";
  const char *letter;
  guint8 byte;

  if (**text == '~')
    {
      gsize offset = payload->len;

      g_array_append_val (any_times, offset);
      (*text)++;
      return TRUE;
    }
  if (**text == 'x' && parse_hex (*text + 1, &byte))
    {
      g_byte_array_append (payload, &byte, 1);
      *text += 3;
      return TRUE;
    }

  letter = **text != '\0' ? strchr (letters, **text) : NULL;
  if (letter == NULL)
    return FALSE;

  g_byte_array_append (payload, &bytes[letter - letters], 1);
  (*text)++;
  return TRUE;
}

/* Appends what one line says, without its newline and WP_CONTINUATION; FALSE if an escape is none
 * of ours. */
gboolean
wp_payload_parse_text (const char *text, GByteArray *payload, GArray *any_times)
{
  while (*text != '\0')
    {
      char c = *text++;

      if (c != '\\')
        g_byte_array_append (payload, (const guint8 *) &c, 1);
      else if (!parse_escape (&text, payload, any_times))
        return FALSE;
    }

  return TRUE;
}
