/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A statement that says a secret: no literal of it is in what is shown of it, nor in what a server
 * said to it. The input is a text, a NUL, an answer, a NUL, and what values are made of; "~" in the
 * texts becomes a secret. */

#include <matrixone-glib/mo-error.h>

#include "fuzz-input.h"
#include "sql/mo-lexer-private.h"
#include "sql/mo-secret-private.h"
#include "sql/mo-statement-private.h"

#define SECRET "x7Qz9Kw2"
#define MOST_VALUES 4

static char *
with_secret (const char *text)
{
  GString *out = g_string_new (text);

  g_string_replace (out, "~", SECRET, 0);
  return g_string_free (out, FALSE);
}

static gboolean
has_secret (const char *text)
{
  return strstr (text, SECRET) != NULL;
}

/* In a name or a keyword it is told as well as those. */
static gboolean
is_in_names (const char *sql)
{
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, strlen (sql), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    if (token.type != MO_TOKEN_STRING && token.type != MO_TOKEN_NUMBER
        && token.type != MO_TOKEN_SPACE && token.type != MO_TOKEN_ERROR
        && g_strstr_len (token.start, (gssize) token.length, SECRET) != NULL)
      return TRUE;
  return FALSE;
}

/* No literal but the stars, and no comment. */
static void
check_hidden (const char *sql, gboolean may_be_name)
{
  g_autofree char *hidden = mo_secret_hide (sql);
  MoLexer lexer;
  MoToken token;

  g_assert_true (may_be_name || !has_secret (hidden));
  mo_lexer_init (&lexer, hidden, strlen (hidden), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      g_assert_cmpint (token.type, !=, MO_TOKEN_NUMBER);
      if (token.type == MO_TOKEN_STRING && !g_str_has_prefix (token.start, "'***'"))
        g_error ("[%s] was hidden as [%s]", sql, hidden);
    }
}

/* As all of a literal, or of a value. */
static gboolean
is_said (MoStatement *statement)
{
  const char *sql = mo_statement_get_sql (statement);
  gsize n_values;
  const MoValue *values = mo_statement_get_values (statement, &n_values);
  MoLexer lexer;
  MoToken token;

  for (gsize i = 0; i < n_values; i++)
    {
      gsize length;
      const char *text = mo_value_get_text (&values[i], &length);

      if (length == strlen (SECRET) && memcmp (text, SECRET, length) == 0)
        return TRUE;
    }
  mo_lexer_init (&lexer, sql, strlen (sql), MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    if (token.type == MO_TOKEN_STRING && token.length == strlen (SECRET) + 2
        && memcmp (token.start + 1, SECRET, strlen (SECRET)) == 0)
      return TRUE;
  return FALSE;
}

static void
check_answer (MoStatement *statement, const char *answer)
{
  g_autofree char *hidden = mo_statement_hide_in_answer (statement, answer);

  g_assert_true (g_utf8_validate (answer, -1, NULL) <= g_utf8_validate (hidden, -1, NULL));
  if (is_said (statement) && has_secret (hidden))
    g_error ("of [%s] it was said [%s], which was hidden as [%s]", mo_statement_get_sql (statement),
             answer, hidden);
}

static void
check_statement (MoStatement *statement, const char *answer)
{
  const char *sql = mo_statement_get_sql (statement);
  gboolean may_be_name = is_in_names (sql);

  check_answer (statement, answer);
  if (!mo_statement_has_secret (statement))
    {
      g_assert_cmpstr (mo_statement_get_shown_sql (statement), ==, sql);
      return;
    }
  g_assert_true (may_be_name || !has_secret (mo_statement_get_shown_sql (statement)));
  check_hidden (sql, may_be_name);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (FuzzInput) input = { NULL };
  g_autofree char *sql = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (MoStatement) statement = NULL;
  g_autoptr (GError) error = NULL;
  MoValue values[MOST_VALUES];

  fuzz_input_init (&input, data, size);
  sql = with_secret (fuzz_input_text (&input));
  answer = with_secret (fuzz_input_text (&input));
  for (gsize i = 0; i < MOST_VALUES; i++)
    values[i] = i % 2 == 0 ? mo_value_text (SECRET) : fuzz_input_value (&input);
  for (gsize n = 0; statement == NULL && n <= MOST_VALUES; n++)
    {
      g_clear_error (&error);
      statement = mo_statement_new (sql, values, n, MO_STATEMENT_DEFAULT, &error);
      /* Where it is known to say one, what is wrong with it says none. */
      if (statement == NULL && mo_secret_may_be_in_text (sql, strlen (sql)) && !is_in_names (sql)
          && g_error_matches (error, MO_ERROR, MO_ERROR_SYNTAX))
        g_assert_false (has_secret (error->message));
    }
  if (statement != NULL)
    check_statement (statement, answer);
  return 0;
}
