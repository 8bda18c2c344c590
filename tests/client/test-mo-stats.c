/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client counts and measures: when each number moves, and how exact the durations are. */

#include <pthread.h>
#include <stdatomic.h>

#include "client/mo-client-private.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

#define N_STATS (MO_STAT_KILLS + 1)

static guint64
count (MoClient *client, MoStat stat)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, stat);
}

/* --- when each moves --- */

typedef struct
{
  const char *path;
  const char *options;
  void (*act) (MoTest *test, MoClient *client);
  guint64 counts[N_STATS]; /* afterwards */
} Row;

static void
nothing (MoTest *test, MoClient *client)
{
}

static void
succeed (MoTest *test, MoClient *client)
{
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_execute_prepared (client, "SELECT 1"));
}

static void
fail (MoTest *test, MoClient *client)
{
  mo_test_fails (mo_execute (client, "SELECT * FROM nothing"), MO_ERROR_NO_SUCH_OBJECT);
}

/* Before it is a piece of work, it is none. */
static void
be_refused (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_fails (mo_execute (client, "SELECT ?, ?", 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_fails (mo_execute (tx, "SELECT ?, ?", 1), MO_ERROR_INVALID_ARGUMENT);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
open_two (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) first = mo_test_begin (client);
  g_autoptr (MoTransaction) second = mo_test_begin (client);

  mo_test_ok (mo_transaction_rollback (first));
  mo_test_ok (mo_transaction_rollback (second));
}

static void
commit (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 1"), mo_execute (tx, "SELECT 2")));
  mo_test_ok (mo_execute_prepared (tx, "SELECT 3"));
  mo_test_ok (mo_transaction_commit (tx));
}

static void
cancel_while_it_runs (MoTest *test, MoClient *client, const char *sql)
{
  MoFuture *future = mo_execute (client, mo_test_text (test, sql));

  mo_test_wait_for_statement (test, "SLEEP(60)");
  mo_future_cancel (future);
  g_assert_false (mo_await (future, NULL));
}

static void
stop_reading (MoTest *test, MoClient *client)
{
  cancel_while_it_runs (test, client, "SELECT SLEEP(60)");
}

/* What it has done by then, nobody knows; stopped it was. */
static void
stop_writing (MoTest *test, MoClient *client)
{
  cancel_while_it_runs (test, client, "INSERT INTO $t SELECT 1, '', SLEEP(60)");
}

static void
cancel_what_waits (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoFuture *future = mo_execute (client, "SELECT 1");

  g_assert_cmpuint (count (client, MO_STAT_WAITING), ==, 1);
  mo_future_cancel (future);
  g_assert_false (mo_await (future, NULL));
  mo_test_ok (mo_transaction_rollback (tx));
}

/* The worker has it already, behind another one. */
static void
cancel_what_is_next (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoFuture *runs;
  MoFuture *waits;

  mo_gathering_begin ();
  runs = mo_execute_prepared (tx, "SELECT SLEEP(0.5)");
  waits = mo_execute (tx, "SELECT 1");
  mo_gathering_add (mo_future_ref (runs));
  mo_gathering_add (mo_future_ref (waits));
  mo_future_unref (mo_gathering_end (mo_gather_array));
  mo_test_wait_for_statement (test, "SLEEP(0.5)");
  mo_future_cancel (waits);
  g_assert_false (mo_await (waits, NULL));
  mo_test_ok (runs);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
expire (MoTest *test, MoClient *client)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (client);

  mo_test_fails (mo_execute (client, "SELECT 1"), MO_ERROR_POOL_EXHAUSTED);
  mo_test_ok (mo_transaction_rollback (tx));
}

static gboolean
is_idle (gpointer client)
{
  return count (client, MO_STAT_BUSY) == 0;
}

static void
succeed_twice (MoTest *test, MoClient *client)
{
  mo_test_ok (mo_execute (client, "SELECT 1"));
  g_assert_true (mo_test_wait_until (is_idle, client));
  mo_test_ok (mo_execute (client, "SELECT 1"));
}

static void
leave_state (MoTest *test, MoClient *client)
{
  mo_test_ok (mo_execute (client, "SET @a = 1"));
}

static void
just_connect (MoTest *test, MoClient *client)
{
  mo_test_ok (mo_client_connect (client));
}

static void
disconnect (MoTest *test, MoClient *client)
{
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_client_disconnect (client));
}

/* clang-format off */
static const Row rows[] = {
  { "nothing", NULL, nothing, { 0 } },
  { "connect", NULL, just_connect, { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1 } },
  { "done", "pool_size=1", succeed,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 2 } },
  { "failed", NULL, fail,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_FAILED] = 1 } },
  { "refused", NULL, be_refused,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 1 } },
  { "connects", "pool_size=2", open_two,
    { [MO_STAT_CONNECTIONS] = 2, [MO_STAT_CONNECTS] = 2, [MO_STAT_DONE] = 2 } },
  { "committed", NULL, commit,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 4 } },
  { "cancelled", "kill_timeout=60", stop_reading,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_CANCELLED] = 1,
      [MO_STAT_KILLS] = 1 } },
  { "cancelled-write", "kill_timeout=60", stop_writing,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_CANCELLED] = 1,
      [MO_STAT_KILLS] = 1 } },
  { "cancelled-in-queue", "pool_size=1", cancel_what_waits,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 1 } },
  { "cancelled-in-transaction", NULL, cancel_what_is_next,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 2 } },
  { "expired", "pool_size=1&pool_timeout=0.05", expire,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 1,
      [MO_STAT_EXPIRED] = 1 } },
  { "pings", "pool_size=1&pool_pre_ping=true&pool_pre_ping_idle=0", succeed_twice,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 2,
      [MO_STAT_PINGS] = 1 } },
  { "resets", NULL, leave_state,
    { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 1,
      [MO_STAT_RESETS] = 1 } },
  { "disconnected", NULL, disconnect, { [MO_STAT_CONNECTS] = 1, [MO_STAT_DONE] = 1 } },
};
/* clang-format on */

typedef struct
{
  MoClient *client;
  const guint64 *counts;
} Expected;

static gboolean
are_as_expected (gpointer data)
{
  Expected *self = data;
  g_autoptr (MoStats) stats = mo_client_get_stats (self->client);

  for (guint i = 0; i < N_STATS; i++)
    if (mo_stats_get_count (stats, (MoStat) i) != self->counts[i])
      return FALSE;
  return TRUE;
}

/* A worker counts after it has told the outcome. */
static void
assert_counts (MoClient *client, const guint64 *counts)
{
  Expected expected = { client, counts };

  if (mo_test_wait_until (are_as_expected, &expected))
    return;
  for (guint i = 0; i < N_STATS; i++)
    g_test_message ("%u: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, i,
                    count (client, (MoStat) i), counts[i]);
  g_assert_not_reached ();
}

static void
test_counts (MoTest *test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MoClient) client = mo_test_client_new (rows[i].options);

      g_test_message ("%s", rows[i].path);
      rows[i].act (test, client);
      assert_counts (client, rows[i].counts);
      mo_test_ok (mo_client_disconnect (client));
    }
}

static void
test_connect_failures (MoTest *test)
{
  static const guint64 counts[N_STATS] = { [MO_STAT_CONNECT_FAILURES] = 1 };
  g_autoptr (MoClient) client = mo_test_client_with ("database", "no_such_database", NULL);

  g_assert_false (mo_await (mo_execute (client, "SELECT 1"), NULL));
  assert_counts (client, counts);
  mo_test_ok (mo_client_disconnect (client));
}

/* Those that tell of now go up and down. */
static void
test_now (MoTest *test)
{
  static const guint64 held[N_STATS] = { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1,
                                         [MO_STAT_BUSY] = 1, [MO_STAT_TRANSACTIONS] = 1,
                                         [MO_STAT_WAITING] = 2 };
  static const guint64 over[N_STATS] = { [MO_STAT_CONNECTIONS] = 1, [MO_STAT_CONNECTS] = 1,
                                         [MO_STAT_DONE] = 3 };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoFuture *first = mo_execute (client, "SELECT 1");
  MoFuture *second = mo_execute (client, "SELECT 1");

  assert_counts (client, held);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_gather (first, second));
  assert_counts (client, over);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- durations --- */

static void
test_durations (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = NULL;
  g_autoptr (MoStats) stats = NULL;

  mo_test_ok (mo_execute (client, "SELECT SLEEP(0.2)"));
  mo_test_ok (mo_execute (client, "SELECT 1"));
  mo_test_fails (mo_execute (client, "SELECT * FROM nothing"), MO_ERROR_NO_SUCH_OBJECT);
  tx = mo_test_begin (client);
  mo_test_ok (mo_gather (mo_execute (tx, "SELECT 1"), mo_execute (tx, "SELECT 2")));
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_true (mo_test_wait_until (is_idle, client));
  stats = mo_client_get_stats (client);
  g_assert_cmpuint (mo_stats_get_n_durations (stats, MO_DURATION_WAIT), ==, 4);
  g_assert_cmpuint (mo_stats_get_n_durations (stats, MO_DURATION_EXECUTE), ==, 6);
  g_assert_cmpint (mo_stats_get_quantile_usec (stats, MO_DURATION_EXECUTE, 1), >=, 200000);
  g_assert_cmpint (mo_stats_get_mean_usec (stats, MO_DURATION_EXECUTE), >=, 200000 / 6);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- quantiles, of values that are known --- */

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
assert_quantiles (gint64 *values, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new ("mysql://h/", &error);
  MoHistogram *histogram = &mo_pool_get_counters (mo_client_get_pool (client))->waits;
  g_autoptr (MoStats) stats = NULL;
  gint64 sum = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    {
      mo_histogram_add (histogram, values[i]);
      sum += values[i];
    }
  qsort (values, n, sizeof *values, compare);
  stats = mo_client_get_stats (client);
  g_assert_cmpuint (mo_stats_get_n_durations (stats, MO_DURATION_WAIT), ==, n);
  g_assert_cmpint (mo_stats_get_mean_usec (stats, MO_DURATION_WAIT), ==, sum / n);
  for (guint percent = 0; percent <= 100; percent++)
    {
      guint rank = MAX ((percent * n + 99) / 100, 1);
      gint64 exact = values[rank - 1];
      gint64 told = mo_stats_get_quantile_usec (stats, MO_DURATION_WAIT, percent / 100.0);

      if (told < exact || told > exact + exact / 4)
        g_error ("%u %% of %u: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, percent, n,
                 told, exact);
    }
}

static void
test_quantiles (void)
{
  static const guint sizes[] = { 1, 2, 7, 100, 1000 };
  g_autofree gint64 *values = g_new (gint64, 1000);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint j = 0; j < sizes[i]; j++)
        values[j] = j; /* each near zero */
      assert_quantiles (values, sizes[i]);
      for (guint j = 0; j < sizes[i]; j++)
        values[j] = (gint64) 1 << g_test_rand_int_range (0, 40); /* at the edges of buckets */
      assert_quantiles (values, sizes[i]);
      for (guint j = 0; j < sizes[i]; j++)
        values[j] = (gint64) ((double) ((gint64) 1 << g_test_rand_int_range (0, 39))
                              * g_test_rand_double_range (1, 2));
      assert_quantiles (values, sizes[i]);
    }
}

/* Each duration is in the one bucket that reaches to it. */
static void
test_buckets (void)
{
  for (guint bucket = 0; bucket < MO_HISTOGRAM_BUCKETS; bucket++)
    {
      gint64 limit = mo_histogram_limit (bucket);

      g_assert_cmpuint (mo_histogram_bucket (limit), ==, bucket);
      if (bucket + 1 < MO_HISTOGRAM_BUCKETS)
        g_assert_cmpuint (mo_histogram_bucket (limit + 1), ==, bucket + 1);
    }
  g_assert_cmpuint (mo_histogram_bucket (-1), ==, 0);
  g_assert_cmpuint (mo_histogram_bucket (G_MAXINT64), ==, MO_HISTOGRAM_BUCKETS - 1);
}

static void
test_none (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new ("mysql://h/", &error);
  g_autoptr (MoStats) stats = mo_client_get_stats (client);
  g_autoptr (MoStats) copy = mo_stats_copy (stats);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_stats_get_n_durations (copy, MO_DURATION_EXECUTE), ==, 0);
  g_assert_cmpint (mo_stats_get_mean_usec (copy, MO_DURATION_EXECUTE), ==, 0);
  g_assert_cmpint (mo_stats_get_quantile_usec (copy, MO_DURATION_EXECUTE, 0.5), ==, 0);
}

/* --- readers --- */

#define N_READERS 4

typedef struct
{
  MoClient *client;
  _Atomic gboolean stops;
  _Atomic guint n_reads;
} Reading;

/* What counts up never goes back. */
static void *
read_on (void *data)
{
  Reading *self = data;
  guint64 before[N_STATS] = { 0 };

  while (!atomic_load (&self->stops))
    {
      g_autoptr (MoStats) stats = mo_client_get_stats (self->client);

      for (guint i = MO_STAT_DONE; i < N_STATS; i++)
        {
          guint64 now = mo_stats_get_count (stats, (MoStat) i);

          g_assert_cmpuint (now, >=, before[i]);
          before[i] = now;
        }
      g_assert_cmpuint (mo_stats_get_count (stats, MO_STAT_BUSY), <=, 8);
      g_assert_cmpuint (mo_stats_get_count (stats, MO_STAT_CONNECTIONS), <=, 8);
      atomic_fetch_add (&self->n_reads, 1);
    }
  return NULL;
}

static void
test_readers (MoTest *test)
{
  const guint n = mo_test_is_full () ? 20000 : 500;
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=8");
  Reading reading = { client };
  pthread_t threads[N_READERS];

  for (guint i = 0; i < N_READERS; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, read_on, &reading), ==, 0);
  mo_gathering_begin ();
  for (guint i = 0; i < n; i++)
    mo_gathering_add (mo_execute (client, "SELECT 1"));
  mo_test_ok (mo_gathering_end (mo_gather_array));
  g_assert_true (mo_test_wait_until (is_idle, client));
  g_assert_cmpuint (count (client, MO_STAT_DONE), ==, n);
  atomic_store (&reading.stops, TRUE);
  for (guint i = 0; i < N_READERS; i++)
    pthread_join (threads[i], NULL);
  g_test_message ("%u reads", atomic_load (&reading.n_reads));
  g_assert_cmpuint (atomic_load (&reading.n_reads), >, 0);
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stats/none", test_none);
  g_test_add_func ("/stats/buckets", test_buckets);
  g_test_add_func ("/stats/quantiles", test_quantiles);
  mo_test_add_mariadb ("/stats/counts", test_counts);
  mo_test_add_mariadb ("/stats/connect-failures", test_connect_failures);
  mo_test_add ("/stats/now", test_now);
  mo_test_add ("/stats/durations", test_durations);
  mo_test_add ("/stats/readers", test_readers);
  return g_test_run ();
}
