/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Money that moves between accounts: a transaction that is run again after a deadlock, has a time
 * limit, may undo a part of itself, and tells somebody once it is committed.
 */

#include "demo-report.h"

#define N_THREADS 2
#define N_TRANSFERS 5 /* of each thread */

typedef struct
{
  gint64 id;
  gint64 balance;
} Account;

MO_DEFINE_MODEL (Account, account, "demo_transfer_accounts",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (balance, MO_NOT_NULL))

/* Of a transfer that is done. Its number is given out by who orders it. */
typedef struct
{
  gint64 number;
} Receipt;

MO_DEFINE_MODEL (Receipt, receipt, "demo_transfer_receipts",
                 MO_COLUMN (number, MO_PRIMARY_KEY))

typedef struct
{
  gint64 id;
  char *code;
} Voucher;

MO_DEFINE_MODEL (Voucher, voucher, "demo_transfer_vouchers",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (code, MO_NOT_NULL | MO_UNIQUE, .length = 20))

static gboolean
open_accounts (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Account, .id = 1, .balance = 1000));
  mo_session_take (session, mo_new (Account, .id = 2, .balance = 1000));
  mo_session_take (session, mo_new (Voucher, .code = "WELCOME"));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
prepare (MoClient *client, GError **error)
{
  demo_start ("Prepare");
  if (!mo_await (mo_client_drop_all (client, MO_MODELS (Account, Receipt, Voucher)), error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (Account, Receipt, Voucher)), error)
      || !mo_client_run_transaction (client, open_accounts, NULL, error))
    return FALSE;
  demo_step (0, "two accounts with 1,000 each");
  return TRUE;
}

/* --- run again where that helps --- */

typedef struct
{
  gint64 number;
  gint64 from;
  gint64 amount;
  guint n_runs;
} Transfer;

/* Who goes the other way round meets it half way, and the server undoes one of the two. */
static gboolean
move_money (MoTransaction *tx, gpointer user_data, GError **error)
{
  Transfer *self = user_data;
  const char *receipt = "INSERT INTO demo_transfer_receipts VALUES (%s)";
  const char *add = "UPDATE demo_transfer_accounts SET balance = balance + %s WHERE id = %s";

  self->n_runs++;
  return mo_await (mo_execute (tx, receipt, self->number), error)
         && mo_await (mo_execute (tx, add, -self->amount, self->from), error)
         && mo_await (mo_execute (tx, add, self->amount, 3 - self->from), error);
}

static gboolean
transfer_safely (MoClient *client, Transfer *order, GError **error)
{
  g_autoptr (MoTransactionOptions) options = mo_transaction_options_new ();

  mo_transaction_options_set_max_attempts (options, 100);
  mo_transaction_options_set_timeout (options, 300 * G_TIME_SPAN_SECOND);
  return mo_client_run_transaction_with (client, options, move_money, order, error);
}

/* Where the answer to COMMIT is lost, the same order once more finds out: its receipt waits for
 * what the server may still be doing, and then is there, or not. */
static gboolean
transfer_once (MoClient *client, Transfer *order, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (transfer_safely (client, order, &local))
    return TRUE;
  if (g_error_matches (local, MO_ERROR, MO_ERROR_COMMIT_UNKNOWN))
    {
      g_clear_error (&local);
      if (transfer_safely (client, order, &local)
          || g_error_matches (local, MO_ERROR, MO_ERROR_DUPLICATE_KEY))
        return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

typedef struct
{
  MoClient *client;
  int index;
  guint n_runs;
  GError *error;
} Teller;

static gpointer
serve (gpointer user_data)
{
  Teller *self = user_data;

  for (int i = 0; self->error == NULL && i < N_TRANSFERS; i++)
    {
      Transfer order = {
        .number = self->index * N_TRANSFERS + i,
        .from = 1 + self->index % 2,
        .amount = 1 + i,
      };

      transfer_once (self->client, &order, &self->error);
      self->n_runs += order.n_runs;
    }
  return NULL;
}

static gboolean
move_both_ways (MoClient *client, GError **error)
{
  Teller tellers[N_THREADS];
  GThread *threads[N_THREADS];
  GError *first = NULL;
  guint n_runs = 0;
  gint64 sum;

  demo_start ("Both ways at once");
  for (int i = 0; i < N_THREADS; i++)
    {
      tellers[i] = (Teller){ .client = client, .index = i };
      threads[i] = g_thread_new ("teller", serve, &tellers[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      n_runs += tellers[i].n_runs;
      if (first == NULL)
        first = g_steal_pointer (&tellers[i].error);
      g_clear_error (&tellers[i].error);
    }
  if (first != NULL)
    {
      g_propagate_error (error, first);
      return FALSE;
    }
  demo_step (0, "%d transfers, run %u times", N_THREADS * N_TRANSFERS, n_runs);
  return mo_await_int64 (mo_execute (client, "SELECT SUM(balance) FROM demo_transfer_accounts"),
                         &sum, error)
         && demo_expect ("the sum", sum, 2000, error);
}

/* --- a part that may fail by itself, and who is told --- */

/* The voucher may be used up; then the transfer goes on without it. */
static gboolean
use_voucher (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  mo_session_take (session, mo_new (Voucher, .code = user_data));
  return mo_await (mo_session_flush (session), error);
}

/* Not before it is true. */
static gboolean
tell (MoTransactionEvent event, MoConnection *connection, gpointer user_data, GError **error)
{
  if (event == MO_TRANSACTION_AFTER_COMMIT)
    demo_step (mo_connection_get_id (connection), "a letter to %s", (char *) user_data);
  return TRUE;
}

static gboolean
transfer_with_voucher (MoTransaction *tx, gpointer user_data, GError **error)
{
  guint64 connection = mo_transaction_get_connection_id (tx);
  Transfer order = { .number = N_THREADS * N_TRANSFERS, .from = 1, .amount = 100 };
  g_autoptr (GError) used_up = NULL;

  if (!mo_transaction_run_nested (tx, use_voucher, user_data, &used_up))
    demo_step (connection, "without the voucher: %s", used_up->message);
  mo_transaction_add_hook (tx, tell, (gpointer) "the customer", NULL);
  return move_money (tx, &order, error);
}

static gboolean
pay_with_voucher (MoClient *client, GError **error)
{
  g_autoptr (GError) missing = NULL;
  gint64 left;

  demo_start ("With a voucher that is used up");
  if (!mo_await (mo_client_supports (client, MO_FEATURE_SAVEPOINTS), &missing))
    {
      if (g_error_matches (missing, MO_ERROR, MO_ERROR_NOT_SUPPORTED))
        {
          demo_step (0, "left out: %s", missing->message);
          return TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&missing)); /* nobody knows */
      return FALSE;
    }
  return mo_client_run_transaction (client, transfer_with_voucher, (gpointer) "WELCOME", error)
         && mo_await_int64 (
             mo_execute (client, "SELECT COUNT(*) FROM demo_transfer_vouchers"), &left, error)
         && demo_expect ("vouchers", left, 1, error);
}

/* --- a function of our own --- */

/* On a worker, with its connection; it may block for as long as it likes. */
static gboolean
audit (MoConnection *connection, GValue *result, gpointer user_data, GError **error)
{
  g_autoptr (MoResult) sum = mo_connection_run_values (
      connection, "SELECT SUM(balance) FROM demo_transfer_accounts", NULL, 0, error);

  if (sum == NULL)
    return FALSE;
  g_value_init (result, G_TYPE_INT64);
  g_value_set_int64 (result, mo_result_get_int64 (sum, 0, 0));
  return TRUE;
}

static gboolean
look_at_the_books (MoClient *client, GError **error)
{
  gint64 sum;

  demo_start ("The books");
  return mo_await_int64 (mo_client_call (client, audit, NULL, NULL), &sum, error)
         && demo_expect ("all money", sum, 2000, error);
}

static gboolean
run (MoClient *client, GError **error)
{
  return prepare (client, error) && move_both_ways (client, error)
         && pay_with_voucher (client, error) && look_at_the_books (client, error)
         && mo_await (mo_client_drop_all (client, MO_MODELS (Account, Receipt, Voucher)), error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error)) || !run (client, &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("transfer", error);
  g_print ("transfer: ok\n");
  return 0;
}
