/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looking before sleeping: what is learnt, when the thread sleeps, and that no wake is lost. */

#include "base/mo-parker-private.h"

#define LONG_USEC (60 * G_USEC_PER_SEC)
#define MOST_USEC 100
#define LOOK_USEC 1000
#define ROUNDS 5000

static void
test_learns (void)
{
  static const struct
  {
    gint64 window;
    gint64 waited;
    gint64 next;
  } cases[] = {
    { 0, 1, 10 },     /* short, and it slept: it would have been of use to look */
    { 0, 100, 10 },   /* as long as it may look */
    { 0, 101, 0 },    /* long */
    { 10, 11, 20 },   /* just missed */
    { 10, 10, 10 },   /* seen */
    { 40, 3, 40 },    /* seen at once */
    { 80, 90, 100 },  /* no more than that */
    { 100, 100, 100 },
    { 100, 101, 0 },  /* one long wait is enough */
    { 100, 5000, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (mo_parker_learn (cases[i].window, cases[i].waited, MOST_USEC), ==,
                     cases[i].next);
  g_assert_cmpint (mo_parker_learn (0, 3, 4), ==, 4);
}

typedef struct
{
  MoMutex lock;
  MoParker parker;
  gint64 most_usec;
  gulong pause_usec; /* of the one that wakes, before it does */
  /* Guarded by the lock. */
  gboolean waits;
  gboolean done;
  gboolean was_asleep;
} Rig;

static void
rig_init (Rig *self, gint64 window_usec, gint64 most_usec)
{
  *self = (Rig){ .most_usec = most_usec, .pause_usec = 10 };
  mo_mutex_init (&self->lock);
  mo_parker_init (&self->parker);
  self->parker.window_usec = window_usec;
}

static void
rig_clear (Rig *self)
{
  mo_parker_clear (&self->parker);
  mo_mutex_clear (&self->lock);
}

static gpointer
wait_for_it (gpointer rig)
{
  Rig *self = rig;

  mo_mutex_lock (&self->lock);
  self->waits = TRUE;
  while (!self->done)
    g_assert_true (mo_parker_wait (&self->parker, &self->lock, -1, self->most_usec));
  mo_mutex_unlock (&self->lock);
  return NULL;
}

/* With the lock: it is free only where the other one looks or sleeps. @if_asleep: only then. */
static gboolean
try_wake (Rig *self, gboolean if_asleep)
{
  gboolean found;

  mo_mutex_lock (&self->lock);
  found = self->waits && (!if_asleep || self->parker.is_asleep);
  if (found)
    {
      g_usleep (self->pause_usec);
      self->was_asleep = self->parker.is_asleep;
      self->done = TRUE;
      mo_parker_wake (&self->parker);
    }
  mo_mutex_unlock (&self->lock);
  return found;
}

static void
rig_run (Rig *self, gboolean if_asleep)
{
  GThread *thread = g_thread_new ("waits", wait_for_it, self);

  while (!try_wake (self, if_asleep))
    g_thread_yield ();
  g_thread_join (thread);
}

/* Of several tries: where others need the processor it sleeps. */
static void
test_looks (void)
{
  gboolean was_asleep = TRUE;

  for (guint i = 0; i < 10000 && was_asleep; i++)
    {
      Rig rig;

      rig_init (&rig, LONG_USEC, LONG_USEC);
      rig_run (&rig, FALSE);
      was_asleep = rig.was_asleep;
      rig_clear (&rig);
    }
  g_assert_false (was_asleep);
}

static void
test_sleeps_at_once (void)
{
  static const gint64 mosts[] = { 0, LONG_USEC };

  for (guint i = 0; i < G_N_ELEMENTS (mosts); i++)
    {
      Rig rig;

      rig_init (&rig, 0, mosts[i]);
      rig_run (&rig, FALSE);
      g_assert_true (rig.was_asleep);
      g_assert_cmpint (rig.parker.window_usec, ==, MIN (mosts[i], 10));
      rig_clear (&rig);
    }
}

/* Where it may not look at all, what it has learnt elsewhere stays. */
static void
test_keeps_window (void)
{
  Rig rig;

  rig_init (&rig, 50, 0);
  rig_run (&rig, FALSE);
  g_assert_true (rig.was_asleep);
  g_assert_cmpint (rig.parker.window_usec, ==, 50);
  rig_clear (&rig);
}

static void
test_looks_then_sleeps (void)
{
  Rig rig;

  rig_init (&rig, LOOK_USEC, LONG_USEC);
  rig.pause_usec = 2 * LOOK_USEC; /* it waits for longer than it is to look */
  rig_run (&rig, TRUE);
  g_assert_true (rig.was_asleep);
  /* Where others kept the processor meanwhile, it learns anew. */
  g_assert_true (rig.parker.window_usec == 2 * LOOK_USEC || rig.parker.window_usec == 10);
  rig_clear (&rig);
}

/* However long it may look. */
static void
test_times_out (void)
{
  static const gint64 windows[] = { 0, 100, LONG_USEC };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      gint64 end = g_get_monotonic_time () + 2000;
      gboolean in_time = TRUE;
      Rig rig;

      rig_init (&rig, windows[i], LONG_USEC);
      mo_mutex_lock (&rig.lock);
      while (in_time)
        in_time = mo_parker_wait (&rig.parker, &rig.lock, end, rig.most_usec);
      mo_mutex_unlock (&rig.lock);
      g_assert_cmpint (g_get_monotonic_time (), >=, end);
      g_assert_cmpint (g_get_monotonic_time (), <, end + LONG_USEC / 2);
      rig_clear (&rig);
    }
}

typedef struct
{
  Rig rig;
  _Atomic gboolean ends;
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *self = data;

  while (!atomic_load (&self->ends))
    {
      mo_mutex_lock (&self->rig.lock);
      mo_parker_wake (&self->rig.parker);
      mo_mutex_unlock (&self->rig.lock);
      g_thread_yield ();
    }
  return NULL;
}

/* Behind the end of its time the thread does not look, however often it is woken: it would find
 * that it was, and not that its time is over. */
static void
test_times_out_in_a_flood (void)
{
  Flood self = { .ends = FALSE };
  GThread *thread;
  guint n_woken = 0;

  rig_init (&self.rig, LONG_USEC, LONG_USEC);
  thread = g_thread_new ("flood", flood, &self);
  mo_mutex_lock (&self.rig.lock);
  for (guint i = 0; i < 1000; i++)
    n_woken += mo_parker_wait (&self.rig.parker, &self.rig.lock, 1, self.rig.most_usec);
  mo_mutex_unlock (&self.rig.lock);
  atomic_store (&self.ends, TRUE);
  g_thread_join (thread);
  g_assert_cmpuint (n_woken, ==, 0);
  rig_clear (&self.rig);
}

/* --- two threads that wake each other --- */

typedef struct
{
  MoMutex lock;
  MoParker parkers[2];
  gint64 most_usec;
  guint turn; /* guarded by the lock: of the one whose remainder it has */
} Pair;

static void
play (Pair *self, guint me)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      mo_mutex_lock (&self->lock);
      while (self->turn % 2 != me)
        mo_parker_wait (&self->parkers[me], &self->lock, -1, self->most_usec);
      self->turn++;
      mo_parker_wake (&self->parkers[1 - me]);
      mo_mutex_unlock (&self->lock);
    }
}

static gpointer
play_second (gpointer pair)
{
  play (pair, 1);
  return NULL;
}

static void
test_no_wake_is_lost (void)
{
  static const gint64 mosts[] = { 0, MOST_USEC, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (mosts); i++)
    {
      Pair pair = { .most_usec = mosts[i] };
      GThread *thread;

      mo_mutex_init (&pair.lock);
      for (guint j = 0; j < 2; j++)
        mo_parker_init (&pair.parkers[j]);
      thread = g_thread_new ("second", play_second, &pair);
      play (&pair, 0);
      g_thread_join (thread);
      g_assert_cmpuint (pair.turn, ==, 2 * ROUNDS);
      for (guint j = 0; j < 2; j++)
        mo_parker_clear (&pair.parkers[j]);
      mo_mutex_clear (&pair.lock);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/parker/learns", test_learns);
  g_test_add_func ("/base/parker/looks", test_looks);
  g_test_add_func ("/base/parker/sleeps-at-once", test_sleeps_at_once);
  g_test_add_func ("/base/parker/keeps-window", test_keeps_window);
  g_test_add_func ("/base/parker/looks-then-sleeps", test_looks_then_sleeps);
  g_test_add_func ("/base/parker/times-out", test_times_out);
  g_test_add_func ("/base/parker/times-out-in-a-flood", test_times_out_in_a_flood);
  g_test_add_func ("/base/parker/no-wake-is-lost", test_no_wake_is_lost);
  return g_test_run ();
}
