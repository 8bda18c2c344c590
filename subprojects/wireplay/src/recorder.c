/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file that a proxy records to: the packets of all connections, as they come.
 *
 * Only the proxy's thread writes; the references may be of any.
 */

#include "recorder.h"

#include "packet-line.h"
#include "recording.h"

#include <errno.h>
#include <stdio.h>

struct _WpRecorder
{
  gatomicrefcount n_references;
  FILE *file;
  char *path;
  guint n_connections;
  gboolean failed;
};

static void
write_text (WpRecorder *self, const char *text)
{
  if (self->failed || (fputs (text, self->file) >= 0 && fflush (self->file) == 0))
    return;

  self->failed = TRUE;
  g_warning ("Cannot write %s: %s", self->path, g_strerror (errno));
}

WpRecorder *
wp_recorder_new (const char *path, GError **error)
{
  FILE *file = fopen (path, "we");
  int errsv = errno;
  WpRecorder *self;

  if (file == NULL)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errsv), "Cannot write %s: %s",
                   path, g_strerror (errsv));
      return NULL;
    }

  self = g_new0 (WpRecorder, 1);
  g_atomic_ref_count_init (&self->n_references);
  self->file = file;
  self->path = g_strdup (path);
  write_text (self, WP_RECORDING_HEADER "\n");
  return self;
}

WpRecorder *
wp_recorder_ref (WpRecorder *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

/* Each line has been flushed, and a failure reported, before. */
void
wp_recorder_unref (WpRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->n_references))
    return;

  fclose (self->file);
  g_free (self->path);
  g_free (self);
}

/* The new one's number. */
guint
wp_recorder_add_connection (WpRecorder *self)
{
  g_autoptr (WpRecordedPacket) packet =
      wp_recorded_packet_new (WP_PACKET_OPEN, ++self->n_connections, 0);

  wp_recorder_write (self, packet);
  return self->n_connections;
}

void
wp_recorder_write (WpRecorder *self, const WpRecordedPacket *packet)
{
  g_autofree char *text = wp_packet_line_format (packet);

  write_text (self, text);
}

void
wp_recorder_write_comment (WpRecorder *self, const char *comment)
{
  g_autofree char *text = g_strdup_printf ("# %s\n", comment);

  write_text (self, text);
}
