/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoPromise: whoever holds it may settle its future; dropping it unsettled rejects. */

#include <matrixone-glib/mo-promise.h>

#include "base/mo-error-private.h"
#include "future/mo-future-private.h"

/* One block with its future, on which all holders of the promise have one reference. */
struct _MoPromise
{
  MoFuture future;
  _Atomic guint ref_count; /* those who hold the promise */
};

G_DEFINE_BOXED_TYPE (MoPromise, mo_promise, mo_promise_ref, mo_promise_unref)

static const MoFutureClass promised_class = { sizeof (MoPromise), NULL, NULL };

/**
 * mo_promise_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): a promise whose future is pending
 * Since: 0.1
 */
MoPromise *
mo_promise_new (void)
{
  MoPromise *self = (MoPromise *) mo_future_alloc (&promised_class);

  atomic_init (&self->ref_count, 1);
  return self;
}

/**
 * mo_promise_ref:
 * @self: a promise
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoPromise *
mo_promise_ref (MoPromise *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * mo_promise_unref:
 * @self: (transfer full): a promise
 *
 * Drops a reference. With the last one an unsettled future is rejected with
 * %MO_ERROR_BROKEN_PROMISE, so that nobody waits forever.
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_promise_unref (MoPromise *self)
{
  /* Acquire and release: what others did with the promise comes before its end. Whoever is the only
   * holder need not write that. */
  if (atomic_load_explicit (&self->ref_count, memory_order_acquire) != 1
      && atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  if (mo_future_peek_status (&self->future) == MO_FUTURE_PENDING)
    mo_future_reject (&self->future,
                      g_error_new_literal (MO_ERROR, MO_ERROR_BROKEN_PROMISE,
                                           "the promise was dropped before it was settled"));
  mo_future_unref (&self->future);
}

/**
 * mo_promise_dup_future:
 * @self: a promise
 *
 * Thread: any.
 *
 * Returns: (transfer full): its future
 * Since: 0.1
 */
MoFuture *
mo_promise_dup_future (MoPromise *self)
{
  g_return_val_if_fail (self != NULL,
                        mo_future_new_rejected (MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                                                "mo_promise_dup_future() was given NULL"));

  return mo_future_ref (&self->future);
}

/**
 * mo_promise_resolve:
 * @self: a promise
 * @value: an initialised value, copied
 *
 * Thread: any.
 *
 * Returns: %TRUE if this call settled the future; %FALSE if it was settled or cancelled before
 * Since: 0.1
 */
gboolean
mo_promise_resolve (MoPromise *self, const GValue *value)
{
  MoSettler settler = MO_SETTLER_INIT;
  gboolean won;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (G_IS_VALUE (value), FALSE);

  won = mo_future_settle_value (&self->future, value, &settler);
  mo_settler_run (&settler);
  return won;
}

/**
 * mo_promise_resolve_true:
 * @self: a promise
 *
 * Thread: any.
 *
 * Returns: %TRUE if this call settled the future
 * Since: 0.1
 */
gboolean
mo_promise_resolve_true (MoPromise *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mo_future_resolve_true (&self->future);
}

/**
 * mo_promise_resolve_int64:
 * @self: a promise
 * @number: the value
 *
 * Thread: any.
 *
 * Returns: %TRUE if this call settled the future
 * Since: 0.1
 */
gboolean
mo_promise_resolve_int64 (MoPromise *self, gint64 number)
{
  GValue value = G_VALUE_INIT;

  g_return_val_if_fail (self != NULL, FALSE);

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  return mo_future_resolve_moving (&self->future, &value);
}

/**
 * mo_promise_resolve_string:
 * @self: a promise
 * @string: (nullable): the value, copied
 *
 * Thread: any.
 *
 * Returns: %TRUE if this call settled the future
 * Since: 0.1
 */
gboolean
mo_promise_resolve_string (MoPromise *self, const char *string)
{
  GValue value = G_VALUE_INIT;

  g_return_val_if_fail (self != NULL, FALSE);

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, string);
  return mo_future_resolve_moving (&self->future, &value);
}

/**
 * mo_promise_reject:
 * @self: a promise
 * @error: (transfer full): why
 *
 * Thread: any.
 *
 * Returns: %TRUE if this call settled the future; @error is consumed in any case
 * Since: 0.1
 */
gboolean
mo_promise_reject (MoPromise *self, GError *error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error != NULL, FALSE);

  return mo_future_reject (&self->future, error);
}
