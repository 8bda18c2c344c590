/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A window and a batch on the same connections: how long the window waits. */

#include <stdlib.h>
#include <string.h>

#include "client/mo-client-private.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

#define MSEC (G_USEC_PER_SEC / 1000)
#define N_CONNECTIONS 4
#define N_BATCH 2000 /* that wait at any time */
#define N_ASKED 300

static guint
count_waiting (MoClient *client)
{
  MoPoolStats stats;

  mo_pool_get_stats (mo_client_get_pool (client), &stats);
  return stats.n_waiting;
}

/* Until so many wait. */
static void
fill_up (MoClient *batch)
{
  for (guint n = count_waiting (batch); n < N_BATCH; n = count_waiting (batch))
    for (; n < N_BATCH; n++)
      mo_future_unref (mo_execute (batch, "SELECT 'batch'"));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* In microseconds, and in jobs of the batch that were taken from the question to its answer. */
typedef struct
{
  gint64 usec[N_ASKED];
  gint64 passed[N_ASKED];
} Waits;

static void
ask (MoClient *client, MoClient *batch, Waits *waits, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint n_waiting;
      gint64 start;

      fill_up (batch);
      n_waiting = count_waiting (batch);
      start = g_get_monotonic_time ();
      mo_test_ok (mo_execute (client, "SELECT 'window'"));
      waits->usec[i] = g_get_monotonic_time () - start;
      waits->passed[i] = (gint64) n_waiting - count_waiting (batch);
    }
  qsort (waits->usec, n, sizeof (gint64), compare);
  qsort (waits->passed, n, sizeof (gint64), compare);
}

static void
print (const char *who, const Waits *waits, guint n)
{
  g_print ("# %s: p50 %.2f ms, p99 %.2f ms; batch jobs taken meanwhile: p50 %" G_GINT64_FORMAT
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
  Waits urgent, normal;

  ask (client, client, &normal, 5);
  ask (window, client, &urgent, N_ASKED);
  print ("in line with the batch", &normal, 5);
  print ("the window", &urgent, N_ASKED);
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpint (normal.passed[2], >=, N_BATCH / 2); /* so there was a flood */
  g_assert_cmpint (urgent.passed[N_ASKED / 2], <=, 8 * N_CONNECTIONS);
  /* Not the last few: who measures may have been kept waiting by the machine. */
  g_assert_cmpint (urgent.passed[N_ASKED * 9 / 10], <, N_BATCH / 4);
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
