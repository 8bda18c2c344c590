/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS with a server that has it: each mode with each certificate, and what is different on a
 * connection that has it. */

#include <string.h>
#include <unistd.h>

#include <matrixone-glib/mo-error.h>

#include "relay.h"
#include "server-fixture.h"
#include "wire/mo-connection-core-private.h"

#define MARK "not_for_everybody"

typedef struct
{
  MoConnection *admin;  /* over the unix socket; NULL: nothing to test with */
  MoEndpoint *endpoint; /* of the relay */
  Relay *relay;
} Fixture;

static char *
get_file (const char *name)
{
  return g_build_filename (g_getenv ("MO_TEST_TLS_DIR"), name, NULL);
}

static void
show (Fixture *self, const char *name)
{
  g_autofree char *from = get_file (name);
  g_autofree char *to = get_file ("server.pem");
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (from, &contents, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents (to, contents, -1, &error);
  g_assert_no_error (error);
  server_run (self->admin, "FLUSH SSL");
}

static void
set_up (Fixture *self, gconstpointer data)
{
  if (g_getenv ("MO_TEST_TLS_DIR") == NULL)
    {
      g_test_skip ("no server with TLS: openssl or MariaDB is not installed");
      return;
    }
  self->admin = server_open ();
  self->endpoint = server_endpoint ();
  self->relay = relay_new (self->endpoint->socket);
  g_clear_pointer (&self->endpoint->socket, g_free);
  g_free (self->endpoint->host);
  self->endpoint->host = g_strdup ("127.0.0.1");
  self->endpoint->port = relay_get_port (self->relay);
  show (self, "good.pem");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->admin, mo_connection_close);
  g_clear_pointer (&self->endpoint, mo_endpoint_free);
  g_clear_pointer (&self->relay, relay_free);
}

static void
set_mode (Fixture *self, MoSslMode mode)
{
  gboolean verifies = mo_ssl_mode_get_word (mode)[0] == 'v';

  self->endpoint->ssl_mode = mode;
  g_free (self->endpoint->ssl_ca);
  self->endpoint->ssl_ca = verifies ? get_file ("ca.pem") : NULL;
}

static MoConnection *
open_endpoint (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  MoConnection *connection = mo_connection_open (&mo_mysql_api, self->endpoint, &error);

  g_assert_no_error (error);
  return connection;
}

static gboolean
has_tls (MoConnection *connection)
{
  g_autoptr (MoResult) result = server_query (connection, "SHOW STATUS LIKE 'Ssl_cipher'");

  g_assert_cmpuint (mo_result_get_n_rows (result), ==, 1);
  return *mo_result_get_text (result, 0, 1) != '\0';
}

/* --- which connections there are --- */

#define N_MODES 5

typedef enum
{
  PLAIN,
  TLS,
  REFUSED,
} Outcome;

static const MoSslMode modes[N_MODES] = {
  MO_SSL_MODE_DISABLED,  MO_SSL_MODE_PREFERRED,       MO_SSL_MODE_REQUIRED,
  MO_SSL_MODE_VERIFY_CA, MO_SSL_MODE_VERIFY_IDENTITY,
};

typedef struct
{
  const char *certificate;
  Outcome outcomes[N_MODES]; /* in the order of modes */
} Row;

static const Row rows[] = {
  { "good.pem", { PLAIN, TLS, TLS, TLS, TLS } },
  { "name.pem", { PLAIN, TLS, TLS, TLS, REFUSED } },
  { "other.pem", { PLAIN, TLS, TLS, REFUSED, REFUSED } },
  { "self.pem", { PLAIN, TLS, TLS, REFUSED, REFUSED } },
  { "expired.pem", { PLAIN, TLS, TLS, REFUSED, REFUSED } },
};

static void
assert_refused (Fixture *self, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (&mo_mysql_api, self->endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
assert_outcome (Fixture *self, Outcome outcome)
{
  g_autoptr (MoConnection) connection = NULL;

  if (outcome == REFUSED)
    {
      g_autofree char *part = g_strdup_printf ("; ssl-mode %s wants a certificate",
                                               mo_ssl_mode_get_word (self->endpoint->ssl_mode));

      assert_refused (self, part);
      return;
    }
  connection = open_endpoint (self);
  g_assert_cmpint (has_tls (connection), ==, outcome == TLS);
  g_assert_cmpint (mo_mysql_api.get_ssl_cipher (connection->mysql) != NULL, ==, outcome == TLS);
}

static void
test_outcomes (Fixture *self, gconstpointer data)
{
  const Row *row = data;

  if (self->admin == NULL)
    return;
  show (self, row->certificate);
  for (guint i = 0; i < N_MODES; i++)
    {
      g_test_message ("%s, %s", row->certificate, mo_ssl_mode_get_word (modes[i]));
      set_mode (self, modes[i]);
      assert_outcome (self, row->outcomes[i]);
    }
}

static void
test_hidden (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;

  if (self->admin == NULL)
    return;
  connection = open_endpoint (self);
  server_run (connection, "DO '" MARK "'");
  g_assert_false (relay_saw (self->relay, MARK));
  g_clear_pointer (&connection, mo_connection_close);
  /* So that it would have been seen. */
  set_mode (self, MO_SSL_MODE_DISABLED);
  connection = open_endpoint (self);
  server_run (connection, "DO '" MARK "'");
  g_assert_true (relay_saw (self->relay, MARK));
}

/* Of a user that the server knows by a certificate alone. */
static void
test_client_certificate (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  if (self->admin == NULL)
    return;
  server_run (self->admin, "CREATE OR REPLACE USER shows@localhost REQUIRE X509");
  g_free (self->endpoint->user);
  self->endpoint->user = g_strdup ("shows");
  g_clear_pointer (&self->endpoint->database, g_free);
  connection = mo_connection_open (&mo_mysql_api, self->endpoint, &error);
  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_ACCESS_DENIED);
  self->endpoint->ssl_cert = get_file ("client.pem");
  self->endpoint->ssl_key = get_file ("client.key");
  connection = open_endpoint (self);
  g_assert_true (has_tls (connection));
  server_run (self->admin, "DROP USER shows@localhost");
}

static void
test_no_file (Fixture *self, gconstpointer data)
{
  if (self->admin == NULL)
    return;
  set_mode (self, MO_SSL_MODE_VERIFY_CA);
  g_free (self->endpoint->ssl_ca);
  self->endpoint->ssl_ca = g_strdup ("/nonexistent/ca.pem");
  assert_refused (self, "/nonexistent/ca.pem");
}

static void
test_unix_socket (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) required = NULL;
  g_autoptr (MoConnection) verified = NULL;

  if (self->admin == NULL)
    return;
  g_assert_false (has_tls (self->admin));
  g_clear_pointer (&self->endpoint, mo_endpoint_free);
  self->endpoint = server_endpoint ();
  set_mode (self, MO_SSL_MODE_REQUIRED);
  required = open_endpoint (self);
  g_assert_true (has_tls (required));
  set_mode (self, MO_SSL_MODE_VERIFY_CA);
  verified = open_endpoint (self);
  g_assert_true (has_tls (verified));
  show (self, "other.pem");
  assert_refused (self, "; ssl-mode verify_ca wants a certificate");
}

/* Nobody waits for ever for a server that falls silent behind the handshake. */
static void
test_silent (Fixture *self, gconstpointer data)
{
#ifdef MARIADB_PACKAGE_VERSION
  gint64 before = g_get_monotonic_time ();

  if (self->admin == NULL)
    return;
  self->endpoint->connect_timeout_sec = 1;
  relay_set_silent (self->relay);
  assert_refused (self, "");
  g_assert_cmpint (g_get_monotonic_time () - before, <, 10 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - before, >, G_USEC_PER_SEC / 2);
#else
  g_test_skip ("Oracle's library waits for ever for the answer to a login");
#endif
}

/* But for a statement that takes longer than a login may. */
static void
test_slow (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;

  if (self->admin == NULL)
    return;
  self->endpoint->connect_timeout_sec = 1;
  connection = open_endpoint (self);
  g_assert_true (has_tls (connection));
  server_run (connection, "DO SLEEP(2)");
}

/* --- what is different on it --- */

static void
test_use (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (MoResult) large = NULL;
  g_autoptr (MoResult) prepared = NULL;
  g_autoptr (GError) error = NULL;
  MoValue value = mo_value_int64 (5);

  if (self->admin == NULL)
    return;
  connection = open_endpoint (self);
  large = server_query (connection, "SELECT REPEAT('x', 1000000)");
  g_assert_cmpuint (strlen (mo_result_get_text (large, 0, 0)), ==, 1000000);
  prepared = server_execute (connection, "SELECT ? + 1", &value, 1);
  g_assert_cmpint (mo_result_get_int64 (prepared, 0, 0), ==, 6);
  g_assert_true (mo_connection_ping (connection, &error));
  g_assert_true (mo_connection_reset (connection, &error));
  g_assert_no_error (error);
  g_assert_true (has_tls (connection));
  g_assert_cmpstr (mo_connection_get_node (connection), ==, mo_connection_get_node (self->admin));
}

static void
assert_lost (MoConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (connection, "DO 1", -1, &error);

  g_assert_null (result);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_test_message ("%s", error->message);
  g_assert_true (mo_connection_is_lost (connection));
}

static void
test_killed (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;

  if (self->admin == NULL)
    return;
  connection = open_endpoint (self);
  server_run (self->admin, "KILL %" G_GUINT64_FORMAT, mo_connection_get_id (connection));
  assert_lost (connection);
}

static gpointer
run_sleep (gpointer data)
{
  GError *error = NULL;
  g_autoptr (MoResult) result = mo_connection_query (data, "SELECT SLEEP(1000)", -1, &error);

  return error;
}

static void
test_shut_down (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;
  gboolean sleeps = FALSE;

  if (self->admin == NULL)
    return;
  connection = open_endpoint (self);
  thread = g_thread_new ("sleep", run_sleep, connection);
  while (!sleeps)
    {
      g_autoptr (MoResult) state =
          server_query (self->admin,
                        "SELECT 1 FROM information_schema.processlist WHERE id = %" G_GUINT64_FORMAT
                        " AND state = 'User sleep'",
                        mo_connection_get_id (connection));

      sleeps = mo_result_get_n_rows (state) == 1;
    }
  mo_connection_shut_down (connection);
  error = g_thread_join (thread);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECTION_LOST);
  g_assert_true (mo_connection_is_lost (connection));
}

/* Between the look at the socket and the write: no signal ends the program. */
static void
test_broken_while_sending (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;

  if (self->admin == NULL)
    return;
  connection = open_endpoint (self);
  mo_connection_shut_down (connection);
  close (connection->socket);
  connection->socket = -1;
  assert_lost (connection);
}

static gssize
read_broken (gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  guint *n_pieces = data;

  memset (buffer, '\n', size);
  if (*n_pieces > 0)
    {
      --*n_pieces;
      return (gssize) size;
    }
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is on fire");
  return -1;
}

/* The library still writes when the connection has been cut: no signal for that either. */
static void
test_load_cut (Fixture *self, gconstpointer data)
{
  g_autoptr (MoConnection) connection = NULL;
  g_autofree char *table = NULL;
  g_autofree char *sql = NULL;
  guint n_pieces = 3;
  g_autoptr (MoLoadSource) source = mo_load_source_new (read_broken, &n_pieces, NULL);
  g_autoptr (GError) error = NULL;

  if (self->admin == NULL)
    return;
  set_mode (self, MO_SSL_MODE_REQUIRED);
  connection = open_endpoint (self);
  table = server_new_table (self->admin);
  server_run (self->admin, "CREATE TABLE %s (line TEXT)", table);
  sql = g_strdup_printf ("LOAD DATA LOCAL INFILE 'x' INTO TABLE %s", table);
  g_assert_null (mo_connection_load (connection, sql, strlen (sql), "x", source, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_true (mo_connection_is_lost (connection));
  server_run (self->admin, "DROP TABLE %s", table);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/wire/tls/" path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  ADD ("good-certificate", &rows[0], test_outcomes);
  ADD ("certificate-for-another-name", &rows[1], test_outcomes);
  ADD ("certificate-of-another-authority", &rows[2], test_outcomes);
  ADD ("certificate-of-no-authority", &rows[3], test_outcomes);
  ADD ("expired-certificate", &rows[4], test_outcomes);
  ADD ("hidden", NULL, test_hidden);
  ADD ("client-certificate", NULL, test_client_certificate);
  ADD ("no-file", NULL, test_no_file);
  ADD ("unix-socket", NULL, test_unix_socket);
  ADD ("silent", NULL, test_silent);
  ADD ("slow", NULL, test_slow);
  ADD ("use", NULL, test_use);
  ADD ("killed", NULL, test_killed);
  ADD ("shut-down", NULL, test_shut_down);
  ADD ("broken-while-sending", NULL, test_broken_while_sending);
  ADD ("load-cut", NULL, test_load_cut);
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
