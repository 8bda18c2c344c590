/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoLexer: one pass over a statement, as MatrixOne, MariaDB and MySQL all read it.
 *
 * What the caller decides on tokens (is this one statement, where are its parameters, does it end
 * the transaction) must hold on the server. The servers do not read every text alike: MatrixOne
 * takes a quote into the name of a variable (@a') and of what is behind _utf8mb4, // as a comment,
 * $$ as a quote, and loses some quotes in an executable comment; a server that skips an executable
 * comment ends it at the first mark, quoted or not. None of that is in any sensible statement, so
 * such a text is an error here.
 */

#include "sql/mo-lexer-private.h"

#include <string.h>

#include "sql/mo-word-private.h"

#define VERSION_DIGITS 5

static const char not_closed_comment[] = "a comment that is not closed";

gboolean
mo_lexer_is_word_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || (guchar) c >= 0x80;
}

/* As the servers have it, in any locale. */
static gboolean
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The byte at @position, or 0 at the end; a NUL in the text is an error in any case. */
static char
peek (const MoLexer *self, const char *position)
{
  return position < self->end ? *position : '\0';
}

static gboolean
starts_with (const MoLexer *self, const char *position, const char *prefix)
{
  gsize length = strlen (prefix);

  return (gsize) (self->end - position) >= length && memcmp (position, prefix, length) == 0;
}

/* $ is one of those. */
static gboolean
is_word_delimiter (const MoLexer *self)
{
  return self->delimiter != NULL && mo_lexer_is_word_char (*self->delimiter)
         && *self->delimiter != '$';
}

/* One that is no word: it may stand right behind a word, as in END$$. */
static gboolean
is_at_delimiter (const MoLexer *self, const char *position)
{
  return self->delimiter != NULL && !is_word_delimiter (self)
         && starts_with (self, position, self->delimiter);
}

static const char *
skip_word (const MoLexer *self, const char *position)
{
  while (position < self->end && mo_lexer_is_word_char (*position)
         && !is_at_delimiter (self, position))
    position++;
  return position;
}

static const char *
skip_digits (const MoLexer *self, const char *position)
{
  while (g_ascii_isdigit (peek (self, position)))
    position++;
  return position;
}

static const char *
find (const char *start, const char *end, const char *mark)
{
  return memmem (start, (gsize) (end - start), mark, strlen (mark));
}

static MoTokenType
fail (MoLexer *self, const char *why)
{
  self->error = why;
  return MO_TOKEN_ERROR;
}

void
mo_lexer_init (MoLexer *self, const char *sql, gsize length, MoLexerFlags flags)
{
  *self = (MoLexer){ .text = sql, .position = sql, .end = sql + length, .flags = flags };
}

/* '…', "…" or `…`, from the opening quote. */
static MoTokenType
scan_quoted (MoLexer *self, MoTokenType type)
{
  char quote = *self->position;
  gboolean escapes = quote != '`' && !(self->flags & MO_LEXER_NO_BACKSLASH_ESCAPES)
                     && !(quote == '"' && (self->flags & MO_LEXER_ANSI_QUOTES));
  const char *position = self->position + 1;

  while (position < self->end)
    {
      if (escapes && *position == '\\')
        position += position + 1 < self->end ? 2 : 1;
      else if (*position != quote)
        position++;
      else if (peek (self, position + 1) == quote)
        position += 2;
      else
        {
          self->position = position + 1;
          return type;
        }
    }
  return fail (self,
               quote == '`' ? "a quoted name that is not closed" : "a string that is not closed");
}

static MoTokenType
scan_line_comment (MoLexer *self)
{
  const char *newline = memchr (self->position, '\n', (gsize) (self->end - self->position));

  self->position = newline != NULL ? newline + 1 : self->end;
  return MO_TOKEN_SPACE;
}

/* Optimizer hints have quotes of their own, in which the mark does not end the comment. */
static gboolean
is_hint_ambiguous (const char *start, const char *end)
{
  char quote = '\0';

  for (; start < end; start++)
    {
      if (*start == '\\')
        return TRUE;
      if (quote != '\0')
        quote = *start == quote ? '\0' : quote;
      else if (*start == '\'' || *start == '"' || *start == '`')
        quote = *start;
    }
  return quote != '\0';
}

static MoTokenType
scan_block_comment (MoLexer *self)
{
  const char *start = self->position;
  const char *mark = find (start + 2, self->end, "*/");

  if (mark == NULL)
    return fail (self, not_closed_comment);
  if (start[2] == '+' && is_hint_ambiguous (start + 3, mark))
    return fail (self, "a hint with a backslash, or with a quote that is not closed");
  self->position = mark + 2;
  return MO_TOKEN_SPACE;
}

/* The opening mark with its version: five digits, or six. */
static MoTokenType
open_executable_comment (MoLexer *self, gsize mark_length)
{
  const char *digits = self->position + mark_length;
  gsize n_digits = (gsize) (skip_digits (self, digits) - digits);
  char behind = peek (self, digits + n_digits);

  /* A server that reads five digits would take the sixth into what follows. */
  if (n_digits > VERSION_DIGITS
      && (n_digits > VERSION_DIGITS + 1 || mo_lexer_is_word_char (behind) || behind == '.'))
    return fail (self, "an executable comment whose version servers read differently");
  self->in_executable_comment = TRUE;
  self->comment = self->position;
  self->position = digits;
  if (n_digits >= VERSION_DIGITS)
    self->position += MIN (n_digits, VERSION_DIGITS + 1);
  return MO_TOKEN_SPACE;
}

static MoTokenType
scan_slash (MoLexer *self)
{
  const char *start = self->position;

  if (starts_with (self, start, "//"))
    return fail (self, "//, which is a comment on MatrixOne and an error elsewhere");
  if (!starts_with (self, start, "/*"))
    {
      self->position++;
      return MO_TOKEN_OPERATOR;
    }
  if (self->in_executable_comment)
    return fail (self, "a comment inside an executable comment");
  if (starts_with (self, start, "/*!"))
    return open_executable_comment (self, 3);
  if (starts_with (self, start, "/*M!"))
    return open_executable_comment (self, 4);
  return scan_block_comment (self);
}

static MoTokenType
scan_word (MoLexer *self)
{
  const char *start = self->position;

  self->position = skip_word (self, start);
  if (mo_word_is_dollar_quote (start, self->position))
    return fail (self, "a name that begins with $ and has another one");
  if (mo_word_is_cut (start, self->position, self->end))
    return fail (self, "_utf8mb4 before anything but a string in single quotes, which MatrixOne "
                       "misreads (but not _UTF8MB4)");
  return MO_TOKEN_WORD;
}

/* From 0x or 0b. MatrixOne swallows the character behind one that has no digits. */
static MoTokenType
scan_radix (MoLexer *self)
{
  const char *start = self->position;
  char first = peek (self, start + 2);
  gboolean has_digits =
      (start[1] | 0x20) == 'x' ? g_ascii_isxdigit (first) : first == '0' || first == '1';

  if (!has_digits && !mo_lexer_is_word_char (first))
    return fail (self, "a number without digits");
  return scan_word (self);
}

static MoTokenType
scan_number (MoLexer *self)
{
  const char *start = self->position;
  const char *position;
  char sign;

  if (*start == '0' && strchr ("xXbB", peek (self, start + 1)) != NULL
      && peek (self, start + 1) != '\0')
    return scan_radix (self) == MO_TOKEN_ERROR ? MO_TOKEN_ERROR : MO_TOKEN_NUMBER;
  position = skip_digits (self, start);
  if (peek (self, position) == '.')
    position = skip_digits (self, position + 1);
  if ((peek (self, position) | 0x20) == 'e')
    {
      sign = peek (self, position + 1);
      if (sign == '+' || sign == '-')
        {
          /* MatrixOne takes the sign into the number, so that 1e-- is no comment there. */
          if (!g_ascii_isdigit (peek (self, position + 2)))
            return fail (self, "a number without digits in its exponent");
          position = skip_digits (self, position + 2);
        }
      else if (g_ascii_isdigit (sign))
        position = skip_digits (self, position + 1);
    }
  self->position = skip_word (self, position);
  if (mo_word_is_dollar_quote (*start == '.' ? start + 1 : start, self->position))
    return fail (self, "a name that begins with a digit and has two $");
  return self->position > position ? MO_TOKEN_WORD : MO_TOKEN_NUMBER;
}

static gboolean
is_quote (char c)
{
  return c == '\'' || c == '"' || c == '`';
}

/* @x, @@x, @@session.x, @`x`, and the host of 'user'@'host'. MatrixOne takes any character behind
 * the sign, and quotes further on, into the name. */
static MoTokenType
scan_variable (MoLexer *self)
{
  const char *start = self->position;
  gboolean system = peek (self, start + 1) == '@';
  const char *name = start + (system ? 2 : 1);
  const char *position = name;
  char first = peek (self, name);

  if (first == '`' || (!system && is_quote (first)))
    {
      self->position = name;
      return scan_quoted (self, MO_TOKEN_VARIABLE);
    }
  while (position < self->end && (mo_lexer_is_word_char (*position) || *position == '.')
         && !is_at_delimiter (self, position))
    position++;
  if (position == name)
    return fail (self, "an @ without a name");
  if (is_quote (peek (self, position)))
    return fail (self, "a quote right behind a variable's name");
  if (mo_word_is_dollar_quote (name, position))
    return fail (self, "a variable's name that begins with $ and has another one");
  self->position = position;
  return MO_TOKEN_VARIABLE;
}

static MoTokenType
scan_colon (MoLexer *self)
{
  const char *start = self->position;
  char next = peek (self, start + 1);
  char before = start > self->text ? start[-1] : ' ';

  if (next == '=' || next == ':')
    {
      self->position += 2;
      return MO_TOKEN_OPERATOR;
    }
  self->position++;
  if ((!g_ascii_isalpha (next) && next != '_') || (self->flags & MO_LEXER_NO_PARAMETERS) != 0)
    return MO_TOKEN_OPERATOR;
  if (before == ':' || before == '@' || is_quote (before) || mo_lexer_is_word_char (before))
    return MO_TOKEN_OPERATOR;
  self->position = skip_word (self, self->position);
  return MO_TOKEN_NAMED;
}

static MoTokenType
scan_single (MoLexer *self, MoTokenType type)
{
  self->position++;
  return type;
}

static MoTokenType
scan_minus (MoLexer *self)
{
  const char *next = self->position + 2;

  if (peek (self, self->position + 1) == '-'
      && (next == self->end || is_space (*next) || g_ascii_iscntrl (*next)))
    return scan_line_comment (self);
  return scan_single (self, MO_TOKEN_OPERATOR);
}

static MoTokenType
scan_percent (MoLexer *self)
{
  if (peek (self, self->position + 1) != 's' || (self->flags & MO_LEXER_NO_PARAMETERS) != 0
      || mo_lexer_is_word_char (peek (self, self->position + 2)))
    return scan_single (self, MO_TOKEN_OPERATOR);
  self->position += 2;
  return MO_TOKEN_FORMAT;
}

static MoTokenType
scan_star (MoLexer *self)
{
  if (!self->in_executable_comment || peek (self, self->position + 1) != '/')
    return scan_single (self, MO_TOKEN_OPERATOR);
  self->in_executable_comment = FALSE;
  self->comment = NULL;
  self->position += 2;
  return MO_TOKEN_SPACE;
}

static MoTokenType
scan_spaces (MoLexer *self)
{
  while (self->position < self->end && is_space (*self->position))
    self->position++;
  return MO_TOKEN_SPACE;
}

static MoTokenType
scan (MoLexer *self)
{
  char c = *self->position;

  if (is_at_delimiter (self, self->position))
    {
      self->position += strlen (self->delimiter);
      return MO_TOKEN_DELIMITER;
    }
  switch (c)
    {
    case '\'':
    case '"':
      return scan_quoted (self, MO_TOKEN_STRING);
    case '`':
      return scan_quoted (self, MO_TOKEN_QUOTED_IDENTIFIER);
    case '#':
      return scan_line_comment (self);
    case '-':
      return scan_minus (self);
    case '/':
      return scan_slash (self);
    case '*':
      return scan_star (self);
    case '@':
      return scan_variable (self);
    case ':':
      return scan_colon (self);
    case '%':
      return scan_percent (self);
    case '?':
      return scan_single (self, self->flags & MO_LEXER_NO_PARAMETERS ? MO_TOKEN_OPERATOR
                                                                      : MO_TOKEN_POSITIONAL);
    case ';':
      return scan_single (self, MO_TOKEN_SEMICOLON);
    default:
      break;
    }
  if (is_space (c))
    return scan_spaces (self);
  if (g_ascii_isdigit (c) || (c == '.' && g_ascii_isdigit (peek (self, self->position + 1))))
    return scan_number (self);
  if (mo_lexer_is_word_char (c))
    return scan_word (self);
  return scan_single (self, MO_TOKEN_OPERATOR);
}

/* Whether a token inside an executable comment reads the same on a server that skips the comment,
 * and on MatrixOne, which opens a string only before some characters there. */
static const char *
find_ambiguity (const MoToken *token)
{
  const char *end = token->start + token->length;
  const char *quote = token->start + (token->type == MO_TOKEN_VARIABLE ? 1 : 0);

  if (find (token->start, end, "/*") != NULL || find (token->start, end, "*/") != NULL)
    return "a comment's mark inside a quote or comment of an executable comment";
  if (token->type != MO_TOKEN_STRING && token->type != MO_TOKEN_VARIABLE)
    return NULL;
  /* quote[1] exists: the string is closed. */
  if (*quote == '\'' && !g_ascii_isalnum (quote[1]) && strchr ("_$'|-", quote[1]) == NULL)
    return "a string in an executable comment that begins with neither letter nor digit";
  return NULL;
}

static MoTokenType
finish (MoLexer *self, MoToken *token, MoTokenType type, const char *start)
{
  token->type = type;
  token->start = start;
  token->length = (gsize) ((type == MO_TOKEN_ERROR ? self->end : self->position) - start);
  if (type == MO_TOKEN_ERROR || type == MO_TOKEN_END)
    {
      self->position = self->end;
      self->in_executable_comment = FALSE;
    }
  return type;
}

/* One that is a word is found in the middle of others by the servers' own clients. */
static MoTokenType
look_for_word_delimiter (MoLexer *self, const char *start, MoTokenType type)
{
  gsize length = (gsize) (self->position - start);

  if (!is_word_delimiter (self)
      || (type != MO_TOKEN_WORD && type != MO_TOKEN_NUMBER && type != MO_TOKEN_VARIABLE)
      || find (start, self->position, self->delimiter) == NULL)
    return type;
  return type == MO_TOKEN_WORD && length == strlen (self->delimiter)
             ? MO_TOKEN_DELIMITER
             : fail (self, "a word with the delimiter in it");
}

MoTokenType
mo_lexer_next (MoLexer *self, MoToken *token)
{
  const char *start = self->position;
  gboolean was_inside = self->in_executable_comment;
  const char *nul;
  MoTokenType type;

  if (start == self->end)
    {
      if (!self->in_executable_comment)
        return finish (self, token, MO_TOKEN_END, start);
      return finish (self, token, fail (self, not_closed_comment), self->comment);
    }
  type = finish (self, token, look_for_word_delimiter (self, start, scan (self)), start);
  nul = memchr (start, '\0', token->length);
  if (nul != NULL)
    return finish (self, token, fail (self, "a NUL byte"), nul);
  if (was_inside && self->in_executable_comment && type != MO_TOKEN_ERROR)
    {
      const char *why = find_ambiguity (token);

      if (why != NULL)
        return finish (self, token, fail (self, why), start);
    }
  return type;
}
