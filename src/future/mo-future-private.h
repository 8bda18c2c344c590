/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The block that every future is, and how those who wait hang on it.
 *
 * Settling has three steps, each of which happens once. CLAIMED: one thread has won the right to
 * write the outcome. RESOLVED or REJECTED: the outcome is written and may be read. DRAINED: the
 * waiters that were attached before have been told, in their order; who comes later is told at
 * once. Between the last two an attaching thread still queues behind those who came before it, so
 * the order of attaching is the order of delivery.
 */

#pragma once

#include <matrixone-glib/mo-future.h>
#include <stdatomic.h>

#include "future/mo-scheduler-private.h"

G_BEGIN_DECLS

typedef struct _MoFutureClass MoFutureClass;
typedef struct _MoWaiter MoWaiter;
typedef struct _MoSettler MoSettler;

/* Told once, on the settling thread, unless it left before. Being linked holds a reference on
 * whatever the waiter is part of; notify() and a successful leave take it over. */
struct _MoWaiter
{
  MoWaiter *next;
  MoWaiter *prev;
  void (*notify) (MoWaiter *self, MoFuture *settled, MoSettler *settler);
};

/* The futures that have an outcome and waiters still to be told: a list instead of recursion, so
 * that a chain of any length settles in constant stack. */
struct _MoSettler
{
  MoFuture *head;
  MoFuture *tail;
};

#define MO_SETTLER_INIT { NULL, NULL }

struct _MoFutureClass
{
  gsize size;
  /* What the extension behind MoFuture owns. */
  void (*finalize) (MoFuture *self);
  /* Ask whoever works on it to stop; futures to be cancelled in turn are added to @more (transfer
   * full). NULL: reject at once. */
  void (*cancel) (MoFuture *self, GPtrArray *more);
  /* Of one that was rejected: (transfer none) (nullable): the block that holds the error which its
   * own stands for, so that whoever is handed the one has been handed the other. NULL: none. */
  MoFuture *(*get_cause) (MoFuture *self);
};

typedef struct _MoBindings MoBindings;

struct _MoFuture
{
  const MoFutureClass *klass;
  _Atomic guint ref_count;
  _Atomic guint state; /* MoFutureState */
  /* Guarded by the LOCK bit. */
  MoWaiter *waiters;
  MoWaiter *last_waiter;
  /* Links a settled future in a MoSettler, a dead one in MoThreadState.dying; never both. */
  MoFuture *next;
  /* Contexts whose callbacks this future waits for; immutable. */
  MoBindings *bindings;
  /* Written by who claimed; immutable once RESOLVED or REJECTED is seen. */
  MoFuture *source; /* the future whose outcome this one shares, never one with a source itself */
  union
  {
    GValue value;
    GError *error;
  } outcome;
};

typedef enum
{
  MO_FUTURE_STATE_LOCK = 1 << 0,
  MO_FUTURE_STATE_CLAIMED = 1 << 1,
  MO_FUTURE_STATE_RESOLVED = 1 << 2,
  MO_FUTURE_STATE_REJECTED = 1 << 3,
  MO_FUTURE_STATE_DRAINED = 1 << 4,
  /* Somebody was handed the error; see mo_future_is_taken(). Meaningful on a source only. */
  MO_FUTURE_STATE_TAKEN = 1 << 5,
  /* A callback that it depends on runs on the dispatcher thread; set before it is shared. */
  MO_FUTURE_STATE_NEEDS_DISPATCHER = 1 << 6,
  /* Somebody has attached since the waiters were last taken; guarded by the LOCK bit. */
  MO_FUTURE_STATE_WAITED = 1 << 7,
  /* In the bits above; see mo_future_set_spin(). */
  MO_FUTURE_STATE_SPIN_SHIFT = 16,
} MoFutureState;

MoFuture *mo_future_alloc    (const MoFutureClass *klass);
MoFuture *mo_future_alloc_sized (const MoFutureClass *klass, gsize size);

void mo_future_lock   (MoFuture *self);
void mo_future_unlock (MoFuture *self);

/* FALSE, and nothing linked, if the future is drained: the caller tells the waiter itself. */
gboolean mo_future_attach (MoFuture *self, MoWaiter *waiter);
/* TRUE if the waiter was linked and is not any more; FALSE if it has been or is being told. */
gboolean mo_future_leave  (MoFuture *self, MoWaiter *waiter);
/* Attach, or tell at once. */
void     mo_future_await_with (MoFuture *self, MoWaiter *waiter, MoSettler *settler);

/* Each returns TRUE to exactly one caller. @value is copied, or moved from; @error is consumed in
 * any case. mo_future_settle_as(), and mo_future_settle_error() of a class with a cause, look at
 * @self behind its outcome: there the caller has a reference of its own. */
gboolean mo_future_settle_value (MoFuture *self, const GValue *value, MoSettler *settler);
gboolean mo_future_settle_moving (MoFuture *self, GValue *value, MoSettler *settler);
gboolean mo_future_settle_boxed (MoFuture *self, GType type, gpointer boxed, MoSettler *settler);
gboolean mo_future_settle_error (MoFuture *self, GError *error, MoSettler *settler);
gboolean mo_future_settle_as    (MoFuture *self, MoFuture *settled, MoSettler *settler);
void     mo_settler_run         (MoSettler *self);

/* The same, on their own. */
gboolean mo_future_resolve_true  (MoFuture *self);
gboolean mo_future_resolve_moving (MoFuture *self, GValue *value);
gboolean mo_future_resolve_boxed (MoFuture *self, GType type, gpointer boxed);
gboolean mo_future_reject        (MoFuture *self, GError *error);

/* (transfer full): resolved already. */
MoFuture *mo_future_new_for_int64 (gint64 number);

static inline MoFutureStatus
mo_future_peek_status (MoFuture *self)
{
  /* Acquire: pairs with the release in publish(), so that the outcome may be read. */
  guint state = atomic_load_explicit (&self->state, memory_order_acquire);

  return state & MO_FUTURE_STATE_RESOLVED   ? MO_FUTURE_RESOLVED
         : state & MO_FUTURE_STATE_REJECTED ? MO_FUTURE_REJECTED
                                            : MO_FUTURE_PENDING;
}

/* Of a settled future: the block that holds the outcome. */
static inline MoFuture *
mo_future_peek_source (MoFuture *self)
{
  return self->source != NULL ? self->source : self;
}

static inline gboolean
mo_future_needs_dispatcher (MoFuture *self)
{
  /* Relaxed: never changes once the future is shared. */
  return (atomic_load_explicit (&self->state, memory_order_relaxed)
          & MO_FUTURE_STATE_NEEDS_DISPATCHER)
         != 0;
}

/* Of a future that nobody else knows yet: for how long a thread that waits for it may look for its
 * end before it sleeps, in microseconds, up to 65,535. */
static inline void
mo_future_set_spin (MoFuture *self, gint64 usec)
{
  atomic_fetch_or_explicit (&self->state, (guint) usec << MO_FUTURE_STATE_SPIN_SHIFT,
                            memory_order_relaxed);
}

static inline gint64
mo_future_get_spin (MoFuture *self)
{
  /* Relaxed: never changes once the future is shared. */
  return atomic_load_explicit (&self->state, memory_order_relaxed) >> MO_FUTURE_STATE_SPIN_SHIFT;
}

/* Of a future that nobody else knows yet. */
static inline void
mo_future_mark_needs_dispatcher (MoFuture *self)
{
  atomic_fetch_or_explicit (&self->state, MO_FUTURE_STATE_NEEDS_DISPATCHER, memory_order_relaxed);
}

/* mo_finally() where @scheduler runs what it is given. Consumes @future. */
MoFuture *mo_future_continue_on (MoFuture       *future,
                                 MoScheduler    *scheduler,
                                 MoFutureFunc    func,
                                 gpointer        user_data,
                                 GDestroyNotify  destroy);

/* The same, by the thread that settles @future, or this one where it is settled. */
MoFuture *mo_future_continue_at_once (MoFuture      *future,
                                      MoFutureFunc   func,
                                      gpointer       user_data,
                                      GDestroyNotify destroy);

/* Whether this thread may wait for anything at all; WOULD_DEADLOCK. For calls that block, so that
 * what they do does not depend on whether the first wait finds its future settled already. */
gboolean mo_wait_is_allowed (GError **error);

/* Whether anyone was handed the error of this settled future, or of one that shares it. */
gboolean mo_future_is_taken   (MoFuture *self);
void     mo_future_mark_taken (MoFuture *self);

/* The set of contexts a future depends on: a small immutable list, shared along a chain. */
MoBindings *mo_bindings_ref     (MoBindings *self);
void        mo_bindings_unref   (MoBindings *self);
MoBindings *mo_bindings_add     (MoBindings *self, GMainContext *context);
MoBindings *mo_bindings_union   (MoBindings *self, MoBindings *other);
gboolean    mo_bindings_has_own (MoBindings *self);

G_END_DECLS
