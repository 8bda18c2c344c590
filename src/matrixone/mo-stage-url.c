/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* URLs of stages, so that the server reads the names in them that were meant. */

#include "matrixone/mo-stage-url-private.h"

#include <string.h>

#define STAGE "the stage's name"
#define FILE_NAME "the file's name"

void
mo_command_text_pasted (MoCommandText *self, const char *value, const char *what)
{
  if (value != NULL && strpbrk (value, "'\\") != NULL)
    mo_command_text_refuse (self,
                            "%s has a quotation mark or a backslash in it, which the server would "
                            "take for SQL",
                            what);
  else
    mo_command_text_value (self, value, what);
}

/* The other characters the server's URL parser takes as they are. */
static void
append_encoded (GString *url, const char *path, const char *percent)
{
  for (; *path != '\0'; path++)
    switch (*path)
      {
      case '%':
        g_string_append (url, percent);
        break;
      case '?':
        g_string_append (url, "%3F");
        break;
      case '#':
        g_string_append (url, "%23");
        break;
      case '\'':
        g_string_append (url, "%27");
        break;
      case '\\':
        g_string_append (url, "%5C");
        break;
      default:
        g_string_append_c (url, *path);
        break;
      }
}

void
mo_command_text_url (MoCommandText *self, const char *scheme, const char *host, const char *path)
{
  g_autoptr (GString) url = g_string_new (scheme);

  g_string_append_printf (url, "://%s/", host);
  append_encoded (url, *path == '/' ? path + 1 : path, "%25");
  mo_command_text_pasted (self, url->str, "the URL");
}

/* A stage may have any name but for blanks and quotation marks, but its URL's host may not, and its
 * letters are not made small there. */
static gboolean
append_stage (MoCommandText *text, GString *url, const char *stage)
{
  g_autofree char *small = NULL;

  if (stage == NULL || *stage == '\0' || !g_utf8_validate (stage, -1, NULL))
    {
      mo_command_text_refuse (text, STAGE " is NULL, empty or not UTF-8");
      return FALSE;
    }
  for (const char *at = stage; *at != '\0'; at++)
    if (g_ascii_isprint (*at) ? !g_ascii_isalnum (*at) && strchr ("-_.~$", *at) == NULL
                              : (guchar) *at < 0x80)
      {
        mo_command_text_refuse (text, "%s: there is no URL of a stage of such a name", stage);
        return FALSE;
      }
  small = g_utf8_strdown (stage, -1);
  g_string_append_printf (url, "stage://%s/", small);
  return TRUE;
}

/* Of those that the server would read another name from. */
static const char *
find_fault (const char *file)
{
  g_auto (GStrv) parts = NULL;

  if (file == NULL)
    return "is NULL";
  if (*file == '\0' || strcmp (file, "/") == 0)
    return "is empty";
  if (!g_utf8_validate (file, -1, NULL))
    return "is not UTF-8";
  parts = g_strsplit (file, "/", -1);
  return g_strv_contains ((const char *const *) parts, "..") ? "leads out of the stage" : NULL;
}

static gboolean
check_file (MoCommandText *text, const char *file)
{
  const char *fault = find_fault (file);

  if (fault != NULL)
    mo_command_text_refuse (text, FILE_NAME " %s", fault);
  return fault == NULL;
}

/* The server decodes a name twice: as part of the URL, and when it joins it to the stage's. */
void
mo_command_text_stage_file (MoCommandText *self, const char *stage, const char *file)
{
  g_autoptr (GString) url = g_string_new (NULL);

  if (!append_stage (self, url, stage) || !check_file (self, file))
    return;
  append_encoded (url, *file == '/' ? file + 1 : file, "%2525");
  mo_command_text_value (self, url->str, FILE_NAME);
}

/* Here it encodes a `%` itself, so that there is no way to say the other two. */
void
mo_command_text_stage_target (MoCommandText *self, const char *stage, const char *file)
{
  g_autoptr (GString) url = g_string_new (NULL);

  if (!append_stage (self, url, stage) || !check_file (self, file))
    return;
  if (strpbrk (file, "?#") != NULL)
    {
      mo_command_text_refuse (self, "%s: there is no ? and no # in the name of a file in a stage",
                              file);
      return;
    }
  g_string_append (url, *file == '/' ? file + 1 : file);
  mo_command_text_value (self, url->str, FILE_NAME);
}
