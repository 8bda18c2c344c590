/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bytes of a packet as text: printable ASCII as it is, the rest escaped. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before the lines that continue a payload. */
#define WP_CONTINUATION "  | "

void wp_payload_append_text (GString *text,
                             const guint8 *data,
                             gsize length,
                             const GArray *any_times,
                             gboolean newlines);
gboolean wp_payload_parse_text (const char *text,
                                GByteArray *payload,
                                GArray *any_times);

G_END_DECLS
