/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bodies of routines in a script: where they end, without a DELIMITER; and where that is not
 * certain. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "sql/mo-script-private.h"

/* Each is one statement, as MariaDB takes it. */
static const char *const whole[] = {
  "CREATE PROCEDURE p() SELECT 1",
  "CREATE PROCEDURE p() BEGIN END",
  "CREATE PROCEDURE p() BEGIN SELECT 1; END",
  "create or replace procedure if not exists d.p (in a int, out b char(20), inout c set('a','b'))"
  " comment 'x;y' language sql not deterministic modifies sql data sql security invoker "
  "begin set b = a; end",
  "CREATE DEFINER = root@localhost PROCEDURE p() BEGIN SELECT 1; END",
  "CREATE DEFINER = 'root'@'%' PROCEDURE p() BEGIN SELECT 1; END",
  "CREATE DEFINER=`a;b`@`c` PROCEDURE p() BEGIN SELECT 1; END",
  "CREATE DEFINER = CURRENT_USER() PROCEDURE p() BEGIN SELECT 1; END",
  "CREATE DEFINER = CURRENT_USER FUNCTION f() RETURNS INT BEGIN RETURN 1; END",
  "CREATE PROCEDURE begin() BEGIN SELECT 1; END",
  "CREATE PROCEDURE p(begin INT, end INT) BEGIN SELECT 1; END",
  "CREATE FUNCTION f(a INT) RETURNS INT RETURN a",
  "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN CASE a WHEN 1 THEN 2 ELSE 3 END",
  "CREATE FUNCTION f(a INT) RETURNS VARCHAR(20) CHARACTER SET utf8mb4 BEGIN RETURN 'END;'; END",
  "CREATE FUNCTION f(a INT) RETURNS VARCHAR(20) CHAR SET utf8mb4 COLLATE utf8mb4_bin RETURN 'x'",
  "CREATE FUNCTION f() RETURNS SET('a','b') BEGIN RETURN 'a'; END",
  "CREATE FUNCTION f() RETURNS ENUM('a','b') BEGIN RETURN 'a'; END",
  "CREATE FUNCTION f(a INT) RETURNS INT IF a THEN RETURN 1; ELSE RETURN 2; END IF",
  "CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT BEGIN DECLARE CONTINUE HANDLER FOR NOT FOUND "
  "RETURN 1; LOOP FETCH GROUP NEXT ROW; END LOOP; END",
  "CREATE FUNCTION f RETURNS INTEGER SONAME 'f.so'",
  "CREATE AGGREGATE FUNCTION f RETURNS STRING SONAME 'f.so'",
  "ALTER PROCEDURE p COMMENT 'x'",
  "CREATE PROCEDURE p() IF 1 THEN SELECT 1; END IF",
  "CREATE PROCEDURE p(a INT) CASE a WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE",
  "CREATE PROCEDURE p(a INT) CASE WHEN a = 1 THEN SELECT 1; WHEN a = 2 THEN SELECT 2; END CASE",
  "CREATE PROCEDURE p(a INT) CASE CASE a WHEN 1 THEN 2 END WHEN 2 THEN SELECT 2; END CASE",
  "CREATE PROCEDURE p() x: LOOP LEAVE x; END LOOP x",
  "CREATE PROCEDURE p() `x y`: LOOP LEAVE `x y`; END LOOP `x y`",
  "CREATE PROCEDURE p() x:BEGIN LEAVE x; END x",
  "CREATE PROCEDURE p() x : BEGIN SELECT 1; END",
  "CREATE PROCEDURE p(a INT) REPEAT SET a = a - 1; UNTIL a < 0 END REPEAT",
  "CREATE PROCEDURE p(a INT) BEGIN x: REPEAT SET a = a - 1; UNTIL CASE a WHEN 1 THEN 2 END = 2 END "
  "REPEAT x; END",
  "CREATE PROCEDURE p(a INT) WHILE a > 0 DO SET a = a - 1; END WHILE",
  "CREATE PROCEDURE p(a INT) WHILE (SELECT CASE a WHEN 1 THEN 2 END) DO SET a = a - 1; END WHILE",
  "CREATE PROCEDURE p() FOR i IN 1..10 DO SELECT i; END FOR",
  "CREATE PROCEDURE p() BEGIN FOR r IN (SELECT a FROM t) DO SELECT r.a; END FOR; END",
  "CREATE PROCEDURE p(a INT) BEGIN IF a = 1 THEN SELECT 1; ELSEIF a = 2 THEN BEGIN SELECT 2; END; "
  "ELSE IF a = 3 THEN SELECT 3; END IF; END IF; SELECT 4; END",
  "CREATE PROCEDURE p() BEGIN BEGIN BEGIN END; END; SELECT 1; END",
  "CREATE PROCEDURE p() BEGIN DECLARE a, b INT DEFAULT CASE 1 WHEN 1 THEN 2 END; SELECT a; END",
  "CREATE PROCEDURE p() BEGIN DECLARE e CONDITION FOR SQLSTATE '23000'; DECLARE c CURSOR FOR "
  "SELECT CASE 1 WHEN 1 THEN 2 END; DECLARE CONTINUE HANDLER FOR NOT FOUND SET @a = 1; OPEN c; "
  "CLOSE c; END",
  "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLWARNING, 1062, SQLSTATE "
  "VALUE '23000' BEGIN ROLLBACK; RESIGNAL; END; SELECT 1; END",
  "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLSTATE '23000' SELECT IF(1, 2, 3); END",
  "CREATE PROCEDURE p() BEGIN START TRANSACTION; COMMIT; END",
  "CREATE PROCEDURE p() BEGIN SELECT t.end, t.begin, t . end FROM t; SELECT 'END', \"IF\"; END",
  "CREATE PROCEDURE p() BEGIN /* END; */ SELECT 1; -- END;\n # END;\n SELECT 2; END",
  "CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE a = REPEAT('x', 3); "
  "DO SLEEP(0); REPLACE INTO t SELECT REPLACE(a, 'x', 'y') FROM t; END",
  "CREATE PROCEDURE p() BEGIN SELECT IF(1, 2, 3) IN (SELECT CASE WHEN 1 THEN 2 END); END",
  "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1",
  "CREATE TRIGGER t AFTER UPDATE ON begin FOR EACH ROW BEGIN SET @a = OLD.a; END",
  "CREATE OR REPLACE TRIGGER IF NOT EXISTS t BEFORE DELETE ON u FOR EACH ROW FOLLOWS `x` "
  "IF OLD.a THEN SET @a = 1; END IF",
  "CREATE TRIGGER t BEFORE DELETE ON u FOR EACH ROW PRECEDES x y: BEGIN SET @a = 1; END y",
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY ON COMPLETION "
  "NOT PRESERVE ENABLE COMMENT 'x;y' DO BEGIN SELECT 1; END",
  "CREATE EVENT e ON SCHEDULE AT '2030-01-01 00:00:00' DO DELETE FROM t",
  "ALTER EVENT e RENAME TO f",
  "ALTER DEFINER = a@b EVENT e DO BEGIN SELECT 1; END",
  "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END",
  "BEGIN NOT ATOMIC BEGIN SELECT 1; END; END",
  "IF 1 THEN SELECT 1; END IF",
  "CASE 1 WHEN 1 THEN SELECT 1; END CASE",
  "REPEAT SELECT 1; UNTIL 1 END REPEAT",
  "WHILE 0 DO SELECT 1; END WHILE",
  "FOR i IN 1..2 DO SELECT i; END FOR",
  "SET STATEMENT max_statement_time = 1 FOR SELECT 1",
  "SET STATEMENT max_statement_time = 1 FOR BEGIN NOT ATOMIC SELECT 1; END",
};

/* The same of other servers, and of what has no body, whatever its words are. */
static const char *const others[] = {
  "BEGIN",
  "BEGIN WORK",
  "START TRANSACTION",
  "CREATE PROCEDURE p (a INT) 'begin select 1; end'",
  "CREATE FUNCTION f (a INT) RETURNS INT LANGUAGE SQL AS 'select a; end'",
  "CREATE TABLE t (begin INT, end INT, `if` INT)",
  "CREATE VIEW begin AS SELECT CASE a WHEN 1 THEN 2 END AS end FROM t",
  "CREATE DEFINER = a@b SQL SECURITY DEFINER VIEW v AS SELECT 1",
  "CREATE TEMPORARY TABLE procedure_2 AS SELECT 1",
  "DROP PROCEDURE p",
  "DROP TRIGGER t",
  "SHOW CREATE PROCEDURE p",
  "ALTER TABLE t ADD begin INT",
  "SELECT CASE a WHEN 1 THEN 2 END, end, begin FROM t",
  "CALL begin()",
  "LOAD DATA INFILE 'begin;' INTO TABLE t",
  "x: BEGIN NOT ATOMIC LEAVE x; END x",
  "x: LOOP LEAVE x; END LOOP",
  "XA BEGIN 'x'",
  "XA END 'x'",
};

/* Where a statement that begins so ends is not certain. */
static const char *const uncertain[] = {
  "CREATE PROCEDURE p() BEGIN SELECT 1;",
  "CREATE PROCEDURE p() BEGIN SELECT 1; END IF;",
  "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END; END;",
  "CREATE PROCEDURE p() BEGIN LOOP SELECT 1; END WHILE; END;",
  "CREATE PROCEDURE p() BEGIN SELECT end FROM t; END;",
  "CREATE PROCEDURE p() BEGIN SELECT begin FROM t; END;",
  "CREATE PROCEDURE p() BEGIN SELECT CASE a WHEN 1 THEN 2; END;",
  "CREATE PROCEDURE p() BEGIN; SELECT 1; END;",
  "CREATE PROCEDURE p() BEGIN SELECT (1; END;",
  "CREATE PROCEDURE p() BEGIN SELECT 1; END SELECT 2;",
  "CREATE PROCEDURE p() BEGIN SELECT 1; END x y;",
  "CREATE PROCEDURE p() BEGIN IF 1; END IF; END;",
  "CREATE PROCEDURE p() BEGIN WHILE 1 LOOP SELECT 1; END LOOP; END;",
  "CREATE PROCEDURE p() BEGIN WHEN 1 THEN SELECT 1; END;",
  "CREATE PROCEDURE p() BEGIN UNTIL 1 END REPEAT; END;",
  "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER SET @a = 1; END;",
  "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR SQLSTATE SET @a = 1; END;",
  "CREATE PROCEDURE p() BEGIN DECLARE CONTINUE HANDLER FOR NOT SET @a = 1; END;",
  "CREATE PROCEDURE p() DECLARE x INT;",
  "IF 1 THEN SELECT 1;",
  "BEGIN NOT ATOMIC SELECT 1;",
  "BEGIN NOT SELECT 1; END;",
  /* sql_mode=ORACLE */
  "BEGIN SELECT 1; END;",
  "DECLARE x INT; BEGIN SELECT 1; END;",
  "<<x>> BEGIN SELECT 1; END;",
  "CREATE PROCEDURE p AS BEGIN SELECT 1; END;",
  "CREATE PROCEDURE p (a INT) AS x INT; BEGIN SELECT 1; END;",
  "CREATE PROCEDURE p IS BEGIN SELECT 1; END;",
  "CREATE FUNCTION f (a INT) RETURN INT AS BEGIN RETURN 1; END;",
  "CREATE FUNCTION f (a INT) RETURN INT IS x INT; BEGIN RETURN 1; END;",
  "CREATE FUNCTION f RETURN INT AS BEGIN RETURN 1; END;",
  "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW DECLARE x INT; BEGIN SELECT 1; END;",
  "CREATE PACKAGE p AS PROCEDURE q; END;",
  "CREATE OR REPLACE PACKAGE BODY p AS PROCEDURE q AS BEGIN SELECT 1; END; END;",
  "CREATE PROCEDURE p() BEGIN SELECT 1; EXCEPTION WHEN OTHERS THEN SELECT 2; END;",
  "CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; ELSIF 2 THEN SELECT 2; END IF; END;",
  /* An executable comment in the wrong place. */
  "CREATE PROCEDURE p() /*!99999 SELECT 1 */ BEGIN SELECT 1; END;",
  "CREATE PROCEDURE p() BEGIN SELECT 1; /*!50000 END; */",
};

static void
assert_one (const char *sql)
{
  g_autofree char *text = g_strdup_printf ("SELECT 'before';%s;\nSELECT 'after'", sql);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoScript) script = mo_script_new (text, &error);

  g_test_message ("%s", sql);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_script_get_length (script), ==, 3);
  g_assert_cmpstr (mo_statement_get_sql (mo_script_get_statement (script, 1)), ==, sql);
}

static void
test_whole (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    assert_one (whole[i]);
}

static void
test_others (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    assert_one (others[i]);
}

/* Nothing of the text is left out: each behind the other. */
static void
test_all_at_once (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (MoScript) script = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    g_string_append_printf (text, "%s;%s", whole[i], i % 2 ? "\n" : "");
  script = mo_script_new (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_script_get_length (script), ==, G_N_ELEMENTS (whole));
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    g_assert_cmpstr (mo_statement_get_sql (mo_script_get_statement (script, i)), ==, whole[i]);
}

static void
test_uncertain (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (uncertain); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s\nSELECT 2;", uncertain[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoScript) script = mo_script_new (text, &error);

      if (script != NULL)
        g_test_message ("taken: %s", mo_statement_get_sql (mo_script_get_statement (script, 0)));
      g_test_message ("%s: %s", uncertain[i], error != NULL ? error->message : "");
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, ": write a line DELIMITER // before it"));
    }
}

/* With one, everything can be said. */
static void
test_with_delimiter (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("DELIMITER $$\n%s$$\nDELIMITER ;\nSELECT 1;", whole[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoScript) script = mo_script_new (text, &error);

      g_test_message ("%s", whole[i]);
      g_assert_no_error (error);
      g_assert_cmpuint (mo_script_get_length (script), ==, 2);
      g_assert_cmpstr (mo_statement_get_sql (mo_script_get_statement (script, 0)), ==, whole[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/script-body/whole", test_whole);
  g_test_add_func ("/sql/script-body/others", test_others);
  g_test_add_func ("/sql/script-body/all-at-once", test_all_at_once);
  g_test_add_func ("/sql/script-body/uncertain", test_uncertain);
  g_test_add_func ("/sql/script-body/with-delimiter", test_with_delimiter);
  return g_test_run ();
}
