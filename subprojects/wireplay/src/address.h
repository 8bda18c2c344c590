/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The textual form of socket addresses: tcp:HOST:PORT and unix:PATH. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocketAddress *wp_address_parse (const char *text,
                                  GError **error);
char *wp_address_to_string (GSocketAddress *address);
gboolean wp_address_is_local (GSocketAddress *address);
guint16 wp_address_get_port (GSocketAddress *address);
const char *wp_address_get_path (GSocketAddress *address);

G_END_DECLS
