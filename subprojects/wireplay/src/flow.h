/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One direction of a relayed connection: reads a socket, delays, and writes another. */

#pragma once

#include "gauge.h"

G_BEGIN_DECLS

typedef struct _WpFlow WpFlow;

typedef void (*WpFlowFunc) (const guint8 *data,
                            gsize length,
                            gpointer user_data);

WpFlow *wp_flow_new (GSocket *source,
                     GSocket *sink,
                     WpGauge *gauge,
                     WireplayDirection direction,
                     WpFlowFunc read_func,
                     WpFlowFunc written_func,
                     gpointer user_data);
void wp_flow_free (WpFlow *self);
gboolean wp_flow_wants_to_read (const WpFlow *self);
gboolean wp_flow_is_blocked (const WpFlow *self);
gboolean wp_flow_is_finished (const WpFlow *self);
gint64 wp_flow_get_due (const WpFlow *self);
void wp_flow_read (WpFlow *self,
                   gint64 delay_usec);
void wp_flow_write (WpFlow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpFlow, wp_flow_free)

G_END_DECLS
