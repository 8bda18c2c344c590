/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes down what passes on one connection, packet by packet, to a recorder. */

#pragma once

#include "recorder.h"

G_BEGIN_DECLS

typedef struct _WpTranscript WpTranscript;

WpTranscript *wp_transcript_new (WpRecorder *recorder);
void wp_transcript_free (WpTranscript *self);
void wp_transcript_feed_client (WpTranscript *self,
                                const guint8 *data,
                                gsize length);
void wp_transcript_feed_server (WpTranscript *self,
                                const guint8 *data,
                                gsize length);
void wp_transcript_end_client (WpTranscript *self);
void wp_transcript_end_server (WpTranscript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpTranscript, wp_transcript_free)

G_END_DECLS
