/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one connection has passed on in each direction, and how much more it may before it is cut. */

#pragma once

#include "cutter.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpGauge WpGauge;

WpGauge *wp_gauge_new (WpCutter *cutter);
void wp_gauge_free (WpGauge *self);

void wp_gauge_begin_packet (WpGauge *self,
                            guint64 offset);
void wp_gauge_end_command (WpGauge *self);
gsize wp_gauge_limit (WpGauge *self,
                      WireplayDirection direction,
                      gsize length);
void wp_gauge_pass (WpGauge *self,
                    WireplayDirection direction,
                    gsize length);
guint64 wp_gauge_get_passed (const WpGauge *self,
                             WireplayDirection direction);
gboolean wp_gauge_is_cut (const WpGauge *self);
void wp_gauge_hang_up (const WpGauge *self,
                       GSocket *socket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpGauge, wp_gauge_free)

G_END_DECLS
