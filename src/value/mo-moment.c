/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the clocks of several zones. */

#include "value/mo-moment-private.h"

#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

static gboolean
is_day (const MoValue *self)
{
  return self->type == MO_VALUE_DATE || self->type == MO_VALUE_DATETIME;
}

/* (transfer full) (nullable): as if the fields were in UTC. */
static GDateTime *
read_fields (const MoValue *self)
{
  MoDateTime fields;

  return mo_value_get_date_time (self, &fields, NULL) ? mo_date_time_to_utc (&fields) : NULL;
}

/* What the clock shows that is @offset seconds ahead of the one that shows @self's fields. */
static gboolean
shift (const MoValue *self, gint offset, MoValue *out)
{
  g_autoptr (GDateTime) fields = read_fields (self);
  g_autoptr (GDateTime) shifted
      = fields != NULL ? g_date_time_add_seconds (fields, offset) : NULL;

  if (shifted == NULL)
    return FALSE;
  *out = mo_value_from_date_time (shifted); /* whose zone is UTC, as far as it knows */
  return out->type != MO_VALUE_INVALID;
}

static gint
get_offset (const MoValue *self)
{
  return (gint) (gint32) self->length;
}

MoValue
mo_moment_new (MoValue self, gint offset)
{
  self.clock = MO_CLOCK_UTC;
  self.length = (guint32) offset;
  return self;
}

static gint
offset_as (GTimeZone *zone, GTimeType type, gint64 seconds)
{
  gint interval = g_time_zone_adjust_time (zone, type, &seconds);

  return g_time_zone_get_offset (zone, interval);
}

/* Of the moment at which the clock in @zone shows so much. Where it shows that twice, of the first
 * one, as servers have it too: that is where it is further ahead. */
static gint
find_local_offset (GTimeZone *zone, gint64 seconds)
{
  return MAX (offset_as (zone, G_TIME_TYPE_STANDARD, seconds),
              offset_as (zone, G_TIME_TYPE_DAYLIGHT, seconds));
}

MoValue
mo_moment_place (MoValue self, GTimeZone *zone)
{
  g_autoptr (GDateTime) fields = is_day (&self) ? read_fields (&self) : NULL;

  if (fields == NULL)
    return self;
  self.clock = MO_CLOCK_LOCAL;
  self.length = (guint32) find_local_offset (zone, g_date_time_to_unix (fields));
  return self;
}

static gboolean
to_utc (const MoValue *self, MoValue *out)
{
  gint offset = get_offset (self);

  if (self->clock == MO_CLOCK_LOCAL && !shift (self, -offset, out))
    return FALSE;
  if (self->clock != MO_CLOCK_LOCAL)
    *out = *self;
  out->clock = MO_CLOCK_UTC;
  out->length = (guint32) offset;
  return TRUE;
}

/* The same fields again, which may be of a moment that UTC does not have. */
static gboolean
is_placed (const MoValue *self, GTimeZone *zone)
{
  return self->clock == MO_CLOCK_LOCAL && mo_moment_place (*self, zone).length == self->length;
}

static gint
find_offset (GTimeZone *zone, const MoValue *utc)
{
  g_autoptr (GDateTime) moment = read_fields (utc);
  gint interval
      = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, g_date_time_to_unix (moment));

  return g_time_zone_get_offset (zone, interval);
}

/* By a clock so far east; @utc is in UTC. */
static gboolean
write_local (const MoValue *utc, gint offset, MoValue *out)
{
  if (!shift (utc, offset, out))
    return FALSE;
  out->clock = MO_CLOCK_LOCAL;
  out->length = (guint32) offset;
  return TRUE;
}

static gboolean
is_as_wanted (const MoValue *self, MoTimeZone policy, GTimeZone *zone)
{
  switch (policy)
    {
    case MO_TIME_ZONE_NAIVE:
      return self->clock == MO_CLOCK_LOCAL;
    case MO_TIME_ZONE_SESSION:
      return is_placed (self, zone);
    case MO_TIME_ZONE_UTC:
    default:
      return self->clock == MO_CLOCK_UTC;
    }
}

gboolean
mo_moment_write (const MoValue *self, MoTimeZone policy, GTimeZone *zone, MoValue *out)
{
  MoValue utc;

  if (self->type != MO_VALUE_DATETIME || self->clock == MO_CLOCK_UNKNOWN
      || is_as_wanted (self, policy, zone))
    {
      *out = *self;
      return TRUE;
    }
  if (policy == MO_TIME_ZONE_NAIVE)
    return write_local (self, get_offset (self), out); /* by its own clock */
  if (!to_utc (self, &utc))
    return FALSE;
  if (policy == MO_TIME_ZONE_SESSION)
    return write_local (&utc, find_offset (zone, &utc), out);
  *out = utc;
  return TRUE;
}

/**
 * mo_value_to_date_time:
 * @self: a value
 * @error: where to put an error
 *
 * Reads a DATE or DATETIME as a moment, by the [enum@Mo.TimeZone] of the client that it came from.
 * A DATE is its midnight.
 *
 * Thread: any. Errors: %MO_ERROR_TYPE_MISMATCH for any other type, SQL NULL included, and for what
 * GDateTime cannot hold: zero dates, days that the month does not have.
 *
 * Returns: (transfer full) (nullable): the moment, in UTC
 * Since: 0.1
 */
GDateTime *
mo_value_to_date_time (const MoValue *self, GError **error)
{
  g_autoptr (GDateTime) fields = NULL;
  g_autofree char *text = NULL;
  gint offset = 0;

  g_return_val_if_fail (self != NULL, NULL);

  if (!is_day (self))
    {
      mo_value_refuse (self, "a day with a time", error);
      return NULL;
    }
  fields = read_fields (self);
  if (self->clock == MO_CLOCK_LOCAL)
    offset = get_offset (self);
  if (fields != NULL && offset == 0)
    return g_steal_pointer (&fields);
  if (fields != NULL)
    return g_date_time_add_seconds (fields, -offset);
  text = mo_value_to_string (self);
  g_set_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH,
               "%s is a zero date or a day that the month does not have, which a GDateTime cannot "
               "hold: read it with mo_value_get_date_time()",
               text);
  return NULL;
}
