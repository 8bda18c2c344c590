/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of calls, filled with the client library that this was built with. */

#include "wire/mo-mysql-api-private.h"

#ifdef MARIADB_PACKAGE_VERSION
#include <ma_pvio.h>
#endif

/* By itself Connector/C takes the time-out of connecting for each read until the login is done, but
 * not for one through TLS, which takes that of reading. That one stays until set_read_timeout(). */
static MYSQL *
real_connect (MYSQL *mysql,
              const char *host,
              const char *user,
              const char *password,
              const char *database,
              unsigned int port,
              const char *socket,
              unsigned long flags)
{
#ifdef MARIADB_PACKAGE_VERSION
  mysql_options (mysql, MYSQL_OPT_READ_TIMEOUT, &mysql->options.connect_timeout);
#endif
  return mysql_real_connect (mysql, host, user, password, database, port, socket, flags);
}

/* Of Oracle's library it cannot be changed once there is a connection. */
static void
set_read_timeout (MYSQL *mysql, unsigned int seconds)
{
#ifdef MARIADB_PACKAGE_VERSION
  mysql_options (mysql, MYSQL_OPT_READ_TIMEOUT, &seconds);
  mysql->net.pvio->methods->set_timeout (mysql->net.pvio, PVIO_READ_TIMEOUT, (int) seconds);
#else
  (void) mysql;
  (void) seconds;
#endif
}

static const char *
tls_library (void)
{
  const char *name = "OpenSSL";

#ifdef MARIADB_PACKAGE_VERSION
  if (mariadb_get_infov (NULL, MARIADB_TLS_LIBRARY, &name) != 0 || name == NULL)
    return "";
#endif
  return name;
}

static const char *
get_server_info (MYSQL *mysql)
{
  return mysql_get_server_info (mysql);
}

static int
get_socket (MYSQL *mysql)
{
#ifdef MARIADB_PACKAGE_VERSION
  return mysql_get_socket (mysql);
#else
  return mysql->net.fd;
#endif
}

static unsigned int
server_status (MYSQL *mysql)
{
  return mysql->server_status;
}

/* Bytes of a length-encoded integer, by its first byte. */
static gsize
encoded_length (guint8 first)
{
  switch (first)
    {
    case 252:
      return 3;
    case 253:
      return 4;
    case 254:
      return 9;
    default:
      return 1;
    }
}

/* The packet that answered is still in the network buffer: a zero byte, the affected rows and the
 * insert id, each length-encoded, then the flags. */
static unsigned int
ping_status (MYSQL *mysql)
{
  const guint8 *packet = mysql->net.read_pos;
  gsize length = mysql->packet_length;
  gsize at = 1;

  if (packet == NULL || length < 5 || length > G_MAXUINT16 || packet[0] != 0)
    return mysql->server_status;
  at += encoded_length (packet[at]);
  if (at < length)
    at += encoded_length (packet[at]);
  if (at + 2 > length)
    return mysql->server_status;
  return packet[at] | (guint) packet[at + 1] << 8;
}

/* It is in the network buffer still: 254, the count of warnings, the flags. NULL: it was an OK, for
 * which Oracle's library asks where the server knows that, and which it reads. */
static const guint8 *
find_end_of_rows (MYSQL *mysql)
{
  const guint8 *packet = mysql->net.read_pos;

#ifndef MARIADB_PACKAGE_VERSION
  if ((mysql->server_capabilities & CLIENT_DEPRECATE_EOF) != 0)
    return NULL;
#endif
  return packet != NULL && packet[0] == 254 ? packet : NULL;
}

static unsigned int
rows_status (MYSQL *mysql)
{
  const guint8 *end = find_end_of_rows (mysql);

  return end != NULL ? end[3] | (guint) end[4] << 8 : mysql->server_status;
}

static unsigned int
rows_warning_count (MYSQL *mysql)
{
  const guint8 *end = find_end_of_rows (mysql);

  return end != NULL ? end[1] | (guint) end[2] << 8 : mysql_warning_count (mysql);
}

const MoMysqlApi mo_mysql_api = {
  .library_init = mysql_server_init,
  .thread_init = mysql_thread_init,
  .thread_end = mysql_thread_end,
  .client_version = mysql_get_client_version,

  .init = mysql_init,
  .options = mysql_options,
  .real_connect = real_connect,
  .set_read_timeout = set_read_timeout,
  .get_ssl_cipher = mysql_get_ssl_cipher,
  .close = mysql_close,
  .ping = mysql_ping,
  .reset_connection = mysql_reset_connection,
  .thread_id = mysql_thread_id,
  .error_code = mysql_errno,
  .error = mysql_error,
  .sqlstate = mysql_sqlstate,

  .send_query = mysql_send_query,
  .read_query_result = mysql_read_query_result,
  .next_result = mysql_next_result,
  .field_count = mysql_field_count,
  .affected_rows = mysql_affected_rows,
  .insert_id = mysql_insert_id,
  .warning_count = mysql_warning_count,
  .info = mysql_info,
  .use_result = mysql_use_result,
  .num_fields = mysql_num_fields,
  .fetch_fields = mysql_fetch_fields,
  .fetch_row = mysql_fetch_row,
  .fetch_lengths = mysql_fetch_lengths,
  .free_result = mysql_free_result,

  .stmt_init = mysql_stmt_init,
  .stmt_prepare = mysql_stmt_prepare,
  .stmt_param_count = mysql_stmt_param_count,
  .stmt_result_metadata = mysql_stmt_result_metadata,
  .stmt_bind_param = mysql_stmt_bind_param,
  .stmt_execute = mysql_stmt_execute,
  .stmt_field_count = mysql_stmt_field_count,
  .stmt_bind_result = mysql_stmt_bind_result,
  .stmt_fetch = mysql_stmt_fetch,
  .stmt_fetch_column = mysql_stmt_fetch_column,
  .stmt_next_result = mysql_stmt_next_result,
  .stmt_free_result = mysql_stmt_free_result,
  .stmt_close = mysql_stmt_close,
  .stmt_errno = mysql_stmt_errno,
  .stmt_error = mysql_stmt_error,
  .stmt_sqlstate = mysql_stmt_sqlstate,

  .tls_library = tls_library,
  .get_server_info = get_server_info,
  .get_socket = get_socket,
  .server_status = server_status,
  .ping_status = ping_status,
  .rows_status = rows_status,
  .rows_warning_count = rows_warning_count,
};
