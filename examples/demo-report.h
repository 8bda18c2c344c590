/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the examples print: a line a step, with its time and the connection it ran on. */

#pragma once

#include <matrixone-glib.h>

/* Starts the clock of the next step. */
void demo_start (const char *title);

/* "  12.3 ms  connection 17  <text>" */
void demo_step (guint64 connection_id, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Says on standard error what went wrong; returns 1, for main(). */
int  demo_fail (const char *program, const GError *error);

/* The URI from "program URI" or "program --uri URI"; NULL, with usage printed, if there is none. */
const char *demo_uri (int argc, char **argv);
