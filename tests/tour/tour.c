/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The library in one sitting: models, a session and MatrixOne's commands in one transaction,
 * queries, batches, a gather, an asynchronous handler and a main loop.
 *
 * tests/tour/run compiles it with warnings as errors, as any program would be, and runs it.
 */

#include <matrixone-glib.h>

/* --- models ---
 *
 * A model is a plain struct. The macro derives column types from the C field types and defines the
 * reference-counted life of an instance: user_ref(), user_unref(), g_autoptr(User). An instance
 * carries its model in a hidden header (as GRcBox does), so a session needs nothing but the
 * pointer. Shared models use MO_DECLARE_MODEL() in a header.
 */
typedef struct
{
  gint64 id;
  char *name;
  char *email;
  char *status;
  GDateTime *last_login;
  GDateTime *created_at;
} User;

MO_DEFINE_MODEL (User, user, "users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (status, MO_NULLABLE, .length = 20),
                 MO_COLUMN (last_login, MO_NULLABLE),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

typedef struct
{
  gint64 id;
  gint64 user_id;
  char *item;
} Order;

MO_DEFINE_MODEL (Order, order, "orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NOT_NULL, .references = MO_REFERENCES (User, id)),
                 MO_COLUMN (item, MO_NULLABLE, .length = 100))

/* --- 1. one transaction for the session and for MatrixOne's commands ---
 *
 * Returning TRUE flushes and commits; returning FALSE with an error set rolls everything back and
 * hands that very error to the caller; either way the worker is released. mo_await() consumes the
 * future that it is given.
 */
static gboolean
unified (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (User) alice = mo_new (User, .name = "Alice", .email = "alice@example.com");
  g_autoptr (GPtrArray) users = NULL;

  mo_session_add (session, alice);
  if (!mo_await (mo_session_flush (session), error)) /* alice->id is set from here on */
    return FALSE;

  if (!(users = mo_await_all (mo_session_execute (session, mo_select (User)), error)))
    return FALSE;

  mo_set (alice, name, "Alice Updated"); /* the next flush updates this one column */
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;

  return mo_await (mo_execute (tx, "INSERT INTO users (name, email) VALUES (%s, %s)", "Bob",
                               "bob@example.com"),
                   error)
         && mo_await (mo_snapshot_create_database (tx, "async_snapshot", "test"), error)
         && mo_await (mo_clone_database (tx, "backup", "test"), error);
}

/* --- 2. queries --- */
static gboolean
queries (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) example = NULL;
  g_autoptr (MoResult) pairs = NULL;
  gint64 count = 0;

  example = mo_await_all (
      mo_session_execute (
          session, mo_where (mo_select (User), mo_like (MO_C (User, email), "%@example.com"))),
      error);
  if (example == NULL)
    return FALSE;
  MO_FOREACH (User, user, example)
    g_print ("%s\n", user->email);

  if (!mo_await_int64 (mo_session_execute (session, mo_select_expr (mo_count (MO_C (User, id)))),
                       &count, error))
    return FALSE;

  pairs = mo_await_result (
      mo_session_execute (
          session, /* two entities a row */
          mo_join (mo_select (User, Order), Order, mo_eq (MO_C (User, id), MO_C (Order, user_id)))),
      error);
  for (guint i = 0; pairs != NULL && i < mo_result_get_n_rows (pairs); i++)
    g_print ("%s ordered %s\n", mo_result_entity (pairs, i, User)->name,
             mo_result_entity (pairs, i, Order)->item);
  return pairs != NULL;
}

/* --- 3. batches: 100 inserts are one statement, and so are the equal updates --- */
static gboolean
batch (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (GPtrArray) pending = NULL;

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("User%d", i);
      g_autofree char *email = g_strdup_printf ("user%d@example.com", i);

      mo_session_take (session, mo_new (User, .name = name, .email = email,
                                        .status = "pending")); /* add refers, take owns */
    }
  if (!mo_await (mo_session_flush (session), error))
    return FALSE;

  pending = mo_await_all (
      mo_session_execute (session,
                          mo_where (mo_select (User), mo_eq (MO_C (User, status), "pending"))),
      error);
  if (pending == NULL)
    return FALSE;
  MO_FOREACH (User, user, pending)
    mo_set (user, status, "processed");
  return mo_await (mo_session_flush (session), error);
}

/* --- 4. gather in one transaction: safe, in the order written, about one round trip --- */
static gboolean
concurrent (MoTransaction *tx, gpointer user_data, GError **error)
{
  MoSession *session = mo_transaction_get_session (tx);
  g_autoptr (MoGathered) got = mo_await_gathered (
      mo_gather (
          mo_session_execute (session, mo_where (mo_select (User), mo_eq (MO_C (User, id), 1))),
          mo_session_execute (session, mo_where (mo_select (User), mo_eq (MO_C (User, id), 2))),
          mo_session_execute (session, mo_where (mo_select (User), mo_eq (MO_C (User, id), 3))),
          mo_execute (tx, "SELECT COUNT(*) FROM users"),
          mo_snapshot_create_database (tx, "concurrent_snapshot", "test")),
      error);

  if (got == NULL)
    return FALSE;
  g_print ("%" G_GINT64_FORMAT " users\n", mo_gathered_int64 (got, 3));
  return TRUE;
}

/* --- 5. a handler among thousands: nothing blocks, everything is a future ---
 *
 * The asynchronous form of a transaction: the body returns a future; commit follows its success,
 * rollback its failure. Body and continuations run on the pinned worker, which owns the session.
 */
static MoFuture *
log_login (MoFuture *found, gpointer data)
{
  MoTransaction *tx = data;
  User *user = mo_future_peek_entity (found, User); /* lends; NULL: none */
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  if (user == NULL)
    return mo_future_new_true ();
  mo_set (user, last_login, now);
  return mo_gather (mo_session_flush (mo_transaction_get_session (tx)),
                    mo_execute (tx, "INSERT INTO login_logs (user_id, login_time) VALUES (%s, %s)",
                                user->id, now));
}

static MoFuture *
login (MoTransaction *tx, gpointer user_id)
{
  MoFuture *user = mo_session_one_or_none (
      mo_transaction_get_session (tx),
      mo_where (mo_select (User), mo_eq (MO_C (User, id), *(gint64 *) user_id)));

  return mo_then (user, log_login, g_object_ref (tx), g_object_unref);
}

MoFuture *
handle_login (MoClient *client, gint64 user_id)
{
  return mo_client_transaction (client, login, g_memdup2 (&user_id, sizeof user_id), g_free);
}

/* --- 6. a GTK program: the callback runs in the main context, the window never waits --- */
static void
on_users (GObject *source, GAsyncResult *result, gpointer window)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) users = mo_client_select_finish (
      MO_CLIENT (source), result, &error); /* of MoItem: properties from the model */
  /* gtk_list_view_set_model (...) */
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client
      = mo_client_new ("matrixone://root:111@localhost:6001/test?pool_size=8&pool_recycle=300"
                       "&pool_pre_ping=true&echo=false",
                       &error);

  if (client == NULL || !mo_await (mo_client_connect (client), &error)
      || !mo_await (mo_client_create_all (client, MO_MODELS (User, Order)), &error)
      || !mo_client_run_transaction (client, unified, NULL, &error)
      || !mo_client_run_transaction (client, queries, NULL, &error)
      || !mo_client_run_transaction (client, batch, NULL, &error)
      || !mo_client_run_transaction (client, concurrent, NULL, &error)
      || !mo_await (handle_login (client, 1), &error)
      || !mo_await (mo_client_disconnect (client), &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
