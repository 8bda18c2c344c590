/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of a client to a player: its packets as they come, and what it is sent. */

#include "client-line.h"

#include "packet-framer.h"

#include <poll.h>

#define READ_SIZE ((gsize) 64 * 1024)
#define MAX_PART_LENGTH ((gsize) 0xffffff)

typedef struct
{
  guint8 sequence;
  GByteArray *payload;
} Packet;

struct _WpClientLine
{
  GSocket *socket;
  int index; /* in the poll set, or -1 */
  WpPacketFramer *framer;
  GQueue packets;      /* of Packet: have come */
  GByteArray *waiting; /* to be sent */
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

WpClientLine *
wp_client_line_new (GSocket *socket)
{
  WpClientLine *self = g_new0 (WpClientLine, 1);

  self->socket = g_object_ref (socket);
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
take_packets (WpClientLine *self, const guint8 *data, gsize length)
{
  while (length > 0 && wp_packet_framer_take (self->framer, &data, &length))
    {
      Packet *packet = g_new (Packet, 1);
      gsize payload_length;
      const guint8 *payload = wp_packet_framer_get_payload (self->framer, &payload_length);

      packet->sequence = wp_packet_framer_get_first_sequence (self->framer);
      packet->payload = g_byte_array_new ();
      g_byte_array_append (packet->payload, payload, payload_length);
      g_queue_push_tail (&self->packets, packet);
    }
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
  g_autoptr (GError) error = NULL;
  gssize length = g_socket_send (self->socket, (const char *) self->waiting->data,
                                 self->waiting->len, NULL, &error);

  if (length > 0)
    g_byte_array_remove_range (self->waiting, 0, length);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
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

/* Splits what is too long for one part, as the protocol wants it. */
void
wp_client_line_send (WpClientLine *self, guint8 sequence, const GByteArray *payload)
{
  gsize offset = 0;
  gsize part;

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

/* Whether the client has hung up, and all its packets were dropped. */
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
