/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoBulkProgress: one task, which is posted again once it has run, so that whoever is slow is told
 * less often and nothing piles up. */

#include "orm/mo-bulk-progress-private.h"

#define USUAL_ROWS 10000

struct _MoBulkProgress
{
  MoTask task;
  MoScheduler *scheduler; /* owned */
  GMainContext *context;  /* owned; NULL: the dispatcher's */
  MoBulkProgressFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  guint64 n_rows;
  guint64 step;
  guint64 next; /* the worker's: when it is to be told again */
  guint64 told; /* the scheduler's: the last number */
  _Atomic guint64 n_done;
  _Atomic gboolean is_posted;
};

static void
run (MoTask *task)
{
  MoBulkProgress *self = (MoBulkProgress *) task;
  guint64 n_done;

  /* Release and acquire, with the exchange in report: a number that is stored behind this comes
   * with a task of its own. */
  atomic_exchange_explicit (&self->is_posted, FALSE, memory_order_acq_rel);
  n_done = atomic_load_explicit (&self->n_done, memory_order_relaxed);
  if (n_done == self->told)
    return; /* it came between the two, and was told already */
  self->told = n_done;
  self->func (n_done, self->n_rows, self->user_data);
}

MoBulkProgress *
mo_bulk_progress_new (const MoBulkOptions *options, guint64 n_rows)
{
  MoBulkProgress *self;

  if (options == NULL || (options->on_progress == NULL && options->progress_destroy == NULL))
    return NULL;
  self = g_new0 (MoBulkProgress, 1);
  self->task.run = run;
  if (options->progress_context != NULL)
    self->context = g_main_context_ref (options->progress_context);
  self->scheduler = self->context != NULL ? mo_scheduler_for_context (self->context)
                                          : mo_scheduler_dup_dispatcher ();
  self->func = options->on_progress;
  self->user_data = options->progress_data;
  self->destroy = options->progress_destroy;
  self->n_rows = n_rows;
  self->step = options->progress_rows > 0 ? options->progress_rows : USUAL_ROWS;
  self->next = self->step;
  return self;
}

void
mo_bulk_progress_free (MoBulkProgress *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  mo_scheduler_unref (self->scheduler);
  if (self->context != NULL)
    g_main_context_unref (self->context);
  g_free (self);
}

MoScheduler *
mo_bulk_progress_get_scheduler (MoBulkProgress *self)
{
  return self->scheduler;
}

void
mo_bulk_progress_report (MoBulkProgress *self, guint64 n_done)
{
  if (self == NULL || self->func == NULL || (n_done < self->next && n_done < self->n_rows))
    return;
  self->next = n_done + self->step;
  atomic_store_explicit (&self->n_done, n_done, memory_order_relaxed);
  if (!atomic_exchange_explicit (&self->is_posted, TRUE, memory_order_acq_rel))
    mo_scheduler_post (self->scheduler, &self->task);
}
