/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* COMMIT on its way, with the commands behind it, and what became of each. */

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"
#include "client/mo-transaction-core-private.h"
#include "wire/mo-server-error-private.h"

#define SYNTAX_ERROR_CODE 1064
#define MO_COMMIT "COMMIT"

typedef struct
{
  MoTransactionCore *core;
  MoJob *job;
  gboolean committed;
  guint n_commands_done;
  guint n_commands_sent;
} MoCommit;

static const MoCommand *
command_at (MoCommit *self, guint index)
{
  return g_ptr_array_index (self->core->commands, index);
}

/* --- a packet: COMMIT unless that is done, and commands from the next one to before @end --- */

static void
append (MoCommit *self, GString *text, MoStatement *statement)
{
  if (text->len > 0)
    g_string_append (text, "\n;\n");
  mo_statement_render (statement,
                       mo_connection_get_server_kind (self->core->connection), text);
}

/* (transfer full) */
static GString *
render_packet (MoCommit *self, guint end)
{
  GString *text = g_string_new (self->committed ? NULL : MO_COMMIT);

  for (guint i = self->n_commands_done; i < end; i++)
    append (self, text, command_at (self, i)->statement);
  return text;
}

/* What is logged of COMMIT, or of a command. */
static MoEchoed
echoed_commit (MoCommit *self)
{
  return (MoEchoed){ .log = self->core->log, .connection = self->core->connection,
                     .text = MO_COMMIT };
}

static MoEchoed
echoed_command (MoCommit *self, guint index)
{
  return (MoEchoed){ .log = self->core->log, .connection = self->core->connection,
                     .statement = command_at (self, index)->statement };
}

static void
echo_packet (MoCommit *self, guint end)
{
  const MoEchoed commit = echoed_commit (self);

  if (!self->committed)
    mo_echo_begin (&commit);
  for (guint i = self->n_commands_done; i < end; i++)
    {
      const MoEchoed command = echoed_command (self, i);

      mo_echo_begin (&command);
    }
}

/* The next answer is here, or will never be. */
static void
echo_answer (MoCommit *self, MoJobTimes *times, MoResult *result, const GError *error)
{
  const MoEchoed echoed = self->committed && self->n_commands_done < self->core->commands->len
                              ? echoed_command (self, self->n_commands_done)
                              : echoed_commit (self);

  mo_job_times_end (times, mo_connection_get_answered_usec (self->core->connection));
  mo_echo_end (&echoed, times, result, error);
  *times = mo_job_begin_statement (self->job);
}

/* Notes how far it came. @text holds the commands to before @end. */
static gboolean
exchange_text (MoCommit *self, const GString *text, guint end, GError **error)
{
  MoConnection *connection = self->core->connection;
  MoJobTimes times = mo_job_begin_statement (self->job);
  g_autoptr (GError) local = NULL;
  gboolean more = TRUE;

  mo_job_note_sent (self->job);
  if (mo_connection_send (connection, text->str, text->len, &local))
    self->n_commands_sent = end;
  else
    more = FALSE;
  while (more)
    {
      g_autoptr (MoResult) result = mo_connection_read (connection, &more, &local);

      if (result == NULL)
        break;
      echo_answer (self, &times, result, NULL);
      if (self->committed)
        self->n_commands_done++;
      self->committed = TRUE;
    }
  if (local == NULL)
    return TRUE;
  echo_answer (self, &times, NULL, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* It is not killed, and nothing behind COMMIT is: only where nobody answers is the connection cut
 * in the end. */
static gboolean
run_packet (MoCommit *self, guint end, GError **error)
{
  MoFence *fence = self->job->fence;
  g_autoptr (GString) text = render_packet (self, end);
  const char *shown = MO_COMMIT;
  gboolean ok;

  if (self->committed)
    shown = mo_statement_get_shown_sql (command_at (self, self->n_commands_done)->statement);
  if (!mo_fence_enter (fence, self->job, shown, MO_FENCE_COMMIT))
    {
      g_propagate_error (error, mo_job_new_cancelled_error ());
      return FALSE;
    }
  echo_packet (self, end);
  ok = exchange_text (self, text, end, error);
  mo_job_note_answer (self->job, mo_connection_get_answered_usec (self->core->connection));
  mo_fence_leave (fence);
  return ok;
}

/* The command that the packet stopped at has failed in a way that is no failure. */
static gboolean
skip_forgiven (MoCommit *self, const GError *error)
{
  if (!self->committed || self->n_commands_done >= self->core->commands->len
      || !mo_command_forgives (command_at (self, self->n_commands_done), error))
    return FALSE;
  self->n_commands_done++;
  return TRUE;
}

/* What is left, each by itself. */
static gboolean
run_commands_apart (MoCommit *self, GError **error)
{
  while (self->n_commands_done < self->core->commands->len)
    {
      g_autoptr (GError) local = NULL;

      if (!run_packet (self, self->n_commands_done + 1, &local) && !skip_forgiven (self, local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

/* The commands that can travel behind COMMIT. */
static guint
count_together (MoCommit *self)
{
  guint n = 0;

  while (n < self->core->commands->len && !command_at (self, n)->alone)
    n++;
  return n;
}

static gboolean
send_commit (MoCommit *self, GError **error)
{
  guint end = count_together (self);
  g_autoptr (GError) local = NULL;

  /* Nothing was sent, nothing is to be committed. */
  self->committed = self->core->phase == MO_TRANSACTION_NOT_BEGUN;
  if ((self->committed && end == 0) || run_packet (self, end, &local)
      || skip_forgiven (self, local))
    return run_commands_apart (self, error);
  /* The packet was refused whole for a syntax error in a command. */
  if (!self->committed && self->core->commands->len > 0
      && mo_error_get_server_code (local) == SYNTAX_ERROR_CODE)
    return run_packet (self, 0, error) && run_commands_apart (self, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The first of the commands that surely have not run. @failed: the one whose answer is no good.
 * What was sent behind it, the server has not run if it has answered, and may have run if the
 * connection is lost. */
static guint
find_not_run (MoCommit *self, guint failed, const GError *cause)
{
  MoConnection *connection = self->core->connection;

  if (mo_connection_is_lost (connection))
    return MAX (failed, self->n_commands_sent);
  return failed
         + mo_server_error_is_write_unknown (mo_connection_get_server_kind (connection),
                                             mo_error_get_server_code (cause), cause->message);
}

/* The commands from @first to before @end, if there are any. */
static void
append_commands (MoCommit *self, GString *text, const char *label, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    g_string_append_printf (text, "%s%s", i == first ? label : ", ", command_at (self, i)->what);
}

/* After COMMIT: which commands are done, which failed, which were not tried. */
static GError *
explain_command (MoCommit *self, const GError *cause)
{
  guint n = self->core->commands->len;
  guint failed = MIN (self->n_commands_done, n - 1);
  guint not_run = find_not_run (self, failed, cause);
  g_autoptr (GString) text = g_string_new ("the transaction is committed, but ");
  GError *error;

  g_string_append_printf (text, "%s failed behind COMMIT: %s", command_at (self, failed)->what,
                          cause->message);
  if (not_run > failed)
    g_string_append (text, " (it may have taken effect)");
  append_commands (self, text, "; done: ", 0, failed);
  append_commands (self, text, "; may have taken effect, too: ", failed + 1, not_run);
  append_commands (self, text, "; not tried: ", MAX (failed + 1, not_run), n);
  error = mo_error_rewrap (cause, MO_ERROR_COMMITTED_COMMAND_FAILED, "%s", text->str);
  mo_run_set_sql (error, command_at (self, failed)->statement);
  return error;
}

/* COMMIT itself failed, or its answer is lost. */
static GError *
explain_commit (MoCommit *self, const GError *cause)
{
  MoConnection *connection = self->core->connection;
  MoServerKind kind = mo_connection_get_server_kind (connection);
  gboolean unknown
      = mo_connection_is_lost (connection)
            ? mo_connection_was_request_sent (connection)
            : mo_server_error_is_commit_unknown (kind, mo_error_get_server_code (cause));
  GError *error;

  if (cause->domain != MO_ERROR) /* it was not even sent */
    return g_error_copy (cause);
  if (!unknown)
    error = mo_error_rewrap (cause, (MoError) cause->code,
                             "COMMIT failed, and nothing is written: %s", cause->message);
  else
    error = mo_error_new_server (MO_ERROR_COMMIT_UNKNOWN, mo_error_get_server_code (cause),
                                 mo_error_get_sqlstate (cause), mo_connection_get_id (connection),
                                 FALSE, "the answer to COMMIT is lost: the transaction may be "
                                        "committed or rolled back; read the data to find out");
  mo_error_set_sql (error, MO_COMMIT);
  return error;
}

GError *
mo_transaction_send_commit (MoTransactionCore *core, MoJob *job)
{
  MoCommit self = { .core = core, .job = job };
  g_autoptr (GError) error = NULL;

  if (send_commit (&self, &error))
    return NULL;
  if (self.committed)
    return explain_command (&self, error);
  return explain_commit (&self, error);
}
