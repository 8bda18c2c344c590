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

/* Whether @error says no more than that the server is no MatrixOne: then a step says so, and the
 * error is cleared. */
gboolean demo_is_left_out (GError **error);

/* A step "<what>: <got>"; an error if it is not what was expected. */
gboolean demo_expect (const char *what, gint64 got, gint64 expected, GError **error);

/* Work of many rows: a line now and then while it goes on, and one when it is done. */
typedef struct
{
  guint total;
  gint64 started;
  gint64 reported;
} DemoProgress;

void demo_progress_start (DemoProgress *self, guint total);
void demo_progress (DemoProgress *self, guint done);

/* The URI from "program URI" or "program --uri URI", or else from the environment, MO_TEST_URI;
 * NULL, with usage printed, if there is none. */
const char *demo_uri (int argc, char **argv);

/* The same with a number behind it, "program URI NUMBER"; *number stays as it is without. */
const char *demo_uri_and_number (int argc, char **argv, guint *number);
