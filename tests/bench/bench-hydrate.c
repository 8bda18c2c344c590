/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs to get instances out of rows of four columns, beside what the client library and
 * strtoll() cost by hand. Two measures: the time, with the server's part; and the processor time of
 * this process, all threads, which is what we can do something about. */

#include <matrixone-glib.h>
#include <mysql.h>
#include <stdlib.h>
#include <time.h>

#include "bench-report.h"

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

typedef struct
{
  double usec;
  double work_usec;
} Cost;

/* Reads @self->n rows, checks them, and frees them. */
typedef void (*Side) (Bench *self);

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

/* --- by hand --- */

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
store_by_hand (Bench *self)
{
  read_by_hand (self, mysql_store_result);
}

static void
use_by_hand (Bench *self)
{
  read_by_hand (self, mysql_use_result);
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
read_detached (Bench *self)
{
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
read_in_session (Bench *self)
{
  g_autoptr (GError) error = NULL;

  if (!mo_client_run_transaction (self->client, read_body, self, &error))
    g_error ("%s", error->message);
}

/* --- measuring --- */

static double
read_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static Cost
measure (Bench *self, Side side)
{
  double work = read_work ();
  gint64 start = g_get_monotonic_time ();

  side (self);
  return (Cost){ (double) (g_get_monotonic_time () - start) / self->n,
                 (read_work () - work) / self->n };
}

/* The median; or the least, of what others on the machine can only add to. */
static double
sum_up (double *numbers, gboolean of_work)
{
  double median = bench_median (numbers, ROUNDS); /* which sorts them */

  return of_work ? numbers[0] : median;
}

static void
report (const Bench *self, const char *name, gboolean of_work, double *ours, double *peer)
{
  const char *what = of_work ? "work" : "time";
  g_autofree char *title = g_strdup_printf ("%u rows, %s, %s", self->n, name, what);
  BenchCase line = {
    .name = title,
    .unit = "us/row",
    .ours = sum_up (ours, of_work),
    .peer = sum_up (peer, of_work),
    .goal = of_work ? 2 : 0,
    .is_cost = TRUE,
  };

  bench_report_case (&line);
}

static void
compare (Bench *self, const char *name, Side ours, Side peer)
{
  double usec[2][ROUNDS];
  double work[2][ROUNDS];

  measure (self, ours);
  measure (self, peer);
  for (guint i = 0; i < ROUNDS; i++)
    for (guint j = 0; j < 2; j++)
      {
        guint which = (i + j) % 2;
        Cost cost = measure (self, which == 0 ? ours : peer);

        usec[which][i] = cost.usec;
        work[which][i] = cost.work_usec;
      }
  report (self, name, FALSE, usec[0], usec[1]);
  report (self, name, TRUE, work[0], work[1]);
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
  g_autoptr (GError) error = NULL;

  for (guint64 i = first; i < first + n; i++)
    g_string_append_printf (sql,
                            "%s(%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
                            ", 'customer-%06u', %" G_GUINT64_FORMAT ")",
                            i > first ? ", " : "", i, i * 7919, (guint) (i % 1000000), i * i);
  if (!mo_await (mo_execute (client, sql->str), &error))
    g_error ("%s", error->message);
}

/* The server that the client has. */
static MYSQL *
connect_by_hand (const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new (uri, &error);
  g_autofree char *host = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *user = NULL;
  g_autofree char *database = NULL;
  MYSQL *mysql = mysql_init (NULL);
  guint port;

  if (client == NULL)
    g_error ("%s", error->message);
  g_object_get (client, "host", &host, "port", &port, "socket", &socket, "user", &user, "database",
                &database, NULL);
  if (mysql_real_connect (mysql, host, user, socket != NULL ? NULL : "111", database, port, socket,
                          0)
          == NULL
      || mysql_set_character_set (mysql, "utf8mb4") != 0)
    g_error ("%s", mysql_error (mysql));
  return mysql;
}

int
main (int argc, char **argv)
{
  const char *uri = g_getenv ("MO_TEST_URI");
  guint most = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 100000;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  Bench self;

  if (uri == NULL)
    {
      g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
      return 77;
    }
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (Row)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Row)), &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < most; i += N_STATEMENT_ROWS)
    insert_rows (client, i + 1, MIN (N_STATEMENT_ROWS, most - i));
  self = (Bench){ client, connect_by_hand (uri), 0 };
  bench_report_begin ("ours", "by hand");
  for (guint n = 10000; n <= most; n *= 10)
    compare_all (&self, n);
  mysql_close (self.mysql);
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (Row)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    g_error ("%s", error->message);
  return 0;
}
