/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs to get instances out of rows of four columns, beside what the client library and
 * strtoll() cost by hand. Two measures: the time, with the server's part; and the processor time of
 * this process, all threads, which is what we can do something about. */

#include <stdlib.h>

#include "bench-server.h"
#include "bench-turns.h"

#define ROUNDS 11
#define N_STATEMENT_ROWS 1000

typedef struct
{
  gint64 id;
  gint64 account;
  char *name;
  gint64 amount;
} Row;

MO_DEFINE_MODEL (Row, row, "bench_hydrate",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (account, 0),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 20),
                 MO_COLUMN (amount, 0))

#define SELECT "SELECT id, account, name, amount FROM bench_hydrate WHERE id <= %u ORDER BY id"

typedef struct
{
  MoClient *client;
  MYSQL *mysql;
  guint n;
} Bench;

/* --- what was read --- */

static void
check_sum (const Bench *self, guint n, guint64 sum)
{
  guint64 expected = 0;

  for (guint64 i = 1; i <= self->n; i++)
    expected += i + i * 7919 + strlen ("customer-000000") + i * i;
  if (n != self->n || sum != expected)
    g_error ("%u rows of %u, sum %" G_GUINT64_FORMAT " and not %" G_GUINT64_FORMAT, n, self->n, sum,
             expected);
}

static guint64
sum_row (const Row *row)
{
  return (guint64) (row->id + row->account + row->amount) + strlen (row->name);
}

/* --- by hand: each reads @bench->n rows, checks them, and frees them --- */

static Row *
make_row (MYSQL_ROW cells)
{
  Row *row = g_new (Row, 1);

  row->id = strtoll (cells[0], NULL, 10);
  row->account = strtoll (cells[1], NULL, 10);
  row->name = g_strdup (cells[2]);
  row->amount = strtoll (cells[3], NULL, 10);
  return row;
}

static void
free_row (gpointer row)
{
  g_free (((Row *) row)->name);
  g_free (row);
}

static void
read_by_hand (Bench *self, MYSQL_RES *(*get_result) (MYSQL *) )
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autofree char *sql = g_strdup_printf (SELECT, self->n);
  MYSQL_RES *result = NULL;
  MYSQL_ROW cells;
  guint64 sum = 0;

  if (mysql_real_query (self->mysql, sql, strlen (sql)) == 0)
    result = get_result (self->mysql);
  if (result == NULL)
    g_error ("%s", mysql_error (self->mysql));
  while ((cells = mysql_fetch_row (result)) != NULL)
    g_ptr_array_add (rows, make_row (cells));
  mysql_free_result (result);
  for (guint i = 0; i < rows->len; i++)
    sum += sum_row (rows->pdata[i]);
  check_sum (self, rows->len, sum);
}

static void
store_by_hand (gpointer bench)
{
  read_by_hand (bench, mysql_store_result);
}

static void
use_by_hand (gpointer bench)
{
  read_by_hand (bench, mysql_use_result);
}

/* --- ours --- */

static MoSelect *
select_rows (const Bench *self)
{
  return mo_order_by (mo_where (mo_select (Row), mo_le (MO_C (Row, id), self->n)), MO_C (Row, id));
}

static gboolean
check_all (Bench *self, MoFuture *found, GError **error)
{
  g_autoptr (GPtrArray) rows = mo_await_all (found, error);
  guint64 sum = 0;

  if (rows == NULL)
    return FALSE;
  MO_FOREACH (Row, row, rows)
    sum += sum_row (row);
  check_sum (self, rows->len, sum);
  return TRUE;
}

static void
read_detached (gpointer bench)
{
  Bench *self = bench;
  g_autoptr (GError) error = NULL;

  if (!check_all (self, mo_client_select (self->client, select_rows (self)), &error))
    g_error ("%s", error->message);
}

static gboolean
read_body (MoTransaction *tx, gpointer bench, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  return check_all (bench, mo_session_execute (session, select_rows (bench)), error);
}

static void
read_in_session (gpointer bench)
{
  Bench *self = bench;
  g_autoptr (GError) error = NULL;

  if (!mo_client_run_transaction (self->client, read_body, self, &error))
    g_error ("%s", error->message);
}

/* --- measuring --- */

static void
compare (Bench *self, const char *name, BenchRun ours, BenchRun peer)
{
  g_autofree char *title = g_strdup_printf ("%u rows, %s", self->n, name);
  BenchCosts costs = bench_take_turns ((BenchSide){ ours }, (BenchSide){ peer }, ROUNDS, self);

  bench_report_time (title, costs, self->n, 0);
  bench_report_work (title, costs, self->n, 2);
}

static void
compare_all (Bench *self, guint n)
{
  self->n = n;
  compare (self, "select / store", read_detached, store_by_hand);
  compare (self, "select / use", read_detached, use_by_hand);
  compare (self, "session / store", read_in_session, store_by_hand);
  compare (self, "session / use", read_in_session, use_by_hand);
}

/* --- the rows --- */

static void
insert_rows (MoClient *client, guint first, guint n)
{
  g_autoptr (GString) sql
      = g_string_new ("INSERT INTO bench_hydrate (id, account, name, amount) VALUES ");

  for (guint64 i = first; i < first + n; i++)
    g_string_append_printf (sql,
                            "%s(%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
                            ", 'customer-%06u', %" G_GUINT64_FORMAT ")",
                            i > first ? ", " : "", i, i * 7919, (guint) (i % 1000000), i * i);
  bench_execute (client, sql->str);
}

int
main (int argc, char **argv)
{
  guint most = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autoptr (GError) error = NULL;
  Bench self = { 0 };

  bench_server_require ();
  self.client = bench_server_connect (NULL);
  bench_must (mo_await (mo_client_drop_all (self.client, MO_MODELS (Row)), &error), error);
  bench_must (mo_await (mo_client_create_all (self.client, MO_MODELS (Row)), &error), error);
  for (guint i = 0; i < most; i += N_STATEMENT_ROWS)
    insert_rows (self.client, i + 1, MIN (N_STATEMENT_ROWS, most - i));
  self.mysql = bench_server_by_hand ();
  bench_report_begin ("bench-hydrate", "ours", "by hand");
  for (guint n = 10000; n <= most; n *= 10)
    compare_all (&self, n);
  mysql_close (self.mysql);
  bench_must (mo_await (mo_client_drop_all (self.client, MO_MODELS (Row)), &error), error);
  bench_server_leave (self.client);
  return 0;
}
