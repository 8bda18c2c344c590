/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client says now instead of the times that it said when it was recorded: what it wrote, it
 * is to read back. */

#include "times.h"

#include "date-time.h"

#include <string.h>

struct _WpTimes
{
  GHashTable *replacements; /* of recorded texts, by others of the same length */
};

WpTimes *
wp_times_new (void)
{
  WpTimes *self = g_new0 (WpTimes, 1);

  self->replacements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
wp_times_free (WpTimes *self)
{
  g_hash_table_unref (self->replacements);
  g_free (self);
}

static char *
dup_time (const GByteArray *payload, gsize offset)
{
  const char *text = (const char *) payload->data + offset;

  return g_strndup (text, wp_date_time_get_length (text, payload->len - offset));
}

/* @got matches @recorded. */
void
wp_times_learn (WpTimes *self, const WpRecordedPacket *recorded, const WpRecordedPacket *got)
{
  gssize shift = 0; /* of an offset in @got against the one in @recorded */

  for (guint i = 0; i < recorded->any_times->len; i++)
    {
      gsize offset = g_array_index (recorded->any_times, gsize, i);
      g_autofree char *old = dup_time (recorded->payload, offset);
      g_autofree char *new = dup_time (got->payload, offset + shift);

      shift += (gssize) strlen (new) - (gssize) strlen (old);
      if (strlen (old) == strlen (new))
        g_hash_table_insert (self->replacements, g_steal_pointer (&old), g_steal_pointer (&new));
    }
}

/* To an answer of the server. */
void
wp_times_apply (const WpTimes *self, GByteArray *payload)
{
  gboolean any = g_hash_table_size (self->replacements) > 0;

  for (gsize i = 0; any && i < payload->len; i++)
    {
      g_autofree char *time = NULL;
      const char *replacement;

      if (!g_ascii_isdigit (payload->data[i]))
        continue;
      time = dup_time (payload, i);
      replacement = g_hash_table_lookup (self->replacements, time);
      if (replacement != NULL)
        memcpy (payload->data + i, replacement, strlen (replacement));
    }
}
