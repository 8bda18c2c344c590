/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that accepts clients and relays all their connections. */

#pragma once

#include "cutter.h"
#include "journal.h"
#include "recorder.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpProxy WpProxy;

WpProxy *wp_proxy_new (GSocket *listener,
                       GSocketAddress *target,
                       WpJournal *journal,
                       WpCutter *cutter,
                       GError **error);
void wp_proxy_free (WpProxy *self);
void wp_proxy_set_latency_usec (WpProxy *self,
                                guint usec);
void wp_proxy_take_recorder (WpProxy *self,
                             WpRecorder *recorder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpProxy, wp_proxy_free)

G_END_DECLS
