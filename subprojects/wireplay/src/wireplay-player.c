/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object that plays a recording: a listening socket, and a player on it. */

#include "wireplay-player.h"

#include "cutter.h"
#include "listener.h"
#include "player.h"

struct _WireplayPlayer
{
  WpListener *listener;
  WpCutter *cutter;
  WpPlayer *player;
  gboolean finished;
};

WireplayPlayer *
wireplay_player_new (const char *listen_address, const char *path, GError **error)
{
  g_autoptr (WireplayPlayer) self = NULL;
  g_autoptr (WpListener) listener = NULL;
  WpRecording *recording;

  g_return_val_if_fail (listen_address != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  listener = wp_listener_new (listen_address, error);
  recording = listener != NULL ? wp_recording_load (path, error) : NULL;
  if (recording == NULL)
    return NULL;

  self = g_new0 (WireplayPlayer, 1);
  self->listener = g_steal_pointer (&listener);
  self->cutter = wp_cutter_new ();
  self->player = wp_player_new (wp_listener_get_socket (self->listener), recording, self->cutter,
                                error);
  return self->player != NULL ? g_steal_pointer (&self) : NULL;
}

/* Also frees one that was not fully started. */
void
wireplay_player_free (WireplayPlayer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->player, wp_player_free);
  g_clear_pointer (&self->cutter, wp_cutter_free);
  g_clear_pointer (&self->listener, wp_listener_free);
  g_free (self);
}

const char *
wireplay_player_get_address (WireplayPlayer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return wp_listener_get_address (self->listener);
}

guint16
wireplay_player_get_port (WireplayPlayer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_listener_get_port (self->listener);
}

void
wireplay_player_set_cut (WireplayPlayer *self, const WireplayCut *cut)
{
  g_return_if_fail (self != NULL);

  wp_cutter_set (self->cutter, cut);
}

guint
wireplay_player_get_n_cuts (WireplayPlayer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_cutter_get_n_cuts (self->cutter);
}

gboolean
wireplay_player_finish (WireplayPlayer *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  self->finished = TRUE;
  return wp_player_finish (self->player, error);
}

guint
wireplay_player_get_n_commands (WireplayPlayer *self)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (self->finished, 0);

  return wp_player_get_n_commands (self->player);
}
