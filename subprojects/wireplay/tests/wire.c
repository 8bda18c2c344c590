/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocking sockets for tests. */

#include "wire.h"

#include "address.h"

#include <string.h>
#include <sys/socket.h>

/* Only ends a test that has failed already. */
#define TIMEOUT_SECONDS 60

static GSocket *
new_socket (GSocketAddress *address)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                  G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, TIMEOUT_SECONDS);
  return socket;
}

GSocket *
wire_listen (const char *address, int backlog, char **actual_address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) wanted = wp_address_parse (address, &error);
  g_autoptr (GSocketAddress) actual = NULL;
  g_autoptr (GSocket) listener = NULL;

  g_assert_no_error (error);
  listener = new_socket (wanted);
  g_socket_set_listen_backlog (listener, backlog);
  g_socket_bind (listener, wanted, TRUE, &error);
  g_assert_no_error (error);
  g_socket_listen (listener, &error);
  g_assert_no_error (error);
  actual = g_socket_get_local_address (listener, &error);
  g_assert_no_error (error);

  *actual_address = wp_address_to_string (actual);
  return g_steal_pointer (&listener);
}

GSocket *
wire_connect (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) target = wp_address_parse (address, &error);
  g_autoptr (GSocket) client = NULL;

  g_assert_no_error (error);
  client = new_socket (target);
  g_socket_connect (client, target, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&client);
}

GSocket *
wire_accept (GSocket *listener)
{
  g_autoptr (GError) error = NULL;
  GSocket *server = g_socket_accept (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (server, TIMEOUT_SECONDS);
  return server;
}

void
wire_send (GSocket *socket, const GByteArray *bytes)
{
  gsize sent = 0;

  while (sent < bytes->len)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_send (socket, (const char *) bytes->data + sent, bytes->len - sent, NULL,
                                &error);

      g_assert_no_error (error);
      sent += n;
    }
}

typedef struct
{
  GSocket *socket;
  GByteArray *bytes;
} Sending;

static gpointer
send_all (gpointer data)
{
  Sending *sending = data;

  wire_send (sending->socket, sending->bytes);
  g_object_unref (sending->socket);
  g_byte_array_unref (sending->bytes);
  g_free (sending);
  return NULL;
}

/* For what is too much to stay on the way while nobody receives it. The caller joins the thread. */
GThread *
wire_send_in_thread (GSocket *socket, GByteArray *bytes)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->socket = g_object_ref (socket);
  sending->bytes = g_byte_array_ref (bytes);
  return g_thread_new ("sender", send_all, sending);
}

/* The next bytes that come must be @bytes. */
void
wire_expect (GSocket *socket, const GByteArray *bytes)
{
  g_autofree char *buffer = g_malloc (bytes->len);
  gsize received = 0;

  while (received < bytes->len)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_socket_receive (socket, buffer + received, bytes->len - received, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      received += n;
    }

  /* Not g_assert_cmpmem(), which would print megabytes. */
  g_assert_true (memcmp (buffer, bytes->data, bytes->len) == 0);
}

/* The next bytes that come must be the first @length of @bytes. */
void
wire_expect_begin (GSocket *socket, const GByteArray *bytes, gsize length)
{
  g_autoptr (GByteArray) begin = g_byte_array_new ();

  g_byte_array_append (begin, bytes->data, length);
  if (length > 0)
    wire_expect (socket, begin);
}

/* Nothing more may come, and the other side must have closed: by RST, or by FIN. */
void
wire_expect_end_by (GSocket *socket, gboolean reset)
{
  g_autoptr (GError) error = NULL;
  char byte;
  gssize n = g_socket_receive (socket, &byte, 1, NULL, &error);

  if (reset)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  else
    g_assert_no_error (error);
  g_assert_cmpint (n, ==, reset ? -1 : 0);
}

/* Nothing more may come, and the other side must have closed; how does not matter. */
void
wire_expect_end (GSocket *socket)
{
  g_autoptr (GError) error = NULL;
  char byte;
  gssize n = g_socket_receive (socket, &byte, 1, NULL, &error);

  if (n < 0)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  else
    g_assert_cmpint (n, ==, 0);
}

/* Sends nothing more, but still receives. */
void
wire_end (GSocket *socket)
{
  g_autoptr (GError) error = NULL;

  g_socket_shutdown (socket, FALSE, TRUE, &error);
  g_assert_no_error (error);
}

/* Closes like a process that was killed with bytes unread. */
void
wire_reset (GSocket *socket)
{
  g_autoptr (GError) error = NULL;
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (
      setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger), ==, 0);
  g_socket_close (socket, &error);
  g_assert_no_error (error);
}
