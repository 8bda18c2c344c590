/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running a program on one connection, outside of a transaction: each of its statements commits by
 * itself, unless they open one of their own. */

#include "client/mo-program-job-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-run-private.h"

#define SYNTAX_ERROR_CODE 1064

typedef struct
{
  MoJob parent;
  MoProgram *program;
  const MoLogOptions *log;
} MoProgramJob;

gboolean
mo_program_run (MoProgram *self,
                const MoProgramSite *site,
                gboolean (*run) (gpointer data, GPtrArray *statements, GPtrArray *answers,
                                 GError **error),
                gpointer data,
                GError **error)
{
  g_autoptr (GPtrArray) answers
      = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_result_unref);

  for (;;)
    {
      g_autoptr (GPtrArray) statements
          = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_statement_unref);

      if (!self->klass->next (self, site, answers, statements, error))
        return FALSE;
      if (statements->len == 0)
        return TRUE;
      g_ptr_array_set_size (answers, 0);
      if (!run (data, statements, answers, error))
        return FALSE;
    }
}

void
mo_program_resolve (MoProgram *self, MoJob *job)
{
  if (self->klass->take_result != NULL)
    mo_job_resolve (job, MO_TYPE_RESULT, self->klass->take_result (self));
  else
    mo_job_resolve_true (job);
}

void
mo_program_tell_place (MoProgram *self, const char *before, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *place
      = self->klass->dup_place != NULL ? self->klass->dup_place (self) : NULL;

  if (place == NULL)
    return;
  cause = g_steal_pointer (error);
  if (cause->domain == MO_ERROR)
    *error = mo_error_rewrap (cause, (MoError) cause->code, "%s: %s%s", place, cause->message,
                              before);
  else
    *error = g_error_new (cause->domain, cause->code, "%s: %s%s", place, cause->message, before);
}

/* --- by itself --- */

/* How many statements; and of them, those that did more than read. */
typedef struct
{
  guint n;
  guint n_written;
} MoDone;

/* Each includes the one below it. */
typedef struct
{
  MoRun run;
  MoProgram *program;
  MoDone done;
  MoDone perhaps;  /* done, and not surely in the transaction that is open */
  MoDone for_good; /* done, and surely not in it */
} MoAlone;

static MoStatementEnd
get_end (MoAlone *self, MoStatement *statement)
{
  return mo_statement_get_end (statement, mo_connection_get_server_kind (self->run.connection));
}

/* There may be a transaction behind a statement, but another one than before. */
static void
note_done (MoAlone *self, MoStatement *statement)
{
  MoStatementEnd end = get_end (self, statement);
  MoDone before = self->done;

  self->done.n++;
  self->done.n_written += !mo_statement_is_read_only (statement);
  if (!mo_connection_is_in_transaction (self->run.connection)
      || end == MO_STATEMENT_ENDS_TRANSACTION)
    self->for_good = self->perhaps = self->done;
  else if (end == MO_STATEMENT_BEGINS_TRANSACTION)
    self->for_good = self->perhaps = before;
  else if (end == MO_STATEMENT_MAY_END_TRANSACTION)
    self->perhaps = self->done;
}

/* What failed, and what has become of it with the transaction that was open. */
typedef struct
{
  MoStatement *statement;
  gboolean was_open;  /* a transaction, when it was to be sent */
  gboolean is_undone; /* with that */
  gboolean stopped;
} MoFailure;

/* That a transaction is there behind what failed, does not tell which. */
static gboolean
has_kept_transaction (MoAlone *self, MoStatement *statement, const GError *error)
{
  MoStatementEnd end = get_end (self, statement);

  return end == MO_STATEMENT_KEEPS_TRANSACTION
         || (end != MO_STATEMENT_MAY_END_TRANSACTION
             && mo_error_get_server_code (error) == SYNTAX_ERROR_CODE);
}

/* An error carries no flags. What is no plain statement on data may have opened a transaction, or
 * committed the one that was open. */
static void
find_transaction (MoAlone *self, MoFailure *failure, const GError *error)
{
  MoConnection *connection = self->run.connection;
  gboolean is_plain = mo_statement_may_share_packet (failure->statement);
  gboolean is_there = !mo_connection_is_lost (connection)
                      && (is_plain || mo_run_ping (connection, self->run.job, NULL));

  failure->is_undone = failure->was_open
                       && (is_plain || !mo_connection_was_request_sent (connection)
                           || (is_there && mo_connection_is_in_transaction (connection)
                               && has_kept_transaction (self, failure->statement, error)));
}

static gboolean
is_open_end (const MoFailure *failure)
{
  return failure->was_open && !failure->is_undone;
}

/* Those before it have taken effect, but for what is undone with the transaction. */
static void
tell_written (MoAlone *self, const MoFailure *failure, GError **error)
{
  guint n = is_open_end (failure) ? self->done.n_written : self->perhaps.n_written;
  g_autoptr (GError) cause = NULL;

  if (n == 0)
    return;
  mo_error_forbid_retry (*error);
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  cause = *error;
  *error = g_error_new (MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN,
                        "stopped half way, when %u statements %s taken effect: %s", n,
                        n == self->for_good.n_written ? "had" : "may have", cause->message);
}

/* (transfer full): @undone: in which words those are told of that were rolled back. */
static char *
describe_done (MoAlone *self, gboolean is_open_end, const char *undone)
{
  guint n_perhaps = (is_open_end ? self->done.n : self->perhaps.n) - self->for_good.n;
  guint n_undone = is_open_end ? 0 : self->done.n - self->perhaps.n;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "; statements done before it: %u", self->for_good.n);
  if (n_perhaps > 0)
    g_string_append_printf (text, "; perhaps done: %u", n_perhaps);
  if (n_undone > 0)
    g_string_append_printf (text, "; %s: %u", undone, n_undone);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
tell_failed (MoAlone *self, MoFailure *failure, GError **error)
{
  g_autofree char *before = NULL;

  find_transaction (self, failure, *error);
  before = describe_done (self, is_open_end (failure), "rolled back with their transaction");
  if (failure->stopped)
    mo_run_tell_stopped (self->run.connection, failure->statement, failure->is_undone, error);
  else if (!failure->is_undone)
    mo_run_tell_unknown (self->run.connection, failure->statement, error);
  tell_written (self, failure, error);
  mo_program_tell_place (self->program, self->done.n > 0 ? before : "", error);
}

static gboolean
run_alone (gpointer data, GPtrArray *statements, GPtrArray *answers, GError **error)
{
  MoAlone *self = data;

  for (guint i = 0; i < statements->len; i++)
    {
      MoFailure failure = { .statement = g_ptr_array_index (statements, i),
                            .was_open = mo_connection_is_in_transaction (self->run.connection) };
      g_autoptr (GError) local = NULL;
      MoResult *result
          = mo_run_statement (&self->run, failure.statement, &failure.stopped, &local);

      if (result == NULL)
        {
          tell_failed (self, &failure, &local);
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      note_done (self, failure.statement);
      g_ptr_array_add (answers, result);
    }
  return TRUE;
}

/* FALSE: it has left a transaction open. */
static gboolean
end_transaction (MoAlone *self, GError **error)
{
  MoConnection *connection = self->run.connection;
  g_autofree char *done = NULL;

  if (mo_connection_is_lost (connection) || !mo_connection_is_in_transaction (connection))
    return TRUE;
  mo_run_text (&self->run, "ROLLBACK", NULL);
  done = describe_done (self, FALSE, "rolled back with it");
  g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
               "a transaction was left open at the end, and is rolled back: end it with COMMIT or "
               "ROLLBACK%s", done);
  return FALSE;
}

/* Of the job that runs it, on its connection. */
typedef struct
{
  MoConnection *connection;
  MoJob *job;
} MoProgramAsking;

static gsize
get_packet_bytes (gpointer data, gsize wanted)
{
  const MoProgramAsking *self = data;

  return mo_run_packet_bytes (self->connection, self->job, wanted);
}

static gboolean
is_stopped (gpointer data)
{
  return mo_job_is_unwanted (((const MoProgramAsking *) data)->job);
}

static void
program_job_run (MoJob *job, MoConnection *connection)
{
  MoProgramJob *self = (MoProgramJob *) job;
  MoProgramAsking asking = { connection, job };
  MoProgramSite site = { mo_connection_get_server_kind (connection),
                         mo_connection_get_server_name (connection),
                         *mo_connection_get_features (connection),
                         mo_run_packet_bytes (connection, job, self->program->bytes), connection,
                         FALSE, get_packet_bytes, is_stopped, &asking };
  MoAlone alone = { .run = { connection, job, self->log, TRUE }, .program = self->program };
  GError *error = NULL;
  gboolean ok = mo_program_run (self->program, &site, run_alone, &alone, &error);

  if (end_transaction (&alone, ok ? &error : NULL) && ok)
    mo_program_resolve (self->program, job);
  else
    mo_job_reject (job, error);
}

static void
program_job_clear (MoJob *job)
{
  mo_program_unref (((MoProgramJob *) job)->program);
}

static const MoJobClass program_job_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoProgramJob, mo_job_cancel),
  .run = program_job_run,
  .clear = program_job_clear,
};

MoJob *
mo_program_job_new (MoProgram *program, const MoLogOptions *log)
{
  MoProgramJob *self = (MoProgramJob *) mo_job_alloc (&program_job_class);

  self->program = program;
  self->log = log;
  return &self->parent;
}
