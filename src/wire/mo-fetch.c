/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers are fetched as numbers, dates and times in fields, and strings into the result's own
 * memory once their length is known. The client library converts nothing: its conversions of YEAR
 * and DOUBLE believe in column lengths that MatrixOne does not mean. */

#include "wire/mo-fetch-private.h"

#include <math.h>
#include <matrixone-glib/mo-date-time.h>

#include "value/mo-value-private.h"

struct _MoFetchCell
{
  MoCellKind kind;
  gboolean is_string; /* fetched by a second call */
  enum enum_field_types string_type;
  gulong length;
  MoMysqlBool is_null;
  MoMysqlBool error;
  union
  {
    gint64 int64;
    guint64 uint64;
    float single;
    double number;
    MYSQL_TIME time;
    char no_string[1];
  } data;
};

static void
bind_number (MYSQL_BIND *bind, MoFetchCell *cell, enum enum_field_types type)
{
  bind->buffer_type = type;
  bind->buffer = &cell->data;
  bind->buffer_length = sizeof cell->data;
}

/* A buffer of one byte, so that the fetch gives hardly more than the length. Of no length it could
 * not be: Oracle's library, where it is built for debugging, refuses that. */
static void
bind_string (MYSQL_BIND *bind, MoFetchCell *cell, enum enum_field_types type)
{
  cell->is_string = TRUE;
  cell->string_type = type;
  bind->buffer_type = type;
  bind->buffer = cell->data.no_string;
  bind->buffer_length = sizeof cell->data.no_string;
}

static void
bind_cell (MYSQL_BIND *bind, MoFetchCell *cell, const MYSQL_FIELD *field)
{
  cell->kind = mo_field_get_cell_kind (field);
  bind->length = &cell->length;
  bind->is_null = &cell->is_null;
  bind->error = &cell->error;
  switch (cell->kind)
    {
    case MO_CELL_UINT64:
      bind->is_unsigned = 1;
      bind_number (bind, cell, MYSQL_TYPE_LONGLONG);
      break;
    case MO_CELL_INT64:
      bind_number (bind, cell, MYSQL_TYPE_LONGLONG);
      break;
    case MO_CELL_FLOAT:
      bind_number (bind, cell, MYSQL_TYPE_FLOAT);
      break;
    case MO_CELL_DOUBLE:
      bind_number (bind, cell, MYSQL_TYPE_DOUBLE);
      break;
    case MO_CELL_DATE:
      /* Only the old type, which no server sends, comes as text. */
      if (field->type == MYSQL_TYPE_NEWDATE)
        bind_string (bind, cell, MYSQL_TYPE_STRING);
      else
        bind_number (bind, cell, MYSQL_TYPE_DATE);
      break;
    case MO_CELL_TIME:
      bind_number (bind, cell, MYSQL_TYPE_TIME);
      break;
    case MO_CELL_DATETIME:
      bind_number (bind, cell, MYSQL_TYPE_DATETIME);
      break;
    case MO_CELL_NULL:
      bind->buffer_type = MYSQL_TYPE_NULL;
      break;
    case MO_CELL_BIT:
    case MO_CELL_BYTES:
      bind_string (bind, cell, MYSQL_TYPE_BLOB);
      break;
    case MO_CELL_DECIMAL:
    case MO_CELL_TEXT:
    case MO_CELL_JSON:
    default:
      bind_string (bind, cell, MYSQL_TYPE_STRING);
      break;
    }
}

/* Whether it would be bound as it is. */
static gboolean
is_bound_as (const MoFetch *self, const MYSQL_FIELD *fields, guint n_columns)
{
  if (n_columns != self->n_columns)
    return FALSE;
  for (guint i = 0; i < n_columns; i++)
    {
      MYSQL_BIND bind = { 0 };
      MoFetchCell cell = { 0 };

      bind_cell (&bind, &cell, &fields[i]);
      if (cell.kind != self->cells[i].kind || bind.buffer_type != self->binds[i].buffer_type)
        return FALSE;
    }
  return TRUE;
}

/* Where rows went before, the library may look until it knows better. */
gboolean
mo_fetch_set (MoFetch *self,
              const MoMysqlApi *api,
              MYSQL_STMT *stmt,
              const MYSQL_FIELD *fields,
              guint n_columns,
              gboolean is_run_again)
{
  MoFetch old = *self;
  gboolean is_bound;

  if (is_run_again && is_bound_as (self, fields, n_columns))
    return TRUE;
  *self = (MoFetch){ .api = api,
                     .stmt = stmt,
                     .n_columns = n_columns,
                     .cells = g_new0 (MoFetchCell, n_columns),
                     .binds = g_new0 (MYSQL_BIND, n_columns) };
  for (guint i = 0; i < n_columns; i++)
    bind_cell (&self->binds[i], &self->cells[i], &fields[i]);
  is_bound = api->stmt_bind_result (stmt, self->binds) == 0;
  mo_fetch_clear (&old);
  return is_bound;
}

void
mo_fetch_clear (MoFetch *self)
{
  g_free (self->cells);
  g_free (self->binds);
}

/* The double that reads like the float: 0.1f is 0.1, as it is in text, and not
 * 0.10000000149011612. Servers print six digits in text; here none is lost. */
static double
widen (float single)
{
  static const char *const formats[] = { "%.6g", "%.7g", "%.8g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  /* Up to here a float holds every integer, and no shorter number is nearer to it. */
  if (single > -16777216 && single < 16777216 && single == (float) (gint32) single)
    return single;
  if (!isfinite (single))
    return single;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      double number =
          g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], single), NULL);

      if ((float) number == single)
        return number;
    }
  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.9g", single), NULL);
}

static void
add_time (MoFetch *self, MoResultBuilder *builder, MoCellKind kind, const MYSQL_TIME *time)
{
  MoDateTime fields = {
    .year = (guint16) time->year,
    .month = (guint8) time->month,
    .day = (guint8) time->day,
    .hour = (guint16) time->hour,
    .minute = (guint8) time->minute,
    .second = (guint8) time->second,
    .microsecond = (guint32) time->second_part,
    .negative = time->neg != 0,
  };
  MoValue value;
  g_autofree char *text = NULL;

  if (self->starts_at_year_one && kind == MO_CELL_DATE && fields.month == 0)
    fields.year = fields.month = fields.day = 1;
  if (kind == MO_CELL_DATE)
    value = mo_value_date (&fields);
  else if (kind == MO_CELL_TIME)
    value = mo_value_time (&fields);
  else
    value = mo_value_datetime (&fields);
  if (mo_value_get_value_type (&value) != MO_VALUE_INVALID)
    {
      mo_result_builder_add (builder, value);
      return;
    }
  /* No date or time that there is, but what the server sent. */
  text = g_strdup_printf ("%s%04u-%02u-%02u %02u:%02u:%02u.%06lu", time->neg ? "-" : "", time->year,
                          time->month, time->day, time->hour, time->minute, time->second,
                          time->second_part);
  mo_result_builder_add (builder, mo_value_text (text));
}

static gboolean
fetch_string (MoFetch *self, guint column, char *buffer, gulong length)
{
  MoMysqlBool is_null = 0;
  MoMysqlBool error = 0;
  gulong fetched = 0;
  MYSQL_BIND bind = {
    .buffer_type = self->cells[column].string_type,
    .buffer = buffer,
    .buffer_length = length,
    .length = &fetched,
    .is_null = &is_null,
    .error = &error,
  };

  return length == 0 || self->api->stmt_fetch_column (self->stmt, &bind, column, 0) == 0;
}

static MoFetchStatus
add_string (MoFetch *self, guint column, MoResultBuilder *builder)
{
  const MoFetchCell *cell = &self->cells[column];
  MoValueType type = mo_cell_kind_get_value_type (cell->kind);
  char *space;

  /* No packet is larger than 1 GiB, but the length is what the server says. */
  space = cell->length <= G_MAXINT32
              ? mo_result_builder_add_space (builder, type, (guint32) cell->length)
              : NULL;
  if (space == NULL)
    {
      self->too_long = cell->length;
      return MO_FETCH_NO_MEMORY;
    }
  return fetch_string (self, column, space, cell->length) ? MO_FETCH_DONE : MO_FETCH_FAILED;
}

/* A string that becomes something else, and is short unless the server lies. */
static MoFetchStatus
add_parsed_string (MoFetch *self, guint column, MoResultBuilder *builder)
{
  const MoFetchCell *cell = &self->cells[column];
  g_autofree char *bytes = cell->length <= G_MAXINT32 ? g_try_malloc0 (cell->length + 1) : NULL;

  self->too_long = cell->length;
  if (bytes == NULL)
    return MO_FETCH_NO_MEMORY;
  if (!fetch_string (self, column, bytes, cell->length))
    return MO_FETCH_FAILED;
  return mo_text_cell_add (builder, cell->kind, bytes, cell->length) ? MO_FETCH_DONE
                                                                     : MO_FETCH_NO_MEMORY;
}

static MoFetchStatus
add_cell (MoFetch *self, guint column, MoResultBuilder *builder)
{
  const MoFetchCell *cell = &self->cells[column];

  if (cell->is_null)
    {
      mo_result_builder_add (builder, mo_value_null ());
      return MO_FETCH_DONE;
    }
  switch (cell->kind)
    {
    case MO_CELL_INT64:
      mo_result_builder_add (builder, mo_value_int64 (cell->data.int64));
      return MO_FETCH_DONE;
    case MO_CELL_UINT64:
      mo_result_builder_add (builder, mo_value_uint64 (cell->data.uint64));
      return MO_FETCH_DONE;
    case MO_CELL_FLOAT:
      mo_result_builder_add (builder, mo_value_double (widen (cell->data.single)));
      return MO_FETCH_DONE;
    case MO_CELL_DOUBLE:
      mo_result_builder_add (builder, mo_value_double (cell->data.number));
      return MO_FETCH_DONE;
    case MO_CELL_DATE:
    case MO_CELL_TIME:
    case MO_CELL_DATETIME:
      if (cell->is_string)
        return add_parsed_string (self, column, builder);
      add_time (self, builder, cell->kind, &cell->data.time);
      return MO_FETCH_DONE;
    case MO_CELL_NULL:
      mo_result_builder_add (builder, mo_value_null ());
      return MO_FETCH_DONE;
    case MO_CELL_BIT:
      return add_parsed_string (self, column, builder);
    case MO_CELL_DECIMAL:
    case MO_CELL_TEXT:
    case MO_CELL_BYTES:
    case MO_CELL_JSON:
    default:
      return add_string (self, column, builder);
    }
}

MoFetchStatus
mo_fetch_row (MoFetch *self, MoResultBuilder *builder)
{
  MoFetchStatus status = MO_FETCH_DONE;
  int fetched = self->api->stmt_fetch (self->stmt);

  if (fetched == MYSQL_NO_DATA)
    return MO_FETCH_END;
  /* Truncated is what every string is, at first. */
  if (fetched != 0 && fetched != MYSQL_DATA_TRUNCATED)
    return MO_FETCH_FAILED;
  for (guint i = 0; builder != NULL && i < self->n_columns && status == MO_FETCH_DONE; i++)
    status = add_cell (self, i, builder);
  return status;
}
