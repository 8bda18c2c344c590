/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libFuzzer keeps the input of a program that aborts, and GLib traps instead. */

#include <glib.h>
#include <signal.h>
#include <stdlib.h>

#include "fuzz-input.h"

static void
on_trap (int number)
{
  (void) number;
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  signal (SIGTRAP, on_trap);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}
