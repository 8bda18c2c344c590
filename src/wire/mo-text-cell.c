/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the bytes of a cell to a typed value. */

#include "wire/mo-field-private.h"

#include <string.h>

#include "value/mo-value-private.h"

static gboolean
add_string (MoResultBuilder *builder, MoValueType type, const char *bytes, gsize length)
{
  char *space = mo_result_builder_add_space (builder, type, (guint32) length);

  if (space == NULL)
    return FALSE;
  memcpy (space, bytes, length);
  return TRUE;
}

/* So many digits fit in any case. */
#define SURE_DIGITS 18

static gboolean
parse_digits (const char *digits, gsize length, guint64 *out)
{
  guint64 number = 0;

  if (length == 0)
    return FALSE;
  for (gsize i = 0; i < MIN (length, SURE_DIGITS); i++)
    {
      guint digit = (guint) (guint8) digits[i] - '0';

      if (digit > 9)
        return FALSE;
      number = number * 10 + digit;
    }
  for (gsize i = SURE_DIGITS; i < length; i++)
    {
      if (!g_ascii_isdigit (digits[i]) || !g_uint64_checked_mul (&number, number, 10)
          || !g_uint64_checked_add (&number, number, (guint64) (digits[i] - '0')))
        return FALSE;
    }
  *out = number;
  return TRUE;
}

static gboolean
parse_int64 (const char *bytes, gsize length, gint64 *out)
{
  gboolean negative = length > 0 && bytes[0] == '-';
  guint64 limit = (guint64) G_MAXINT64 + (negative ? 1 : 0);
  guint64 magnitude;

  if (!parse_digits (bytes + negative, length - negative, &magnitude) || magnitude > limit)
    return FALSE;
  *out = (gint64) (negative ? 0 - magnitude : magnitude);
  return TRUE;
}

/* Both libraries end each cell in a NUL that its length does not count. */
static gboolean
parse_double (const char *bytes, gsize length, double *out)
{
  char *end;

  if (length == 0 || g_ascii_isspace (bytes[0]))
    return FALSE;
  *out = g_ascii_strtod (bytes, &end);
  return end == bytes + length;
}

static gboolean
parse_bits (const char *bytes, gsize length, guint64 *out)
{
  guint64 number = 0;

  if (length > 8)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    number = number << 8 | (guint8) bytes[i];
  *out = number;
  return TRUE;
}

/* All but integers with a sign, which have a way of their own, as most cells are such. */
static gboolean
parse (MoCellKind kind, const char *bytes, gsize length, MoValue *out)
{
  guint64 uint64;
  double number;
  gboolean parsed = FALSE;

  switch (kind)
    {
    case MO_CELL_UINT64:
      if ((parsed = parse_digits (bytes, length, &uint64)))
        *out = mo_value_uint64 (uint64);
      return parsed;
    case MO_CELL_BIT:
      if ((parsed = parse_bits (bytes, length, &uint64)))
        *out = mo_value_uint64 (uint64);
      return parsed;
    case MO_CELL_FLOAT:
    case MO_CELL_DOUBLE:
      if ((parsed = parse_double (bytes, length, &number)))
        *out = mo_value_double (number);
      return parsed;
    case MO_CELL_DATE:
      return mo_value_parse_date (bytes, length, out);
    case MO_CELL_TIME:
      return mo_value_parse_time (bytes, length, out);
    case MO_CELL_DATETIME:
      return mo_value_parse_datetime (bytes, length, out);
    case MO_CELL_NULL:
    case MO_CELL_INT64:
    case MO_CELL_DECIMAL:
    case MO_CELL_TEXT:
    case MO_CELL_BYTES:
    case MO_CELL_JSON:
    default:
      return FALSE;
    }
}

gboolean
mo_text_cell_add (MoResultBuilder *builder, MoCellKind kind, const char *bytes, gsize length)
{
  MoValue value;
  gint64 int64;

  switch (kind)
    {
    case MO_CELL_INT64:
      if (!parse_int64 (bytes, length, &int64))
        return add_string (builder, MO_VALUE_TEXT, bytes, length);
      mo_result_builder_add_number (builder, mo_value_int64 (int64));
      return TRUE;
    case MO_CELL_DECIMAL:
    case MO_CELL_TEXT:
    case MO_CELL_BYTES:
    case MO_CELL_JSON:
      return add_string (builder, mo_cell_kind_get_value_type (kind), bytes, length);
    case MO_CELL_NULL:
    case MO_CELL_UINT64:
    case MO_CELL_BIT:
    case MO_CELL_FLOAT:
    case MO_CELL_DOUBLE:
    case MO_CELL_DATE:
    case MO_CELL_TIME:
    case MO_CELL_DATETIME:
    default:
      break;
    }
  if (!parse (kind, bytes, length, &value))
    return add_string (builder, kind == MO_CELL_BIT ? MO_VALUE_BYTES : MO_VALUE_TEXT, bytes,
                       length);
  mo_result_builder_add (builder, value);
  return TRUE;
}
