/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one text of which a number is wanted, taken as the servers write it or not at all. */

#include "wire/mo-info-private.h"

#include <string.h>

/* @text moves behind it. */
static gboolean
skip (const char **text, const char *part)
{
  gsize length = strlen (part);

  if (strncmp (*text, part, length) != 0)
    return FALSE;
  *text += length;
  return TRUE;
}

/* Digits and no sign; @text moves behind them. */
static gboolean
take_number (const char **text, guint64 *number)
{
  gsize length = strspn (*text, "0123456789");
  g_autofree char *digits = g_strndup (*text, length);

  *text += length;
  return g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, number, NULL);
}

gboolean
mo_info_find_changed_rows (const char *info, guint64 *n_rows)
{
  guint64 matched;
  guint64 changed;
  guint64 warnings;

  if (info == NULL || !skip (&info, "Rows matched: ") || !take_number (&info, &matched)
      || !skip (&info, "  Changed: ") || !take_number (&info, &changed)
      || !skip (&info, "  Warnings: ") || !take_number (&info, &warnings) || *info != '\0')
    return FALSE;
  *n_rows = changed;
  return TRUE;
}
