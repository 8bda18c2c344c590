/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that asks for a file when a test says so. */

#include "load-rig.h"

#include <string.h>

LoadRig load_rig;

/* --- the server, on its thread --- */

/* FALSE: the client is gone. */
static gboolean
ask_for_file (FakeServer *server)
{
  gsize length = strlen (load_rig.behaviour.asks_for);
  g_autofree char *request = g_malloc (length + 1);
  gboolean more = TRUE;

  request[0] = '\xfb';
  memcpy (request + 1, load_rig.behaviour.asks_for, length);
  g_atomic_int_inc (&load_rig.n_files);
  fake_server_send (server, request, length + 1);
  while (more)
    {
      g_autoptr (GBytes) packet = fake_server_read (server);

      if (packet == NULL)
        {
          g_atomic_int_set (&load_rig.is_gone, TRUE);
          return FALSE;
        }
      more = g_bytes_get_size (packet) > 0;
      g_byte_array_append (load_rig.got, g_bytes_get_data (packet, NULL),
                           (guint) g_bytes_get_size (packet));
      if (load_rig.behaviour.hangs_up_early)
        {
          g_atomic_int_set (&load_rig.is_gone, TRUE);
          return FALSE;
        }
    }
  g_atomic_int_inc (&load_rig.n_ended);
  return TRUE;
}

static void
prepare (FakeServer *server)
{
  const guint8 prepared[12] = { 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

  fake_server_send (server, prepared, sizeof prepared);
}

static void
handle (FakeServer *server, guint8 command, GBytes *body)
{
  if (load_rig.behaviour.asks_in == command)
    {
      if (load_rig.behaviour.asks_behind_ok)
        fake_server_send_ok (server, 2 | 8);
      if (!ask_for_file (server) || (load_rig.behaviour.asks_twice && !ask_for_file (server))
          || load_rig.behaviour.hangs_up_late)
        {
          fake_server_hang_up (server);
          return;
        }
    }
  if (command == COMMAND_PREPARE)
    prepare (server);
  else if (command == COMMAND_QUERY && load_rig.behaviour.error != 0)
    fake_server_send_error (server, load_rig.behaviour.error, "no");
  else if (command == COMMAND_QUERY || command == COMMAND_EXECUTE || command == COMMAND_PING)
    fake_server_send_ok (server, 2);
}

/* --- the rig --- */

MoConnection *
load_rig_open (GError **error)
{
  MoEndpoint endpoint = { .host = (char *) "127.0.0.1", .user = (char *) "u",
                          .time_zone = MO_TIME_ZONE_NAIVE };

  endpoint.port = fake_server_get_port (load_rig.server);
  return mo_connection_open (&mo_mysql_api, &endpoint, error);
}

void
load_rig_start (const LoadBehaviour *behaviour, const char *version)
{
  FakeScript script = { .version = version, .handler = handle };

  load_rig = (LoadRig){ .behaviour = *behaviour, .got = g_byte_array_new () };
  load_rig.server = fake_server_new (&script);
}

void
load_rig_begin (const LoadBehaviour *behaviour)
{
  g_autoptr (GError) error = NULL;

  load_rig_start (behaviour, "8.0.30-MatrixOne-v1.3.0");
  load_rig.connection = load_rig_open (&error);
  g_assert_no_error (error);
}

void
load_rig_stop (void)
{
  g_clear_pointer (&load_rig.connection, mo_connection_close);
  while (g_atomic_int_get (&load_rig.n_files) > g_atomic_int_get (&load_rig.n_ended)
         && !g_atomic_int_get (&load_rig.is_gone))
    g_thread_yield ();
  g_clear_pointer (&load_rig.server, fake_server_free);
}

void
load_rig_end (void)
{
  load_rig_stop ();
  g_clear_pointer (&load_rig.got, g_byte_array_unref);
}

/* --- a source --- */

static gssize
read_numbers (
    gpointer buffer, gsize size, GCancellable *cancellable, gpointer data, GError **error)
{
  LoadNumbers *self = data;
  guint8 *bytes = buffer;
  gsize n = MIN (size, self->n_bytes - self->position);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (self->position++ % 251);
  if (n > 0)
    return (gssize) n;
  if (self->stops)
    mo_load_source_stop (self->source);
  if (!self->fails)
    return 0;
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is on fire");
  return -1;
}

gboolean
load_rig_load (LoadNumbers *numbers, GError **error)
{
  g_autoptr (MoLoadSource) source = mo_load_source_new (read_numbers, numbers, NULL);
  g_autoptr (MoResult) result = NULL;

  numbers->source = source;
  result = mo_connection_load (load_rig.connection, LOAD_RIG_SQL, strlen (LOAD_RIG_SQL),
                               LOAD_RIG_FILE, source, error);
  return result != NULL;
}

void
load_rig_assert_got (gsize n_bytes)
{
  g_assert_cmpuint (load_rig.got->len, ==, n_bytes);
  for (guint i = 0; i < load_rig.got->len; i++)
    g_assert_cmpuint (load_rig.got->data[i], ==, i % 251);
}
