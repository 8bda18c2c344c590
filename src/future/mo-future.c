/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoFuture: exactly one outcome, any number of readers and waiters, on any threads. */

#include "future/mo-future-private.h"

#include <gio/gio.h>
#include <string.h>

#include "base/mo-error-private.h"
#include "future/mo-inbox-private.h"
#include "future/mo-thread-state-private.h"

G_DEFINE_BOXED_TYPE (MoFuture, mo_future, mo_future_ref, mo_future_unref)

static const MoFutureClass plain_class = { sizeof (MoFuture), NULL, NULL };

MoFuture *
mo_future_alloc_sized (const MoFutureClass *klass, gsize size)
{
  /* Not g_malloc0(): glibc's calloc() passes by the thread's cache, where malloc() finds most. */
  MoFuture *self = memset (g_malloc (size), 0, size);

  self->klass = klass;
  atomic_init (&self->ref_count, 1);
  atomic_init (&self->state, 0);
  return self;
}

MoFuture *
mo_future_alloc (const MoFutureClass *klass)
{
  return mo_future_alloc_sized (klass, klass->size);
}

/**
 * mo_future_new_true:
 *
 * A future that is resolved with %TRUE already, for a continuation that has nothing left to do.
 *
 * Thread: any.
 *
 * Returns: (transfer full): a resolved future
 * Since: 0.1
 */
MoFuture *
mo_future_new_true (void)
{
  MoFuture *self = mo_future_alloc (&plain_class);

  mo_future_resolve_true (self);
  return self;
}

/**
 * mo_future_new_for_value:
 * @value: an initialised value, copied
 *
 * Thread: any.
 *
 * Returns: (transfer full): a future that is resolved with @value already
 * Since: 0.1
 */
MoFuture *
mo_future_new_for_value (const GValue *value)
{
  MoSettler settler = MO_SETTLER_INIT;
  MoFuture *self;

  if (!G_IS_VALUE (value))
    return mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                   "mo_future_new_for_value() needs an initialised GValue");
  self = mo_future_alloc (&plain_class);
  mo_future_settle_value (self, value, &settler);
  mo_settler_run (&settler);
  return self;
}

MoFuture *
mo_future_new_for_int64 (gint64 number)
{
  MoFuture *self = mo_future_alloc (&plain_class);
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  mo_future_resolve_moving (self, &value);
  return self;
}

/**
 * mo_future_new_for_error:
 * @error: (transfer full): why
 *
 * Thread: any.
 *
 * Returns: (transfer full): a future that is rejected with @error already
 * Since: 0.1
 */
MoFuture *
mo_future_new_for_error (GError *error)
{
  MoFuture *self = mo_future_alloc (&plain_class);

  if (error == NULL)
    error = g_error_new_literal (MO_ERROR, MO_ERROR_FAILED, "rejected without an error");
  mo_future_reject (self, error);
  return self;
}

/**
 * mo_future_new_rejected:
 * @domain: an error domain
 * @code: a code of it
 * @format: message, as printf() has it
 * @...: for @format
 *
 * Thread: any.
 *
 * Returns: (transfer full): a future that is rejected already
 * Since: 0.1
 */
MoFuture *
mo_future_new_rejected (GQuark domain, int code, const char *format, ...)
{
  va_list args;
  GError *error;

  va_start (args, format);
  error = g_error_new_valist (domain, code, format, args);
  va_end (args);
  return mo_future_new_for_error (error);
}

/**
 * mo_future_ref:
 * @self: a future
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoFuture *
mo_future_ref (MoFuture *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

static void
future_free (MoFuture *self)
{
  guint state = atomic_load_explicit (&self->state, memory_order_relaxed);

  g_assert (self->waiters == NULL);
  if (self->klass->finalize != NULL)
    self->klass->finalize (self);
  mo_bindings_unref (self->bindings);
  if (self->source != NULL)
    mo_future_unref (self->source);
  else if (state & MO_FUTURE_STATE_RESOLVED)
    g_value_unset (&self->outcome.value);
  else if (state & MO_FUTURE_STATE_REJECTED)
    g_error_free (self->outcome.error);
  g_free (self);
}

/**
 * mo_future_unref:
 * @self: (transfer full): a future
 *
 * Drops a reference. Dropping the last one never cancels the work behind the future, and never
 * needs more stack, however long the chain that it ends.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_future_unref (MoFuture *self)
{
  MoThreadState *thread;

  /* Acquire and release: what others did with the block comes before its end. Whoever has the only
   * reference need not write that: nobody else can add to it. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) != 1
      && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  thread = mo_thread_state_get ();
  self->next = thread->dying;
  thread->dying = self;
  if (thread->reaping)
    return; /* the loop below, further up this stack, frees it */
  thread->reaping = TRUE;
  while (thread->dying != NULL)
    {
      MoFuture *dead = thread->dying;

      thread->dying = dead->next;
      future_free (dead);
    }
  thread->reaping = FALSE;
}

/**
 * mo_future_get_status:
 * @self: a future
 *
 * A thread that polls sees to what it owns: outcomes that wait for this thread, such as those of
 * its session, are taken in here as well.
 *
 * Thread: any; never blocks.
 *
 * Returns: what has become of it so far
 * Since: 0.1
 */
MoFutureStatus
mo_future_get_status (MoFuture *self)
{
  MoInbox *inbox;

  g_return_val_if_fail (self != NULL, MO_FUTURE_PENDING);

  if (mo_future_peek_status (self) == MO_FUTURE_PENDING
      && (inbox = mo_thread_state_get ()->inbox) != NULL)
    mo_inbox_run (inbox);
  return mo_future_peek_status (self);
}

/**
 * mo_future_get_value:
 * @self: a future
 * @error: return location for the error it was rejected with
 *
 * Thread: any; never blocks. Errors: the future's own; %G_IO_ERROR_PENDING if it is not settled.
 *
 * Returns: (transfer none) (nullable): the value, valid as long as a reference on @self is held
 * Since: 0.1
 */
const GValue *
mo_future_get_value (MoFuture *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (mo_future_peek_status (self))
    {
    case MO_FUTURE_RESOLVED:
      return &mo_future_peek_source (self)->outcome.value;
    case MO_FUTURE_REJECTED:
      mo_future_mark_taken (self);
      g_propagate_error (error, g_error_copy (mo_future_peek_source (self)->outcome.error));
      return NULL;
    case MO_FUTURE_PENDING:
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING,
                           "the future is not settled yet: wait, or continue with mo_then()");
      return NULL;
    }
}

/**
 * mo_future_get_error:
 * @self: a future
 *
 * Thread: any; never blocks.
 *
 * Returns: (transfer none) (nullable): the error that it was rejected with, shared by all readers
 *   and valid as long as a reference on @self is held; %NULL if it is pending or resolved
 * Since: 0.1
 */
const GError *
mo_future_get_error (MoFuture *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (mo_future_peek_status (self) != MO_FUTURE_REJECTED)
    return NULL;
  mo_future_mark_taken (self);
  return mo_future_peek_source (self)->outcome.error;
}

/**
 * mo_future_cancel:
 * @self: a future
 *
 * Asks the work behind the future to stop. A promise's future is rejected with
 * %G_IO_ERROR_CANCELLED at once; a continuation passes the wish on to what it waits for; a gather
 * to all of its inputs; [func@Mo.shield] keeps it to itself. Work that still waits never reaches
 * the server. What runs is stopped on the server, and its future tells what became of it:
 * %G_IO_ERROR_CANCELLED only where nothing took effect, %MO_ERROR_OUTCOME_UNKNOWN where something
 * may have. A COMMIT that was sent is not stopped. Nothing happens to a settled future.
 *
 * Thread: any; never blocks.
 *
 * Since: 0.1
 */
void
mo_future_cancel (MoFuture *self)
{
  g_autoptr (GPtrArray) todo = NULL;

  g_return_if_fail (self != NULL);

  todo = g_ptr_array_new_with_free_func ((GDestroyNotify) mo_future_unref);
  g_ptr_array_add (todo, mo_future_ref (self));
  while (todo->len > 0)
    {
      g_autoptr (MoFuture) future = g_ptr_array_steal_index (todo, todo->len - 1);

      if (mo_future_peek_status (future) != MO_FUTURE_PENDING)
        continue;
      if (future->klass->cancel != NULL)
        future->klass->cancel (future, todo);
      else
        mo_future_reject (future, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                       "cancelled before it was settled"));
    }
}
