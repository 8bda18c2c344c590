/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counts the statements in an SQL text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint wp_count_statements (const char *sql,
                           gsize length);

G_END_DECLS
