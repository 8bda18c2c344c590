/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes of one direction that wait until they are due. */

#include "delay-line.h"

#include <string.h>

/* A piece without bytes marks the end of the stream. */
typedef struct
{
  gint64 due;
  gsize length;
  gsize offset;
  guint8 data[];
} Piece;

struct _WpDelayLine
{
  GQueue pieces;
  gsize size;
  gint64 last_due;
};

WpDelayLine *
wp_delay_line_new (void)
{
  WpDelayLine *self = g_new0 (WpDelayLine, 1);

  g_queue_init (&self->pieces);
  self->last_due = G_MININT64;
  return self;
}

void
wp_delay_line_free (WpDelayLine *self)
{
  wp_delay_line_clear (self);
  g_free (self);
}

static void
push_piece (WpDelayLine *self, const guint8 *data, gsize length, gint64 due)
{
  Piece *piece = g_malloc (sizeof (Piece) + length);

  /* The delay may have been lowered meanwhile, but nothing may overtake. */
  self->last_due = MAX (self->last_due, due);
  piece->due = self->last_due;
  piece->length = length;
  piece->offset = 0;
  if (length > 0)
    memcpy (piece->data, data, length);

  g_queue_push_tail (&self->pieces, piece);
  self->size += length;
}

void
wp_delay_line_push (WpDelayLine *self, const guint8 *data, gsize length, gint64 due)
{
  g_return_if_fail (length > 0);

  push_piece (self, data, length, due);
}

void
wp_delay_line_push_end (WpDelayLine *self, gint64 due)
{
  push_piece (self, NULL, 0, due);
}

/* When the first piece is due, or WP_NEVER. */
gint64
wp_delay_line_get_due (const WpDelayLine *self)
{
  const Piece *piece = self->pieces.head != NULL ? self->pieces.head->data : NULL;

  return piece != NULL ? piece->due : WP_NEVER;
}

/* The first piece, whether due or not; @length is 0 at the end of the stream. There must be one. */
const guint8 *
wp_delay_line_peek (const WpDelayLine *self, gsize *length)
{
  const Piece *piece = self->pieces.head->data;

  *length = piece->length - piece->offset;
  return piece->data + piece->offset;
}

/* Takes @length bytes off the first piece. */
void
wp_delay_line_drop (WpDelayLine *self, gsize length)
{
  Piece *piece = self->pieces.head->data;

  g_return_if_fail (length <= piece->length - piece->offset);

  piece->offset += length;
  self->size -= length;
  if (piece->offset == piece->length)
    g_free (g_queue_pop_head (&self->pieces));
}

gsize
wp_delay_line_get_size (const WpDelayLine *self)
{
  return self->size;
}

void
wp_delay_line_clear (WpDelayLine *self)
{
  g_queue_clear_full (&self->pieces, g_free);
  self->size = 0;
}
