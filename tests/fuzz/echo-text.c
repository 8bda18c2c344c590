/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Random statements: literals, parameters, comments and names, all full of each other's marks. */

#include <string.h>

#include "echo-case.h"

#define MOST_EXECUTABLE 2

typedef enum
{
  STYLE_MARK,
  STYLE_FORMAT,
  STYLE_NAME,
} Style;

typedef struct
{
  EchoCase *target;
  GString *sql;
  Style style;
  guint n_executable; /* comments, of which there can be a few */
} Writer;

static guint
below (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

static void
add_want (Writer *self, EchoWant want)
{
  g_array_append_val (self->target->wants, want);
}

/* --- between tokens --- */

/* Without what would end it. */
static void
append_remark (GString *sql, const char *const *ends)
{
  g_autoptr (GString) text = echo_text_random (20);

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] == '\0')
      text->str[i] = ' ';
  for (; *ends != NULL; ends++)
    g_string_replace (text, *ends, " ", 0);
  g_string_append_len (sql, text->str, (gssize) text->len);
}

static void
append_space (Writer *self)
{
  static const char *const newline[] = { "\n", NULL };
  static const char *const mark[] = { "*/", NULL };
  static const char *const blanks[] = { " ", "  ", "\t", "\n", "\r\n" };
  GString *sql = self->sql;

  switch (below (8))
    {
    case 0:
      g_string_append (sql, "/* "); /* no hint, and not executed */
      append_remark (sql, mark);
      g_string_append (sql, " */");
      break;
    case 1:
      g_string_append (sql, below (2) == 0 ? " -- " : " --\t");
      append_remark (sql, newline);
      g_string_append (sql, "\n");
      break;
    case 2:
      g_string_append (sql, "#");
      append_remark (sql, newline);
      g_string_append (sql, "\n");
      break;
    case 3:
      if (self->n_executable++ < MOST_EXECUTABLE)
        {
          g_string_append (sql, below (2) == 0 ? "/*! */" : "/*!50101 */");
          break;
        }
      G_GNUC_FALLTHROUGH;
    default:
      g_string_append (sql, blanks[below (G_N_ELEMENTS (blanks))]);
      break;
    }
}

/* Or nothing, where none is needed. */
static void
append_gap (Writer *self)
{
  if (below (2) == 0)
    append_space (self);
}

/* --- literals, by rules of our own --- */

static gboolean
has_escapes (const Writer *self, char quote)
{
  return quote != '`' && !self->target->mode.no_backslash_escapes
         && !(quote == '"' && self->target->mode.ansi_quotes);
}

/* What is read otherwise in another mode is refused, and a NUL is. */
static GString *
random_content (const Writer *self, char quote)
{
  GString *text = echo_text_random (24);
  gboolean escapes = has_escapes (self, quote);

  for (gsize i = 0; i < text->len; i++)
    if (!escapes && (text->str[i] == '\0' || text->str[i] == '\\'))
      text->str[i] = '.';
  return text;
}

static void
append_escaped (Writer *self, char quote, char c)
{
  gboolean escapes = has_escapes (self, quote);

  if (c == quote && (!escapes || quote == '"' || below (2) == 0))
    g_string_append_printf (self->sql, "%c%c", quote, quote);
  else if (escapes && (c == quote || c == '\\'))
    g_string_append_printf (self->sql, "\\%c", c);
  else if (c == '\0')
    g_string_append (self->sql, "\\0");
  else if (c == '\n' && escapes && below (2) == 0)
    g_string_append (self->sql, "\\n");
  else
    g_string_append_c (self->sql, c);
}

static void
append_string (Writer *self, char quote, const GString *content)
{
  g_string_append_c (self->sql, quote);
  for (gsize i = 0; i < content->len; i++)
    append_escaped (self, quote, content->str[i]);
  g_string_append_c (self->sql, quote);
}

static void
add_string (Writer *self, char quote)
{
  GString *content = random_content (self, quote);

  append_string (self, quote, content);
  add_want (self, (EchoWant){ ECHO_BYTES, content, 0 });
}

/* A name has no NUL, is not empty, ends in no blank, and is of the characters that old servers have
 * for names. */
static GString *
random_name (const Writer *self, char quote)
{
  GString *text = random_content (self, quote);
  GString *name = g_string_new ("n");

  for (const char *c = text->str; *c != '\0'; c = g_utf8_next_char (c))
    if (g_utf8_get_char (c) < 0x10000 && g_utf8_get_char (c) >= ' ' && *c != '\\')
      g_string_append_unichar (name, g_utf8_get_char (c));
  g_string_append_c (name, '.');
  g_string_free (text, TRUE);
  return name;
}

static void
add_hex (Writer *self)
{
  guint length = below (12);
  GString *content = g_string_new (NULL);

  g_string_append (self->sql, below (2) == 0 ? "x'" : "X'");
  for (guint i = 0; i < length; i++)
    {
      g_string_append_c (content, (char) below (256));
      g_string_append_printf (self->sql, below (2) == 0 ? "%02x" : "%02X",
                              (guint8) content->str[i]);
    }
  g_string_append_c (self->sql, '\'');
  add_want (self, (EchoWant){ ECHO_BYTES, content, 0 });
}

static void
add_number (Writer *self)
{
  GString *digits = g_string_new (NULL);

  g_string_printf (digits, "%u", below (1000000));
  g_string_append (self->sql, digits->str);
  add_want (self, (EchoWant){ ECHO_BYTES, digits, 0 });
}

/* One that nobody has set, which is an error to MatrixOne. */
static void
add_variable (Writer *self)
{
  GString *name;

  if (self->target->mode.is_matrixone)
    {
      add_number (self);
      return;
    }
  name = random_name (self, '`');
  g_string_append_c (self->sql, '@');
  append_string (self, '`', name);
  g_string_free (name, TRUE);
  add_want (self, (EchoWant){ ECHO_NULL, NULL, 0 });
}

/* --- parameters --- */

/* A colon right behind a word, as in a label, begins no name. */
static void
append_place (Writer *self, MoValue value)
{
  if (self->style == STYLE_NAME)
    {
      if (g_ascii_isalnum (self->sql->str[self->sql->len - 1]))
        g_string_append_c (self->sql, ' ');
      char *name = g_strdup_printf ("p%u", self->target->params->len);
      MoParam param = { name, value };

      g_ptr_array_add (self->target->kept, name);
      g_array_append_val (self->target->params, param);
      g_string_append_printf (self->sql, ":%s", name);
      return;
    }
  g_array_append_val (self->target->values, value);
  g_string_append (self->sql, self->style == STYLE_MARK ? "?" : "%s");
}

static void
add_parameter (Writer *self)
{
  EchoWant want;
  MoValue value = echo_value_random (self->target, &want);
  gboolean enclosed = below (3) == 0;

  g_string_append (self->sql, enclosed ? "(" : "");
  append_gap (self);
  append_place (self, value);
  append_gap (self);
  g_string_append (self->sql, enclosed ? ")" : "");
  add_want (self, want);
}

/* Two minus signs are a comment only before a blank. */
static void
add_difference (Writer *self)
{
  gint number = g_test_rand_int_range (-100, 100); /* to MatrixOne, 7 has eight bits */
  GString *digits = g_string_new (NULL);

  g_string_printf (digits, "%d", 7 + number);
  g_string_append (self->sql, "7--");
  append_place (self, mo_value_int64 (number));
  add_want (self, (EchoWant){ ECHO_BYTES, digits, 0 });
}

static void
add_membership (Writer *self)
{
  guint n = below (4);
  gint64 *numbers = g_new (gint64, n + 1);
  gboolean bare = below (2) == 0;
  gboolean is_in = FALSE;
  gboolean is_not = below (2) == 0;

  g_ptr_array_add (self->target->kept, numbers);
  for (guint i = 0; i < n; i++)
    {
      numbers[i] = below (4);
      is_in |= numbers[i] == 2;
    }
  g_string_append (self->sql, "2");
  append_space (self);
  g_string_append (self->sql, is_not ? "NOT IN" : "IN");
  append_gap (self);
  g_string_append (self->sql, bare ? "" : "(");
  append_place (self, mo_value_int64s (numbers, n));
  append_gap (self);
  g_string_append (self->sql, bare ? "" : ")");
  add_want (self, (EchoWant){ ECHO_BYTES, g_string_new (is_in != is_not ? "1" : "0"), 0 });
}

/* --- the statement --- */

/* Right behind a place, which needs no space to be one. */
static void
append_alias (Writer *self)
{
  char before = self->sql->str[self->sql->len - 1];
  gboolean is_place_before = before == '?' && below (2) == 0;
  static const char quotes[] = "``\"'";
  char quote = quotes[below (4)];
  GString *name = random_name (self, quote);

  if (!is_place_before)
    append_space (self);
  g_string_append (self->sql, "AS");
  append_gap (self);
  append_string (self, quote, name);
  g_string_free (name, TRUE);
}

static void
append_item (Writer *self)
{
  switch (below (11))
    {
    case 0:
      add_string (self, '\'');
      break;
    case 7:
      add_variable (self);
      break;
    case 1:
      add_string (self, self->target->mode.ansi_quotes ? '\'' : '"');
      break;
    case 2:
      g_string_append (self->sql, "_utf8mb4");
      g_string_append (self->sql, below (2) == 0 ? " " : "");
      add_string (self, '\'');
      break;
    case 3:
      add_hex (self);
      break;
    case 4:
      add_number (self);
      break;
    case 5:
      add_difference (self);
      break;
    case 6:
      add_membership (self);
      break;
    default:
      add_parameter (self);
      break;
    }
  if (below (3) == 0)
    append_alias (self);
}

/* Of these there is a string in which a server that skips them, and MatrixOne, see one. */
static void
append_executed_item (Writer *self)
{
  if (self->n_executable++ >= MOST_EXECUTABLE)
    return;
  g_string_append (self->sql, below (2) == 0 ? "/*!50101 " : "/*!");
  g_string_append (self->sql, ", 'e?%s:a;#''-- ' */");
  add_want (self, (EchoWant){ ECHO_BYTES, g_string_new ("e?%s:a;#'-- "), 0 });
}

/* A table with a column that is looked for. */
static void
append_table (Writer *self)
{
  GString *column = random_name (self, '`');
  GString *table = random_name (self, '`');

  append_space (self);
  g_string_append (self->sql, "FROM (SELECT 1 AS ");
  append_string (self, '`', column);
  g_string_append (self->sql, ")");
  append_gap (self);
  append_string (self, '`', table);
  append_gap (self);
  g_string_append (self->sql, "WHERE ");
  append_string (self, '`', table);
  g_string_append (self->sql, ".");
  append_string (self, '`', column);
  g_string_append (self->sql, "=1");
  g_string_free (column, TRUE);
  g_string_free (table, TRUE);
}

static void
append_end (Writer *self)
{
  static const char *const clauses[] = { "", "", "FROM DUAL", "LIMIT 1", "FROM DUAL LIMIT 2" };
  static const char *const ends[] = { "", ";", " ; ;", "\n", "-- ?'", " # ?\"", "/* ' */" };
  const char *clause = clauses[below (G_N_ELEMENTS (clauses))];

  if (below (4) == 0)
    append_executed_item (self);
  if (below (4) == 0)
    append_table (self);
  else if (*clause != '\0')
    {
      append_space (self);
      g_string_append (self->sql, clause);
    }
  append_gap (self);
  g_string_append (self->sql, ends[below (G_N_ELEMENTS (ends))]);
}

void
echo_case_text (EchoCase *self)
{
  Writer writer = { self, self->sql, (Style) below (3), 0 };
  guint n_items = 1 + below (6);

  self->is_named = writer.style == STYLE_NAME;
  append_gap (&writer);
  g_string_append (self->sql, below (2) == 0 ? "SELECT" : "select");
  if (below (4) == 0)
    {
      add_parameter (&writer);
      g_string_append_c (self->sql, ',');
    }
  append_space (&writer);
  for (guint i = 0; i < n_items; i++)
    {
      if (i > 0)
        {
          append_gap (&writer);
          g_string_append_c (self->sql, ',');
          append_gap (&writer);
        }
      append_item (&writer);
    }
  append_end (&writer);
}
