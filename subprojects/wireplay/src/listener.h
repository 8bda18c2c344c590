/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A socket that listens on an address of this machine. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WpListener WpListener;

WpListener *wp_listener_new (const char *address,
                             GError **error);
void wp_listener_free (WpListener *self);
GSocket *wp_listener_get_socket (const WpListener *self);
const char *wp_listener_get_address (const WpListener *self);
guint16 wp_listener_get_port (const WpListener *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpListener, wp_listener_free)

G_END_DECLS
