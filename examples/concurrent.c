/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work at the same time: transfers on eight connections, submitted by one thread that never blocks
 * in between; and a gather of queries, a statement and a snapshot in one transaction, whose
 * outcomes come in the order written.
 */

#include "demo-report.h"
#include "demo-snapshot.h"

#define N_TRANSFERS 64
#define SNAPSHOT "demo_concurrent"

typedef struct
{
  gint64 id;
  gint64 balance;
} Account;

MO_DEFINE_MODEL (Account, account, "demo_accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (balance, MO_NOT_NULL))

typedef struct
{
  char *database;
  gboolean has_snapshots;
} Demo;

/* --- before --- */

static gboolean
open_accounts (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (int id = 1; id <= 2 * N_TRANSFERS; id++)
    mo_session_take (session, mo_new (Account, .id = id, .balance = 100));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
prepare (MoClient *client, Demo *demo, GError **error)
{
  demo_start ("Prepare");
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (Account)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Account)), error)
      || !mo_client_run_transaction (client, open_accounts, NULL, error))
    return FALSE;
  demo_step (0, "%d accounts with 100 each", 2 * N_TRANSFERS);
  return demo_prepare_snapshot (client, SNAPSHOT, &demo->has_snapshots, error);
}

/* --- many transactions at the same time --- */

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
run_transfers (MoClient *client, GError **error)
{
  MoFuture *transfers[N_TRANSFERS];
  g_autoptr (MoGathered) done = NULL;

  demo_start ("Transfers, each a transaction of its own");
  for (int i = 0; i < N_TRANSFERS; i++)
    {
      Transfer one = { 2 * i + 1, 2 * i + 2, i };

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

/* --- many things in one transaction --- */

/* An account that is not there is an error, of the gather too. */
static MoFuture *
find_account (MoSession *session, int id)
{
  return mo_session_one (session, mo_where (mo_select (Account), mo_eq (MO_C (Account, id), id)));
}

static gboolean
look (MoTransaction *tx, gpointer user_data, GError **error)
{
  Demo *demo = user_data;
  MoSession *session = mo_transaction_get_session (tx);
  guint64 connection = mo_transaction_get_connection_id (tx);
  g_autoptr (MoGathered) got = NULL;

  demo_start ("Gathered in one transaction");
  got = mo_await_gathered (
      mo_gather (find_account (session, 1), find_account (session, 2), find_account (session, 41),
                 mo_execute (tx, "SELECT SUM(balance) FROM demo_accounts"),
                 demo->has_snapshots
                     ? mo_snapshot_create_database (tx, SNAPSHOT, demo->database)
                     : mo_execute (tx, "SELECT CONNECTION_ID()")),
      error);
  if (got == NULL)
    return FALSE;
  demo_step (connection, "five answers, in the order written");
  for (guint i = 0; i < 3; i++)
    {
      Account *account = mo_future_peek_entity (mo_gathered_get_future (got, i), Account);

      demo_step (connection, "%u: account %" G_GINT64_FORMAT " has %" G_GINT64_FORMAT, i + 1,
                 account->id, account->balance);
    }
  if (!demo_expect ("4: all balances", mo_gathered_int64 (got, 3), 2 * N_TRANSFERS * 100, error))
    return FALSE;
  demo_step (connection, "5: %s", demo->has_snapshots ? "snapshot accepted, to travel behind COMMIT"
                                                      : "connection id");
  return TRUE;
}

static gboolean
run (MoClient *client, Demo *demo, GError **error)
{
  return mo_await (mo_client_connect (client), error) && prepare (client, demo, error)
         && run_transfers (client, error) && mo_client_run_transaction (client, look, demo, error)
         && (!demo->has_snapshots || mo_await (mo_snapshot_drop (client, SNAPSHOT), error))
         && mo_await (mo_client_drop_all (client, MO_MODELS (Account)), error)
         && mo_await (mo_client_disconnect (client), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;
  g_autofree char *database = NULL;
  Demo demo = { NULL, FALSE };

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)))
    return demo_fail ("concurrent", error);
  demo.database = database = demo_database (client);
  if (!run (client, &demo, &error))
    return demo_fail ("concurrent", error);
  g_print ("concurrent: ok\n");
  return 0;
}
