/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the two families of readers share. */

#pragma once

#include "server-reading.h"

G_BEGIN_DECLS

typedef struct
{
  const char *sql;
  gsize length;
  gsize position;
  char *classes; /* all code at first */
  Dialect dialect;
  gboolean in_comment; /* an executable one */
} Reading;

/* FALSE: an error of syntax. */
gboolean
server_reading_mysql (Reading *self);
gboolean
server_reading_matrixone (Reading *self);

/* The byte @offset from here; -1: behind the end. */
static inline int
server_reading_peek (const Reading *self, gsize offset)
{
  return self->position + offset < self->length ? (guchar) self->sql[self->position + offset] : -1;
}

/* Moves on. */
void
server_reading_mark (Reading *self, gsize start, char class);

G_END_DECLS
