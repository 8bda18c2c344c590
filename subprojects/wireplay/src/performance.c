/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client and the recorded connection that is played to it. */

#include "performance.h"

#include "mysql-command.h"
#include "packet-line.h"

struct _WpPerformance
{
  WpClientLine *line;
  WpScript *script;
  WpTimes *times;
  guint connection;     /* as recorded */
  guint32 capabilities; /* of the greeting that the client got */
  gboolean over;
};

/* Takes the gauge; @script and @times must outlive it. */
WpPerformance *
wp_performance_new (
    GSocket *socket, WpGauge *gauge, WpScript *script, WpTimes *times, guint connection)
{
  WpPerformance *self = g_new0 (WpPerformance, 1);

  self->line = wp_client_line_new (socket, gauge);
  self->script = script;
  self->times = times;
  self->connection = connection;
  return self;
}

void
wp_performance_free (WpPerformance *self)
{
  wp_client_line_free (self->line);
  g_free (self);
}

WpClientLine *
wp_performance_get_line (const WpPerformance *self)
{
  return self->line;
}

guint
wp_performance_get_connection (const WpPerformance *self)
{
  return self->connection;
}

/* Goes on with another recorded connection; see wp_script_swap(). */
void
wp_performance_set_connection (WpPerformance *self, guint connection)
{
  self->connection = connection;
}

gboolean
wp_performance_is_over (const WpPerformance *self)
{
  return self->over || wp_client_line_is_over (self->line);
}

/* Whether the server's side waits for a client of another connection. */
gboolean
wp_performance_is_held (const WpPerformance *self)
{
  const WpRecordedPacket *next = wp_script_get_next (self->script, self->connection);

  return next != NULL && !wp_recorded_packet_is_from_client (next)
         && !wp_script_may_go_on (self->script, self->connection);
}

/* --- the server's side --- */

/* What the recorded client could not do must not be offered to this one. */
static void
limit_greeting (WpPerformance *self, GByteArray *payload)
{
  const WpLogin *login = wp_script_get_login (self->script, self->connection);

  if (!wp_greeting_get_capabilities (payload->data, payload->len, &self->capabilities))
    return;

  if (login != NULL)
    self->capabilities &= login->capabilities;
  wp_greeting_set_capabilities (payload->data, payload->len, self->capabilities);
}

static void
send_packet (WpPerformance *self, const WpRecordedPacket *packet)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  g_byte_array_append (payload, packet->payload->data, packet->payload->len);
  if (packet->sequence == 0)
    limit_greeting (self, payload);
  wp_times_apply (self->times, payload);
  wp_client_line_send (self->line, packet->sequence, payload);
}

static gboolean
play_server (WpPerformance *self, const WpRecordedPacket *next)
{
  if (!wp_script_may_go_on (self->script, self->connection))
    return FALSE;

  if (next->kind == WP_PACKET_SERVER_END)
    {
      /* What a client says to nobody is not answered. */
      wp_script_finish_connection (self->script, self->connection);
      wp_client_line_hang_up (self->line);
      return TRUE;
    }

  send_packet (self, next);
  wp_script_advance (self->script, self->connection);
  return TRUE;
}

/* --- the client's side --- */

/* The oldest packet of the client's that was not played yet, or NULL. */
WpRecordedPacket *
wp_performance_dup_packet (const WpPerformance *self)
{
  const WpRecordedPacket *next = wp_script_get_next (self->script, self->connection);
  guint8 sequence;
  const GByteArray *got = wp_client_line_peek (self->line, &sequence);
  WpRecordedPacket *packet;

  if (got == NULL)
    return NULL;
  if (next != NULL && next->kind == WP_PACKET_SECRET)
    return wp_recorded_packet_new (WP_PACKET_SECRET, self->connection, sequence);
  if ((next == NULL || next->kind != WP_PACKET_LOGIN) && sequence == 0 && got->len > 0)
    return wp_recorded_packet_new_command (self->connection, got->data, got->len,
                                           self->capabilities);

  packet = wp_recorded_packet_new (WP_PACKET_DATA, self->connection, sequence);
  if (next != NULL && next->kind == WP_PACKET_LOGIN)
    packet->login = wp_login_parse (got->data, got->len);
  if (packet->login != NULL)
    packet->kind = WP_PACKET_LOGIN;
  else
    g_byte_array_append (packet->payload, got->data, got->len);
  return packet;
}

static gboolean
check_formats (WpPerformance *self, const WpLogin *recorded, const WpLogin *got, GError **error)
{
  guint32 wanted = recorded->capabilities & self->capabilities & WP_CLIENT_FORMATS;
  guint32 agreed = got->capabilities & self->capabilities & WP_CLIENT_FORMATS;

  if (wanted == agreed)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               "Connection %u: this client library wants other packets than were recorded "
               "(capabilities 0x%08x, recorded 0x%08x): record with this library",
               self->connection, agreed, wanted);
  return FALSE;
}

static gboolean
is_quit (const WpRecordedPacket *packet)
{
  return packet->kind == WP_PACKET_COMMAND && packet->command == WP_COM_QUIT;
}

static gboolean
refuse_packet (WpPerformance *self,
               const WpRecordedPacket *next,
               const WpRecordedPacket *got,
               GError **error)
{
  g_autofree char *got_text = wp_packet_line_format (got);
  g_autofree char *text = next != NULL ? wp_packet_line_format (next) : g_strdup ("nothing\n");

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "Connection %u does not go as recorded.\nrecorded: %sgot:      %s", self->connection,
               text, g_strchomp (got_text));
  return FALSE;
}

static gboolean
check_packet (WpPerformance *self,
              const WpRecordedPacket *next,
              const WpRecordedPacket *got,
              GError **error)
{
  if (next == NULL || !wp_recorded_packet_matches (next, got))
    return refuse_packet (self, next, got, error);

  return next->kind != WP_PACKET_LOGIN || check_formats (self, next->login, got->login, error);
}

static gboolean
leave (WpPerformance *self, const WpRecordedPacket *next, const char *how, GError **error)
{
  g_autofree char *text = NULL;

  self->over = TRUE;
  if (wp_client_line_is_cut (self->line))
    {
      wp_script_finish_connection (self->script, self->connection);
      return TRUE;
    }
  if (wp_script_leave_connection (self->script, self->connection))
    return TRUE;

  text = wp_packet_line_format (next);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "Connection %u does not go as recorded.\nrecorded: %sgot:      %s", self->connection,
               text, how);
  return FALSE;
}

static gboolean
take_packet (WpPerformance *self, const WpRecordedPacket *next, GError **error)
{
  g_autoptr (WpRecordedPacket) got = wp_performance_dup_packet (self);

  if (got == NULL)
    return FALSE;

  /* Whether and when a client says good-bye is its own affair. */
  if (is_quit (got))
    return leave (self, next, "good-bye", error);
  if (!check_packet (self, next, got, error))
    return FALSE;

  wp_times_learn (self->times, next, got);
  wp_script_advance (self->script, self->connection);
  wp_client_line_drop (self->line);
  return TRUE;
}

/* Plays what comes next, if it can be played now: FALSE with @error unset if not, and with @error
 * set if the client does not do what was recorded. */
gboolean
wp_performance_play (WpPerformance *self, GError **error)
{
  const WpRecordedPacket *next = wp_script_get_next (self->script, self->connection);

  if (wp_performance_is_over (self))
    return FALSE;
  if (wp_client_line_is_gone (self->line))
    return leave (self, next, "the end", error);
  if (next == NULL || wp_recorded_packet_is_from_client (next))
    return take_packet (self, next, error);

  return play_server (self, next);
}
