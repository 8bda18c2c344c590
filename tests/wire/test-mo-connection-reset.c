/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A session that is made as new, on a server whose defaults are not what a session needs. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

#define LOCK "a_lock_of_the_session"

static MoConnection *
open_new (void)
{
  MoConnection *connection = server_open ();

  if (connection != NULL && mo_connection_get_server_kind (connection) != MO_SERVER_KIND_MARIADB)
    g_error ("this needs a MariaDB of its own");
  return connection;
}

static void
reset (MoConnection *connection)
{
  g_autoptr (GError) error = NULL;
  guint64 id = mo_connection_get_id (connection);

  g_assert_true (mo_connection_reset (connection, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (mo_connection_get_id (connection), ==, id);
}

static gint64
get_int64 (MoConnection *connection, const char *sql)
{
  g_autoptr (MoResult) result = server_query (connection, "%s", sql);

  return mo_result_get_int64 (result, 0, 0);
}

static void
test_variables (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (MoResult) before = NULL;
  g_autoptr (MoResult) after = NULL;

  if (connection == NULL)
    return;
  server_run (connection, "SET @v = 7, wait_timeout = 1234");
  before = server_query (connection, "SELECT @v, @@wait_timeout");
  g_assert_cmpint (mo_result_get_int64 (before, 0, 0), ==, 7);
  g_assert_cmpint (mo_result_get_int64 (before, 0, 1), ==, 1234);
  reset (connection);
  after = server_query (connection, "SELECT @v, @@wait_timeout");
  g_assert_true (mo_result_is_null (after, 0, 0));
  g_assert_cmpint (mo_result_get_int64 (after, 0, 1), !=, 1234);
}

static void
test_temporary_table (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = NULL;

  if (connection == NULL)
    return;
  server_run (connection, "CREATE TEMPORARY TABLE temporary_of_reset (id INT)");
  reset (connection);
  result = mo_connection_query (connection, "SELECT * FROM temporary_of_reset", -1, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
}

static void
test_lock (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (MoConnection) other = open_new ();

  if (connection == NULL)
    return;
  g_assert_cmpint (get_int64 (connection, "SELECT GET_LOCK('" LOCK "', 0)"), ==, 1);
  g_assert_cmpint (get_int64 (other, "SELECT GET_LOCK('" LOCK "', 0)"), ==, 0);
  reset (connection);
  g_assert_cmpint (get_int64 (other, "SELECT GET_LOCK('" LOCK "', 0)"), ==, 1);
}

static void
test_transaction (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autofree char *table = NULL;
  g_autofree char *count = NULL;

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  count = g_strdup_printf ("SELECT COUNT(*) FROM %s", table);
  server_run (connection, "CREATE TABLE %s (id INT) ENGINE=InnoDB", table);
  server_run (connection, "BEGIN");
  server_run (connection, "INSERT INTO %s VALUES (1)", table);
  g_assert_true (mo_connection_is_in_transaction (connection));
  reset (connection);
  g_assert_false (mo_connection_is_in_transaction (connection));
  g_assert_cmpint (get_int64 (connection, count), ==, 0);
  server_run (connection, "DROP TABLE %s", table);
}

static void
test_database (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (MoResult) database = NULL;

  if (connection == NULL)
    return;
  server_run (connection, "USE information_schema");
  reset (connection);
  database = server_query (connection, "SELECT DATABASE()");
  g_assert_cmpstr (mo_result_get_text (database, 0, 0), ==, "information_schema");
}

static void
set_global (MoConnection *connection, gboolean odd)
{
  server_run (connection,
              "SET GLOBAL character_set_client = %s, character_set_connection = %s,"
              " character_set_results = %s, autocommit = %d",
              odd ? "latin1" : "DEFAULT", odd ? "latin1" : "DEFAULT", odd ? "latin1" : "DEFAULT",
              odd ? 0 : 1);
}

static void
assert_is_set (MoConnection *connection)
{
  g_autoptr (MoResult) hex = server_query (connection, "SELECT HEX('😀é'), '😀é'");
  g_autoptr (MoResult) flags = server_query (connection, "SELECT @@autocommit");

  g_assert_cmpstr (mo_result_get_text (hex, 0, 0), ==, "F09F9880C3A9");
  g_assert_cmpstr (mo_result_get_text (hex, 0, 1), ==, "😀é");
  g_assert_cmpint (mo_result_get_int64 (flags, 0, 0), ==, 1);
  g_assert_true (mo_connection_is_autocommit (connection));
}

static void
test_server_defaults (void)
{
  g_autoptr (MoConnection) admin = open_new ();
  g_autoptr (MoConnection) connection = NULL;

  if (admin == NULL)
    return;
  set_global (admin, TRUE);
  connection = open_new ();
  assert_is_set (connection);
  reset (connection);
  assert_is_set (connection);
  set_global (admin, FALSE);
}

/* NO_BACKSLASH_ESCAPES is how values in a text are escaped: the flag must be what is in force. */
static void
test_flags (void)
{
  g_autoptr (MoConnection) connection = open_new ();

  if (connection == NULL)
    return;
  server_run (connection, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
  g_assert_true (mo_connection_has_no_backslash_escapes (connection));
  reset (connection);
  g_assert_false (mo_connection_has_no_backslash_escapes (connection));
}

static void
test_lost (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (MoConnection) admin = open_new ();
  g_autoptr (GError) error = NULL;

  if (connection == NULL)
    return;
  server_run (admin, "KILL %" G_GUINT64_FORMAT, mo_connection_get_id (connection));
  g_assert_false (mo_connection_reset (connection, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_is_lost (connection));
}

/* Of one server; what tells two apart is seen where there are two. */
static void
test_node (void)
{
  g_autoptr (MoConnection) connection = open_new ();
  g_autoptr (MoConnection) other = open_new ();
  g_autofree char *node = NULL;

  if (connection == NULL)
    return;
  node = g_strdup (mo_connection_get_node (connection));
  g_test_message ("%s", node);
  g_assert_nonnull (node);
  g_assert_nonnull (strstr (node, g_getenv ("MO_TEST_SERVER_DIR")));
  g_assert_cmpstr (mo_connection_get_node (other), ==, node);
  reset (connection);
  g_assert_cmpstr (mo_connection_get_node (connection), ==, node);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/reset/variables", test_variables);
  g_test_add_func ("/wire/reset/temporary-table", test_temporary_table);
  g_test_add_func ("/wire/reset/lock", test_lock);
  g_test_add_func ("/wire/reset/transaction", test_transaction);
  g_test_add_func ("/wire/reset/database", test_database);
  g_test_add_func ("/wire/reset/server-defaults", test_server_defaults);
  g_test_add_func ("/wire/reset/flags", test_flags);
  g_test_add_func ("/wire/reset/lost", test_lost);
  g_test_add_func ("/wire/reset/node", test_node);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
