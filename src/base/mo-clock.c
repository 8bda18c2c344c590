/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clock that is used unless a test brings its own. */

#include "base/mo-clock-private.h"

static gint64
monotonic_now (gpointer data)
{
  (void) data;
  return g_get_monotonic_time ();
}

const MoClock mo_clock_monotonic = { monotonic_now, NULL };
