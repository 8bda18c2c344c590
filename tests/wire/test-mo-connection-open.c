/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening a connection: what is asked of the server, and every way not to get in. */

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gio.h>
#include <matrixone-glib/mo-error.h>

#include "fake-server.h"
#include "wire/mo-connection-core-private.h"

#define PASSWORD "hunter2"

static MoConnection *
open_port (guint16 port, GError **error)
{
  MoEndpoint endpoint = {
    .host = (char *) "127.0.0.1",
    .port = port,
    .user = (char *) "u",
    .password = (char *) PASSWORD,
    .database = (char *) "d",
    .connect_timeout_sec = 1,
  };

  return mo_connection_open (&mo_mysql_api, &endpoint, error);
}

static void
assert_refused (guint16 port, MoError code, guint server_code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = open_port (port, &error);
  g_autofree char *start = g_strdup_printf ("cannot connect to u@127.0.0.1:%u/d: ", port);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, (gint) code);
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_prefix (error->message, start));
  g_assert_null (strstr (error->message, PASSWORD));
  g_assert_nonnull (strstr (error->message, says));
  g_assert_cmpuint (mo_error_get_server_code (error), ==, server_code);
  g_assert_false (mo_error_is_retryable (error));
}

static void
test_login_packet (void)
{
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = open_port (fake_server_get_port (server), &error);
  guint32 flags;

  g_assert_no_error (error);
  flags = fake_server_get_client_flags (server);
  g_assert_true ((flags & CLIENT_FOUND_ROWS) != 0);
  g_assert_true ((flags & CLIENT_MULTI_STATEMENTS) != 0);
  g_assert_true ((flags & CLIENT_MULTI_RESULTS) != 0);
  g_assert_true ((flags & CLIENT_LOCAL_FILES) != 0);
  /* utf8mb4, of the collation that the library takes. */
  g_assert_true (fake_server_get_client_charset (server) == 45
                 || fake_server_get_client_charset (server) == 255);
  g_assert_cmpuint (mo_connection_get_id (connection), ==, 17);
  g_assert_false (mo_connection_is_in_transaction (connection));
  g_assert_false (mo_connection_has_no_backslash_escapes (connection));
  g_assert_false (mo_connection_is_lost (connection));
}

static void
test_server_kinds (void)
{
  static const struct
  {
    const char *version;
    MoServerKind kind;
    const char *name;
  } servers[] = {
    { "8.0.30-MatrixOne-v1.3.0", MO_SERVER_KIND_MATRIXONE, "MatrixOne 8.0.30-MatrixOne-v1.3.0" },
    { "5.5.5-10.11.19-MariaDB-0+deb12u1", MO_SERVER_KIND_MARIADB,
      "MariaDB 10.11.19-MariaDB-0+deb12u1" },
    { "9.5.0", MO_SERVER_KIND_MYSQL, "MySQL 9.5.0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      FakeScript script = { .version = servers[i].version };
      g_autoptr (FakeServer) server = fake_server_new (&script);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoConnection) connection = open_port (fake_server_get_port (server), &error);

      g_assert_no_error (error);
      g_assert_cmpint (mo_connection_get_server_kind (connection), ==, servers[i].kind);
      g_assert_cmpstr (mo_connection_get_server_name (connection), ==, servers[i].name);
    }
}

static void
test_nobody_listens (void)
{
  FakeScript script = { NULL };
  FakeServer *server = fake_server_new (&script);
  guint16 port = fake_server_get_port (server);

  fake_server_free (server);
  assert_refused (port, MO_ERROR_CONNECT_FAILED, 0, "");
}

static void
test_no_socket (void)
{
  MoEndpoint endpoint = { .socket = (char *) "/nonexistent/mysql.sock", .user = (char *) "u" };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_true (
      g_str_has_prefix (error->message, "cannot connect to u@/nonexistent/mysql.sock: "));
}

static gboolean
resolves (const char *name)
{
  struct addrinfo *addresses = NULL;
  gboolean found = getaddrinfo (name, NULL, NULL, &addresses) == 0;

  if (found)
    freeaddrinfo (addresses);
  return found;
}

/* A host means TCP: with a unix socket this would not end at the listener of the port. */
static void
test_localhost (void)
{
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  MoEndpoint endpoint = { .host = (char *) "localhost", .port = fake_server_get_port (server) };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = NULL;

  if (!resolves ("localhost"))
    {
      g_test_skip ("localhost does not resolve here: /etc/hosts is missing");
      return;
    }
  connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mo_connection_get_id (connection), ==, 17);
}

static void
assert_ends_in_time (const FakeScript *script)
{
  g_autoptr (FakeServer) server = fake_server_new (script);
  gint64 before = g_get_monotonic_time ();

  assert_refused (fake_server_get_port (server), MO_ERROR_CONNECT_FAILED, 0,
                  "connect_timeout, 1 s");
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - before, >, G_USEC_PER_SEC / 2);
}

static void
test_silent (void)
{
  FakeScript script = { .silent = TRUE };

  assert_ends_in_time (&script);
}

static void
test_silent_login (void)
{
#ifdef MARIADB_PACKAGE_VERSION
  FakeScript script = { .silent_login = TRUE };

  assert_ends_in_time (&script);
#else
  g_test_skip ("Oracle's library waits for ever for the answer to a login");
#endif
}

#ifdef MARIADB_PACKAGE_VERSION
static void
wait_for_the_end (FakeServer *server, guint8 command, GBytes *body)
{
  g_autoptr (GBytes) nothing = fake_server_read (server);
}
#endif

/* What sets the session is not answered. */
static void
test_silent_session (void)
{
#ifdef MARIADB_PACKAGE_VERSION
  FakeScript script = { .handler = wait_for_the_end };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  gint64 before = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_null (open_port (fake_server_get_port (server), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
#else
  g_test_skip ("Oracle's library has no time-out of reading that ends with the login");
#endif
}

static void
test_login_errors (void)
{
  static const struct
  {
    guint16 number;
    MoError code;
  } errors[] = {
    { 1045, MO_ERROR_ACCESS_DENIED },
    { 20101, MO_ERROR_ACCESS_DENIED },
    { 1049, MO_ERROR_NO_SUCH_OBJECT },
    { 1040, MO_ERROR_CONNECT_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      FakeScript script = { .login_error = errors[i].number };
      g_autoptr (FakeServer) server = fake_server_new (&script);

      assert_refused (fake_server_get_port (server), errors[i].code, errors[i].number, "go away");
    }
}

/* A connect time-out is none of reading: a slow statement is waited for. */
static void
answer_slowly (FakeServer *server, guint8 command, GBytes *body)
{
  g_autofree char *sql = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  if (strcmp (sql, "DO SLEEP(2)") == 0)
    g_usleep (2 * G_USEC_PER_SEC);
  fake_server_send_ok (server, 2);
}

static void
test_slow_statement (void)
{
  FakeScript script = { .handler = answer_slowly };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = open_port (fake_server_get_port (server), &error);
  g_autoptr (MoResult) result = NULL;

  g_assert_no_error (error);
  result = mo_connection_query (connection, "DO SLEEP(2)", -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
}

static void
answer_not_at_all (FakeServer *server, guint8 command, GBytes *body)
{
  g_autofree char *sql = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (GBytes) nothing = NULL;

  if (strcmp (sql, "DO 1") == 0)
    nothing = fake_server_read (server);
  else
    fake_server_send_ok (server, 2);
}

/* The time-out of answers is another than that of connecting. */
static void
test_no_answer (void)
{
  FakeScript script = { .handler = answer_not_at_all };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  MoEndpoint endpoint = {
    .host = (char *) "127.0.0.1",
    .port = fake_server_get_port (server),
    .user = (char *) "u",
    .connect_timeout_sec = 100,
    .answer_timeout_sec = 1,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);
  g_autoptr (MoResult) result = NULL;
  gint64 before = g_get_monotonic_time ();

  g_assert_no_error (error);
  result = mo_connection_query (connection, "DO 1", -1, &error);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  g_assert_true (mo_connection_is_lost (connection));
}

#ifdef MARIADB_PACKAGE_VERSION
/* Bytes that the server is sent before it is given up. */
static guint
count_login_bytes (const FakeScript *script, MoSslMode mode)
{
  g_autoptr (FakeServer) server = fake_server_new (script);
  MoEndpoint endpoint = {
    .host = (char *) "127.0.0.1",
    .port = fake_server_get_port (server),
    .user = (char *) "u",
    .password = (char *) "hunter2",
    .ssl_mode = mode,
  };
  g_autoptr (GError) error = NULL;

  g_assert_null (mo_connection_open (&mo_mysql_api, &endpoint, &error));
  g_assert_nonnull (error);
  if (script->plugin != NULL)
    g_assert_nonnull (strstr (error->message, "ssl_mode"));
  return fake_server_get_n_login_bytes (server);
}
#endif

/* Who only has to ask for the password is not told it. */
static void
test_clear_password (void)
{
#ifdef MARIADB_PACKAGE_VERSION
  static const char *const plugins[] = { "mysql_clear_password", "dialog" };
  const FakeScript refuses = { .login_error = 1045 };

  for (gsize i = 0; i < G_N_ELEMENTS (plugins); i++)
    for (guint mode = MO_SSL_MODE_PREFERRED; mode <= MO_SSL_MODE_DISABLED; mode++)
      {
        FakeScript script = { .plugin = plugins[i] };

        g_assert_cmpuint (count_login_bytes (&script, (MoSslMode) mode), ==,
                          count_login_bytes (&refuses, (MoSslMode) mode));
      }
#else
  g_test_skip ("Oracle's library sends no password in clear unless it is told to");
#endif
}

/* --- other programs --- */

static gboolean
leads_to (int descriptor, guint16 port)
{
  struct sockaddr_in peer = { 0 };
  socklen_t length = sizeof peer;

  return getpeername (descriptor, (struct sockaddr *) &peer, &length) == 0
         && peer.sin_family == AF_INET && ntohs (peer.sin_port) == port;
}

/* Or a program that is started would keep the session, and its locks, when we are gone. */
static void
test_closed_on_exec (void)
{
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = open_port (fake_server_get_port (server), &error);
  g_autoptr (GDir) descriptors = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  if (descriptors == NULL)
    {
      g_test_skip ("no /proc to look in");
      return;
    }
  while ((name = g_dir_read_name (descriptors)) != NULL)
    {
      int descriptor = atoi (name);

      if (!leads_to (descriptor, fake_server_get_port (server)))
        continue;
      n++;
      g_assert_cmpint (fcntl (descriptor, F_GETFD) & FD_CLOEXEC, !=, 0);
    }
  g_assert_cmpuint (n, ==, 2); /* the library's, and our duplicate */
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/open/login-packet", test_login_packet);
  g_test_add_func ("/wire/open/server-kinds", test_server_kinds);
  g_test_add_func ("/wire/open/nobody-listens", test_nobody_listens);
  g_test_add_func ("/wire/open/no-socket", test_no_socket);
  g_test_add_func ("/wire/open/localhost", test_localhost);
  g_test_add_func ("/wire/open/silent", test_silent);
  g_test_add_func ("/wire/open/silent-login", test_silent_login);
  g_test_add_func ("/wire/open/silent-session", test_silent_session);
  g_test_add_func ("/wire/open/clear-password", test_clear_password);
  g_test_add_func ("/wire/open/login-errors", test_login_errors);
  g_test_add_func ("/wire/open/slow-statement", test_slow_statement);
  g_test_add_func ("/wire/open/no-answer", test_no_answer);
  g_test_add_func ("/wire/open/closed-on-exec", test_closed_on_exec);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
