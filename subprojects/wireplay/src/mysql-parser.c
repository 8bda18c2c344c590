/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows one connection of the MySQL protocol and reports its commands and round trips. */

#include "mysql-parser.h"

#include "packet-framer.h"
#include "query-attributes.h"

#include <string.h>

#define PACKET_OK 0x00
#define PACKET_ERR 0xff

#define CLIENT_COMPRESS 0x00000020u
#define CLIENT_SSL 0x00000800u
#define CLIENT_ZSTD_COMPRESSION 0x04000000u
#define CLIENT_QUERY_ATTRIBUTES 0x08000000u

/* A client that asks for TLS sends the beginning of its login, up to the user's name. */
#define SSL_REQUEST_LENGTH 32

#define MAX_SEQUENCE 255

typedef enum
{
  PHASE_GREETING, /* until the server's first packet */
  PHASE_LOGIN,    /* until the server's OK or ERR */
  PHASE_COMMANDS,
  PHASE_OPAQUE, /* cannot be followed */
} Phase;

struct _WpMysqlParser
{
  const WpMysqlParserEvents *events;
  gpointer user_data;

  Phase phase;
  WpPacketFramer *from_client;
  WpPacketFramer *from_server;
  guint64 n_client_bytes; /* fed */
  guint64 n_server_bytes;
  guint64 client_offset; /* both, when the client's packet began */
  guint64 server_offset;
  guint64 connection_id;
  guint32 server_capabilities;
  guint32 client_capabilities;
  gboolean client_introduced; /* the client's first packet has been seen */

  gboolean answered; /* the server has sent something since the last round trip began */
  gboolean wrapped;  /* the sequence number of the client's packet continues at 0 after 255 */
  guint round_trip;
};

WpMysqlParser *
wp_mysql_parser_new (const WpMysqlParserEvents *events, gpointer user_data)
{
  WpMysqlParser *self = g_new0 (WpMysqlParser, 1);

  self->events = events;
  self->user_data = user_data;
  self->phase = PHASE_GREETING;
  self->from_client = wp_packet_framer_new ();
  self->from_server = wp_packet_framer_new ();
  return self;
}

void
wp_mysql_parser_free (WpMysqlParser *self)
{
  wp_packet_framer_free (self->from_client);
  wp_packet_framer_free (self->from_server);
  g_free (self);
}

/* Bytes that are not there count as 0. */
static guint32
read_integer (const guint8 *data, gsize length, gsize offset, guint size)
{
  guint32 value = 0;

  for (guint i = 0; i < size && offset + i < length; i++)
    value |= (guint32) data[offset + i] << (8 * i);
  return value;
}

static gboolean
has_capability (const WpMysqlParser *self, guint32 capability)
{
  return (self->server_capabilities & self->client_capabilities & capability) != 0;
}

static void
end_login (WpMysqlParser *self)
{
  if (has_capability (self, CLIENT_COMPRESS | CLIENT_ZSTD_COMPRESSION))
    {
      self->phase = PHASE_OPAQUE;
      return;
    }

  self->phase = PHASE_COMMANDS;
  self->answered = TRUE;
}

/* Protocol 10: version byte, server version ending with NUL, connection id (4 bytes), scramble (8),
 * filler (1), lower capabilities (2), collation (1), status (2), upper capabilities (2). */
static void
handle_greeting (WpMysqlParser *self, const guint8 *data, gsize length)
{
  const guint8 *nul;
  gsize offset;

  if (length > 0 && data[0] == PACKET_ERR)
    {
      end_login (self);
      return;
    }

  nul = length > 0 ? memchr (data, '\0', length) : NULL;
  if (nul == NULL || data[0] != 10)
    {
      self->phase = PHASE_OPAQUE;
      return;
    }

  offset = nul + 1 - data;
  self->connection_id = read_integer (data, length, offset, 4);
  self->server_capabilities = read_integer (data, length, offset + 13, 2)
                              | read_integer (data, length, offset + 18, 2) << 16;
  self->phase = PHASE_LOGIN;
}

/* Anything but OK and ERR asks the client for more: AuthSwitchRequest (0xfe), AuthMoreData (0x01),
 * and the like. */
static void
handle_login_answer (WpMysqlParser *self, const guint8 *data, gsize length)
{
  if (length > 0 && (data[0] == PACKET_OK || data[0] == PACKET_ERR))
    end_login (self);
}

static void
handle_server_packet (WpMysqlParser *self)
{
  gsize length;
  const guint8 *data = wp_packet_framer_get_payload (self->from_server, &length);

  if (self->phase == PHASE_GREETING)
    handle_greeting (self, data, length);
  else
    handle_login_answer (self, data, length);
}

/* The first packet tells what the client can; later ones of the login are secrets. */
static void
handle_login (WpMysqlParser *self, const guint8 *data, gsize length)
{
  if (self->client_introduced)
    return;

  self->client_introduced = TRUE;
  self->client_capabilities = read_integer (data, length, 0, 4);
  if (length <= SSL_REQUEST_LENGTH && (self->client_capabilities & CLIENT_SSL) != 0)
    self->phase = PHASE_OPAQUE;
}

static void
report_command (WpMysqlParser *self, const guint8 *data, gsize length)
{
  WpMysqlCommand command = {
    .connection_id = self->connection_id,
    .round_trip = self->round_trip,
    .client_offset = self->client_offset,
    .server_offset = self->server_offset,
    .code = data[0],
  };
  gsize offset = 1;

  if (command.code == WP_COM_QUERY && has_capability (self, CLIENT_QUERY_ATTRIBUTES))
    offset += wp_query_attributes_get_length (data + 1, length - 1);

  command.argument = (const char *) data + offset;
  command.argument_length = length - offset;
  self->events->command (&command, self->user_data);
}

static void
handle_client_packet (WpMysqlParser *self)
{
  gsize length;
  const guint8 *data = wp_packet_framer_get_payload (self->from_client, &length);

  if (self->phase == PHASE_LOGIN)
    handle_login (self, data, length);
  else if (wp_packet_framer_get_first_sequence (self->from_client) == 0 && !self->wrapped
           && length > 0)
    report_command (self, data, length);
}

/* Called before the first byte of a client's packet. */
static void
begin_client_packet (WpMysqlParser *self)
{
  if (self->phase != PHASE_COMMANDS)
    return;

  self->client_offset = self->n_client_bytes;
  self->server_offset = self->n_server_bytes;
  self->events->packet (self->client_offset, self->user_data);
  self->wrapped =
      !self->answered && wp_packet_framer_get_last_sequence (self->from_client) == MAX_SEQUENCE;
  if (!self->answered)
    return;

  self->answered = FALSE;
  self->round_trip++;
  self->events->round_trip (self->user_data);
}

void
wp_mysql_parser_feed_client (WpMysqlParser *self, const guint8 *data, gsize length)
{
  /* In this protocol the server speaks first. */
  if (self->phase == PHASE_GREETING)
    self->phase = PHASE_OPAQUE;

  while (length > 0 && self->phase != PHASE_OPAQUE)
    {
      gsize before = length;
      gboolean complete;

      if (wp_packet_framer_is_between (self->from_client))
        begin_client_packet (self);
      complete = wp_packet_framer_take (self->from_client, &data, &length);
      self->n_client_bytes += before - length;
      if (complete)
        handle_client_packet (self);
    }
}

/* After the login only its being there matters. */
void
wp_mysql_parser_feed_server (WpMysqlParser *self, const guint8 *data, gsize length)
{
  self->n_server_bytes += length;
  while (length > 0 && (self->phase == PHASE_GREETING || self->phase == PHASE_LOGIN))
    {
      if (wp_packet_framer_take (self->from_server, &data, &length))
        handle_server_packet (self);
    }

  if (length > 0)
    self->answered = TRUE;
}
