/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The object that a test creates: a listening socket, a proxy on it, and its journal. */

#include "wireplay.h"

#include "address.h"
#include "cutter.h"
#include "journal.h"
#include "listener.h"
#include "proxy.h"

struct _Wireplay
{
  WpListener *listener;
  WpJournal *journal;
  WpCutter *cutter;
  WpProxy *proxy;
};

static gboolean
check_connect_address (GSocketAddress *address, GError **error)
{
  g_autofree char *text = NULL;

  if (wp_address_get_path (address) != NULL || wp_address_get_port (address) != 0)
    return TRUE;

  text = wp_address_to_string (address);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "The address “%s” to connect to has no port", text);
  return FALSE;
}

Wireplay *
wireplay_new (const char *listen_address, const char *connect_address, GError **error)
{
  g_autoptr (GSocketAddress) connect_to = NULL;
  g_autoptr (WpListener) listener = NULL;
  g_autoptr (Wireplay) self = NULL;

  g_return_val_if_fail (listen_address != NULL, NULL);
  g_return_val_if_fail (connect_address != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  connect_to = wp_address_parse (connect_address, error);
  if (connect_to == NULL || !check_connect_address (connect_to, error))
    return NULL;
  listener = wp_listener_new (listen_address, error);
  if (listener == NULL)
    return NULL;

  self = g_new0 (Wireplay, 1);
  self->listener = g_steal_pointer (&listener);
  self->journal = wp_journal_new ();
  self->cutter = wp_cutter_new ();
  self->proxy = wp_proxy_new (wp_listener_get_socket (self->listener), connect_to, self->journal,
                              self->cutter, error);
  return self->proxy != NULL ? g_steal_pointer (&self) : NULL;
}

/* Also frees one that was not fully started. */
void
wireplay_free (Wireplay *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->proxy, wp_proxy_free);
  g_clear_pointer (&self->journal, wp_journal_free);
  g_clear_pointer (&self->cutter, wp_cutter_free);
  g_clear_pointer (&self->listener, wp_listener_free);
  g_free (self);
}

const char *
wireplay_get_address (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return wp_listener_get_address (self->listener);
}

guint16
wireplay_get_port (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_listener_get_port (self->listener);
}

void
wireplay_set_latency_usec (Wireplay *self, guint usec)
{
  g_return_if_fail (self != NULL);

  wp_proxy_set_latency_usec (self->proxy, usec);
}

void
wireplay_set_keep_records (Wireplay *self, gboolean keep)
{
  g_return_if_fail (self != NULL);

  wp_journal_set_keep_records (self->journal, keep);
}

gboolean
wireplay_set_log_file (Wireplay *self, const char *path, GError **error)
{
  WpLogFile *log_file = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (path != NULL)
    {
      log_file = wp_log_file_new (path, error);
      if (log_file == NULL)
        return FALSE;
    }

  wp_journal_take_log_file (self->journal, log_file);
  return TRUE;
}

gboolean
wireplay_set_recording (Wireplay *self, const char *path, GError **error)
{
  WpRecorder *recorder = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (path != NULL)
    {
      recorder = wp_recorder_new (path, error);
      if (recorder == NULL)
        return FALSE;
    }

  wp_proxy_take_recorder (self->proxy, recorder);
  return TRUE;
}

void
wireplay_set_cut (Wireplay *self, const WireplayCut *cut)
{
  g_return_if_fail (self != NULL);

  wp_cutter_set (self->cutter, cut);
}

guint
wireplay_get_n_cuts (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_cutter_get_n_cuts (self->cutter);
}

guint
wireplay_get_n_connections (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_connections;
}

guint
wireplay_get_n_commands (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_commands;
}

guint
wireplay_get_n_round_trips (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_round_trips;
}

guint
wireplay_get_n_statements (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return wp_journal_get_counts (self->journal).n_statements;
}

GPtrArray *
wireplay_dup_log (Wireplay *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return wp_journal_dup_records (self->journal);
}

void
wireplay_reset (Wireplay *self)
{
  g_return_if_fail (self != NULL);

  wp_journal_reset (self->journal);
  wp_cutter_reset (self->cutter);
}
