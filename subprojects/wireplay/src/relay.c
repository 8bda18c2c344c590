/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client's connection: both its sockets, and what flows between them. */

#include "relay.h"

#include "address.h"
#include "delay-line.h"
#include "flow.h"
#include "gauge.h"
#include "mysql-parser.h"
#include "transcript.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

/* A unix socket whose queue of connections is full does not say when it has room again. */
#define RETRY_USEC 1000

typedef enum
{
  STATE_CONNECTING, /* until the server's socket is writable */
  STATE_RETRYING,   /* until the time to try again */
  STATE_RELAYING,
  STATE_OVER,
} State;

struct _WpRelay
{
  GSocketAddress *target;
  WpJournal *journal;
  State state;
  gint64 retry_time;

  GSocket *client;
  GSocket *server;
  int client_index; /* in the poll set, or -1 */
  int server_index;

  WpMysqlParser *parser;
  WpGauge *gauge;
  WpTranscript *transcript; /* or NULL: nothing is recorded */
  WpFlow *to_server;
  WpFlow *to_client;
};

static void
on_packet (guint64 offset, gpointer user_data)
{
  WpRelay *self = user_data;

  wp_gauge_begin_packet (self->gauge, offset);
}

static void
on_round_trip (gpointer user_data)
{
  WpRelay *self = user_data;

  wp_journal_add_round_trip (self->journal);
}

static void
on_command (const WpMysqlCommand *command, gpointer user_data)
{
  WpRelay *self = user_data;

  wp_gauge_end_command (self->gauge);
  wp_journal_add_command (self->journal, command);
}

static const WpMysqlParserEvents parser_events = { on_packet, on_round_trip, on_command };

/* The parser is fed at the client's end, so it sees what the client saw when it went on: bytes of
 * the server that are still delayed have not been answered yet. */
static void
on_read_from_client (const guint8 *data, gsize length, gpointer user_data)
{
  WpRelay *self = user_data;

  if (length > 0)
    wp_mysql_parser_feed_client (self->parser, data, length);
  if (self->transcript == NULL)
    return;

  if (length > 0)
    wp_transcript_feed_client (self->transcript, data, length);
  else
    wp_transcript_end_client (self->transcript);
}

static void
on_read_from_server (const guint8 *data, gsize length, gpointer user_data)
{
  WpRelay *self = user_data;

  if (self->transcript == NULL)
    return;

  if (length > 0)
    wp_transcript_feed_server (self->transcript, data, length);
  else
    wp_transcript_end_server (self->transcript);
}

static void
on_written_to_client (const guint8 *data, gsize length, gpointer user_data)
{
  WpRelay *self = user_data;

  wp_mysql_parser_feed_server (self->parser, data, length);
}

/* All latency is to be that which was asked for. */
static void
configure (GSocket *socket)
{
  g_socket_set_blocking (socket, FALSE);
  if (g_socket_get_family (socket) != G_SOCKET_FAMILY_UNIX)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

static void
start_relaying (WpRelay *self)
{
  self->state = STATE_RELAYING;
  self->to_server = wp_flow_new (self->client, self->server, self->gauge, WIREPLAY_TO_SERVER,
                                 on_read_from_client, NULL, self);
  self->to_client = wp_flow_new (self->server, self->client, self->gauge, WIREPLAY_TO_CLIENT,
                                 on_read_from_server, on_written_to_client, self);
}

static void
give_up (WpRelay *self, const GError *error)
{
  g_autofree char *target = wp_address_to_string (self->target);

  g_message ("Cannot connect to %s: %s", target, error->message);
  self->state = STATE_OVER;
}

static void
try_to_connect (WpRelay *self)
{
  g_autoptr (GError) error = NULL;

  if (g_socket_connect (self->server, self->target, NULL, &error))
    start_relaying (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    self->state = STATE_CONNECTING;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      self->state = STATE_RETRYING;
      self->retry_time = g_get_monotonic_time () + RETRY_USEC;
    }
  else
    give_up (self, error);
}

static void
check_connected (WpRelay *self)
{
  g_autoptr (GError) error = NULL;

  if (g_socket_check_connect_result (self->server, &error))
    start_relaying (self);
  else
    give_up (self, error);
}

static void
open_server (WpRelay *self)
{
  GSocketFamily family = g_socket_address_get_family (self->target);
  g_autoptr (GError) error = NULL;

  self->server = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  if (self->server == NULL)
    {
      give_up (self, error);
      return;
    }

  configure (self->server);
  try_to_connect (self);
}

/* @journal and @cutter must outlive it; @recorder may be NULL. */
WpRelay *
wp_relay_new (GSocket *client,
              GSocketAddress *target,
              WpJournal *journal,
              WpCutter *cutter,
              WpRecorder *recorder)
{
  WpRelay *self = g_new0 (WpRelay, 1);

  self->client = g_object_ref (client);
  self->target = g_object_ref (target);
  self->journal = journal;
  self->client_index = -1;
  self->server_index = -1;
  self->parser = wp_mysql_parser_new (&parser_events, self);
  self->gauge = wp_gauge_new (cutter);
  if (recorder != NULL)
    self->transcript = wp_transcript_new (recorder);
  configure (client);
  open_server (self);
  return self;
}

void
wp_relay_free (WpRelay *self)
{
  g_clear_pointer (&self->to_server, wp_flow_free);
  g_clear_pointer (&self->to_client, wp_flow_free);
  wp_mysql_parser_free (self->parser);
  wp_gauge_free (self->gauge);
  g_clear_pointer (&self->transcript, wp_transcript_free);
  g_clear_object (&self->server);
  g_object_unref (self->client);
  g_object_unref (self->target);
  g_free (self);
}

static int
watch (WpPollSet *polls, GSocket *socket, const WpFlow *out_of, const WpFlow *into)
{
  short events = 0;

  if (wp_flow_wants_to_read (out_of))
    events |= POLLIN;
  if (wp_flow_is_blocked (into))
    events |= POLLOUT;

  return wp_poll_set_add (polls, g_socket_get_fd (socket), events);
}

static void
prepare_relaying (WpRelay *self, WpPollSet *polls)
{
  self->client_index = watch (polls, self->client, self->to_server, self->to_client);
  self->server_index = watch (polls, self->server, self->to_client, self->to_server);
  wp_poll_set_add_due (polls, wp_flow_get_due (self->to_server));
  wp_poll_set_add_due (polls, wp_flow_get_due (self->to_client));
}

/* Says what to wait for until the next wp_relay_dispatch(). */
void
wp_relay_prepare (WpRelay *self, WpPollSet *polls)
{
  switch (self->state)
    {
    case STATE_CONNECTING:
      self->server_index = wp_poll_set_add (polls, g_socket_get_fd (self->server), POLLOUT);
      break;
    case STATE_RETRYING:
      wp_poll_set_add_due (polls, self->retry_time);
      break;
    case STATE_RELAYING:
      prepare_relaying (self, polls);
      break;
    case STATE_OVER:
    default:
      wp_poll_set_add_due (polls, 0);
      break;
    }
}

/* Any event but being writable is seen by reading: also that the peer is gone. */
static void
read_if_ready (WpFlow *flow, short events, gint64 delay_usec)
{
  if ((events & ~POLLOUT) != 0 && wp_flow_wants_to_read (flow))
    wp_flow_read (flow, delay_usec);
}

static void
write_if_ready (WpFlow *flow, short events)
{
  if (events != 0 || !wp_flow_is_blocked (flow))
    wp_flow_write (flow);
}

static void
hang_up (WpRelay *self)
{
  wp_gauge_hang_up (self->gauge, self->server);
  wp_gauge_hang_up (self->gauge, self->client);
  self->state = STATE_OVER;
}

static void
relay (WpRelay *self, const WpPollSet *polls, guint latency_usec)
{
  short client_events = wp_poll_set_get_events (polls, self->client_index);
  short server_events = wp_poll_set_get_events (polls, self->server_index);
  guint half = latency_usec / 2;

  read_if_ready (self->to_server, client_events, half);
  read_if_ready (self->to_client, server_events, latency_usec - half);
  write_if_ready (self->to_server, server_events);
  write_if_ready (self->to_client, client_events);

  if (wp_gauge_is_cut (self->gauge))
    hang_up (self);
  else if (wp_flow_is_finished (self->to_server) && wp_flow_is_finished (self->to_client))
    self->state = STATE_OVER;
}

/* Does what can be done now; FALSE when the connection is over. */
gboolean
wp_relay_dispatch (WpRelay *self, const WpPollSet *polls, guint latency_usec)
{
  switch (self->state)
    {
    case STATE_CONNECTING:
      if (wp_poll_set_get_events (polls, self->server_index) != 0)
        check_connected (self);
      break;
    case STATE_RETRYING:
      if (self->retry_time <= g_get_monotonic_time ())
        try_to_connect (self);
      break;
    case STATE_RELAYING:
      relay (self, polls, latency_usec);
      break;
    case STATE_OVER:
    default:
      break;
    }

  return self->state != STATE_OVER;
}
