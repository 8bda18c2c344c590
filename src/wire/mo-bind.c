/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From values to bound parameters, each as its own type: what the client library converts it
 * rounds. */

#include "wire/mo-bind-private.h"

#include <matrixone-glib/mo-date-time.h>
#include <matrixone-glib/mo-error.h>

#include "value/mo-value-private.h"

static void
bind_string (MYSQL_BIND *bind, enum enum_field_types type, const char *text, gsize length)
{
  bind->buffer_type = type;
  /* Connector/C takes a NULL buffer for SQL NULL, even of length 0. */
  bind->buffer = (gpointer) (length > 0 ? text : "");
  bind->buffer_length = length;
  /* Oracle's library looks at buffer_length where length is NULL, Connector/C does not. */
  bind->length = &bind->buffer_length;
}

static void
bind_fields (MYSQL_BIND *bind, MYSQL_TIME *time, const MoValue *value, enum enum_field_types type)
{
  MoDateTime fields;

  /* Its type was looked at, so it cannot fail. */
  mo_value_get_date_time (value, &fields, NULL);
  time->year = fields.year;
  time->month = fields.month;
  time->day = fields.day;
  time->hour = fields.hour;
  time->minute = fields.minute;
  time->second = fields.second;
  time->second_part = fields.microsecond;
  time->neg = fields.negative != FALSE;
  time->time_type = MYSQL_TIMESTAMP_DATETIME;
  if (type == MYSQL_TYPE_DATE)
    time->time_type = MYSQL_TIMESTAMP_DATE;
  if (type == MYSQL_TYPE_TIME)
    {
      /* Both are sent as they stand, and the hour is a byte. */
      time->day = fields.hour / 24;
      time->hour = fields.hour % 24;
      time->time_type = MYSQL_TIMESTAMP_TIME;
    }
  bind->buffer_type = type;
  bind->buffer = time;
}

static void
bind_time (MYSQL_BIND *bind, MoBindTime *time, const MoValue *value, MoServerKind kind)
{
  /* MatrixOne makes text of it, "0d 00:00:00" and "1d 02:00:00", which it does not read. */
  if (kind == MO_SERVER_KIND_MATRIXONE)
    bind_string (bind, MYSQL_TYPE_STRING, time->text,
                 mo_value_format_date_time (value, time->text));
  else
    bind_fields (bind, &time->fields, value, MYSQL_TYPE_TIME);
}

/* MatrixOne refuses a zero date in a text, and stores NULL for one that is bound in any form. */
static gboolean
check_date (const MoValue *value, const char *place, MoServerKind kind, GError **error)
{
  MoValueType type = mo_value_get_value_type (value);
  MoDateTime fields;

  if (kind != MO_SERVER_KIND_MATRIXONE || (type != MO_VALUE_DATE && type != MO_VALUE_DATETIME))
    return TRUE;
  mo_value_get_date_time (value, &fields, NULL);
  if (fields.month != 0 && fields.day != 0)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE,
               "%s is a date without a month or a day, which MatrixOne does not know", place);
  return FALSE;
}

/* Its text has to be somewhere. */
static void
bind_vector (MYSQL_BIND *bind, MoArena *arena, const MoValue *value)
{
  g_autofree char *text = mo_value_vector_to_string (value);
  gsize length = strlen (text);

  bind_string (bind, MYSQL_TYPE_STRING, mo_arena_copy (arena, text, length), length);
}

static void
bind_value (MoBind *self, gsize i, const MoValue *value, MoServerKind kind)
{
  MYSQL_BIND *bind = &self->binds[i];
  MoBindTime *time = &self->times[i];

  switch (mo_value_get_value_type (value))
    {
    case MO_VALUE_INT64:
      bind->buffer_type = MYSQL_TYPE_LONGLONG;
      bind->buffer = (gpointer) &value->as.int64;
      break;
    case MO_VALUE_UINT64:
      bind->buffer_type = MYSQL_TYPE_LONGLONG;
      bind->is_unsigned = 1;
      bind->buffer = (gpointer) &value->as.uint64;
      break;
    case MO_VALUE_DOUBLE:
      bind->buffer_type = MYSQL_TYPE_DOUBLE;
      bind->buffer = (gpointer) &value->as.number;
      break;
    case MO_VALUE_DECIMAL:
      bind_string (bind, MYSQL_TYPE_NEWDECIMAL, value->as.text, value->length);
      break;
    case MO_VALUE_TEXT:
    case MO_VALUE_JSON:
      bind_string (bind, MYSQL_TYPE_STRING, value->as.text, value->length);
      break;
    case MO_VALUE_BYTES:
      bind_string (bind, MYSQL_TYPE_BLOB, value->as.text, value->length);
      break;
    case MO_VALUE_DATE:
      bind_fields (bind, &time->fields, value, MYSQL_TYPE_DATE);
      break;
    case MO_VALUE_TIME:
      bind_time (bind, time, value, kind);
      break;
    case MO_VALUE_DATETIME:
      bind_fields (bind, &time->fields, value, MYSQL_TYPE_DATETIME);
      break;
    case MO_VALUE_VECF32:
    case MO_VALUE_VECF64:
      bind_vector (bind, &self->arena, value);
      break;
    case MO_VALUE_NULL:
    case MO_VALUE_LIST:
    case MO_VALUE_POINTER:
    case MO_VALUE_INVALID:
    default:
      bind->buffer_type = MYSQL_TYPE_NULL;
      break;
    }
}

/* FALSE, with the error of a value that cannot be bound. */
static gboolean
explain (gsize i, const MoValue *value, MoServerKind kind, GError **error)
{
  char place[40];

  g_snprintf (place, sizeof place, "parameter %" G_GSIZE_FORMAT, i + 1);
  return mo_value_check (value, place, error) && check_date (value, place, kind, error);
}

gboolean
mo_bind_init (
    MoBind *self, MoServerKind kind, const MoValue *values, gsize n_values, GError **error)
{
  for (gsize i = 0; i < n_values; i++)
    if (!mo_value_check (&values[i], "", NULL) || !check_date (&values[i], "", kind, NULL))
      return explain (i, &values[i], kind, error);
  self->binds = n_values <= MO_BIND_FEW ? self->few_binds : g_new0 (MYSQL_BIND, n_values);
  self->times = n_values <= MO_BIND_FEW ? self->few_times : g_new0 (MoBindTime, n_values);
  for (gsize i = 0; i < n_values; i++)
    bind_value (self, i, &values[i], kind);
  return TRUE;
}

void
mo_bind_clear (MoBind *self)
{
  if (self->binds != self->few_binds)
    {
      g_free (self->binds);
      g_free (self->times);
    }
  mo_arena_clear (&self->arena);
}
