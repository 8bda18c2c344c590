/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that has no connection left to give, and a client all of whose workers are busy: what
 * runs can be stopped all the same. It changes a global variable: so, on a server of its own. */

#include <gio/gio.h>
#include <string.h>

#include "mo-test-server.h"

#define SECOND G_USEC_PER_SEC

/* The least that MariaDB takes; one more is kept for who may set it, which root may. */
#define MOST 10

static void
set_most (MoTest *test, guint most)
{
  g_autofree char *sql
      = g_strdup_printf ("EXECUTE IMMEDIATE 'SET GLOBAL max_connections = %u'", most);

  mo_test_sql (test, sql);
}

/* By clients of one connection each, until the server has none left. */
static GPtrArray *
fill_up (void)
{
  GPtrArray *clients = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 2 * MOST; i++)
    {
      MoClient *client = mo_test_client_new ("pool_size=1&kill_connection=false");
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (clients, client);
      if (!mo_await (mo_client_connect (client), &error))
        {
          g_print ("# the server is full: %s\n", error->message);
          return clients;
        }
    }
  g_error ("the server let %u in", clients->len);
}

static gboolean
runs_sleeps (gpointer data)
{
  return mo_test_int64 (data, "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE "
                              "'SELECT SLEEP(3%'")
         == 3;
}

static void
test_stop (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=3");
  g_autoptr (GPtrArray) crowd = NULL;
  MoFuture *running[3];

  mo_test_ok (mo_client_disconnect (test->client)); /* the crowd is to be counted */
  for (guint i = 0; i < 3; i++)
    running[i] = mo_execute (client, "SELECT SLEEP(%s)", 30 + (gint) i);
  g_assert_true (mo_test_wait_until (runs_sleeps, test));
  set_most (test, MOST);
  crowd = fill_up ();
  for (guint i = 0; i < 3; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;

      mo_future_cancel (running[i]);
      mo_await (running[i], &error);
      g_print ("# stopped after %.1f ms: %s\n", (double) (g_get_monotonic_time () - start) / 1000,
               error != NULL ? error->message : "it was over");
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * SECOND);
      mo_test_assert_contains (error->message, "server error 1317");
    }
  /* They are the connections from before, as the server has no others to give. */
  for (guint i = 0; i < 3; i++)
    running[i] = mo_execute (client, "SELECT SLEEP(0.2)");
  mo_test_ok (mo_gather_array (running, 3));
  mo_test_ok (mo_client_disconnect (client));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/crowded/stop", test_stop);
  return g_test_run ();
}
