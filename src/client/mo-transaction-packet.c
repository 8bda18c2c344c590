/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The statements of one transaction on their way to the server: several in a packet where that is
 * sound, BEGIN in front of the first, with its isolation before it, behind one fence.
 *
 * MatrixOne parses the whole packet before it runs any of it, and reports a syntax error anywhere
 * as the first statement's; so a syntax error of the first sends every one again alone. After any
 * other error the statements behind it have not run: they go again, if the transaction still lives.
 * So does one that was met by a KILL for its neighbour, which has undone it and no more.
 */

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"

#define SYNTAX_ERROR_CODE 1064
/* So many that no statement of a routine is behind them. */
#define ANSWERS_TO_DROP 1000
#define SEPARATOR "\n;\n"

typedef struct
{
  MoTransactionCore *core;
  GPtrArray *jobs; /* MoTransactionStatement */
  guint first;     /* the packet holds jobs from here */
  guint end;       /* to before here */
  const char *opening[2]; /* what begins the transaction, in front of them */
  guint n_opening;
  GString *text;
  guint n_answers;    /* read so far, those to the opening included */
  GPtrArray *results; /* MoResult, one a job; given out when the packet has been read */
  gboolean confused;  /* other answers came than statements went: whose they are, nobody knows */
  gboolean was_killed; /* the killer has been at work while it ran */
  MoJobTimes begin_times;
} MoPacket;

static MoTransactionStatement *
packet_job (MoPacket *self, guint index)
{
  return g_ptr_array_index (self->jobs, index);
}

static MoJob *
packet_base_job (MoPacket *self, guint index)
{
  return &packet_job (self, index)->parent.parent;
}

/* That of the connection; every job of it has the same. */
static MoFence *
packet_fence (MoPacket *self)
{
  return packet_base_job (self, self->first)->fence;
}

static const char *
packet_sql (MoPacket *self, guint index)
{
  return mo_statement_get_shown_sql (packet_job (self, index)->statement);
}

static void
append (MoPacket *self, const char *text, gsize length)
{
  if (self->text->len > 0)
    g_string_append (self->text, SEPARATOR);
  g_string_append_len (self->text, text, length);
}

gsize
mo_transaction_packet_bytes (MoTransactionCore *self, MoJob *job, gsize wanted)
{
  if (wanted <= MO_SMALL_PACKET_BYTES)
    return MO_SMALL_PACKET_BYTES;
  if (self->packet_bytes == 0)
    self->packet_bytes = mo_run_packet_bytes (self->connection, job, wanted);
  return self->packet_bytes;
}

static gsize
packet_limit (MoPacket *self, gsize wanted)
{
  return mo_transaction_packet_bytes (self->core, packet_base_job (self, self->first), wanted);
}

/* From @first on, as many as go together; always one. */
static void
packet_fill (MoPacket *self, gboolean alone)
{
  MoServerKind kind = mo_connection_get_server_kind (self->core->connection);

  if (self->core->phase == MO_TRANSACTION_NOT_BEGUN)
    self->n_opening = mo_transaction_core_get_opening (self->core, self->opening);
  for (guint i = 0; i < self->n_opening; i++)
    append (self, self->opening[i], strlen (self->opening[i]));
  for (self->end = self->first; self->end < self->jobs->len; self->end++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gsize wanted;

      mo_statement_render (packet_job (self, self->end)->statement, kind, text);
      wanted = self->text->len + strlen (SEPARATOR) + text->len;
      if (self->end > self->first
          && (alone || wanted > packet_limit (self, wanted)
              || mo_fence_is_unwanted (packet_fence (self), packet_base_job (self, self->end))))
        return;
      append (self, text->str, text->len);
    }
}

/* What is logged of the opening, or of a statement. */
static MoEchoed
packet_echoed_opening (MoPacket *self, guint index)
{
  return (MoEchoed){ .log = self->core->log, .connection = self->core->connection,
                     .text = self->opening[index] };
}

static MoEchoed
packet_echoed (MoPacket *self, guint index)
{
  return (MoEchoed){ .log = self->core->log, .connection = self->core->connection,
                     .statement = packet_job (self, index)->statement };
}

static void
packet_echo (MoPacket *self)
{
  for (guint i = 0; i < self->n_opening; i++)
    {
      const MoEchoed echoed = packet_echoed_opening (self, i);

      mo_echo_begin (&echoed);
    }
  for (guint i = self->first; i < self->end; i++)
    {
      const MoEchoed echoed = packet_echoed (self, i);

      mo_echo_begin (&echoed);
    }
}

static void
packet_echo_end (MoPacket *self, guint index, MoResult *result, const GError *error)
{
  const MoEchoed echoed = packet_echoed (self, index);

  mo_echo_end (&echoed, &packet_base_job (self, index)->times, result, error);
}

static void
packet_note_state (MoPacket *self)
{
  for (guint i = self->first; i < self->end; i++)
    mo_run_note_state (self->core->connection, packet_job (self, i)->statement);
}

/* Of a part of the opening, the last of which is BEGIN. */
static void
packet_take_opening (MoPacket *self, MoResult *result)
{
  const MoEchoed echoed = packet_echoed_opening (self, self->n_answers - 1);

  if (self->n_answers == self->n_opening)
    self->core->phase = MO_TRANSACTION_OPEN;
  mo_job_times_end (&self->begin_times,
                    mo_connection_get_answered_usec (self->core->connection));
  mo_echo_end (&echoed, &self->begin_times, result, NULL);
  mo_result_unref (result);
}

static void
packet_take_answer (MoPacket *self, MoResult *result)
{
  if (self->n_answers++ < self->n_opening)
    {
      packet_take_opening (self, result);
      return;
    }
  mo_transaction_core_note_answer (self->core);
  g_ptr_array_add (self->results, result);
}

static void
packet_give_out (MoPacket *self)
{
  for (guint i = 0; i < self->results->len; i++)
    {
      MoResult *result = g_ptr_array_index (self->results, i);

      packet_echo_end (self, self->first + i, result, NULL);
      mo_job_resolve (packet_base_job (self, self->first + i), MO_TYPE_RESULT,
                      mo_result_ref (result));
    }
}

/* Reads what is left, so that the connection can be used again; but not for ever. */
static void
drop_answers (MoConnection *connection)
{
  gboolean more = TRUE;

  for (guint i = 0; more; i++)
    {
      g_autoptr (MoResult) result = NULL;

      if (i == ANSWERS_TO_DROP)
        mo_connection_shut_down (connection);
      result = mo_connection_read (connection, &more, NULL);
    }
}

/* The statement whose answer comes next. */
static guint
packet_current (MoPacket *self)
{
  return self->first + self->n_answers - MIN (self->n_answers, self->n_opening);
}

/* Each begins when the one before it is done. */
static void
packet_move_on (MoPacket *self)
{
  guint index = packet_current (self);

  if (index >= self->end)
    return;
  mo_job_note_sent (packet_base_job (self, index));
  mo_fence_move (packet_fence (self), packet_base_job (self, index), packet_sql (self, index));
}

/* Of the statement whose answer was read last; of the opening there is none. */
static void
packet_note_answer (MoPacket *self)
{
  guint index = packet_current (self);

  if (index > self->first)
    mo_job_note_answer (packet_base_job (self, index - 1),
                        mo_connection_get_answered_usec (self->core->connection));
}

/* No answer of its will come. */
static void
packet_note_lost (MoPacket *self, guint index)
{
  MoJob *job = packet_base_job (self, index);

  if (job->times.done_usec != 0)
    return;
  mo_job_note_sent (job);
  mo_job_note_answer (job, 0);
}

/* NULL: all went well. */
static GError *
packet_exchange (MoPacket *self)
{
  MoConnection *connection = self->core->connection;
  guint n_expected = self->end - self->first + self->n_opening;
  GError *error = NULL;
  gboolean more = TRUE;

  if (!mo_connection_send (connection, self->text->str, self->text->len, &error))
    {
      packet_note_lost (self, self->first);
      return error;
    }
  while (more && self->n_answers < n_expected)
    {
      MoResult *result = mo_connection_read (connection, &more, &error);

      if (result == NULL)
        {
          mo_job_note_answer (packet_base_job (self, packet_current (self)),
                              mo_connection_get_answered_usec (connection));
          return error;
        }
      packet_take_answer (self, result);
      packet_note_answer (self);
      packet_move_on (self);
    }
  if (more)
    drop_answers (connection);
  self->confused = more || self->n_answers < n_expected;
  return self->confused ? g_error_new (MO_ERROR, MO_ERROR_FAILED,
                                       "the server sent %s %u answers to %u statements, and whose "
                                       "they are is not known",
                                       more ? "more than" : "only", self->n_answers, n_expected)
                        : NULL;
}

/* The same, behind the fence. */
static GError *
packet_run (MoPacket *self)
{
  MoFence *fence = packet_fence (self);
  GError *error;

  if (!mo_fence_enter (fence, packet_base_job (self, self->first), packet_sql (self, self->first),
                       MO_FENCE_STATEMENT))
    return mo_job_new_cancelled_error ();
  packet_note_state (self);
  packet_echo (self);
  mo_job_note_sent (packet_base_job (self, self->first));
  self->begin_times = packet_base_job (self, self->first)->times;
  error = packet_exchange (self);
  self->was_killed = mo_fence_leave (fence);
  if (self->was_killed)
    mo_run_ping (self->core->connection, packet_base_job (self, self->first), NULL); /* the rest */
  return error;
}

/* No answer can be believed, nor what the transaction holds. */
static guint
packet_give_up (MoPacket *self, GError *error)
{
  for (guint i = self->first; i < self->end; i++)
    {
      packet_note_lost (self, i);
      packet_echo_end (self, i, NULL, error);
      mo_transaction_core_fail_job (self->core, packet_base_job (self, i), g_error_copy (error));
    }
  mo_transaction_core_abort (self->core, error);
  g_error_free (error);
  return self->end;
}

/* Whether a KILL met this statement that was meant for another one, and the transaction lives. */
static gboolean
packet_was_met (MoPacket *self, guint index, const GError *error)
{
  return self->was_killed && mo_run_was_interrupted (error)
         && !mo_fence_is_unwanted (packet_fence (self), packet_base_job (self, index))
         && (self->core->phase == MO_TRANSACTION_OPEN
             || self->core->phase == MO_TRANSACTION_NOT_BEGUN);
}

/* What does not parse is quoted from there on, and so would be its neighbours with their values. */
static void
cut_at_separator (GError *error)
{
  char *next = strstr (error->message, SEPARATOR);
  const char *number = g_strrstr (error->message, " (server error ");
  char *message;

  if (next == NULL)
    return;
  *next = '\0';
  message = g_strconcat (error->message, "'", number, NULL);
  g_free (error->message);
  error->message = message;
}

/* BEGIN has failed. Where a KILL met it that was meant for the statement behind it, nothing is
 * begun, and nothing lost. */
static void
packet_fail_begin (MoPacket *self, const GError *error)
{
  MoConnection *connection = self->core->connection;

  mo_transaction_core_leave_isolation (self->core, self->n_opening);
  if (self->was_killed && mo_run_was_interrupted (error) && !mo_connection_is_lost (connection)
      && !mo_connection_is_in_transaction (connection))
    return;
  self->core->phase = MO_TRANSACTION_OPEN; /* as far as we know */
  mo_transaction_core_note_error (self->core, packet_base_job (self, self->first), error, FALSE);
}

/* Returns the index of the next job to be sent. */
static guint
packet_fail (MoPacket *self, GError *error, gboolean *alone)
{
  guint index = packet_current (self);
  gboolean syntax = mo_error_get_server_code (error) == SYNTAX_ERROR_CODE;
  gboolean several = self->n_opening > 0 || self->end - self->first > 1;
  MoTransactionStatement *job;

  if (error->domain != MO_ERROR) /* it was not even sent */
    {
      mo_transaction_core_fail_job (self->core, packet_base_job (self, self->first), error);
      return self->first + 1;
    }
  if (self->n_answers == 0 && syntax && several)
    {
      *alone = TRUE; /* nothing has run: whose error it is shows when each goes by itself */
      g_error_free (error);
      mo_transaction_core_ensure_begun (self->core, packet_base_job (self, self->first));
      return self->first;
    }
  job = packet_job (self, index);
  cut_at_separator (error);
  mo_run_name_statement (&error, job->statement); /* before it is kept as the cause of others */
  if (self->n_answers < self->n_opening)
    packet_fail_begin (self, error);
  else
    mo_transaction_core_note_error (self->core, &job->parent.parent, error, FALSE);
  if (packet_was_met (self, index, error))
    {
      g_error_free (error);
      return index;
    }
  if (self->was_killed && mo_fence_is_unwanted (packet_fence (self), packet_base_job (self, index)))
    mo_run_tell_stopped (self->core->connection, job->statement, TRUE, &error);
  packet_echo_end (self, index, NULL, error);
  mo_transaction_core_fail_job (self->core, packet_base_job (self, index), error);
  return index + 1;
}

static guint
send_packet (MoTransactionCore *core, GPtrArray *jobs, guint first, gboolean *alone)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) results
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);
  MoPacket packet
      = { .core = core, .jobs = jobs, .first = first, .text = text, .results = results };
  GError *error;

  packet_fill (&packet, *alone);
  error = packet_run (&packet);
  if (packet.confused)
    return packet_give_up (&packet, error);
  packet_give_out (&packet);
  return error == NULL ? packet.end : packet_fail (&packet, error, alone);
}

void
mo_transaction_send_statements (MoTransactionCore *self, GPtrArray *jobs)
{
  gboolean alone = FALSE;
  guint next = 0;

  while (next < jobs->len)
    {
      GError *refusal = mo_transaction_core_refuse (self);
      MoJob *job = g_ptr_array_index (jobs, next);

      if (refusal == NULL && mo_job_is_unwanted (job))
        refusal = mo_job_new_cancelled_error ();
      if (refusal == NULL)
        next = send_packet (self, jobs, next, &alone);
      else
        {
          mo_transaction_core_fail_job (self, job, refusal);
          next++;
        }
    }
}
