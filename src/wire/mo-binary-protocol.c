/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements with bound parameters. */

#include "wire/mo-connection-core-private.h"

#include "base/mo-error-private.h"
#include "wire/mo-bind-private.h"
#include "wire/mo-fetch-private.h"

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

static MoResult *
read_rows (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  const MoMysqlApi *api = self->api;
  /* Described anew: the server may have prepared the statement again, after an ALTER TABLE. */
  g_auto (MoRows) columns = { api, api->stmt_result_metadata (stmt) };
  g_auto (MoFetch) fetch = { NULL };
  g_autoptr (MoResultBuilder) builder = NULL;
  const MYSQL_FIELD *unreadable;
  const MYSQL_FIELD *fields;
  guint n_columns;

  if (columns.result == NULL)
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return NULL;
    }
  unreadable = find_unreadable (&columns, mo_connection_get_server_kind (self));
  if (unreadable != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "the statement has run, but column \"%s\" of type %d cannot be read, which the "
                   "server did not speak of before",
                   unreadable->name, (int) unreadable->type);
      return NULL;
    }
  n_columns = api->num_fields (columns.result);
  fields = api->fetch_fields (columns.result);
  builder = mo_result_builder_new (n_columns);
  for (guint i = 0; i < n_columns; i++)
    mo_result_builder_set_column (
        builder, i, fields[i].name,
        mo_cell_kind_get_value_type (mo_field_get_cell_kind (&fields[i])));
  if (!mo_fetch_init (&fetch, api, stmt, fields, n_columns))
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return NULL;
    }
  fetch.starts_at_year_one = self->kind == MO_SERVER_KIND_MATRIXONE;
  switch (mo_fetch_rows (&fetch, builder))
    {
    case MO_FETCH_FAILED:
      mo_connection_take_stmt_error (self, stmt, error);
      return NULL;
    case MO_FETCH_NO_MEMORY:
      mo_connection_set_no_memory (self, fetch.too_long, error);
      return NULL;
    case MO_FETCH_DONE:
    default:
      mo_result_builder_set_counts (builder, 0, 0, api->warning_count (self->mysql));
      return mo_result_builder_finish (g_steal_pointer (&builder));
    }
}

static MoResult *
read_counts (MoConnection *self, MYSQL_STMT *stmt)
{
  const MoMysqlApi *api = self->api;
  g_autoptr (MoResultBuilder) builder = mo_result_builder_new (0);

  mo_result_builder_set_counts (builder, api->stmt_affected_rows (stmt), api->stmt_insert_id (stmt),
                                api->warning_count (self->mysql));
  return mo_result_builder_finish (g_steal_pointer (&builder));
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

MoResult *
mo_connection_execute (MoConnection *self,
                       const char *sql,
                       gsize length,
                       const MoValue *values,
                       gsize n_values,
                       GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (Prepared) prepared = { api, NULL };
  g_auto (MoBind) bind = { NULL };
  g_autoptr (MoResult) result = NULL;

  g_return_val_if_fail (self->reading == MO_READING_NOTHING, NULL);

  self->request_sent = FALSE;
  if (!mo_connection_can_send (self, length, error))
    return NULL;
  if (!mo_bind_init (&bind, self->kind, values, n_values, error))
    return NULL;
  prepared.stmt = api->stmt_init (self->mysql);
  if (prepared.stmt == NULL)
    {
      mo_connection_take_error (self, error);
      return NULL;
    }
  if (!prepare (self, prepared.stmt, sql, length, n_values, error)
      || !run (self, prepared.stmt, &bind, error))
    return NULL;
  result = api->stmt_field_count (prepared.stmt) > 0 ? read_rows (self, prepared.stmt, error)
                                                     : read_counts (self, prepared.stmt);
  if (result == NULL || !drop_further_results (self, prepared.stmt, error))
    return NULL;
  note_flags (self, mo_result_get_n_columns (result) > 0);
  return g_steal_pointer (&result);
}
