/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a statement or a connection to a real server is ended from outside. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "server-fixture.h"

static void
assert_lost (MoConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (MoResult) result = NULL;

  g_assert_false (mo_connection_ping (connection, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_test_message ("%s", error->message);
  g_assert_true (mo_error_is_retryable (error));
  g_assert_true (mo_connection_is_lost (connection));
  result = mo_connection_query (connection, "SELECT 1", -1, &again);
  g_assert_null (result);
  g_assert_error (again, MO_ERROR, MO_ERROR_CONNECTION_LOST);
}

static void
test_killed_while_idle (void)
{
  g_autoptr (MoConnection) victim = server_open ();
  g_autoptr (MoConnection) killer = NULL;
  g_autoptr (GError) error = NULL;

  if (victim == NULL)
    return;
  killer = server_open ();
  server_run (killer, "KILL %" G_GUINT64_FORMAT, mo_connection_get_id (victim));
  /* It is told, and ends soon after; a ping in between is still answered. */
  while (mo_connection_ping (victim, &error))
    g_thread_yield ();
  g_test_message ("%s", error->message);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_is_lost (victim));
  assert_lost (victim);
}

typedef struct
{
  MoConnection *connection;
  const char *sql;
  GError *error;
  MoResult *result;
  gint done; /* atomic */
} Running;

static gpointer
run (gpointer data)
{
  Running *self = data;

  mo_connection_thread_init (&mo_mysql_api);
  self->result = mo_connection_query (self->connection, self->sql, -1, &self->error);
  mo_connection_thread_end (&mo_mysql_api);
  g_atomic_int_set (&self->done, 1);
  return NULL;
}

/* KILL QUERY comes until the statement has ended. */
static void
kill_query (MoConnection *killer, Running *running)
{
  GThread *thread = g_thread_new ("victim", run, running);

  while (!g_atomic_int_get (&running->done))
    {
      server_run (killer, "KILL QUERY %" G_GUINT64_FORMAT,
                  mo_connection_get_id (running->connection));
      g_usleep (20000);
    }
  g_thread_join (thread);
}

/* Where the first KILL comes before the sleep begins, MariaDB answers, early, and does not fail. */
static void
test_kill_query (void)
{
  g_autoptr (MoConnection) victim = server_open ();
  g_autoptr (MoConnection) killer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) later = NULL;
  guint n_answered = 0;

  if (victim == NULL)
    return;
  killer = server_open ();
  while (error == NULL)
    {
      Running running = { victim, "SELECT SLEEP(20)", NULL, NULL, 0 };
      g_autoptr (MoResult) answer = NULL;

      kill_query (killer, &running);
      answer = running.result;
      error = running.error;
      if (answer != NULL)
        {
          g_assert_cmpint (mo_result_get_int64 (answer, 0, 0), ==, 1); /* it was interrupted */
          g_assert_cmpuint (++n_answered, <, 10);
        }
    }
  if (mo_connection_get_server_kind (victim) == MO_SERVER_KIND_MARIADB)
    g_assert_error (error, MO_ERROR, MO_ERROR_INTERRUPTED);
  g_test_message ("%s, after %u answers", error->message, n_answered);
  g_assert_false (mo_connection_is_lost (victim));
  later = server_query (victim, "SELECT 5");
  g_assert_cmpint (mo_result_get_int64 (later, 0, 0), ==, 5);
}

/* MatrixOne lists what connections that are gone ran last, too. */
static gboolean
is_running (MoConnection *observer, MoConnection *connection, const char *sql)
{
  g_autoptr (MoResult) list = server_query (observer, "SHOW PROCESSLIST");

  for (guint row = 0; row < mo_result_get_n_rows (list); row++)
    {
      gboolean is_connection = FALSE;
      gboolean is_statement = FALSE;

      for (guint column = 0; column < mo_result_get_n_columns (list); column++)
        {
          MoValue cell = mo_result_get_value (list, row, column);
          const char *text = mo_value_get_text (&cell, NULL);
          guint64 id;

          if (mo_value_get_uint64 (&cell, &id, NULL) && id == mo_connection_get_id (connection))
            is_connection = TRUE;
          if (text != NULL && strstr (text, sql) != NULL)
            is_statement = TRUE;
        }
      if (is_connection && is_statement)
        return TRUE;
    }
  return FALSE;
}

static void
test_shut_down (void)
{
  g_autoptr (MoConnection) connection = server_open ();
  g_autoptr (MoConnection) observer = NULL;
  Running running = { connection, "SELECT SLEEP(21)", NULL, NULL, 0 };
  gint64 before = g_get_monotonic_time ();
  GThread *thread;

  if (connection == NULL)
    return;
  observer = server_open ();
  thread = g_thread_new ("victim", run, &running);
  while (!is_running (observer, connection, "SLEEP(21)"))
    g_thread_yield ();
  mo_connection_shut_down (connection);
  g_thread_join (thread);
  g_assert_error (running.error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_test_message ("%s", running.error->message);
  g_error_free (running.error);
  g_assert_true (mo_connection_is_lost (connection));
  g_assert_true (mo_connection_was_request_sent (connection));
  g_assert_cmpint (g_get_monotonic_time () - before, <, 15 * G_USEC_PER_SEC);
}

static void
test_longer_than_connecting (void)
{
  g_autoptr (MoEndpoint) endpoint = server_endpoint ();
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  if (endpoint == NULL)
    return;
  endpoint->connect_timeout_sec = 2;
  connection = mo_connection_open (&mo_mysql_api, endpoint, &error);
  g_assert_no_error (error);
  server_run (connection, "SELECT SLEEP(4)");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/connection-end/killed-while-idle", test_killed_while_idle);
  g_test_add_func ("/wire/connection-end/kill-query", test_kill_query);
  g_test_add_func ("/wire/connection-end/shut-down", test_shut_down);
  g_test_add_func ("/wire/connection-end/longer-than-connecting", test_longer_than_connecting);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
