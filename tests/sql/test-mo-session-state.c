/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which statements leave a session as it was, which may leave it with another database, and which
 * with anything. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-statement-private.h"

typedef enum
{
  CLEAN,
  STATE,
  DATABASE, /* and so state too */
  HIDDEN,   /* what it ran: and so those */
  CHARSET,  /* perhaps another one, and so state too */
} Effect;

static void
assert_effect (const char *sql, Effect effect)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement
      = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

  /* Some strings are refused inside an executable comment. */
  if (strstr (sql, "/*") != NULL && g_error_matches (error, MO_ERROR, MO_ERROR_SYNTAX))
    return;
  g_assert_no_error (error);
  if (mo_statement_leaves_state (statement) != (effect >= STATE))
    g_error ("%s: leaves state should be %d", sql, effect >= STATE);
  if (mo_statement_changes_database (statement) != (effect == DATABASE || effect == HIDDEN))
    g_error ("%s: changes database should be %d", sql, effect == DATABASE || effect == HIDDEN);
  if (mo_statement_hides_text (statement) != (effect == CHARSET || effect == HIDDEN))
    g_error ("%s: hides text should be %d", sql, effect == CHARSET || effect == HIDDEN);
}

static char *
in_odd_case (const char *sql)
{
  char *odd = g_strdup (sql);

  for (gsize i = 0; odd[i] != '\0'; i++)
    odd[i] = i % 2 == 0 ? g_ascii_tolower (odd[i]) : g_ascii_toupper (odd[i]);
  return odd;
}

/* @with in the place of the first space, where there is one. */
static char *
with_space (const char *sql, const char *with)
{
  const char *space = strchr (sql, ' ');

  if (space == NULL)
    return g_strconcat (with, sql, with, NULL);
  return g_strdup_printf ("%.*s%s%s", (int) (space - sql), sql, with, space + 1);
}

/* As written, and in every disguise that means the same. */
static void
assert_effect_in_every_form (const char *sql, Effect effect)
{
  g_autofree char *odd = in_odd_case (sql);
  g_autofree char *commented = with_space (sql, "/* SET @a = 1 */ -- USE d\n");
  g_autofree char *executable = g_strdup_printf ("/*! %s */", sql);
  g_autofree char *skipped = g_strdup_printf ("/*!99999 %s */", sql);
  g_autofree char *of_mariadb = g_strdup_printf (" # x\n/*M!100100 %s*/ ;", odd);
  const char *const forms[] = { sql, odd, commented, executable, skipped, of_mariadb };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    assert_effect (forms[i], effect);
}

static const char *const clean[] = {
  "SELECT 1",
  "(SELECT 1) UNION (SELECT 2)",
  "SELECT @a, @@sql_mode",
  "SELECT ':=', 'GET_LOCK', \"INTO\" FROM t",
  "SELECT get_lock FROM t",
  "SELECT * FROM t FOR UPDATE",
  "SELECT * INTO OUTFILE '/x' FROM t",
  "SELECT a FROM t INTO DUMPFILE '/x'",
  "SELECT IS_FREE_LOCK('a')",
  "SELECT LAST_INSERT_ID()",
  "INSERT INTO t VALUES (1)",
  "INSERT LOW_PRIORITY IGNORE INTO t SELECT * FROM u",
  "INSERT t SET a = 1 ON DUPLICATE KEY UPDATE a = 2",
  "REPLACE INTO t VALUES (1)",
  "UPDATE t SET a = 1",
  "DELETE FROM t",
  "VALUES ROW(1)",
  "TABLE t",
  "WITH a AS (SELECT 1) SELECT * FROM a",
  "WITH a AS (SELECT 1) DELETE FROM t",
  "SET STATEMENT max_statement_time = 1 FOR SELECT 1",
  "SHOW TABLES",
  "SHOW VARIABLES LIKE 'x'",
  "EXPLAIN UPDATE t SET a = 1",
  "EXPLAIN ANALYZE SELECT 1",
  "DESCRIBE t",
  "DESC t",
  "HELP 'x'",
  "CREATE TABLE t (a int)",
  "CREATE OR REPLACE TABLE t (a int)",
  "CREATE TABLE t AS SELECT 1",
  "CREATE EXTERNAL TABLE t (a int) INFILE '/x'",
  "CREATE TABLE a CLONE b",
  "CREATE DATABASE d",
  "CREATE SCHEMA d",
  "CREATE DATABASE a CLONE b",
  "CREATE UNIQUE INDEX i ON t (a)",
  "CREATE FULLTEXT INDEX i ON t (a)",
  "CREATE ALGORITHM = MERGE DEFINER = 'a'@'b' SQL SECURITY INVOKER VIEW v AS SELECT 1",
  "CREATE DEFINER = CURRENT_USER() PROCEDURE p() SELECT 1",
  "CREATE DEFINER = a@b TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
  "CREATE AGGREGATE FUNCTION f RETURNS INT SONAME 's'",
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t",
  "CREATE SEQUENCE s",
  "CREATE USER u",
  "CREATE ROLE r",
  "CREATE SNAPSHOT s FOR ACCOUNT",
  "CREATE PITR p RANGE 1 'd'",
  "CREATE STAGE s URL = 'file:///x'",
  "CREATE ACCOUNT a ADMIN_NAME 'b' IDENTIFIED BY 'c'",
  "CREATE PUBLICATION p DATABASE d ACCOUNT ALL",
  "CREATE CDC c 'a' 'mysql' 'b' 'c' {}",
  "ALTER TABLE t ADD b int",
  "ALTER IGNORE TABLE t ADD UNIQUE (b)",
  "ALTER TABLE t REORGANIZE PARTITION p INTO (PARTITION a VALUES LESS THAN (1))",
  "ALTER DATABASE d CHARACTER SET utf8mb4",
  "ALTER USER u ACCOUNT LOCK",
  "DROP TABLE IF EXISTS t",
  "DROP VIEW v",
  "DROP INDEX i ON t",
  "DROP SNAPSHOT s",
  "TRUNCATE t",
  "TRUNCATE TABLE t",
  "RENAME TABLE a TO b",
  "RENAME USER a TO b",
  "GRANT SELECT ON d.* TO u",
  "REVOKE SELECT ON d.* FROM u",
  "ANALYZE TABLE t",
  "ANALYZE SELECT 1",
  "OPTIMIZE TABLE t",
  "CHECK TABLE t",
  "REPAIR NO_WRITE_TO_BINLOG TABLE t",
  "CHECKSUM TABLE t",
  "KILL QUERY 5",
  "LOAD DATA INFILE 'x' INTO TABLE t (a, b)",
  "DATA BRANCH CREATE TABLE a FROM b",
  "DATA BRANCH MERGE a INTO b WHEN CONFLICT SKIP",
  "DATA BRANCH DELETE TABLE t",
  "RESTORE DATABASE d {snapshot = \"s\"}",
  "PAUSE CDC TASK t",
};

static const char *const state[] = {
  "SIGNAL SQLSTATE '45000'",
  "RESIGNAL",
  "SET @a = 1",
  "SET SESSION sql_mode = ''",
  "SET @rol = 1",
  "SET TRANSACTION READ ONLY",
  "SET PASSWORD = 'x'",
  "SET STATEMENT max_statement_time = 1 FOR SELECT @a := 1",
  "SET STATEMENT max_statement_time = 1 FOR CREATE TEMPORARY TABLE t (a int)",
  "SELECT 1 INTO @a",
  "SELECT a FROM d.ignore INTO @a",
  "SELECT t.insert INTO @a FROM t",
  "SELECT 1, 2 INTO b, @a",
  "SELECT @a := 1",
  "(SELECT @a := 1)",
  "VALUES ROW(1) INTO @a",
  "TABLE t INTO @a",
  "WITH a AS (SELECT 1) SELECT * FROM a INTO @b",
  "UPDATE t SET a = @a := 1",
  "INSERT INTO t SELECT 1 INTO @a",
  "CREATE TABLE t AS SELECT @a := 1",
  "DELETE FROM t WHERE a = (@b := a)",
  "SHOW TABLES WHERE @a := 1",
  "KILL IF(@a := 1, 2, 3)",
  "EXPLAIN FORMAT=JSON INTO @a SELECT 1",
  "EXPLAIN ANALYZE SELECT GET_LOCK('a', 1)",
  "SELECT GET_LOCK('a', 1)",
  "SELECT `GET_LOCK` ('a', 1)",
  "SELECT \"GET_LOCK\"('a', 1)",
  "SELECT 1 WHERE RELEASE_LOCK('a')",
  "INSERT INTO t VALUES (RELEASE_ALL_LOCKS())",
  "SELECT NEXTVAL(s)",
  "SELECT NEXT VALUE FOR s",
  "SELECT s.nextval",
  "SELECT MO_CTL('dn', 'flush', 'a')",
  "LOAD DATA INFILE 'x' INTO TABLE t (@a, b) SET c = @a",
  "LOAD INDEX INTO CACHE t",
  "CREATE TEMPORARY TABLE t (a int)",
  "CREATE OR REPLACE TEMPORARY TABLE t (a int)",
  "CREATE TEMPORARY SEQUENCE s",
  "ALTER TEMPORARY TABLE t ADD b int",
  "DROP TEMPORARY TABLE t",
  "DROP PREPARE s",
  "LOCK TABLES t WRITE",
  "UNLOCK TABLES",
  "FLUSH TABLES WITH READ LOCK",
  "PREPARE s FROM 'SELECT 1'",
  "DEALLOCATE PREPARE s",
  "HANDLER t OPEN",
  "DO GET_LOCK('a', 1)",
  "BEGIN",
  "START TRANSACTION",
  "COMMIT",
  "ROLLBACK",
  "SAVEPOINT s",
  "RELEASE SAVEPOINT s",
};

static const char *const database[] = {
  "USE d",
  "USE `d`",
  "SET STATEMENT max_statement_time = 1 FOR USE d",
  "DROP DATABASE d",
  "DROP SCHEMA IF EXISTS d",
  "CREATE OR REPLACE DATABASE d",
  "DATA BRANCH DELETE DATABASE d",
  "CALL p()",
  "SET ROLE r",
  "SET ROLE NONE",
};

static const char *const charset[] = {
  "SET NAMES utf8mb4",
  "SET sql_mode = '', NAMES utf8mb4",
  "SET character_set_client = 'utf8mb4' | 28",
  "SET \"character_set_client\" = gbk",
  "SET `character_set_results` = utf8mb4",
};

static const char *const hidden[] = {
  "EXECUTE s",
  "EXECUTE IMMEDIATE 'USE d'",
  "EXPLAIN ANALYZE EXECUTE s",
  "SET STATEMENT max_statement_time = 1 FOR EXECUTE s",
  "BEGIN NOT ATOMIC SELECT 1",
  "XA RECOVER",
  "GET DIAGNOSTICS @a = NUMBER",
  "SHUTDOWN",
  "ALTERNATIVE FACTS",
  "`SELECT` 1",
  "1",
};

static void
test_clean (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clean); i++)
    assert_effect_in_every_form (clean[i], CLEAN);
}

static void
test_state (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state); i++)
    assert_effect_in_every_form (state[i], STATE);
}

static void
test_database (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (database); i++)
    assert_effect_in_every_form (database[i], DATABASE);
}

static void
test_hidden (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hidden); i++)
    assert_effect_in_every_form (hidden[i], HIDDEN);
}

static void
test_charset (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (charset); i++)
    assert_effect_in_every_form (charset[i], CHARSET);
}

/* One reading is enough. */
static void
test_readings (void)
{
  assert_effect ("/*!99999 SELECT */ SET @a = 1", STATE);
  assert_effect ("SELECT 1 /*!50000 INTO @a */", STATE);
  assert_effect ("CREATE /*!99999 TEMPORARY */ TABLE t (a int)", STATE);
  assert_effect ("SELECT 1 /*!99999 + @a */ /*!50000 := 1 */", STATE);
  assert_effect ("/*!99999 SHOW CREATE */ DROP DATABASE d", DATABASE);
  assert_effect ("SELECT /*!50000 SQL_NO_CACHE */ 1", CLEAN);
  assert_effect ("SELECT /*!1*/ /*!2*/ /*!3*/ /*!4*/ /*!5*/ /*!6*/ 1", HIDDEN);
}

static gboolean
changes_zone (const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement
      = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_true (!mo_statement_changes_zone (statement) || mo_statement_leaves_state (statement));
  return mo_statement_changes_zone (statement);
}

static void
test_zone (void)
{
  static const char *const setting[] = {
    "SET time_zone = '+01:00'", "set @@session.TIME_ZONE = 'UTC'", "SET a = 1, `time_zone` = 'UTC'",
    "SET/**/time_zone = DEFAULT", "/*! SET time_zone = 'UTC' */", "CALL p()", "EXECUTE s",
    "EXECUTE IMMEDIATE 'SET time_zone = 1'", "BEGIN NOT ATOMIC SELECT 1",
  };
  static const char *const leaving[] = {
    "SET a = 1", "SELECT @@time_zone", "USE d", "SET @a = 'x'", "SELECT 'SET time_zone'",
    "INSERT INTO t (time_zone) VALUES (1)", "SELECT CONVERT_TZ(a, b, c) FROM t",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (setting); i++)
    if (!changes_zone (setting[i]))
      g_error ("%s: changes no zone", setting[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (leaving); i++)
    if (changes_zone (leaving[i]))
      g_error ("%s: changes the zone", leaving[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-state/clean", test_clean);
  g_test_add_func ("/session-state/state", test_state);
  g_test_add_func ("/session-state/database", test_database);
  g_test_add_func ("/session-state/hidden", test_hidden);
  g_test_add_func ("/session-state/charset", test_charset);
  g_test_add_func ("/session-state/readings", test_readings);
  g_test_add_func ("/session-state/zone", test_zone);
  return g_test_run ();
}
