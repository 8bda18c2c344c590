/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A value as a field of LOAD DATA. */

#include "orm/mo-bulk-text-private.h"

#include "sql/mo-quoting-private.h"
#include "value/mo-digits-private.h"
#include "value/mo-value-private.h"

/* --- numbers --- */

static void
append_double (GString *out, double number)
{
  char buffer[MO_DOUBLE_TEXT_BYTES];

  g_string_append_len (out, buffer, (gssize) mo_value_format_double (number, buffer));
}

static void
append_vector (GString *out, const MoValue *value)
{
  g_autofree char *text = mo_value_vector_to_string (value);

  g_string_append (out, text);
}

/* --- text --- */

/* What may not stand for itself; MatrixOne takes a quotation mark for the beginning of a field. */
static char
find_escape (char c)
{
  switch (c)
    {
    case '\0':
      return '0';
    case '\t':
      return 't';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\\':
    case '"':
      return c;
    default:
      return 0;
    }
}

static void
append_escaped (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *start = text;
      char escape = 0;

      while (text < end && (escape = find_escape (*text)) == 0)
        text++;
      g_string_append_len (out, start, text - start);
      if (text == end)
        return;
      g_string_append_c (out, '\\');
      g_string_append_c (out, escape);
      text++;
    }
}

/* What MatrixOne takes for something else though nothing in it is special: a line without a
 * character for none at all, the word for NULL, a mark of the byte order at the beginning. */
static void
append_to_matrixone (GString *out, const char *text, gsize length)
{
  if (length == 0)
    g_string_append (out, "\"\"");
  else if (length == 4 && memcmp (text, "NULL", 4) == 0)
    g_string_append (out, "\"NULL\"");
  else
    {
      if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
        g_string_append_c (out, '\\');
      append_escaped (out, text, length);
    }
}

static void
append_text (GString *out, const MoValue *value, MoServerKind kind)
{
  gsize length;
  const char *text = mo_value_get_text (value, &length);

  if (kind == MO_SERVER_KIND_MATRIXONE)
    append_to_matrixone (out, text, length);
  else if (mo_value_get_value_type (value) == MO_VALUE_BYTES)
    mo_quote_hex_digits (out, text, length);
  else
    append_escaped (out, text, length);
}

void
mo_bulk_text_append (GString *out, const MoValue *value, MoServerKind kind)
{
  char buffer[MO_DATE_TIME_TEXT_BYTES];

  switch (mo_value_get_value_type (value))
    {
    case MO_VALUE_INT64:
      g_string_append_len (out, buffer, (gssize) mo_digits_integer (buffer, value->as.int64));
      break;
    case MO_VALUE_UINT64:
      g_string_append_len (out, buffer, (gssize) mo_digits_natural (buffer, value->as.uint64, 1));
      break;
    case MO_VALUE_DOUBLE:
      append_double (out, value->as.number);
      break;
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
      g_string_append_len (out, buffer, (gssize) mo_value_format_date_time (value, buffer));
      break;
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      append_vector (out, value);
      break;
    case MO_VALUE_TEXT:
    case MO_VALUE_DECIMAL:
    case MO_VALUE_JSON:
    case MO_VALUE_BYTES:
      append_text (out, value, kind);
      break;
    case MO_VALUE_NULL:
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      g_string_append (out, "\\N");
      break;
    }
}
