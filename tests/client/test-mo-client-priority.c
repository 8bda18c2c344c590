/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A window and a batch on the same connections: how long the window waits. */

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "mo-test-server.h"

#define MSEC (G_USEC_PER_SEC / 1000)
#define N_CONNECTIONS 4
#define N_BATCH 2000 /* that wait at any time */
#define N_ASKED 300

/* Futures of a flood that does not end: each that settles is followed by another one. */
typedef struct
{
  MoClient *client;
  _Atomic guint n_done;
  _Atomic guint n_open;
  _Atomic gboolean ends;
} Flood;

static MoFuture *flood_on (MoFuture *future, gpointer data);

static void
flood_add (Flood *self)
{
  atomic_fetch_add (&self->n_open, 1);
  mo_future_unref (
      mo_finally (mo_execute (self->client, "SELECT 'batch'"), flood_on, self, NULL));
}

static MoFuture *
flood_on (MoFuture *future, gpointer data)
{
  Flood *self = data;

  atomic_fetch_add (&self->n_done, 1);
  if (!atomic_load (&self->ends))
    flood_add (self);
  atomic_fetch_sub (&self->n_open, 1);
  return NULL;
}

static gboolean
is_dry (gpointer flood)
{
  return atomic_load (&((Flood *) flood)->n_open) == 0;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* In microseconds, and in jobs of the batch that were done from the question to its answer. */
typedef struct
{
  gint64 usec[N_ASKED];
  gint64 passed[N_ASKED];
} Waits;

static void
ask (MoClient *client, Flood *flood, Waits *waits, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_done = atomic_load (&flood->n_done);
      gint64 start = g_get_monotonic_time ();

      mo_test_ok (mo_execute (client, "SELECT 'window'"));
      waits->usec[i] = g_get_monotonic_time () - start;
      waits->passed[i] = atomic_load (&flood->n_done) - n_done;
    }
  qsort (waits->usec, n, sizeof (gint64), compare);
  qsort (waits->passed, n, sizeof (gint64), compare);
}

static void
print (const char *who, const Waits *waits, guint n)
{
  g_print ("# %s: p50 %.2f ms, p99 %.2f ms; batch jobs done meanwhile: p50 %" G_GINT64_FORMAT
           ", p99 %" G_GINT64_FORMAT "\n",
           who, (double) waits->usec[n / 2] / 1000, (double) waits->usec[n * 99 / 100] / 1000,
           waits->passed[n / 2], waits->passed[n * 99 / 100]);
}

/* The times are the machine's. What does not depend on it: the window does not wait for those who
 * wait, but for one that runs, while the others of the pool go on. */
static void
test_window (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=4&pool_timeout=-1");
  g_autoptr (MoClient) window = mo_client_new_sharing (client, MO_PRIORITY_URGENT);
  Flood flood = { client };
  Waits urgent, normal;

  for (guint i = 0; i < N_BATCH; i++)
    flood_add (&flood);
  ask (client, &flood, &normal, 5);
  ask (window, &flood, &urgent, N_ASKED);
  print ("in line with the batch", &normal, 5);
  print ("the window", &urgent, N_ASKED);
  atomic_store (&flood.ends, TRUE);
  g_assert_true (mo_test_wait_until (is_dry, &flood));
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpint (normal.passed[2], >=, N_BATCH / 2); /* so there was a flood */
  g_assert_cmpint (urgent.passed[N_ASKED / 2], <=, 8 * N_CONNECTIONS);
  g_assert_cmpint (urgent.passed[N_ASKED * 99 / 100], <, N_BATCH / 4);
}

/* With the connections of one client, and no way to wait on each other's. */
static void
test_sharing (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoClient) window = mo_client_new_sharing (client, MO_PRIORITY_URGENT);
  g_autoptr (MoClient) third = mo_client_new_sharing (window, MO_PRIORITY_BACKGROUND);
  gint64 id = mo_test_connection_id (MO_EXECUTOR (client));

  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (window)), ==, id);
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (third)), ==, id);
  mo_test_ok (mo_client_disconnect (third));
  mo_test_fails (mo_execute (client, "SELECT 1"), MO_ERROR_POOL_CLOSED);
  mo_test_fails (mo_execute (window, "SELECT 1"), MO_ERROR_POOL_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/priority/window", test_window);
  mo_test_add ("/client/priority/sharing", test_sharing);
  return g_test_run ();
}
