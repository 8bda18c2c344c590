/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What MariaDB says of a statement beside its rows: further sets of a CALL, OUT parameters, rows
 * that an UPDATE has changed, warnings. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

/* NULL: there is no MariaDB. */
static MoConnection *
open_mariadb (void)
{
  g_autoptr (MoConnection) connection = server_open ();

  if (connection == NULL)
    return NULL;
  if (mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MARIADB)
    return g_steal_pointer (&connection);
  g_test_skip ("of MariaDB");
  return NULL;
}

static MoResult *
run_by (MoConnection *connection, gboolean binary, const char *sql)
{
  return binary ? server_execute (connection, sql, NULL, 0) : server_query (connection, "%s", sql);
}

static void
assert_called (MoResult *result)
{
  MoResult *second = mo_result_get_next (result);
  MoResult *third = mo_result_get_next (second);
  MoResult *status = mo_result_get_next (third);

  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 1);
  g_assert_cmpuint (mo_result_get_n_columns (second), ==, 2);
  g_assert_cmpuint (mo_result_get_n_rows (second), ==, 3);
  g_assert_cmpstr (mo_result_get_text (second, 2, 1), ==, "c");
  g_assert_cmpuint (mo_result_get_n_rows (third), ==, 0);
  g_assert_cmpuint (mo_result_get_n_columns (third), ==, 1);
  g_assert_cmpuint (mo_result_get_n_columns (status), ==, 0);
  g_assert_cmpuint (mo_result_get_affected_rows (status), ==, 3);
  g_assert_null (mo_result_get_next (status));
}

static void
test_sets (void)
{
  g_autoptr (MoConnection) connection = open_mariadb ();
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;

  if (connection == NULL)
    return;
  name = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, n INT)", name);
  server_run (connection, "INSERT INTO %s VALUES (1, 1), (2, 2), (3, 3)", name);
  server_run (connection,
              "CREATE PROCEDURE %s_p () BEGIN SELECT 1; SELECT 1, 'a' UNION SELECT 2, 'b' UNION "
              "SELECT 3, 'c'; SELECT 5 FROM DUAL WHERE 1 = 2; UPDATE %s SET n = n + 1; END",
              name, name);
  sql = g_strdup_printf ("CALL %s_p()", name);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (MoResult) result = run_by (connection, i % 2, sql);
      g_autoptr (MoResult) later = run_by (connection, i % 2, "SELECT 5");

      assert_called (result);
      g_assert_cmpint (mo_result_get_int64 (later, 0, 0), ==, 5);
      g_assert_null (mo_result_get_next (later));
    }
  server_run (connection, "DROP PROCEDURE %s_p", name);
  server_run (connection, "DROP TABLE %s", name);
}

/* Behind the rows of the routine, a column for each of them that was bound. */
static void
test_out_parameters (void)
{
  g_autoptr (MoConnection) connection = open_mariadb ();
  const MoValue values[] = { mo_value_int64 (20), mo_value_null (), mo_value_text ("in") };
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (MoResult) result = NULL;
  MoResult *out;

  if (connection == NULL)
    return;
  name = server_new_table (connection);
  server_run (connection,
              "CREATE PROCEDURE %s_p (a INT, OUT b INT, INOUT c VARCHAR(20)) BEGIN "
              "SELECT a + 1; SET b = a * 2; SET c = CONCAT(c, ' and out'); END",
              name);
  sql = g_strdup_printf ("CALL %s_p(?, ?, ?)", name);
  result = server_execute (connection, sql, values, G_N_ELEMENTS (values));
  g_assert_cmpint (mo_result_get_int64 (result, 0, 0), ==, 21);
  g_assert_false (mo_result_has_out_parameters (result));
  out = mo_result_get_next (result);
  g_assert_true (mo_result_has_out_parameters (out));
  g_assert_cmpuint (mo_result_get_n_rows (out), ==, 1);
  g_assert_cmpuint (mo_result_get_n_columns (out), ==, 2);
  g_assert_cmpint (mo_result_get_int64 (out, 0, 0), ==, 40);
  g_assert_cmpstr (mo_result_get_text (out, 0, 1), ==, "in and out");
  g_assert_cmpuint (mo_result_get_n_columns (mo_result_get_next (out)), ==, 0);
  g_assert_false (mo_result_has_out_parameters (mo_result_get_next (out)));
  server_run (connection, "DROP PROCEDURE %s_p", name);
}

static void
assert_counts (MoConnection *connection,
               const char *table,
               const char *sql,
               guint64 affected,
               guint64 changed)
{
  g_autoptr (GString) text = g_string_new (sql);

  g_string_replace (text, "$t", table, 0);
  for (guint binary = 0; binary < 2; binary++)
    {
      g_autoptr (MoResult) result = NULL;

      server_run (connection, "DELETE FROM %s", table);
      server_run (connection, "INSERT INTO %s VALUES (1, 1), (2, 2), (3, 3)", table);
      result = run_by (connection, (gboolean) binary, text->str);
      g_test_message ("%s", text->str);
      g_assert_cmpuint (mo_result_get_affected_rows (result), ==, affected);
      g_assert_cmpuint (mo_result_get_changed_rows (result), ==, changed);
    }
}

static void
test_changed_rows (void)
{
  g_autoptr (MoConnection) connection = open_mariadb ();
  g_autofree char *name = NULL;

  if (connection == NULL)
    return;
  name = server_new_table (connection);
  server_run (connection, "CREATE TABLE %s (id INT PRIMARY KEY, n INT)", name);
  assert_counts (connection, name, "UPDATE $t SET n = 3", 3, 2);
  assert_counts (connection, name, "UPDATE $t SET n = n", 3, 0);
  assert_counts (connection, name, "UPDATE $t SET n = n + 10 WHERE id < 3", 2, 2);
  assert_counts (connection, name, "UPDATE $t SET n = 5 WHERE id = 99", 0, 0);
  assert_counts (connection, name, "INSERT IGNORE INTO $t SELECT id + 2, 5 FROM $t", 2, 2);
  assert_counts (connection, name, "DELETE FROM $t WHERE id > 1", 2, 2);
  assert_counts (connection, name, "INSERT INTO $t VALUES (1, 5) ON DUPLICATE KEY UPDATE n = 5", 2,
                 2);
  assert_counts (connection, name, "ALTER TABLE $t COMMENT 'x'", 0, 0);
  /* Another language than English. */
  server_run (connection, "SET lc_messages = 'de_DE'");
  assert_counts (connection, name, "UPDATE $t SET n = 3", 3, 3);
  server_run (connection, "SET lc_messages = 'en_US'");
  server_run (connection, "DROP TABLE %s", name);
}

/* Those that come with the rows are counted behind them. */
static void
test_warnings_behind_rows (void)
{
  g_autoptr (MoConnection) connection = open_mariadb ();
  static const char sql[]
      = "SELECT CAST(x AS INT) FROM (SELECT '1a' AS x UNION ALL SELECT '2b') AS t";

  if (connection == NULL)
    return;
  for (guint binary = 0; binary < 2; binary++)
    {
      g_autoptr (MoResult) result = run_by (connection, (gboolean) binary, sql);
      g_autoptr (MoResult) clean = run_by (connection, (gboolean) binary, "SELECT 1");

      g_assert_cmpuint (mo_result_get_n_rows (result), ==, 2);
      g_assert_cmpuint (mo_result_get_n_warnings (result), ==, 2);
      g_assert_cmpuint (mo_result_get_n_warnings (clean), ==, 0);
    }
}

/* A CALL that ends the transaction is seen to. */
static void
test_hidden_commit (void)
{
  g_autoptr (MoConnection) connection = open_mariadb ();
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;

  if (connection == NULL)
    return;
  name = server_new_table (connection);
  server_run (connection, "CREATE PROCEDURE %s_p () BEGIN SELECT 1; COMMIT; END", name);
  sql = g_strdup_printf ("CALL %s_p()", name);
  for (guint binary = 0; binary < 2; binary++)
    {
      g_autoptr (MoResult) result = NULL;

      server_run (connection, "START TRANSACTION");
      g_assert_true (mo_connection_is_in_transaction (connection));
      result = run_by (connection, (gboolean) binary, sql);
      g_assert_false (mo_connection_is_in_transaction (connection));
    }
  server_run (connection, "DROP PROCEDURE %s_p", name);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/results/sets", test_sets);
  g_test_add_func ("/wire/results/out-parameters", test_out_parameters);
  g_test_add_func ("/wire/results/changed-rows", test_changed_rows);
  g_test_add_func ("/wire/results/warnings-behind-rows", test_warnings_behind_rows);
  g_test_add_func ("/wire/results/hidden-commit", test_hidden_commit);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
