/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The protocol of MySQL 4.1, without TLS, for one client at a time. */

#include "fake-server.h"

#include <string.h>
#include <sys/socket.h>

#include "loopback.h"

/* LONG_PASSWORD, FOUND_ROWS, LONG_FLAG, CONNECT_WITH_DB, LOCAL_FILES, PROTOCOL_41, TRANSACTIONS,
 * SECURE_CONNECTION, MULTI_STATEMENTS, MULTI_RESULTS, PLUGIN_AUTH; end-of-rows packets are kept. */
#define CAPABILITIES                                                                               \
  (1u | 2u | 4u | 8u | 128u | 512u | 8192u | 32768u | 1u << 16 | 1u << 17 | 1u << 19)

struct _FakeServer
{
  FakeScript script;
  Loopback loopback;
  GIOStream *client;
  guint8 sequence;
  gboolean ends;
  gint flags;       /* atomic: read by the test */
  gint charset;     /* atomic */
  gint n_bytes;     /* atomic: of logins */
  gint counts[256]; /* atomic */
};

static gboolean
read_exactly (FakeServer *self, gpointer buffer, gsize length)
{
  gsize n_read = 0;

  return g_input_stream_read_all (g_io_stream_get_input_stream (self->client), buffer, length,
                                  &n_read, self->loopback.cancellable, NULL)
         && n_read == length;
}

GBytes *
fake_server_read (FakeServer *self)
{
  guint8 header[4];
  gsize length;
  g_autofree guint8 *body = NULL;

  if (!read_exactly (self, header, sizeof header))
    return NULL;
  length = header[0] | (gsize) header[1] << 8 | (gsize) header[2] << 16;
  self->sequence = (guint8) (header[3] + 1);
  body = g_malloc (length + 1);
  if (!read_exactly (self, body, length))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&body), length);
}

gboolean
fake_server_send (FakeServer *self, gconstpointer payload, gsize length)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 header[4] = { (guint8) length, (guint8) (length >> 8), (guint8) (length >> 16),
                       self->sequence++ };

  g_byte_array_append (packet, header, sizeof header);
  g_byte_array_append (packet, payload, (guint) length);
  return g_output_stream_write_all (g_io_stream_get_output_stream (self->client), packet->data,
                                    packet->len, NULL, self->loopback.cancellable, NULL);
}

void
fake_server_send_ok (FakeServer *self, guint16 status)
{
  guint8 packet[7] = { 0, 0, 0, (guint8) status, (guint8) (status >> 8), 0, 0 };

  fake_server_send (self, packet, sizeof packet);
}

void
fake_server_send_eof (FakeServer *self, guint16 status)
{
  guint8 packet[5] = { 0xfe, 0, 0, (guint8) status, (guint8) (status >> 8) };

  fake_server_send (self, packet, sizeof packet);
}

void
fake_server_send_error (FakeServer *self, guint16 number, const char *text)
{
  fake_server_send_error_state (self, number, "HY000", text);
}

void
fake_server_send_error_state (FakeServer *self,
                              guint16 number,
                              const char *sqlstate,
                              const char *text)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 head[3] = { 0xff, (guint8) number, (guint8) (number >> 8) };

  g_byte_array_append (packet, head, sizeof head);
  g_assert_cmpuint (strlen (sqlstate), ==, 5);
  g_byte_array_append (packet, (const guint8 *) "#", 1);
  g_byte_array_append (packet, (const guint8 *) sqlstate, 5);
  g_byte_array_append (packet, (const guint8 *) text, (guint) strlen (text));
  fake_server_send (self, packet->data, packet->len);
}

static void
append_string (GByteArray *packet, const char *text)
{
  guint8 length = (guint8) strlen (text);

  g_assert_cmpuint (strlen (text), <, 251);
  g_byte_array_append (packet, &length, 1);
  g_byte_array_append (packet, (const guint8 *) text, length);
}

void
fake_server_send_columns (FakeServer *self, guint8 n_columns)
{
  fake_server_send (self, &n_columns, 1);
}

/* The length it tells is a lie, as MatrixOne's are. */
void
fake_server_send_column (
    FakeServer *self, const char *name, guint8 type, guint16 flags, guint8 charset)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 tail[13] = { 12,   charset, 0,    0xff,           0xff,
                      0xff, 0xff,    type, (guint8) flags, (guint8) (flags >> 8),
                      0,    0,       0 };

  append_string (packet, "def");
  append_string (packet, "d");
  append_string (packet, "t");
  append_string (packet, "t");
  append_string (packet, name);
  append_string (packet, name);
  g_byte_array_append (packet, tail, sizeof tail);
  fake_server_send (self, packet->data, packet->len);
}

gboolean
fake_server_send_row (FakeServer *self, const char *text)
{
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 null = 0xfb;

  if (text == NULL)
    g_byte_array_append (packet, &null, 1);
  else
    append_string (packet, text);
  return fake_server_send (self, packet->data, packet->len);
}

void
fake_server_hang_up (FakeServer *self)
{
  self->ends = TRUE;
}

void
fake_server_cut_off (FakeServer *self)
{
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->client));
  const struct linger none = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (
      setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &none, sizeof none), ==, 0);
  self->ends = TRUE;
}

static void
greet (FakeServer *self)
{
  const char *version = self->script.version != NULL ? self->script.version : "8.0.30-fake";
  g_autoptr (GByteArray) packet = g_byte_array_new ();
  guint8 protocol = 10;
  guint8 id[4] = { 17, 0, 0, 0 };
  guint8 middle[18] = { CAPABILITIES & 0xff,       CAPABILITIES >> 8 & 0xff, 45, 2, 0,
                        CAPABILITIES >> 16 & 0xff, CAPABILITIES >> 24,       21 };

  g_byte_array_append (packet, &protocol, 1);
  g_byte_array_append (packet, (const guint8 *) version, (guint) strlen (version) + 1);
  g_byte_array_append (packet, id, sizeof id);
  g_byte_array_append (packet, (const guint8 *) "abcdefgh", 9);
  g_byte_array_append (packet, middle, sizeof middle);
  g_byte_array_append (packet, (const guint8 *) "ijklmnopqrst", 13);
  g_byte_array_append (packet, (const guint8 *) "mysql_native_password", 22);
  self->sequence = 0;
  fake_server_send (self, packet->data, packet->len);
}

/* FALSE if the client is gone, or not let in. Until a cancel, where nothing is to be said. */
/* An AuthSwitchRequest. What it is answered with counts as bytes of the login. */
static gboolean
switch_plugin (FakeServer *self)
{
  static const char salt[] = "12345678901234567890"; /* with its NUL */
  g_autoptr (GString) request = g_string_new ("\xfe");
  g_autoptr (GBytes) answer = NULL;

  g_string_append_len (request, self->script.plugin, (gssize) strlen (self->script.plugin) + 1);
  g_string_append_len (request, salt, sizeof salt);
  fake_server_send (self, request->str, request->len);
  answer = fake_server_read (self);
  if (answer != NULL)
    g_atomic_int_add (&self->n_bytes, (gint) g_bytes_get_size (answer));
  return answer != NULL;
}

static gboolean
log_in (FakeServer *self)
{
  g_autoptr (GBytes) login = NULL;
  const guint8 *bytes;
  gsize length;
  guint8 nothing;

  if (self->script.silent)
    return read_exactly (self, &nothing, 1);
  greet (self);
  login = fake_server_read (self);
  if (login == NULL)
    return FALSE;
  g_atomic_int_add (&self->n_bytes, (gint) g_bytes_get_size (login));
  bytes = g_bytes_get_data (login, &length);
  g_assert_cmpuint (length, >, 32);
  g_atomic_int_set (&self->flags, (gint) (bytes[0] | (guint) bytes[1] << 8 | (guint) bytes[2] << 16
                                          | (guint) bytes[3] << 24));
  g_atomic_int_set (&self->charset, bytes[8]);
  if (self->script.silent_login)
    return read_exactly (self, &nothing, 1);
  if (self->script.plugin != NULL && !switch_plugin (self))
    return FALSE;
  if (self->script.login_error != 0)
    fake_server_send_error (self, self->script.login_error, "go away");
  else
    fake_server_send_ok (self, 2);
  return self->script.login_error == 0;
}

static void
converse (FakeServer *self)
{
  self->ends = FALSE;
  if (!log_in (self))
    return;
  while (!self->ends)
    {
      g_autoptr (GBytes) packet = fake_server_read (self);
      g_autoptr (GBytes) body = NULL;
      guint8 command;

      if (packet == NULL || g_bytes_get_size (packet) == 0)
        return;
      command = *(const guint8 *) g_bytes_get_data (packet, NULL);
      body = g_bytes_new_from_bytes (packet, 1, g_bytes_get_size (packet) - 1);
      g_atomic_int_inc (&self->counts[command]);
      if (self->script.handler != NULL)
        self->script.handler (self, command, body);
      else
        fake_server_send_ok (self, 2);
    }
}

static void
serve (GSocketConnection *connection, gpointer data)
{
  FakeServer *self = data;

  self->client = G_IO_STREAM (connection);
  converse (self);
  g_io_stream_close (self->client, NULL, NULL);
}

FakeServer *
fake_server_new (const FakeScript *script)
{
  FakeServer *self = g_new0 (FakeServer, 1);

  self->script = *script;
  loopback_start (&self->loopback, "fake-server", serve, self);
  return self;
}

void
fake_server_free (FakeServer *self)
{
  loopback_stop (&self->loopback);
  g_free (self);
}

guint16
fake_server_get_port (FakeServer *self)
{
  return self->loopback.port;
}

guint32
fake_server_get_client_flags (FakeServer *self)
{
  return (guint32) g_atomic_int_get (&self->flags);
}

guint8
fake_server_get_client_charset (FakeServer *self)
{
  return (guint8) g_atomic_int_get (&self->charset);
}

guint
fake_server_get_n_login_bytes (FakeServer *self)
{
  return (guint) g_atomic_int_get (&self->n_bytes);
}

guint
fake_server_count (FakeServer *self, guint8 command)
{
  return (guint) g_atomic_int_get (&self->counts[command]);
}
