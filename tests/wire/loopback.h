/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A TCP port of 127.0.0.1, served in a thread: one connection after the other. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Returns when the connection is done with, or at the cancel that is the end of the port. */
typedef void (*LoopbackServe) (GSocketConnection *connection,
                               gpointer           data);

/* Set before the thread starts, and not changed: @serve may read it. */
typedef struct
{
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  LoopbackServe serve;
  gpointer data;
  guint16 port;
} Loopback;

void loopback_start (Loopback     *self,
                     const char   *name,
                     LoopbackServe serve,
                     gpointer      data);
void loopback_stop  (Loopback     *self);

G_END_DECLS
