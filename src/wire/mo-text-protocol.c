/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements as text; rows go from the network buffer straight into the result. */

#include "wire/mo-connection-core-private.h"

#include <string.h>

#include "base/mo-error-private.h"

gboolean
mo_connection_send (MoConnection *self, const char *sql, gsize length, GError **error)
{
  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  self->request_sent = FALSE;
  if (!mo_connection_can_send (self, length, error))
    return FALSE;
  /* Connector/C takes a length of 0 for "up to the NUL". */
  if (self->api->send_query (self->mysql, length > 0 ? sql : "", length) != 0)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  self->request_sent = TRUE;
  self->reading = MO_READING_FIRST;
  return TRUE;
}

/* --- an answer --- */

static MoRowStatus
add_row (MoConnection *self, MYSQL_ROW row, MoResultBuilder *builder, GError **error)
{
  const MoRowReader *reader = &self->reader;
  const gulong *lengths = self->api->fetch_lengths (reader->columns.result);

  if (lengths == NULL)
    {
      mo_connection_take_error (self, error);
      return MO_ROW_FAILED;
    }
  for (guint i = 0; i < reader->n_columns; i++)
    {
      if (row[i] == NULL)
        mo_result_builder_add (builder, mo_value_null ());
      else if (!mo_text_cell_add (builder, reader->kinds[i], row[i], lengths[i]))
        {
          mo_connection_set_no_memory (self, lengths[i], error);
          return MO_ROW_FAILED;
        }
    }
  return MO_ROW_READ;
}

static MoRowStatus
text_read (MoConnection *self, MoResultBuilder *builder, GError **error)
{
  MYSQL_ROW row = self->api->fetch_row (self->reader.columns.result);

  if (row != NULL)
    return builder != NULL ? add_row (self, row, builder, error) : MO_ROW_READ;
  if (self->api->error_code (self->mysql) == 0)
    return MO_ROW_NONE;
  mo_connection_take_error (self, error);
  return MO_ROW_FAILED;
}

static void
text_read_counts (MoConnection *self, MoResultBuilder *builder)
{
  const MoMysqlApi *api = self->api;

  mo_result_builder_set_counts (builder, api->affected_rows (self->mysql),
                                api->insert_id (self->mysql), api->warning_count (self->mysql));
}

static gboolean
text_end (MoConnection *self, GError **error)
{
  mo_connection_note_status (self);
  self->reading = (self->status & MO_STATUS_MORE_RESULTS) != 0 ? MO_READING_NEXT
                                                               : MO_READING_NOTHING;
  return TRUE;
}

static const MoRowProtocol text_protocol = { text_read, text_read_counts, text_end };

static gboolean
read_header (MoConnection *self)
{
  if (self->reading == MO_READING_FIRST)
    return self->api->read_query_result (self->mysql) == 0;
  return self->api->next_result (self->mysql) == 0;
}

gboolean
mo_connection_read_head (MoConnection *self, GError **error)
{
  g_auto (MoRows) columns = { self->api, NULL };
  gboolean has_header = read_header (self);

  self->answered_usec = g_get_monotonic_time ();
  if (has_header && self->api->field_count (self->mysql) > 0)
    {
      columns.result = self->api->use_result (self->mysql);
      has_header = columns.result != NULL;
    }
  if (has_header)
    mo_row_reader_begin (self, &text_protocol, &columns);
  else
    mo_connection_take_error (self, error);
  return has_header;
}

MoResult *
mo_connection_read (MoConnection *self, gboolean *more, GError **error)
{
  MoResult *result;

  *more = FALSE;
  g_return_val_if_fail (self->reading != MO_READING_NOTHING, NULL);

  if (!mo_connection_read_head (self, error))
    return NULL;
  result = mo_row_reader_read (self, 0, 0, error);
  *more = self->reading == MO_READING_NEXT;
  return result;
}

gboolean
mo_connection_begin_query (MoConnection *self, const char *sql, gsize length, GError **error)
{
  return mo_connection_send (self, sql, length, error) && mo_connection_read_head (self, error);
}

MoResult *
mo_connection_query (MoConnection *self, const char *sql, gssize length, GError **error)
{
  if (!mo_connection_begin_query (self, sql, length < 0 ? strlen (sql) : (gsize) length, error))
    return NULL;
  return mo_connection_fetch (self, 0, 0, error);
}

