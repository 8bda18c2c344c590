/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests are told by the client library without a server is what they asked it to say. */

#include "fake-mysql.h"

static MoConnection *
open_connection (void)
{
  MoEndpoint endpoint = { .host = (char *) "fake", .user = (char *) "u" };
  g_autoptr (GError) error = NULL;
  MoConnection *connection = mo_connection_open (&fake_mysql_api, &endpoint, &error);

  g_assert_no_error (error);
  return connection;
}

static void
assert_next_node (const char *node)
{
  g_autoptr (MoConnection) connection = open_connection ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  g_assert_cmpstr (mo_connection_get_node (connection), ==, node);
  result = mo_connection_query (connection, "SELECT 1", -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_n_columns (result), ==, 0);
}

static void
test_nodes (void)
{
  static const char *const nodes[] = { "a", "", "b", NULL };
  static const char *const none[] = { NULL };

  fake_mysql_reset ();
  assert_next_node (NULL);
  fake_mysql_set_nodes (nodes);
  assert_next_node ("a");
  assert_next_node (NULL);
  assert_next_node ("b");
  assert_next_node ("b");
  fake_mysql_set_nodes (none);
  assert_next_node (NULL);
  fake_mysql_set_nodes (nodes);
  assert_next_node ("a");
  fake_mysql_reset ();
  assert_next_node (NULL);
}

static void
test_reset (void)
{
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (MoResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_mysql_reset ();
  connection = open_connection ();
  result = mo_connection_query (connection, "BEGIN", -1, NULL);
  g_assert_true (mo_connection_is_in_transaction (connection));
  g_assert_true (mo_connection_reset (connection, &error));
  g_assert_no_error (error);
  g_assert_false (mo_connection_is_in_transaction (connection));
  fake_mysql_kill_all ();
  g_assert_false (mo_connection_reset (connection, &error));
  g_assert_true (mo_connection_is_lost (connection));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&fake_mysql_api);
  g_test_add_func ("/pool/fake-mysql/nodes", test_nodes);
  g_test_add_func ("/pool/fake-mysql/reset", test_reset);
  status = g_test_run ();
  mo_connection_thread_end (&fake_mysql_api);
  return status;
}
