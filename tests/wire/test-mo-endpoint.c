/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How an endpoint is written in a message, and the name that it logs in with. */

#include <string.h>

#include "wire/mo-endpoint-private.h"

static void
assert_strings (const MoEndpoint *endpoint, const char *text, const char *login)
{
  g_autoptr (MoEndpoint) copy = mo_endpoint_copy (endpoint);
  g_autofree char *actual_text = mo_endpoint_to_string (copy);
  g_autofree char *actual_login = mo_endpoint_dup_login (copy);

  g_assert_cmpstr (actual_text, ==, text);
  g_assert_cmpstr (actual_login, ==, login);
}

static void
test_to_string (void)
{
  assert_strings (&(MoEndpoint){ .host = (char *) "127.0.0.1",
                                 .port = 6001,
                                 .user = (char *) "root",
                                 .password = (char *) "hunter2",
                                 .database = (char *) "test" },
                  "root@127.0.0.1:6001/test", "root");
  assert_strings (&(MoEndpoint){ .host = (char *) "::1", .port = 3306, .user = (char *) "u" },
                  "u@[::1]:3306", "u");
  assert_strings (&(MoEndpoint){ .socket = (char *) "/run/mysql.sock",
                                 .user = (char *) "root",
                                 .password = (char *) "hunter2" },
                  "root@/run/mysql.sock", "root");
  assert_strings (&(MoEndpoint){ .host = (char *) "h" }, "h", "");
}

static void
test_login (void)
{
  assert_strings (
      &(MoEndpoint){ .host = (char *) "h", .user = (char *) "u", .account = (char *) "a" }, "a:u@h",
      "a:u");
  assert_strings (&(MoEndpoint){ .host = (char *) "h",
                                 .user = (char *) "u",
                                 .account = (char *) "a",
                                 .role = (char *) "r" },
                  "a:u:r@h", "a:u:r");
  assert_strings (&(MoEndpoint){ .host = (char *) "h", .user = (char *) "u", .role = (char *) "r" },
                  "sys:u:r@h", "sys:u:r");
}

static void
test_copy (void)
{
  MoEndpoint endpoint = {
    .host = (char *) "h",
    .port = 1,
    .socket = (char *) "s",
    .user = (char *) "u",
    .password = (char *) "p",
    .database = (char *) "d",
    .account = (char *) "a",
    .role = (char *) "r",
    .connect_timeout_sec = 7,
    .answer_timeout_sec = 8,
    .ssl_mode = MO_SSL_MODE_VERIFY_CA,
    .ssl_ca = (char *) "ca",
    .ssl_cert = (char *) "cert",
    .ssl_key = (char *) "key",
  };
  g_autoptr (MoEndpoint) copy = mo_endpoint_copy (&endpoint);

  g_assert_cmpstr (copy->host, ==, "h");
  g_assert_true (copy->host != endpoint.host);
  g_assert_cmpuint (copy->port, ==, 1);
  g_assert_cmpstr (copy->socket, ==, "s");
  g_assert_cmpstr (copy->user, ==, "u");
  g_assert_cmpstr (copy->password, ==, "p");
  g_assert_cmpstr (copy->database, ==, "d");
  g_assert_cmpstr (copy->account, ==, "a");
  g_assert_cmpstr (copy->role, ==, "r");
  g_assert_cmpuint (copy->connect_timeout_sec, ==, 7);
  g_assert_cmpuint (copy->answer_timeout_sec, ==, 8);
  g_assert_cmpint (copy->ssl_mode, ==, MO_SSL_MODE_VERIFY_CA);
  g_assert_cmpstr (copy->ssl_ca, ==, "ca");
  g_assert_cmpstr (copy->ssl_cert, ==, "cert");
  g_assert_cmpstr (copy->ssl_key, ==, "key");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/endpoint/to-string", test_to_string);
  g_test_add_func ("/wire/endpoint/login", test_login);
  g_test_add_func ("/wire/endpoint/copy", test_copy);
  return g_test_run ();
}
