/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which connection of a proxy or a player is to be cut, and where. */

#include "cutter.h"

#include <pthread.h>

struct _WpCutter
{
  /* Not a GMutex: the thread sanitizer does not see those. */
  pthread_mutex_t mutex;
  WireplayCut cut;
  gboolean is_set;
  guint n_connections;
  guint n_cuts;
};

WpCutter *
wp_cutter_new (void)
{
  WpCutter *self = g_new0 (WpCutter, 1);

  pthread_mutex_init (&self->mutex, NULL);
  return self;
}

void
wp_cutter_free (WpCutter *self)
{
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

/* @cut may be NULL. */
void
wp_cutter_set (WpCutter *self, const WireplayCut *cut)
{
  pthread_mutex_lock (&self->mutex);
  self->is_set = cut != NULL;
  if (cut != NULL)
    self->cut = *cut;
  pthread_mutex_unlock (&self->mutex);
}

guint
wp_cutter_get_n_cuts (WpCutter *self)
{
  guint n;

  pthread_mutex_lock (&self->mutex);
  n = self->n_cuts;
  pthread_mutex_unlock (&self->mutex);

  return n;
}

/* Begins to count the cuts anew. */
void
wp_cutter_reset (WpCutter *self)
{
  pthread_mutex_lock (&self->mutex);
  self->n_cuts = 0;
  pthread_mutex_unlock (&self->mutex);
}

/* Returns the number of a new connection, which is the next one if that is to be cut. */
guint
wp_cutter_add_connection (WpCutter *self)
{
  guint connection;

  pthread_mutex_lock (&self->mutex);
  connection = ++self->n_connections;
  if (self->is_set && self->cut.connection == 0)
    self->cut.connection = connection;
  pthread_mutex_unlock (&self->mutex);

  return connection;
}

/* The cut for which counting begins with this command, 0 being the beginning of the connection:
 * nobody gets it again. FALSE if there is none. */
gboolean
wp_cutter_take (WpCutter *self, guint connection, guint command, WireplayCut *cut)
{
  gboolean taken;

  pthread_mutex_lock (&self->mutex);
  taken = self->is_set && self->cut.connection == connection && self->cut.command == command;
  if (taken)
    {
      self->is_set = FALSE;
      *cut = self->cut;
    }
  pthread_mutex_unlock (&self->mutex);

  return taken;
}

void
wp_cutter_add_cut (WpCutter *self)
{
  pthread_mutex_lock (&self->mutex);
  self->n_cuts++;
  pthread_mutex_unlock (&self->mutex);
}
