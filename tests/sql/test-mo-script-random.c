/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random statements, many of them with bodies, joined by random separators: splitting gives them
 * back. */

#include <string.h>

#include "sql/mo-script-private.h"

#define N_CASES 4000
#define MOST_STATEMENTS 8
#define MOST_DEPTH 4

/* Text without a statement's end in it, for any place of an expression. */
static const char *const expressions[] = {
  "1", "a", "'x;y'", "\"END;\"", "`begin;`", "t.end", "@end", "IF(1, 2, 3)", "REPEAT('x', 3)",
  "(SELECT CASE a WHEN 1 THEN 2 END)", "CASE a WHEN 1 THEN 2 ELSE 3 END", "'it''s;'", "'\\';'",
  "CASE WHEN CASE 1 WHEN 1 THEN 2 END THEN (1) END", "REPLACE('a;', ';', '')", "/* ; END */ 1",
  "1 -- ; END\n", "2 # IF 'x\n", "x'3b'", "EXISTS (SELECT 1)", "':='", "a IS NULL", "t.`loop`",
};

static const char *const plain[] = {
  "SELECT %s", "INSERT INTO t VALUES (%s)", "UPDATE t SET a = %s", "DELETE FROM t WHERE %s",
  "SET @a = %s", "CALL p(%s)", "DO %s", "SELECT %s AS `if`, 'BEGIN'",
  "WITH c AS (SELECT %s) SELECT 1",
};

/* Of a script, but not of a body. */
static const char *const alone[] = {
  "CREATE TABLE t (begin INT DEFAULT (%s))", "DROP PROCEDURE p /* %s */", "BEGIN", "COMMIT",
  "START TRANSACTION", "SELECT begin, end FROM t WHERE %s", "USE d", "SHOW WARNINGS",
  "CREATE VIEW v AS SELECT %s", "/*!40101 SET @a = 1 */", "ROLLBACK TO SAVEPOINT begin",
  "CREATE PROCEDURE p (a INT) 'begin select 1; end'",
};

static const char *const headers[] = {
  "CREATE PROCEDURE p (IN a INT, OUT end INT)",
  "CREATE OR REPLACE PROCEDURE d.begin () COMMENT ';'",
  "CREATE DEFINER = 'a;'@`b` PROCEDURE p ()", "CREATE FUNCTION f (a INT) RETURNS VARCHAR(9) NO SQL",
  "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO",
  "create trigger t after delete on u for each row follows `x`",
};

/* Not behind a number or an operator, which they would run into. */
static const char *const spaces[] = { " ", "\n", "  ", "\t", " /* ; */ ", "\r\n", " -- ; '\n" };

#define PICK(rand, array) array[g_rand_int_range (rand, 0, G_N_ELEMENTS (array))]

static void
add_space (GRand *rand, GString *out)
{
  g_string_append (out, g_rand_int_range (rand, 0, 4) > 0 ? " " : PICK (rand, spaces));
}

static void
add_word (GRand *rand, GString *out, const char *word)
{
  gboolean lower = g_rand_boolean (rand);

  for (; *word != '\0'; word++)
    g_string_append_c (out, lower ? g_ascii_tolower (*word) : *word);
  add_space (rand, out);
}

static void
add_expression (GRand *rand, GString *out)
{
  g_string_append (out, PICK (rand, expressions));
  add_space (rand, out);
}

static void
add_filled (GRand *rand, GString *out, const char *pattern)
{
  const char *mark = strstr (pattern, "%s");

  if (mark == NULL)
    {
      g_string_append (out, pattern);
      return;
    }
  g_string_append_len (out, pattern, mark - pattern);
  /* A comment to the end of the line must not swallow what is behind. */
  g_string_append (out, expressions[g_rand_int_range (rand, 0, 10)]);
  g_string_append (out, mark + 2);
}

static void add_statement (GRand *rand, GString *out, int depth);

static void
add_list (GRand *rand, GString *out, int depth)
{
  int n = g_rand_int_range (rand, 1, 4);

  for (int i = 0; i < n; i++)
    {
      add_statement (rand, out, depth + 1);
      g_string_append_c (out, ';');
      add_space (rand, out);
    }
}

static void
add_block (GRand *rand, GString *out, int depth)
{
  static const char *const handlers[] = {
    "DECLARE CONTINUE HANDLER FOR NOT FOUND", "DECLARE EXIT HANDLER FOR SQLEXCEPTION, 1062",
    "DECLARE EXIT HANDLER FOR SQLSTATE VALUE '23000', SQLWARNING, c",
  };
  gboolean labelled = g_rand_boolean (rand);

  if (labelled)
    g_string_append (out, g_rand_boolean (rand) ? "lbl:" : "lbl : ");
  add_word (rand, out, "BEGIN");
  if (g_rand_boolean (rand))
    {
      add_word (rand, out, "DECLARE v INT DEFAULT");
      add_expression (rand, out);
      g_string_append (out, "; ");
    }
  if (g_rand_boolean (rand))
    {
      add_word (rand, out, PICK (rand, handlers));
      add_statement (rand, out, depth + 1);
      g_string_append (out, "; ");
    }
  if (g_rand_boolean (rand))
    add_list (rand, out, depth);
  add_word (rand, out, "END");
  if (labelled)
    g_string_append (out, "lbl");
}

static void
add_if (GRand *rand, GString *out, int depth)
{
  add_word (rand, out, "IF");
  add_expression (rand, out);
  add_word (rand, out, "THEN");
  add_list (rand, out, depth);
  while (g_rand_boolean (rand))
    {
      add_word (rand, out, "ELSEIF");
      add_expression (rand, out);
      add_word (rand, out, "THEN");
      add_list (rand, out, depth);
    }
  if (g_rand_boolean (rand))
    {
      add_word (rand, out, "ELSE");
      add_list (rand, out, depth);
    }
  add_word (rand, out, "END");
  add_word (rand, out, "IF");
}

static void
add_case (GRand *rand, GString *out, int depth)
{
  add_word (rand, out, "CASE");
  if (g_rand_boolean (rand))
    add_expression (rand, out);
  do
    {
      add_word (rand, out, "WHEN");
      add_expression (rand, out);
      add_word (rand, out, "THEN");
      add_list (rand, out, depth);
    }
  while (g_rand_boolean (rand));
  if (g_rand_boolean (rand))
    {
      add_word (rand, out, "ELSE");
      add_list (rand, out, depth);
    }
  add_word (rand, out, "END");
  add_word (rand, out, "CASE");
}

static void
add_loop (GRand *rand, GString *out, int depth)
{
  static const char *const begins[] = { "LOOP", "REPEAT", "WHILE", "FOR r IN (SELECT 1)" };
  static const char *const ends[] = { "LOOP", "REPEAT", "WHILE", "FOR" };
  int kind = g_rand_int_range (rand, 0, G_N_ELEMENTS (begins));

  add_word (rand, out, begins[kind]);
  if (kind == 2)
    add_expression (rand, out);
  if (kind >= 2)
    add_word (rand, out, "DO");
  add_list (rand, out, depth);
  if (kind == 1)
    {
      add_word (rand, out, "UNTIL");
      add_expression (rand, out);
    }
  add_word (rand, out, "END");
  add_word (rand, out, ends[kind]);
}

static void
add_statement (GRand *rand, GString *out, int depth)
{
  int choice = depth >= MOST_DEPTH ? 9 : g_rand_int_range (rand, 0, 10);

  switch (choice)
    {
    case 0:
    case 1:
      add_block (rand, out, depth);
      break;
    case 2:
      add_if (rand, out, depth);
      break;
    case 3:
      add_case (rand, out, depth);
      break;
    case 4:
      add_loop (rand, out, depth);
      break;
    default:
      add_filled (rand, out, PICK (rand, plain));
      break;
    }
}

/* (transfer full): one statement of a script. */
static char *
make_statement (GRand *rand)
{
  GString *out = g_string_new (NULL);

  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      add_filled (rand, out, PICK (rand, plain));
      break;
    case 1:
      add_filled (rand, out, PICK (rand, alone));
      break;
    case 2:
      add_word (rand, out, "BEGIN NOT ATOMIC");
      add_list (rand, out, 1);
      add_word (rand, out, "END");
      break;
    default:
      g_string_append (out, PICK (rand, headers));
      add_space (rand, out);
      add_statement (rand, out, 1);
      break;
    }
  return g_string_free (out, FALSE);
}

/* What is sent of it: without the white space and the comments to the end of the line behind. */
static char *
trim (const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoStatement) statement
      = mo_statement_new_scripted (sql, strlen (sql), MO_STATEMENT_DEFAULT, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  mo_statement_render (statement, FALSE, out);
  return g_string_free (out, FALSE);
}

static void
add_separator (GRand *rand, GString *text, const char **delimiter)
{
  static const char *const between[]
      = { "\n", " ", "", "\r\n", ";", "\n-- it's; a comment\n", " /* DELIMITER // */ ", "#;\n" };
  static const char *const delimiters[] = { "//", "$$", ";;", "|", "END_OF_IT" };

  g_string_append_printf (text, "%s%s", g_rand_boolean (rand) ? "\n" : " ",
                          *delimiter != NULL ? *delimiter : ";");
  if (*delimiter != NULL)
    g_string_append_c (text, ' ');
  g_string_append (text, PICK (rand, between));
  if (g_rand_int_range (rand, 0, 4) > 0)
    return;
  *delimiter = g_rand_boolean (rand) ? NULL : PICK (rand, delimiters);
  g_string_append_printf (text, "\n%sDELIMITER %s%s\n", g_rand_boolean (rand) ? " " : "",
                          *delimiter != NULL ? *delimiter : ";", g_rand_boolean (rand) ? "\r" : "");
}

static void
assert_given_back (const char *text, GPtrArray *statements)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoScript) script = mo_script_new (text, &error);

  if (script == NULL || mo_script_get_length (script) != statements->len)
    g_test_message ("%s\n%s", error != NULL ? error->message : "", text);
  g_assert_no_error (error);
  for (guint i = 0; i < MIN (statements->len, mo_script_get_length (script)); i++)
    {
      g_autoptr (GString) sent = g_string_new (NULL);

      mo_statement_render (mo_script_get_statement (script, i), FALSE, sent);
      g_assert_cmpstr (sent->str, ==, g_ptr_array_index (statements, i));
    }
  g_assert_cmpuint (mo_script_get_length (script), ==, statements->len);
}

static void
test_join_and_split (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (g_free);
      const char *delimiter = NULL;
      int n = g_rand_int_range (rand, 1, MOST_STATEMENTS);

      for (int j = 0; j < n; j++)
        {
          g_autofree char *statement = make_statement (rand);

          g_ptr_array_add (statements, trim (statement));
          g_string_append (text, statement);
          add_separator (rand, text, &delimiter);
        }
      assert_given_back (text->str, statements);
    }
}

/* Whatever the text is, it is split or refused; and pieces are of it. */
static void
test_noise (void)
{
  static const char *const pieces[] = {
    "BEGIN ", "END ", "IF ", "THEN ", "ELSE ", "CASE ", "WHEN ", "LOOP ", "WHILE ",
    "DO ", "REPEAT ", "UNTIL ", "FOR ", "DECLARE ", "HANDLER ", "CREATE ", "PROCEDURE ",
    "FUNCTION ", "TRIGGER ",
    "EACH ROW ", "EVENT ", "NOT ", "ATOMIC ", "RETURNS ", "RETURN ", "AS ", "IS ", "p ", "( ", ") ",
    ";", ";", ";", "\n", "\nDELIMITER // \n", "\nDELIMITER ; \n", "//", "'", "'x'", "`", ":", ".",
    "/*! ", "*/ ", "-- \n", "SELECT ", "1 ", "DEFINER ", "= ", "SET ", "STATEMENT ", "CONTINUE ",
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  guint n_split = 0;

  for (guint i = 0; i < 10 * N_CASES; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoScript) script = NULL;

      for (int j = g_rand_int_range (rand, 0, 30); j >= 0; j--)
        g_string_append (text, PICK (rand, pieces));
      script = mo_script_new (text->str, &error);
      g_assert_true ((script == NULL) == (error != NULL));
      for (guint j = 0; script != NULL && j < mo_script_get_length (script); j++)
        g_assert_nonnull (strstr (text->str,
                                  mo_statement_get_sql (mo_script_get_statement (script, j))));
      n_split += script != NULL;
    }
  g_test_message ("%u of %u were split", n_split, 10 * N_CASES);
  g_assert_cmpuint (n_split, >, N_CASES / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sql/script-random/join-and-split", test_join_and_split);
  g_test_add_func ("/sql/script-random/noise", test_noise);
  return g_test_run ();
}
