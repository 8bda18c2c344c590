/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoParker: looking before sleeping. */

#include "base/mo-parker-private.h"

#define FIRST_WINDOW_USEC 10
/* Between two yields, some tenths of a microsecond. */
#define LOOKS_A_YIELD 16
/* A yield that took so long let others run who need the processor more than for a statement. */
#define CROWDED_USEC 60
/* Whoever wakes us holds the lock for a moment still. */
#define TRIES_FOR_LOCK 200

void
mo_parker_init (MoParker *self)
{
  g_cond_init (&self->changed);
  atomic_init (&self->n_wakes, 0);
  self->is_asleep = FALSE;
  self->window_usec = 0;
}

void
mo_parker_clear (MoParker *self)
{
  g_cond_clear (&self->changed);
}

void
mo_parker_wake (MoParker *self)
{
  /* Relaxed: whoever sees it takes the lock before anything else. */
  atomic_fetch_add_explicit (&self->n_wakes, 1, memory_order_relaxed);
  if (self->is_asleep)
    g_cond_signal (&self->changed);
}

static inline void
relax (void)
{
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause ();
#endif
}

static gboolean
is_woken (MoParker *self, guint n_wakes)
{
  return atomic_load_explicit (&self->n_wakes, memory_order_relaxed) != n_wakes;
}

/* Other threads that could run on this processor do so meanwhile. Where they take their time, this
 * one is not to compete with them: it learns anew whether to look. */
static void
look (MoParker *self, guint n_wakes, gint64 end)
{
  gint64 now = g_get_monotonic_time ();
  gint64 yielded;

  do
    {
      for (guint i = 0; i < LOOKS_A_YIELD; i++)
        {
          if (is_woken (self, n_wakes))
            return;
          relax ();
        }
      yielded = now;
      g_thread_yield ();
      now = g_get_monotonic_time ();
    }
  while (now < end && now - yielded < CROWDED_USEC);
  if (now - yielded >= CROWDED_USEC && !is_woken (self, n_wakes))
    self->window_usec = 0;
}

/* A lock that is held puts to sleep whoever asks for it. */
static void
lock_again (MoMutex *lock)
{
  for (guint i = 0; i < TRIES_FOR_LOCK; i++)
    {
      if (mo_mutex_trylock (lock))
        return;
      relax ();
    }
  mo_mutex_lock (lock);
}

gint64
mo_parker_learn (gint64 window_usec, gint64 waited_usec, gint64 most_usec)
{
  if (waited_usec > most_usec)
    return 0;
  if (waited_usec <= window_usec)
    return window_usec;
  return MIN (MAX (2 * window_usec, FIRST_WINDOW_USEC), most_usec);
}

gboolean
mo_parker_wait (MoParker *self, MoMutex *lock, gint64 end_time, gint64 most_usec)
{
  guint n_wakes = atomic_load_explicit (&self->n_wakes, memory_order_relaxed);
  gint64 start = most_usec > 0 ? g_get_monotonic_time () : 0;
  gint64 end = start + MIN (self->window_usec, most_usec);
  gboolean in_time = TRUE;

  if (end > start && (end_time < 0 || start < end_time))
    {
      mo_mutex_unlock (lock);
      look (self, n_wakes, end_time >= 0 ? MIN (end, end_time) : end);
      lock_again (lock);
    }
  if (!is_woken (self, n_wakes))
    {
      self->is_asleep = TRUE;
      in_time = mo_cond_wait_until (&self->changed, lock, end_time);
      self->is_asleep = FALSE;
    }
  if (most_usec > 0)
    self->window_usec
        = mo_parker_learn (self->window_usec, g_get_monotonic_time () - start, most_usec);
  return in_time;
}
