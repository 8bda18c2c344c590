/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client before a server that answers oddly: a lost back end, and answers to nothing. */

#include <stdatomic.h>
#include <string.h>

#include "client/mo-client-private.h"
#include "fake-server.h"
#include "mo-test-log.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

#define MATRIXONE "8.0.30-MatrixOne-v1.3.0"
#define AUTOCOMMIT 2
#define IN_TRANSACTION 1
#define MORE_RESULTS 8

static gboolean
begins_with (GBytes *body, const char *text)
{
  return g_bytes_get_size (body) >= strlen (text)
         && memcmp (g_bytes_get_data (body, NULL), text, strlen (text)) == 0;
}

/* --- a lost back end --- */

static void
lose_back_end (FakeServer *server, guint8 command, GBytes *body)
{
  static const guint16 numbers[] = { 20502, 20504, 20505 };

  for (gsize i = 0; command == COMMAND_QUERY && i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *insert = g_strdup_printf ("INSERT %u", numbers[i]);
      g_autofree char *select = g_strdup_printf ("SELECT %u", numbers[i]);

      if (begins_with (body, insert) || begins_with (body, select))
        {
          fake_server_send_error (server, numbers[i], "backend was lost");
          return;
        }
    }
  fake_server_send_ok (server, AUTOCOMMIT);
}

/* It committed as it was written, so as with COMMIT, nobody knows whether it took effect. */
static void
test_lost_back_end (void)
{
  static const char *const writes[] = { "INSERT 20502", "INSERT 20504", "INSERT 20505" };
  static const char *const reads[] = { "SELECT 20502", "SELECT 20504", "SELECT 20505" };
  FakeScript script = { .version = MATRIXONE, .handler = lose_back_end };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");

  for (gsize i = 0; i < G_N_ELEMENTS (writes); i++)
    {
      g_autoptr (GError) unknown = mo_test_take_error (mo_execute (client, writes[i]));
      g_autoptr (GError) known = mo_test_take_error (mo_execute (client, reads[i]));

      g_assert_error (unknown, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
      g_assert_false (mo_error_is_retryable (unknown));
      g_assert_error (known, MO_ERROR, MO_ERROR_CONFLICT);
      g_assert_true (mo_error_is_retryable (known));
    }
  mo_test_ok (mo_client_disconnect (client));
}

/* --- more answers than statements --- */

static void
answer_too_much (FakeServer *server, guint8 command, GBytes *body)
{
  guint16 status = AUTOCOMMIT | IN_TRANSACTION;

  if (command == COMMAND_QUERY && begins_with (body, "START TRANSACTION\n;\n"))
    for (guint i = 0; i < 3; i++)
      fake_server_send_ok (server, status | MORE_RESULTS);
  fake_server_send_ok (server, command == COMMAND_QUERY && !begins_with (body, "ROLLBACK")
                                   ? status
                                   : AUTOCOMMIT);
}

/* Whose answers are they? None is believed, and the connection is given up. */
static void
test_answers_left_over (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer_too_much };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (GError) error = mo_test_take_error (
      mo_gather (mo_execute (tx, "INSERT 1"), mo_execute (tx, "INSERT 2")));
  g_autoptr (GError) later = NULL;

  mo_test_assert_contains (error->message, "more than");
  later = mo_test_take_error (mo_execute (tx, "INSERT 3"));
  g_test_message ("%s", later->message);
  g_assert_false (mo_await (mo_transaction_commit (tx), NULL));
  g_clear_object (&tx);
  /* On a new connection. */
  mo_test_ok (mo_execute (client, "ROLLBACK_NOT"));
  mo_test_ok (mo_client_disconnect (client));
}

/* --- commands behind COMMIT --- */

static void
refuse_second_command (FakeServer *server, guint8 command, GBytes *body)
{
  if (command == COMMAND_QUERY && begins_with (body, "COMMIT\n;\nCREATE SNAPSHOT"))
    {
      fake_server_send_ok (server, AUTOCOMMIT | MORE_RESULTS);
      fake_server_send_ok (server, AUTOCOMMIT | MORE_RESULTS);
      fake_server_send_error (server, 1105, "the snapshot exists");
    }
  else if (command == COMMAND_QUERY && begins_with (body, "START TRANSACTION\n;\n"))
    {
      fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION | MORE_RESULTS);
      fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION);
    }
  else
    fake_server_send_ok (server, AUTOCOMMIT);
}

/* Each is logged, as COMMIT is; and the error says which of them it is about. */
static void
test_commands_are_named (void)
{
  static const char *const lines[] = {
    ": START TRANSACTION$",
    ": INSERT 1$",
    ": 0 affected in .*: START TRANSACTION$",
    ": 0 affected in .*: INSERT 1$",
    ": COMMIT$",
    ": CREATE SNAPSHOT `a` FOR .*$",
    ": CREATE SNAPSHOT `b` FOR .*$",
    ": 0 affected in [0-9.]+ ms: COMMIT$",
    ": 0 affected in [0-9.]+ ms: CREATE SNAPSHOT `a` FOR .*$",
    ": error 1105 in [0-9.]+ ms: CREATE SNAPSHOT `b` FOR .*$",
    NULL,
  };
  FakeScript script = { .version = MATRIXONE, .handler = refuse_second_command };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "&echo=full");
  g_autoptr (MoTestLog) log = mo_test_log_new ();
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_execute (tx, "INSERT 1"));
  mo_test_ok (mo_snapshot_create_database (tx, "a", "d"));
  mo_test_ok (mo_snapshot_create_database (tx, "b", "d"));
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (mo_error_get_sql (error), "CREATE SNAPSHOT `b`"));
  mo_test_log_assert (log, lines);
  mo_test_ok (mo_client_disconnect (client));
}

/* How many answers are good, and what then comes: the number of an error, or 0 for the end. */
typedef struct
{
  guint n_answers;
  guint16 number;
  const char *said; /* the end of the message */
} Loss;

static const Loss *loss;

static void
lose_commands (FakeServer *server, guint8 command, GBytes *body)
{
  gboolean is_commit = command == COMMAND_QUERY && begins_with (body, "COMMIT");

  if (command == COMMAND_QUERY && begins_with (body, "START TRANSACTION\n;\n"))
    fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION | MORE_RESULTS);
  for (guint i = 0; is_commit && i < loss->n_answers; i++)
    fake_server_send_ok (server, AUTOCOMMIT | MORE_RESULTS);
  if (!is_commit)
    fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION);
  else if (loss->number != 0)
    fake_server_send_error (server, loss->number, "no good");
  else
    fake_server_hang_up (server);
}

#define A "CREATE SNAPSHOT `a` FOR DATABASE `d`"
#define B "CREATE SNAPSHOT `b` FOR DATABASE `d`"
#define C "CREATE TABLE `d`.`c` CLONE `d`.`t`"

/* Of what shares the packet, nobody knows whether it has run where the connection is lost; the
 * server has not run it where it says that the one before failed. C goes by itself. */
static void
test_commands_are_lost (void)
{
  static const Loss losses[] = {
    { 1, 0, " (it may have taken effect); may have taken effect, too: " B "; not tried: " C },
    { 2, 0, " (it may have taken effect); done: " A "; not tried: " C },
    { 1, 20502, " (it may have taken effect); not tried: " B ", " C },
    { 2, 20502, " (it may have taken effect); done: " A "; not tried: " C },
    { 1, 1105, "(server error 1105, connection 17); not tried: " B ", " C },
    { 2, 1105, "(server error 1105, connection 17); done: " A "; not tried: " C },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      FakeScript script = { .version = MATRIXONE, .handler = lose_commands };
      g_autoptr (FakeServer) server = fake_server_new (&script);
      g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
      g_autoptr (MoTransaction) tx = mo_test_begin (client);
      g_autoptr (GError) error = NULL;

      loss = &losses[i];
      mo_test_ok (mo_execute (tx, "INSERT 1"));
      mo_test_ok (mo_snapshot_create_database (tx, "a", "d"));
      mo_test_ok (mo_snapshot_create_database (tx, "b", "d"));
      mo_test_ok (mo_clone_table_full (tx, "d", "c", "d", "t", NULL, MO_CLONE_AT_COMMIT));
      error = mo_test_take_error (mo_transaction_commit (tx));
      g_test_message ("%s", error->message);
      g_assert_error (error, MO_ERROR, MO_ERROR_COMMITTED_COMMAND_FAILED);
      g_assert_true (g_str_has_suffix (error->message, loss->said));
      g_assert_false (mo_error_is_retryable (error));
      mo_test_ok (mo_client_disconnect (client));
    }
}

/* --- sessions that cannot be made as new --- */

static void
refuse_reset (FakeServer *server, guint8 command, GBytes *body)
{
  if (command == COMMAND_RESET)
    fake_server_send_error (server, 1047, "unsupported command");
  else
    fake_server_send_ok (server, AUTOCOMMIT);
}

/* As MatrixOne up to 4.2 does: then by a new connection. */
static void
test_server_without_reset (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = refuse_reset };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
  MoPoolStats stats;

  for (guint i = 1; i <= 3; i++)
    {
      mo_test_ok (mo_execute (client, "SELECT 1"));
      mo_test_ok (mo_execute (client, "SET @leak = 42"));
      mo_test_ok (mo_execute (client, "SELECT 1")); /* behind the reset */
      mo_pool_get_stats (mo_client_get_pool (client), &stats);
      g_assert_cmpuint (fake_server_count (server, COMMAND_RESET), ==, i);
      g_assert_cmpuint (stats.n_connections, ==, 1 + i);
      g_assert_cmpuint (stats.n_resets, ==, 0);
    }
  g_print ("# a server without COM_RESET_CONNECTION: 3 dirty jobs, %" G_GUINT64_FORMAT
           " connections, one after the other\n",
           stats.n_connections);
  mo_test_ok (mo_client_disconnect (client));
}

/* --- a server that never answers --- */

static gboolean
are_both_busy (gpointer client)
{
  MoPoolStats stats;

  mo_pool_get_stats (mo_client_get_pool (client), &stats);
  return stats.n_busy == 2 && stats.n_waiting == 4;
}

/* What is being opened cannot be stopped: the end waits for the time-out of connecting. */
static void
test_disconnect_while_connecting (void)
{
  FakeScript script = { .silent = TRUE };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autofree char *uri = g_strdup_printf (
      "matrixone://u@127.0.0.1:%u/d?pool_size=2&kill_connection=false&connect_timeout=1",
      fake_server_get_port (server));
  g_autoptr (MoClient) client = mo_client_new (uri, NULL);
  MoFuture *futures[6];
  gint64 start;

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = mo_execute (client, "INSERT");
  g_assert_true (mo_test_wait_until (are_both_busy, client));
  start = g_get_monotonic_time ();
  mo_test_ok (mo_client_disconnect_within (client, 0));
  g_print ("# no patience, connections that do not come about for 1 s: closed after %.1f s\n",
           (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mo_future_get_status (futures[i]), ==, MO_FUTURE_REJECTED);
      mo_await (futures[i], &error);
      if (error->code != MO_ERROR_POOL_CLOSED)
        g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
    }
}

/* --- what is asked on the side of a statement, and not answered --- */

/* A packet so large that the server's limit counts. */
#define LARGE (256 * 1024)

static const char *not_answered;
static _Atomic gboolean was_asked;

static void
answer_all_but_one (FakeServer *server, guint8 command, GBytes *body)
{
  g_autoptr (GBytes) nothing = NULL;

  if (command == COMMAND_PING ? g_str_equal (not_answered, "a ping")
                              : command == COMMAND_QUERY && begins_with (body, not_answered))
    {
      atomic_store (&was_asked, TRUE);
      nothing = fake_server_read (server); /* until the client hangs up */
    }
  else if (command == COMMAND_QUERY && begins_with (body, "FAIL"))
    fake_server_send_error (server, 1105, "as it was told");
  else if (command == COMMAND_QUERY && begins_with (body, "START TRANSACTION"))
    fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION);
  else
    fake_server_send_ok (server, AUTOCOMMIT);
}

static gboolean
has_been_asked (gpointer data)
{
  return atomic_load (&was_asked);
}

static void
assert_soon_over (MoFuture *future)
{
  gint64 start = g_get_monotonic_time ();

  mo_future_wait (future, MO_WAIT_FOREVER, NULL);
  g_print ("# %s: over after %.1f s\n", not_answered,
           (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30 * G_USEC_PER_SEC);
}

/* Cut long before connect_timeout, which is for those whom nobody cancels. */
static void
assert_cancelled_soon (MoFuture *future)
{
  g_assert_true (mo_test_wait_until (has_been_asked, NULL));
  mo_future_cancel (future);
  assert_soon_over (future);
  g_assert_cmpint (mo_future_get_status (future), ==, MO_FUTURE_REJECTED);
}

static MoClient *
client_of (FakeServer *server, const char *question, const char *options)
{
  not_answered = question;
  atomic_store (&was_asked, FALSE);
  return mo_test_client_at (fake_server_get_port (server), options);
}

#define CANCELLED "&kill_timeout=0.1&connect_timeout=60"
#define OVERDUE "&kill_timeout=60&connect_timeout=1"

/* A ping looks at the flags behind an error. */
static void
test_ping_not_answered (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer_all_but_one };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = client_of (server, "a ping", CANCELLED);
  g_autoptr (MoFuture) failing = mo_execute (client, "FAIL 1");

  assert_cancelled_soon (failing);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_begin_not_answered (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer_all_but_one };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = client_of (server, "START TRANSACTION", CANCELLED);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoValue one = mo_value_int64 (1);
  /* One that is prepared shares no packet with what begins its transaction. */
  g_autoptr (MoFuture) first
      = mo_execute_values (MO_EXECUTOR (tx), "SELECT ?", &one, 1, MO_EXECUTE_PREPARED);

  assert_cancelled_soon (first);
  g_clear_object (&tx);
  mo_test_ok (mo_client_disconnect (client));
}

/* It is not called off. */
static void
test_rollback_not_answered (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer_all_but_one };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client = client_of (server, "ROLLBACK", OVERDUE);
  g_autoptr (MoTransaction) tx = mo_test_begin (client);
  MoValue one = mo_value_int64 (1);
  g_autoptr (MoFuture) rollback = NULL;

  mo_test_fails (mo_execute_values (MO_EXECUTOR (tx), "FAIL ?", &one, 1, MO_EXECUTE_DEFAULT),
                 MO_ERROR_SERVER);
  rollback = mo_transaction_rollback (tx);
  assert_soon_over (rollback);
  mo_test_ok (mo_client_disconnect (client));
}

/* In a body, so that both are there when the first is sent. */
static MoFuture *
submit_two (MoTransaction *tx, gpointer first)
{
  g_autofree char *text = g_strnfill (LARGE, 'x');

  *(MoFuture **) first = mo_execute (tx, "INSERT %s", text);
  return mo_gather (mo_future_ref (*(MoFuture **) first), mo_execute (tx, "INSERT %s", text));
}

static void
test_limit_not_answered (void)
{
  FakeScript script = { .version = MATRIXONE, .handler = answer_all_but_one };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (MoClient) client
      = client_of (server, "SELECT @@max_allowed_packet", CANCELLED);
  g_autoptr (MoFuture) first = NULL;
  MoFuture *both = mo_client_transaction (client, submit_two, &first, NULL);

  g_assert_true (mo_test_wait_until (has_been_asked, NULL));
  assert_cancelled_soon (first);
  g_assert_false (mo_await (both, NULL));
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-fake/lost-back-end", test_lost_back_end);
  g_test_add_func ("/client-fake/answers-left-over", test_answers_left_over);
  g_test_add_func ("/client/fake/server-without-reset", test_server_without_reset);
  g_test_add_func ("/client/fake/disconnect-while-connecting", test_disconnect_while_connecting);
  g_test_add_func ("/client-fake/commands-are-named", test_commands_are_named);
  g_test_add_func ("/client-fake/commands-are-lost", test_commands_are_lost);
  g_test_add_func ("/client/fake/ping-not-answered", test_ping_not_answered);
  g_test_add_func ("/client/fake/begin-not-answered", test_begin_not_answered);
  g_test_add_func ("/client/fake/rollback-not-answered", test_rollback_not_answered);
  g_test_add_func ("/client/fake/limit-not-answered", test_limit_not_answered);
  return g_test_run ();
}
