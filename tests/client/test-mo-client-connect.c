/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connecting: every way not to get in shows in the future of connect. */

#include <gio/gio.h>
#include <string.h>

#include "mo-test-server.h"

#define PASSWORD "hunter2-is-wrong"

static void
test_connect (MoTest *test)
{
  mo_test_ok (mo_client_connect (test->client));
  mo_test_ok (mo_client_connect (test->client));
}

static void
test_without_connect (MoTest *test)
{
  g_assert_cmpint (mo_test_connection_id (MO_EXECUTOR (test->client)), >, 0);
}

static void
test_wrong_password (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_with ("password", PASSWORD, NULL);
  g_autoptr (GError) error = mo_test_take_error (mo_client_connect (client));

  g_assert_error (error, MO_ERROR, MO_ERROR_ACCESS_DENIED);
  g_assert_cmpuint (mo_error_get_server_code (error), !=, 0);
  g_assert_null (strstr (error->message, PASSWORD));
  mo_test_assert_contains (error->message, "cannot connect to root@");
  mo_test_fails (mo_execute (client, "SELECT 1"), MO_ERROR_ACCESS_DENIED);
  mo_test_fails (mo_client_begin (client), MO_ERROR_ACCESS_DENIED);
  mo_test_ok (mo_client_disconnect (client));
}

static void
test_unknown_user (MoTest *test)
{
  g_autoptr (MoClient) client = mo_test_client_with ("user", "nobody_of_that_name", NULL);

  mo_test_fails (mo_client_connect (client), MO_ERROR_ACCESS_DENIED);
}

static void
test_unknown_database (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("no_such");
  g_autoptr (MoClient) client = mo_test_client_with ("database", name, NULL);
  g_autoptr (GError) error = mo_test_take_error (mo_client_connect (client));

  g_assert_error (error, MO_ERROR, MO_ERROR_NO_SUCH_OBJECT);
  mo_test_assert_contains (error->message, name);
}

/* The worker is not lost with the connection that it could not make. */
static void
test_again_after_failure (MoTest *test)
{
  g_autofree char *name = mo_test_unique ("later");
  g_autofree char *create = g_strconcat ("CREATE DATABASE ", name, NULL);
  g_autofree char *drop = g_strconcat ("DROP DATABASE ", name, NULL);
  g_autoptr (MoClient) client = mo_test_client_with ("database", name, "pool_size=1");

  mo_test_fails (mo_client_connect (client), MO_ERROR_NO_SUCH_OBJECT);
  mo_test_sql (test, create);
  mo_test_ok (mo_client_connect (client));
  mo_test_ok (mo_client_disconnect (client));
  mo_test_sql (test, drop);
}

/* --- without a server --- */

static void
test_nobody_listens (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri
      = g_strdup_printf ("matrixone://u:" PASSWORD "@127.0.0.1:%u/d?connect_timeout=5", port);
  g_autoptr (MoClient) client = mo_client_new (uri, NULL);
  g_autoptr (GError) refused = NULL;

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  refused = mo_test_take_error (mo_client_connect (client));
  g_assert_error (refused, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_null (strstr (refused->message, PASSWORD));
  mo_test_assert_contains (refused->message, "u@127.0.0.1:");
  mo_test_ok (mo_client_disconnect (client));
}

/* The kernel accepts for it, and it never says a word. */
static void
test_silent_listener (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *uri
      = g_strdup_printf ("matrixone://u@127.0.0.1:%u/d?connect_timeout=1", port);
  g_autoptr (MoClient) client = mo_client_new (uri, NULL);
  gint64 start = g_get_monotonic_time ();

  g_assert_no_error (error);
  mo_test_fails (mo_client_connect (client), MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, G_USEC_PER_SEC / 2);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
  mo_test_ok (mo_client_disconnect (client));
}

/* A close does not wait longer for a worker that is connecting than the connecting may take. */
static void
test_close_while_connecting (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri
      = g_strdup_printf ("matrixone://u@127.0.0.1:%u/d?connect_timeout=1", port);
  g_autoptr (MoClient) client = mo_client_new (uri, NULL);
  g_autoptr (MoFuture) connecting = mo_client_connect (client);
  g_autoptr (MoFuture) queued = mo_execute (client, "SELECT 1");

  mo_test_ok (mo_client_disconnect (client));
  mo_test_fails (mo_future_ref (connecting), MO_ERROR_CONNECT_FAILED);
  mo_test_fails (mo_future_ref (queued), MO_ERROR_CONNECT_FAILED);
}

static void
test_missing_socket (void)
{
  g_autoptr (MoClient) client = mo_client_new ("mysql://u@localhost/?socket=/nonexistent/x", NULL);
  g_autoptr (GError) error = mo_test_take_error (mo_client_connect (client));

  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  mo_test_assert_contains (error->message, "/nonexistent/x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  mo_test_add ("/client/connect", test_connect);
  mo_test_add ("/client/connect/not-required", test_without_connect);
  mo_test_add ("/client/connect/wrong-password", test_wrong_password);
  mo_test_add ("/client/connect/unknown-user", test_unknown_user);
  mo_test_add ("/client/connect/unknown-database", test_unknown_database);
  mo_test_add ("/client/connect/again-after-failure", test_again_after_failure);
  g_test_add_func ("/client/connect/nobody-listens", test_nobody_listens);
  g_test_add_func ("/client/connect/silent-listener", test_silent_listener);
  g_test_add_func ("/client/connect/close-while-connecting", test_close_while_connecting);
  g_test_add_func ("/client/connect/missing-socket", test_missing_socket);
  return g_test_run ();
}
