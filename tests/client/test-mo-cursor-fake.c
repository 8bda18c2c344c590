/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cursors before a server that breaks off in the middle of an answer, or never ends it, and lets
 * nobody in who would stop it. */

#include <string.h>

#include "fake-server.h"
#include "mo-test-cursor.h"

#define AUTOCOMMIT 2
#define IN_TRANSACTION 1
#define MORE_RESULTS 8
#define LONG_TYPE 3

#define HANGS_UP "'hangs up'"
#define DEADLOCK "'deadlock'"
#define ENDLESS "'endless'"

static gboolean
has (GBytes *body, const char *text)
{
  return g_strstr_len (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), text)
         != NULL;
}

/* Three rows, 1 to 3. */
static void
send_rows (FakeServer *server)
{
  fake_server_send_columns (server, 1);
  fake_server_send_column (server, "c", LONG_TYPE, 0, 63);
  fake_server_send_eof (server, AUTOCOMMIT | IN_TRANSACTION);
  fake_server_send_row (server, "1");
  fake_server_send_row (server, "2");
  fake_server_send_row (server, "3");
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  gboolean begins = command == COMMAND_QUERY && has (body, "START TRANSACTION");

  if (begins && has (body, "UPDATE"))
    fake_server_send_ok (server, AUTOCOMMIT | IN_TRANSACTION | MORE_RESULTS);
  if (command == COMMAND_QUERY && has (body, HANGS_UP))
    {
      send_rows (server);
      fake_server_hang_up (server);
    }
  else if (command == COMMAND_QUERY && has (body, DEADLOCK))
    {
      send_rows (server);
      fake_server_send_error (server, 1213, "Deadlock found");
    }
  else if (command == COMMAND_QUERY && has (body, ENDLESS))
    {
      send_rows (server);
      while (fake_server_send_row (server, "4"))
        ;
      fake_server_hang_up (server);
    }
  else
    fake_server_send_ok (server, AUTOCOMMIT | (begins ? IN_TRANSACTION : 0));
}

typedef struct
{
  FakeServer *server;
  MoClient *client;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const FakeScript script = { .handler = handle };

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

/* Three rows, and then: the error, again and again. */
static void
assert_fails_behind_rows (MoCursor *cursor, MoError code)
{
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 3);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 3);
  mo_test_fails (mo_cursor_fetch (cursor, 3), code);
  mo_test_fails (mo_cursor_fetch (cursor, 3), code);
  mo_test_ok (mo_cursor_close (cursor));
  g_assert_cmpint (mo_result_get_int64 (rows, 2, 0), ==, 3);
}

static void
test_hangs_up (Fixture *self, gconstpointer data)
{
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (self->client), "SELECT " HANGS_UP, 0);

  assert_fails_behind_rows (cursor, MO_ERROR_CONNECTION_LOST);
  mo_test_ok (mo_execute (self->client, "UPDATE t SET a = 1"));
}

/* What it had written by then is not known. */
static void
test_hangs_up_in_write (Fixture *self, gconstpointer data)
{
  g_autoptr (MoCursor) cursor
      = mo_test_open (MO_EXECUTOR (self->client), "INSERT INTO t VALUES (" HANGS_UP ")", 0);
  g_autoptr (MoCursor) other = NULL;
  g_autoptr (MoResult) rows = NULL;

  assert_fails_behind_rows (cursor, MO_ERROR_OUTCOME_UNKNOWN);
  other = mo_test_open (MO_EXECUTOR (self->client), "INSERT INTO t VALUES (" HANGS_UP ")", 0);
  rows = mo_test_fetch (other, 1);
  mo_test_fails (mo_cursor_close (other), MO_ERROR_OUTCOME_UNKNOWN);
}

static MoTransaction *
begin (Fixture *self)
{
  MoTransaction *tx = mo_test_begin (self->client);

  mo_test_ok (mo_execute (tx, "UPDATE t SET a = 1"));
  return tx;
}

static void
in_transaction (Fixture *self, const char *sql, MoError code)
{
  g_autoptr (MoTransaction) tx = begin (self);
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (tx), sql, 0);

  assert_fails_behind_rows (cursor, code);
  mo_test_fails (mo_execute (tx, "SELECT 1"), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
  mo_test_ok (mo_execute (self->client, "UPDATE t SET a = 1"));
}

static void
test_in_transaction (Fixture *self, gconstpointer data)
{
  in_transaction (self, "SELECT " HANGS_UP, MO_ERROR_CONNECTION_LOST);
  in_transaction (self, "INSERT INTO t VALUES (" HANGS_UP ")", MO_ERROR_CONNECTION_LOST);
  in_transaction (self, "SELECT " DEADLOCK, MO_ERROR_DEADLOCK);
}

/* A close meets what ended the transaction, and says so; a commit does not pretend. */
static void
test_deadlock_behind_close (Fixture *self, gconstpointer data)
{
  for (guint commits = 0; commits < 2; commits++)
    {
      g_autoptr (MoTransaction) tx = begin (self);
      g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (tx), "SELECT " DEADLOCK, 0);
      g_autoptr (MoResult) rows = mo_test_fetch (cursor, 1);

      if (!commits)
        mo_test_fails (mo_cursor_close (cursor), MO_ERROR_DEADLOCK);
      mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
    }
}

/* Who would stop it is not let in, so the connection is cut. Each has a server of its own: it has
 * one client at a time, and who came to stop it may be the next. */
static void
test_endless (Fixture *self, gconstpointer data)
{
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (self->client), "SELECT " ENDLESS, 0);
  g_autoptr (MoResult) rows = mo_test_fetch (cursor, 1000);

  g_assert_cmpuint (mo_result_get_n_rows (rows), ==, 1000);
  mo_test_ok (mo_cursor_close (cursor));
}

static void
test_endless_in_transaction (Fixture *self, gconstpointer data)
{
  g_autoptr (MoTransaction) tx = begin (self);
  g_autoptr (MoCursor) cursor = mo_test_open (MO_EXECUTOR (tx), "SELECT " ENDLESS, 0);

  mo_test_fails (mo_transaction_commit (tx), MO_ERROR_TRANSACTION_ABORTED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/client/cursor-fake/hangs-up", test_hangs_up);
  ADD ("/client/cursor-fake/hangs-up-in-write", test_hangs_up_in_write);
  ADD ("/client/cursor-fake/in-transaction", test_in_transaction);
  ADD ("/client/cursor-fake/deadlock-behind-close", test_deadlock_behind_close);
  ADD ("/client/cursor-fake/endless", test_endless);
  ADD ("/client/cursor-fake/endless-in-transaction", test_endless_in_transaction);
  return g_test_run ();
}
