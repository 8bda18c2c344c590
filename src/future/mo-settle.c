/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settling a future once, and telling those who wait for it, in their order and without recursion.
 */

#include "future/mo-future-private.h"

/* --- the lock bit: held only to link, unlink or take the list of waiters --- */

/* Sets @more as well. */
static void
lock_and_set (MoFuture *self, guint more)
{
  for (guint spins = 0;; spins++)
    {
      guint old = atomic_load_explicit (&self->state, memory_order_relaxed);

      /* Acquire: pairs with the release in mo_future_unlock(). */
      if (!(old & MO_FUTURE_STATE_LOCK)
          && atomic_compare_exchange_weak_explicit (&self->state, &old,
                                                    old | MO_FUTURE_STATE_LOCK | more,
                                                    memory_order_acquire, memory_order_relaxed))
        return;
      if (spins >= 32)
        g_thread_yield ();
    }
}

void
mo_future_lock (MoFuture *self)
{
  lock_and_set (self, 0);
}

void
mo_future_unlock (MoFuture *self)
{
  /* Release: pairs with the acquire in mo_future_lock(). */
  atomic_fetch_and_explicit (&self->state, ~(guint) MO_FUTURE_STATE_LOCK, memory_order_release);
}

gboolean
mo_future_attach (MoFuture *self, MoWaiter *waiter)
{
  gboolean drained;

  lock_and_set (self, MO_FUTURE_STATE_WAITED);
  drained = atomic_load_explicit (&self->state, memory_order_relaxed) & MO_FUTURE_STATE_DRAINED;
  if (!drained)
    {
      waiter->next = NULL;
      waiter->prev = self->last_waiter;
      if (self->last_waiter != NULL)
        self->last_waiter->next = waiter;
      else
        self->waiters = waiter;
      self->last_waiter = waiter;
    }
  mo_future_unlock (self);
  return !drained;
}

gboolean
mo_future_leave (MoFuture *self, MoWaiter *waiter)
{
  gboolean linked;

  mo_future_lock (self);
  linked = waiter->prev != NULL || self->waiters == waiter;
  if (linked)
    {
      if (waiter->prev != NULL)
        waiter->prev->next = waiter->next;
      else
        self->waiters = waiter->next;
      if (waiter->next != NULL)
        waiter->next->prev = waiter->prev;
      else
        self->last_waiter = waiter->prev;
      waiter->next = waiter->prev = NULL;
    }
  mo_future_unlock (self);
  return linked;
}

void
mo_future_await_with (MoFuture *self, MoWaiter *waiter, MoSettler *settler)
{
  if (!mo_future_attach (self, waiter))
    waiter->notify (waiter, self, settler);
}

/* --- settling --- */

static gboolean
claim (MoFuture *self)
{
  /* Acquire and release: whoever loses sees that the winner was there first. */
  guint old = atomic_fetch_or_explicit (&self->state, MO_FUTURE_STATE_CLAIMED,
                                        memory_order_acq_rel);

  return !(old & MO_FUTURE_STATE_CLAIMED);
}

/* FALSE, and nothing set: somebody waits, or is about to. */
static gboolean
set_unwaited (MoFuture *self, guint bits)
{
  guint old = atomic_load_explicit (&self->state, memory_order_relaxed);

  while (!(old & (MO_FUTURE_STATE_LOCK | MO_FUTURE_STATE_WAITED)))
    /* Pairs as in publish(). Who attaches behind it finds what was set; who was before it has left
     * a mark. */
    if (atomic_compare_exchange_weak_explicit (&self->state, &old, old | bits,
                                               memory_order_seq_cst, memory_order_relaxed))
      return TRUE;
  return FALSE;
}

/* Behind it whoever has seen the outcome may let go of the future: only a caller with a reference
 * of its own may look at it any more. */
static void
publish (MoFuture *self, MoFutureState status, MoSettler *settler)
{
  if (set_unwaited (self, status | MO_FUTURE_STATE_DRAINED))
    return;
  /* The reference keeps the block until its waiters have been told. */
  mo_future_ref (self);
  /* Pairs with the acquire in mo_future_peek_status(), and with mo_future_mark_taken(). */
  atomic_fetch_or (&self->state, status);
  self->next = NULL;
  if (settler->tail != NULL)
    settler->tail->next = self;
  else
    settler->head = self;
  settler->tail = self;
}

/* Consumes @value in any case. */
gboolean
mo_future_settle_moving (MoFuture *self, GValue *value, MoSettler *settler)
{
  if (!claim (self))
    {
      g_value_unset (value);
      return FALSE;
    }
  self->outcome.value = *value;
  publish (self, MO_FUTURE_STATE_RESOLVED, settler);
  return TRUE;
}

gboolean
mo_future_settle_value (MoFuture *self, const GValue *value, MoSettler *settler)
{
  GValue copy = G_VALUE_INIT;

  g_value_init (&copy, G_VALUE_TYPE (value));
  g_value_copy (value, &copy);
  return mo_future_settle_moving (self, &copy, settler);
}

/* Consumes @boxed in any case; of a type of objects, the object. */
gboolean
mo_future_settle_boxed (MoFuture *self, GType type, gpointer boxed, MoSettler *settler)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, type);
  if (G_TYPE_IS_OBJECT (type))
    g_value_take_object (&value, boxed);
  else
    g_value_take_boxed (&value, boxed);
  return mo_future_settle_moving (self, &value, settler);
}

/* From a future that is marked to the one that holds its outcome, where that is another, and to the
 * one whose error it stands for. */
static void
pass_mark_on (MoFuture *self)
{
  guint state = atomic_load (&self->state);
  MoFuture *source;
  MoFuture *cause = NULL;

  if (!(state & (MO_FUTURE_STATE_RESOLVED | MO_FUTURE_STATE_REJECTED)))
    return;
  source = mo_future_peek_source (self);
  if (source != self)
    atomic_fetch_or (&source->state, MO_FUTURE_STATE_TAKEN);
  if (state & MO_FUTURE_STATE_REJECTED && source->klass->get_cause != NULL)
    cause = source->klass->get_cause (source);
  if (cause != NULL)
    atomic_fetch_or (&cause->state, MO_FUTURE_STATE_TAKEN);
}

gboolean
mo_future_settle_error (MoFuture *self, GError *error, MoSettler *settler)
{
  gboolean has_cause;

  if (!claim (self))
    {
      g_error_free (error);
      return FALSE;
    }
  has_cause = self->klass->get_cause != NULL;
  self->outcome.error = error;
  publish (self, MO_FUTURE_STATE_REJECTED, settler);
  if (has_cause && atomic_load (&self->state) & MO_FUTURE_STATE_TAKEN)
    pass_mark_on (self);
  return TRUE;
}

gboolean
mo_future_settle_as (MoFuture *self, MoFuture *settled, MoSettler *settler)
{
  MoFutureStatus status = mo_future_peek_status (settled);

  g_assert (status != MO_FUTURE_PENDING);
  if (!claim (self))
    return FALSE;
  self->source = mo_future_ref (mo_future_peek_source (settled));
  publish (self,
           status == MO_FUTURE_RESOLVED ? MO_FUTURE_STATE_RESOLVED : MO_FUTURE_STATE_REJECTED,
           settler);
  if (atomic_load (&self->state) & MO_FUTURE_STATE_TAKEN)
    pass_mark_on (self);
  return TRUE;
}

static MoWaiter *
take_waiters (MoFuture *self)
{
  MoWaiter *waiters;

  mo_future_lock (self);
  waiters = self->waiters;
  self->waiters = self->last_waiter = NULL;
  /* A waiter that was taken must look unlinked to mo_future_leave(). */
  for (MoWaiter *waiter = waiters; waiter != NULL; waiter = waiter->next)
    waiter->prev = NULL;
  /* Release: as in mo_future_unlock(). */
  atomic_fetch_and_explicit (&self->state,
                             ~(guint)(MO_FUTURE_STATE_LOCK | MO_FUTURE_STATE_WAITED),
                             memory_order_release);
  return waiters;
}

static void
tell (MoFuture *self, MoWaiter *waiters, MoSettler *settler)
{
  while (waiters != NULL)
    {
      MoWaiter *next = waiters->next; /* the waiter may be gone once it is told */

      waiters->notify (waiters, self, settler);
      waiters = next;
    }
}

static void
drain (MoFuture *self, MoSettler *settler)
{
  do
    tell (self, take_waiters (self), settler);
  while (!set_unwaited (self, MO_FUTURE_STATE_DRAINED));
}

void
mo_settler_run (MoSettler *self)
{
  while (self->head != NULL)
    {
      MoFuture *future = self->head;

      self->head = future->next;
      if (self->head == NULL)
        self->tail = NULL;
      future->next = NULL;
      drain (future, self);
      mo_future_unref (future);
    }
}

gboolean
mo_future_resolve_true (MoFuture *self)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&value, TRUE);
  return mo_future_resolve_moving (self, &value);
}

gboolean
mo_future_resolve_moving (MoFuture *self, GValue *value)
{
  MoSettler settler = MO_SETTLER_INIT;
  gboolean won = mo_future_settle_moving (self, value, &settler);

  mo_settler_run (&settler);
  return won;
}

gboolean
mo_future_resolve_boxed (MoFuture *self, GType type, gpointer boxed)
{
  MoSettler settler = MO_SETTLER_INIT;
  gboolean won = mo_future_settle_boxed (self, type, boxed, &settler);

  mo_settler_run (&settler);
  return won;
}

gboolean
mo_future_reject (MoFuture *self, GError *error)
{
  MoSettler settler = MO_SETTLER_INIT;
  gboolean won = mo_future_settle_error (self, error, &settler);

  mo_settler_run (&settler);
  return won;
}

/* --- who was told of an error --- */

gboolean
mo_future_is_taken (MoFuture *self)
{
  /* Relaxed: a hint about the past; nothing is read because of it. */
  return atomic_load_explicit (&mo_future_peek_source (self)->state, memory_order_relaxed)
         & MO_FUTURE_STATE_TAKEN;
}

void
mo_future_mark_taken (MoFuture *self)
{
  /* Sequentially consistent, as the looks in mo_future_settle_as() and mo_future_settle_error()
   * behind their publish(): either those see the mark, or we see the outcome; so the mark reaches
   * the source. */
  atomic_fetch_or (&self->state, MO_FUTURE_STATE_TAKEN);
  pass_mark_on (self);
}
