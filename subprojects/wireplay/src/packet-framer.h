/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Puts the packets of one direction of the MySQL protocol together from pieces of any size.
 *
 * A packet of 16 MiB - 1 bytes and those that continue it are one packet here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WpPacketFramer WpPacketFramer;

WpPacketFramer *wp_packet_framer_new (void);
void wp_packet_framer_free (WpPacketFramer *self);
gboolean wp_packet_framer_take (WpPacketFramer *self,
                                const guint8 **data,
                                gsize *length);
gboolean wp_packet_framer_is_between (const WpPacketFramer *self);
const guint8 *wp_packet_framer_get_payload (const WpPacketFramer *self,
                                            gsize *length);
guint8 wp_packet_framer_get_first_sequence (const WpPacketFramer *self);
guint8 wp_packet_framer_get_last_sequence (const WpPacketFramer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpPacketFramer, wp_packet_framer_free)

G_END_DECLS
