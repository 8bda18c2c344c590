/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What tests of sessions share. */

#include "orm-test.h"

#include <pthread.h>
#include <string.h>

MO_DEFINE_MODEL (User, user, "users",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NOT_NULL, .length = 100),
                 MO_COLUMN (email, MO_NOT_NULL | MO_UNIQUE, .length = 100),
                 MO_COLUMN (status, MO_NULLABLE, .length = 20),
                 MO_COLUMN (points, 0),
                 MO_COLUMN (last_login, MO_NULLABLE),
                 MO_COLUMN (created_at, MO_DEFAULT_NOW))

MO_DEFINE_MODEL (Order, order, "orders",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, MO_NOT_NULL, .references = MO_REFERENCES (User, id)),
                 MO_COLUMN (item, MO_NULLABLE, .length = 100))

MO_DEFINE_MODEL (LoginLog, login_log, "login_logs",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (user_id, 0),
                 MO_COLUMN (login_time, MO_NULLABLE))

MO_DEFINE_MODEL (Ghost, ghost, "ghosts",
                 MO_COLUMN (id, MO_PRIMARY_KEY | MO_AUTO_INCREMENT),
                 MO_COLUMN (name, MO_NULLABLE, .length = 20))

/* --- the fixture --- */

static void
run_elsewhere (const char *format, const char *name)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autofree char *sql = g_strdup_printf ("%s %s", format, name);

  mo_test_ok (mo_execute (client, sql));
  mo_test_ok (mo_client_disconnect (client));
}

void
orm_test_open (OrmTest *self, MoTest *test, const char *options)
{
  self->test = test;
  self->database = mo_test_unique ("orm");
  run_elsewhere ("CREATE DATABASE", self->database);
  self->client
      = mo_test_client_with ("database", self->database, options != NULL ? options : "pool_size=8");
  self->other = mo_test_client_with ("database", self->database, "pool_size=1");
}

void
orm_test_close (OrmTest *self)
{
  mo_test_ok (mo_client_disconnect (self->client));
  mo_test_ok (mo_client_disconnect (self->other));
  run_elsewhere ("DROP DATABASE", self->database);
  g_clear_object (&self->client);
  g_clear_object (&self->other);
  g_clear_pointer (&self->database, g_free);
}

void
orm_test_create (OrmTest *self, const MoModel *const *models, gsize n_models)
{
  mo_test_ok (mo_client_create_all (self->client, models, n_models));
}

void
orm_test_add_users (OrmTest *self, guint n, const char *status)
{
  for (guint i = 1; i <= n;)
    {
      g_autoptr (GString) sql
          = g_string_new ("INSERT INTO users (id, name, email, status, points) VALUES ");

      for (guint j = 0; j < 1000 && i <= n; i++, j++)
        g_string_append_printf (sql, "%s(%u, 'User%u', 'user%u@example.com', '%s', 1)",
                                j > 0 ? ", " : "", i, i, i, status);
      orm_test_sql (self, sql->str);
    }
}

void
orm_test_open_with_users (OrmTest *self, MoTest *test, guint n)
{
  orm_test_open (self, test, NULL);
  orm_test_create (self, MO_MODELS (User));
  orm_test_add_users (self, n, "old");
}

gint64
orm_test_count_users (OrmTest *self)
{
  return orm_test_int64 (self, "SELECT COUNT(*) FROM users");
}

void
orm_test_sql (OrmTest *self, const char *sql)
{
  mo_test_ok (mo_execute (self->other, sql));
}

gint64
orm_test_int64 (OrmTest *self, const char *sql)
{
  return mo_test_number (mo_execute (self->other, sql));
}

char *
orm_test_rows (OrmTest *self, const char *sql)
{
  g_autoptr (MoResult) result = orm_result (mo_execute (self->other, sql));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mo_result_get_n_rows (result); i++)
    for (guint j = 0; j < mo_result_get_n_columns (result); j++)
      {
        MoValue value = mo_result_get_value (result, i, j);
        g_autofree char *cell
            = mo_value_is_null (&value) ? g_strdup ("NULL") : mo_value_to_string (&value);

        g_string_append_printf (text, "%s%s", j > 0 ? "," : i > 0 ? ";" : "", cell);
      }
  return g_string_free (text, FALSE);
}

void
orm_test_run (OrmTest *self, MoTransactionFunc body, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = mo_client_run_transaction (self->client, body, data, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

void
orm_test_run_fails (OrmTest *self, MoTransactionFunc body, gpointer data, MoError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_client_run_transaction (self->client, body, data, &error));
  g_assert_error (error, MO_ERROR, (gint) code);
}

/* --- outcomes --- */

void
orm_test_on_thread (void *(*func) (void *data), void *data)
{
  pthread_t thread;

  g_assert_cmpint (pthread_create (&thread, NULL, func, data), ==, 0);
  pthread_join (thread, NULL);
}

GPtrArray *
orm_all (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *all = mo_await_all (future, &error);

  g_assert_no_error (error);
  g_assert_nonnull (all);
  return all;
}

gpointer
orm_entity (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  gpointer entity = mo_await_entity (future, &error);

  g_assert_no_error (error);
  return entity;
}

MoResult *
orm_result (MoFuture *future)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_await_result (future, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

User *
orm_load_user (MoSession *session, gint64 id)
{
  User *user = orm_entity (
      mo_session_one (session, mo_where (mo_select (User), mo_eq (MO_C (User, id), id))));

  g_assert_nonnull (user);
  g_assert_cmpint (user->id, ==, id);
  return user;
}

User *
orm_new_user (guint n)
{
  g_autofree char *name = g_strdup_printf ("User%u", n);
  g_autofree char *email = g_strdup_printf ("user%u@example.com", n);

  return mo_new (User, .name = name, .email = email, .status = "new");
}

/* --- a handler --- */

static MoFuture *
log_login (MoFuture *found, gpointer data)
{
  MoTransaction *tx = data;
  User *user = mo_future_peek_entity (found, User);
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
orm_login (MoClient *client, gint64 user_id)
{
  return mo_client_transaction (client, login, g_memdup2 (&user_id, sizeof user_id), g_free);
}

/* --- the gate: a row that somebody else has locked --- */

#define LOCK_GATE "SELECT id FROM gates WHERE id = 1 FOR UPDATE"

void
orm_test_add_gate (OrmTest *self)
{
  orm_test_sql (self, "CREATE TABLE gates (id BIGINT PRIMARY KEY)");
  orm_test_sql (self, "INSERT INTO gates VALUES (1)");
}

void
orm_gate_shut (OrmGate *self, OrmTest *orm, MoTransaction *tx)
{
  self->holder = mo_test_begin (orm->client);
  mo_test_ok (mo_execute (self->holder, LOCK_GATE));
  self->waiting = mo_execute (tx, LOCK_GATE);
}

void
orm_gate_open (OrmGate *self)
{
  mo_test_ok (mo_transaction_rollback (self->holder));
  mo_test_ok (g_steal_pointer (&self->waiting));
  g_clear_object (&self->holder);
}

void
orm_test_open_gated (OrmTest *self, MoTest *test)
{
  orm_test_open (self, test, NULL);
  orm_test_create (self, MO_MODELS (User, Order));
  orm_test_add_gate (self);
}

/* --- the proxy --- */

void
orm_wire_open (OrmWire *self, OrmTest *orm, const char *options)
{
  self->orm = orm;
  self->proxy = mo_test_proxy_new ();
  self->client = mo_test_proxy_client (self->proxy, orm->database,
                                       options != NULL ? options : "pool_size=1");
  mo_test_ok (mo_client_connect (self->client));
  wireplay_reset (self->proxy);
}

void
orm_wire_close (OrmWire *self)
{
  mo_test_ok (mo_client_disconnect (self->client));
  g_clear_object (&self->client);
  g_clear_pointer (&self->proxy, wireplay_free);
}

char *
orm_wire_text (OrmWire *self)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (self->proxy);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < log->len; i++)
    g_string_append_printf (text, "%s\n", ((WireplayRecord *) g_ptr_array_index (log, i))->text);
  return g_string_free (text, FALSE);
}

guint
orm_wire_count (OrmWire *self, const char *part)
{
  g_autofree char *text = orm_wire_text (self);
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at += strlen (part))
    n++;
  return n;
}

/* --- a transaction behind it --- */

void
orm_unit_open (OrmUnit *self, MoTest *test, const MoModel *const *models, gsize n_models)
{
  self->tx = NULL;
  orm_test_open (&self->orm, test, NULL);
  orm_test_create (&self->orm, models, n_models);
  orm_wire_open (&self->wire, &self->orm, "pool_size=1");
}

void
orm_unit_begin (OrmUnit *self)
{
  self->tx = mo_test_begin (self->wire.client);
  self->session = mo_transaction_get_session (self->tx);
  wireplay_reset (self->wire.proxy);
}

void
orm_unit_commit (OrmUnit *self)
{
  mo_test_ok (mo_transaction_commit (self->tx));
  g_clear_object (&self->tx);
}

void
orm_unit_close (OrmUnit *self)
{
  g_clear_object (&self->tx);
  orm_wire_close (&self->wire);
  orm_test_close (&self->orm);
}

void
orm_unit_assert_rows (OrmUnit *self, const char *sql, const char *expected)
{
  g_autofree char *rows = orm_test_rows (&self->orm, sql);

  g_assert_cmpstr (rows, ==, expected);
}

/* --- a session of its own behind it --- */

void
orm_alone_open (OrmAlone *self, MoTest *test, guint n_users, const char *options)
{
  orm_test_open_with_users (&self->orm, test, n_users);
  orm_wire_open (&self->wire, &self->orm, options);
  self->session = mo_session_new (self->wire.client);
}

void
orm_alone_close (OrmAlone *self)
{
  g_clear_object (&self->session);
  orm_wire_close (&self->wire);
  orm_test_close (&self->orm);
}

void
orm_alone_assert_names (OrmAlone *self, const char *expected)
{
  g_autofree char *rows = orm_test_rows (&self->orm, "SELECT name FROM users ORDER BY id");

  g_assert_cmpstr (rows, ==, expected);
}
