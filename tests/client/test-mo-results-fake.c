/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that fails between two results of a call, or when it is asked for warnings. */

#include <string.h>

#include "fake-server.h"
#include "mo-test-server.h"

#define MARIADB "5.5.5-10.11.19-MariaDB"
#define AUTOCOMMIT 2
#define IN_TRANSACTION 1
#define MORE_RESULTS 8
#define N_WARNINGS 3
#define TYPE_LONG 3

/* On the server's thread. */
static gboolean in_transaction;

static gboolean
has (GBytes *body, const char *text)
{
  return memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text, strlen (text))
         != NULL;
}

static guint16
status (void)
{
  return AUTOCOMMIT | (in_transaction ? IN_TRANSACTION : 0);
}

static void
send_set (FakeServer *server, guint16 flags)
{
  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "n", TYPE_LONG, 0, 63);
  fake_server_send_eof (server, status () | flags);
  fake_server_send_row (server, "1");
  fake_server_send_eof (server, status () | flags);
}

static void
send_warned (FakeServer *server)
{
  const guint8 packet[] = { 0, 1, 0, (guint8) status (), 0, N_WARNINGS, 0 };

  fake_server_send (server, packet, sizeof packet);
}

static void
answer (FakeServer *server, GBytes *body)
{
  if (has (body, "START TRANSACTION"))
    in_transaction = TRUE;
  if (has (body, "ROLLBACK") || has (body, "COMMIT"))
    in_transaction = FALSE;
  if (has (body, "CALL"))
    {
      send_set (server, MORE_RESULTS);
      if (has (body, "lost"))
        fake_server_hang_up (server);
      else if (has (body, "failing"))
        fake_server_send_error (server, 1062, "Duplicate entry");
      else
        fake_server_send_ok (server, status ());
    }
  else if (has (body, "warned"))
    send_warned (server);
  else
    fake_server_send_ok (server, status ());
}

/* What SHOW WARNINGS is answered with depends on the one before it. */
static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  static gboolean refuses;
  static gboolean hangs_up;

  if (command == COMMAND_PING)
    fake_server_send_ok (server, status ());
  if (command != COMMAND_QUERY)
    return;
  if (!has (body, "SHOW WARNINGS"))
    {
      refuses = has (body, "then-refuse");
      hangs_up = has (body, "then-hang-up");
      answer (server, body);
    }
  else if (refuses)
    fake_server_send_error (server, 1064, "it cannot say");
  else if (hangs_up)
    fake_server_hang_up (server);
  else
    send_set (server, 0);
}

typedef struct
{
  FakeServer *server;
  MoClient *client;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  FakeScript script = { .version = MARIADB, .handler = handle };

  in_transaction = FALSE;
  self->server = fake_server_new (&script);
  self->client = mo_test_client_at (fake_server_get_port (self->server), "");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  mo_test_ok (mo_client_disconnect (self->client));
  g_object_unref (self->client);
  fake_server_free (self->server);
}

/* --- between two sets --- */

static void
test_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = mo_test_take_error (mo_execute (self->client, "CALL lost()"));

  g_assert_error (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
  g_assert_false (mo_error_is_retryable (error));
  mo_test_ok (mo_execute (self->client, "CALL p()"));
}

/* There may have been a COMMIT in it. */
static void
test_lost_in_transaction (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->client);
  g_autoptr (GError) error = mo_test_take_error (mo_execute (tx, "CALL lost()"));

  g_assert_error (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN);
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_ENDED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ENDED);
}

static void
test_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = NULL;

  mo_test_fails (mo_execute (self->client, "CALL failing()"), MO_ERROR_DUPLICATE_KEY);
  tx = mo_test_begin (self->client);
  mo_test_fails (mo_execute (tx, "CALL failing()"), MO_ERROR_DUPLICATE_KEY);
  mo_test_ok (mo_execute (tx, "CALL p()"));
  mo_test_ok (mo_transaction_commit (tx));
}

/* --- the question for warnings --- */

static void
assert_done (MoFuture *future, gboolean has_warnings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_await_result (future, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (mo_result_get_affected_rows (result), ==, 1);
  g_assert_cmpuint (mo_result_get_n_warnings (result), ==, N_WARNINGS);
  g_assert_cmpint (mo_result_get_warnings (result) != NULL, ==, has_warnings);
}

#define INSERT(then) "INSERT INTO warned VALUES ('then-" then "')"

static void
test_asked (Fixture *self, gconstpointer data)
{
  assert_done (mo_execute_with (self->client, MO_EXECUTE_WARNINGS, INSERT ("answer")), TRUE);
  assert_done (mo_execute (self->client, INSERT ("answer")), FALSE);
}

/* The statement is done, all the same. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = NULL;

  assert_done (mo_execute_with (self->client, MO_EXECUTE_WARNINGS, INSERT ("refuse")), FALSE);
  tx = mo_test_begin (self->client);
  assert_done (mo_execute_with (tx, MO_EXECUTE_WARNINGS, INSERT ("refuse")), FALSE);
  mo_test_ok (mo_execute (tx, "SELECT 1"));
  mo_test_ok (mo_transaction_commit (tx));
}

static void
test_hung_up (Fixture *self, gconstpointer data)
{
  assert_done (mo_execute_with (self->client, MO_EXECUTE_WARNINGS, INSERT ("hang-up")), FALSE);
  mo_test_ok (mo_execute (self->client, "SELECT 1")); /* on another connection */
}

/* And the transaction with its connection is lost. */
static void
test_hung_up_in_transaction (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->client);
  g_autoptr (GError) error = NULL;

  assert_done (mo_execute_with (tx, MO_EXECUTE_WARNINGS, INSERT ("hang-up")), FALSE);
  error = mo_test_take_error (mo_execute (tx, "INSERT INTO t VALUES (1)"));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_error_is_retryable (error));
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
}

static void
test_hung_up_before_commit (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = mo_test_begin (self->client);
  g_autoptr (GError) error = NULL;

  assert_done (mo_execute_with (tx, MO_EXECUTE_WARNINGS, INSERT ("hang-up")), FALSE);
  error = mo_test_take_error (mo_transaction_commit (tx));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_error_is_retryable (error));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/client/results-fake/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lost", test_lost);
  ADD ("lost-in-transaction", test_lost_in_transaction);
  ADD ("fails", test_fails);
  ADD ("asked", test_asked);
  ADD ("refused", test_refused);
  ADD ("hung-up", test_hung_up);
  ADD ("hung-up-in-transaction", test_hung_up_in_transaction);
  ADD ("hung-up-before-commit", test_hung_up_before_commit);
  return g_test_run ();
}
