/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A text with parameters, and values for them: what we take for code, servers do, in any sql_mode
 * that we let through, and values stay in their places. The input is the text, a NUL, and what
 * values are made of. */

#include <matrixone-glib/mo-error.h>

#include "fuzz-input.h"
#include "server-reading.h"
#include "sql/mo-lexer-private.h"
#include "sql/mo-quoting-private.h"
#include "sql/mo-statement-private.h"
#include "sql/mo-statement-scan-private.h"

#define MOST_MARKERS 16

/* Where something is behind a text, as another statement in one packet is. */
#define BEHIND "\n;\nbehind"

/* --- as we read it --- */

#define EITHER '*'

typedef struct
{
  char *classes; /* as those of server_reading_new() */
  char *inside;  /* where an executable comment is, with its marks: 'x', or 'y' for the next one */
} Ours;

static void
ours_clear (Ours *self)
{
  g_free (self->classes);
  g_free (self->inside);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ours, ours_clear)

static void
mark (Ours *self, const char *sql, const MoToken *token, gsize skip, char class)
{
  memset (self->classes + (token->start - sql) + skip, class, token->length - skip);
}

static void
take_token (Ours *self, const char *sql, const MoToken *token)
{
  gsize end = (gsize) (token->start - sql) + token->length;

  if (token->type == MO_TOKEN_STRING || token->type == MO_TOKEN_QUOTED_IDENTIFIER)
    mark (self, sql, token, 0, READ_QUOTED);
  else if (token->type == MO_TOKEN_VARIABLE && token->length > 1
           && strchr ("'\"`", token->start[1]) != NULL)
    mark (self, sql, token, 1, READ_QUOTED);
  else if (token->type == MO_TOKEN_VARIABLE && token->length > 2 && token->start[2] == '`')
    mark (self, sql, token, 2, READ_QUOTED);
  else if (token->type == MO_TOKEN_SPACE && strchr ("/-#*", *token->start) != NULL)
    {
      mark (self, sql, token, 0, READ_COMMENT);
      /* The sixth digit of a version is code to who reads five, and makes an error of it. */
      if (mo_token_is_comment_mark (token) && token->length > 8 && g_ascii_isdigit (sql[end - 6]))
        self->classes[end - 1] = EITHER;
      /* The newline that ends a comment is none of it. */
      if (strchr ("-#", *token->start) != NULL && sql[end - 1] == '\n')
        self->classes[end - 1] = READ_CODE;
    }
}

static void
ours_init (Ours *self, const char *sql, gsize length)
{
  MoLexer lexer;
  MoToken token;
  char comment = 'x';

  self->classes = g_strnfill (length, READ_CODE);
  self->inside = g_strnfill (length, READ_CODE);
  mo_lexer_init (&lexer, sql, length, MO_LEXER_DEFAULT);
  while (TRUE)
    {
      gboolean was_inside = lexer.in_executable_comment;

      if (mo_lexer_next (&lexer, &token) == MO_TOKEN_END)
        return;
      g_assert_cmpint (token.type, !=, MO_TOKEN_ERROR);
      take_token (self, sql, &token);
      if (was_inside || lexer.in_executable_comment)
        memset (self->inside + (token.start - sql), comment, token.length);
      if (was_inside && !lexer.in_executable_comment)
        comment = comment == 'x' ? 'y' : 'x';
    }
}

/* A server may skip an executable comment, all of it. */
static gboolean
agree (const Ours *ours, const char *theirs, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      gsize end = i;
      char comment = ours->inside[i];

      if (theirs[i] == ours->classes[i] || ours->classes[i] == EITHER)
        continue;
      if (comment == READ_CODE)
        return FALSE;
      while (i > 0 && ours->inside[i - 1] == comment)
        i--;
      while (end < length && ours->inside[end] == comment)
        end++;
      for (; i < end; i++)
        if (theirs[i] != READ_COMMENT)
          return FALSE;
      i--;
    }
  return TRUE;
}

/* TRUE: a server reads it as we do; FALSE: it refuses it. */
static gboolean
check_reading (const char *sql, gsize length, const Dialect *dialect)
{
  g_auto (Ours) ours = { NULL };
  g_autofree char *theirs = server_reading_new (sql, length, dialect);

  if (theirs == NULL)
    return FALSE;
  ours_init (&ours, sql, length);
  if (!agree (&ours, theirs, length))
    g_error ("[%.*s] is read by %d (backslash %d, ansi %d) as\n[%s], by us as\n[%s]", (int) length,
             sql, dialect->reader, !dialect->no_backslash_escapes, dialect->ansi_quotes, theirs,
             ours.classes);
  return TRUE;
}

/* --- rendering --- */

/* A colon that has got a space in front is not taken for another name. */
static void
append_token (GString *out, const MoToken *token)
{
  gsize colon = token->type == MO_TOKEN_NAMED;

  if (colon > 0)
    g_string_append (out, ":\n");
  g_string_append_printf (out, "%.*s\n", (int) (token->length - colon), token->start + colon);
}

/* The tokens that are not space, one a line. */
static char *
list_tokens (const char *sql, gsize length, MoLexerFlags flags)
{
  GString *out = g_string_new (NULL);
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, length, flags);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END)
    {
      g_assert_cmpint (token.type, !=, MO_TOKEN_ERROR);
      if (token.type != MO_TOKEN_SPACE)
        append_token (out, &token);
    }
  return g_string_free (out, FALSE);
}

static void
append_tokens (GString *out, const MoValue *value, MoServerKind kind, MoLexerFlags flags)
{
  g_autoptr (GString) literal = g_string_new (NULL);
  g_autofree char *tokens = NULL;

  mo_quote_value (literal, value, kind == MO_SERVER_KIND_MATRIXONE);
  tokens = list_tokens (literal->str, literal->len, flags);
  g_string_append (out, tokens);
}

static void
append_list (
    GString *out, const MoValue *list, gboolean bare, MoServerKind kind, MoLexerFlags flags)
{
  if (bare)
    g_string_append (out, "(\n");
  for (guint32 i = 0; i < list->length; i++)
    {
      const MoValue *element = &list->as.values[i];

      if (i > 0)
        g_string_append (out, ",\n");
      if (mo_value_is_null (element) && kind == MO_SERVER_KIND_MATRIXONE)
        g_string_append (out, "NULLIF\n(\n''\n,\n''\n)\n");
      else
        append_tokens (out, element, kind, flags);
    }
  if (list->length == 0)
    g_string_append (out, "SELECT\nNULL\nFROM\nDUAL\nWHERE\n1\n=\n0\n");
  if (bare)
    g_string_append (out, ")\n");
}

/* The tokens that are to be there, up to the end of the statement. An empty list may stand for more
 * columns than one, which are not told here. */
static char *
list_expected (const char *sql, const MoValue *values, MoServerKind kind, MoLexerFlags flags)
{
  GString *out = g_string_new (NULL);
  MoLexer lexer;
  MoToken token;

  mo_lexer_init (&lexer, sql, strlen (sql), flags);
  while (mo_lexer_next (&lexer, &token) != MO_TOKEN_END && token.type != MO_TOKEN_SEMICOLON)
    if (mo_token_is_marker (&token))
      {
        if (values->type == MO_VALUE_LIST)
          append_list (out, values, !g_str_has_suffix (out->str, "(\n"), kind, flags);
        else
          append_tokens (out, values, kind, flags);
        values++;
      }
    else if (token.type != MO_TOKEN_SPACE)
      append_token (out, &token);
  return g_string_free (out, FALSE);
}

static void
hide_columns (GString *tokens)
{
  while (g_string_replace (tokens, "SELECT\nNULL\n,\nNULL\n", "SELECT\nNULL\n", 0) > 0)
    ;
}

static void
check_tokens (const char *sql,
              const MoValue *values,
              const char *rendered,
              MoServerKind kind,
              MoLexerFlags flags)
{
  g_autofree char *expected = list_expected (sql, values, kind, flags);
  g_autofree char *got = list_tokens (rendered, strlen (rendered), flags);
  g_autoptr (GString) want = g_string_new (expected);
  g_autoptr (GString) have = g_string_new (got);

  g_string_append (want, ";\nbehind\n");
  hide_columns (want);
  hide_columns (have);
  if (!g_string_equal (want, have))
    g_error ("[%s] was rendered as [%s]:\n%s\nshould be\n%s", sql, rendered, have->str, want->str);
}

static MoServerKind
kind_of (Reader reader)
{
  return reader == READER_MARIADB ? MO_SERVER_KIND_MARIADB
         : reader == READER_MYSQL ? MO_SERVER_KIND_MYSQL
                                  : MO_SERVER_KIND_MATRIXONE;
}

static void
check_rendered (MoStatement *statement, const MoValue *values, const Dialect *dialect)
{
  const char *sql = mo_statement_get_sql (statement);
  MoServerKind kind = kind_of (dialect->reader);
  MoLexerFlags flags = (dialect->no_backslash_escapes ? MO_LEXER_NO_BACKSLASH_ESCAPES : 0)
                       | (dialect->ansi_quotes ? MO_LEXER_ANSI_QUOTES : 0);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean understood;

  understood = check_reading (sql, strlen (sql), dialect);
  mo_statement_render (statement, kind, out);
  g_string_append (out, BEHIND);
  /* Of the other marks, as they stand, a server knows nothing. */
  if (!check_reading (out->str, out->len, dialect))
    {
      if (understood && strchr (sql, ':') == NULL && strstr (sql, "%s") == NULL)
        g_error ("[%s] was rendered as [%s], which %d does not understand", sql, out->str,
                 dialect->reader);
      return;
    }
  check_tokens (sql, values, out->str, kind, flags);
}

/* As many `?` as values, and each of them code. */
static void
check_prepared (MoStatement *statement, const Dialect *dialect)
{
  const char *sql = mo_statement_get_prepared_sql (statement);
  g_autofree char *theirs = server_reading_new (sql, strlen (sql), dialect);
  gsize n_values;
  gsize n_marks = 0;

  if (theirs == NULL)
    return;
  mo_statement_get_values (statement, &n_values);
  for (gsize i = 0; sql[i] != '\0'; i++)
    n_marks += sql[i] == '?' && theirs[i] == READ_CODE;
  if (n_marks != n_values)
    g_error ("[%s] has %" G_GSIZE_FORMAT " marks for %" G_GSIZE_FORMAT " values", sql, n_marks,
             n_values);
}

static void
check (MoStatement *statement, const MoValue *values)
{
  gboolean any_backslashes = mo_statement_check_backslashes (statement, NULL);
  gboolean any_quotes = mo_statement_check_ansi_quotes (statement, NULL);

  for (guint i = 0; i < N_READERS * 4; i++)
    {
      Dialect dialect = { i / 4, i & 1, (i >> 1) & 1 };
      /* Where a text goes to one whatever its sql_mode. */
      gboolean later = dialect.reader == READER_MATRIXONE_LATER;

      if ((dialect.no_backslash_escapes && (!any_backslashes || later))
          || (dialect.ansi_quotes && (!any_quotes || later)))
        continue;
      check_rendered (statement, values, &dialect);
      check_prepared (statement, &dialect);
    }
}

/* --- the target --- */

static gsize
count_markers (const char *sql)
{
  g_auto (MoStatementScan) scan = { 0 };

  return mo_statement_scan_init (&scan, sql, strlen (sql), FALSE, NULL) ? scan.markers->len : 0;
}

static MoStatement *
new_statement (const char *sql, const MoValue *values, gsize n_values, GError **error)
{
  MoParam params[MOST_MARKERS];
  const char *colon = strchr (sql, ':');
  MoStatement *self = mo_statement_new (sql, values, n_values, MO_STATEMENT_DEFAULT, error);

  if (self != NULL || n_values != 1 || colon == NULL
      || !g_error_matches (*error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT))
    return self;
  /* One name is enough to see that they are found. */
  g_clear_error (error);
  params[0] = (MoParam){ "a", values[0] };
  return mo_statement_new_named (sql, params, 1, MO_STATEMENT_DEFAULT, error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (FuzzInput) input = { NULL };
  MoValue values[MOST_MARKERS];
  const char *sql;
  gsize n_markers;

  fuzz_input_init (&input, data, size);
  sql = fuzz_input_text (&input);
  n_markers = g_utf8_validate (sql, -1, NULL) ? count_markers (sql) : 0;
  if (n_markers > MOST_MARKERS)
    return 0;
  for (gsize i = 0; i < n_markers; i++)
    values[i] = fuzz_input_value (&input);
  /* Without lists, where they cannot be; without what cannot be sent. */
  for (guint attempt = 0; attempt < 3; attempt++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoStatement) statement = new_statement (sql, values, n_markers, &error);

      g_assert_true ((statement != NULL) == (error == NULL));
      if (statement != NULL)
        {
          check (statement, values);
          return 0;
        }
      for (gsize i = 0; i < n_markers; i++)
        if (attempt > 0 || values[i].type == MO_VALUE_LIST)
          values[i] = mo_value_text (i % 2 == 0 ? "\\' OR 1 -- " : "*/ ; #`\"");
    }
  return 0;
}
