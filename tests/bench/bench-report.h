/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line a case: its name, our time, the peer's in the same run, and the ratio of the two. */

#pragma once

#include <glib.h>

/* Runs one of the two sides @n times over; returns the microseconds that it took. */
typedef gint64 (*BenchSide) (guint n, gpointer data);

/* Both sides by turns, five times; prints the best of each, per operation. */
void bench_compare (const char *name,
                    const char *peer_name,
                    BenchSide   ours,
                    BenchSide   peer,
                    guint       n,
                    gpointer    data);
