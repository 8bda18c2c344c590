/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MariaDB and MySQL, whose lexers are of one family: a table of states by the first character. */

#include "server-reading-private.h"

#include <string.h>

#define MARIADB_VERSION 101119
#define MYSQL_VERSION 80036

static gboolean
is_digit (int c)
{
  return c >= '0' && c <= '9';
}

static gboolean
is_letter (int c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* In utf8mb4. */
static gboolean
is_name (int c)
{
  return is_digit (c) || is_letter (c) || c == '_' || c == '$' || c >= 0x80;
}

static gboolean
is_blank (int c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind the end there is a NUL, which is one. */
static gboolean
is_control (int c)
{
  return c < 0x20 || c == 0x7f;
}

/* A name, and what is behind a dot is one too, whatever it begins with. */
static void
skip_names (Reading *self)
{
  while (is_name (server_reading_peek (self, 0))
         || (server_reading_peek (self, 0) == '.' && is_name (server_reading_peek (self, 1))))
    self->position++;
}

/* From the quote on. */
static gboolean
read_quoted (Reading *self, gboolean escapes)
{
  gsize start = self->position;
  int quote = server_reading_peek (self, 0);

  for (self->position++; self->position < self->length; self->position++)
    {
      int c = server_reading_peek (self, 0);

      if (c == '\\' && escapes)
        self->position++;
      else if (c == quote && server_reading_peek (self, 1) == quote)
        self->position++;
      else if (c == quote)
        {
          self->position++;
          server_reading_mark (self, start, READ_QUOTED);
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_string (Reading *self)
{
  gboolean is_name_quote = server_reading_peek (self, 0) == '"' && self->dialect.ansi_quotes;

  return read_quoted (self, !self->dialect.no_backslash_escapes && !is_name_quote);
}

/* x'…' and b'…', from the quote on: nothing but digits. */
static gboolean
read_digits_in_quotes (Reading *self, gboolean hexadecimal)
{
  gsize start = self->position++;
  gsize first = self->position;

  while (hexadecimal ? g_ascii_isxdigit (server_reading_peek (self, 0))
                           && server_reading_peek (self, 0) < 0x80
                     : server_reading_peek (self, 0) == '0' || server_reading_peek (self, 0) == '1')
    self->position++;
  if (server_reading_peek (self, 0) != '\'' || (hexadecimal && (self->position - first) % 2 != 0))
    return FALSE;
  self->position++;
  server_reading_mark (self, start, READ_QUOTED);
  return TRUE;
}

static gboolean
read_name (Reading *self)
{
  int c = server_reading_peek (self, 0);

  if (server_reading_peek (self, 1) == '\'')
    {
      self->position++;
      if (c == 'x' || c == 'X')
        return read_digits_in_quotes (self, TRUE);
      if (c == 'b' || c == 'B')
        return read_digits_in_quotes (self, FALSE);
      if (c == 'n' || c == 'N')
        return read_string (self);
      self->position--;
    }
  skip_names (self);
  return TRUE;
}

static void
skip_digits (Reading *self)
{
  while (is_digit (server_reading_peek (self, 0)))
    self->position++;
}

/* Behind the point. Of an exponent without digits, the character behind it is all that is left, as
 * a token: there is none of that name, or there is none behind which two of these marks could be.
 */
static gboolean
read_fraction (Reading *self)
{
  int c;

  skip_digits (self);
  c = server_reading_peek (self, 0);
  if (c != 'e' && c != 'E')
    return TRUE;
  self->position++;
  c = server_reading_peek (self, 0);
  if (c == '+' || c == '-')
    self->position++;
  c = server_reading_peek (self, 0);
  if (is_digit (c))
    {
      skip_digits (self);
      return TRUE;
    }
  if (c <= 0 || strchr ("+-*/%(),.;!{}&|^~<>=@:? \t\r\n", c) == NULL
      || strchr ("*/-", server_reading_peek (self, 1)) != NULL)
    return FALSE;
  self->position++;
  return TRUE;
}

static gboolean
read_number (Reading *self)
{
  int second = server_reading_peek (self, 1);

  if (server_reading_peek (self, 0) == '0' && (second == 'x' || second == 'b'))
    {
      self->position += 2;
      skip_names (self);
      return TRUE;
    }
  skip_digits (self);
  if (server_reading_peek (self, 0) == '.')
    {
      if (server_reading_peek (self, 1) == '.')
        return TRUE;
      self->position++;
      return read_fraction (self);
    }
  if (server_reading_peek (self, 0) == 'e' || server_reading_peek (self, 0) == 'E')
    {
      gsize sign = server_reading_peek (self, 1) == '+' || server_reading_peek (self, 1) == '-';

      if (is_digit (server_reading_peek (self, 1 + sign)))
        {
          self->position += 1 + sign;
          skip_digits (self);
          return TRUE;
        }
    }
  skip_names (self);
  return TRUE;
}

static void
skip_line (Reading *self)
{
  gsize start = self->position;

  while (self->position < self->length && server_reading_peek (self, 0) != '\n')
    self->position++;
  server_reading_mark (self, start, READ_COMMENT);
}

/* Up to its end; FALSE: there is none. @nested: one more may be inside. */
static gboolean
skip_comment (Reading *self, gboolean nested)
{
  for (; self->position < self->length; self->position++)
    {
      int c = server_reading_peek (self, 0);
      int next = server_reading_peek (self, 1);

      if (nested && c == '/' && next == '*')
        {
          self->position += 2;
          if (!skip_comment (self, FALSE))
            return FALSE;
          self->position--;
        }
      else if (c == '*' && next == '/')
        {
          self->position += 2;
          return TRUE;
        }
    }
  return FALSE;
}

/* The digits behind the mark, which is @length long. */
static gboolean
is_executed (Reading *self, gsize length, gsize *n_digits)
{
  gboolean is_mariadb = self->dialect.reader == READER_MARIADB;
  guint version = 0;

  for (*n_digits = 0; *n_digits < 6; (*n_digits)++)
    {
      int c = server_reading_peek (self, length + *n_digits);

      if (!is_digit (c))
        break;
      version = version * 10 + (guint) (c - '0');
    }
  if (*n_digits < 5)
    {
      *n_digits = 0;
      return TRUE;
    }
  if (!is_mariadb)
    return version <= MYSQL_VERSION;
  return version <= MARIADB_VERSION && (version < 50700 || version > 99999 || length == 4);
}

static gboolean
read_comment (Reading *self)
{
  gsize start = self->position;
  gboolean is_mariadbs =
      server_reading_peek (self, 2) == 'M' && server_reading_peek (self, 3) == '!';
  gsize mark = 0;
  gsize n_digits;

  if (server_reading_peek (self, 2) == '!')
    mark = 3;
  else if (is_mariadbs && self->dialect.reader == READER_MARIADB)
    mark = 4;
  if (mark != 0 && is_executed (self, mark, &n_digits))
    {
      self->position += mark + n_digits;
      self->in_comment = TRUE;
      server_reading_mark (self, start, READ_COMMENT);
      return TRUE;
    }
  self->position += mark != 0 ? mark : 2;
  if (!skip_comment (self, mark != 0))
    return FALSE;
  server_reading_mark (self, start, READ_COMMENT);
  return TRUE;
}

/* @'x', @`x`, @@x and @x, whose name is a host's. */
static gboolean
read_variable (Reading *self)
{
  self->position++;
  if (server_reading_peek (self, 0) == '@')
    {
      self->position++;
      if (server_reading_peek (self, 0) != '`' && !is_name (server_reading_peek (self, 0)))
        return FALSE;
      return TRUE;
    }
  while (is_letter (server_reading_peek (self, 0)) || is_digit (server_reading_peek (self, 0))
         || server_reading_peek (self, 0) == '.' || server_reading_peek (self, 0) == '_'
         || server_reading_peek (self, 0) == '$')
    self->position++;
  return TRUE;
}

static gboolean
read_other (Reading *self)
{
  int c = server_reading_peek (self, 0);
  int next = server_reading_peek (self, 1);
  int third = server_reading_peek (self, 2);

  if (c == '-' && next == '-' && (is_blank (third) || is_control (third)))
    skip_line (self);
  else if (c == '#')
    skip_line (self);
  else if (c == '/' && next == '*')
    return read_comment (self);
  else if (c == '*' && next == '/' && self->in_comment)
    {
      self->in_comment = FALSE;
      self->position += 2;
      server_reading_mark (self, self->position - 2, READ_COMMENT);
    }
  else if (c == '.' && is_digit (next))
    {
      self->position++;
      return read_fraction (self);
    }
  else if (c == '\0')
    return FALSE;
  else
    self->position++;
  return TRUE;
}

static gboolean
read_token (Reading *self)
{
  int c = server_reading_peek (self, 0);

  if (c == '\'' || c == '"')
    return read_string (self);
  if (c == '`')
    return read_quoted (self, FALSE);
  if (c == '@')
    return read_variable (self);
  if (is_digit (c))
    return read_number (self);
  if (is_name (c))
    return read_name (self);
  return read_other (self);
}

/* $tag$…$tag$, which MySQL has from 8.0.34 on. */
static gboolean
is_dollar_quoted (const Reading *self)
{
  gsize i = 1;

  if (self->dialect.reader != READER_MYSQL || server_reading_peek (self, 0) != '$')
    return FALSE;
  while (is_name (server_reading_peek (self, i)) && server_reading_peek (self, i) != '$')
    i++;
  return server_reading_peek (self, i) == '$';
}

/* From the first $ on, to the end. */
static gboolean
read_dollar_quoted (Reading *self)
{
  gsize start = self->position;
  gsize tag = 1;

  while (server_reading_peek (self, tag) != '$')
    tag++;
  tag++;
  for (self->position += tag; self->position + tag <= self->length; self->position++)
    {
      gsize i = 0;

      while (i < tag && self->sql[self->position + i] == self->sql[start + i])
        i++;
      if (i == tag)
        {
          self->position += tag;
          server_reading_mark (self, start, READ_QUOTED);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
server_reading_mysql (Reading *self)
{
  while (self->position < self->length)
    if (is_dollar_quoted (self) ? !read_dollar_quoted (self) : !read_token (self))
      return FALSE;
  return !self->in_comment;
}
