/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection of a client to a player: its packets as they come, and what it is sent. */

#pragma once

#include "gauge.h"
#include "poll-set.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpClientLine WpClientLine;

WpClientLine *wp_client_line_new (GSocket *socket,
                                  WpGauge *gauge);
void wp_client_line_free (WpClientLine *self);
void wp_client_line_prepare (WpClientLine *self,
                             WpPollSet *polls);
void wp_client_line_dispatch (WpClientLine *self,
                              const WpPollSet *polls);

const GByteArray *wp_client_line_peek (const WpClientLine *self,
                                       guint8 *sequence);
void wp_client_line_drop (WpClientLine *self);
void wp_client_line_send (WpClientLine *self,
                          guint8 sequence,
                          const GByteArray *payload);
void wp_client_line_hang_up (WpClientLine *self);
gboolean wp_client_line_is_cut (const WpClientLine *self);
gboolean wp_client_line_is_gone (const WpClientLine *self);
gboolean wp_client_line_is_over (const WpClientLine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpClientLine, wp_client_line_free)

G_END_DECLS
