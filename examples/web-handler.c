/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a server does under load: 1,000 logins, each a transaction that looks its user up, writes
 * the time to the user and a line to the log. One thread submits them all and never waits in
 * between; as many run at the same time as the pool has connections.
 */

#include "demo-report.h"

#define N_USERS 990
#define N_LOGINS 1000 /* the last ten are of users that do not exist */

typedef struct
{
  gint64 id;
  char *name;
  GDateTime *last_login;
} User;

MO_DEFINE_MODEL (User, user, "demo_web_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (last_login, MO_NULLABLE))

typedef struct
{
  gint64 id;
  gint64 user_id;
  GDateTime *login_time;
} Login;

MO_DEFINE_MODEL (Login, login, "demo_web_logins",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NOT_NULL),
                 MO_COLUMN (login_time, MO_NOT_NULL))

/* --- the handler: nothing in it waits, each step returns the future of the next --- */

static MoFuture *
log_login (MoFuture *found, gpointer user_data)
{
  MoTransaction *tx = user_data;
  User *user = mo_future_peek_entity (found, User);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (user == NULL)
    return mo_future_new_true (); /* no such user: nothing to write */
  mo_set (user, last_login, now);
  return mo_gather (mo_session_flush (mo_transaction_get_session (tx)),
                    mo_execute (tx, "INSERT INTO demo_web_logins (user_id, login_time)"
                                    " VALUES (%s, %s)",
                                user->id, now));
}

static MoFuture *
find_and_log (MoTransaction *tx, gpointer user_data)
{
  const gint64 *user_id = user_data;
  MoSelect *select = mo_where (mo_select (User), mo_eq (MO_C (User, id), *user_id));
  MoFuture *found = mo_session_one_or_none (mo_transaction_get_session (tx), select);

  return mo_then (found, log_login, g_object_ref (tx), g_object_unref);
}

static MoFuture *
handle_login (MoClient *client, gint64 user_id)
{
  return mo_client_transaction (client, find_and_log, g_memdup2 (&user_id, sizeof user_id), g_free);
}

/* --- the load --- */

/* As Linux counts them; 0 elsewhere. */
static guint
count_threads (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "\nThreads:");
  return line != NULL ? (guint) g_ascii_strtoull (line + strlen ("\nThreads:"), NULL, 10) : 0;
}

static gboolean
handle_logins (MoClient *client, GError **error)
{
  g_autofree MoFuture **logins = g_new (MoFuture *, N_LOGINS);
  g_autoptr (MoGathered) done = NULL;
  gint64 start = g_get_monotonic_time ();
  double seconds;
  guint pool_size;

  demo_start ("Logins, each a transaction of its own");
  for (int i = 0; i < N_LOGINS; i++)
    logins[i] = handle_login (client, i + 1);
  demo_step (0, "%d submitted by one thread", N_LOGINS);
  done = mo_await_gathered (mo_gather_array (logins, N_LOGINS), error);
  if (done == NULL)
    return FALSE;
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_object_get (client, "pool-size", &pool_size, NULL);
  demo_step (0, "%u handled on %u connections, %.0f logins/s", mo_gathered_get_length (done),
             pool_size, N_LOGINS / seconds);
  demo_step (0, "threads in this process: %u", count_threads ());
  return TRUE;
}

/* --- before and after --- */

static gboolean
add_users (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);

  for (int id = 1; id <= N_USERS; id++)
    mo_session_take (session, mo_new (User, .id = id, .name = "Somebody"));
  return mo_await (mo_session_flush (session), error);
}

static gboolean
check (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  MoSelect *logged_in = mo_where (mo_select_expr (mo_count (MO_C (User, id))),
                                  mo_is_not_null (MO_C (User, last_login)));
  gint64 n_users;
  gint64 n_logins;

  demo_start ("Afterwards");
  return mo_await_int64 (mo_session_scalar (session, logged_in), &n_users, error)
         && mo_await_int64 (mo_execute (tx, "SELECT COUNT(*) FROM demo_web_logins"), &n_logins,
                            error)
         && demo_expect ("users who have logged in", n_users, N_USERS, error)
         && demo_expect ("lines in the log", n_logins, N_USERS, error);
}

int
main (int argc, char **argv)
{
  const char *uri = demo_uri (argc, argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (uri == NULL)
    return 2;
  if (!(client = mo_client_new (uri, &error))
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Login)), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User, Login)), &error)
      || !mo_client_run_transaction (client, add_users, NULL, &error)
      || !handle_logins (client, &error)
      || !mo_client_run_transaction (client, check, NULL, &error)
      || !mo_await (mo_client_drop_all (client, MO_MODELS (User, Login)), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    return demo_fail ("web-handler", error);
  g_print ("web-handler: ok\n");
  return 0;
}
