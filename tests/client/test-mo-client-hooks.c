/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hooks of a client, and its init_sql, on a server that loses connections. */

#include <stdatomic.h>
#include <string.h>

#include "client/mo-client-private.h"
#include "mo-test-server.h"
#include "pool/mo-pool-private.h"

typedef struct
{
  _Atomic guint n_called;
  _Atomic guint n_freed;
  _Atomic gboolean refuses;
} Hook;

static gboolean
call (MoConnection *connection, gpointer data, GError **error)
{
  Hook *self = data;

  atomic_fetch_add (&self->n_called, 1);
  if (!atomic_load (&self->refuses))
    return TRUE;
  g_set_error_literal (error, MO_ERROR, MO_ERROR_ACCESS_DENIED, "not this one");
  return FALSE;
}

static void
count_free (gpointer data)
{
  atomic_fetch_add (&((Hook *) data)->n_freed, 1);
}

static MoClient *
client_with (Hook *hook, const char *options)
{
  MoClient *client = mo_test_client_new (options);
  g_autoptr (GError) error = NULL;

  mo_client_add_connect_hook (client, call, hook, count_free, &error);
  g_assert_no_error (error);
  return client;
}

static void
test_once_per_connection (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) client
      = client_with (&hook, "pool_size=1&init_sql=SET%20%40tenant%20%3D%207");
  MoPoolStats stats;

  for (guint i = 1; i <= 50; i++)
    {
      guint64 id = (guint64) mo_test_connection_id (MO_EXECUTOR (client));
      g_autoptr (MoResult) result
          = mo_await_result (mo_execute (client, "SELECT CAST(@tenant AS CHAR)"), NULL);

      g_assert_cmpstr (mo_result_get_text (result, 0, 0), ==, "7");
      g_assert_cmpuint (atomic_load (&hook.n_called), ==, i);
      mo_test_kill (test, id);
    }
  mo_pool_get_stats (mo_client_get_pool (client), &stats);
  g_print ("# 50 connections lost: %" G_GUINT64_FORMAT " were opened, %u calls of the hook\n",
           stats.n_connections, atomic_load (&hook.n_called));
  g_assert_cmpuint (stats.n_connections, ==, atomic_load (&hook.n_called));
  mo_test_ok (mo_client_disconnect (client));
  g_clear_object (&client);
  g_assert_cmpuint (atomic_load (&hook.n_freed), ==, 1);
}

static void
test_refuses (MoTest *test)
{
  Hook hook = { .refuses = TRUE };
  g_autoptr (MoClient) client = client_with (&hook, "pool_size=2");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error
          = mo_test_take_error (mo_execute (client, mo_test_text (test, "DELETE FROM $t")));

      g_assert_error (error, MO_ERROR, MO_ERROR_ACCESS_DENIED);
      mo_test_assert_contains (error->message, "not this one");
    }
  mo_test_fails (mo_client_connect (client), MO_ERROR_ACCESS_DENIED);
  mo_test_fails (mo_client_begin (client), MO_ERROR_ACCESS_DENIED);
  atomic_store (&hook.refuses, FALSE);
  mo_test_ok (mo_client_connect (client));
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_failing_init_sql (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1&init_sql=SELEKT%201");

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = mo_test_take_error (mo_execute (client, "SELECT 1"));

      g_assert_error (error, MO_ERROR, MO_ERROR_SYNTAX);
      mo_test_assert_contains (error->message, "init_sql");
    }
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_too_late (MoTest *test)
{
  Hook hook = { 0 };
  g_autoptr (MoClient) client = mo_test_client_new ("pool_size=1");
  g_autoptr (GError) error = NULL;

  mo_test_ok (mo_client_connect (client));
  g_assert_false (mo_client_add_connect_hook (client, call, &hook, count_free, &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (atomic_load (&hook.n_freed), ==, 1);
  mo_test_ok (mo_client_disconnect (client));
  g_assert_cmpuint (atomic_load (&hook.n_called), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add_mariadb ("/client/hooks/once-per-connection", test_once_per_connection);
  mo_test_add ("/client/hooks/refuses", test_refuses);
  mo_test_add ("/client/hooks/failing-init-sql", test_failing_init_sql);
  mo_test_add ("/client/hooks/too-late", test_too_late);
  return g_test_run ();
}
