/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counts the statements in an SQL text: split at `;` outside quotes and comments. */

#include "statement-counter.h"

#include <string.h>

static const char *
find_line_end (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', end - p);

  return newline != NULL ? newline + 1 : end;
}

static const char *
find_comment_end (const char *p, const char *end)
{
  const char *close = memmem (p, end - p, "*/", 2);

  return close != NULL ? close + 2 : end;
}

/* Two dashes need a space, a control character or the end behind them: 5--2 is a subtraction. */
static gboolean
is_dash_comment (const char *p, const char *end)
{
  return end - p >= 2 && p[0] == '-' && p[1] == '-'
         && (end - p == 2 || g_ascii_isspace (p[2]) || g_ascii_iscntrl (p[2]));
}

/* The server executes what stands in a comment that starts with an exclamation mark, or with M and
 * one. */
static gboolean
is_block_comment (const char *p, const char *end)
{
  if (end - p < 2 || p[0] != '/' || p[1] != '*')
    return FALSE;
  if (end - p > 2 && p[2] == '!')
    return FALSE;
  return !(end - p > 3 && p[2] == 'M' && p[3] == '!');
}

/* The end of the comment that starts at @p, or @p if none does. */
static const char *
skip_comment (const char *p, const char *end)
{
  if (*p == '#' || is_dash_comment (p, end))
    return find_line_end (p, end);
  if (is_block_comment (p, end))
    return find_comment_end (p + 2, end);
  return p;
}

/* A doubled quote need not be told apart: it closes, and opens again at once. */
static const char *
skip_quoted (const char *p, const char *end)
{
  char quote = *p++;

  while (p < end && *p != quote)
    p += *p == '\\' && quote != '`' && end - p > 1 ? 2 : 1;
  return p < end ? p + 1 : end;
}

static const char *
skip_token (const char *p, const char *end)
{
  return *p == '\'' || *p == '"' || *p == '`' ? skip_quoted (p, end) : p + 1;
}

guint
wp_count_statements (const char *sql, gsize length)
{
  const char *end = sql + length;
  gboolean filled = FALSE;
  guint n = 0;

  for (const char *p = sql; p < end;)
    {
      const char *after_comment = skip_comment (p, end);

      if (after_comment > p)
        {
          p = after_comment;
          continue;
        }
      if (*p == ';')
        n += filled;
      filled = *p != ';' && (filled || !g_ascii_isspace (*p));
      p = skip_token (p, end);
    }

  return n + filled;
}
