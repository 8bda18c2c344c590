/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was recorded, read from its file: the packets of all connections in their order. */

#pragma once

#include "recorded-packet.h"

G_BEGIN_DECLS

/* The first line of a file. */
#define WP_RECORDING_HEADER "wireplay 1"

typedef struct
{
  GPtrArray *packets; /* of WpRecordedPacket */
  guint n_connections;
} WpRecording;

WpRecording *wp_recording_load (const char *path,
                                GError **error);
void wp_recording_free (WpRecording *self);
const WpRecordedPacket *wp_recording_get (const WpRecording *self,
                                          guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpRecording, wp_recording_free)

G_END_DECLS
