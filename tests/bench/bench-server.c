/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server that MO_TEST_URI names, for both sides: a client of ours, and connections by hand. */

#include "bench-server.h"

#include <stdlib.h>
#include <string.h>

static const char *
get_uri (void)
{
  return g_getenv ("MO_TEST_URI");
}

void
bench_must (gboolean ok, const GError *error)
{
  if (!ok)
    g_error ("%s", error->message);
}

void
bench_execute (MoClient *client, const char *sql)
{
  g_autoptr (GError) error = NULL;

  bench_must (mo_await (mo_execute (client, sql), &error), error);
}

void
bench_server_require (void)
{
  if (get_uri () != NULL)
    return;
  g_print ("no server: set MO_TEST_URI, or install mariadb-server-core\n");
  exit (77);
}

gboolean
bench_server_is_matrixone (void)
{
  return g_str_has_prefix (get_uri (), "matrixone:");
}

MoClient *
bench_server_connect (const char *options)
{
  const char *uri = get_uri ();
  g_autofree char *whole = g_strdup (uri);
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = NULL;

  if (options != NULL)
    {
      g_free (whole);
      whole = g_strdup_printf ("%s%c%s", uri, strchr (uri, '?') != NULL ? '&' : '?', options);
    }
  client = mo_client_new (whole, &error);
  bench_must (client != NULL, error);
  bench_must (mo_await (mo_client_connect (client), &error), error);
  if (g_getenv ("MO_TEST_SERVER_DIR") != NULL)
    bench_execute (client, "SET GLOBAL general_log = 0");
  return g_steal_pointer (&client);
}

MYSQL *
bench_server_by_hand (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MoClient) client = mo_client_new (get_uri (), &error);
  g_autofree char *host = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *user = NULL;
  g_autofree char *database = NULL;
  MYSQL *mysql = mysql_init (NULL);
  guint port;

  bench_must (client != NULL, error);
  g_object_get (client, "host", &host, "port", &port, "socket", &socket, "user", &user, "database",
                &database, NULL);
  if (mysql_real_connect (mysql, host, user, socket != NULL ? NULL : "111", database, port, socket,
                          0)
          == NULL
      || mysql_set_character_set (mysql, "utf8mb4") != 0)
    g_error ("%s", mysql_error (mysql));
  return mysql;
}

void
bench_server_leave (MoClient *client)
{
  g_autoptr (GError) error = NULL;

  bench_must (mo_await (mo_client_disconnect (client), &error), error);
  g_object_unref (client);
}
