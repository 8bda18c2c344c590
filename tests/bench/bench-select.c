/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Point selects by primary key: a client with so many workers and 64 times as many statements on
 * their way, beside as many threads by hand that each have a connection and do one select after the
 * other; as text, or with a statement that is prepared once.
 *
 *   bench-select [N]   selects a turn */

#include <stdlib.h>
#include <string.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 7
#define N_ROWS 10000
#define MOST_WORKERS 16
#define N_ON_THEIR_WAY 64 /* a worker */

#define SELECT "SELECT number FROM bench_points WHERE id = "

typedef struct
{
  MoClient *client;
  guint n; /* selects a turn */
  guint n_workers;
  MoExecuteFlags flags;
  MYSQL *connections[MOST_WORKERS];
  MYSQL_STMT *statements[MOST_WORKERS];
} Bench;

/* No two that follow are neighbours. */
static guint
choose_id (guint i)
{
  return i * 7919 % N_ROWS + 1;
}

static void
check (guint id, gint64 number)
{
  if (number != (gint64) id * 3)
    g_error ("row %u has %" G_GINT64_FORMAT, id, number);
}

/* --- ours --- */

static MoFuture *
ask (Bench *self, guint i)
{
  MoValue id = MO_VALUE ((gint64) choose_id (i));

  return mo_execute_values (MO_EXECUTOR (self->client), SELECT "?", &id, 1, self->flags);
}

static void
take (MoFuture *future, guint i)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  bench_must (mo_await_int64 (future, &number, &error), error);
  check (choose_id (i), number);
}

/* Half of what may be on its way. The newest is awaited first: so the thread sleeps once, and not
 * for each. */
static void
take_half (MoFuture **futures, guint first, guint n)
{
  for (guint i = n; i-- > 0;)
    take (futures[i], first + i);
}

static void
ask_half (Bench *self, MoFuture **futures, guint first, guint n)
{
  for (guint i = 0; i < n; i++)
    futures[i] = ask (self, first + i);
}

/* One half is on its way while the other is taken and asked anew. */
static void
run_ours (gpointer bench)
{
  Bench *self = bench;
  guint half = self->n_workers * N_ON_THEIR_WAY / 2;
  g_autofree MoFuture **futures = g_new (MoFuture *, 2 * half);

  for (guint first = 0; first < self->n + 2 * half; first += half)
    {
      MoFuture **these = futures + first / half % 2 * half;

      if (first >= 2 * half)
        take_half (these, first - 2 * half, MIN (half, self->n + 2 * half - first));
      if (first < self->n)
        ask_half (self, these, first, MIN (half, self->n - first));
    }
}

/* --- by hand --- */

typedef struct
{
  const Bench *bench;
  guint first; /* and each n_workers-th behind it */
} Part;

static void
select_text (MYSQL *mysql, guint i)
{
  char sql[80];
  MYSQL_RES *result = NULL;
  MYSQL_ROW row = NULL;
  int length = g_snprintf (sql, sizeof sql, SELECT "%u", choose_id (i));

  if (mysql_real_query (mysql, sql, (unsigned long) length) == 0)
    result = mysql_store_result (mysql);
  if (result != NULL)
    row = mysql_fetch_row (result);
  if (row == NULL)
    g_error ("%s", mysql_error (mysql));
  check (choose_id (i), strtoll (row[0], NULL, 10));
  mysql_free_result (result);
}

static gpointer
run_text_part (gpointer data)
{
  Part *part = data;

  for (guint i = part->first; i < part->bench->n; i += part->bench->n_workers)
    select_text (part->bench->connections[part->first], i);
  return NULL;
}

static void
select_prepared (MYSQL_STMT *statement, guint *id, gint64 *number, guint i)
{
  *id = choose_id (i);
  if (mysql_stmt_execute (statement) != 0 || mysql_stmt_store_result (statement) != 0
      || mysql_stmt_fetch (statement) != 0)
    g_error ("%s", mysql_stmt_error (statement));
  check (*id, *number);
  mysql_stmt_free_result (statement);
}

static gpointer
run_prepared_part (gpointer data)
{
  Part *part = data;
  MYSQL_STMT *statement = part->bench->statements[part->first];
  guint id = 0;
  gint64 number = 0;
  MYSQL_BIND in = { .buffer_type = MYSQL_TYPE_LONG, .buffer = &id, .is_unsigned = TRUE };
  MYSQL_BIND out = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &number };

  if (mysql_stmt_bind_param (statement, &in) != 0 || mysql_stmt_bind_result (statement, &out) != 0)
    g_error ("%s", mysql_stmt_error (statement));
  for (guint i = part->first; i < part->bench->n; i += part->bench->n_workers)
    select_prepared (statement, &id, &number, i);
  return NULL;
}

static void
run_by_hand (Bench *self, GThreadFunc run_part)
{
  GThread *threads[MOST_WORKERS];
  Part parts[MOST_WORKERS];

  for (guint i = 0; i < self->n_workers; i++)
    {
      parts[i] = (Part){ self, i };
      threads[i] = g_thread_new ("by-hand", run_part, &parts[i]);
    }
  for (guint i = 0; i < self->n_workers; i++)
    g_thread_join (threads[i]);
}

static void
run_text (gpointer bench)
{
  run_by_hand (bench, run_text_part);
}

static void
run_prepared (gpointer bench)
{
  run_by_hand (bench, run_prepared_part);
}

static MYSQL_STMT *
prepare (MYSQL *mysql)
{
  MYSQL_STMT *statement = mysql_stmt_init (mysql);

  if (mysql_stmt_prepare (statement, SELECT "?", strlen (SELECT "?")) != 0)
    g_error ("%s", mysql_stmt_error (statement));
  return statement;
}

/* --- all --- */

static void
report_rate (const Bench *self, const char *name, BenchCosts costs, double goal)
{
  bench_report_case (&(BenchCase){
      .name = name,
      .unit = "/s",
      .ours = self->n * 1e6 / costs.ours.usec,
      .peer = self->n * 1e6 / costs.peer.usec,
      .goal = goal,
      .more_is_better = TRUE,
  });
  bench_report_work (name, costs, self->n, 0);
}

static void
compare (Bench *self, MoExecuteFlags flags, BenchRun peer, double goal)
{
  g_autofree char *name = g_strdup_printf (
      "%u worker%s, %s / %s", self->n_workers, self->n_workers == 1 ? "" : "s",
      flags == MO_EXECUTE_PREPARED ? "prepared" : "text", peer == run_text ? "text" : "prepared");

  self->flags = flags;
  report_rate (self, name,
               bench_take_turns ((BenchSide){ run_ours }, (BenchSide){ peer }, ROUNDS, self), goal);
}

static void
compare_workers (Bench *self, guint n_workers, double goal)
{
  /* Of its own accord it keeps nothing prepared on a MatrixOne. */
  g_autofree char *options
      = g_strdup_printf ("pool_size=%u&pool_timeout=-1&statement_cache_size=64", n_workers);

  self->n_workers = n_workers;
  self->client = bench_server_connect (options);
  for (guint i = 0; i < n_workers; i++)
    {
      self->connections[i] = bench_server_by_hand ();
      self->statements[i] = prepare (self->connections[i]);
    }
  compare (self, MO_EXECUTE_DEFAULT, run_text, 0);
  compare (self, MO_EXECUTE_PREPARED, run_text, goal);
  compare (self, MO_EXECUTE_PREPARED, run_prepared, 0.95);
  for (guint i = 0; i < n_workers; i++)
    {
      mysql_stmt_close (self->statements[i]);
      mysql_close (self->connections[i]);
    }
  bench_server_leave (self->client);
}

static void
make_rows (MoClient *client)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO bench_points (id, number) VALUES ");

  bench_execute (client, "DROP TABLE IF EXISTS bench_points");
  bench_execute (client, "CREATE TABLE bench_points (id INT PRIMARY KEY, number BIGINT NOT NULL)");
  for (guint i = 1; i <= N_ROWS; i++)
    g_string_append_printf (sql, "%s(%u, %u)", i > 1 ? ", " : "", i, i * 3);
  bench_execute (client, sql->str);
}

int
main (int argc, char **argv)
{
  Bench self = { .n = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 5000 };
  MoClient *client;

  bench_server_require ();
  client = bench_server_connect (NULL);
  make_rows (client);
  bench_report_begin ("bench-select", "ours", "by hand");
  compare_workers (&self, 1, bench_server_is_matrixone () ? 1.8 : 1.3);
  compare_workers (&self, 4, bench_server_is_matrixone () ? 1.5 : 1.1);
  compare_workers (&self, MOST_WORKERS, bench_server_is_matrixone () ? 1.5 : 1.1);
  bench_execute (client, "DROP TABLE bench_points");
  bench_server_leave (client);
  return 0;
}
