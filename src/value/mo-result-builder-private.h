/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filling a result row by row on the worker that reads it; afterwards the result is immutable. */

#pragma once

#include <matrixone-glib/mo-result.h>

G_BEGIN_DECLS

typedef struct _MoResultBuilder MoResultBuilder;

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

/* The same of one that points to nothing and is no day. */
void mo_result_builder_add_number (MoResultBuilder *self, MoValue value);

/* For a cell that is fetched in place: @length bytes of the arena, followed by a NUL; the cell is
 * added with @type (TEXT, BYTES, JSON or DECIMAL). NULL, and no cell, if there is not that much
 * memory: the length may be the server's word. */
char *mo_result_builder_add_space (MoResultBuilder *self, MoValueType type, guint32 length);

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
