/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a session is set and its node asked for in one packet, and what a server may say to that. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "fake-server.h"
#include "wire/mo-connection-private.h"
#include "wire/mo-mysql-api-private.h"

#define MARIADB "5.5.5-10.11.19-MariaDB"
#define MYSQL "9.5.0"

typedef enum
{
  SAYS_NODE,
  SAYS_NULL,
  SAYS_TWO_ROWS,
  SAYS_THREE_COLUMNS,
  SAYS_ERROR,
  SAYS_NOTHING, /* only the OK */
  TAKES_ONE,    /* statement at a time */
  TAKES_NONE,
  HANGS_UP,
} Answer;

/* Set before a server's thread starts: its handler has no user data. */
static Answer script;

static void
send_rows (FakeServer *server)
{
  guint8 three_cells[] = { 1, 'a', 1, 'b', 1, 'c' };

  fake_server_send_columns (server, script == SAYS_THREE_COLUMNS ? 3 : 1);
  fake_server_send_column (server, "a", MYSQL_TYPE_VAR_STRING, 0, 45);
  for (guint i = 1; i < 3 && script == SAYS_THREE_COLUMNS; i++)
    fake_server_send_column (server, "b", MYSQL_TYPE_VAR_STRING, 0, 45);
  fake_server_send_eof (server, 2);
  if (script == SAYS_THREE_COLUMNS)
    fake_server_send (server, three_cells, sizeof three_cells);
  else
    fake_server_send_row (server, script == SAYS_NULL ? NULL : "n1");
  if (script == SAYS_TWO_ROWS)
    fake_server_send_row (server, "n2");
  fake_server_send_eof (server, 2);
}

static void
answer_question (FakeServer *server)
{
  switch (script)
    {
    case TAKES_ONE:
    case TAKES_NONE:
      fake_server_send_error (server, 1064, "You have an error in your SQL syntax");
      break;
    case SAYS_NOTHING:
      fake_server_send_ok (server, 2);
      break;
    case SAYS_ERROR:
      fake_server_send_ok (server, 2 | 8);
      fake_server_send_error (server, 1193, "Unknown system variable 'server_uuid'");
      break;
    case HANGS_UP:
      fake_server_send_ok (server, 2 | 8);
      fake_server_hang_up (server);
      break;
    case SAYS_NODE:
    case SAYS_NULL:
    case SAYS_TWO_ROWS:
    case SAYS_THREE_COLUMNS:
    default:
      fake_server_send_ok (server, 2 | 8);
      send_rows (server);
      break;
    }
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  g_autofree char *sql = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  if (command != COMMAND_QUERY)
    return;
  g_assert_true (g_str_has_prefix (sql, "SET NAMES utf8mb4"));
  if (strstr (sql, "; SELECT ") != NULL)
    answer_question (server);
  else if (script == TAKES_NONE)
    fake_server_send_error (server, 1115, "Unknown character set: 'utf8mb4'");
  else
    fake_server_send_ok (server, 2);
}

static MoConnection *
open_connection (FakeServer *server, GError **error)
{
  MoEndpoint endpoint = {
    .host = (char *) "127.0.0.1",
    .port = fake_server_get_port (server),
    .user = (char *) "u",
    .time_zone = MO_TIME_ZONE_NAIVE,
  };

  return mo_connection_open (&mo_mysql_api, &endpoint, error);
}

static void
assert_node (const char *version, Answer answer, const char *node, guint n_queries)
{
  FakeScript fake = { .version = version, .handler = handle };
  g_autoptr (FakeServer) server = NULL;
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  script = answer;
  server = fake_server_new (&fake);
  connection = open_connection (server, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mo_connection_get_node (connection), ==, node);
  g_assert_false (mo_connection_is_lost (connection));
  g_assert_true (mo_connection_is_autocommit (connection));
  g_assert_cmpuint (fake_server_count (server, COMMAND_QUERY), ==, n_queries);
}

static void
test_known (void)
{
  assert_node (MARIADB, SAYS_NODE, "n1", 1);
  assert_node (MYSQL, SAYS_NODE, "n1", 1);
}

static void
test_unknown (void)
{
  assert_node (MARIADB, SAYS_NULL, NULL, 1);
  assert_node (MARIADB, SAYS_TWO_ROWS, NULL, 1);
  assert_node (MARIADB, SAYS_THREE_COLUMNS, NULL, 1);
  assert_node (MYSQL, SAYS_ERROR, NULL, 1);
  assert_node (MYSQL, SAYS_NOTHING, NULL, 1);
}

static void
test_one_statement_at_a_time (void)
{
  assert_node (MYSQL, TAKES_ONE, NULL, 2);
}

/* It is not asked: an id means the same on each of its nodes. */
static void
test_matrixone (void)
{
  assert_node ("8.0.30-MatrixOne-v1.3.0", SAYS_NODE, "MatrixOne", 0);
}

static void
assert_not_set (Answer answer, const char *end)
{
  FakeScript fake = { .version = MYSQL, .handler = handle };
  g_autoptr (FakeServer) server = NULL;
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  script = answer;
  server = fake_server_new (&fake);
  connection = open_connection (server, &error);
  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, "cannot connect to u@127.0.0.1:"));
  g_assert_nonnull (strstr (error->message, end));
}

/* What is escaped for another character set than the server's must not be sent. */
static void
test_not_set (void)
{
  assert_not_set (TAKES_NONE, "Unknown character set: 'utf8mb4'");
  assert_not_set (HANGS_UP, "connection 17");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/node/known", test_known);
  g_test_add_func ("/wire/node/unknown", test_unknown);
  g_test_add_func ("/wire/node/one-statement-at-a-time", test_one_statement_at_a_time);
  g_test_add_func ("/wire/node/matrixone", test_matrixone);
  g_test_add_func ("/wire/node/not-set", test_not_set);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
