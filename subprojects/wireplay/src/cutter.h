/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which connection of a proxy or a player is to be cut, and where.
 *
 * Anybody may say so; the thread that has the connections asks.
 */

#pragma once

#include "wireplay-cut.h"

G_BEGIN_DECLS

typedef struct _WpCutter WpCutter;

WpCutter *wp_cutter_new (void);
void wp_cutter_free (WpCutter *self);

void wp_cutter_set (WpCutter *self,
                    const WireplayCut *cut);
guint wp_cutter_get_n_cuts (WpCutter *self);
void wp_cutter_reset (WpCutter *self);

guint wp_cutter_add_connection (WpCutter *self);
gboolean wp_cutter_take (WpCutter *self,
                         guint connection,
                         guint command,
                         WireplayCut *cut);
void wp_cutter_add_cut (WpCutter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpCutter, wp_cutter_free)

G_END_DECLS
