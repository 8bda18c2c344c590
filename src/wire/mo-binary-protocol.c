/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements with bound parameters. */

#include "wire/mo-connection-core-private.h"

#include "base/mo-error-private.h"
#include "wire/mo-bind-private.h"

/* "Server has gone away": of writing alone; a read that fails is 2013. */
#define CLIENT_CANNOT_WRITE 2006

typedef struct
{
  const MoMysqlApi *api;
  MYSQL_STMT *stmt;
} Prepared;

static void
prepared_clear (Prepared *self)
{
  if (self->stmt != NULL)
    self->api->stmt_close (self->stmt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Prepared, prepared_clear)

/* MatrixOne writes a binary TIME with microseconds in such a way that whatever stands behind it in
 * the row is misread. */
static gboolean
is_readable (MoServerKind kind, const MYSQL_FIELD *field)
{
  return mo_field_is_binary_readable (field)
         && !(kind == MO_SERVER_KIND_MATRIXONE && field->type == MYSQL_TYPE_TIME);
}

/* The first column that cannot be read from a binary row, or NULL. */
static const MYSQL_FIELD *
find_unreadable (const MoRows *columns, MoServerKind kind)
{
  guint n_columns = columns->result != NULL ? columns->api->num_fields (columns->result) : 0;
  const MYSQL_FIELD *fields = n_columns > 0 ? columns->api->fetch_fields (columns->result) : NULL;

  for (guint i = 0; i < n_columns; i++)
    if (!is_readable (kind, &fields[i]))
      return &fields[i];
  return NULL;
}

static gboolean
prepare (MoConnection *self,
         MYSQL_STMT *stmt,
         const char *sql,
         gsize length,
         gsize n_values,
         GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (MoRows) columns = { api, NULL };
  const MYSQL_FIELD *unreadable;

  if (api->stmt_prepare (stmt, length > 0 ? sql : "", length) != 0)
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return FALSE;
    }
  if (api->stmt_param_count (stmt) != n_values)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the statement has %lu parameters, but %" G_GSIZE_FORMAT " values are given",
                   api->stmt_param_count (stmt), n_values);
      return FALSE;
    }
  columns.result = api->stmt_result_metadata (stmt);
  unreadable = find_unreadable (&columns, mo_connection_get_server_kind (self));
  if (unreadable != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
                   "column \"%s\" of type %d cannot be read from a prepared statement with this "
                   "client library and server; not run",
                   unreadable->name, (int) unreadable->type);
      return FALSE;
    }
  return TRUE;
}

static gboolean
run (MoConnection *self, MYSQL_STMT *stmt, MoBind *bind, GError **error)
{
  const MoMysqlApi *api = self->api;

  if (api->stmt_bind_param (stmt, bind->binds) != 0)
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return FALSE;
    }
  if (api->stmt_execute (stmt) != 0)
    {
      self->answered_usec = g_get_monotonic_time ();
      /* It sends and waits in one. */
      self->request_sent = api->stmt_errno (stmt) != CLIENT_CANNOT_WRITE;
      mo_connection_take_stmt_error (self, stmt, error);
      return FALSE;
    }
  self->answered_usec = g_get_monotonic_time ();
  self->request_sent = TRUE;
  return TRUE;
}

/* --- an answer --- */

static MoRowStatus
binary_read (MoConnection *self, MoResultBuilder *builder, GError **error)
{
  MoFetch *fetch = &self->reader.fetch;

  switch (mo_fetch_row (fetch, builder))
    {
    case MO_FETCH_DONE:
      return MO_ROW_READ;
    case MO_FETCH_END:
      return MO_ROW_NONE;
    case MO_FETCH_NO_MEMORY:
      mo_connection_set_no_memory (self, fetch->too_long, error);
      return MO_ROW_FAILED;
    case MO_FETCH_FAILED:
    default:
      mo_connection_take_stmt_error (self, self->reader.stmt, error);
      return MO_ROW_FAILED;
    }
}

static void
binary_read_counts (MoConnection *self, MoResultBuilder *builder)
{
  const MoMysqlApi *api = self->api;
  MYSQL_STMT *stmt = self->reader.stmt;

  mo_result_builder_set_counts (builder, api->stmt_affected_rows (stmt), api->stmt_insert_id (stmt),
                                api->warning_count (self->mysql));
}

/* What a CALL sends behind its first rows. */
static gboolean
drop_further_results (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  const MoMysqlApi *api = self->api;

  while ((api->server_status (self->mysql) & MO_STATUS_MORE_RESULTS) != 0)
    {
      int status;

      api->stmt_free_result (stmt);
      status = api->stmt_next_result (stmt);
      if (status < 0)
        break;
      if (status > 0)
        {
          mo_connection_take_stmt_error (self, stmt, error);
          return FALSE;
        }
    }
  return TRUE;
}

/* Connector/C keeps the flags of the packet before the rows, not of the one behind them; and before
 * the rows of a statement by itself MatrixOne is in a transaction. What gives rows ends none. */
static void
note_flags (MoConnection *self, gboolean had_rows)
{
  guint before = self->status;

  mo_connection_note_status (self);
  if (had_rows)
    self->status = (self->status & ~(guint) MO_STATUS_IN_TRANSACTION)
                   | (before & MO_STATUS_IN_TRANSACTION);
}

static gboolean
binary_end (MoConnection *self, GError **error)
{
  if (!drop_further_results (self, self->reader.stmt, error))
    return FALSE;
  note_flags (self, self->reader.n_columns > 0);
  self->reading = MO_READING_NOTHING;
  return TRUE;
}

static const MoRowProtocol binary_protocol = { binary_read, binary_read_counts, binary_end };

/* Described anew: the server may have prepared the statement again, after an ALTER TABLE. Consumes
 * the statement where it succeeds. */
static gboolean
begin_rows (MoConnection *self, Prepared *prepared, GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (MoRows) columns = { api, api->stmt_result_metadata (prepared->stmt) };
  MoRowReader *reader = &self->reader;
  const MYSQL_FIELD *unreadable;

  if (columns.result == NULL)
    {
      mo_connection_take_stmt_error (self, prepared->stmt, error);
      return FALSE;
    }
  unreadable = find_unreadable (&columns, mo_connection_get_server_kind (self));
  if (unreadable != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "the statement has run, but column \"%s\" of type %d cannot be read, which the "
                   "server did not speak of before",
                   unreadable->name, (int) unreadable->type);
      return FALSE;
    }
  mo_row_reader_begin (self, &binary_protocol, &columns);
  reader->stmt = g_steal_pointer (&prepared->stmt);
  if (mo_fetch_init (&reader->fetch, api, reader->stmt, reader->fields, reader->n_columns))
    {
      reader->fetch.starts_at_year_one = self->kind == MO_SERVER_KIND_MATRIXONE;
      return TRUE;
    }
  mo_connection_take_stmt_error (self, reader->stmt, error);
  mo_row_reader_clear (self);
  return FALSE;
}

static void
begin_counts (MoConnection *self, Prepared *prepared)
{
  MoRows no_columns = { self->api, NULL };

  mo_row_reader_begin (self, &binary_protocol, &no_columns);
  self->reader.stmt = g_steal_pointer (&prepared->stmt);
}

gboolean
mo_connection_begin_execute (MoConnection *self,
                             const char *sql,
                             gsize length,
                             const MoValue *values,
                             gsize n_values,
                             GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (Prepared) prepared = { api, NULL };
  g_auto (MoBind) bind = { NULL };

  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  self->request_sent = FALSE;
  if (!mo_connection_can_send (self, length, error))
    return FALSE;
  if (!mo_bind_init (&bind, self->kind, values, n_values, error))
    return FALSE;
  prepared.stmt = api->stmt_init (self->mysql);
  if (prepared.stmt == NULL)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  if (!prepare (self, prepared.stmt, sql, length, n_values, error)
      || !run (self, prepared.stmt, &bind, error))
    return FALSE;
  if (api->stmt_field_count (prepared.stmt) > 0)
    return begin_rows (self, &prepared, error);
  begin_counts (self, &prepared);
  return TRUE;
}

MoResult *
mo_connection_execute (MoConnection *self,
                       const char *sql,
                       gsize length,
                       const MoValue *values,
                       gsize n_values,
                       GError **error)
{
  if (!mo_connection_begin_execute (self, sql, length, values, n_values, error))
    return NULL;
  return mo_connection_fetch (self, 0, 0, error);
}
