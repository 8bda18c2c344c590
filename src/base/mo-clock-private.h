/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Monotonic time behind a pointer, so that a test can move it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  /* Microseconds. Called from any thread. */
  gint64 (*now) (gpointer data);
  gpointer data;
} MoClock;

extern const MoClock mo_clock_monotonic;

static inline gint64
mo_clock_now (const MoClock *clock)
{
  return clock->now (clock->data);
}

G_END_DECLS
