/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a statement to its result on one connection. */

#include "client/mo-run-private.h"

#include "base/mo-error-private.h"
#include "client/mo-run-arrays-private.h"
#include "value/mo-excerpt-private.h"
#include "value/mo-result-private.h"

#define NAMED_SQL_BYTES 160
/* Larger packets gain nothing. */
#define PACKET_BYTES (768 * 1024)

/* The server's own words, up to the number that the connection put behind them. */
static void
hide_in_answer (GError *error, MoStatement *statement)
{
  const char *number = g_strrstr (error->message, " (server error ");
  g_autofree char *answer = NULL;
  g_autofree char *hidden = NULL;
  char *message;

  if (number == NULL)
    return;
  answer = g_strndup (error->message, (gsize) (number - error->message));
  hidden = mo_statement_hide_in_answer (statement, answer);
  message = g_strconcat (hidden, number, NULL);
  g_free (error->message);
  error->message = message;
}

/* (transfer full) */
static char *
dup_excerpt (MoStatement *statement)
{
  const char *sql = mo_statement_get_shown_sql (statement);

  return mo_excerpt (sql, strlen (sql), NAMED_SQL_BYTES);
}

void
mo_run_set_sql (GError *error, MoStatement *statement)
{
  g_autofree char *excerpt = dup_excerpt (statement);

  mo_error_set_sql (error, excerpt);
}

void
mo_run_name_statement (GError **error, MoStatement *statement)
{
  g_autofree char *excerpt = dup_excerpt (statement);

  if (error != NULL && *error != NULL && mo_statement_has_secret (statement))
    hide_in_answer (*error, statement);
  if (error != NULL)
    mo_error_set_sql (*error, excerpt);
  g_prefix_error (error, "%s: ", excerpt);
}

static gboolean
check_charset (MoConnection *connection, MoJob *job, MoStatement *statement, GError **error)
{
  gboolean ok;

  if (!mo_statement_depends_on_charset (statement)
      || !mo_connection_may_have_left_charset (connection))
    return TRUE;
  if (job != NULL)
    mo_fence_enter_aside (job->fence, job, "a question for the character set");
  ok = mo_connection_check_charset (connection, error);
  if (job != NULL)
    mo_fence_leave (job->fence);
  return ok;
}

static gboolean
check_zone (MoConnection *connection, MoJob *job, MoStatement *statement, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (!mo_connection_may_have_left_zone (connection))
    return TRUE;
  if (job != NULL)
    mo_fence_enter_aside (job->fence, job, "a question for the time zone");
  ok = mo_connection_check_zone (connection, &local);
  if (job != NULL)
    mo_fence_leave (job->fence);
  /* One that sets the zone may be what puts it right. */
  if (ok
      || (mo_statement_changes_zone (statement)
          && g_error_matches (local, MO_ERROR, MO_ERROR_INVALID_ARGUMENT)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
place_moments (MoConnection *connection, MoStatement *statement, GError **error)
{
  GTimeZone *zone;
  MoTimeZone policy = mo_connection_get_time_zone (connection, &zone);

  return mo_statement_place_moments (statement, policy, zone, error);
}

gboolean
mo_run_check_quotes (MoConnection *connection, MoStatement *statement, GError **error)
{
  if (mo_connection_has_no_backslash_escapes (connection)
      && !mo_statement_check_backslashes (statement, error))
    return FALSE;
  /* No flag tells of ANSI_QUOTES. */
  return mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MATRIXONE
         || mo_statement_check_ansi_quotes (statement, error);
}

/* What a query may ask for, as its author knows it. */
static const struct
{
  MoFeature feature;
  const char *what;
} needs[] = {
  { MO_FEATURE_FULL_JOIN, "FULL JOIN" },
  { MO_FEATURE_SHARE_LOCKS, "a lock against writers only, mo_for_share()," },
  { MO_FEATURE_LOCK_WAITS, "a lock with NOWAIT or SKIP LOCKED" },
  { MO_FEATURE_VECTORS, "a distance between vectors, or an order by rank," },
  { MO_FEATURE_TIME_TRAVEL, "a query of the past, mo_at_snapshot() or mo_at_timestamp()," },
};

static gboolean
check_needs (MoConnection *connection, MoStatement *statement, GError **error)
{
  guint32 wanted = mo_statement_get_needs (statement);

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if ((wanted & (1u << needs[i].feature)) != 0
        && !mo_features_check (mo_connection_get_features (connection),
                               mo_connection_get_server_kind (connection), needs[i].feature,
                               needs[i].what, mo_connection_get_server_name (connection), error))
      return FALSE;
  return TRUE;
}

gboolean
mo_run_check_statement (MoConnection *connection,
                        MoJob *job,
                        MoStatement *statement,
                        GError **error)
{
  return check_needs (connection, statement, error)
         && check_charset (connection, job, statement, error)
         && check_zone (connection, job, statement, error)
         && place_moments (connection, statement, error)
         && mo_run_check_quotes (connection, statement, error);
}

static gboolean
begin_as_text (MoConnection *connection, MoStatement *statement, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  mo_statement_render (statement, mo_connection_get_server_kind (connection), text);
  return mo_connection_begin_query (connection, text->str, text->len, error);
}

/* Where the client library cannot read a column by the binary protocol, nothing has run: the text
 * protocol can. */
static gboolean
begin_as_prepared (MoConnection *connection, MoStatement *statement, GError **error)
{
  const char *sql = mo_statement_get_prepared_sql (statement);
  gsize n_values;
  const MoValue *values = mo_statement_get_values (statement, &n_values);
  g_autoptr (GError) local = NULL;

  if (mo_connection_begin_execute (connection, sql, strlen (sql),
                                   mo_statement_names_columns (statement), values, n_values,
                                   &local))
    return TRUE;
  if (g_error_matches (local, MO_ERROR, MO_ERROR_NOT_SUPPORTED)
      && !mo_connection_was_request_sent (connection))
    return begin_as_text (connection, statement, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

void
mo_run_note_state (MoConnection *connection, MoStatement *statement)
{
  if (mo_statement_leaves_state (statement))
    mo_connection_leave_state (
        connection, (mo_statement_changes_database (statement) ? MO_LEFT_DATABASE : 0)
                        | (mo_statement_hides_text (statement) ? MO_LEFT_CHARSET : 0)
                        | (mo_statement_changes_zone (statement) ? MO_LEFT_ZONE : 0));
}

static MoResult *
run_load (MoConnection *connection, MoStatement *statement, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  mo_statement_render (statement, mo_connection_get_server_kind (connection), text);
  return mo_connection_load (connection, text->str, text->len, mo_statement_get_file (statement),
                             mo_statement_get_source (statement), error);
}

/* What is taken of an answer that has begun. */
typedef MoResult *(*TakeFunc) (MoConnection *connection, MoStatement *statement, GError **error);

static MoResult *
take_all (MoConnection *connection, MoStatement *statement, GError **error)
{
  return mo_connection_fetch_all (connection, error);
}

/* Where there are no rows to come, there is nothing to leave, either. */
static MoResult *
take_columns (MoConnection *connection, MoStatement *statement, GError **error)
{
  g_autoptr (MoResult) columns = mo_connection_describe (connection);

  return mo_result_get_n_columns (columns) > 0 ? g_steal_pointer (&columns)
                                               : mo_connection_fetch_all (connection, error);
}

static MoResult *
run_statement (MoConnection *connection, MoStatement *statement, TakeFunc take, GError **error)
{
  gboolean has_begun;

  if (mo_statement_get_source (statement) != NULL)
    return run_load (connection, statement, error);
  has_begun = mo_statement_is_prepared (statement)
                  ? begin_as_prepared (connection, statement, error)
                  : begin_as_text (connection, statement, error);
  return has_begun ? take (connection, statement, error) : NULL;
}

/* An error of syntax may also be that of a text which the statement ran. */
static gboolean
was_not_understood (MoStatement *statement, const GError *error)
{
  return g_error_matches (error, MO_ERROR, MO_ERROR_SYNTAX) && mo_statement_is_unknown (statement);
}

/* What fails may have done a part of its work. */
static MoResult *
run_by_protocol (const MoRun *self,
                 MoStatement *statement,
                 TakeFunc take,
                 MoJobTimes *times,
                 GError **error)
{
  g_autoptr (GError) local = NULL;
  MoResult *result;

  mo_job_note_statement (self->job, times);
  result = run_statement (self->connection, statement, take, &local);
  mo_job_end_statement (self->job, times, mo_connection_get_answered_usec (self->connection));

  if (!was_not_understood (statement, local))
    mo_run_note_state (self->connection, statement);
  if (result == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return result;
}

/* The same, and what is logged of it; of what goes on, the end is its reader's. */
static MoResult *
run_and_log (const MoRun *self, MoStatement *statement, TakeFunc take, GError **error)
{
  const MoEchoed echoed = { self->log, self->connection, statement, NULL, self->has_waited };
  g_autoptr (GError) local = NULL;
  MoJobTimes times;
  MoResult *result;

  mo_echo_begin (&echoed);
  times = mo_job_begin_statement (self->job);
  result = run_by_protocol (self, statement, take, &times, &local);
  if (!mo_connection_is_reading (self->connection))
    mo_echo_end (&echoed, &times, result, local);
  if (result == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return result;
}

gboolean
mo_run_ping (MoConnection *connection, MoJob *job, GError **error)
{
  gboolean is_there;

  if (job != NULL)
    mo_fence_enter_aside (job->fence, job, "a ping");
  is_there = mo_connection_ping (connection, error);
  if (job != NULL)
    mo_fence_leave (job->fence);
  return is_there;
}

gboolean
mo_run_text (const MoRun *self, const char *sql, GError **error)
{
  const MoEchoed echoed = { self->log, self->connection, NULL, sql, FALSE };
  MoJobTimes times = { 0 };
  g_autoptr (GError) local = NULL;
  g_autoptr (MoResult) result = NULL;

  mo_echo_begin (&echoed);
  mo_fence_enter_aside (self->job->fence, self->job, sql);
  times.sent_usec = g_get_monotonic_time ();
  times.submitted_usec = times.taken_usec = times.connected_usec = times.sent_usec;
  result = mo_connection_query (self->connection, sql, -1, &local);
  mo_fence_leave (self->job->fence);
  mo_job_times_end (&times, mo_connection_get_answered_usec (self->connection));
  mo_echo_end (&echoed, &times, result, local);
  if (result == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return result != NULL;
}

/* --- behind the fence --- */

/* FALSE: it is not wanted any more. */
static gboolean
enter (const MoRun *self, MoStatement *statement, gboolean *stopped, GError **error)
{
  *stopped = !mo_fence_enter (self->job->fence, self->job, mo_statement_get_shown_sql (statement),
                              MO_FENCE_STATEMENT);
  if (*stopped)
    g_propagate_error (error, mo_job_new_stopped_error (self->job));
  return !*stopped;
}

/* Whether what ran has been stopped, if it has failed. Whatever is left of a KILL hits a ping;
 * where an answer goes on, it is to be read first. */
static gboolean
leave (const MoRun *self, MoStatement *statement)
{
  MoLoadSource *source = mo_statement_get_source (statement);
  MoFence *fence = self->job->fence;
  gboolean was_killed = mo_fence_leave (fence);

  if (source != NULL && mo_connection_is_lost (self->connection))
    mo_fence_give_up (fence);
  if (was_killed && !mo_connection_is_reading (self->connection))
    mo_run_ping (self->connection, self->job, NULL);
  return (was_killed || (source != NULL && mo_load_source_is_stopped (source)))
         && mo_fence_is_unwanted (fence, self->job);
}

gboolean
mo_run_await_source (const MoRun *self, MoStatement *statement, gboolean *stopped, GError **error)
{
  MoLoadSource *source = mo_statement_get_source (statement);
  g_autoptr (GError) local = NULL;

  *stopped = FALSE;
  if (source == NULL)
    return TRUE;
  if (!enter (self, statement, stopped, error))
    return FALSE;
  mo_load_source_fill (source, &local);
  *stopped = leave (self, statement);
  if (!*stopped && local == NULL)
    return TRUE;
  mo_load_source_close (source);
  if (*stopped)
    {
      g_propagate_error (error, mo_job_new_cancelled_error ());
      return FALSE;
    }
  g_propagate_prefixed_error (error, g_steal_pointer (&local),
                              "the data to load could not be read, and nothing was sent: ");
  mo_run_name_statement (error, statement);
  return FALSE;
}

/* (transfer full) (nullable): what is no statement of somebody's, on the side. */
static MoResult *
ask (MoConnection *connection, MoJob *job, const char *sql)
{
  MoResult *result;

  mo_fence_enter_aside (job->fence, job, sql);
  result = mo_connection_query (connection, sql, -1, NULL);
  mo_fence_leave (job->fence);
  return result;
}

/* The statement is done, whatever becomes of this; and nobody else has its result yet. */
static void
ask_for_warnings (const MoRun *self, MoStatement *statement, MoResult *result)
{
  gboolean has_warnings = FALSE;

  if ((mo_statement_get_flags (statement) & MO_STATEMENT_WARNINGS) == 0)
    return;
  for (MoResult *one = result; one != NULL; one = mo_result_get_next (one))
    has_warnings |= mo_result_get_n_warnings (one) > 0;
  if (has_warnings)
    result->warnings = ask (self->connection, self->job, "SHOW WARNINGS");
}

static MoResult *
run (const MoRun *self, MoStatement *statement, TakeFunc take, gboolean *stopped, GError **error)
{
  MoResult *result;

  *stopped = FALSE;
  if (!mo_run_check_statement (self->connection, self->job, statement, error)
      || !enter (self, statement, stopped, error))
    return NULL;
  result = run_and_log (self, statement, take, error);
  *stopped = leave (self, statement);
  if (mo_statement_get_source (statement) != NULL)
    mo_load_source_close (mo_statement_get_source (statement));
  if (result == NULL)
    mo_run_name_statement (error, statement);
  else
    ask_for_warnings (self, statement, result); /* mere columns have none */
  return result;
}

MoResult *
mo_run_statement (const MoRun *self, MoStatement *statement, gboolean *stopped, GError **error)
{
  gboolean as_arrays = (mo_statement_get_flags (statement) & MO_STATEMENT_ARRAYS) != 0;
  MoResult *result
      = run (self, statement, as_arrays ? mo_run_take_arrays : take_all, stopped, error);

  *stopped = *stopped && result == NULL;
  return result;
}

MoResult *
mo_run_begin (const MoRun *self, MoStatement *statement, gboolean *stopped, GError **error)
{
  return run (self, statement, take_columns, stopped, error);
}

MoResult *
mo_run_fetch (const MoRun *self,
              MoStatement *statement,
              const MoPiece *piece,
              MoResult **end,
              gboolean *stopped,
              GError **error)
{
  MoResult *rows;

  *end = NULL;
  if (!enter (self, statement, stopped, error))
    return NULL;
  mo_job_note_sent (self->job);
  rows = mo_connection_fetch (self->connection, piece, end, error);
  mo_job_note_answer (self->job, mo_connection_get_answered_usec (self->connection));
  *stopped = leave (self, statement);
  if (rows == NULL)
    mo_run_name_statement (error, statement);
  else if (*end != NULL)
    ask_for_warnings (self, statement, *end);
  return rows;
}

/* 0: the server does not say. MatrixOne sends the number as text. */
static gint64
ask_packet_limit (MoConnection *connection, MoJob *job)
{
  g_autoptr (MoResult) result = ask (connection, job, "SELECT @@max_allowed_packet");
  g_autofree char *text = NULL;
  MoValue cell;

  if (result == NULL || !mo_result_get_scalar (result, &cell, NULL))
    return 0;
  text = mo_value_to_string (&cell);
  return g_ascii_strtoll (text, NULL, 10);
}

gsize
mo_run_packet_bytes (MoConnection *connection, MoJob *job, gsize wanted)
{
  if (wanted <= MO_SMALL_PACKET_BYTES)
    return MO_SMALL_PACKET_BYTES;
  return (gsize) CLAMP (ask_packet_limit (connection, job) - 1, /* the command */
                        MO_SMALL_PACKET_BYTES, PACKET_BYTES);
}

gboolean
mo_run_check_command (MoConnection *connection, const MoCommand *command, GError **error)
{
  if (mo_connection_get_server_kind (connection) == MO_SERVER_KIND_MATRIXONE)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED,
               "%s is a command of MatrixOne, and this server is %s: nothing was sent",
               command->what, mo_connection_get_server_name (connection));
  return FALSE;
}
