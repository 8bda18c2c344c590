/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a transaction sends, and how often: counted on the wire. */

#include <gio/gio.h>
#include <string.h>

#include "client/mo-transaction-core-private.h"
#include "mo-test-proxy.h"

#define ROUND_TRIP_USEC 5000

/* --- round trips --- */

static MoFuture *
gather_five (MoTest *test, MoTransaction *tx, MoFuture *last)
{
  const char *select = mo_test_text (test, "SELECT n FROM $t WHERE id = %s");

  /* @last was submitted before; it stands last among the outcomes. */
  return mo_gather (mo_execute (tx, select, 1), mo_execute (tx, select, 2),
                    mo_execute (tx, select, 3), mo_execute (tx, select, 4),
                    last != NULL ? last
                                 : mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")));
}

static void
assert_five (MoFuture *future, gint64 last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoGathered) got = mo_await_gathered (future, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (mo_gathered_int64 (got, i), ==, 10 * (i + 1));
  g_assert_cmpint (mo_gathered_int64 (got, 4), ==, last);
}

/* With BEGIN, on a transaction that nothing was sent of yet. */
static void
test_five_in_one_trip (MoTest *test)
{
  MoTestWire wire;

  mo_test_sql (test, "INSERT INTO $t VALUES (1,'',10), (2,'',20), (3,'',30), (4,'',40)");
  mo_test_wire_open (&wire, test, "pool_size=1");
  wireplay_set_latency_usec (wire.proxy, ROUND_TRIP_USEC);
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
      gint64 start = g_get_monotonic_time ();

      wireplay_reset (wire.proxy);
      assert_five (gather_five (test, tx, NULL), 4);
      g_assert_cmpint (g_get_monotonic_time () - start, >=, ROUND_TRIP_USEC);
      g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 1);
      g_assert_cmpuint (wireplay_get_n_statements (wire.proxy), ==, 6);
      mo_test_ok (mo_transaction_commit (tx));
      g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 2);
    }
  mo_test_wire_close (&wire);
}

static void
test_five_with_snapshot (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("snap");
  g_autofree char *database = NULL;
  MoTestWire wire;

  g_object_get (test->client, "database", &database, NULL);
  mo_test_sql (test, "INSERT INTO $t VALUES (1,'',10), (2,'',20), (3,'',30), (4,'',40)");
  mo_test_wire_open (&wire, test, "pool_size=1");
  wireplay_set_latency_usec (wire.proxy, ROUND_TRIP_USEC);
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    const char *select = mo_test_text (test, "SELECT n FROM $t WHERE id = %s");

    mo_test_ok (mo_gather (mo_execute (tx, select, 1), mo_execute (tx, select, 2),
                           mo_execute (tx, select, 3),
                           mo_execute (tx, mo_test_text (test, "SELECT COUNT(*) FROM $t")),
                           mo_snapshot_create_table (tx, name, database, test->table)));
    mo_test_proxy_print (wire.proxy);
    g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 1);
    g_assert_false (mo_test_proxy_saw (wire.proxy, "SNAPSHOT"));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpuint (wireplay_get_n_round_trips (wire.proxy), ==, 2);
    g_assert_true (mo_test_proxy_saw (wire.proxy, "COMMIT\n;\nCREATE SNAPSHOT"));
  }
  mo_test_ok (mo_snapshot_drop (test->client, name));
  mo_test_wire_close (&wire);
}

/* As the texts stand in the packet, with either compiler. */
static void
test_order_written (MoTest *test)
{
  g_autoptr (GPtrArray) log = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    mo_test_ok (mo_gather (mo_execute (tx, "SELECT 1"), mo_execute (tx, "SELECT 2"),
                           mo_execute (tx, "SELECT 3")));
    mo_test_proxy_print (wire.proxy);
    log = wireplay_dup_log (wire.proxy);
    g_assert_cmpuint (log->len, ==, 1);
    g_assert_cmpstr (((WireplayRecord *) g_ptr_array_index (log, 0))->text, ==,
                     MO_BEGIN "\n;\nSELECT 1\n;\nSELECT 2\n;\nSELECT 3");
    mo_test_ok (mo_transaction_rollback (tx));
  }
  mo_test_wire_close (&wire);
}

/* Neither one packet, which a server may refuse, nor one for each. */
static void
test_large_gather_is_split (MoTest *test)
{
  g_autofree char *large = g_strnfill (100 * 1000, 'x');
  g_autoptr (GPtrArray) log = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

    mo_gathering_begin ();
    for (int i = 0; i < 100; i++)
      mo_gathering_add (mo_execute (tx, "SELECT LENGTH(%s)", large));
    mo_test_ok (mo_gathering_end (mo_gather_array));
    mo_test_ok (mo_transaction_commit (tx));
  }
  log = wireplay_dup_log (wire.proxy);
  g_assert_cmpuint (log->len, >=, 3);
  g_assert_cmpuint (log->len, <=, 20);
  for (guint i = 0; i < log->len; i++)
    g_assert_cmpuint (strlen (((WireplayRecord *) g_ptr_array_index (log, i))->text), <=,
                      4 * 1024 * 1024);
  mo_test_wire_close (&wire);
}

/* A transaction in which nothing happened is no business of the server's. */
static void
test_empty_sends_nothing (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);

      if (i == 0)
        mo_test_ok (mo_transaction_commit (tx));
      else if (i == 1)
        mo_test_ok (mo_transaction_rollback (tx));
    }
  mo_test_ok (mo_client_connect (wire.client));
  mo_test_proxy_print (wire.proxy);
  g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 0);
  g_assert_cmpuint (wireplay_get_n_connections (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

/* What connect opened is what the first statement runs on. */
static void
test_connect_is_kept (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  for (int i = 0; i < 5; i++)
    mo_test_ok (mo_client_connect (wire.client));
  mo_test_ok (mo_execute (wire.client, "SELECT 1"));
  g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 1);
  g_assert_cmpuint (wireplay_get_n_connections (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

/* --- what was cancelled is not sent --- */

static gboolean
sees_sleep (gpointer data)
{
  return mo_test_proxy_saw (data, "SLEEP");
}

static void
test_cancel_queued_on_client (MoTest *test)
{
  g_autoptr (MoFuture) sleeping = NULL;
  g_autoptr (MoFuture) queued = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  sleeping = mo_execute (wire.client, "SELECT SLEEP(0.3)");
  g_assert_true (mo_test_wait_until (sees_sleep, wire.proxy));
  queued = mo_execute (wire.client, mo_test_text (test, "INSERT INTO $t VALUES (1, 'x', 1)"));
  mo_future_cancel (queued);
  mo_test_cancelled (mo_future_ref (queued));
  mo_test_ok (mo_future_ref (sleeping));
  mo_test_ok (mo_execute (wire.client, "SELECT 1"));
  g_assert_false (mo_test_proxy_saw (wire.proxy, "INSERT"));
  mo_test_wire_close (&wire);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_cancel_queued_in_transaction (MoTest *test)
{
  g_autoptr (MoFuture) sleeping = NULL;
  g_autoptr (MoFuture) gathered = NULL;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  {
    g_autoptr (MoTransaction) tx = mo_test_begin (wire.client);
    const char *insert = mo_test_text (test, "INSERT INTO $t VALUES (%s, 'x', 1)");

    sleeping = mo_execute (tx, "SELECT SLEEP(0.3)");
    g_assert_true (mo_test_wait_until (sees_sleep, wire.proxy));
    gathered = mo_gather (mo_execute (tx, insert, 1), mo_execute (tx, insert, 2));
    mo_future_cancel (gathered);
    mo_test_cancelled (mo_future_ref (gathered));
    mo_test_ok (mo_execute (tx, insert, 3));
    mo_test_ok (mo_transaction_commit (tx));
    g_assert_cmpuint (mo_test_proxy_count (wire.proxy, "INSERT"), ==, 1);
  }
  mo_test_wire_close (&wire);
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- nothing secret --- */

static void
test_refused_text_is_not_sent (MoTest *test)
{
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  mo_test_fails (mo_execute (wire.client, "SELECT 1; SELECT 2"), MO_ERROR_SYNTAX);
  mo_test_fails (mo_execute (wire.client, "SELECT %s"), MO_ERROR_INVALID_ARGUMENT);
  mo_test_proxy_print (wire.proxy);
  g_assert_cmpuint (wireplay_get_n_commands (wire.proxy), ==, 0);
  mo_test_wire_close (&wire);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/transaction/wire/five-in-one-trip", test_five_in_one_trip);
  mo_test_add_matrixone ("/transaction/wire/five-with-snapshot", test_five_with_snapshot);
  mo_test_add ("/transaction/wire/order-written", test_order_written);
  mo_test_add ("/transaction/wire/large-gather-is-split", test_large_gather_is_split);
  mo_test_add ("/transaction/wire/empty-sends-nothing", test_empty_sends_nothing);
  mo_test_add ("/transaction/wire/connect-is-kept", test_connect_is_kept);
  mo_test_add ("/transaction/wire/cancel-queued-on-client", test_cancel_queued_on_client);
  mo_test_add ("/transaction/wire/cancel-queued-in-transaction", test_cancel_queued_in_transaction);
  mo_test_add ("/transaction/wire/refused-text-is-not-sent", test_refused_text_is_not_sent);
  return g_test_run ();
}
