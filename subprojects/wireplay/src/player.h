/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that accepts clients and plays the server's side of a recording to them. */

#pragma once

#include "cutter.h"
#include "recording.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpPlayer WpPlayer;

WpPlayer *wp_player_new (GSocket *listener,
                         WpRecording *recording,
                       WpCutter *cutter,
                         GError **error);
void wp_player_free (WpPlayer *self);
gboolean wp_player_finish (WpPlayer *self,
                           GError **error);
guint wp_player_get_n_commands (const WpPlayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpPlayer, wp_player_free)

G_END_DECLS
