/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A proxy before the tested server. */

#include "mo-test-proxy.h"

#include <string.h>

#include "wire/mo-uri-private.h"

static const char *
find_option (MoUri *uri, const char *name)
{
  for (guint i = 0; i + 1 < uri->options->len; i += 2)
    if (g_str_equal (g_ptr_array_index (uri->options, i), name))
      return g_ptr_array_index (uri->options, i + 1);
  return NULL;
}

Wireplay *
mo_test_proxy_new (void)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  const char *path = find_option (uri, "socket");
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  Wireplay *proxy;

  if (path != NULL)
    address = g_strconcat ("unix:", path, NULL);
  else
    address = g_strdup_printf ("tcp:%s:%u", uri->host, uri->port);
  proxy = wireplay_new ("tcp:127.0.0.1:0", address, &error);
  g_assert_no_error (error);
  return proxy;
}

MoClient *
mo_test_proxy_client (Wireplay *proxy, const char *database, const char *options)
{
  g_autoptr (MoUri) uri = mo_uri_parse (mo_test_uri (), NULL);
  g_autofree char *password
      = g_uri_escape_string (uri->password != NULL ? uri->password : "", NULL, FALSE);
  g_autofree char *text
      = g_strdup_printf ("mysql://%s%s%s@127.0.0.1:%u/%s?kill_connection=false&%s", uri->user,
                         uri->password != NULL ? ":" : "", password, wireplay_get_port (proxy),
                         database != NULL ? database : uri->database,
                         options != NULL ? options : "echo=false");
  g_autoptr (GError) error = NULL;
  MoClient *client = mo_client_new (text, &error);

  g_assert_no_error (error);
  return client;
}

guint
mo_test_proxy_count (Wireplay *proxy, const char *part)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (proxy);
  guint n = 0;

  for (guint i = 0; i < log->len; i++)
    n += strstr (((WireplayRecord *) g_ptr_array_index (log, i))->text, part) != NULL;
  return n;
}

gboolean
mo_test_proxy_saw (Wireplay *proxy, const char *part)
{
  return mo_test_proxy_count (proxy, part) > 0;
}

void
mo_test_proxy_print (Wireplay *proxy)
{
  g_autoptr (GPtrArray) log = wireplay_dup_log (proxy);

  for (guint i = 0; i < log->len; i++)
    {
      const WireplayRecord *record = g_ptr_array_index (log, i);

      g_test_message ("conn %" G_GUINT64_FORMAT " trip %u: %s", record->connection_id,
                      record->round_trip, record->text);
    }
}

void
mo_test_wire_open (MoTestWire *self, MoTest *test, const char *options)
{
  self->test = test;
  self->proxy = mo_test_proxy_new ();
  self->client = mo_test_proxy_client (self->proxy, NULL, options);
  mo_test_ok (mo_client_connect (self->client));
  wireplay_reset (self->proxy);
}

void
mo_test_wire_close (MoTestWire *self)
{
  mo_test_ok (mo_client_disconnect (self->client));
  g_clear_object (&self->client);
  g_clear_pointer (&self->proxy, wireplay_free);
}
