/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Work that is to end before it is done: cancelled, with a limit, by a GCancellable, or kept from
 * being cancelled; what the program learns then; and who holds the connections.
 */

#include "demo-report.h"

/* For each row. A bare SELECT SLEEP(10) may be answered, and not fail, when it is stopped. */
#define SLOW "SELECT id FROM demo_cancel WHERE SLEEP(10)"

static const char set_up[] = "DROP TABLE IF EXISTS demo_cancel;\n"
                             "CREATE TABLE demo_cancel (id BIGINT PRIMARY KEY);\n"
                             "INSERT INTO demo_cancel VALUES (0);\n";

/* What a program can be told of work that it wanted stopped. */
static const char *
describe (const GError *error)
{
  if (error == NULL)
    return "done, before it could be stopped";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled: it has taken no effect";
  if (g_error_matches (error, MO_ERROR, MO_ERROR_TIMED_OUT))
    return "not done in time: it has taken no effect";
  if (g_error_matches (error, MO_ERROR, MO_ERROR_OUTCOME_UNKNOWN))
    return "stopped, and it may have taken effect: look at the data";
  return error->message;
}

/* Consumes @future. */
static gboolean
report (const char *what, MoFuture *future, gboolean is_to_be_done, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gboolean done = mo_await (future, &problem);

  demo_step (0, "%s: %s", what, describe (problem));
  if (done == is_to_be_done)
    return TRUE;
  g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "%s did not end as it should", what);
  return FALSE;
}

/* --- one statement --- */

static gboolean
cancel_query (MoClient *client, GError **error)
{
  g_autoptr (MoFuture) slow = mo_execute (client, SLOW);

  mo_future_wait (slow, G_USEC_PER_SEC / 10, NULL); /* so that it runs */
  mo_future_cancel (slow);
  return report ("a query", mo_future_ref (slow), FALSE, error);
}

static gboolean
limit_query (MoClient *client, GError **error)
{
  MoFuture *in_time = mo_timeout (mo_execute (client, SLOW), G_USEC_PER_SEC / 10);

  return report ("a query with a tenth of a second", in_time, FALSE, error);
}

static gboolean
cancel_by_cancellable (MoClient *client, GError **error)
{
  g_autoptr (GCancellable) button = g_cancellable_new ();
  MoFuture *slow = mo_with_cancellable (mo_execute (client, SLOW), button);

  g_cancellable_cancel (button); /* as another thread might, or a window */
  return report ("a query with a button", slow, FALSE, error);
}

static gboolean
shield_write (MoClient *client, GError **error)
{
  MoFuture *insert = mo_execute (client, "INSERT INTO demo_cancel VALUES (1)");
  g_autoptr (MoFuture) shielded = mo_shield (mo_future_ref (insert));

  mo_future_cancel (shielded);
  return report ("what a shield keeps from being cancelled", insert, TRUE, error);
}

/* --- a transaction --- */

static MoFuture *
slow_body (MoTransaction *tx, gpointer user_data)
{
  return mo_gather (mo_execute (tx, "INSERT INTO demo_cancel VALUES (2)"), mo_execute (tx, SLOW));
}

/* One limit for all of it: waiting for a connection, the statements, and COMMIT. */
static gboolean
limit_transaction (MoClient *client, GError **error)
{
  MoFuture *done = mo_client_transaction (client, slow_body, NULL, NULL);
  gint64 rows = 0;

  return report ("a transaction", mo_timeout (done, G_USEC_PER_SEC / 10), FALSE, error)
         && mo_await_int64 (mo_execute (client, "SELECT COUNT(*) FROM demo_cancel WHERE id = 2"),
                            &rows, error)
         && demo_expect ("rows of it", rows, 0, error);
}

/* --- who holds the connections --- */

static gboolean
dump (MoClient *client, GError **error)
{
  g_autoptr (MoTransaction) tx = mo_await_transaction (mo_client_begin (client), error);
  g_autofree char *text = NULL;

  if (tx == NULL || !mo_await (mo_execute (tx, "SELECT 1"), error))
    return FALSE;
  text = mo_client_dump (client);
  g_print ("%s", text);
  return mo_await (mo_transaction_commit (tx), error);
}

/* --- urgent work beside a flood --- */

static gboolean
overtake (MoClient *client, GError **error)
{
  g_autoptr (MoClient) window = mo_client_new_sharing (client, MO_PRIORITY_URGENT);
  g_autoptr (GPtrArray) flood = g_ptr_array_new ();
  g_autoptr (MoStats) stats = NULL;
  gboolean ok;

  for (int i = 0; i < 200; i++)
    g_ptr_array_add (flood, mo_execute (client, "SELECT SLEEP(0.002)"));
  ok = mo_await (mo_execute (window, "SELECT 1"), error);
  stats = mo_client_get_stats (client);
  demo_step (0, "urgent work is done, %" G_GUINT64_FORMAT " of the flood still wait",
             mo_stats_get_count (stats, MO_STAT_WAITING));
  return mo_await (mo_gather_array ((MoFuture **) flood->pdata, flood->len), error) && ok;
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  client = mo_client_new (uri, &error);
  demo_start ("Work that is stopped");
  if (client == NULL || !mo_await (mo_execute_script (client, set_up), &error)
      || !cancel_query (client, &error) || !limit_query (client, &error)
      || !cancel_by_cancellable (client, &error) || !shield_write (client, &error)
      || !limit_transaction (client, &error))
    return demo_fail (argv[0], error);
  demo_start ("Who holds what");
  if (!dump (client, &error) || !overtake (client, &error)
      || !mo_await (mo_execute (client, "DROP TABLE demo_cancel"), &error)
      || !mo_await (mo_client_disconnect_within (client, 5 * G_USEC_PER_SEC), &error))
    return demo_fail (argv[0], error);
  g_print ("cancel: ok\n");
  return 0;
}
