/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one connection has passed on in each direction, and how much more it may before it is cut. */

#include "gauge.h"

#include <sys/socket.h>

#define N_DIRECTIONS 2

/* More than a kernel keeps for one socket. */
#define MAX_UNREAD ((gsize) 64 * 1024 * 1024)

struct _WpGauge
{
  WpCutter *cutter;
  guint connection;
  guint n_commands;
  guint64 passed[N_DIRECTIONS];
  guint64 limits[N_DIRECTIONS];
  gboolean reset;
  gboolean is_cut;
};

static void
take_cut (WpGauge *self, guint command, const guint64 *offsets)
{
  WireplayCut cut;

  if (!wp_cutter_take (self->cutter, self->connection, command, &cut))
    return;

  self->limits[cut.direction] = offsets[cut.direction] + cut.bytes;
  self->reset = cut.reset;
}

/* Of a new connection. @cutter must outlive it. */
WpGauge *
wp_gauge_new (WpCutter *cutter)
{
  static const guint64 beginning[N_DIRECTIONS] = { 0, 0 };
  WpGauge *self = g_new0 (WpGauge, 1);

  self->cutter = cutter;
  self->connection = wp_cutter_add_connection (cutter);
  for (guint i = 0; i < N_DIRECTIONS; i++)
    self->limits[i] = G_MAXUINT64;
  take_cut (self, 0, beginning);
  return self;
}

void
wp_gauge_free (WpGauge *self)
{
  g_free (self);
}

/* The client, which has logged in, begins a packet at @offset of all that it sends. */
void
wp_gauge_begin_packet (WpGauge *self, guint64 offset)
{
  const guint64 offsets[N_DIRECTIONS] = {
    [WIREPLAY_TO_SERVER] = offset,
    [WIREPLAY_TO_CLIENT] = self->passed[WIREPLAY_TO_CLIENT],
  };

  take_cut (self, self->n_commands + 1, offsets);
}

/* The client's packet was a command. */
void
wp_gauge_end_command (WpGauge *self)
{
  self->n_commands++;
}

static void
cut (WpGauge *self)
{
  self->is_cut = TRUE;
  wp_cutter_add_cut (self->cutter);
}

/* How much of @length bytes, more than 0, can be passed on. Where that is nothing, it is cut. */
gsize
wp_gauge_limit (WpGauge *self, WireplayDirection direction, gsize length)
{
  guint64 left = self->limits[direction] - self->passed[direction];

  if (left == 0 && !self->is_cut)
    cut (self);
  return self->is_cut ? 0 : MIN (length, left);
}

/* So much has been passed on; with the last of it, it is cut. */
void
wp_gauge_pass (WpGauge *self, WireplayDirection direction, gsize length)
{
  self->passed[direction] += length;
  if (self->passed[direction] == self->limits[direction])
    cut (self);
}

guint64
wp_gauge_get_passed (const WpGauge *self, WireplayDirection direction)
{
  return self->passed[direction];
}

/* Both ends are to be closed, and nothing more is passed on. */
gboolean
wp_gauge_is_cut (const WpGauge *self)
{
  return self->is_cut;
}

/* For what is left unread, the kernel would send RST instead of FIN. */
static void
read_all (GSocket *socket)
{
  char buffer[4096];
  gssize length;

  for (gsize n = 0; n < MAX_UNREAD; n += length)
    {
      length = g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL);
      if (length <= 0)
        return;
    }
}

/* Closes one end, which must not block, in the way that was asked for. */
void
wp_gauge_hang_up (const WpGauge *self, GSocket *socket)
{
  const struct linger no_linger = { .l_onoff = 1, .l_linger = 0 };

  if (self->reset)
    setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &no_linger, sizeof no_linger);
  else
    read_all (socket);
  g_socket_close (socket, NULL);
}
