/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCursorCore: the steps of a cursor as jobs, wherever they run. */

#include "client/mo-cursor-core-private.h"

#include <gio/gio.h>

#include "base/mo-error-private.h"
#include "client/mo-cursor-private.h"
#include "future/mo-thread-state-private.h"

/* For the end of an answer that may be on its way: most of those that are closed early have no
 * more to come than the network holds. */
#define GRACE_USEC (20 * 1000)

typedef struct
{
  MoJob parent;
  MoCursorCore *core; /* owned: whoever cancels or abandons it may be the last to need that */
  guint n_rows;
  MoFuture *asked; /* owned, or NULL: as of mo_cursor_core_begin() */
} MoCursorJob;

MoCursorCore *
mo_cursor_core_new (const MoCursorHome *home,
                    gpointer place,
                    MoStatement *statement,
                    const MoLogOptions *log)
{
  MoCursorCore *self = g_new0 (MoCursorCore, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->phase, MO_CURSOR_NOT_BEGUN);
  self->home = home;
  self->place = place;
  self->statement = statement;
  self->log = log;
  return self;
}

MoCursorCore *
mo_cursor_core_ref (MoCursorCore *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_cursor_core_unref (MoCursorCore *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  self->home->unref (self->place);
  mo_statement_unref (self->statement);
  g_clear_pointer (&self->columns, mo_result_unref);
  g_clear_pointer (&self->last, mo_result_unref);
  g_clear_error (&self->over);
  g_free (self);
}

static MoCursorPhase
get_phase (MoCursorCore *self)
{
  /* Acquire: pairs with the release of set_phase(): what the phase speaks of is to be seen. */
  return atomic_load_explicit (&self->phase, memory_order_acquire);
}

static void
set_phase (MoCursorCore *self, MoCursorPhase phase)
{
  /* Release: as above. */
  atomic_store_explicit (&self->phase, phase, memory_order_release);
}

gboolean
mo_cursor_core_is_done (MoCursorCore *self)
{
  MoCursorPhase phase = get_phase (self);

  return phase == MO_CURSOR_AT_END || phase == MO_CURSOR_OVER;
}

/* --- the end, on the worker --- */

static void
log_end (MoCursorCore *self, MoConnection *connection, gboolean is_early, const GError *error)
{
  const MoEchoed echoed = { self->log, connection, self->statement, NULL, FALSE };

  mo_echo_end_in_pieces (&echoed, &self->times, self->n_rows, is_early, error);
}

/* Consumes @last. */
static void
come_to_end (MoCursorCore *self, MoConnection *connection, MoResult *last)
{
  self->last = last;
  set_phase (self, MO_CURSOR_AT_END);
  self->home->leave (self, connection);
}

/* Consumes @over. */
static void
come_to_nothing (MoCursorCore *self, MoConnection *connection, GError *over)
{
  self->over = over;
  set_phase (self, MO_CURSOR_OVER);
  self->home->leave (self, connection);
}

/* (transfer full): for those who come behind @cause. */
static GError *
new_over_error (const GError *cause)
{
  if (cause->domain == MO_ERROR)
    return mo_error_rewrap (cause, (MoError) cause->code, "the cursor is over, since it failed: %s",
                            cause->message);
  return g_error_new (cause->domain, cause->code, "the cursor is over: %s", cause->message);
}

/* It has a life of its own, which the killer may end; that of whoever wants the rest dropped, such
 * as a COMMIT, it may not. */
static const MoJobClass rest_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoJob, mo_job_ignore_cancel),
  .is_no_work = TRUE,
};

/* (transfer full) (nullable): what it failed with. @stops: as mo_cursor_core_end(). @was_killed: a
 * KILL was sent. */
static GError *
drop_rest (MoCursorCore *self,
           MoJob *job,
           MoConnection *connection,
           gboolean stops,
           gboolean *was_killed)
{
  const char *sql = mo_statement_get_shown_sql (self->statement);
  MoJob *rest = mo_job_alloc (&rest_class);
  gint64 began_usec = g_get_monotonic_time ();
  GError *error = NULL;

  if (stops || !mo_fence_enter (job->fence, rest, sql, MO_FENCE_STATEMENT))
    mo_fence_enter_to_stop (job->fence, rest, sql, GRACE_USEC);
  mo_connection_skip (connection, &error);
  *was_killed = mo_fence_leave (job->fence);
  if (*was_killed)
    mo_run_ping (connection, job, NULL); /* whatever is left of it hits this */
  self->times.done_usec += g_get_monotonic_time () - began_usec;
  log_end (self, connection, TRUE, stops ? NULL : error);
  mo_run_name_statement (&error, self->statement);
  mo_future_resolve_true (&rest->parent);
  mo_future_unref (&rest->parent);
  return error;
}

GError *
mo_cursor_core_end (MoCursorCore *self,
                    MoJob *job,
                    MoConnection *connection,
                    gboolean stops,
                    GError *over)
{
  const MoRun run = { connection, job, self->log, FALSE };
  gboolean was_killed;
  g_autoptr (GError) error = drop_rest (self, job, connection, stops, &was_killed);
  gboolean is_lost;

  if (error != NULL)
    self->home->judge (self, &run, was_killed && !stops, &error);
  /* Of one that only reads, nobody loses anything but what it is a part of. */
  is_lost = !mo_statement_is_read_only (self->statement) || !self->home->is_well (self);
  come_to_nothing (self, connection, over);
  return is_lost ? g_steal_pointer (&error) : NULL;
}

/* A KILL was sent for a step that has what it wanted all the same. */
static void
end_stopped (MoCursorCore *self, MoJob *job, MoConnection *connection)
{
  const MoRun run = { connection, job, self->log, FALSE };
  gboolean was_killed;
  GError *error = drop_rest (self, job, connection, TRUE, &was_killed);

  if (error == NULL)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                 "a part of it was cancelled, and the rest of its rows dropped");
  self->home->judge (self, &run, TRUE, &error);
  come_to_nothing (self, connection, new_over_error (error));
  g_error_free (error);
}

/* --- the jobs --- */

static MoJob *
cursor_job_new (const MoJobClass *klass, MoCursorCore *core)
{
  MoCursorJob *self = (MoCursorJob *) mo_job_alloc (klass);

  self->core = mo_cursor_core_ref (core);
  return &self->parent;
}

static void
cursor_job_clear (MoJob *job)
{
  MoCursorJob *self = (MoCursorJob *) job;

  g_clear_pointer (&self->asked, mo_future_unref);
  mo_cursor_core_unref (self->core);
}

static MoFuture *
submit (MoCursorCore *self, MoJob *job)
{
  return self->home->submit (self, job);
}

/* --- begin --- */

static void
begin_run (MoJob *job, MoConnection *connection)
{
  MoCursorCore *core = ((MoCursorJob *) job)->core;
  const MoRun run = { connection, job, core->log, FALSE };
  GError *error = NULL;
  gboolean stopped;

  if (!core->home->prepare (core, job, connection, &error))
    {
      core->home->leave (core, connection);
      core->home->reject (core, job, error);
      return;
    }
  core->columns = mo_run_begin (&run, core->statement, &stopped, &error);
  core->times = job->times;
  if (core->columns == NULL)
    {
      core->home->judge (core, &run, stopped, &error);
      core->home->leave (core, connection);
      core->home->reject (core, job, error);
      return;
    }
  core->connection_id = mo_connection_get_id (connection);
  set_phase (core, MO_CURSOR_OPEN);
  core->home->enter (core);
  if (!mo_connection_is_reading (connection))
    come_to_end (core, connection, mo_result_ref (core->columns));
  else if (stopped)
    end_stopped (core, job, connection);
  mo_job_resolve (job, MO_TYPE_CURSOR, mo_cursor_new (mo_cursor_core_ref (core)));
}

/* What it waits for is not wanted either; if that was granted already, it is given back. */
static void
begin_cancel (MoFuture *future, GPtrArray *more)
{
  MoCursorJob *self = (MoCursorJob *) future;

  if (!mo_job_claim_cancel (&self->parent))
    {
      mo_job_stop (&self->parent);
      return;
    }
  mo_job_forget (&self->parent);
  if (self->asked != NULL)
    {
      g_ptr_array_add (more, mo_future_ref (self->asked));
      mo_future_unref (mo_cursor_core_close (self->core));
    }
  mo_future_reject (future, mo_job_new_cancelled_error ());
}

static const MoJobClass begin_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCursorJob, begin_cancel),
  .run = begin_run,
  .clear = cursor_job_clear,
};

MoFuture *
mo_cursor_core_begin (MoCursorCore *self, MoFuture *asked)
{
  MoJob *job = cursor_job_new (&begin_class, self);

  ((MoCursorJob *) job)->asked = asked;
  return submit (self, job);
}

/* --- fetch --- */

/* FALSE: there may be more to come. */
static gboolean
answer_from_end (MoCursorCore *core, MoJob *job)
{
  switch (get_phase (core))
    {
    case MO_CURSOR_AT_END:
      mo_job_resolve (job, MO_TYPE_RESULT, mo_result_ref (core->last));
      return TRUE;
    case MO_CURSOR_OVER:
      mo_job_reject (job, g_error_copy (core->over));
      return TRUE;
    case MO_CURSOR_NOT_BEGUN:
    case MO_CURSOR_OPEN:
    default:
      return FALSE;
    }
}

/* Consumes @error. */
static void
fetch_fail (MoJob *job, const MoRun *run, gboolean stopped, GError *error)
{
  MoCursorCore *core = ((MoCursorJob *) job)->core;

  if (!mo_connection_is_reading (run->connection)) /* or nothing was read: the cursor lives */
    {
      log_end (core, run->connection, FALSE, error);
      core->home->judge (core, run, stopped, &error);
      come_to_nothing (core, run->connection, new_over_error (error));
    }
  core->home->reject (core, job, error);
}

static void
fetch_run (MoJob *job, MoConnection *connection)
{
  MoCursorCore *core = ((MoCursorJob *) job)->core;
  const MoRun run = { connection, job, core->log, FALSE };
  const MoPiece piece = { ((MoCursorJob *) job)->n_rows, MO_PIECE_BYTES };
  gint64 began_usec = g_get_monotonic_time ();
  GError *error = NULL;
  gboolean stopped = FALSE;
  MoResult *end = NULL;
  MoResult *rows;

  if (answer_from_end (core, job))
    return;
  rows = mo_run_fetch (&run, core->statement, &piece, &end, &stopped, &error);
  core->times.done_usec += g_get_monotonic_time () - began_usec;
  if (rows == NULL)
    {
      fetch_fail (job, &run, stopped, error);
      return;
    }
  core->n_rows += mo_result_get_n_rows (rows);
  if (end != NULL)
    {
      log_end (core, connection, FALSE, NULL);
      come_to_end (core, connection, end);
    }
  else if (stopped)
    end_stopped (core, job, connection);
  mo_job_resolve (job, MO_TYPE_RESULT, rows);
}

/* The place may be gone, but what the cursor has come to is known for good. */
static void
fetch_abandon (MoJob *job, const GError *error)
{
  if (!answer_from_end (((MoCursorJob *) job)->core, job))
    mo_job_reject (job, g_error_copy (error));
}

static const MoJobClass fetch_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCursorJob, mo_job_cancel),
  .run = fetch_run,
  .abandon = fetch_abandon,
  .clear = cursor_job_clear,
};

MoFuture *
mo_cursor_core_fetch (MoCursorCore *self, guint n_rows)
{
  MoJob *job;

  if (mo_thread_state_get ()->submits_cancelled)
    return mo_future_new_for_error (mo_job_new_cancelled_error ());
  job = cursor_job_new (&fetch_class, self);
  ((MoCursorJob *) job)->n_rows = n_rows;
  return submit (self, job);
}

/* --- close --- */

static void
close_run (MoJob *job, MoConnection *connection)
{
  MoCursorCore *core = ((MoCursorJob *) job)->core;
  GError *error = NULL;

  if (get_phase (core) == MO_CURSOR_NOT_BEGUN) /* whoever wanted to begin was withdrawn */
    core->home->leave (core, connection);
  else if (get_phase (core) == MO_CURSOR_OPEN)
    error = mo_cursor_core_end (core, job, connection,
                                mo_statement_is_read_only (core->statement),
                                g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                                     "the cursor is closed: open another one"));
  if (error != NULL)
    core->home->reject (core, job, error);
  else
    mo_job_resolve_true (job);
}

/* Its place is gone, and with it the rows that there may have been. */
static void
close_abandon (MoJob *job, const GError *error)
{
  mo_job_resolve_true (job);
}

/* Not cancelled: the connection would stay as it is. */
static const MoJobClass close_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCursorJob, mo_job_ignore_cancel),
  .run = close_run,
  .abandon = close_abandon,
  .clear = cursor_job_clear,
};

MoFuture *
mo_cursor_core_close (MoCursorCore *self)
{
  return submit (self, cursor_job_new (&close_class, self));
}
