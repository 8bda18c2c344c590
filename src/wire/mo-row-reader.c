/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer read in pieces, or to its end, by either protocol. */

#include "wire/mo-connection-core-private.h"

#include "value/mo-result-chain-private.h"
#include "wire/mo-info-private.h"

void
mo_row_reader_start (MoConnection *connection, const MoRowProtocol *protocol, MoPrepared *prepared)
{
  connection->reader.protocol = protocol;
  connection->reader.prepared = prepared;
  connection->reading = MO_READING_FIRST;
}

void
mo_row_reader_set_columns (MoConnection *connection, MoRows *columns)
{
  MoRowReader *self = &connection->reader;

  self->columns = *columns;
  columns->result = NULL;
  self->n_columns = connection->api->num_fields (self->columns.result);
  self->fields = connection->api->fetch_fields (self->columns.result);
  self->kinds = g_new (MoCellKind, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    self->kinds[i] = mo_field_get_cell_kind (&self->fields[i]);
}

static void
clear_result (MoConnection *connection)
{
  MoRowReader *self = &connection->reader;

  mo_rows_clear (&self->columns);
  g_free (self->kinds);
  *self = (MoRowReader){ .protocol = self->protocol,
                         .prepared = self->prepared,
                         .is_one_of_many = self->is_one_of_many };
}

/* (transfer full) (nullable): what was prepared for it. */
static MoPrepared *
let_go (MoConnection *connection)
{
  MoPrepared *prepared = connection->reader.prepared;

  clear_result (connection); /* before what it is a part of */
  connection->reader = (MoRowReader){ 0 };
  return prepared;
}

void
mo_row_reader_clear (MoConnection *connection)
{
  MoPrepared *prepared = let_go (connection);

  g_clear_pointer (&prepared, mo_prepared_free);
}

/* What has run well may run again; not where the library went through several results with it. */
static void
finish (MoConnection *connection)
{
  gboolean is_simple = !connection->reader.is_one_of_many;
  MoPrepared *prepared = let_go (connection);

  if (prepared != NULL && is_simple)
    mo_prepared_cache_put (&connection->prepared, prepared);
  else
    g_clear_pointer (&prepared, mo_prepared_free);
}

static MoResultBuilder *
new_builder (MoConnection *connection)
{
  MoRowReader *self = &connection->reader;
  MoResultBuilder *builder = mo_result_builder_new (self->n_columns);

  mo_result_builder_set_zone (builder, connection->zone);
  for (guint i = 0; i < self->n_columns; i++)
    mo_result_builder_set_column (builder, i, self->fields[i].name,
                                  mo_cell_kind_get_value_type (self->kinds[i]));
  return builder;
}

/* What the library would read to the end before it lets go of a row that had no room. */
static void
fail (MoConnection *connection)
{
  connection->reading = MO_READING_NOTHING;
  if (connection->lost)
    mo_connection_shut_down (connection);
  mo_row_reader_clear (connection);
}

gboolean
mo_row_reader_begin (MoConnection *connection, GError **error)
{
  gboolean has_begun = connection->reader.protocol->begin (connection, error);

  connection->answered_usec = g_get_monotonic_time ();
  if (has_begun)
    connection->reading = MO_READING_ROWS;
  else
    fail (connection);
  return has_begun;
}

/* Of a result that has no rows; @builder NULL: nobody wants to know. */
static void
end_counts (MoConnection *connection, MoResultBuilder *builder)
{
  const MoMysqlApi *api = connection->api;
  MoResultCounts counts = {
    .affected_rows = api->affected_rows (connection->mysql),
    .changed_rows = api->affected_rows (connection->mysql),
    .last_insert_id = api->insert_id (connection->mysql),
    .n_warnings = api->warning_count (connection->mysql),
  };

  mo_connection_note_status (connection);
  mo_info_find_changed_rows (api->info (connection->mysql), &counts.changed_rows);
  if (builder != NULL)
    mo_result_builder_set_counts (builder, &counts);
}

static void
end (MoConnection *connection, MoResultBuilder *builder)
{
  if (connection->reader.n_columns > 0)
    connection->reader.protocol->end (connection, builder);
  else
    end_counts (connection, builder);
  if ((connection->status & MO_STATUS_MORE_RESULTS) != 0)
    {
      connection->reader.is_one_of_many = TRUE;
      clear_result (connection);
      connection->reading = MO_READING_NEXT;
      return;
    }
  finish (connection);
  connection->reading = MO_READING_NOTHING;
}

/* Rows until there are enough of them; @builder NULL: all of them, dropped. */
static MoRowStatus
read_rows (MoConnection *connection, const MoPiece *piece, MoResultBuilder *builder, GError **error)
{
  MoRowReader *self = &connection->reader;
  MoRowStatus status = self->n_columns > 0 ? MO_ROW_READ : MO_ROW_NONE;

  for (guint n = 0;
       status == MO_ROW_READ && (piece->n_rows == 0 || n < piece->n_rows)
       && (piece->n_bytes == 0 || mo_result_builder_get_bytes (builder) < piece->n_bytes);
       n++)
    {
      status = self->protocol->read (connection, builder, error);
      if (connection->answered_usec == 0)
        connection->answered_usec = g_get_monotonic_time ();
    }
  if (status == MO_ROW_FAILED)
    fail (connection);
  return status;
}

static const MoPiece all = { 0, 0 };

MoResult *
mo_row_reader_read (MoConnection *connection, GError **error)
{
  g_autoptr (MoResultBuilder) builder = NULL;

  g_return_val_if_fail (connection->reading == MO_READING_ROWS, NULL);

  builder = new_builder (connection);
  if (read_rows (connection, &all, builder, error) == MO_ROW_FAILED)
    return NULL;
  end (connection, builder);
  return mo_result_builder_finish (g_steal_pointer (&builder));
}

/* --- of a connection --- */

/* Consumes @first, which may be NULL. What comes behind a CALL's rows is the CALL's, an error
 * too. */
static MoResult *
add_further_results (MoConnection *self, MoResult *first, GError **error)
{
  g_auto (MoResultChain) chain = { NULL, NULL };
  MoResult *result = first;

  while (result != NULL)
    {
      mo_result_chain_add (&chain, result);
      if (self->reading != MO_READING_NEXT)
        return mo_result_chain_steal (&chain);
      result = mo_row_reader_begin (self, error) ? mo_row_reader_read (self, error) : NULL;
    }
  return NULL;
}

MoResult *
mo_connection_fetch_all (MoConnection *self, GError **error)
{
  return add_further_results (self, mo_row_reader_read (self, error), error);
}

static MoResult *
read_piece (MoConnection *self, const MoPiece *piece, MoRowStatus *status, GError **error)
{
  g_autoptr (MoResultBuilder) builder = new_builder (self);

  self->answered_usec = 0; /* until its first row */
  *status = read_rows (self, piece, builder, error);
  if (self->answered_usec == 0)
    self->answered_usec = g_get_monotonic_time ();
  return *status != MO_ROW_FAILED ? mo_result_builder_finish (g_steal_pointer (&builder)) : NULL;
}

static MoResult *
read_end (MoConnection *self, GError **error)
{
  MoResultBuilder *builder = new_builder (self);

  end (self, builder);
  return add_further_results (self, mo_result_builder_finish (builder), error);
}

MoResult *
mo_connection_fetch (MoConnection *self, const MoPiece *piece, MoResult **end, GError **error)
{
  g_autoptr (MoResult) rows = NULL;
  MoRowStatus status;

  *end = NULL;
  g_return_val_if_fail (self->reading == MO_READING_ROWS, NULL);

  rows = read_piece (self, piece, &status, error);
  if (status == MO_ROW_NONE && (*end = read_end (self, error)) == NULL)
    return NULL;
  if (*end != NULL && mo_result_get_n_rows (rows) == 0)
    return mo_result_ref (*end);
  return g_steal_pointer (&rows);
}

gboolean
mo_connection_skip (MoConnection *self, GError **error)
{
  while (self->reading != MO_READING_NOTHING)
    {
      if (self->reading != MO_READING_ROWS)
        {
          if (!mo_row_reader_begin (self, error))
            return FALSE;
          continue;
        }
      if (read_rows (self, &all, NULL, error) == MO_ROW_FAILED)
        return FALSE;
      end (self, NULL);
    }
  return TRUE;
}

MoResult *
mo_connection_describe (MoConnection *self)
{
  g_return_val_if_fail (self->reading == MO_READING_ROWS, NULL);

  return mo_result_builder_finish (new_builder (self));
}

gboolean
mo_connection_is_reading (MoConnection *self)
{
  return self->reading != MO_READING_NOTHING;
}
