/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MoLoadSource: a function of the caller's, and the piece that was read last. */

#include "value/mo-load-source-private.h"

#include <matrixone-glib/mo-error.h>
#include <string.h>

/* The client libraries take a few KiB at a time. */
#define PIECE_BYTES ((gsize) 64 * 1024)

struct _MoLoadSource
{
  /* Immutable. */
  MoLoadSourceRead read;
  GCancellable *cancellable; /* what others may have of it */
  /* The reader's own. */
  gpointer user_data;
  GDestroyNotify destroy; /* NULL: there is nothing to do, or it was done */
  char *piece;
  gsize length;
  gsize position;
  gboolean has_ended;
};

MoLoadSource *
mo_load_source_new (MoLoadSourceRead read, gpointer user_data, GDestroyNotify destroy)
{
  MoLoadSource *self = g_new0 (MoLoadSource, 1);

  self->read = read;
  self->cancellable = g_cancellable_new ();
  self->user_data = user_data;
  self->destroy = destroy;
  return self;
}

void
mo_load_source_free (MoLoadSource *self)
{
  mo_load_source_close (self);
  g_object_unref (self->cancellable);
  g_free (self);
}

void
mo_load_source_close (MoLoadSource *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->destroy);

  g_clear_pointer (&self->piece, g_free);
  self->length = self->position = 0;
  if (destroy != NULL)
    destroy (self->user_data);
}

void
mo_load_source_stop (MoLoadSource *self)
{
  g_cancellable_cancel (self->cancellable);
}

gboolean
mo_load_source_is_stopped (MoLoadSource *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

/* Consumes @cause. */
static void
fail (GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  if (owned == NULL)
    g_set_error_literal (error, MO_ERROR, MO_ERROR_FAILED, "it failed without saying why");
  /* Which to others would mean that they had cancelled it themselves. */
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error (error, MO_ERROR, MO_ERROR_FAILED, "it was cancelled elsewhere: %s",
                 owned->message);
  else
    g_propagate_error (error, g_steal_pointer (&owned));
}

static gboolean
read_piece (MoLoadSource *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gssize n = self->read (self->piece, PIECE_BYTES, self->cancellable, self->user_data, &cause);

  /* Whatever it gave, be it the end. */
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (n < 0)
    {
      fail (g_steal_pointer (&cause), error);
      return FALSE;
    }
  if ((gsize) n > PIECE_BYTES)
    {
      g_set_error (error, MO_ERROR, MO_ERROR_INVALID_ARGUMENT,
                   "the function that reads it returned %" G_GSSIZE_FORMAT " for a buffer of "
                   "%" G_GSIZE_FORMAT " bytes",
                   n, PIECE_BYTES);
      return FALSE;
    }
  self->length = (gsize) n;
  self->position = 0;
  self->has_ended = n == 0;
  return TRUE;
}

gboolean
mo_load_source_fill (MoLoadSource *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->has_ended || self->position < self->length)
    return TRUE;
  if (self->piece == NULL)
    self->piece = g_malloc (PIECE_BYTES);
  return read_piece (self, error);
}

gsize
mo_load_source_take (MoLoadSource *self, gpointer buffer, gsize size)
{
  gsize n = MIN (size, self->length - self->position);

  if (n > 0)
    memcpy (buffer, self->piece + self->position, n);
  self->position += n;
  return n;
}
