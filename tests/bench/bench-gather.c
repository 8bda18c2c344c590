/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 64 statements of one transaction, gathered against one by one, behind a proxy that holds back
 * what it passes on, as a network would. */

#include "bench-server.h"
#include "bench-turns.h"
#include "wireplay.h"

#define N_STATEMENTS 64
#define N_TRANSACTIONS 4 /* a turn */
#define ROUNDS 5

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

static void
run_times (MoClient *client, MoTransactionFunc body)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_TRANSACTIONS; i++)
    bench_must (mo_client_run_transaction (client, body, NULL, &error), error);
}

static void
run_gathered (gpointer client)
{
  run_times (client, gathered);
}

static void
run_one_by_one (gpointer client)
{
  run_times (client, one_by_one);
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

static void
compare (MoClient *client, Wireplay *proxy, gint64 latency_usec, double goal)
{
  g_autofree char *name = g_strdup_printf ("64 selects in a transaction, latency %.1f ms",
                                           (double) latency_usec / 1000);
  BenchCosts costs;

  wireplay_set_latency_usec (proxy, latency_usec);
  costs = bench_take_turns ((BenchSide){ run_gathered }, (BenchSide){ run_one_by_one }, ROUNDS,
                            client);
  bench_report_case (&(BenchCase){
      .name = name,
      .unit = "us",
      .ours = costs.ours.usec / N_TRANSACTIONS,
      .peer = costs.peer.usec / N_TRANSACTIONS,
      .goal = goal,
  });
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Wireplay) proxy = NULL;
  MoClient *client;

  bench_server_require ();
  client = connect_through (g_getenv ("MO_TEST_URI"), &proxy, &error);
  bench_must (client != NULL, error);
  bench_must (mo_await (mo_client_connect (client), &error), error);
  bench_report_begin ("bench-gather", "gathered", "one by one");
  compare (client, proxy, 0, 0);
  compare (client, proxy, 200, 0);
  compare (client, proxy, 1000, bench_server_is_matrixone () ? 0 : 15);
  compare (client, proxy, 5000, 0);
  bench_server_leave (client);
  return 0;
}
