/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoValue: reading one as another type, exactly or not at all. */

#include <matrixone-glib/mo-error.h>

#include <math.h>

#include "value/mo-excerpt-private.h"
#include "value/mo-value-private.h"

#define SHOWN_BYTES 40

/* TEXT "abc", INT64 5, NULL: for messages. What may not be text, or is long, is not shown. */
static char *
describe (const MoValue *self)
{
  MoValueType type = mo_value_get_value_type (self);
  const char *name = mo_value_type_get_name (type);
  g_autofree char *shown = NULL;

  if (type == MO_VALUE_NULL || type == MO_VALUE_BYTES || type >= MO_VALUE_VECF32)
    return g_strdup (name);
  if (type == MO_VALUE_TEXT || type == MO_VALUE_JSON || type == MO_VALUE_DECIMAL)
    {
      shown = mo_excerpt (self->as.text, self->length, SHOWN_BYTES);
      if (type == MO_VALUE_DECIMAL)
        return g_strdup_printf ("%s %s", name, shown);
      return g_strdup_printf ("%s \"%s\"", name, shown);
    }
  shown = mo_value_to_string (self);
  return g_strdup_printf ("%s %s", name, shown);
}

gboolean
mo_value_refuse (const MoValue *self, const char *wanted, GError **error)
{
  g_autofree char *what = describe (self);

  g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH, "cannot read %s as %s", what, wanted);
  return FALSE;
}

gboolean
mo_value_refuse_range (const MoValue *self, const char *wanted, GError **error)
{
  g_autofree char *what = describe (self);

  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE, "%s does not fit %s", what, wanted);
  return FALSE;
}

typedef enum
{
  DECIMAL_INTEGER,
  DECIMAL_FRACTION,
  DECIMAL_TOO_LARGE,
  DECIMAL_MALFORMED,
} DecimalKind;

/* A decimal's text in its parts. */
typedef struct
{
  gboolean negative;
  const char *digits; /* the integer part, then perhaps a point and the fraction */
  gsize n_integer;
  gsize n_fraction;
  gint exponent; /* at most 100,000 either way */
} DecimalParts;

static gsize
count_digits (const char *position, const char *end)
{
  const char *start = position;

  while (position < end && g_ascii_isdigit (*position))
    position++;
  return (gsize) (position - start);
}

static gboolean
split_exponent (const char *position, const char *end, gint *exponent)
{
  gboolean negative = FALSE;
  gint number = 0;

  if (position < end && (*position == '+' || *position == '-'))
    negative = *position++ == '-';
  if (position == end || count_digits (position, end) != (gsize) (end - position))
    return FALSE;
  for (; position < end; position++)
    number = MIN (number * 10 + (*position - '0'), 100000);
  *exponent = negative ? -number : number;
  return TRUE;
}

/* [+-]digits[.digits][e[+-]digits] */
static gboolean
split_decimal (const MoValue *self, DecimalParts *parts)
{
  const char *position = self->as.text;
  const char *end = position + self->length;

  *parts = (DecimalParts){ 0 };
  if (position < end && (*position == '+' || *position == '-'))
    parts->negative = *position++ == '-';
  parts->digits = position;
  parts->n_integer = count_digits (position, end);
  position += parts->n_integer;
  if (parts->n_integer == 0)
    return FALSE;
  if (position < end && *position == '.')
    {
      parts->n_fraction = count_digits (position + 1, end);
      position += 1 + parts->n_fraction;
      if (parts->n_fraction == 0)
        return FALSE;
    }
  if (position < end && (*position == 'e' || *position == 'E'))
    return split_exponent (position + 1, end, &parts->exponent);
  return position == end;
}

/* The digit at @i, 0 the first, as if there were no point. */
static guint
digit_at (const DecimalParts *parts, gsize i)
{
  return (guint) (parts->digits[i < parts->n_integer ? i : i + 1] - '0');
}

static DecimalKind
decimal_to_magnitude (const DecimalParts *parts, guint64 *magnitude)
{
  gsize n_digits = parts->n_integer + parts->n_fraction;
  gint64 n_whole = (gint64) parts->n_integer + parts->exponent;
  guint64 number = 0;

  for (gint64 i = 0; i < MAX (n_whole, (gint64) n_digits); i++)
    {
      guint digit = i < (gint64) n_digits ? digit_at (parts, (gsize) i) : 0;

      if (i >= n_whole)
        {
          if (digit != 0)
            return DECIMAL_FRACTION;
          continue;
        }
      if (number > (G_MAXUINT64 - digit) / 10)
        return DECIMAL_TOO_LARGE;
      number = number * 10 + digit;
    }
  *magnitude = number;
  return DECIMAL_INTEGER;
}

/* Any type that can be an integer, as sign and magnitude. */
static DecimalKind
to_magnitude (const MoValue *self, gboolean *negative, guint64 *magnitude)
{
  DecimalParts parts;

  if (self->type == MO_VALUE_INT64)
    {
      *negative = self->as.int64 < 0;
      *magnitude = *negative ? -(guint64) self->as.int64 : (guint64) self->as.int64;
      return DECIMAL_INTEGER;
    }
  if (self->type == MO_VALUE_UINT64)
    {
      *negative = FALSE;
      *magnitude = self->as.uint64;
      return DECIMAL_INTEGER;
    }
  if (self->type != MO_VALUE_DECIMAL || !split_decimal (self, &parts))
    return DECIMAL_MALFORMED;
  *negative = parts.negative;
  return decimal_to_magnitude (&parts, magnitude);
}

/**
 * mo_value_get_int64:
 * @self: a value
 * @out: (out) (optional): the integer; untouched on failure
 * @error: where to put an error
 *
 * Reads an integer: INT64, UINT64, and a DECIMAL that has no fraction (1.00 has none). Nothing is
 * rounded, and text is not parsed.
 *
 * Thread: any. Errors: %MO_ERROR_OUT_OF_RANGE if it does not fit; %MO_ERROR_TYPE_MISMATCH for any
 * other type, SQL NULL included.
 *
 * Returns: %TRUE if @out is set
 * Since: 0.1
 */
gboolean
mo_value_get_int64 (const MoValue *self, gint64 *out, GError **error)
{
  gboolean negative = FALSE;
  guint64 magnitude = 0;
  DecimalKind kind;

  g_return_val_if_fail (self != NULL, FALSE);

  kind = to_magnitude (self, &negative, &magnitude);
  if (kind == DECIMAL_MALFORMED || kind == DECIMAL_FRACTION)
    return mo_value_refuse (self, "an integer", error);
  if (kind == DECIMAL_TOO_LARGE || magnitude > (guint64) G_MAXINT64 + (negative ? 1 : 0))
    return mo_value_refuse_range (self, "a signed 64-bit integer", error);
  if (out != NULL)
    *out = negative ? (gint64) -magnitude : (gint64) magnitude;
  return TRUE;
}

/**
 * mo_value_get_uint64:
 * @self: a value
 * @out: (out) (optional): the integer; untouched on failure
 * @error: where to put an error
 *
 * Reads an integer without sign, as [method@Mo.Value.get_int64] does.
 *
 * Thread: any. Errors: %MO_ERROR_OUT_OF_RANGE if it is negative or does not fit;
 * %MO_ERROR_TYPE_MISMATCH for any other type, SQL NULL included.
 *
 * Returns: %TRUE if @out is set
 * Since: 0.1
 */
gboolean
mo_value_get_uint64 (const MoValue *self, guint64 *out, GError **error)
{
  gboolean negative = FALSE;
  guint64 magnitude = 0;
  DecimalKind kind;

  g_return_val_if_fail (self != NULL, FALSE);

  kind = to_magnitude (self, &negative, &magnitude);
  if (kind == DECIMAL_MALFORMED || kind == DECIMAL_FRACTION)
    return mo_value_refuse (self, "an unsigned integer", error);
  if (kind == DECIMAL_TOO_LARGE || (negative && magnitude != 0))
    return mo_value_refuse_range (self, "an unsigned 64-bit integer", error);
  if (out != NULL)
    *out = magnitude;
  return TRUE;
}

/**
 * mo_value_get_double:
 * @self: a value
 * @out: (out) (optional): the number; untouched on failure
 * @error: where to put an error
 *
 * Reads a number: DOUBLE, and INT64, UINT64 and DECIMAL rounded to the nearest double. Text is not
 * parsed.
 *
 * Thread: any. Errors: %MO_ERROR_OUT_OF_RANGE for a DECIMAL beyond the largest double;
 * %MO_ERROR_TYPE_MISMATCH for any other type, SQL NULL included.
 *
 * Returns: %TRUE if @out is set
 * Since: 0.1
 */
gboolean
mo_value_get_double (const MoValue *self, double *out, GError **error)
{
  DecimalParts parts;
  double number;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->type == MO_VALUE_DOUBLE)
    number = self->as.number;
  else if (self->type == MO_VALUE_INT64)
    number = (double) self->as.int64;
  else if (self->type == MO_VALUE_UINT64)
    number = (double) self->as.uint64;
  else if (self->type == MO_VALUE_DECIMAL && split_decimal (self, &parts))
    {
      g_autofree char *digits = g_strndup (self->as.text, self->length);

      number = g_ascii_strtod (digits, NULL);
      if (!isfinite (number))
        return mo_value_refuse_range (self, "a double", error);
    }
  else
    return mo_value_refuse (self, "a number", error);
  if (out != NULL)
    *out = number;
  return TRUE;
}

/* The place is named by the caller; the value itself is not shown, it may be a secret. */
static gboolean
refuse_place (const char *place, MoError code, const char *why, GError **error)
{
  g_set_error (error, MO_ERROR, code, "%s %s", place, why);
  return FALSE;
}

static gboolean
check_vector (const MoValue *self, const char *place, GError **error)
{
  if (self->length == 0)
    return refuse_place (place, MO_ERROR_OUT_OF_RANGE,
                         "is a vector without elements, which no column can hold", error);
  for (guint32 i = 0; i < self->length; i++)
    if (!isfinite (self->type == MO_VALUE_VECF32 ? (double) self->as.vecf32[i]
                                                 : self->as.vecf64[i]))
      return refuse_place (place, MO_ERROR_OUT_OF_RANGE,
                           "is a vector with an element that is not a finite number", error);
  return TRUE;
}

gboolean
mo_value_check (const MoValue *self, const char *place, GError **error)
{
  DecimalParts parts;

  switch (mo_value_get_value_type (self))
    {
    case MO_VALUE_NULL:
    case MO_VALUE_INT64:
    case MO_VALUE_UINT64:
    case MO_VALUE_BYTES:
    case MO_VALUE_DATE:
    case MO_VALUE_TIME:
    case MO_VALUE_DATETIME:
      return TRUE;
    case MO_VALUE_DOUBLE:
      return isfinite (self->as.number)
             || refuse_place (place, MO_ERROR_OUT_OF_RANGE,
                              "is not a finite number, and SQL knows no other", error);
    case MO_VALUE_DECIMAL:
      return split_decimal (self, &parts)
             || refuse_place (place, MO_ERROR_TYPE_MISMATCH,
                              "is not a decimal number such as -12.50", error);
    case MO_VALUE_TEXT:
    case MO_VALUE_JSON:
      return mo_value_is_utf8 (self->as.text, self->length)
             || refuse_place (place, MO_ERROR_TYPE_MISMATCH,
                              "is not UTF-8: use MO_BYTES() for bytes that are not text", error);
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      return check_vector (self, place, error);
    case MO_VALUE_LIST:
      return refuse_place (place, MO_ERROR_TYPE_MISMATCH,
                           "is a list, which stands behind IN only, and not in another list unless "
                           "each element of that is a list, as a row is",
                           error);
    case MO_VALUE_POINTER:
      return refuse_place (place, MO_ERROR_TYPE_MISMATCH,
                           "is an untyped pointer: say MO_NULL for SQL NULL, MO_BYTES() for bytes, "
                           "or cast it to char *",
                           error);
    case MO_VALUE_INVALID:
    default:
      return refuse_place (place, MO_ERROR_TYPE_MISMATCH,
                           "is not a value: text or bytes above 4 GiB, a list or vector that is "
                           "NULL but not empty, a date or time that cannot be, or memory that "
                           "holds no MoValue",
                           error);
    }
}
