/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A socket that listens on an address of this machine. */

#include "listener.h"

#include "address.h"

#include <glib/gstdio.h>

/* Tests like to open all their connections at once. */
#define BACKLOG 128

struct _WpListener
{
  GSocket *socket;
  GSocketAddress *address;
  char *address_text;
  char *path; /* of the unix socket, once it is ours to remove */
};

static gboolean
check_address (GSocketAddress *address, GError **error)
{
  g_autofree char *text = NULL;

  if (wp_address_is_local (address))
    return TRUE;

  text = wp_address_to_string (address);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "The address “%s” to listen on is not of the loopback interface", text);
  return FALSE;
}

/* GIO's own message does not tell which address it is. */
static gboolean
bind_socket (WpListener *self, GSocketAddress *address, GError **error)
{
  g_autofree char *text = wp_address_to_string (address);

  if (!g_socket_bind (self->socket, address, TRUE, error))
    {
      g_prefix_error (error, "Cannot listen on %s: ", text);
      return FALSE;
    }

  self->path = g_strdup (wp_address_get_path (address));
  return TRUE;
}

static gboolean
start_listening (WpListener *self, GSocketAddress *address, GError **error)
{
  self->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_DEFAULT, error);
  if (self->socket == NULL || !bind_socket (self, address, error))
    return FALSE;

  self->address = g_socket_get_local_address (self->socket, error);
  if (self->address == NULL)
    return FALSE;

  self->address_text = wp_address_to_string (self->address);
  g_socket_set_listen_backlog (self->socket, BACKLOG);
  g_socket_set_blocking (self->socket, FALSE);
  return g_socket_listen (self->socket, error);
}

WpListener *
wp_listener_new (const char *address, GError **error)
{
  g_autoptr (GSocketAddress) parsed = wp_address_parse (address, error);
  g_autoptr (WpListener) self = NULL;

  if (parsed == NULL || !check_address (parsed, error))
    return NULL;

  self = g_new0 (WpListener, 1);
  return start_listening (self, parsed, error) ? g_steal_pointer (&self) : NULL;
}

/* Also frees one that was not fully started. */
void
wp_listener_free (WpListener *self)
{
  g_clear_object (&self->socket);
  if (self->path != NULL)
    g_unlink (self->path);
  g_clear_object (&self->address);
  g_free (self->path);
  g_free (self->address_text);
  g_free (self);
}

GSocket *
wp_listener_get_socket (const WpListener *self)
{
  return self->socket;
}

/* With the actual port. */
const char *
wp_listener_get_address (const WpListener *self)
{
  return self->address_text;
}

guint16
wp_listener_get_port (const WpListener *self)
{
  return wp_address_get_port (self->address);
}
