/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines for the log: what is sent, what became of it, and what was slow. No line shows what a
 * server said, which may hold values. */

#include "client/mo-echo-private.h"

#include <matrixone-glib/mo-client.h>

#include "base/mo-error-private.h"
#include "value/mo-excerpt-private.h"

#define SUMMARY_BYTES 80
#define SLOW_BYTES 200

G_DEFINE_ENUM_TYPE (MoEcho, mo_echo,
                    G_DEFINE_ENUM_VALUE (MO_ECHO_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (MO_ECHO_SUMMARY, "summary"),
                    G_DEFINE_ENUM_VALUE (MO_ECHO_FULL, "full"))

/* The statement's own wish comes before the client's. */
static MoEcho
how_much (const MoEchoed *self)
{
  MoStatementFlags flags = MO_STATEMENT_DEFAULT;

  if (self->statement != NULL)
    flags = mo_statement_get_flags (self->statement);
  if (flags & MO_STATEMENT_QUIET)
    return MO_ECHO_OFF;
  return flags & MO_STATEMENT_ECHO ? MO_ECHO_FULL : (MoEcho) self->log->echo;
}

static const char *
shown_text (const MoEchoed *self)
{
  return self->statement != NULL ? mo_statement_get_shown_sql (self->statement) : self->text;
}

/* (transfer full): with its values, where they are wanted and none of them is a secret. */
static char *
dup_text (const MoEchoed *self)
{
  GString *text;

  if (self->statement == NULL || !self->log->echo_values
      || mo_statement_has_secret (self->statement))
    return g_strdup (shown_text (self));
  text = g_string_new (NULL);
  mo_statement_render (self->statement, mo_connection_get_server_kind (self->connection),
                       text);
  return g_string_free (text, FALSE);
}

/* (transfer full): the beginning of @text on one line. */
static char *
dup_line (const char *text, gsize max_bytes)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n\v\f", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && line->len <= max_bytes; i++)
    if (*words[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
  return mo_excerpt (line->str, line->len, max_bytes);
}

static char *
dup_row_count (guint64 n)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " row%s", n, n == 1 ? "" : "s");
}

static char *
dup_error (const GError *error)
{
  if (mo_error_get_server_code (error) != 0)
    return g_strdup_printf ("error %u", mo_error_get_server_code (error));
  return g_strdup_printf ("error %d of %s", error->code, g_quark_to_string (error->domain));
}

/* (transfer full): what became of it, in a few words. */
static char *
dup_outcome (MoResult *result, const GError *error)
{
  if (result == NULL)
    return dup_error (error);
  if (mo_result_get_n_columns (result) == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " affected",
                            mo_result_get_affected_rows (result));
  return dup_row_count (mo_result_get_n_rows (result));
}

/* The same of what was read in pieces. */
static char *
dup_outcome_in_pieces (guint64 n_rows, gboolean is_early, const GError *error)
{
  g_autofree char *rows = dup_row_count (n_rows);
  g_autofree char *end = error != NULL ? dup_error (error) : NULL;

  if (end == NULL && !is_early)
    return g_steal_pointer (&rows);
  return g_strdup_printf ("%s, then %s", rows, end != NULL ? end : "closed");
}

static double
msec (gint64 usec)
{
  return (double) usec / 1000;
}

void
mo_echo_begin (const MoEchoed *self)
{
  g_autofree char *text = NULL;

  if (how_much (self) != MO_ECHO_FULL)
    return;
  text = dup_text (self);
  g_message ("connection %" G_GUINT64_FORMAT ": %s", mo_connection_get_id (self->connection), text);
}

static void
log_summary (const MoEchoed *self, const MoJobTimes *times, const char *outcome)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *line = dup_line (text, SUMMARY_BYTES);

  g_message ("connection %" G_GUINT64_FORMAT ": %s in %.3f ms: %s",
             mo_connection_get_id (self->connection), outcome,
             msec (times->done_usec - times->sent_usec), line);
}

/* NULL: it was not. */
static const char *
how_slow (const MoEchoed *self, const MoJobTimes *times)
{
  const MoLogOptions *log = self->log;
  gboolean query = log->slow_query_usec >= 0
                   && times->done_usec - times->sent_usec > log->slow_query_usec;
  gboolean wait = self->has_waited && log->slow_wait_usec >= 0
                  && times->connected_usec - times->submitted_usec > log->slow_wait_usec;

  if (query && wait)
    return "slow wait and query";
  return query ? "slow query" : wait ? "slow wait" : NULL;
}

static void
log_slow (const MoEchoed *self, const char *what, const MoJobTimes *times, const char *outcome)
{
  g_autofree char *line = dup_line (shown_text (self), SLOW_BYTES);

  g_message ("connection %" G_GUINT64_FORMAT ": %s: %.3f ms (queue %.3f, connect %.3f, "
             "execute %.3f, fetch %.3f), %s: %s",
             mo_connection_get_id (self->connection), what,
             msec (times->done_usec - times->submitted_usec),
             msec (times->taken_usec - times->submitted_usec + times->sent_usec
                   - times->connected_usec),
             msec (times->connected_usec - times->taken_usec),
             msec (times->answered_usec - times->sent_usec),
             msec (times->done_usec - times->answered_usec), outcome, line);
}

/* Consumes @outcome. */
static void
log_end (const MoEchoed *self, const MoJobTimes *times, const char *slow, char *outcome)
{
  g_autofree char *owned = outcome;

  if (how_much (self) != MO_ECHO_OFF)
    log_summary (self, times, owned);
  if (slow != NULL)
    log_slow (self, slow, times, owned);
}

void
mo_echo_end (const MoEchoed *self, const MoJobTimes *times, MoResult *result, const GError *error)
{
  const char *slow = how_slow (self, times);

  if (slow != NULL || how_much (self) != MO_ECHO_OFF)
    log_end (self, times, slow, dup_outcome (result, error));
}

void
mo_echo_end_in_pieces (const MoEchoed *self,
                       const MoJobTimes *times,
                       guint64 n_rows,
                       gboolean is_early,
                       const GError *error)
{
  const char *slow = how_slow (self, times);

  if (slow != NULL || how_much (self) != MO_ECHO_OFF)
    log_end (self, times, slow, dup_outcome_in_pieces (n_rows, is_early, error));
}

void
mo_echo_grant (const MoLogOptions *log,
               MoConnection *connection,
               const char *kind,
               const char *label,
               const MoJobTimes *times)
{
  gint64 waited = times->connected_usec - times->submitted_usec;

  if (log->slow_wait_usec >= 0 && waited > log->slow_wait_usec)
    g_message ("connection %" G_GUINT64_FORMAT ": slow wait: %.3f ms (queue %.3f, connect %.3f): "
               "%s%s",
               mo_connection_get_id (connection), msec (waited),
               msec (times->taken_usec - times->submitted_usec),
               msec (times->connected_usec - times->taken_usec), kind, label);
}
