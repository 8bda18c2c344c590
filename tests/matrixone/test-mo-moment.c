/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several workers that read parts of one moment, while somebody writes: what they read fits
 * together. */

#include "command-test.h"

#define N_ACCOUNTS 40
#define N_PARTS 4
#define BALANCE 100

typedef struct
{
  gint64 id;
  gint64 balance;
} Account;

MO_DEFINE_MODEL (Account, account, "command_accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY), MO_COLUMN (balance, 0))

typedef struct
{
  MoTest *test;
  char *database;
  MoClient *client; /* of a connection for each part */
  MoClient *writer;
  GThread *thread;
  int is_over;
  guint n_transfers;
} Moment;

/* In two statements, so that there is a state between them that nobody may see. */
static void
transfer (Moment *self, guint from, guint to)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->writer);

  mo_test_ok (mo_execute (
      tx, "UPDATE command_accounts SET balance = balance - 1 WHERE id = ?", from));
  mo_test_ok (
      mo_execute (tx, "UPDATE command_accounts SET balance = balance + 1 WHERE id = ?", to));
  mo_test_ok (mo_transaction_commit (tx));
}

static gpointer
write_on (gpointer data)
{
  Moment *self = data;

  for (guint i = 0; !g_atomic_int_get (&self->is_over); i++)
    {
      transfer (self, 1 + i % N_ACCOUNTS, 1 + (i * 7 + 3) % N_ACCOUNTS);
      self->n_transfers++;
    }
  return NULL;
}

static void
moment_open (Moment *self, MoTest *test)
{
  *self = (Moment){ .test = test, .database = mo_test_unique ("d") };
  command_sql (test, "CREATE DATABASE @", self->database, NULL);
  self->client = mo_test_client_with ("database", self->database, "pool_size=4");
  self->writer = mo_test_client_with ("database", self->database, "pool_size=1");
  mo_test_ok (mo_client_create_all (self->client, MO_MODELS (Account)));
  for (guint i = 1; i <= N_ACCOUNTS; i++)
    mo_test_ok (mo_execute (self->writer, "INSERT INTO command_accounts VALUES (?, ?)", i,
                            BALANCE));
  self->thread = g_thread_new ("writer", write_on, self);
}

static void
moment_close (Moment *self)
{
  g_atomic_int_set (&self->is_over, 1);
  g_thread_join (self->thread);
  g_assert_cmpuint (self->n_transfers, >, 0);
  mo_test_ok (mo_client_disconnect (self->client));
  mo_test_ok (mo_client_disconnect (self->writer));
  g_object_unref (self->client);
  g_object_unref (self->writer);
  command_sql (self->test, "DROP DATABASE @", self->database, NULL);
  g_free (self->database);
}

static MoSelect *
select_part (guint part)
{
  guint first = 1 + part * N_ACCOUNTS / N_PARTS;

  return mo_where (mo_select_expr (mo_sum (MO_C (Account, balance))),
                   mo_between (MO_C (Account, id), first, first + N_ACCOUNTS / N_PARTS - 1));
}

/* Consumes a query for each part. */
static gint64
sum_up (Moment *self, MoSelect **parts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) sums = NULL;
  MoFuture *futures[N_PARTS];
  gint64 sum = 0;

  for (guint i = 0; i < N_PARTS; i++)
    futures[i] = mo_client_select (self->client, parts[i]);
  sums = mo_await_gathered (mo_gather_array (futures, N_PARTS), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_PARTS; i++)
    sum += mo_test_number (mo_future_ref (mo_gathered_get_future (sums, i)));
  return sum;
}

static guint
count_rounds (void)
{
  return mo_test_is_full () ? 1000 / N_PARTS : 50;
}

static void
test_snapshot (MoTest *test)
{
  g_autofree char *snapshot = mo_test_unique ("s");
  Moment self;

  moment_open (&self, test);
  mo_test_ok (mo_snapshot_create_database (test->other, snapshot, self.database));
  for (guint i = 0; i < count_rounds (); i++)
    {
      MoSelect *parts[N_PARTS];

      for (guint j = 0; j < N_PARTS; j++)
        parts[j] = mo_at_snapshot (select_part (j), snapshot);
      g_assert_cmpint (sum_up (&self, parts), ==, N_ACCOUNTS * BALANCE);
    }
  mo_test_ok (mo_snapshot_drop (test->other, snapshot));
  moment_close (&self);
}

/* (transfer full) */
static GDateTime *
ask_time (MoTest *test)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result
      = mo_await_result (mo_execute (test->other, "SELECT CURRENT_TIMESTAMP(6)"), &error);
  MoValue value;
  g_autoptr (GDateTime) now = NULL;

  g_assert_no_error (error);
  value = mo_result_get_value (result, 0, 0);
  now = mo_value_to_date_time (&value, &error);
  g_assert_no_error (error);
  return g_date_time_add_seconds (now, -1);
}

/* Without a snapshot, by the clock of the server. What it commits just now may come into a moment
 * that has passed, so one a second ago is taken. */
static void
test_timestamp (MoTest *test)
{
  guint n_different = 0;
  Moment self;

  moment_open (&self, test);
  g_usleep (1100000); /* so that a second ago there is what there is now */
  for (guint i = 0; i < count_rounds (); i++)
    {
      g_autoptr (GDateTime) time = ask_time (test);
      MoSelect *parts[N_PARTS];
      gint64 now;

      for (guint j = 0; j < N_PARTS; j++)
        parts[j] = mo_at_timestamp (select_part (j), time);
      g_assert_cmpint (sum_up (&self, parts), ==, N_ACCOUNTS * BALANCE);
      for (guint j = 0; j < N_PARTS; j++)
        parts[j] = select_part (j);
      now = sum_up (&self, parts);
      n_different += now != N_ACCOUNTS * BALANCE;
    }
  g_test_message ("%u of %u reads without a moment did not fit together", n_different,
                  count_rounds ());
  moment_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_matrixone ("/moment/snapshot", test_snapshot);
  mo_test_add_matrixone ("/moment/timestamp", test_timestamp);
  return g_test_run ();
}
