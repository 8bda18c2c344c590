/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file with one line for each command. */

#include "log-file.h"

#include "mysql-command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_TEXT_LENGTH 2000

struct _WpLogFile
{
  FILE *file;
  char *path;
  gboolean failed;
};

WpLogFile *
wp_log_file_new (const char *path, GError **error)
{
  FILE *file = fopen (path, "we");
  int errsv = errno;
  WpLogFile *self;

  if (file == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errsv), "Cannot write %s: %s",
                   path, g_strerror (errsv));
      return NULL;
    }

  self = g_new0 (WpLogFile, 1);
  self->file = file;
  self->path = g_strdup (path);
  return self;
}

/* Each line has been flushed, and a failure reported, before. */
void
wp_log_file_free (WpLogFile *self)
{
  fclose (self->file);
  g_free (self->path);
  g_free (self);
}

/* Returns the character if it stands for itself, else its escape, in @buffer. */
static const char *
escape (char c, char buffer[5])
{
  switch (c)
    {
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      g_snprintf (buffer, 5, g_ascii_iscntrl (c) ? "\\x%02x" : "%c", c);
      return buffer;
    }
}

/* Does not leave half a character at the end, if the text was UTF-8. */
static void
append_escaped (GString *line, const char *text)
{
  gsize start = line->len;
  char buffer[5];
  gsize character = start;

  for (const char *p = text; *p != '\0'; p++)
    {
      const char *escaped = escape (*p, buffer);

      if ((*p & 0xc0) != 0x80)
        character = line->len;
      if (line->len - start + strlen (escaped) > MAX_TEXT_LENGTH)
        {
          g_string_truncate (line, character);
          return;
        }
      g_string_append (line, escaped);
    }
}

/* The line for @record, with its newline. */
char *
wp_log_file_format (const WireplayRecord *record)
{
  g_autofree char *name = wp_mysql_command_dup_name (record->command);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%" G_GINT64_FORMAT ".%06d", record->time_usec / G_USEC_PER_SEC,
                          (int) (record->time_usec % G_USEC_PER_SEC));
  g_string_append_printf (line, " conn=%" G_GUINT64_FORMAT " trip=%u", record->connection_id,
                          record->round_trip);
  g_string_append_printf (line, " %s statements=%u ", name, record->n_statements);
  append_escaped (line, record->text);
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

void
wp_log_file_write (WpLogFile *self, const WireplayRecord *record)
{
  g_autofree char *line = NULL;

  if (self->failed)
    return;

  line = wp_log_file_format (record);
  if (fputs (line, self->file) >= 0 && fflush (self->file) == 0)
    return;

  self->failed = TRUE;
  g_warning ("Cannot write %s: %s", self->path, g_strerror (errno));
}
