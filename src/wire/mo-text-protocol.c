/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements as text; rows go from the network buffer straight into the result. */

#include "wire/mo-connection-core-private.h"

#include <string.h>

#include "base/mo-error-private.h"

/* --- an answer --- */

static gboolean
text_begin (MoConnection *self, GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (MoRows) columns = { api, NULL };
  gboolean is_there = (self->reading == MO_READING_FIRST ? api->read_query_result (self->mysql)
                                                         : api->next_result (self->mysql))
                      == 0;

  if (is_there && api->field_count (self->mysql) == 0)
    return TRUE;
  if (is_there)
    columns.result = api->use_result (self->mysql);
  if (columns.result == NULL)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  mo_row_reader_set_columns (self, &columns);
  return TRUE;
}

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
text_end (MoConnection *self, MoResultBuilder *builder)
{
  mo_connection_note_status (self);
  if (builder != NULL)
    mo_result_builder_set_counts (
        builder, &(MoResultCounts){ .n_warnings = self->api->warning_count (self->mysql) });
}

static const MoRowProtocol text_protocol = { text_begin, text_read, text_end };

/* --- a statement --- */

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
      self->answered_usec = g_get_monotonic_time (); /* there will be no other answer */
      mo_connection_take_error (self, error);
      return FALSE;
    }
  self->request_sent = TRUE;
  mo_row_reader_start (self, &text_protocol, NULL);
  return TRUE;
}

MoResult *
mo_connection_read (MoConnection *self, gboolean *more, GError **error)
{
  MoResult *result;

  *more = FALSE;
  g_return_val_if_fail (self->reading != MO_READING_NOTHING, NULL);

  if (!mo_row_reader_begin (self, error))
    return NULL;
  result = mo_row_reader_read (self, error);
  *more = self->reading == MO_READING_NEXT;
  return result;
}

gboolean
mo_connection_begin_query (MoConnection *self, const char *sql, gsize length, GError **error)
{
  return mo_connection_send (self, sql, length, error) && mo_row_reader_begin (self, error);
}

MoResult *
mo_connection_query (MoConnection *self, const char *sql, gssize length, GError **error)
{
  if (!mo_connection_begin_query (self, sql, length < 0 ? strlen (sql) : (gsize) length, error))
    return NULL;
  return mo_connection_fetch_all (self, error);
}
