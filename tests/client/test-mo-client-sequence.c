/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whoever does one thing after the other needs one connection, and never waits for it: what is told
 * to be done has freed its worker. */

#include "mo-test-server.h"

#define N_TIMES 500

static guint64
count_connects (MoClient *client)
{
  g_autoptr (MoStats) stats = mo_client_get_stats (client);

  return mo_stats_get_count (stats, MO_STAT_CONNECTS);
}

static void
test_statements (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=8");

  for (guint i = 0; i < N_TIMES; i++)
    mo_test_ok (mo_execute (client, "SELECT %s", i));
  g_print ("# %u statements in a row: %" G_GUINT64_FORMAT " connection\n", N_TIMES,
           count_connects (client));
  g_assert_cmpuint (count_connects (client), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_connect (MoTest *test)
{
  for (guint i = 0; i < N_TIMES / 5; i++)
    {
      g_autoptr (MoClient) client = mo_test_client_new ("pool_size=8");

      mo_test_ok (mo_client_connect (client));
      mo_test_ok (mo_execute (client, "SELECT 1"));
      g_assert_cmpuint (count_connects (client), ==, 1);
      mo_test_ok (mo_client_disconnect (client));
    }
}

static gboolean
body (MoTransaction *tx, gpointer user_data, GError **error)
{
  return mo_await (mo_execute (tx, "SELECT 1"), error);
}

static void
test_transactions (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=8");

  for (guint i = 0; i < N_TIMES; i++)
    {
      g_autoptr (GError) error = NULL;

      mo_client_run_transaction (client, body, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (count_connects (client), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
}

/* Where nobody may wait, nobody has to. */
static void
test_no_waiting (MoTest *test)
{
  g_autoptr (MoClient) client =
      mo_test_client_new ("pool_size=1&pool_max_waiting=0&pool_timeout=0");

  for (guint i = 0; i < N_TIMES; i++)
    {
      g_autoptr (GError) error = NULL;

      mo_test_ok (mo_execute (client, "SELECT %s", i));
      mo_client_run_transaction (client, body, NULL, &error);
      g_assert_no_error (error);
    }
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/sequence/statements", test_statements);
  mo_test_add ("/client/sequence/connect", test_connect);
  mo_test_add ("/client/sequence/transactions", test_transactions);
  mo_test_add ("/client/sequence/no-waiting", test_no_waiting);
  return g_test_run ();
}
