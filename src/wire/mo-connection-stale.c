/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether there is still somebody at the other end. */

#include <errno.h>
#include <sys/socket.h>

#include "base/mo-error-private.h"
#include "wire/mo-connection-core-private.h"

/* So long is a look at a socket good for. */
#define FRESH_USEC 100

/* A connection that a server or a proxy closed while it was idle takes a statement and only then
 * says that it is gone: looking first tells that the statement was not sent. */
static gboolean
is_closed_by_peer (MoConnection *self)
{
  char byte;

  if (self->socket < 0)
    return FALSE;
  if (recv (self->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
    return TRUE;
  return errno == ECONNRESET || errno == ETIMEDOUT;
}

gboolean
mo_connection_is_stale (MoConnection *self)
{
  gboolean is_stale = self->lost || is_closed_by_peer (self);

  self->looked_usec = is_stale ? 0 : g_get_monotonic_time ();
  return is_stale;
}

/* The pool has just looked, before it gave the connection to the one that sends first. */
static gboolean
take_look (MoConnection *self)
{
  gint64 looked_usec = self->looked_usec;

  self->looked_usec = 0;
  return looked_usec != 0 && g_get_monotonic_time () - looked_usec < FRESH_USEC;
}

gboolean
mo_connection_can_send (MoConnection *self, gsize length, GError **error)
{
  g_autofree char *message = NULL;
  const char *how = self->lost ? "was lost before" : "was closed while it was idle";

  if (self->is_native)
    mo_connection_install_load (self); /* whoever had the handle may have taken it away */
  if (self->lost || (!take_look (self) && is_closed_by_peer (self)))
    {
      self->lost = TRUE;
      message = g_strdup_printf ("connection %" G_GUINT64_FORMAT " %s", self->id, how);
      g_propagate_error (
          error, mo_error_new_server (MO_ERROR_CONNECTION_LOST, 0, NULL, self->id, TRUE, message));
      return FALSE;
    }
  if (length >= MO_CONNECTION_MAX_PACKET_BYTES)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "a statement of %" G_GSIZE_FORMAT " bytes is longer than a packet can be",
                   length);
      return FALSE;
    }
  return TRUE;
}
