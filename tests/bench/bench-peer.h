/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A peer that is another program: a command a line, and a line for an answer. */

#pragma once

#include <glib.h>

typedef struct _BenchPeer BenchPeer;

typedef struct
{
  double seconds;
  guint64 count;
  guint64 sum;
} BenchAnswer;

/* @arguments: its command line, up to NULL. @needs: what to do where it says that something is
 * missing. NULL, and says so: it cannot run here. */
BenchPeer  *bench_peer_start (const char *const *arguments,
                              const char        *needs);
BenchAnswer bench_peer_ask   (BenchPeer  *self,
                              const char *command);
void        bench_peer_stop  (BenchPeer  *self);
