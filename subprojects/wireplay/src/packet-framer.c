/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts the packets of one direction of the MySQL protocol together from pieces of any size. */

#include "packet-framer.h"

#include <string.h>

#define HEADER_SIZE 4
#define MAX_PART_LENGTH 0xffffff

struct _WpPacketFramer
{
  guint8 header[HEADER_SIZE]; /* of the current part: length, little endian, and sequence number */
  gsize header_length;        /* bytes of the header that are there */
  gsize missing;              /* bytes of the part that are not */
  guint n_parts;              /* parts begun, the current one included */
  guint8 first_sequence;
  GByteArray *payload;
  gboolean complete;
};

WpPacketFramer *
wp_packet_framer_new (void)
{
  WpPacketFramer *self = g_new0 (WpPacketFramer, 1);

  self->payload = g_byte_array_new ();
  return self;
}

void
wp_packet_framer_free (WpPacketFramer *self)
{
  g_byte_array_unref (self->payload);
  g_free (self);
}

static void
start_packet (WpPacketFramer *self)
{
  self->header_length = 0;
  self->n_parts = 0;
  self->complete = FALSE;
  g_byte_array_set_size (self->payload, 0);
}

static gsize
part_length (const WpPacketFramer *self)
{
  return self->header[0] | self->header[1] << 8 | (gsize) self->header[2] << 16;
}

static gsize
take_header (WpPacketFramer *self, const guint8 *data, gsize length)
{
  gsize taken = MIN (length, HEADER_SIZE - self->header_length);

  memcpy (self->header + self->header_length, data, taken);
  self->header_length += taken;
  if (self->header_length < HEADER_SIZE)
    return taken;

  self->missing = part_length (self);
  if (self->n_parts++ == 0)
    self->first_sequence = self->header[3];
  return taken;
}

static gsize
take_payload (WpPacketFramer *self, const guint8 *data, gsize length)
{
  gsize taken = MIN (length, self->missing);

  g_byte_array_append (self->payload, data, taken);
  self->missing -= taken;
  return taken;
}

static void
take_some (WpPacketFramer *self, const guint8 **data, gsize *length)
{
  gsize taken = self->header_length < HEADER_SIZE ? take_header (self, *data, *length)
                                                  : take_payload (self, *data, *length);

  *data += taken;
  *length -= taken;
  if (self->header_length < HEADER_SIZE || self->missing > 0)
    return;

  if (part_length (self) == MAX_PART_LENGTH)
    self->header_length = 0;
  else
    self->complete = TRUE;
}

/* Takes bytes off @data until a packet is complete; FALSE if there are not enough for one. */
gboolean
wp_packet_framer_take (WpPacketFramer *self, const guint8 **data, gsize *length)
{
  if (self->complete)
    start_packet (self);
  while (*length > 0 && !self->complete)
    take_some (self, data, length);

  return self->complete;
}

/* Whether the next byte is the first one of a packet. */
gboolean
wp_packet_framer_is_between (const WpPacketFramer *self)
{
  return self->complete || (self->n_parts == 0 && self->header_length == 0);
}

/* The complete packet, until the next wp_packet_framer_take(). */
const guint8 *
wp_packet_framer_get_payload (const WpPacketFramer *self, gsize *length)
{
  *length = self->payload->len;
  return self->payload->data;
}

guint8
wp_packet_framer_get_first_sequence (const WpPacketFramer *self)
{
  return self->first_sequence;
}

guint8
wp_packet_framer_get_last_sequence (const WpPacketFramer *self)
{
  return self->header[HEADER_SIZE - 1];
}
