/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Scripts: where they are split, what is refused, and what a message tells. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "sql/mo-script-private.h"

static MoScript *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MoScript *script = mo_script_new (text, &error);

  if (error != NULL)
    g_test_message ("%s\n%s", text, error->message);
  g_assert_no_error (error);
  return script;
}

/* The statements, as they are sent; NULL-terminated. */
static void
assert_split (const char *text, ...)
{
  g_autoptr (MoScript) script = parse (text);
  guint n = 0;
  const char *part;
  va_list parts;

  va_start (parts, text);
  while ((part = va_arg (parts, const char *)) != NULL)
    {
      g_autoptr (GString) sent = g_string_new (NULL);

      g_assert_cmpuint (n, <, mo_script_get_length (script));
      mo_statement_render (mo_script_get_statement (script, n), FALSE, sent);
      g_assert_cmpstr (sent->str, ==, part);
      g_assert_cmpstr (mo_statement_get_sql (mo_script_get_statement (script, n)), ==, part);
      n++;
    }
  va_end (parts);
  g_assert_cmpuint (mo_script_get_length (script), ==, n);
}

static void
assert_refused (const char *text, MoError code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_script_new (text, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpstr (error->message, ==, message);
}

/* Whatever its message, it names @line and tells of DELIMITER. */
static void
assert_uncertain (const char *text, guint line)
{
  g_autofree char *where = g_strdup_printf ("line %u of the script: ", line);
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_script_new (text, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
  g_assert_true (g_str_has_prefix (error->message, where));
  g_assert_nonnull (strstr (error->message, ": write a line DELIMITER // before it"));
}

static void
test_semicolons (void)
{
  assert_split ("SELECT 1", "SELECT 1", NULL);
  assert_split ("SELECT 1;", "SELECT 1", NULL);
  assert_split ("SELECT 1;SELECT 2", "SELECT 1", "SELECT 2", NULL);
  assert_split ("SELECT 1; \n\t SELECT 2 ;\n", "SELECT 1", "SELECT 2", NULL);
  assert_split (";;SELECT 1;;;\n;SELECT 2;;", "SELECT 1", "SELECT 2", NULL);
  assert_split ("SELECT 1;\r\nSELECT\r\n2;\r\n", "SELECT 1", "SELECT\r\n2", NULL);
  assert_split ("\xef\xbb\xbfSELECT 1;", "SELECT 1", NULL);
  assert_split ("(SELECT 1;", "(SELECT 1", NULL); /* the server's matter */
}

static void
test_quotes (void)
{
  assert_split ("SELECT ';', 'a''b;', 'a\\';b';SELECT 2", "SELECT ';', 'a''b;', 'a\\';b'",
                "SELECT 2", NULL);
  assert_split ("SELECT \";\", \"a\"\"b;\", \"a\\\";b\";SELECT 2",
                "SELECT \";\", \"a\"\"b;\", \"a\\\";b\"", "SELECT 2", NULL);
  assert_split ("SELECT `;`, `a``b;`, `a\\`;SELECT 2", "SELECT `;`, `a``b;`, `a\\`", "SELECT 2",
                NULL);
  assert_split ("SELECT 'a\nDELIMITER //\n;b';SELECT 2", "SELECT 'a\nDELIMITER //\n;b'", "SELECT 2",
                NULL);
  assert_split ("SELECT 'END;', \"BEGIN\", `CREATE PROCEDURE`;SELECT 2",
                "SELECT 'END;', \"BEGIN\", `CREATE PROCEDURE`", "SELECT 2", NULL);
  assert_split ("SELECT @`;`, @';', x'41', _utf8mb4';';SELECT 2",
                "SELECT @`;`, @';', x'41', _utf8mb4';'", "SELECT 2", NULL);
}

static void
test_comments (void)
{
  assert_split ("-- a; b' \nSELECT 1; # c; d\"\nSELECT 2 /* e; f` */; -- g", "SELECT 1",
                "SELECT 2 /* e; f` */", NULL);
  assert_split ("SELECT 1 -- a;\n, 2;", "SELECT 1 -- a;\n, 2", NULL);
  assert_split ("SELECT 1--1;SELECT 2", "SELECT 1--1", "SELECT 2", NULL);
  assert_split ("SELECT 1 -- the last", "SELECT 1", NULL);
  assert_split ("/* DELIMITER // */ SELECT 1; /*\nDELIMITER //\n*/ SELECT 2", "SELECT 1",
                "SELECT 2", NULL);
  assert_split ("-- DELIMITER //\nSELECT 1;\n# DELIMITER //\nSELECT 2", "SELECT 1", "SELECT 2",
                NULL);
  assert_split ("SELECT /*+ MAX_EXECUTION_TIME(1) */ 1; SELECT 2",
                "SELECT /*+ MAX_EXECUTION_TIME(1) */ 1", "SELECT 2", NULL);
}

/* As a dump has it. */
#define COMMENTED                                                                                  \
  "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON u FOR EACH "   \
  "ROW BEGIN SET NEW.a = 1; END */"

static void
test_executable_comments (void)
{
  assert_split ("/*!40101 SET @a = 1 */; /*! SELECT 2 */; /*M!100100 SELECT 3 */;",
                "/*!40101 SET @a = 1 */", "/*! SELECT 2 */", "/*M!100100 SELECT 3 */", NULL);
  assert_split ("CREATE TABLE t (a INT) /*!50100 COMMENT 'x;y' */; SELECT 1",
                "CREATE TABLE t (a INT) /*!50100 COMMENT 'x;y' */", "SELECT 1", NULL);
  assert_uncertain ("SELECT 1;\n/*! SELECT 1; SELECT 2 */;", 2);
  assert_uncertain (COMMENTED ";", 1);
  /* A server that skips them would read another statement. */
  assert_uncertain ("/*!99999 SELECT */ BEGIN NOT ATOMIC SELECT 1; END;", 1);
  assert_uncertain ("CREATE /*!99999 VIEW v AS SELECT 1 */ PROCEDURE p() BEGIN SELECT 1; END;", 1);
  /* The whole is one statement, or none, whoever reads it. */
  assert_split ("DELIMITER ;;\n" COMMENTED ";;\nDELIMITER ;\nSELECT 1;", COMMENTED, "SELECT 1",
                NULL);
}

static void
test_no_parameters (void)
{
  assert_split ("SELECT a %s, :x, 5 %s; SELECT 2", "SELECT a %s, :x, 5 %s", "SELECT 2", NULL);
  assert_split ("SELECT '?', `?`, \"?\" /* ? */; SELECT 2 -- ?\n# ?",
                "SELECT '?', `?`, \"?\" /* ? */", "SELECT 2", NULL);
  assert_split ("CREATE PROCEDURE p() BEGIN SELECT '?'; END; SELECT 1",
                "CREATE PROCEDURE p() BEGIN SELECT '?'; END", "SELECT 1", NULL);
  assert_refused ("SELECT 1;\nINSERT INTO t\n VALUES (?, 2);", MO_ERROR_SYNTAX,
                  "line 3 of the script: statement 2 has a parameter, and a script takes none: "
                  "write the value, or run the statement by itself: ?, 2);");
  assert_refused ("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT ?; END//", MO_ERROR_SYNTAX,
                  "line 2 of the script: statement 1 has a parameter, and a script takes none: "
                  "write the value, or run the statement by itself: ?; END//");
}

/* --- DELIMITER --- */

#define BODY "CREATE PROCEDURE p() BEGIN SELECT 1; END"

static void
test_delimiters (void)
{
  static const char *const delimiters[] = { "//", "$$", ";;", "|", "||", "^", "!!", "&&&", "@@",
                                            "END_OF_IT", "go", "~", "%", "$", "?", ":", "//;" };

  for (gsize i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      const char *d = delimiters[i];
      g_autofree char *text = g_strdup_printf (
          "SELECT 0;\nDELIMITER %s\n" BODY " %s\nSELECT ';', '%s'; SELECT \"%s\" /* %s */ %s\n"
          "SELECT 3 -- %s\n%s\nDELIMITER ;\nSELECT 4;",
          d, d, d, d, d, d, d, d);
      g_autofree char *first = g_strdup_printf ("SELECT ';', '%s'", d);
      g_autofree char *second = g_strdup_printf ("SELECT \"%s\" /* %s */", d, d);

      g_test_message ("%s", d);
      assert_split (text, "SELECT 0", BODY, first, second, "SELECT 3", "SELECT 4", NULL);
    }
}

static void
test_delimiter_at_words (void)
{
  assert_split ("DELIMITER $$\n" BODY "$$\nSELECT @a$$SELECT b$c$$ SELECT 1$$SELECT 0x1F$$", BODY,
                "SELECT @a", "SELECT b$c", "SELECT 1", "SELECT 0x1F", NULL);
  assert_split ("DELIMITER //\n" BODY "//SELECT 1//", BODY, "SELECT 1", NULL);
  /* A word is found in the middle of others by other clients. */
  assert_refused ("DELIMITER go\nSELECT 1 go SELECT category go", MO_ERROR_SYNTAX,
                  "line 2 of the script: a word with the delimiter in it: category go");
  assert_refused ("DELIMITER go\nSELECT @go go", MO_ERROR_SYNTAX,
                  "line 2 of the script: a word with the delimiter in it: @go go");
  assert_split ("DELIMITER go\nSELECT 'go', `go`, 1 GO -- go\ngo", "SELECT 'go', `go`, 1 GO", NULL);
}

static void
test_delimiter_lines (void)
{
  assert_split ("  delimiter   //  \n SELECT 1 //\n\tDelimiter\t;\t\nSELECT 2;", "SELECT 1",
                "SELECT 2", NULL);
  assert_split ("DELIMITER //\r\nSELECT 1 //\r\nDELIMITER ;\r\nSELECT 2;\r\n", "SELECT 1",
                "SELECT 2", NULL);
  assert_split ("DELIMITER // -- until the end\n" BODY "//\nDELIMITER ; # as before\nSELECT 2",
                BODY, "SELECT 2", NULL);
  assert_split ("DELIMITER //\n" BODY "\nDELIMITER_2 // SELECT 1", BODY "\nDELIMITER_2", "SELECT 1",
                NULL);
  assert_split ("DELIMITER //\n" BODY, BODY, NULL); /* the end of the text ends it, too */
  assert_split ("DELIMITER //\n\nDELIMITER ;\nSELECT 1\n;DELIMITERS", "SELECT 1", "DELIMITERS",
                NULL);
  assert_split ("CREATE TABLE t (a INT, delimiter INT);", "CREATE TABLE t (a INT, delimiter INT)",
                NULL);
  assert_split ("CREATE TABLE t (\n`delimiter` INT);", "CREATE TABLE t (\n`delimiter` INT)", NULL);
}

static void
test_bad_delimiters (void)
{
  static const char *const texts[] = {
    "DELIMITER",     "DELIMITER \n",    "DELIMITER '//'", "DELIMITER \\\\",  "DELIMITER #",
    "DELIMITER --",  "DELIMITER /*",    "DELIMITER a//",  "DELIMITER //a",   "DELIMITER 1",
    "DELIMITER `",   "DELIMITER // go", "DELIMITER ; SELECT 1;",
    "DELIMITER 1234567890abcdef",       "SELECT 1; DELIMITER //\n",
    "SELECT 1\nDELIMITER //\n",         "CREATE TABLE t (\ndelimiter INT);",
    "/* a */ DELIMITER //\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mo_script_new (texts[i], &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      g_assert_true (strstr (error->message, "DELIMITER") != NULL
                     || strstr (error->message, "delimiter") != NULL);
    }
}

/* What no body is behind is split at semicolons still. */
static void
test_semicolons_under_delimiter (void)
{
  assert_split ("DELIMITER //\nDROP PROCEDURE IF EXISTS p; " BODY "; // SELECT 1; SELECT 2; //",
                "DROP PROCEDURE IF EXISTS p", BODY, "SELECT 1", "SELECT 2", NULL);
  /* Of what has one, nobody but the delimiter says where it ends. */
  assert_split ("DELIMITER //\n" BODY "; SELECT 2 //", BODY "; SELECT 2", NULL);
  assert_split ("DELIMITER //\nCREATE PROCEDURE p AS x INT; BEGIN SELECT 1; END; //",
                "CREATE PROCEDURE p AS x INT; BEGIN SELECT 1; END", NULL);
  assert_split ("DELIMITER //\nBEGIN SELECT 1; END; //", "BEGIN SELECT 1; END", NULL);
  assert_split ("DELIMITER //\nDECLARE x INT; BEGIN SELECT 1; END; //",
                "DECLARE x INT; BEGIN SELECT 1; END", NULL);
  assert_split ("DELIMITER //\n<<a>> BEGIN SELECT 1; END; //", "<<a>> BEGIN SELECT 1; END", NULL);
  assert_split ("DELIMITER //\nCREATE PACKAGE p AS x INT; END; //",
                "CREATE PACKAGE p AS x INT; END", NULL);
  assert_split ("DELIMITER //\nBEGIN; COMMIT; //", "BEGIN", "COMMIT", NULL);
}

static MoStatement *
last_of (const char *text)
{
  g_autoptr (MoScript) script = parse (text);

  return mo_statement_ref (mo_script_get_statement (script, mo_script_get_length (script) - 1));
}

static void
assert_opaque (const char *text, gboolean opaque)
{
  g_autoptr (MoStatement) statement = last_of (text);

  g_test_message ("%s", text);
  g_assert_cmpint (mo_statement_leaves_state (statement), ==, opaque);
  g_assert_cmpint (mo_statement_changes_database (statement), ==, opaque);
  g_assert_cmpint (mo_statement_hides_text (statement), ==, opaque);
  g_assert_cmpint (mo_statement_changes_zone (statement), ==, opaque);
}

/* A second statement may be behind the one whose words are looked at. */
static void
test_opaque (void)
{
  assert_opaque (BODY, FALSE);
  assert_opaque ("DELIMITER //\n" BODY "//", FALSE);
  assert_opaque ("DELIMITER //\n" BODY ";//", FALSE);
  assert_opaque ("DELIMITER //\n" BODY "; USE d //", TRUE);
  assert_opaque ("DELIMITER //\nCREATE PROCEDURE p AS BEGIN SELECT 1; END//", TRUE);
  assert_opaque ("DELIMITER //\n" COMMENTED " //", TRUE);
  assert_opaque ("DELIMITER //\nSELECT 1 //", FALSE);
}

/* --- what is refused --- */

static void
test_messages (void)
{
  assert_refused ("", MO_ERROR_SYNTAX,
                  "the script holds no statement: it is empty, or all comment");
  assert_refused (" ;\n-- a\n/* b */;", MO_ERROR_SYNTAX,
                  "the script holds no statement: it is empty, or all comment");
  assert_refused (NULL, MO_ERROR_INVALID_ARGUMENT, "the script's text is not there (NULL)");
  assert_refused ("SELECT '\xff'", MO_ERROR_INVALID_ARGUMENT, "the script's text is not UTF-8");
  assert_refused ("SELECT 1;\n\nSELECT 'abc;\nSELECT 2;", MO_ERROR_SYNTAX,
                  "line 3 of the script: a string that is not closed: 'abc;");
  assert_refused ("SELECT 1;\nSELECT 1 /* abc", MO_ERROR_SYNTAX,
                  "line 2 of the script: a comment that is not closed: /* abc");
  assert_refused ("SELECT 1;\nCREATE PROCEDURE p()\nBEGIN SELECT 1;\n\nSELECT 2;\n",
                  MO_ERROR_SYNTAX,
                  "line 6 of the script: where the statement ends that begins in line 2 is not "
                  "certain (it has no end): write a line DELIMITER // before it, // behind it, and "
                  "a line DELIMITER ; after that: ");
  assert_refused ("CREATE PROCEDURE p()\nBEGIN\n  SELECT end FROM t;\nEND;", MO_ERROR_SYNTAX,
                  "line 3 of the script: where the statement ends that begins in line 1 is not "
                  "certain (a word of a block where none is expected): write a line DELIMITER // "
                  "before it, // behind it, and a line DELIMITER ; after that: ;");
}

static void
test_place (void)
{
  g_autoptr (MoScript) script = parse ("SELECT 1;\n\n-- a\nSELECT\n2; SELECT 3;\r\n\r\nSELECT 4");
  static const char *const places[] = { "statement 1 of 4, line 1", "statement 2 of 4, line 4",
                                        "statement 3 of 4, line 5", "statement 4 of 4, line 7" };

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *place = mo_script_dup_place (script, i);

      g_assert_cmpstr (place, ==, places[i]);
    }
}

/* A message shows nothing of what may be a secret. */
static void
test_secrets (void)
{
  g_autoptr (MoStatement) statement
      = last_of ("SELECT 1; DROP USER u; ALTER USER u IDENTIFIED BY 'hunter2'");
  g_autoptr (GError) error = NULL;

  g_assert_null (strstr (mo_statement_get_shown_sql (statement), "hunter2"));
  g_assert_null (mo_script_new ("CREATE USER u IDENTIFIED BY 'hunter2", &error));
  g_assert_null (strstr (error->message, "hunter2"));
  g_assert_nonnull (strstr (error->message, "***"));
}

static void
test_charset (void)
{
  static const char *const refused[]
      = { "SET NAMES latin1", "SET character_set_client = gbk", "/*!40101 SET NAMES utf8 */" };
  static const char *const allowed[]
      = { "SET NAMES utf8mb4", "/*!40101 SET character_set_client = @saved_cs_client */",
          "SET NAMES utf8mb4, @a = 'latin1'" };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *text = g_strdup_printf ("SELECT 1;\n%s;", refused[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (mo_script_new (text, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_str_has_prefix (error->message, "line 2 of the script: "));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
    assert_split (allowed[i], allowed[i], NULL);
}

static void
assert_depends_on_charset (const char *text, gboolean depends)
{
  g_autoptr (MoStatement) statement = last_of (text);

  g_assert_cmpint (mo_statement_depends_on_charset (statement), ==, depends);
}

static void
test_depends_on_charset (void)
{
  assert_depends_on_charset ("SELECT 1", FALSE);
  assert_depends_on_charset ("SELECT 'é'", TRUE);
}

/* A backslash before a quote would not escape it any more. */
static void
test_sql_mode (void)
{
  static const char *const first[] = {
    "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
    "set @@session.sql_mode = concat(@@sql_mode, ',no_backslash_escapes')",
    "PREPARE s FROM 'SET sql_mode = \"NO_BACKSLASH_ESCAPES\"'",
    "/*!50003 SET sql_mode = 'STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES' */",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    {
      g_autofree char *bad = g_strdup_printf ("%s;\nSELECT 'a\\'; b';", first[i]);
      g_autofree char *good = g_strdup_printf ("SELECT 'a\\'; b';%s;SELECT 'a\\nb';", first[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (mo_script_new (bad, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      g_assert_true (g_str_has_prefix (error->message, "line 2 of the script: "));
      assert_split (good, "SELECT 'a\\'; b'", first[i], "SELECT 'a\\nb'", NULL);
    }
  /* Of another mode, a variable, and a mere text, nothing is to be feared. */
  assert_split ("SET sql_mode = 'ANSI';SELECT 'a\\';b'", "SET sql_mode = 'ANSI'", "SELECT 'a\\';b'",
                NULL);
  assert_split ("INSERT INTO t VALUES ('NO_BACKSLASH_ESCAPES');SELECT 'a\\';b'",
                "INSERT INTO t VALUES ('NO_BACKSLASH_ESCAPES')", "SELECT 'a\\';b'", NULL);
}

/* --- in a transaction --- */

static void
assert_in_transaction (const char *text, MoServerKind kind, gint code)
{
  g_autoptr (MoStatement) statement = last_of (text);
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_statement_check_in_transaction (statement, kind, &error);

  g_test_message ("%s: %s", text, ok ? "ok" : error->message);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MO_ERROR, code);
}

/* Nobody looks into it. */
static void
test_bodies_in_transaction (void)
{
  static const char *const texts[]
      = { "IF 1 THEN COMMIT; END IF", "DELIMITER //\nCREATE PROCEDURE p() SELECT 1; COMMIT //",
          BODY, "BEGIN NOT ATOMIC SELECT 1; END", "WHILE 0 DO SELECT 1; END WHILE" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (int kind = MO_SERVER_KIND_UNKNOWN; kind <= MO_SERVER_KIND_MYSQL; kind++)
      assert_in_transaction (texts[i], (MoServerKind) kind, MO_ERROR_ENDS_TRANSACTION);
  assert_in_transaction ("CREATE PROCEDURE p () 'begin select 1; end'", MO_SERVER_KIND_MATRIXONE,
                         -1);
  assert_in_transaction ("INSERT INTO t VALUES (';')", MO_SERVER_KIND_MARIADB, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/script/semicolons", test_semicolons);
  g_test_add_func ("/sql/script/quotes", test_quotes);
  g_test_add_func ("/sql/script/comments", test_comments);
  g_test_add_func ("/sql/script/executable-comments", test_executable_comments);
  g_test_add_func ("/sql/script/no-parameters", test_no_parameters);
  g_test_add_func ("/sql/script/delimiters", test_delimiters);
  g_test_add_func ("/sql/script/delimiter-at-words", test_delimiter_at_words);
  g_test_add_func ("/sql/script/delimiter-lines", test_delimiter_lines);
  g_test_add_func ("/sql/script/bad-delimiters", test_bad_delimiters);
  g_test_add_func ("/sql/script/semicolons-under-delimiter", test_semicolons_under_delimiter);
  g_test_add_func ("/sql/script/opaque", test_opaque);
  g_test_add_func ("/sql/script/messages", test_messages);
  g_test_add_func ("/sql/script/place", test_place);
  g_test_add_func ("/sql/script/secrets", test_secrets);
  g_test_add_func ("/sql/script/charset", test_charset);
  g_test_add_func ("/sql/script/depends-on-charset", test_depends_on_charset);
  g_test_add_func ("/sql/script/sql-mode", test_sql_mode);
  g_test_add_func ("/sql/script/bodies-in-transaction", test_bodies_in_transaction);
  return g_test_run ();
}
