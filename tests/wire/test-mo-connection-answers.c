/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Answers that mean another thing than they seem to: an error that nobody asked for, the flags
 * before the rows, and MatrixOne's first day. */

#include <poll.h>
#include <string.h>

#include <matrixone-glib/mo-date-time.h>
#include <matrixone-glib/mo-error.h>

#include "fake-server.h"
#include "wire/mo-connection-core-private.h"

#define MATRIXONE "8.0.30-MatrixOne-v1.3.0"
#define MARIADB "5.5.5-10.11.19-MariaDB"

#define STATUS_IDLE MO_STATUS_AUTOCOMMIT
#define STATUS_BEGUN (MO_STATUS_AUTOCOMMIT | MO_STATUS_IN_TRANSACTION)

/* Of the prepared statement behind whose rows there is a transaction. */
#define ID_BEGUN 2
/* Of the one that has a second result, from the second time on. */
#define ID_MORE 3

/* Popped before the server says good-bye: the client has read all that came before. */
static GAsyncQueue *gate;

static gboolean
is_text (GBytes *body, const char *text)
{
  return g_bytes_get_size (body) == strlen (text)
         && memcmp (g_bytes_get_data (body, NULL), text, strlen (text)) == 0;
}

static gboolean
has_part (GBytes *body, const char *part)
{
  return memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), part, strlen (part))
         != NULL;
}

static guint8
choose_id (GBytes *body)
{
  if (has_part (body, "begun"))
    return ID_BEGUN;
  return has_part (body, "more") ? ID_MORE : 1;
}

static void
send_prepared (FakeServer *server, GBytes *body)
{
  guint8 n_parameters = has_part (body, "?") ? 1 : 0;
  const guint8 prepared[12] = { 0, choose_id (body), 0, 0, 0, 1, 0, n_parameters };

  fake_server_send (server, prepared, sizeof prepared);
  if (n_parameters > 0)
    {
      fake_server_send_column (server, "?", MYSQL_TYPE_DATE, 0, 63);
      fake_server_send_eof (server, STATUS_IDLE);
    }
  fake_server_send_column (server, "day", MYSQL_TYPE_DATE, 0, 63);
  fake_server_send_eof (server, STATUS_IDLE);
}

/* One binary row with an empty date; in a transaction, say the flags, until the rows are over. */
static void
send_empty_date (FakeServer *server, GBytes *body)
{
  guint8 id = *(const guint8 *) g_bytes_get_data (body, NULL);
  static const guint8 row[] = { 0, 0, 0 };
  gboolean has_more = id == ID_MORE && fake_server_count (server, COMMAND_EXECUTE) > 1;
  guint16 more = has_more ? MO_STATUS_MORE_RESULTS : 0;

  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "day", MYSQL_TYPE_DATE, 0, 63);
  fake_server_send_eof (server, STATUS_BEGUN | more);
  fake_server_send (server, row, sizeof row);
  fake_server_send_eof (server, (id == ID_BEGUN ? STATUS_BEGUN : STATUS_IDLE) | more);
  if (has_more)
    fake_server_send_ok (server, STATUS_IDLE);
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  if (command == COMMAND_PREPARE)
    send_prepared (server, body);
  else if (command == COMMAND_EXECUTE)
    send_empty_date (server, body);
  else if (command == COMMAND_QUERY && is_text (body, "idle"))
    {
      fake_server_send_ok (server, STATUS_IDLE);
      g_async_queue_pop (gate);
      fake_server_send_error (server, 4031, "The client was disconnected by the server");
      fake_server_hang_up (server);
    }
  else if (command == COMMAND_QUERY && is_text (body, "reset"))
    {
      fake_server_send_ok (server, STATUS_IDLE);
      g_async_queue_pop (gate);
      fake_server_cut_off (server);
    }
  else if (command == COMMAND_QUERY)
    fake_server_send_ok (server, is_text (body, "begin") ? STATUS_BEGUN : STATUS_IDLE);
}

static MoConnection *
open_connection (FakeServer *server)
{
  MoEndpoint endpoint = {
    .host = (char *) "127.0.0.1",
    .port = fake_server_get_port (server),
    .user = (char *) "u",
    .statement_cache_size = 1,
  };
  g_autoptr (GError) error = NULL;
  MoConnection *connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);

  g_assert_no_error (error);
  return connection;
}

static void
query (MoConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (connection, sql, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
}

/* It may say why before it closes: nothing that is sent now was asked for, or can run. */
static void
test_closed_while_idle (gconstpointer how)
{
  FakeScript script = { .handler = handle };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoConnection) connection = open_connection (server);
  struct pollfd descriptor = { .fd = connection->socket, .events = POLLIN };
  g_autoptr (GError) error = NULL;

  query (connection, how);
  g_async_queue_push (gate, server);
  g_assert_cmpint (poll (&descriptor, 1, 30 * 1000), ==, 1);
  g_assert_null (mo_connection_query (connection, "INSERT", 6, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_cmpstr (error->message, ==, "connection 17 was closed while it was idle");
  g_assert_true (mo_error_is_retryable (error));
  g_assert_false (mo_connection_was_request_sent (connection));
  g_assert_true (mo_connection_is_lost (connection));
}

static char *
execute_day (MoConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_connection_execute (connection, sql, strlen (sql), NULL, 0, &error);
  MoValue value;

  g_assert_no_error (error);
  value = mo_result_get_value (result, 0, 0);
  return mo_value_to_string (&value);
}

/* The flags that count are those behind the rows. */
static void
test_flags_before_rows (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = handle };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoConnection) connection = open_connection (server);
  G_GNUC_UNUSED g_autofree char *first = execute_day (connection, "SELECT day");
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  g_assert_false (mo_connection_is_in_transaction (connection));
  g_assert_true (mo_connection_is_autocommit (connection));
  query (connection, "begin");
  second = execute_day (connection, "SELECT begun");
  g_assert_true (mo_connection_is_in_transaction (connection));
  third = execute_day (connection, "SELECT day");
  g_assert_false (mo_connection_is_in_transaction (connection));
}

/* Connector/C lets go of where rows are to go where it expects several results. */
static void
test_more_before_rows (void)
{
  FakeScript script = { .version = MARIADB, .handler = handle };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoConnection) connection = open_connection (server);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result = NULL;
      MoValue value;

      g_assert_true (mo_connection_begin_execute (connection, "SELECT more", 11, TRUE, NULL, 0,
                                                  &error));
      result = mo_connection_fetch_all (connection, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
      value = mo_result_get_value (result, 0, 0);
      g_assert_cmpint (mo_value_get_value_type (&value), ==, MO_VALUE_DATE);
      g_assert_true ((mo_result_get_next (result) != NULL) == (i == 1));
    }
  g_assert_cmpuint (fake_server_count (server, COMMAND_PREPARE), ==, 1);
  g_assert_cmpuint (fake_server_count (server, COMMAND_EXECUTE), ==, 2);
}

/* An empty binary date is 0001-01-01 on MatrixOne, and the zero date elsewhere. */
static void
test_first_day (void)
{
  static const char *const pairs[][2]
      = { { MATRIXONE, "0001-01-01" }, { MARIADB, "0000-00-00" }, { "9.5.0", "0000-00-00" } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      FakeScript script = { .version = pairs[i][0], .handler = handle };
      g_autoptr (FakeServer) server = fake_server_new (&script);
      g_autoptr (MoConnection) connection = open_connection (server);
      g_autofree char *day = execute_day (connection, "SELECT day");

      g_assert_cmpstr (day, ==, pairs[i][1]);
    }
}

static void
bind_date (MoConnection *connection, const MoDateTime *date, gboolean refused)
{
  MoValue value = mo_value_date (date);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_connection_execute (connection, "SELECT ?", 8, &value, 1, &error);

  g_assert_true ((result == NULL) == refused);
  if (!refused)
    g_assert_no_error (error);
  else
    g_assert_error (error, MO_ERROR, MO_ERROR_OUT_OF_RANGE);
}

/* MatrixOne would store NULL for it. */
static void
test_zero_date (void)
{
  static const MoDateTime zero = { 0 };
  static const MoDateTime month_only = { .year = 2024, .month = 2 };
  static const MoDateTime first = { .year = 1, .month = 1, .day = 1 };

  for (guint i = 0; i < 2; i++)
    {
      FakeScript script = { .version = i == 0 ? MATRIXONE : MARIADB, .handler = handle };
      g_autoptr (FakeServer) server = fake_server_new (&script);
      g_autoptr (MoConnection) connection = open_connection (server);

      bind_date (connection, &zero, i == 0);
      bind_date (connection, &month_only, i == 0);
      g_assert_cmpuint (fake_server_count (server, COMMAND_EXECUTE), ==, i == 0 ? 0 : 2);
      bind_date (connection, &first, FALSE);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gate = g_async_queue_new ();
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_data_func ("/wire/answers/error-while-idle", "idle", test_closed_while_idle);
  g_test_add_data_func ("/wire/answers/reset-while-idle", "reset", test_closed_while_idle);
  g_test_add_func ("/wire/answers/flags-before-rows", test_flags_before_rows);
  g_test_add_func ("/wire/answers/more-before-rows", test_more_before_rows);
  g_test_add_func ("/wire/answers/first-day", test_first_day);
  g_test_add_func ("/wire/answers/zero-date", test_zero_date);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  g_async_queue_unref (gate);
  return status;
}
