/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object that a test creates: a listening socket, a proxy on it, and its journal. */

#include "wireplay.h"

#include "address.h"
#include "journal.h"
#include "proxy.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

/* Tests like to open all their connections at once. */
#define BACKLOG 128

struct _Wireplay
{
  GSocket *listener;
  GSocketAddress *address;
  char *address_text;
  char *path; /* of the unix socket, once it is ours to remove */
  WpJournal *journal;
  WpProxy *proxy;
};

static gboolean
check_listen_address (GSocketAddress *address, GError **error)
{
  g_autofree char *text = NULL;

  if (wp_address_is_local (address))
    return TRUE;

  text = wp_address_to_string (address);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "The address “%s” to listen on is not of the loopback interface", text);
  return FALSE;
}

static gboolean
check_connect_address (GSocketAddress *address, GError **error)
{
  g_autofree char *text = NULL;

  if (wp_address_get_path (address) != NULL || wp_address_get_port (address) != 0)
    return TRUE;

  text = wp_address_to_string (address);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "The address “%s” to connect to has no port", text);
  return FALSE;
}

/* GIO's own message does not tell which address it is. */
static gboolean
bind_listener (Wireplay *self, GSocketAddress *address, GError **error)
{
  g_autofree char *text = wp_address_to_string (address);

  if (!g_socket_bind (self->listener, address, TRUE, error))
    {
      g_prefix_error (error, "Cannot listen on %s: ", text);
      return FALSE;
    }

  self->path = g_strdup (wp_address_get_path (address));
  return TRUE;
}

static gboolean
start_listening (Wireplay *self, GSocketAddress *address, GError **error)
{
  self->listener = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->listener == NULL || !bind_listener (self, address, error))
    return FALSE;

  self->address = g_socket_get_local_address (self->listener, error);
  if (self->address == NULL)
    return FALSE;

  self->address_text = wp_address_to_string (self->address);
  g_socket_set_listen_backlog (self->listener, BACKLOG);
  return g_socket_listen (self->listener, error);
}

static Wireplay *
start (GSocketAddress *listen_to, GSocketAddress *connect_to, GError **error)
{
  g_autoptr (Wireplay) self = g_new0 (Wireplay, 1);

  self->journal = wp_journal_new ();
  if (!start_listening (self, listen_to, error))
    return NULL;

  self->proxy = wp_proxy_new (self->listener, connect_to, self->journal, error);
  return self->proxy != NULL ? g_steal_pointer (&self) : NULL;
}

Wireplay *
wireplay_new (const char *listen_address, const char *connect_address, GError **error)
{
  g_autoptr (GSocketAddress) listen_to = NULL;
  g_autoptr (GSocketAddress) connect_to = NULL;

  g_return_val_if_fail (listen_address != NULL, NULL);
  g_return_val_if_fail (connect_address != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  listen_to = wp_address_parse (listen_address, error);
  if (listen_to == NULL || !check_listen_address (listen_to, error))
    return NULL;
  connect_to = wp_address_parse (connect_address, error);
  if (connect_to == NULL || !check_connect_address (connect_to, error))
    return NULL;

  return start (listen_to, connect_to, error);
}

/* Also frees one that was not fully started. */
void
wireplay_free (Wireplay *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->proxy, wp_proxy_free);
  g_clear_pointer (&self->journal, wp_journal_free);
  g_clear_object (&self->listener);
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_object (&self->address);
  g_free (self->path);
  g_free (self->address_text);
  g_free (self);
}

const char *
wireplay_get_address (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->address_text;
}

guint16
wireplay_get_port (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_address_get_port (self->address);
}

void
wireplay_set_latency_usec (Wireplay *self, guint usec)
{
  g_return_if_fail (self != NULL);

  wp_proxy_set_latency_usec (self->proxy, usec);
}

void
wireplay_set_keep_records (Wireplay *self, gboolean keep)
{
  g_return_if_fail (self != NULL);

  wp_journal_set_keep_records (self->journal, keep);
}

gboolean
wireplay_set_log_file (Wireplay *self, const char *path, GError **error)
{
  WpLogFile *log_file = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (path != NULL)
    {
      log_file = wp_log_file_new (path, error);
      if (log_file == NULL)
        return FALSE;
    }

  wp_journal_take_log_file (self->journal, log_file);
  return TRUE;
}

guint
wireplay_get_n_connections (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_connections;
}

guint
wireplay_get_n_commands (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_commands;
}

guint
wireplay_get_n_round_trips (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_round_trips;
}

guint
wireplay_get_n_statements (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_statements;
}

GPtrArray *
wireplay_dup_log (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return wp_journal_dup_records (self->journal);
}

void
wireplay_reset (Wireplay *self)
{
  g_return_if_fail (self != NULL);

  wp_journal_reset (self->journal);
}
