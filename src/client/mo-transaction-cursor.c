/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A cursor in a transaction: its steps are jobs among the others, and while it is open nothing else
 * is sent. */

#include "client/mo-transaction-core-private.h"

#include "base/mo-error-private.h"
#include "client/mo-cursor-core-private.h"
#include "future/mo-thread-state-private.h"
#include "value/mo-excerpt-private.h"

#define NAMED_SQL_BYTES 160

static MoFuture *
tx_submit (MoCursorCore *cursor, MoJob *job)
{
  return mo_transaction_core_submit (cursor->place, job);
}

static gboolean
tx_prepare (MoCursorCore *cursor, MoJob *job, MoConnection *connection, GError **error)
{
  MoTransactionCore *core = cursor->place;
  GError *refusal = mo_transaction_core_refuse (core);

  if (refusal == NULL)
    {
      if (!mo_transaction_core_check_statement (core, cursor->statement, error))
        return FALSE;
      mo_job_note_sent (job); /* BEGIN is a part of it, as it is in a packet */
      if (mo_transaction_core_ensure_begun (core, job))
        return TRUE;
      refusal = mo_transaction_core_refuse (core);
    }
  g_propagate_error (error, refusal);
  return FALSE;
}

static void
tx_enter (MoCursorCore *cursor)
{
  MoTransactionCore *core = cursor->place;

  core->cursor = mo_cursor_core_ref (cursor);
}

static void
tx_leave (MoCursorCore *cursor, MoConnection *connection)
{
  MoTransactionCore *core = cursor->place;

  if (core->cursor != cursor)
    return;
  g_clear_pointer (&core->cursor, mo_cursor_core_unref); /* not the last: the job's is left */
  mo_transaction_core_note_answer (core);
}

static void
tx_judge (MoCursorCore *cursor, const MoRun *run, gboolean stopped, GError **error)
{
  mo_transaction_judge (cursor->place, run->job, cursor->statement, stopped, error);
  mo_transaction_core_tell_time (cursor->place, error);
}

static gboolean
tx_is_well (MoCursorCore *cursor)
{
  return ((MoTransactionCore *) cursor->place)->phase == MO_TRANSACTION_OPEN;
}

static void
tx_reject (MoCursorCore *cursor, MoJob *job, GError *error)
{
  mo_transaction_core_fail_job (cursor->place, job, error);
}

static const MoCursorHome tx_home = {
  tx_submit,  tx_prepare, tx_enter,
  tx_leave,   tx_judge,   tx_is_well,
  tx_reject,  (GDestroyNotify) mo_transaction_core_unref,
};

MoFuture *
mo_transaction_core_open (MoTransactionCore *self, MoStatement *statement)
{
  g_autoptr (MoCursorCore) cursor = NULL;

  if (mo_thread_state_get ()->submits_cancelled)
    {
      mo_statement_unref (statement);
      return mo_future_new_for_error (mo_job_new_cancelled_error ());
    }
  /* Relaxed: who has to see it knows of the call. */
  atomic_store_explicit (&self->has_cursors, TRUE, memory_order_relaxed);
  cursor = mo_cursor_core_new (&tx_home, mo_transaction_core_ref (self), statement, self->log);
  return mo_cursor_core_begin (cursor, NULL);
}

/* --- what else the worker does --- */

GError *
mo_transaction_core_refuse_for_cursor (MoTransactionCore *self)
{
  const char *sql;
  g_autofree char *excerpt = NULL;

  if (self->cursor == NULL)
    return NULL;
  sql = mo_statement_get_shown_sql (self->cursor->statement);
  excerpt = mo_excerpt (sql, strlen (sql), NAMED_SQL_BYTES);
  return g_error_new (MO_ERROR, MO_ERROR_CURSOR_OPEN,
                      "a cursor of this transaction is open, and its connection in the middle of "
                      "the answer to %s: nothing was sent; read the cursor to its end, or close "
                      "it, before anything else",
                      excerpt);
}

GError *
mo_transaction_new_scope_over_error (void)
{
  return g_error_new_literal (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                              "the cursor was closed with the nested scope that it was opened in: "
                              "open another one");
}

/* (transfer full): consumes @over. */
static GError *
choose_over_error (MoTransactionCore *self, GError *over)
{
  g_autoptr (GError) owned = over;
  GError *error = mo_transaction_core_check_time (self);

  if (error == NULL)
    error = g_steal_pointer (&owned);
  return error != NULL ? error
                       : g_error_new_literal (MO_ERROR, MO_ERROR_TRANSACTION_FINISHED,
                                              "the cursor was closed with its transaction");
}

void
mo_transaction_core_end_cursor (MoTransactionCore *self,
                                MoJob *job,
                                gboolean stops,
                                GError *over)
{
  g_autoptr (MoCursorCore) cursor = NULL;
  GError *error;

  if (self->cursor == NULL)
    {
      g_clear_error (&over);
      return;
    }
  cursor = mo_cursor_core_ref (self->cursor);
  error = mo_cursor_core_end (cursor, job, self->connection,
                              stops || mo_statement_is_read_only (cursor->statement),
                              choose_over_error (self, over));
  if (error != NULL) /* which nobody has been told */
    g_ptr_array_add (self->failed, mo_future_new_for_error (error));
}

/* Before its end. */
typedef struct
{
  MoTransactionJob parent;
  GError *over; /* owned, or NULL */
} MoCloseJob;

static void
close_run (MoJob *job, MoConnection *connection)
{
  MoCloseJob *self = (MoCloseJob *) job;

  mo_transaction_core_end_cursor (self->parent.core, job, FALSE, g_steal_pointer (&self->over));
  mo_job_resolve_true (job);
}

static void
close_clear (MoJob *job)
{
  g_clear_error (&((MoCloseJob *) job)->over);
}

static const MoJobClass close_class = {
  .parent = MO_JOB_FUTURE_CLASS (MoCloseJob, mo_job_ignore_cancel),
  .run = close_run,
  .clear = close_clear,
  .is_no_work = TRUE,
};

void
mo_transaction_core_close_cursor (MoTransactionCore *self, GError *over)
{
  MoCloseJob *job;

  /* Relaxed: as above. */
  if (!atomic_load_explicit (&self->has_cursors, memory_order_relaxed))
    {
      g_clear_error (&over);
      return;
    }
  job = (MoCloseJob *) mo_job_alloc (&close_class);
  job->parent.core = self;
  job->over = over;
  mo_future_unref (mo_transaction_core_submit (self, &job->parent.parent));
}
