/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lexer: where literals, comments and parameters begin and end. */

#include <glib.h>
#include <string.h>

#include "sql/mo-lexer-private.h"

/* The tokens of @sql as "type:text type:text", without the spaces. */
static char *
describe_with (const char *sql, gsize length, MoLexerFlags flags, const char *delimiter)
{
  static const char letters[] = ".swqtnvpfd;DoE";
  GString *out = g_string_new (NULL);
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, length, flags);
  lexer.delimiter = delimiter;
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      if (token.type == MO_TOKEN_SPACE)
        continue;
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append_printf (out, "%c:", letters[token.type]);
      if (token.type == MO_TOKEN_ERROR)
        g_string_append (out, lexer.error);
      else
        g_string_append_len (out, token.start, (gssize) token.length);
    }
  return g_string_free (out, FALSE);
}

static char *
describe (const char *sql, gsize length, MoLexerFlags flags)
{
  return describe_with (sql, length, flags, NULL);
}

static void
assert_tokens (const char *sql, const char *expected)
{
  g_autofree char *tokens = describe (sql, strlen (sql), MO_LEXER_DEFAULT);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
assert_no_escapes (const char *sql, const char *expected)
{
  g_autofree char *tokens = describe (sql, strlen (sql), MO_LEXER_NO_BACKSLASH_ESCAPES);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
test_strings (void)
{
  assert_tokens ("''", "t:''");
  assert_tokens ("'a''b' c", "t:'a''b' w:c");
  assert_tokens ("'a\\'b' c", "t:'a\\'b' w:c");
  assert_tokens ("'\\\\' c", "t:'\\\\' w:c");
  assert_tokens ("\"a\"\"?\" c", "t:\"a\"\"?\" w:c");
  assert_tokens ("'\"' \"'\"", "t:'\"' t:\"'\"");
  assert_tokens ("'; ? %s :a -- # /* */ `'", "t:'; ? %s :a -- # /* */ `'");
  assert_tokens ("`a``b\\` c", "q:`a``b\\` w:c");
  assert_tokens ("N'x' x'00' b'01' _utf8'x'", "w:N t:'x' w:x t:'00' w:b t:'01' w:_utf8 t:'x'");
  assert_no_escapes ("'\\' c", "t:'\\' w:c");
  assert_no_escapes ("'a''b\\''' c", "t:'a''b\\''' w:c");
  assert_no_escapes ("\"\\\" c", "t:\"\\\" w:c");
}

static void
test_unterminated (void)
{
  assert_tokens ("'abc", "E:a string that is not closed");
  assert_tokens ("'abc\\", "E:a string that is not closed");
  assert_tokens ("'abc\\'", "E:a string that is not closed");
  assert_tokens ("'abc''", "E:a string that is not closed");
  assert_tokens ("1 \"", "n:1 E:a string that is not closed");
  assert_tokens ("`", "E:a quoted name that is not closed");
  assert_tokens ("```", "E:a quoted name that is not closed");
  assert_tokens ("/*", "E:a comment that is not closed");
  assert_tokens ("/*/", "E:a comment that is not closed");
  assert_tokens ("/*! a", "w:a E:a comment that is not closed");
  assert_tokens ("@`a", "E:a quoted name that is not closed");
}

static void
test_comments (void)
{
  assert_tokens ("1 -- ? ' \n2", "n:1 n:2");
  assert_tokens ("1 --\n2", "n:1 n:2");
  assert_tokens ("1 --\t2", "n:1");
  assert_tokens ("1 --\1 2", "n:1");
  assert_tokens ("1 --", "n:1");
  assert_tokens ("1--2", "n:1 o:- o:- n:2");
  assert_tokens ("1 - -2", "n:1 o:- o:- n:2");
  assert_tokens ("1 --\r2\n3", "n:1 n:3");
  assert_tokens ("1 # ? '\n2", "n:1 n:2");
  assert_tokens ("1#", "n:1");
  assert_tokens ("/* ? ' */ 1 /**/ 2 /***/ 3", "n:1 n:2 n:3");
  assert_tokens ("/* /* */ 1", "n:1");
  assert_tokens ("1 /*/ */ 2", "n:1 n:2");
  assert_tokens ("1 */ 2", "n:1 o:* o:/ n:2");
  assert_tokens ("SELECT /*+ MAX_EXECUTION_TIME(5) ? */ 1", "w:SELECT n:1");
  assert_tokens ("SELECT /*+ SET_VAR(a='b') */ 1", "w:SELECT n:1");
}

static void
test_executable_comment (void)
{
  assert_tokens ("/*! COMMIT */", "w:COMMIT");
  assert_tokens ("/*!COMMIT*/ 1", "w:COMMIT n:1");
  assert_tokens ("/*!50101 COMMIT */ 1", "w:COMMIT n:1");
  assert_tokens ("/*!50101COMMIT*/ 1", "w:COMMIT n:1");
  assert_tokens ("/*!100100 COMMIT*/ 1", "w:COMMIT n:1");
  assert_tokens ("/*!5010 COMMIT*/ 1", "n:5010 w:COMMIT n:1");
  assert_tokens ("/*M! COMMIT */ 1", "w:COMMIT n:1");
  assert_tokens ("/*M!100100 COMMIT */ 1", "w:COMMIT n:1");
  assert_tokens ("/*m! COMMIT */ 1", "n:1");
  assert_tokens ("/* ! COMMIT */ 1", "n:1");
  assert_tokens ("SELECT 1 /*! ; COMMIT */", "w:SELECT n:1 ;:; w:COMMIT");
  assert_tokens ("/*! 1*/2", "n:1 n:2");
  assert_tokens ("/*! 2 * 3 */", "n:2 o:* n:3");
  assert_tokens ("/*! 'a;' -- x\n \"(\" */", "t:'a;' t:\"(\"");
  assert_tokens ("/*! '' '1' '_' '-' */", "t:'' t:'1' t:'_' t:'-'");
}

/* What MatrixOne, or a server that skips the comment, would read otherwise. */
static void
test_ambiguous (void)
{
  static const char mark[] =
      "E:a comment's mark inside a quote or comment of an executable comment";
  static const char quote[] =
      "w:SELECT E:a string in an executable comment that begins with neither letter nor digit";
  static const char comment[] = "w:a E:a comment inside an executable comment";
  static const char slashes[] = "n:1 E://, which is a comment on MatrixOne and an error elsewhere";

  assert_tokens ("/*! 'a*/; COMMIT -- ' */", mark);
  assert_tokens ("/*! `*/; COMMIT -- ` */", mark);
  assert_tokens ("/*! -- */; COMMIT\n */", mark);
  assert_tokens ("/*! # /*\n */", mark);
  assert_tokens ("/*! @'a*/' */", mark);
  assert_tokens ("SELECT /*! ' ; COMMIT -- ' */", quote);
  assert_tokens ("SELECT /*! '+' */", quote);
  assert_tokens ("SELECT /*! @' ; COMMIT -- ' */", quote);
  assert_tokens ("/*! a /* b */ c */", comment);
  assert_tokens ("/*! a /*! b */ c */", comment);
  assert_tokens ("/*! a /*+ b */ c */", comment);
  assert_tokens ("/*!1234567 */", "E:an executable comment whose version servers read differently");
  assert_tokens ("/*!501019e-- ; COMMIT\n*/",
                 "E:an executable comment whose version servers read differently");
  assert_tokens ("1 // 2", slashes);
  assert_tokens ("@a'; COMMIT -- '", "E:a quote right behind a variable's name");
  assert_tokens ("@@a.b\"; COMMIT -- \"", "E:a quote right behind a variable's name");
  assert_tokens ("@ a", "E:an @ without a name");
  assert_tokens ("@-- a", "E:an @ without a name");
  assert_tokens ("@@'a'", "E:an @ without a name");
  assert_tokens ("@", "E:an @ without a name");
  assert_tokens ("@$a$", "E:a variable's name that begins with $ and has another one");
  assert_tokens ("$$ ' $$; COMMIT -- '", "E:a name that begins with $ and has another one");
  assert_tokens ("1$a$ ' $a$", "E:a name that begins with a digit and has two $");
  assert_tokens ("0x'; COMMIT -- '", "E:a number without digits");
  assert_tokens ("0b ", "E:a number without digits");
  assert_tokens ("1e-- ; COMMIT", "E:a number without digits in its exponent");
  assert_tokens ("1.5E+x", "E:a number without digits in its exponent");
  assert_tokens ("SELECT /*+ SET_VAR(a='*/ ' */ 1",
                 "w:SELECT E:a hint with a backslash, or with a quote that is not closed");
  assert_tokens ("SELECT /*+ it's */ 1",
                 "w:SELECT E:a hint with a backslash, or with a quote that is not closed");
}

static void
test_numbers (void)
{
  assert_tokens ("1 1.5 .5 5. 1e5 1.5E-5 1e+5", "n:1 n:1.5 n:.5 n:5. n:1e5 n:1.5E-5 n:1e+5");
  assert_tokens ("0x1F 0b101 0xyz", "n:0x1F n:0b101 n:0xyz");
  assert_tokens ("1-1", "n:1 o:- n:1");
  assert_tokens ("0x1e-2", "n:0x1e o:- n:2");
  assert_tokens ("1st 1e", "w:1st w:1e");
  assert_tokens ("1..2", "n:1. n:.2");
}

static void
test_words (void)
{
  assert_tokens ("a$b $a _x \303\251t\303\251 a.b a@b",
                 "w:a$b w:$a w:_x w:été w:a o:. w:b w:a v:@b");
  assert_tokens ("a$b$c", "w:a$b$c");
}

static void
test_variables (void)
{
  assert_tokens ("@x @@x @@session.x @`a b` @'a''b' @\"x\" @a.b$c",
                 "v:@x v:@@x v:@@session.x v:@`a b` v:@'a''b' v:@\"x\" v:@a.b$c");
  assert_tokens ("'root'@'localhost'", "t:'root' v:@'localhost'");
  assert_tokens ("@a:=1", "v:@a o::= n:1");
}

/* MatrixOne takes what is behind it, in lower case, for two names, whatever they begin with. */
static void
test_introducer (void)
{
  static const char *const refused[] = {
    "_utf8mb4 \"a b\"",     "_utf8mb4\"a\"",    "_utf8mb4 x'41'",   "_utf8mb4 `a`",
    "_utf8mb4 /* ' */ 'a'", "_utf8mb4 -- '\n'", "_utf8mb4 #'\n'",   "_utf8mb4, \"a\"",
    "_utf8mb4 ?",           "_utf8mb4",         "_utf8mb4\v'a'",    "_utf8mb4x'a'",
    "_utf8mb4x\"a\"",       "_utf8mb4x/**/",    "_utf8mb4x--1",     "_utf8mb4x#",
    "/*! _utf8mb4x*/",      "_utf8mb4x`a`",     "a._utf8mb4 \"a\"", "_utf8mb4$$$$a$",
  };

  assert_tokens ("_utf8mb4'a' _utf8mb4 'b' _utf8mb4\t\n'c'",
                 "w:_utf8mb4 t:'a' w:_utf8mb4 t:'b' w:_utf8mb4 t:'c'");
  assert_tokens ("_UTF8MB4 \"a\" _Utf8mb4 x'41'", "w:_UTF8MB4 t:\"a\" w:_Utf8mb4 w:x t:'41'");
  assert_tokens ("_utf8mb4x \"a\", a_utf8mb4\"a\"", "w:_utf8mb4x t:\"a\" o:, w:a_utf8mb4 t:\"a\"");
  assert_tokens ("_latin1 \"a\" `_utf8mb4` \"a\"", "w:_latin1 t:\"a\" q:`_utf8mb4` t:\"a\"");
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *tokens = describe (refused[i], strlen (refused[i]), MO_LEXER_DEFAULT);

      g_test_message ("%s", refused[i]);
      g_assert_nonnull (strstr (tokens, "E:_utf8mb4 before anything but a string in single quotes, "
                                        "which MatrixOne misreads (but not _UTF8MB4)"));
    }
}

static void
test_positional (void)
{
  assert_tokens ("?,?", "p:? o:, p:?");
  assert_tokens ("a?b", "w:a p:? w:b");
}

static void
test_format (void)
{
  assert_tokens ("%s,%s)", "f:%s o:, f:%s o:)");
  assert_tokens ("%s", "f:%s");
  assert_tokens ("a%sum %s_ %d %S %%", "w:a o:% w:sum o:% w:s_ o:% w:d o:% w:S o:% o:%");
  assert_tokens ("'%s' \"%s\" `%s` -- %s", "t:'%s' t:\"%s\" q:`%s`");
}

static void
test_named (void)
{
  assert_tokens (":a :_b1 (:c)", "d::a d::_b1 o:( d::c o:)");
  assert_tokens ("=:a,:b", "o:= d::a o:, d::b");
  assert_tokens (":a:b", "d::a o:: w:b");
  assert_tokens ("a::int a :=1 ::b", "w:a o::: w:int w:a o::= n:1 o::: w:b");
  assert_tokens (":1 : a :", "o:: n:1 o:: w:a o::");
  assert_tokens ("a:b 'x':b `x`:b", "w:a o:: w:b t:'x' o:: w:b q:`x` o:: w:b");
  assert_tokens ("':a' -- :a", "t:':a'");
  assert_tokens ("@:a", "E:an @ without a name");
}

static void
test_nul (void)
{
  static const struct
  {
    const char *sql;
    gsize length;
    const char *expected;
  } cases[] = {
    { "a \0 b", 5, "w:a E:a NUL byte" }, { "'a\0'", 4, "E:a NUL byte" },
    { "/*\0*/", 5, "E:a NUL byte" },     { "-- \0\na", 6, "E:a NUL byte" },
    { "`\0`", 3, "E:a NUL byte" },       { "\0", 1, "E:a NUL byte" },
    { "--\0", 3, "E:a NUL byte" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tokens = describe (cases[i].sql, cases[i].length, MO_LEXER_DEFAULT);

      g_assert_cmpstr (tokens, ==, cases[i].expected);
    }
}

/* The length counts: nothing behind it is looked at. */
static void
test_length (void)
{
  g_autofree char *tokens = NULL;

  for (const char *sql = "SELECT '-- /*! @@a*/' %s :name := 0x1 1e+5 /*!50101 a */ -- b";
       *sql != '\0'; sql++)
    for (gsize length = 0; length <= strlen (sql); length++)
      {
        /* A copy without room behind it, for the sanitizer to watch. */
        g_autofree char *exact = g_memdup2 (sql, length);
        g_autofree char *from_copy =
            describe (exact != NULL ? exact : "", length, MO_LEXER_DEFAULT);
        g_autofree char *in_place = describe (sql, length, MO_LEXER_DEFAULT);

        g_assert_cmpstr (from_copy, ==, in_place);
      }
  tokens = describe ("'ab'", 3, MO_LEXER_DEFAULT);
  g_assert_cmpstr (tokens, ==, "E:a string that is not closed");
}

static void
test_word_compare (void)
{
  MoToken word = { MO_TOKEN_WORD, "Select", 6 };
  MoToken string = { MO_TOKEN_STRING, "SELECT", 6 };

  g_assert_true (mo_token_is_word (&word, "SELECT"));
  g_assert_false (mo_token_is_word (&word, "SELEC"));
  g_assert_false (mo_token_is_word (&word, "SELECTS"));
  g_assert_false (mo_token_is_word (&string, "SELECT"));
}

/* END comes for ever, after an error too. */
static void
test_end (void)
{
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, "a '/*! ", 7, MO_LEXER_DEFAULT);
  g_assert_cmpint (mo_lexer_next (&lexer, &token), ==, MO_TOKEN_WORD);
  g_assert_cmpint (mo_lexer_next (&lexer, &token), ==, MO_TOKEN_SPACE);
  g_assert_cmpint (mo_lexer_next (&lexer, &token), ==, MO_TOKEN_ERROR);
  g_assert_cmpuint (token.length, ==, 5);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (mo_lexer_next (&lexer, &token), ==, MO_TOKEN_END);
}

static void
assert_delimited (const char *delimiter, const char *sql, const char *expected)
{
  g_autofree char *tokens
      = describe_with (sql, strlen (sql), MO_LEXER_NO_PARAMETERS, delimiter);

  g_assert_cmpstr (tokens, ==, expected);
}

static void
test_delimiter (void)
{
  assert_delimited ("//", "a // b//'//' `//` c / d", "w:a D:// w:b D:// t:'//' q:`//` w:c o:/ w:d");
  assert_delimited ("//", "a /* // */ -- //\n# //\nb", "w:a w:b");
  assert_delimited ("$$", "END$$a$b $$ @x$$ 1$$", "w:END D:$$ w:a$b D:$$ v:@x D:$$ n:1 D:$$");
  assert_delimited (";;", "a; b;;;c", "w:a ;:; w:b D:;; ;:; w:c");
  assert_delimited ("go", "a go 'go' go1", "w:a D:go t:'go' E:a word with the delimiter in it");
  assert_delimited ("go", "@go", "E:a word with the delimiter in it");
  assert_delimited ("go", "1go", "E:a word with the delimiter in it");
  assert_delimited ("?", "a ? b", "w:a D:? w:b");
}

static void
test_no_parameters (void)
{
  assert_delimited (NULL, "? %s :a a:b %", "o:? o:% w:s o:: w:a w:a o:: w:b o:%");
  assert_delimited (NULL, "a := b :: c", "w:a o::= w:b o::: w:c");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexer/strings", test_strings);
  g_test_add_func ("/lexer/unterminated", test_unterminated);
  g_test_add_func ("/lexer/comments", test_comments);
  g_test_add_func ("/lexer/executable-comment", test_executable_comment);
  g_test_add_func ("/lexer/ambiguous", test_ambiguous);
  g_test_add_func ("/lexer/numbers", test_numbers);
  g_test_add_func ("/lexer/words", test_words);
  g_test_add_func ("/lexer/variables", test_variables);
  g_test_add_func ("/lexer/introducer", test_introducer);
  g_test_add_func ("/lexer/positional", test_positional);
  g_test_add_func ("/lexer/format", test_format);
  g_test_add_func ("/lexer/named", test_named);
  g_test_add_func ("/lexer/nul", test_nul);
  g_test_add_func ("/lexer/length", test_length);
  g_test_add_func ("/lexer/word-compare", test_word_compare);
  g_test_add_func ("/lexer/end", test_end);
  g_test_add_func ("/sql/lexer/delimiter", test_delimiter);
  g_test_add_func ("/sql/lexer/no-parameters", test_no_parameters);
  return g_test_run ();
}
