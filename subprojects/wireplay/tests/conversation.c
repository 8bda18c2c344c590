/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A fake server behind a proxy, and connections through it with both ends in the test's hands. */

#include "conversation.h"

#include <glib/gstdio.h>

#define BACKLOG 128

Stage *
stage_new (void)
{
  return stage_new_with_kinds ("tcp", "tcp");
}

static char *
make_address (Stage *self, const char *kind, const char *name)
{
  g_autofree char *path = stage_dup_path (self, name);

  if (g_str_equal (kind, "unix"))
    return g_strconcat ("unix:", path, NULL);
  if (g_str_equal (kind, "tcp6"))
    return g_strdup ("tcp:[::1]:0");
  return g_strdup ("tcp:127.0.0.1:0");
}

/* The kinds are "tcp", "tcp6" and "unix". */
Stage *
stage_new_with_kinds (const char *proxy_kind, const char *server_kind)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *listen_address = NULL;
  g_autofree char *server_address = NULL;
  g_autofree char *actual_address = NULL;
  Stage *self = g_new0 (Stage, 1);

  self->folder = g_dir_make_tmp ("wireplay-XXXXXX", &error);
  g_assert_no_error (error);
  server_address = make_address (self, server_kind, "server");
  listen_address = make_address (self, proxy_kind, "proxy");
  self->server = wire_listen (server_address, BACKLOG, &actual_address);
  self->proxy = wireplay_new (listen_address, actual_address, &error);
  g_assert_no_error (error);
  return self;
}

char *
stage_dup_path (Stage *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

void
stage_stop_proxy (Stage *self)
{
  g_clear_pointer (&self->proxy, wireplay_free);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
stage_free (Stage *self)
{
  stage_stop_proxy (self);
  g_object_unref (self->server);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

Conversation *
conversation_new (Stage *stage)
{
  Conversation *self = g_new0 (Conversation, 1);

  self->client = wire_connect (wireplay_get_address (stage->proxy));
  self->server = wire_accept (stage->server);
  return self;
}

Conversation *
conversation_new_logged_in (Stage *stage, guint32 connection_id)
{
  Conversation *self = conversation_new (stage);

  conversation_answer (self, packet_new_greeting (connection_id, 0));
  conversation_say (self, packet_new_login (0));
  conversation_answer (self, packet_new_ok (2));
  return self;
}

void
conversation_free (Conversation *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->server);
  g_free (self);
}

/* The client sends @packet, which it takes, and the server gets it. */
void
conversation_say (Conversation *self, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  wire_send (self->client, owned);
  wire_expect (self->server, owned);
}

/* The server sends @packet, which it takes, and the client gets it. */
void
conversation_answer (Conversation *self, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  wire_send (self->server, owned);
  wire_expect (self->client, owned);
}

void
conversation_query (Conversation *self, const char *sql)
{
  conversation_say (self, packet_new_query (sql));
  conversation_answer (self, packet_new_ok (1));
}

void
assert_counts (
    Wireplay *proxy, guint n_connections, guint n_commands, guint n_round_trips, guint n_statements)
{
  g_assert_cmpuint (wireplay_get_n_connections (proxy), ==, n_connections);
  g_assert_cmpuint (wireplay_get_n_commands (proxy), ==, n_commands);
  g_assert_cmpuint (wireplay_get_n_round_trips (proxy), ==, n_round_trips);
  g_assert_cmpuint (wireplay_get_n_statements (proxy), ==, n_statements);
}
