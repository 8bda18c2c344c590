/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A secret in a statement's own text is in no text for people. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-secret-private.h"
#include "sql/mo-statement-private.h"
#include "value/mo-value-private.h"

#define SECRET "hunter2"

static void
assert_hidden (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (strstr (lower, SECRET) != NULL)
    g_error ("the secret shows: %s", text);
}

static MoStatement *
make (const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoStatement *statement = mo_statement_new (sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

  /* Some strings are refused inside an executable comment. */
  if (statement == NULL)
    {
      g_assert_nonnull (strstr (sql, "/*"));
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      assert_hidden (error->message);
    }
  return statement;
}

static void
assert_secret (const char *sql)
{
  g_autoptr (MoStatement) statement = make (sql);

  if (statement == NULL)
    return;
  if (!mo_statement_has_secret (statement))
    g_error ("%s: has a secret", sql);
  assert_hidden (mo_statement_get_shown_sql (statement));
  g_assert_cmpstr (mo_statement_get_sql (statement), ==, sql);
}

static const char *const secrets[] = {
  "CREATE USER u IDENTIFIED BY 'hunter2'",
  "CREATE USER 'u'@'h' IDENTIFIED BY \"hunter2\"",
  "CREATE USER IF NOT EXISTS u IDENTIFIED BY PASSWORD '*HUNTER2'",
  "CREATE USER u IDENTIFIED WITH mysql_native_password AS 'hunter2'",
  "CREATE USER u IDENTIFIED WITH mysql_native_password BY 'hunter2' REQUIRE NONE",
  "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD('hunter2')",
  "CREATE USER u IDENTIFIED VIA unix_socket OR mysql_native_password USING 'hunter2'",
  "CREATE USER u IDENTIFIED BY hunter2",
  "CREATE USER u IDENTIFIED BY `hunter2`",
  "CREATE USER u IDENTIFIED 'hunter2'",
  "CREATE USER u IDENTIFIED BY 'it''s hunter2' COMMENT 'x'",
  "CREATE USER u IDENTIFIED BY 'new' COMMENT 'was hunter2'",
  "CREATE USER u IDENTIFIED BY 'new' /* was hunter2 */",
  "CREATE USER u IDENTIFIED BY 'new' -- was hunter2",
  "CREATE USER u IDENTIFIED BY 'new'; # was hunter2",
  "ALTER USER u IDENTIFIED BY 'hunter2'",
  "ALTER USER USER() IDENTIFIED BY 'new' REPLACE 'hunter2' RETAIN CURRENT PASSWORD",
  "GRANT ALL ON *.* TO u IDENTIFIED BY 'hunter2'",
  "SET PASSWORD = 'hunter2'",
  "SET PASSWORD = PASSWORD('hunter2')",
  "SET PASSWORD FOR u = 'hunter2'",
  "SET PASSWORD FOR 'u'@'h' = PASSWORD('hunter2')",
  "SET PASSWORD FOR u = OLD_PASSWORD('hunter2')",
  "SET GLOBAL wsrep_sst_auth = 'root:hunter2'",
  "SET @password = 'hunter2'",
  "SET @@global.a_password := 'hunter2'",
  "SELECT PASSWORD('hunter2')",
  "SELECT `PASSWORD` ('hunter2')",
  "SELECT OLD_PASSWORD('hunter2')",
  "SELECT ENCRYPT('hunter2')",
  "SELECT AES_ENCRYPT('text', 'hunter2')",
  "INSERT INTO t VALUES (AES_ENCRYPT('text', 'hunter2'))",
  "SELECT aes_decrypt(a, 'hunter2') FROM t",
  "SELECT ENCODE('text', 'hunter2'), DECODE('text', 'x')",
  "SELECT DES_ENCRYPT('text', 'hunter2')",
  "UPDATE users SET password = 'hunter2' WHERE id = 1",
  "SELECT * FROM users WHERE password = 'hunter2'",
  "SELECT * FROM users WHERE `user_password`='hunter2'",
  "UPDATE t SET api_token = 'hunter2'",
  "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='hunter2'",
  "CHANGE MASTER 'c' TO master_password = 'hunter2'",
  "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD='hunter2'",
  "START REPLICA USER='u' PASSWORD='hunter2'",
  "START GROUP_REPLICATION USER='u', PASSWORD='hunter2'",
  "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 'hunter2')",
  "ALTER SERVER s OPTIONS (PASSWORD 'hunter2')",
  "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://u:hunter2@h/d/t'",
  "CREATE TABLE t (a int) CONNECTION='u hunter2'",
  "CREATE TABLE t (a int) ENGINE=SPIDER COMMENT='host \"h\", password \"hunter2\"'",
  "CREATE TABLE t (a int) ENGINE=CONNECT OPTION_LIST='Driver=d;Uid=u;PWD=hunter2'",
  "CREATE ACCOUNT a ADMIN_NAME 'u' IDENTIFIED BY 'hunter2'",
  "CREATE ACCOUNT a ADMIN_NAME = 'u' IDENTIFIED BY 'hunter2' COMMENT 'c'",
  "ALTER ACCOUNT a ADMIN_NAME 'u' IDENTIFIED BY 'hunter2'",
  "CREATE STAGE s URL='s3://b/p' CREDENTIALS={'AWS_KEY_ID'='a','AWS_SECRET_KEY'='hunter2'}",
  "ALTER STAGE s SET CREDENTIALS={'AWS_SECRET_KEY'='hunter2'}",
  "CREATE STAGE s URL='s3://b/p?secret_key=hunter2'",
  "CREATE EXTERNAL TABLE t (a int) URL s3option{\"bucket\"='b',\"secret_access_key\"='hunter2'}",
  "LOAD DATA URL s3option{\"secret_access_key\"=\"hunter2\", \"bucket\"=\"b\"} INTO TABLE t",
  "LOAD DATA URL S3OPTION {'mistyped'='hunter2'} INTO TABLE t",
  "SELECT * FROM t INTO OUTFILE URL s3option{'k'='hunter2'}",
  "CREATE CDC c 'mysql://u:hunter2@h:6001' 'mysql' 'mysql://v:w@h:3306' 'a.b' {'Level'='table'}",
  "CREATE CDC c 'u hunter2' 'mysql' 'x' 'a.b' {}",
  "CREATE DATABASE d FROM 'mysql://a#u:hunter2@h:6001' a PUBLICATION p",
  "CREATE SOURCE s (a int) WITH (\"sasl.password\" = 'hunter2')",
  "INSERT INTO config VALUES ('{\"password\": \"hunter2\"}')",
  "INSERT INTO config VALUES ('postgres://u:hunter2@h/d')",
  "CREATE USER u IDENTIFIED BY X'68756E74657232' /* hunter2 */",
  "INSERT INTO users (name, password) VALUES ('bob', 'hunter2')",
  "INSERT users (`Password`) SELECT 'hunter2'",
  "REPLACE users (api_token) SELECT 'hunter2'",
  "SELECT * FROM users WHERE password IN ('a', 'hunter2')",
  "SELECT * FROM users WHERE password LIKE 'hunter2'",
  "SELECT * FROM users WHERE password <=> 'hunter2'",
  "SELECT * FROM users WHERE 'hunter2' = password",
  "SELECT * FROM users WHERE BINARY 'hunter2' = (password)",
  "SELECT SHA2('hunter2', 256)",
  "SELECT MD5(CONCAT('hunter2', salt)) FROM t",
  "SELECT JSON_OBJECT('password', 'hunter2')",
  "UPDATE t SET config = JSON_SET(config, '$.a', 'b', 'api_key', 'hunter2')",
  "INSERT INTO config VALUES ('api_key', 'hunter2')",
  "CREATE TABLE users (password varchar(99) DEFAULT 'hunter2')",
  "CALL change_password('bob', 'hunter2')",
  "EXECUTE IMMEDIATE 'ALTER USER u IDENTIFIED BY \"hunter2\"'",
  "EXECUTE IMMEDIATE 'INSERT INTO users (password) VALUES (''hunter2'')'",
  "PREPARE s FROM 'SELECT SHA2(\"hunter2\", 256)'",
  "SET @sql = 'SET PASSWORD = ''hunter2'' FOR u'",
  "SELECT * FROM t WHERE apikey = 'hunter2'",
};

static void
test_secrets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *lower = g_ascii_strdown (secrets[i], -1);
      g_autofree char *upper = g_ascii_strup (secrets[i], -1);
      g_autofree char *commented = g_strdup_printf ("/* hunter2 */ %s /* x */", lower);
      g_autofree char *executable = g_strdup_printf ("/*!50000 %s */", secrets[i]);
      g_autofree char *behind = g_strdup_printf ("/*!99999 SELECT */ %s", secrets[i]);

      assert_secret (secrets[i]);
      assert_secret (lower);
      assert_secret (upper);
      assert_secret (commented);
      if (strstr (secrets[i], "--") == NULL && strstr (secrets[i], "/*") == NULL
          && strchr (secrets[i], ';') == NULL)
        assert_secret (executable);
      assert_secret (behind);
    }
}

/* What is data, or tells nothing, is shown. */
static void
test_near_misses (void)
{
  static const char *const shown[] = {
    "SELECT 'a' FROM t",
    "INSERT INTO faq VALUES ('Forgot your password? Ask 10:00-12:00')",
    "INSERT INTO links VALUES ('https://example.org/a@b'), ('http://h:80/')",
    "SELECT AES_ENCRYPT, 'a' FROM t",
    "DROP USER 'u'@'h'",
    "KILL CONNECTION 5",
    "SHOW GRANTS FOR 'u'",
    "DROP CDC TASK c",
    "SELECT 'IDENTIFIED BY'",
    "SELECT 1 -- password = 'a'",
    "SELECT sha2, 'a' FROM md5",
    "INSERT INTO t (pass, path) VALUES ('a', 'b')",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (MoStatement) statement = make (shown[i]);

      if (mo_statement_has_secret (statement))
        g_error ("%s: has no secret", shown[i]);
      g_assert_cmpstr (mo_statement_get_shown_sql (statement), ==, shown[i]);
    }
}

/* All literals go, since which of them is the secret depends on the server. */
static void
test_shown (void)
{
  g_autoptr (MoStatement) user = make ("/*x*/CREATE USER 'u'@'h' IDENTIFIED BY 'a' -- b\n;");
  g_autoptr (MoStatement) comment = make ("ALTER USER u /*!50706 IDENTIFIED BY 'a' */");
  g_autoptr (MoStatement) number = make ("SET PASSWORD = 0x6162, @a = 12, @b = x'61', @c = 0b1");
  g_autoptr (MoStatement) many = make ("/*!1*//*!2*//*!3*//*!4*//*!5*//*!6*/ SELECT 'a'");

  g_assert_cmpstr (mo_statement_get_shown_sql (user), ==,
                   " CREATE USER '***'@'h' IDENTIFIED BY '***'  ;");
  g_assert_cmpstr (mo_statement_get_shown_sql (comment), ==,
                   "ALTER USER u /*!50706 IDENTIFIED BY '***' */");
  g_assert_cmpstr (mo_statement_get_shown_sql (number), ==,
                   "SET PASSWORD = '***', @a = '***', @b = x'***', @c = '***'");
  g_assert_nonnull (strstr (mo_statement_get_shown_sql (many), "SELECT '***'"));
}

/* Texts that become no statement, or may not run. */
static void
test_refused (void)
{
  static const char *const broken[] = {
    "CREATE USER u IDENTIFIED BY 'hunter2",
    "CREATE USER u IDENTIFIED BY \"hunter2'",
    "CREATE USER u IDENTIFIED BY 'a' /* hunter2",
    "CREATE USER u IDENTIFIED BY 'a'; 'hunter2'",
    "CREATE USER u IDENTIFIED BY $$hunter2$$",
    "SELECT AES_ENCRYPT('text', 'hunter2",
    "CREATE CDC c 'mysql://u:hunter2@h",
    "SET PASSWORD = 'hunter2', NAMES latin1",
    "SET PASSWORD = 'hunter2' ?",
    "SET PASSWORD = ':a hunter2' :a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mo_statement_new (broken[i], NULL, 0, MO_STATEMENT_DEFAULT, &error));
      g_test_message ("%s", error->message);
      assert_hidden (error->message);
    }
}

static void
test_checks (void)
{
  g_autoptr (MoStatement) password = make ("SET PASSWORD = 'hunter2'");
  g_autoptr (MoStatement) autocommit = make ("SET @password = 'hunter2', autocommit = 0");
  g_autoptr (MoStatement) backslash = make ("SET PASSWORD = 'a\\' hunter2 \\'b'");
  /* Under NO_BACKSLASH_ESCAPES the second literal is the secret; to us it is a bare word. */
  g_autoptr (MoStatement) odd = make ("SET PASSWORD = '\\', @b = 'hunter2', @c = '");
  g_autoptr (GError) in_transaction = NULL;
  g_autoptr (GError) alone = NULL;
  g_autoptr (GError) backslashes = NULL;

  g_assert_false (
      mo_statement_check_in_transaction (password, MO_SERVER_KIND_MARIADB, &in_transaction));
  g_assert_false (mo_statement_check_alone (autocommit, &alone));
  g_assert_false (mo_statement_check_backslashes (backslash, &backslashes));
  assert_hidden (in_transaction->message);
  assert_hidden (alone->message);
  assert_hidden (backslashes->message);
  assert_hidden (mo_statement_get_shown_sql (odd));
}

typedef struct
{
  const char *sql;
  const char *answer;
  const char *expected;
} Answer;

/* What MariaDB and MatrixOne say, and one in German. */
static void
test_answers (void)
{
  static const Answer answers[] = {
    { "CREATE USER u IDENTIFIED BYE 'hunter2'",
      "You have an error in your SQL syntax; the right syntax to use near 'BYE 'hunter2'' at line "
      "1",
      "You have an error in your SQL syntax; the right syntax to use" },
    { "CREATE USER u IDENTIFIED BYE 'hunter2'",
      "SQL parser error: syntax error at line 1 column 28 near \" BYE 'hunter2'\";",
      "SQL parser error: syntax error at line 1 column 28" },
    { "CREATE USER u IDENTIFIED BYE 'hunter2'",
      "Fehler in der SQL-Syntax bei 'BYE 'hunter2'' in Zeile 1",
      "Fehler in der SQL-Syntax bei '***' in Zeile 1" },
    { "SET GLOBAL a_password = 'hunter2'",
      "Variable 'a_password' can't be set to the value of 'hunter2'", "Variable '***'" },
    { "CREATE CDC c 'hun''ter2' 'b' 'c' 'd' {}", "cannot reach hun'ter2, unknown host",
      "cannot reach ***, unknown host" },
    { "CREATE CDC c 'hunter2' 'b' 'c' 'd' {}", "cannot reach hunter2, unknown host b",
      "cannot reach ***, unknown host b" },
    { "SET PASSWORD = 'hunter2'", "Password hash should be a 41-digit hexadecimal number",
      "Password hash should be a 41-digit hexadecimal number" },
    { "SET PASSWORD = 'hunter2'", "", "" },
    { "INSERT INTO users (name, password) VALUES ('bob', 'hunter2')",
      "Duplicate entry 'bob' for key 'users.name'", "Duplicate entry '***' for key 'users.name'" },
    { "INSERT INTO users (name, password) VALUES ('bob', 'hunter2')",
      "Duplicate entry 'x' for key 'hunter2' for key 'name'",
      "Duplicate entry '***' for key 'name'" },
    { "SELECT password FROM users WHERE nosuchcol = 'hunter2'",
      "Unknown column 'nosuchcol' in 'where clause'",
      "Unknown column 'nosuchcol' in 'where clause'" },
    { "SELECT password FROM users WHERE a = 'hunter2'", "Table 'd.hunter2' doesn't exist",
      "Table 'd.***' doesn't exist" },
    { "UPDATE users SET password = 'hunter2'", "Data too long for column 'password' at row 1",
      "Data too long for column 'password' at row 1" },
    { "INSERT INTO users (name, password) VALUES ('bob', 'it hunter2')",
      "Duplicate entry 'x' for key 'it hunter2'", "Duplicate entry '***'" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (MoStatement) statement = make (answers[i].sql);
      g_autofree char *hidden = mo_statement_hide_in_answer (statement, answers[i].answer);

      g_assert_cmpstr (hidden, ==, answers[i].expected);
    }
}

/* A bound value may come back just so. */
static void
test_bound (void)
{
  const MoValue secret = mo_value_text ("hunter2");
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement =
      mo_statement_new ("ALTER USER u IDENTIFIED BY ?", &secret, 1, MO_STATEMENT_DEFAULT, &error);
  g_autofree char *hidden = NULL;

  g_assert_no_error (error);
  g_assert_true (mo_statement_has_secret (statement));
  g_assert_cmpstr (mo_statement_get_shown_sql (statement), ==, "ALTER USER u IDENTIFIED BY ?");
  hidden = mo_statement_hide_in_answer (statement, "hunter2 is no good password");
  g_assert_cmpstr (hidden, ==, "*** is no good password");
}

/* A bound value is a secret by itself where a literal would be. */
static void
test_bound_alone (void)
{
  static const struct
  {
    const char *value;
    gboolean is_secret;
  } values[] = {
    { "s3://key:hunter2@bucket/path/", TRUE },
    { "mysql://root:hunter2@127.0.0.1:3306", TRUE },
    { "host=a;password=hunter2", TRUE },
    { "{\"password\": \"hunter2\"}", TRUE },
    { "s3://bucket/path/", FALSE },
    { "mysql://root@127.0.0.1:3306", FALSE },
    { "hunter2", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      const MoValue bound[] = { mo_value_int64 (7), mo_value_text (values[i].value) };
      g_autoptr (GError) error = NULL;
      g_autoptr (MoStatement) statement
          = mo_statement_new ("CREATE STAGE s ENABLE = ? URL = ?", bound, 2, MO_STATEMENT_DEFAULT,
                              &error);

      g_assert_no_error (error);
      g_test_message ("%s", values[i].value);
      g_assert_cmpint (mo_statement_has_secret (statement), ==, values[i].is_secret);
      g_assert_cmpstr (mo_statement_get_shown_sql (statement), ==,
                       "CREATE STAGE s ENABLE = ? URL = ?");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/secrets", test_secrets);
  g_test_add_func ("/secret/near-misses", test_near_misses);
  g_test_add_func ("/secret/shown", test_shown);
  g_test_add_func ("/secret/refused", test_refused);
  g_test_add_func ("/secret/checks", test_checks);
  g_test_add_func ("/secret/answers", test_answers);
  g_test_add_func ("/secret/bound", test_bound);
  g_test_add_func ("/secret/bound-alone", test_bound_alone);
  return g_test_run ();
}
