/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements with bound parameters. */

#include "wire/mo-connection-core-private.h"

#include "base/mo-error-private.h"
#include "value/mo-result-chain-private.h"
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

/* With the columns of the rows that come; NULL: they cannot be read. */
static MoResultBuilder *
start_rows (MoConnection *self, MYSQL_STMT *stmt, const MoRows *columns, GError **error)
{
  const MoMysqlApi *api = self->api;
  MoResultBuilder *builder;
  const MYSQL_FIELD *unreadable;
  const MYSQL_FIELD *fields;

  if (columns->result == NULL)
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return NULL;
    }
  unreadable = find_unreadable (columns, mo_connection_get_server_kind (self));
  if (unreadable != NULL)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
                   "the statement has run, but column \"%s\" of type %d cannot be read, which the "
                   "server did not speak of before",
                   unreadable->name, (int) unreadable->type);
      return NULL;
    }
  fields = api->fetch_fields (columns->result);
  builder = mo_result_builder_new (api->num_fields (columns->result));
  mo_result_builder_set_zone (builder, self->zone);
  for (guint i = 0; i < api->num_fields (columns->result); i++)
    mo_result_builder_set_column (
        builder, i, fields[i].name,
        mo_cell_kind_get_value_type (mo_field_get_cell_kind (&fields[i])));
  return builder;
}

/* Before the rows of a statement by itself MatrixOne is in a transaction: the flags that count are
 * those behind them. Of what the rows are, a library has the flag before or behind them. */
static void
end_rows (MoConnection *self, MoResultBuilder *builder)
{
  const MoMysqlApi *api = self->api;
  guint before = api->server_status (self->mysql);

  self->status = api->rows_status (self->mysql);
  if (((before | self->status) & MO_STATUS_OUT_PARAMETERS) != 0)
    mo_result_builder_set_out_parameters (builder);
  mo_result_builder_set_counts (
      builder, &(MoResultCounts){ .n_warnings = api->rows_warning_count (self->mysql) });
}

static MoResult *
read_rows (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  const MoMysqlApi *api = self->api;
  /* Described anew: the server may have prepared the statement again, after an ALTER TABLE. */
  g_auto (MoRows) columns = { api, api->stmt_result_metadata (stmt) };
  g_auto (MoFetch) fetch = { NULL };
  g_autoptr (MoResultBuilder) builder = start_rows (self, stmt, &columns, error);

  if (builder == NULL)
    return NULL;
  if (!mo_fetch_init (&fetch, api, stmt, api->fetch_fields (columns.result),
                      api->num_fields (columns.result)))
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
      end_rows (self, builder);
      return mo_result_builder_finish (g_steal_pointer (&builder));
    }
}

static MoResult *
read_result (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  if (self->api->stmt_field_count (stmt) > 0)
    return read_rows (self, stmt, error);
  mo_connection_note_status (self);
  return mo_connection_take_counts (self);
}

/* A CALL has several. */
static MoResult *
read_results (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  const MoMysqlApi *api = self->api;
  g_auto (MoResultChain) chain = { NULL, NULL };
  int status = 0;

  while (status == 0)
    {
      MoResult *result = read_result (self, stmt, error);

      if (result == NULL)
        return NULL;
      mo_result_chain_add (&chain, result);
      status = (self->status & MO_STATUS_MORE_RESULTS) != 0 ? api->stmt_next_result (stmt) : -1;
    }
  if (status < 0)
    return mo_result_chain_steal (&chain);
  mo_connection_take_stmt_error (self, stmt, error);
  return NULL;
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
  return read_results (self, prepared.stmt, error);
}
