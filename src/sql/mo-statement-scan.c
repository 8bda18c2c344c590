/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoStatementScan: refuses what is not one statement, and notes what rendering and classing need.
 */

#include "sql/mo-statement-scan-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

#include "sql/mo-secret-private.h"
#include "value/mo-excerpt-private.h"

#define SHOWN_BYTES 40

typedef struct
{
  MoStatementScan *scan;
  const char *sql;
  gsize length;
  gboolean is_scripted;
  gboolean seen_semicolon;
  guint comment; /* the number of the executable comment that we are in, 0 for none */
} Pass;

static gboolean
refuse (const Pass *pass,
        const MoToken *token,
        MoError code,
        const char *what,
        const char *advice,
        GError **error)
{
  /* Nothing is known yet of what the text means. */
  g_autofree char *excerpt = mo_secret_may_be_in_text (pass->sql, pass->length)
                                 ? g_strdup ("***")
                                 : mo_excerpt (token->start, token->length, SHOWN_BYTES);

  g_set_error (error, MO_ERROR, (gint) code, "%s at byte %" G_GSIZE_FORMAT "%s: %s", what,
               (gsize) (token->start - pass->sql) + 1, advice, excerpt);
  return FALSE;
}

/* Not a minus: a space behind two of them makes a comment. */
static gboolean
needs_space (char c)
{
  return mo_lexer_is_word_char (c) || strchr ("'\"`@.:", c) != NULL;
}

static gboolean
add_marker (Pass *pass, const MoToken *token, GError **error)
{
  MoStatementScan *scan = pass->scan;
  const char *end = token->start + token->length;
  MoStatementMarker marker = {
    .start = (gsize) (token->start - pass->sql),
    .length = token->length,
    .space_before = token->start > pass->sql && needs_space (token->start[-1]),
    .space_behind = end < pass->sql + pass->length
                    && (needs_space (*end) || *end == '?' || *end == '%'), /* another one */
  };

  if (pass->comment != 0)
    return refuse (pass, token, MO_ERROR_INVALID_ARGUMENT,
                   "a parameter inside an executable comment",
                   ", which some servers skip: write it outside", error);
  if (scan->style != MO_TOKEN_END && scan->style != token->type)
    return refuse (pass, token, MO_ERROR_INVALID_ARGUMENT, "a parameter of another style",
                   ": use one of ?, %s and :name throughout", error);
  scan->style = token->type;
  g_array_append_val (scan->markers, marker);
  return TRUE;
}

/* The end of the text moves behind every token that a value or another statement could follow, so
 * that neither a comment to the end of the line nor a semicolon is left at the end. */
static gboolean
take_token (Pass *pass, const MoToken *token, GError **error)
{
  MoStatementScan *scan = pass->scan;
  MoClassToken word = { *token, pass->comment };

  if (token->type == MO_TOKEN_SEMICOLON)
    {
      if (pass->comment != 0 && !pass->is_scripted)
        return refuse (pass, token, MO_ERROR_SYNTAX, "a semicolon inside an executable comment", "",
                       error);
      pass->seen_semicolon = TRUE;
      return TRUE;
    }
  if (token->type == MO_TOKEN_SPACE && mo_token_is_comment_mark (token))
    pass->comment = *token->start == '*' ? 0 : ++scan->n_comments;
  else if (token->type == MO_TOKEN_SPACE)
    {
      if (!pass->seen_semicolon && *token->start == '/')
        scan->end = (gsize) (token->start + token->length - pass->sql);
      return TRUE;
    }
  if (pass->seen_semicolon && !pass->is_scripted)
    return refuse (pass, token, MO_ERROR_SYNTAX, "two statements in one call, the second",
                   ": send one a call, or all of them as a script", error);
  scan->has_semicolons |= pass->seen_semicolon;
  scan->end = (gsize) (token->start + token->length - pass->sql);
  if (token->type == MO_TOKEN_SPACE)
    return TRUE;
  g_array_append_val (scan->tokens, word);
  return !mo_token_is_marker (token) || add_marker (pass, token, error);
}

/* Two minus signs begin a comment where the statement is cut behind them. */
static gboolean
check_end (const Pass *pass, GError **error)
{
  const char *end = pass->sql + pass->scan->end;
  MoToken last = { MO_TOKEN_OPERATOR, end - 2, 2 };

  if (pass->scan->end < 2 || end[-1] != '-' || end[-2] != '-')
    return TRUE;
  return refuse (pass, &last, MO_ERROR_SYNTAX, "two minus signs at the end of the statement", "",
                 error);
}

/* Whether the text falls into other tokens where a backslash is an ordinary character: in any
 * string, or in "…" alone, which ANSI_QUOTES makes a name. */
static gboolean
depends_on (const char *sql, gsize length, MoLexerFlags flags)
{
  MoLexer with;
  MoLexer without;
  MoToken a;
  MoToken b;

  if (memchr (sql, '\\', length) == NULL)
    return FALSE;
  mo_lexer_init (&with, sql, length, MO_LEXER_DEFAULT);
  mo_lexer_init (&without, sql, length, flags);
  do
    {
      mo_lexer_next (&with, &a);
      mo_lexer_next (&without, &b);
      if (a.type != b.type || a.length != b.length)
        return TRUE;
    }
  while (a.type != MO_TOKEN_END);
  return FALSE;
}

gboolean
mo_statement_scan_init (
    MoStatementScan *self, const char *sql, gsize length, gboolean is_scripted, GError **error)
{
  Pass pass = { self, sql, length, is_scripted };
  MoLexer lexer;
  MoToken token;

  *self = (MoStatementScan){ .style = MO_TOKEN_END };
  self->markers = g_array_new (FALSE, FALSE, sizeof (MoStatementMarker));
  self->tokens = g_array_new (FALSE, FALSE, sizeof (MoClassToken));
  mo_lexer_init (&lexer, sql, length,
                 is_scripted ? MO_LEXER_NO_PARAMETERS : MO_LEXER_DEFAULT);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      if (token.type == MO_TOKEN_ERROR)
        return refuse (&pass, &token, MO_ERROR_SYNTAX, lexer.error, "", error);
      if (!take_token (&pass, &token, error))
        return FALSE;
    }
  if (self->tokens->len == 0)
    {
      g_set_error_literal (error, MO_ERROR, MO_ERROR_SYNTAX,
                           "the text holds no statement: it is empty, or all comment");
      return FALSE;
    }
  if (!check_end (&pass, error))
    return FALSE;
  self->depends_on_backslashes = depends_on (sql, length, MO_LEXER_NO_BACKSLASH_ESCAPES);
  self->depends_on_ansi_quotes = depends_on (sql, length, MO_LEXER_ANSI_QUOTES);
  return TRUE;
}

void
mo_statement_scan_clear (MoStatementScan *self)
{
  g_clear_pointer (&self->markers, g_array_unref);
  g_clear_pointer (&self->tokens, g_array_unref);
}
