/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The thread that accepts clients and relays all their connections. */

#include "proxy.h"

#include "poll-set.h"
#include "relay.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/prctl.h>

/* Without free file descriptors, a client that waits would be reported over and over. */
#define ACCEPT_PAUSE_USEC (100 * G_TIME_SPAN_MILLISECOND)

struct _WpProxy
{
  GThread *thread;
  GCancellable *stop;
  int stop_fd; /* readable once stopped */
  atomic_uint latency_usec;

  /* Guards the recorder. Not a GMutex: the thread sanitizer does not see those. */
  pthread_mutex_t mutex;
  WpRecorder *recorder; /* for connections that come, or NULL */

  /* The thread's own */
  GSocket *listener;
  GSocketAddress *target;
  WpJournal *journal;
  WpCutter *cutter;
  GPtrArray *relays; /* of WpRelay */
  WpPollSet *polls;
  int listener_index; /* in the poll set, or -1 */
  gint64 accept_time; /* accept no client before */
};

static void
pause_accepting (WpProxy *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;

  g_message ("Cannot accept a connection: %s", error->message);
  self->accept_time = g_get_monotonic_time () + ACCEPT_PAUSE_USEC;
}

static WpRecorder *
ref_recorder (WpProxy *self)
{
  WpRecorder *recorder;

  pthread_mutex_lock (&self->mutex);
  recorder = self->recorder != NULL ? wp_recorder_ref (self->recorder) : NULL;
  pthread_mutex_unlock (&self->mutex);

  return recorder;
}

static void
accept_client (WpProxy *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) client = g_socket_accept (self->listener, NULL, &error);
  g_autoptr (WpRecorder) recorder = NULL;

  if (client == NULL)
    {
      pause_accepting (self, error);
      return;
    }

  wp_journal_add_connection (self->journal);
  recorder = ref_recorder (self);
  g_ptr_array_add (self->relays, wp_relay_new (client, self->target, self->journal, self->cutter,
                                               recorder));
}

static void
prepare (WpProxy *self)
{
  wp_poll_set_clear (self->polls);
  wp_poll_set_add (self->polls, self->stop_fd, POLLIN);

  self->listener_index = -1;
  if (self->accept_time <= g_get_monotonic_time ())
    self->listener_index = wp_poll_set_add (self->polls, g_socket_get_fd (self->listener), POLLIN);
  else
    wp_poll_set_add_due (self->polls, self->accept_time);

  for (guint i = 0; i < self->relays->len; i++)
    wp_relay_prepare (self->relays->pdata[i], self->polls);
}

static void
dispatch (WpProxy *self)
{
  guint latency_usec = atomic_load (&self->latency_usec);

  for (guint i = self->relays->len; i > 0; i--)
    {
      if (!wp_relay_dispatch (self->relays->pdata[i - 1], self->polls, latency_usec))
        g_ptr_array_remove_index_fast (self->relays, i - 1);
    }

  /* Last, as a new relay has no part in this round. */
  if (wp_poll_set_get_events (self->polls, self->listener_index) != 0)
    accept_client (self);
}

static gpointer
run (gpointer data)
{
  WpProxy *self = data;

  /* Else the kernel may wake this thread 50 microseconds late or more, each time. */
  prctl (PR_SET_TIMERSLACK, 1);

  while (!g_cancellable_is_cancelled (self->stop))
    {
      prepare (self);
      wp_poll_set_wait (self->polls);
      dispatch (self);
    }

  return NULL;
}

/* Starts the thread. @listener must be listening; @journal and @cutter must outlive the proxy. */
WpProxy *
wp_proxy_new (GSocket *listener,
              GSocketAddress *target,
              WpJournal *journal,
              WpCutter *cutter,
              GError **error)
{
  g_autoptr (WpProxy) self = g_new0 (WpProxy, 1);

  self->stop = g_cancellable_new ();
  self->stop_fd = g_cancellable_get_fd (self->stop);
  atomic_init (&self->latency_usec, 0);
  pthread_mutex_init (&self->mutex, NULL);
  self->listener = g_object_ref (listener);
  self->target = g_object_ref (target);
  self->journal = journal;
  self->cutter = cutter;
  self->relays = g_ptr_array_new_with_free_func ((GDestroyNotify) wp_relay_free);
  self->polls = wp_poll_set_new ();

  self->thread = g_thread_try_new ("wireplay", run, self, error);
  return self->thread != NULL ? g_steal_pointer (&self) : NULL;
}

void
wp_proxy_free (WpProxy *self)
{
  g_cancellable_cancel (self->stop);
  g_clear_pointer (&self->thread, g_thread_join);

  g_ptr_array_unref (self->relays);
  wp_poll_set_free (self->polls);
  g_object_unref (self->listener);
  g_object_unref (self->target);
  g_cancellable_release_fd (self->stop);
  g_object_unref (self->stop);
  g_clear_pointer (&self->recorder, wp_recorder_unref);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
wp_proxy_set_latency_usec (WpProxy *self, guint usec)
{
  atomic_store (&self->latency_usec, usec);
}

/* Takes the recorder, which may be NULL. */
void
wp_proxy_take_recorder (WpProxy *self, WpRecorder *recorder)
{
  WpRecorder *previous;

  pthread_mutex_lock (&self->mutex);
  previous = self->recorder;
  self->recorder = recorder;
  pthread_mutex_unlock (&self->mutex);

  g_clear_pointer (&previous, wp_recorder_unref);
}
