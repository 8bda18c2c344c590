/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements with bound parameters. */

#include "wire/mo-connection-core-private.h"

#include "base/mo-error-private.h"
#include "wire/mo-bind-private.h"

/* "Server has gone away": of writing alone; a read that fails is 2013. */
#define CLIENT_CANNOT_WRITE 2006

/* What says that nothing has run, and that the server does not know the statement as it is: that it
 * has forgotten it, or that it would have to prepare it again. */
#define SERVER_UNKNOWN_STATEMENT 1243
#define SERVER_NEEDS_PREPARATION 1615
/* More than its max_prepared_stmt_count. */
#define SERVER_HAS_TOO_MANY 1461

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
  self->request_sent = TRUE;
  return TRUE;
}

/* --- an answer --- */

/* What can be read of rows that have begun. */
static gboolean
check_columns (MoConnection *self, const MoRows *columns, GError **error)
{
  const MYSQL_FIELD *unreadable;

  if (columns->result == NULL)
    {
      mo_connection_take_stmt_error (self, self->reader.prepared->stmt, error);
      return FALSE;
    }
  unreadable = find_unreadable (columns, mo_connection_get_server_kind (self));
  if (unreadable == NULL)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "the statement has run, but column \"%s\" of type %d cannot be read, which the "
               "server did not speak of before",
               unreadable->name, (int) unreadable->type);
  return FALSE;
}

/* Whether rows go where those of the last run went. Of several results each is bound anew, and
 * Connector/C has let go of where where it knows that more will come. */
static gboolean
may_be_bound (MoConnection *self)
{
  return self->reading == MO_READING_FIRST
         && (self->api->server_status (self->mysql) & MO_STATUS_MORE_RESULTS) == 0;
}

/* Described anew: the server may have prepared the statement again, after an ALTER TABLE. */
static gboolean
begin_rows (MoConnection *self, GError **error)
{
  const MoMysqlApi *api = self->api;
  MoRowReader *reader = &self->reader;
  MoPrepared *prepared = reader->prepared;
  g_auto (MoRows) columns = { api, api->stmt_result_metadata (prepared->stmt) };

  if (!check_columns (self, &columns, error))
    return FALSE;
  mo_row_reader_set_columns (self, &columns);
  if (!mo_fetch_set (&prepared->fetch, api, prepared->stmt, reader->fields, reader->n_columns,
                     may_be_bound (self)))
    {
      mo_connection_take_stmt_error (self, prepared->stmt, error);
      return FALSE;
    }
  prepared->fetch.starts_at_year_one = self->kind == MO_SERVER_KIND_MATRIXONE;
  return TRUE;
}

/* The head of the first result came with the statement's being run. */
static gboolean
binary_begin (MoConnection *self, GError **error)
{
  MYSQL_STMT *stmt = self->reader.prepared->stmt;

  if (self->reading == MO_READING_NEXT && self->api->stmt_next_result (stmt) != 0)
    {
      mo_connection_take_stmt_error (self, stmt, error);
      return FALSE;
    }
  return self->api->stmt_field_count (stmt) == 0 || begin_rows (self, error);
}

static MoRowStatus
binary_read (MoConnection *self, MoResultBuilder *builder, GError **error)
{
  MoFetch *fetch = &self->reader.prepared->fetch;

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
      mo_connection_take_stmt_error (self, self->reader.prepared->stmt, error);
      return MO_ROW_FAILED;
    }
}

/* Before the rows of a statement by itself MatrixOne is in a transaction: the flags that count are
 * those behind them. Of what the rows are, a library has the flag before or behind them. */
static void
binary_end (MoConnection *self, MoResultBuilder *builder)
{
  const MoMysqlApi *api = self->api;
  guint before = api->server_status (self->mysql);

  self->status = api->rows_status (self->mysql);
  if (builder == NULL)
    return;
  if (((before | self->status) & MO_STATUS_OUT_PARAMETERS) != 0)
    mo_result_builder_set_out_parameters (builder);
  mo_result_builder_set_counts (
      builder, &(MoResultCounts){ .n_warnings = api->rows_warning_count (self->mysql) });
}

static const MoRowProtocol binary_protocol = { binary_begin, binary_read, binary_end };

/* --- a statement --- */

/* What is to be run, of one call. */
typedef struct
{
  const char *sql;
  gsize length;
  const MoValue *values;
  gsize n_values;
  gboolean is_to_keep;
} MoExecution;

/* (transfer full): NULL, and an error; @code: of the server, 0 if it is none of its. */
static MoPrepared *
prepare_once (MoConnection *self, const MoExecution *what, guint *code, GError **error)
{
  g_autoptr (MoPrepared) prepared = NULL;
  MYSQL_STMT *stmt = self->api->stmt_init (self->mysql);

  *code = 0;
  if (stmt == NULL)
    {
      mo_connection_take_error (self, error);
      return NULL;
    }
  prepared = mo_prepared_new (self->api, stmt);
  if (what->is_to_keep)
    mo_prepared_set_to_keep (prepared, what->sql, self->prepared.state, what->values,
                             what->n_values);
  if (prepare (self, stmt, what->sql, what->length, what->n_values, error))
    return g_steal_pointer (&prepared);
  self->answered_usec = g_get_monotonic_time (); /* the server has said no */
  *code = self->api->stmt_errno (stmt);
  return NULL;
}

/* The server may have as many as it takes, of which we keep some. */
static MoPrepared *
prepare_anew (MoConnection *self, const MoExecution *what, GError **error)
{
  g_autoptr (GError) local = NULL;
  MoPrepared *prepared;
  guint code;

  self->request_sent = FALSE;
  if (what->is_to_keep)
    mo_prepared_cache_make_room (&self->prepared);
  prepared = prepare_once (self, what, &code, &local);
  if (prepared == NULL && code == SERVER_HAS_TOO_MANY && self->prepared.order.length > 0)
    {
      mo_prepared_cache_clear (&self->prepared);
      mo_prepared_cache_sweep (&self->prepared);
      return prepare_once (self, what, &code, error);
    }
  if (prepared == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return prepared;
}

/* (transfer full) (nullable): one that was prepared for the same. */
static MoPrepared *
take_kept (MoConnection *self, const MoExecution *what)
{
  g_autoptr (MoPrepared) found = mo_prepared_cache_take (&self->prepared, what->sql);

  if (found == NULL || self->api->stmt_param_count (found->stmt) != what->n_values
      || (self->kind != MO_SERVER_KIND_MARIADB
          && !mo_prepared_has_types (found, what->values, what->n_values)))
    return NULL;
  return g_steal_pointer (&found);
}

/* Runs what was kept, if that can be; *@prepared is NULL where there is none, or none any more. */
static gboolean
run_again (MoConnection *self,
           const MoExecution *what,
           MoBind *bind,
           MoPrepared **prepared,
           GError **error)
{
  g_autoptr (MoPrepared) found = take_kept (self, what);
  g_autoptr (GError) local = NULL;
  guint code;

  *prepared = NULL;
  if (found == NULL)
    return TRUE;
  if (run (self, found->stmt, bind, &local))
    {
      *prepared = g_steal_pointer (&found);
      return TRUE;
    }
  code = self->api->stmt_errno (found->stmt);
  if (code == SERVER_UNKNOWN_STATEMENT || code == SERVER_NEEDS_PREPARATION)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
mo_connection_begin_execute (MoConnection *self,
                             const char *sql,
                             gsize length,
                             gboolean is_to_keep,
                             const MoValue *values,
                             gsize n_values,
                             GError **error)
{
  const MoExecution what
      = { sql, length, values, n_values,
          is_to_keep && mo_prepared_cache_may_keep (&self->prepared, length, n_values) };
  g_autoptr (MoPrepared) prepared = NULL;
  g_auto (MoBind) bind = { NULL };

  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  self->request_sent = FALSE;
  mo_prepared_cache_sweep (&self->prepared);
  if (!mo_connection_can_send (self, length, error)
      || !mo_bind_init (&bind, self->kind, values, n_values, error)
      || !run_again (self, &what, &bind, &prepared, error))
    return FALSE;
  if (prepared == NULL
      && ((prepared = prepare_anew (self, &what, error)) == NULL
          || !run (self, prepared->stmt, &bind, error)))
    return FALSE;
  mo_row_reader_start (self, &binary_protocol, g_steal_pointer (&prepared));
  return mo_row_reader_begin (self, error);
}

MoResult *
mo_connection_execute (MoConnection *self,
                       const char *sql,
                       gsize length,
                       const MoValue *values,
                       gsize n_values,
                       GError **error)
{
  if (!mo_connection_begin_execute (self, sql, length, FALSE, values, n_values, error))
    return NULL;
  return mo_connection_fetch_all (self, error);
}
