/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bulk insert as INSERT … VALUES of many rows. */

#include "orm/mo-bulk-program-private.h"
#include "value/mo-value-private.h"

/* Above, MatrixOne gains nothing. */
#define MOST_ROWS 8192
#define NUMBER_BYTES 28
/* Of a text in hex, `_UTF8MB4 x''`, and what is between two values. */
#define AROUND_BYTES 16

/* How long its literal may become. */
static gsize
estimate_value (const MoValue *value)
{
  gsize length;

  if (mo_value_get_text (value, &length) != NULL)
    return 2 * length + AROUND_BYTES;
  if (mo_value_get_value_type (value) == MO_VALUE_VECF32)
    return NUMBER_BYTES * (gsize) value->length + AROUND_BYTES;
  return NUMBER_BYTES + AROUND_BYTES;
}

static gsize
estimate_row (const MoBulkRows *rows, gsize row)
{
  gsize bytes = AROUND_BYTES;

  for (guint i = 0; i < rows->fields->len; i++)
    {
      MoValue value = mo_bulk_rows_get (rows, row, i);

      bytes += estimate_value (&value);
    }
  return bytes;
}

static gsize
estimate_head (const MoBulkRows *rows)
{
  gsize bytes = 64 + strlen (rows->table);

  for (guint i = 0; i < rows->fields->len; i++)
    bytes += strlen (mo_bulk_rows_get_field (rows, i)->quoted) + 2;
  return bytes;
}

gsize
mo_bulk_estimate_insert (const MoBulkRows *rows, gsize most_bytes)
{
  gsize bytes = estimate_head (rows);

  for (gsize i = 0; i < MIN (rows->n_rows, MOST_ROWS) && bytes < most_bytes; i++)
    bytes += estimate_row (rows, i);
  return MIN (bytes, most_bytes);
}

static gsize
count_rows (const MoBulkRows *rows, gsize first, gsize most_bytes)
{
  gsize most_rows = MIN (rows->n_rows - first, MOST_ROWS);
  gsize bytes = estimate_head (rows);
  gsize n;

  for (n = 0; n < most_rows; n++)
    {
      bytes += estimate_row (rows, first + n);
      if (n > 0 && bytes > most_bytes)
        break;
    }
  return n;
}

static void
append_values (GArray *values, const MoBulkRows *rows, gsize row)
{
  for (guint i = 0; i < rows->fields->len; i++)
    {
      MoValue value = mo_bulk_rows_get (rows, row, i);

      g_array_append_val (values, value);
    }
}

MoStatement *
mo_bulk_make_insert (
    const MoBulkRows *rows, gsize first, gsize most_bytes, gsize *n_rows, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO ");
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (MoValue));
  gsize start;

  *n_rows = count_rows (rows, first, most_bytes);
  g_string_append_printf (sql, "%s (", rows->table);
  for (guint i = 0; i < rows->fields->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "",
                            mo_bulk_rows_get_field (rows, i)->quoted);
  g_string_append (sql, ") VALUES ");
  start = sql->len;
  g_string_append_c (sql, '(');
  for (guint i = 0; i < rows->fields->len; i++)
    g_string_append (sql, i > 0 ? ", ?" : "?");
  g_string_append_c (sql, ')');
  for (gsize i = 0; i < *n_rows; i++)
    append_values (values, rows, first + i);
  return mo_statement_new_rows (sql->str, start, sql->len, *n_rows,
                                (const MoValue *) (const void *) values->data, values->len, error);
}
