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

/* @python: as a command; NULL: python3. NULL, and says so: what the peer needs is not there. */
BenchPeer  *bench_peer_start (const char *python,
                              const char *script,
                              const char *url);
BenchAnswer bench_peer_ask   (BenchPeer  *self,
                              const char *command);
void        bench_peer_stop  (BenchPeer  *self);
