/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoLoadOptions as the clauses of LOAD DATA. What the server would drop without a word is refused.
 */

#include "matrixone/mo-load-options-private.h"

#include <string.h>

static const MoLoadOptions none;

const MoLoadOptions *
mo_load_options_get (const MoLoadOptions *options)
{
  return options != NULL ? options : &none;
}

const char *
mo_load_options_get_format (const MoLoadOptions *self)
{
  static const char *const formats[] = { "'csv'", "'jsonline'", "'jsonline'", "'parquet'" };

  return (guint) self->format < G_N_ELEMENTS (formats) ? formats[self->format] : NULL;
}

const char *
mo_load_options_get_json_data (const MoLoadOptions *self)
{
  switch (self->format)
    {
    case MO_LOAD_JSON_OBJECTS:
      return "'object'";
    case MO_LOAD_JSON_ARRAYS:
      return "'array'";
    case MO_LOAD_CSV:
    case MO_LOAD_PARQUET:
    default:
      return NULL;
    }
}

static void
add_compression (const MoLoadOptions *self, MoCommandText *text)
{
  static const char *const words[] = { "'auto'", "'none'",   "'gzip'",   "'bz2'",
                                       "'lz4'",  "'tar.gz'", "'tar.bz2'" };

  if ((guint) self->compression >= G_N_ELEMENTS (words))
    mo_command_text_refuse (text, "there is no compression %d", (int) self->compression);
  else if (self->compression != MO_LOAD_COMPRESSED_BY_NAME)
    {
      mo_command_text_add (text, ", 'compression' = ");
      mo_command_text_add (text, words[self->compression]);
    }
}

void
mo_load_options_add_pairs (const MoLoadOptions *self, MoCommandText *text)
{
  const char *format = mo_load_options_get_format (self);
  const char *json_data = mo_load_options_get_json_data (self);

  if (format == NULL)
    {
      mo_command_text_refuse (text, "there is no format %d", (int) self->format);
      return;
    }
  mo_command_text_add (text, ", 'format' = ");
  mo_command_text_add (text, format);
  if (json_data != NULL)
    {
      mo_command_text_add (text, ", 'jsondata' = ");
      mo_command_text_add (text, json_data);
    }
  add_compression (self, text);
}

/* --- what goes with what --- */

static gboolean
has_lines (const MoLoadOptions *self)
{
  return self->lines_starting_by != NULL || self->lines_terminated_by != NULL;
}

static gboolean
has_fields (const MoLoadOptions *self)
{
  return self->fields_terminated_by != NULL || self->fields_enclosed_by != NULL
         || self->fields_escaped_by != NULL;
}

static void
check_format (const MoLoadOptions *self, MoCommandText *text)
{
  if (self->format != MO_LOAD_CSV && (has_fields (self) || has_lines (self)))
    mo_command_text_refuse (text, "what fields and lines end with is CSV's alone");
  if (self->format == MO_LOAD_PARQUET
      && (self->compression != MO_LOAD_COMPRESSED_BY_NAME || self->ignore_lines > 0
          || self->n_null_if > 0))
    mo_command_text_refuse (text, "Parquet has no lines to ignore, no text for NULL, and a "
                                  "compression of its own, which it says itself");
}

static void
check_inline (const MoLoadOptions *self, MoCommandText *text)
{
  if (self->format == MO_LOAD_PARQUET)
    mo_command_text_refuse (text, "Parquet is no text: load it from a file");
  if (has_lines (self) || self->n_null_if > 0)
    mo_command_text_refuse (text, "the server heeds no ends of lines and no text for NULL where "
                                  "the data is in the statement");
  if (self->compression != MO_LOAD_COMPRESSED_BY_NAME || self->parallel || self->lenient)
    mo_command_text_refuse (text, "data in the statement is not compressed, and not read in "
                                  "parallel");
}

/* What the server would take an empty one for is not that. */
static void
check_text (MoCommandText *text, const char *value, const char *what)
{
  if (value != NULL && *value == '\0')
    mo_command_text_refuse (text, "%s is empty", what);
}

static void
check_character (MoCommandText *text, const char *value, const char *what)
{
  if (value != NULL && strlen (value) > 1)
    mo_command_text_refuse (text, "%s is one byte, and not %s", what, value);
}

/* --- clauses --- */

static void
add_character_set (const MoLoadOptions *self, MoCommandText *text)
{
  static const char *const known[] = { "utf8", "utf8mb3", "utf8mb4", NULL };

  if (self->character_set == NULL)
    return;
  for (guint i = 0; known[i] != NULL; i++)
    if (g_ascii_strcasecmp (known[i], self->character_set) == 0)
      {
        mo_command_text_add (text, " CHARACTER SET ");
        mo_command_text_add (text, known[i]);
        return;
      }
  mo_command_text_refuse (text, "%s: the server converts no character set, and reads UTF-8",
                          self->character_set);
}

static void
add_or_default (MoCommandText *text, const char *words, const char *value, const char *by_default)
{
  mo_command_text_add (text, words);
  mo_command_text_value (text, value != NULL ? value : by_default, "what ends a field");
}

/* All of them, since what the server takes for one that is not said depends on which others are,
 * and on where the data is. */
static void
add_fields (const MoLoadOptions *self, MoCommandText *text)
{
  check_text (text, self->fields_terminated_by, "what is between fields");
  check_text (text, self->fields_enclosed_by, "what is around a field");
  check_character (text, self->fields_enclosed_by, "what is around a field");
  check_character (text, self->fields_escaped_by, "what escapes a character");
  add_or_default (text, " FIELDS TERMINATED BY ", self->fields_terminated_by, ",");
  add_or_default (text, " ENCLOSED BY ", self->fields_enclosed_by, "\"");
  add_or_default (text, " ESCAPED BY ", self->fields_escaped_by, "\\");
}

static void
add_lines (const MoLoadOptions *self, MoCommandText *text)
{
  check_text (text, self->lines_starting_by, "what is before a line");
  check_text (text, self->lines_terminated_by, "what is behind a line");
  if (!has_lines (self))
    return;
  mo_command_text_add (text, " LINES");
  if (self->lines_starting_by != NULL)
    {
      mo_command_text_add (text, " STARTING BY ");
      mo_command_text_value (text, self->lines_starting_by, "what is before a line");
    }
  add_or_default (text, " TERMINATED BY ", self->lines_terminated_by, "\n");
}

/* A field that is not wanted goes to a variable, each to another one, as the server counts them by
 * their names. */
static void
add_columns (const MoLoadOptions *self, MoCommandText *text)
{
  if (self->columns == NULL)
    return;
  if (self->columns[0] == NULL)
    mo_command_text_refuse (text, "there is no column to load into: name one, or give NULL");
  mo_command_text_add (text, " (");
  for (guint i = 0; self->columns[i] != NULL; i++)
    {
      mo_command_text_add_if (text, i > 0, ", ");
      if (*self->columns[i] != '\0')
        mo_command_text_name (text, self->columns[i], "the column's name");
      else if (self->format == MO_LOAD_CSV)
        {
          mo_command_text_add (text, "@mo_skipped_");
          mo_command_text_number (text, i);
        }
      else
        mo_command_text_refuse (text, "only in CSV is a field left out that is not wanted");
    }
  mo_command_text_add (text, ")");
}

/* The server knows no other SET than this one, and takes any other for none. */
static void
add_null_if (const MoLoadOptions *self, MoCommandText *text)
{
  if (self->n_null_if > 0 && self->null_if == NULL)
    {
      mo_command_text_refuse (text, "what is NULL, %" G_GSIZE_FORMAT " texts, is NULL itself",
                              self->n_null_if);
      return;
    }
  for (gsize i = 0; i < self->n_null_if; i++)
    {
      const MoLoadNullIf *null_if = &self->null_if[i];

      mo_command_text_add (text, i == 0 ? " SET " : ", ");
      mo_command_text_name (text, null_if->column, "the column's name");
      mo_command_text_add (text, " = NULLIF(");
      mo_command_text_name (text, null_if->column, "the column's name");
      mo_command_text_add (text, ", ");
      mo_command_text_value (text, null_if->text, "what is NULL");
      mo_command_text_add (text, ")");
    }
}

void
mo_load_options_add_rest (const MoLoadOptions *self,
                          MoCommandText *text,
                          const char *database,
                          const char *table,
                          gboolean is_inline)
{
  check_format (self, text);
  if (is_inline)
    check_inline (self, text);
  mo_command_text_add (text, " INTO TABLE ");
  mo_command_text_table (text, database, table);
  add_character_set (self, text);
  if (self->format == MO_LOAD_CSV)
    {
      add_fields (self, text);
      add_lines (self, text);
    }
  if (self->ignore_lines > G_MAXINT64)
    mo_command_text_refuse (text, "nobody has so many lines to ignore");
  if (self->ignore_lines > 0)
    {
      mo_command_text_add (text, " IGNORE ");
      mo_command_text_number (text, (gint64) self->ignore_lines);
      mo_command_text_add (text, " LINES");
    }
  add_columns (self, text);
  add_null_if (self, text);
  mo_command_text_add_if (text, self->parallel, " PARALLEL 'true'");
  mo_command_text_add_if (text, self->lenient, " STRICT 'false'");
}
