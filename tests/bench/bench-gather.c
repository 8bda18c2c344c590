/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 64 statements of one transaction, gathered against one by one, behind 1 ms of latency. */

#include <matrixone-glib.h>

#include "bench-report.h"
#include "wireplay.h"

#define N_STATEMENTS 64
#define LATENCY_USEC 1000

static gboolean
one_by_one (MoTransaction *tx, gpointer user_data, GError **error)
{
  for (int i = 0; i < N_STATEMENTS; i++)
    if (!mo_await (mo_execute (tx, "SELECT %s", i), error))
      return FALSE;
  return TRUE;
}

/* mo_gather() takes 32 at the most, so this is what it stands for. */
static gboolean
gathered (MoTransaction *tx, gpointer user_data, GError **error)
{
  mo_gathering_begin ();
  for (int i = 0; i < N_STATEMENTS; i++)
    mo_gathering_add (mo_execute (tx, "SELECT %s", i));
  return mo_await (mo_gathering_end (mo_gather_array), error);
}

static gint64
run_times (MoClient *client, MoTransactionFunc body, guint n)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i += N_STATEMENTS)
    if (!mo_client_run_transaction (client, body, NULL, &error))
      g_error ("%s", error->message);
  return g_get_monotonic_time () - start;
}

static gint64
run_gathered (guint n, gpointer client)
{
  return run_times (client, gathered, n);
}

static gint64
run_one_by_one (guint n, gpointer client)
{
  return run_times (client, one_by_one, n);
}

/* The server's address as wireplay has it, and a URI that leads through the proxy. */
static MoClient *
connect_through (const char *uri, Wireplay **proxy, GError **error)
{
  g_autoptr (MoClient) direct = mo_client_new (uri, error);
  g_autofree char *host = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *user = NULL;
  g_autofree char *address = NULL;
  g_autofree char *through = NULL;
  guint port;

  if (direct == NULL)
    return NULL;
  g_object_get (direct, "host", &host, "port", &port, "socket", &socket, "user", &user, NULL);
  address = socket != NULL ? g_strconcat ("unix:", socket, NULL)
                           : g_strdup_printf ("tcp:%s:%u", host, port);
  if (!(*proxy = wireplay_new ("tcp:127.0.0.1:0", address, error)))
    return NULL;
  wireplay_set_latency_usec (*proxy, LATENCY_USEC);
  through = g_strdup_printf ("mysql://%s:111@127.0.0.1:%u/test?pool_size=1&kill_connection=false",
                             user, wireplay_get_port (*proxy));
  if (socket != NULL)
    {
      g_free (through);
      through = g_strdup_printf ("mysql://%s@127.0.0.1:%u/test?pool_size=1&kill_connection=false",
                                 user, wireplay_get_port (*proxy));
    }
  return mo_client_new (through, error);
}

int
main (void)
{
  const char *uri = g_getenv ("MO_TEST_URI");
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) proxy = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    {
      g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
      return 77;
    }
  if (!(client = connect_through (uri, &proxy, &error))
      || !mo_await (mo_client_connect (client), &error))
    g_error ("%s", error->message);
  bench_compare ("64 selects gathered in a transaction, 1 ms", "one by one", run_gathered,
                 run_one_by_one, 4 * N_STATEMENTS, client);
  if (!mo_await (mo_client_disconnect (client), &error))
    g_error ("%s", error->message);
  return 0;
}
