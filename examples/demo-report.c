/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the examples print. */

#include "demo-report.h"

#define MAX_NUMBER 10000000

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

gboolean
demo_is_left_out (GError **error)
{
  if (!g_error_matches (*error, MO_ERROR, MO_ERROR_NOT_SUPPORTED))
    return FALSE;
  demo_step (0, "left out, as it needs a MatrixOne: %s", (*error)->message);
  g_clear_error (error);
  return TRUE;
}

gboolean
demo_expect (const char *what, gint64 got, gint64 expected, GError **error)
{
  if (got == expected)
    {
      demo_step (0, "%s: %" G_GINT64_FORMAT, what, got);
      return TRUE;
    }
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED,
               "%s: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, what, got, expected);
  return FALSE;
}

void
demo_progress_start (DemoProgress *self, guint total)
{
  self->total = total;
  self->started = self->reported = g_get_monotonic_time ();
}

void
demo_progress (DemoProgress *self, guint done)
{
  gint64 now = g_get_monotonic_time ();

  if (done < self->total && now - self->reported < G_USEC_PER_SEC / 2)
    return;
  self->reported = now;
  g_print ("  %7u of %u rows, %.0f rows/s\n", done, self->total,
           done * (double) G_USEC_PER_SEC / MAX (now - self->started, 1));
}

const char *
demo_uri (int argc, char **argv)
{
  if (argc == 2 && argv[1][0] != '-')
    return argv[1];
  if (argc == 3 && g_str_equal (argv[1], "--uri"))
    return argv[2];
  if (argc == 1 && g_getenv ("MO_TEST_URI") != NULL)
    return g_getenv ("MO_TEST_URI");
  g_printerr ("usage: %s [--uri] URI\n"
              "  such as matrixone://root:111@127.0.0.1:6001/test\n",
              argv[0]);
  return NULL;
}

const char *
demo_uri_and_number (int argc, char **argv, guint *number)
{
  guint64 given;

  if (argc > 1 && g_ascii_string_to_unsigned (argv[argc - 1], 10, 1, MAX_NUMBER, &given, NULL))
    {
      *number = (guint) given;
      argc--;
    }
  return demo_uri (argc, argv);
}
