/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MatrixOne, whose scanner looks at one byte at a time, and takes some along without looking. */

#include "server-reading-private.h"

#include <string.h>

#define INTRODUCER "_utf8mb4"

static gboolean
is_digit (int c)
{
  return c >= '0' && c <= '9';
}

static gboolean
is_letter (const Reading *self, int c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'
         || (c >= 0x80 && self->dialect.reader == READER_MATRIXONE_LATER);
}

static gboolean
is_blank (int c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void
skip_blanks (Reading *self)
{
  while (is_blank (server_reading_peek (self, 0)))
    self->position++;
}

static void
step (Reading *self, gsize n)
{
  self->position = MIN (self->position + n, self->length);
}

/* The first character is taken whatever it is. A variable's name has dots and quotes in it. */
static void
read_name (Reading *self, gboolean is_variable)
{
  gboolean dollar = server_reading_peek (self, 0) == '$';

  step (self, 1);
  for (;; self->position++)
    {
      int c = server_reading_peek (self, 0);

      if (c == '$' && dollar)
        return;
      if (!is_letter (self, c) && !is_digit (c)
          && !(is_variable && c > 0 && strchr (".\"`'", c) != NULL))
        return;
    }
}

/* From the quote on. */
static gboolean
read_string (Reading *self)
{
  gsize start = self->position;
  int quote = server_reading_peek (self, 0);
  gboolean is_quoted_name = quote == '`' || (quote == '"' && self->dialect.ansi_quotes);
  gboolean escapes = !is_quoted_name && !self->dialect.no_backslash_escapes;

  for (self->position++; self->position < self->length; self->position++)
    {
      int c = server_reading_peek (self, 0);

      if (c == '\\' && escapes)
        self->position++;
      else if (c == quote && server_reading_peek (self, 1) == quote)
        self->position++;
      else if (c == quote)
        {
          /* A name is not empty. */
          if (is_quoted_name && self->position == start + 1)
            return FALSE;
          self->position++;
          server_reading_mark (self, start, READ_QUOTED);
          return TRUE;
        }
    }
  return FALSE;
}

/* x'…' and b'…', from the letter on. */
static gboolean
read_digits_in_quotes (Reading *self, const char *digits)
{
  gsize start = ++self->position;

  self->position++;
  while (server_reading_peek (self, 0) > 0
         && strchr (digits, server_reading_peek (self, 0)) != NULL)
    self->position++;
  if (server_reading_peek (self, 0) != '\'')
    return FALSE;
  self->position++;
  server_reading_mark (self, start, READ_QUOTED);
  return strlen (digits) == 2 || (self->position - start) % 2 == 0;
}

/* $…$, from the first one on, and then the name once more. */
static gboolean
read_dollar_quoted (Reading *self, gsize start)
{
  gsize tag = self->position - start;

  self->position++;
  while (self->position < self->length && server_reading_peek (self, 0) != '$')
    self->position++;
  if (self->position == self->length)
    return FALSE;
  if (self->length - self->position < tag
      || memcmp (self->sql + self->position, self->sql + start, tag) != 0)
    return FALSE;
  step (self, tag + 1);
  server_reading_mark (self, start, READ_QUOTED);
  return TRUE;
}

/* 1.3: what is behind it is a string in single quotes, or two names, of which the first characters
 * may be anything. */
static gboolean
read_introducer (Reading *self)
{
  gsize blanks = strlen (INTRODUCER);

  while (is_blank (server_reading_peek (self, blanks)))
    blanks++;
  if (server_reading_peek (self, blanks) == '\'')
    {
      step (self, blanks);
      return read_string (self);
    }
  if (self->dialect.reader == READER_MATRIXONE)
    {
      step (self, blanks);
      read_name (self, FALSE);
    }
  read_name (self, FALSE);
  return TRUE;
}

static gboolean
read_word (Reading *self)
{
  gsize start = self->position;
  int c = server_reading_peek (self, 0);

  if ((c == 'x' || c == 'X') && server_reading_peek (self, 1) == '\'')
    return read_digits_in_quotes (self, "0123456789abcdefABCDEF");
  if ((c == 'b' || c == 'B') && server_reading_peek (self, 1) == '\'')
    return read_digits_in_quotes (self, "01");
  if (self->length - start >= strlen (INTRODUCER)
      && memcmp (self->sql + start, INTRODUCER, strlen (INTRODUCER)) == 0)
    return read_introducer (self);
  read_name (self, FALSE);
  if (c == '$' && server_reading_peek (self, 0) == '$')
    return read_dollar_quoted (self, start);
  return TRUE;
}

static gboolean
read_variable (Reading *self)
{
  self->position++;
  skip_blanks (self);
  if (server_reading_peek (self, 0) == '@')
    self->position++;
  else if (server_reading_peek (self, 0) == '\'' || server_reading_peek (self, 0) == '"'
           || server_reading_peek (self, 0) == ',')
    return TRUE;
  if (server_reading_peek (self, 0) == '`')
    return read_string (self);
  if (self->position == self->length)
    return FALSE;
  read_name (self, TRUE);
  return TRUE;
}

static void
skip_digits (Reading *self, const char *digits)
{
  while (server_reading_peek (self, 0) > 0
         && strchr (digits, server_reading_peek (self, 0)) != NULL)
    self->position++;
}

/* Behind 0x and 0b. */
static void
read_radix (Reading *self, const char *digits)
{
  gsize start = self->position;

  skip_digits (self, digits);
  if (self->position == start || is_digit (server_reading_peek (self, 0)))
    read_name (self, FALSE);
  else if (is_letter (self, server_reading_peek (self, 0)))
    read_name (self, FALSE);
}

static gboolean
read_number (Reading *self)
{
  int second = server_reading_peek (self, 1) | 0x20;
  gboolean is_name = TRUE; /* where letters follow */
  int c;

  if (server_reading_peek (self, 0) == '0' && (second == 'x' || second == 'b'))
    {
      self->position += 2;
      read_radix (self, second == 'x' ? "0123456789abcdefABCDEF" : "01");
      return TRUE;
    }
  skip_digits (self, "0123456789");
  if (server_reading_peek (self, 0) == '.')
    {
      is_name = FALSE;
      self->position++;
      skip_digits (self, "0123456789");
    }
  c = server_reading_peek (self, 0);
  if (c == 'e' || c == 'E')
    {
      c = server_reading_peek (self, 1);
      if (c == '+' || c == '-' || is_digit (c))
        {
          is_name = FALSE;
          self->position += is_digit (c) ? 1 : 2;
          skip_digits (self, "0123456789");
        }
    }
  if (is_letter (self, server_reading_peek (self, 0))
      && (is_name || self->dialect.reader == READER_MATRIXONE))
    read_name (self, FALSE);
  return TRUE;
}

static void
skip_line (Reading *self, gsize mark)
{
  gsize start = self->position;

  step (self, mark);
  while (self->position < self->length && server_reading_peek (self, 0) != '\n')
    self->position++;
  server_reading_mark (self, start, READ_COMMENT);
}

static gboolean
skip_comment (Reading *self)
{
  gsize start = self->position;
  const char *end;

  step (self, 2);
  end = memmem (self->sql + self->position, self->length - self->position, "*/", 2);
  if (end == NULL)
    return FALSE;
  self->position = (gsize) (end - self->sql) + 2;
  server_reading_mark (self, start, READ_COMMENT);
  return TRUE;
}

/* All of them are executed, whatever the version says, which has five digits. */
static gboolean
open_comment (Reading *self)
{
  gsize start = self->position;

  self->in_comment = TRUE;
  step (self, 3);
  if (is_digit (server_reading_peek (self, 0)))
    for (gsize i = 0; i < 5; i++, self->position++)
      if (!is_digit (server_reading_peek (self, 0)))
        return FALSE;
  server_reading_mark (self, start, READ_COMMENT);
  return TRUE;
}

/* A quote in an executable comment opens a string before some characters only. */
static gboolean
read_quote_in_comment (Reading *self)
{
  int next = server_reading_peek (self, 1);

  if (next == '+' && server_reading_peek (self, 2) == '\'')
    {
      self->position += 2;
      return TRUE;
    }
  if (next == '+' || next == '-' || next == '\'' || next == '|' || is_digit (next)
      || (next < 0x80 && is_letter (self, next)))
    return read_string (self);
  self->position++;
  return TRUE;
}

static gboolean
read_colon (Reading *self)
{
  int next = server_reading_peek (self, 1);

  if (next == '=' || next == ':')
    {
      self->position += 2;
      return TRUE;
    }
  self->position++;
  if (next < 0x80 && is_letter (self, next))
    {
      while (is_digit (server_reading_peek (self, 0)) || server_reading_peek (self, 0) == '.'
             || (server_reading_peek (self, 0) < 0x80
                 && is_letter (self, server_reading_peek (self, 0))))
        self->position++;
      return TRUE;
    }
  skip_blanks (self);
  next = server_reading_peek (self, 0);
  return next > 0 && strchr ("LlWwRr", next) != NULL;
}

static gboolean
read_other (Reading *self)
{
  int c = server_reading_peek (self, 0);
  int next = server_reading_peek (self, 1);
  int third = server_reading_peek (self, 2);

  if (c == '/' && next == '*')
    return third == '!' ? open_comment (self) : skip_comment (self);
  if (c == '*' && next == '/' && self->in_comment)
    {
      self->in_comment = FALSE;
      step (self, 2);
      server_reading_mark (self, self->position - 2, READ_COMMENT);
      return TRUE;
    }
  if (c == '/' && next == '/')
    skip_line (self, 2);
  else if (c == '#')
    skip_line (self, 1);
  else if (c == '-' && next == '-' && (third < 0 || is_blank (third)))
    skip_line (self, 2);
  else if (c > 0 && strchr ("=,()+*%^~{}&|?.-<>!/;", c) != NULL)
    self->position++;
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_token (Reading *self)
{
  int c;

  skip_blanks (self);
  c = server_reading_peek (self, 0);
  if (c < 0)
    return TRUE;
  /* A character of four bytes is in no name. */
  if (c >= 0xf0 && self->dialect.reader == READER_MATRIXONE_LATER)
    return FALSE;
  if (c == '@')
    return read_variable (self);
  if (is_letter (self, c))
    return read_word (self);
  if (is_digit (c) || (c == '.' && is_digit (server_reading_peek (self, 1))))
    return read_number (self);
  if (c == ':')
    return read_colon (self);
  if (c == '\'' && self->in_comment)
    return read_quote_in_comment (self);
  if (c == '\'' || c == '"' || c == '`')
    return read_string (self);
  return read_other (self);
}

gboolean
server_reading_matrixone (Reading *self)
{
  while (self->position < self->length)
    if (!read_token (self))
      return FALSE;
  /* That an executable comment is still open is no matter. */
  return TRUE;
}
