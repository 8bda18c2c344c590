/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decimal digits, without printf(). */

#include "value/mo-digits-private.h"

#include <math.h>
#include <string.h>

#define MOST_DECIMALS 4

gsize
mo_digits_natural (char *out, guint64 number, guint least)
{
  char digits[MO_DIGITS_BYTES];
  guint first = MO_DIGITS_BYTES;
  guint last = MO_DIGITS_BYTES - MAX (least, 1);

  while (number > 0 || first > last)
    {
      digits[--first] = (char) ('0' + number % 10);
      number /= 10;
    }
  memcpy (out, digits + first, MO_DIGITS_BYTES - first);
  return MO_DIGITS_BYTES - first;
}

gsize
mo_digits_integer (char *out, gint64 number)
{
  if (number >= 0)
    return mo_digits_natural (out, (guint64) number, 1);
  *out = '-';
  return 1 + mo_digits_natural (out + 1, 0 - (guint64) number, 1);
}

/* @whole divided by @power, which is ten to the power of @n_decimals. */
static gsize
write_quotient (char *out, guint64 whole, guint power, guint n_decimals)
{
  gsize length = mo_digits_natural (out, whole / power, 1);

  if (n_decimals == 0)
    return length;
  out[length++] = '.';
  return length + mo_digits_natural (out + length, whole % power, n_decimals);
}

/* Most numbers that people write have few decimals. Such a quotient of two whole numbers, both of
 * which a double holds, is what its text reads back as: the nearest double to it. */
gsize
mo_digits_short_double (char *out, double number)
{
  double size = fabs (number);
  guint power = 1;

  /* And so at most 15 digits, which "%.15g" would write as well; a zero may have a sign. */
  if (number == 0 || !(size < 1e11))
    return 0;
  for (guint n_decimals = 0; n_decimals <= MOST_DECIMALS; n_decimals++, power *= 10)
    {
      double whole = rint (size * power);
      gboolean negative = number < 0;

      if (whole / power != size)
        continue;
      if (negative)
        *out++ = '-';
      return negative + write_quotient (out, (guint64) whole, power, n_decimals);
    }
  return 0;
}
