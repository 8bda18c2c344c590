/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A thousand handlers submitted by one thread, which never waits, on eight workers. */

#include "orm-test.h"

#include "wire/mo-connection-private.h"

#define N_HANDLERS 1000
#define N_USERS 100 /* the handlers' ids go up to 110: some are nobody's */
#define N_IDS 110
#define N_WORKERS 8
#define N_OTHER_THREADS 3 /* a supervisor, the dispatcher, and one to spare */

typedef struct
{
  OrmTest *orm;
  GMainLoop *loop;
  MoClient *client;
  MoFuture *futures[N_HANDLERS];
  guint n_done;
  guint most_threads; /* of the library */
  guint most_in_process;
} Handlers;

static void
count_threads (Handlers *self)
{
  self->most_threads = MAX (self->most_threads, mo_test_count_threads ("mo-"));
  self->most_in_process = MAX (self->most_in_process, mo_test_count_threads (""));
}

/* A connection without a thread: it holds the lock on every user. */
static MoConnection *
lock_users (OrmTest *orm)
{
  g_autoptr (MoEndpoint) endpoint = mo_test_endpoint_new ();
  g_autoptr (GError) error = NULL;
  MoConnection *connection;
  static const char *const sql[] = { "BEGIN", "UPDATE users SET points = points + 1" };

  g_free (endpoint->database);
  endpoint->database = g_strdup (orm->database);
  connection = mo_connection_open (&mo_mysql_api, endpoint, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      G_GNUC_UNUSED g_autoptr (MoResult) result
          = mo_connection_query (connection, sql[i], -1, &error);

      g_assert_no_error (error);
    }
  return connection;
}

static void
unlock_users (MoConnection *connection)
{
  g_autoptr (GError) error = NULL;
  G_GNUC_UNUSED g_autoptr (MoResult) result
      = mo_connection_query (connection, "ROLLBACK", -1, &error);

  g_assert_no_error (error);
  mo_connection_close (connection);
}

/* In a callback of the main loop, where a wait of the library's would be refused; and with every
 * user locked, so that waiting for a handler would never end. */
static gboolean
submit_all (gpointer data)
{
  Handlers *self = data;

  for (guint i = 0; i < N_HANDLERS; i++)
    {
      self->futures[i] = orm_login (self->client, 1 + i % N_IDS);
      if (i % 50 == 0)
        count_threads (self);
    }
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static guint
count_done (Handlers *self)
{
  guint n = 0;

  for (guint i = 0; i < N_HANDLERS; i++)
    n += mo_future_get_status (self->futures[i]) != MO_FUTURE_PENDING;
  return n;
}

static gboolean
more_done (gpointer data)
{
  Handlers *self = data;

  count_threads (self);
  return count_done (self) > self->n_done;
}

static void
run_handlers (Handlers *self)
{
  MoConnection *lock = lock_users (self->orm);

  g_idle_add (submit_all, self);
  g_main_loop_run (self->loop);
  /* None of a known user can have ended. */
  for (guint i = 0; i < N_USERS; i++)
    g_assert_cmpint (mo_future_get_status (self->futures[i]), ==, MO_FUTURE_PENDING);
  unlock_users (lock);
  /* Half a minute may be short for a sanitizer; for each step forward it is not. */
  for (count_threads (self); (self->n_done = count_done (self)) < N_HANDLERS; count_threads (self))
    g_assert_true (mo_test_wait_until (more_done, self));
  for (guint i = 0; i < N_HANDLERS; i++)
    mo_test_ok (self->futures[i]);
}

static void
assert_log (OrmTest *orm)
{
  guint n_known = 0;

  for (guint i = 0; i < N_HANDLERS; i++)
    n_known += 1 + i % N_IDS <= N_USERS;
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM login_logs"), ==, n_known);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM login_logs l JOIN users u "
                                        "ON u.id = l.user_id WHERE l.login_time IS NOT NULL"),
                   ==, n_known);
  /* The ids come round nine times, and the first ten once more. */
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM (SELECT user_id FROM login_logs "
                                        "GROUP BY user_id HAVING COUNT(*) = 10) AS x"),
                   ==, N_HANDLERS % N_IDS);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM (SELECT user_id FROM login_logs "
                                        "GROUP BY user_id HAVING COUNT(*) = 9) AS x"),
                   ==, N_USERS - N_HANDLERS % N_IDS);
  g_assert_cmpint (orm_test_int64 (orm, "SELECT COUNT(*) FROM users u WHERE u.last_login IS NULL"),
                   ==, 0);
}

/* Every thread that is there belongs to the tested client, or is the test's. */
static void
test_thousand (void)
{
  OrmTest orm;
  Handlers self = { .orm = &orm };

  if (mo_test_uri () == NULL)
    {
      g_test_skip ("MO_TEST_URI names no server");
      return;
    }
  orm_test_open (&orm, NULL, NULL);
  orm_test_create (&orm, MO_MODELS (User, LoginLog));
  orm_test_add_users (&orm, N_USERS, "old");
  mo_test_ok (mo_client_disconnect (orm.client));
  mo_test_ok (mo_client_disconnect (orm.other));
  g_clear_object (&orm.client);
  g_clear_object (&orm.other);
  mo_test_assert_no_threads_left ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.client
      = mo_test_client_with ("database", orm.database, "pool_size=8&pool_timeout=240");
  run_handlers (&self);
  g_test_message ("at the most %u threads of the library, %u in the process", self.most_threads,
                  self.most_in_process);
  g_assert_cmpuint (self.most_threads, >=, N_WORKERS);
  g_assert_cmpuint (self.most_threads, <=, N_WORKERS + N_OTHER_THREADS);
#ifndef __SANITIZE_THREAD__
  g_assert_cmpuint (self.most_in_process, <=, N_WORKERS + N_OTHER_THREADS + 1);
#endif
  orm.client = g_steal_pointer (&self.client);
  orm.other = mo_test_client_with ("database", orm.database, "pool_size=1");
  assert_log (&orm);
  g_main_loop_unref (self.loop);
  orm_test_close (&orm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/orm/handlers/thousand", test_thousand);
  return g_test_run ();
}
