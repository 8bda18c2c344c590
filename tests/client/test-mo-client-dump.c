/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client says about itself: who has forgotten a transaction, and who waits for it. */

#include <stdlib.h>
#include <string.h>

#include "mo-test-server.h"

#define PASSWORD "s3cretOfTheDump"

static int leak_line;

/* Never ended by whoever calls this. */
static MoTransaction *
leak (MoClient *client)
{
  MoFuture *future;
  g_autoptr (GError) error = NULL;
  MoTransaction *tx;

  leak_line = __LINE__ + 1;
  future = mo_client_begin (client);
  tx = mo_await_transaction (future, &error);
  g_assert_no_error (error);
  return tx;
}

static void
print_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_print ("# %s\n", lines[i]);
}

static char *
leak_place (void)
{
  return g_strdup_printf ("mo_client_begin at %s:%d", __FILE__, leak_line);
}

static gboolean
is_a_second_old (gpointer client)
{
  g_autofree char *text = mo_client_dump (client);

  return strstr (text, ", for 0.") == NULL;
}

static void
test_leak (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (MoTransaction) tx = leak (client);
  g_autoptr (MoFuture) waiting = NULL;
  g_autoptr (MoFuture) another = NULL;
  g_autofree char *place = leak_place ();
  g_autofree char *idle = NULL;
  g_autofree char *busy = NULL;
  g_autoptr (MoFuture) running = NULL;

  g_assert_true (mo_test_wait_until (is_a_second_old, client));
  waiting = mo_execute (client, "SELECT 1");
  another = mo_execute (client, "SELECT 1");
  idle = mo_client_dump (client);
  print_lines (idle);
  mo_test_assert_contains (idle, place);
  mo_test_assert_contains (idle, "1 of 1 connections in use, 0 idle, 2 callers wait");
  mo_test_assert_contains (idle, "2 normal callers wait");
  running = mo_execute (tx, "SELECT SLEEP(60), %s", "aValueThatIsBound");
  mo_test_wait_for_statement (test, "SLEEP(60)");
  busy = mo_client_dump (client);
  print_lines (busy);
  mo_test_assert_contains (busy, place);
  mo_test_assert_contains (busy, "SELECT SLEEP(60), %s");
  g_assert_null (strstr (busy, "aValueThatIsBound"));
  mo_future_cancel (running);
  mo_await (mo_future_ref (running), NULL);
  mo_test_ok (mo_transaction_rollback (tx));
  mo_test_ok (mo_future_ref (waiting));
  mo_test_ok (mo_future_ref (another));
  mo_test_ok (mo_client_disconnect (client));
}

/* Two that hold one connection each, and ask for a second: both would wait in vain, and nobody
 * would name the cause. */
static void
test_each_wants_a_second (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=2&pool_timeout=0.3");
  g_autoptr (MoTransaction) first = leak (client);
  g_autofree char *place = leak_place ();
  g_autoptr (MoTransaction) second = NULL;
  MoFuture *wanted[2];
  g_autofree char *text = NULL;

  g_assert_true (mo_test_wait_until (is_a_second_old, client));
  second = mo_await_transaction (mo_client_begin_full (client, NULL, "the second task"), NULL);
  for (guint i = 0; i < 2; i++)
    wanted[i] = mo_client_begin_full (client, NULL, "one more");
  text = mo_client_dump (client);
  print_lines (text);
  mo_test_assert_contains (text, place);
  mo_test_assert_contains (text, "the second task");
  mo_test_assert_contains (text, "2 of 2 connections in use, 0 idle, 2 callers wait");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = mo_test_take_error (wanted[i]);

      g_print ("# %s\n", error->message);
      g_assert_error (error, MO_ERROR, MO_ERROR_POOL_EXHAUSTED);
      mo_test_assert_contains (error->message, place);
    }
  mo_test_ok (mo_transaction_rollback (first));
  mo_test_ok (mo_transaction_rollback (second));
  mo_test_ok (mo_client_disconnect (client));
}

/* Neither the client's own nor one in a statement. */
static void
test_no_password (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_with ("password", PASSWORD, "pool_size=1");
  g_autofree char *dump = NULL;

  /* Refused, or not: it is the password that matters. */
  mo_await (mo_client_connect (client), NULL);
  dump = mo_client_dump (client);
  print_lines (dump);
  g_assert_null (strstr (dump, PASSWORD));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_no_secret (MoTest *test)
{
  g_autoptr (MoFuture) running = NULL;
  g_autofree char *dump = NULL;

  running = mo_execute (test->client,
                        "SELECT SLEEP(50) + PASSWORD('" PASSWORD "') IS NULL");
  mo_test_wait_for_statement (test, "SLEEP(50)");
  dump = mo_client_dump (test->client);
  print_lines (dump);
  g_assert_null (strstr (dump, PASSWORD));
  mo_future_cancel (running);
  mo_await (mo_future_ref (running), NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/dump/leak", test_leak);
  mo_test_add ("/client/dump/each-wants-a-second", test_each_wants_a_second);
  mo_test_add ("/client/dump/no-password", test_no_password);
  mo_test_add_mariadb ("/client/dump/no-secret", test_no_secret);
  return g_test_run ();
}
