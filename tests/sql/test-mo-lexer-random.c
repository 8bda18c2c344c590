/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lexer against a second one, which is a regular expression, on random texts. */

#include <glib.h>
#include <string.h>

#include "sql/mo-lexer-private.h"

#define N_CASES 200000

static const char *const pieces[] = {
  "'",  "'", "\"", "`",  "\\", "\\", "--",  "-- ", "#",         "\n",   "/*",  "*/", "/*!",
  "?",  "?", "%s", ":a", ":",  "=",  ";",   ";",   "/*!50101 ", "/*M!", "/*+", "@",  "@@",
  "a",  "$", "1",  "e",  "0x", ".",  " ",   " ",   "COMMIT",    "/",    "*",   "é",  "-",
  "+",  "b", "\t", "(",  "x'", "0b", "/*!", "1e-", "''",        "\\'",  "%",   "s",  "123456",
  "\v", "_", ":=", "::", "@a", "*/", "@`",  "'a",  "a'",        "-",    "\r",  "!",  "\\\\",
};

/* One group a type, in the order in which they are tried. W: a word's characters. */
#define W "[A-Za-z0-9_$\\x80-\\xff]"
#define BLANK "[\\x09-\\x0d ]++"
#define LINE "(?:\\#|--(?=[\\x01-\\x20\\x7f]|\\z))[^\\n]*+\\n?"
#define OPEN "/\\*M?!(?:[0-9]{6}(?![0-9A-Za-z_$\\x80-\\xff.])|[0-9]{5}(?![0-9])|(?![0-9]{5}))"
#define CLOSE "\\*/"
#define HINT                                                                                       \
  "/\\*\\+(?:[^'\"`\\\\*]|\\*(?!/)|'(?:(?!\\*/)[^'\\\\])*+'|\"(?:(?!\\*/)[^\"\\\\])*+\""           \
  "|`(?:(?!\\*/)[^`\\\\])*+`)*+\\*/"
#define BLOCK "/\\*(?!M?!|\\+)(?:(?!\\*/)[\\s\\S])*+\\*/"
#define QUOTED(q, inner) q "(?:[^" q inner "]++|" q q ")*+" q
#define ESCAPED(q) q "(?:[^" q "\\\\]++|" q q "|\\\\[\\s\\S])*+" q
#define NAME QUOTED ("`", "")
#define VARIABLE(one, two)                                                                         \
  "@(?:@?" NAME "|" one "|" two "|@?(?!\\$(?:" W "|\\.)*\\$|[0-9](?:" W "|\\.)*\\$(?:" W           \
  "|\\.)*\\$)(?:" W "|\\.)++(?!['\"`]))"
#define RADIX "0[xXbB]" W "++"
#define NUMBER                                                                                     \
  "(?!0[xXbB])(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)(?![eE][+-](?![0-9]))"                         \
  "(?:[eE][+-]?[0-9]++)?+(?!" W ")"
#define WORD                                                                                       \
  "(?:[A-Za-z_$\\x80-\\xff]|(?!0[xXbB])(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)"                     \
  "(?![eE][+-](?![0-9]))(?:[eE][+-]?[0-9]++)?+" W ")" W "*+"
#define NAMED "(?<![A-Za-z0-9_$\\x80-\\xff:@'\"`]):[A-Za-z_]" W "*+"
#define OPERATOR ":=|::|/(?![/*])|\\.(?![0-9])|[^@'\"`/\\#.A-Za-z0-9_$\\x80-\\xff]"

#define LEXER(one, two)                                                                            \
  "(" BLANK ")|(" LINE ")|(" OPEN ")|(" CLOSE ")|(" HINT "|" BLOCK ")|(" one "|" two ")|(" NAME    \
  ")|(" VARIABLE (one, two) ")|(" RADIX "|" NUMBER ")|(" WORD ")|(\\?)|(%s(?!" W "))|(" NAMED      \
                            ")|(;)|(" OPERATOR ")"

enum
{
  G_BLANK = 1,
  G_LINE,
  G_OPEN,
  G_CLOSE,
  G_COMMENT,
  G_STRING,
  G_NAME,
  G_VARIABLE,
  G_NUMBER,
  G_WORD,
  G_POSITIONAL,
  G_FORMAT,
  G_NAMED,
  G_SEMICOLON,
  G_OPERATOR,
  N_GROUPS,
};

static const MoTokenType group_types[] = {
  [G_BLANK] = MO_TOKEN_SPACE,
  [G_LINE] = MO_TOKEN_SPACE,
  [G_OPEN] = MO_TOKEN_SPACE,
  [G_CLOSE] = MO_TOKEN_SPACE,
  [G_COMMENT] = MO_TOKEN_SPACE,
  [G_STRING] = MO_TOKEN_STRING,
  [G_NAME] = MO_TOKEN_QUOTED_IDENTIFIER,
  [G_VARIABLE] = MO_TOKEN_VARIABLE,
  [G_NUMBER] = MO_TOKEN_NUMBER,
  [G_WORD] = MO_TOKEN_WORD,
  [G_POSITIONAL] = MO_TOKEN_POSITIONAL,
  [G_FORMAT] = MO_TOKEN_FORMAT,
  [G_NAMED] = MO_TOKEN_NAMED,
  [G_SEMICOLON] = MO_TOKEN_SEMICOLON,
  [G_OPERATOR] = MO_TOKEN_OPERATOR,
};

static int
find_group (GMatchInfo *info, int *end)
{
  int start;

  for (int group = 1; group < N_GROUPS; group++)
    if (g_match_info_fetch_pos (info, group, &start, end) && start >= 0)
      return group;
  return 0;
}

static gboolean
has_two_dollars (const char *text, int length)
{
  int n = 0;

  if (*text == '.')
    text++, length--;
  if (*text != '$' && !g_ascii_isdigit (*text))
    return FALSE;
  for (int i = 0; i < length; i++)
    n += text[i] == '$';
  return n >= 2;
}

/* Inside an executable comment: what would be read differently. */
static gboolean
is_ambiguous (int group, const char *text, int length)
{
  g_autofree char *copy = g_strndup (text, (gsize) length);
  const char *quote = group == G_VARIABLE ? copy + 1 : copy;

  if (group == G_OPEN || group == G_COMMENT || strstr (copy, "/*") != NULL
      || (group != G_CLOSE && strstr (copy, "*/") != NULL))
    return TRUE;
  return (group == G_STRING || group == G_VARIABLE) && quote[0] == '\''
         && !g_ascii_isalnum (quote[1]) && quote[1] != '_' && quote[1] != '$' && quote[1] != '\''
         && quote[1] != '|' && quote[1] != '-';
}

/* The second lexer: one token from @position; its length, or -1. */
static int
second_next (
    GRegex *regex, const char *sql, int length, int position, gboolean *inside, MoTokenType *type)
{
  g_autoptr (GMatchInfo) info = NULL;
  int end = 0;
  int group;

  if (!g_regex_match_full (regex, sql, length, position, G_REGEX_MATCH_ANCHORED, &info, NULL))
    return -1;
  group = find_group (info, &end);
  if (group == G_CLOSE && !*inside) /* two operators, unless the second begins a comment */
    {
      *type = MO_TOKEN_OPERATOR;
      return 1;
    }
  if ((group == G_NUMBER || group == G_WORD) && has_two_dollars (sql + position, end - position))
    return -1;
  if (*inside && is_ambiguous (group, sql + position, end - position))
    return -1;
  if (group == G_OPEN)
    *inside = TRUE;
  if (group == G_CLOSE)
    *inside = FALSE;
  *type = group_types[group];
  return end - position;
}

static void
compare (GRegex *regex, const char *sql, MoLexerFlags flags)
{
  int length = (int) strlen (sql);
  int position = 0;
  gboolean inside = FALSE;
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, (gsize) length, flags);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      MoTokenType type = MO_TOKEN_ERROR;
      int n = position < length ? second_next (regex, sql, length, position, &inside, &type) : -1;

      if (token.type == MO_TOKEN_ERROR && n < 0)
        return;
      if (token.type != type || (gsize) n != token.length || token.start != sql + position)
        g_error ("at %d of [%s], flags %u: %d of %d bytes, the second lexer says %d of %d",
                 position, sql, flags, token.type, (int) token.length, type, n);
      position += n;
    }
  g_assert_cmpint (position, ==, length);
  g_assert_false (inside);
}

static GRegex *
compile (const char *pattern)
{
  g_autoptr (GError) error = NULL;
  GRegex *regex = g_regex_new (pattern, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, &error);

  g_assert_no_error (error);
  return regex;
}

static void
test_random (void)
{
  g_autoptr (GRegex) with = compile (LEXER (ESCAPED ("'"), ESCAPED ("\"")));
  g_autoptr (GRegex) without = compile (LEXER (QUOTED ("'", ""), QUOTED ("\"", "")));
  guint n_long = 0;

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      gint n_pieces = g_test_rand_int_range (1, 16);

      for (gint piece = 0; piece < n_pieces; piece++)
        g_string_append (sql, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (i % 2 == 0)
        compare (with, sql->str, MO_LEXER_DEFAULT);
      else
        compare (without, sql->str, MO_LEXER_NO_BACKSLASH_ESCAPES);
      n_long += sql->len > 10;
    }
  g_assert_cmpuint (n_long, >, N_CASES / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexer/random", test_random);
  return g_test_run ();
}
