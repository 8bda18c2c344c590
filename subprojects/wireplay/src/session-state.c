/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a recorded session is at rest. */

#include "session-state.h"

#include "mysql-command.h"

#define PACKET_OK 0x00
#define PACKET_EOF 0xfe
#define PACKET_ERR 0xff
#define EOF_LENGTH 5
#define MAX_EOF_LENGTH 8

#define SERVER_STATUS_IN_TRANS 0x0001

/* The bytes of a length-encoded integer. */
static gsize
integer_length (guint8 first)
{
  if (first == 0xfc)
    return 3;
  if (first == 0xfd)
    return 4;
  return first == 0xfe ? 9 : 1;
}

/* In the last packet of an answer; 0 if there is none. */
static gsize
find_status (const GByteArray *payload)
{
  gsize offset = 1;

  if (payload->data[0] == PACKET_EOF && payload->len <= MAX_EOF_LENGTH)
    return payload->len >= EOF_LENGTH ? 3 : 0;
  if (payload->data[0] != PACKET_OK && payload->data[0] != PACKET_EOF)
    return 0;

  /* The affected rows and the last insert id. */
  for (guint i = 0; i < 2 && offset < payload->len; i++)
    offset += integer_length (payload->data[offset]);
  return offset + 2 <= payload->len ? offset : 0;
}

/* The whole answer has come. */
static void
take_answer (WpSessionState *self)
{
  const GByteArray *payload = self->answer != NULL ? self->answer->payload : NULL;
  gsize offset;

  self->answer = NULL;
  if (payload == NULL || payload->len == 0)
    return;
  if (self->command == WP_COM_STMT_PREPARE)
    {
      self->n_statements += self->refused ? 0 : 1;
      return;
    }

  offset = find_status (payload);
  if (offset > 0)
    self->in_transaction = (payload->data[offset] & SERVER_STATUS_IN_TRANS) != 0;
}

static void
feed_command (WpSessionState *self, const WpRecordedPacket *packet)
{
  take_answer (self);
  self->command = packet->command;
  if (packet->command == WP_COM_STMT_CLOSE && self->n_statements > 0)
    self->n_statements--;
  if (packet->command == WP_COM_RESET_CONNECTION || packet->command == WP_COM_CHANGE_USER)
    self->n_statements = 0;
}

static void
feed_server (WpSessionState *self, const WpRecordedPacket *packet)
{
  guint8 first = packet->payload->len > 0 ? packet->payload->data[0] : PACKET_ERR;

  if (!self->logged_in)
    {
      self->logged_in = packet->sequence > 0 && first == PACKET_OK;
      return;
    }
  if (self->answer == NULL)
    self->refused = first == PACKET_ERR;
  self->answer = packet;
}

/* The packets of one connection, in their order, which must outlive it. */
void
wp_session_state_feed (WpSessionState *self, const WpRecordedPacket *packet)
{
  if (packet->kind == WP_PACKET_COMMAND)
    feed_command (self, packet);
  else if (packet->kind == WP_PACKET_SERVER)
    feed_server (self, packet);
}

/* @next is what follows, or NULL. */
gboolean
wp_session_state_is_at_rest (WpSessionState *self, const WpRecordedPacket *next)
{
  if (next != NULL && next->kind != WP_PACKET_COMMAND && next->kind != WP_PACKET_CLIENT_END)
    return FALSE;

  take_answer (self);
  return self->logged_in && !self->in_transaction && self->n_statements == 0;
}
