/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the time of a piece of work went: the parts add up to what a clock outside says, and each
 * is where the work spent it. */

#include "mo-test-server.h"

#define MARGIN_USEC 5000
#define MOST_WORK 4
/* Others use the machine, too: what is true must show in one of so many attempts. */
#define ATTEMPTS 10
/* The server may be a little early. */
#define SLEPT_USEC 99000

/* Pieces of work that were measured. */
typedef struct
{
  MoTest *test;
  guint n;
  gint64 starts[MOST_WORK];
  gint64 ends[MOST_WORK];
  MoFuture *futures[MOST_WORK]; /* owned */
} Measured;

#define SUBMIT(self, future)                                                                       \
  ((self)->starts[(self)->n] = g_get_monotonic_time (),                                            \
   (self)->futures[(self)->n] = (future), (self)->futures[(self)->n++])

/* They are to be waited for in the order in which they settle. */
static void
measured_wait (Measured *self, guint index)
{
  mo_future_wait (self->futures[index], MO_WAIT_FOREVER, NULL);
  self->ends[index] = g_get_monotonic_time ();
}

static void
measured_wait_all (Measured *self)
{
  for (guint i = 0; i < self->n; i++)
    measured_wait (self, i);
}

static void
measured_clear (Measured *self)
{
  for (guint i = 0; i < self->n; i++)
    mo_future_unref (self->futures[i]);
  self->n = 0;
}

static gint64
part (Measured *self, guint index, MoPhase phase)
{
  return mo_future_get_phase_usec (self->futures[index], phase);
}

static gboolean
adds_up (Measured *self, guint index)
{
  gint64 total = self->ends[index] - self->starts[index];
  gint64 sum = 0;

  for (guint phase = MO_PHASE_QUEUE; phase <= MO_PHASE_FETCH; phase++)
    {
      g_assert_cmpint (part (self, index, (MoPhase) phase), >=, 0);
      sum += part (self, index, (MoPhase) phase);
    }
  g_test_message ("queue %.3f + connect %.3f + execute %.3f + fetch %.3f = %.3f of %.3f ms",
                  (double) part (self, index, MO_PHASE_QUEUE) / 1000,
                  (double) part (self, index, MO_PHASE_CONNECT) / 1000,
                  (double) part (self, index, MO_PHASE_EXECUTE) / 1000,
                  (double) part (self, index, MO_PHASE_FETCH) / 1000, (double) sum / 1000,
                  (double) total / 1000);
  g_assert_cmpint (sum, <=, total);
  return total - sum <= MAX (MARGIN_USEC, total / 20);
}

static gboolean
all_add_up (Measured *self)
{
  gboolean ok = TRUE;

  for (guint i = 0; i < self->n; i++)
    ok = adds_up (self, i) && ok;
  return ok;
}

static void
measure (MoTest *test, void (*act) (Measured *self))
{
  Measured measured = { test };
  gboolean ok = FALSE;

  for (guint i = 0; i < ATTEMPTS && !ok; i++)
    {
      act (&measured);
      ok = all_add_up (&measured);
      measured_clear (&measured);
    }
  g_assert_true (ok);
}

/* --- on the client --- */

static void
wait_in_queue (Measured *self)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");

  mo_test_ok (mo_client_connect (client));
  SUBMIT (self, mo_execute (client, "SELECT SLEEP(0.1)"));
  SUBMIT (self, mo_execute (client, "SELECT SLEEP(0.1)"));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_EXECUTE), >=, SLEPT_USEC);
  g_assert_cmpint (part (self, 1, MO_PHASE_QUEUE), >=, part (self, 0, MO_PHASE_EXECUTE) / 2);
  g_assert_cmpint (part (self, 1, MO_PHASE_EXECUTE), >=, SLEPT_USEC);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_queue (MoTest *test)
{
  measure (test, wait_in_queue);
}

static void
wait_for_connection (Measured *self)
{
  g_autoptr (MoClient) client = mo_test_client_new ("init_sql=DO+SLEEP(0.1)");

  SUBMIT (self, mo_execute (client, "SELECT 1"));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_CONNECT), >=, SLEPT_USEC);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_connect (MoTest *test)
{
  measure (test, wait_for_connection);
}

/* A row is sent when it is there. */
static void
fetch_long (Measured *self)
{
  SUBMIT (self, mo_execute (self->test->client,
                            mo_test_text (self->test,
                                          "SELECT REPEAT('x', 200000), SLEEP(0.02) FROM $t")));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_FETCH), >=, SLEPT_USEC);
}

static void
test_fetch (MoTest *test)
{
  for (int i = 0; i < 10; i++)
    mo_test_ok (mo_execute (test->other, mo_test_text (test, "INSERT INTO $t VALUES (%s, '', 0)"),
                            i));
  measure (test, fetch_long);
}

/* MatrixOne takes whole seconds only where they are bound. */
static MoValue
bound_time (Measured *self)
{
  return self->test->is_matrixone ? mo_value_int64 (1) : mo_value_double (0.1);
}

static void
execute_prepared (Measured *self)
{
  SUBMIT (self, mo_execute_prepared (self->test->client, "SELECT SLEEP(?)", bound_time (self)));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_EXECUTE), >=, SLEPT_USEC);
}

static void
test_prepared (MoTest *test)
{
  measure (test, execute_prepared);
}

/* To prepare it is to send it, and a refusal is all of the answer. */
static void
refuse_prepared (Measured *self)
{
  SUBMIT (self, mo_execute_prepared (self->test->client, "SELECT ? FROM no_such_table", 1));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_EXECUTE), >, 0);
  g_assert_cmpint (part (self, 0, MO_PHASE_FETCH), <, part (self, 0, MO_PHASE_EXECUTE));
}

static void
test_refused (MoTest *test)
{
  measure (test, refuse_prepared);
}

/* What is stopped has waited for the KILL, too. */
static void
be_stopped (Measured *self)
{
  SUBMIT (self, mo_execute (self->test->client, "SELECT SLEEP(60)"));
  mo_test_wait_for_statement (self->test, "SLEEP(60)");
  mo_future_cancel (self->futures[0]);
  measured_wait_all (self);
}

static void
test_stopped (MoTest *test)
{
  measure (test, be_stopped);
}

/* --- in a transaction --- */

static void
gather (Measured *self)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->test->client);

  mo_gathering_begin ();
  mo_gathering_add (mo_future_ref (SUBMIT (self, mo_execute (tx, "SELECT SLEEP(0.1)"))));
  mo_gathering_add (mo_future_ref (SUBMIT (self, mo_execute (tx, "SELECT SLEEP(0.1)"))));
  mo_gathering_add (mo_future_ref (SUBMIT (self, mo_execute (tx, "SELECT * FROM nothing"))));
  mo_future_unref (mo_gathering_end (mo_gather_array));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_EXECUTE), >=, SLEPT_USEC);
  /* The server begins it at once; we, when we have read the answer before it. */
  g_assert_cmpint (part (self, 1, MO_PHASE_QUEUE), >=, SLEPT_USEC);
  g_assert_cmpint (part (self, 1, MO_PHASE_QUEUE) + part (self, 1, MO_PHASE_EXECUTE), >=,
                   2 * SLEPT_USEC);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_gather (MoTest *test)
{
  measure (test, gather);
}

/* BEGIN, then the statement by itself. */
static void
execute_prepared_first (Measured *self)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->test->client);

  SUBMIT (self, mo_execute_prepared (tx, "SELECT SLEEP(?)", bound_time (self)));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 0, MO_PHASE_EXECUTE), >=, SLEPT_USEC);
  mo_test_ok (mo_transaction_rollback (tx));
}

static void
test_prepared_in_transaction (MoTest *test)
{
  measure (test, execute_prepared_first);
}

/* It waits for what was submitted before. */
static void
commit (Measured *self)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->test->client);

  mo_test_ok (mo_execute (tx, mo_test_text (self->test, "REPLACE INTO $t VALUES (1, '', 0)")));
  SUBMIT (self, mo_execute (tx, "SELECT SLEEP(0.1)"));
  SUBMIT (self, mo_transaction_commit (tx));
  measured_wait_all (self);
  g_assert_cmpint (part (self, 1, MO_PHASE_QUEUE), >=, part (self, 0, MO_PHASE_EXECUTE) / 2);
}

static void
test_commit (MoTest *test)
{
  measure (test, commit);
}

/* --- what has no parts --- */

static void
test_none (MoTest *test)
{
  g_autoptr (MoFuture) pending = mo_execute (test->client, "SELECT SLEEP(0.1)");
  g_autoptr (MoFuture) refused = mo_execute (test->client, "SELECT ?, ?", 1);
  g_autoptr (MoFuture) connected = mo_client_connect (test->client);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) unused = mo_transaction_commit (tx);

  g_assert_cmpint (mo_future_get_phase_usec (pending, MO_PHASE_QUEUE), ==, -1);
  mo_future_wait (pending, MO_WAIT_FOREVER, NULL);
  mo_future_wait (refused, MO_WAIT_FOREVER, NULL);
  mo_future_wait (connected, MO_WAIT_FOREVER, NULL);
  mo_future_wait (unused, MO_WAIT_FOREVER, NULL);
  g_assert_cmpint (mo_future_get_phase_usec (pending, MO_PHASE_QUEUE), >=, 0);
  g_assert_cmpint (mo_future_get_phase_usec (refused, MO_PHASE_EXECUTE), ==, -1);
  g_assert_cmpint (mo_future_get_phase_usec (connected, MO_PHASE_EXECUTE), ==, -1);
  g_assert_cmpint (mo_future_get_phase_usec (unused, MO_PHASE_EXECUTE), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/phases/queue", test_queue);
  mo_test_add_mariadb ("/phases/connect", test_connect);
  mo_test_add_mariadb ("/phases/fetch", test_fetch);
  mo_test_add ("/phases/prepared", test_prepared);
  mo_test_add ("/phases/refused", test_refused);
  mo_test_add ("/phases/stopped", test_stopped);
  mo_test_add ("/phases/gather", test_gather);
  mo_test_add ("/phases/prepared-in-transaction", test_prepared_in_transaction);
  mo_test_add ("/phases/commit", test_commit);
  mo_test_add ("/phases/none", test_none);
  return g_test_run ();
}
