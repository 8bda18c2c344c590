/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocking sockets for tests. Whatever fails, or takes too long, fails the test. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSocket *wire_listen (const char *address,
                      int backlog,
                      char **actual_address);
GSocket *wire_connect (const char *address);
GSocket *wire_accept (GSocket *listener);
void wire_send (GSocket *socket,
                const GByteArray *bytes);
GThread *wire_send_in_thread (GSocket *socket,
                              GByteArray *bytes);
void wire_expect (GSocket *socket,
                  const GByteArray *bytes);
void wire_expect_begin (GSocket *socket,
                        const GByteArray *bytes,
                        gsize length);
void wire_expect_end (GSocket *socket);
void wire_expect_end_by (GSocket *socket,
                         gboolean reset);
void wire_end (GSocket *socket);
void wire_reset (GSocket *socket);

G_END_DECLS
