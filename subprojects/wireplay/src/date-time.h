/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Date-times as they stand in SQL: YYYY-MM-DD hh:mm:ss, with up to six digits of a fraction. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize wp_date_time_get_length (const char *text,
                               gsize length);
gboolean wp_date_time_is_near (const char *text,
                               gint64 unix_seconds);

G_END_DECLS
