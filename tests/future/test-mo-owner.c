/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoOwner: what it leaves behind in a program whose main thread never runs a loop. */

#include <matrixone-glib.h>

#include "future/mo-future-private.h"
#include "future/mo-owner-private.h"

#define N_OWNERS 100

static gpointer
settle (gpointer promise)
{
  mo_promise_resolve_int64 (promise, 1);
  return NULL;
}

static MoFuture *
count (MoFuture *future, gpointer n)
{
  (void) future;
  ++*(guint *) n;
  return NULL;
}

/* Whoever it is that asks, and however often: what wakes the loop waits there once. */
static void
test_no_loop (void)
{
  guint n_settled = 0;
  guint n_woken = 0;

  for (guint i = 0; i < N_OWNERS; i++)
    {
      g_autoptr (MoOwner) owner = mo_owner_new ();
      g_autoptr (MoPromise) promise = mo_promise_new ();
      MoFuture *counted = mo_future_continue_on (mo_promise_dup_future (promise),
                                                 mo_owner_get_scheduler (owner), count, &n_settled,
                                                 NULL);

      g_thread_join (g_thread_new ("settler", settle, promise));
      g_assert_true (mo_await (counted, NULL));
    }
  while (g_main_context_iteration (NULL, FALSE))
    n_woken++;
  g_assert_cmpuint (n_settled, ==, N_OWNERS);
  g_assert_cmpuint (n_woken, >=, 1);
  g_assert_cmpuint (n_woken, <, N_OWNERS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/owner/no-loop", test_no_loop);
  return g_test_run ();
}
