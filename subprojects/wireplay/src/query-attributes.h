/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The query attributes of MySQL 8 (CLIENT_QUERY_ATTRIBUTES), which precede a COM_QUERY's text. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize wp_query_attributes_get_length (const guint8 *data,
                                      gsize length);

G_END_DECLS
