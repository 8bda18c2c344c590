/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes of one direction that wait until they are due.
 *
 * Each piece has its own time, so a piece does not wait for the delay of those before it. Knows no
 * clock: the caller says when a piece is due, and asks when the next one is.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What wp_delay_line_get_due() says of an empty line. */
#define WP_NEVER G_MAXINT64

typedef struct _WpDelayLine WpDelayLine;

WpDelayLine *wp_delay_line_new (void);
void wp_delay_line_free (WpDelayLine *self);
void wp_delay_line_push (WpDelayLine *self,
                         const guint8 *data,
                         gsize length,
                         gint64 due);
void wp_delay_line_push_end (WpDelayLine *self,
                             gint64 due);
gint64 wp_delay_line_get_due (const WpDelayLine *self);
const guint8 *wp_delay_line_peek (const WpDelayLine *self,
                                  gsize *length);
void wp_delay_line_drop (WpDelayLine *self,
                         gsize length);
gsize wp_delay_line_get_size (const WpDelayLine *self);
void wp_delay_line_clear (WpDelayLine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpDelayLine, wp_delay_line_free)

G_END_DECLS
