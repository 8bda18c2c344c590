/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* gather, any and race: one future made of many, in one block. */

#include <gio/gio.h>
#include <matrixone-glib/mo-combinators.h>

#include "base/mo-error-private.h"
#include "future/mo-future-private.h"
#include "future/mo-gathered-private.h"
#include "future/mo-thread-state-private.h"

typedef enum
{
  MO_JOIN_GATHER,
  MO_JOIN_SETTLED,
  MO_JOIN_ANY,
  MO_JOIN_RACE,
} MoJoinKind;

typedef struct _MoJoin MoJoin;

typedef struct
{
  MoWaiter waiter;
  MoJoin *join;
  MoFuture *future; /* owned */
} MoInput;

/* Inputs are written before the first waiter is attached and let go of with the last reference. */
struct _MoJoin
{
  MoFuture parent;
  MoJoinKind kind;
  guint n_inputs;
  _Atomic guint n_pending;
  MoInput inputs[];
};

static gboolean
was_cancelled (MoFuture *rejected)
{
  return g_error_matches (mo_future_peek_source (rejected)->outcome.error, G_IO_ERROR,
                          G_IO_ERROR_CANCELLED);
}

/* The earliest in the order written that was rejected; NULL: none. One that was cancelled has taken
 * no effect, which must not speak for another one that may have. */
static MoFuture *
find_rejected (MoJoin *self)
{
  MoFuture *cancelled = NULL;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      MoFuture *input = self->inputs[i].future;

      if (mo_future_peek_status (input) != MO_FUTURE_REJECTED)
        continue;
      if (!was_cancelled (input))
        return input;
      cancelled = cancelled != NULL ? cancelled : input;
    }
  return cancelled;
}

/* The one whose outcome the join shares speaks for all of its inputs, also for those that are still
 * to fail: nobody could look at their errors. */
static void
mark_others_taken (MoJoin *self, MoFuture *speaker)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (self->inputs[i].future != speaker)
      mo_future_mark_taken (self->inputs[i].future);
}

static void
finish_with_all (MoJoin *self, MoSettler *settler)
{
  g_autofree MoFuture **futures = g_new (MoFuture *, self->n_inputs + 1);

  for (guint i = 0; i < self->n_inputs; i++)
    futures[i] = self->inputs[i].future;
  mo_future_settle_boxed (&self->parent, MO_TYPE_GATHERED,
                          mo_gathered_new (futures, self->n_inputs), settler);
}

static void
all_settled (MoJoin *self, MoSettler *settler)
{
  MoFuture *rejected = self->kind == MO_JOIN_SETTLED ? NULL : find_rejected (self);

  if (rejected == NULL)
    {
      finish_with_all (self, settler);
      return;
    }
  mark_others_taken (self, rejected);
  mo_future_settle_as (&self->parent, rejected, settler);
}

/* Who has lost waits no more: a pending input must not keep the block. */
static void
leave_inputs (MoJoin *self)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (mo_future_leave (self->inputs[i].future, &self->inputs[i].waiter))
      mo_future_unref (&self->parent);
}

static void
join_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoJoin *self = ((MoInput *) waiter)->join;
  gboolean resolved = mo_future_peek_status (settled) == MO_FUTURE_RESOLVED;
  gboolean wins = self->kind == MO_JOIN_RACE || (self->kind == MO_JOIN_ANY && resolved);

  if (wins)
    {
      if (mo_future_settle_as (&self->parent, settled, settler))
        mark_others_taken (self, settled);
      leave_inputs (self);
    }
  /* Acquire and release: the last one sees what all the others were told. */
  if (atomic_fetch_sub_explicit (&self->n_pending, 1, memory_order_acq_rel) == 1)
    if (mo_future_peek_status (&self->parent) == MO_FUTURE_PENDING)
      all_settled (self, settler);
  mo_future_unref (&self->parent); /* the waiter's */
}

static void
join_cancel (MoFuture *future, GPtrArray *more)
{
  MoJoin *self = (MoJoin *) future;

  for (guint i = self->n_inputs; i > 0; i--)
    g_ptr_array_add (more, mo_future_ref (self->inputs[i - 1].future));
}

static void
join_finalize (MoFuture *future)
{
  MoJoin *self = (MoJoin *) future;

  for (guint i = 0; i < self->n_inputs; i++)
    mo_future_unref (self->inputs[i].future);
}

static const MoFutureClass join_class = { sizeof (MoJoin), join_finalize, join_cancel };

static MoJoin *
join_new (MoJoinKind kind, MoFuture **futures, guint n_futures)
{
  MoJoin *self = (MoJoin *) mo_future_alloc_sized (&join_class,
                                                   sizeof (MoJoin) + n_futures * sizeof (MoInput));
  MoBindings *bindings = NULL;

  self->kind = kind;
  self->n_inputs = n_futures;
  atomic_init (&self->n_pending, n_futures);
  for (guint i = 0; i < n_futures; i++)
    {
      MoInput *input = &self->inputs[i];
      MoBindings *more;

      input->waiter.notify = join_notify;
      input->join = self;
      input->future = futures[i] != NULL
                          ? futures[i]
                          : mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                                    "input %u is NULL instead of a future", i);
      more = mo_bindings_union (bindings, input->future->bindings);
      mo_bindings_unref (bindings);
      bindings = more;
      if (mo_future_needs_dispatcher (input->future))
        mo_future_mark_needs_dispatcher (&self->parent);
    }
  self->parent.bindings = bindings;
  return self;
}

static MoFuture *
join (MoJoinKind kind, MoFuture **futures, guint n_futures)
{
  MoJoin *self;
  MoSettler settler = MO_SETTLER_INIT;

  if (futures == NULL && n_futures > 0)
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "NULL was given instead of an array of %u futures", n_futures);
  self = join_new (kind, futures, n_futures);

  for (guint i = 0; i < n_futures; i++)
    {
      mo_future_ref (&self->parent); /* the waiter's */
      mo_future_await_with (self->inputs[i].future, &self->inputs[i].waiter, &settler);
    }
  if (n_futures == 0)
    finish_with_all (self, &settler);
  else if ((kind == MO_JOIN_ANY || kind == MO_JOIN_RACE)
           && mo_future_peek_status (&self->parent) != MO_FUTURE_PENDING)
    leave_inputs (self); /* those that were attached after somebody had won */
  mo_settler_run (&settler);
  return &self->parent;
}

static MoFuture *
reject_empty (const char *name)
{
  return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                 "%s() was given no future, and would never settle", name);
}

/**
 * mo_gather_array:
 * @futures: (array length=n_futures) (transfer full): the inputs; each is consumed
 * @n_futures: how many
 *
 * mo_gather() of an array. Of no inputs it is resolved at once.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Gathered]
 * Since: 0.1
 */
MoFuture *
mo_gather_array (MoFuture **futures, guint n_futures)
{
  return join (MO_JOIN_GATHER, futures, n_futures);
}

/**
 * mo_gather_settled_array:
 * @futures: (array length=n_futures) (transfer full): the inputs; each is consumed
 * @n_futures: how many
 *
 * mo_gather_settled() of an array. Of no inputs it is resolved at once.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future of a [struct@Mo.Gathered]
 * Since: 0.1
 */
MoFuture *
mo_gather_settled_array (MoFuture **futures, guint n_futures)
{
  return join (MO_JOIN_SETTLED, futures, n_futures);
}

/**
 * mo_any_array:
 * @futures: (array length=n_futures) (transfer full): the inputs; each is consumed
 * @n_futures: how many
 *
 * mo_any() of an array. Of no inputs it is rejected with %MO_ERROR_INVALID_ARGUMENT.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future of the first value
 * Since: 0.1
 */
MoFuture *
mo_any_array (MoFuture **futures, guint n_futures)
{
  return n_futures > 0 ? join (MO_JOIN_ANY, futures, n_futures) : reject_empty ("mo_any");
}

/**
 * mo_race_array:
 * @futures: (array length=n_futures) (transfer full): the inputs; each is consumed
 * @n_futures: how many
 *
 * mo_race() of an array. Of no inputs it is rejected with %MO_ERROR_INVALID_ARGUMENT.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future of the first outcome
 * Since: 0.1
 */
MoFuture *
mo_race_array (MoFuture **futures, guint n_futures)
{
  return n_futures > 0 ? join (MO_JOIN_RACE, futures, n_futures) : reject_empty ("mo_race");
}

/* --- the macros: a stack of half-written gathers, one a thread, since they nest --- */

/**
 * mo_gathering_begin: (skip)
 *
 * Opens what mo_gather() fills. Until the matching [func@Mo.gathering_end], what this thread
 * submits to a transaction is held back, so that it travels together.
 *
 * Since: 0.1
 */
void
mo_gathering_begin (void)
{
  MoThreadState *thread = mo_thread_state_get ();

  if (thread->gatherings == NULL)
    thread->gatherings = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_ptr_array_add (thread->gatherings, g_ptr_array_new ());
}

/**
 * mo_gathering_add: (skip)
 * @future: (transfer full): an input
 *
 * Adds to what [func@Mo.gathering_begin] opened last.
 *
 * Since: 0.1
 */
void
mo_gathering_add (MoFuture *future)
{
  GPtrArray *gatherings = mo_thread_state_get ()->gatherings;

  g_return_if_fail (gatherings != NULL && gatherings->len > 0);

  g_ptr_array_add (g_ptr_array_index (gatherings, gatherings->len - 1), future);
}

/**
 * mo_gathering_end: (skip)
 * @combine: what to make of the inputs
 *
 * Closes what [func@Mo.gathering_begin] opened last.
 *
 * Returns: (transfer full): what @combine returns
 * Since: 0.1
 */
MoFuture *
mo_gathering_end (MoFuture *(*combine) (MoFuture **futures, guint n_futures))
{
  MoThreadState *thread = mo_thread_state_get ();
  g_autoptr (GPtrArray) inputs = NULL;

  if (thread->gatherings == NULL || thread->gatherings->len == 0)
    return reject_empty ("mo_gathering_end");
  inputs = g_ptr_array_steal_index (thread->gatherings, thread->gatherings->len - 1);
  if (thread->gatherings->len == 0)
    mo_thread_state_release_corks (thread);
  return combine ((MoFuture **) inputs->pdata, inputs->len);
}
