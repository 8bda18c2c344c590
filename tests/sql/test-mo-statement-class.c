/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a statement does: whether it reads only, shares a packet, ends a transaction, and where. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-statement-private.h"

static MoStatement *
make (const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

  g_assert_no_error (error);
  return statement;
}

static void
assert_read_only (const char *sql, gboolean expected)
{
  g_autoptr (MoStatement) statement = make (sql);

  if (mo_statement_is_read_only (statement) != expected)
    g_error ("%s: read-only should be %d", sql, expected);
}

static const char *const reads[] = {
  "SELECT 1",
  "select * from t where a = 'INTO'",
  " /* x */ ((SELECT 1) UNION (SELECT 2))",
  "WITH a AS (SELECT 1) SELECT * FROM a",
  "WITH RECURSIVE a (n, m) AS (SELECT 1, 2 UNION SELECT 3, 4), b AS (SELECT 1) SELECT 1",
  "(WITH a AS (SELECT 1) SELECT * FROM a)",
  "SHOW TABLES",
  "DESCRIBE t",
  "DESC t",
  "EXPLAIN UPDATE t SET a = 1",
  "EXPLAIN ANALYZE SELECT 1",
  "EXPLAIN (ANALYZE TRUE) SELECT 1",
  "ANALYZE SELECT 1",
  "ANALYZE FORMAT=JSON SELECT 1",
  "VALUES ROW(1)",
  "TABLE t",
  "HELP 'x'",
  "SELECT 1 /*! , 2 */",
  "SELECT @a = 1",
  "SELECT COUNT (*), `count` FROM t WHERE a IN (1, 2) AND EXISTS (SELECT 1) OR NOT (b)",
  "SELECT abs(1), bin_to_uuid(1), BINARY(1), date_add(1), datediff(1), in_range(1), yearweek(1)",
  "SELECT l2_distance (a, '[1]'), cosine_similarity (a, b), Sleep (1), if (a, b, c) FROM t",
  "SELECT CAST(a AS DECIMAL (10, 2)), CONVERT (b, CHAR (10)), d.t.a FROM d.t AS u (a, b)",
  "SELECT * FROM (SELECT 1, 2) u (a, b) JOIN (v) USING (a)",
  "SELECT ROW_NUMBER () OVER (PARTITION BY a), SUM(b) OVER w FROM t WINDOW w AS (ORDER BY c)",
  "SELECT a FROM t USE INDEX (i) WHERE MATCH (a) AGAINST ('x' IN BOOLEAN MODE)",
  "SELECT 'f(1)', \"g(2)\" -- h(3)",
  "SELECT @@version, f, g FROM t",
  "EXPLAIN SELECT COUNT(*) FROM t",
};

static const char *const writes[] = {
  "INSERT INTO t VALUES (1)",
  "UPDATE t SET a = 1",
  "SELECT 1 INTO @a",
  "SELECT * FROM t INTO OUTFILE '/x'",
  "SELECT * FROM t FOR UPDATE",
  "SELECT * FROM t FOR SHARE",
  "SELECT * FROM t LOCK IN SHARE MODE",
  "(SELECT * FROM t FOR UPDATE)",
  "SELECT @a := 1",
  "SELECT NEXTVAL(s)",
  "SELECT `nextval`(s)",
  "SELECT NEXT VALUE FOR s",
  "SELECT setval(s, 1)",
  "SELECT f(1)",
  "SELECT f (1) FROM t",
  "SELECT `f`(1)",
  "SELECT d.f(1)",
  "SELECT d.count(1)",
  "SELECT a FROM t WHERE b = coun(1)",
  "SELECT a FROM t WHERE b = counts(1)",
  "SELECT a FROM t WHERE b IN (SELECT f(1))",
  "WITH a (b) AS (SELECT f(1)) SELECT * FROM a",
  "SHOW TABLES WHERE f(1)",
  "EXPLAIN ANALYZE SELECT f(1)",
  "SELECT mo_ctl('dn', 'flush', 'a')",
  "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
  "WITH a AS (SELECT 1) UPDATE t SET a = 1",
  "WITH a AS (SELECT 1) DELETE FROM t",
  "WITH a AS (SELECT 1) (SELECT 1)",
  "EXPLAIN ANALYZE UPDATE t SET a = 1",
  "EXPLAIN (ANALYZE TRUE) DELETE FROM t",
  "EXPLAIN PHYPLAN ANALYZE INSERT INTO t SELECT 1",
  "DESC ANALYZE UPDATE t SET a = 1",
  "EXPLAIN ANALYZE WITH a AS (SELECT 1) DELETE FROM t",
  "ANALYZE UPDATE t SET a = 1",
  "ANALYZE FORMAT=JSON DELETE FROM t",
  "ANALYZE TABLE t",
  "TABLE t INTO OUTFILE '/x'",
  "CALL p()",
  "DO 1",
  "SET @a = 1",
  "COMMIT",
  "/*! COMMIT */",
  "/*!99999 SELECT */ DELETE FROM t",
  "SELECT * FROM t /*!80000 FOR UPDATE */",
  "/*!99999 EXPLAIN */ DELETE FROM t",
  "1",
  "SELECT /*!1*/ /*!2*/ /*!3*/ /*!4*/ /*!5*/ /*!6*/ 1",
};

static void
test_read_only (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    assert_read_only (reads[i], TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (writes); i++)
    assert_read_only (writes[i], FALSE);
}

static void
test_share_packet (void)
{
  static const char *const together[] = { "SELECT 1",           "insert into t values (1)",
                                          "UPDATE t SET a = 1", "DELETE FROM t",
                                          "REPLACE t SELECT 1", "WITH a AS (SELECT 1) SELECT 1",
                                          "VALUES ROW(1)",      "(SELECT 1)" };
  static const char *const alone[] = { "SET @a = 1",
                                       "CALL p()",
                                       "USE d",
                                       "LOCK TABLES t WRITE",
                                       "CREATE TABLE t (a int)",
                                       "COMMIT",
                                       "BEGIN",
                                       "SHOW TABLES",
                                       "/*!99999 SELECT */ SET @a = 1",
                                       "LOAD DATA LOCAL INFILE 'x' INTO TABLE t",
                                       "/*! SELECT 1 */",
                                       "DO 1" };
  g_autoptr (MoStatement) prepared =
      mo_statement_new ("SELECT 1", NULL, 0, MO_STATEMENT_PREPARED, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (together); i++)
    {
      g_autoptr (MoStatement) statement = make (together[i]);

      g_assert_true (mo_statement_may_share_packet (statement));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      g_autoptr (MoStatement) statement = make (alone[i]);

      g_assert_false (mo_statement_may_share_packet (statement));
    }
  g_assert_false (mo_statement_may_share_packet (prepared));
}

#define M (1 << MO_SERVER_KIND_MATRIXONE)
#define A (1 << MO_SERVER_KIND_MARIADB)
#define Y (1 << MO_SERVER_KIND_MYSQL)
#define U (1 << MO_SERVER_KIND_UNKNOWN)
#define ALL (M | A | Y | U)
#define NONE 0
#define MYSQLS (A | Y | U)

/* @refused: the servers on which it may not run in a transaction. */
static void
assert_refused (const char *sql, guint refused, MoError code)
{
  g_autoptr (MoStatement) statement = make (sql);

  for (guint kind = MO_SERVER_KIND_UNKNOWN; kind <= MO_SERVER_KIND_MYSQL; kind++)
    {
      g_autoptr (GError) error = NULL;
      gboolean ok = mo_statement_check_in_transaction (statement, (MoServerKind) kind, &error);

      if (ok != !(refused >> kind & 1))
        g_error ("%s on %u: allowed should be %d", sql, kind, !ok);
      g_assert_cmpint (ok, ==, error == NULL);
      if (error != NULL)
        g_assert_error (error, MO_ERROR, (gint) code);
    }
}

typedef struct
{
  const char *sql;
  guint refused;
} Case;

static void
assert_cases (const Case *cases, gsize n_cases, MoError code)
{
  for (gsize i = 0; i < n_cases; i++)
    assert_refused (cases[i].sql, cases[i].refused, code);
}

static void
test_transaction_control (void)
{
  static const Case cases[] = {
    { "COMMIT", ALL },
    { "commit work", ALL },
    { "ROLLBACK", ALL },
    { "ROLLBACK AND CHAIN", ALL },
    { "ROLLBACK WORK", ALL },
    { "BEGIN", ALL },
    { "BEGIN WORK", ALL },
    { "START TRANSACTION", ALL },
    { "START TRANSACTION READ ONLY", ALL },
    { "XA START 'x'", ALL },
    { "-- x\n COMMIT", ALL },
    { "/* x */ COMMIT", ALL },
    { "(COMMIT)", ALL },
    { "/*! COMMIT */", ALL },
    { "/*!50101 COMMIT */", ALL },
    { "/*M! COMMIT */", ALL },
    { "/*M!100100 COMMIT*/", ALL },
    { "/*! START */ TRANSACTION", ALL },
    { "START /*!50000 TRANSACTION */", ALL },
    { "/*!99999 SELECT */ COMMIT", ALL },
    { "/*!99999 SELECT 1 */ /*! COMMIT */", ALL },
    { "/*! SELECT */ /*! 1 */ /*! COMMIT */", ALL },
    { "SELECT /*!1*/ /*!2*/ /*!3*/ /*!4*/ /*!5*/ /*!6*/ 1", ALL },
    { "LOCK TABLES t WRITE", ALL },
    { "UNLOCK TABLES", ALL },
    { "SELECT 'COMMIT'", NONE },
    { "SELECT `COMMIT` FROM t -- COMMIT", NONE },
    { "SELECT 1 /*! AS COMMIT */", NONE },
  };

  assert_cases (cases, G_N_ELEMENTS (cases), MO_ERROR_ENDS_TRANSACTION);
}

static void
test_savepoint (void)
{
  static const Case cases[] = {
    { "SAVEPOINT a", M | U },        { "RELEASE SAVEPOINT a", M | U },
    { "ROLLBACK TO a", M | U },      { "ROLLBACK TO SAVEPOINT a", M | U },
    { "ROLLBACK WORK TO a", M | U },
    { "CALL p()", M | U },           { "call d.p(1) /* x */", M | U },
    { "/*! CALL */ p()", M | U },
  };

  assert_cases (cases, G_N_ELEMENTS (cases), MO_ERROR_NOT_SUPPORTED);
  assert_refused ("ROLLBACK /*!99999 TO */", ALL, MO_ERROR_ENDS_TRANSACTION);
}

static void
test_set (void)
{
  static const Case cases[] = {
    { "SET @a = 1", M | U },
    { "SET NAMES utf8mb4", M | U },
    { "SET @autocommit = 1", M | U },
    { "SET @a = @@autocommit", M | U },
    { "SET @a = (SELECT 1, autocommit = 1)", M | U },
    { "SET ROLE NONE", M | U },
    { "SET autocommit = 1", ALL },
    { "SET AutoCommit := 0", ALL },
    { "SET SESSION autocommit = 1", ALL },
    { "SET LOCAL autocommit = 1", ALL },
    { "SET @@autocommit = 1", ALL },
    { "SET @@session.autocommit = 1", ALL },
    { "SET @@SESSION . AUTOCOMMIT = 1", ALL },
    { "SET @@local.`autocommit` = 1 /* refused by the lexer */", 0xff },
    { "SET `autocommit` = 1", ALL },
    { "SET @@`autocommit` = 1", ALL },
    { "SET \"autocommit\" = 1", ALL },
    { "SET @a = 1, autocommit = 1", ALL },
    { "SET @a = f(1, 2), SESSION sql_mode = '', autocommit = 1", ALL },
    { "SET /*!50000 autocommit = 1, */ @a = 1", ALL },
    { "SET PASSWORD = 'x'", ALL },
    { "SET PASSWORD FOR a = 'x'", ALL },
    { "SET DEFAULT ROLE a FOR b", ALL },
    { "SET STATEMENT max_statement_time=1 FOR SELECT 1", M | U },
    { "SET STATEMENT max_statement_time=1 FOR COMMIT", ALL },
    { "SET STATEMENT max_statement_time=1, sort_buffer_size=2 FOR CREATE TABLE t (a int)", ALL },
    { "SET STATEMENT max_statement_time=1 FOR CREATE TEMPORARY TABLE t (a int)", M | U },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].refused != 0xff)
      assert_refused (cases[i].sql, cases[i].refused, MO_ERROR_ENDS_TRANSACTION);
    else
      g_assert_null (mo_statement_new (cases[i].sql, NULL, 0, MO_STATEMENT_DEFAULT, NULL));
}

static const char *const committing[] = {
  "ALTER TABLE t ADD b int",
  "ALTER USER u",
  "ANALYZE TABLE t",
  "ANALYZE LOCAL TABLE t",
  "ANALYZE NO_WRITE_TO_BINLOG TABLE t",
  "BACKUP STAGE START",
  "CACHE INDEX t IN c",
  "CHANGE MASTER TO MASTER_PORT=1",
  "CHANGE REPLICATION SOURCE TO SOURCE_PORT=1",
  "CHECK TABLE t",
  "CREATE TABLE t (a int)",
  "CREATE OR REPLACE TABLE t (a int)",
  "CREATE INDEX i ON t (a)",
  "CREATE DATABASE d",
  "CREATE TEMPORARY SEQUENCE s",
  "CREATE /*!99999 TEMPORARY */ TABLE t (a int)",
  "DROP TABLE t",
  "DROP /*! TEMPORARY */ TABLE t",
  "FLUSH TABLES",
  "GRANT ALL ON *.* TO u",
  "INSTALL PLUGIN p SONAME 's'",
  "LOAD INDEX INTO CACHE t",
  "OPTIMIZE TABLE t",
  "RENAME TABLE a TO b",
  "REPAIR TABLE t",
  "RESET MASTER",
  "REVOKE ALL ON *.* FROM u",
  "SHUTDOWN",
  "START SLAVE",
  "STOP REPLICA",
  "TRUNCATE t",
  "TRUNCATE TABLE t",
  "UNINSTALL PLUGIN p",
};

static const char *const harmless[] = {
  "INSERT INTO t VALUES (1)",
  "REPLACE INTO t VALUES (1)",
  "CREATE TEMPORARY TABLE t (a int)",
  "CREATE OR REPLACE TEMPORARY TABLE t (a int)",
  "DROP TEMPORARY TABLE t",
  "DROP PREPARE s",
  "ANALYZE SELECT 1",
  "ANALYZE FORMAT=JSON SELECT 1",
  "LOAD DATA LOCAL INFILE 'x' INTO TABLE t",
  "CHECKSUM TABLE t",
  "USE d",
  "SHOW CREATE TABLE t",
  "EXPLAIN SELECT 1",
  "DO 1",
  "KILL QUERY 5",
};

static void
test_implicit_commit (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (committing); i++)
    assert_refused (committing[i], MYSQLS, MO_ERROR_ENDS_TRANSACTION);
  for (gsize i = 0; i < G_N_ELEMENTS (harmless); i++)
    assert_refused (harmless[i], NONE, MO_ERROR_FAILED);
}

static void
assert_message (const char *sql, MoServerKind kind, const char *message)
{
  g_autoptr (MoStatement) statement = make (sql);
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_statement_check_in_transaction (statement, kind, &error));
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_messages (void)
{
  assert_message ("COMMIT", MO_SERVER_KIND_MATRIXONE,
                  "COMMIT ends the open transaction on MatrixOne: commit or roll back through the "
                  "transaction's own calls: COMMIT");
  assert_message ("set @a = 1", MO_SERVER_KIND_MATRIXONE,
                  "SET commits the open transaction on MatrixOne: run it before the transaction "
                  "begins, or outside of it: set @a = 1");
  assert_message ("SET autocommit=1", MO_SERVER_KIND_MARIADB,
                  "SET autocommit commits the open transaction on MariaDB: commit or roll back "
                  "through the transaction's own calls: SET autocommit=1");
  assert_message (
      "DROP TABLE t", MO_SERVER_KIND_UNKNOWN,
      "DROP commits the open transaction on some servers: run it on the client, outside "
      "of the transaction: DROP TABLE t");
  assert_message ("SAVEPOINT a", MO_SERVER_KIND_MATRIXONE,
                  "SAVEPOINT is accepted and does nothing on MatrixOne: split the work into "
                  "several transactions: SAVEPOINT a");
}

/* What means something only to the connection that it ran on. */
static void
test_alone (void)
{
  static const char *const refused[] = {
    "COMMIT",      "ROLLBACK",       "commit work",          "BEGIN", "START TRANSACTION",
    "XA START 'a'", "LOCK TABLES t WRITE", "UNLOCK TABLES", "/*! BEGIN */", "SET autocommit = 0",
  };
  static const char *const allowed[] = {
    "SELECT 1", "DROP TABLE t", "TRUNCATE t", "SET @u = 1", "SET GLOBAL max_connections = 9",
    "START SLAVE", "CALL p()",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (MoStatement) statement = make (refused[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_false (mo_statement_check_alone (statement, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (MoStatement) statement = make (allowed[i]);
      g_autoptr (GError) error = NULL;

      mo_statement_check_alone (statement, &error);
      g_assert_no_error (error);
    }
}

/* Values are escaped for utf8mb4. */
static void
test_charset (void)
{
  static const char *const refused[] = {
    "SET NAMES gbk",
    "set names 'latin1'",
    "SET NAMES DEFAULT",
    "SET CHARACTER SET gbk",
    "SET CHARSET gbk",
    "SET character_set_client = gbk",
    "SET @@session.character_set_client = gbk",
    "SET `character_set_client` = gbk",
    "SET character_set_client := gbk",
    "SET character_set_client = @cs",
    "SET @a = 1, NAMES gbk",
    "/*! SET NAMES gbk */",
    "/*!40101 SET */ NAMES gbk",
  };
  static const char *const allowed[] = {
    "SET NAMES utf8mb4",
    "SET NAMES 'utf8mb4'",
    "SET CHARACTER SET utf8mb4",
    "SET character_set_client = utf8mb4",
    "SET @a = 'NAMES'",
    "SET @a = @@character_set_client",
    "SET @a = @@character_set_client, @b = 1",
    "SELECT names FROM t",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", refused[i]);
      g_assert_null (mo_statement_new (refused[i], NULL, 0, MO_STATEMENT_DEFAULT, &error));
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (MoStatement) statement = make (allowed[i]);

      g_assert_nonnull (statement);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement-class/read-only", test_read_only);
  g_test_add_func ("/statement-class/share-packet", test_share_packet);
  g_test_add_func ("/statement-class/transaction-control", test_transaction_control);
  g_test_add_func ("/statement-class/savepoint", test_savepoint);
  g_test_add_func ("/statement-class/set", test_set);
  g_test_add_func ("/statement-class/implicit-commit", test_implicit_commit);
  g_test_add_func ("/statement-class/messages", test_messages);
  g_test_add_func ("/statement-class/alone", test_alone);
  g_test_add_func ("/statement-class/charset", test_charset);
  return g_test_run ();
}
