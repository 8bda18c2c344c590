/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file that a proxy records to: the packets of all connections, as they come. */

#pragma once

#include "recorded-packet.h"

G_BEGIN_DECLS

typedef struct _WpRecorder WpRecorder;

WpRecorder *wp_recorder_new (const char *path,
                             GError **error);
WpRecorder *wp_recorder_ref (WpRecorder *self);
void wp_recorder_unref (WpRecorder *self);
guint wp_recorder_add_connection (WpRecorder *self);
void wp_recorder_write (WpRecorder *self,
                        const WpRecordedPacket *packet);
void wp_recorder_write_comment (WpRecorder *self,
                                const char *comment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpRecorder, wp_recorder_unref)

G_END_DECLS
