/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the server does for each statement, and what is to be seen after a fault. */

#include "fault-fixture.h"

#include <string.h>

#include <matrixone-glib/mo-error.h>

/* Of the prepared statement whose columns change. */
#define ID_CHANGES 2

#define IS_QUERY(body, text)                                                                       \
  (g_bytes_get_size (body) >= strlen (text)                                                        \
   && memcmp (g_bytes_get_data (body, NULL), text, strlen (text)) == 0)

static void
send_result (FakeServer *server, guint8 type, guint8 charset, const char *const *rows)
{
  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "c", type, 0, charset);
  fake_server_send_eof (server, 2);
  for (; *rows != NULL; rows++)
    fake_server_send_row (server, *rows);
}

/* Prepared with one column of the given type. */
static void
send_prepared (FakeServer *server, guint8 id, guint8 type)
{
  const guint8 prepared[12] = { 0, id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 };

  fake_server_send (server, prepared, sizeof prepared);
  fake_server_send_column (server, "odd", type, 0, 33);
  fake_server_send_eof (server, 2);
}

/* Until nobody reads them. */
static void
send_endless (FakeServer *server)
{
  static const char *const none[] = { NULL };

  send_result (server, MYSQL_TYPE_LONG, 63, none);
  while (fake_server_send_row (server, "1"))
    ;
  fake_server_hang_up (server);
}

static void
handle_query (FakeServer *server, GBytes *body)
{
  static const char *const numbers[] = { "1", "2", "3", NULL };
  static const char *const words[] = { "1", "two", "-", NULL };

  if (IS_QUERY (body, "numbers"))
    {
      send_result (server, MYSQL_TYPE_LONG, 63, numbers);
      fake_server_send_eof (server, 2);
    }
  else if (IS_QUERY (body, "words"))
    {
      send_result (server, MYSQL_TYPE_LONG, 63, words);
      fake_server_send_eof (server, 2);
    }
  else if (IS_QUERY (body, "type 241"))
    {
      send_result (server, 241, 33, words);
      fake_server_send_eof (server, 2);
    }
  else if (IS_QUERY (body, "error in rows"))
    {
      send_result (server, MYSQL_TYPE_LONG, 63, numbers);
      fake_server_send_error (server, 1317, "Query execution was interrupted");
    }
  else if (IS_QUERY (body, "hang up in rows"))
    {
      send_result (server, MYSQL_TYPE_LONG, 63, numbers);
      fake_server_hang_up (server);
    }
  else if (IS_QUERY (body, "bye"))
    {
      fake_server_send_ok (server, 2);
      fake_server_hang_up (server);
    }
  else if (IS_QUERY (body, "hang up"))
    fake_server_hang_up (server);
  else if (IS_QUERY (body, "killed"))
    fake_server_send_error (server, 1927, "Connection was killed");
  else if (IS_QUERY (body, "three"))
    {
      fake_server_send_ok (server, 2 | 8);
      send_result (server, MYSQL_TYPE_LONG, 63, numbers);
      fake_server_send_eof (server, 2 | 8);
      fake_server_send_error (server, 1062, "Duplicate entry");
    }
  else if (IS_QUERY (body, "call"))
    {
      send_result (server, MYSQL_TYPE_LONG, 63, numbers);
      fake_server_send_eof (server, 2 | 8);
      send_result (server, MYSQL_TYPE_LONG, 63, words);
      fake_server_send_eof (server, 2 | 8);
      fake_server_send_ok (server, 2);
    }
  else if (IS_QUERY (body, "endless"))
    send_endless (server);
  else if (IS_QUERY (body, "begin"))
    fake_server_send_ok (server, 2 | 1);
  else
    fake_server_send_ok (server, 2);
}

static void
handle_prepare (FakeServer *server, GBytes *body)
{
  if (IS_QUERY (body, "no such statement"))
    fake_server_send_error (server, 1295, "not in the prepared statement protocol");
  else if (IS_QUERY (body, "type 241"))
    send_prepared (server, 1, 241);
  else if (IS_QUERY (body, "type 15"))
    send_prepared (server, 1, 15);
  else if (IS_QUERY (body, "changes"))
    send_prepared (server, ID_CHANGES, MYSQL_TYPE_LONG);
  else
    send_prepared (server, 1, MYSQL_TYPE_LONG);
}

static void
handle_execute (FakeServer *server, GBytes *body)
{
  const guint8 row[] = { 0, 0, 3, 'o', 'd', 'd' };

  if (*(const guint8 *) g_bytes_get_data (body, NULL) != ID_CHANGES)
    {
      fake_server_hang_up (server);
      return;
    }
  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "odd", 241, 0, 33);
  fake_server_send_eof (server, 2);
  fake_server_send (server, row, sizeof row);
  fake_server_send_eof (server, 2);
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  switch (command)
    {
    case COMMAND_QUERY:
      handle_query (server, body);
      break;
    case COMMAND_PING:
      fake_server_send_ok (server, 1 | 2);
      break;
    case COMMAND_PREPARE:
      handle_prepare (server, body);
      break;
    case COMMAND_EXECUTE:
      handle_execute (server, body);
      break;
    case COMMAND_RESET:
      fake_server_send_error (server, 20101, "internal error: unsupported command. 0x1f");
      break;
    default:
      /* Closing a statement has no answer. */
      break;
    }
}

void
fault_set_up (FaultFixture *self, gconstpointer data)
{
  FakeScript script = { .version = "8.0.30-MatrixOne-v1.3.0", .handler = handle };
  MoEndpoint endpoint = { .host = (char *) "127.0.0.1", .user = (char *) "u",
                          .time_zone = MO_TIME_ZONE_NAIVE };
  g_autoptr (GError) error = NULL;

  self->server = fake_server_new (&script);
  self->api = mo_mysql_api;
  endpoint.port = fake_server_get_port (self->server);
  self->connection = mo_connection_open (&self->api, &endpoint, &error);
  g_assert_no_error (error);
}

void
fault_tear_down (FaultFixture *self, gconstpointer data)
{
  mo_connection_close (self->connection);
  g_clear_pointer (&self->server, fake_server_free);
}

void
fault_assert_fails (FaultFixture *self, const char *sql, MoError code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (self->connection, sql, -1, &error);

  g_assert_null (result);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

void
fault_assert_usable (FaultFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  g_assert_false (mo_connection_is_lost (self->connection));
  result = mo_connection_query (self->connection, "numbers", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 3);
  g_assert_cmpint (mo_result_get_int64 (result, 2, 0), ==, 3);
}

static int
unexpected_send_query (MYSQL *mysql, const char *sql, unsigned long length)
{
  g_assert_not_reached ();
}

/* Nothing more is asked of the library, whatever it would answer. */
void
fault_assert_lost (FaultFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_connection_is_lost (self->connection));
  self->api.send_query = unexpected_send_query;
  fault_assert_fails (self, "numbers", MO_ERROR_CONNECTION_LOST, "connection 17 was lost before");
  g_assert_false (mo_connection_was_request_sent (self->connection));
  g_assert_false (mo_connection_ping (self->connection, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_error_is_retryable (error));
}

void
fault_assert_execute_fails (FaultFixture *self, const MoValue *values, gsize n_values, MoError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result =
      mo_connection_execute (self->connection, "prepared", 8, values, n_values, &error);

  g_assert_null (result);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_test_message ("%s", error->message);
}
