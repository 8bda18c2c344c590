/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of a client to a player: its packets as they come, and what it is sent. */

#include "client-line.h"

#include "packet-framer.h"

#include <poll.h>

#define READ_SIZE ((gsize) 64 * 1024)
#define MAX_PART_LENGTH ((gsize) 0xffffff)

#define PACKET_OK 0x00
#define PACKET_ERR 0xff

typedef struct
{
  guint8 sequence;
  GByteArray *payload;
} Packet;

struct _WpClientLine
{
  GSocket *socket;
  WpGauge *gauge;
  int index; /* in the poll set, or -1 */
  WpPacketFramer *framer;
  GQueue packets;      /* of Packet: have come */
  GByteArray *waiting; /* to be sent */
  gboolean logged_in;
  gboolean gone;       /* the client will send nothing more */
  gboolean hanging_up; /* once all is sent */
  gboolean over;
};

static void
packet_free (gpointer data)
{
  Packet *packet = data;

  g_byte_array_unref (packet->payload);
  g_free (packet);
}

/* Takes the gauge. */
WpClientLine *
wp_client_line_new (GSocket *socket, WpGauge *gauge)
{
  WpClientLine *self = g_new0 (WpClientLine, 1);

  self->socket = g_object_ref (socket);
  self->gauge = gauge;
  self->index = -1;
  self->framer = wp_packet_framer_new ();
  self->waiting = g_byte_array_new ();
  g_queue_init (&self->packets);
  g_socket_set_blocking (socket, FALSE);
  return self;
}

void
wp_client_line_free (WpClientLine *self)
{
  g_queue_clear_full (&self->packets, packet_free);
  g_byte_array_unref (self->waiting);
  wp_packet_framer_free (self->framer);
  wp_gauge_free (self->gauge);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

/* Says what to wait for until the next wp_client_line_dispatch(). */
void
wp_client_line_prepare (WpClientLine *self, WpPollSet *polls)
{
  short events = 0;

  if (!self->gone)
    events |= POLLIN;
  if (self->waiting->len > 0)
    events |= POLLOUT;
  self->index = wp_poll_set_add (polls, g_socket_get_fd (self->socket), events);
}

static void
add_packet (WpClientLine *self)
{
  Packet *packet = g_new (Packet, 1);
  gsize length;
  const guint8 *payload = wp_packet_framer_get_payload (self->framer, &length);

  packet->sequence = wp_packet_framer_get_first_sequence (self->framer);
  packet->payload = g_byte_array_new ();
  g_byte_array_append (packet->payload, payload, length);
  g_queue_push_tail (&self->packets, packet);
  if (packet->sequence == 0)
    wp_gauge_end_command (self->gauge);
}

/* The rest of one packet, as far as that is here and may pass. */
static gsize
take_some (WpClientLine *self, const guint8 *data, gsize length)
{
  gsize allowed;
  gsize rest;

  if (self->logged_in && wp_packet_framer_is_between (self->framer))
    wp_gauge_begin_packet (self->gauge,
                           wp_gauge_get_passed (self->gauge, WIREPLAY_TO_SERVER));
  allowed = rest = wp_gauge_limit (self->gauge, WIREPLAY_TO_SERVER, length);
  if (allowed == 0)
    return 0;
  if (wp_packet_framer_take (self->framer, &data, &rest))
    add_packet (self);
  wp_gauge_pass (self->gauge, WIREPLAY_TO_SERVER, allowed - rest);
  return allowed - rest;
}

/* What has come whole by then is heard. */
static void
cut (WpClientLine *self)
{
  wp_gauge_hang_up (self->gauge, self->socket);
  g_byte_array_set_size (self->waiting, 0);
  self->gone = TRUE;
}

static void
take_packets (WpClientLine *self, const guint8 *data, gsize length)
{
  while (length > 0 && !wp_gauge_is_cut (self->gauge))
    {
      gsize taken = take_some (self, data, length);

      data += taken;
      length -= taken;
    }
  if (wp_gauge_is_cut (self->gauge))
    cut (self);
}

static void
read_some (WpClientLine *self)
{
  guint8 buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  gssize length = g_socket_receive (self->socket, (char *) buffer, sizeof buffer, NULL, &error);

  if (length > 0)
    take_packets (self, buffer, length);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->gone = TRUE;
}

static void
finish_if_sent (WpClientLine *self)
{
  if (self->hanging_up && self->waiting->len == 0)
    self->over = TRUE;
}

static void
write_some (WpClientLine *self)
{
  gsize allowed = wp_gauge_limit (self->gauge, WIREPLAY_TO_CLIENT, self->waiting->len);
  g_autoptr (GError) error = NULL;
  gssize length = 0;

  if (allowed > 0)
    length = g_socket_send (self->socket, (const char *) self->waiting->data, allowed, NULL,
                            &error);
  if (length > 0)
    {
      g_byte_array_remove_range (self->waiting, 0, length);
      wp_gauge_pass (self->gauge, WIREPLAY_TO_CLIENT, length);
    }
  if (wp_gauge_is_cut (self->gauge))
    cut (self);
  else if (length < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    g_byte_array_set_size (self->waiting, 0);
  finish_if_sent (self);
}

/* Does what can be done now. */
void
wp_client_line_dispatch (WpClientLine *self, const WpPollSet *polls)
{
  short events = wp_poll_set_get_events (polls, self->index);

  if ((events & ~POLLOUT) != 0 && !self->gone)
    read_some (self);
  if (events != 0 && self->waiting->len > 0)
    write_some (self);
}

/* The oldest packet that was not dropped, or NULL. */
const GByteArray *
wp_client_line_peek (const WpClientLine *self, guint8 *sequence)
{
  const Packet *packet = self->packets.head != NULL ? self->packets.head->data : NULL;

  if (packet == NULL)
    return NULL;

  *sequence = packet->sequence;
  return packet->payload;
}

void
wp_client_line_drop (WpClientLine *self)
{
  packet_free (g_queue_pop_head (&self->packets));
}

static void
note_login (WpClientLine *self, guint8 sequence, const GByteArray *payload)
{
  if (sequence > 0 && payload->len > 0
      && (payload->data[0] == PACKET_OK || payload->data[0] == PACKET_ERR))
    self->logged_in = TRUE;
}

/* Splits what is too long for one part, as the protocol wants it. */
void
wp_client_line_send (WpClientLine *self, guint8 sequence, const GByteArray *payload)
{
  gsize offset = 0;
  gsize part;

  note_login (self, sequence, payload);
  if (wp_gauge_is_cut (self->gauge))
    return;

  do
    {
      guint8 header[4];

      part = MIN (payload->len - offset, MAX_PART_LENGTH);
      for (guint i = 0; i < 3; i++)
        header[i] = part >> (8 * i) & 0xff;
      header[3] = sequence++;
      g_byte_array_append (self->waiting, header, sizeof header);
      if (part > 0)
        g_byte_array_append (self->waiting, payload->data + offset, part);
      offset += part;
    }
  while (part == MAX_PART_LENGTH);
}

/* The client still gets what it was sent. */
void
wp_client_line_hang_up (WpClientLine *self)
{
  self->hanging_up = TRUE;
  finish_if_sent (self);
}

gboolean
wp_client_line_is_cut (const WpClientLine *self)
{
  return wp_gauge_is_cut (self->gauge);
}

/* Whether the client has hung up, or was cut off, and all its packets were dropped. */
gboolean
wp_client_line_is_gone (const WpClientLine *self)
{
  return self->gone && self->packets.head == NULL;
}

/* Whether it can be freed, which closes it. */
gboolean
wp_client_line_is_over (const WpClientLine *self)
{
  return self->over;
}
