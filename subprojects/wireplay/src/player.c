/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that accepts clients and plays the server's side of a recording to them. */

#include "player.h"

#include "packet-line.h"
#include "performance.h"

#include <poll.h>

/* A client that has been silent for so long while another's answer waits for it will not come. */
#define PATIENCE_USEC (20 * G_USEC_PER_SEC)

struct _WpPlayer
{
  GThread *thread;
  GCancellable *stop;
  int stop_fd; /* readable once stopped */

  /* The thread's own, and everybody's once it has ended. */
  GSocket *listener;
  WpCutter *cutter;
  WpScript *script;
  WpTimes *times;
  GPtrArray *performances; /* of WpPerformance */
  WpPollSet *polls;
  int listener_index; /* in the poll set */
  gint64 last_time;   /* when something happened last */
  GError *error;      /* the first that did not go as recorded */
};

static void
fail (WpPlayer *self, GError *error)
{
  self->error = error;
  g_ptr_array_set_size (self->performances, 0);
}

static void
accept_client (WpPlayer *self)
{
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  WpGauge *gauge;
  guint connection;

  /* Where something went wrong, the client is to notice soon. */
  if (socket == NULL || self->error != NULL)
    return;

  connection = wp_script_take_connection (self->script);
  if (connection == 0)
    fail (self, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             "There are more connections than were recorded."));
  else
    {
      gauge = wp_gauge_new (self->cutter);
      g_ptr_array_add (self->performances, wp_performance_new (socket, gauge, self->script,
                                                               self->times, connection));
    }
}

/* --- sessions at rest, which are all alike --- */

static WpPerformance *
find_performance (WpPlayer *self, guint connection)
{
  for (guint i = 0; i < self->performances->len; i++)
    {
      WpPerformance *performance = g_ptr_array_index (self->performances, i);

      if (wp_performance_get_connection (performance) == connection)
        return performance;
    }

  return NULL;
}

/* Which of its connections a pool uses for a statement is its own affair. */
static void
exchange (WpPlayer *self, WpPerformance *performance)
{
  g_autoptr (WpRecordedPacket) got = wp_performance_dup_packet (performance);
  guint connection = wp_performance_get_connection (performance);
  WpPerformance *other_performance;
  guint other;

  if (got == NULL || wp_performance_is_over (performance))
    return;
  if (got->kind == WP_PACKET_LOGIN)
    wp_performance_set_connection (performance,
                                   wp_script_choose_login (self->script, connection, got));
  if (!wp_recorded_packet_matters (got))
    return;

  other = wp_script_find (self->script, connection, got);
  if (other == 0 || other == connection)
    return;

  other_performance = find_performance (self, other);
  wp_script_swap (self->script, connection, other);
  wp_performance_set_connection (performance, other);
  if (other_performance != NULL)
    wp_performance_set_connection (other_performance, connection);
}

/* --- playing --- */

/* Plays one packet; FALSE if there is none that can be. */
static gboolean
play_one (WpPlayer *self, WpPerformance *performance)
{
  g_autoptr (GError) error = NULL;

  exchange (self, performance);
  if (wp_performance_play (performance, &error))
    return TRUE;
  if (error != NULL)
    fail (self, g_steal_pointer (&error));
  return FALSE;
}

/* What one client sent may let others go on. */
static gboolean
play_round (WpPlayer *self)
{
  gboolean played = FALSE;

  for (guint i = 0; i < self->performances->len; i++)
    {
      while (i < self->performances->len
             && play_one (self, g_ptr_array_index (self->performances, i)))
        played = TRUE;
    }

  return played;
}

static void
play (WpPlayer *self)
{
  while (play_round (self))
    self->last_time = g_get_monotonic_time ();

  for (guint i = self->performances->len; i > 0; i--)
    {
      if (wp_performance_is_over (self->performances->pdata[i - 1]))
        g_ptr_array_remove_index (self->performances, i - 1);
    }
}

static gboolean
is_held (WpPlayer *self)
{
  for (guint i = 0; i < self->performances->len; i++)
    {
      if (wp_performance_is_held (self->performances->pdata[i]))
        return TRUE;
    }

  return FALSE;
}

static void
fail_missing (WpPlayer *self, const char *what)
{
  const WpRecordedPacket *missing = wp_script_get_missing (self->script);
  g_autofree char *text = wp_packet_line_format (missing);

  fail (self, g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "%s: %u recorded packets have not come from clients.\nrecorded: %s"
                           "got:      nothing",
                           what, wp_script_count_missing (self->script), text));
}

/* --- the thread --- */

static void
prepare (WpPlayer *self)
{
  wp_poll_set_clear (self->polls);
  self->listener_index = wp_poll_set_add (self->polls, g_socket_get_fd (self->listener), POLLIN);
  for (guint i = 0; i < self->performances->len; i++)
    wp_client_line_prepare (wp_performance_get_line (self->performances->pdata[i]), self->polls);
}

static void
dispatch (WpPlayer *self)
{
  for (guint i = 0; i < self->performances->len; i++)
    wp_client_line_dispatch (wp_performance_get_line (self->performances->pdata[i]), self->polls);

  /* Last, as a new one has no part in this round. */
  if (wp_poll_set_get_events (self->polls, self->listener_index) != 0)
    accept_client (self);
  play (self);
}

static void
wait_for_something (WpPlayer *self)
{
  prepare (self);
  wp_poll_set_add (self->polls, self->stop_fd, POLLIN);
  if (is_held (self))
    wp_poll_set_add_due (self->polls, self->last_time + PATIENCE_USEC);
  wp_poll_set_wait (self->polls);
}

static gpointer
run (gpointer data)
{
  WpPlayer *self = data;

  while (!g_cancellable_is_cancelled (self->stop))
    {
      wait_for_something (self);
      dispatch (self);
      if (is_held (self) && g_get_monotonic_time () >= self->last_time + PATIENCE_USEC)
        fail_missing (self, "The server's side waits");
    }

  return NULL;
}

/* Takes what clients sent before they went, and that nobody had time for yet. */
static void
drain (WpPlayer *self)
{
  gint64 time;

  do
    {
      time = self->last_time;
      prepare (self);
      wp_poll_set_add_due (self->polls, 0);
      wp_poll_set_wait (self->polls);
      dispatch (self);
    }
  while (self->last_time != time);
}

/* Starts the thread. @listener must be listening; @cutter must outlive the player. Takes the
 * recording. */
WpPlayer *
wp_player_new (GSocket *listener, WpRecording *recording, WpCutter *cutter, GError **error)
{
  g_autoptr (WpPlayer) self = g_new0 (WpPlayer, 1);

  self->stop = g_cancellable_new ();
  self->stop_fd = g_cancellable_get_fd (self->stop);
  self->listener = g_object_ref (listener);
  self->cutter = cutter;
  self->script = wp_script_new (recording);
  self->times = wp_times_new ();
  self->performances = g_ptr_array_new_with_free_func ((GDestroyNotify) wp_performance_free);
  self->polls = wp_poll_set_new ();
  self->thread = g_thread_try_new ("wireplay-play", run, self, error);
  return self->thread != NULL ? g_steal_pointer (&self) : NULL;
}

static void
stop (WpPlayer *self)
{
  g_cancellable_cancel (self->stop);
  g_clear_pointer (&self->thread, g_thread_join);
}

void
wp_player_free (WpPlayer *self)
{
  stop (self);
  g_ptr_array_unref (self->performances);
  wp_script_free (self->script);
  wp_times_free (self->times);
  wp_poll_set_free (self->polls);
  g_object_unref (self->listener);
  g_cancellable_release_fd (self->stop);
  g_object_unref (self->stop);
  g_clear_error (&self->error);
  g_free (self);
}

/* Stops, and says whether all went as recorded. */
gboolean
wp_player_finish (WpPlayer *self, GError **error)
{
  if (self->thread != NULL)
    {
      stop (self);
      drain (self);
    }
  if (self->error == NULL && wp_script_get_missing (self->script) != NULL)
    fail_missing (self, "The clients are done");
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

/* Once it has finished. */
guint
wp_player_get_n_commands (const WpPlayer *self)
{
  return wp_script_get_n_commands (self->script);
}
