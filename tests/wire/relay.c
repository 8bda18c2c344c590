/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A relay in a thread, from TCP to a unix socket. */

#include "relay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <gio/gunixsocketaddress.h>

#include "loopback.h"

/* The type of a record: nothing of a handshake that is to be read by who is in between. */
#define TLS_APPLICATION_DATA 23

struct _Relay
{
  Loopback loopback;
  char *path;
  gint is_silent;   /* atomic */
  GMutex lock;      /* guards sent */
  GByteArray *sent; /* by all clients */
};

/* GSocket's descriptors do not block, whatever the socket says. */
static gboolean
wait_until_taken (int to)
{
  struct pollfd fd = { .fd = to, .events = POLLOUT };

  return errno == EAGAIN && poll (&fd, 1, -1) == 1;
}

static gboolean
send_whole (int to, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      ssize_t n = send (to, bytes, length, MSG_NOSIGNAL);

      if (n < 0 && wait_until_taken (to))
        continue;
      if (n <= 0)
        return FALSE;
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* FALSE at the end of the stream. */
static gboolean
pass (Relay *self, int client, int server)
{
  guint8 bytes[4096];
  ssize_t n = recv (client, bytes, sizeof bytes, 0);

  if (n <= 0)
    return FALSE;
  g_mutex_lock (&self->lock);
  g_byte_array_append (self->sent, bytes, (guint) n);
  g_mutex_unlock (&self->lock);
  return send_whole (server, bytes, (gsize) n);
}

static gboolean
pass_back (Relay *self, int server, int client)
{
  guint8 bytes[4096];
  ssize_t n = recv (server, bytes, sizeof bytes, 0);

  if (n <= 0)
    return FALSE;
  if (g_atomic_int_get (&self->is_silent) && bytes[0] == TLS_APPLICATION_DATA)
    return TRUE;
  return send_whole (client, bytes, (gsize) n);
}

static void
pass_both_ways (Relay *self, int client, int server)
{
  struct pollfd fds[] = {
    { .fd = client, .events = POLLIN },
    { .fd = server, .events = POLLIN },
    { .fd = g_cancellable_get_fd (self->loopback.cancellable), .events = POLLIN },
  };

  do
    {
      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0 || fds[2].revents != 0)
        return;
      if (fds[0].revents != 0 && !pass (self, client, server))
        return;
    }
  while (fds[1].revents == 0 || pass_back (self, server, client));
}

static int
get_fd (GSocketConnection *connection)
{
  return g_socket_get_fd (g_socket_connection_get_socket (connection));
}

static void
serve (GSocketConnection *near, gpointer data)
{
  Relay *self = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (GSocketConnection) far =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  if (far != NULL)
    pass_both_ways (self, get_fd (near), get_fd (far));
}

Relay *
relay_new (const char *path)
{
  Relay *self = g_new0 (Relay, 1);

  self->path = g_strdup (path);
  self->sent = g_byte_array_new ();
  g_mutex_init (&self->lock);
  loopback_start (&self->loopback, "relay", serve, self);
  return self;
}

void
relay_free (Relay *self)
{
  loopback_stop (&self->loopback);
  g_byte_array_unref (self->sent);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

guint16
relay_get_port (Relay *self)
{
  return self->loopback.port;
}

void
relay_set_silent (Relay *self)
{
  g_atomic_int_set (&self->is_silent, TRUE);
}

gboolean
relay_saw (Relay *self, const char *text)
{
  gboolean seen;

  g_mutex_lock (&self->lock);
  seen = memmem (self->sent->data, self->sent->len, text, strlen (text)) != NULL;
  g_mutex_unlock (&self->lock);
  return seen;
}
