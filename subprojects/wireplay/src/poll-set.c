/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one round of an event loop waits for: sockets and a time.
 *
 * A GMainContext waits in whole milliseconds, which is too coarse for the latency of a local
 * network.
 */

#include "poll-set.h"

#include <poll.h>
#include <time.h>

struct _WpPollSet
{
  GArray *fds; /* of struct pollfd */
  gint64 due;
};

WpPollSet *
wp_poll_set_new (void)
{
  WpPollSet *self = g_new0 (WpPollSet, 1);

  self->fds = g_array_new (FALSE, FALSE, sizeof (struct pollfd));
  self->due = G_MAXINT64;
  return self;
}

void
wp_poll_set_free (WpPollSet *self)
{
  g_array_unref (self->fds);
  g_free (self);
}

void
wp_poll_set_clear (WpPollSet *self)
{
  g_array_set_size (self->fds, 0);
  self->due = G_MAXINT64;
}

/* Returns the index for wp_poll_set_get_events(), -1 if there is nothing to wait for: poll()
 * reports that a peer is gone even if asked for nothing, which would never let it sleep. */
int
wp_poll_set_add (WpPollSet *self, int fd, short events)
{
  struct pollfd item = { .fd = fd, .events = events };

  if (events == 0)
    return -1;

  g_array_append_val (self->fds, item);
  return self->fds->len - 1;
}

/* Do not wait longer than until @due, in microseconds of the monotonic clock. */
void
wp_poll_set_add_due (WpPollSet *self, gint64 due)
{
  self->due = MIN (self->due, due);
}

void
wp_poll_set_wait (WpPollSet *self)
{
  struct pollfd *fds = (struct pollfd *) self->fds->data;
  gint64 usec = MAX (self->due - g_get_monotonic_time (), 0);
  struct timespec timeout = {
    .tv_sec = usec / G_USEC_PER_SEC,
    .tv_nsec = usec % G_USEC_PER_SEC * 1000,
  };

  /* When interrupted by a signal, there is just nothing ready. */
  if (ppoll (fds, self->fds->len, self->due != G_MAXINT64 ? &timeout : NULL, NULL) >= 0)
    return;
  for (guint i = 0; i < self->fds->len; i++)
    fds[i].revents = 0;
}

/* What happened at @index, 0 for an index of -1. */
short
wp_poll_set_get_events (const WpPollSet *self, int index)
{
  return index >= 0 ? g_array_index (self->fds, struct pollfd, index).revents : 0;
}
