/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filling a result row by row on the worker that reads it; afterwards the result is immutable. */

#pragma once

#include "value/mo-result-private.h"

G_BEGIN_DECLS

/* Here for the functions below that are called for each cell. */
typedef struct
{
  MoResult *result;
  MoValue *row;  /* the one that is being filled */
  guint n_cells; /* in it; as many as there are columns where it is full */
  gsize n_rows;  /* with it */
  gsize n_allocated;
  GTimeZone *zone; /* or NULL */
  gsize n_text_bytes;
} MoResultBuilder;

MoResultBuilder *mo_result_builder_new (guint n_columns);
void mo_result_builder_free (MoResultBuilder *self);
void mo_result_builder_set_column (MoResultBuilder *self,
                                   guint column,
                                   const char *name,
                                   MoValueType type);

/* Days with a time are in @zone; NULL: nobody knows. */
void mo_result_builder_set_zone (MoResultBuilder *self, GTimeZone *zone);

/* Cells are added from left to right, row after row. Text and bytes are copied into the arena and
 * end in a NUL that their length does not count. */
void mo_result_builder_add (MoResultBuilder *self, MoValue value);

/* The row is full; for those below. */
void mo_result_builder_add_row (MoResultBuilder *self);

/* Before the cell's text, so that a row is in one piece. */
static inline void
mo_result_builder_begin_cell (MoResultBuilder *self)
{
  if (self->n_cells == self->result->n_columns)
    mo_result_builder_add_row (self);
}

/* The same of one that points to nothing and is no day. */
static inline void
mo_result_builder_add_number (MoResultBuilder *self, MoValue value)
{
  mo_result_builder_begin_cell (self);
  self->row[self->n_cells++] = value;
}

/* For a cell that is fetched in place: @length bytes of the arena, followed by a NUL; the cell is
 * added with @type (TEXT, BYTES, JSON or DECIMAL). NULL, and no cell, if there is not that much
 * memory: the length may be the server's word. */
static inline char *
mo_result_builder_add_space (MoResultBuilder *self, MoValueType type, guint32 length)
{
  char *space;

  mo_result_builder_begin_cell (self);
  space = mo_arena_try_alloc (&self->result->arena, (gsize) length + 1);
  if (space == NULL)
    return NULL;
  space[length] = '\0';
  self->n_text_bytes += (gsize) length + 1;
  self->row[self->n_cells++]
      = (MoValue){ .as.text = space, .length = length, .type = (guint8) type };
  return space;
}

typedef struct
{
  guint64 affected_rows;
  guint64 changed_rows;
  guint64 last_insert_id;
  guint n_warnings;
} MoResultCounts;

void mo_result_builder_set_counts (MoResultBuilder *self, const MoResultCounts *counts);

/* Its row is what a routine gave out. */
void mo_result_builder_set_out_parameters (MoResultBuilder *self);

/* What the cells so far take, roughly. */
gsize mo_result_builder_get_bytes (MoResultBuilder *self);

/* (transfer full): consumes the builder. */
MoResult *mo_result_builder_finish (MoResultBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoResultBuilder, mo_result_builder_free)

G_END_DECLS
