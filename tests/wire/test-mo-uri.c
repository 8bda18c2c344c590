/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connection URIs: every part, every malformed form, and no password in any message. */

#include <string.h>

#include <matrixone-glib/mo-error.h>

#include "wire/mo-uri-private.h"

static MoUri *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MoUri *uri = mo_uri_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (uri);
  return uri;
}

static const char *
option (const MoUri *uri, guint index)
{
  g_assert_cmpuint (index, <, uri->options->len);
  return g_ptr_array_index (uri->options, index);
}

static void
test_all_parts (void)
{
  g_autoptr (MoUri) uri =
      parse ("matrixone://root:111@db.example:6001/test?account=sys&pool_size=4");

  g_assert_cmpstr (uri->host, ==, "db.example");
  g_assert_cmpuint (uri->port, ==, 6001);
  g_assert_cmpstr (uri->user, ==, "root");
  g_assert_cmpstr (uri->password, ==, "111");
  g_assert_cmpstr (uri->database, ==, "test");
  g_assert_cmpuint (uri->options->len, ==, 4);
  g_assert_cmpstr (option (uri, 0), ==, "account");
  g_assert_cmpstr (option (uri, 1), ==, "sys");
  g_assert_cmpstr (option (uri, 2), ==, "pool_size");
  g_assert_cmpstr (option (uri, 3), ==, "4");
}

static void
test_only_host (void)
{
  g_autoptr (MoUri) uri = parse ("mysql://h");

  g_assert_cmpstr (uri->host, ==, "h");
  g_assert_cmpuint (uri->port, ==, 0);
  g_assert_null (uri->user);
  g_assert_null (uri->password);
  g_assert_null (uri->database);
  g_assert_cmpuint (uri->options->len, ==, 0);
}

static void
test_schemes (void)
{
  const char *const accepted[] = { "matrixone://h", "mysql://h/", "mariadb://h", "MySQL://h" };

  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (MoUri) uri = parse (accepted[i]);

      g_assert_cmpstr (uri->host, ==, "h");
      g_assert_null (uri->database);
    }
}

static void
test_password_none_or_empty (void)
{
  g_autoptr (MoUri) none = parse ("mysql://u@h");
  g_autoptr (MoUri) empty = parse ("mysql://u:@h");
  g_autoptr (MoUri) no_user = parse ("mysql://:p@h");

  g_assert_null (none->password);
  g_assert_cmpstr (empty->password, ==, "");
  g_assert_null (no_user->user);
  g_assert_cmpstr (no_user->password, ==, "p");
}

static void
test_escapes (void)
{
  g_autoptr (MoUri) uri = parse ("mysql://a%3Au:p%40s%2Fs%3F%25@h/d%2Fb?na%3dme=a%26b%20c+d&x=");
  g_autoptr (MoUri) raw_at = parse ("mysql://u:p@ss@h:1");

  g_assert_cmpstr (uri->user, ==, "a:u");
  g_assert_cmpstr (uri->password, ==, "p@s/s?%");
  g_assert_cmpstr (uri->database, ==, "d/b");
  g_assert_cmpstr (option (uri, 0), ==, "na=me");
  g_assert_cmpstr (option (uri, 1), ==, "a&b c+d");
  g_assert_cmpstr (option (uri, 3), ==, "");
  g_assert_cmpstr (raw_at->password, ==, "p@ss");
  g_assert_cmpstr (raw_at->host, ==, "h");
}

static void
test_ipv6 (void)
{
  g_autoptr (MoUri) with_port = parse ("mysql://u@[::1]:6001/d");
  g_autoptr (MoUri) without = parse ("mysql://[fe80::1:2]");

  g_assert_cmpstr (with_port->host, ==, "::1");
  g_assert_cmpuint (with_port->port, ==, 6001);
  g_assert_cmpstr (without->host, ==, "fe80::1:2");
  g_assert_cmpuint (without->port, ==, 0);
}

static void
test_socket (void)
{
  g_autoptr (MoUri) no_host = parse ("mysql://root@/test?socket=/run/my.sock");
  g_autoptr (MoUri) bare = parse ("mysql://?socket=/run/my.sock");

  g_assert_null (no_host->host);
  g_assert_cmpstr (no_host->database, ==, "test");
  g_assert_cmpstr (option (no_host, 1), ==, "/run/my.sock");
  g_assert_null (bare->host);
}

/* Each holds "hunter2" where a mistake puts a password. */
static const char *const malformed[] = {
  "",
  "hunter2",
  "//u:hunter2@h",
  "http://u:hunter2@h",
  "mysqlx://u:hunter2@h",
  "mysql:/u:hunter2@h",
  "u:hunter2@h:1/d",
  "mysql://",
  "mysql:///hunter2",
  "mysql://u:hunter2@",
  "mysql://u:hunter2@/d?sock=x",
  "mysql://u:hunter2@:1",
  "mysql://u:hunter2@h:",
  "mysql://u:x@h:hunter2",
  "mysql://u:hunter2@h:0",
  "mysql://u:hunter2@h:65536",
  "mysql://u:hunter2@h:123456",
  "mysql://u:hunter2@h:-1",
  "mysql://u:hunter2@h:+1",
  "mysql://u:hunter2@h: 1",
  "mysql://u:hunter2@h:1x",
  "mysql://u:hunter2@::1",
  "mysql://u:hunter2@[::1",
  "mysql://u:hunter2@[]",
  "mysql://u:hunter2@[hunter2]",
  "mysql://u:hunter2@[::1]x",
  "mysql://u:hunter2@[::1]:",
  "mysql://u:hunter2@[::1]hunter2:1",
  "mysql://u:hunter2%@h",
  "mysql://u:hunter2%4@h",
  "mysql://u:hunter2%4g@h",
  "mysql://u:hunter2%00@h",
  "mysql://u:hunter2%ff@h",
  "mysql://u%zz:hunter2@h",
  "mysql://u:hunter2@h%zz",
  "mysql://u:hunter2@h/d%zz",
  "mysql://u:hunter2@h/d?a=%zz",
  "mysql://u:hunter2@h/d?%zz=a",
  "mysql://u:hun/ter2@h/d",
  "mysql://u:1/hunter2@h/d",
  "mysql://u:1/hunter2@h",
  "mysql://u:1?hunter2@h",
  "mysql://u:1?hunter2=@h&hunter2",
  "mysql://u:1?hunter2@=h",
  "mysql://u:1?hunter2=x@h/d",
  "mysql://u:1?a=hunter2@h/d",
  "mysql://u:1?a=b&hunter2=x@h/d",
  "mysql://u:hunter#2@h",
  "mysql://u:hunter2@h/a/b",
  "mysql://u:hunter2@h/d?socket",
  "mysql://u:hunter2@h/d?=x",
  "mysql://u:hunter2@h/d\n",
  "mysql://u:hunt er2@h/d",
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MoUri) uri = mo_uri_parse (malformed[i], &error);
      g_autofree char *redacted = mo_uri_redact (malformed[i]);

      g_test_message ("%s", malformed[i]);
      g_assert_null (uri);
      g_assert_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, "matrixone://user:password@host:port/database"));
      g_assert_null (strstr (error->message, "hun"));
      g_assert_null (strstr (error->message, "ter2"));
      g_assert_null (strstr (redacted, "hun"));
      g_assert_null (strstr (redacted, "ter2"));
    }
}

static void
test_redact (void)
{
  const char *const pairs[][2] = {
    { "mysql://u:hunter2@h:1/d?x=y&z=", "mysql://u:***@h:1/d?x=y&z=" },
    { "mysql://u:@h", "mysql://u:***@h" },
    { "mysql://u@h", "mysql://u@h" },
    { "mysql://:hunter2@[::1]:3/", "mysql://:***@[::1]:3" },
    { "matrixone://h?socket=/run/x.sock", "matrixone://h/?socket=/run/x.sock" },
    { "mysql://a%3Au:p%40w@h/d%2Fb", "mysql://a%3Au:***@h/d%2Fb" },
    { "mysql://h/d?ssl_password=hunter2&Token=a", "mysql://h/d?ssl_password=***&Token=***" },
    { "MySQL://h:bad", "MySQL://***" },
    { "hunter2", "***" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *redacted = mo_uri_redact (pairs[i][0]);

      g_assert_cmpstr (redacted, ==, pairs[i][1]);
    }
}

/* Whatever the text: an error or a URI, never both, and what is redacted has no password. */
static void
test_random (void)
{
  static const char *const pieces[] = { "mysql", "://", ":", "/",   "@",       "?",
                                        "=",     "&",   "[", "]",   "%41",     "%",
                                        "h",     "12",  "#", "::1", "hunter2", "\xff" };

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (g_test_rand_bit () ? "mysql://" : "");
      g_autoptr (GError) error = NULL;
      g_autoptr (MoUri) uri = NULL;

      for (gint i = g_test_rand_int_range (0, 12); i > 0; i--)
        g_string_append (text, pieces[g_test_rand_int_range (0, (gint32) G_N_ELEMENTS (pieces))]);
      uri = mo_uri_parse (text->str, &error);
      g_assert_true ((uri == NULL) == (error != NULL));
      if (uri != NULL && uri->password != NULL && strstr (uri->password, "hunter2") != NULL)
        {
          g_autofree char *redacted = mo_uri_redact (text->str);
          g_autofree char *pattern = g_strdup_printf (":%s@", uri->password);

          g_assert_nonnull (strstr (redacted, ":***@"));
          g_assert_null (strstr (redacted, pattern));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/uri/all-parts", test_all_parts);
  g_test_add_func ("/wire/uri/only-host", test_only_host);
  g_test_add_func ("/wire/uri/schemes", test_schemes);
  g_test_add_func ("/wire/uri/password-none-or-empty", test_password_none_or_empty);
  g_test_add_func ("/wire/uri/escapes", test_escapes);
  g_test_add_func ("/wire/uri/ipv6", test_ipv6);
  g_test_add_func ("/wire/uri/socket", test_socket);
  g_test_add_func ("/wire/uri/malformed", test_malformed);
  g_test_add_func ("/wire/uri/redact", test_redact);
  g_test_add_func ("/wire/uri/random", test_random);
  return g_test_run ();
}
