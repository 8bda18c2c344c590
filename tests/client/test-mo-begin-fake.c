/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transaction whose BEGIN fails behind its isolation: that is for whichever transaction begins
 * next, so the session is made as new. */

#include <string.h>

#include "fake-server.h"
#include "mo-test-server.h"

#define AUTOCOMMIT 2
#define MORE_RESULTS 8

static gboolean
begins_with (GBytes *body, const char *text)
{
  return g_bytes_get_size (body) >= strlen (text)
         && memcmp (g_bytes_get_data (body, NULL), text, strlen (text)) == 0;
}

/* As where somebody else kills what runs. */
static void
refuse_begin (FakeServer *server, guint8 command, GBytes *body)
{
  static const char set[] = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
  gboolean is_set = command == COMMAND_QUERY && begins_with (body, set);

  if (is_set && g_bytes_get_size (body) > strlen (set))
    fake_server_send_ok (server, AUTOCOMMIT | MORE_RESULTS);
  if ((is_set && g_bytes_get_size (body) > strlen (set))
      || (command == COMMAND_QUERY && begins_with (body, "START TRANSACTION")))
    fake_server_send_error (server, 1317, "Query execution was interrupted");
  else
    fake_server_send_ok (server, AUTOCOMMIT);
}

static gboolean
do_nothing (MoConnection *connection, GValue *result, gpointer data, GError **error)
{
  return TRUE;
}

/* In one packet with the first statement, and by itself. */
static void
test_begin_fails (void)
{
  for (int i = 0; i < 2; i++)
    {
      FakeScript script = { .version = "10.11.6-MariaDB", .handler = refuse_begin };
      g_autoptr (FakeServer) server = fake_server_new (&script);
      g_autoptr (MoClient) client = mo_test_client_at (fake_server_get_port (server), "");
      g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();
      g_autoptr (MoTransaction) tx = NULL;

      mo_transaction_options_set_isolation (options, MO_ISOLATION_SERIALIZABLE);
      tx = mo_await_transaction (mo_client_begin_with (client, options), NULL);
      g_assert_nonnull (tx);
      g_assert_false (mo_await (i == 0 ? mo_execute (tx, "INSERT 1")
                                       : mo_transaction_call (tx, do_nothing, NULL, NULL),
                                NULL));
      mo_future_unref (mo_transaction_rollback (tx));
      mo_test_ok (mo_execute (client, "INSERT 2"));
      g_assert_cmpuint (fake_server_count (server, COMMAND_RESET), ==, 1);
      mo_test_ok (mo_client_disconnect (client));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/begin-fake/begin-fails", test_begin_fails);
  return g_test_run ();
}
