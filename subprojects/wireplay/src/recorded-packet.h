/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One thing that happened on a recorded connection. */

#pragma once

#include "handshake.h"

G_BEGIN_DECLS

typedef enum
{
  WP_PACKET_OPEN, /* the client connected */
  WP_PACKET_SERVER,
  WP_PACKET_LOGIN,   /* the client's first packet */
  WP_PACKET_SECRET,  /* a later one of the login, of which nothing is kept */
  WP_PACKET_COMMAND, /* the payload is what follows the command byte */
  WP_PACKET_DATA,    /* what a client sends within a command */
  WP_PACKET_CLIENT_END,
  WP_PACKET_SERVER_END,
} WpPacketKind;

typedef struct
{
  WpPacketKind kind;
  guint connection; /* from 1 */
  guint8 sequence;
  guint8 command;
  GByteArray *payload; /* of a server's packet, a command, or data; else empty */
  GArray *any_times;   /* gsize: where the payload has a date-time that matches any other */
  WpLogin *login;
} WpRecordedPacket;

WpRecordedPacket *wp_recorded_packet_new (WpPacketKind kind,
                                          guint connection,
                                          guint8 sequence);
WpRecordedPacket *wp_recorded_packet_new_command (guint connection,
                                                  const guint8 *data,
                                                  gsize length,
                                                  guint32 capabilities);
void wp_recorded_packet_free (WpRecordedPacket *self);
gboolean wp_recorded_packet_is_from_client (const WpRecordedPacket *self);
gboolean wp_recorded_packet_matters (const WpRecordedPacket *self);
gboolean wp_recorded_packet_matches (const WpRecordedPacket *self,
                                     const WpRecordedPacket *got);
void wp_recorded_packet_mark_times (WpRecordedPacket *self,
                                    gint64 unix_seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpRecordedPacket, wp_recorded_packet_free)

G_END_DECLS
