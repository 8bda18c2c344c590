/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What would end a transaction behind its back is refused, and nothing of it is sent. */

#include <string.h>

#include "mo-test-proxy.h"

static const char *const everywhere[] = {
  "COMMIT",
  "ROLLBACK",
  "commit work",
  "/* a */ ROLLBACK /* b */",
  "BEGIN",
  "begin work",
  "START TRANSACTION",
  "START TRANSACTION READ ONLY",
  "LOCK TABLES $t WRITE",
  "UNLOCK TABLES",
  "/*! COMMIT */",
  "/*!40000 ROLLBACK */",
  "/*! BEGIN */",
  "/*!50000 UNLOCK */ TABLES",
};

static const char *const on_matrixone[] = {
  "SET @u = 1",
  "SET autocommit = 1",
  "SET SESSION sql_mode = ''",
  "/*! SET @u = 1 */",
  "/*!40101 SET */ @u = 1",
};

static const char *const on_mariadb[] = {
  "CREATE TABLE $t_2 (a INT)",
  "DROP TABLE $t",
  "TRUNCATE $t",
  "TRUNCATE TABLE $t",
  "ALTER TABLE $t ADD COLUMN x INT",
  "CREATE INDEX i ON $t (n)",
  "RENAME TABLE $t TO $t_2",
  "SET autocommit = 1",
  "SET @@autocommit = 1",
  "SET SESSION autocommit = 1",
  "ANALYZE TABLE $t",
  "OPTIMIZE TABLE $t",
  "FLUSH TABLES",
  "GRANT SELECT ON $t TO nobody",
  "/*!40000 DROP TABLE $t */",
  "/*M! DROP TABLE $t */",
  "CREATE OR REPLACE TABLE $t_2 (a INT)",
};

/* What must not be refused. */
static const char *const harmless_on_mariadb[] = {
  "SET @u = 1",
  "CREATE TEMPORARY TABLE $t_3 (a INT)",
  "DROP TEMPORARY TABLE $t_3",
  "SAVEPOINT s",
  "ROLLBACK TO SAVEPOINT s",
};
static const char *const harmless_on_matrixone[] = {
  "CREATE TABLE $t_3 (a INT)",
  "ALTER TABLE $t_3 ADD COLUMN x INT",
  "TRUNCATE TABLE $t_3",
  "DROP TABLE $t_3",
};

static void
refuse (MoTestWire *wire, const char *sql)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (wire->client);
  const char *text = mo_test_text (wire->test, sql);
  g_autoptr (GError) error = NULL;
  guint n_commands;

  mo_test_ok (mo_execute (tx, mo_test_text (wire->test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  n_commands = wireplay_get_n_commands (wire->proxy);
  error = mo_test_take_error (mo_execute (tx, text));
  g_assert_error (error, MO_ERROR, MO_ERROR_ENDS_TRANSACTION);
  g_assert_cmpuint (mo_error_get_server_code (error), ==, 0);
  mo_test_fails (mo_execute_prepared (tx, text), MO_ERROR_ENDS_TRANSACTION);
  g_assert_cmpuint (wireplay_get_n_commands (wire->proxy), ==, n_commands);
  /* The transaction goes on. */
  mo_test_ok (mo_execute (tx, mo_test_text (wire->test, "INSERT INTO $t VALUES (2, 'a', 1)")));
  g_assert_cmpint (mo_test_count (wire->test), ==, 0);
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (wire->test), ==, 0);
}

static void
refuse_all (MoTest *test, const char *const *texts, gsize n_texts)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (gsize i = 0; i < n_texts; i++)
    {
      g_test_message ("%s", texts[i]);
      refuse (&wire, texts[i]);
    }
  mo_test_wire_close (&wire);
}

static void
test_everywhere (MoTest *test)
{
  refuse_all (test, everywhere, G_N_ELEMENTS (everywhere));
}

static void
test_matrixone (MoTest *test)
{
  refuse_all (test, on_matrixone, G_N_ELEMENTS (on_matrixone));
}

static void
test_mariadb (MoTest *test)
{
  refuse_all (test, on_mariadb, G_N_ELEMENTS (on_mariadb));
}

static void
test_harmless (MoTest *test)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  const char *const *texts = test->is_matrixone ? harmless_on_matrixone : harmless_on_mariadb;
  gsize n_texts = test->is_matrixone ? G_N_ELEMENTS (harmless_on_matrixone)
                                     : G_N_ELEMENTS (harmless_on_mariadb);

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'a', 1)")));
  for (gsize i = 0; i < n_texts; i++)
    {
      mo_test_ok (mo_execute (tx, mo_test_text (test, texts[i])));
      g_assert_cmpint (mo_test_count (test), ==, 0);
    }
  mo_test_ok (mo_transaction_rollback (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* On the client alone they would mean nothing to the next statement. */
static void
test_on_client (MoTest *test)
{
  static const char *const texts[]
      = { "BEGIN",       "START TRANSACTION", "COMMIT",        "ROLLBACK",
          "LOCK TABLES", "UNLOCK TABLES",     "/*! BEGIN */", "SET autocommit = 0" };
  g_autoptr (MoClient) one = mo_test_client_new ("pool_size=1");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      mo_test_fails (mo_execute (one, texts[i]), MO_ERROR_INVALID_ARGUMENT);
      mo_test_ok (mo_execute (one, mo_test_text (test, "INSERT INTO $t VALUES (%s, 'a', 1)"), i));
      g_assert_cmpint (mo_test_count (test), ==, i + 1);
    }
  mo_test_ok (mo_client_disconnect (one));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/rules/everywhere", test_everywhere);
  mo_test_add_matrixone ("/transaction/rules/matrixone", test_matrixone);
  mo_test_add_mariadb ("/transaction/rules/mariadb", test_mariadb);
  mo_test_add ("/transaction/rules/harmless", test_harmless);
  mo_test_add ("/transaction/rules/on-client", test_on_client);
  return g_test_run ();
}
