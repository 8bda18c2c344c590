/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One direction of a relayed connection: reads a socket, delays, and writes another. */

#include "flow.h"

#include "delay-line.h"

#define READ_SIZE ((gsize) 64 * 1024)

/* With so much waiting the source has to wait too. It is far more than a test sends within its
 * latency, so it does not limit the throughput. */
#define MAX_WAITING ((gsize) 16 * 1024 * 1024)

struct _WpFlow
{
  GSocket *source;
  GSocket *sink;
  WpGauge *gauge;
  WireplayDirection direction;
  WpFlowFunc read_func;
  WpFlowFunc written_func;
  gpointer user_data;

  WpDelayLine *line;
  gboolean source_ended; /* nothing more will be read */
  gboolean blocked;      /* the sink takes no more at the moment */
  gboolean finished;     /* nothing more will be written */
};

/* @gauge must outlive it. @read_func, if any, gets what was read before it is passed on, and 0 bytes
 * for its end; @written_func what was written. */
WpFlow *
wp_flow_new (GSocket *source,
             GSocket *sink,
             WpGauge *gauge,
             WireplayDirection direction,
             WpFlowFunc read_func,
             WpFlowFunc written_func,
             gpointer user_data)
{
  WpFlow *self = g_new0 (WpFlow, 1);

  self->source = g_object_ref (source);
  self->sink = g_object_ref (sink);
  self->gauge = gauge;
  self->direction = direction;
  self->read_func = read_func;
  self->written_func = written_func;
  self->user_data = user_data;
  self->line = wp_delay_line_new ();
  return self;
}

void
wp_flow_free (WpFlow *self)
{
  wp_delay_line_free (self->line);
  g_object_unref (self->source);
  g_object_unref (self->sink);
  g_free (self);
}

gboolean
wp_flow_wants_to_read (const WpFlow *self)
{
  return !self->source_ended && !self->finished
         && wp_delay_line_get_size (self->line) < MAX_WAITING;
}

gboolean
wp_flow_is_blocked (const WpFlow *self)
{
  return self->blocked;
}

gboolean
wp_flow_is_finished (const WpFlow *self)
{
  return self->finished;
}

/* When there is something to write, or WP_NEVER. */
gint64
wp_flow_get_due (const WpFlow *self)
{
  return self->blocked ? WP_NEVER : wp_delay_line_get_due (self->line);
}

void
wp_flow_read (WpFlow *self, gint64 delay_usec)
{
  guint8 buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  gssize length;
  gint64 due;

  length = g_socket_receive (self->source, (char *) buffer, sizeof buffer, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;

  /* Taken after reading: no byte can have come later than that. */
  due = g_get_monotonic_time () + delay_usec;
  if (length <= 0)
    {
      /* An error means that the peer is gone; what it sent before still has to arrive. */
      self->source_ended = TRUE;
      if (self->read_func != NULL)
        self->read_func (buffer, 0, self->user_data);
      wp_delay_line_push_end (self->line, due);
      return;
    }

  if (self->read_func != NULL)
    self->read_func (buffer, length, self->user_data);
  wp_delay_line_push (self->line, buffer, length, due);
}

static void
finish (WpFlow *self)
{
  self->finished = TRUE;
  self->blocked = FALSE;
  wp_delay_line_clear (self->line);
}

static void
send_piece (WpFlow *self, const guint8 *data, gsize length)
{
  gsize allowed = wp_gauge_limit (self->gauge, self->direction, length);
  g_autoptr (GError) error = NULL;
  gssize sent;

  if (allowed == 0)
    return;
  sent = g_socket_send (self->sink, (const char *) data, allowed, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      self->blocked = TRUE;
      return;
    }
  if (sent < 0)
    {
      /* The peer is gone; what it sent before may still flow the other way. */
      finish (self);
      return;
    }

  if (self->written_func != NULL)
    self->written_func (data, sent, self->user_data);
  wp_delay_line_drop (self->line, sent);
  wp_gauge_pass (self->gauge, self->direction, sent);
}

static void
write_piece (WpFlow *self)
{
  gsize length;
  const guint8 *data = wp_delay_line_peek (self->line, &length);

  if (length > 0)
    {
      send_piece (self, data, length);
      return;
    }

  /* Fails only if the peer is gone already. */
  g_socket_shutdown (self->sink, FALSE, TRUE, NULL);
  finish (self);
}

/* Writes what is due, as far as the sink takes it, or until the connection is cut. */
void
wp_flow_write (WpFlow *self)
{
  self->blocked = FALSE;
  while (!wp_gauge_is_cut (self->gauge) && wp_flow_get_due (self) <= g_get_monotonic_time ())
    write_piece (self);
}
