/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers: when they expire and where, who stops them, and what any number of them costs. */

#include "future-fixture.h"

#include "future/mo-timer-private.h"

typedef struct
{
  MoTimer timer;
  TestCounter expired;
  GThread *thread;
  gint64 at;
  GArray *order; /* of int; or NULL */
  int id;
  MoTimer *next;      /* started when this one expires */
} Alarm;

static Alarm *
alarm_of (MoTimer *timer)
{
  return (Alarm *) ((char *) timer - G_STRUCT_OFFSET (Alarm, timer));
}

static void
on_expired (MoTimer *timer)
{
  Alarm *self = alarm_of (timer);

  self->thread = g_thread_self ();
  self->at = g_get_monotonic_time ();
  g_assert_true (test_is_dispatcher ());
  if (self->order != NULL)
    g_array_append_val (self->order, self->id);
  if (self->next != NULL)
    mo_timer_start (self->next, 0);
  test_counter_add (&self->expired);
}

#define ALARM_INIT { .timer = { .expire = on_expired }, .expired = TEST_COUNTER_INIT }

static gint64
in_an_hour (void)
{
  return g_get_monotonic_time () + 3600 * (gint64) G_USEC_PER_SEC;
}

/* Never early, and on the dispatcher. */
static void
test_expires (void)
{
  Alarm alarm = ALARM_INIT;
  gint64 due = g_get_monotonic_time () + 5000;

  mo_timer_start (&alarm.timer, due);
  test_counter_wait (&alarm.expired, 1);
  g_assert_cmpint (alarm.at, >=, due);
  g_assert_true (alarm.thread != g_thread_self ());
  g_assert_false (mo_timer_stop (&alarm.timer));
  g_assert_false (mo_timer_stop (&alarm.timer));
  g_assert_cmpuint (test_counter_get (&alarm.expired), ==, 1);
}

/* Whatever was before it has expired, if it were to. */
static void
settle (void)
{
  Alarm last = ALARM_INIT;

  mo_timer_start (&last.timer, g_get_monotonic_time ());
  test_counter_wait (&last.expired, 1);
  mo_timer_stop (&last.timer);
}

static void
test_stop (void)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  Alarm alarm = ALARM_INIT;
  Alarm never = ALARM_INIT;

  g_assert_false (mo_timer_stop (&never.timer));
  mo_timer_start (&alarm.timer, in_an_hour ());
  g_assert_true (mo_timer_stop (&alarm.timer));
  g_assert_false (mo_timer_stop (&alarm.timer));
  settle ();
  g_assert_cmpuint (test_counter_get (&alarm.expired), ==, 0);
  mo_scheduler_unref (dispatcher);
}

static void
test_start_again (void)
{
  Alarm alarm = ALARM_INIT;

  mo_timer_start (&alarm.timer, in_an_hour ());
  mo_timer_start (&alarm.timer, G_MININT64); /* moved */
  test_counter_wait (&alarm.expired, 1);
  mo_timer_start (&alarm.timer, 0); /* once more */
  test_counter_wait (&alarm.expired, 2);
  g_assert_false (mo_timer_stop (&alarm.timer));
}

/* --- while the dispatcher is busy --- */

typedef struct
{
  MoTask task;
  TestCounter runs;
  TestCounter *until;
} Busy;

static void
busy_run (MoTask *task)
{
  Busy *self = (Busy *) task;

  test_counter_add (&self->runs);
  test_counter_wait (self->until, 1);
}

static void
test_order (void)
{
  const gint64 dues[] = { 5, 3, 9, 1, 7, 2, 8, 6, 4 };
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  TestCounter release = TEST_COUNTER_INIT;
  Busy busy = { { .run = busy_run }, TEST_COUNTER_INIT, &release };
  Alarm alarms[G_N_ELEMENTS (dues)];
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (int));

  mo_scheduler_post (dispatcher, &busy.task);
  test_counter_wait (&busy.runs, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (dues); i++)
    {
      alarms[i] = (Alarm) ALARM_INIT;
      alarms[i].order = order;
      alarms[i].id = (int) dues[i];
      mo_timer_start (&alarms[i].timer, dues[i]); /* long over */
    }
  g_assert_true (mo_timer_stop (&alarms[0].timer)); /* due, and still to be stopped */
  test_counter_add (&release);
  test_counter_wait (&alarms[2].expired, 1);
  g_assert_cmpuint (order->len, ==, G_N_ELEMENTS (dues) - 1);
  for (int i = 0, id = 1; id <= 9; id++)
    if (id != 5)
      g_assert_cmpint (g_array_index (order, int, i++), ==, id);
  for (gsize i = 1; i < G_N_ELEMENTS (dues); i++)
    g_assert_false (mo_timer_stop (&alarms[i].timer));
  mo_scheduler_unref (dispatcher);
}

/* expire() may start timers, itself again, too: no lock is held. */
static void
test_start_in_expire (void)
{
  Alarm second = ALARM_INIT;
  Alarm first = ALARM_INIT;

  first.next = &second.timer;
  mo_timer_start (&first.timer, 0);
  test_counter_wait (&second.expired, 1);
  g_assert_false (mo_timer_stop (&second.timer));
  g_assert_false (mo_timer_stop (&first.timer));
}

/* --- neither starves the other --- */

typedef struct
{
  MoTask task;
  MoScheduler *dispatcher;
  TestCounter done;
  _Atomic gboolean stop;
} Endless;

static void
endless_run (MoTask *task)
{
  Endless *self = (Endless *) task;

  if (atomic_load (&self->stop))
    test_counter_add (&self->done);
  else
    mo_scheduler_post (self->dispatcher, task);
}

static void
test_flood_of_tasks (void)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  Endless endless = { { .run = endless_run }, dispatcher, TEST_COUNTER_INIT, FALSE };
  Alarm alarm = ALARM_INIT;

  mo_scheduler_post (dispatcher, &endless.task);
  mo_timer_start (&alarm.timer, g_get_monotonic_time () + 1000);
  test_counter_wait (&alarm.expired, 1); /* or never */
  atomic_store (&endless.stop, TRUE);
  test_counter_wait (&endless.done, 1);
  mo_timer_stop (&alarm.timer);
  mo_scheduler_unref (dispatcher);
}

typedef struct
{
  MoTimer timer;
  TestCounter done;
  _Atomic gboolean stop;
} EndlessTimer;

static void
expire_again (MoTimer *timer)
{
  EndlessTimer *self = (EndlessTimer *) timer;

  if (atomic_load (&self->stop))
    test_counter_add (&self->done);
  else
    mo_timer_start (timer, 0);
}

static void
test_flood_of_timers (void)
{
  EndlessTimer endless = { { .expire = expire_again }, TEST_COUNTER_INIT, FALSE };
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  TestCounter at_once = TEST_COUNTER_INIT;
  Busy busy = { { .run = busy_run }, TEST_COUNTER_INIT, &at_once };

  test_counter_add (&at_once);
  mo_timer_start (&endless.timer, 0);
  mo_scheduler_post (dispatcher, &busy.task);
  test_counter_wait (&busy.runs, 1); /* or never */
  atomic_store (&endless.stop, TRUE);
  test_counter_wait (&endless.done, 1);
  mo_timer_stop (&endless.timer);
  mo_scheduler_unref (dispatcher);
}

/* --- the thread --- */

static void
test_thread (void)
{
  MoScheduler *dispatcher = NULL;
  Alarm alarm = ALARM_INIT;

  if (!test_begin_without_dispatcher ())
    return;
  dispatcher = mo_scheduler_dup_dispatcher ();
  g_assert_cmpint (test_count_dispatchers (), ==, 0);
  mo_timer_start (&alarm.timer, in_an_hour ());
  mo_scheduler_unref (dispatcher); /* the timer has its own */
  test_until_dispatchers (1); /* it has its name only when it runs */
  mo_timer_stop (&alarm.timer);
  test_until_dispatchers (0);
}

/* --- many --- */

/* Compared with the plain way: look at all. */
static void
test_heap (void)
{
  enum { N = 300 };
  MoTimer timers[N] = { 0 };
  MoTimerHeap heap = { 0 };
  guint n_pending = 0;

  for (int step = 0; step < 20000; step++)
    {
      MoTimer *timer = &timers[g_test_rand_int_range (0, step < 10000 ? N : N / 8)];
      gint64 earliest = G_MAXINT64;
      guint n = 0;

      if (timer->position != 0)
        mo_timer_heap_remove (&heap, timer);
      else
        {
          timer->due = g_test_rand_int_range (0, 100);
          mo_timer_heap_insert (&heap, timer);
        }
      for (int i = 0; i < N; i++)
        if (timers[i].position != 0)
          {
            n++;
            earliest = MIN (earliest, timers[i].due);
            g_assert_true (heap.timers[timers[i].position - 1] == &timers[i]);
          }
      for (guint i = 1; i < heap.length; i++)
        g_assert_cmpint (heap.timers[(i - 1) / 2]->due, <=, heap.timers[i]->due);
      n_pending = n;
      g_assert_cmpuint (heap.length, ==, n);
      g_assert_true (n == 0 ? mo_timer_heap_peek (&heap) == NULL
                            : mo_timer_heap_peek (&heap)->due == earliest);
    }
  g_assert_cmpuint (n_pending, >, 0);
  while (heap.length > 0)
    mo_timer_heap_remove (&heap, mo_timer_heap_peek (&heap));
  g_assert_cmpuint (heap.allocated, <=, 64);
  mo_timer_heap_clear (&heap);
}

/* In the order in which a heap has the most to do, and taken out from anywhere. */
static void
test_crowd (void)
{
  MoScheduler *dispatcher = mo_scheduler_dup_dispatcher ();
  guint n = test_scale (100000, 1000000);
  g_autofree MoTimer *timers = g_new0 (MoTimer, n);
  gint64 due = in_an_hour ();
  gsize before = test_bytes_in_use ();
  gint64 start, started, stopped;

  start = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      timers[i].expire = on_expired;
      mo_timer_start (&timers[i], due - i);
    }
  started = g_get_monotonic_time ();
  g_assert_cmpuint (test_bytes_in_use (), <=, before + 2 * n * sizeof (gpointer) + 100000);
  for (guint i = 0; i < n; i++)
    g_assert_true (mo_timer_stop (&timers[(i * (guint64) 7919) % n]));
  stopped = g_get_monotonic_time ();
  g_assert_cmpuint (test_bytes_in_use (), <=, before + 100000);
  g_test_message ("%u timers pending: start %.3f us, stop %.3f us each", n,
                  (double) (started - start) / n, (double) (stopped - started) / n);
  mo_scheduler_unref (dispatcher);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/timer/thread", test_thread);
  g_test_add_func ("/future/timer/expires", test_expires);
  g_test_add_func ("/future/timer/stop", test_stop);
  g_test_add_func ("/future/timer/start-again", test_start_again);
  g_test_add_func ("/future/timer/order", test_order);
  g_test_add_func ("/future/timer/start-in-expire", test_start_in_expire);
  g_test_add_func ("/future/timer/flood-of-tasks", test_flood_of_tasks);
  g_test_add_func ("/future/timer/flood-of-timers", test_flood_of_timers);
  g_test_add_func ("/future/timer/heap", test_heap);
  g_test_add_func ("/future/timer/crowd", test_crowd);
  return g_test_run ();
}
