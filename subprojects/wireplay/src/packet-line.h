/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The line of a recording that says one thing that happened. */

#pragma once

#include "recorded-packet.h"

G_BEGIN_DECLS

char *wp_packet_line_format (const WpRecordedPacket *self);
WpRecordedPacket *wp_packet_line_parse (const char *line);

G_END_DECLS
