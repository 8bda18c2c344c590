/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoKeyCell: where a key that the server gives out is found by all who wait for it. */

#include "orm/mo-entity-private.h"

MoKeyCell *
mo_key_cell_new (void)
{
  MoKeyCell *self = g_new0 (MoKeyCell, 1);

  atomic_init (&self->ref_count, 1);
  return self;
}

MoKeyCell *
mo_key_cell_ref (MoKeyCell *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_key_cell_unref (MoKeyCell *self)
{
  /* Acquire and release: what others did with the block comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) == 1)
    g_free (self);
}
