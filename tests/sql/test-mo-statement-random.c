/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rendering on random texts with hostile values: the tokens are those that the author wrote, each
 * parameter replaced by one literal, and what is put behind stays behind. */

#include <glib.h>
#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-lexer-private.h"
#include "sql/mo-quoting-private.h"
#include "sql/mo-statement-private.h"

#define N_CASES 100000
#define MOST_MARKERS 16

static const char *const pieces[] = {
  "SELECT ", "?", "?", "?", "'?'",     "\"a\"", "`b`", " -- c\n",  " # d\n", "/* ? */", "/*! e */",
  "-- f",    "#", "-", "/", "*",       ".",     ";",   " ",        "\n",     "N",       "x",
  "@v",      "1", "(", ")", "'it''s'", ",",     ":",   "/*+ h */", "%",      "=",       "'\\''",
};

static const char *const texts[] = {
  "",           "'", "\\", "\\'", "''", "; COMMIT -- ", "*/ ; COMMIT",
  "\n; COMMIT", "?", "%s", ":a",  "`",  "\"",
};

static MoValue
random_value (void)
{
  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      return mo_value_int64 (g_test_rand_int ());
    case 1:
      return mo_value_double (-g_test_rand_double ());
    case 2:
      return mo_value_decimal ("-1.5");
    case 3:
      return mo_value_bytes ("'\\", 2);
    case 4:
      return mo_value_null ();
    default:
      return mo_value_text (texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))]);
    }
}

/* The tokens that are not space, one a line; of @values one for each parameter. Stops where the
 * statement does. */
static char *
list_tokens (const char *sql, gsize length, MoLexerFlags flags, const MoValue *values)
{
  GString *out = g_string_new (NULL);
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, length, flags);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      g_assert_cmpint (token.type, !=, MO_TOKEN_ERROR);
      if (token.type == MO_TOKEN_SEMICOLON && values != NULL)
        break;
      if (token.type == MO_TOKEN_SPACE)
        continue;
      if (token.type == MO_TOKEN_POSITIONAL && values != NULL)
        {
          g_autoptr (GString) literal = g_string_new (NULL);
          g_autofree char *inner = NULL;

          mo_quote_value (literal, values++, FALSE);
          inner = list_tokens (literal->str, literal->len, flags, NULL);
          g_string_append (out, inner);
          continue;
        }
      g_string_append_len (out, token.start, (gssize) token.length);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

static gboolean
check (const char *sql)
{
  MoValue values[MOST_MARKERS];
  gsize n_values = 0;
  g_autoptr (MoStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  for (; n_values < MOST_MARKERS; n_values++)
    values[n_values] = random_value ();
  for (n_values = 0; statement == NULL && n_values <= MOST_MARKERS; n_values++)
    {
      g_clear_error (&error);
      statement = mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, &error);
      if (statement == NULL && error->code != MO_ERROR_INVALID_ARGUMENT)
        return FALSE;
    }
  if (statement == NULL)
    return FALSE;
  for (gint no_escapes = 0; no_escapes < 2; no_escapes++)
    {
      MoLexerFlags flags = no_escapes ? MO_LEXER_NO_BACKSLASH_ESCAPES : MO_LEXER_DEFAULT;
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *expected = NULL;
      g_autofree char *got = NULL;

      if (no_escapes && !mo_statement_check_backslashes (statement, NULL))
        continue;
      expected = list_tokens (sql, strlen (sql), flags, values);
      mo_statement_render (statement, MO_SERVER_KIND_MARIADB, out);
      g_string_append (out, ";behind");
      got = list_tokens (out->str, out->len, flags, NULL);
      if (!g_str_has_prefix (got, expected))
        g_error ("[%s] was rendered as [%s]", sql, out->str);
      g_assert_cmpstr (got + strlen (expected), ==, ";\nbehind\n");
    }
  return TRUE;
}

static void
test_random (void)
{
  guint n_accepted = 0;

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autoptr (GString) sql = g_string_new (NULL);
      gint n_pieces = g_test_rand_int_range (1, 10);

      for (gint piece = 0; piece < n_pieces; piece++)
        g_string_append (sql, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      n_accepted += check (sql->str);
    }
  g_assert_cmpuint (n_accepted, >, N_CASES / 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/random", test_random);
  return g_test_run ();
}
