/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One thing that happened on a recorded connection. */

#include "recorded-packet.h"

#include "date-time.h"
#include "mysql-command.h"
#include "query-attributes.h"

#include <string.h>

WpRecordedPacket *
wp_recorded_packet_new (WpPacketKind kind, guint connection, guint8 sequence)
{
  WpRecordedPacket *self = g_new0 (WpRecordedPacket, 1);

  self->kind = kind;
  self->connection = connection;
  self->sequence = sequence;
  self->payload = g_byte_array_new ();
  self->any_times = g_array_new (FALSE, FALSE, sizeof (gsize));
  return self;
}

/* From a client's packet; @capabilities are those that both sides have. */
WpRecordedPacket *
wp_recorded_packet_new_command (guint connection,
                                const guint8 *data,
                                gsize length,
                                guint32 capabilities)
{
  WpRecordedPacket *self = wp_recorded_packet_new (WP_PACKET_COMMAND, connection, 0);
  gsize offset = 1;

  self->command = data[0];
  if (data[0] == WP_COM_QUERY && (capabilities & WP_CLIENT_QUERY_ATTRIBUTES) != 0)
    offset += wp_query_attributes_get_length (data + 1, length - 1);
  g_byte_array_append (self->payload, data + offset, length - offset);
  return self;
}

void
wp_recorded_packet_free (WpRecordedPacket *self)
{
  g_byte_array_unref (self->payload);
  g_array_unref (self->any_times);
  g_clear_pointer (&self->login, wp_login_free);
  g_free (self);
}

gboolean
wp_recorded_packet_is_from_client (const WpRecordedPacket *self)
{
  return self->kind != WP_PACKET_OPEN && self->kind != WP_PACKET_SERVER
         && self->kind != WP_PACKET_SERVER_END;
}

/* The date-times that say now will say another time in the next run. */
void
wp_recorded_packet_mark_times (WpRecordedPacket *self, gint64 unix_seconds)
{
  const char *text = (const char *) self->payload->data;

  for (gsize i = 0; i < self->payload->len; i++)
    {
      gsize length = wp_date_time_get_length (text + i, self->payload->len - i);

      if (length > 0 && wp_date_time_is_near (text + i, unix_seconds))
        g_array_append_val (self->any_times, i);
      i += length > 0 ? length - 1 : 0;
    }
}

/* Whether a client has to send it: it may say good-bye, or just leave. */
gboolean
wp_recorded_packet_matters (const WpRecordedPacket *self)
{
  return self->kind == WP_PACKET_DATA
         || (self->kind == WP_PACKET_COMMAND && self->command != WP_COM_QUIT);
}

/* Takes the date-times that both begin with off them; FALSE if one has none. */
static gboolean
skip_times (const GByteArray *a, gsize *a_offset, const GByteArray *b, gsize *b_offset)
{
  const char *a_text = (const char *) a->data + *a_offset;
  const char *b_text = (const char *) b->data + *b_offset;
  gsize a_length = wp_date_time_get_length (a_text, a->len - *a_offset);
  gsize b_length = wp_date_time_get_length (b_text, b->len - *b_offset);

  *a_offset += a_length;
  *b_offset += b_length;
  return a_length > 0 && b_length > 0;
}

static gboolean
payload_matches (const WpRecordedPacket *self, const GByteArray *got)
{
  gsize offset = 0;
  gsize got_offset = 0;

  for (guint i = 0; i < self->any_times->len; i++)
    {
      gsize length = g_array_index (self->any_times, gsize, i) - offset;

      if (got->len - got_offset < length
          || memcmp (self->payload->data + offset, got->data + got_offset, length) != 0)
        return FALSE;
      offset += length;
      got_offset += length;
      if (!skip_times (self->payload, &offset, got, &got_offset))
        return FALSE;
    }

  return self->payload->len - offset == got->len - got_offset
         && (self->payload->len == offset
             || memcmp (self->payload->data + offset, got->data + got_offset, got->len - got_offset)
                    == 0);
}

/* Whether a client that sends @got does what was recorded. Of a login, what differs between client
 * libraries does not count, nor does the password, which nobody knows. */
gboolean
wp_recorded_packet_matches (const WpRecordedPacket *self, const WpRecordedPacket *got)
{
  if (self->kind != got->kind)
    return FALSE;
  if (self->kind == WP_PACKET_LOGIN)
    return g_str_equal (self->login->user, got->login->user)
           && g_str_equal (self->login->database, got->login->database);
  if (self->kind == WP_PACKET_COMMAND && self->command != got->command)
    return FALSE;

  return self->command == WP_COM_CHANGE_USER || payload_matches (self, got->payload);
}
