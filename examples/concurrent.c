/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work at the same time: eight transfers on eight connections, submitted by one thread that never
 * blocks in between; and a gather in one transaction, in the order written.
 */

#include "demo-report.h"

#define N_TRANSFERS 64

typedef struct
{
  int from;
  int to;
  int amount;
} Transfer;

/* The body runs on the transaction's worker and must not block: it returns a future. */
static MoFuture *
transfer (MoTransaction *tx, gpointer user_data)
{
  const Transfer *self = user_data;

  return mo_gather (mo_execute (tx, "UPDATE demo_accounts SET balance = balance - %s WHERE id = %s",
                                self->amount, self->from),
                    mo_execute (tx, "UPDATE demo_accounts SET balance = balance + %s WHERE id = %s",
                                self->amount, self->to));
}

static gboolean
prepare (MoClient *client, GError **error)
{
  demo_start ("Prepare");
  if (!mo_await (mo_execute (client, "DROP TABLE IF EXISTS demo_accounts"), error)
      || !mo_await (mo_execute (client, "CREATE TABLE demo_accounts"
                                        " (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)"),
                    error))
    return FALSE;
  for (int id = 0; id < 2 * N_TRANSFERS; id++)
    if (!mo_await (mo_execute (client, "INSERT INTO demo_accounts VALUES (%s, 100)", id), error))
      return FALSE;
  demo_step (0, "%d accounts with 100 each", 2 * N_TRANSFERS);
  return TRUE;
}

static gboolean
run_transfers (MoClient *client, GError **error)
{
  MoFuture *transfers[N_TRANSFERS];
  g_autoptr (MoGathered) done = NULL;

  demo_start ("Transfers, each a transaction of its own");
  for (int i = 0; i < N_TRANSFERS; i++)
    {
      Transfer one = { 2 * i, 2 * i + 1, i };

      transfers[i]
          = mo_client_transaction (client, transfer, g_memdup2 (&one, sizeof one), g_free);
    }
  demo_step (0, "%d submitted", N_TRANSFERS);
  done = mo_await_gathered (mo_gather_array (transfers, N_TRANSFERS), error);
  if (done == NULL)
    return FALSE;
  demo_step (0, "%u committed", mo_gathered_get_length (done));
  return TRUE;
}

static gboolean
look (MoTransaction *tx, gpointer user_data, GError **error)
{
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (mo_execute (tx, "SELECT balance FROM demo_accounts WHERE id = %s", 20),
                 mo_execute (tx, "SELECT balance FROM demo_accounts WHERE id = %s", 21),
                 mo_execute (tx, "SELECT SUM(balance) FROM demo_accounts"),
                 mo_execute (tx, "SELECT COUNT(*) FROM demo_accounts"),
                 mo_execute (tx, "SELECT COUNT(*) FROM demo_accounts WHERE balance <> 100")),
      error);

  if (got == NULL)
    return FALSE;
  demo_step (mo_transaction_get_connection_id (tx),
             "gathered five in one transaction: account 20 has %" G_GINT64_FORMAT
             ", account 21 has %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " in all",
             mo_gathered_int64 (got, 0), mo_gathered_int64 (got, 1), mo_gathered_int64 (got, 2));
  if (mo_gathered_int64 (got, 2) == 100 * mo_gathered_int64 (got, 3))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "money was lost");
  return FALSE;
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)) || !mo_await (mo_client_connect (client), &error)
      || !prepare (client, &error) || !run_transfers (client, &error)
      || !mo_client_run_transaction (client, look, NULL, &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("concurrent", error);
  g_print ("concurrent: ok\n");
  return 0;
}
