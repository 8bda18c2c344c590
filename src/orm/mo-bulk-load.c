/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bulk insert as LOAD DATA LOCAL: each piece of the text is written when the server asks. */

#include <matrixone-glib/mo-error.h>

#include "orm/mo-bulk-program-private.h"
#include "orm/mo-bulk-text-private.h"
#include "value/mo-moment-private.h"

/* Of the reading side. */
typedef struct
{
  const MoBulkRows *rows;
  MoBulkSite site;
  gsize next; /* row */
  GString *text;
  gsize position; /* in the text: what was taken of it */
} MoBulkReader;

static void
reader_free (gpointer data)
{
  MoBulkReader *self = data;

  g_string_free (self->text, TRUE);
  g_free (self);
}

/* As the clocks of the session show it. */
static gboolean
place (const MoBulkSite *site, MoValue *value)
{
  return mo_value_get_value_type (value) != MO_VALUE_DATETIME
         || mo_moment_write (value, site->policy, site->zone, value);
}

static void
write_row (MoBulkReader *self)
{
  for (guint i = 0; i < self->rows->fields->len; i++)
    {
      MoValue value = mo_bulk_rows_get (self->rows, self->next, i);

      if (i > 0)
        g_string_append_c (self->text, '\t');
      place (&self->site, &value); /* it was asked before whether it can be */
      mo_bulk_text_append (self->text, &value, self->site.kind);
    }
  g_string_append_c (self->text, '\n');
  self->next++;
}

static void
write_rows (MoBulkReader *self, gsize wanted)
{
  g_string_truncate (self->text, 0);
  self->position = 0;
  while (self->text->len < wanted && self->next < self->rows->n_rows)
    write_row (self);
  /* Of the last ones it is not known yet whether they are in. */
  if (self->next < self->rows->n_rows)
    mo_bulk_progress_report (self->site.progress, self->next);
}

static gssize
read_rows (
    gpointer buffer, gsize size, GCancellable *cancellable, gpointer user_data, GError **error)
{
  MoBulkReader *self = user_data;
  gsize n;

  (void) cancellable; /* nothing here waits */
  (void) error;
  if (self->position == self->text->len)
    {
      if (self->site.is_stopped (self->site.data))
        return 0;
      write_rows (self, size);
    }
  n = MIN (size, self->text->len - self->position);
  memcpy (buffer, self->text->str + self->position, n);
  self->position += n;
  return (gssize) n;
}

static MoLoadSource *
source_new (const MoBulkRows *rows, const MoBulkSite *site)
{
  MoBulkReader *reader = g_new0 (MoBulkReader, 1);

  reader->rows = rows;
  reader->site = *site;
  reader->text = g_string_new (NULL);
  return mo_load_source_new (read_rows, reader, reader_free);
}

/* --- the statement --- */

/* Bytes come in hex, which MatrixOne does not know how to take. */
static gboolean
is_in_hex (const MoBulkField *field, MoServerKind kind)
{
  return kind != MO_SERVER_KIND_MATRIXONE && field->column.type == MO_FIELD_BYTES
         && (field->column.flags & MO_VECTOR) == 0;
}

static void
append_fields (GString *sql, const MoBulkRows *rows, MoServerKind kind)
{
  for (guint i = 0; i < rows->fields->len; i++)
    {
      const MoBulkField *field = mo_bulk_rows_get_field (rows, i);

      g_string_append (sql, i > 0 ? ", " : " (");
      if (is_in_hex (field, kind))
        g_string_append_printf (sql, "@mo_bulk_%u", i);
      else
        g_string_append (sql, field->quoted);
    }
  g_string_append_c (sql, ')');
}

static void
append_bytes (GString *sql, const MoBulkRows *rows, MoServerKind kind)
{
  const char *separator = " SET ";

  for (guint i = 0; i < rows->fields->len; i++)
    {
      const MoBulkField *field = mo_bulk_rows_get_field (rows, i);

      if (!is_in_hex (field, kind))
        continue;
      g_string_append_printf (sql, "%s%s = UNHEX(@mo_bulk_%u)", separator, field->quoted, i);
      separator = ", ";
    }
}

MoStatement *
mo_bulk_make_load (const MoBulkRows *rows, const MoBulkSite *site, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("LOAD DATA LOCAL INFILE 'rows' INTO TABLE ");

  g_string_append (sql, rows->table);
  g_string_append (sql, site->kind == MO_SERVER_KIND_MATRIXONE
                            ? " " MO_BULK_FORMAT_MATRIXONE
                            : " CHARACTER SET utf8mb4 " MO_BULK_FORMAT);
  append_fields (sql, rows, site->kind);
  append_bytes (sql, rows, site->kind);
  return mo_statement_new_load (sql->str, source_new (rows, site), error);
}

/* --- times --- */

static gboolean
check_moment (
    const MoBulkRows *rows, const MoBulkSite *site, gsize row, guint field, GError **error)
{
  MoValue value = mo_bulk_rows_get (rows, row, field);
  g_autofree char *text = NULL;

  if (place (site, &value))
    return TRUE;
  text = mo_value_to_string (&value);
  g_set_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE,
               "cannot insert rows of %s: row %" G_GSIZE_FORMAT ": column %s: the moment %s, in "
               "UTC, is beyond year 9999 or before year 1 in the session's time zone",
               rows->name, row + 1, mo_bulk_rows_get_field (rows, field)->column.name, text);
  return FALSE;
}

gboolean
mo_bulk_check_moments (const MoBulkRows *rows, const MoBulkSite *site, GError **error)
{
  if (site->policy == MO_TIME_ZONE_UTC)
    return TRUE; /* as they are */
  for (guint i = 0; i < rows->fields->len; i++)
    for (gsize row = 0;
         mo_bulk_rows_get_field (rows, i)->column.type == MO_FIELD_DATE_TIME && row < rows->n_rows;
         row++)
      if (!check_moment (rows, site, row, i, error))
        return FALSE;
  return TRUE;
}
