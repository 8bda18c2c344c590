/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A TCP port of 127.0.0.1 before a server's unix socket, for one client at a time; it keeps what
 * the client sends, as who listens on the way would. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Relay Relay;

Relay   *relay_new      (const char *path);
void     relay_free     (Relay      *self);
guint16  relay_get_port (Relay      *self);

/* From the first answer on that is hidden by TLS, nothing comes of the server any more. */
void     relay_set_silent (Relay    *self);

/* Whether the clients have sent @text, as it is. */
gboolean relay_saw      (Relay      *self,
                         const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Relay, relay_free)

G_END_DECLS
