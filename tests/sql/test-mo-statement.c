/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statements: parameters, refusals, rendering, the prepared form. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-statement-private.h"

#define N(array) (array), G_N_ELEMENTS (array)

static void
assert_rendered (MoStatement *statement, MoServerKind kind, const char *expected)
{
  g_autoptr (GString) out = g_string_new (NULL);

  mo_statement_render (statement, kind, out);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
check (const char *sql,
       const MoValue *values,
       gsize n_values,
       const char *rendered,
       const char *prepared)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement =
      mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, &error);

  g_assert_no_error (error);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB, rendered);
  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==, prepared);
  g_assert_cmpstr (mo_statement_get_sql (statement), ==, sql);
}

static void
refuse (const char *sql, gsize n_values, MoError code, const char *message)
{
  const MoValue values[] = { MO_VALUE (1), MO_VALUE (2), MO_VALUE (3) };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement =
      mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, &error);

  g_assert_null (statement);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_positional (void)
{
  const MoValue values[] = { MO_VALUE (-1), MO_VALUE ("it's"), MO_NULL };

  check ("SELECT ?, ?, ?", N (values), "SELECT (-1), 'it''s', NULL", "SELECT ?, ?, ?");
  check ("SELECT %s, %s, %s", N (values), "SELECT (-1), 'it''s', NULL", "SELECT ?, ?, ?");
  check ("SELECT 1", NULL, 0, "SELECT 1", "SELECT 1");
}

static void
test_untouched (void)
{
  const MoValue values[] = { MO_VALUE (7) };

  check ("SELECT '?', \"%s\", `:a?`, ? /* ? %s */ -- ?", N (values),
         "SELECT '?', \"%s\", `:a?`, 7 /* ? %s */", "SELECT '?', \"%s\", `:a?`, ? /* ? %s */");
  check ("SELECT /*+ HINT(?) */ ?", N (values), "SELECT /*+ HINT(?) */ 7",
         "SELECT /*+ HINT(?) */ ?");
  check ("SELECT '\\'?', ?", N (values), "SELECT '\\'?', 7", "SELECT '\\'?', ?");
}

/* A value never grows into its neighbours. */
static void
test_spaces (void)
{
  const MoValue number[] = { MO_VALUE (5) };
  const MoValue text[] = { MO_VALUE ("x") };

  check ("SELECT?FROM t", N (number), "SELECT 5 FROM t", "SELECT ? FROM t");
  check ("LIMIT?", N (number), "LIMIT 5", "LIMIT ?");
  check ("SELECT 'a'?'b'", N (text), "SELECT 'a' 'x' 'b'", "SELECT 'a' ? 'b'");
  check ("SELECT @a?", N (text), "SELECT @a 'x'", "SELECT @a ?");
  check ("SELECT N?", N (text), "SELECT N 'x'", "SELECT N ?");
  check ("SELECT t.?.5", N (number), "SELECT t. 5 .5", "SELECT t. ? .5");
  check ("SELECT ??", (MoValue[]){ MO_VALUE (1), MO_VALUE (2) }, 2, "SELECT 1 2", "SELECT ? ?");
  check ("SELECT %s%s", (MoValue[]){ MO_VALUE ("a"), MO_VALUE ("b") }, 2, "SELECT 'a'  'b'",
         "SELECT ?  ?");
  /* A space behind two minus signs would make a comment. */
  check ("SELECT 1 --?", N (number), "SELECT 1 --5", "SELECT 1 --?");
  check ("SELECT(?)+?", (MoValue[]){ MO_VALUE (1), MO_VALUE (-2) }, 2, "SELECT(1)+(-2)",
         "SELECT(?)+?");
}

static void
test_end (void)
{
  static const struct
  {
    const char *sql;
    const char *rendered;
  } cases[] = {
    { "SELECT 1;", "SELECT 1" },
    { "SELECT 1 ; ; \n", "SELECT 1" },
    { "SELECT 1; -- done", "SELECT 1" },
    { "SELECT 1; /* done */ # done", "SELECT 1" },
    { "SELECT 1 -- done", "SELECT 1" },
    { "SELECT 1 # done", "SELECT 1" },
    { "SELECT 1 --", "SELECT 1" },
    { "SELECT 1 /* trace */ -- done", "SELECT 1 /* trace */" },
    { "SELECT 1 -- done\n/* trace */", "SELECT 1 -- done\n/* trace */" },
    { "SELECT 1 -- one\n + 1 # two\n", "SELECT 1 -- one\n + 1" },
    { "SELECT 1 /*! + 1 */ -- done", "SELECT 1 /*! + 1 */" },
    { "SELECT 1 /*! + 1 -- x\n */ ; ", "SELECT 1 /*! + 1 -- x\n */" },
    { " /* a */ SELECT 1 ", " /* a */ SELECT 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i].sql, NULL, 0, cases[i].rendered, cases[i].rendered);
}

static void
test_stacked (void)
{
  refuse ("SELECT 1; COMMIT", 0, MO_ERROR_SYNTAX,
          "two statements in one call, the second at byte 11: send one a call, or "
          "all of them as a script: COMMIT");
  refuse ("SELECT 1;;SELECT ?", 0, MO_ERROR_SYNTAX,
          "two statements in one call, the second at byte 11: send one a call, or "
          "all of them as a script: SELECT");
  refuse ("SELECT 1; /*! COMMIT */", 0, MO_ERROR_SYNTAX,
          "two statements in one call, the second at byte 11: send one a call, or "
          "all of them as a script: /*!");
  refuse ("SELECT 1 /*! ; COMMIT */", 0, MO_ERROR_SYNTAX,
          "a semicolon inside an executable comment at byte 14: ;");
  refuse ("BEGIN NOT ATOMIC DO 1; DO 2; END", 0, MO_ERROR_SYNTAX,
          "two statements in one call, the second at byte 24: send one a call, or "
          "all of them as a script: DO");
  refuse ("SELECT 1 -- x\n; -- y\nx", 0, MO_ERROR_SYNTAX,
          "two statements in one call, the second at byte 22: send one a call, or "
          "all of them as a script: x");
}

static void
test_empty (void)
{
  static const char *const texts[] = { "",     " \n",    "-- x",   "/* x */",         ";",
                                       " ; ;", "# x\n;", "/*! */", "/*!50101 */ -- x" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    refuse (texts[i], 0, MO_ERROR_SYNTAX,
            "the text holds no statement: it is empty, or all comment");
}

static void
test_malformed (void)
{
  refuse (NULL, 0, MO_ERROR_INVALID_ARGUMENT, "the statement's text is not there (NULL)");
  refuse ("SELECT '\377'", 0, MO_ERROR_INVALID_ARGUMENT, "the statement's text is not UTF-8");
  refuse ("SELECT 'abc", 0, MO_ERROR_SYNTAX, "a string that is not closed at byte 8: 'abc");
  refuse ("SELECT /*! 1", 0, MO_ERROR_SYNTAX, "a comment that is not closed at byte 8: /*! 1");
  refuse ("SELECT 1 // 2", 0, MO_ERROR_SYNTAX,
          "//, which is a comment on MatrixOne and an error elsewhere at byte 10: // 2");
}

/* With the comment behind them left out, or a semicolon, they would be one. */
static void
test_minus_at_end (void)
{
  static const char *const texts[] = { "SELECT 1 ---- x", "SELECT 1 ----", "SELECT 1 --;",
                                       "SELECT 1 ---- x\n ; " };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    refuse (texts[i], 0, MO_ERROR_SYNTAX,
            "two minus signs at the end of the statement at byte 10: --");
  check ("SELECT 1 --- x", NULL, 0, "SELECT 1 -", "SELECT 1 -");
  check ("SELECT 1 ----5", NULL, 0, "SELECT 1 ----5", "SELECT 1 ----5");
}

static void
test_counts (void)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO t VALUES (?, '");
  g_autofree char *message = NULL;

  refuse ("INSERT INTO t VALUES (?, ?, ?)", 2, MO_ERROR_INVALID_ARGUMENT,
          "the statement has 3 parameters but 2 values were given: "
          "INSERT INTO t VALUES (?, ?, ?)");
  refuse ("SELECT ?", 0, MO_ERROR_INVALID_ARGUMENT,
          "the statement has 1 parameter but 0 values were given: SELECT ?");
  refuse ("SELECT 1", 1, MO_ERROR_INVALID_ARGUMENT,
          "the statement has 0 parameters but 1 value was given: SELECT 1");
  /* Cut at 200 bytes, between two characters. */
  for (guint i = 0; i < 100; i++)
    g_string_append (sql, "中");
  g_string_append (sql, "')");
  message = g_strdup_printf ("the statement has 1 parameter but 0 values were given: %.*s...", 200,
                             sql->str);
  g_assert_true (g_utf8_validate (message, -1, NULL));
  refuse (sql->str, 0, MO_ERROR_INVALID_ARGUMENT, message);
}

static void
test_styles (void)
{
  refuse ("SELECT ?, %s", 2, MO_ERROR_INVALID_ARGUMENT,
          "a parameter of another style at byte 11: use one of ?, %s and :name throughout: %s");
  refuse ("SELECT ?, :a", 2, MO_ERROR_INVALID_ARGUMENT,
          "a parameter of another style at byte 11: use one of ?, %s and :name throughout: :a");
  refuse ("SELECT :a", 1, MO_ERROR_INVALID_ARGUMENT,
          "the statement's parameters have names: give values with MO_PARAM() to the call for "
          "named parameters: SELECT :a");
  refuse ("SELECT /*! ? */ 1", 1, MO_ERROR_INVALID_ARGUMENT,
          "a parameter inside an executable comment at byte 12, which some servers skip: write it "
          "outside: ?");
}

static void
test_bad_values (void)
{
  const MoValue pointer[] = { MO_VALUE (1), MO_VALUE (NULL) };
  const MoValue not_text[] = { MO_VALUE ("\377") };
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_statement_new ("SELECT ?, ?", N (pointer), MO_STATEMENT_DEFAULT, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
  g_assert_cmpstr (error->message, ==,
                   "parameter 2 is an untyped pointer: say MO_NULL for SQL NULL, MO_BYTES() for "
                   "bytes, or cast it to char *");
  g_clear_error (&error);
  g_assert_null (mo_statement_new ("SELECT ?", N (not_text), MO_STATEMENT_DEFAULT, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_TYPE_MISMATCH);
}

static void
test_named (void)
{
  const MoParam params[] = { MO_PARAM ("b", "x"), MO_PARAM ("a", 1) };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement =
      mo_statement_new_named ("SELECT :a, :b, ':c', :a", N (params), MO_STATEMENT_DEFAULT, &error);
  const MoValue *values;
  gsize n_values;

  g_assert_no_error (error);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB, "SELECT 1, 'x', ':c', 1");
  g_assert_cmpstr (mo_statement_get_prepared_sql (statement), ==, "SELECT ?, ?, ':c', ?");
  values = mo_statement_get_values (statement, &n_values);
  g_assert_cmpuint (n_values, ==, 3);
  g_assert_cmpint (values[0].as.int64, ==, 1);
  g_assert_cmpstr (values[1].as.text, ==, "x");
  g_assert_cmpint (values[2].as.int64, ==, 1);
}

static void
refuse_named (
    const char *sql, const MoParam *params, gsize n_params, MoError code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_statement_new_named (sql, params, n_params, MO_STATEMENT_DEFAULT, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_named_refused (void)
{
  const MoParam one[] = { MO_PARAM ("a", 1) };
  const MoParam two[] = { MO_PARAM ("a", 1), MO_PARAM ("b", 1) };
  const MoParam twice[] = { MO_PARAM ("a", 1), MO_PARAM ("a", 1) };
  const MoParam nameless[] = { MO_PARAM (NULL, 1) };
  const MoParam colon[] = { MO_PARAM (":a", 1) };
  const MoParam bad[] = { MO_PARAM ("a", NULL) };

  refuse_named ("SELECT :a, :b", N (one), MO_ERROR_INVALID_ARGUMENT,
                "no value was given for parameter :b: SELECT :a, :b");
  refuse_named ("SELECT :a", N (two), MO_ERROR_INVALID_ARGUMENT,
                "a value was given for parameter :b, which the statement does not have: SELECT :a");
  refuse_named ("SELECT :a", N (twice), MO_ERROR_INVALID_ARGUMENT,
                "parameter :a was given twice: SELECT :a");
  refuse_named ("SELECT :a", N (nameless), MO_ERROR_INVALID_ARGUMENT,
                "parameter 1 has no name, or one that is not UTF-8: SELECT :a");
  refuse_named ("SELECT :a", N (colon), MO_ERROR_INVALID_ARGUMENT,
                "parameter :a is named without its colon: \"a\": SELECT :a");
  refuse_named ("SELECT ?", N (one), MO_ERROR_INVALID_ARGUMENT,
                "the statement's parameters have no names: write them as :name, or give values to "
                "the call for positional parameters: SELECT ?");
  refuse_named ("SELECT :a", N (bad), MO_ERROR_TYPE_MISMATCH,
                "parameter :a is an untyped pointer: say MO_NULL for SQL NULL, MO_BYTES() for "
                "bytes, or cast it to char *");
}

/* Neither text nor values are the caller's afterwards. */
static void
test_copies (void)
{
  g_autofree char *sql = g_strdup ("SELECT ?, ?");
  char text[] = "text";
  char bytes[] = { 0, 1 };
  const MoValue values[] = { MO_VALUE (text), MO_BYTES (bytes, 2) };
  g_autoptr (MoStatement) statement =
      mo_statement_new (sql, N (values), MO_STATEMENT_DEFAULT, NULL);

  memset (sql, 'x', 11);
  memset (text, 'x', 4);
  memset (bytes, 'x', 2);
  assert_rendered (statement, MO_SERVER_KIND_MARIADB, "SELECT 'text', x'0001'");
}

static void
test_backslash_modes (void)
{
  const MoValue values[] = { MO_VALUE ("a\\b'c") };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) plain =
      mo_statement_new ("SELECT ?, 'C:\\x'", N (values), MO_STATEMENT_DEFAULT, NULL);
  g_autoptr (MoStatement) escaped =
      mo_statement_new ("SELECT 'it\\'s ?', 'x ?'", NULL, 0, MO_STATEMENT_DEFAULT, NULL);

  assert_rendered (plain, MO_SERVER_KIND_MATRIXONE, "SELECT 'a\\\\b''c', 'C:\\x'");
  assert_rendered (plain, MO_SERVER_KIND_MARIADB, "SELECT _UTF8MB4 x'615C622763', 'C:\\x'");
  g_assert_true (mo_statement_check_backslashes (plain, &error));
  g_assert_no_error (error);
  g_assert_false (mo_statement_check_backslashes (escaped, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
}

/* A text that is other tokens where "…" is a name, in which a backslash is itself. */
static void
test_ansi_quotes (void)
{
  static const struct
  {
    const char *sql;
    gboolean refused;
  } cases[] = {
    { "SELECT 1 AS \"a\\\"; SELECT 99 -- \"", TRUE },
    { "SELECT \"a\\\"b\"", TRUE },
    { "SELECT \"a\\\\\"", FALSE },
    { "SELECT \"a\\n\"", FALSE },
    { "SELECT \"a\"\"b\"", FALSE },
    { "SELECT 'a\\'b', 'c\\\"d'", FALSE },
    { "SELECT `a\\`, \"b\"", FALSE },
    { "SELECT 1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoStatement) statement =
          mo_statement_new (cases[i].sql, NULL, 0, MO_STATEMENT_DEFAULT, &error);

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].sql);
      g_assert_true (mo_statement_check_ansi_quotes (statement, &error) != cases[i].refused);
      if (cases[i].refused)
        g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
    }
}

static void
test_prepared (void)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ?");
  g_autofree MoValue *values = g_new (MoValue, 70000);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) most = NULL;
  g_autoptr (MoStatement) as_text = NULL;

  for (guint i = 0; i < 70000; i++)
    values[i] = MO_VALUE (i);
  for (guint i = 1; i < 65535; i++)
    g_string_append (sql, ",?");
  most = mo_statement_new (sql->str, values, 65535, MO_STATEMENT_PREPARED, &error);
  g_assert_no_error (error);
  g_assert_true (mo_statement_is_prepared (most));
  g_string_append (sql, ",?");
  g_assert_null (mo_statement_new (sql->str, values, 65536, MO_STATEMENT_PREPARED, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  as_text = mo_statement_new (sql->str, values, 65536, MO_STATEMENT_DEFAULT, NULL);
  g_assert_nonnull (as_text);
  g_assert_false (mo_statement_is_prepared (as_text));
}

static gpointer
render_and_drop (gpointer data)
{
  MoStatement *statement = data;

  for (guint i = 0; i < 100; i++)
    {
      mo_statement_unref (mo_statement_ref (statement));
      assert_rendered (statement, MO_SERVER_KIND_MARIADB, "SELECT 'x'");
    }
  mo_statement_unref (statement);
  return NULL;
}

static void
test_threads (void)
{
  const MoValue values[] = { MO_VALUE ("x") };
  MoStatement *statement = mo_statement_new ("SELECT ?", N (values), MO_STATEMENT_DEFAULT, NULL);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new (NULL, render_and_drop, mo_statement_ref (statement));
  mo_statement_unref (statement);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/positional", test_positional);
  g_test_add_func ("/statement/untouched", test_untouched);
  g_test_add_func ("/statement/spaces", test_spaces);
  g_test_add_func ("/statement/end", test_end);
  g_test_add_func ("/statement/stacked", test_stacked);
  g_test_add_func ("/statement/empty", test_empty);
  g_test_add_func ("/statement/malformed", test_malformed);
  g_test_add_func ("/statement/minus-at-end", test_minus_at_end);
  g_test_add_func ("/statement/counts", test_counts);
  g_test_add_func ("/statement/styles", test_styles);
  g_test_add_func ("/statement/bad-values", test_bad_values);
  g_test_add_func ("/statement/named", test_named);
  g_test_add_func ("/statement/named-refused", test_named_refused);
  g_test_add_func ("/statement/copies", test_copies);
  g_test_add_func ("/statement/backslash-modes", test_backslash_modes);
  g_test_add_func ("/statement/ansi-quotes", test_ansi_quotes);
  g_test_add_func ("/statement/prepared", test_prepared);
  g_test_add_func ("/statement/threads", test_threads);
  return g_test_run ();
}
