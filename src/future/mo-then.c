/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* then, catch, finally: a future made of another one and a callback, in one block. */

#include "base/mo-error-private.h"
#include "future/mo-future-private.h"
#include "future/mo-thread-state-private.h"

typedef enum
{
  MO_THEN_RESOLVED = 1 << 0,
  MO_THEN_REJECTED = 1 << 1,
} MoThenWhen;

typedef struct
{
  MoFuture parent;
  MoWaiter waiter; /* on upstream; afterwards on what the callback returned */
  MoTask task;
  guint8 when;   /* MoThenWhen */
  guint8 called; /* the callback was called: the waiter hangs on what it returned */
  guint8 is_lent; /* the scheduler, by its context, which is among the future's bindings */
  /* Guarded by the future's lock bit: wanted before there was anything to pass it on to. */
  guint8 cancelled;
  MoFutureFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  MoScheduler *scheduler;
  /* Guarded by the future's lock bit. */
  MoFuture *upstream; /* what it waits for */
} MoThen;

static MoThen *
then_of_waiter (MoWaiter *waiter)
{
  return (MoThen *) ((char *) waiter - G_STRUCT_OFFSET (MoThen, waiter));
}

static MoThen *
then_of_task (MoTask *task)
{
  return (MoThen *) ((char *) task - G_STRUCT_OFFSET (MoThen, task));
}

/* (transfer full) */
static MoFuture *
exchange_upstream (MoThen *self, MoFuture *upstream)
{
  MoFuture *old;

  mo_future_lock (&self->parent);
  old = self->upstream;
  self->upstream = upstream;
  mo_future_unlock (&self->parent);
  return old;
}

static gboolean
is_cancelled (MoThen *self)
{
  gboolean cancelled;

  mo_future_lock (&self->parent);
  cancelled = self->cancelled;
  mo_future_unlock (&self->parent);
  return cancelled;
}

/* On the thread that the callback belongs to. */
static void
release_callback (MoThen *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  self->func = NULL;
  self->user_data = NULL;
  self->destroy = NULL;
}

static void
follow (MoThen *self, MoFuture *next, MoSettler *settler)
{
  if (next == &self->parent)
    {
      g_autoptr (MoFuture) itself = next;

      mo_future_settle_error (itself,
                              g_error_new_literal (MO_ERROR, MO_ERROR_WOULD_DEADLOCK,
                                                   "a continuation returned its own future, which "
                                                   "would wait for itself"),
                              settler);
      return;
    }
  mo_future_ref (next); /* it may be let go of before this returns */
  exchange_upstream (self, next);
  if (is_cancelled (self))
    mo_future_cancel (next);
  mo_future_ref (&self->parent); /* the waiter's */
  mo_future_await_with (next, &self->waiter, settler);
  mo_future_unref (next);
}

static void
run_callback (MoThen *self)
{
  g_autoptr (MoFuture) upstream = exchange_upstream (self, NULL);
  MoSettler settler = MO_SETTLER_INIT;
  MoFutureStatus status = mo_future_peek_status (upstream);
  gboolean applies = self->when & (status == MO_FUTURE_RESOLVED ? MO_THEN_RESOLVED
                                                                : MO_THEN_REJECTED);

  if (applies)
    {
      MoFuture *next;

      self->called = TRUE;
      next = self->func (upstream, self->user_data);
      release_callback (self); /* before anyone can know of the outcome */
      if (next != NULL && status == MO_FUTURE_REJECTED)
        mo_future_mark_taken (upstream); /* a finally that does not pass it on */
      if (next != NULL)
        follow (self, next, &settler);
      else
        mo_future_settle_as (&self->parent, upstream, &settler);
    }
  else
    release_callback (self);
  mo_settler_run (&settler);
}

static void
release_scheduler (MoThen *self)
{
  MoScheduler *scheduler = g_steal_pointer (&self->scheduler);

  if (!self->is_lent)
    mo_scheduler_unref (scheduler);
}

static void
then_run (MoTask *task)
{
  MoThen *self = then_of_task (task);

  run_callback (self);
  release_scheduler (self);
  mo_future_unref (&self->parent); /* the task's */
}

/* Nothing of the user's is left to run or to free. */
static void
drop_callback (MoThen *self)
{
  G_GNUC_UNUSED g_autoptr (MoFuture) upstream = exchange_upstream (self, NULL);

  release_scheduler (self);
  mo_future_unref (&self->parent); /* the waiter's */
}

static void
then_notify (MoWaiter *waiter, MoFuture *settled, MoSettler *settler)
{
  MoThen *self = then_of_waiter (waiter);
  gboolean resolved = mo_future_peek_status (settled) == MO_FUTURE_RESOLVED;

  /* Not when the callback runs: a commit that is on its way must know that somebody looks. */
  if (!self->called && !resolved && self->when == MO_THEN_REJECTED)
    mo_future_mark_taken (settled);
  if (self->called)
    {
      G_GNUC_UNUSED g_autoptr (MoFuture) followed = exchange_upstream (self, NULL);

      mo_future_settle_as (&self->parent, settled, settler);
      mo_future_unref (&self->parent);
      return;
    }
  /* An outcome that the callback is not for passes by at once. User data still goes where the
   * callback would have run, to be freed there. */
  if (!(self->when & (resolved ? MO_THEN_RESOLVED : MO_THEN_REJECTED)))
    {
      mo_future_settle_as (&self->parent, settled, settler);
      if (self->destroy == NULL)
        {
          drop_callback (self);
          return;
        }
    }
  mo_scheduler_post (self->scheduler, &self->task); /* hands on the waiter's reference */
}

static void
then_cancel (MoFuture *future, GPtrArray *more)
{
  MoThen *self = (MoThen *) future;

  mo_future_lock (future);
  self->cancelled = TRUE;
  if (self->upstream != NULL)
    g_ptr_array_add (more, mo_future_ref (self->upstream));
  mo_future_unlock (future);
}

static void
then_finalize (MoFuture *future)
{
  MoThen *self = (MoThen *) future;

  g_clear_pointer (&self->upstream, mo_future_unref);
}

static const MoFutureClass then_class = { sizeof (MoThen), then_finalize, then_cancel };

/* Without any: the worker whose transaction body is running on this thread, or the dispatcher. */
static void
choose_scheduler (MoThen *self, MoScheduler *scheduler, GMainContext *context)
{
  MoThreadState *thread = mo_thread_state_get ();

  if (scheduler != NULL)
    self->scheduler = mo_scheduler_ref (scheduler);
  else if (context != NULL)
    {
      /* The callbacks of a loop are many, and their threads would pass the count to and fro. */
      self->scheduler = mo_scheduler_for_context (context);
      self->is_lent = TRUE;
      mo_scheduler_unref (self->scheduler);
    }
  else if (thread->scheduler != NULL)
    self->scheduler = mo_scheduler_ref (thread->scheduler);
  else
    {
      self->scheduler = mo_scheduler_dup_dispatcher ();
      mo_future_mark_needs_dispatcher (&self->parent);
    }
}

static MoFuture *
continue_with (MoFuture *future,
               MoThenWhen when,
               MoScheduler *scheduler,
               GMainContext *context,
               MoFutureFunc func,
               gpointer user_data,
               GDestroyNotify destroy)
{
  MoSettler settler = MO_SETTLER_INIT;
  MoThen *self;

  if (future == NULL)
    future = mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                     "a continuation was given NULL instead of a future");
  if (func == NULL)
    {
      mo_future_unref (future);
      future = mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                       "a continuation was given NULL instead of a callback");
      when = 0; /* that error passes by, too */
    }
  self = (MoThen *) mo_future_alloc (&then_class);
  self->waiter.notify = then_notify;
  self->task.run = then_run;
  self->when = when;
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->upstream = future;
  self->parent.bindings = mo_bindings_add (future->bindings, context);
  choose_scheduler (self, scheduler, context);
  if (mo_future_needs_dispatcher (future))
    mo_future_mark_needs_dispatcher (&self->parent);
  if (scheduler != NULL) /* the library's own callbacks, which take no time */
    mo_future_set_spin (&self->parent, mo_future_get_spin (future));
  atomic_init (&self->parent.ref_count, 2); /* one is the waiter's */
  mo_future_await_with (future, &self->waiter, &settler);
  mo_settler_run (&settler);
  return &self->parent;
}

static MoFuture *
continue_in_context (MoFuture *future,
                     MoThenWhen when,
                     GMainContext *context,
                     MoFutureFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  g_autoptr (GMainContext) own = NULL;

  if (context == NULL)
    context = own = g_main_context_ref_thread_default ();
  return continue_with (future, when, NULL, context, func, user_data, destroy);
}

MoFuture *
mo_future_continue_on (MoFuture *future,
                       MoScheduler *scheduler,
                       MoFutureFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  return continue_with (future, MO_THEN_RESOLVED | MO_THEN_REJECTED, scheduler, scheduler->context,
                        func, user_data, destroy);
}

MoFuture *
mo_future_continue_at_once (MoFuture *future,
                            MoFutureFunc func,
                            gpointer user_data,
                            GDestroyNotify destroy)
{
  g_autoptr (MoScheduler) immediate = mo_scheduler_new_immediate ();

  return mo_future_continue_on (future, immediate, func, user_data, destroy);
}

/**
 * mo_then:
 * @future: (transfer full): what to continue
 * @func: (scope notified) (closure user_data) (destroy destroy): called if @future is resolved
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data, on the thread where @func runs, or would have run
 *
 * Continues with a value. An error passes @func by. The callback runs on the library's dispatcher
 * thread; inside the body of [method@Mo.Client.transaction], and in the continuations attached
 * there, on the transaction's worker. Callbacks of one future run in the order attached, each once.
 * It must not block: return the future of what it starts.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_then (MoFuture *future, MoFutureFunc func, gpointer user_data, GDestroyNotify destroy)
{
  return continue_with (future, MO_THEN_RESOLVED, NULL, NULL, func, user_data, destroy);
}

/**
 * mo_catch:
 * @future: (transfer full): what to continue
 * @func: (scope notified) (closure user_data) (destroy destroy): called if @future is rejected
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Continues with an error; a value passes @func by. Everything else is as in [func@Mo.then].
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_catch (MoFuture *future, MoFutureFunc func, gpointer user_data, GDestroyNotify destroy)
{
  return continue_with (future, MO_THEN_REJECTED, NULL, NULL, func, user_data, destroy);
}

/**
 * mo_finally:
 * @future: (transfer full): what to continue
 * @func: (scope notified) (closure user_data) (destroy destroy): called with either outcome
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Continues in any case. Returning %NULL from @func passes on the outcome of @future. Everything
 * else is as in [func@Mo.then].
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_finally (MoFuture *future, MoFutureFunc func, gpointer user_data, GDestroyNotify destroy)
{
  return continue_with (future, MO_THEN_RESOLVED | MO_THEN_REJECTED, NULL, NULL, func, user_data,
                        destroy);
}

/**
 * mo_then_in_context:
 * @future: (transfer full): what to continue
 * @context: (nullable): where @func runs; %NULL: the thread-default main context of the caller
 * @func: (scope notified) (closure user_data) (destroy destroy): called if @future is resolved
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data, in @context
 *
 * As [func@Mo.then], in a main context, such as that of a GTK program's window. The context is kept
 * until the callback has run, and must be iterated for that to happen.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_then_in_context (MoFuture *future,
                    GMainContext *context,
                    MoFutureFunc func,
                    gpointer user_data,
                    GDestroyNotify destroy)
{
  return continue_in_context (future, MO_THEN_RESOLVED, context, func, user_data, destroy);
}

/**
 * mo_catch_in_context:
 * @future: (transfer full): what to continue
 * @context: (nullable): where @func runs; %NULL: the thread-default main context of the caller
 * @func: (scope notified) (closure user_data) (destroy destroy): called if @future is rejected
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data, in @context
 *
 * As [func@Mo.catch], in a main context.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_catch_in_context (MoFuture *future,
                     GMainContext *context,
                     MoFutureFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  return continue_in_context (future, MO_THEN_REJECTED, context, func, user_data, destroy);
}

/**
 * mo_finally_in_context:
 * @future: (transfer full): what to continue
 * @context: (nullable): where @func runs; %NULL: the thread-default main context of the caller
 * @func: (scope notified) (closure user_data) (destroy destroy): called with either outcome
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data, in @context
 *
 * As [func@Mo.finally], in a main context.
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer full): a future for what @func returns
 * Since: 0.1
 */
MoFuture *
mo_finally_in_context (MoFuture *future,
                       GMainContext *context,
                       MoFutureFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  return continue_in_context (future, MO_THEN_RESOLVED | MO_THEN_REJECTED, context, func,
                              user_data, destroy);
}
