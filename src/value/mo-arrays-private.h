/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The cells of a result by columns: each an array of what its type is, one element a row, or of a
 * vector several. One thread fills it, before anyone else sees it. */

#pragma once

#include <matrixone-glib/mo-result.h>

#include "value/mo-arena-private.h"

G_BEGIN_DECLS

typedef struct _MoArrays MoArrays;

typedef enum
{
  MO_ARRAY_VALUES, /* MoValue, whose text and bytes are in the arena */
  MO_ARRAY_INT64,
  MO_ARRAY_UINT64,
  MO_ARRAY_DOUBLE,
  MO_ARRAY_VECF32, /* n_elements floats a row; zeros for SQL NULL */
  MO_ARRAY_VECF64,
} MoArrayKind;

typedef struct
{
  MoArrayKind kind;
  guint n_elements; /* of a vector; 0: there was none yet */
  gpointer data;    /* owned; NULL where there is nothing */
  guint8 *nulls;    /* owned: 1 for SQL NULL; NULL: there is none */
} MoArray;

struct _MoArrays
{
  guint n_columns;
  gsize n_rows;
  gsize n_allocated; /* rows */
  MoArena arena;
  MoArray columns[];
};

/* For rows with such columns. @vectors: (nullable): names of the columns that are vectors, of
 * doubles or else floats. INVALID_ARGUMENT: there is no such column, or none of text. */
MoArrays *mo_arrays_new  (MoResult          *columns,
                          const char *const *vectors,
                          gboolean           as_doubles,
                          GError           **error);
void      mo_arrays_free (MoArrays          *self);

/* Rows behind those that are there; copied. TYPE_MISMATCH, OUT_OF_RANGE: what is no vector, or has
 * another number of elements than those before it. */
gboolean  mo_arrays_add  (MoArrays          *self,
                          MoResult          *rows,
                          GError           **error);
/* (transfer full): a result of these rows, with the counts of @end, and what follows that. Consumes
 * @self. */
MoResult *mo_arrays_finish (MoArrays        *self,
                            MoResult        *columns,
                            MoResult        *end);

/* Borrowed from it. */
MoValue   mo_arrays_get  (const MoArrays    *self,
                          gsize              row,
                          guint              column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MoArrays, mo_arrays_free)

G_END_DECLS
