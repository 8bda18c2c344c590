/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's greeting and the client's login. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WP_CLIENT_CONNECT_WITH_DB 0x00000008u
#define WP_CLIENT_COMPRESS 0x00000020u
#define WP_CLIENT_PROTOCOL_41 0x00000200u
#define WP_CLIENT_SSL 0x00000800u
#define WP_CLIENT_SECURE_CONNECTION 0x00008000u
#define WP_CLIENT_PLUGIN_AUTH_LENENC 0x00200000u
#define WP_CLIENT_SESSION_TRACK 0x00800000u
#define WP_CLIENT_DEPRECATE_EOF 0x01000000u
#define WP_CLIENT_OPTIONAL_METADATA 0x02000000u
#define WP_CLIENT_ZSTD_COMPRESSION 0x04000000u
#define WP_CLIENT_QUERY_ATTRIBUTES 0x08000000u

/* Those that change how packets are written. */
#define WP_CLIENT_FORMATS                                                                          \
  (WP_CLIENT_COMPRESS | WP_CLIENT_PROTOCOL_41 | WP_CLIENT_SSL | WP_CLIENT_SESSION_TRACK            \
   | WP_CLIENT_DEPRECATE_EOF | WP_CLIENT_OPTIONAL_METADATA | WP_CLIENT_ZSTD_COMPRESSION            \
   | WP_CLIENT_QUERY_ATTRIBUTES)

typedef struct
{
  guint32 capabilities;
  gboolean asks_for_tls; /* there is nothing but the capabilities yet */
  char *user;
  char *database; /* "" for none */
} WpLogin;

gboolean wp_greeting_get_capabilities (const guint8 *data,
                                       gsize length,
                                       guint32 *capabilities);
void wp_greeting_set_capabilities (guint8 *data,
                                   gsize length,
                                   guint32 capabilities);

WpLogin *wp_login_new (guint32 capabilities,
                       const char *user,
                       const char *database);
WpLogin *wp_login_parse (const guint8 *data,
                         gsize length);
void wp_login_free (WpLogin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WpLogin, wp_login_free)

G_END_DECLS
