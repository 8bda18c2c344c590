/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the examples print. */

#include "demo-report.h"

/* Of a program that prints on one thread. */
static gint64 step_start;

void
demo_start (const char *title)
{
  if (title != NULL)
    g_print ("%s\n", title);
  step_start = g_get_monotonic_time ();
}

void
demo_step (guint64 connection_id, const char *format, ...)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (connection_id != 0)
    g_print ("  %8.2f ms  connection %-5" G_GUINT64_FORMAT " %s\n", (now - step_start) / 1000.0,
             connection_id, text);
  else
    g_print ("  %8.2f ms  %16s %s\n", (now - step_start) / 1000.0, "", text);
  step_start = g_get_monotonic_time ();
}

int
demo_fail (const char *program, const GError *error)
{
  g_printerr ("%s: %s\n", program, error->message);
  return 1;
}

const char *
demo_uri (int argc, char **argv)
{
  if (argc == 2 && argv[1][0] != '-')
    return argv[1];
  if (argc == 3 && g_str_equal (argv[1], "--uri"))
    return argv[2];
  g_printerr ("usage: %s [--uri] URI\n"
              "  such as matrixone://root:111@127.0.0.1:6001/test\n",
              argv[0]);
  return NULL;
}
