/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Date-times as they stand in SQL: YYYY-MM-DD hh:mm:ss, with up to six digits of a fraction. */

#include "date-time.h"

#include <stdio.h>
#include <string.h>

#define FORM "0000-00-00 00:00:00"
#define MAX_FRACTION_LENGTH 6

/* What a test calls "now" and when it says so are not further apart, but for the zone. */
#define NEAR_SECONDS 300
#define ZONE_SECONDS (15 * 60)
#define MAX_ZONE_SECONDS (14 * 60 * 60)

static gboolean
has_form (char c, char form)
{
  if (form == '0')
    return g_ascii_isdigit (c);
  if (form == ' ')
    return c == ' ' || c == 'T';
  return c == form;
}

/* Of the date-time that @text begins with; 0 if it begins with none. */
gsize
wp_date_time_get_length (const char *text, gsize length)
{
  gsize end = strlen (FORM);
  gsize digits = 0;

  if (length < end)
    return 0;
  for (gsize i = 0; i < end; i++)
    {
      if (!has_form (text[i], FORM[i]))
        return 0;
    }

  if (end == length || text[end] != '.')
    return end;
  while (digits < MAX_FRACTION_LENGTH && end + 1 + digits < length
         && g_ascii_isdigit (text[end + 1 + digits]))
    digits++;
  return digits > 0 ? end + 1 + digits : end;
}

static gint64
distance_to_zone (gint64 seconds)
{
  gint64 zones = (seconds + (seconds < 0 ? -1 : 1) * ZONE_SECONDS / 2) / ZONE_SECONDS;

  return ABS (seconds - zones * ZONE_SECONDS);
}

/* Whether the date-time that @text begins with is that time, in whatever time zone. */
gboolean
wp_date_time_is_near (const char *text, gint64 unix_seconds)
{
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) time = NULL;
  gint64 difference;

  if (sscanf (text, "%4d-%2d-%2d%*c%2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second) != 6)
    return FALSE;
  time = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (time == NULL)
    return FALSE;

  difference = g_date_time_to_unix (time) - unix_seconds;
  return ABS (difference) <= MAX_ZONE_SECONDS + NEAR_SECONDS
         && distance_to_zone (difference) <= NEAR_SECONDS;
}
