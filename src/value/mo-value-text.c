/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: as text for people, and what counts as text. */

#include "value/mo-value-private.h"

#include <float.h>
#include <math.h>

#include "value/mo-digits-private.h"

gboolean
mo_value_is_utf8 (const char *text, gsize length)
{
  const char *end = text + length;

  while (!g_utf8_validate_len (text, (gsize) (end - text), &text))
    {
      if (*text != '\0')
        return FALSE;
      text++;
    }
  return TRUE;
}

gsize
mo_value_format_double (double number, char buffer[MO_DOUBLE_TEXT_BYTES])
{
  /* Fifteen digits of a normal number survive, so what needs fewer comes out with fewer; a
   * denormal number has less precision than that. */
  gint digits = fabs (number) < DBL_MIN ? 1 : 15;
  gsize length = mo_digits_short_double (buffer, number);

  buffer[length] = '\0';
  if (length > 0)
    return length;
  for (; digits <= 17; digits++)
    {
      char format[] = { '%', '.', (char) ('0' + digits / 10), (char) ('0' + digits % 10), 'g', 0 };

      g_ascii_formatd (buffer, MO_DOUBLE_TEXT_BYTES, format, number);
      if (!isfinite (number) || g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  return strlen (buffer);
}

/* Whether a decimal that is read as a float meets @number, by way of a double as well as straight:
 * they differ only where the double is right between two floats. */
static gboolean
reads_as_float (const char *text, float number)
{
  double read = g_ascii_strtod (text, NULL);
  float next = nextafterf (number, read > (double) number ? INFINITY : -INFINITY);

  return (float) read == number && 2 * read != (double) number + (double) next;
}

gsize
mo_value_format_float (float number, char buffer[MO_DOUBLE_TEXT_BYTES])
{
  gint digits = fabsf (number) < FLT_MIN ? 1 : 6;

  for (; digits <= 9; digits++)
    {
      char format[] = { '%', '.', (char) ('0' + digits), 'g', 0 };

      g_ascii_formatd (buffer, MO_DOUBLE_TEXT_BYTES, format, (double) number);
      if (!isfinite (number) || reads_as_float (buffer, number))
        break;
    }
  return strlen (buffer);
}

static char *
bytes_to_string (const char *data, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (length * 2 + 4);
  char *position = text;

  *position++ = 'x';
  *position++ = '\'';
  for (gsize i = 0; i < length; i++)
    {
      *position++ = digits[(guchar) data[i] >> 4];
      *position++ = digits[(guchar) data[i] & 15];
    }
  *position++ = '\'';
  *position = '\0';
  return text;
}

/**
 * mo_value_to_string:
 * @self: a value
 *
 * The value for a person to read: text as it is (what is not UTF-8 replaced), bytes as `x'00ff'`,
 * dates as `2026-11-22 10:00:00`, a double in the fewest digits that read back as the same, a
 * vector as `[1,2.5]`, a list as `(1, 2)`, SQL NULL as `NULL`. Not for building SQL: bind values as
 * parameters.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the text
 * Since: 0.1
 */
char *
mo_value_to_string (const MoValue *self)
{
  MoValueType type;
  char buffer[MAX (MO_DOUBLE_TEXT_BYTES, MO_DATE_TIME_TEXT_BYTES)];

  g_return_val_if_fail (self != NULL, NULL);

  type = mo_value_get_value_type (self);
  switch (type)
    {
    case MO_VALUE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, self->as.int64);
    case MO_VALUE_UINT64:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, self->as.uint64);
    case MO_VALUE_DOUBLE:
      mo_value_format_double (self->as.number, buffer);
      return g_strdup (buffer);
    case MO_VALUE_DECIMAL:
    case MO_VALUE_TEXT:
    case MO_VALUE_JSON:
      return g_utf8_make_valid (self->as.text, self->length);
    case MO_VALUE_BYTES:
      return bytes_to_string (self->as.text, self->length);
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
      mo_value_format_date_time (self, buffer);
      return g_strdup (buffer);
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      return mo_value_vector_to_string (self);
    case MO_VALUE_LIST:
      return mo_value_list_to_string (self);
    case MO_VALUE_NULL:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      return g_strdup (mo_value_type_get_name (type));
    }
}
