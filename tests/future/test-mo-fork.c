/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fork(): the child has no thread of its parent, and a dispatcher of its own. */

#include "future-fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include "future/mo-scheduler-private.h"

#define AN_HOUR (3600 * (gint64) G_USEC_PER_SEC)

/* Made before the fork, used by both. */
typedef struct
{
  MoScheduler *dispatcher;
  MoFuture *limited; /* with a timer that the child does not have */
  MoPromise *promise;
  MoFuture *continued; /* with a callback that names no context */
} Before;

static MoFuture *
add_one (MoFuture *future, gpointer data)
{
  g_assert_true (test_is_dispatcher ());
  return test_number (test_number_get (future) + 1);
}

static void
before_open (Before *self)
{
  g_auto (TestPair) pair = test_pair_new ();

  self->dispatcher = mo_scheduler_dup_dispatcher ();
  /* The thread is there, as a client has it, and a timer. */
  g_assert_true (mo_await (mo_then (test_number (1), add_one, NULL, NULL), NULL));
  self->promise = g_steal_pointer (&pair.promise);
  self->limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);
  self->continued = mo_then (mo_future_ref (self->limited), add_one, NULL, NULL);
}

static void
before_clear (Before *self)
{
  mo_future_unref (self->limited);
  mo_future_unref (self->continued);
  mo_promise_unref (self->promise);
  mo_scheduler_unref (self->dispatcher);
}

/* What a program does with futures of its own. */
static void
use_futures (void)
{
  g_auto (TestPair) pair = test_pair_new ();
  g_autoptr (MoFuture) future = mo_then (test_number (4), add_one, NULL, NULL);
  g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), 1000);

  g_assert_true (mo_future_wait (future, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (future), ==, 5);
  g_assert_false (mo_future_wait (limited, MO_WAIT_FOREVER, NULL));
  test_assert_rejected (limited, MO_ERROR, MO_ERROR_TIMED_OUT);
}

/* Also with what the parent left it: the timer stops, the callback runs here. */
static void
use_inherited (Before *self)
{
  mo_promise_resolve_int64 (self->promise, 6);
  g_assert_cmpint (test_number_get (self->limited), ==, 6);
  g_assert_true (mo_future_wait (self->continued, MO_WAIT_FOREVER, NULL));
  g_assert_cmpint (test_number_get (self->continued), ==, 7);
  before_clear (self);
}

static void
assert_child_succeeds (pid_t child)
{
  int status;

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

/* A child that hangs, or whose assertion fails, ends by a signal. */
static void
begin_child (void)
{
  alarm (60);
}

static gboolean
can_fork (void)
{
#if defined(__SANITIZE_THREAD__)
  g_test_skip ("the thread sanitizer has no threads in a child of a program with threads");
  return FALSE;
#else
  return TRUE;
#endif
}

static void
test_child (void)
{
  Before before = { NULL };
  pid_t child;

  if (!can_fork ())
    return;
  before_open (&before);
  child = fork ();
  if (child == 0)
    {
      begin_child ();
      use_futures ();
      use_inherited (&before);
      use_futures ();
      _exit (0);
    }
  assert_child_succeeds (child);
  /* The parent is as it was. */
  use_futures ();
  use_inherited (&before);
}

/* Again in the child's own child, and several of one parent. */
static void
test_generations (void)
{
  Before before = { NULL };
  pid_t child;

  if (!can_fork ())
    return;
  before_open (&before);
  for (int i = 0; i < 3; i++)
    {
      child = fork ();
      if (child == 0)
        {
          pid_t grandchild;

          begin_child ();
          use_futures ();
          grandchild = fork ();
          if (grandchild == 0)
            {
              begin_child ();
              use_futures ();
              _exit (0);
            }
          assert_child_succeeds (grandchild);
          use_futures ();
          _exit (0);
        }
      assert_child_succeeds (child);
    }
  before_clear (&before);
}

/* --- while other threads are at it --- */

typedef struct
{
  _Atomic gboolean stop;
} Noise;

static gpointer
noise_thread (gpointer data)
{
  Noise *self = data;

  while (!atomic_load (&self->stop))
    {
      g_auto (TestPair) pair = test_pair_new ();
      g_autoptr (MoFuture) limited = mo_timeout (mo_future_ref (pair.future), AN_HOUR);
      g_autoptr (MoFuture) continued = mo_then (mo_future_ref (limited), add_one, NULL, NULL);

      mo_promise_resolve_int64 (pair.promise, 1);
      g_assert_true (mo_future_wait (continued, MO_WAIT_FOREVER, NULL));
    }
  return NULL;
}

/* No lock of ours is taken in the child for good. */
static void
test_in_the_middle (void)
{
  Noise noise = { FALSE };
  GThread *threads[2];

#if defined(__SANITIZE_ADDRESS__)
  g_test_skip ("the allocator of the address sanitizer may be locked in the child");
  return;
#endif
  if (!can_fork ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("test-noise", noise_thread, &noise);
  for (guint i = test_scale (50, 1000); i > 0; i--)
    {
      pid_t child = fork ();

      if (child == 0)
        {
          begin_child ();
          use_futures ();
          _exit (0);
        }
      assert_child_succeeds (child);
    }
  atomic_store (&noise.stop, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/future/fork/child", test_child);
  g_test_add_func ("/future/fork/generations", test_generations);
  g_test_add_func ("/future/fork/in-the-middle", test_in_the_middle);
  return g_test_run ();
}
