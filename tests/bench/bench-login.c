/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users who log in: the models, and a handler for each that reads, changes and logs one. */

#include "bench-login.h"

MO_DEFINE_MODEL (User, user, "bench_users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (points, MO_NOT_NULL),
                 MO_COLUMN (last_login, MO_NULLABLE))

MO_DEFINE_MODEL (Login, login, "bench_logins",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NOT_NULL),
                 MO_COLUMN (login_time, MO_NOT_NULL))

#define UPDATE "UPDATE bench_users SET last_login = %s WHERE id = %s"
#define INSERT "INSERT INTO bench_logins (user_id, login_time) VALUES (%s, %s)"

/* --- in a session --- */

static MoFuture *
log_user (MoFuture *found, gpointer user_data)
{
  MoTransaction *tx = user_data;
  User *user = mo_future_peek_entity (found, User);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  mo_set (user, last_login, now);
  return mo_gather (mo_session_flush (mo_transaction_get_session (tx)),
                    mo_execute (tx, INSERT, user->id, now));
}

static MoFuture *
find_user (MoTransaction *tx, gpointer user_id)
{
  MoSelect *select
      = mo_where (mo_select (User), mo_eq (MO_C (User, id), (gint64) GPOINTER_TO_SIZE (user_id)));

  return mo_then (mo_session_one (mo_transaction_get_session (tx), select), log_user,
                  g_object_ref (tx), g_object_unref);
}

/* --- by statements --- */

static MoFuture *
log_row (MoFuture *found, gpointer user_data)
{
  MoTransaction *tx = user_data;
  MoResult *row = mo_future_get_result (found, NULL);
  gint64 id = mo_result_get_int64 (row, 0, 0);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return mo_gather (mo_execute (tx, UPDATE, now, id), mo_execute (tx, INSERT, id, now));
}

static MoFuture *
find_row (MoTransaction *tx, gpointer user_id)
{
  MoFuture *found
      = mo_execute (tx, "SELECT id, name, points, last_login FROM bench_users WHERE id = %s",
                    (gint64) GPOINTER_TO_SIZE (user_id));

  return mo_then (found, log_row, g_object_ref (tx), g_object_unref);
}

/* --- all --- */

static void
log_in (MoClient *client, MoTransactionFutureFunc handler, gint64 first, guint n)
{
  g_autoptr (GError) error = NULL;

  mo_gathering_begin ();
  for (guint i = 0; i < n; i++)
    mo_gathering_add (
        mo_client_transaction (client, handler, GSIZE_TO_POINTER ((gsize) first + i), NULL));
  if (!mo_await (mo_gathering_end (mo_gather_array), &error))
    g_error ("%s", error->message);
}

void
bench_log_in_by_session (MoClient *client, gint64 first, guint n)
{
  log_in (client, find_user, first, n);
}

void
bench_log_in_by_sql (MoClient *client, gint64 first, guint n)
{
  log_in (client, find_row, first, n);
}
