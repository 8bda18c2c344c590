/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client's connection: both its sockets, and what flows between them. */

#pragma once

#include "cutter.h"
#include "journal.h"
#include "poll-set.h"
#include "recorder.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpRelay WpRelay;

WpRelay *wp_relay_new (GSocket *client,
                       GSocketAddress *target,
                       WpJournal *journal,
                       WpCutter *cutter,
                       WpRecorder *recorder);
void wp_relay_free (WpRelay *self);
void wp_relay_prepare (WpRelay *self,
                       WpPollSet *polls);
gboolean wp_relay_dispatch (WpRelay *self,
                            const WpPollSet *polls,
                            guint latency_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpRelay, wp_relay_free)

G_END_DECLS
