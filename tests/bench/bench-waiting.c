/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that waits for a connection: what each piece takes of memory, beside a GTask of GLib's
 * thread pool that waits in the same way; and whether one costs as much among a million as among a
 * thousand, to submit and to cancel.
 *
 *   bench-waiting [N]   the most that wait */

#include <gio/gio.h>
#include <malloc.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 3
#define N_LEAST 1000
#define MOST_BYTES 400
#define MOST_GROWTH 1.5

typedef struct
{
  MoClient *client;
  guint n;
  MoFuture **futures; /* has room for all; the program's own, and not counted */
} Bench;

static gsize
count_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* --- ours --- */

static void
submit (Bench *self, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    self->futures[i] = mo_execute (self->client, "SELECT %s", i);
}

static void
cancel (Bench *self, guint first, guint n)
{
  for (guint i = first; i < first + n; i++)
    {
      g_autoptr (MoFuture) future = g_steal_pointer (&self->futures[i]);

      mo_future_cancel (future);
      if (!g_error_matches (mo_future_get_error (future), G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_error ("not cancelled at once");
    }
}

static double
measure_bytes (Bench *self, guint n)
{
  gsize before = count_bytes ();
  gsize after;

  submit (self, 0, n);
  after = count_bytes ();
  cancel (self, 0, n);
  return (double) (after - before) / n;
}

/* --- the peer --- */

/* One thread, which the gate holds up as a transaction holds the only connection. */
static void
wait_at_gate (gpointer task, gpointer gate)
{
  g_mutex_lock (gate);
  g_mutex_unlock (gate);
  g_object_unref (task);
}

static double
measure_task_bytes (guint n)
{
  GMutex gate;
  GThreadPool *pool = g_thread_pool_new (wait_at_gate, &gate, 1, TRUE, NULL);
  gsize before = count_bytes ();
  gsize after;

  g_mutex_init (&gate);
  g_mutex_lock (&gate);
  for (guint i = 0; i < n; i++)
    {
      GTask *task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, g_strdup_printf ("SELECT %u", i), g_free);
      g_thread_pool_push (pool, task, NULL);
    }
  after = count_bytes ();
  g_mutex_unlock (&gate);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_mutex_clear (&gate);
  return (double) (after - before) / n;
}

/* --- among few, and among many --- */

static void
submit_and_cancel (Bench *self, guint n)
{
  submit (self, 0, n);
  cancel (self, 0, n);
}

static void
submit_among_many (gpointer bench)
{
  Bench *self = bench;

  submit_and_cancel (self, self->n);
}

/* As many in all, of which a thousand wait at once. */
static void
submit_among_few (gpointer bench)
{
  Bench *self = bench;

  for (guint i = 0; i < self->n; i += N_LEAST)
    submit_and_cancel (self, N_LEAST);
}

static void
compare_growth (Bench *self, guint n)
{
  g_autofree char *name = g_strdup_printf ("submit and cancel, %u wait / %u", n, N_LEAST);
  BenchCosts costs;

  self->n = n;
  costs = bench_take_turns ((BenchSide){ submit_among_many }, (BenchSide){ submit_among_few },
                            ROUNDS, self);
  bench_report_time (name, costs, n, 0);
  bench_report_work (name, costs, n, MOST_GROWTH);
}

int
main (int argc, char **argv)
{
  guint most = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  g_autofree MoFuture **futures = g_new0 (MoFuture *, most);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoTransaction) keeper = NULL;
  g_autofree char *name = g_strdup_printf ("%u that wait, each", most);
  Bench self = { .futures = futures };

  bench_server_require ();
  self.client = bench_server_connect ("pool_size=1&pool_timeout=-1");
  keeper = mo_await_transaction (mo_client_begin (self.client), &error);
  bench_must (keeper != NULL, error);
  bench_report_begin ("bench-waiting", "ours", "peer");
  measure_bytes (&self, N_LEAST);
  bench_report_case (&(BenchCase){ .name = name,
                                   .unit = "byte",
                                   .ours = measure_bytes (&self, most),
                                   .peer = measure_task_bytes (most),
                                   .goal = MOST_BYTES,
                                   .is_cost = TRUE,
                                   .is_limit = TRUE });
  for (guint n = 10 * N_LEAST; n <= most; n *= 10)
    compare_growth (&self, n);
  bench_must (mo_await (mo_transaction_rollback (keeper), &error), error);
  bench_server_leave (self.client);
  return 0;
}
