/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clock, the version, and the mutex with its condition. */

#include <matrixone-glib/mo-version.h>
#include <pthread.h>

#include "base/mo-clock-private.h"
#include "base/mo-mutex-private.h"

static gint64
moved_now (gpointer data)
{
  return *(gint64 *) data;
}

static void
test_clock (void)
{
  gint64 time = 5;
  const MoClock moved = { moved_now, &time };
  gint64 before = g_get_monotonic_time ();
  gint64 now = mo_clock_now (&mo_clock_monotonic);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_monotonic_time ());
  g_assert_cmpint (mo_clock_now (&moved), ==, 5);
  time += 1000;
  g_assert_cmpint (mo_clock_now (&moved), ==, 1005);
}

static void
test_version (void)
{
  g_autofree char *version =
      g_strdup_printf ("%d.%d.%d", MO_MAJOR_VERSION, MO_MINOR_VERSION, MO_MICRO_VERSION);

  g_assert_cmpstr (mo_get_version (), ==, version);
  g_assert_cmpstr (mo_get_version (), ==, MO_VERSION_S);
}

typedef struct
{
  MoMutex lock; /* guards the rest, as the sanitizer can see */
  GCond changed;
  guint count;
  gboolean go;
} Guarded;

static gpointer
count_thread (gpointer data)
{
  Guarded *self = data;

  mo_mutex_lock (&self->lock);
  while (!self->go)
    g_assert_true (mo_cond_wait_until (&self->changed, &self->lock, -1));
  mo_mutex_unlock (&self->lock);
  for (int i = 0; i < 10000; i++)
    {
      mo_mutex_lock (&self->lock);
      self->count++;
      mo_mutex_unlock (&self->lock);
    }
  return NULL;
}

static void
test_mutex (void)
{
  Guarded guarded = { .count = 0 };
  GThread *threads[4];

  mo_mutex_init (&guarded.lock);
  g_cond_init (&guarded.changed);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("test", count_thread, &guarded);
  mo_mutex_lock (&guarded.lock);
  guarded.go = TRUE;
  g_cond_broadcast (&guarded.changed);
  mo_mutex_unlock (&guarded.lock);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (guarded.count, ==, 40000);
  g_cond_clear (&guarded.changed);
  mo_mutex_clear (&guarded.lock);
}

static void
test_wait_ends (void)
{
  MoMutex lock;
  GCond never;
  gint64 end = g_get_monotonic_time () + 20000;

  mo_mutex_init (&lock);
  g_cond_init (&never);
  mo_mutex_lock (&lock);
  g_assert_false (mo_cond_wait_until (&never, &lock, 0));
  while (mo_cond_wait_until (&never, &lock, end)) /* it may wake for nothing */
    g_assert_cmpint (g_get_monotonic_time (), <, end + 60 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time (), >=, end);
  mo_mutex_unlock (&lock);
  g_cond_clear (&never);
  mo_mutex_clear (&lock);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock", test_clock);
  g_test_add_func ("/base/version", test_version);
  g_test_add_func ("/base/mutex/guards", test_mutex);
  g_test_add_func ("/base/mutex/wait-ends", test_wait_ends);
  return g_test_run ();
}
