/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A source of rows that does what a test says. */

#include "load-source.h"

#include <string.h>

#define FIRST_ROW 1000
#define ROW_BYTES 120 /* at the most */

static gssize
fail (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "the disk is on fire");
  return -1;
}

/* Not by the cancellable's descriptor: the thread sanitizer does not see the lock of GLib's that
 * orders a write to it and its end. */
static gssize
block (LoadSource *self, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&self->n_blocked);
  while (!g_cancellable_is_cancelled (cancellable) && !g_atomic_int_get (&self->fails))
    g_usleep (1000);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? -1 : fail (error);
}

static gssize
flow (LoadSource *self, char *buffer, gsize size)
{
  gsize n = 0;

  for (; self->next < self->n_rows && n + ROW_BYTES < size; self->next++)
    {
      guint64 id = FIRST_ROW + self->next;

      n += (gsize) g_snprintf (buffer + n, ROW_BYTES,
                               "%" G_GUINT64_FORMAT "\t%060" G_GUINT64_FORMAT
                               "\t%" G_GUINT64_FORMAT "\n",
                               id, id, id);
    }
  return (gssize) n;
}

gssize
load_source_read (gpointer buffer,
                  gsize size,
                  GCancellable *cancellable,
                  gpointer source,
                  GError **error)
{
  LoadSource *self = source;

  g_atomic_int_inc (&self->n_reads);
  if (self->pieces != NULL && *self->pieces != NULL)
    {
      gsize length = strlen (*self->pieces);

      g_assert_cmpuint (length, <=, size);
      memcpy (buffer, *self->pieces++, length);
      return (gssize) length;
    }
  if (self->next < self->n_rows)
    return flow (self, buffer, size);
  switch (self->end)
    {
    case LOAD_FAILS:
      return fail (error);
    case LOAD_BLOCKS:
      return block (self, cancellable, error);
    case LOAD_ENDS:
    default:
      return 0;
    }
}

void
load_source_destroy (gpointer source)
{
  g_atomic_int_inc (&((LoadSource *) source)->n_destroyed);
}

gboolean
load_source_is_blocked (gpointer source)
{
  return g_atomic_int_get (&((LoadSource *) source)->n_blocked) > 0;
}
