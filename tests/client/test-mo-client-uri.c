/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A client's settings, from a URI and from properties, and what is said about wrong ones. */

#include <matrixone-glib.h>
#include <string.h>

#include "mo-test-server.h"

#define PASSWORD "hunter2"

typedef struct
{
  char *host;
  guint port;
  char *socket;
  char *user;
  char *database;
  char *account;
  char *role;
  char *ssl_mode;
  char *ssl_ca;
  char *ssl_cert;
  char *ssl_key;
  guint connect_timeout;
  guint pool_size;
  double pool_timeout;
  double pool_recycle;
  double spin_time;
  gboolean pool_pre_ping;
  MoEcho echo;
} Settings;

static void
settings_clear (Settings *self)
{
  g_free (self->host);
  g_free (self->socket);
  g_free (self->user);
  g_free (self->database);
  g_free (self->account);
  g_free (self->role);
  g_free (self->ssl_mode);
  g_free (self->ssl_ca);
  g_free (self->ssl_cert);
  g_free (self->ssl_key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Settings, settings_clear)

static Settings
read_settings (MoClient *client)
{
  Settings self = { NULL };

  g_object_get (client, "host", &self.host, "port", &self.port, "socket", &self.socket, "user",
                &self.user, "database", &self.database, "account", &self.account, "role",
                &self.role, "ssl-mode", &self.ssl_mode, "ssl-ca", &self.ssl_ca, "ssl-cert",
                &self.ssl_cert, "ssl-key", &self.ssl_key, "connect-timeout", &self.connect_timeout,
                "pool-size", &self.pool_size, "pool-timeout", &self.pool_timeout, "pool-recycle",
                &self.pool_recycle, "pool-pre-ping", &self.pool_pre_ping, "echo", &self.echo,
                "spin-time", &self.spin_time, NULL);
  return self;
}

static MoClient *
client_new (const char *uri)
{
  g_autoptr (GError) error = NULL;
  MoClient *client = mo_client_new (uri, &error);

  g_assert_no_error (error);
  return client;
}

static void
test_defaults (void)
{
  g_autoptr (MoClient) client = client_new ("matrixone://localhost");
  g_auto (Settings) settings = read_settings (client);

  g_assert_cmpstr (settings.host, ==, "localhost");
  g_assert_cmpuint (settings.port, ==, 6001);
  g_assert_null (settings.socket);
  g_assert_cmpstr (settings.user, ==, "root");
  g_assert_null (settings.database);
  g_assert_null (settings.account);
  g_assert_null (settings.role);
  g_assert_cmpstr (settings.ssl_mode, ==, "preferred");
  g_assert_null (settings.ssl_ca);
  g_assert_null (settings.ssl_cert);
  g_assert_null (settings.ssl_key);
  g_assert_cmpuint (settings.connect_timeout, ==, 10);
  g_assert_cmpuint (settings.pool_size, ==, 8);
  g_assert_cmpfloat (settings.pool_timeout, ==, 30);
  g_assert_cmpfloat (settings.pool_recycle, ==, -1);
  g_assert_cmpfloat (settings.spin_time, ==, 0.0001);
  g_assert_false (settings.pool_pre_ping);
  g_assert_cmpint (settings.echo, ==, MO_ECHO_OFF);
}

static void
test_everything (void)
{
  g_autoptr (MoClient) client = client_new (
      "matrixone://u%40x:" PASSWORD "@db.example:1234/a%20b?account=acc&role=r&connect_timeout=3600"
      "&ssl_mode=VERIFY_CA&ssl_ca=/a%20b/ca.pem&ssl_cert=/c.pem&ssl_key=/"
      "k.pem&pool_size=1000&pool_timeout=0.25&pool_recycle=300&pool_pre_ping=yes&echo=true"
      "&spin_time=0.002");
  g_auto (Settings) settings = read_settings (client);

  g_assert_cmpstr (settings.host, ==, "db.example");
  g_assert_cmpuint (settings.port, ==, 1234);
  g_assert_cmpstr (settings.user, ==, "u@x");
  g_assert_cmpstr (settings.database, ==, "a b");
  g_assert_cmpstr (settings.account, ==, "acc");
  g_assert_cmpstr (settings.role, ==, "r");
  g_assert_cmpstr (settings.ssl_mode, ==, "verify_ca");
  g_assert_cmpstr (settings.ssl_ca, ==, "/a b/ca.pem");
  g_assert_cmpstr (settings.ssl_cert, ==, "/c.pem");
  g_assert_cmpstr (settings.ssl_key, ==, "/k.pem");
  g_assert_cmpuint (settings.connect_timeout, ==, 3600);
  g_assert_cmpuint (settings.pool_size, ==, 1000);
  g_assert_cmpfloat (settings.pool_timeout, ==, 0.25);
  g_assert_cmpfloat (settings.pool_recycle, ==, 300);
  g_assert_cmpfloat (settings.spin_time, ==, 0.002);
  g_assert_true (settings.pool_pre_ping);
  g_assert_cmpint (settings.echo, ==, MO_ECHO_FULL);
}

static void
test_schemes (void)
{
  g_autoptr (MoClient) mysql = client_new ("mysql://h/");
  g_autoptr (MoClient) mariadb = client_new ("mariadb://h/?socket=/run/x.sock");
  g_auto (Settings) first = read_settings (mysql);
  g_auto (Settings) second = read_settings (mariadb);

  g_assert_cmpuint (first.port, ==, 3306);
  g_assert_cmpuint (second.port, ==, 3306);
  g_assert_cmpstr (second.socket, ==, "/run/x.sock");
  g_assert_null (second.host);
}

static void
test_properties (void)
{
  g_autoptr (MoClient) client
      = g_object_new (MO_TYPE_CLIENT, "host", "h", "port", 7, "user", "u", "password", PASSWORD,
                      "database", "d", "pool-size", 2, "pool-timeout", -1.0, "pool-recycle", 5.0,
                      "pool-pre-ping", TRUE, NULL);
  g_auto (Settings) settings = read_settings (client);

  g_assert_cmpstr (settings.host, ==, "h");
  g_assert_cmpuint (settings.port, ==, 7);
  g_assert_cmpstr (settings.user, ==, "u");
  g_assert_cmpstr (settings.database, ==, "d");
  g_assert_cmpuint (settings.pool_size, ==, 2);
  g_assert_cmpfloat (settings.pool_timeout, ==, -1);
  g_assert_cmpfloat (settings.pool_recycle, ==, 5);
  g_assert_true (settings.pool_pre_ping);
}

static void
assert_connect_fails (MoClient *client, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mo_await (mo_client_connect (client), &error));
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_ssl_modes (void)
{
  static const char *const words[] = { "disabled", "preferred", "required", "verify_ca",
                                       "verify_identity" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (MoClient) client = g_object_new (MO_TYPE_CLIENT, "ssl-mode", words[i], NULL);
      g_auto (Settings) settings = read_settings (client);

      g_assert_cmpstr (settings.ssl_mode, ==, words[i]);
    }
}

/* No weaker one is taken for it. */
static void
test_unknown_ssl_mode (void)
{
  g_autoptr (MoClient) client
      = g_object_new (MO_TYPE_CLIENT, "host", "127.0.0.1", "ssl-mode", "verify", NULL);
  g_auto (Settings) settings = read_settings (client);

  g_assert_null (settings.ssl_mode);
  assert_connect_fails (client, "disabled, preferred, required, verify_ca, verify_identity");
}

static void
test_unused_ssl_ca (void)
{
  g_autoptr (MoClient) client = client_new ("mysql://127.0.0.1/?ssl_ca=/ca.pem");

  assert_connect_fails (client, "ssl-ca is looked at with ssl-mode verify_ca");
}

/* g_object_new() warns, and leaves it out. */
static void
test_out_of_range (void)
{
  g_autoptr (MoClient) client = NULL;
  guint size = 0;

  g_test_expect_message ("GLib-GObject", G_LOG_LEVEL_WARNING, "*out of range*");
  client = g_object_new (MO_TYPE_CLIENT, "pool-size", 0, NULL);
  g_test_assert_expected_messages ();
  g_object_get (client, "pool-size", &size, NULL);
  g_assert_cmpuint (size, ==, 8);
}

/* The words of a switch, which it was, stand for none and all of it. */
static void
test_echo (void)
{
  static const struct
  {
    const char *word;
    MoEcho echo;
  } rows[] = {
    { "off", MO_ECHO_OFF },   { "summary", MO_ECHO_SUMMARY }, { "full", MO_ECHO_FULL },
    { "false", MO_ECHO_OFF }, { "no", MO_ECHO_OFF },          { "0", MO_ECHO_OFF },
    { "true", MO_ECHO_FULL }, { "yes", MO_ECHO_FULL },        { "1", MO_ECHO_FULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *uri = g_strconcat ("mysql://h/?echo=", rows[i].word, NULL);
      g_autoptr (MoClient) client = client_new (uri);
      g_auto (Settings) settings = read_settings (client);

      g_assert_cmpint (settings.echo, ==, rows[i].echo);
    }
}

static void
test_log_settings (void)
{
  g_autoptr (MoClient) usual = client_new ("mysql://h/");
  g_autoptr (MoClient) client
      = client_new ("mysql://h/?echo_values=true&slow_query=0.25&slow_wait=0");
  gboolean values;
  double query;
  double wait;

  g_object_get (usual, "echo-values", &values, "slow-query", &query, "slow-wait", &wait, NULL);
  g_assert_false (values);
  g_assert_cmpfloat (query, ==, -1);
  g_assert_cmpfloat (wait, ==, -1);
  g_object_get (client, "echo-values", &values, "slow-query", &query, "slow-wait", &wait, NULL);
  g_assert_true (values);
  g_assert_cmpfloat (query, ==, 0.25);
  g_assert_cmpfloat (wait, ==, 0);
}

/* Whatever a URI can set a property can, and the other way round; the password goes in only. */
static void
test_every_property (void)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (MO_TYPE_CLIENT);
  guint n = 0;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_CLASS (klass), &n);

  g_assert_cmpuint (n, ==, 36);
  for (guint i = 0; i < n; i++)
    {
      gboolean secret = g_str_equal (pspecs[i]->name, "password");

      g_assert_true ((pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0);
      g_assert_cmpint ((pspecs[i]->flags & G_PARAM_READABLE) != 0, ==, !secret);
      g_assert_nonnull (g_param_spec_get_blurb (pspecs[i]));
    }
}

static void
test_wrong (gconstpointer data)
{
  const char *const *wrong = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new (wrong[0], &error);

  g_assert_null (client);
  g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, wrong[1]));
  g_assert_null (strstr (error->message, PASSWORD));
}

/* Each with a password, and a part of the message. */
#define URI "matrixone://u:" PASSWORD "@h/d"

static const char *const unknown[] = {
  URI "?poolsize=3",
  "unknown option \"poolsize\"; there are: ",
};
static const char *const known[] = {
  URI "?x=1",
  "socket, account, role, ssl_mode, ssl_ca, ssl_cert, ssl_key, connect_timeout, pool_size, "
  "pool_min_size, pool_timeout, ",
};
static const char *const twice[] = {
  URI "?pool_size=3&pool_size=3",
  "the option pool_size more than once",
};
static const char *const no_option[] = { URI "?password=" PASSWORD, "unknown option \"password\"" };
static const char *const host_option[] = { URI "?host=x", "unknown option \"host\"" };
static const char *const zero[] = { URI "?pool_size=0", "pool_size has a value" };
static const char *const negative[] = { URI "?pool_size=-1", "pool_size has a value" };
static const char *const large[] = { URI "?pool_size=1001", "1 to 1000" };
static const char *const huge[] = { URI "?pool_size=99999999999999999", "pool_size has a value" };
static const char *const text[] = { URI "?pool_recycle=soon", "pool_recycle has a value" };
static const char *const fraction[] = { URI "?pool_size=1.5", "pool_size has a value" };
static const char *const empty[] = { URI "?pool_timeout=", "pool_timeout has a value" };
static const char *const too_long[] = { URI "?pool_timeout=1e7", "up to 1e6" };
static const char *const not_a_number[] = { URI "?pool_timeout=nan", "pool_timeout has a value" };
static const char *const no_time[] = { URI "?connect_timeout=0", "1 to 3600" };
static const char *const no_mode[] = {
  URI "?ssl_mode=verify",
  "disabled, preferred, required, verify_ca, verify_identity",
};
static const char *const empty_mode[] = { URI "?ssl_mode=", "ssl_mode has a value" };
static const char *const maybe[] = { URI "?pool_pre_ping=maybe", "true or false" };
static const char *const some_echo[] = { URI "?echo=some", "off, summary or full" };
static const char *const secret_value[] = { URI "?echo=" PASSWORD, "echo has a value" };
/* A ? of the password that is not escaped. */
static const char *const secret_option[] = { "mysql://u:1?" PASSWORD "=x@h/d", "is written %3F" };
static const char *const secret_echo[] = { "mysql://u:1?echo=" PASSWORD "@h/d", "is written %3F" };
static const char *const no_scheme[] = { "u:" PASSWORD "@h/d", "matrixone://" };
static const char *const other_scheme[] = { "postgres://u:" PASSWORD "@h/d", "matrixone://" };
static const char *const bad_port[] = { "matrixone://u:" PASSWORD "@h:99999/d", "port" };

static void
add_wrong (void)
{
  static const struct
  {
    const char *path;
    const char *const *data;
  } tests[] = {
    { "unknown", unknown },           { "unknown-lists-known", known },
    { "twice", twice },               { "password-option", no_option },
    { "host-option", host_option },   { "zero", zero },
    { "negative", negative },         { "large", large },
    { "huge", huge },                 { "text", text },
    { "fraction", fraction },         { "empty", empty },
    { "too-long", too_long },         { "not-a-number", not_a_number },
    { "no-time", no_time },           { "maybe", maybe },
    { "secret-value", secret_value }, { "secret-option", secret_option },
    { "secret-echo", secret_echo },   { "echo", some_echo },
    { "ssl-mode", no_mode },          { "empty-ssl-mode", empty_mode },
    { "no-scheme", no_scheme },       { "other-scheme", other_scheme },
    { "port", bad_port },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/client/uri/wrong/", tests[i].path, NULL);

      g_test_add_data_func (path, tests[i].data, test_wrong);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/uri/defaults", test_defaults);
  g_test_add_func ("/client/uri/everything", test_everything);
  g_test_add_func ("/client/uri/schemes", test_schemes);
  g_test_add_func ("/client/uri/echo", test_echo);
  g_test_add_func ("/client/uri/log", test_log_settings);
  g_test_add_func ("/client/properties", test_properties);
  g_test_add_func ("/client/properties/ssl-modes", test_ssl_modes);
  g_test_add_func ("/client/properties/unknown-ssl-mode", test_unknown_ssl_mode);
  g_test_add_func ("/client/properties/unused-ssl-ca", test_unused_ssl_ca);
  g_test_add_func ("/client/properties/all", test_every_property);
  add_wrong ();
  g_test_add_func ("/client/settings/out-of-range", test_out_of_range);
  status = g_test_run ();
  mo_test_assert_no_client_threads_left ();
  return status;
}
