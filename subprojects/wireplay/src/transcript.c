/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes down what passes on one connection, packet by packet, to a recorder.
 *
 * The client's answers to the server's scramble are left out: nobody will check them.
 */

#include "transcript.h"

#include "packet-framer.h"

#define PACKET_OK 0x00
#define PACKET_ERR 0xff

typedef enum
{
  PHASE_GREETING,
  PHASE_LOGIN,
  PHASE_COMMANDS,
  PHASE_OPAQUE, /* TLS, compressed, or another protocol */
} Phase;

struct _WpTranscript
{
  WpRecorder *recorder;
  guint connection;
  Phase phase;
  WpPacketFramer *from_client;
  WpPacketFramer *from_server;
  guint32 capabilities; /* the server's, then those that both have */
  gboolean introduced;  /* the login has come */
};

WpTranscript *
wp_transcript_new (WpRecorder *recorder)
{
  WpTranscript *self = g_new0 (WpTranscript, 1);

  self->recorder = wp_recorder_ref (recorder);
  self->connection = wp_recorder_add_connection (recorder);
  self->from_client = wp_packet_framer_new ();
  self->from_server = wp_packet_framer_new ();
  return self;
}

void
wp_transcript_free (WpTranscript *self)
{
  wp_packet_framer_free (self->from_client);
  wp_packet_framer_free (self->from_server);
  wp_recorder_unref (self->recorder);
  g_free (self);
}

static void
give_up (WpTranscript *self)
{
  g_autofree char *comment = g_strdup_printf (
      "connection %u is encrypted, compressed, or in another protocol from here on",
      self->connection);

  if (self->phase != PHASE_OPAQUE)
    wp_recorder_write_comment (self->recorder, comment);
  self->phase = PHASE_OPAQUE;
}

static WpRecordedPacket *
new_packet (WpTranscript *self, WpPacketKind kind, const WpPacketFramer *framer)
{
  return wp_recorded_packet_new (kind, self->connection,
                                 wp_packet_framer_get_first_sequence (framer));
}

/* --- the client --- */

static void
write_login (WpTranscript *self, const guint8 *data, gsize length)
{
  g_autoptr (WpRecordedPacket) packet = new_packet (self, WP_PACKET_LOGIN, self->from_client);

  packet->login = wp_login_parse (data, length);
  if (packet->login == NULL || packet->login->asks_for_tls)
    {
      give_up (self);
      return;
    }

  self->introduced = TRUE;
  self->capabilities &= packet->login->capabilities;
  wp_recorder_write (self->recorder, packet);
}

static void
write_secret (WpTranscript *self)
{
  g_autoptr (WpRecordedPacket) packet = new_packet (self, WP_PACKET_SECRET, self->from_client);

  wp_recorder_write (self->recorder, packet);
}

static void
write_command (WpTranscript *self, const guint8 *data, gsize length)
{
  g_autoptr (WpRecordedPacket) packet =
      wp_recorded_packet_new_command (self->connection, data, length, self->capabilities);

  wp_recorded_packet_mark_times (packet, g_get_real_time () / G_USEC_PER_SEC);
  wp_recorder_write (self->recorder, packet);
}

static void
write_data (WpTranscript *self, const guint8 *data, gsize length)
{
  g_autoptr (WpRecordedPacket) packet = new_packet (self, WP_PACKET_DATA, self->from_client);

  g_byte_array_append (packet->payload, data, length);
  wp_recorder_write (self->recorder, packet);
}

static void
write_client_packet (WpTranscript *self)
{
  gsize length;
  const guint8 *data = wp_packet_framer_get_payload (self->from_client, &length);

  if (self->phase == PHASE_LOGIN && !self->introduced)
    write_login (self, data, length);
  else if (self->phase == PHASE_LOGIN)
    write_secret (self);
  else if (length > 0 && wp_packet_framer_get_first_sequence (self->from_client) == 0)
    write_command (self, data, length);
  else
    write_data (self, data, length);
}

void
wp_transcript_feed_client (WpTranscript *self, const guint8 *data, gsize length)
{
  /* In this protocol the server speaks first. */
  if (self->phase == PHASE_GREETING)
    give_up (self);
  while (self->phase != PHASE_OPAQUE && length > 0
         && wp_packet_framer_take (self->from_client, &data, &length))
    write_client_packet (self);
}

/* --- the server --- */

static void
follow_greeting (WpTranscript *self, const guint8 *data, gsize length)
{
  if (wp_greeting_get_capabilities (data, length, &self->capabilities))
    self->phase = PHASE_LOGIN;
  else if (length > 0 && data[0] == PACKET_ERR)
    self->phase = PHASE_COMMANDS;
  else
    give_up (self);
}

static void
follow_login (WpTranscript *self, const guint8 *data, gsize length)
{
  if (length == 0 || (data[0] != PACKET_OK && data[0] != PACKET_ERR))
    return;

  if ((self->capabilities & (WP_CLIENT_COMPRESS | WP_CLIENT_ZSTD_COMPRESSION)) != 0)
    give_up (self);
  else
    self->phase = PHASE_COMMANDS;
}

static void
write_server_packet (WpTranscript *self)
{
  g_autoptr (WpRecordedPacket) packet = new_packet (self, WP_PACKET_SERVER, self->from_server);
  gsize length;
  const guint8 *data = wp_packet_framer_get_payload (self->from_server, &length);

  g_byte_array_append (packet->payload, data, length);
  wp_recorder_write (self->recorder, packet);
  if (self->phase == PHASE_GREETING)
    follow_greeting (self, data, length);
  else if (self->phase == PHASE_LOGIN)
    follow_login (self, data, length);
}

void
wp_transcript_feed_server (WpTranscript *self, const guint8 *data, gsize length)
{
  while (self->phase != PHASE_OPAQUE && length > 0
         && wp_packet_framer_take (self->from_server, &data, &length))
    write_server_packet (self);
}

/* --- the ends --- */

static void
write_end (WpTranscript *self, WpPacketKind kind)
{
  g_autoptr (WpRecordedPacket) packet = wp_recorded_packet_new (kind, self->connection, 0);

  wp_recorder_write (self->recorder, packet);
}

void
wp_transcript_end_client (WpTranscript *self)
{
  write_end (self, WP_PACKET_CLIENT_END);
}

void
wp_transcript_end_server (WpTranscript *self)
{
  write_end (self, WP_PACKET_SERVER_END);
}
