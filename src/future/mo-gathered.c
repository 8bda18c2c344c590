/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoGathered: settled futures in the order in which they were given. */

#include "future/mo-gathered-private.h"

#include "base/mo-error-private.h"
#include "future/mo-future-private.h"

struct _MoGathered
{
  _Atomic guint ref_count;
  guint length;
  MoFuture *futures[];
};

G_DEFINE_BOXED_TYPE (MoGathered, mo_gathered, mo_gathered_ref, mo_gathered_unref)

MoGathered *
mo_gathered_new (MoFuture **futures, guint n_futures)
{
  MoGathered *self = g_malloc (sizeof *self + n_futures * sizeof (MoFuture *));

  atomic_init (&self->ref_count, 1);
  self->length = n_futures;
  /* The block that holds the outcome is enough; the rest of the chain may go. */
  for (guint i = 0; i < n_futures; i++)
    self->futures[i] = mo_future_ref (mo_future_peek_source (futures[i]));
  return self;
}

/**
 * mo_gathered_ref:
 * @self: outcomes
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 * Since: 0.1
 */
MoGathered *
mo_gathered_ref (MoGathered *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * mo_gathered_unref:
 * @self: (transfer full): outcomes
 *
 * Thread: any.
 *
 * Since: 0.1
 */
void
mo_gathered_unref (MoGathered *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  for (guint i = 0; i < self->length; i++)
    mo_future_unref (self->futures[i]);
  g_free (self);
}

/**
 * mo_gathered_get_length:
 * @self: outcomes
 *
 * Thread: any.
 *
 * Returns: how many there are
 * Since: 0.1
 */
guint
mo_gathered_get_length (MoGathered *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * mo_gathered_get_future:
 * @self: outcomes
 * @index: 0 is the first input
 *
 * Thread: any.
 *
 * Returns: (transfer none): a settled future with that outcome, valid as long as @self
 * Since: 0.1
 */
MoFuture *
mo_gathered_get_future (MoGathered *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->length, NULL);

  return self->futures[index];
}

/**
 * mo_gathered_get_value:
 * @self: outcomes
 * @index: 0 is the first input
 * @error: return location for the error of that input
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the value, valid as long as @self
 * Since: 0.1
 */
const GValue *
mo_gathered_get_value (MoGathered *self, guint index, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (index >= self->length)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "outcome %u was asked for, and %u were gathered, counted from 0", index,
                   self->length);
      return NULL;
    }
  return mo_future_get_value (self->futures[index], error);
}
