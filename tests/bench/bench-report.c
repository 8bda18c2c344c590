/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line a case, for people, and a file of JSON for programs. */

#include "bench-report.h"

#include <gio/gio.h>

static struct
{
  const char *program;
  GString *json; /* the cases so far; NULL: none */
} report;

/* "-" for what there is not. */
static char *
show (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (number <= 0)
    return g_strdup ("-");
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.3f", number));
}

static double
get_ratio (const BenchCase *self)
{
  if (self->peer <= 0)
    return 0;
  return self->is_cost != self->more_is_better ? self->ours / self->peer : self->peer / self->ours;
}

static gboolean
is_reached (const BenchCase *self)
{
  if (self->is_limit)
    return self->ours <= self->goal;
  return self->is_cost ? get_ratio (self) <= self->goal : get_ratio (self) >= self->goal;
}

/* A ratio, unless it is a limit of ours. */
static char *
show_goal (const BenchCase *self)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->goal <= 0)
    return g_strdup ("-");
  g_ascii_formatd (text, sizeof text, "%.4g", self->goal);
  if (self->is_limit)
    return g_strdup_printf ("ours<=%s", text);
  return g_strdup_printf ("%s%s", self->is_cost ? "<=" : ">=", text);
}

/* Without a peer no goal of a ratio can be missed. */
static gboolean
is_judged (const BenchCase *self)
{
  return self->goal > 0 && (self->is_limit || self->peer > 0);
}

static void
append_number (const char *key, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (number > 0)
    g_string_append_printf (report.json, ", \"%s\": %s", key,
                            g_ascii_formatd (text, sizeof text, "%.6g", number));
}

static void
append_json (const BenchCase *self)
{
  if (report.json == NULL)
    report.json = g_string_new (NULL);
  g_string_append_printf (report.json, "%s\n  {\"case\": \"%s\", \"unit\": \"%s\"",
                          report.json->len > 0 ? "," : "", self->name, self->unit);
  append_number ("ours", self->ours);
  append_number ("peer", self->peer);
  append_number ("ratio", get_ratio (self));
  append_number (self->is_limit ? "limit" : self->is_cost ? "at_most" : "at_least", self->goal);
  if (is_judged (self))
    g_string_append_printf (report.json, ", \"reached\": %s", is_reached (self) ? "true" : "false");
  g_string_append (report.json, "}");
}

/* As a whole each time, so that it is complete whenever the program ends. */
static void
write_json (void)
{
  const char *folder = g_getenv ("MO_BENCH_JSON");
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (folder == NULL)
    return;
  name = g_strconcat (report.program, ".json", NULL);
  path = g_build_filename (folder, name, NULL);
  text = g_strdup_printf ("{\"program\": \"%s\", \"cases\": [%s\n]}\n", report.program,
                          report.json->str);
  if (!g_file_set_contents (path, text, -1, &error))
    g_error ("%s", error->message);
}

void
bench_report_begin (const char *program, const char *ours, const char *peer)
{
  report.program = program;
  g_print ("%-48s %12s %12s %8s %10s %-4s %s\n", "case", ours, peer, "ratio", "goal", "", "unit");
}

void
bench_report_case (const BenchCase *self)
{
  g_autofree char *ours = show (self->ours);
  g_autofree char *peer = show (self->peer);
  g_autofree char *ratio = show (get_ratio (self));
  g_autofree char *goal = show_goal (self);
  const char *verdict = !is_judged (self) ? "" : is_reached (self) ? "yes" : "no";

  g_print ("%-48s %12s %12s %8s %10s %-4s %s\n", self->name, ours, peer, ratio, goal, verdict,
           self->unit);
  append_json (self);
  write_json ();
}
