/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A player of recordings that are written by hand, and its clients. */

#include "playing.h"

#include <glib/gstdio.h>
#include <string.h>

WireplayPlayer *
play (const char *recording)
{
  g_autofree char *text = g_strconcat ("wireplay 1\n# a comment\n\n", recording, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  WireplayPlayer *player;
  int fd = g_file_open_tmp ("wireplay-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_assert_true (g_close (fd, NULL));
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  player = wireplay_player_new ("tcp:127.0.0.1:0", path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return player;
}

void
assert_finished (WireplayPlayer *player)
{
  g_autoptr (GError) error = NULL;

  wireplay_player_finish (player, &error);
  g_assert_no_error (error);
}

void
assert_failed (WireplayPlayer *player, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (wireplay_player_finish (player, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  if (strstr (error->message, message) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, message);
}

void
send_packet (GSocket *client, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  wire_send (client, owned);
}

void
expect_packet (GSocket *client, GByteArray *packet)
{
  g_autoptr (GByteArray) owned = packet;

  wire_expect (client, owned);
}

GSocket *
log_in_with (WireplayPlayer *player, char id, guint32 capabilities)
{
  GSocket *client = wire_connect (wireplay_player_get_address (player));

  expect_packet (client, packet_new_greeting (id, 0));
  send_packet (client, packet_new_login (capabilities));
  return client;
}

GSocket *
log_in (WireplayPlayer *player, char id)
{
  GSocket *client = log_in_with (player, id, 0);

  expect_packet (client, packet_new_ok (2));
  return client;
}

void
query (GSocket *client, const char *sql)
{
  send_packet (client, packet_new_query (sql));
  expect_packet (client, packet_new_ok (1));
}
