/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening, closing and pinging a connection, and turning its errors into GErrors. */

#include "wire/mo-connection-core-private.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mo-error-private.h"
#include "wire/mo-tls-private.h"

/* Of both client libraries. */
#define TLS_ERROR 2026
/* Of Connector/C, whose text for it holds what is no text. */
#define PLUGIN_REFUSED 5010

void
mo_connection_thread_init (const MoMysqlApi *api)
{
  static gsize initialized = 0;

  /* Not safe against itself in either library, and the first connection of each thread would
   * call it. */
  if (g_once_init_enter (&initialized))
    {
      if (api->library_init (0, NULL, NULL) != 0)
        g_error ("the MySQL client library cannot be initialized");
      g_once_init_leave (&initialized, 1);
    }
  api->thread_init ();
}

void
mo_connection_thread_end (const MoMysqlApi *api)
{
  api->thread_end ();
}

static void
set_options (MoConnection *self, const MoEndpoint *endpoint)
{
  const MoMysqlApi *api = self->api;
  guint protocol = endpoint->socket != NULL ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
  guint timeout_sec = endpoint->connect_timeout_sec;
  guint yes = 1;
  gulong max_packet_bytes = MO_CONNECTION_MAX_PACKET_BYTES;
#ifdef MARIADB_PACKAGE_VERSION
  /* Off already; Oracle's library, where it is gone, would print a warning. */
  MoMysqlBool no = 0;

  api->options (self->mysql, MYSQL_OPT_RECONNECT, &no);
#endif
  /* "localhost" too: the libraries would take a unix socket and ignore the port. */
  api->options (self->mysql, MYSQL_OPT_PROTOCOL, &protocol);
  api->options (self->mysql, MYSQL_OPT_LOCAL_INFILE, &yes);
  mo_connection_install_load (self);
  api->options (self->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  api->options (self->mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, &max_packet_bytes);
  /* It bounds the wait for the greeting too. With Connector/C it is also for every read until the
   * connection is set up and for none after, so that a long statement is not cut off; Oracle's
   * library has nothing for a server that falls silent between the two, as a time-out of reading
   * cannot be lifted there. */
  if (timeout_sec > 0)
    api->options (self->mysql, MYSQL_OPT_CONNECT_TIMEOUT, &timeout_sec);
  if (endpoint->answer_timeout_sec > 0)
    {
      api->options (self->mysql, MYSQL_OPT_READ_TIMEOUT, &endpoint->answer_timeout_sec);
      api->options (self->mysql, MYSQL_OPT_WRITE_TIMEOUT, &endpoint->answer_timeout_sec);
    }
  mo_tls_set_options (api, self->mysql, endpoint);
}

/* "5.5.5-" is put before the version of MariaDB for very old replicas; Connector/C drops it. */
static void
note_server (MoConnection *self)
{
  const char *version = self->api->get_server_info (self->mysql);
  const char *family = "MySQL";

  version = version != NULL ? version : "";
  self->kind = MO_SERVER_KIND_MYSQL;
  if (strstr (version, "MatrixOne") != NULL)
    {
      self->kind = MO_SERVER_KIND_MATRIXONE;
      family = "MatrixOne";
    }
  else if (strstr (version, "MariaDB") != NULL)
    {
      self->kind = MO_SERVER_KIND_MARIADB;
      family = "MariaDB";
      if (g_str_has_prefix (version, "5.5.5-"))
        version += strlen ("5.5.5-");
    }
  self->server_name = g_strconcat (family, " ", version, NULL);
}

/* (transfer full) (nullable): what the library's own text leaves open. @took_usec: the attempt. */
static char *
explain_number (guint number, const MoEndpoint *endpoint, gint64 took_usec)
{
  if (number == TLS_ERROR)
    return mo_tls_explain (endpoint);
  if (mo_server_error_is_client (number) && endpoint->connect_timeout_sec > 0
      && took_usec >= (gint64) endpoint->connect_timeout_sec * G_USEC_PER_SEC)
    return g_strdup_printf ("nobody answered within connect_timeout, %u s",
                            endpoint->connect_timeout_sec);
  return NULL;
}

static const char *
get_text (MoConnection *self, guint number)
{
  return number == PLUGIN_REFUSED
             ? "the server asks for more than a proof that the password is known, such as the "
               "password itself, which needs ssl_mode=required or better"
             : self->api->error (self->mysql);
}

static void
set_connect_error (MoConnection *self,
                   const MoEndpoint *endpoint,
                   gint64 took_usec,
                   GError **error)
{
  guint number = self->api->error_code (self->mysql);
  gboolean client = mo_server_error_is_client (number);
  g_autofree char *where = mo_endpoint_to_string (endpoint);
  g_autofree char *more = explain_number (number, endpoint, took_usec);
  g_autofree char *message = g_strdup_printf (
      "cannot connect to %s: %s (%s error %u)%s%s", where, get_text (self, number),
      client ? "client" : "server", number, more != NULL ? "; " : "", more != NULL ? more : "");

  if (error != NULL)
    *error =
        mo_error_new_server (mo_server_error_classify_connect (number), client ? 0 : number,
                             client ? NULL : self->api->sqlstate (self->mysql), 0, FALSE, message);
}

static void
set_no_tls_error (const MoEndpoint *endpoint, GError **error)
{
  g_autofree char *where = mo_endpoint_to_string (endpoint);
  g_autofree char *wanted = mo_tls_explain (endpoint);

  g_set_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED,
               "cannot connect to %s: the server offers no TLS; %s", where, wanted);
}

/* Whatever went wrong, there is no connection. */
static void
set_set_up_error (const MoEndpoint *endpoint, const GError *cause, GError **error)
{
  g_autofree char *where = mo_endpoint_to_string (endpoint);

  g_propagate_error (error, mo_error_rewrap (cause, MO_ERROR_CONNECT_FAILED,
                                             "cannot connect to %s: %s", where, cause->message));
}

static gboolean
connect_to (MoConnection *self, const MoEndpoint *endpoint)
{
  g_autofree char *login = mo_endpoint_dup_login (endpoint);

  if (self->api->real_connect (self->mysql, endpoint->socket != NULL ? NULL : endpoint->host, login,
                               endpoint->password, endpoint->database, endpoint->port,
                               endpoint->socket,
                               CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS | CLIENT_MULTI_RESULTS)
      == NULL)
    return FALSE;
  note_server (self);
  return TRUE;
}

MoConnection *
mo_connection_open (const MoMysqlApi *api, const MoEndpoint *endpoint, GError **error)
{
  gint64 began_usec = g_get_monotonic_time ();
  g_autoptr (MoConnection) self = NULL;
  g_autoptr (GError) cause = NULL;

  if (!mo_tls_check (api, endpoint, error))
    return NULL;
  self = g_new0 (MoConnection, 1);
  self->api = api;
  self->socket = -1;
  self->time_zone = endpoint->time_zone;
  self->mysql = api->init (NULL);
  if (self->mysql == NULL)
    g_error ("out of memory for a connection");

  set_options (self, endpoint);
  if (!connect_to (self, endpoint))
    {
      set_connect_error (self, endpoint, g_get_monotonic_time () - began_usec, error);
      return NULL;
    }
  if (!mo_tls_is_enough (api, self->mysql, endpoint))
    {
      set_no_tls_error (endpoint, error);
      return NULL;
    }
  self->id = api->thread_id (self->mysql);
  /* Or a program that is started would keep the session, and its locks, when this one is gone. */
  fcntl (api->get_socket (self->mysql), F_SETFD, FD_CLOEXEC);
  self->socket = fcntl (api->get_socket (self->mysql), F_DUPFD_CLOEXEC, 0);
  mo_connection_note_status (self);
  if (!mo_connection_set_up (self, &cause))
    {
      set_set_up_error (endpoint, cause, error);
      return NULL;
    }
  mo_prepared_cache_set_most (&self->prepared, self->kind, endpoint->statement_cache_size);
  api->set_read_timeout (self->mysql, endpoint->answer_timeout_sec);
  return g_steal_pointer (&self);
}

void
mo_connection_close (MoConnection *self)
{
  if (self == NULL)
    return;
  if (mo_connection_is_reading (self))
    mo_connection_shut_down (self); /* or the library would read all that the server still sends */
  mo_row_reader_clear (self);
  self->api->close (self->mysql);
  mo_prepared_cache_free (&self->prepared); /* which went with it, and need not be told of */
  if (self->socket >= 0)
    close (self->socket);
  g_clear_error (&self->load_error);
  g_free (self->server_name);
  g_free (self->node);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

/**
 * mo_connection_get_id:
 * @self: a connection
 *
 * Thread: that of the call which lent the connection.
 *
 * Returns: its id, as CONNECTION_ID() and the server's log have it
 * Since: 0.1
 */
guint64
mo_connection_get_id (MoConnection *self)
{
  return self->id;
}

MoServerKind
mo_connection_get_server_kind (MoConnection *self)
{
  return self->kind;
}

/**
 * mo_connection_get_server_name:
 * @self: a connection
 *
 * Thread: that of the call which lent the connection.
 *
 * Returns: (transfer none): the kind and version of its server, such as
 *   `MariaDB 10.11.19-MariaDB-0+deb12u1`
 * Since: 0.1
 */
const char *
mo_connection_get_server_name (MoConnection *self)
{
  return self->server_name;
}

const char *
mo_connection_get_node (MoConnection *self)
{
  return self->node;
}

gboolean
mo_connection_is_in_transaction (MoConnection *self)
{
  return (self->status & MO_STATUS_IN_TRANSACTION) != 0;
}

gboolean
mo_connection_is_autocommit (MoConnection *self)
{
  return (self->status & MO_STATUS_AUTOCOMMIT) != 0;
}

gboolean
mo_connection_has_no_backslash_escapes (MoConnection *self)
{
  return self->kind != MO_SERVER_KIND_MATRIXONE
         && (self->status & MO_STATUS_NO_BACKSLASH_ESCAPES) != 0;
}

gint64
mo_connection_get_answered_usec (MoConnection *self)
{
  return self->answered_usec;
}

void
mo_connection_set_answered_usec (MoConnection *self, gint64 answered_usec)
{
  self->answered_usec = answered_usec;
}

gboolean
mo_connection_is_lost (MoConnection *self)
{
  return self->lost;
}

gboolean
mo_connection_was_request_sent (MoConnection *self)
{
  return self->request_sent;
}

void
mo_connection_shut_down (MoConnection *self)
{
  if (self->socket >= 0)
    shutdown (self->socket, SHUT_RDWR);
}

void
mo_connection_note_status (MoConnection *self)
{
  self->status = self->api->server_status (self->mysql);
}

void
mo_connection_take_status (MoConnection *self)
{
  if (!self->lost && self->is_native)
    mo_connection_note_status (self);
}

/**
 * mo_connection_get_native:
 * @self: a connection
 *
 * The handle of the client library that this library was built with, for what only that can do:
 * a `MYSQL *` of MariaDB Connector/C or of Oracle's libmysqlclient. It is the caller's until the
 * call which lent the connection ends: everything that was sent is to be read by then. Nothing may
 * close it, or change how it reads. A file that the server asks for is refused, unless the program
 * sets a handler for that, which holds until the call ends. Nobody knows afterwards what the
 * session is like, so outside of a transaction the connection is replaced.
 *
 * Inside of a transaction it must not end that. Nothing keeps it from doing so, as statements are
 * kept that go another way, and afterwards the server only tells that no transaction is open: a
 * COMMIT is seen by that, but not one with another transaction behind it, as COMMIT AND CHAIN has,
 * or START TRANSACTION.
 *
 * Thread: that of the call which lent the connection.
 *
 * Returns: (transfer none): the handle
 * Since: 0.1
 */
gpointer
mo_connection_get_native (MoConnection *self)
{
  self->is_native = TRUE;
  self->lending.is_used = self->lending.is_native = TRUE;
  self->lending.n_kept++;
  mo_connection_leave_state (self, MO_LEFT_ANYTHING);
  return self->mysql;
}

static void
set_error (MoConnection *self, guint number, const char *sqlstate, const char *text, GError **error)
{
  MoServerErrorClass class = mo_server_error_classify (self->kind, number, text);
  gboolean client = mo_server_error_is_client (number);
  g_autofree char *message = NULL;

  self->reading = MO_READING_NOTHING;
  if (self->load_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->load_error));
      return;
    }
  if (class.breaks)
    self->lost = TRUE;
  if (error == NULL)
    return;
  message = g_strdup_printf ("%s (%s error %u, connection %" G_GUINT64_FORMAT ")",
                             text != NULL && *text != '\0' ? text : "no text",
                             client ? "client" : "server", number, self->id);
  *error = mo_error_new_server (class.code, client ? 0 : number, client ? NULL : sqlstate, self->id,
                                class.retryable, message);
}

void
mo_connection_take_error (MoConnection *self, GError **error)
{
  const MoMysqlApi *api = self->api;

  set_error (self, api->error_code (self->mysql), api->sqlstate (self->mysql),
             api->error (self->mysql), error);
}

void
mo_connection_take_stmt_error (MoConnection *self, MYSQL_STMT *stmt, GError **error)
{
  const MoMysqlApi *api = self->api;

  /* Of an error between two rows, Connector/C tells the connection only. */
  if (api->stmt_errno (stmt) == 0)
    {
      mo_connection_take_error (self, error);
      return;
    }
  set_error (self, api->stmt_errno (stmt), api->stmt_sqlstate (stmt), api->stmt_error (stmt),
             error);
}

void
mo_connection_set_no_memory (MoConnection *self, gsize length, GError **error)
{
  self->reading = MO_READING_NOTHING;
  self->lost = TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "no memory for a value of %" G_GSIZE_FORMAT " bytes (connection %" G_GUINT64_FORMAT
               ")",
               length, self->id);
}

int
mo_connection_dup_socket (MoConnection *self)
{
  return self->socket >= 0 ? fcntl (self->socket, F_DUPFD_CLOEXEC, 0) : -1;
}

gboolean
mo_connection_ping (MoConnection *self, GError **error)
{
  g_return_val_if_fail (self->reading == MO_READING_NOTHING, FALSE);

  if (!mo_connection_can_send (self, 0, error))
    return FALSE;
  if (self->api->ping (self->mysql) != 0)
    {
      mo_connection_take_error (self, error);
      return FALSE;
    }
  self->status = self->api->ping_status (self->mysql);
  return TRUE;
}
