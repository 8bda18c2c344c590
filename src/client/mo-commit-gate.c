/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoCommitGate: open, closed for one reason or the other, or passed. */

#include "client/mo-commit-gate-private.h"

typedef enum
{
  MO_GATE_OPEN,
  MO_GATE_CLOSED,
  MO_GATE_EXPIRED,
  MO_GATE_PASSED,
} MoGateState;

struct _MoCommitGate
{
  _Atomic guint ref_count;
  _Atomic guint state; /* MoGateState */
  MoLease *lease;      /* owned */
};

MoCommitGate *
mo_commit_gate_new (MoLease *lease)
{
  MoCommitGate *self = g_new0 (MoCommitGate, 1);

  atomic_init (&self->ref_count, 1);
  atomic_init (&self->state, MO_GATE_OPEN);
  self->lease = mo_lease_ref (lease);
  return self;
}

MoCommitGate *
mo_commit_gate_ref (MoCommitGate *self)
{
  /* Relaxed: the caller holds a reference already. */
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

void
mo_commit_gate_unref (MoCommitGate *self)
{
  /* Acquire and release: what others did with it comes before its end. */
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  mo_lease_unref (self->lease);
  g_free (self);
}

/* One of the two wins. Nothing is read because of it, so no order is needed. */
static gboolean
move_on (MoCommitGate *self, MoGateState state)
{
  guint open = MO_GATE_OPEN;

  return atomic_compare_exchange_strong_explicit (&self->state, &open, state, memory_order_relaxed,
                                                  memory_order_relaxed);
}

static gboolean
close_for (MoCommitGate *self, MoGateState reason)
{
  if (!move_on (self, reason))
    return mo_commit_gate_is_closed (self);
  mo_lease_interrupt (self->lease);
  return TRUE;
}

gboolean
mo_commit_gate_close (MoCommitGate *self)
{
  return close_for (self, MO_GATE_CLOSED);
}

gboolean
mo_commit_gate_expire (MoCommitGate *self)
{
  return close_for (self, MO_GATE_EXPIRED);
}

gboolean
mo_commit_gate_pass (MoCommitGate *self)
{
  return move_on (self, MO_GATE_PASSED);
}

/* Relaxed: as above. */
static MoGateState
get_state (MoCommitGate *self)
{
  return (MoGateState) atomic_load_explicit (&self->state, memory_order_relaxed);
}

gboolean
mo_commit_gate_is_closed (MoCommitGate *self)
{
  MoGateState state = get_state (self);

  return state == MO_GATE_CLOSED || state == MO_GATE_EXPIRED;
}

gboolean
mo_commit_gate_is_expired (MoCommitGate *self)
{
  return get_state (self) == MO_GATE_EXPIRED;
}
