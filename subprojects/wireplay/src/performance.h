/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One client and the recorded connection that is played to it. */

#pragma once

#include "client-line.h"
#include "script.h"
#include "times.h"

G_BEGIN_DECLS

typedef struct _WpPerformance WpPerformance;

WpPerformance *wp_performance_new (GSocket *socket,
                                   WpGauge *gauge,
                                   WpScript *script,
                                   WpTimes *times,
                                   guint connection);
void wp_performance_free (WpPerformance *self);
WpClientLine *wp_performance_get_line (const WpPerformance *self);
guint wp_performance_get_connection (const WpPerformance *self);
void wp_performance_set_connection (WpPerformance *self,
                                    guint connection);
gboolean wp_performance_is_over (const WpPerformance *self);
gboolean wp_performance_is_held (const WpPerformance *self);
WpRecordedPacket *wp_performance_dup_packet (const WpPerformance *self);
gboolean wp_performance_play (WpPerformance *self,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpPerformance, wp_performance_free)

G_END_DECLS
