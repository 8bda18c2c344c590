/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoDateTime, and dates and times as values: packed into 64 bits, parsed and written. */

#include <matrixone-glib/mo-error.h>

#include "value/mo-digits-private.h"
#include "value/mo-moment-private.h"
#include "value/mo-value-private.h"

/* From the lowest bit: microsecond 20, second 6, minute 6; then, in a TIME, hour 10 and the sign
 * in the highest bit; in the others hour 5, day 5, month 4, year 14. */
#define SECOND_SHIFT 20
#define MINUTE_SHIFT 26
#define HOUR_SHIFT 32
#define DAY_SHIFT 37
#define MONTH_SHIFT 42
#define YEAR_SHIFT 46
#define NEGATIVE_SHIFT 63

#define LARGEST_TIME_HOUR 838

static MoValue
pack (MoValueType type, guint64 packed)
{
  return (MoValue){ .as.packed = packed, .type = (guint8) type };
}

static guint64
pack_clock (const MoDateTime *time)
{
  return (guint64) time->hour << HOUR_SHIFT | (guint64) time->minute << MINUTE_SHIFT
         | (guint64) time->second << SECOND_SHIFT | time->microsecond;
}

static guint64
pack_day (const MoDateTime *date)
{
  return (guint64) date->year << YEAR_SHIFT | (guint64) date->month << MONTH_SHIFT
         | (guint64) date->day << DAY_SHIFT;
}

static gboolean
is_clock (const MoDateTime *time, guint largest_hour)
{
  return time->hour <= largest_hour && time->minute < 60 && time->second < 60
         && time->microsecond < G_USEC_PER_SEC;
}

static gboolean
is_day (const MoDateTime *date)
{
  return date->year <= 9999 && date->month <= 12 && date->day <= 31 && !date->negative;
}

/**
 * mo_value_date:
 * @date: (nullable): year, month and day; the time is not looked at
 *
 * A calendar day. Zeros are allowed, as are days that a month does not have, such as February 30:
 * servers can hold both. A month above 12, a sign and the like become %MO_VALUE_INVALID. %NULL is
 * SQL NULL.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_DATE
 * Since: 0.1
 */
MoValue
mo_value_date (const MoDateTime *date)
{
  if (date == NULL)
    return mo_value_null ();
  if (!is_day (date))
    return pack (MO_VALUE_INVALID, 0);
  return pack (MO_VALUE_DATE, pack_day (date));
}

/**
 * mo_value_time:
 * @time: (nullable): hour, minute, second, microsecond and sign; the day is not looked at
 *
 * A time of day or a span, -838:59:59.999999 to 838:59:59.999999; beyond that it becomes
 * %MO_VALUE_INVALID. %NULL is SQL NULL. There is no negative zero.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_TIME
 * Since: 0.1
 */
MoValue
mo_value_time (const MoDateTime *time)
{
  guint64 packed;

  if (time == NULL)
    return mo_value_null ();
  if (!is_clock (time, LARGEST_TIME_HOUR))
    return pack (MO_VALUE_INVALID, 0);
  packed = pack_clock (time);
  if (time->negative && packed != 0)
    packed |= (guint64) 1 << NEGATIVE_SHIFT;
  return pack (MO_VALUE_TIME, packed);
}

/**
 * mo_value_datetime:
 * @datetime: (nullable): all fields
 *
 * A day with a time, for DATETIME and TIMESTAMP. Zero dates and days that a month does not have are
 * allowed; an hour above 23, a month above 12, a sign and the like become %MO_VALUE_INVALID. %NULL
 * is SQL NULL. The fields are written as they are; those of a TIMESTAMP are in the zone of the
 * session, UTC unless the client's [enum@Mo.TimeZone] leaves it.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_DATETIME
 * Since: 0.1
 */
MoValue
mo_value_datetime (const MoDateTime *datetime)
{
  if (datetime == NULL)
    return mo_value_null ();
  if (!is_day (datetime) || !is_clock (datetime, 23))
    return pack (MO_VALUE_INVALID, 0);
  return pack (MO_VALUE_DATETIME, pack_day (datetime) | pack_clock (datetime));
}

/**
 * mo_value_from_date_time:
 * @datetime: (nullable): a moment in any time zone
 *
 * The moment, with microseconds. Its fields are in UTC; they are written in the zone that the
 * [enum@Mo.TimeZone] of the client asks for. %NULL is SQL NULL.
 *
 * Thread: any.
 *
 * Returns: a value of type %MO_VALUE_DATETIME
 * Since: 0.1
 */
MoValue
mo_value_from_date_time (GDateTime *datetime)
{
  g_autoptr (GDateTime) utc = NULL;
  MoDateTime fields = { 0 };

  if (datetime == NULL)
    return mo_value_null ();
  utc = g_date_time_to_utc (datetime);
  if (utc == NULL) /* within a day of year 1 or 9999 */
    return pack (MO_VALUE_INVALID, 0);
  fields.year = (guint16) g_date_time_get_year (utc);
  fields.month = (guint8) g_date_time_get_month (utc);
  fields.day = (guint8) g_date_time_get_day_of_month (utc);
  fields.hour = (guint16) g_date_time_get_hour (utc);
  fields.minute = (guint8) g_date_time_get_minute (utc);
  fields.second = (guint8) g_date_time_get_second (utc);
  fields.microsecond = (guint32) g_date_time_get_microsecond (utc);
  return mo_moment_new (mo_value_datetime (&fields),
                        (gint) (g_date_time_get_utc_offset (datetime) / G_TIME_SPAN_SECOND));
}

static MoDateTime
unpack (const MoValue *self)
{
  guint64 packed = self->as.packed;
  MoDateTime fields = { 0 };

  fields.microsecond = packed & 0xfffff;
  fields.second = packed >> SECOND_SHIFT & 0x3f;
  fields.minute = packed >> MINUTE_SHIFT & 0x3f;
  if (self->type == MO_VALUE_TIME)
    {
      fields.hour = packed >> HOUR_SHIFT & 0x3ff;
      fields.negative = packed >> NEGATIVE_SHIFT & 1;
      return fields;
    }
  fields.hour = packed >> HOUR_SHIFT & 0x1f;
  fields.day = packed >> DAY_SHIFT & 0x1f;
  fields.month = packed >> MONTH_SHIFT & 0xf;
  fields.year = packed >> YEAR_SHIFT & 0x3fff;
  return fields;
}

/**
 * mo_value_get_date_time:
 * @self: a value
 * @out: (out caller-allocates) (optional): its fields; untouched on failure
 * @error: where to put an error
 *
 * Reads a DATE, TIME or DATETIME. Text is not parsed.
 *
 * Thread: any. Errors: %MO_ERROR_TYPE_MISMATCH for any other type, SQL NULL included.
 *
 * Returns: %TRUE if @out is set
 * Since: 0.1
 */
gboolean
mo_value_get_date_time (const MoValue *self, MoDateTime *out, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->type != MO_VALUE_DATE && self->type != MO_VALUE_TIME && self->type != MO_VALUE_DATETIME)
    return mo_value_refuse (self, "a date or time", error);
  if (out != NULL)
    *out = unpack (self);
  return TRUE;
}

/**
 * mo_date_time_to_utc:
 * @self: a day with a time, in UTC
 *
 * The moment as a GDateTime, microseconds included. Fields that are in another zone come out wrong
 * by its offset.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the moment, or %NULL for what GDateTime cannot hold: zero
 *   dates, days that the month does not have, a TIME
 * Since: 0.1
 */
GDateTime *
mo_date_time_to_utc (const MoDateTime *self)
{
  g_autoptr (GDateTime) whole = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!is_day (self) || !is_clock (self, 23))
    return NULL;
  whole = g_date_time_new_utc (self->year, self->month, self->day, self->hour, self->minute,
                               self->second);
  /* Not as a fraction of the seconds: a double would round it. */
  return whole != NULL ? g_date_time_add (whole, self->microsecond) : NULL;
}

typedef struct
{
  const char *position;
  const char *end;
} Reader;

static gboolean
read_char (Reader *self, char wanted)
{
  if (self->position == self->end || *self->position != wanted)
    return FALSE;
  self->position++;
  return TRUE;
}

static gboolean
read_number (Reader *self, gsize least_digits, gsize most_digits, guint *out)
{
  gsize n_digits = 0;

  *out = 0;
  while (self->position < self->end && n_digits < most_digits && g_ascii_isdigit (*self->position))
    {
      *out = *out * 10 + (guint) (*self->position++ - '0');
      n_digits++;
    }
  return n_digits >= least_digits;
}

static gboolean
read_day (Reader *self, MoDateTime *fields)
{
  guint year;
  guint month;
  guint day;

  if (!read_number (self, 4, 4, &year) || !read_char (self, '-')
      || !read_number (self, 2, 2, &month) || !read_char (self, '-')
      || !read_number (self, 2, 2, &day))
    return FALSE;
  fields->year = (guint16) year;
  fields->month = (guint8) month;
  fields->day = (guint8) day;
  return TRUE;
}

static gboolean
read_clock (Reader *self, MoDateTime *fields)
{
  guint hour;
  guint minute;
  guint second;
  guint fraction = 0;

  if (!read_number (self, 2, 3, &hour) || !read_char (self, ':')
      || !read_number (self, 2, 2, &minute) || !read_char (self, ':')
      || !read_number (self, 2, 2, &second))
    return FALSE;
  if (read_char (self, '.'))
    {
      const char *start = self->position;

      if (!read_number (self, 1, 6, &fraction))
        return FALSE;
      for (gsize i = (gsize) (self->position - start); i < 6; i++)
        fraction *= 10;
    }
  fields->hour = (guint16) hour;
  fields->minute = (guint8) minute;
  fields->second = (guint8) second;
  fields->microsecond = fraction;
  return TRUE;
}

static gboolean
accept (const Reader *reader, MoValue value, MoValue *out)
{
  if (reader->position != reader->end || value.type == MO_VALUE_INVALID)
    return FALSE;
  *out = value;
  return TRUE;
}

gboolean
mo_value_parse_date (const char *text, gsize length, MoValue *out)
{
  Reader reader = { text, text + length };
  MoDateTime fields = { 0 };

  return read_day (&reader, &fields) && accept (&reader, mo_value_date (&fields), out);
}

gboolean
mo_value_parse_time (const char *text, gsize length, MoValue *out)
{
  Reader reader = { text, text + length };
  MoDateTime fields = { 0 };

  fields.negative = read_char (&reader, '-');
  return read_clock (&reader, &fields) && accept (&reader, mo_value_time (&fields), out);
}

gboolean
mo_value_parse_datetime (const char *text, gsize length, MoValue *out)
{
  Reader reader = { text, text + length };
  MoDateTime fields = { 0 };

  return read_day (&reader, &fields) && read_char (&reader, ' ') && read_clock (&reader, &fields)
         && accept (&reader, mo_value_datetime (&fields), out);
}

/* The first one has @least digits or more, the others two. */
static gsize
write_three (char *out, guint first, guint least, char between, guint second, guint third)
{
  gsize length = mo_digits_natural (out, first, least);

  out[length++] = between;
  length += mo_digits_natural (out + length, second, 2);
  out[length++] = between;
  return length + mo_digits_natural (out + length, third, 2);
}

static gsize
write_time (char *out, const MoDateTime *fields)
{
  gsize length = write_three (out, fields->hour, 2, ':', fields->minute, fields->second);

  if (fields->microsecond == 0)
    return length;
  out[length++] = '.';
  return length + mo_digits_natural (out + length, fields->microsecond, 6);
}

gsize
mo_value_format_date_time (const MoValue *self, char buffer[MO_DATE_TIME_TEXT_BYTES])
{
  MoDateTime fields = unpack (self);
  gsize length = 0;

  if (self->type != MO_VALUE_TIME)
    length = write_three (buffer, fields.year, 4, '-', fields.month, fields.day);
  if (self->type == MO_VALUE_DATETIME)
    buffer[length++] = ' ';
  else if (self->type == MO_VALUE_TIME && fields.negative)
    buffer[length++] = '-';
  if (self->type != MO_VALUE_DATE)
    length += write_time (buffer + length, &fields);
  buffer[length] = '\0';
  return length;
}
