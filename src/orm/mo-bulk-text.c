/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A value as a field of LOAD DATA. */

#include "orm/mo-bulk-text-private.h"

#include <math.h>

#include "sql/mo-quoting-private.h"
#include "value/mo-value-private.h"

/* --- numbers --- */

static void
append_natural (GString *out, guint64 number)
{
  char digits[20]; /* of G_MAXUINT64 */
  char *end = digits + sizeof digits;
  char *begin = end;

  do
    {
      *--begin = (char) ('0' + number % 10);
      number /= 10;
    }
  while (number > 0);
  g_string_append_len (out, begin, end - begin);
}

/* @number divided by a power of ten. */
static void
append_quotient (GString *out, guint64 number, guint power)
{
  append_natural (out, number / power);
  if (power > 1)
    g_string_append_c (out, '.');
  for (guint place = power / 10; place > 0; place /= 10)
    g_string_append_c (out, (char) ('0' + number / place % 10));
}

static void
append_integer (GString *out, gint64 number)
{
  if (number < 0)
    g_string_append_c (out, '-');
  append_natural (out, number < 0 ? 0 - (guint64) number : (guint64) number);
}

/* Most numbers that people write have few decimals. Such a quotient of two whole numbers, both of
 * which a double holds, is what its text reads back as: the nearest double to it. */
static gboolean
append_short_double (GString *out, double number)
{
  static const guint powers[] = { 1, 10, 100, 1000, 10000 };
  double size = fabs (number);

  if (number == 0 || size >= 1e11) /* and so 15 digits; a zero may have a sign */
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (powers); i++)
    {
      double whole = rint (size * powers[i]);

      if (whole / powers[i] != size)
        continue;
      if (number < 0)
        g_string_append_c (out, '-');
      append_quotient (out, (guint64) whole, powers[i]);
      return TRUE;
    }
  return FALSE;
}

static void
append_double (GString *out, double number)
{
  char buffer[MO_DOUBLE_TEXT_BYTES];

  if (!append_short_double (out, number))
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
      append_integer (out, value->as.int64);
      break;
    case MO_VALUE_UINT64:
      append_natural (out, value->as.uint64);
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
