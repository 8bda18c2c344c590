/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was recorded, read from its file: the packets of all connections in their order. */

#include "recording.h"

#include "packet-line.h"
#include "payload-text.h"

#include <gio/gio.h>
#include <string.h>

static WpRecording *
new_empty (void)
{
  WpRecording *self = g_new0 (WpRecording, 1);

  self->packets = g_ptr_array_new_with_free_func ((GDestroyNotify) wp_recorded_packet_free);
  return self;
}

void
wp_recording_free (WpRecording *self)
{
  g_ptr_array_unref (self->packets);
  g_free (self);
}

const WpRecordedPacket *
wp_recording_get (const WpRecording *self, guint index)
{
  return g_ptr_array_index (self->packets, index);
}

static gboolean
add_packet (WpRecording *self, const char *line)
{
  g_autoptr (WpRecordedPacket) packet = wp_packet_line_parse (line);

  /* Connections are numbered in the order of their opening. */
  if (packet == NULL
      || packet->connection > self->n_connections + (packet->kind == WP_PACKET_OPEN ? 1 : 0)
      || (packet->kind == WP_PACKET_OPEN && packet->connection != self->n_connections + 1))
    return FALSE;

  self->n_connections += packet->kind == WP_PACKET_OPEN ? 1 : 0;
  g_ptr_array_add (self->packets, g_steal_pointer (&packet));
  return TRUE;
}

static gboolean
add_line (WpRecording *self, const char *line)
{
  WpRecordedPacket *last;

  if (*line == '\0' || *line == '#')
    return TRUE;
  if (!g_str_has_prefix (line, WP_CONTINUATION))
    return add_packet (self, line);
  if (self->packets->len == 0)
    return FALSE;

  last = g_ptr_array_index (self->packets, self->packets->len - 1);
  return wp_payload_parse_text (line + strlen (WP_CONTINUATION), last->payload, last->any_times);
}

WpRecording *
wp_recording_load (const char *path, GError **error)
{
  g_autoptr (WpRecording) self = new_empty ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  if (lines[0] == NULL || !g_str_equal (lines[0], WP_RECORDING_HEADER))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%s is no recording: its first line is not “" WP_RECORDING_HEADER "”", path);
      return NULL;
    }
  for (guint i = 1; lines[i] != NULL; i++)
    {
      if (!add_line (self, lines[i]))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "%s:%u: cannot be understood: %s", path, i + 1, lines[i]);
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}
