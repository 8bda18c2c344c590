/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A LOAD DATA LOCAL that is stopped: while its source blocks, while data flows, when all of it was
 * sent. */

#include <gio/gunixinputstream.h>
#include <unistd.h>

#include "load-source.h"
#include "mo-test-proxy.h"
#include "mo-test-server.h"

#define LOAD "LOAD DATA LOCAL INFILE 'rows' INTO TABLE $t FIELDS TERMINATED BY '\\t'"

static const char *const three_rows[] = { "1\ta\t10\n2\tb", "\t20\n3\tc\t30\n", NULL };

static gboolean
is_flowing (gpointer source)
{
  return g_atomic_int_get (&((LoadSource *) source)->n_reads) > 20;
}

/* All of it was read. */
static gboolean
has_ended (gpointer source)
{
  return g_atomic_int_get (&((LoadSource *) source)->n_reads) == 3;
}

/* Of a client with one connection: its id. */
static guint64
id_of (MoClient *client)
{
  return (guint64) mo_test_connection_id (MO_EXECUTOR (client));
}

/* Nothing is left of the load, and the client goes on. */
static void
assert_undone (MoTest *test, MoClient *client, guint64 id)
{
  mo_test_wait_for_end (test, id);
  g_assert_cmpint (mo_test_count (test), ==, 0);
  g_assert_cmpuint (id_of (client), !=, id);
}

/* --- nothing was sent --- */

static void
test_first_read (MoTest *test)
{
  LoadSource source = { .end = LOAD_BLOCKS };
  MoFuture *loaded;
  MoTestWire wire;

  mo_test_wire_open (&wire, test, "pool_size=1");
  loaded = load_source_start (wire.client, mo_test_text (test, LOAD), &source);
  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_future_cancel (loaded);
  mo_test_cancelled (loaded);
  g_assert_cmpint (source.n_destroyed, ==, 1);
  g_assert_false (mo_test_proxy_saw (wire.proxy, "LOAD")); /* but perhaps a ping behind a KILL */
  mo_test_ok (mo_execute (wire.client, "SELECT 1"));
  mo_test_wire_close (&wire);
}

/* The transaction goes on. */
static void
test_first_read_in_transaction (MoTest *test)
{
  LoadSource source = { .end = LOAD_BLOCKS };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *loaded;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  loaded = load_source_start (tx, mo_test_text (test, LOAD), &source);
  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_future_cancel (loaded);
  mo_test_cancelled (loaded);
  mo_test_ok (mo_transaction_commit (tx));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* --- half of it --- */

static void
try_half_way (MoTest *test, LoadSource *source, gboolean (*is_there) (gpointer source))
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  guint64 id = id_of (client);
  MoFuture *loaded = load_source_start (client, mo_test_text (test, LOAD), source);
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_test_wait_until (is_there, source));
  mo_future_cancel (loaded);
  error = mo_test_take_error (loaded);
  g_test_message ("%s", error->message);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  mo_test_assert_contains (error->message, "without effect");
  g_assert_cmpint (source->n_destroyed, ==, 1);
  assert_undone (test, client, id);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_blocks (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, LOAD_MANY };

  try_half_way (test, &source, load_source_is_blocked);
}

static void
test_flows (MoTest *test)
{
  LoadSource source = { .n_rows = LOAD_ENDLESS };

  try_half_way (test, &source, is_flowing);
}

static void
test_transaction (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, LOAD_MANY };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *loaded;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  loaded = load_source_start (tx, mo_test_text (test, LOAD), &source);
  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_future_cancel (loaded);
  mo_test_cancelled (loaded);
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_wait_for_end (test, mo_transaction_get_connection_id (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

#ifndef __SANITIZE_THREAD__ /* which does not see how GLib orders the end of the descriptor */

/* A stream that blocks by itself. */
static void
test_pipe (MoTest *test)
{
  int ends[2];
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  guint64 id = id_of (client);
  MoFuture *loaded;

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], "1\ta\t10\n", 7), ==, 7);
  stream = g_unix_input_stream_new (ends[0], TRUE);
  loaded = mo_load_data (client, mo_test_text (test, LOAD), stream);
  mo_test_wait_for_statement (test, "LOAD DATA LOCAL");
  mo_future_cancel (loaded);
  mo_test_cancelled (loaded);
  assert_undone (test, client, id);
  mo_test_ok (mo_client_disconnect (client));
  close (ends[1]);
}

#endif

static void
test_timeout (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, LOAD_MANY };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  guint64 id = id_of (client);

  mo_test_fails (mo_timeout (load_source_start (client, mo_test_text (test, LOAD), &source),
                             G_USEC_PER_SEC / 5),
                 MO_ERROR_TIMED_OUT);
  assert_undone (test, client, id);
  mo_test_ok (mo_client_disconnect (client));
}

/* The end of a client, and that of a transaction, stop what runs. */
static void
test_disconnect (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, LOAD_MANY };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  guint64 id = id_of (client);
  MoFuture *loaded = load_source_start (client, mo_test_text (test, LOAD), &source);

  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_test_ok (mo_client_disconnect_within (client, 0));
  mo_test_cancelled (loaded);
  mo_test_wait_for_end (test, id);
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

static void
test_commit_cancelled (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, LOAD_MANY };
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  g_autoptr (MoFuture) loaded = load_source_start (tx, mo_test_text (test, LOAD), &source);
  MoFuture *committed = mo_transaction_commit (tx);

  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_future_cancel (committed);
  mo_test_cancelled (committed);
  mo_test_cancelled (mo_future_ref (loaded));
  mo_test_wait_for_end (test, mo_transaction_get_connection_id (tx));
  g_assert_cmpint (mo_test_count (test), ==, 0);
}

/* --- all of it was sent, and the server waits for a lock --- */

/* (transfer full): a transaction that holds the first row of the three. */
static MoTransaction *
hold_first_row (MoTest *test)
{
  MoTransaction *tx = mo_test_begin (test->client);

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (1, 'held', 0)")));
  return tx;
}

static void
test_sent (MoTest *test)
{
  LoadSource source = { three_rows };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) holder = hold_first_row (test);
  guint64 id = id_of (client);
  MoFuture *loaded = load_source_start (client, mo_test_text (test, LOAD), &source);

  mo_test_wait_for_statement (test, "LOAD DATA LOCAL");
  g_assert_true (mo_test_wait_until (has_ended, &source));
  mo_future_cancel (loaded);
  mo_test_fails (loaded, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (id_of (client), ==, id);
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

/* The transaction goes on. */
static void
test_sent_in_transaction (MoTest *test)
{
  LoadSource source = { three_rows };
  g_autoptr (MoTransaction) holder = hold_first_row (test);
  g_autoptr (MoTransaction) tx = mo_test_begin (test->client);
  MoFuture *loaded;

  mo_test_ok (mo_execute (tx, mo_test_text (test, "INSERT INTO $t VALUES (9, 'z', 90)")));
  loaded = load_source_start (tx, mo_test_text (test, LOAD), &source);
  mo_test_wait_for_statement (test, "LOAD DATA LOCAL");
  g_assert_true (mo_test_wait_until (has_ended, &source));
  mo_future_cancel (loaded);
  mo_test_cancelled (loaded);
  mo_test_ok (mo_transaction_commit (tx));
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_count (test), ==, 1);
}

/* The server does not look at the connection while it waits for a lock, and would keep its own
 * until then: it is told. */
static void
test_fails_while_server_waits (MoTest *test)
{
  LoadSource source = { three_rows, LOAD_BLOCKS, 1000 }; /* no more, or it would fill the way */
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) holder = hold_first_row (test);
  guint64 id = id_of (client);
  MoFuture *loaded = load_source_start (client, mo_test_text (test, LOAD), &source);
  g_autoptr (GError) error = NULL;

  g_assert_true (mo_test_wait_until (load_source_is_blocked, &source));
  mo_test_wait_for_statement (test, "LOAD DATA LOCAL");
  g_atomic_int_set (&source.fails, TRUE);
  error = mo_test_take_error (loaded);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
  mo_test_wait_for_end (test, id);
  mo_test_ok (mo_transaction_rollback (holder));
  g_assert_cmpint (mo_test_count (test), ==, 0);
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/load-data-stop/first-read", test_first_read);
  mo_test_add ("/load-data-stop/first-read-in-transaction", test_first_read_in_transaction);
  mo_test_add ("/load-data-stop/blocks", test_blocks);
  mo_test_add ("/load-data-stop/flows", test_flows);
  mo_test_add ("/load-data-stop/transaction", test_transaction);
#ifndef __SANITIZE_THREAD__
  mo_test_add ("/load-data-stop/pipe", test_pipe);
#endif
  mo_test_add ("/load-data-stop/timeout", test_timeout);
  mo_test_add ("/load-data-stop/disconnect", test_disconnect);
  mo_test_add ("/load-data-stop/commit-cancelled", test_commit_cancelled);
  mo_test_add ("/load-data-stop/sent", test_sent);
  mo_test_add ("/load-data-stop/sent-in-transaction", test_sent_in_transaction);
  mo_test_add ("/load-data-stop/fails-while-server-waits", test_fails_while_server_waits);
  return g_test_run ();
}
