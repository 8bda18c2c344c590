/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer read in pieces, or to its end, by either protocol. */

#include "wire/mo-connection-core-private.h"

void
mo_row_reader_begin (MoConnection *connection, const MoRowProtocol *protocol, MoRows *columns)
{
  MoRowReader *self = &connection->reader;

  self->protocol = protocol;
  self->columns = *columns;
  columns->result = NULL;
  connection->reading = MO_READING_ROWS;
  if (self->columns.result == NULL)
    return;
  self->n_columns = connection->api->num_fields (self->columns.result);
  self->fields = connection->api->fetch_fields (self->columns.result);
  self->kinds = g_new (MoCellKind, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->kinds[i] = mo_field_get_cell_kind (&self->fields[i]);
}

void
mo_row_reader_clear (MoConnection *connection)
{
  MoRowReader *self = &connection->reader;

  mo_fetch_clear (&self->fetch);
  if (self->stmt != NULL)
    connection->api->stmt_close (self->stmt);
  mo_rows_clear (&self->columns);
  g_free (self->kinds);
  *self = (MoRowReader){ 0 };
}

static MoResultBuilder *
new_builder (MoRowReader *self)
{
  MoResultBuilder *builder = mo_result_builder_new (self->n_columns);

  for (guint i = 0; i < self->n_columns; i++)
    mo_result_builder_set_column (builder, i, self->fields[i].name,
                                  mo_cell_kind_get_value_type (self->kinds[i]));
  return builder;
}

/* What the library would read to the end before it lets go of a row that had no room. */
static void
fail (MoConnection *connection)
{
  if (connection->lost)
    mo_connection_shut_down (connection);
  mo_row_reader_clear (connection);
}

static gboolean
end (MoConnection *connection, GError **error)
{
  gboolean ended = connection->reader.protocol->end (connection, error);

  if (!ended)
    fail (connection);
  else
    mo_row_reader_clear (connection);
  return ended;
}

/* Rows until there are enough of them; @builder NULL: all of them, dropped. */
static MoRowStatus
read_rows (MoConnection *connection,
           guint n_rows,
           gsize n_bytes,
           MoResultBuilder *builder,
           GError **error)
{
  MoRowReader *self = &connection->reader;
  MoRowStatus status = self->n_columns > 0 ? MO_ROW_READ : MO_ROW_NONE;

  for (guint n = 0; status == MO_ROW_READ && (n_rows == 0 || n < n_rows)
                    && (n_bytes == 0 || mo_result_builder_get_bytes (builder) < n_bytes);
       n++)
    {
      status = self->protocol->read (connection, builder, error);
      if (connection->answered_usec == 0)
        connection->answered_usec = g_get_monotonic_time ();
    }
  return status;
}

MoResult *
mo_row_reader_read (MoConnection *connection, guint n_rows, gsize n_bytes, GError **error)
{
  MoRowReader *self = &connection->reader;
  g_autoptr (MoResultBuilder) builder = NULL;

  g_return_val_if_fail (connection->reading == MO_READING_ROWS, NULL);

  builder = new_builder (self);
  switch (read_rows (connection, n_rows, n_bytes, builder, error))
    {
    case MO_ROW_FAILED:
      fail (connection);
      return NULL;
    case MO_ROW_NONE:
      if (self->n_columns == 0)
        self->protocol->read_counts (connection, builder);
      else
        mo_result_builder_set_counts (builder, 0, 0,
                                      connection->api->warning_count (connection->mysql));
      if (!end (connection, error))
        return NULL;
      break;
    case MO_ROW_READ:
    default:
      break;
    }
  return mo_result_builder_finish (g_steal_pointer (&builder));
}

MoResult *
mo_connection_fetch (MoConnection *self, guint n_rows, gsize n_bytes, GError **error)
{
  g_autoptr (MoResult) result = NULL;

  if (n_rows > 0 || n_bytes > 0)
    self->answered_usec = 0; /* until the first row of the piece */
  result = mo_row_reader_read (self, n_rows, n_bytes, error);
  if (self->answered_usec == 0)
    self->answered_usec = g_get_monotonic_time ();
  /* After a CALL's rows come more, perhaps, and its status; an error there is the CALL's. */
  if (result == NULL || (self->reading == MO_READING_NEXT && !mo_connection_skip (self, error)))
    return NULL;
  return g_steal_pointer (&result);
}

gboolean
mo_connection_skip (MoConnection *self, GError **error)
{
  while (self->reading != MO_READING_NOTHING)
    {
      MoRowStatus status = MO_ROW_NONE;

      if (self->reading != MO_READING_ROWS)
        {
          if (!mo_connection_read_head (self, error))
            return FALSE;
          continue;
        }
      status = read_rows (self, 0, 0, NULL, error);
      if (status == MO_ROW_FAILED)
        fail (self);
      if (status == MO_ROW_FAILED || !end (self, error))
        return FALSE;
    }
  return TRUE;
}

MoResult *
mo_connection_describe (MoConnection *self)
{
  g_return_val_if_fail (self->reading == MO_READING_ROWS, NULL);

  return mo_result_builder_finish (new_builder (&self->reader));
}

gboolean
mo_connection_is_reading (MoConnection *self)
{
  return self->reading != MO_READING_NOTHING;
}
