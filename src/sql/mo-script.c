/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoScript: one pass over the text, with the lexer that looks at single statements, too. */

#include "sql/mo-script-private.h"

#include <string.h>

#include "base/mo-error-private.h"
#include "sql/mo-script-body-private.h"
#include "sql/mo-secret-private.h"
#include "value/mo-excerpt-private.h"

#define SHOWN_BYTES 80
/* What the servers' own clients keep of one. */
#define MOST_DELIMITER_BYTES 15

#define DELIMITER_WORD "DELIMITER"
#define ADVICE                                                                                     \
  ": write a line DELIMITER // before it, // behind it, and a line DELIMITER ; after that"

typedef struct
{
  MoStatement *statement; /* owned */
  guint line;
} MoScriptPart;

struct _MoScript
{
  GArray *parts; /* MoScriptPart */
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* The statement that is read. */
typedef struct
{
  const char *start; /* NULL: it has no token yet */
  const char *end;
  guint line;
  MoScriptBody body; /* with what is in executable comments */
  MoScriptBody bare; /* without */
  gboolean has_ended;  /* at a semicolon, but the delimiter is another */
  gboolean is_several; /* and something was behind it */
} Piece;

typedef struct
{
  MoScript *script;
  const char *text;
  gboolean has_secret;
  MoLexer lexer;
  MoToken token;
  char *delimiter; /* NULL: the semicolon */
  const char *counted; /* up to here, lines were counted */
  guint line;          /* of that */
  Piece piece;
  gboolean escapes_may_end; /* a statement before may set NO_BACKSLASH_ESCAPES */
} Parser;

static void
part_clear (gpointer part)
{
  g_clear_pointer (&((MoScriptPart *) part)->statement, mo_statement_unref);
}

/* --- places --- */

/* Of what is not before what was asked for last. */
static guint
find_line (Parser *self, const char *position)
{
  const char *newline;

  while ((newline = memchr (self->counted, '\n', (gsize) (position - self->counted))) != NULL)
    {
      self->counted = newline + 1;
      self->line++;
    }
  return self->line;
}

static gboolean
refuse (Parser *self, const char *where, const char *what, const char *advice, GError **error)
{
  guint line = find_line (self, where);
  gsize length = strcspn (where, "\r\n");
  /* Nothing is known of what the text means. */
  g_autofree char *excerpt
      = self->has_secret ? g_strdup ("***") : mo_excerpt (where, length, SHOWN_BYTES);

  g_set_error (error, MO_ERROR, MO_ERROR_SYNTAX, "line %u of the script: %s%s: %s", line, what,
               advice, excerpt);
  return FALSE;
}

static gboolean
refuse_doubt (Parser *self, const char *why, GError **error)
{
  g_autofree char *what = g_strdup_printf (
      "where the statement ends that begins in line %u is not certain (%s)", self->piece.line, why);

  return refuse (self, self->token.start, what, ADVICE, error);
}

/* The others are SQL of their own: % is an operator, and a colon is behind a label. */
static gboolean
refuse_parameter (Parser *self, GError **error)
{
  g_autofree char *what
      = g_strdup_printf ("statement %u has a parameter, and a script takes none",
                         self->script->parts->len + 1);

  return refuse (self, self->token.start, what,
                 ": write the value, or run the statement by itself", error);
}

/* --- pieces --- */

static void
piece_clear (Piece *self)
{
  mo_script_body_clear (&self->body);
  mo_script_body_clear (&self->bare);
  *self = (Piece){ NULL };
}

/* What is behind its end, or in comments, may be more than the words in front tell. */
static gboolean
is_opaque (Piece *self)
{
  return self->is_several || mo_script_body_get_doubt (&self->body) != NULL
         || (mo_script_body_is_possible (&self->body)
             && self->bare.n_tokens < self->body.n_tokens)
         || (!self->has_ended && !mo_script_body_take_semicolon (&self->body));
}

static gboolean
sets_no_backslash_escapes (MoStatement *statement)
{
  static const char mode[] = "NO_BACKSLASH_ESCAPES";
  const char *sql = mo_statement_get_sql (statement);

  if (!mo_statement_leaves_state (statement))
    return FALSE;
  for (; *sql != '\0'; sql++)
    if (g_ascii_strncasecmp (sql, mode, strlen (mode)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_part (Parser *self, const MoScriptPart *part, GError **error)
{
  if (self->escapes_may_end && !mo_statement_check_backslashes (part->statement, error))
    return FALSE;
  self->escapes_may_end |= sets_no_backslash_escapes (part->statement);
  return TRUE;
}

static gboolean
end_piece (Parser *self, GError **error)
{
  Piece *piece = &self->piece;
  MoStatementFlags flags = MO_STATEMENT_SCRIPTED;
  g_autoptr (GError) local = NULL;
  MoScriptPart part = { NULL, piece->line };

  if (piece->start == NULL)
    return TRUE;
  if (self->delimiter != NULL && is_opaque (piece))
    flags |= MO_STATEMENT_OPAQUE;
  part.statement = mo_statement_new_scripted (piece->start, (gsize) (piece->end - piece->start),
                                              flags, &local);
  piece_clear (piece);
  if (part.statement != NULL)
    g_array_append_val (self->script->parts, part);
  if (part.statement != NULL && check_part (self, &part, &local))
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&local), "line %u of the script: ",
                              part.line);
  return FALSE;
}

/* A semicolon, or the end of the text, where that is what ends statements. */
static gboolean
end_at_semicolon (Parser *self, gboolean *ends, GError **error)
{
  Piece *piece = &self->piece;
  gboolean bare_ends;
  const char *doubt;

  *ends = mo_script_body_take_semicolon (&piece->body);
  bare_ends = piece->bare.n_tokens > 0 ? mo_script_body_take_semicolon (&piece->bare) : *ends;
  doubt = mo_script_body_get_doubt (&piece->body);
  if (doubt != NULL)
    return refuse_doubt (self, doubt, error);
  if (*ends != bare_ends)
    return refuse_doubt (self, "it depends on an executable comment", error);
  return TRUE;
}

static gboolean
take_semicolon (Parser *self, GError **error)
{
  Piece *piece = &self->piece;
  gboolean ends;

  if (piece->start == NULL) /* one without a statement */
    return TRUE;
  if (self->delimiter != NULL && mo_script_body_is_possible (&piece->body))
    {
      piece->has_ended |= mo_script_body_take_semicolon (&piece->body);
      return TRUE;
    }
  if (self->lexer.in_executable_comment)
    return refuse (self, self->token.start, "a semicolon inside an executable comment", ADVICE,
                   error);
  return end_at_semicolon (self, &ends, error) && (!ends || end_piece (self, error));
}

static gboolean
end_text (Parser *self, GError **error)
{
  gboolean ends = TRUE;

  if (self->piece.start == NULL)
    return TRUE;
  if (self->delimiter == NULL && !end_at_semicolon (self, &ends, error))
    return FALSE;
  if (!ends)
    return refuse_doubt (self, "it has no end", error);
  return end_piece (self, error);
}

/* --- DELIMITER --- */

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static gboolean
begins_line (const Parser *self, const char *position)
{
  while (position > self->text && is_blank (position[-1]))
    position--;
  return position == self->text || position[-1] == '\n';
}

/* NULL: it can be one. */
static const char *
find_fault (const char *delimiter)
{
  gsize n_word_chars = 0;

  if (*delimiter == '\0')
    return DELIMITER_WORD " without a delimiter behind it";
  if (strlen (delimiter) > MOST_DELIMITER_BYTES)
    return "a delimiter of more than 15 bytes";
  if (strpbrk (delimiter, "'\"`\\#") != NULL || strstr (delimiter, "--") != NULL
      || strstr (delimiter, "/*") != NULL || strstr (delimiter, "*/") != NULL)
    return "a delimiter with a quote, a backslash or the mark of a comment";
  for (const char *c = delimiter; *c != '\0'; c++)
    n_word_chars += mo_lexer_is_word_char (*c) && *c != '$';
  if (n_word_chars > 0
      && (n_word_chars < strlen (delimiter) || g_ascii_isdigit (*delimiter)))
    return "a delimiter of letters or digits and other characters";
  return NULL;
}

/* The line from its DELIMITER on; the text goes on behind it. */
static gboolean
take_delimiter_line (Parser *self, GError **error)
{
  const char *start = self->token.start;
  const char *name = start + strlen (DELIMITER_WORD);
  gsize length;
  const char *rest;
  const char *fault;
  g_autofree char *delimiter = NULL;

  while (is_blank (*name))
    name++;
  length = strcspn (name, " \t\r\n");
  delimiter = g_strndup (name, length);
  fault = find_fault (delimiter);
  if (fault != NULL)
    return refuse (self, start, fault, ": take another, such as //", error);
  rest = name + length;
  while (is_blank (*rest))
    rest++;
  if (*rest != '\n' && *rest != '\0' && *rest != '#' && !g_str_has_prefix (rest, "--"))
    return refuse (self, start, "something behind the delimiter", ": begin a new line", error);
  g_free (self->delimiter);
  self->delimiter = g_str_equal (delimiter, ";") ? NULL : g_steal_pointer (&delimiter);
  self->lexer.delimiter = self->delimiter;
  self->lexer.position = rest + strcspn (rest, "\n");
  return TRUE;
}

/* Of the word, where it may be such a line. */
static gboolean
is_delimiter_word (const Parser *self)
{
  const char *behind = self->token.start + self->token.length;

  return mo_token_is_word (&self->token, DELIMITER_WORD)
         && (is_blank (*behind) || *behind == '\n' || *behind == '\0')
         && (self->piece.start == NULL || begins_line (self, self->token.start));
}

static gboolean
take_delimiter_word (Parser *self, GError **error)
{
  const char *start = self->token.start;

  if (self->piece.start != NULL)
    return refuse (self, start, "a line that begins with DELIMITER inside of a statement",
                   ": end the statement before it; and write a name in backticks", error);
  if (!begins_line (self, start))
    return refuse (self, start, "DELIMITER, which is known at the beginning of a line only",
                   ": begin a new line", error);
  return take_delimiter_line (self, error);
}

/* --- tokens --- */

static void
add_token (Parser *self)
{
  Piece *piece = &self->piece;
  const MoToken *token = &self->token;

  if (piece->start == NULL)
    {
      piece->start = token->start;
      piece->line = find_line (self, token->start);
    }
  piece->end = token->start + token->length;
  piece->is_several |= piece->has_ended;
  if (token->type == MO_TOKEN_SPACE)
    return; /* the mark of an executable comment */
  mo_script_body_take (&piece->body, token);
  if (!self->lexer.in_executable_comment)
    mo_script_body_take (&piece->bare, token);
}

static gboolean
take_token (Parser *self, GError **error)
{
  switch (self->token.type)
    {
    case MO_TOKEN_ERROR:
      return refuse (self, self->token.start, self->lexer.error, "", error);
    case MO_TOKEN_DELIMITER:
      if (self->lexer.in_executable_comment)
        return refuse (self, self->token.start, "the delimiter inside an executable comment",
                       ": take another", error);
      return end_piece (self, error);
    case MO_TOKEN_SEMICOLON:
      return take_semicolon (self, error);
    case MO_TOKEN_SPACE:
      if (mo_token_is_comment_mark (&self->token))
        add_token (self);
      else if (*self->token.start == '/' && self->piece.start != NULL && !self->piece.has_ended)
        self->piece.end = self->token.start + self->token.length;
      return TRUE;
    case MO_TOKEN_END:
    case MO_TOKEN_WORD:
    case MO_TOKEN_QUOTED_IDENTIFIER:
    case MO_TOKEN_STRING:
    case MO_TOKEN_NUMBER:
    case MO_TOKEN_VARIABLE:
    case MO_TOKEN_POSITIONAL:
    case MO_TOKEN_FORMAT:
    case MO_TOKEN_NAMED:
    case MO_TOKEN_OPERATOR:
    default:
      if (self->token.type == MO_TOKEN_OPERATOR && *self->token.start == '?')
        return refuse_parameter (self, error);
      if (is_delimiter_word (self))
        return take_delimiter_word (self, error);
      add_token (self);
      return TRUE;
    }
}

static gboolean
parse (Parser *self, GError **error)
{
  while (mo_lexer_next (&self->lexer, &self->token) != MO_TOKEN_END)
    if (!take_token (self, error))
      return FALSE;
  if (!end_text (self, error))
    return FALSE;
  if (self->script->parts->len > 0)
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_SYNTAX,
                       "the script holds no statement: it is empty, or all comment");
  return FALSE;
}

MoScript *
mo_script_new (const char *text, GError **error)
{
  g_autoptr (MoScript) self = g_new0 (MoScript, 1);
  Parser parser = { .script = self, .text = text, .counted = text, .line = 1 };
  gboolean ok;

  self->parts = g_array_new (FALSE, FALSE, sizeof (MoScriptPart));
  g_array_set_clear_func (self->parts, part_clear);
  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT, "the script's text is not %s",
                   text == NULL ? "there (NULL)" : "UTF-8");
      return NULL;
    }
  if (g_str_has_prefix (text, byte_order_mark))
    parser.text = parser.counted = text += strlen (byte_order_mark);
  parser.has_secret = mo_secret_may_be_in_text (text, strlen (text));
  mo_lexer_init (&parser.lexer, text, strlen (text), MO_LEXER_NO_PARAMETERS);
  ok = parse (&parser, error);
  piece_clear (&parser.piece);
  g_free (parser.delimiter);
  return ok ? g_steal_pointer (&self) : NULL;
}

void
mo_script_free (MoScript *self)
{
  g_array_unref (self->parts);
  g_free (self);
}

static const MoScriptPart *
peek_part (const MoScript *self, guint index)
{
  return &g_array_index (self->parts, MoScriptPart, index);
}

guint
mo_script_get_length (const MoScript *self)
{
  return self->parts->len;
}

MoStatement *
mo_script_get_statement (const MoScript *self, guint index)
{
  return peek_part (self, index)->statement;
}

char *
mo_script_dup_place (const MoScript *self, guint index)
{
  return g_strdup_printf ("statement %u of %u, line %u", index + 1, self->parts->len,
                          peek_part (self, index)->line);
}
