/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections to the server that MO_TEST_URI names. */

#include "server-fixture.h"

#include <string.h>
#include <unistd.h>

#include "wire/mo-uri-private.h"

MoEndpoint *
server_endpoint (void)
{
  const char *text = g_getenv ("MO_TEST_URI");
  g_autoptr (MoUri) uri = NULL;
  g_autoptr (GError) error = NULL;
  MoEndpoint *endpoint;

  if (text == NULL)
    {
      g_test_skip ("no server: MO_TEST_URI is not set");
      return NULL;
    }
  uri = mo_uri_parse (text, &error);
  g_assert_no_error (error);
  endpoint = g_new0 (MoEndpoint, 1);
  endpoint->host = g_strdup (uri->host);
  endpoint->port = uri->port;
  endpoint->user = g_strdup (uri->user);
  endpoint->password = g_strdup (uri->password);
  endpoint->database = g_strdup (uri->database);
  endpoint->connect_timeout_sec = 10;
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    {
      const char *name = g_ptr_array_index (uri->options, i);
      const char *value = g_ptr_array_index (uri->options, i + 1);

      if (strcmp (name, "socket") == 0)
        endpoint->socket = g_strdup (value);
      else if (strcmp (name, "account") == 0)
        endpoint->account = g_strdup (value);
      else if (strcmp (name, "role") == 0)
        endpoint->role = g_strdup (value);
    }
  return endpoint;
}

MoConnection *
server_open (void)
{
  g_autoptr (MoEndpoint) endpoint = server_endpoint ();
  g_autoptr (GError) error = NULL;
  MoConnection *connection;

  if (endpoint == NULL)
    return NULL;
  connection = mo_connection_open (&mo_mysql_api, endpoint, &error);
  g_assert_no_error (error);
  return connection;
}

static MoResult *
query (MoConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  MoResult *result = mo_connection_query (connection, sql, -1, &error);

  if (error != NULL)
    g_test_message ("%.200s", sql);
  g_assert_no_error (error);
  return result;
}

MoResult *
server_query (MoConnection *connection, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  return query (connection, sql);
}

void
server_run (MoConnection *connection, const char *format, ...)
{
  g_autofree char *sql = NULL;
  g_autoptr (MoResult) result = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  result = query (connection, sql);
}

MoResult *
server_execute (MoConnection *connection, const char *sql, const MoValue *values, gsize n_values)
{
  g_autoptr (GError) error = NULL;
  MoResult *result =
      mo_connection_execute (connection, sql, strlen (sql), values, n_values, &error);

  if (error != NULL)
    g_test_message ("%.200s", sql);
  g_assert_no_error (error);
  return result;
}

char *
server_new_table (MoConnection *connection)
{
  char *name = g_strdup_printf ("wire_%d_%d", (int) getpid (), g_test_rand_int_range (0, 99999));

  server_run (connection, "DROP TABLE IF EXISTS %s", name);
  return name;
}
