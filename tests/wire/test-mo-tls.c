/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS without a server that has it: the words, what contradicts itself, and what a server that
 * offers none is told. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "fake-server.h"
#include "wire/mo-connection-private.h"
#include "wire/mo-mysql-api-private.h"

#define PASSWORD "hunter2"

static void
test_words (void)
{
  static const char *const words[] = { "disabled", "preferred", "required", "verify_ca",
                                       "verify_identity" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *capital = g_ascii_strup (words[i], -1);
      MoSslMode mode = mo_ssl_mode_parse (words[i]);

      g_assert_cmpint (mode, !=, MO_SSL_MODE_UNKNOWN);
      g_assert_cmpstr (mo_ssl_mode_get_word (mode), ==, words[i]);
      g_assert_cmpint (mo_ssl_mode_parse (capital), ==, mode);
      g_assert_nonnull (strstr (MO_SSL_MODE_WORDS, words[i]));
    }
  g_assert_cmpint (mo_ssl_mode_parse (NULL), ==, MO_SSL_MODE_PREFERRED);
  g_assert_cmpint (mo_ssl_mode_parse (""), ==, MO_SSL_MODE_UNKNOWN);
  g_assert_cmpint (mo_ssl_mode_parse ("require"), ==, MO_SSL_MODE_UNKNOWN);
  g_assert_cmpint (mo_ssl_mode_parse ("VERIFY-CA"), ==, MO_SSL_MODE_UNKNOWN);
  g_assert_null (mo_ssl_mode_get_word (MO_SSL_MODE_UNKNOWN));
}

/* --- settings that contradict each other --- */

typedef struct
{
  const char *path;
  const char *message; /* a part */
  MoEndpoint endpoint;
} Wrong;

#define HOST .host = (char *) "127.0.0.1", .port = 1
#define FILE_NAME (char *) "/nonexistent/a.pem"

static const Wrong wrongs[] = {
  { "word", MO_SSL_MODE_WORDS, { HOST, .ssl_mode = MO_SSL_MODE_UNKNOWN } },
  { "ca-without-file", "need ssl-ca", { HOST, .ssl_mode = MO_SSL_MODE_VERIFY_CA } },
  { "identity-without-file", "need ssl-ca", { HOST, .ssl_mode = MO_SSL_MODE_VERIFY_IDENTITY } },
  { "preferred-with-ca", "ssl-ca is looked at with", { HOST, .ssl_ca = FILE_NAME } },
  { "required-with-ca",
    "ssl-ca is looked at with",
    { HOST, .ssl_mode = MO_SSL_MODE_REQUIRED, .ssl_ca = FILE_NAME } },
  { "disabled-with-ca",
    "ssl-ca is looked at with",
    { HOST, .ssl_mode = MO_SSL_MODE_DISABLED, .ssl_ca = FILE_NAME } },
  { "cert-alone", "belong together", { HOST, .ssl_cert = FILE_NAME } },
  { "key-alone", "belong together", { HOST, .ssl_key = FILE_NAME } },
  { "disabled-with-cert",
    "ssl-cert is shown with TLS only",
    { HOST, .ssl_mode = MO_SSL_MODE_DISABLED, .ssl_cert = FILE_NAME, .ssl_key = FILE_NAME } },
  { "socket-with-cert",
    "ssl-cert is shown with TLS only",
    { .socket = (char *) "/nonexistent/s", .ssl_cert = FILE_NAME, .ssl_key = FILE_NAME } },
  { "socket-has-no-name",
    "a unix socket has none",
    { .socket = (char *) "/nonexistent/s",
      .ssl_mode = MO_SSL_MODE_VERIFY_IDENTITY,
      .ssl_ca = FILE_NAME } },
};

static void
test_wrong (gconstpointer data)
{
  const Wrong *wrong = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection =
      mo_connection_open (&mo_mysql_api, &wrong->endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, wrong->message));
}

static void
add_wrongs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = g_strconcat ("/wire/tls/wrong/", wrongs[i].path, NULL);

      g_test_add_data_func (path, &wrongs[i], test_wrong);
    }
}

/* --- a server that offers none --- */

static MoEndpoint
endpoint_of (FakeServer *server, MoSslMode mode)
{
  gboolean verifies = mo_ssl_mode_get_word (mode)[0] == 'v';

  return (MoEndpoint){
    .host = (char *) "127.0.0.1",
    .port = fake_server_get_port (server),
    .user = (char *) "u",
    .password = (char *) PASSWORD,
    .ssl_mode = mode,
    /* That it is not there does not come into it: it is not looked for before the greeting. */
    .ssl_ca = verifies ? FILE_NAME : NULL,
  };
}

static void
test_preferred (void)
{
  static const MoSslMode modes[] = { MO_SSL_MODE_PREFERRED, MO_SSL_MODE_DISABLED };
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      MoEndpoint endpoint = endpoint_of (server, modes[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (MoConnection) connection = mo_connection_open (&mo_mysql_api, &endpoint, &error);

      g_assert_no_error (error);
    }
}

static void
assert_refused (const MoMysqlApi *api, const MoEndpoint *endpoint, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (api, endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_CONNECT_FAILED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

/* Somebody on the way may have struck TLS out of the greeting: nothing of the login is sent. */
static void
test_downgrade (gconstpointer data)
{
  MoSslMode mode = (MoSslMode) GPOINTER_TO_UINT (data);
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  MoEndpoint refused = endpoint_of (server, mode);
  MoEndpoint last = endpoint_of (server, MO_SSL_MODE_DISABLED);
  g_autofree char *part = g_strconcat ("; ssl-mode ", mo_ssl_mode_get_word (mode), NULL);
  g_autoptr (MoConnection) connection = NULL;
  guint n_bytes;

  connection = mo_connection_open (&mo_mysql_api, &last, NULL);
  g_assert_nonnull (connection);
  n_bytes = fake_server_get_n_login_bytes (server);
  g_assert_cmpuint (n_bytes, >, 0);
  g_clear_pointer (&connection, mo_connection_close);
  assert_refused (&mo_mysql_api, &refused, part);
  /* One client at a time: when this one is in, all of the one before was read. */
  connection = mo_connection_open (&mo_mysql_api, &last, NULL);
  g_assert_nonnull (connection);
  g_assert_cmpuint (fake_server_get_n_login_bytes (server), ==, 2 * n_bytes);
}

/* --- other client libraries --- */

#ifdef MARIADB_PACKAGE_VERSION

static unsigned long
newer_version (void)
{
  return 30400;
}

static const char *
gnutls (void)
{
  return "GnuTLS 3.7.9";
}

/* All that is left there is to look once it has logged in. */
static void
test_newer_library (void)
{
  FakeScript script = { NULL };
  g_autoptr (FakeServer) server = fake_server_new (&script);
  MoEndpoint endpoint = endpoint_of (server, MO_SSL_MODE_REQUIRED);
  MoMysqlApi api = mo_mysql_api;

  api.client_version = newer_version;
  assert_refused (&api, &endpoint, "the server offers no TLS; ssl-mode required takes no");
}

static void
assert_no_verify_ca (const MoMysqlApi *api)
{
  MoEndpoint endpoint = { HOST, .ssl_mode = MO_SSL_MODE_VERIFY_CA, .ssl_ca = FILE_NAME };
  g_autoptr (GError) error = NULL;
  g_autoptr (MoConnection) connection = mo_connection_open (api, &endpoint, &error);

  g_assert_null (connection);
  g_assert_error (error, MO_ERROR, MO_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, "disabled, preferred, required and verify_identity"));
}

static void
test_no_verify_ca (void)
{
  MoMysqlApi newer = mo_mysql_api;
  MoMysqlApi other = mo_mysql_api;

  newer.client_version = newer_version;
  assert_no_verify_ca (&newer);
  other.tls_library = gnutls;
  assert_no_verify_ca (&other);
}

#endif

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  mo_connection_thread_init (&mo_mysql_api);
  g_test_add_func ("/wire/tls/words", test_words);
  add_wrongs ();
  g_test_add_func ("/wire/tls/preferred", test_preferred);
  g_test_add_data_func ("/wire/tls/downgrade/required", GUINT_TO_POINTER (MO_SSL_MODE_REQUIRED),
                        test_downgrade);
  g_test_add_data_func ("/wire/tls/downgrade/verify-ca", GUINT_TO_POINTER (MO_SSL_MODE_VERIFY_CA),
                        test_downgrade);
  g_test_add_data_func ("/wire/tls/downgrade/verify-identity",
                        GUINT_TO_POINTER (MO_SSL_MODE_VERIFY_IDENTITY), test_downgrade);
#ifdef MARIADB_PACKAGE_VERSION
  g_test_add_func ("/wire/tls/newer-library", test_newer_library);
  g_test_add_func ("/wire/tls/no-verify-ca", test_no_verify_ca);
#endif
  status = g_test_run ();
  mo_connection_thread_end (&mo_mysql_api);
  return status;
}
