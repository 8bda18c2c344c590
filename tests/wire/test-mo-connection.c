/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One connection to a real server: statements, errors, flags, and its end. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

static void
test_open (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (MoResult) id = NULL;
  g_autoptr (GError) error = NULL;

  if (connection == NULL)
    return;
  g_test_message ("%s", mo_connection_get_server_name (connection));
  id = server_query (connection, "SELECT CONNECTION_ID()");
  g_assert_cmpint (mo_result_get_int64 (id, 0, 0), ==, (gint64) mo_connection_get_id (connection));
  g_assert_true (mo_connection_ping (connection, &error));
  g_assert_no_error (error);
}

static void
assert_no_entry (const MoEndpoint *endpoint, MoError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (&mo_mysql_api, endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, "cannot connect to "));
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_cmpuint (mo_error_get_server_code (error), !=, 0);
}

static void
test_no_entry (void)
{
  g_autoptr (MoEndpoint) password = server_endpoint ();
  g_autoptr (MoEndpoint) user = NULL;
  g_autoptr (MoEndpoint) database = NULL;

  if (password == NULL)
    return;
  user = mo_endpoint_copy (password);
  database = mo_endpoint_copy (password);
  g_free (password->password);
  password->password = g_strdup ("hunter2");
  assert_no_entry (password, MO_ERROR_ACCESS_DENIED);
  g_free (user->user);
  user->user = g_strdup ("nobody_of_that_name");
  g_free (user->password);
  user->password = g_strdup ("hunter2");
  assert_no_entry (user, MO_ERROR_ACCESS_DENIED);
  g_free (database->database);
  database->database = g_strdup ("no_such_database");
  assert_no_entry (database, MO_ERROR_NO_SUCH_OBJECT);
}

static void
assert_text_is_utf8mb4 (MoConnection *connection)
{
  g_autoptr (MoResult) hex = server_query (connection, "SELECT HEX('😀é')");
  g_autoptr (MoResult) length = server_query (connection, "SELECT CHAR_LENGTH('😀é')");

  g_assert_cmpstr (mo_result_get_text (hex, 0, 0), ==, "F09F9880C3A9");
  g_assert_cmpint (mo_result_get_int64 (length, 0, 0), ==, 2);
}

static void
test_charset (void)
{
  g_autoptr (MoConnection) connection = server_open ();

  if (connection != NULL)
    assert_text_is_utf8mb4 (connection);
}

static void
assert_rows (MoConnection *connection, const char *table, guint n_rows)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id, v FROM %s WHERE id < %u ORDER BY id", table, n_rows);
  g_autoptr (MoResult) text = server_query (connection, "%s", sql);
  g_autoptr (MoResult) binary = server_execute (connection, sql, NULL, 0);

  g_assert_cmpuint (mo_result_get_n_rows (text), ==, n_rows);
  g_assert_cmpuint (mo_result_get_n_rows (binary), ==, n_rows);
  g_assert_cmpstr (mo_result_get_column_name (text, 1), ==, "v");
  g_assert_cmpstr (mo_result_get_column_name (binary, 1), ==, "v");
  for (guint i = 0; i < n_rows; i++)
    {
      g_assert_cmpint (mo_result_get_int64 (text, i, 0), ==, i);
      g_assert_cmpint (mo_result_get_int64 (binary, i, 0), ==, i);
      g_assert_cmpstr (mo_result_get_text (text, i, 1), ==, mo_result_get_text (binary, i, 1));
    }
}

static void
test_rows (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (GString) insert = NULL;
  g_autofree char *table = NULL;
  g_autoptr (MoResult) inserted = NULL;
  g_autoptr (MoResult) updated = NULL;

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, v VARCHAR(20))", table);
  insert = g_string_new (NULL);
  g_string_printf (insert, "INSERT INTO %s VALUES ", table);
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (insert, "%s(%u,'v%u')", i > 0 ? "," : "", i, i);
  inserted = server_query (connection, "%s", insert->str);
  g_assert_cmpuint (mo_result_get_affected_rows (inserted), ==, 1000);
  g_assert_cmpuint (mo_result_get_n_columns (inserted), ==, 0);
  assert_rows (connection, table, 0);
  assert_rows (connection, table, 1);
  assert_rows (connection, table, 1000);
  /* Rows found, not rows changed. */
  updated = server_query (connection, "UPDATE %s SET v = v WHERE id < 10", table);
  g_assert_cmpuint (mo_result_get_affected_rows (updated), ==, 10);
  server_run (connection, "DROP TABLE %s", table);
}

static void
test_insert_id (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *table = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (MoResult) text = NULL;
  g_autoptr (MoResult) binary = NULL;
  MoValue value = mo_value_int64 (5);

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id BIGINT AUTO_INCREMENT PRIMARY KEY, v INT)", table);
  text = server_query (connection, "INSERT INTO %s (v) VALUES (4)", table);
  sql = g_strdup_printf ("INSERT INTO %s (v) VALUES (?)", table);
  binary = server_execute (connection, sql, &value, 1);
  g_assert_cmpuint (mo_result_get_last_insert_id (text), ==, 1);
  g_assert_cmpuint (mo_result_get_affected_rows (text), ==, 1);
  g_assert_cmpuint (mo_result_get_last_insert_id (binary), ==, 2);
  g_assert_cmpuint (mo_result_get_affected_rows (binary), ==, 1);
  server_run (connection, "DROP TABLE %s", table);
}

static void
assert_fails (MoConnection *connection, const char *sql, MoError code)
{
  for (guint binary = 0; binary < 2; binary++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoResult) result =
          binary ? mo_connection_execute (connection, sql, strlen (sql), NULL, 0, &error)
                 : mo_connection_query (connection, sql, -1, &error);
      g_autofree char *end = NULL;

      g_assert_null (result);
      g_assert_error (error, MO_ERROR, (gint) code);
      g_test_message ("%s", error->message);
      end = g_strdup_printf ("(server error %u, connection %" G_GUINT64_FORMAT ")",
                             mo_error_get_server_code (error), mo_connection_get_id (connection));
      g_assert_true (g_str_has_suffix (error->message, end));
      g_assert_cmpuint (mo_error_get_connection_id (error), ==, mo_connection_get_id (connection));
      g_assert_false (mo_connection_is_lost (connection));
    }
}

static void
test_errors (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *table = NULL;
  g_autofree char *duplicate = NULL;
  g_autofree char *no_null = NULL;
  g_autofree char *no_column = NULL;
  g_autofree char *exists = NULL;
  g_autofree char *too_large = NULL;

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, v TINYINT NOT NULL)", table);
  server_run (connection, "INSERT INTO %s VALUES (1, 1)", table);
  duplicate = g_strdup_printf ("INSERT INTO %s VALUES (1, 2)", table);
  no_null = g_strdup_printf ("INSERT INTO %s VALUES (2, NULL)", table);
  no_column = g_strdup_printf ("SELECT no_such FROM %s", table);
  exists = g_strdup_printf ("CREATE TABLE %s (id INT)", table);
  too_large = g_strdup_printf ("INSERT INTO %s VALUES (3, 1000)", table);
  assert_fails (connection, duplicate, MO_ERROR_DUPLICATE_KEY);
  assert_fails (connection, no_null, MO_ERROR_CONSTRAINT);
  if (mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MARIADB)
    {
      assert_fails (connection, no_column, MO_ERROR_NO_SUCH_OBJECT);
      assert_fails (connection, too_large, MO_ERROR_OUT_OF_RANGE);
    }
  assert_fails (connection, exists, MO_ERROR_ALREADY_EXISTS);
  assert_fails (connection, "SELECT * FROM no_such_table", MO_ERROR_NO_SUCH_OBJECT);
  assert_fails (connection, "SELEC 1", MO_ERROR_SYNTAX);
  /* To MatrixOne nothing is a statement. */
  if (mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MARIADB)
    assert_fails (connection, "", MO_ERROR_SERVER);
  server_run (connection, "DROP TABLE %s", table);
}

static void
test_transaction_flag (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *table = NULL;
  g_autofree char *duplicate = NULL;
  g_autoptr (GError) error = NULL;

  if (connection == NULL)
    return;
  table = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY)", table);
  duplicate = g_strdup_printf ("INSERT INTO %s VALUES (1)", table);
  g_assert_false (mo_connection_is_in_transaction (connection));
  g_assert_true (mo_connection_is_autocommit (connection));
  server_run (connection, "BEGIN");
  g_assert_true (mo_connection_is_in_transaction (connection));
  server_run (connection, "%s", duplicate);
  g_assert_true (mo_connection_is_in_transaction (connection));
  assert_fails (connection, duplicate, MO_ERROR_DUPLICATE_KEY);
  g_assert_true (mo_connection_ping (connection, &error));
  g_assert_no_error (error);
  g_assert_true (mo_connection_is_in_transaction (connection));
  server_run (connection, "ROLLBACK");
  g_assert_false (mo_connection_is_in_transaction (connection));
  g_assert_true (mo_connection_ping (connection, &error));
  g_assert_false (mo_connection_is_in_transaction (connection));
  server_run (connection, "SET autocommit = 0");
  g_assert_false (mo_connection_is_autocommit (connection));
  server_run (connection, "SET autocommit = 1");
  g_assert_true (mo_connection_is_autocommit (connection));
  server_run (connection, "DROP TABLE %s", table);
}

static void
test_several_statements (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  const char *sql = "SELECT 1; SELECT 'two'; SELECT * FROM no_such_table; SELECT 4";
  g_autoptr (MoResult) first = NULL;
  g_autoptr (MoResult) second = NULL;
  g_autoptr (MoResult) third = NULL;
  g_autoptr (MoResult) later = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more;

  if (connection == NULL)
    return;
  g_assert_true (mo_connection_send (connection, sql, strlen (sql), &error));
  first = mo_connection_read (connection, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
  second = mo_connection_read (connection, &more, &error);
  g_assert_no_error (error);
  g_assert_true (more);
  third = mo_connection_read (connection, &more, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  g_assert_null (third);
  g_assert_false (more);
  g_assert_cmpint (mo_result_get_int64 (first, 0, 0), ==, 1);
  g_assert_cmpstr (mo_result_get_text (second, 0, 0), ==, "two");
  later = server_query (connection, "SELECT 5");
  g_assert_cmpint (mo_result_get_int64 (later, 0, 0), ==, 5);
}

/* MariaDB: the rows before the error are on their way already. */
static void
test_error_in_rows (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  const char *sql = "SELECT (SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2) u WHERE seq = 900) "
                    "FROM seq_1_to_1000";
  g_autoptr (MoResult) later = NULL;

  if (connection == NULL)
    return;
  if (mo_connection_get_server_kind (connection) != MO_SERVER_KIND_MARIADB)
    {
      g_test_skip ("a statement of MariaDB");
      return;
    }
  assert_fails (connection, sql, MO_ERROR_SERVER);
  later = server_query (connection, "SELECT 5");
  g_assert_cmpint (mo_result_get_int64 (later, 0, 0), ==, 5);
}

static void
test_call (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autofree char *name = NULL;
  g_autofree char *call = NULL;
  g_autofree char *failing = NULL;

  if (connection == NULL)
    return;
  if (mo_connection_get_server_kind (connection) != MO_SERVER_KIND_MARIADB)
    {
      g_test_skip ("a routine of MariaDB");
      return;
    }
  name = server_new_table (connection);
  server_run (connection,
              "CREATE PROCEDURE %s (fails INT) BEGIN SELECT 1; SELECT 2; "
              "IF fails THEN SELECT * FROM no_such_table; END IF; END",
              name);
  call = g_strdup_printf ("CALL %s(0)", name);
  failing = g_strdup_printf ("CALL %s(1)", name);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MoResult) text = server_query (connection, "%s", call);
      g_autoptr (MoResult) binary = server_execute (connection, call, NULL, 0);

      g_assert_cmpint (mo_result_get_int64 (text, 0, 0), ==, 1);
      g_assert_cmpint (mo_result_get_int64 (binary, 0, 0), ==, 1);
      assert_fails (connection, failing, MO_ERROR_NO_SUCH_OBJECT);
    }
  server_run (connection, "DROP PROCEDURE %s", name);
}

static void
test_no_backslash_escapes (void)
{
  g_autoptr (MoConnection) connection = server_open ();

  if (connection == NULL)
    return;
  g_assert_false (mo_connection_has_no_backslash_escapes (connection));
  if (mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MATRIXONE)
    {
      g_test_skip ("MatrixOne knows no such mode");
      return;
    }
  server_run (connection, "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
  g_assert_true (mo_connection_has_no_backslash_escapes (connection));
}

static void
test_no_local_file (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (MoConnection) other = NULL;
  g_autofree char *table = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) count = NULL;

  if (connection == NULL)
    return;
  other = server_open ();
  table = server_new_table (other);
  server_run (other, "CREATE TABLE %s (line TEXT)", table);
  sql = g_strdup_printf ("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE %s", table);
  g_assert_null (mo_connection_query (connection, sql, -1, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_FAILED);
  g_assert_true (mo_connection_is_lost (connection));
  count = server_query (other, "SELECT COUNT(*) FROM %s", table);
  g_assert_cmpint (mo_result_get_int64 (count, 0, 0), ==, 0);
  server_run (other, "DROP TABLE %s", table);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/connection/open", test_open);
  g_test_add_func ("/wire/connection/no-entry", test_no_entry);
  g_test_add_func ("/wire/connection/charset", test_charset);
  g_test_add_func ("/wire/connection/rows", test_rows);
  g_test_add_func ("/wire/connection/insert-id", test_insert_id);
  g_test_add_func ("/wire/connection/errors", test_errors);
  g_test_add_func ("/wire/connection/transaction-flag", test_transaction_flag);
  g_test_add_func ("/wire/connection/several-statements", test_several_statements);
  g_test_add_func ("/wire/connection/error-in-rows", test_error_in_rows);
  g_test_add_func ("/wire/connection/call", test_call);
  g_test_add_func ("/wire/connection/no-backslash-escapes", test_no_backslash_escapes);
  g_test_add_func ("/wire/connection/no-local-file", test_no_local_file);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
